"""Results before anything of them is read, and how the first of them are put in order.

A `Place` is numbers alone: an article, or one of its paragraphs. `PlaceOrder` makes places of the first articles or
paragraphs, of few as objects and of many as arrays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, repeat
from operator import attrgetter, neg, sub
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.storage.arrays import IntArray
from searcher.matching.matches import Matches, by_segment
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.postings.candidates import FirstArticles, of_best_scores
from searcher.ranking import ScoreArray
from searcher.retrieval.chronology import DateOrder, date_keys
from searcher.tuples import maker_of

_BLOCK: Final = 64
# More results of equal score than this are put in order by arrays.
_TIES: Final = 200


class Place(NamedTuple):
    """A result before it is read: the smallest key comes first; paragraph -1 is the whole article.

    score: NaN as long as nobody has asked for it (`searcher.retrieval.rankings.Ranking.scores_of`), where dates alone
    order. reranked: whether `searcher.retrieval.reranking` has looked at it. weight: of recency; the score has it in it
    already.
    """

    key: float
    segment: int
    article: int
    paragraph: int
    score: float
    reranked: bool = False
    weight: float = 1.0


_PLACE_OF: Final = maker_of(Place)
_KEY: Final = attrgetter("key")
_SEGMENT: Final = attrgetter("segment")


def only_segment(places: Iterable[Place]) -> int | None:
    """The segment that all of some places are in; None where they are in several, or there are none."""
    segments = set(map(_SEGMENT, places))
    return segments.pop() if len(segments) == 1 else None


class PlaceOrder:
    """The first texts of a unit as places in order; ties by article id and paragraph."""

    def __init__(self, unit: RetrievalUnit) -> None:
        self._unit = unit
        self._segments = unit.segments

    def first_of_segments(
        self, answer: Sequence[Matches], count: int, by: DateOrder | None = None
    ) -> list[Place]:
        """The first `count` of what matches in each segment: by date, or, with None, by score."""
        found: list[Place] = []
        for segment, (matches, view) in enumerate(zip(answer, self._segments, strict=True)):
            articles = self._unit.articles(segment, matches.numbers)
            keys = -matches.scores if by is None else date_keys(view, articles, by)
            first = _smallest(keys, view.id_ranks, articles, count)
            keys, articles, scores = keys.take(first), articles.take(first), matches.scores.take(first)
            paragraphs = self._unit.paragraphs(segment, matches.numbers.take(first), articles).tolist()
            columns = keys.tolist(), repeat(segment), articles.tolist(), paragraphs, scores.tolist()
            found += map(Place, *columns)
        return self.joined(found, count)

    def best(self, numbers: IntArray, scores: ScoreArray, count: int) -> list[Place]:
        """The `count` of best scores. numbers: through all segments, ascending."""
        if len(scores) > _TIES + count:
            numbers, scores = of_best_scores(numbers, scores, count)
        if self._unit.whole and len(scores) <= _TIES + count:
            best = FirstArticles(numbers.tolist(), scores.tolist(), [False] * len(numbers))
            return self.best_articles(best, count)
        return self.first_of_segments(by_segment(numbers, scores, self._unit.bases), count)

    def best_articles(self, best: FirstArticles, count: int) -> list[Place]:
        """The first `count` of some articles."""
        articles, scores, looked_at = best
        bases = self._unit.bases
        segments: Iterable[int] = repeat(0)
        if len(self._segments) > 1:
            segments = [bisect_right(bases, number) - 1 for number in articles]
            articles = list(map(sub, articles, map(bases.__getitem__, segments)))
        columns = map(neg, scores), segments, articles, repeat(-1), scores, looked_at, repeat(1.0)
        # Some ten or thirty in every search: what is made of them is made without a step of the interpreter for each.
        return self.in_order(list(map(_PLACE_OF, zip(*columns, strict=False))), count)

    def joined(self, places: list[Place], count: int) -> list[Place]:
        """The first `count`, of what is in order for each segment."""
        return places if len(self._segments) == 1 else self.in_order(places, count)

    def in_order(self, places: list[Place], count: int) -> list[Place]:
        """The first `count`; where their keys leave a tie, by article id and paragraph."""
        if count <= 0:
            return []
        places.sort(key=_KEY)
        if len(places) > count:
            last = places[count - 1].key
            places = [place for place in places if place.key <= last]
        if len(set(map(_KEY, places))) == len(places):
            return places[:count]
        # Within one segment, and most pages are, ranks of ids say what the ids would, without reading them.
        if (segment := only_segment(places)) is not None:
            ranks = self._segments[segment].id_ranks
            places.sort(key=lambda place: (place.key, ranks[place.article], place.paragraph))
            return places[:count]
        ordered: list[Place] = []
        for _, tied in groupby(places, key=_KEY):
            ties = list(tied)
            if len(ties) > 1:
                ids = {place: self._segments[place.segment].head(place.article)[0] for place in ties}
                ties.sort(key=lambda place: (ids[place], place.paragraph))
            ordered += ties
        return ordered[:count]


def _smallest(
    keys: ScoreArray,
    id_ranks: npt.NDArray[np.uint32],
    articles: IntArray,
    count: int,
) -> npt.NDArray[np.int64]:
    """Where the `count` smallest keys are, in order; ties by the rank of the article's id, then by where they are."""
    if count <= 0:
        return np.zeros(0, np.int64)
    found: npt.NDArray[np.int64]
    if len(keys) <= count:
        found = np.lexsort((id_ranks.take(articles), keys))
        return found
    found = np.arange(len(keys))
    blocks = len(keys) // _BLOCK
    if blocks > count:
        # As many blocks have a minimum up to this as results are wanted: nothing above it is needed.
        least = keys[: blocks * _BLOCK].reshape(blocks, _BLOCK).min(axis=1)
        found = (keys <= np.partition(least, count - 1)[count - 1]).nonzero()[0]
    keys = keys.take(found)
    near = (keys <= np.partition(keys, count - 1)[count - 1]).nonzero()[0]  # with what ties with the last
    found, keys = found.take(near), keys.take(near)
    order = np.lexsort((id_ranks.take(articles.take(found)), keys))  # which keeps the order of what is equal
    return found.take(order[:count])
