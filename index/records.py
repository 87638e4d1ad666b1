"""Numbered byte strings, compressed in blocks, inside an array file.

Three arrays under a common prefix hold them:

    PREFIX.data     u1: the blocks, each one Zstandard frame, one after the other
    PREFIX.blocks   u8, blocks + 1: where each block begins in data
    PREFIX.places   u8, records: block number << 40 | offset of the record in its block (20 bits) << 20 | its length
                    (20 bits)

A record of `_LONG` bytes or more has a block to itself, and `_LONG` is written as its length. Records are reached at
random (one block is decompressed for one record); the block size is the trade between that and compression.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import zstandard

from index.arrayfile import ArrayFile, ArrayFileWriter

_BLOCK_SHIFT = 40
_OFFSET_SHIFT = 20
_PART_MASK = (1 << 20) - 1
_LONG = _PART_MASK
# Level 3 is Zstandard's own default; 9 saves 4% of the text of SaudiNewsNet and triples the time.
_COMPRESSION_LEVEL = 3
# A block is never longer than a record of the longest kind; this bounds what a forged frame may ask for.
_LARGEST_RECORD = 1 << 31
_of_thread = threading.local()


class RecordWriter:
    """Collects records in memory, compressed; `write_to` puts them into an array file."""

    def __init__(self, prefix: str, block_size: int) -> None:
        self._prefix = prefix
        self._block_size = block_size
        self._compressor = zstandard.ZstdCompressor(level=_COMPRESSION_LEVEL)
        self._open_block: list[bytes] = []
        self._open_size = 0
        self._blocks: list[bytes] = []
        self._places: list[int] = []

    def __len__(self) -> int:
        return len(self._places)

    def append(self, record: bytes) -> None:
        """Add the next record."""
        if len(record) >= _LONG:
            self._close_block()
            self._places.append(len(self._blocks) << _BLOCK_SHIFT | _LONG)
            self._blocks.append(self._compressor.compress(record))
            return
        if self._open_size + len(record) > self._block_size and self._open_block:
            self._close_block()
        self._places.append(
            len(self._blocks) << _BLOCK_SHIFT | self._open_size << _OFFSET_SHIFT | len(record)
        )
        self._open_block.append(record)
        self._open_size += len(record)

    def append_block(self, frame: bytes, places: Iterable[int]) -> None:
        """Add a whole block of another file as it is; `places`: its records' places there."""
        self._close_block()
        number = len(self._blocks) << _BLOCK_SHIFT
        self._blocks.append(frame)
        self._places.extend(number | place & ((1 << _BLOCK_SHIFT) - 1) for place in places)

    def _close_block(self) -> None:
        if self._open_block:
            self._blocks.append(self._compressor.compress(b"".join(self._open_block)))
            self._open_block = []
            self._open_size = 0

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write all records."""
        self._close_block()
        starts = np.zeros(len(self._blocks) + 1, np.uint64)
        np.cumsum([len(block) for block in self._blocks], out=starts[1:])
        file.add_parts(
            f"{self._prefix}.data", np.uint8, (np.frombuffer(block, np.uint8) for block in self._blocks)
        )
        file.add(f"{self._prefix}.blocks", starts)
        file.add(f"{self._prefix}.places", np.array(self._places, np.uint64))


class Records(Sequence[bytes]):
    """The records of an array file; `records[n]` decompresses the block that holds the n-th."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self._data = file[f"{prefix}.data"]
        self._starts = file[f"{prefix}.blocks"]
        self._places: npt.NDArray[np.uint64] = file[f"{prefix}.places"]

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # no slices of compressed records
        place = int(self._places[number])
        block = self._decompress(place >> _BLOCK_SHIFT)
        return self._cut(block, place)

    @staticmethod
    def _cut(block: bytes, place: int) -> bytes:
        length = place & _PART_MASK
        if length == _LONG:
            return block
        offset = place >> _OFFSET_SHIFT & _PART_MASK
        return block[offset : offset + length]

    def _frame(self, block: int) -> bytes:
        return self._data[int(self._starts[block]) : int(self._starts[block + 1])].tobytes()

    def _decompress(self, block: int) -> bytes:
        # One decompressor a thread: they must not be shared, and cost as much to make as a small block to read.
        decompressor = getattr(_of_thread, "decompressor", None)
        if decompressor is None:
            decompressor = _of_thread.decompressor = zstandard.ZstdDecompressor()
        return decompressor.decompress(self._frame(block), max_output_size=_LARGEST_RECORD)

    def __iter__(self) -> Iterator[bytes]:
        at, block = -1, b""
        for place in self._places.tolist():
            if place >> _BLOCK_SHIFT != at:
                at = place >> _BLOCK_SHIFT
                block = self._decompress(at)
            yield self._cut(block, place)

    def copy_to(self, writer: RecordWriter, kept: npt.NDArray[np.bool_]) -> None:
        """Append the records where `kept` (bool, one a record) holds; untouched blocks are copied compressed."""
        blocks = (self._places >> np.uint64(_BLOCK_SHIFT)).astype(np.int64)
        bounds = np.flatnonzero(np.diff(blocks, prepend=-1, append=-1)).tolist()
        for first, end in pairwise(bounds if len(blocks) else ()):
            block = int(blocks[first])
            if kept[first:end].all():
                writer.append_block(self._frame(block), self._places[first:end].tolist())
            elif kept[first:end].any():
                text = self._decompress(block)
                for number in np.flatnonzero(kept[first:end]) + first:
                    writer.append(self._cut(text, int(self._places[number])))
