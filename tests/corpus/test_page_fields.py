"""What is read of a saved web page beside its text: where it says the same in several ways, and what else is a date."""

from __future__ import annotations

import pytest

TEXT = (
    "أعلنت الوزارة اليوم أن أعمال توسعة الميناء تبدأ في الشهر المقبل وتستمر عامين.",
    "وقال الوزير في مؤتمر صحفي إن المشروع يوفر مئات من فرص العمل لسكان المنطقة.",
    "ومن المنتظر أن ترتفع طاقة الميناء إلى مليوني حاوية في السنة بعد نهاية الأعمال.",
    "وأضاف أن الشركات المحلية تنفذ نصف الأعمال على الأقل بحسب العقود الموقعة.",
)


def _page(*text: str, head: str = "", before: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text or TEXT)
    body = f"{before}<article><h1>توسعة ميناء المدينة</h1>{paragraphs}</article>"
    return f"<html lang='ar'><head><title>توسعة ميناء المدينة</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("trusted", "other"),
    [
        ("article:published_time", "date"),
        ("article:published_time", "pubdate"),
        ("article:published_time", "dc.date"),
        ("og:published_time", "date"),
        ("datepublished", "date"),
        ("publish_date", "dcterms.date"),
        ("dc.date.issued", "dc.date"),
        ("parsely-pub-date", "date"),
    ],
)
def test_a_moment_of_publication_goes_before_a_date_of_whatever(read, trusted: str, other: str) -> None:
    metas = [
        f"<meta name='{trusted}' content='2023-09-12T08:30:00'>",
        f"<meta name='{other}' content='2023-09-20T10:00:00'>",
    ]
    for head in (metas, reversed(metas)):
        assert str(read(_page(head="".join(head)), "a.html").one.date) == "2023-09-12 08:30:00"


def test_a_line_of_a_date_within_the_text_stays(read) -> None:
    """Above the text it is when the page was published; further down, as in a chronicle, it is what the text says."""
    chronicle = (*TEXT, "12 سبتمبر 2023", *(f"{paragraph} (تتمة)" for paragraph in TEXT))
    assert read(_page("10 سبتمبر 2023", *chronicle), "a.html").one.paragraphs == chronicle


def test_a_page_that_names_no_site_has_its_host_for_the_source(read) -> None:
    link = "<link rel='canonical' href='https://www.alsahel.example/port/1'>"
    assert read(_page(head=link), "a.html").one.source == "alsahel.example"
    unset = link + "<meta name='twitter:site' content='@'>"  # a name that was left empty
    assert read(_page(head=unset), "a.html").one.source == "alsahel.example"
    named = link + "<meta property='og:site_name' content='الساحل'>"
    assert read(_page(head=named), "a.html").one.source == "الساحل"


def test_the_section_that_a_page_shows_is_its_category(read) -> None:
    shown = "<div class='post-meta'><a href='/category/economy'>اقتصاد</a></div>"
    assert read(_page(before=shown), "a.html").one.category == "اقتصاد"
    stated = "<meta property='article:section' content='محليات'>"
    assert read(_page(head=stated), "a.html").one.category == "محليات"
    named = "<meta name='article:section' content='محليات'>"
    assert read(_page(head=named), "a.html").one.category == "محليات"


def test_the_category_of_a_page_is_read_where_it_is_escaped_twice(read) -> None:
    """Readers saw "&amp;" in the list of categories, and not in the summary that the page gives."""
    names = ("property='article:section'", "name='description'")
    head = "".join(f"<meta {name} content='المال &amp;amp; الأعمال'>" for name in names)
    article = read(_page(head=head), "a.html").one
    assert article.category == article.summary == "المال & الأعمال"
    assert read(_page(), "a.html").one.category == ""


@pytest.mark.parametrize(
    "path", ["", "/", "/index.php", "/index.html", "/default.aspx", "/Default.asp", "/ar/index.php"]
)
def test_the_front_page_of_a_site_is_no_id_of_its_pages(read, path: str) -> None:
    """Pages whose canonical address was the site's replaced one another."""
    head = f"<link rel='canonical' href='https://alsahel.example{path}'>"
    pages = [read(_page(TEXT[0], *TEXT[number:], head=head), "a.html").one for number in (1, 2)]
    assert pages[0].id != pages[1].id


def test_a_page_that_an_index_page_shows_by_number_has_its_address_for_an_id(read) -> None:
    address = "https://alsahel.example/index.php?id=5"
    assert read(_page(head=f"<link rel='canonical' href='{address}'>"), "a.html").one.id == address


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("سلمى هادي", "سلمى هادي"),
        ("كتب: سالم الهادي", "سالم الهادي"),
        ("كتبت سلمى هادي", "سلمى هادي"),
        ("بقلم / سالم الهادي", "سالم الهادي"),
        ("كتبية الهادي", "كتبية الهادي"),
    ],
)
def test_a_page_names_its_author_without_more(read, stated: str, author: str) -> None:
    assert read(_page(head=f"<meta name='author' content='{stated}'>"), "a.html").one.author == author


def test_several_authors_of_a_page_are_divided_as_elsewhere(read) -> None:
    metas = "".join(
        f"<meta property='article:author' content='{name}'>" for name in ("سلمى هادي", "سالم الهادي")
    )
    assert read(_page(head=metas), "a.html").one.author == "سلمى هادي، سالم الهادي"
