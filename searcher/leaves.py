"""What one word or phrase of a query adds to the scores of articles or paragraphs (`searcher.ranking` has the formula).

Of a word, or a pattern, nothing is worked out before it is asked for, and then either for all texts or for a few; the
first is kept for later queries (`searcher.cache`). Of a phrase and the like all texts are known at once (`ListedLeaf`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.arrays import IntArray
from index.lazy import cached_property
from searcher import ranking
from searcher.language.query import Expanded
from searcher.matches import Matches
from searcher.occurrences import (
    WeightedFrequencies,
    article_frequencies,
    frequencies_within,
    listed,
    paragraph_frequencies_within,
)
from searcher.proximity import distinct, look_up
from searcher.ranking import ScoreArray
from searcher.segment_text import paragraph_frequencies

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator


class ListedLeaf:
    """An item whose matches have to be known before it can be weighed: a phrase, a proximity and the like."""

    def __init__(self, matches: tuple[Matches, ...], document_frequency: int, idf: float) -> None:
        """document_frequency: texts that it is in, deleted ones included. idf: of so many."""
        self._matches = matches
        self.document_frequency = document_frequency
        self.idf = idf
        self.nbytes = sum(part.nbytes for part in matches)

    @classmethod
    def of(
        cls,
        evaluator: Evaluator,
        frequencies: Callable[[int], WeightedFrequencies],
        boost: float,
        *,
        paragraphs: bool,
    ) -> ListedLeaf:
        """frequencies: by the number of a segment."""
        found = [frequencies(segment) for segment in range(len(evaluator.snapshot.segments))]
        document_frequency = sum(len(part.numbers) for part in found)
        idf = evaluator.statistics.idf(document_frequency, paragraphs=paragraphs)
        scored = [
            evaluator.scored(segment, idf * boost, part, paragraphs=paragraphs)
            for segment, part in enumerate(found)
        ]
        return cls(tuple(scored), document_frequency, idf)

    @cached_property
    def max_score(self) -> float:
        return max((float(part.scores.max()) for part in self._matches if len(part.scores)), default=0.0)

    def size(self, segment: int) -> int:
        return len(self._matches[segment].numbers)

    def matches(self, segment: int) -> Matches:
        return self._matches[segment]

    def numbers(self, segment: int) -> IntArray:
        return self._matches[segment].numbers

    def scores_within(self, segment: int, numbers: IntArray) -> ScoreArray:
        return _scores_of(self._matches[segment], numbers)


class TermsLeaf:
    """An item that any of some terms answers, a word with its relatives or a pattern: its lists are known at once."""

    def __init__(self, evaluator: Evaluator, item: Expanded, *, paragraphs: bool) -> None:
        self._evaluator = evaluator
        self._item = item
        self._paragraphs = paragraphs
        self._key = (item, paragraphs)
        self.slots = evaluator.slots(item)

    @cached_property
    def idf(self) -> float:
        return self._evaluator.idf(self._item)

    @cached_property
    def max_score(self) -> float:
        return self._evaluator.max_score(self._item, paragraphs=self._paragraphs)

    def size(self, segment: int) -> int:
        return self.slots[segment].total

    def matches(self, segment: int) -> Matches:
        return self._evaluator.matches_cache.get((*self._key, segment), lambda: self._worked_out(segment))

    def numbers(self, segment: int) -> IntArray:
        """The texts that it is in, in no order, some perhaps more than once or deleted: what counting needs."""
        view, slots = self._evaluator.snapshot.segments[segment], self.slots[segment]
        if self._paragraphs or self._item.fieldname == "title":
            return self.matches(segment).numbers
        return listed(view.lists.posting_articles, slots)

    def _worked_out(self, segment: int) -> Matches:
        view, slots = self._evaluator.snapshot.segments[segment], self.slots[segment]
        if self._paragraphs:
            found = paragraph_frequencies(view, slots)
        else:
            found = article_frequencies(view, slots, self._item.fieldname)
        return self._scored(segment, found)

    def _scored(self, segment: int, found: WeightedFrequencies) -> Matches:
        weight = self.idf * self._item.boost
        return self._evaluator.scored(segment, weight, found, paragraphs=self._paragraphs)

    def scores_within(self, segment: int, numbers: IntArray) -> ScoreArray:
        held = self._evaluator.matches_cache.held((*self._key, segment))
        if held is None and self._paragraphs and len(numbers):
            held = self._of_paragraphs(segment, numbers)
        return _scores_of(self.matches(segment) if held is None else held, numbers)

    def is_open(self, segment: int) -> bool:
        """Whether nothing is worked out in a segment yet, and it can be asked of some articles alone."""
        if self._paragraphs or self._item.fieldname == "title":
            return False
        return self._evaluator.matches_cache.held((*self._key, segment)) is None

    def _of_paragraphs(self, segment: int, numbers: IntArray) -> Matches:
        """Its matches in the articles that these paragraphs are of."""
        view = self._evaluator.snapshot.segments[segment]
        articles = distinct(view.passages.articles(numbers))
        with self._evaluator.scratch.marks(view.article_count, articles) as chosen:
            found = paragraph_frequencies_within(view, self.slots[segment], articles, chosen)
        return self._scored(segment, found)


def scores_within(
    evaluator: Evaluator, leaves: Sequence[ScoredLeaf], segment: int, numbers: IntArray
) -> ScoreArray:
    """What leaves add together to some texts of a segment, ascending."""
    scores = np.zeros(len(numbers), np.float64)
    words = [leaf for leaf in leaves if isinstance(leaf, TermsLeaf) and leaf.is_open(segment)]
    for leaf in leaves:
        if leaf not in words:
            scores += leaf.scores_within(segment, numbers)
    if words and len(numbers):
        view = evaluator.snapshot.segments[segment]
        with evaluator.scratch.marks(view.article_count, numbers) as chosen:
            found = frequencies_within(view, [word.slots[segment] for word in words], numbers, chosen)
        max_scores = np.array([word.max_score for word in words], np.float32)
        damping = evaluator.statistics.article_damping[evaluator.postings.article_bases[segment] + numbers]
        scores += ranking.of_units(ranking.units(max_scores[:, None], found, damping).sum(axis=0))
    return scores


def _scores_of(matches: Matches, numbers: IntArray) -> ScoreArray:
    """What matches say of some texts: 0 for those that they lack."""
    if not len(matches.numbers):
        return np.zeros(len(numbers), np.float64)
    places, there = look_up(matches.numbers, numbers)
    scores: ScoreArray = matches.scores[places] * there
    return scores


#: A leaf of either kind. `max_score`: no text gets more from it. `size`: about how many texts of a segment it is in.
#: `matches`: all of these that are live, with scores. `numbers`: what counting needs. `scores_within`: what some get.
ScoredLeaf = ListedLeaf | TermsLeaf
