"""Where terms of a segment stand side by side, with NumPy.

First come the articles that hold all terms: those of the rarest, looked up in the longer lists one after the other. In
these alone the positions are read, of all terms at once. A position less the term's place in the phrase is the same
number for terms that stand together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrays import IntArray, Places
from searcher.postings.occurrences import together

_PLACE_BITS: Final = 32
_PLACE_MASK: Final = (1 << _PLACE_BITS) - 1
_PIECE: Final = 1 << 13


def standing(view: SegmentView, slots: Sequence[int]) -> tuple[Places, Places]:
    """As `Postings.phrase`, in one segment."""
    articles, common = articles_with_all(view, slots)
    # In pieces, so that frequent words need little memory at once.
    pieces = [slice(start, start + _PIECE) for start in range(0, len(articles), _PIECE)]
    found = [_together(view, articles[piece], [each[piece] for each in common]) for piece in pieces]
    keys = together(found) if found else np.zeros(0, np.int64)
    return keys >> _PLACE_BITS, keys & _PLACE_MASK


def _together(view: SegmentView, articles: IntArray, postings: Sequence[Places]) -> Places:
    """Where the words of these postings, one of each word for every article, stand together: article and place."""
    places, counts = view.lists.positions_of(np.concatenate(postings))
    numbers = articles.astype(np.int64) << _PLACE_BITS
    keys = (numbers - np.arange(len(postings))[:, None]).ravel().repeat(counts)
    keys += places
    keys.sort(kind="stable")  # which merges what is in order already, as each word's are
    # A word has no place twice: as many equal keys as there are words are one of each.
    others = len(postings) - 1
    found: Places = keys[:-others][keys[others:] == keys[:-others]]
    return found


def articles_with_all(view: SegmentView, slots: Sequence[int]) -> tuple[IntArray, list[Places]]:
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
