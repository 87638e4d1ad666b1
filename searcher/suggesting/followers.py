"""Which words stand behind one word, or behind several, and how often: what is likely to be typed next.

Nothing is stored for it. Where the words stand is known from the posting lists, and what stands behind them is read in
the texts, at some places that are spread over the whole archive. So it takes hardly longer in a large archive than in
a small one, and a word that seldom follows may be missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.analysis import Analyzer
from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray
from searcher.cache import remembering
from searcher.matching.phrases import positions_within

# Places that are read, and articles in which places are looked for, of all segments together.
_READ: Final = 200
_LOOKED_AT: Final = 20 * _READ
_CACHED: Final = 1000

Number = TypeVar("Number", bound=np.integer[Any])


class Followers:
    """Words behind words, in one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._segments = snapshot.segments
        self._analyzer = analyzer
        self._remembered = remembering(_CACHED, self._counted)

    def shares(self, words: tuple[str, ...]) -> Mapping[str, float]:
        """The forms right behind some forms, one at least, that stand side by side: each with its share of places."""
        return self._remembered(words)

    def _counted(self, words: tuple[str, ...]) -> dict[str, float]:
        held = [_holding(view, words) for view in self._segments]
        total = sum(map(len, held))
        looked_at = [_spread(articles, _LOOKED_AT, total) for articles in held]
        places = [
            _behind(view, words, articles) for view, articles in zip(self._segments, looked_at, strict=True)
        ]
        total = sum(map(len, places))
        times = Counter(
            form
            for view, found in zip(self._segments, places, strict=True)
            for form in self._forms_at(view, _spread(found, _READ, total))
        )
        return {form: count / times.total() for form, count in times.items()}

    def _forms_at(self, view: SegmentView, positions: Int64Array) -> Iterator[str]:
        """The forms at some positions, ascending, of a segment."""
        passages = view.passages.containing(positions)
        articles = view.passages.articles(passages)
        numbers = view.passages.numbers(passages, articles).tolist()
        offsets = (positions - view.passages.first_positions[passages]).tolist()
        distinct = np.unique(articles).tolist()
        read = dict(zip(distinct, view.articles(distinct), strict=True))
        for article, number, offset in zip(articles.tolist(), numbers, offsets, strict=True):
            texts = read[article].title, *read[article].paragraphs
            yield self._analyzer.normalized(texts[number])[offset]


def _holding(view: SegmentView, words: tuple[str, ...]) -> IntArray:
    """The live articles of a segment that hold all of some forms, ascending."""
    slots = [view.terms.slot(word) for word in words]
    lists = [view.lists.postings(slot)[0] for slot in slots if slot is not None]
    if len(lists) < len(words):
        return np.zeros(0, np.int32)
    articles: IntArray = reduce(np.intersect1d, lists)
    return articles if view.deleted is None else articles[~view.deleted[articles]]


def _behind(view: SegmentView, words: tuple[str, ...], articles: IntArray) -> Int64Array:
    """The positions behind some forms that stand side by side in some articles, where a word stands there."""
    if not len(articles):
        return np.zeros(0, np.int64)
    slots = [slot for word in words if (slot := view.terms.slot(word)) is not None]
    positions: Int64Array = positions_within(view, slots, articles) + len(words)
    ends = view.passages.first_positions[view.passages.containing(positions) + 1]
    return positions[positions + 1 < ends]  # where a passage ends a position is left out


def _spread(numbers: npt.NDArray[Number], wanted: int, total: int) -> npt.NDArray[Number]:
    """Some of these numbers, spread over all of them: their share of `wanted`, where there are `total` with others."""
    count = len(numbers) if total <= wanted else -(-len(numbers) * wanted // total)
    return numbers[np.linspace(0, max(len(numbers) - 1, 0), count).astype(np.int64)]
