"""The posting lists of some terms as ranges of postings, for a stretch of the articles of a segment at a time.

A pattern may have a hundred thousand lists with most of the words of an archive. What is made of their postings, in
numbers of 64 bits, is many times as large as the lists: so it is made of the articles of one stretch, then of the next.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrays import IntArray, ranges
from searcher.postings.slots import END, FIRST, START, WEIGHT, WeightedSlots

#: Consecutive postings of one weight: int64 of shape (ranges, 3), the first, the one behind the last, hundredths.
Ranges = npt.NDArray[np.int64]

_FIELDS: Final = slice(START, WEIGHT + 1)  # of a `Run`


def whole_lists(terms: WeightedSlots) -> Ranges:
    """All postings of some terms."""
    return terms.table[:, _FIELDS]


def occurrence_count(view: SegmentView, terms: WeightedSlots) -> int:
    """How often some terms occur."""
    first, end = (view.postings_array("position_starts")[terms.table[:, at]] for at in (FIRST, END))
    return int(end.sum(dtype=np.int64) - first.sum(dtype=np.int64))


class PostingRanges:
    """The postings of some terms by articles. Stretches are asked for from the first on; some may be left out."""

    def __init__(self, view: SegmentView, terms: WeightedSlots) -> None:
        table, starts = terms.table, view.postings_array("article_starts")
        counts = table[:, END] - table[:, FIRST]
        slots = ranges(table[:, FIRST], counts)
        columns = starts[slots], starts[slots + 1], np.repeat(table[:, WEIGHT], counts)
        self._held = view.lists.posting_articles
        self._left: Ranges = np.stack(columns, axis=1).astype(np.int64)  # what is yet to come of each list
        self._next = 0

    def within(self, first: int, end: int) -> Ranges:
        """Those of the articles `first` to `end` (excluded). None of the ranges is empty."""
        if self._next < first:
            self._before(first)
        self._next = end
        return self._before(end)

    def _before(self, article: int) -> Ranges:
        """What is left of each list before an article; it is left no longer."""
        starts, ends, weights = self._left.T
        at = _bounds(self._held, starts, ends, article)
        found: Ranges = np.stack((starts, at, weights), axis=1)[at > starts]
        self._left = np.stack((at, ends, weights), axis=1)[at < ends]
        return found


def _bounds(held: IntArray, starts: Ranges, ends: Ranges, article: int) -> npt.NDArray[np.int64]:
    """In each of many ascending parts of an array the index of the first that is not below `article`, or its end."""
    low, high = starts.copy(), ends.copy()
    apart = (low < high).nonzero()[0]
    while len(apart):
        middle = (low[apart] + high[apart]) // 2
        below = held.take(middle) < article
        low[apart[below]] = middle[below] + 1
        high[apart[~below]] = middle[~below]
        apart = apart[low[apart] < high[apart]]
    return low
