"""The date of a web page is not that of a list of other articles that has the classes of dates, too."""

from __future__ import annotations

from datetime import datetime

import pytest

TEXT = (
    "<p>افتتحت البلدية صباح اليوم حديقة عامة جديدة على ضفة النهر بعد عامين من العمل، وحضر الافتتاح مئات السكان.</p>"
    "<p>وقالت المهندسة المشرفة إن الحديقة تضم ملاعب للأطفال ومكتبة صغيرة، وإن الدخول إليها مجاني.</p>"
)
HEADLINE = "<h1>حديقة جديدة على ضفة النهر</h1>"
HEADLINE_H2 = "<h2>حديقة جديدة على ضفة النهر</h2>"
OWN_DATE = datetime(2019, 9, 12)
ADDRESS = "<link rel=canonical href='https://www.alsahel.example/2019/09/12/park'>"
CHANGED = "<meta property='article:modified_time' content='2019-09-12'>"
WORDPRESS = "<ul><li><a href='/x'>خبر آخر</a> <span class='post-meta'>3 فبراير 2021</span></li></ul>"
DRUPAL = "<div class='views-row'><span class='views-field views-field-created'>3 فبراير 2021</span></div>"
LINKS = "<section class='post-date'>3 فبراير 2021</section>"
BODIES = [
    "<div>{headline}{text}</div><div class=sidebar>{another}</div>",
    "<div class=sidebar>{another}</div><div>{headline}{text}</div>",
    "<div class=sidebar><h2>الأحدث</h2>{another}</div><div>{headline}{text}</div>",
    "<div class=sidebar><h2>الأحدث</h2>{another}</div><div>{text}</div>",
    "<div>{headline}</div><div>{text}</div><div class=sidebar>{another}</div>",
    "<div><div>{headline}{text}</div><div>{another}</div></div>",
    "<div>{h2}<div>{text}</div></div><div class=sidebar>{another}</div>",
    "{headline}{text}<div class=sidebar>{another}</div>",
    "<div>{headline}{text}<div class=sidebar>{another}</div></div>",
    "<article>{headline}{text}</article><div class=sidebar>{another}</div>",
    "<div class=sidebar>{another}</div><article>{headline}{text}</article>",
    "<div>{headline}<article>{text}</article></div><div class=sidebar>{another}</div>",
    "<main><article>{headline}{text}</article><div class=sidebar>{another}</div></main>",
    "<main><div>{headline}{text}</div><div class=sidebar>{another}</div></main>",
    "<article>{h2}{text}</article><div class=sidebar>{another}</div>",
]  # fmt: skip


def page(body: str, head: str = "", another: str = "") -> str:
    body = body.format(headline=HEADLINE, h2=HEADLINE_H2, text=TEXT, another=another)
    return f"<!DOCTYPE html><html lang=ar><head><title>حديقة</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("another", [WORDPRESS, DRUPAL, LINKS])
@pytest.mark.parametrize("body", BODIES)
def test_the_date_of_a_list_of_other_articles_is_not_that_of_the_article(
    read, body: str, another: str
) -> None:
    """It went before the day in the page's own address, and dated pages that have no date at all."""
    assert read(page(body, "", another)).one.date is None
    assert read(page(body, ADDRESS, another)).one.date == OWN_DATE
    assert read(page(body, CHANGED, another)).one.date == OWN_DATE


@pytest.mark.parametrize("another", ["<time datetime=2021-02-03></time>", "<p class=date>3 فبراير 2021</p>"])
@pytest.mark.parametrize("body", [body for body in BODIES if "<article>" in body])
def test_beside_an_article_no_date_is_its_own(read, body: str, another: str) -> None:
    assert read(page(body, "", another)).one.date is None
    assert read(page(body, CHANGED, another)).one.date == OWN_DATE


@pytest.mark.parametrize("another", ["<time datetime=2021-02-03></time>", "<p class=date>3 فبراير 2021</p>"])
@pytest.mark.parametrize(
    "body",
    [
        "<div class=sidebar>{another}</div><div>{headline}{text}</div>",
        "<div>{headline}{text}</div><div class=sidebar>{another}</div>",
        "<div class=sidebar>{another}</div><div>{headline}</div><div>{text}</div>",
    ],
)
def test_the_day_of_the_address_goes_before_what_is_shown_elsewhere_on_the_page(
    read, body: str, another: str
) -> None:
    assert read(page(body, ADDRESS, another)).one.date == OWN_DATE
    timed = page("<p class=date>2019-09-12 08:30</p>" + body, ADDRESS, another)
    assert read(timed).one.date == datetime(2019, 9, 12, 8, 30)


@pytest.mark.parametrize(
    "own", ["<div class=entry-meta>12 سبتمبر 2019</div>", "<b class=posted-on>12 سبتمبر 2019</b>"]
)
@pytest.mark.parametrize(
    "body",
    [
        "<div>{headline}{own}{text}</div>",
        "<div>{headline}<div>{own}</div><div>{text}</div></div>",
        "<div>{h2}{own}<div>{text}</div></div>",
        "<div>{headline}</div><div><div>{own}</div>{text}</div>",
        "{headline}{own}<div>نص<br>آخر<br>طويل</div>",
        "<div>{headline}</div>{own}<article>{text}</article>",
        "<main>{headline}{own}<article>{text}</article></main>",
    ],
)
@pytest.mark.parametrize("head", ["", ADDRESS.replace("2019", "2018")])
def test_a_date_between_the_headline_and_the_text_is_that_of_the_article(
    read, body: str, own: str, head: str
) -> None:
    sidebar = "<div class=sidebar>{another}</div>"
    for around in (f"{body}{sidebar}", f"{sidebar}{body}"):
        assert read(page(around.replace("{own}", own), head, WORDPRESS)).one.date == OWN_DATE


@pytest.mark.parametrize("name", ["class='comments-enabled post'", "class=comment", "id=comments"])
@pytest.mark.parametrize(
    "site",
    ["", "<header><h1>الساحل</h1><nav></nav></header>", "<header><h1>الساحل</h1><p>يومية</p></header>"],
)
@pytest.mark.parametrize(
    "body",
    [
        "<section {name}>{h2}{own}{text}</section>",
        "<div {name}><header>{h2}</header>{own}<div>{text}</div></div>",
        "<div {name}>{h2}{own}{text}<div class=comments><h2>تعليقان</h2>{another}</div></div>",
        "<div {name}>{h2}{own}<p class=lead>مقدمة</p><div>{text}</div><ol class=related>{another}</ol></div>",
    ],
)
def test_what_holds_the_headline_and_most_of_the_text_is_the_article_whatever_its_name(
    read, body: str, site: str, name: str
) -> None:
    """An opinion piece is a "comment", too, and had no date."""
    body = site + body.replace("{name}", name).replace("{own}", "<p class=date>12 سبتمبر 2019</p>")
    sidebar = "<div><h2>الأحدث</h2>{another}</div>"
    assert read(page(body + sidebar, "", WORDPRESS)).one.date == OWN_DATE
    assert read(page(body.replace("12 سبتمبر 2019", ""), "", WORDPRESS)).one.date is None


@pytest.mark.parametrize(
    "head", ["{h2}", "<header>{h2}</header>", "<header>{headline}</header>", "{headline}"]
)
def test_comments_that_are_longer_than_the_article_do_not_date_it(read, head: str) -> None:
    comments = "<div id=comments><h2>تعليقان</h2><p class=date>3 فبراير 2021</p>{text}</div>"
    assert read(page(f"<div>{head}<p>خبر عاجل.</p></div>{comments}")).one.date is None


SAYS_MORE = [
    "<div class='post-date'>كتب: أحمد علي | 12/09/2019</div>",
    "<div class=entry-meta>By Ahmed on 2019-09-12</div>",
    "<div class=submitted>Submitted by admin on 2019-09-12</div>",
    "<span class=date>2019-09-12 | القراءات: 200</span>",
    "<ul class=date><li>12/09/2019</li></ul>",
    "<ul class=post-meta><li>1</li><li>12/09/2019</li><li>3 تعليقات</li></ul>",
    "<div class=post-meta>آخر تحديث بواسطة سالم 13/10/2020</div><div class=postMeta>سالم 12/09/2019</div>",
    "<div class=updated-meta>سالم 13/10/2020</div><div class=post_date>سالم 12/09/2019</div>",
]  # fmt: skip


@pytest.mark.parametrize("own", SAYS_MORE)
@pytest.mark.parametrize(
    "body",
    [
        "<article>{headline}{own}{text}</article>",
        "<div>{headline}<article>{own}{text}</article></div>",
        "<div>{headline}{own}{text}</div>",
        "<main>{own}{text}</main>",
        "<div><header class=entry-header>{h2}{own}</header>{text}</div>",
    ],
)
@pytest.mark.parametrize("another", [WORDPRESS, DRUPAL])
def test_the_date_in_a_line_that_says_more_is_that_of_the_article(
    read, body: str, own: str, another: str
) -> None:
    """Such a line names the author, too, or how often the article was read."""
    body = body.replace("{own}", own) + "<div class=sidebar>{another}</div>"
    assert read(page(body, "", another)).one.date == OWN_DATE
    exact = body.replace("{text}", "<time datetime=2018-01-02></time>{text}")
    assert read(page(exact, "", another)).one.date == datetime(2018, 1, 2)
    assert read(page(body, ADDRESS.replace("2019", "2018"), another)).one.date == datetime(2018, 9, 12)


@pytest.mark.parametrize(
    "line",
    [
        "<p class=timeline>وفي 12/09/2011 وضع الحجر</p>",
        "<p class=candidate>ولد 12/09/1961</p>",
        "<p>وفي 12/09/2011 وضع الحجر</p>",
        "<span class=meta>123456789</span>",
        "<span class=comment-meta>سالم 12/09/2021</span>",
        f"<div class=post-meta>{TEXT} 12/09/2011</div>",
    ],
)
def test_a_date_in_the_text_is_not_that_of_the_article(read, line: str) -> None:
    assert read(page(f"<article>{{headline}}{line}{{text}}</article>")).one.date is None


INFO = "<header class=info><time datetime=2019-09-12></time></header>"


def test_the_header_right_above_the_headline_dates_the_article_where_nothing_else_does(read) -> None:
    site = "<header>الساحل</header>"
    assert read(page(f"{site}{INFO}{{headline}}{{text}}")).one.date == OWN_DATE
    assert read(page(f"{site}<div>{INFO}{{headline}}{{text}}</div>")).one.date == OWN_DATE
    own = "<time datetime=2018-01-02></time>"
    assert read(page(f"{site}{INFO}{{headline}}{own}{{text}}")).one.date == datetime(2018, 1, 2)


@pytest.mark.parametrize(
    "body",
    [
        INFO + "{headline}{text}",
        "<header>الساحل</header>" + INFO.replace("<time", "<nav></nav><time") + "{headline}{text}",
        "<header>الساحل</header>" + INFO + "<div>{headline}</div><div>{text}</div>",
        INFO + "<header>الساحل</header>{headline}{text}",
    ],
)
def test_a_header_of_the_page_does_not_date_the_article(read, body: str) -> None:
    assert read(page(body)).one.date is None


def test_a_list_in_an_aside_of_the_article_does_not_date_it(read) -> None:
    body = "<article>{headline}{text}<aside>{another}</aside></article>"
    assert read(page(body, "", WORDPRESS)).one.date is None
    assert read(page(body, ADDRESS, "<p class=date>3 فبراير 2021</p>")).one.date == OWN_DATE
