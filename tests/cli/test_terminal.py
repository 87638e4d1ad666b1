"""Text for terminals: harmless, isolated, wrapped, highlighted, and in visual order where asked."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.run_report import ProgressBar, rejection_lines, summary_text
from corpus import Article, Rejection
from index import IndexingSummary
from searcher.presenting.results import Hit, Page, Snippet
from searcher.printable import printable
from searcher.printing import screen
from searcher.printing.screen import Screen
from searcher.printing.terminal import article_text, counted, date_text, hit_text, stats_text, total_text

PLAIN = Screen()
BOLD, NORMAL = "\x1b[1m", "\x1b[22m"
HARMFUL = {
    chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def article(**fields: Any) -> Article:
    return Article(
        **{"id": "a1", "title": "افتتاح معرض الكتاب", "paragraphs": ("افتتح الوزير المعرض أمس.",), **fields}
    )


def hit(
    snippets: tuple[Snippet, ...] = (), title_highlights: tuple[tuple[int, int], ...] = (), **fields: Any
) -> Hit:
    return Hit(1, 2.5, article(**fields), snippets, title_highlights=title_highlights)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("سطر\nوسطر\tوآخر\r\n", "سطر وسطر وآخر  "),
        ("\x1b[31mأحمر\x1b[0m", "␛[31mأحمر␛[0m"),
        ("\x00\x07\x7f", "␀␇␡"),
        ("\x9b31m\x85", "\ufffd31m "),
        ("\u202eعكس\u202c", "عكس"),
        ("\u2068مفتوح", "مفتوح"),
        ("سطر\u2028وسطر\u2029", "سطر وسطر "),
        ("\ud800\udcff", "\ufffd\ufffd"),
        ("كلـــمة مُشَكَّلة لا\u200eتينية\u200f", "كلـــمة مُشَكَّلة لا\u200eتينية\u200f"),
    ],
)
def test_what_could_steer_a_terminal_is_shown_or_dropped(raw: str, shown: str) -> None:
    assert printable(raw) == shown


@given(st.text(alphabet=st.characters()))
def test_printable_text_is_one_harmless_line_that_utf8_can_carry(raw: str) -> None:
    shown = printable(raw)
    assert not HARMFUL & set(shown)
    assert shown.splitlines() in ([shown], [])
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (None, ""),
        (datetime(2023, 9, 12), "2023-09-12"),
        (datetime(2023, 9, 12, 12, 38, 5), "2023-09-12 12:38"),
    ],
)
def test_dates_show_the_time_of_day_where_there_is_one(date: datetime | None, shown: str) -> None:
    assert date_text(date) == shown


def test_one_article_is_singular() -> None:
    assert [counted(number, "article") for number in (0, 1, 31030)] == [
        "0 articles",
        "1 article",
        "31,030 articles",
    ]


def test_a_hit_shows_rank_headline_particulars_id_and_snippets_with_their_paragraphs() -> None:
    paragraph = "قال المدير إن المعرض يستمر أسبوعا كاملا في المدينة."
    found = hit(
        (Snippet(0, 11, 36, paragraph[11:36]), Snippet(1, 0, 5, "خاتمة")),
        paragraphs=(paragraph, "خاتمة"),
        date=datetime(2024, 1, 31),
        source="المنارة",
        category="ثقافة",
        author="سلمى",
        url="https://example.org/1",
    )
    assert hit_text(found, PLAIN).splitlines() == [
        "1. افتتاح معرض الكتاب",
        "   2024-01-31 · المنارة · ثقافة · سلمى",
        "   a1",
        "   https://example.org/1",
        f"   [0] … {paragraph[11:36]} …",
        "   [1] خاتمة",
    ]


def test_a_url_that_is_the_id_is_shown_once() -> None:
    assert hit_text(hit(id="https://example.org/1", url="https://example.org/1"), PLAIN).count("https") == 1


def test_a_headline_match_is_marked_in_the_headline_and_not_repeated() -> None:
    found = hit((Snippet(None, 7, 18, "معرض الكتاب", ((5, 11),)),), title_highlights=((12, 18),))
    text = hit_text(found, Screen(bold=True))
    assert text.splitlines()[0] == f"1. افتتاح معرض {BOLD}الكتاب{NORMAL}"
    assert "[" not in text.replace("\x1b[", "")


def test_a_headline_match_is_marked_beside_matches_in_the_text() -> None:
    found = hit((Snippet(0, 0, 6, "افتتح ", ((0, 5),)),), title_highlights=((0, 6),))
    headline, *_, snippet = hit_text(found, Screen(bold=True)).splitlines()
    assert headline == f"1. {BOLD}افتتاح{NORMAL} معرض الكتاب"
    assert snippet.startswith(f"   [0] {BOLD}افتتح{NORMAL}")


def test_an_article_without_a_headline_says_so() -> None:
    assert hit_text(hit(title=""), PLAIN).startswith("1. (no headline)")


def test_highlights_stay_on_their_words_when_characters_before_them_are_dropped() -> None:
    raw = "\u202bقبل\u202c\x1b هدف"
    start = raw.index("هدف")
    assert Screen(bold=True).field(raw, [(start, start + 3)]) == f"قبل␛ {BOLD}هدف{NORMAL}"


def test_every_field_is_isolated_on_a_terminal_but_the_id_can_be_copied() -> None:
    text = hit_text(hit(source="24", date=datetime(2024, 1, 31)), Screen(isolate=True))
    assert text.splitlines() == [
        "1. \u2068افتتاح معرض الكتاب\u2069",
        "   \u20682024-01-31\u2069 · \u206824\u2069",
        "   a1",
    ]


def test_particulars_that_do_not_fit_go_on_in_the_next_line_each_whole() -> None:
    found = hit(date=datetime(2024, 1, 31), source="وكالة الأنباء", category="ثقافة وفنون")
    lines = hit_text(found, Screen(width=32)).splitlines()
    assert lines[1:3] == ["   2024-01-31 · وكالة الأنباء", "   ثقافة وفنون"]


def test_a_forged_line_in_a_headline_stays_on_its_line() -> None:
    assert len(hit_text(hit(title="عنوان\n2. عنوان مزور"), PLAIN).splitlines()) == 2


@given(
    st.text(alphabet=st.sampled_from("ابت مَُ\u0301aé漢字 \n"), max_size=80),
    st.integers(screen._NARROWEST, 40),
)
def test_wrapped_lines_fit_and_lose_nothing_but_spaces_between_them(text: str, width: int) -> None:
    lines = Screen(width=width).lines(text, first="[0] ", indent=4)
    room = max(width - 4, screen._NARROWEST)
    assert all(screen.columns(line[4:]) <= room for line in lines)
    assert "".join(line[4:] for line in lines).replace(" ", "") == printable(text).replace(" ", "")


def test_a_line_breaks_between_words_and_a_highlight_goes_on_behind_the_break() -> None:
    text = "كلمة أولى ثم عبارة طويلة مظللة ثم نهاية"
    start = text.index("عبارة")
    lines = Screen(width=21, bold=True).lines(text, [(start, start + len("عبارة طويلة مظللة"))])
    assert lines == [
        f"كلمة أولى ثم {BOLD}عبارة{NORMAL}",
        f"{BOLD}طويلة مظللة{NORMAL} ثم نهاية",
    ]


def test_marks_take_no_column_and_ideographs_take_two() -> None:
    assert [screen.columns(text) for text in ("مُحَمَّدٌ", "漢字", "a\u200db")] == [4, 4, 2]


@pytest.mark.parametrize(
    ("hits", "total", "offset", "shown"),
    [
        (3, 3, 0, "3 articles"),
        (10, 57, 10, "57 articles, showing 11-20"),
        (1, 1, 0, "1 article"),
        (0, 57, 60, "57 articles, showing none"),
    ],
)
def test_the_total_says_which_part_is_shown(hits: int, total: int, offset: int, shown: str) -> None:
    assert total_text(Page(total, (hit(),) * hits, offset), 10) == shown


@pytest.mark.parametrize(
    ("hits", "offset", "shown"),
    [
        (2, 0, "6 paragraphs of 6 articles in 2 groups"),
        (10, 0, "6 paragraphs of 6 articles in 2 groups, showing 1-10"),  # there may be more
        (2, 10, "6 paragraphs of 6 articles in 2 groups, showing 11-12"),
        (0, 3, "6 paragraphs of 6 articles in 2 groups, showing none"),
    ],
)
def test_of_groups_all_paragraphs_are_shown_where_there_is_room_for_more(
    hits: int, offset: int, shown: str
) -> None:
    assert total_text(Page(6, (hit(),) * hits, offset, articles=6, groups=2), 10, "paragraph") == shown


def test_a_whole_article_numbers_its_paragraphs_as_snippets_do() -> None:
    shown = article_text(
        article(
            paragraphs=("أولى", "ثانية"), captions=("صورة",), summary="خلاصة", date=datetime(2024, 1, 31)
        ),
        PLAIN,
    )
    assert shown.split("\n\n") == [
        "افتتاح معرض الكتاب\n2024-01-31\na1",
        "caption: صورة",
        "summary: خلاصة",
        "[0] أولى",
        "[1] ثانية",
    ]


def summary(rejections: list[Rejection]) -> IndexingSummary:
    return IndexingSummary(read=9, added=9, rejections=rejections, warnings=Counter({"no title": 2}))


def test_a_few_rejections_are_each_listed_and_only_counted_in_the_summary() -> None:
    few = [Rejection("a.json", f"record {number}", "empty") for number in range(19)]
    few.append(Rejection("b\x1b.pdf", "", "not a text: PDF"))
    assert rejection_lines(few) == [
        *(f"a.json, record {number}: empty" for number in range(19)),
        "b␛.pdf: not a text: PDF",
    ]
    assert summary_text(summary(few)).splitlines() == [
        "9 articles read: 9 added, 0 updated, 0 unchanged, 0 removed, 20 rejected",
        "  no title: 2",
    ]


def test_many_rejections_are_told_by_reason_with_a_few_examples() -> None:
    many = [Rejection("a.json", f"line {number}", f"not JSON: column {number}") for number in range(1000)]
    many[500:500] = [Rejection("b.json", "record 7", "empty")]
    assert rejection_lines(many) == [
        "a.json, line 0: not JSON: column 0",
        "a.json, line 1: not JSON: column 1",
        "a.json, line 2: not JSON: column 2",
        "… and 997 more for this reason (--json lists them all)",
        "b.json, record 7: empty",
    ]
    assert summary_text(summary(many)).splitlines() == [
        "9 articles read: 9 added, 0 updated, 0 unchanged, 0 removed, 1,001 rejected",
        "  rejected, not JSON: column 0: 1,000",
        "  rejected, empty: 1",
        "  no title: 2",
    ]


def test_any_number_of_reasons_leaves_a_page_that_accounts_for_every_rejection() -> None:
    reasons = ["سبب " + "ا" * number for number in range(1, 400)]
    many = [Rejection("a.json", "", reason) for reason in reasons for _ in range(3)]
    assert len(rejection_lines(many)) == 61
    assert rejection_lines(many)[-1] == "… and 1,137 more for other reasons (--json lists them all)"
    counts = [line.rpartition(": ") for line in summary_text(summary(many)).splitlines()[1:-1]]
    assert sum(int(count.replace(",", "")) for *_, count in counts) == 399 * 3
    assert counts[-1][0] == "  rejected, for 379 other reasons"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_plain_lines() -> None:
    assert Screen.of(io.StringIO()) == Screen()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_bold_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Screen.of(Terminal()).bold
    monkeypatch.setenv(name, value)
    assert not Screen.of(Terminal()).bold
    assert Screen.of(Terminal()).isolate


def visual(text: str, highlights: tuple[tuple[int, int], ...] = ()) -> str:
    """In visual order, shapes undone, highlights between square brackets."""
    shown = Screen(visual=True, bold=True).field(text, highlights)
    return unicodedata.normalize("NFKC", shown.replace(BOLD, "<").replace(NORMAL, ">"))


def test_visual_order_shapes_letters_and_reverses_arabic_but_not_numbers_and_latin() -> None:
    final_ta, medial_ya, initial_ba = "\ufe96", "\ufef4", "\ufe91"
    assert Screen(visual=True).field("بيت") == final_ta + medial_ya + initial_ba
    assert visual("عام 2023 GPT") == "GPT 2023 ماع"


@pytest.mark.parametrize(
    ("text", "sought", "shown"),
    [
        ("قال الوزير أمس", "الوزير", "سمأ <ريزولا> لاق"),
        ("شركة Google أعلنت", "Google", "تنلعأ <Google> ةكرش"),
        ("شركة Google أعلنت", "شركة Google", "تنلعأ <Google ةكرش>"),
        ("a شركة b", "شركة", "a <ةكرش> b"),
        ("قيل 12 عاما Google هنا", "عاما Google", "انه <Google اماع> 12 ليق"),
        ("(قال) محمد", "محمد", "<دمحم> (لاق)"),
    ],
)
def test_highlights_follow_their_characters_into_visual_order(text: str, sought: str, shown: str) -> None:
    start = text.index(sought)
    assert visual(text, ((start, start + len(sought)),)) == shown


@given(st.text(alphabet=st.sampled_from("ابلaB1٣ ().,-%«»!\u0301"), max_size=30), st.data())
def test_visual_order_highlights_as_many_characters_of_each_kind_as_it_was_given(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line = screen._reordered(screen._Line.of(text, [(start, end)]))

    def kinds(characters: str) -> Counter[str]:
        # one by one: a letter that has come to stand beside an accent must not be composed with it
        unshaped = "".join(unicodedata.normalize("NFKC", character) for character in characters)
        return Counter(
            character for character in unshaped if not unicodedata.mirrored(character) and character != " "
        )

    assert len(line.text) == len(line.bold)
    bold = "".join(character for character, flag in zip(line.text, line.bold, strict=True) if flag)
    assert kinds(bold) == kinds(text[start:end])


def test_tables_are_aligned_on_a_terminal_and_tabbed_in_a_pipe() -> None:
    rows = [["place", "form"], ["0", "كتاب"], ["10", "مُدُن"]]
    assert PLAIN.table(rows) == "place\tform\n0\tكتاب\n10\tمُدُن"
    assert Screen(width=80).table(rows) == "place  form\n0      كتاب\n10     مُدُن"


def test_names_among_figures_are_isolated_on_a_terminal() -> None:
    stats = {"articles": 3, "sources": {"واج": 2, "": 1}, "oldest": "2015\x1b"}
    shown = stats_text(stats, Screen(isolate=True))
    assert shown == "articles: 3\nsources: 2\n  \u2068واج\u2069: 2\n  (none): 1\noldest: \u20682015␛\u2069"


def test_the_progress_bar_draws_nothing_off_a_terminal() -> None:
    stream = io.StringIO()
    with ProgressBar(stream) as bar:
        bar.show(SimpleNamespace(read=1, bytes_total=10, bytes_read=5))  # type: ignore[arg-type]
    assert stream.getvalue() == ""


def test_the_progress_bar_shows_articles_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    moments = iter(range(1000))
    monkeypatch.setattr("tqdm.std.time", lambda: float(next(moments)))  # it draws ten times a second
    with ProgressBar(stream) as bar:
        bar.show(SimpleNamespace(read=100, bytes_total=10, bytes_read=1))  # type: ignore[arg-type]
        bar.show(SimpleNamespace(read=1200, bytes_total=10, bytes_read=5))  # type: ignore[arg-type]
        drawn = stream.getvalue().rpartition("\r")[2]
    assert drawn.startswith(" 50%")
    assert "1,200 articles, " in drawn
    assert drawn.endswith(" left")
