"""Records come back in order, at random, of any size, and copied from one file to another."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import zstandard

from index.storage import records
from index.storage.arrayfile import ArrayFile, ArrayFileWriter
from index.storage.records import Records, RecordWriter, compressed

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
    backwards = [*range(len(records)), *reversed(range(len(records)))]
    assert list(found.some(backwards)) == [*records, *reversed(records)]


def test_a_block_is_decompressed_once_for_records_in_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = written(tmp_path / "f", [b"ab"] * 500)
    blocks: list[int] = []
    decompress = Records._decompress

    def noted(records: Records, block: int) -> bytes:
        blocks.append(block)
        return decompress(records, block)

    monkeypatch.setattr(Records, "_decompress", noted)
    assert len(list(found.some(range(0, 500, 3)))) == 167
    assert blocks == [block for block, _, _ in found.blocks()]


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


def test_of_what_is_copied_a_block_is_held_at_a_time(tmp_path: Path) -> None:
    """Though no block is wholly kept, as where a run gave every article twice."""
    texts = [f"{number:04}".encode() * 250 for number in range(2_000)]
    old = RecordWriter("r", 4_000, tmp_path)
    old.append(compressed(texts, 4_000))
    written_before = stored(tmp_path / "old", old)
    writer = RecordWriter("r", 4_000, tmp_path)
    tracemalloc.start()
    writer.copy(written_before, np.arange(len(texts)) % 2 == 0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 250_000, "a quarter of what is kept"
    assert list(stored(tmp_path / "new", writer)) == texts[::2]


def test_copies_are_in_the_blocks_of_what_is_written_at_once(tmp_path: Path) -> None:
    """However small the commits were that it comes from, and whatever was deleted of it."""
    texts = [b"a" * (number % 29) for number in range(200)]
    writer = RecordWriter("r", SMALL_BLOCK, tmp_path)
    for number, text in enumerate(texts):
        old = RecordWriter("r", SMALL_BLOCK, tmp_path)
        old.append(compressed([b"deleted", text] if number % 3 else [text], SMALL_BLOCK))
        found = stored(tmp_path / f"old{number}", old)
        writer.copy(found, np.array([False, True] if number % 3 else [True]))
    found = stored(tmp_path / "new", writer)
    assert list(found) == texts
    assert np.array_equal(found.addresses, compressed(texts, SMALL_BLOCK).addresses)


def test_blocks_that_would_not_be_others_are_not_compressed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full ones, short ones between these, and a record longer than a block."""
    texts = [b"a" * 64, b"b" * 9, b"c" * 63, b"", b"d" * 32, b"e" * 20, b"f" * 900, b"end"]
    old = RecordWriter("r", SMALL_BLOCK, tmp_path)
    old.append(compressed(texts, SMALL_BLOCK))
    before = stored(tmp_path / "old", old)
    monkeypatch.delattr(records, "compressed")
    writer = RecordWriter("r", SMALL_BLOCK, tmp_path)
    writer.copy(before, np.ones(len(texts), np.bool_))
    after = stored(tmp_path / "new", writer)
    assert list(after) == texts
    assert [after.frame(block).tobytes() for block, _, _ in after.blocks()] == [
        before.frame(block).tobytes() for block, _, _ in before.blocks()
    ]


def test_no_bit_of_a_compressed_text_changes_unnoticed(tmp_path: Path) -> None:
    text = ("خبر من أخبار اليوم عن القمة. " * 5).encode()
    (frame,) = compressed([text], 1000).frames
    decompressor = zstandard.ZstdDecompressor()
    assert decompressor.decompress(frame) == text
    for bit in range(len(frame) * 8):
        changed = bytearray(frame)
        changed[bit // 8] ^= 1 << bit % 8
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
