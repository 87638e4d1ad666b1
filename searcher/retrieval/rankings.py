"""From what matches to the first results in the order asked for.

A `Ranking` gives the first `RankedText`s of a set of matches (`searcher.retrieval.ranked_texts`): `KnownRanking` of
matches that are there, the others of what a question finds, where they need not look at every match. The best of an
any-of question are found without scoring all (`searcher.retrieval.any_of`), the newest without looking at the older
ones (`searcher.retrieval.chronology`).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Final, Literal

import numpy as np

from index.lazy import cached_property
from index.storage.arrays import Mask, Numbers
from searcher.arguments import one_of
from searcher.language.query import Query, Word
from searcher.language.sought import sought_words
from searcher.matching.matches import Matches, Ranked
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.postings.candidates import look_again
from searcher.ranking import FloatArray
from searcher.retrieval import reranking
from searcher.retrieval.chronology import DateOrder, date_keys, first_by_date
from searcher.retrieval.damage import later
from searcher.retrieval.evaluation import Evaluator
from searcher.retrieval.ranked_texts import RankedText, TextOrder
from searcher.retrieval.recency import Recency

Sort = Literal["relevance", "newest", "oldest"]
SORTS: Final = ("relevance", "newest", "oldest")

_SCORE: Final = attrgetter("score")


def checked_sort(sort: Sort) -> Sort:
    """What was given for `sort`. Raises SearchError where it is none of `SORTS`."""
    one_of("sort", sort, SORTS)
    return sort


class Ranking(ABC):
    """The texts of some matches, in the order asked for."""

    def __init__(self, evaluator: Evaluator, unit: RetrievalUnit) -> None:
        """unit: what the matches are."""
        self.evaluator = evaluator
        self.segments = evaluator.snapshot.segments
        self.unit = unit
        self._order = TextOrder(unit)
        #: So many are put in order, however few are wanted.
        self.ranked_anyway = 0
        #: Whether articles with all words of a short question have more for it (`searcher.retrieval.completeness`).
        self.values_completeness = True

    @abstractmethod
    def total(self) -> int:
        """How many matches there are."""

    @abstractmethod
    def article_masks(self) -> list[Mask]:
        """For each segment, bool, one an article: whether it matches, or has paragraphs that do."""

    @abstractmethod
    def first(self, count: int) -> list[RankedText]:
        """The first `count` texts, in order."""

    def scores_of(self, texts: Iterable[RankedText]) -> Iterable[float | Callable[[], float]]:
        """The scores of texts that were given, or what works them out."""
        return map(_SCORE, texts)


class KnownRanking(Ranking):
    """The texts of matches that are known."""

    def __init__(
        self,
        evaluator: Evaluator,
        unit: RetrievalUnit,
        matches: Sequence[Matches],
        *,
        by: DateOrder | None = None,
        values_completeness: bool = True,
    ) -> None:
        """matches: of each segment. by: dates; None for scores. values_completeness: whether their scores do."""
        super().__init__(evaluator, unit)
        self.matches = matches
        self._by = by
        self.values_completeness = values_completeness

    def total(self) -> int:
        """How many matches there are."""
        return sum(len(part.numbers) for part in self.matches)

    def article_masks(self) -> list[Mask]:
        """For each segment, bool, one an article: whether it matches, or has paragraphs that do."""
        masks = []
        for segment, matches in enumerate(self.matches):
            masks.append(np.zeros(self.segments[segment].article_count, np.bool_))
            masks[-1][self.unit.articles(segment, matches.numbers)] = True
        return masks

    def first(self, count: int) -> list[RankedText]:
        """The first `count` texts, in order."""
        return self._order.first_of_segments(self.matches, count, self._by)


class RelevanceRanking(Ranking):
    """The texts of what a question finds, those of best scores first."""

    def __init__(
        self,
        evaluator: Evaluator,
        unit: RetrievalUnit,
        tree: Query,
        words: Query,
        *,
        recency: Recency | None = None,
    ) -> None:
        """words: the tree without its filters. recency: weighs scores, where age is to count."""
        super().__init__(evaluator, unit)
        self._tree = tree
        self._recency = recency
        self._count: Callable[[], int] | None = None
        self._reranked_words: list[Word] = []
        if unit.sees_words_together and len(asked := sought_words(words)) > 1:
            self._reranked_words = asked
            self.ranked_anyway = reranking.CANDIDATES.best

    def total(self) -> int:
        """How many matches there are."""
        return self._all.total() if self._count is None else self._count()

    def article_masks(self) -> list[Mask]:
        """For each segment, bool, one an article: whether it matches, or has paragraphs that do."""
        return self.evaluator.masks(self._tree) if self.unit.whole else self._all.article_masks()

    def first(self, count: int) -> list[RankedText]:
        """The first `count` texts, in order."""
        if not count:
            self._count = self._best(0).total
            return []
        considered = max(count, self.ranked_anyway)
        if self._reranked_words and self._recency is None:
            at_once = self.evaluator.first(self._tree, considered, self._reranked_words, count)
            if at_once is not None:
                self._count = at_once.total
                return self._order.best_articles(at_once.articles, count)
        ranked = self._best(considered)
        self._count = ranked.total
        if self._reranked_words:
            looked = look_again(ranked.numbers, ranked.scores, considered, reranking.CANDIDATES, self._added)
            texts = self._order.best_articles(looked.first(count), count)
        else:
            texts = self._order.best(ranked.numbers, ranked.scores, count)
        return texts if self._recency is None else [self._with_weight(text) for text in texts]

    def _best(self, count: int) -> Ranked:
        """Matches that hold the `count` best before the second look: all where their age weighs."""
        if self._recency is None:
            return self.evaluator.best(self._tree, self.unit, count)
        return Ranked.of(self._all.matches, self.unit.bases)

    @cached_property
    def _all(self) -> KnownRanking:
        """The ranking of all that matches, without the second look."""
        matches = self.evaluator.matches(self._tree, self.unit)
        if self._recency is not None:
            matches = [
                self._recency.weighted(part, view, self.unit.articles(segment, part.numbers))
                for segment, (part, view) in enumerate(zip(matches, self.segments, strict=True))
            ]
        return KnownRanking(self.evaluator, self.unit, matches)

    def _added(self, articles: Numbers) -> FloatArray:
        """What the second look adds to the scores of some articles, weighed as these are: float32, one each."""
        scorer = self.evaluator.scorer
        look = reranking.second_look(scorer, self._reranked_words)
        added = scorer.postings.second_look(look, articles)
        if self._recency is None:
            return added
        bases = scorer.postings.article_bases
        parts = np.split(articles, articles.searchsorted(bases[1:-1]))
        weights = [
            self._recency.weights(view, part - base)
            for view, part, base in zip(self.segments, parts, bases, strict=False)
        ]
        weighted: FloatArray = added * np.concatenate([added[:0], *weights])
        return weighted

    def _with_weight(self, text: RankedText) -> RankedText:
        assert self._recency is not None
        weights = self._recency.weights(self.segments[text.segment], np.array([text.article]))
        return text._replace(weight=float(weights[0]))


class DateRanking(Ranking):
    """The texts of the articles that a question finds, by their dates.

    Which articles come first is known without a score: those that are given get one when it is asked for.
    """

    def __init__(self, evaluator: Evaluator, tree: Query, by: DateOrder) -> None:
        super().__init__(evaluator, evaluator.scorer.articles)
        self._tree = tree
        self._by = by
        self._given: list[RankedText] = []

    def total(self) -> int:
        """How many matches there are."""
        return sum(int(np.count_nonzero(mask)) for mask in self.article_masks())

    def article_masks(self) -> list[Mask]:
        """For each segment, bool, one an article: whether it matches."""
        return self.evaluator.masks(self._tree)

    def first(self, count: int) -> list[RankedText]:
        """The first `count` texts, in order."""
        leaves, chronology = self.evaluator.leaves, self.evaluator.chronology
        texts: list[RankedText] = []
        for segment, view in enumerate(self.segments) if count else ():
            order = chronology.order(segment, self._by)
            articles = first_by_date(leaves, self._tree, segment, order, count)
            keys = date_keys(view, articles, self._by)
            texts += [
                RankedText(key, segment, article, -1, math.nan)
                for key, article in zip(keys.tolist(), articles.tolist(), strict=True)
            ]
        self._given = self._order.joined(texts, count)
        return self._given

    def scores_of(self, texts: Iterable[RankedText]) -> Iterable[Callable[[], float]]:
        """What works out the scores of texts that were given."""
        late_score = later(self.evaluator.snapshot, self._late_score)
        return [partial(late_score, text.segment, text.article) for text in texts]

    def _late_score(self, segment: int, article: int) -> float:
        return self._late_scores[segment, article]

    @cached_property
    def _late_scores(self) -> dict[tuple[int, int], float]:
        """The scores of the texts that were given, by segment and article."""
        scores: dict[tuple[int, int], float] = {}
        for segment in {text.segment for text in self._given}:
            mine = sorted(text.article for text in self._given if text.segment == segment)
            found = self.evaluator.scores(self._tree, segment, np.array(mine, np.int32))
            scores |= zip([(segment, article) for article in mine], found.tolist(), strict=True)
        return scores


def question_ranking(
    evaluator: Evaluator,
    unit: RetrievalUnit,
    tree: Query,
    words: Query,
    *,
    sort: Sort = "relevance",
    recency: Recency | None = None,
) -> Ranking:
    """The ranking of what a question finds. Parameters as of `RelevanceRanking`."""
    if sort == "relevance":
        return RelevanceRanking(evaluator, unit, tree, words, recency=recency)
    if unit.whole:
        return DateRanking(evaluator, tree, sort)
    return KnownRanking(evaluator, unit, evaluator.matches(tree, unit), by=sort)
