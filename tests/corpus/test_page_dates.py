"""The date of a web page is that of its article, whatever else on the page has a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from corpus import page_layout

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


def test_an_article_below_its_headline_is_dated_before_what_follows(read) -> None:
    assert read(page(f"{HEADLINE}<article>{OWN}{TEXT}</article>{TODAY}")).one.date == OWN_DATE


@pytest.mark.parametrize(
    "body",
    [
        "<div class=post>{headline}{own}<div>{text}</div><ol><li><article class=comment-body>"
        "<footer>{another}</footer></article></ol></div>",
        "{headline}{own}{text}<article class=card>{another}</article>",
        "<div>{headline}{own}</div><main>{text}<section class=more>{another}</section></main>",
        "<div>{headline}{own}</div><main>{text}<article class=card>{another}</article></main>",
    ],
)
def test_what_does_not_hold_the_headline_does_not_date_the_article(read, body: str) -> None:
    """A comment, or a card of another article, was taken for the article where it was the only <article>."""
    own = '<time datetime="2019-09-12">12 سبتمبر</time>'
    text = body.format(headline=HEADLINE, own=own, text=TEXT, another=OF_ANOTHER)
    assert read(page(text)).one.date == OWN_DATE


MICRODATA = '<time itemprop="datePublished" datetime="2019-09-12">12 سبتمبر</time>'
SITE_HEADER = "<header>{today}</header>"


@pytest.mark.parametrize("site", [SITE_HEADER, "<div>{today}</div>", ""])
@pytest.mark.parametrize(
    "body",
    [
        '<header class=news-head><h2 itemprop="headline">حديقة</h2>{stated}</header><div>{text}</div>',
        "<div class=post>{headline}{text}<footer>{stated}</footer></div>",
        "<div class=post>{headline}{text}<footer><time pubdate datetime='2019-09-12'></time></footer></div>",
        "<div class=post>{headline}{text}<footer><i itemprop='datePublished'>2019-09-12</i></footer></div>",
        "<article>{headline}{another}{text}<footer>{stated}</footer></article>",
    ],
)
def test_what_is_marked_as_the_day_of_publication_is_it_wherever_it_stands(
    read, body: str, site: str
) -> None:
    around = {"today": TODAY, "headline": HEADLINE, "stated": MICRODATA, "text": TEXT, "another": OF_ANOTHER}
    assert read(page((site + body).format(**around))).one.date == OWN_DATE


def test_the_marked_date_of_a_comment_or_of_a_card_is_not_that_of_the_article(read) -> None:
    own = '<time datetime="2019-09-12">12 سبتمبر</time>'
    other = OF_ANOTHER.replace("<time", "<time itemprop=datePublished")
    aside = f"<aside>{other}</aside>"
    body = f"{aside}<div>{HEADLINE}{own}{TEXT}<article class=comment>{other}</article></div>"
    assert read(page(body)).one.date == OWN_DATE
    body = f"{aside}<article>{HEADLINE}{own}{TEXT}<article class=comment>{other}</article></article>"
    assert read(page(body)).one.date == OWN_DATE


CARD = f"<article class=card><h3>خبر آخر</h3>{OF_ANOTHER}</article>"
EXCERPT = f"<article class=card><h3>خبر آخر</h3>{OF_ANOTHER}<p>{PARAGRAPHS[0][:80]}</p></article>"
OWN_TIME = '<time datetime="2019-09-12T08:30:00+03:00">خ, 09/12/2019 - 08:30</time>'
HEADLINE_H2 = '<h2 class="entry-title">حديقة جديدة على ضفة النهر</h2>'


@pytest.mark.parametrize("around", ["header", "footer", "div", "section"])
@pytest.mark.parametrize("site", ["", SITE_HEADER, "<header><h1>الساحل</h1></header>"])
@pytest.mark.parametrize(
    "body",
    [
        "<main>{headline}<article>{head}{text}</article></main>",
        "<main>{headline}<article>{head}<div>{text}</div></article>{card}</main>",
        "{headline}{card}<article>{head}{text}</article>",
        "<main>{headline}<article>{head}<article class=media><img></article>{text}</article></main>",
        "<article>{headline}<article class=content>{head}{text}</article>{card}</article>",
        "<article><article>{headline}{head}{text}</article>{card}</article>",
        "<main><article>{h2}{head}{text}</article>{card}{card}</main>",
        "{card}<article>{h2}{head}{text}</article>",
        "<article>{h2}{head}<p>خبر عاجل عن حديقة جديدة.</p></article>{card}",
        "<article>{h2}{head}{text}</article>{excerpt}{excerpt}{excerpt}{excerpt}{excerpt}",
        "<article>{h2}{head}{text}</article><ol>{comments}</ol>",
        "<article>{h2}{head}<div>فقرة أولى<br>فقرة ثانية<br>فقرة ثالثة</div></article>{card}",
        "<article>{h2}{head}{text}<footer class=entry-footer>{another}</footer></article>",
        "<div>{today}</div><article>{head}<article>{headline}{text}</article></article>",
        "<aside><article><h1>الأكثر قراءة</h1>{another}</article></aside><article>{h2}{head}{text}</article>",
        "<article>{headline}{head}<p>خبر عاجل.</p></article><article>{h2}{another}{text}</article>",
        "<article>{h2}{head}<p>خبر عاجل.</p></article><footer><article>{another}{text}</article></footer>",
    ],
)
def test_the_article_is_what_holds_the_headline_or_the_text(read, body: str, site: str, around: str) -> None:
    """Pages as Drupal makes them lost their date, or had the month for the day, and others had that of a card."""
    text = f"{site}{body}".format(
        today=TODAY, headline=HEADLINE, h2=HEADLINE_H2, head=f"<{around}>{OWN_TIME}</{around}>", text=TEXT,
        card=CARD, excerpt=EXCERPT, another=OF_ANOTHER,
        comments="".join(f"<li><p>تعليق رقم {n}: {PARAGRAPHS[1][n:]}</p></li>" for n in range(9)),
    )  # fmt: skip
    assert read(page(text)).one.date == datetime(2019, 9, 12, 8, 30)


@pytest.mark.parametrize(
    "body",
    [
        "<article>{headline}{text}</article>{card}{card}",
        "<article>{h2}{text}</article>{card}{card}",
        "<main>{headline}<article>{text}</article>{card}</main>",
        "<div>{h2}{text}</div>{card}{card}",
        "{headline}<p>خبر عاجل عن حديقة.</p>{excerpt}{excerpt}{excerpt}",
        "<article>{headline}{text}<article class=comment><footer>{another}</footer></article></article>",
        "<article>{headline}{text}</article><aside><header class=entry-header>{another}</header></aside>",
        "<header class=news-header><nav></nav>{another}</header><article>{headline}{text}</article>",
        "<header class=newspaper>{another}</header><article>{headline}{text}</article><footer>{another}</footer>",
        "<article>{headline}{text}</article><article><header class=entry-header>{another}</header></article>",
        "<header>{moment}</header><article>{headline}{text}</article><footer>{moment}</footer>",
        "<article>{headline}{text}</article><aside>{moment}</aside>",
        "<article>{headline}{text}<nav>{moment}<p class=date>7 يناير 2024</p></nav></article>",
        "<article>{headline}{text}<aside><article><i itemprop=datePublished>2024-01-07</i></article></aside></article>",
        "<article>{headline}<p>خبر عاجل.</p></article><article>{h2}{another}{text}</article>",
        "<article>{headline}{text}</article><aside><div><time pubdate datetime='2024-01-07'></time></div></aside>",
        "<article>{headline}{text}</article><ol><li><p class=comment-date>7 يناير 2024</p></li></ol>",
        "<article>{headline}{text}</article><script>var now = '2024-01-07T10:00:00'</script>",
        "<article>{headline}{text}<p>تقرير 2019-05-06 10:11:12 عن النهر</p></article>",
        "<article><h1>حديقة 12/09/2019</h1>{text}</article><img src='/2019/05/06/park.jpg'>",
        "<article>{headline}{text}</article><footer>© 2024-01-07</footer>",
    ],
)
def test_an_article_without_a_date_has_none_of_cards_comments_or_the_page(read, body: str) -> None:
    moment = '<time datetime="2024-01-07T10:00:00+03:00">اليوم</time>'
    around = {"card": CARD, "excerpt": EXCERPT, "another": TODAY, "moment": moment}
    text = body.format(headline=HEADLINE, h2=HEADLINE_H2, text=TEXT, **around)
    assert read(page(text)).one.date is None


@pytest.mark.parametrize(
    "name", ["id=comments", "class='x comment-list'", "class=commentlist", "class=related-posts"]
)
@pytest.mark.parametrize(
    "body",
    [
        "<article>{headline}{text}{around}</article>",
        "<article>{headline}{text}</article>{around}",
        "<main>{headline}{text}{around}</main>",
        "<div>{h2}<p>خبر عاجل عن حديقة.</p></div>{around}",
        "<div class='comments-open unrelated'>{h2}{text}</div>{around}",
    ],
)
def test_the_date_of_a_comment_or_a_card_is_not_that_of_the_article(read, body: str, name: str) -> None:
    stated = OF_ANOTHER.replace("<time", "<time itemprop=datePublished")
    around = f"<div {name}><div>{OF_ANOTHER}{stated}<p class=date>7 يناير 2024</p>{TEXT}</div></div>"
    text = body.format(around=around, headline=HEADLINE, h2=HEADLINE_H2, text=TEXT)
    assert read(page(text)).one.date is None
    dated = text.replace("</h1>", f"</h1>{OWN}").replace("</h2>", f"</h2>{OWN}")
    assert read(page(dated)).one.date == OWN_DATE
    if "<h1" in text:
        assert read(page(f"<div {name}>{dated}</div>")).one.date == OWN_DATE


@pytest.mark.parametrize(
    "element",
    [
        "<abbr class=published title='2019-09-12T00:00:00'>منذ عام</abbr>",
        "<abbr itemprop=datePublished title='2019-09-12'>منذ عام</abbr>",
        "<span class=posted-on>نشر في 12/09/2019</span>",
        "<span class='field field--name-created'>2019-09-12</span>",
        "<div class=entry-meta>12 سبتمبر 2019</div>",
        "<p class=byline>12/09/2019</p>",
        "<time>12 سبتمبر 2019</time>",
        *(
            f"<{tag} class=date>12 سبتمبر 2019</{tag}>"
            for tag in ["a", "b", "strong", "dd", "em", "i", "section", "h2", "h5", "h6", "small"]
        ),
        "<table><tr><td class=date>12 سبتمبر 2019</td></tr></table>",
        "<span class=date>7 يناير 2024</span><time datetime=2019-09-12></time>",
    ],
)
def test_a_date_is_found_in_whatever_element_says_that_it_is_one(read, element: str) -> None:
    assert read(page(f"<article>{HEADLINE}{element}{TEXT}</article>")).one.date == OWN_DATE


@pytest.mark.parametrize(
    "head",
    [
        "<link rel=canonical href='https://www.alsahel.example/2019/09/12/park'>",
        "<meta property='og:url' content='https://www.alsahel.example/news-2019-9-12'>",
        "<meta property='article:modified_time' content='2019-09-12'>",
    ],
)
def test_a_page_without_a_date_has_the_day_of_its_address_or_of_its_last_change(read, head: str) -> None:
    assert read(page(f"<article>{HEADLINE}{TEXT}</article>", head)).one.date == OWN_DATE
    shown = '<time datetime="2018-01-02">2 يناير</time>'
    dated = read(page(f"<article>{HEADLINE}{shown}{TEXT}</article>", head)).one
    assert dated.date == datetime(2018, 1, 2)


@pytest.mark.parametrize(
    "path", ["2019/13/12/park", "12019/09/12", "2019/09/123", "2019-2020", "id/20190912"]
)
def test_figures_of_an_address_that_are_no_day_are_none(read, path: str) -> None:
    head = f"<link rel=canonical href='https://www.alsahel.example/{path}'>"
    assert read(page(f"<article>{HEADLINE}{TEXT}</article>", head)).one.date is None


@pytest.mark.parametrize(
    "name", ["class=entry-header", "id=post-head", "class='x news_head'", "class=storyHeader"]
)
@pytest.mark.parametrize("site", ["", SITE_HEADER, "<header><h1>الساحل</h1>{today}</header>"])
@pytest.mark.parametrize(
    "body",
    [
        "<header {name}>{own}</header>{headline}{text}",
        "{headline}<header {name}>{own}</header>{text}",
        "<div><header {name}>{h2}{own}</header>{text}</div>",
        "<div><header {name}>{headline}{own}</header>{text}</div>",
        "<div>{headline}{text}<footer {name}>{own}</footer></div>",
        "<div><header>{headline}</header>{text}<footer {name}>{own}</footer></div>",
        "<div><header {name}>{h2}</header><header {name}>{own}</header>{text}</div>{card}",
        "<header {name}>{h2}{own}</header><article><p>خبر عاجل</p></article><div>{text}</div>",
    ],
)
def test_a_header_that_is_named_as_an_articles_dates_it(read, body: str, site: str, name: str) -> None:
    around = {"today": TODAY, "headline": HEADLINE, "h2": HEADLINE_H2, "text": TEXT, "card": CARD, "own": OWN}
    assert read(page(f"{site}{body}".format(name=name, **around))).one.date == OWN_DATE


@pytest.mark.parametrize(
    "body",
    [
        "<header class=hero>{own}<header>{headline}</header></header><div>{text}</div>",
        "<header>{headline}{own}<nav>{another}</nav><aside>{another}</aside></header><div>{text}</div>",
        "<header>{headline}<nav>{another}</nav><aside>{another}</aside>{own}</header><div>{text}</div>",
        "<article>{headline}{text}<article>{another}</article><aside>{own}</aside></article>",
        "<article>{headline}{text}<aside><article>{another}</article>{own}</aside></article>",
    ],
)
def test_the_date_of_a_header_or_an_aside_is_not_that_of_what_is_in_it(read, body: str) -> None:
    another = OWN.replace("2019", "2021")
    text = body.format(headline=HEADLINE, text=TEXT, own=OWN, another=another)
    assert read(page(text)).one.date == OWN_DATE


@pytest.mark.parametrize(
    "body",
    [
        "<header class=article-header>{own}</header>{headline}{text}",
        "<header class=article-header>{own}</header><article>{headline}{text}</article>",
        "<article>{headline}<aside class=post-info><li class=date>12 سبتمبر 2019</li></aside>{text}</article>",
        "<article>{headline}<aside><time datetime='2019-09-12'></time></aside>{text}</article>",
        "<div>{headline}{text}<aside><i itemprop='datePublished' content='2019-09-12'></i></aside></div>",
    ],
)
def test_a_date_beside_the_article_is_its_own_where_no_other_is(read, body: str) -> None:
    text = f"{SITE_HEADER}{body}".format(today=TODAY, own=OWN, headline=HEADLINE, text=TEXT)
    assert read(page(text)).one.date == OWN_DATE


def test_a_header_within_others_is_walked_once(read, monkeypatch) -> None:
    """Each of 240 headers was walked anew: half a minute for a page of a megabyte."""
    walked = []
    elements = page_layout._elements

    def counted(root: Any, *skipped: frozenset[Any]) -> Iterator[Any]:
        for node in elements(root, *skipped):
            walked.append(node.tag)
            yield node

    monkeypatch.setattr(page_layout, "_elements", counted)
    nested = "<header>" * 100 + HEADLINE + "<b></b>" * 1000 + "</header>" * 100
    assert read(page(nested + TEXT)).one.title == "حديقة جديدة على ضفة النهر"
    assert walked.count("b") < 10_000


def test_a_paragraph_within_others_is_measured_once(read, monkeypatch) -> None:
    measured = []
    seen_text = page_layout.seen_text

    def counted(node: Any) -> str:
        measured.append(node.tag)
        return str(seen_text(node))

    monkeypatch.setattr(page_layout, "seen_text", counted)
    nested = "<p><object>" * 60 + PARAGRAPHS[0] + "</object></p>" * 60
    assert read(page(f"<article>{HEADLINE}{nested}{TEXT}</article>")).one.title == "حديقة جديدة على ضفة النهر"
    assert measured.count("p") == 3
