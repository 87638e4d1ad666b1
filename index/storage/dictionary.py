"""Numbered strings over two arrays of an array file: `NAME.text`, their UTF-8 bytes, and `NAME.starts`.

Scalars are read through memoryviews, which give plain integers in a third of the time that NumPy takes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from index.errors import IndexStoreError
from index.storage import compiled
from index.storage.arrayfile import ArrayFile, ArrayFileWriter
from index.storage.arrays import starts_of

# Texts that are cut, or whose characters are counted, together: their arrays stay small.
_AT_ONCE: Final = 1 << 14
#: What finding one string costs, in strings passed over when all are read.
SEARCH_COST: Final = 20 if compiled.AVAILABLE else 80
# What few strings have: no term of an index does.
_SEPARATOR: Final = ord("\n")
# Bytes of a character in UTF-8, at most.
_LONGEST_CHARACTER: Final = 4
#: Of all texts of a segment that are numbered together: where they begin is kept in 32 bits.
MOST_BYTES: Final = (1 << 32) - 1


class Strings:
    """Strings by number, in an array file."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file[f"{name}.text"].data
        self._starts = file[f"{name}.starts"].data

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        """The string of a number; IndexError beyond the last."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return str(self._text[self._starts[number] : self._starts[number + 1]], "utf-8", "surrogatepass")

    def strings(self, numbers: list[int], together: int = 1) -> list[str]:
        """The string of each number, in one go; IndexError beyond the last.

        together: as many strings as belong together, and are numbered as one.
        """
        if compiled.AVAILABLE:
            return compiled.loops.strings(self._text, self._starts, numbers, together)
        each = range(together)
        return [self[number * together + offset] for number in numbers for offset in each]

    def __iter__(self) -> Iterator[str]:
        text, starts = np.asarray(self._text), np.asarray(self._starts)
        for first in range(0, len(self), _AT_ONCE):
            bounds = starts[first : first + _AT_ONCE + 1].astype(np.int64)
            yield from _cut(text[bounds[0] : bounds[-1]], np.diff(bounds))


class Dictionary(Strings):
    """Distinct strings in the ascending order of their bytes."""

    def _encoded(self, number: int) -> bytes:
        return bytes(self._text[self._starts[number] : self._starts[number + 1]])

    def _lower_bound(self, key: bytes) -> tuple[int, bool]:
        """Number of the first string that is not before `key`, and whether it is `key`."""
        if compiled.AVAILABLE:
            return compiled.loops.lower_bound(self._text, self._starts, key)
        number = bisect_left(range(len(self)), key, key=self._encoded)
        return number, number < len(self) and self._encoded(number) == key

    def lower_bound(self, key: bytes) -> int:
        """Number of the first string that is not before `key`."""
        return self._lower_bound(key)[0]

    def find(self, text: str) -> int | None:
        """Number of a string, or None where it is not among them."""
        number, there = self._lower_bound(text.encode("utf-8", "surrogatepass"))
        return number if there else None

    def numbers_of(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """Numbers of many strings, -1 for those that are not among these: int64, texts."""
        if compiled.AVAILABLE:
            sought, starts = blob_of(texts)
            return np.frombuffer(compiled.loops.numbers(self._text, self._starts, sought, starts), np.int64)
        if len(texts) * SEARCH_COST < len(self):
            found = (self.find(text) for text in texts)
            return np.fromiter((-1 if number is None else number for number in found), np.int64, len(texts))
        number_of = dict.fromkeys(texts, -1)
        number_of |= {text: number for number, text in enumerate(self) if text in number_of}
        return np.fromiter((number_of[text] for text in texts), np.int64, len(texts))

    def with_prefix(self, prefix: str) -> range:
        """Numbers of the strings that begin with `prefix`."""
        key = prefix.encode("utf-8", "surrogatepass")
        # 0xFF occurs nowhere in UTF-8: it is behind every continuation of the prefix.
        return range(self.lower_bound(key), self.lower_bound(key + b"\xff"))


def _cut(text: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> list[str]:
    """The strings of these lengths, in bytes, that a UTF-8 text is made of."""
    ends = np.cumsum(lengths)
    if (text == _SEPARATOR).any():
        whole = text.tobytes()
        bounds = pairwise([0, *ends.tolist()])
        return [whole[start:end].decode("utf-8", "surrogatepass") for start, end in bounds]
    # Python decodes and splits one string in a fifth of the time that it takes for each by itself.
    separated = np.full(len(text) + len(lengths), _SEPARATOR, np.uint8)
    is_text = np.ones(len(separated), np.bool_)
    is_text[ends + np.arange(len(ends))] = False
    separated[is_text] = text
    return separated.tobytes().decode("utf-8", "surrogatepass").split(chr(_SEPARATOR))[:-1]


def add_strings(file: ArrayFileWriter, name: str, texts: Sequence[str]) -> None:
    """Write strings to an array file, in the two arrays that `Strings` reads."""
    text, starts = blob_of(texts)
    file.add(f"{name}.text", text)
    file.add(f"{name}.starts", starts)


def blob_of(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Texts as one run of UTF-8 bytes and where each begins: shapes (bytes,) and (n + 1,).

    Raises IndexStoreError for more than 4 GiB, beyond which nothing could say where one begins.
    """
    blob = np.frombuffer("".join(texts).encode("utf-8", "surrogatepass"), np.uint8)
    if len(blob) > MOST_BYTES:
        raise IndexStoreError(
            f"{len(blob)} bytes of ids and headlines, or of words, are more than a segment can have: index "
            "fewer articles at a time"
        )
    starts = np.zeros(len(texts) + 1, np.uint32)
    end = 0
    for first in range(0, len(texts), _AT_ONCE):
        lengths = np.fromiter(map(len, texts[first : first + _AT_ONCE]), np.int64)
        own = blob[end : end + int(lengths.sum()) * _LONGEST_CHARACTER]
        characters = np.flatnonzero(own & 0xC0 != 0x80)  # all other bytes continue one
        begins = np.append(characters, len(own))[starts_of(lengths)] + end
        starts[first : first + len(begins)] = begins
        end = int(begins[-1])
    return blob, starts
