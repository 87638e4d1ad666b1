"""What words have in some articles, by their postings (`ArrayPostings.within`): frequencies, positions, passages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, Numbers, end_to_end
from index.storage.peaks import unpacked_at
from searcher.postings.base import Counts, Formula
from searcher.postings.occurrences import VALUE_BITS, FoundPostings

POSITION_BITS: Final = 40
WORD_BITS: Final = 4


class InSegment(NamedTuple):
    """Postings of words in those of some articles that one segment has.

    found: its tags are twice the number of the word, plus one for forms of its own stem. articles: by their numbers in
    the segment. first: the number of the first among all that are asked about. passage_base: where the segment's
    passages begin.
    """

    view: SegmentView
    found: FoundPostings
    articles: Numbers
    first: int
    passage_base: int


def frequencies(parts: Iterable[InSegment], words: int, articles: int, formula: Formula) -> Counts:
    """Weighted frequencies in hundredths, or bounds of these by peaks, of shape (words, articles)."""
    total = np.zeros((words, articles), np.uint32)
    for part in parts:
        found = part.found
        packed = found.packed
        if formula.of_peaks:
            packed = unpacked_at(part.view.lists.posting_peaks, found.postings)
        values = formula.frequencies.take(packed) * found.weights
        cells = found.tags // 2 * articles + found.articles + part.first
        total += np.bincount(cells, values, total.size).astype(np.uint32).reshape(total.shape)
    return total


def own_positions(parts: Iterable[InSegment]) -> Int64Array:
    """Where forms of the words' own stems stand, of no more than 16 words, in no order.

    (number of the article among these << 40 | position in it) << 4 | word
    """
    return end_to_end(map(_own_positions, parts), np.int64)


def _own_positions(part: InSegment) -> Int64Array:
    view, found, *_ = part
    own = (found.tags & 1).nonzero()[0]
    positions, which = view.lists.occurrences_of(found.postings.take(own))
    own = own.take(which)
    keys: Int64Array = (found.articles.take(own) + part.first) << POSITION_BITS
    keys += positions
    keys <<= WORD_BITS
    keys |= found.tags.take(own) >> 1
    return keys


def in_paragraphs(parts: Iterable[InSegment], words: int) -> Int64Array:
    """In which paragraphs so many words stand, an entry an occurrence, in no order.

    (passage << `word_bits` of so many words | word) << 12 | weight of the form
    """
    bits = word_bits(words)
    return end_to_end((_in_paragraphs(part, bits) for part in parts), np.int64)


def _in_paragraphs(part: InSegment, bits: int) -> Int64Array:
    view, found, articles, *_ = part
    positions, which = view.lists.occurrences_of(found.postings)
    passages, is_headline = view.passages.within(articles, found.articles.take(which), positions)
    keys = passages + part.passage_base << bits
    keys |= found.tags.take(which) >> 1
    keys <<= VALUE_BITS
    keys |= found.weights.take(which)
    return keys[~is_headline]


def word_bits(words: int) -> int:
    """How many bits the number of one of so many words takes."""
    return max(words - 1, 1).bit_length()
