"""What is larger than any article is told and not held, and the rest goes on."""

from __future__ import annotations

import importlib
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from corpus import archives
from corpus.report import Unread
from tests.corpus.conftest import Reader

LIMIT = 1 << 20
LARGE = "كلمة " * (LIMIT // 4)


def _record(article_id: str, text: str = "نص الخبر") -> str:
    return json.dumps({"id": article_id, "title": "خبر", "text": text}, ensure_ascii=False)


def _trec(article_id: str, text: str = "نص الخبر") -> str:
    return f"<DOC><DOCNO>{article_id}</DOCNO><TEXT>{text}</TEXT></DOC>\n"


def _news_item(article_id: str, text: str = "نص الخبر") -> str:
    body = f"<body><body.content><p>{text}</p></body.content></body>"
    return f'<nitf><head><docdata><doc-id id-string="{article_id}"/></docdata></head>{body}</nitf>\n'


def _entry(article_id: str, text: str = "نص الخبر") -> str:
    return f"<item><guid>{article_id}</guid><title>خبر</title><description>{text}</description></item>"


# module, name of the file, its content, the articles that are read all the same, place and reason
CASES = [
    (
        "json_chunks", "a.json", f"[{_record('a')}, {_record('b', LARGE)}, {_record('c')}]",
        ["a"], "record 2", "larger than 1 MB, from here on unread",
    ),
    (
        "records", "a.jsonl", f"{_record('a')}\n{_record('b', LARGE)}\n{_record('c')}\n",
        ["a", "c"], "line 2", "larger than 1 MB",
    ),
    ("records", "a.jsonl", f"{_record('a')}\n{_record('b', LARGE)}", ["a"], "line 2", "larger than 1 MB"),
    ("sgml", "a.sgm", _trec("a") + _trec("b", LARGE) + _trec("c"), ["a", "c"], "record 2", "larger than 1 MB"),
    (
        "feed_parts", "a.xml",
        f"<rss version='2.0'><channel>{_entry('a')}{_entry('b', LARGE)}{_entry('c')}</channel></rss>",
        ["a", "c"], "record 2", "larger than 1 MB",
    ),
    (
        "news_xml", "a.xml", f"<newsMessage>{_news_item('a')}{_news_item('b', LARGE)}{_news_item('c')}</newsMessage>",
        ["a"], "record 2", "no well-formed XML, from here on unread: an item larger than 1 MB",
    ),
    (
        "web_pages", "a.html", f"<html><body><h1>خبر</h1><p>{LARGE}</p></body></html>",
        [], "", "larger than 1 MB for one page",
    ),
    ("plain_text", "a.txt", f"خبر\n\n{LARGE}", [], "", "larger than 1 MB for one article"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("module", "name", "content", "ids", "place", "reason"),
    CASES,
    ids=[f"{case[0]} {case[1]}" for case in CASES],
)
def test_a_record_that_is_too_large_is_told_and_what_can_be_is_read(
    read: Reader, tmp_path: Path, monkeypatch, module, name, content, ids, place, reason
) -> None:
    reader = importlib.import_module(f"corpus.{module}")
    monkeypatch.setattr(reader, "MAX_RECORD", LIMIT)
    monkeypatch.setattr(reader, "_UNCUT", LIMIT, raising=False)  # what a feed may have to be read at once
    (tmp_path / name).write_text(content)
    (tmp_path / "z.jsonl").write_text(_record("z"))
    found = read(tmp_path)
    assert [article.id for article in found.articles] == [*ids, "z"]
    assert found.reasons == [(place, reason)]
    # One record, or one article, costs no other.
    assert isinstance(found.report.rejections[0], Unread) == ("unread" in reason)


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_the_same_is_read_where_it_is_within_the_limit(read: Reader, case) -> None:
    found = read(case[2], case[1])
    assert not found.report.rejections
    assert [text for article in found.articles for text in article.paragraphs if len(text) > LIMIT] == [
        LARGE.strip()
    ]


def _tar(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def test_an_archive_in_an_archive_that_is_too_large_for_a_copy_costs_itself(
    read: Reader, monkeypatch
) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.jsonl", _record("b", "كلمة " * 50_000))
    packed = _tar(a_jsonl=_record("a").encode(), b_zip=inner.getvalue(), c_jsonl=_record("c").encode())
    assert [article.id for article in read(packed, "a.tar").articles] == ["a", "b", "c"]
    monkeypatch.setattr(archives, "_MAX_COPY", 100_000)
    found = read(packed, "a.tar")
    assert [article.id for article in found.articles] == ["a", "c"]
    ((rejection),) = found.report.rejections
    assert isinstance(rejection, Unread)
    assert rejection.origin.endswith("a.tar!b.zip")
    assert "an archive inside an archive, larger than" in rejection.reason


def _zstd_frame(window: int, data: bytes) -> bytes:
    """A frame that asks for a window of 2 to the power of `window` bytes, and holds a block that is not compressed."""
    block = ((len(data) << 3) | 1).to_bytes(3, "little")
    return b"\x28\xb5\x2f\xfd\0" + bytes([(window - 10) << 3]) + block + data


@pytest.mark.parametrize(("window", "ids"), [(20, ["b"]), (27, ["b"]), (29, []), (31, []), (40, [])])
def test_no_frame_of_zstandard_gets_gigabytes_of_memory(read: Reader, window: int, ids: list[str]) -> None:
    """2 to the power of 27 is what `zstd --long` writes."""
    packed = _tar(b_jsonl_zst=_zstd_frame(window, _record("b").encode()), c_jsonl=_record("c").encode())
    found = read(packed, "a.tar")
    assert [article.id for article in found.articles] == [*ids, "c"]
    assert [place for place, _ in found.reasons] == ([] if ids else ["member b.jsonl.zst"])


def _xz(data: bytes, dictionary: int) -> bytes:
    """A file of which a header asks for a dictionary of 2 to the power of `dictionary` bytes."""
    packed = bytearray(lzma.compress(data))
    size = (
        packed[12] + 1
    ) * 4  # of the first block's header, behind that of the file; the size is in its filter
    assert packed[14:16] == b"\x21\x01"
    packed[16] = 2 * (dictionary - 12)
    packed[8 + size : 12 + size] = zlib.crc32(packed[12 : 8 + size]).to_bytes(4, "little")
    return bytes(packed)


@pytest.mark.parametrize(("dictionary", "ids"), [(20, ["a"]), (26, ["a"]), (30, []), (31, [])])
def test_no_header_of_xz_gets_gigabytes_of_memory(read: Reader, dictionary: int, ids: list[str]) -> None:
    """`xz -9`, its highest level, asks for 2 to the power of 26."""
    packed = _tar(a_jsonl_xz=_xz(_record("a").encode(), dictionary), b_jsonl=_record("b").encode())
    found = read(packed, "a.tar")
    assert [article.id for article in found.articles] == [*ids, "b"]
    assert [place for place, _ in found.reasons] == ([] if ids else ["member a.jsonl.xz"])


def test_a_row_of_many_cells_in_quotes_has_an_end(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.tables.MAX_RECORD", 10_000)
    lines = ['b","c'] * 20_000
    rows = ["id,title,text", "1,أول,نص", '2,"خبر', *lines, '","x"', "3,ثالث,نص", "4,رابع,نص"]
    found = read("\n".join(rows) + "\n", "x.csv")
    ids = [article.id for article in found.articles]
    assert (ids[0], ids[-1]) == ("1", "4")
    refused = [each for each in found.report.rejections if "a row larger than" in each.reason]
    assert refused
    assert all(isinstance(each, Unread) for each in refused)
