"""Archives that are cut off, or have something behind their end: nothing is lost without a word."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import IO

import pytest
import zstandard

from corpus.report import Unread


def _tar(ids: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for each in ids:
            data = (json.dumps({"id": each, "title": "خبر", "text": "نص الخبر"}) + "\n").encode()
            member = tarfile.TarInfo(f"{each}.jsonl")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("cut", "before"),
    [
        (1024 * 2, "ab"),
        (1024 * 2 + 100, "ab"),
        (1024 * 3 - 1, "abc"),
        (1024 * 3 + 512, "abc"),
        (1024 * 8, "abcdefgh"),
    ],
)
def test_a_tar_that_is_cut_off_says_so_wherever_that_is(read, cut: int, before: str) -> None:
    """Also between two members, and within a header, which tarfile takes for the end."""
    found = read(_tar("abcdefgh")[:cut], "a.tar")
    assert [article.id for article in found.articles] == list(before)
    assert found.report.rejections
    assert "cut off" in found.report.rejections[-1].reason


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_of_a_compressed_file_that_is_cut_off_all_is_read_that_can_be_decompressed(
    read, share: float
) -> None:
    choose = random.Random(1)
    words = ["".join(choose.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=5)) for _ in range(20_000)]
    lines = "".join(
        json.dumps({"id": str(at), "title": "خبر", "text": " ".join(words[at : at + 50])}) + "\n"
        for at in range(0, len(words), 50)
    )
    whole = gzip.compress(lines.encode())
    cut = whole[: int(len(whole) * share)]
    left = zlib.decompressobj(31).decompress(cut).count(b"\n")
    found = read(cut, "a.jsonl.gz")
    assert 100 < left < 400
    assert len(found.articles) == left
    (rejection,) = found.report.rejections
    assert isinstance(rejection, Unread)


def _documents(number: int) -> str:
    return f"<DOC><DOCNO>{number}</DOCNO><HEADLINE>خبر</HEADLINE><TEXT>نص {number}</TEXT></DOC>\n"


def _items(number: int) -> str:
    return f"<item><guid>{number}</guid><title>خبر {number}</title><description>نص</description></item>\n"


def _nitf(number: int) -> str:
    return (
        f"<nitf><head><docdata><doc-id id-string='{number}'/></docdata></head><body><body.head><hedline><hl1>خبر</hl1>"
        f"</hedline></body.head><body.content><p>نص {number}</p></body.content></body></nitf>\n"
    )


def _objects(number: int) -> str:
    return json.dumps({"id": f"{number}", "title": "خبر", "text": f"نص {number}"}) + ",\n"


def _rows(number: int) -> str:
    return f"{number},خبر,نص {number}\n"


@pytest.mark.parametrize("count", [300, 5000])
@pytest.mark.parametrize(
    ("name", "before", "record"),
    [
        ("a.json", "[", _objects),
        ("a.sgml", "", _documents),
        ("a.xml", "<newsMessage>", _nitf),
        ("a.rss", "<rss version='2.0'><channel><title>الساحل</title>\n", _items),
        ("a.csv", "id,title,text\n", _rows),
    ],
)
def test_what_stands_before_a_cut_is_read_in_every_format_of_many(
    read, name: str, before: str, record: Callable[[int], str], count: int
) -> None:
    """In the beginning by which a file is recognised, and far behind it."""
    whole = before + "".join(map(record, range(count)))
    read_before_cut(read, f"{name}.gz", whole.encode(), count)


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1256"])
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_so_it_is_in_other_encodings_and_with_the_lines_of_old_macs(read, encoding: str, end: str) -> None:
    whole = "id,title,text\n" + "".join(map(_rows, range(300)))
    read_before_cut(read, "a.csv.gz", whole.replace("\n", end).encode(encoding), 300)


def test_rows_behind_an_open_quote_are_read_before_a_cut(read) -> None:
    rows = ["id,title,text\n", '0,"خبر\n', *map(_rows, range(1, 300))]
    found = read(_cut_off("".join(rows).encode()), "a.csv.gz")
    assert [article.id for article in found.articles] == [str(number) for number in range(1, 300)]


def read_before_cut(read, name: str, whole: bytes, count: int) -> None:
    found = read(_cut_off(whole), name)
    ids = [article.id for article in found.articles]
    assert ids == [str(number) for number in range(len(ids))]
    assert count - 2 <= len(ids) <= count
    (rejection,) = found.report.rejections
    assert isinstance(rejection, Unread)


def _cut_off(whole: bytes) -> bytes:
    """As gzip writes it, without an end: all of it can be decompressed."""
    compressor = zlib.compressobj(wbits=31)
    return compressor.compress(whole) + compressor.flush(zlib.Z_FULL_FLUSH)


def test_a_text_or_page_that_is_cut_off_is_no_article(read) -> None:
    text = "خبر عن النهر\n\nقال المتحدث إن النهر يجري.\n"
    for name in ("a.txt.gz", "a.html.gz"):
        found = read(_cut_off(text.encode()), name)
        assert not found.articles
        assert isinstance(found.report.rejections[0], Unread)


def test_a_checksum_that_is_wrong_is_told_though_all_was_read(read) -> None:
    for items, ids in ((_items(1), ["1"]), ("", [])):
        whole = f"<rss version='2.0'><channel><title>الساحل</title>{items}</channel></rss>"
        packed = bytearray(gzip.compress(whole.encode()))
        packed[-8] ^= 1
        found = read(bytes(packed), "a.rss.gz")
        assert [article.id for article in found.articles] == ids
        assert isinstance(found.report.rejections[0], Unread)


def test_a_whole_tar_has_nothing_to_tell(read) -> None:
    found = read(_tar("abc"), "a.tar")
    assert [article.id for article in found.articles] == ["a", "b", "c"]
    assert not found.report.rejections


def test_an_archive_behind_another_is_told(read) -> None:
    found = read(_tar("ab") + _tar("cd"), "a.tar")
    assert [article.id for article in found.articles] == ["a", "b"]
    assert "something follows" in found.report.rejections[0].reason


def test_a_file_of_frames_with_their_sizes_before_them_is_read(read) -> None:
    data = json.dumps({"id": "a", "title": "خبر", "text": "نص الخبر"}).encode()
    sizes = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"1234"
    assert read(sizes + zstandard.compress(data), "a.jsonl.zst").one.id == "a"


# --------------------------------------------------------------------------- one compressed part behind another

COMPRESSIONS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


def _line(article_id: str) -> bytes:
    return (json.dumps({"id": article_id, "title": "خبر", "text": "نص الخبر"}) + "\n").encode()


@pytest.mark.parametrize("padding", [0, 4, 4096])
@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS.items())
def test_parts_behind_one_another_are_one_file(
    read, suffix: str, compress: Callable[[bytes], bytes], padding: int
) -> None:
    packed = b"".join(compress(_line(each)) + b"\0" * padding for each in "abc")
    found = read(packed, f"a.jsonl.{suffix}")
    assert [article.id for article in found.articles] == ["a", "b", "c"]
    assert not found.report.rejections


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS.items())
@pytest.mark.parametrize("damaged", ["head", "middle", "end", "none of ours"])
def test_a_later_part_that_is_damaged_is_told(
    read, suffix: str, compress: Callable[[bytes], bytes], damaged: str
) -> None:
    """What stands before it is read; what is in it may be among what is indexed, and is not taken for gone."""
    later = bytearray(compress(b"".join(_line(f"{number:05}") for number in range(2000))))
    if damaged == "end":
        later = later[:-10]
    elif damaged == "none of ours":
        later = bytearray(b"something else")
    else:
        place = 2 if damaged == "head" else len(later) // 2
        later[place : place + 8] = b"\xff" * 8
    found = read(compress(_line("a")) + bytes(later), f"a.jsonl.{suffix}")
    assert found.articles[0].id == "a"
    assert found.report.rejections
    assert "damaged or cut off" in found.report.rejections[-1].reason
    assert isinstance(found.report.rejections[-1], Unread)


def test_a_zip_before_another_is_told(read) -> None:
    """A zip is read from its end."""
    archives = []
    for each in "ab":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{each}.jsonl", _line(each))
        archives.append(packed.getvalue())
    found = read(b"".join(archives), "a.zip")
    assert [article.id for article in found.articles] == ["b"]
    assert "something precedes" in found.report.rejections[0].reason


def _zip(comment: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", json.dumps({"id": "a", "title": "خبر", "text": "نص الخبر"}))
        archive.comment = comment
    return packed.getvalue()


def test_a_zip_may_say_that_it_has_more_members_than_can_be_counted(read) -> None:
    """From 65,535 on their number stands elsewhere."""
    data = bytearray(_zip())
    end = data.rfind(b"PK\5\6")
    data[end + 8 : end + 12] = b"\xff" * 4
    found = read(bytes(data), "a.zip")
    assert (found.one.id, found.reasons) == ("a", [])


def test_the_comment_of_a_zip_is_nothing_that_follows_it(read) -> None:
    found = read(_zip(b"made by hand"), "a.zip")
    assert (found.one.id, found.reasons) == ("a", [])
    assert "something follows" in read(_zip(b"made by hand") + b"x", "a.zip").reasons[0][1]


def test_the_copy_of_an_archive_that_is_cut_off_is_closed(read, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[IO[bytes]] = []

    def temporary() -> IO[bytes]:
        made.append(tempfile.TemporaryFile())  # noqa: SIM115 - the reader closes it
        return made[-1]

    monkeypatch.setattr("corpus.archives.tempfile", SimpleNamespace(TemporaryFile=temporary))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", random.Random(0).randbytes(100_000))
    found = read(gzip.compress(packed.getvalue())[:50_000], "a.zip.gz")
    assert "cut off" in found.report.rejections[-1].reason
    assert [copy.closed for copy in made] == [True]
