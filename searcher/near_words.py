"""The words of an index that few errors turn into another: found by their letters, all words at a time.

Two words that two errors tell apart differ in two letters at most that only the one has, and two that only the other
has. The letters of a word as bits make that a sieve in a few whole-array steps; of what it lets pass, which is little,
the edit distance is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from index.posting_lists import ranges
from index.segment import SegmentView

# Bytes of a letter, at the most, of the alphabets that are corrected.
_LETTER_BYTES = 2


class NearWords:
    """The words of some segments. Safe to share between threads. It keeps a number a word once it was asked."""

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        self._segments = segments
        self._frequencies: dict[str, npt.NDArray[np.integer[Any]]] = {}

    def within_two(self, form: str, least: float) -> dict[str, int]:
        """The words at an edit distance of 1 or 2 with `least` occurrences in one segment; and that distance.

        form: of Arabic or of Latin letters.
        """
        found: set[str] = set()
        for view in self._segments:
            text = view.postings_array("terms.text")
            starts = view.postings_array("terms.starts")
            frequent = np.flatnonzero(self._frequencies_in(view) >= ceil(least))
            numbers = view.postings_array("slot_terms")[frequent]
            lengths = starts[numbers + 1].astype(np.int64) - starts[numbers]
            alike = np.abs(lengths - len(form.encode())) <= 2 * _LETTER_BYTES
            numbers, lengths = numbers[alike], lengths[alike]
            theirs = _letters(text[ranges(starts[numbers].astype(np.int64), lengths)], lengths)
            few = _two_apart(theirs, _letters_of(form))
            found.update(view.terms[number] for number in numbers[few].tolist())
        words = sorted(found)
        distances = edit_distances(form, words).tolist()
        return {word: far for word, far in zip(words, distances, strict=True) if 0 < far <= 2}

    def _frequencies_in(self, view: SegmentView) -> npt.NDArray[np.integer[Any]]:
        """How often the term of each slot of a segment occurs."""
        frequencies = self._frequencies.get(view.name)
        if frequencies is None:
            frequencies = self._frequencies[view.name] = np.diff(view.postings_array("position_starts"))
        return frequencies


def _two_apart(theirs: npt.NDArray[np.uint64], letters: np.uint64) -> npt.NDArray[np.bool_]:
    """Whether no more than two letters are only in the one, nor only in the other."""
    one = np.uint64(1)
    few = np.ones(len(theirs), np.bool_)
    for differing in (theirs & ~letters, letters & ~theirs):
        one_less = differing & (differing - one)  # without its lowest bit
        few &= one_less & (one_less - one) == 0
    return few


def _letters_of(form: str) -> np.uint64:
    encoded = np.frombuffer(form.encode(), np.uint8)
    return np.uint64(_letters(encoded, np.array([len(encoded)], np.int64))[0])


def _letters(text: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """For each string of a UTF-8 text a bit for every letter, of one byte or two. Several may share one: a sieve."""
    if not len(lengths):
        return np.zeros(0, np.uint64)
    bits = np.left_shift(np.uint64(1), (text & np.uint8(63)).astype(np.uint64))
    bits[text >= 0xC0] = 0  # the first byte of a letter of several bytes says little
    letters: npt.NDArray[np.uint64] = np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths)
    return letters


def edit_distances(typed: str, words: Sequence[str]) -> npt.NDArray[np.uint8]:
    """The optimal string alignment distance of `typed` from each word: shape (words,).

    One cell of the table is worked out for all words at a time; a word's distance stands in the column of its length.
    """
    if not words:
        return np.zeros(0, np.uint8)
    letters = np.array(words).view(np.uint32).reshape(len(words), -1).T
    one = np.uint8(1)
    above = np.repeat(np.arange(len(letters) + 1, dtype=np.uint8)[:, np.newaxis], len(words), axis=1)
    before = above
    row = above
    for i, letter in enumerate(typed, 1):
        row = np.empty_like(above)
        row[0] = i
        for j in range(1, len(letters) + 1):
            differs = letters[j - 1] != ord(letter)
            np.minimum(above[j] + one, row[j - 1] + one, out=row[j])
            np.minimum(row[j], above[j - 1] + differs, out=row[j])
            if i > 1 and j > 1:
                crossed = (letters[j - 2] == ord(letter)) & (letters[j - 1] == ord(typed[i - 2]))
                np.minimum(row[j], before[j - 2] + one, out=row[j], where=crossed)
        before, above = above, row
    distances: npt.NDArray[np.uint8] = row[(letters != 0).sum(axis=0), np.arange(len(words))]
    return distances
