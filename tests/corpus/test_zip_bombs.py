"""Zip archives that are made to take more memory or time than they hold: told, and the honest members read."""

from __future__ import annotations

import io
import json
import zipfile

import pytest


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
