"""The words of many texts as numbers, by array operations.

A text's words are what `index.analysis.Analyzer` says, but asking it word by word takes longer than everything else
that indexing does. Texts repeat themselves: here they are cut into chunks, runs of characters between separators that
no word can span, and only a chunk that was never met is given to the analyser; it may hold one word (nearly always),
several, or none. Cutting, hashing and looking up are done on arrays of code points:

- `_CLASSES` gives each code point a class. Spaces and most punctuation separate. A point, comma or apostrophe
  separates unless it stands between two characters that are neither Arabic nor separators (3.5, O'Neill, U.S.).
- A chunk's hash is a polynomial in its code points modulo 2^64, taken from prefix sums of the whole text. The base is
  drawn anew in each process, so that nobody can prepare two words of equal hash; very long chunks, of which some
  collide in any base, are looked up by their text.
- `_HashTable` finds the numbers of a hundred thousand hashes in a few array steps (open addressing, linear probing).

With 64 bits, the chance that any two of a million different words share a hash is one in 40 million.
"""

from __future__ import annotations

import re
import secrets
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer
from index.analysis.tokenizing import ARABIC, INSIDE

_SEPARATOR, _ARABIC, _JOINT, _OTHER = range(4)
_JOINTS: Final = ".,٫٬'’ʼ"
# Texts are handled together up to this many characters: a few arrays of this size stay in the processor's cache.
_BATCH: Final = 1 << 18
_LONGEST: Final = 200
# A chunk that is not exactly one form is numbered from here on until its forms are put in its place.
_SEVERAL: Final = 1 << 31

Hashes = npt.NDArray[np.uint64]


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """Class of every code point of the first plane; the others are `_OTHER`."""
    plane = "".join(map(chr, range(1 << 16)))
    classes = np.full(1 << 16, _OTHER, np.uint8)
    for kind, pattern in (
        (_SEPARATOR, rf"[^\w{INSIDE}]|_"),
        (_ARABIC, f"[{ARABIC}]"),
        (_JOINT, f"[{_JOINTS}]"),
    ):
        classes[[ord(char) for char in re.findall(pattern, plane)]] = kind
    return classes


class _Powers(NamedTuple):
    """Powers of the hash's base and of its inverse modulo 2^64: shape (`_BATCH` + 1,)."""

    up: Hashes
    down: Hashes


@cache
def _powers() -> _Powers:
    base = secrets.randbits(64) | 1
    bases = np.array([base, pow(base, -1, 1 << 64)], np.uint64)
    up, down = np.ones((2, 2 * _BATCH + 1), np.uint64)
    for powers, factor in ((up, bases[0]), (down, bases[1])):
        powers[1:] = factor
        np.multiply.accumulate(powers, out=powers)
    return _Powers(up, down)


class TokenBuffer:
    """The words of articles as numbers of their forms, in reading order, until there are enough to be inverted.

    A passage is the headline (the first one of each article, perhaps empty) or a paragraph.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._forms: dict[str, int] = {}
        self._number_of_chunk: dict[str, int] = {}
        self._several: list[list[int]] = []
        self._table = _HashTable()
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._tokens: list[npt.NDArray[np.uint32]] = []
        self._passage_lengths: list[npt.NDArray[np.int64]] = []
        self._passages_per_article = array("I")
        self._count = 0

    def __len__(self) -> int:
        """Chunks held, which is about as many as tokens."""
        return self._count + self._waiting_size // 6

    def add(self, passages: Sequence[str]) -> None:
        """Append an article: its headline, then its paragraphs."""
        self._passages_per_article.append(len(passages))
        self._waiting += passages
        self._waiting_size += sum(map(len, passages))
        if self._waiting_size >= _BATCH:
            self._intern()

    def forms(self) -> list[str]:
        """The distinct forms met, by number; some may have no token."""
        self._intern()
        return list(self._forms)

    def tokens(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Numbers of the forms, in reading order; length of each passage; passages of each article."""
        self._intern()
        tokens = np.concatenate([np.zeros(0, np.uint32), *self._tokens])
        lengths = np.concatenate([np.zeros(0, np.int64), *self._passage_lengths])
        if self._several:
            tokens, lengths = self._expanded(tokens, lengths)
        return tokens, lengths, np.array(self._passages_per_article, np.int64)

    def _intern(self) -> None:
        """Turn the waiting passages into numbers."""
        batch: list[str] = []
        size = 0
        for passage in self._waiting:
            if batch and size + len(passage) > _BATCH:
                self._intern_batch(batch)
                batch, size = [], 0
            batch.append(passage)
            size += len(passage) + 1
        if batch:
            self._intern_batch(batch)
        self._waiting = []
        self._waiting_size = 0

    def _intern_batch(self, passages: list[str]) -> None:
        text = "\n".join(passages)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        begins, ends = chunks(codes)
        if len(codes) > 2 * _BATCH:  # one enormous paragraph: rare, and the powers end here
            words = [text[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
            numbers = np.array([self._number(word) for word in words], np.uint32)
        else:
            hashes = _hashes(codes, begins, ends)
            numbers = self._table.numbers(hashes)
            self._number_new(text, begins, ends, hashes, numbers)
        passage_ends = np.cumsum([len(passage) + 1 for passage in passages])
        self._passage_lengths.append(np.diff(np.searchsorted(begins, passage_ends), prepend=0))
        self._tokens.append(numbers)
        self._count += len(numbers)

    def _number_new(
        self,
        text: str,
        begins: npt.NDArray[np.int64],
        ends: npt.NDArray[np.int64],
        hashes: Hashes,
        numbers: npt.NDArray[np.uint32],
    ) -> None:
        """Number the chunks that the table lacks, in the order of the text, and fill them in."""
        long = np.flatnonzero(ends - begins > _LONGEST)
        for at in long.tolist():
            numbers[at] = self._number(text[begins[at] : ends[at]])
        missing = np.flatnonzero(numbers == _HashTable.NONE)
        if not len(missing):
            return
        distinct, first, which = np.unique(hashes[missing], return_index=True, return_inverse=True)
        made = np.empty(len(distinct), np.uint32)
        for at in np.argsort(first, kind="stable").tolist():
            place = missing[first[at]]
            made[at] = self._number(text[begins[place] : ends[place]])
        numbers[missing] = made[which]
        self._table.add(distinct, made)

    def _number(self, chunk: str) -> int:
        """The number of a chunk: that of its form, or one that stands for several forms or none."""
        number = self._number_of_chunk.get(chunk)
        if number is None:
            analyzer = self._analyzer
            forms = [form for word in analyzer.WORD.findall(chunk) for form in analyzer.forms(word)]
            numbers = [self._forms.setdefault(form, len(self._forms)) for form in forms]
            if len(numbers) == 1:
                number = numbers[0]
            else:
                number = _SEVERAL + len(self._several)
                self._several.append(numbers)
            self._number_of_chunk[chunk] = number
        return number

    def _expanded(
        self, tokens: npt.NDArray[np.uint32], lengths: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Put the forms of chunks that have several or none in their place."""
        special = np.flatnonzero(tokens >= _SEVERAL)
        which = tokens[special] - np.uint32(_SEVERAL)
        counts_of = np.array([len(numbers) for numbers in self._several], np.int64)
        flat = np.fromiter((number for numbers in self._several for number in numbers), np.uint32)
        begins_of = np.cumsum(counts_of) - counts_of
        counts = np.ones(len(tokens), np.int64)
        counts[special] = counts_of[which]
        ends = np.cumsum(counts)
        expanded = np.repeat(tokens, counts)
        own = counts[special]
        within = np.arange(own.sum()) - np.repeat(np.cumsum(own) - own, own)
        expanded[np.repeat(ends[special] - own, own) + within] = flat[
            np.repeat(begins_of[which], own) + within
        ]
        bounds = np.concatenate(([0], ends))[np.concatenate(([0], np.cumsum(lengths)))]
        return expanded, np.diff(bounds)


def chunks(codes: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the chunks of a text begin and end. codes: its code points."""
    if not len(codes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    kinds = _classes()[np.minimum(codes, 0xFFFF)]
    if codes.max() > 0xFFFF:
        kinds[codes > 0xFFFF] = _OTHER
    inside = np.zeros(len(codes) + 2, np.bool_)
    inside[1:-1] = kinds != _SEPARATOR
    joints = np.flatnonzero(kinds == _JOINT)
    if len(joints):
        around = np.full(len(codes) + 2, _SEPARATOR, np.uint8)
        around[1:-1] = kinds
        inside[1 + joints] = (around[joints] == _OTHER) & (around[joints + 2] == _OTHER)
    bounds = np.flatnonzero(inside[1:] != inside[:-1])
    return bounds[::2], bounds[1::2]


def _hashes(
    codes: npt.NDArray[np.uint32], begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> Hashes:
    """Hash of each chunk: the sum of code x base^place, moved to the beginning, mixed with the length."""
    powers = _powers()
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers.up[: len(codes)], out=sums[1:])
    hashes: Hashes = (sums[ends] - sums[begins]) * powers.down[begins]
    hashes += (ends - begins).astype(np.uint64)
    # The high bits choose the place in the table: let every bit have a say in them (the finalizer of MurmurHash3).
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> np.uint64(33)
    hashes[hashes == 0] = 1
    return hashes


class _HashTable:
    """Numbers by 64-bit hash; hashes are never 0."""

    NONE: Final = np.uint32(0xFFFFFFFF)

    def __init__(self, bits: int = 16) -> None:
        self._shift = np.uint64(64 - bits)
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._numbers = np.zeros(1 << bits, np.uint32)
        self._held = 0

    def numbers(self, wanted: Hashes) -> npt.NDArray[np.uint32]:
        """The number of each hash, `NONE` where it is not held."""
        last = len(self._hashes) - 1
        places = (wanted >> self._shift).astype(np.int64)
        there = self._hashes[places]
        found = np.where(there == wanted, self._numbers[places], self.NONE)
        open_ = np.flatnonzero((there != wanted) & (there != 0))
        places = places[open_]
        while len(open_):
            places = (places + 1) & last
            there = self._hashes[places]
            hit = there == wanted[open_]
            found[open_[hit]] = self._numbers[places[hit]]
            on = ~hit & (there != 0)
            open_, places = open_[on], places[on]
        return found

    def add(self, hashes: Hashes, numbers: npt.NDArray[np.uint32]) -> None:
        """Hold distinct hashes that are not held yet."""
        while (self._held + len(hashes)) * 2 > len(self._hashes):
            self._grow()
        self._held += len(hashes)
        last = len(self._hashes) - 1
        places = (hashes >> self._shift).astype(np.int64)
        while len(hashes):
            # Of those that want the same free place the first gets it; the others go on to the next.
            free = np.flatnonzero(self._hashes[places] == 0)
            taken, first = np.unique(places[free], return_index=True)
            winners = free[first]
            self._hashes[taken] = hashes[winners]
            self._numbers[taken] = numbers[winners]
            rest = np.ones(len(hashes), np.bool_)
            rest[winners] = False
            hashes, numbers, places = hashes[rest], numbers[rest], (places[rest] + 1) & last

    def _grow(self) -> None:
        held = self._hashes != 0
        hashes, numbers = self._hashes[held], self._numbers[held]
        bits = len(self._hashes).bit_length()
        self._shift = np.uint64(64 - bits)
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._numbers = np.zeros(1 << bits, np.uint32)
        self._held = 0
        self.add(hashes, numbers)
