"""The best articles that hold any of some words, without scoring every article: MaxScore over whole arrays.

Turtle and Flood's MaxScore (1995): with the words in the order of the most that each can add to a score, once the
`count`-th best score among the articles of the first words exceeds what the remaining words can add together, no
article without a first word can be among the best. The remaining words, the frequent ones, are then only looked up in
the articles that may still be. The result is exactly that of exhaustive scoring.

A question has a dozen lists and few postings in each, so words are not taken one by one: the lists of as many words as
have `_AT_ONCE` postings between them are joined in one go, and those that remain are looked up together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from searcher.occurrences import Numbers
from searcher.postings import NOTHING_KNOWN, UNIT, Counts, Mask, Scored, Scores, Tables, scored
from searcher.ranking import WEIGHTED_FREQUENCY, FloatArray

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

# Postings that are joined in one go: up to so many it takes less time than looking some of the words up.
_AT_ONCE: Final = 6000
# Of so many times the wanted articles the whole score is worked out first.
_FIRST: Final = 2
# A bound has to be missed by more than float32 rounds off before it is used.
SLACK: Final = 1 - 1e-5


class AnyWord(NamedTuple):
    """A word of the question: no article gets more from it than `most`; for each segment the terms that find it."""

    most: float
    slots: Tables


class Formula(NamedTuple):
    """What a word adds to an article: most x f / (f + damping), where f is the weighted frequency.

    frequencies: of every packed one, for a form of full weight. damping: float32, one an article of all segments.
    """

    frequencies: Counts
    damping: FloatArray


class AnyOf:
    """An any-of question over all segments, as if their articles stood in one after the other."""

    def __init__(
        self,
        evaluator: Evaluator,
        words: Sequence[AnyWord],
        passing: Mask | None,
        formula: Formula | None = None,
    ) -> None:
        """passing: over the articles of all segments; None for all of them.

        formula: if it is not that of `searcher.ranking` for articles.
        """
        self._postings = evaluator.postings
        self._passing = passing
        self._formula = formula or Formula(WEIGHTED_FREQUENCY["text"], evaluator.statistics.article_damping)
        # Those first that can add most.
        self._words = sorted(words, key=lambda word: -word.most)
        self._most = np.array([word.most for word in self._words], np.float32)

    def best(self, count: int) -> Scored:
        """The `count` best and all that tie with the last of them, perhaps others."""
        words = [word.slots for word in self._words]
        known = self._postings.best(words, self._most, *self._formula, self._passing, count, _AT_ONCE)
        return known or self.candidates(count, lambda _, scores: nth_best(scores, count))

    def candidates(self, count: int, least: Callable[[Numbers, Scores], int]) -> Scored:
        """The articles that score no less than a bound, perhaps others.

        least: the bound, as some articles and what they score by the first words show it; it may grow with these.
        count: how many of the best are looked at more closely to raise it.
        """
        after = [0.0]  # what the words from each on can add together
        for word in reversed(self._words):
            after.append(after[-1] + word.most)
        after.reverse()
        articles, scores = found = NOTHING_KNOWN
        used, floor = 0, 0.0
        while used < len(self._words) and floor * SLACK <= after[used]:
            end = self._end_of_part(used)
            articles, scores = found = self._joined(used, end, found)
            used = end
            floor = least(articles, scores) / UNIT
        rest = range(used, len(self._words))
        if rest and len(articles) > _FIRST * count:
            # What the best so far have in all is a better bound than what they have so far.
            best = largest(scores, _FIRST * count)
            floor = max(floor, least(articles[best], scores[best] + self._added(rest, articles[best])) / UNIT)
        enough = (scores >= (floor * SLACK - after[used]) * UNIT).nonzero()[0]
        articles, scores = articles.take(enough), scores.take(enough)
        if rest and len(articles):
            scores += self._added(rest, articles)
        return Scored(articles, scores)

    def _end_of_part(self, begin: int) -> int:
        """Up to where the words from `begin` on, at least one, are few enough postings to be joined at once."""
        total = 0
        for at in range(begin, len(self._words)):
            for slots in self._words[at].slots:
                total += slots.total
            if total > _AT_ONCE:
                return max(at, begin + 1)
        return len(self._words)

    def _joined(self, begin: int, end: int, known: Scored) -> Scored:
        """Every article with any of these words, and what they add to what is known."""
        words = [word.slots for word in self._words[begin:end]]
        return self._postings.joined(words, self._most[begin:end], *self._formula, self._passing, known)

    def _added(self, words: range, articles: Numbers) -> Scores:
        """What these words add to some articles."""
        tables = [self._words[at].slots for at in words]
        found = self._postings.frequencies_within(tables, articles, self._formula.frequencies)
        most = self._most[words.start : words.stop, None]
        more: Scores = scored(found, most, self._formula.damping.take(articles)).sum(axis=0)
        return more


def largest(scores: Scores, count: int) -> Numbers:
    """Where the `count` largest are, ascending; everywhere, if there are no more."""
    if len(scores) <= count:
        return np.arange(len(scores), dtype=np.int32)
    return np.sort(np.argpartition(scores, -count)[-count:]).astype(np.int32)


def nth_best(scores: Scores, count: int) -> int:
    """The `count`-th best score, 0 where there are fewer or none is wanted."""
    if not 0 < count <= len(scores):
        return 0
    return int(np.partition(scores, -count)[-count])
