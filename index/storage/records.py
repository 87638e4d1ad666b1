"""Numbered byte strings, compressed in blocks, inside an array file.

Three arrays under a common prefix hold them:

    PREFIX.data     u1: the blocks, each one Zstandard frame with its checksum (older ones without), one after the other
    PREFIX.blocks   u8, blocks + 1: where each block begins in data
    PREFIX.places   u8, records: the address of each, block number << 40 | its offset in its block (20 bits) << 20 |
                    its length (20 bits)

A record of `_LONG` bytes or more has a block to itself, and `_LONG` is written as its length. Records are reached at
random (one block is decompressed for one record); the block size is the trade between that and compression.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

from index.storage.arrayfile import AnyArray, ArrayFile, ArrayFileWriter
from index.storage.arrays import Mask, end_to_end
from index.storage.scratch import Scratch

_BLOCK_SHIFT = 40
_OFFSET_SHIFT = 20
_PART_MASK = (1 << 20) - 1
_LONG = _PART_MASK
# Zstandard's own. The next ones take twice as long, a twentieth of all that indexing takes, to make an index smaller by
# half a percent of its text.
_COMPRESSION_LEVEL = 3
# A block is never longer than a record of the longest kind; this bounds what a forged frame may ask for.
_LARGEST_RECORD = 1 << 31
_of_thread = threading.local()


class Blocks(NamedTuple):
    """Records in compressed blocks, and the address of each."""

    frames: list[bytes]
    addresses: npt.NDArray[np.uint64]


def compressed(records: Iterable[bytes], block_size: int) -> Blocks:
    """Compress records in blocks of about `block_size` bytes. Most of it is done without the interpreter's lock."""
    blocks: list[list[bytes]] = []
    addresses: list[int] = []
    size = block_size + 1  # of the block that is open: none is
    for record in records:
        long = len(record) >= _LONG
        if long or size + len(record) > block_size:
            blocks.append([])
            size = 0
        addresses.append(
            (len(blocks) - 1) << _BLOCK_SHIFT | size << _OFFSET_SHIFT | (_LONG if long else len(record))
        )
        blocks[-1].append(record)
        size = block_size + 1 if long else size + len(record)
    compressor = zstandard.ZstdCompressor(level=_COMPRESSION_LEVEL, write_checksum=True)
    texts: list[Any] = [b"".join(block) for block in blocks]
    if texts and all(texts):
        together = compressor.multi_compress_to_buffer(texts, threads=1)
        frames = [together[number].tobytes() for number in range(len(together))]
    else:  # which the other way refuses
        frames = [compressor.compress(text) for text in texts]
    return Blocks(frames, np.array(addresses, np.uint64))


class RecordWriter:
    """Collects records, compressed, in a scratch file; `write_to` puts them into an array file."""

    def __init__(self, prefix: str, block_size: int, folder: Path) -> None:
        """folder: for the scratch file."""
        self._prefix = prefix
        self._block_size = block_size
        self._frames = Scratch(folder, np.uint8)
        self._addresses: list[npt.NDArray[np.uint64]] = []
        # Copied records that wait until they are a block, their bytes, and the block that they are already, if any.
        self._loose: list[bytes] = []
        self._loose_size = 0
        self._loose_block: Blocks | None = None

    def append(self, blocks: Blocks) -> None:
        """Add records after those that are there."""
        self._close_block()
        self._write(blocks)

    def copy(self, records: Records, kept: Mask) -> None:
        """Add the records of another file where `kept` (bool, one a record) holds; whole blocks as they are.

        But for short ones, which small commits leave: those side by side become one. The records of a block are all
        that is held at a time.
        """
        for block, first, end in records.blocks():
            keep = kept[first:end]
            own = records.addresses[first:end] & np.uint64((1 << _BLOCK_SHIFT) - 1)
            as_it_is = Blocks([records.frame(block).tobytes()], own) if keep.all() else None
            if as_it_is and 2 * int((own & np.uint64(_PART_MASK)).sum()) >= self._block_size:
                self.append(as_it_is)
            elif keep.any():
                found = zip(records.in_block(block, first, end), keep, strict=True)
                self._add_loose([record for record, wanted in found if wanted], as_it_is)

    def _add_loose(self, records: list[bytes], block: Blocks | None) -> None:
        """Add records to those that wait. block: that they are in, where it holds no others."""
        self._loose_block = None if self._loose else block
        for record in records:
            if self._loose and self._loose_size + len(record) > self._block_size:
                self._close_block()
            self._loose.append(record)
            self._loose_size += len(record)

    def _close_block(self) -> None:
        """Write the records that wait."""
        if self._loose:
            self._write(self._loose_block or compressed(self._loose, self._block_size))
            self._loose, self._loose_size, self._loose_block = [], 0, None

    def _write(self, blocks: Blocks) -> None:
        next_block = np.uint64(len(self._frames.lengths) << _BLOCK_SHIFT)
        self._addresses.append(blocks.addresses + next_block)
        for frame in blocks.frames:
            self._frames.append(np.frombuffer(frame, np.uint8))

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write all records."""
        self._close_block()
        starts = np.zeros(len(self._frames.lengths) + 1, np.uint64)
        np.cumsum(self._frames.lengths, out=starts[1:])
        file.add_parts(f"{self._prefix}.data", np.uint8, self._frames)
        file.add(f"{self._prefix}.blocks", starts)
        file.add(f"{self._prefix}.places", end_to_end(self._addresses, np.uint64))


class Records(Sequence[bytes]):
    """The records of an array file; `records[n]` decompresses the block that holds the n-th."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self._data = file[f"{prefix}.data"]
        self._starts = file[f"{prefix}.blocks"]
        self.addresses: npt.NDArray[np.uint64] = file[f"{prefix}.places"]

    def __len__(self) -> int:
        return len(self.addresses)

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # no slices of compressed records
        address = int(self.addresses[number])
        block = self._decompress(address >> _BLOCK_SHIFT)
        return self._cut(block, address)

    @staticmethod
    def _cut(block: bytes, address: int) -> bytes:
        length = address & _PART_MASK
        if length == _LONG:
            return block
        offset = address >> _OFFSET_SHIFT & _PART_MASK
        if offset + length > len(block):
            raise ValueError("a record ends beyond its block")
        return block[offset : offset + length]

    def frame(self, block: int) -> AnyArray:
        """A block as it stands in the file, compressed."""
        return self._data[int(self._starts[block]) : int(self._starts[block + 1])]

    def _decompress(self, block: int) -> bytes:
        # One decompressor a thread: they must not be shared, and cost as much to make as a small block to read.
        decompressor = getattr(_of_thread, "decompressor", None)
        if decompressor is None:
            decompressor = _of_thread.decompressor = zstandard.ZstdDecompressor()
        frame = self.frame(block).data
        # A frame that states its size is decompressed whatever `max_output_size` is.
        if zstandard.frame_content_size(frame) > _LARGEST_RECORD:
            raise ValueError("a block is larger than any record")
        return decompressor.decompress(frame, max_output_size=_LARGEST_RECORD)

    def blocks(self) -> Iterator[tuple[int, int, int]]:
        """Each block with the first of its records and the end of them."""
        blocks = (self.addresses >> np.uint64(_BLOCK_SHIFT)).astype(np.int64)
        bounds = np.flatnonzero(np.diff(blocks, prepend=-1, append=-1)).tolist()
        for first, end in pairwise(bounds if len(blocks) else ()):
            yield int(blocks[first]), first, end

    def in_block(self, block: int, first: int, end: int) -> list[bytes]:
        """The records of a block, as `blocks` gives it."""
        text = self._decompress(block)
        return [self._cut(text, address) for address in self.addresses[first:end].tolist()]

    def some(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """Some records, in the order of their numbers here; those of a block that come in a row decompress it once."""
        held, text = -1, b""
        for number in numbers:
            address = int(self.addresses[number])
            if (block := address >> _BLOCK_SHIFT) != held:
                held, text = block, self._decompress(block)
            yield self._cut(text, address)

    def __iter__(self) -> Iterator[bytes]:
        for block, first, end in self.blocks():
            yield from self.in_block(block, first, end)
