"""Texts of feeds stay as their publishers wrote them, but for what is markup."""

from __future__ import annotations

import html

import pytest


@pytest.mark.parametrize("text", ["قسم R&D; وغيره", "كلمة &unknown; بعدها", "AT&T وR&D"])
def test_what_looks_like_an_entity_and_is_none_stays(read, text: str) -> None:
    """Where feedparser makes the addresses of links absolute it writes the whole text anew, without some semicolons."""
    markup = html.escape(f"<p>انظر <a href='/x'>هنا</a> {text}</p>")
    entry = f"<item><guid>1</guid><title>خبر</title><description>{markup}</description></item>"
    feed = f"<rss version='2.0'><channel><link>http://e.example/</link>{entry}</channel></rss>"
    assert read(feed, "a.xml").one.paragraphs == (f"انظر هنا {text}",)


SPACES = "xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
CAPTION = "<media:content url='u'><media:description>تعليق الصورة</media:description></media:content>"
WITH_TEXT = f"<item><guid>t</guid><title>خبر</title><description>نص الخبر.</description>{CAPTION}</item>"
QUOTED = "<description><![CDATA[<item> و<b>نص</b>]]></description>"
QUOTING = f"<item><guid>q</guid><title>شرح</title>{QUOTED}{CAPTION}</item>"


def rss(*items: str) -> str:
    channel = "<title>قناة</title><description>وصف</description>"
    return (
        f"<?xml version='1.0'?><rss version='2.0' {SPACES}><channel>{channel}{''.join(items)}</channel></rss>"
    )


@pytest.mark.parametrize(
    "other",
    [
        "<item><guid>o</guid><title>عاجل</title></item>",
        "<item><guid>o</guid><title>لقاء</title><description/></item>",
        "<item><guid>o</guid><title>لقاء</title><media:description>نص اللقاء.</media:description></item>",
        QUOTING,
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_an_entry_without_a_text_makes_captions_the_text_of_no_other(read, other: str, last: bool) -> None:
    """One headline alone in a feed was enough, and the text became the summary of its own caption."""
    items = [WITH_TEXT, other, WITH_TEXT.replace("<guid>t", "<guid>u")]
    found = read(rss(*(items if last else reversed(items))), "a.xml")
    texts = {article.id: (article.paragraphs, article.summary) for article in found.articles}
    assert [texts[name] for name in "tu"] == [(("نص الخبر.",), "")] * 2


@pytest.mark.parametrize(
    "text", ["", "<description/>", "<description></description>", "<description> <![CDATA[ ]]></description>"]
)
@pytest.mark.parametrize("last", [False, True])
def test_the_description_of_a_film_is_the_text_of_an_entry_that_has_no_other(
    read, text: str, last: bool
) -> None:
    """An empty description beside it, as some feeds give it, took it away."""
    film = f"<item><guid>f</guid><title>لقاء</title>{text}<media:description>نص اللقاء.</media:description></item>"
    found = read(rss(*([WITH_TEXT, film] if last else [film, WITH_TEXT])), "a.xml")
    assert {article.id: article.paragraphs for article in found.articles} == {
        "t": ("نص الخبر.",),
        "f": ("نص اللقاء.",),
    }


def test_a_text_that_quotes_the_beginning_of_an_entry_has_its_caption_left_out(read) -> None:
    assert read(rss(QUOTING), "a.xml").one.paragraphs == ("ونص",)


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("<dc:creator>سلمى</dc:creator><dc:creator>هادي</dc:creator>", "سلمى، هادي"),
        ("<dc:creator>سلمى</dc:creator><dc:creator>سلمى</dc:creator><dc:creator/>", "سلمى"),
        ("<author>s@e.example (سلمى)</author><dc:creator>سلمى</dc:creator>", "سلمى"),
        ("<author>s@e.example</author><dc:creator>سلمى</dc:creator>", "سلمى"),
        ("<dc:creator>سلمى</dc:creator><author>s@e.example</author>", "سلمى"),
        ("<author>s@e.example</author>", "s@e.example"),
        ("<author>s@e.example (سلمى)</author><author>h@e.example (هادي)</author>", "سلمى، هادي"),
        ("<dc:creator>سلمى (الساحل)</dc:creator>", "سلمى (الساحل)"),
    ],
)
def test_all_authors_of_an_entry_are_read(read, authors: str, expected: str) -> None:
    """Of several only the last was kept."""
    assert read(rss(f"<item><title>خبر</title>{authors}</item>"), "a.xml").one.author == expected


def test_all_authors_of_an_atom_entry_are_read(read) -> None:
    names = "".join(
        f"<author><name>{name}</name><email>q@e.example</email></author>" for name in ("سلمى", "هادي")
    )
    entry = f"<entry><title>خبر</title><id>1</id>{names}<contributor><name>ليلى</name></contributor></entry>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><author><name>التحرير</name></author>{entry}</feed>"
    assert read(feed, "a.xml").one.author == "سلمى، هادي"


def test_the_name_of_a_feed_that_was_escaped_twice_is_undone(read) -> None:
    feed = rss("<item><title>خبر</title></item>").replace(
        "<title>قناة", "<title>&amp;lt;b&amp;gt;قناة&amp;lt;/b&amp;gt;"
    )
    assert read(feed, "a.xml").one.source == "قناة"


@pytest.mark.parametrize("name", ["gt", "quot", "nbsp", "copy", "lt", "amp"])
def test_an_entity_that_lacks_its_semicolon_is_none_of_its_letters(read, name: str) -> None:
    """As browsers read it."""
    character = html.unescape(f"&{name};")
    found = read(rss(f"<item><title>خبر</title><description>أ &{name} ب</description></item>"), "a.xml").one
    assert "".join(found.paragraphs).split() == f"أ {character} ب".split()


def test_the_address_of_a_feed_is_no_id_of_its_entries(read) -> None:
    """All entries but the last were lost: each took the place of the one before."""
    items = "".join(
        f"<item><guid>https://a.example/rss</guid><link>https://a.example/{number}</link><title>خبر {number}</title>"
        "</item>"
        for number in range(3)
    )
    found = read(f"<rss version='2.0'><channel><title>الساحل</title>{items}</channel></rss>")
    assert [each.id for each in found.articles] == [f"https://a.example/{number}" for number in range(3)]


def test_an_entry_that_a_feed_repeats_keeps_its_id(read) -> None:
    item = "<item><guid>7</guid><link>https://a.example/7</link><title>{}</title></item>"
    items = item.format("خبر") + item.format("خبر مصحح")
    found = read(f"<rss version='2.0'><channel><title>الساحل</title>{items}</channel></rss>")
    assert [each.id for each in found.articles] == ["7", "7"]


def test_an_id_does_not_depend_on_what_else_stands_in_the_file(read) -> None:
    """An entry that was repeated at another address had another id than in the issue before, and was two articles."""
    item = "<item><guid isPermaLink='false'>7</guid><link>https://a.example/7?from={}</link><title>خبر</title></item>"
    other = (
        "<item><guid isPermaLink='false'>8</guid><link>https://a.example/8</link><title>خبر</title></item>"
    )
    for items, ids in (([1], "7"), ([1, 2], "77")):
        entries = "".join(map(item.format, items))
        found = read(f"<rss version='2.0'><channel><title>الساحل</title>{entries}{other}</channel></rss>")
        assert [each.id for each in found.articles] == [*ids, "8"]


def test_the_id_that_a_feed_states_as_its_own_is_none_of_an_entry(read) -> None:
    item = "<item><guid>https://a.example/rss</guid><link>https://a.example/7</link><title>خبر</title></item>"
    head = "<title>الساحل</title><link>https://a.example/rss</link>"
    found = read(f"<rss version='2.0'><channel>{head}{item}</channel></rss>")
    assert found.one.id == "https://a.example/7"
