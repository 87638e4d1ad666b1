"""The words of an index that few errors turn into another: found by their letters, all words at a time.

Two words that two errors tell apart differ in two letters at most that only the one has, and two that only the other
has. The letters of a word as bits make that a sieve in a few whole-array steps; of what it lets pass, which is little,
the edit distance is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrays import IntArray, Mask, ranges

# Bytes of a letter, at the most, of the alphabets that are corrected.
_LETTER_BYTES: Final = 2
# Words that are less frequent are asked for where a search has found nothing, and are most of all.
_KEPT_FROM: Final = 5
# Lists whose lengths are compared at once.
_AT_ONCE: Final = 1 << 14
# A distance of 3 or more.
_FAR: Final = 3


class _Frequent(NamedTuple):
    """The terms of a segment with `least` occurrences or more.

    frequencies, and starts and lengths of their bytes: one each.
    """

    least: int
    frequencies: IntArray
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    numbers: IntArray


class NearWords:
    """The words of some segments. Safe to share between threads. It keeps a few numbers for each frequent word."""

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        self._segments = segments
        self._frequent: dict[str, _Frequent] = {}

    def within_two(self, form: str, least: float) -> dict[str, int]:
        """The words at an edit distance of 1 or 2 with `least` occurrences in one segment; and that distance.

        form: of Arabic or of Latin letters.
        """
        found: set[str] = set()
        letters, length = _letters_of(form), len(form.encode())
        for view in self._segments:
            frequent = self._with_occurrences(view, ceil(least))
            alike = np.abs(frequent.lengths - length) <= 2 * _LETTER_BYTES
            alike &= frequent.frequencies >= least
            indices = np.flatnonzero(alike)
            lengths = frequent.lengths[indices]
            theirs = _letters(
                view.postings_array("terms.text")[ranges(frequent.starts[indices], lengths)], lengths
            )
            few = indices[_two_apart(theirs, letters)]
            found.update(view.terms.forms.strings(frequent.numbers[few].tolist()))
        words = sorted(found)
        distances = edit_distances(form, words).tolist()
        return {word: far for word, far in zip(words, distances, strict=True) if far <= 2 and word != form}

    def _with_occurrences(self, view: SegmentView, least: int) -> _Frequent:
        """The terms that occur so often, perhaps with some that are rarer: one query asks for several numbers."""
        frequent = self._frequent.get(view.name)
        if frequent is None or frequent.least > least:
            lists = view.postings_array("position_starts")
            slots = _longer(lists, least)
            starts = view.postings_array("terms.starts")
            numbers = view.postings_array("slot_terms")[slots]
            begins = starts[numbers].astype(np.int64)
            lengths = starts[numbers + 1] - begins
            frequent = _Frequent(least, lists[slots + 1] - lists[slots], begins, lengths, numbers)
            if least >= _KEPT_FROM:
                self._frequent[view.name] = frequent
        return frequent


def _longer(starts: IntArray, least: int) -> npt.NDArray[np.int64]:
    """The numbers of the lists that have `least` entries or more; starts: where each list begins, and the end.

    In parts: for arrays of a million entries the system would have to give memory page by page, and take it back.
    """
    found = [np.zeros(0, np.int64)]
    for first in range(0, len(starts) - 1, _AT_ONCE):
        part = starts[first : first + _AT_ONCE + 1]
        found.append(np.flatnonzero(part[1:] - part[:-1] >= least) + first)
    return np.concatenate(found)


def _two_apart(theirs: npt.NDArray[np.uint64], letters: np.uint64) -> Mask:
    """Whether no more than two letters are only in the one, nor only in the other."""
    few: Mask = (np.bitwise_count(theirs & ~letters) <= 2) & (np.bitwise_count(letters & ~theirs) <= 2)
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
    """The optimal string alignment distance of `typed` from each word, 3 for all that is farther: shape (words,).

    One cell of the table is worked out for all words at a time; a word's distance stands in the column of its length.
    Cells farther than 2 from the diagonal cannot lead to a distance of 2.
    """
    if not words:
        return np.zeros(0, np.uint8)
    letters = np.array(words).view(np.uint32).reshape(len(words), -1).T
    one = np.uint8(1)
    far = np.full((len(letters) + 1, len(words)), _FAR, np.uint8)
    above = np.minimum(np.arange(len(far), dtype=np.uint8)[:, np.newaxis], far)
    before = above
    row = above
    for i, letter in enumerate(typed, 1):
        row = far.copy()
        row[0] = min(i, _FAR)
        for j in range(max(i - 2, 1), min(i + 2, len(letters)) + 1):
            differs = letters[j - 1] != ord(letter)
            np.minimum(row[j], above[j] + one, out=row[j])
            np.minimum(row[j], row[j - 1] + one, out=row[j])
            np.minimum(row[j], above[j - 1] + differs, out=row[j])
            if i > 1 and j > 1:
                crossed = (letters[j - 2] == ord(letter)) & (letters[j - 1] == ord(typed[i - 2]))
                np.minimum(row[j], before[j - 2] + one, out=row[j], where=crossed)
        before, above = above, row
    distances: npt.NDArray[np.uint8] = row[(letters != 0).sum(axis=0), np.arange(len(words))]
    return distances
