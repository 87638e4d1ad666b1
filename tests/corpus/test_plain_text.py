"""Plain text: pages copied from news sites, and title-first files."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.dates import parse_date_line

LEAD = "أعلنت هيئة الموانئ صباح اليوم بدء العمل في توسعة الرصيف الشرقي، وهو مشروع ينتظره الصيادون منذ أكثر من عقد."
SECOND = (
    "وقال مدير الهيئة إن الأعمال تستغرق عامين، وإن الملاحة لن تتوقف خلالها إلا في ساعات الليل من الشهر الأول."
)
TITLE = "بدء توسعة الرصيف الشرقي في ميناء الساحل"
DATE = "الأحد 3 آذار 2024 / 09:40"
WHEN = datetime(2024, 3, 3, 9, 40)
PHOTO = "رافعات في ميناء الساحل خلال أعمال صيانة سابقة (رويترز)"


def test_a_page_with_a_caption_twice(read) -> None:
    article = read(
        f"{PHOTO}\n{PHOTO}\n{DATE}\n\n{TITLE}\n\nالساحل - سلمى هادي - خاص\n\n{LEAD}\n\nتفاصيل المشروع\n\n{SECOND}\n"
    ).one
    assert (article.title, article.date, article.captions) == (TITLE, WHEN, (PHOTO,))
    assert (article.source, article.author) == ("الساحل", "سلمى هادي")
    assert article.paragraphs == (LEAD, "تفاصيل المشروع", SECOND)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"{TITLE}\n{DATE}", {}),
        (f"{TITLE}\nSun, 03 Mar 2024 09:40:00 +0400", {}),
        (f"{TITLE}\n2024-03-03 09:40", {}),
        (f"الساحل\nاقتصاد\n{TITLE}\n{TITLE}\nصورة: أرشيف\nالساحل - سلمى هادي\n{DATE}",
         {"source": "الساحل", "category": "اقتصاد", "author": "سلمى هادي", "captions": ("صورة: أرشيف",)}),
        (f"اقتصاد\n|\n{DATE}\n{TITLE}\nسلمى هادي\nسلمى هادي\n{TITLE}", {"category": "اقتصاد", "author": "سلمى هادي"}),
        (f"{TITLE}\nكتبت: سلمى هادي\n{DATE}", {"author": "سلمى هادي"}),
        (f"{TITLE}\nالرياض - سلمى هادي\n{DATE}", {"author": "سلمى هادي", "source": ""}),
        (f"{TITLE}\nالقاهرة (رويترز)\n{DATE}", {"author": "رويترز"}),
        (f"{DATE}\n{TITLE}\nبقلم سلمى هادي", {"author": "سلمى هادي"}),
        (f"{PHOTO}\n{DATE}\n{TITLE}\nالساحل - وكالات", {"captions": (PHOTO,), "source": "الساحل", "author": ""}),
    ],
)  # fmt: skip
def test_headers_of_different_sites(read, header: str, expected: dict[str, object]) -> None:
    article = read(f"{header}\n\n{LEAD}\n{SECOND}\n").one
    assert (article.title, article.date) == (TITLE, WHEN)
    assert {name: getattr(article, name) for name in expected} == expected
    assert article.paragraphs == (LEAD, SECOND)


@pytest.mark.parametrize(
    "title",
    [
        "زلزال يضرب جنوب تركيا (رويترز)",
        "قمة عربية طارئة (أ ف ب)",
        "أسعار القمح إلى ارتفاع (وكالات)",
    ],
)
def test_a_headline_above_the_date_that_ends_in_an_agency_is_no_byline(read, title: str) -> None:
    article = read(f"{title}\n{DATE}\n{LEAD}\n{SECOND}").one
    assert (article.title, article.author, article.paragraphs) == (title, "", (LEAD, SECOND))


@pytest.mark.parametrize("caption", ["رافعات الميناء (رويترز)", "ميناء الساحل ليلا (رويترز)"])
@pytest.mark.parametrize("page", ["{0}\n{1}\n{2}", "{0}\n{2}\n{1}", "{2}\n{0}\n{1}", "{2}\n{1}\n{0}"])
def test_a_short_caption_is_not_lost(read, caption: str, page: str) -> None:
    article = read(page.format(caption, DATE, TITLE) + f"\n{LEAD}\n{SECOND}").one
    assert article.title == TITLE
    assert caption in (*article.captions, *article.paragraphs)


def test_a_label_above_a_byline_is_not_lost(read) -> None:
    article = read(f"هل ينجح السد؟\nالمنارة - علي حسن - خاص\nتقارير\n{TITLE}\n{DATE}\n{LEAD}").one
    assert (article.title, article.source, article.author) == (TITLE, "المنارة", "علي حسن")
    assert article.category == "تقارير"
    assert article.paragraphs == ("هل ينجح السد؟", LEAD)


def test_an_unknown_place_of_a_byline_and_a_second_source_are_not_lost(read) -> None:
    article = read(f"{DATE}\n{TITLE}\nعين السنديان (رويترز)\n{LEAD}").one
    assert (article.author, article.paragraphs) == ("رويترز", ("عين السنديان (رويترز)", LEAD))
    article = read(f"الساحل\nاقتصاد\n{TITLE}\nالمرفأ - سلمى هادي\n{DATE}\n{LEAD}").one
    assert (article.source, article.author) == ("الساحل", "سلمى هادي")
    assert article.paragraphs == ("المرفأ - سلمى هادي", LEAD)


# What a byline may say without being kept: a known place, "خاص", and that it is one.
DROPPED = "القاهرة الرياض خاص وكالات تقرير تحقيق بقلم كتبت من"
KEPT = "زلزال يضرب تركيا السد المنارة سلمى هادي رويترز أ ف ب صورة تقارير الساحل 24 12 نعم؟ وقال: انتهى."
WORDS = st.sampled_from(f"{KEPT} {DROPPED}".split())
LINES = st.one_of(
    st.lists(WORDS, min_size=1, max_size=7).map(" ".join),
    st.tuples(WORDS, WORDS, st.sampled_from(["رويترز", "أ ف ب", "صورة"])).map(
        lambda each: "{} {} ({})".format(*each)
    ),
    st.lists(st.lists(WORDS, min_size=1, max_size=2).map(" ".join), min_size=2, max_size=4).map(" - ".join),
    st.tuples(st.sampled_from(["بقلم", "كتبت:", "تحقيق"]), WORDS, WORDS).map(" ".join),
    st.tuples(WORDS, WORDS).map(" من ".join),
    st.sampled_from([TITLE, LEAD, SECOND, PHOTO]),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=7), st.booleans(), st.lists(LINES, max_size=5))
def test_every_word_of_every_line_is_somewhere_in_the_article(
    read, above: list[str], dated: bool, below: list[str]
) -> None:
    lines = [*above, *([DATE] if dated else []), *below]
    for article in read("\n".join(lines), "x.txt").articles:
        parts = (
            article.title,
            *article.paragraphs,
            *article.captions,
            article.source,
            article.author,
            article.category,
        )
        held = set(re.findall(r"\w+", " ".join(parts))) | set(DROPPED.split())
        for line in lines:
            if parse_date_line(line) is None:
                assert set(re.findall(r"\w+", line)) <= held, line


def test_a_title_first_text_without_a_date(read) -> None:
    article = read(f"{TITLE}\n\n{LEAD}\n\n{SECOND}").one
    assert (article.title, article.date, article.paragraphs) == (TITLE, None, (LEAD, SECOND))


@pytest.mark.parametrize(
    "content", [f"{LEAD}\n{SECOND}", f"{LEAD}\n\n{SECOND}", LEAD, f"{LEAD} " * 4 + f"\n{SECOND}"]
)
def test_a_text_that_begins_with_a_paragraph_has_no_title(read, content: str) -> None:
    found = read(content)
    assert found.one.title == ""
    assert found.one.paragraphs[0].startswith(LEAD)
    assert found.report.warnings["no title"] == 1


def test_what_looks_like_nothing_known_stays_a_paragraph(read) -> None:
    article = read(f"{TITLE}\nسطر غامض لا يشبه شيئا معروفا: هذا هو\n{DATE}\n{LEAD}").one
    assert article.paragraphs == ("سطر غامض لا يشبه شيئا معروفا: هذا هو", LEAD)


def test_a_date_inside_the_text_is_none_of_the_article(read) -> None:
    article = read(f"{TITLE}\n\n{LEAD * 3}\n\n{DATE}\n\n{SECOND}").one
    assert article.date is None
    assert article.paragraphs[1] == DATE


@pytest.mark.parametrize(
    ("file", "given", "source", "category"),
    [
        ("archive/الساحل/رياضة/a.txt", "archive", "الساحل", "رياضة"),
        ("archive/الساحل/رياضة/a.txt", "archive/الساحل", "", "رياضة"),
        ("archive/الساحل/رياضة/a.txt", "archive/الساحل/رياضة", "", ""),
        ("archive/الساحل/رياضة/a.txt", "archive/الساحل/رياضة/a.txt", "", ""),
        ("archive/الساحل/أخبار/العالم/a.txt", "archive", "الساحل", "العالم"),
        ("archive/x/الساحل/رياضة/a.txt", "archive", "الساحل", "رياضة"),
        ("archive/الساحل/رياضة/2020/05/a.txt", "archive", "الساحل", "رياضة"),
    ],
)
def test_folders_name_source_and_category(
    read, tmp_path: Path, file: str, given: str, source: str, category: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(f"{TITLE}\n\n{LEAD}")
    article = read(tmp_path / given).one
    assert (article.source, article.category) == (source, category)


def test_what_the_file_names_beats_the_folder(read, tmp_path: Path) -> None:
    path = tmp_path / "archive" / "Coast" / "economy" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text(f"صحة\n{DATE}\n{TITLE}\nالساحل - سلمى هادي\n{LEAD}\n{SECOND}")
    article = read(tmp_path / "archive").one
    assert (article.source, article.category) == ("الساحل", "صحة")


def test_the_name_of_a_folder_is_one_line_and_no_markup(read) -> None:
    article = read("عنوان\n\nنص الخبر.", "folder/السوق <b>\n&amp; المال\x07/a.txt")
    assert read(Path(article.one.origin).parents[1]).one.category == "السوق <b> &amp; المال"
