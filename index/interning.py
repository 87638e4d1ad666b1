"""The words of many texts as numbers, by array operations.

A text's words are what `index.analysis.Analyzer` says, but asking it word by word takes longer than everything else
that indexing does. Texts repeat themselves: here they are cut into chunks, runs of characters between separators that
no word can span, and only a chunk that was never met is given to the analyser; it may hold one word (nearly always),
several, or none. Cutting, hashing and looking up are done on arrays of code points:

- `_classes` gives each code point a class. Spaces and most punctuation separate. A point, comma or apostrophe
  separates unless it stands between two characters that are neither Arabic nor separators (3.5, O'Neill, U.S.).
  The classes also tell what may end a sentence, so that sentences are found on the way (`index.analysis.sentences`).
- A chunk's hash is a polynomial in its code points modulo 2^64, taken from prefix sums of the whole text. The base is
  drawn anew in each process, so that nobody can prepare two words of equal hash; very long chunks, of which some
  collide in any base, are looked up by their text.
- `_HashTable` finds the numbers of a hundred thousand hashes in a few array steps (open addressing, linear probing).

With 64 bits, the chance that any two of a million different words share a hash is one in 40 million.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer
from index.analysis.sentences import ENDS, sentence_ends
from index.analysis.tokenizing import ARABIC, INSIDE
from index.inversion import Words, starts_of
from index.signatures import FormHashes

# Separators and joints of two kinds each: those that may end a sentence stand side by side.
_SEPARATOR, _ENDING_SEPARATOR, _ENDING_JOINT, _JOINT, _ARABIC, _OTHER = range(6)
_JOINTS: Final = ".,٫٬'’ʼ"
# Texts are handled together up to this many characters: a few arrays of this size stay in the processor's cache.
_BATCH: Final = 1 << 18
_LONGEST: Final = 200
# Vowel marks and tatweel: folding drops them from every word.
_MARKS: Final = re.compile("[\u064b-\u0652\u0640]+")
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
    for char in ENDS:
        classes[ord(char)] = _ENDING_JOINT if char in _JOINTS else _ENDING_SEPARATOR
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


class Interned(NamedTuple):
    """What an interner makes of passages.

    sentences: int64, ascending: where sentences begin that are not the first of their passage. As in a segment, words
    are numbered through all passages, and between two passages a number is left out.
    """

    words: Words
    sentences: npt.NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence[Interned]) -> Interned:
        """Those of consecutive passages in one."""
        tokens, lengths, sentences = (
            [np.zeros(0, np.uint32)],
            [np.zeros(0, np.uint32)],
            [np.zeros(0, np.int64)],
        )
        places = 0
        for words, begins in parts:
            tokens.append(words.tokens)
            lengths.append(words.passage_lengths)
            sentences.append(begins + places)
            places += len(words.tokens) + len(words.passage_lengths)
        return cls(Words(np.concatenate(tokens), np.concatenate(lengths)), np.concatenate(sentences))


class Joined(NamedTuple):
    """Consecutive passages as one text, a line end between each two, and how many characters each has."""

    text: str
    lengths: npt.NDArray[np.int64]


def joined(passages: Iterable[str]) -> Iterator[Joined]:
    """Passages as an interner reads them: so many together that there is little to do for each one."""
    batch: list[str] = []
    size = 0
    for passage in passages:
        if batch and size + len(passage) > _BATCH:
            yield _joined(batch)
            batch, size = [], 0
        batch.append(passage)
        size += len(passage) + 1
    if batch:
        yield _joined(batch)


def _joined(passages: list[str]) -> Joined:
    return Joined("\n".join(passages), np.fromiter(map(len, passages), np.int64, len(passages)))


class Interner:
    """Gives every form a number, in the order in which they are first met, and texts as such numbers."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._number_of_form: dict[str, int] = {}
        self._several: list[list[int]] = []
        self._table = _HashTable()
        self._long: dict[str, int] = {}
        self._plain, self._plain_letters = _plain(analyzer)
        self.forms: list[str] = []  # by number
        self.hashes = FormHashes(self.forms)

    def intern(self, texts: Iterable[Joined]) -> Interned:
        """The words and sentences of passages. The forms that are new are at the end of `forms` afterwards."""
        return Interned.joined(list(map(self._intern, texts)))

    def number(self, form: str) -> int:
        """The number of a form, a new one if need be."""
        number = self._number_of_form.get(form)
        if number is None:
            number = self._number_of_form[form] = len(self.forms)
            self.forms.append(form)
        return number

    def _intern(self, passages: Joined) -> Interned:
        text = passages.text
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        kinds = _kinds(codes)
        begins, ends = _chunks(kinds)
        passage_ends = np.cumsum(passages.lengths + 1)
        first_chunks = np.concatenate(([0], np.searchsorted(begins, passage_ends)))
        parts = [np.zeros(0, np.uint32)]
        for first, end in _windows(begins, ends):
            offset = int(begins[first])
            window = slice(offset, int(ends[end - 1]))
            parts.append(
                self._numbers(
                    text[window], codes[window], begins[first:end] - offset, ends[first:end] - offset
                )
            )
        tokens, first_words = self._expanded(np.concatenate(parts))
        passage_words = first_words[first_chunks]
        limits = sentence_ends(text, codes, np.flatnonzero(kinds - np.uint8(_ENDING_SEPARATOR) < 2))
        chunk = np.searchsorted(begins, limits)
        sentence_words = first_words[chunk]
        # A chunk that holds a limit (there are none but odd ones, 一.二) holds several words.
        for at in np.flatnonzero(np.concatenate(([0], ends))[chunk] > limits).tolist():
            held = int(chunk[at]) - 1
            before = self._words_before(text[begins[held] : ends[held]], int(limits[at] - begins[held]))
            sentence_words[at] = first_words[held] + before
        return Interned(
            Words(tokens, np.diff(passage_words).astype(np.uint32)),
            _sentence_places(sentence_words, passage_words),
        )

    def _numbers(
        self,
        text: str,
        codes: npt.NDArray[np.uint32],
        begins: npt.NDArray[np.int64],
        ends: npt.NDArray[np.int64],
    ) -> npt.NDArray[np.uint32]:
        """Numbers of the chunks of a text: of their forms, or from `_SEVERAL` on."""
        long = np.flatnonzero(ends - begins > min(_LONGEST, 2 * _BATCH))
        # The powers end before a single chunk that is longer; that is looked up by its text anyway.
        single = len(codes) > 2 * _BATCH
        hashes = np.ones(1, np.uint64) if single else _hashes(codes, begins, ends)
        numbers = self._table.numbers(hashes)
        for at in long.tolist():
            chunk = text[begins[at] : ends[at]]
            if chunk not in self._long:
                self._long[chunk] = self._number(chunk)
            numbers[at] = self._long[chunk]
        missing = np.flatnonzero(numbers == _HashTable.NONE)
        if not len(missing):
            return numbers
        # Of each new chunk the first place, in the order of the text.
        distinct, first, which = np.unique(hashes[missing], return_index=True, return_inverse=True)
        order = np.argsort(first)
        places = missing[first[order]]
        new = [
            text[begin:end] for begin, end in zip(begins[places].tolist(), ends[places].tolist(), strict=True)
        ]
        made = np.empty(len(distinct), np.uint32)
        made[order] = self._numbers_of_new(new)
        numbers[missing] = made[which]
        self._table.add(distinct, made)
        return numbers

    def _numbers_of_new(self, words: list[str]) -> list[int]:
        """Numbers of chunks that were never met, and are short."""
        bare = _MARKS.sub("", "\n".join(words))
        folded = bare.translate(self._plain_letters).split("\n")
        is_plain, number_of = self._plain.fullmatch, self._number_of_form.get
        numbers = []
        for word, letters, form in zip(words, bare.split("\n"), folded, strict=True):
            number = number_of(form)
            if not is_plain(letters):
                number = self._number(word)
            elif number is None:
                number = self.number(form)
            numbers.append(number)
        return numbers

    def _number(self, chunk: str) -> int:
        """The number of a chunk: that of its form, or one that stands for several forms or none."""
        analyzer = self._analyzer
        numbers = [
            self.number(form) for word in analyzer.WORD.findall(chunk) for form in analyzer.forms(word)
        ]
        if len(numbers) == 1:
            return numbers[0]
        self._several.append(numbers)
        return _SEVERAL + len(self._several) - 1

    def _words_before(self, chunk: str, end: int) -> int:
        """How many words of a chunk begin before an offset."""
        found = self._analyzer.WORD.finditer(chunk)
        return sum(len(self._analyzer.forms(match[0])) for match in found if match.start() < end)

    def _expanded(
        self, tokens: npt.NDArray[np.uint32]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Put the forms of chunks that have several or none in their place; which word each chunk begins with."""
        special = np.flatnonzero(tokens >= _SEVERAL)
        if not len(special):
            return tokens, np.arange(len(tokens) + 1)
        several = [self._several[number - _SEVERAL] for number in tokens[special].tolist()]
        own = np.array([len(numbers) for numbers in several], np.int64)
        counts = np.ones(len(tokens), np.int64)
        counts[special] = own
        ends = starts_of(counts)
        expanded = np.repeat(tokens, counts)
        within = np.arange(own.sum()) - np.repeat(starts_of(own)[:-1], own)
        flat = np.fromiter((number for numbers in several for number in numbers), np.uint32, int(own.sum()))
        expanded[np.repeat(ends[special], own) + within] = flat
        return expanded, ends


def _sentence_places(
    sentence_words: npt.NDArray[np.int64], passage_words: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """`Interned.sentences`, from the words that sentences and passages begin with, and the number of words."""
    begins = np.zeros(passage_words[-1] + 1, np.bool_)
    begins[sentence_words] = True
    begins[passage_words] = False
    words = np.flatnonzero(begins)
    return words + np.searchsorted(passage_words[1:], words, side="right")


def _windows(begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of chunks of which each spans `_BATCH` characters at most, unless it is a single one."""
    first = 0
    while first < len(begins):
        end = max(first + 1, int(np.searchsorted(ends, begins[first] + 2 * _BATCH, side="right")))
        yield first, end
        first = end


def _plain(analyzer: Analyzer) -> tuple[re.Pattern[str], dict[int, str]]:
    """What finds the words that are folded letter by letter, whatever the order of the letters; and those letters.

    They are most words, and need not go through the analyser one by one.
    """
    letters = {letter: analyzer.forms(letter)[0] for letter in "أإآىة"}
    pattern = re.compile(f"(?!.*(?:يأ|ىء))[ءابتثجحخدذرزسشصضطظعغفقكلمنهوي{''.join(letters)}]+")
    return pattern, str.maketrans(letters)


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """The class of each code point of a text."""
    kinds = _classes()[np.minimum(codes, 0xFFFF)]
    if len(codes) and codes.max() > 0xFFFF:
        kinds[codes > 0xFFFF] = _OTHER
    return kinds


def _chunks(kinds: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the chunks of a text begin and end. kinds: the class of each of its code points."""
    inside = np.zeros(len(kinds) + 2, np.bool_)
    inside[1:-1] = kinds > _ENDING_SEPARATOR
    joints = np.flatnonzero(kinds - np.uint8(_ENDING_JOINT) < 2)
    if len(joints):
        around = np.full(len(kinds) + 2, _SEPARATOR, np.uint8)
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
