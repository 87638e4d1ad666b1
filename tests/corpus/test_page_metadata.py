"""The date of a web page as its metadata state it: of the article, and not of a card, a film or the site."""

from __future__ import annotations

from datetime import datetime

import pytest

TEXT = (
    "<p>افتتحت البلدية صباح اليوم حديقة عامة جديدة على ضفة النهر بعد عامين من العمل، وحضر الافتتاح مئات السكان.</p>"
    "<p>وقالت المهندسة المشرفة إن الحديقة تضم ملاعب للأطفال ومكتبة صغيرة، وإن الدخول إليها مجاني.</p>"
)
HEADLINE = "<h1>حديقة جديدة على ضفة النهر</h1>"
OWN_MOMENT = datetime(2019, 9, 12, 8, 30)
SHOWN = '<time datetime="2019-09-12T08:30:00+03:00">12 سبتمبر</time>'


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
    "data",
    [
        ARTICLE.replace("}", ",}"),
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        ARTICLE.replace('"2023-05-01T10:20:00Z"', '["2023-05-01T10:20:00Z"]'),
        ARTICLE.replace("Published", "Created"),
        ARTICLE.replace("{", '{"dateCreated": "2022-01-01", '),
    ],
)
def test_linked_data_of_an_article_are_read_as_publishers_write_them(read, data: str) -> None:
    """Such had no date but the day that htmldate found."""
    assert read(linked(data)).one.date == datetime(2023, 5, 1, 10, 20)


@pytest.mark.parametrize(
    "kind",
    [
        "Article",
        "ReportageNewsArticle",
        "http://schema.org/NewsArticle",
        "LiveBlogPosting",
        "BlogPosting",
        "Report",
        "newsarticle",
    ],
)
def test_articles_of_all_kinds_go_before_the_page(read, kind: str) -> None:
    data = f"[{SITE}, {ARTICLE.replace('NewsArticle', kind)}]"
    assert read(linked(data)).one.date == datetime(2023, 5, 1, 10, 20)


@pytest.mark.parametrize("kind", ["VideoObject", "WebSite", "ImageObject", "Organization", "Comment"])
@pytest.mark.parametrize("as_they_write", ["{}", "[{}]", '{{"@graph": [{}]}}', "{},"])
def test_a_film_and_the_site_never_date_the_article(read, kind: str, as_they_write: str) -> None:
    """A film of years ago beat the date that readers see."""
    data = as_they_write.format(FILM.replace("VideoObject", kind))
    script = f'<script type="application/ld+json">{data}</script>'
    assert read(page(f"<article>{HEADLINE}{SHOWN}{TEXT}</article>", script)).one.date == OWN_MOMENT
    assert read(page(f"<article>{HEADLINE}{TEXT}</article>", script)).one.date is None


def test_articles_that_a_list_of_links_names_do_not_date_the_page(read) -> None:
    data = f'{{"@type": "ItemList", "itemListElement": [{{"@type": "ListItem", "item": {ARTICLE}}}]}}'
    assert read(linked(data)).one.date is None


@pytest.mark.parametrize(
    "data",
    [
        SITE,
        SITE.replace("WebPage", "CreativeWork"),
        SITE.replace("WebPage", "Review"),
        f"[{SITE}, {FILM.replace('VideoObject', 'Review')}]",
        f"[{FILM.replace('VideoObject', 'Review')}, {SITE}]",
        f'{{"@graph": {{"@type": 1, "datePublished": 2, "@graph": {SITE}}}}}',
    ],
)
def test_linked_data_without_an_article_dates_the_page_all_the_same(read, data: str) -> None:
    assert read(linked(data)).one.date == datetime(2012, 2, 2)


CHANGED_SINCE = '"dateModified": "2023-06-01"'


def test_linked_data_tell_the_last_change_where_nothing_tells_the_publication(read) -> None:
    changed = f'{{"@type": "NewsArticle", {CHANGED_SINCE}}}'
    assert read(linked(changed)).one.date == datetime(2023, 6, 1)
    assert read(linked(f"[{changed}, {ARTICLE}]")).one.date == datetime(2023, 5, 1, 10, 20)
    assert read(linked(changed.replace("NewsArticle", "VideoObject"))).one.date is None
    shown = read(
        page(
            f"<article>{HEADLINE}{SHOWN}{TEXT}</article>",
            f"<script type=application/ld+json>{changed}</script>",
        )
    )
    assert shown.one.date == OWN_MOMENT


WEB_SITE = SITE.replace("WebPage", "WebSite")
QUOTES = '"name": "حديقة "النهر"", '


@pytest.mark.parametrize(
    "data",
    [
        f'{{"@graph": [{WEB_SITE}, {ARTICLE.replace("}", ",}")}]}}',
        f'{{"@graph": [{WEB_SITE}, {ARTICLE}, ], }}',
        f"[{FILM}, {ARTICLE}, ]",
        f"<!--\n[{FILM}, {ARTICLE.replace('}', ', }')}]\n-->",
        f"//<![CDATA[\n[{WEB_SITE}, {ARTICLE}],\n//]]>",
        f"[{WEB_SITE}, {ARTICLE.replace('{', '{' + QUOTES)}]",
        f"[{WEB_SITE}, {MANY_KINDS.replace('Thing', 'Article').replace('{', '{' + QUOTES)}, {FILM}]",
        f"{WEB_SITE} {ARTICLE.replace('NewsArticle', 'newsarticle')} {ARTICLE.replace('2023', '2001')}",
    ],
)
def test_broken_linked_data_are_those_of_the_article_too(read, data: str) -> None:
    """The first date of the script was taken, which is often that of the site."""
    assert read(linked(data)).one.date == datetime(2023, 5, 1, 10, 20)


@pytest.mark.parametrize("data", [f"{WEB_SITE} {FILM}", f"{WEB_SITE} broken", "broken", "[", "{,}", ""])
def test_broken_linked_data_without_an_article_date_nothing(read, data: str) -> None:
    assert read(linked(data)).one.date is None


OTHER = "<meta itemprop=datePublished content=2001-01-01>"
OTHER_RDFA = "<meta property=datePublished content=2001-01-01><meta property='dc:created' content=2001-01-01>"


@pytest.mark.parametrize("other", [OTHER, OTHER_RDFA])
@pytest.mark.parametrize(
    "own",
    [
        "<meta itemprop=datePublished content='2019-09-12T08:30:00'>",
        "<meta property=datePublished content='2019-09-12T08:30:00'>",
        "<i itemprop='dateline datePublished' content='2019-09-12T08:30:00'></i>",
        SHOWN,
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "<aside><div>{other}</div></aside><article>{headline}{own}{text}</article>",
        "<div><article>{other}</article></div><article>{headline}{own}{text}</article>",
        "<div class=card>{other}</div><article>{headline}{own}{text}</article>",
        "<div class=card>{other}</div><main>{headline}{own}{text}</main>",
        "<aside>{other}</aside><div>{headline}{own}{text}</div><article>{other}</article>",
        "<article>{headline}{own}{text}</article><article>{other}</article>",
    ],
)
def test_what_a_card_states_of_itself_does_not_date_the_article(
    read, body: str, own: str, other: str
) -> None:
    """The first <meta itemprop="datePublished"> anywhere was taken for the page's."""
    text = body.format(other=other, own=own, headline=HEADLINE, text=TEXT)
    assert read(page(text)).one.date == OWN_MOMENT


@pytest.mark.parametrize("name", ["itemprop=datePublished", "property=datePublished", "name=datePublished"])
def test_what_the_head_states_is_of_the_page(read, name: str) -> None:
    head = f"<meta {name} content='2019-09-12T08:30:00'>"
    body = f"<article>{HEADLINE}<time datetime=2024-01-07></time>{TEXT}</article>"
    assert read(page(body, head)).one.date == OWN_MOMENT


@pytest.mark.parametrize(
    "own",
    [
        '<span property="dc:date dc:created" content="2019-09-12T08:30:00+03:00">خميس, 09/12/2019 - 08:30</span>',
        '<span property="schema:dateCreated" content="2019-09-12T08:30:00+03:00" class="hidden"></span>',
        '<span property="schema:dateCreated" content="2001-01-01"></span>'
        '<span property="schema:datePublished" content="2019-09-12T08:30:00+03:00"></span>',
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "<main><article>{headline}{own}<div class=date>Thu, 09/12/2019 - 08:30</div>{text}</article></main>",
        "<div>{headline}<div class=submitted>بقلم سالم {own}</div><div>{text}</div></div>",
        "<main>{headline}<article><footer>{own}</footer>{text}</article></main>",
        "<article>{comment}</article><article>{headline}{own}{text}<article>{comment}</article></article>",
    ],
)
def test_the_moment_that_drupal_states_in_rdfa_is_read(read, body: str, own: str) -> None:
    """What it shows to readers has the month before the day, and was read as another day."""
    comment = '<span property="schema:dateCreated" content="2020-05-05T08:00:00"></span>'
    text = body.format(headline=HEADLINE, own=own, text=TEXT, comment=comment)
    assert read(page(text)).one.date == OWN_MOMENT


@pytest.mark.parametrize(
    "changed",
    [
        "<time class=updated datetime=2020-02-02></time>",
        "<p class=last-update><time datetime=2020-02-02></time></p>",
        "<time itemprop=dateModified datetime=2020-02-02></time>",
        "<time datetime=2020-02-02>آخر تحديث: 2 فبراير</time>",
        "<span class=last-update>2 فبراير 2020</span>",
        "<span class=date>آخر تحديث: 2 فبراير 2020</span>",
        "<time datetime=2020-02-02>تم التحديث في 2 فبراير</time>",
        "<span class=date-modified>2 فبراير 2020</span>",
    ],
)
@pytest.mark.parametrize(
    "own",
    [
        SHOWN,
        "<time class='entry-date published updated' datetime='2019-09-12T08:30'></time>",
        "<time class='entry-date updated' datetime='2019-09-12T08:30'></time>",
        "<div class=live-updates><time datetime='2019-09-12T08:30'></time></div>",
        "<span class=published>12 سبتمبر 2019 - 08:30</span>",
        "<span class=post-date>نشر في 12 سبتمبر 2019 08:30</span>",
    ],
)
def test_when_an_article_was_changed_is_its_date_only_where_no_other_is(read, own: str, changed: str) -> None:
    for dates in (own + changed, changed + own):
        assert read(page(f"<article>{HEADLINE}{dates}{TEXT}</article>")).one.date == OWN_MOMENT
    assert read(page(f"<article>{HEADLINE}{changed}{TEXT}</article>")).one.date == datetime(2020, 2, 2)
