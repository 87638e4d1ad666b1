"""Where terms of a segment stand side by side, with NumPy.

First come the articles that hold all terms: those of the rarest, looked up in the longer lists one after the other. In
these alone the positions are read, of all terms at once. A position less the term's offset in the phrase is the same
number for terms that stand together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray
from searcher.postings.occurrences import together

_POSITION_BITS: Final = 32
_POSITION_MASK: Final = (1 << _POSITION_BITS) - 1
_PIECE: Final = 1 << 13


def standing(view: SegmentView, slots: Sequence[int]) -> tuple[Int64Array, Int64Array]:
    """As `Postings.phrase`, in one segment."""
    articles, common = articles_with_all(view, slots)
    # In pieces, so that frequent words need little memory at once.
    pieces = [slice(start, start + _PIECE) for start in range(0, len(articles), _PIECE)]
    found = [_together(view, articles[piece], [each[piece] for each in common]) for piece in pieces]
    keys = together(found) if found else np.zeros(0, np.int64)
    return keys >> _POSITION_BITS, keys & _POSITION_MASK


def _together(view: SegmentView, articles: IntArray, postings: Sequence[Int64Array]) -> Int64Array:
    """Where the words of these postings, one of each word for every article, stand together: article and position."""
    positions, counts = view.lists.positions_of(np.concatenate(postings))
    numbers = articles.astype(np.int64) << _POSITION_BITS
    keys = (numbers - np.arange(len(postings))[:, None]).ravel().repeat(counts)
    keys += positions
    keys.sort(kind="stable")  # which merges what is in order already, as each word's are
    # A word has no position twice: as many equal keys as there are words are one of each.
    others = len(postings) - 1
    found: Int64Array = keys[:-others][keys[others:] == keys[:-others]]
    return found


def articles_with_all(view: SegmentView, slots: Sequence[int]) -> tuple[IntArray, list[Int64Array]]:
    """The articles that hold the terms of all slots, ascending, and the postings of each slot in these."""
    starts, numbers = view.lists.article_starts, view.lists.posting_articles
    bounds = [(starts[slot], starts[slot + 1]) for slot in slots]
    (start, stop), *others = sorted(set(bounds), key=lambda pair: pair[1] - pair[0])
    articles = numbers[start:stop]
    postings = {start: np.arange(start, stop)}
    for start, stop in others:
        held = numbers[start:stop]
        found = held.searchsorted(articles)  # of one type: for another, the whole list would be converted
        there = (held.take(found, mode="clip") == articles).nonzero()[0]
        if len(there) < len(articles):
            articles, found = articles.take(there), found.take(there)
            postings = {each: those.take(there) for each, those in postings.items()}
        found += start
        postings[start] = found
    return articles, [postings[start] for start, _ in bounds]
