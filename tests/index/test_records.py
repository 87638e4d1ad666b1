"""Records come back in order, at random, of any size, and copied from one file to another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import zstandard

from index.arrayfile import ArrayFile, ArrayFileWriter
from index.records import Records, RecordWriter, compressed

SMALL_BLOCK = 64
MIXED = [
    b"",
    b"a" * 3,
    "خبر".encode() * 20,
    b"x" * 63,
    b"y" * 64,
    b"z" * (1 << 20),
    b"",
    b"w" * ((1 << 20) + 5),
    b"end",
]


def stored(path: Path, writer: RecordWriter) -> Records:
    file = ArrayFileWriter(path)
    writer.write_to(file)
    file.close({})
    return Records(ArrayFile(path), "r")


def written(path: Path, records: list[bytes]) -> Records:
    writer = RecordWriter("r", SMALL_BLOCK, path.parent)
    for half in (records[: len(records) // 2], records[len(records) // 2 :]):
        writer.append(compressed(half, SMALL_BLOCK))
    return stored(path, writer)


@pytest.mark.parametrize("records", [[], [b""], [b"one"], MIXED, [b"ab"] * 500])
def test_records_come_back(tmp_path: Path, records: list[bytes]) -> None:
    found = written(tmp_path / "f", records)
    assert len(found) == len(records)
    assert list(found) == records
    assert [found[number] for number in range(len(records))] == records


@pytest.mark.parametrize("dropped", [(), (0,), (3, 4, 5), (0, 1, 2, 3, 4, 5, 6, 7, 8)])
def test_copies_hold_what_is_kept(tmp_path: Path, dropped: tuple[int, ...]) -> None:
    kept = np.ones(len(MIXED), np.bool_)
    kept[list(dropped)] = False
    writer = RecordWriter("r", SMALL_BLOCK, tmp_path)
    writer.append(compressed([b"before"], SMALL_BLOCK))
    writer.copy(written(tmp_path / "old", MIXED), kept)
    writer.append(compressed([b"after"], SMALL_BLOCK))
    expected = [b"before", *(record for record, keep in zip(MIXED, kept, strict=True) if keep), b"after"]
    assert list(stored(tmp_path / "new", writer)) == expected


def test_no_bit_of_a_compressed_text_changes_unnoticed(tmp_path: Path) -> None:
    text = ("خبر من أخبار اليوم عن القمة. " * 5).encode()
    (frame,) = compressed([text], 1000).frames
    decompressor = zstandard.ZstdDecompressor()
    assert decompressor.decompress(frame) == text
    for place in range(len(frame) * 8):
        changed = bytearray(frame)
        changed[place // 8] ^= 1 << place % 8
        try:
            read = decompressor.decompress(bytes(changed), max_output_size=1 << 16)
        except zstandard.ZstdError:
            continue
        assert read == text  # a bit that means nothing


def test_a_block_that_says_it_is_larger_than_any_record_is_not_made(tmp_path: Path) -> None:
    frame = bytearray(zstandard.ZstdCompressor(level=3).compress(b"a" * 70_000))
    assert frame[4] == 0b10100000, "one segment, its size in four bytes"
    frame[5:9] = (3 << 30).to_bytes(4, "little")
    file = ArrayFileWriter(tmp_path / "f")
    file.add("r.data", np.frombuffer(bytes(frame), np.uint8))
    file.add("r.blocks", np.array([0, len(frame)], np.uint64))
    file.add("r.places", np.array([(1 << 20) - 1], np.uint64))
    file.close({})
    with pytest.raises(ValueError, match="larger than any record"):
        Records(ArrayFile(tmp_path / "f"), "r")[0]


def test_a_record_that_would_end_beyond_its_block_is_refused() -> None:
    assert Records._cut(b"abcdef", 2 << 20 | 4) == b"cdef"
    with pytest.raises(ValueError, match="beyond its block"):
        Records._cut(b"abcdef", 2 << 20 | 5)
