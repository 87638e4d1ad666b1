"""Entries of feeds with more of something than feedparser can take in a day: each costs itself, and nothing else."""

from __future__ import annotations

import feedparser
import pytest

from corpus.report import Unread

MANY = 5000
SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
TOO_MUCH = [
    ("".join(f"<category>قسم {n}</category>" for n in range(MANY)), "more than 300 categories"),
    ("".join(f"<category term='قسم {n}'/>" for n in range(MANY)), "more than 300 categories"),
    ("".join(f"<dc:subject>قسم {n}</dc:subject>" for n in range(MANY)), "more than 300 categories"),
    (f"<itunes:keywords>{','.join(map(str, range(MANY)))}</itunes:keywords>", "more than 300 categories"),
    (f"<itunes:keywords><![CDATA[{',' * MANY}]]></itunes:keywords>", "more than 300 categories"),
    ("<x" + "".join(f" a{n}='<>'" for n in range(MANY)) + "/>", "an element of more than 300 attributes"),
    ("<x" + "".join(f" a{n}={n}" for n in range(MANY)) + "/>", "an element of more than 300 attributes"),
    ("".join(f"<n{n}:x xmlns:n{n}='u'/>" for n in range(MANY)), "more than 300 namespaces"),
]


def _item(article_id: str, more: str = "") -> str:
    return (
        f"<item><guid>{article_id}</guid><title>خبر</title><description>نص الخبر</description>{more}</item>\n"
    )


def _feed(*items: str, before: str = "", behind: str = "") -> str:
    items_in_channel = f"<channel><title>الساحل</title>{before}{''.join(items)}{behind}</channel>"
    return f"<rss version='2.0' {SPACES}>{items_in_channel}</rss>"


@pytest.mark.parametrize(("more", "reason"), TOO_MUCH)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_entry_with_too_much_of_something_costs_itself(read, more: str, reason: str, place: int) -> None:
    """Half a megabyte of categories took nine seconds, 32 MB would have taken many hours."""
    found = read(_feed(*(_item(str(n), more * (n == place)) for n in (1, 2, 3))), "a.xml")
    assert [article.id for article in found.articles] == [str(n) for n in (1, 2, 3) if n != place]
    assert {article.source for article in found.articles} == {"الساحل"}
    assert found.reasons == [(f"record {place}", reason)]
    assert not isinstance(found.report.rejections[0], Unread)


WORDPRESS = "".join(
    f"<wp:category><wp:term_id>{n}</wp:term_id><wp:cat_name><![CDATA[قسم {n}]]></wp:cat_name></wp:category>"
    for n in range(MANY)
)


@pytest.mark.parametrize("more", [each for each, reason in TOO_MUCH if "categories" in reason] + [WORDPRESS])
@pytest.mark.parametrize("around", ["before", "behind"])
def test_the_categories_of_a_blog_cost_its_feed_nothing(read, more: str, around: str) -> None:
    """Blogs list all of their labels at the head of each feed, and of more than 300 none could be read."""
    own = _item("1", "<category>اقتصاد</category>")
    found = read(
        _feed(own, _item("2"), **{around: more}).replace("xmlns:dc", "xmlns:wp='u' xmlns:dc"), "a.xml"
    )
    assert [(article.id, article.category) for article in found.articles] == [("1", "اقتصاد"), ("2", "")]
    assert {article.source for article in found.articles} == {"الساحل"}
    assert not found.reasons


@pytest.mark.parametrize(
    "category",
    [
        "<category>ك</category>",
        "<category term='ك'/>",
        "<c:category>ك<c:category>ل</c:category>م</c:category >",
    ],
)
def test_the_categories_of_a_blog_are_not_parsed(read, monkeypatch, category: str) -> None:
    """Under another name, too, their number cost its square: of 400,000 it took 14 seconds."""
    parsed = []
    parse = feedparser.parse
    monkeypatch.setattr(
        feedparser,
        "parse",
        lambda content, **given: parsed.append(content.getvalue()) or parse(content, **given),
    )
    behind = "<link>https://a.example</link>"
    feed = _feed(_item("1"), before=category * MANY + behind, behind=category * MANY).replace(
        "xmlns:dc", "xmlns:c='u' xmlns:dc"
    )
    assert read(feed, "a.xml").one.source == "الساحل"
    assert b"category" not in parsed[0]
    assert "ك".encode() not in parsed[0]
    assert behind.encode() in parsed[0]


@pytest.mark.parametrize(("more", "reason"), [each for each in TOO_MUCH if "categories" not in each[1]])
@pytest.mark.parametrize("around", ["before", "behind"])
def test_around_the_entries_it_costs_the_feed(read, more: str, reason: str, around: str) -> None:
    found = read(_feed(_item("1"), _item("2"), **{around: more}), "a.xml")
    assert not found.articles
    assert found.reasons == [("", reason)]
    assert isinstance(found.report.rejections[0], Unread)


def test_namespaces_are_counted_over_all_entries(read) -> None:
    """As long as they were declared once, all that follows is compared with them."""
    items = (
        _item(str(item), "".join(f"<n{item}-{n}:x xmlns:n{item}-{n}='u'/>" for n in range(99)))
        for item in range(5)
    )
    found = read(_feed(*items, _item("5")), "a.xml")
    assert [article.id for article in found.articles] == ["0", "1", "2", "5"]
    assert [place for place, _ in found.reasons] == ["record 4", "record 5"]


def test_the_places_behind_an_entry_that_was_refused_are_those_of_the_feed(read) -> None:
    found = read(_feed(_item("1", TOO_MUCH[0][0]), "<item></item>", _item("3")), "a.xml")
    assert [article.id for article in found.articles] == ["3"]
    assert [place for place, _ in found.reasons] == ["record 1", "record 2"]


def test_a_feed_of_nothing_else_says_no_more(read) -> None:
    assert read(_feed(_item("1", TOO_MUCH[0][0])), "a.xml").reasons == [
        ("record 1", "more than 300 categories")
    ]


def test_as_many_categories_as_real_entries_have_are_read(read) -> None:
    categories = [f"قسم {n}" for n in range(200)]
    entry = _item("1", "".join(f"<category>{each}</category>" for each in categories))
    words = "، ".join(map(str, range(1000))) + ",".join(map(str, range(1000)))
    found = read(
        _feed(entry, _item("2", f"<content>{words} &lt;o:p xmlns:o='u'&gt;</content>" * 400)), "a.xml"
    )
    assert found.articles[0].category == "، ".join(categories)
    assert len(found.articles) == 2
    assert not found.report.rejections
