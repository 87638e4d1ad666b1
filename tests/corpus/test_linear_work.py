"""Work that grows with the length of a text, and not with its square."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from corpus import sgml, tags
from corpus.tags import without_endless_tags


class Counted:
    """A pattern that counts the characters it may have to look at."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.characters = 0

    def search(self, text: str, begin: int = 0, end: int | None = None) -> re.Match[str] | None:
        end = len(text) if end is None else end
        self.characters += max(0, end - begin)
        return self._pattern.search(text, begin, end)


@pytest.mark.parametrize("between", ["", "<", "<b ", "<p>", "</DOC"])
def test_a_long_document_is_searched_for_its_end_once(read, monkeypatch, between: str) -> None:
    """From its beginning again at each piece that was read: 31 MB without a tag took 19 seconds."""
    end = Counted(sgml._END)
    start = Counted(sgml._START)
    monkeypatch.setattr(sgml, "_END", end)
    monkeypatch.setattr(sgml, "_START", start)
    text = ("كلمة " * 600_000).join(("", between, ""))
    found = read(f"<DOC><DOCNO>1</DOCNO><TEXT>{text}</TEXT></DOC>", "x.sgm")
    assert found.one.id == "1"
    assert len(found.one.paragraphs) == (2 if between == "<p>" else 1)
    assert len(text) < end.characters < 3 * len(text)
    assert len(text) < start.characters < 3 * len(text)


@pytest.mark.parametrize("size", [100, (1 << 16) - 60])
def test_tags_are_found_wherever_a_piece_ends_in_them(read, size: int) -> None:
    for shift in range(60):
        text = "س" * (size + shift)
        documents = (f"<DOC n={n}><DOCNO>{n}</DOCNO><TEXT>{text}</TEXT></DOC >" for n in range(3))
        found = read("".join(documents), "x.sgm")
        assert [article.id for article in found.articles] == ["0", "1", "2"]
        assert {article.paragraphs for article in found.articles} == {(text,)}
        assert not found.report.rejections


ATTRIBUTES = [
    " ".join(f"a{n}=1" for n in range(9000)),
    " ".join(f"a{n}" for n in range(9000)),
    "/".join(f"a{n}" for n in range(9000)),
    " ".join(f"a{n}='>'" for n in range(9000)),
    " ".join(f'a{n} = "<p b=>"' for n in range(9000)),
    " ".join(f"a{n}=<" for n in range(9000)),
    "".join(f"a{n}='\"'" for n in range(9000)),
]
BEFORE = [
    "", "<!-- <x y=' -->", "<!-->", "<!--->", "</x y='>'>", "<!x '>", "<?x '>", "<script>x='</script>", "<style/>",
    "<script><!--<script></script><x y='</script>",
    "<title>&lt;</title>", "<x/y='>'>", "<x y=a/>",
]  # fmt: skip


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("before", BEFORE)
def test_of_a_tag_of_thousands_of_attributes_the_parser_sees_none(
    read, monkeypatch, before: str, attributes: str
) -> None:
    """It compares each with all before: 700 KB took 14 seconds, and 32 MB would have taken hours."""
    parsed = []
    fromstring = etree.fromstring
    monkeypatch.setattr(
        etree, "fromstring", lambda text, parser: parsed.append(text) or fromstring(text, parser)
    )
    text = f"<p>قبل{before}<p {attributes}>نص <b>الخبر</b><p>آخر"
    article = read(json.dumps({"title": "خبر", "text": text}), "x.jsonl").one
    assert article.paragraphs == ("قبل", "نص الخبر", "آخر")
    assert [len(text) < 300 for text in parsed] == [True]


@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_of_a_page_such_a_tag_is_read_without_them(read, monkeypatch, attributes: str) -> None:
    parsed = []
    fromstring = html.document_fromstring
    monkeypatch.setattr(
        html,
        "document_fromstring",
        lambda text, parser: parsed.append(text) or fromstring(text, parser=parser),
    )
    body = f"<h1>خبر النهر</h1><p {attributes}>نص الخبر</p><p class='a'>آخر</p>"
    article = read(f"<html><head><title>خبر</title></head><body>{body}</body></html>", "x.html").one
    assert article.paragraphs == ("نص الخبر", "آخر")
    assert parsed
    assert all(len(page) < 300 and b"class='a'" in page for page in parsed)


def test_long_attributes_and_many_tags_stay(read) -> None:
    """A picture within the page, and the data of a script's framework, are long and no danger."""
    picture = f"<img src='data:{'A' * 100_000}' alt='a > b'>"
    head = "<head><title>خبر</title><meta name='date' content='2020-05-01'></head>"
    body = "".join(
        f"<p class='c{n}' data-n={n}>فقرة رقم {n} من الخبر.</p>{picture * (n == 5)}" for n in range(1000)
    )
    page = f"<html>{head}<body>{body}</body></html>"
    assert without_endless_tags(page) == page
    assert str(read(page, "x.html").one.date) == "2020-05-01 00:00:00"


class _Seen:
    """What libxml2 says of each tag that it begins: its name, and how many attributes it has."""

    def __init__(self) -> None:
        self.tags: list[tuple[str, int]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.tags.append((name, len(attributes)))

    def close(self) -> list[tuple[str, int]]:
        return self.tags


def _seen(markup: str) -> list[tuple[str, int]]:
    parser = etree.HTMLParser(target=_Seen(), encoding="utf-8")
    parser.feed(f"<html><body>{markup}".encode())
    seen: list[tuple[str, int]] = parser.close()
    return seen


PIECES = [
    "<x", "<p", "<q>", "</x", "</p>", ">", "'", '"', "=", '="', "='", " ", "a", "b1", "/", "/>", "<!--", "-->", "--!>",
    "<!", "<?", "<!DOCTYPE ", "<script>", "<SCRIPT ", "</script>", "</script/", "<title>", "</title>", "<style ",
    "</style>",
    "-", "\n", "<", "<textarea>", "</textarea>", "<!-->", "<!--->", "]]>", "<![CDATA[", " c=1 d=2 e=3 ",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=20))
def test_in_whatever_markup_the_parser_sees_the_same_tags_and_few_attributes(pieces: list[str]) -> None:
    markup = "".join(pieces)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(tags, "_MOST_ATTRIBUTES", 2)
        monkeypatch.setattr(tags, "_SHORT", 0)
        shortened = without_endless_tags(markup)
    assert [name for name, _ in _seen(shortened)] == [name for name, _ in _seen(markup)]
    assert max((count for _, count in _seen(shortened)), default=0) <= 2
