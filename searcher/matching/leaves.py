"""What the leaves of a query tree match, and what each adds to the scores of articles or paragraphs.

Of a word, or a pattern, nothing is worked out before it is asked for, and then either for all texts or for a few; the
first is kept for later queries (`searcher.cache`). Of a phrase and the like all texts are known at once
(`searcher.matching.listed_leaf`), and these are kept, too. What only restricts adds nothing, and is one leaf however
many conditions are joined in it (`searcher.matching.filters`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeGuard

import numpy as np

from index import Snapshot
from index.analysis import Analyzer
from index.lazy import cached_property
from index.storage.arrays import IntArray
from searcher import ranking
from searcher.cache import ByteBoundedCache
from searcher.language.query import Expanded, Fuzzy, Pattern, Phrase, Positional, Query, Word
from searcher.matching.filters import RestrictionMasks
from searcher.matching.listed_leaf import ListedLeaf
from searcher.matching.matches import Matches
from searcher.matching.positional_scores import positional_leaf
from searcher.matching.proximity import distinct
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.matching.scorer import Scorer
from searcher.postings.occurrences import (
    WeightedFrequencies,
    frequencies_within,
    listed,
    paragraph_frequencies_within,
)
from searcher.ranking import ScoreArray

# Memory for what was worked out of words and phrases already asked: the frequent ones, which cost most, stay.
_MATCHES_CACHE: Final = 24 << 20
_LISTED_CACHE: Final = 12 << 20

_MatchesCache = ByteBoundedCache[tuple[object, ...], Matches]


class Leaves:
    """The leaves of any tree that is asked of one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self.scorer = Scorer(snapshot)
        self.restrictions = RestrictionMasks(snapshot, analyzer)
        self._matches: _MatchesCache = ByteBoundedCache(_MATCHES_CACHE)
        self._listed = ByteBoundedCache[tuple[Query, RetrievalUnit], ListedLeaf](_LISTED_CACHE)

    def leaf(self, item: Query, unit: RetrievalUnit) -> ScoredLeaf:
        """What one word, phrase or the like adds to scores."""
        if _has_terms(item, unit):
            return TermsLeaf(self.scorer, self._matches, item, unit)
        return self._listed.get((item, unit), lambda: self._listed_leaf(item, unit))

    def weight_of(self, item: Query) -> float:
        """How much an item says about an article: its idf."""
        return self.leaf(item, self.scorer.articles).idf

    def articles_with(self, item: Query, segment: int) -> IntArray:
        """The live articles of segment number `segment` that hold a phrase or the like, ascending.

        Of a word or pattern: in no order, some perhaps more than once or deleted.
        """
        return self.leaf(item, self.scorer.articles).numbers(segment)

    def passes(self, segment: int, article: int, restriction: Query) -> bool:
        """Whether an article of segment number `segment` satisfies a restriction."""
        return bool(self.restrictions.mask(restriction, segment)[article])

    def _listed_leaf(self, item: Query, unit: RetrievalUnit) -> ListedLeaf:
        scorer = self.scorer
        if isinstance(item, Positional):

            def idf_of(leaf: Query) -> float:
                return self.leaf(leaf, unit).idf

            return positional_leaf(scorer, unit, item, idf_of)
        if not isinstance(item, (Phrase, Pattern, Fuzzy)):
            raise TypeError(f"no evaluation for {item!r}")

        def frequencies(segment: int) -> WeightedFrequencies:
            if isinstance(item, Phrase):
                return unit.phrase_frequencies(segment, item)
            return unit.frequencies(segment, scorer.slots(item)[segment], item.fieldname)

        return ListedLeaf.of(unit, frequencies, item.boost)


def _has_terms(item: Query, unit: RetrievalUnit) -> TypeGuard[Expanded]:
    """Whether an item can be weighed by its lists alone. Of a pattern it takes more to know how many headlines, or
    paragraphs, have it."""
    if isinstance(item, (Pattern, Fuzzy)):
        return unit.lists_tell(item)
    return isinstance(item, Word)


class TermsLeaf:
    """An item that any of some terms answers, a word with its relatives or a pattern: its lists are known at once."""

    def __init__(self, scorer: Scorer, cache: _MatchesCache, item: Expanded, unit: RetrievalUnit) -> None:
        """cache: of what was worked out for all texts of a segment."""
        self._scorer = scorer
        self._cache = cache
        self._item = item
        self._unit = unit
        self._key = (item, unit)
        self.slots = scorer.slots(item)

    @cached_property
    def idf(self) -> float:
        return self._scorer.idf(self._item)

    @cached_property
    def max_score(self) -> float:
        return self._scorer.max_score(self._item, self._unit)

    def size(self, segment: int) -> int:
        return self.slots[segment].total

    def matches(self, segment: int) -> Matches:
        return self._cache.get((*self._key, segment), lambda: self._worked_out(segment))

    def numbers(self, segment: int) -> IntArray:
        """The texts that it is in, in no order, some perhaps more than once or deleted: what counting needs."""
        if not self._unit.lists_tell(self._item):
            return self.matches(segment).numbers
        return listed(self._unit.segments[segment].lists.posting_articles, self.slots[segment])

    def _worked_out(self, segment: int) -> Matches:
        return self._scored(
            segment, self._unit.frequencies(segment, self.slots[segment], self._item.fieldname)
        )

    def _scored(self, segment: int, found: WeightedFrequencies) -> Matches:
        return self._unit.scored(segment, self.idf * self._item.boost, found)

    def scores_within(self, segment: int, numbers: IntArray) -> ScoreArray:
        held = self._cache.held((*self._key, segment))
        if held is None and not self._unit.whole and len(numbers):
            held = self._near(segment, numbers)
        return (self.matches(segment) if held is None else held).scores_of(numbers)

    def is_open(self, segment: int) -> bool:
        """Whether nothing is worked out in a segment yet, and it can be asked of some articles alone."""
        return self._unit.lists_tell(self._item) and self._cache.held((*self._key, segment)) is None

    def _near(self, segment: int, numbers: IntArray) -> Matches:
        """Its matches in the articles that these parts of them belong to."""
        view = self._unit.segments[segment]
        articles = distinct(self._unit.articles(segment, numbers))
        with self._scorer.scratch.marks(view.article_count, articles) as chosen:
            found = paragraph_frequencies_within(view, self.slots[segment], articles, chosen)
        return self._scored(segment, found)


def scores_within(
    scorer: Scorer, leaves: Sequence[ScoredLeaf], segment: int, numbers: IntArray
) -> ScoreArray:
    """What leaves add together to some texts of a segment, ascending."""
    scores = np.zeros(len(numbers), np.float64)
    words = [leaf for leaf in leaves if isinstance(leaf, TermsLeaf) and leaf.is_open(segment)]
    for leaf in leaves:
        if leaf not in words:
            scores += leaf.scores_within(segment, numbers)
    if words and len(numbers):
        view = scorer.snapshot.segments[segment]
        with scorer.scratch.marks(view.article_count, numbers) as chosen:
            found = frequencies_within(view, [word.slots[segment] for word in words], numbers, chosen)
        max_scores = np.array([word.max_score for word in words], np.float32)
        damping = scorer.statistics.article_damping[scorer.postings.article_bases[segment] + numbers]
        scores += ranking.of_units(ranking.units(max_scores[:, None], found, damping).sum(axis=0))
    return scores


#: A leaf of either kind. `max_score`: no text gets more from it. `size`: about how many texts of a segment it is in.
#: `matches`: all of these that are live, with scores. `numbers`: what counting needs. `scores_within`: what some get.
ScoredLeaf = ListedLeaf | TermsLeaf
