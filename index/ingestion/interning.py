"""The words of many texts as numbers.

A text's words are what `index.analysis.Analyzer` says, but asking it word by word takes longer than everything else
that indexing does. Texts repeat themselves: they are cut into chunks, runs of characters between separators that no
word can span (`index.ingestion.chunks`), and only a chunk that was never met is given to the analyser; it may hold one
word (nearly always), several, or none. Everything here is done with the numbers of chunks, as arrays.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer
from index.analysis.sentences import sentence_ends
from index.ingestion import chunks, compiled_chunks
from index.ingestion.signatures import FormHashes
from index.ingestion.word_keys import Words
from index.storage import compiled
from index.storage.arrays import starts_of
from index.storage.compiled_numbers import LONGEST_CHUNK

# A chunk that is not exactly one form is numbered from here on until its forms are put in its place.
_SEVERAL: Final = 1 << 31


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
        first = 0  # the position of a part's first word
        for words, begins in parts:
            tokens.append(words.tokens)
            lengths.append(words.passage_lengths)
            sentences.append(begins + first)
            first += len(words.tokens) + len(words.passage_lengths)
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
        if batch and size + len(passage) > chunks.BATCH:
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
        self.number_by_form: dict[str, int] = {}
        self._several: list[list[int]] = []
        self._long: dict[str, int] = {}
        self._chunks = _chunks_by(self)
        self.forms: list[str] = []  # by number
        self.hashes = FormHashes(self.forms)

    def intern(self, texts: Iterable[Joined]) -> Interned:
        """The words and sentences of passages. The forms that are new are at the end of `forms` afterwards."""
        return Interned.joined(list(map(self._intern, texts)))

    def number(self, form: str) -> int:
        """The number of a form, a new one if need be."""
        new = len(self.forms)
        number = self.number_by_form.setdefault(form, new)
        if number == new:
            self.forms.append(form)
        return number

    def _intern(self, passages: Joined) -> Interned:
        text = passages.text
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        numbers, begins, ends, signs = self._chunks.read(text, codes)
        passage_ends = np.cumsum(passages.lengths + 1)
        first_chunks = np.concatenate(([0], np.searchsorted(begins, passage_ends)))
        tokens, first_words = self._expanded(numbers)
        passage_words = first_words[first_chunks]
        limits = sentence_ends(text, codes, signs)
        chunk = np.searchsorted(begins, limits)
        sentence_words = first_words[chunk]
        # A chunk that holds a limit (there are none but odd ones, 一.二) holds several words.
        for at in np.flatnonzero(np.concatenate(([0], ends))[chunk] > limits).tolist():
            held = int(chunk[at]) - 1
            before = self._words_before(text[begins[held] : ends[held]], int(limits[at] - begins[held]))
            sentence_words[at] = first_words[held] + before
        return Interned(
            Words(tokens, np.diff(passage_words).astype(np.uint32)),
            _sentence_starts(sentence_words, passage_words),
        )

    def number_of_chunk(self, chunk: str) -> int:
        """The number of a chunk that may be no form: that of its form, or one that stands for several forms or none."""
        if len(chunk) <= LONGEST_CHUNK:
            return self._number_of_chunk(chunk)
        number = self._long.get(chunk)
        if number is None:
            number = self._long[chunk] = self._number_of_chunk(chunk)
        return number

    def _number_of_chunk(self, chunk: str) -> int:
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


def _sentence_starts(
    sentence_words: npt.NDArray[np.int64], passage_words: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """`Interned.sentences`, from the words that sentences and passages begin with, and the number of words."""
    begins = np.zeros(passage_words[-1] + 1, np.bool_)
    begins[sentence_words] = True
    begins[passage_words] = False
    words = np.flatnonzero(begins)
    return words + np.searchsorted(passage_words[1:], words, side="right")


def _chunks_by(interner: Interner) -> chunks.ArrayChunks | compiled_chunks.CompiledChunks:
    """Chunks in the quickest way that there is here.

    They do not hold the interner, which holds them: it is to go, with all that it knows, when it is let go.
    """
    numbering: chunks.Numbering = weakref.proxy(interner)
    if compiled.AVAILABLE:
        return compiled_chunks.CompiledChunks(numbering)
    return chunks.ArrayChunks(numbering)
