"""From what matches to the first results in the order asked for.

A `Place` is a result before anything of it is read: numbers. `Ranking` gives the first of them for any set of matches,
`QuestionRanking` for a question, where it need not look at every match: the best of an any-of question are found
without scoring all (`searcher.any_of`), the newest without looking at the older ones (`searcher.chronology`).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby, repeat
from operator import attrgetter, neg, sub
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from index.arrays import IntArray
from index.lazy import cached_property
from index.segment import SegmentView
from searcher import reranking
from searcher.candidates import FirstArticles, look_again, of_best_scores
from searcher.chronology import By, date_keys, first_by_date
from searcher.damage import later
from searcher.evaluation import Evaluator
from searcher.matches import Matches, Ranked, by_segment
from searcher.occurrences import Numbers
from searcher.query import Query, Word, sought_words
from searcher.ranking import FloatArray, ScoreArray
from searcher.recency import Recency
from searcher.tuples import maker_of

Sort = Literal["relevance", "newest", "oldest"]
SORTS: Final = ("relevance", "newest", "oldest")

_BLOCK: Final = 64
# More results of equal score than this are put in order by arrays.
_TIES: Final = 200


class Place(NamedTuple):
    """A result before it is read: the smallest key comes first; paragraph -1 is the whole article.

    score: NaN as long as nobody has asked for it (`Ranking.scores_of`), where dates alone order.
    reranked: whether `searcher.reranking` has looked at it. weight: of recency; the score has it in it already.
    """

    key: float
    segment: int
    article: int
    paragraph: int
    score: float
    reranked: bool = False
    weight: float = 1.0


_PLACE_OF: Final = maker_of(Place)
_SCORE: Final = attrgetter("score")
_SEGMENT: Final = attrgetter("segment")


def only_segment(places: Iterable[Place]) -> int | None:
    """The segment that all of some places are in; None where they are in several, or there are none."""
    segments = set(map(_SEGMENT, places))
    return segments.pop() if len(segments) == 1 else None


class Ranking(ABC):
    """The places of some matches, in the order asked for."""

    def __init__(self, evaluator: Evaluator, *, sort: Sort = "relevance", paragraphs: bool = False) -> None:
        """paragraphs: whether the matches are passages."""
        self.evaluator = evaluator
        self.segments = evaluator.snapshot.segments
        self.paragraphs = paragraphs
        self._sort: Sort = sort
        #: So many are put in order, however few are wanted.
        self.ranked_anyway = 0
        #: Whether articles with all words of a short question have more for it (`searcher.completeness`).
        self.values_completeness = True

    @property
    @abstractmethod
    def everything(self) -> Sequence[Matches]:
        """All that matches, for each segment."""

    def total(self) -> int:
        """How many matches there are."""
        return sum(len(part.numbers) for part in self.everything)

    def article_masks(self) -> list[npt.NDArray[np.bool_]]:
        """For each segment, bool, one an article: whether it matches, or has paragraphs that do."""
        masks = []
        for matches, view in zip(self.everything, self.segments, strict=True):
            masks.append(np.zeros(view.article_count, np.bool_))
            masks[-1][_articles_of(matches, view, self.paragraphs)] = True
        return masks

    def scores_of(self, places: Iterable[Place]) -> Iterable[float | Callable[[], float]]:
        """The scores of places that were given, or what works them out."""
        return map(_SCORE, places)

    def first(self, count: int) -> list[Place]:
        """The first `count` places, in order."""
        return self._first_of_segments(self.everything, count)

    def _first_of_segments(self, answer: Sequence[Matches], count: int) -> list[Place]:
        """The first `count` places, in order, of what matches in each segment."""
        found: list[Place] = []
        for segment, (matches, view) in enumerate(zip(answer, self.segments, strict=True)):
            articles = _articles_of(matches, view, self.paragraphs)
            keys = _sort_keys(matches, view, articles, self._sort)
            first = _smallest(keys, view.id_ranks, articles, count)
            keys, articles, scores = keys.take(first), articles.take(first), matches.scores.take(first)
            if self.paragraphs:
                paragraphs = (matches.numbers.take(first) - view.first_passages.take(articles) - 1).tolist()
            else:
                paragraphs = [-1] * len(first)
            columns = keys.tolist(), repeat(segment), articles.tolist(), paragraphs, scores.tolist()
            found += map(Place, *columns)
        return self._joined(found, count)

    def _best(self, numbers: IntArray, scores: ScoreArray, count: int) -> list[Place]:
        """The `count` of best scores, in order. numbers: through all segments, ascending."""
        if len(scores) > _TIES + count:
            numbers, scores = of_best_scores(numbers, scores, count)
        if len(scores) > _TIES + count:
            bases = self.evaluator.postings.bases(paragraphs=self.paragraphs)
            return self._first_of_segments(by_segment(numbers, scores, bases), count)
        if self.paragraphs:
            return self._in_order(self._paragraph_places(numbers, scores), count)
        best = FirstArticles(numbers.tolist(), scores.tolist(), [False] * len(numbers))
        return self._in_order(self._places(best), count)

    def _paragraph_places(self, passages: IntArray, scores: ScoreArray) -> list[Place]:
        """The places of some paragraphs, through all segments, ascending."""
        places: list[Place] = []
        for segment, part in enumerate(by_segment(passages, scores, self.evaluator.postings.passage_bases)):
            if not len(part.numbers):
                continue
            view = self.segments[segment]
            articles = view.articles_of(part.numbers)
            paragraphs = part.numbers - view.first_passages.take(articles) - 1
            own = part.scores.tolist()
            columns = map(neg, own), repeat(segment), articles.tolist(), paragraphs.tolist(), own
            places += map(_PLACE_OF, zip(*columns, repeat(False), repeat(1.0), strict=False))
        return places

    def _places(self, best: FirstArticles) -> list[Place]:
        """The places of some articles."""
        articles, scores, looked_at = best
        bases = self.evaluator.postings.article_bases
        segments: Iterable[int] = repeat(0)
        if len(self.segments) > 1:
            segments = [bisect_right(bases, number) - 1 for number in articles]
            articles = list(map(sub, articles, map(bases.__getitem__, segments)))
        columns = map(neg, scores), segments, articles, repeat(-1), scores, looked_at, repeat(1.0)
        # Some ten or thirty in every search: what is made of them is made without a step of the interpreter for each.
        return list(map(_PLACE_OF, zip(*columns, strict=False)))

    def _joined(self, places: list[Place], count: int) -> list[Place]:
        """The first `count` in order, of what is in order for each segment."""
        return places if len(self.segments) == 1 else self._in_order(places, count)

    def _in_order(self, places: list[Place], count: int) -> list[Place]:
        """The first `count` in order; where their keys leave a tie, by article id and paragraph."""
        if count <= 0:
            return []
        places.sort(key=attrgetter("key"))
        if len(places) > count:
            last = places[count - 1].key
            places = [place for place in places if place.key <= last]
        if len(set(map(attrgetter("key"), places))) == len(places):
            return places[:count]
        # Within one segment, and most pages are, ranks of ids say what the ids would, without reading them.
        if (segment := only_segment(places)) is not None:
            ranks = self.segments[segment].id_ranks
            places.sort(key=lambda place: (place.key, ranks[place.article], place.paragraph))
            return places[:count]
        ordered: list[Place] = []
        for _, tied in groupby(places, key=lambda place: place.key):
            ties = list(tied)
            if len(ties) > 1:
                ids = {place: self.segments[place.segment].head(place.article)[0] for place in ties}
                ties.sort(key=lambda place: (ids[place], place.paragraph))
            ordered += ties
        return ordered[:count]


class KnownRanking(Ranking):
    """The places of matches that are known."""

    def __init__(
        self,
        evaluator: Evaluator,
        matches: Sequence[Matches],
        *,
        paragraphs: bool = False,
        values_completeness: bool = True,
    ) -> None:
        """matches: of each segment. values_completeness: whether their scores do."""
        super().__init__(evaluator, paragraphs=paragraphs)
        self._matches = matches
        self.values_completeness = values_completeness

    @property
    def everything(self) -> Sequence[Matches]:
        """All that matches, for each segment."""
        return self._matches


class QuestionRanking(Ranking):
    """The places of what a question finds."""

    def __init__(
        self,
        evaluator: Evaluator,
        tree: Query,
        words: Query,
        *,
        sort: Sort,
        paragraphs: bool,
        recency: Recency | None,
    ) -> None:
        """words: the tree without its filters. recency: weighs scores, where age is to count."""
        super().__init__(evaluator, sort=sort, paragraphs=paragraphs)
        self._tree = tree
        self._recency = recency
        self._count: Callable[[], int] | None = None
        self._unscored: list[Place] = []
        self._reranked_words: list[Word] = []
        if sort == "relevance" and not paragraphs:
            asked = sought_words(words)
            self._reranked_words = asked if len(asked) > 1 else []
        self.ranked_anyway = reranking.CANDIDATES.best if self._reranked_words else 0

    @cached_property
    def everything(self) -> Sequence[Matches]:
        """All that matches, for each segment."""
        matches = (
            self.evaluator.paragraphs(self._tree) if self.paragraphs else self.evaluator.articles(self._tree)
        )
        if self._recency is None:
            return matches
        return [
            self._recency.weighted(part, view, _articles_of(part, view, self.paragraphs))
            for part, view in zip(matches, self.segments, strict=True)
        ]

    def total(self) -> int:
        """How many matches there are."""
        if self._sort != "relevance" and not self.paragraphs:
            return sum(int(np.count_nonzero(mask)) for mask in self.article_masks())
        return super().total() if self._count is None else self._count()

    def article_masks(self) -> list[npt.NDArray[np.bool_]]:
        """For each segment, bool, one an article: whether it matches, or has paragraphs that do."""
        if self.paragraphs:
            return super().article_masks()
        return [self.evaluator.mask(self._tree, place) for place in range(len(self.segments))]

    def first(self, count: int) -> list[Place]:
        """The first `count` places, in order."""
        if self._sort != "relevance" and not self.paragraphs:
            return self._by_date(count, self._sort)
        considered = max(count, self.ranked_anyway) if count else count
        if self._sort == "relevance" and self._recency is None:
            if self._reranked_words and count:
                at_once = self.evaluator.first(self._tree, considered, self._reranked_words, count)
                if at_once is not None:
                    self._count = at_once.total
                    return self._in_order(self._places(at_once.articles), count)
            ranked = self.evaluator.best(self._tree, considered, paragraphs=self.paragraphs)
            self._count = ranked.total
        else:
            ranked = Ranked.of(self.everything, self.evaluator.postings.bases(paragraphs=self.paragraphs))
        if self._reranked_words:
            looked = look_again(ranked.numbers, ranked.scores, considered, reranking.CANDIDATES, self._added)
            places = self._in_order(self._places(looked.first(count)), count)
        elif self._sort == "relevance":
            places = self._best(ranked.numbers, ranked.scores, count)
        else:
            places = self._first_of_segments(self.everything, count)
        return places if self._recency is None else [self._with_weight(place) for place in places]

    def _by_date(self, count: int, by: By) -> list[Place]:
        """Which articles come first is known without a score: those that are given get one when it is asked for."""
        places: list[Place] = []
        for segment, view in enumerate(self.segments) if count else ():
            articles = first_by_date(self.evaluator, self._tree, segment, by, count)
            keys = date_keys(view, articles, by)
            places += [
                Place(key, segment, article, -1, math.nan)
                for key, article in zip(keys.tolist(), articles.tolist(), strict=True)
            ]
        self._unscored = self._joined(places, count)
        return self._unscored

    def scores_of(self, places: Iterable[Place]) -> Iterable[float | Callable[[], float]]:
        """The scores of places that were given, or what works them out."""
        if not self._unscored:
            return super().scores_of(places)
        late_score = later(self.evaluator, self._late_score)
        return [partial(late_score, place.segment, place.article) for place in places]

    def _late_score(self, segment: int, article: int) -> float:
        return self._late_scores[segment, article]

    @cached_property
    def _late_scores(self) -> dict[tuple[int, int], float]:
        """The scores of the places that were given by their dates, by segment and article."""
        scores: dict[tuple[int, int], float] = {}
        for segment in {place.segment for place in self._unscored}:
            mine = sorted(place.article for place in self._unscored if place.segment == segment)
            found = self.evaluator.scores(self._tree, segment, np.array(mine, np.int32))
            scores |= zip([(segment, article) for article in mine], found.tolist(), strict=True)
        return scores

    def _added(self, articles: Numbers) -> FloatArray:
        """What the second look adds to the scores of some articles, weighed as these are: float32, one each."""
        look = reranking.second_look(self.evaluator, self._reranked_words)
        added = self.evaluator.postings.second_look(look, articles)
        if self._recency is None:
            return added
        bases = self.evaluator.postings.article_bases
        parts = np.split(articles, articles.searchsorted(bases[1:-1]))
        weights = [
            self._recency.weights(view, part - base)
            for view, part, base in zip(self.segments, parts, bases, strict=False)
        ]
        weighted: FloatArray = added * np.concatenate([added[:0], *weights])
        return weighted

    def _with_weight(self, place: Place) -> Place:
        assert self._recency is not None
        weights = self._recency.weights(self.segments[place.segment], np.array([place.article]))
        return place._replace(weight=float(weights[0]))


def _articles_of(matches: Matches, view: SegmentView, paragraphs: bool) -> IntArray:
    return view.articles_of(matches.numbers) if paragraphs else matches.numbers


def _sort_keys(matches: Matches, view: SegmentView, articles: IntArray, sort: Sort) -> ScoreArray:
    """A number for each match; the smallest comes first."""
    if sort == "relevance":
        return -matches.scores
    return date_keys(view, articles, sort)


def _smallest(
    keys: ScoreArray,
    id_ranks: npt.NDArray[np.uint32],
    articles: IntArray,
    count: int,
) -> npt.NDArray[np.int64]:
    """Places of the `count` smallest keys, in order; ties by the rank of the article's id, then by place."""
    if count <= 0:
        return np.zeros(0, np.int64)
    places: npt.NDArray[np.int64]
    if len(keys) <= count:
        places = np.lexsort((id_ranks.take(articles), keys))
        return places
    places = np.arange(len(keys))
    blocks = len(keys) // _BLOCK
    if blocks > count:
        # As many blocks have a minimum up to this as results are wanted: nothing above it is needed.
        least = keys[: blocks * _BLOCK].reshape(blocks, _BLOCK).min(axis=1)
        places = (keys <= np.partition(least, count - 1)[count - 1]).nonzero()[0]
    keys = keys.take(places)
    near = (keys <= np.partition(keys, count - 1)[count - 1]).nonzero()[0]  # with what ties with the last
    places, keys = places.take(near), keys.take(near)
    order = np.lexsort((id_ranks.take(articles.take(places)), keys))  # which keeps the order of what is equal
    return places.take(order[:count])
