"""Feeds that are too large to be read at once: in parts they give what they give as one."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Iterator

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus import feed_parts
from corpus.documents import Document
from corpus.encodings import text_stream
from corpus.feeds import read_feed
from corpus.report import Rejection, Unread
from tests.corpus.conftest import Read, Reader
from tests.patience import no_hours

WORDPRESS = (
    "<?xml version='1.0' encoding='UTF-8'?><!-- WXR, with <item> --><rss version='2.0' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:wp='http://wordpress.org/export/1.2/'>\n<channel><title>الساحل</title><link>https://a.example</link>"
    "<wp:author><wp:author_login><![CDATA[<item>]]></wp:author_login></wp:author>"
    "<wp:tag><wp:tag_slug>x</wp:tag_slug></wp:tag><!-- <item> -->",
    "<item><title><![CDATA[خبر {0}]]></title><link>https://a.example/{0}</link><dc:creator>سالم</dc:creator>"
    "<guid>g{0}</guid><content:encoded><![CDATA[نص {0}{1}]]></content:encoded>{2}"
    "<category><![CDATA[اقتصاد]]></category><wp:post_type>post</wp:post_type></item>\n",
    "</channel></rss>\n",
)
RSS = (
    "<rss version='2.0'><channel><title>الساحل</title>",
    "<item><title>خبر {0}</title><guid>g{0}</guid><description><![CDATA[نص {0}{1}]]></description>{2}</item>",
    "</channel></rss>",
)
RSS_1 = (
    "<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='u'><title>الساحل</title><items><rdf:Seq>"
    "<rdf:li rdf:resource='https://a.example/1'/></rdf:Seq></items></channel>",
    "<item rdf:about='https://a.example/{0}'><title>خبر {0}</title><link>https://a.example/{0}</link>"
    "<description><![CDATA[نص {0}{1}]]></description>{2}</item>",
    "</rdf:RDF>",
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><id>f</id><title>الساحل</title><author><name>سلمى</name></author>",
    "<entry><id>g{0}</id><title>خبر {0}</title><content><![CDATA[نص {0}{1}]]></content>{2}</entry>",
    "<link rel='self' href='https://a.example/feed'/></feed>",
)
FEEDS = [WORDPRESS, RSS, RSS_1, ATOM]
NAMES = ["WordPress", "RSS 2.0", "RSS 1.0", "Atom"]
of_each_kind = pytest.mark.parametrize("kind", FEEDS, ids=NAMES)

# What stands in a text, and behind it.
IN_TEXT = [
    "",
    " <item>",
    " </item>",
    " <entry><b>",
    "</entry> <!-- ",
    " -->",
    "]] >",
    " <![CDATA[ ",
    "</rss>",
]
BEHIND = [
    "",
    "<!-- <item> -->",
    "<!-- </item><![CDATA[ -->",
    "<x><![CDATA[<entry>]]></x>",
    "<items/>",
    "<!---->",
]
BETWEEN = ["", "\n", "<!-- </item> <item> -->", "<item/>", "<item></item >", "<entry />"]


def feed(kind: tuple[str, str, str], count: int) -> str:
    """A feed with all that may be in one."""
    entries = (
        kind[1].format(n, IN_TEXT[n % len(IN_TEXT)], BEHIND[n % len(BEHIND)]) + BETWEEN[n % len(BETWEEN)]
        for n in range(count)
    )
    return "".join((kind[0], *entries, kind[2]))


def cut(monkeypatch: pytest.MonkeyPatch, part: int, chunk: int = 1 << 16, record: int | None = None) -> None:
    """Feeds are read in parts of so many characters."""
    monkeypatch.setattr(feed_parts, "_UNCUT", 0)
    monkeypatch.setattr(feed_parts, "_PART", part)
    monkeypatch.setattr(feed_parts, "_CHUNK", chunk)
    if record:
        monkeypatch.setattr(feed_parts, "MAX_RECORD", record)


def outcome(found: Read) -> object:
    """All that reading gives."""
    return found.articles, found.report.rejections, found.report.warnings


def ids(found: Read) -> list[str]:
    return [article.id for article in found.articles]


@of_each_kind
@pytest.mark.parametrize(("part", "chunk"), [(1, 1), (1, 64), (400, 7), (1500, 13), (1500, 1 << 16)])
def test_in_parts_a_feed_gives_what_it_gives_as_one(
    read: Reader, monkeypatch: pytest.MonkeyPatch, kind: tuple[str, str, str], part: int, chunk: int
) -> None:
    whole = outcome(read(feed(kind, 40), "a.xml"))
    parsed = []
    parse = feedparser.parse
    monkeypatch.setattr(
        feedparser, "parse", lambda data, **given: parsed.append(data.getvalue()) or parse(data, **given)
    )
    cut(monkeypatch, part, chunk)
    found = read(feed(kind, 40), "a.xml")
    assert outcome(found) == whole
    assert len(found.articles) == 40
    assert {article.source for article in found.articles} == {"الساحل"}
    assert len(parsed) > 3
    for each in parsed:
        etree.fromstring(each)  # each part is a whole feed


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(FEEDS),
    entries=st.lists(
        st.tuples(st.sampled_from(IN_TEXT), st.sampled_from(BEHIND), st.sampled_from(BETWEEN)), max_size=12
    ),
    part=st.integers(1, 2500),
    chunk=st.integers(1, 300),
)
def test_wherever_a_feed_is_cut_it_gives_the_same(
    kind: tuple[str, str, str], entries: list[tuple[str, str, str]], part: int, chunk: int
) -> None:
    middle = [kind[1].format(n, *of_entry[:2]) + of_entry[2] for n, of_entry in enumerate(entries)]
    content = "".join((kind[0], *middle, kind[2]))
    whole = list(_read(content.encode()))
    with pytest.MonkeyPatch.context() as monkeypatch:
        cut(monkeypatch, part, chunk)
        assert list(_read(content.encode())) == whole


def _document() -> Document:
    return Document("a.xml", "a.xml", (), b"", complete=False, stream=io.BytesIO())


def _read(data: bytes | io.RawIOBase) -> Iterator[object]:
    stream = io.BytesIO(data) if isinstance(data, bytes) else io.BufferedReader(data)
    text = text_stream(stream, "utf-8")
    yield from read_feed(_document(), text, "")
    text.detach()


class _Endless(io.RawIOBase):
    """A feed of so many entries, made as it is read."""

    def __init__(self, count: int, text: str) -> None:
        self._left = self._made(count, text)
        self._buffer = b""

    def _made(self, count: int, text: str) -> Iterator[bytes]:
        yield WORDPRESS[0].encode()
        for number in range(count):
            yield WORDPRESS[1].format(number, text, "").encode()
        yield WORDPRESS[2].encode()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # narrower than any buffer
        self._buffer = self._buffer or next(self._left, b"")
        size = min(len(buffer), len(self._buffer))
        buffer[:size], self._buffer = self._buffer[:size], self._buffer[size:]
        return size


def test_memory_does_not_grow_with_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """400,000 letters in parts of 20,000: as a whole they took 5 MB, and more the more they are."""
    cut(monkeypatch, 20_000)
    monkeypatch.setattr(feed_parts, "_UNCUT", 40_000)
    sum(1 for _ in _read(_Endless(2, "")))  # loads feedparser
    tracemalloc.start()
    try:
        read = sum(not isinstance(each, Rejection) for each in _read(_Endless(40, " كلمة" * 2000)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == 40
    assert peak < 2_000_000


def test_an_entry_that_is_too_large_costs_itself(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 1000, 100, 4000)
    for kind in FEEDS:
        for number in (0, 3, 9):
            entries = [kind[1].format(n, " كلمة" * 1000 * (n == number), "") for n in range(10)]
            found = read("".join((kind[0], *entries, kind[2])), "a.xml")
            assert [article.title for article in found.articles] == [
                f"خبر {n}" for n in range(10) if n != number
            ]
            ((place, reason),) = found.reasons
            assert (place, reason[:12]) == (f"record {number + 1}", "larger than ")
            assert not isinstance(found.report.rejections[0], Unread)


@of_each_kind
@pytest.mark.parametrize("rest", ["<![CDATA[", "<!--", "", "</item>", "</entry>\n"])
def test_what_is_lost_behind_an_entry_that_is_too_large_is_told(
    read: Reader, monkeypatch: pytest.MonkeyPatch, kind: tuple[str, str, str], rest: str
) -> None:
    """The head of RSS 1.0 ends as a whole feed may."""
    cut(monkeypatch, 1000, 100, 4000)
    entry, name = kind[1].format(1, "", ""), "entry" if kind is ATOM else "item"
    large = f"<{name}><title>{'كلمة ' * 2000}</title>{rest}"
    behind = entry.replace("]]>", "") * 3 + kind[2] if rest.startswith("<!") else ""
    found = read(f"{kind[0]}{entry}{large}{behind}", "a.xml")
    assert len(found.articles) == 1
    assert found.reasons == [
        ("record 2", "larger than 0 MB"),
        ("after record 2", "the feed is cut off"),
    ]
    assert [isinstance(each, Unread) for each in found.report.rejections] == [False, True]


@pytest.mark.parametrize("kind", [RSS, RSS_1, ATOM])
def test_a_feed_that_is_cut_off_within_an_entry_that_is_refused_is_told(
    read: Reader, monkeypatch: pytest.MonkeyPatch, kind: tuple[str, str, str]
) -> None:
    """Of the last part only the head is left, and that of RSS 1.0 ends as a whole feed may."""
    cut(monkeypatch, 300)
    found = read(
        kind[0] + kind[1].format(1, "", "") + kind[1].format(2, "", "<category>x</category>" * 400), "a.xml"
    )
    assert len(found.articles) == 1
    assert found.reasons == [
        ("record 2", "more than 300 categories"),
        ("after record 2", "the feed is cut off"),
    ]
    assert isinstance(found.report.rejections[-1], Unread)


def test_an_entry_without_an_end_ends_where_the_next_begins(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, 1000, 100, 4000)
    large = f"<item><title>{'كلمة ' * 2000}"
    entry = RSS[1].format(1, "", "")
    found = read(f"{RSS[0]}{large}{entry}{large}{entry}{RSS[2]}", "a.xml")
    assert ids(found) == ["g1", "g1"]
    assert [place for place, _ in found.reasons] == ["record 1", "record 3"]


@of_each_kind
def test_wherever_a_feed_in_parts_is_cut_off_it_is_told(
    read: Reader, monkeypatch: pytest.MonkeyPatch, kind: tuple[str, str, str]
) -> None:
    cut(monkeypatch, 700, 50)
    middle = "".join(kind[1].format(n, "", "") for n in range(12))
    last = len(kind[0] + middle) - len(kind[1].format(11, "", "")) + 50
    whole = "".join((kind[0], middle, kind[2]))
    for end in range(last, len(kind[0] + middle) - 10, 9):
        found = read(whole[:end], "a.xml")
        assert len(found.articles) == 11
        assert found.reasons == [("record 12", "the feed is cut off within it")]
    found = read(kind[0] + middle, "a.xml")
    assert len(found.articles) == 12
    assert found.reasons == [("after record 12", "the feed is cut off")]


def test_what_stands_before_an_error_is_read_and_the_error_told(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, 3000, 500)
    packed = gzip.compress(feed(RSS, 400).encode())
    found = read(packed[: len(packed) // 2], "a.xml.gz")
    assert 50 < len(found.articles) < 350
    assert isinstance(found.report.rejections[-1], Unread)
    found = read(packed[:-8] + bytes(8), "a.xml.gz")  # its checksum is wrong
    assert len(found.articles) == 400
    assert isinstance(found.report.rejections[-1], Unread)
    assert "damaged or cut off" in found.reasons[-1][1]


def test_a_damaged_part_is_told_and_costs_no_other(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 800)
    entries = [RSS[1].format(n, "", "") for n in range(40)]
    entries[20] = entries[20].replace("<item>", "<itxm>")
    found = read("".join((RSS[0], *entries, RSS[2])), "a.xml")
    assert ids(found)[:15] == [f"g{n}" for n in range(15)]
    assert ids(found)[-15:] == [f"g{n}" for n in range(25, 40)]
    ((place, reason),) = found.reasons
    assert place.startswith("after record 1")
    assert "entries begin or end in it" in reason
    assert isinstance(found.report.rejections[0], Unread)


def test_what_feedparser_can_t_take_between_entries_costs_a_part(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, 400)
    odd = "<x" + "".join(f" a{n}='1'" for n in range(400)) + "/>"
    entries = [RSS[1].format(n, "", "") + odd * (n == 10) for n in range(20)]
    found = read("".join((RSS[0], *entries, RSS[2])), "a.xml")
    assert ids(found)[-8:] == [f"g{n}" for n in range(12, 20)]
    assert ids(found)[:7] == [f"g{n}" for n in range(7)]
    assert [reason for _, reason in found.reasons] == ["an element of more than 300 attributes"]


def test_the_id_of_the_feed_is_none_of_an_entry_in_any_part(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself the last part has too few to show it."""
    cut(monkeypatch, 1000)
    items = "".join(
        f"<item><guid>https://a.example/rss</guid><link>https://a.example/{n}</link><title>خبر</title></item>"
        for n in range(21)
    )
    found = read(f"{RSS[0]}{items}{RSS[2]}", "a.xml")
    assert ids(found) == [f"https://a.example/{n}" for n in range(21)]


def test_the_author_of_a_feed_is_that_of_all_its_parts(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 300)
    assert {article.author for article in read(feed(ATOM, 20), "a.xml").articles if article.id} == {"سلمى"}


def test_of_all_the_tags_of_a_large_site_nothing_is_held(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site of hundreds of thousands of articles has more of them than an article may have characters."""
    cut(monkeypatch, 500, 37, 5000)
    tags = "".join(
        f"<wp:tag><wp:term_id>{n}</wp:term_id><wp:tag_name><![CDATA[وسم {n}]]></wp:tag_name></wp:tag>\n"
        f"<category term='ك{n}'/>"
        for n in range(400)
    )
    found = read(feed((WORDPRESS[0] + tags + "<link>u</link>", *WORDPRESS[1:]), 30), "a.xml")
    assert len(found.articles) == 30
    assert found.reasons == read(feed(WORDPRESS, 30), "a.xml").reasons


@pytest.mark.parametrize("more", ["كلمة ", "<x/>", "<wp:tag>", "<channel>", "<wp:tag></wp:tag><x/>"])
def test_a_head_that_is_too_large_is_told(read: Reader, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    cut(monkeypatch, 500, 100, 4 << 20)
    with no_hours():
        found = read(WORDPRESS[0] + more * 600_000 + WORDPRESS[1].format(1, "", "") + WORDPRESS[2], "a.xml")
    assert found.reasons == [("", "more than 1 MB before its first entry")]
    assert isinstance(found.report.rejections[0], Unread)


def test_a_large_feed_without_entries_is_told(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 10, 10)
    found = read(RSS[0] + RSS[2], "a.xml")
    assert found.reasons == [("", "a feed without entries")]


@pytest.mark.parametrize(
    "many", ["<![CDATA[", "<!--", "<item", "</item", "</item ", "<", "]]>", "<item/", "&", "<![CDATA[]]>"]
)
def test_a_feed_is_cut_in_linear_time(read: Reader, monkeypatch: pytest.MonkeyPatch, many: str) -> None:
    monkeypatch.setattr(feed_parts, "_UNCUT", 1000)
    with no_hours():
        list(feed_parts.feed_parts(io.StringIO(RSS[0] + RSS[1].format(1, "", "") + many * 400_000)))


def test_entities_are_not_expanded_in_any_part(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, 200)
    doctype = "<!DOCTYPE rss [<!ENTITY a 'كلمة'><!ENTITY b '&a;&a;'>]>"
    entries = [RSS[1].format(n, "", "").replace("<title>", "<title>&b; ") for n in range(9)]
    found = read("".join((doctype, RSS[0], *entries, RSS[2])), "a.xml")
    assert [article.title for article in found.articles] == [f"&b; خبر {n}" for n in range(9)]


def test_a_feed_behind_another_is_read(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    both = feed(RSS, 10) + "\n<?xml version='1.0'?>\n" + feed(RSS, 10)
    whole = read(both, "a.xml")
    cut(monkeypatch, 600)
    assert ids(read(both, "a.xml")) == ids(whole)
