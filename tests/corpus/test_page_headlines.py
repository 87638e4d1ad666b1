"""The headline of a web page: all of it, and nothing but it, wherever the page says it."""

from __future__ import annotations

import json

import pytest

from corpus import page_headline

HEADLINE = "توسعة ميناء المدينة تبدأ في الشهر المقبل"
SITE = "صحيفة المثال"
TEXT = (
    "<p>أعلنت الوزارة اليوم أن أعمال توسعة الميناء تبدأ في الشهر المقبل وتستمر عامين.</p>"
    "<p>وقال الوزير في مؤتمر صحفي إن المشروع يوفر مئات من فرص العمل لسكان المنطقة.</p>"
)


def page(title: str, head: str = "", above: str = "") -> str:
    head = f"<meta charset='utf-8'><title>{title}</title>{head}"
    return f"<html><head>{head}</head><body>{above}<div>{TEXT}</div></body></html>"


def og(name: str, content: str) -> str:
    return f"<meta property='og:{name}' content='{content}'>"


def linked(**data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script>"


@pytest.mark.parametrize(
    "title",
    [
        "وزير الصحة : لا إصابات جديدة",
        "الأهلي - الزمالك: قمة الدوري",
        "الأهلي | الزمالك والنهائي الأكبر",
        "البنك المركزي – تقرير جديد عن الأسعار – الجزء الثاني",
        "«التدريب»: برنامج جديد لسكان «المدينة»",
        "وكالة الفضاء : رحلة جديدة إلى القمر",
    ],
)
def test_a_headline_of_parts_stays_whole(read, title: str) -> None:
    """Where there is no <h1> only the first part was kept, and the rest stood nowhere."""
    assert read(page(title), "a.html").one.title == title
    assert read(page(title, above=f"<h2>{title}</h2>"), "a.html").one.title == title
    assert read(page(f"{title} | {SITE}", above=f"<h2>{title}</h2>"), "a.html").one.title == title
    head = linked(**{"@type": "NewsArticle", "headline": title})
    assert read(page(f"{title} - {SITE}", head), "a.html").one.title == title
    assert read(page(title, above=f"<h1>{title}</h1>"), "a.html").one.title == title


@pytest.mark.parametrize(
    "title", [f"{HEADLINE} - %s", f"%s - {HEADLINE}", f"{HEADLINE} | %s", f"%s » {HEADLINE}"]
)
@pytest.mark.parametrize(
    ("site", "head"),
    [
        (SITE, ""),
        ("الساحل اليوم", og("site_name", "الساحل اليوم")),
        ("المثال نيوز", ""),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_headline(read, title: str, site: str, head: str) -> None:
    assert read(page(title % site, head), "a.html").one.title == HEADLINE
    assert read(page(title % site, head + og("title", title % site)), "a.html").one.title == HEADLINE


def test_a_few_words_behind_a_bar_name_the_site(read) -> None:
    assert read(page(f"{HEADLINE} | الساحل"), "a.html").one.title == HEADLINE


@pytest.mark.parametrize("heading", ["<h1>{0}</h1>", "<h1>{1}</h1><h1>{0}</h1>"])
@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("{0} - {1}", "{0} - {1}"),
        ("{0}", "{0} | {1}"),
        ("{0} - {1}", "{1}"),
        ("{1} - {0}", "{1}"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_heading_goes_before_what_the_page_states_for_others(
    read, heading: str, title: str, stated: str, named: bool
) -> None:
    site = "الساحل اليوم"
    title, stated, heading = (each.format(HEADLINE, site) for each in (title, stated, heading))
    head = og("title", stated) + (og("site_name", site) if named else "")
    assert read(page(title, head, heading), "a.html").one.title == HEADLINE


def test_a_stated_headline_without_the_site_is_taken_as_it_is(read) -> None:
    stated = "فيديو: الميناء من الجو | الحلقة الأولى"
    assert read(page(f"{stated} - {SITE}", og("title", stated)), "a.html").one.title == stated
    assert read(page(SITE, og("title", HEADLINE), f"<h1>{SITE}</h1>"), "a.html").one.title == HEADLINE


def test_a_section_that_a_heading_names_is_no_headline(read) -> None:
    above = "<h2>اقتصاد</h2>"
    assert (
        read(page(f"{HEADLINE} - اقتصاد - {SITE}", og("title", HEADLINE), above), "a.html").one.title
        == HEADLINE
    )


@pytest.mark.parametrize("named", ["الساحل", "بوابة الأخبار", "اقتصاد"])
@pytest.mark.parametrize("title", ["{0} - {1}", "{0} | {1}", "{1} | {0}"])
@pytest.mark.parametrize("states", [True, False])
@pytest.mark.parametrize("heading", ["h2", "h3"])
def test_a_heading_that_is_the_shorter_end_of_the_title_is_the_site_or_a_section(
    read, named: str, title: str, states: bool, heading: str
) -> None:
    """Old templates have their logo in the <h1>, and the headline below it."""
    title = title.format(HEADLINE, named)
    above = f"<div><h1>{named}</h1></div><{heading}>{HEADLINE}</{heading}>"
    assert read(page(title, og("title", title) if states else "", above), "a.html").one.title == HEADLINE


def test_a_short_headline_beside_a_box_of_another_name_stays(read) -> None:
    above = "<h1>بدء التوسعة</h1><h2>الأكثر قراءة في هذا الأسبوع</h2>"
    assert read(page("بدء التوسعة - الساحل اليوم", above=above), "a.html").one.title == "بدء التوسعة"


@pytest.mark.parametrize(
    "title", ["مجلة الأطفال - تاريخ وأثر", "توسعة - شبكة المياه في المدينة", "شبكة المياه تتوسع - في المدينة"]
)
def test_what_is_longer_than_the_rest_does_not_name_the_site(read, title: str) -> None:
    """A headline may be of a newspaper, or of a net."""
    assert read(page(title, og("title", title)), "a.html").one.title == title
    assert read(page(title), "a.html").one.title == title


def test_headings_are_compared_with_a_headline_and_not_with_a_book(read, monkeypatch) -> None:
    """Of the title all white space was taken out anew for each heading: 1.5 MB were not read in two minutes."""
    characters = 0
    dense = page_headline._dense

    def counted(text: str) -> str:
        nonlocal characters
        characters += len(text)
        return dense(text)

    monkeypatch.setattr(page_headline, "_dense", counted)
    headings = "".join(f"<h1>كلمة {number}</h1><h2>كلمة {number}</h2>" for number in range(1000))
    for words in (10, 5000):
        assert read(page("كلمة " * words, og("title", "م"), headings), "a.html").one.title == "م"
    assert characters < 1_000_000
