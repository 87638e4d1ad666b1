"""Zip archives that are made to take more memory or time than they hold: told, and the honest members read."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from corpus.zip_entries import overlapping
from tests.patience import no_hours


def _line(article_id: str) -> bytes:
    return (json.dumps({"id": article_id, "title": "خبر", "text": "نص الخبر"}) + "\n").encode()


def _zip(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytearray:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.jsonl", data)
    return bytearray(packed.getvalue())


@pytest.mark.parametrize(
    ("dictionary", "ids"),
    [(1 << 20, ["a", "b"]), (1 << 28, ["a", "b"]), ((1 << 28) + 1, ["b"]), (0xFFFFFFFF, ["b"])],
)
def test_no_member_of_lzma_gets_gigabytes_of_memory(read, dictionary: int, ids: list[str]) -> None:
    packed = _zip(zipfile.ZIP_LZMA, a=_line("a"), b=_line("b"))
    properties = 30 + len("a.jsonl")
    assert packed[properties + 2 : properties + 5] == b"\5\0\x5d"
    packed[properties + 5 : properties + 9] = dictionary.to_bytes(4, "little")
    found = read(bytes(packed), "a.zip")
    assert [article.id for article in found.articles] == ids
    refused = [("member a.jsonl", "damaged or cut off: Memory usage limit exceeded")]
    assert found.reasons == ([] if "a" in ids else refused)


def _listed(packed: bytearray, order: list[int], **changed: int) -> bytes:
    """The archive with these of its entries in its list of members, with changed sizes."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        start = archive.start_dir
    entries = [b"PK\1\2" + each for each in bytes(packed[start:-22]).split(b"PK\1\2")[1:]]
    listed = b""
    for number in order:
        entry = bytearray(entries[number])
        if (size := changed.get(f"size_of_{number}")) is not None:
            entry[20:24] = size.to_bytes(4, "little")
        listed += entry
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(order), len(order), len(listed), start, 0)
    return bytes(packed[:start]) + listed + end


def test_a_member_that_is_listed_thousands_of_times_is_read_once(read) -> None:
    """Each time would take a second: 40 MB that are no record."""
    packed = _zip(a=_line("a"), b=b"a" * (40 << 20), c=_line("c"))
    with no_hours():
        found = read(_listed(packed, [0, *[1] * 3000, 2]), "a.zip")
    assert [article.id for article in found.articles] == ["a", "c"]
    reason = "it overlaps another member, as in zip bombs"
    # Whether the first or the last of them is the one that is read differs by the version of Python.
    assert Counter(found.reasons)["member b.jsonl", reason] == 2999
    assert len(found.reasons) == 3000


def test_members_within_another_are_refused_with_it_and_the_others_are_read(read) -> None:
    packed = _zip(zipfile.ZIP_STORED, a=_line("a"), b=_line("b"), c=_line("c"), d=_line("d"))
    over_c = 2 * len(_line("b")) + 30
    found = read(_listed(packed, [0, 1, 2, 3], size_of_1=over_c), "a.zip")
    assert [article.id for article in found.articles] == ["a", "d"]
    assert [place for place, _ in found.reasons] == ["member b.jsonl", "member c.jsonl"]
    assert all("overlaps another member" in reason for _, reason in found.reasons)


def test_an_entry_that_an_archiver_lists_twice_costs_no_article(read) -> None:
    found = read(_listed(_zip(a=_line("a"), b=_line("b")), [0, 0, 1]), "a.zip")
    assert [article.id for article in found.articles] == ["a", "b"]
    assert len(found.reasons) == 1


@pytest.mark.parametrize("readable", [0, 1])
def test_of_an_entry_listed_twice_the_one_that_zipfile_reads_is_kept(readable: int) -> None:
    """Versions of Python differ: some read the first of them, others the last, and those of old any."""

    class Member(zipfile.ZipInfo):
        header_offset = 0
        _end_offset: int | None = None

    twice = [Member("a"), Member("a")]
    assert overlapping(twice) == {twice[0]}
    for number, member in enumerate(twice):
        member._end_offset = 100 if number == readable else 0
    assert overlapping(twice) == {twice[1 - readable]}


def test_empty_members_and_folders_overlap_nothing(read) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.mkdir("folder")
        for name, data in (("a", _line("a")), ("b", b""), ("c", b""), ("d", _line("d"))):
            archive.writestr(f"{name}.jsonl", data)
    found = read(packed.getvalue(), "a.zip")
    assert [article.id for article in found.articles] == ["a", "d"]
    assert found.reasons == [("", "empty file")] * 2


def test_no_archive_of_real_news_holds_a_bomb(shared: Path) -> None:
    archives = list(shared.rglob("*.zip"))
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            assert not overlapping(archive.infolist())
    assert archives
