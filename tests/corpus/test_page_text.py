"""The text of a web page, of which trafilatura gives nothing or one block: none of it is lost, and no menu is added."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from lxml import html

from corpus.page_text import paragraphs_of_page

HEADLINE = "توسعة ميناء المدينة"
TEXT = (
    "أعلنت الوزارة اليوم أن أعمال توسعة الميناء تبدأ في الشهر المقبل وتستمر عامين.",
    "وقال الوزير في مؤتمر صحفي إن المشروع يوفر مئات من فرص العمل لسكان المنطقة.",
    "ومن المنتظر أن ترتفع طاقة الميناء إلى مليوني حاوية في السنة بعد نهاية الأعمال.",
    "وأضاف أن الشركات المحلية تنفذ نصف الأعمال على الأقل بحسب العقود الموقعة.",
)
MENU = "<ul class='menu'><li><a href='/'>الرئيسية</a></li><li><a href='/e'>اقتصاد</a></li><li>أعلنت</li></ul>"
COMMENT_FORM = (
    "<form><label>الاسم</label><input name='n'><label>البريد</label><input name='m'>"
    "<p>احفظ اسمي وبريدي في هذا المتصفح إلى أن أعلق مرة أخرى، ولا تظهر عنواني لأحد من القراء.</p></form>"
)


def page(body: str, head: str = "") -> str:
    return (
        f"<html><head><meta charset='utf-8'><title>{HEADLINE}</title>{head}</head><body>{body}</body></html>"
    )


def in_paragraphs(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def plain(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.split()) for paragraph in paragraphs)


@pytest.mark.parametrize(
    "joined", ["&nbsp;", "  ", " <!-- --> ", " <img src='a.png'> ", " <b> </b>", "\n<iframe></iframe> "]
)
def test_blanks_of_another_kind_cost_no_text(read, joined: str) -> None:
    """trafilatura folds them, so that no block that is seen was the same as the one that it gave."""
    together = " ".join(TEXT).replace("الوزارة ", f"الوزارة{joined}")
    assert plain(read(page(f"<h1>{HEADLINE}</h1><p>{together}</p>")).one.paragraphs) == (" ".join(TEXT),)


@pytest.mark.parametrize("block", ["section", "li", "dd", "h4"])
def test_of_several_blocks_none_is_lost_for_its_blanks(read, block: str) -> None:
    second = TEXT[1].replace("الوزير ", "الوزير&nbsp;").replace(" مؤتمر", " <b>مؤتمر </b>")
    body = "".join(f"<{block}>{each}</{block}>" for each in (TEXT[0], second, *TEXT[2:]))
    assert plain(read(page(f"<h1>{HEADLINE}</h1><div>{body}</div>")).one.paragraphs) == TEXT


def test_white_space_beside_an_element_is_one_blank(read) -> None:
    record = {"title": HEADLINE, "text": "<p>بدأت <b>أعمال </b> توسعة <img src='a.png'> الميناء</p>"}
    assert read(json.dumps(record), "a.json").one.paragraphs == ("بدأت أعمال توسعة الميناء",)


@pytest.mark.parametrize(
    "form",
    [
        "<form id='aspnetForm'><div>{menu}<h1>{headline}</h1><span id='body'>{lines}</span></div></form>",
        "<form action='/s'><input name='q'><div>{menu}<h1>{headline}</h1><div>{lines}</div></div>",
        "<form id='aspnetForm'><div><b>{headline}</b><div>{lines}</div></div></form>",
    ],
)
@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_form_around_the_article_is_no_menu(read, form: str, count: int) -> None:
    text = page(form.format(menu=MENU, headline=HEADLINE, lines="<br>".join(TEXT[:count])))
    paragraphs = read(text).one.paragraphs
    assert " ".join(TEXT[:count]) in " ".join(paragraphs)
    assert not paragraphs[0].startswith(HEADLINE)


def test_a_form_below_the_article_is_none_of_it(read) -> None:
    body = f"{MENU}<h1>{HEADLINE}</h1><p>{'<br>'.join(TEXT)}</p>{COMMENT_FORM}"
    assert read(page(body)).one.paragraphs == TEXT


def test_a_word_of_the_menu_that_is_in_the_text_is_no_paragraph(read) -> None:
    """Where each block was asked whether the text holds it, a link "اقتصاد" was one in every article on it."""
    lines = "<br>".join((TEXT[0], "وفي اقتصاد المدينة يعد الميناء أكبر ما يعول عليه السكان.", *TEXT[2:]))
    paragraphs = read(page(f"{MENU}<h1>{HEADLINE}</h1><p>{lines}</p>")).one.paragraphs
    assert paragraphs[0] == TEXT[0]
    assert len(paragraphs) == 4


def test_text_that_only_scripts_show_is_read(read) -> None:
    """A page that a script fills has its article in the data for search engines, and nowhere else."""
    data = {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": " ".join(TEXT)}
    script = f"<script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script>"
    assert read(page("<div id='root'></div>", script)).one.paragraphs == (" ".join(TEXT),)
    lines = script.replace(f"{TEXT[0]} ", f"{TEXT[0]}\\n\\n").replace(f"{TEXT[1]} ", f"{TEXT[1]}\\r\\n")
    found = read(page("<div id='root'></div>", lines)).one.paragraphs
    assert plain(found) == (*TEXT[:2], " ".join(TEXT[2:]))


@pytest.mark.parametrize("name", ["comment-body", "comments"])
def test_text_that_trafilatura_takes_for_comments_is_read(read, name: str) -> None:
    """All that it gives then is the headline."""
    body = f"<h1>{HEADLINE}</h1><div class='{name}'>{in_paragraphs(*TEXT)}</div>"
    assert read(page(body)).one.paragraphs == TEXT


SEARCH = "<form><p>ابحث</p><button>بحث</button></form>"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<header><p>أخبار المدينة</p></header>", ""),
        (f"<nav>{MENU}</nav>", "<footer><p>حقوق النشر</p></footer>"),
        (f"<header><nav>{MENU}</nav>{SEARCH}</header>", "<div class='footer'>حقوق النشر</div>"),
        (SEARCH, ""),
        ("", SEARCH),
        ("", "<button>شارك</button><select><option>عربي</option></select>"),
    ],
)
@pytest.mark.parametrize("block", ["div", "p"])
@pytest.mark.parametrize("count", [1, 2])
def test_of_a_short_page_the_menus_and_the_headline_are_no_text(
    read, above: str, below: str, block: str, count: int
) -> None:
    """trafilatura takes a page of so few words as a whole, in one paragraph."""
    brief = tuple(each.partition("تبدأ")[0].partition("يوفر")[0].strip() for each in TEXT[:count])
    text = "".join(f"<{block}>{each}</{block}>" for each in brief)
    assert read(page(f"{above}<h1>{HEADLINE}</h1>{text}{below}")).one.paragraphs == brief


def test_of_a_short_article_the_lead_in_its_header_is_read(read) -> None:
    lead, end = "تبدأ أعمال توسعة الميناء في الشهر المقبل.", "وقال الوزير إنها تستمر عامين."
    text = f"<article><header><h1>{HEADLINE}</h1><div>{lead}</div></header><div>{end}</div></article>"
    assert read(page(f"<header>{MENU}</header>{text}")).one.paragraphs == (lead, end)


@pytest.mark.parametrize("tag", ["b", "h1"])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_of_a_page_in_a_form_the_blocks_stay_apart(read, tag: str, count: int) -> None:
    text = "".join(f"<div>{each}</div>" for each in TEXT[:count])
    body = f"<form id='aspnetForm'><div><{tag}>{HEADLINE}</{tag}></div>{text}</form>"
    assert read(page(body)).one.paragraphs == TEXT[:count]


def test_very_many_headings_take_no_memory_each() -> None:
    """Of each of them the elements around it were kept: a page of 0.9 MB took 900 MB."""
    tree = html.document_fromstring("<div>" * 150 + f"<form><p>{TEXT[0]}</p>" + "<h1></h1>" * 2000)
    tracemalloc.start()
    assert paragraphs_of_page(tree, [], HEADLINE) == [TEXT[0]]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20
