"""Which terms stand at some positions of a segment: what the words beside a match are, without reading a text.

The index has no list of its terms by position. So the posting lists are gone through, for the few positions that are
wanted: it takes ten to twenty nanoseconds a word of the archive, where an article that is decompressed, decoded and cut
into words takes a microsecond a word.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, Mask
from searcher.matching.proximity import distinct

__all__ = ["RankedForms", "ranked_forms", "terms_at"]

# Occurrences that are looked at together: what is made of them takes some twenty bytes each.
_AT_ONCE: Final = 1 << 20
# Up to this share of the articles it is quicker to find the positions of each posting of theirs than to read all.
_FEW: Final = 8


class RankedForms(NamedTuple):
    """Terms as they compare. forms: the distinct ones, ascending. ranks: int64, which of them each term is."""

    forms: list[str]
    ranks: Int64Array


def ranked_forms(view: SegmentView, slots: Int64Array) -> RankedForms:
    """The forms of the terms of some slots, which may be in any order and repeat."""
    numbers = view.postings_array("slot_terms").take(slots)
    is_there = np.zeros(len(view.terms.forms), np.bool_)
    is_there[numbers] = True
    # Terms are numbered in their order.
    forms = view.terms.forms.strings(is_there.nonzero()[0].tolist())
    return RankedForms(forms, is_there.cumsum().take(numbers) - 1)


def terms_at(view: SegmentView, positions: Int64Array) -> Int64Array:
    """The slot of the term at each of some positions: int64, one a position.

    positions: as the segment numbers them, ascending and distinct; a word has to stand at each. Raises ValueError
    where none does, which is so in a damaged file alone.
    """
    slots = np.full(len(positions), -1, np.int64)
    if not len(positions):
        return slots
    articles = distinct(view.passages.articles(view.passages.containing(positions)))
    chosen, looked_at = None, np.array([0, view.article_count])
    if len(articles) * _FEW < view.article_count:
        chosen = np.zeros(view.article_count, np.bool_)
        chosen[articles] = True
        looked_at = articles[[0, -1]] + (0, 1)
    # From here on positions are counted from the first one that may be met.
    first_met, end = view.passages.begins(looked_at).tolist()
    positions = positions - first_met
    is_wanted = np.zeros(end - first_met, np.bool_)
    is_wanted[positions] = True
    begins = view.passages.begins(np.arange(view.article_count)) - first_met
    starts = np.asarray(view.lists.position_starts)
    bounds = starts.searchsorted(np.arange(0, int(starts[-1]), _AT_ONCE).astype(starts.dtype)).tolist()
    for first, end in pairwise(sorted({0, *bounds, len(starts) - 1})):
        if chosen is None:
            at, which = _occurrences(view, first, end, begins)
            owners = starts[first : end + 1]
        else:
            at, which = _occurrences_in(view, first, end, begins, chosen)
            owners = np.asarray(view.lists.article_starts[first : end + 1])
        hits = is_wanted.take(at).nonzero()[0]
        held = owners.searchsorted(which.take(hits).astype(owners.dtype), side="right") - 1 + first
        slots[positions.searchsorted(at.take(hits))] = held
    if slots.min() < 0:
        raise ValueError("no word stands where a passage has one")
    return slots


def _occurrences(
    view: SegmentView, first: int, end: int, begins: Int64Array
) -> tuple[Int64Array, Int64Array]:
    """Where the terms of the slots `first` to `end` (excluded) stand, and the number of each occurrence in the segment.

    begins: where the words of each article begin, counted from any position.
    """
    lists = view.lists
    postings = slice(lists.article_starts[first], lists.article_starts[end])
    at = np.repeat(begins.take(lists.posting_articles[postings]), lists.occurrence_counts(postings))
    at += lists.positions_of_slots(first, end)
    return at, np.arange(lists.position_starts[first], lists.position_starts[end])


def _occurrences_in(
    view: SegmentView, first: int, end: int, begins: Int64Array, chosen: Mask
) -> tuple[Int64Array, Int64Array]:
    """The same in chosen articles (bool, one an article), and the posting of each."""
    start = view.lists.article_starts[first]
    articles = view.lists.posting_articles[start : view.lists.article_starts[end]]
    kept = chosen.take(articles).nonzero()[0]
    positions, which = view.lists.occurrences_of(kept + start)
    return begins.take(articles.take(kept)).take(which) + positions, kept.take(which) + start
