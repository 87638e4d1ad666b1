"""Passages: the headlines and paragraphs of some articles, by where the articles and their words begin.

The passages of all articles are numbered one after the other, of each article its headline first. So are the
positions of words; between passages a number is left out, so that the last word of one does not stand beside the first
of the next.
Which passage a word is in, and which article that is of, is a search in an ascending array.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.lazy import cached_property
from index.storage.arrays import Int64Array, IntArray, Mask, ranges, starts_of


class Passages:
    """The passages of some articles: of a segment, or of one article that is read again."""

    def __init__(self, starts: IntArray, first_positions: IntArray) -> None:
        """starts: `first`, of any type. first_positions: see below."""
        self._starts = starts
        #: The position of each passage's first word, and the end: shape (passages + 1,).
        self.first_positions = first_positions

    def __len__(self) -> int:
        return len(self.first_positions) - 1

    @cached_property
    def first(self) -> Int64Array:
        """Where the passages of each article begin: shape (articles + 1,). The first passage is the headline."""
        # When it is asked for: whoever opens an index wants no more than how many passages there are.
        return self._starts.astype(np.int64)

    @cached_property
    def is_headline(self) -> Mask:
        """Bool, one a passage."""
        mask = np.zeros(len(self), np.bool_)
        mask[self.first[:-1]] = True
        return mask

    def in_body(self, passages: IntArray) -> Mask:
        """Which of some passages are no headlines: bool, one each."""
        mask: Mask = ~self.is_headline[passages]
        return mask

    def lengths(self, passages: IntArray) -> npt.NDArray[np.uint32]:
        """Words of some passages."""
        begins = self.first_positions
        return (begins[passages + 1] - begins[passages] - 1).astype(np.uint32)

    def articles(self, passages: IntArray) -> Int64Array:
        """The article of some passages."""
        return np.searchsorted(self.first, passages, side="right") - 1

    def numbers(self, passages: IntArray, articles: IntArray) -> Int64Array:
        """What number some passages have in their articles: 0 is the headline."""
        numbers: Int64Array = passages - self.first.take(articles)
        return numbers

    def begins(self, articles: IntArray) -> Int64Array:
        """Where the words of articles begin."""
        return self.first_positions[self.first[articles]].astype(np.int64)

    def containing(self, positions: Int64Array) -> Int64Array:
        """The passage of each position."""
        # Of the array's own type: for another, searchsorted would convert the whole array first.
        wanted = positions.astype(self.first_positions.dtype)
        return np.searchsorted(self.first_positions, wanted, side="right") - 1

    def within(self, articles: IntArray, which: IntArray, positions: IntArray) -> tuple[Int64Array, Mask]:
        """The passage of each of some words, and whether it is a headline.

        articles: ascending. which, positions: in which of these each word stands, and its position there.
        """
        # Among the passages of these articles alone, which stay in the processor's cache.
        first = self.first.take(articles)
        counts = self.first.take(articles + 1) - first
        passages = ranges(first, counts)
        begins = self.first_positions.take(passages).astype(np.int64)
        at = starts_of(counts)[:-1]
        wanted = begins.take(at).take(which) + positions
        found = begins.searchsorted(wanted, side="right") - 1
        return passages.take(found), found == at.take(which)
