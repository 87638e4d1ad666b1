"""Results before anything of them is read, and how the first of them are put in order.

A `RankedText` is numbers alone: an article, or one of its paragraphs. `TextOrder` gives the first articles or
paragraphs, which it puts in order as objects where they are few and as arrays where they are many; `articles_in_order`
gives all articles. Both order ties by article id, then by paragraph. Within one segment the ranks of ids say what the
ids would, without reading them; across segments they tell nothing.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise, repeat
from operator import attrgetter, neg, sub
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrayfile import AnyArray
from index.storage.arrays import Int64Array, IntArray
from searcher.matching.matches import Matches, by_segment
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.postings.candidates import FirstArticles, of_best_scores
from searcher.ranking import ScoreArray
from searcher.retrieval.chronology import DateOrder, date_keys
from searcher.tuples import maker_of

_BLOCK: Final = 64
# More results of equal score than this are put in order by arrays.
_TIES: Final = 200


class RankedText(NamedTuple):
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


_RANKED_TEXT_OF: Final = maker_of(RankedText)
_KEY: Final = attrgetter("key")
_SEGMENT: Final = attrgetter("segment")


def only_segment(texts: Iterable[RankedText]) -> int | None:
    """The segment that all of some texts are of; None where they are in several, or there are none."""
    segments = set(map(_SEGMENT, texts))
    return segments.pop() if len(segments) == 1 else None


class TextOrder:
    """The first texts of a unit, in order."""

    def __init__(self, unit: RetrievalUnit) -> None:
        self._unit = unit
        self._segments = unit.segments

    def first_of_segments(
        self, answer: Sequence[Matches], count: int, by: DateOrder | None = None
    ) -> list[RankedText]:
        """The first `count` of what matches in each segment: by date, or, with None, by score."""
        found: list[RankedText] = []
        for segment, (matches, view) in enumerate(zip(answer, self._segments, strict=True)):
            articles = self._unit.articles(segment, matches.numbers)
            keys = -matches.scores if by is None else date_keys(view, articles, by)
            first = _smallest(keys, view.id_ranks, articles, count)
            keys, articles, scores = keys.take(first), articles.take(first), matches.scores.take(first)
            paragraphs = self._unit.paragraphs(segment, matches.numbers.take(first), articles).tolist()
            columns = keys.tolist(), repeat(segment), articles.tolist(), paragraphs, scores.tolist()
            found += map(RankedText, *columns)
        return self.joined(found, count)

    def best(self, numbers: IntArray, scores: ScoreArray, count: int) -> list[RankedText]:
        """The `count` of best scores. numbers: through all segments, ascending."""
        if len(scores) > _TIES + count:
            numbers, scores = of_best_scores(numbers, scores, count)
        if self._unit.whole and len(scores) <= _TIES + count:
            best = FirstArticles(numbers.tolist(), scores.tolist(), [False] * len(numbers))
            return self.best_articles(best, count)
        return self.first_of_segments(by_segment(numbers, scores, self._unit.bases), count)

    def best_articles(self, best: FirstArticles, count: int) -> list[RankedText]:
        """The first `count` of some articles."""
        articles, scores, looked_at = best
        bases = self._unit.bases
        segments: Iterable[int] = repeat(0)
        if len(self._segments) > 1:
            segments = [bisect_right(bases, number) - 1 for number in articles]
            articles = list(map(sub, articles, map(bases.__getitem__, segments)))
        columns = map(neg, scores), segments, articles, repeat(-1), scores, looked_at, repeat(1.0)
        # Some ten or thirty in every search: what is made of them is made without a step of the interpreter for each.
        return self.in_order(list(map(_RANKED_TEXT_OF, zip(*columns, strict=False))), count)

    def joined(self, texts: list[RankedText], count: int) -> list[RankedText]:
        """The first `count`, of what is in order for each segment."""
        return texts if len(self._segments) == 1 else self.in_order(texts, count)

    def in_order(self, texts: list[RankedText], count: int) -> list[RankedText]:
        """The first `count`, ties in their order."""
        if count <= 0:
            return []
        texts.sort(key=_KEY)
        if len(texts) > count:
            last = texts[count - 1].key
            texts = [text for text in texts if text.key <= last]
        if len(set(map(_KEY, texts))) == len(texts):
            return texts[:count]
        if (segment := only_segment(texts)) is not None:
            ranks = self._segments[segment].id_ranks
            texts.sort(key=lambda text: (text.key, ranks[text.article], text.paragraph))
            return texts[:count]
        ordered: list[RankedText] = []
        for _, tied in groupby(texts, key=_KEY):
            ties = list(tied)
            if len(ties) > 1:
                ids = {text: _id(text, self._segments) for text in ties}
                ties.sort(key=lambda text: (ids[text], text.paragraph))
            ordered += ties
        return ordered[:count]


class _Articles(NamedTuple):
    """All articles that match, of one segment after the other: arrays with an entry for each."""

    keys: AnyArray
    segments: IntArray
    numbers: IntArray
    scores: ScoreArray
    id_ranks: IntArray

    @classmethod
    def of(cls, answer: Sequence[Matches], views: Sequence[SegmentView], by: DateOrder | None) -> _Articles:
        """views: of all segments, one at least. by: date, or, with None, score."""
        parts = [(view, part.numbers) for view, part in zip(views, answer, strict=True)]
        scores = np.concatenate([part.scores for part in answer])
        return cls(
            -scores
            if by is None
            else np.concatenate([date_keys(view, articles, by) for view, articles in parts]),
            np.repeat(np.arange(len(views)), [len(part.numbers) for part in answer]),
            np.concatenate([part.numbers for part in answer]),
            scores,
            np.concatenate([view.id_ranks[articles] for view, articles in parts]),
        )

    def text(self, index: int) -> RankedText:
        """One of them."""
        return RankedText(
            float(self.keys[index]),
            int(self.segments[index]),
            int(self.numbers[index]),
            -1,
            float(self.scores[index]),
        )

    def in_order(self, views: Sequence[SegmentView]) -> Iterator[int]:
        """The indices of all of them in order; an id is read when a tie between segments comes to its turn."""
        order = np.lexsort((self.id_ranks, self.segments, self.keys))
        if len(views) == 1:
            yield from order.tolist()
            return
        for tied in _alike(order, self.keys):
            if len(tied) == 1:
                yield int(tied[0])
            else:
                of_segments = (part.tolist() for part in _alike(tied, self.segments))
                yield from heapq.merge(*of_segments, key=lambda index: _id(self.text(index), views))


def articles_in_order(
    answer: Sequence[Matches], views: Sequence[SegmentView], by: DateOrder | None = None
) -> Iterator[RankedText]:
    """All articles that match in each segment: by date, or, with None, by score. What is held is a few numbers each."""
    if not views:
        return iter(())
    articles = _Articles.of(answer, views, by)
    return map(articles.text, articles.in_order(views))


def article_ranks(
    answer: Sequence[Matches], views: Sequence[SegmentView], by: DateOrder | None = None
) -> list[Int64Array]:
    """The same as numbers: for each segment int64, one a match, how many articles come before it."""
    if not views:
        return []
    articles = _Articles.of(answer, views, by)
    ranks = np.zeros(len(articles.numbers), np.int64)
    ranks[np.fromiter(articles.in_order(views), np.int64, len(ranks))] = np.arange(len(ranks))
    return np.split(ranks, np.cumsum([len(part.numbers) for part in answer])[:-1])


def _alike(indices: IntArray, keys: AnyArray) -> Iterator[IntArray]:
    """Indices side by side whose keys are equal."""
    ordered = keys[indices]
    bounds = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    return (indices[start:stop] for start, stop in pairwise([0, *bounds.tolist(), len(indices)]))


def _id(text: RankedText, views: Sequence[SegmentView]) -> str:
    """The id of a text's article."""
    return views[text.segment].head(text.article)[0]


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
