"""Archives that are cut off, or have something behind their end: nothing is lost without a word."""

from __future__ import annotations

import io
import json
import tarfile

import pytest
import zstandard


def _tar(ids: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for each in ids:
            data = (json.dumps({"id": each, "title": "خبر", "text": "نص الخبر"}) + "\n").encode()
            member = tarfile.TarInfo(f"{each}.jsonl")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize("cut", [1024 * 2, 1024 * 2 + 100, 1024 * 3 - 1, 1024 * 3 + 512, 1024 * 8])
def test_a_tar_that_is_cut_off_says_so_wherever_that_is(read, cut: int) -> None:
    """Also between two members, and within a header, which tarfile takes for the end."""
    found = read(_tar("abcdefgh")[:cut], "a.tar")
    assert [article.id for article in found.articles] == list("abcdefgh")[: len(found.articles)]
    assert found.report.rejections
    assert "cut off" in found.report.rejections[-1].reason


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
