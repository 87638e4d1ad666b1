"""Did you mean: what is proposed, for which words, and which are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index
from searcher import Searcher, Suggestion
from searcher import searcher as searcher_module
from searcher.language.plain import PLAIN_LETTERS
from searcher.suggesting.suggestions import LIKELY, Suggester, open_to_doubt
from searcher.suggesting.wording import Wording
from tests.builders import add_all, article

# A word and how often it stands in the archive, each time in a paragraph of its own.
WORDS = {
    "السعودية": 900,
    "الرئيس": 4000,
    "الرييس": 2,
    "منطقة": 800,
    "مدرسة": 300,
    "انتخابات": 120,
    "الأمم": 90,
    "سعاد": 40,
    "سعيد": 60,
    "obama": 50,
    "زحل": 3,
    "رحل": 400,
    "هل": 50,
    "لم": 400,
}
SENTENCES = {
    "ومن جهة أخرى قال الوزير": 60,
    "زار سعيد مدينة الرياض": 30,
    "غنت سعاد في الحفل": 30,
    "كرة القدم هنا": 40,
    "زار الرئيس سعيد": 20,
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("archive")
    index = Index.create(folder)
    paragraphs = [text for text, count in {**WORDS, **SENTENCES}.items() for _ in range(count)]
    paragraphs.append("في " * 30_000)  # as in any text, no word is a large part of it
    with index.writer() as writer:
        add_all(
            writer,
            (article(f"{at}", *paragraphs[at : at + 50]) for at in range(0, len(paragraphs), 50)),
        )
    with Searcher.open(folder) as opened:
        yield opened


def texts(suggestions: tuple[Suggestion, ...]) -> list[str]:
    return [suggestion.text for suggestion in suggestions]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("السعودبة", "السعودية"),  # dots
        ("السعوديةة", "السعودية"),  # doubled
        ("السعدية", "السعودية"),  # dropped
        ("السعوديه", None),  # no error: folding joins the two
        ("السعويدة", "السعودية"),  # swapped
        ("السغوذية", "السعودية"),  # dots, twice
        ("مدرصة", "مدرسة"),  # by ear
        ("انتخابت", "انتخابات"),
        ("الامن", "الأمم"),  # shown as the archive writes it
        ("ومنجهة", "ومن جهة"),
        ("كرةالقدم", "كرة القدم"),
        ("hgsu,]dm", "السعودية"),
        ("خلاشةش", "obama"),
        ("obma", "obama"),
    ],
)
def test_a_word_is_corrected(searcher: Searcher, typed: str, meant: str | None) -> None:
    found = searcher.suggest(typed)
    if meant is None:
        assert all(suggestion.odds < LIKELY for suggestion in found)
    else:
        assert found[0].text == meant


def test_a_change_says_where_and_how_often(searcher: Searcher) -> None:
    query = "زيارة الرئبس"
    (suggestion,) = searcher.suggest(query, limit=1)
    (change,) = suggestion.changes
    assert suggestion.text == "زيارة الرئيس"
    assert query[change.start : change.end] == change.written == "الرئبس"
    assert (change.proposed, change.frequency) == ("الرئيس", 4020)


def test_the_archive_decides_how_a_proposal_is_written(searcher: Searcher) -> None:
    assert searcher.suggest("مدرصه")[0].text == "مدرسة"
    assert (
        searcher.suggest("ومنجهه")[0].text == "ومن جهه"
    )  # only the space was missing: the rest stays as typed


@pytest.mark.parametrize(
    "query",
    [
        '"الرئبس"',
        "«الرئبس الجديد»",
        '"الرئبس',
        "-الرئبس الوزير",
        "NOT الرئبس",
        "source:الرئبس",
        "source:(الرئبس)",
        'title:"الرئبس"',
        "الرئبس*",
        "الرئبس~1",
        "ال?ئبس",
        "para(سعيد)",
        "lead5:الرئبس",
        "-(الرئبس (الرئبس) الرئبس) الوزير",
        "NOT para(الرئبس الرئبس)",
        "!الرئبس الوزير",
        "سعيد date:اخر 3 سعاذ",
        "الرئبس2015",
    ],
)
def test_what_is_exact_or_an_operator_is_left_alone(searcher: Searcher, query: str) -> None:
    assert searcher.suggest(query) == ()


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("+الرئبس سعيد", "+الرئيس سعيد"),
        ("﹢الرئبس سعيد", "﹢الرئيس سعيد"),
        ("(الرئبس OR سعيد)", "(الرئيس OR سعيد)"),
        ("para(الرئبس سعيد)", "para(الرئيس سعيد)"),
        ("الرئبس(سعيد)", "الرئيس(سعيد)"),
        ("الرئبس^2 سعيد", "الرئيس^2 سعيد"),
        ("NOT (سعاد) الرئبس", "NOT (سعاد) الرئيس"),
        ("source:(واس) الرئبس", "source:(واس) الرئيس"),
        ("2015 الرئبس، سعيد", "2015 الرئيس، سعيد"),
        ('الرئبس "الرئبس"', 'الرئيس "الرئبس"'),
        ("سعيد، الرئبس؟", "سعيد، الرئيس؟"),
        ("منظقة الرئبس", "منطقة الرئيس"),
        ("hgsu,]dm سعيد", "السعودية سعيد"),
        ("الر ئيس هل", "الرئيس هل"),
        ("الرئيس  السعود ية", "الرئيس  السعودية"),
    ],
)
def test_the_rest_of_a_query_stays_as_it_is(searcher: Searcher, query: str, corrected: str) -> None:
    assert searcher.suggest(query)[0].text == corrected


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("القمح تاريخ:آخر 3 سنة", ["القمح"]),
        ("القمح date:3 ذو القعدة 1444 والشعير", ["القمح", "والشعير"]),
        ("date:(آذار 2022 OR نيسان 2022) القمح", ["القمح"]),
        ("-date:آذار 2022 القمح", ["القمح"]),
        ("القمح /ليس/ الشعير /أو/ الذرة", ["القمح", "الذرة"]),
        ("القمح قرب/3 الشعير", ["القمح", "الشعير"]),
        ("\u200f-القمح الشعير", ["الشعير"]),
        ("(القمح NOT) الشعير", ["القمح", "الشعير"]),
        ("(title:) الشعير", ["الشعير"]),
        ("title: AND القمح", ["القمح"]),
        ("NOT AND القمح", ["القمح"]),
        ("NOT -- القمح (الشعير)", ["الشعير"]),
        ("title: - القمح (الشعير)", ["الشعير"]),
        ("القمح~2 الشعير", ["الشعير"]),
    ],
)
def test_a_query_is_taken_apart_as_it_is_read(query: str, runs: list[str]) -> None:
    found = list(open_to_doubt(query))
    assert [run for _, run in found] == runs
    assert all(query.startswith(run, start) for start, run in found)


def test_a_neighbour_has_to_outnumber_a_known_word_by_far(searcher: Searcher) -> None:
    assert texts(searcher.suggest("الرييس، هل")) == ["الرئيس، هل"]  # 4,020 to 2
    assert searcher.suggest("زحل، هل") == ()  # 400 to 3
    assert searcher.suggest("سعاد سعيد هل") == ()


def test_for_one_word_there_is_a_list_even_where_it_is_fine(searcher: Searcher) -> None:
    found = searcher.suggest("زحل")
    assert texts(found)[0] == "رحل"
    assert found[0].odds < LIKELY
    assert searcher.search("زحل").suggestions == ()


def test_words_beside_a_word_decide(searcher: Searcher) -> None:
    assert searcher.suggest("زار سعيذ")[0].text == "زار سعيد"
    assert searcher.suggest("غنت سعاذ في الحفل")[0].text == "غنت سعاد في الحفل"
    after_sang = searcher.suggest("غنت سعيد في الحفل")
    assert after_sang == ()  # سعيد is known and no misspelling, whoever sings


def test_as_many_as_asked_for_and_each_once(searcher: Searcher) -> None:
    for limit in (0, 1, 2, 3):
        found = texts(searcher.suggest("السعودبة", limit))
        assert len(found) <= limit
        assert len(set(found)) == len(found)
    assert len(searcher.suggest("سعد", 2)) == 2


def test_a_page_suggests_where_nothing_is_found(searcher: Searcher) -> None:
    assert texts(searcher.search("سعيدد سعاد").suggestions) == []  # of its words one is known …
    assert texts(searcher.search("+سعيدد +سعاد").suggestions) == ["+سعيد +سعاد"]
    assert "سعيد" in texts(searcher.search("سعيدد", match="all").suggestions)
    assert searcher.search("الرئيس").suggestions == ()
    assert searcher.search("").suggestions == ()


def test_where_nothing_is_found_nothing_is_suggested_that_finds_nothing_either(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        add_all(
            writer,
            [
                article("a", *["السعودية"] * 50, source="المرسى"),
                article("b", *["سعيد"] * 20, source="المنارة"),
            ],
        )
    with Searcher.open(tmp_path / "index") as opened:
        likely = partial(opened._evaluator.wording.suggest, found=False)
        assert texts(likely("+السعودبة +سعيد"))  # of which no article has both
        assert opened.search("+السعودبة +سعيد").suggestions == ()
        assert opened.search("para(السعودبة سعيد)").suggestions == ()
        assert opened.search("السعودبة", source="المنارة").suggestions == ()
        assert texts(opened.search("السعودبة", source="المرسى").suggestions) == ["السعودية"]


def test_the_likeliest_ten_are_tried_where_nothing_is_found(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    likely = [Suggestion(str(number), (), LIKELY) for number in range(20)]
    wording = Wording(searcher.evaluator.snapshot, searcher.evaluator.analyzer)
    monkeypatch.setitem(vars(wording), "suggest", lambda query, count, **options: tuple(likely[:count]))
    assert texts(wording.unasked("", lambda text: int(text) > 8, found=False)) == ["9"]
    assert texts(wording.unasked("", lambda text: int(text) > 3, found=False)) == ["4", "5", "6"]


def test_a_page_knows_its_suggestions_after_the_searcher_is_closed(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        add_all(writer, [article("a", *["السعودية"] * 50)])
    with Searcher.open(tmp_path / "index") as opened:
        page = opened.search("السعودبة")
    assert texts(page.suggestions) == ["السعودية"]
    assert opened.suggest("السعودبة") == ()


def test_new_words_are_known_after_a_refresh(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with Searcher.open(tmp_path / "index") as opened:
        assert opened.suggest("السعودبة") == ()
        with index.writer() as writer:
            add_all(writer, [article("a", "السعودية")])
        opened.refresh()
        assert texts(opened.suggest("السعودبة")) == ["السعودية"]


def test_segments_are_counted_together(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    for number, words in enumerate((["سالم"] * 3 + ["سليم"] * 2, ["سليم"] * 4, ["غيرها"])):
        with index.writer() as writer:
            add_all(writer, [article(f"{number}", *words)])
    with Searcher.open(tmp_path / "index") as opened:
        change = opened.suggest("سليمم")[0].changes[0]
        assert (change.proposed, change.frequency) == ("سليم", 6)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\ud800",
        "السعودبة\udfff",
        "\x00",
        "ا" * 10_000,
        "السعودبة " * 5_000,
        "(" * 10_000,
        '"' * 10_000,
        ":" * 10_000,
        "2015",
        "١٢٣",
        "👍",
        "漢字",
        "\u200f\u200f",
        "ﷺ",
        "ـــــ",
        "..." * 1000,
        "a" * 40,
        "و" * 30,
    ],
)
def test_nothing_typed_is_too_much(searcher: Searcher, query: str) -> None:
    assert all(isinstance(suggestion.text, str) for suggestion in searcher.suggest(query))
    assert isinstance(searcher.search(query, limit=1).suggestions, tuple)


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from('السعوديةر ئب"()-+:*~^.،\u200f\ud800ab,]1«»/&'), max_size=30))
def test_changes_are_slices_of_the_query(searcher: Searcher, query: str) -> None:
    for suggestion in searcher.suggest(query):
        text, done = "", 0
        for change in suggestion.changes:
            assert done <= change.start < change.end <= len(query)
            assert query[change.start : change.end] == change.written
            text += query[done : change.start] + change.proposed
            done = change.end
        assert text + query[done:] == suggestion.text != query


@settings(max_examples=200)
@given(st.from_regex(rf"[\s{PLAIN_LETTERS}]*", fullmatch=True))
def test_words_alone_are_taken_apart_as_every_query_is(searcher: Searcher, query: str) -> None:
    suggester: Suggester = searcher.evaluator.wording.suggest.__self__  # type: ignore[attr-defined]  # a bound method
    at_once = list(suggester._pieces(query))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("searcher.suggesting.suggestions.is_words_alone", lambda _: False)
        assert list(suggester._pieces(query)) == at_once


def test_suggestions_of_a_page_are_of_its_commit_whatever_comes_meanwhile(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "الريييس"
    expected = searcher.search(query).suggestions
    assert expected
    own = copy(searcher)
    ranking = searcher_module.question_ranking

    def while_it_closes(*arguments: Any, **options: Any) -> Any:
        own.close()
        return ranking(*arguments, **options)

    monkeypatch.setattr(searcher_module, "question_ranking", while_it_closes)
    assert own.search(query).suggestions == expected


def test_what_stands_behind_a_word_to_leave_out_is_looked_at(searcher: Searcher) -> None:
    assert texts(searcher.suggest("لم NOT الرئبس")) == []
    assert texts(searcher.suggest("لم NOT هل الرئبس")) == ["لم NOT هل الرئيس"]
