"""The date of a web page is that of its article, whatever else on the page has a date."""

from __future__ import annotations

from datetime import datetime

import pytest

PARAGRAPHS = [
    "افتتحت البلدية صباح اليوم حديقة عامة جديدة على ضفة النهر بعد عامين من العمل، وحضر الافتتاح مئات السكان.",
    "وقالت المهندسة المشرفة إن الحديقة تضم ملاعب للأطفال ومكتبة صغيرة، وإن الدخول إليها مجاني طوال أيام الأسبوع.",
]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HEADLINE = "<h1>حديقة جديدة على ضفة النهر</h1>"
OWN = '<span class="post-date">12 سبتمبر 2019</span>'
OWN_DATE = datetime(2019, 9, 12)
TODAY = '<div class="date-today">الأحد 7 يناير 2024</div>'
TODAY_AS_TIME = '<time datetime="2024-01-07">اليوم</time>'
OF_ANOTHER = '<time datetime="2021-02-03">3 فبراير 2021</time>'


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang=ar><head><title>حديقة</title>{head}</head><body>{body}</body></html>"


def linked(data: str, kind: str = "application/ld+json") -> str:
    return page(f"<article>{HEADLINE}{TEXT}</article>", f'<script type="{kind}">{data}</script>')


ARTICLE = '{"@type": "NewsArticle", "datePublished": "2023-05-01T10:20:00Z"}'
FILM = '{"@type": "VideoObject", "datePublished": "2011-01-01"}'
SITE = '{"@type": "WebPage", "datePublished": "2012-02-02"}'
MANY_KINDS = ARTICLE.replace('"NewsArticle"', '["Thing", "BlogPosting"]')


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        f"[{ARTICLE}, {FILM}]",
        f"[{FILM}, {ARTICLE}]",
        f"[{FILM}, {SITE}, {MANY_KINDS}]",
        f'{{"@graph": [{ARTICLE}, {SITE}]}}',
        f'{{"@type": "WebPage", "datePublished": "2012-02-02", "@graph": [{SITE}, [{ARTICLE}]]}}',
        f"[{ARTICLE}, {ARTICLE.replace('2023', '2001')}]",
        f"{FILM}</script><script type='application/ld+json'>{ARTICLE}",
        f"{{broken</script><script type='application/ld+json'>{ARTICLE}",
        ARTICLE.replace("{", '{"description": "سطر\nوسطر\tآخر", '),
    ],
)
@pytest.mark.parametrize(
    "kind", ["application/ld+json", "application/ld+json; charset=utf-8", " Application/LD+JSON"]
)
def test_linked_data_dates_the_article_and_not_a_film_or_the_site(read, data: str, kind: str) -> None:
    assert read(linked(data, kind)).one.date == datetime(2023, 5, 1, 10, 20)


@pytest.mark.parametrize(
    "data", [SITE, f'{{"@graph": {{"@type": 1, "datePublished": 2, "@graph": {SITE}}}}}']
)
def test_linked_data_without_an_article_dates_the_page_all_the_same(read, data: str) -> None:
    assert read(linked(data)).one.date == datetime(2012, 2, 2)


@pytest.mark.parametrize("today", [TODAY, TODAY_AS_TIME])
@pytest.mark.parametrize(
    "body",
    [
        "<header>{today}</header><article>{headline}{own}{text}</article>",
        "<div>{today}</div><article>{headline}{own}{text}</article>",
        "<form><div>{today}</div><main>{headline}{own}{text}</main></form>",
        "<header>{today}</header><div>{headline}{own}{text}</div>",
        "<header><h1>الساحل</h1>{today}</header><div>{headline}{own}{text}</div>",
        "<nav>{today}</nav><form><div>{headline}{own}{text}</div></form><footer>{today}</footer>",
        "{today}<article>{headline}<aside>{another}</aside>{own}{text}</article>",
        "<article>{headline}{text}<footer>{own}</footer></article><aside>{another}</aside>",
        "<article>{another}</article>{today}<article>{headline}{own}{text}</article><article>{another}</article>",
        "<article><header>{headline}{own}</header>{text}</article><aside>{another}</aside>",
        "{headline}<article>{own}{text}</article>{today}",
        "<main>{headline}<article>{another}</article>{own}{text}<article>{another}</article></main>",
        "<main>{headline}<article>{own}{text}</article></main><aside>{another}</aside>",
        "<main>{own}{text}</main><article>{another}</article><article>{another}</article>",
    ],
)
def test_the_date_of_an_article_goes_before_those_around_it(read, body: str, today: str) -> None:
    """Every article of a site had the date of the day on which it was saved."""
    around = {"today": today, "another": OF_ANOTHER, "own": OWN, "text": TEXT, "headline": HEADLINE}
    assert read(page(body.format(**around))).one.date == OWN_DATE


def test_the_header_of_a_page_dates_the_article_whose_headline_it_holds(read) -> None:
    article = read(page(f"<header>{HEADLINE}{OWN}</header><div>{TEXT}</div>")).one
    assert article.date == OWN_DATE


@pytest.mark.parametrize("name", ["header", "nav", "aside", "footer"])
@pytest.mark.parametrize("date", [TODAY, TODAY_AS_TIME])
def test_an_article_without_a_date_gets_none_from_what_stands_around_it(read, name: str, date: str) -> None:
    around = f"<{name}>{date}</{name}>"
    assert read(page(f"{around}<article>{HEADLINE}{TEXT}</article>{around}")).one.date is None
