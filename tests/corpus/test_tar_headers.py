"""Headers of tar archives: what tarfile reads whole of them is bounded, and those of real archives are read."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
from typing import Any

import pytest

from corpus.report import Unread
from tests.patience import no_hours

HEADERS = {
    "attributes": tarfile.XHDTYPE,
    "attributes of Solaris": tarfile.SOLARIS_XHDTYPE,
    "attributes of all": tarfile.XGLTYPE,
    "name": tarfile.GNUTYPE_LONGNAME,
    "name of a link": tarfile.GNUTYPE_LONGLINK,
}
SIZE = 32 << 20


def _header(kind: bytes, data: bytes) -> bytes:
    header = tarfile.TarInfo("x")
    header.type, header.size = kind, len(data)
    return header.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


def _archive(*before: tuple[str, bytes], end: bool = True) -> bytes:
    """A tar archive of articles, each behind some headers."""
    packed = b""
    for name, headers in before:
        data = (json.dumps({"id": name[:1], "title": "خبر", "text": "نص الخبر"}) + "\n").encode()
        member = tarfile.TarInfo(f"{name}.jsonl")
        member.size = len(data)
        packed += headers + member.tobuf(tarfile.PAX_FORMAT) + data + bytes(-len(data) % 512)
    return packed + bytes(1024) * end


def _gz(data: bytes) -> bytes:
    return gzip.compress(data, 1)


def _read_with_peak(read: Any, packed: bytes) -> tuple[Any, int]:
    """What is read of an archive, and the bytes that it took at the most."""
    tracemalloc.start()
    try:
        return read(packed, "a.tar.gz"), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", HEADERS.values(), ids=HEADERS)
def test_a_header_of_many_megabytes_takes_no_memory_and_is_told(read, kind: bytes) -> None:
    packed = _gz(_archive(("a", b""), ("b", _header(kind, bytes(SIZE)))))
    found, peak = _read_with_peak(read, packed)
    assert peak < SIZE // 2
    assert [article.id for article in found.articles] == ["a"]
    assert found.reasons == [("", "tar archive damaged or cut off: a header larger than 1 MB")]
    assert isinstance(found.report.rejections[0], Unread)


def test_many_headers_of_one_member_are_one(read) -> None:
    headers = _header(tarfile.XGLTYPE, bytes(900 << 10)) * 2
    found = read(_gz(_archive(("a", b""), ("b", headers))), "a.tar.gz")
    assert [article.id for article in found.articles] == ["a"]
    assert "a header larger than 1 MB" in found.reasons[0][1]


def test_headers_of_all_members_are_not_gathered(read) -> None:
    """Each holds other attributes, which tarfile keeps for what follows."""
    members = []
    for number in range(40):
        value = f" comment{number}=".encode() + b"x" * 900_000 + b"\n"
        members.append((f"{number:02}", _header(tarfile.XGLTYPE, b"%d" % (len(value) + 6) + value)))
    packed = _gz(_archive(*members))
    found, peak = _read_with_peak(read, packed)
    assert peak < 20_000_000
    assert len(found.articles) == 40
    assert not found.report.rejections


def test_the_parts_of_a_sparse_file_are_bounded(read) -> None:
    sparse = tarfile.TarInfo("x")
    sparse.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(sparse.tobuf(tarfile.GNU_FORMAT))
    header[482] = 1  # that more parts follow
    header[148:156] = b"%06o\0 " % tarfile.calc_chksums(header)[0]  # type: ignore[attr-defined]  # typeshed lacks it
    more = b"0000001\0".rjust(12, b"0") * 42 + b"\1" + bytes(7)
    found = read(_gz(_archive(("a", b""))[:-1024] + bytes(header) + more * 4096), "a.tar.gz")
    assert [article.id for article in found.articles] == ["a"]
    assert "a header larger than 1 MB" in found.reasons[0][1]


def test_a_header_of_many_digits_is_told(read) -> None:
    """Before Python 3.11.10 tarfile takes hours for a megabyte of them."""
    found = read(_archive(("a", b""), ("b", _header(tarfile.XHDTYPE, b"9" * 40_000))), "a.tar")
    assert [article.id for article in found.articles] == ["a"]
    assert "a number of more than 1,000 digits" in found.reasons[0][1]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_and_large_attributes_are_read(read, form: int) -> None:
    """Names of as many letters as a path may have, and as large an attribute as a file may have."""
    folders = "/".join(["أخبار" * 20] * 15)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form, pax_headers={"comment": "c" * 40}) as archive:
        for each in "ab":
            data = b'{"title": "x", "id": "%s"}' % each.encode()
            member = tarfile.TarInfo(f"{folders}/{each}.jsonl")
            member.size = len(data)
            if form == tarfile.PAX_FORMAT:
                member.pax_headers = {"SCHILY.xattr.user.note": "n" * (64 << 10)}
            archive.addfile(member, io.BytesIO(data))
    found = read(packed.getvalue(), "a.tar")
    assert [article.id for article in found.articles] == ["a", "b"]
    assert found.articles[1].origin.endswith(f"{folders}/b.jsonl")
    assert not found.report.rejections


def _sized(size: int, form: int) -> bytes:
    """A member whose header says that it is of this size, with a block of content."""
    member = tarfile.TarInfo("b.jsonl")
    if form == tarfile.PAX_FORMAT:
        member.pax_headers = {"size": str(size)}
        return member.tobuf(form) + bytes(512)
    header = bytearray(member.tobuf(form))
    # in binary, as for what is larger than 8 GB
    header[124:136] = (size % (1 << 96) | (1 << 95)).to_bytes(12, "big")
    header[148:156] = b"%06o\0 " % tarfile.calc_chksums(header)[0]  # type: ignore[attr-defined]  # typeshed lacks it
    return bytes(header) + bytes(512)


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT], ids=["PAX", "GNU"])
@pytest.mark.parametrize("size", [1 << 43, 1 << 60, -(1 << 12), -(1 << 60)])
def test_a_member_of_a_size_that_cannot_be_ends_where_the_archive_ends(
    read, tmp_path, size: int, form: int
) -> None:
    """Of 2 KB it was stepped on block by block to where the next member was said to be."""
    (tmp_path / "a.tar").write_bytes(_archive(("a", b""), end=False) + _sized(size, form) + bytes(1024))
    (tmp_path / "b.tar").write_bytes(_archive(("b", b"")))
    with no_hours():
        found = read(tmp_path)
    assert [article.id for article in found.articles] == ["a", "b"]
    assert all(rejection.origin.startswith(str(tmp_path / "a.tar")) for rejection in found.report.rejections)
    assert "tar archive damaged or cut off" in found.reasons[-1][1]


ENDLESS = 1 << 60


@pytest.mark.parametrize(
    ("behind", "size", "ids"),
    [
        ("", 1_000_000, ["a", "b", "c"]),
        ("", ENDLESS, ["a", "c"]),
        (f",{ENDLESS},{ENDLESS}", ENDLESS, ["a", "c"]),  # a part that is said to be, where the file ends
    ],
)
def test_a_file_of_holes_is_not_read_to_its_end(read, behind: str, size: int, ids: list[str]) -> None:
    """They are read as zeros, of which a hundred kilobytes could say exabytes."""
    data = '{"id": "b", "title": "خبر", "text": "نص الخبر"}\n'.encode() * 3000
    member = tarfile.TarInfo("b.jsonl")
    member.size = len(data)
    member.pax_headers = {"GNU.sparse.map": f"0,{len(data)}{behind}", "GNU.sparse.size": str(size)}
    packed = member.tobuf(tarfile.PAX_FORMAT) + data + bytes(-len(data) % 512)
    with no_hours():
        found = read(_archive(("a", packed), ("c", b"")), "a.tar")
    assert list(dict.fromkeys(sorted(article.id for article in found.articles))) == ids
