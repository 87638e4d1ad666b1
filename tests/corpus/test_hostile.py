"""Whatever a file holds, reading ends, raises nothing and stays within its memory."""

from __future__ import annotations

import json
import textwrap
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import ReadingReport, read_articles
from tests.memory import apart, needs_proc
from tests.patience import no_hours

NAMES = [
    "x",
    "x.json",
    "x.jsonl",
    "x.csv",
    "x.tsv",
    "x.txt",
    "x.html",
    "x.xml",
    "x.sgml",
    "x.zip",
    "x.tar.gz",
    "x.zst",
]
STARTS = [
    b"", b"{", b'[{"a":', b'[{"title": "x"}, ', b"title,text\n", b"title\ttext\n", b"<html>", b"<rss>", b"<feed>",
    b"<DOC>", b"<nitf>", b"<newsMessage>", b"<?xml version='1.0' encoding='utf-16'?><nitf>", b"\xff\xfe",
    b"\xef\xbb\xbf", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x00" * 300,
]  # fmt: skip
QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_all(path: Path) -> ReadingReport:
    report = ReadingReport()
    for article in read_articles(path, report=report):
        article.id.encode()
        article.title.encode()
        "".join(article.paragraphs).encode()
        assert article.title or article.paragraphs
        assert all(paragraph.strip() for paragraph in article.paragraphs)
    for rejection in report.rejections:
        "".join(rejection).encode()
        assert "\n" not in rejection.reason
        assert not rejection.reason.startswith("internal error")
    return report


@QUIET
@given(st.sampled_from(STARTS), st.binary(max_size=300), st.sampled_from(NAMES))
def test_any_bytes_under_any_name_raise_nothing(tmp_path: Path, start: bytes, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(start + data)
    report = read_all(path)
    assert report.read or report.rejections


@QUIET
@given(
    st.text(alphabet=st.sampled_from("<>/&;!-[]\"'= pPbodyDOCTEXTtitleنص \n\x00\ud800,{}:"), max_size=200),
    st.sampled_from(STARTS[6:13]),
)
def test_any_markup_raises_nothing(tmp_path: Path, text: str, start: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(start + text.encode("utf-8", "surrogatepass"))
    report = read_all(path)
    assert report.read or report.rejections


FIELDS = st.sampled_from(
    ["id", "_id", "title", "text", "body", "date", "author", "source", "url", "metadata", "captions", "x", ""]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=30)
    | st.just("<p>&amp;lt;p\x00&#0;&#xFFFF;"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
    max_leaves=8,
)


@QUIET
@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=6) | VALUES, max_size=4), st.booleans())
def test_any_json_raises_nothing(tmp_path: Path, records: list[object], lines: bool) -> None:
    path = tmp_path / ("x.jsonl" if lines else "x.json")
    path.write_text("\n".join(json.dumps(record) for record in records) if lines else json.dumps(records))
    report = read_all(path)
    assert report.read or report.rejections


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "<p>" * 10_000,
        "<html>" + "<div>" * 10_000,
        "<DOC>" * 10_000,
        '"' * 50_000,
    ],
)
def test_deep_nesting_is_told_or_read_and_costs_no_other_record(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x"
    path.write_text(content)
    report = read_all(path)
    assert report.read or report.rejections
    good = '{"title": "خبر", "text": "نص"}'
    lines = tmp_path / "x.jsonl"
    lines.write_text(f"{good}\n{content}\n{good}\n")
    report = read_all(lines)
    assert (report.read, [rejection.place for rejection in report.rejections]) == (2, ["line 2"])


@pytest.mark.parametrize("line", ['"a,b"c,"', '"x,y"z,"', '"a', 'x,"""a', 'x,y,"a', '"a,"b,"c'])
def test_quotes_that_open_and_close_at_random_take_linear_time(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,title,text\n" + f"{line}\n" * 20_000)
    with no_hours():
        read_all(path)


def rss(item: str) -> str:
    return f"<rss version='2.0'><channel><title>الساحل</title><item><title>خبر</title>{item}</item></channel></rss>"


BEFORE = "<DOC><TEXT>نص</TEXT></DOC>\n"


@pytest.mark.parametrize(
    "content",
    [
        rss(f"<author>{'@' * 200_000}</author>"),
        rss(f"<author>{'a@' * 100_000}</author>"),
        rss(f"<author>{' @' * 100_000} (</author>"),
        rss(f"<description>{'<!DOCTYPE [' * 20_000}</description>"),
        rss(f"<description><![CDATA[{'<!doctype x [' * 16_000}]]></description>"),
        "<?xml version='1.0'?>" + "<!-- --> \n" * 20_000 + rss("<description>نص</description>"),
        "<?xml version='1.0'?>\n" + "\n" * 60_000 + rss("<description>نص</description>" + "\n" * 140_000),
        BEFORE + f"<DOC {'a' * 50_000}><TEXT>نص</TEXT></DOC>\n" * 4,
        BEFORE + f"<DOC {'a-' * 25_000}><TEXT>نص</TEXT></DOC>\n" * 4,
        BEFORE + f"<DOC {'id=' * 16_000}><TEXT>نص</TEXT></DOC>\n" * 4,
    ],
    ids=[
        "signs of an address", "addresses", "signs and blanks", "raw DOCTYPE", "DOCTYPE in CDATA", "comments",
        "empty lines", "letters in a start tag", "names in a start tag", "attributes in a start tag",
    ],
)  # fmt: skip
def test_time_does_not_grow_with_the_square_of_what_has_no_end(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x"
    path.write_text(content)
    with no_hours():
        read_all(path)


def test_names_as_long_as_texts_are_not_kept(tmp_path: Path) -> None:
    """Where each record has its own, 150 of them kept 100 MB."""
    path = tmp_path / "x.jsonl"
    with path.open("w") as file:
        for number in range(60):
            file.write(json.dumps({"k" * 500_000 + f"{number}": 1, "title": "خبر", "text": "نص"}) + "\n")
    tracemalloc.start()
    try:
        assert read_all(path).read == 60
        assert tracemalloc.get_traced_memory()[0] < 5_000_000
    finally:
        tracemalloc.stop()


MEMORY_PROGRAM = textwrap.dedent(
    """
    import gzip, sys
    from corpus import read_articles
    from tests.memory import peak
    path, kind = sys.argv[1:]
    record = '{"title": "خبر %d", "text": "' + "كلمة من النص الطويل " * 120 + '"}'
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as file:
        file.write("[" if kind == "array" else "")
        for n in range(int(11_000)):
            file.write(("," if kind == "array" and n else "") + record % n + "\\n")
        file.write("]" if kind == "array" else "")
    articles = read_articles(path)
    next(articles)
    before = peak()
    count = 1 + sum(1 for _ in articles)
    print(count, peak() - before)
    """
)


@needs_proc
@pytest.mark.parametrize("kind", ["lines", "array"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, kind: str) -> None:
    """50 MB of records take less than 8 MB more than the first of them."""
    count, grown = map(int, apart(MEMORY_PROGRAM, str(tmp_path / "big.gz"), kind))
    assert count == 11_000
    assert grown < 8
