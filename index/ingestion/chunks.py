"""Chunks: what texts are cut into before their words are known; found, hashed and looked up by array operations.

A chunk is a run of characters between separators that no word can span. Of most texts every chunk has been met before,
and its number is looked up. Cutting, hashing and looking up are done on arrays of code points:

- `classes` gives each code point a class. Spaces and most punctuation separate. A point, comma or apostrophe
  separates unless it stands between two characters that are neither Arabic nor separators (3.5, O'Neill, U.S.).
  The classes also tell what may end a sentence, so that sentences are found on the way (`index.analysis.sentences`).
- A chunk's hash is a polynomial in its code points modulo 2^64, taken from prefix sums of the whole text. The base is
  drawn anew in each process, so that two words of equal hash are hard to prepare. Sequences of two letters that have
  one hash in many bases (those of Thue and Morse) are longer than 64 letters in the bases that are drawn from
  (`hash_base`), and longer chunks are looked up by their text. Should somebody find such words of many rare letters
  all the same, they would share one posting list.
- `_HashTable` finds the numbers of a hundred thousand hashes in a few array steps (open addressing, linear probing).
- Of a chunk that is new most often every letter is folded by itself (`PLAIN`). Only the others need the analyser.

Were hashes drawn by lot, the chance that any two of a million different words share one would be one in 40 million.

`index.ingestion.compiled_chunks` does the same in a third of the time, in C, where that could be compiled
(`index.storage.compiled`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.analysis.folding import fold
from index.analysis.sentences import ENDS
from index.analysis.tokenizing import ARABIC, IDEOGRAPHS, INSIDE
from index.storage.compiled_numbers import (
    ARABIC_CHARACTER,
    ENDING_JOINT,
    ENDING_SEPARATOR,
    JOINT,
    LONGEST_CHUNK,
    OTHER,
    SEPARATOR,
)

_JOINTS: Final = ".,٫٬'’ʼ"
#: Texts are handled together up to this many characters: a few arrays of this size stay in the processor's cache.
BATCH: Final = 1 << 18

#: Vowel marks and tatweel: folding drops them from every word.
MARKS: Final = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
#: Letters and what they are folded to by themselves. Most words have no others, and need not go through the analyser …
PLAIN: Final = {letter: fold(letter) for letter in "ءأإآابةتثجحخدذرزسشصضطظعغفقكلمنهويى"}
#: … unless two such stand side by side.
NOT_PLAIN: Final = ("يأ", "ىء")
_MARKS: Final = re.compile(f"[{MARKS}]+")
_FOLDED: Final = str.maketrans(PLAIN)
_IS_PLAIN: Final = re.compile(f"(?!.*(?:{'|'.join(NOT_PLAIN)}))[{''.join(PLAIN)}]+").fullmatch

Hashes = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]


class Found(NamedTuple):
    """The chunks of a text.

    numbers: uint32. begins, ends: where each stands. signs: where characters stand that may end a sentence. All ascend
    but the numbers.
    """

    numbers: npt.NDArray[np.uint32]
    begins: Offsets
    ends: Offsets
    signs: Offsets


class Numbering(Protocol):
    """Who gives numbers, as `index.ingestion.interning.Interner` does.

    number_by_form, forms: the forms that have numbers, by form and by number.
    """

    number_by_form: dict[str, int]
    forms: list[str]

    def number(self, form: str) -> int:
        """The number of a form."""

    def number_of_chunk(self, chunk: str) -> int:
        """The number of a chunk that is no form, or not known to be one."""


@cache
def classes() -> npt.NDArray[np.uint8]:
    """Class of every code point of the first plane; the others are `OTHER`."""
    plane = np.arange(1 << 16, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    made = np.full(1 << 16, OTHER, np.uint8)
    for kind, pattern in (
        (SEPARATOR, rf"(?:[^\w{INSIDE}{IDEOGRAPHS}]|_)+"),
        (ARABIC_CHARACTER, f"[{ARABIC}]+"),
        (JOINT, f"[{_JOINTS}]+"),
    ):
        for run in re.finditer(pattern, plane):  # a character stands where its number says
            made[run.start() : run.end()] = kind
    for char in ENDS:
        made[ord(char)] = ENDING_JOINT if char in _JOINTS else ENDING_SEPARATOR
    return made


class _Powers(NamedTuple):
    """Powers of the hash's base and of its inverse modulo 2^64: shape (2 * `BATCH` + 1,)."""

    up: Hashes
    down: Hashes


def hash_base() -> int:
    """A base by lot, odd, so that it has an inverse.

    It is 5 modulo 8. Then base^(2^i) - 1 has i + 2 factors of 2; in other bases it may have more. The difference of the
    two sequences of 64 letters, the product of these for i < 6 and of the difference of the letters, has 27 and those
    of the latter.
    """
    return secrets.randbits(64) & ~7 | 5


@cache
def _powers() -> _Powers:
    base = hash_base()
    bases = np.array([base, pow(base, -1, 1 << 64)], np.uint64)
    up, down = np.ones((2, 2 * BATCH + 1), np.uint64)
    for powers, factor in ((up, bases[0]), (down, bases[1])):
        powers[1:] = factor
        np.multiply.accumulate(powers, out=powers)
    return _Powers(up, down)


class ArrayChunks:
    """The chunks that were met, and reading texts by them, with NumPy."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._table = _HashTable()

    def read(self, text: str, codes: npt.NDArray[np.uint32]) -> Found:
        """The chunks of a text. codes: its code points. Those that are new have numbers afterwards."""
        kinds = _kinds(codes)
        begins, ends = _chunks(kinds)
        parts = [np.zeros(0, np.uint32)]
        for first, end in _windows(begins, ends):
            offset = int(begins[first])
            window = slice(offset, int(ends[end - 1]))
            parts.append(
                self._numbers(
                    text[window], codes[window], begins[first:end] - offset, ends[first:end] - offset
                )
            )
        signs = np.flatnonzero(kinds - np.uint8(ENDING_SEPARATOR) < 2)
        return Found(np.concatenate(parts), begins, ends, signs)

    def _numbers(
        self, text: str, codes: npt.NDArray[np.uint32], begins: Offsets, ends: Offsets
    ) -> npt.NDArray[np.uint32]:
        long = np.flatnonzero(ends - begins > min(LONGEST_CHUNK, 2 * BATCH))
        # The powers end before a single chunk that is longer; that is looked up by its text anyway.
        single = len(codes) > 2 * BATCH
        hashes = np.ones(1, np.uint64) if single else _hashes(codes, begins, ends)
        numbers = self._table.numbers(hashes)
        for at in long.tolist():
            numbers[at] = self._numbering.number_of_chunk(text[begins[at] : ends[at]])
        missing = np.flatnonzero(numbers == _HashTable.NONE)
        if not len(missing):
            return numbers
        # Of each new chunk the first occurrence, in the order of the text.
        distinct, first, which = np.unique(hashes[missing], return_index=True, return_inverse=True)
        order = np.argsort(first)
        firsts = missing[first[order]]
        new = [
            text[begin:end] for begin, end in zip(begins[firsts].tolist(), ends[firsts].tolist(), strict=True)
        ]
        made = np.empty(len(distinct), np.uint32)
        made[order] = self._numbers_of_new(new)
        numbers[missing] = made[which]
        self._table.add(distinct, made)
        return numbers

    def _numbers_of_new(self, chunks: list[str]) -> list[int]:
        """Numbers of chunks that were never met, and are short."""
        bare = _MARKS.sub("", "\n".join(chunks))
        folded = bare.translate(_FOLDED).split("\n")
        number, number_of_chunk = self._numbering.number, self._numbering.number_of_chunk
        return [
            number(form) if _IS_PLAIN(letters) else number_of_chunk(chunk)
            for chunk, letters, form in zip(chunks, bare.split("\n"), folded, strict=True)
        ]


def _windows(begins: Offsets, ends: Offsets) -> Iterator[tuple[int, int]]:
    """Ranges of chunks of which each spans 2 * `BATCH` characters at most, unless it is a single one."""
    first = 0
    while first < len(begins):
        end = max(first + 1, int(np.searchsorted(ends, begins[first] + 2 * BATCH, side="right")))
        yield first, end
        first = end


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """The class of each code point of a text."""
    kinds = classes()[np.minimum(codes, 0xFFFF)]
    if len(codes) and codes.max() > 0xFFFF:
        kinds[codes > 0xFFFF] = OTHER
    return kinds


def _chunks(kinds: npt.NDArray[np.uint8]) -> tuple[Offsets, Offsets]:
    """Where the chunks of a text begin and end. kinds: the class of each of its code points."""
    inside = np.zeros(len(kinds) + 2, np.bool_)
    inside[1:-1] = kinds > ENDING_SEPARATOR
    joints = np.flatnonzero(kinds - np.uint8(ENDING_JOINT) < 2)
    if len(joints):
        around = np.full(len(kinds) + 2, SEPARATOR, np.uint8)
        around[1:-1] = kinds
        inside[1 + joints] = (around[joints] == OTHER) & (around[joints + 2] == OTHER)
    bounds = np.flatnonzero(inside[1:] != inside[:-1])
    return bounds[::2], bounds[1::2]


def _hashes(codes: npt.NDArray[np.uint32], begins: Offsets, ends: Offsets) -> Hashes:
    """Hash of each chunk: the sum of code x base^offset, moved to the beginning, mixed with the length."""
    powers = _powers()
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers.up[: len(codes)], out=sums[1:])
    hashes: Hashes = (sums[ends] - sums[begins]) * powers.down[begins]
    hashes += (ends - begins).astype(np.uint64)
    # The high bits choose the bucket: let every bit have a say in them (the finalizer of MurmurHash3).
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> np.uint64(33)
    hashes[hashes == 0] = 1
    return hashes


class _HashTable:
    """Numbers by 64-bit hash; hashes are never 0."""

    NONE: Final = np.uint32(0xFFFFFFFF)

    def __init__(self) -> None:
        bits = 16  # to begin with
        self._shift = np.uint64(64 - bits)
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._numbers = np.zeros(1 << bits, np.uint32)
        self._held = 0

    def numbers(self, wanted: Hashes) -> npt.NDArray[np.uint32]:
        """The number of each hash, `NONE` where it is not held."""
        last = len(self._hashes) - 1
        buckets = (wanted >> self._shift).astype(np.int64)
        there = self._hashes[buckets]
        found = np.where(there == wanted, self._numbers[buckets], self.NONE)
        open_ = np.flatnonzero((there != wanted) & (there != 0))
        buckets = buckets[open_]
        while len(open_):
            buckets = (buckets + 1) & last
            there = self._hashes[buckets]
            hit = there == wanted[open_]
            found[open_[hit]] = self._numbers[buckets[hit]]
            on = ~hit & (there != 0)
            open_, buckets = open_[on], buckets[on]
        return found

    def add(self, hashes: Hashes, numbers: npt.NDArray[np.uint32]) -> None:
        """Hold distinct hashes that are not held yet."""
        while (self._held + len(hashes)) * 2 > len(self._hashes):
            self._grow()
        self._held += len(hashes)
        last = len(self._hashes) - 1
        buckets = (hashes >> self._shift).astype(np.int64)
        while len(hashes):
            # Of those that want the same free bucket the first gets it; the others go on to the next.
            free = np.flatnonzero(self._hashes[buckets] == 0)
            taken, first = np.unique(buckets[free], return_index=True)
            winners = free[first]
            self._hashes[taken] = hashes[winners]
            self._numbers[taken] = numbers[winners]
            rest = np.ones(len(hashes), np.bool_)
            rest[winners] = False
            hashes, numbers, buckets = hashes[rest], numbers[rest], (buckets[rest] + 1) & last

    def _grow(self) -> None:
        held = self._hashes != 0
        hashes, numbers = self._hashes[held], self._numbers[held]
        bits = len(self._hashes).bit_length()
        self._shift = np.uint64(64 - bits)
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._numbers = np.zeros(1 << bits, np.uint32)
        self._held = 0
        self.add(hashes, numbers)
