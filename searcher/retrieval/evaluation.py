"""Answering a query tree over whole arrays: which articles or paragraphs match, and with what score.

A tree is answered in the way that takes least for what is asked:

- `best`, `first`: the best alone. Those of any-of queries, the usual ones, are found without scoring every match
  (`searcher.retrieval.any_of`).
- `matches`: all that matches, with scores. For the best of other queries, where age weighs scores, for paragraphs by
  date, and for whole results. `matches_by_sum` is the same without `searcher.retrieval.completeness`.
- `mask`, `masks`: which of all articles match, without scores. For counts and facets, and for what only restricts.
- `searcher.matching.membership.matching`: which of some articles match. For one stretch of dates after the
  other, and for an article that is marked.
- `scores`: those of some articles that are known to match, as of the few that were found by date.

The inner nodes of the tree join what its leaves find (`searcher.matching.leaves`), segment by segment. With which terms
a leaf is searched, and what it weighs, `searcher.matching.scorer` says.

Paragraphs: an article has to match the query as a whole (AND and NOT hold for the article); then those of its
paragraphs are ranked that hold something sought, each by what itself holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from index import Snapshot
from index.analysis import Analyzer
from index.lazy import cached_property
from index.storage.arrays import IntArray, Mask
from searcher.language.algebra import any_of_parts, is_restriction
from searcher.language.query import And, AndMaybe, Every, Not, NullQuery, Or, Query, Word, without
from searcher.language.sought import adding
from searcher.matching.leaves import Leaves, scores_within
from searcher.matching.matches import (
    NOTHING,
    Matches,
    Ranked,
    intersection,
    mark,
    union,
    unscored,
    with_optional,
)
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.ranking import ScoreArray
from searcher.retrieval.any_of import AnyOfQuestion, FirstFound
from searcher.retrieval.chronology import Chronology
from searcher.retrieval.completeness import Complete, complete
from searcher.suggesting.wording import Wording


class Evaluator:
    """Answers query trees over one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self.snapshot = snapshot
        self.analyzer = analyzer
        self.leaves = Leaves(snapshot, analyzer)
        self.scorer = self.leaves.scorer
        self.chronology = Chronology(snapshot)

    @cached_property
    def wording(self) -> Wording:
        """What the words of the snapshot have to say to whoever types a query."""
        return Wording(self.snapshot, self.analyzer)

    # --- whole answers

    def best(self, query: Query, unit: RetrievalUnit, count: int) -> Ranked:
        """Matches that hold the `count` best (with all that tie with the last of them)."""
        parts = any_of_parts(query)
        if parts is None or not unit.answers_any_of(parts.items):
            return Ranked.of(self.matches(query, unit), unit.bases)
        return AnyOfQuestion(self.leaves, unit, self.mask, parts).best(count)

    def first(self, query: Query, considered: int, words: Sequence[Word], count: int) -> FirstFound | None:
        """The first `count` articles, when the best of the best `considered` had a second look for some words.

        None where the query is not of the kind of which that is known at once.
        """
        parts = any_of_parts(query)
        if parts is None:
            return None
        question = AnyOfQuestion(self.leaves, self.scorer.articles, self.mask, parts)
        return question.first(considered, words, count)

    def matches(self, query: Query, unit: RetrievalUnit) -> list[Matches]:
        """For each segment the texts that match, deleted ones left out, with the scores that order them."""
        matches = self.matches_by_sum(query, unit)
        whole = self.complete(query) if unit.sees_words_together else None
        if whole is None:
            return matches
        return [whole.raised(self.leaves, part, segment) for segment, part in enumerate(matches)]

    def articles(self, query: Query) -> list[Matches]:
        """The same of articles."""
        return self.matches(query, self.scorer.articles)

    def matches_by_sum(self, query: Query, unit: RetrievalUnit) -> list[Matches]:
        """The same with the sum of what the parts of the query add, however many of its words are there."""
        articles = self.articles_by_sum(query)
        items = unit.scored_by(query)
        if not items:
            return [unit.of_articles(segment, matches) for segment, matches in enumerate(articles)]
        finding = without(items, adding(query)) or items
        found, added = (
            [self.leaves.leaf(item, unit) for item in parts] for parts in (finding, without(items, finding))
        )
        return [
            with_optional(
                self._within(unit, [leaf.matches(segment) for leaf in found], segment, matches),
                union([leaf.matches(segment) for leaf in added]),
            )
            for segment, matches in enumerate(articles)
        ]

    def articles_by_sum(self, query: Query) -> list[Matches]:
        """The same of articles."""
        return [self._node(query, segment) for segment in range(len(self.snapshot.segments))]

    def complete(self, query: Query) -> Complete | None:
        """The content words of a short question, and what an article with all of them has more; None for any other."""
        parts = any_of_parts(query)
        return complete(self.scorer, parts.items, parts.adding) if parts else None

    def _within(
        self, unit: RetrievalUnit, parts: Sequence[Matches], segment: int, articles: Matches
    ) -> Matches:
        """The texts of these articles of a segment that hold something sought."""
        matches = union(parts)
        with self.scorer.scratch.marks(unit.segments[segment].article_count, articles.numbers) as chosen:
            return matches.where(chosen[unit.articles(segment, matches.numbers)])

    # --- which articles match, without scores

    def masks(self, query: Query) -> list[Mask]:
        """For each segment bool, one an article: True for live ones that match. Not to be written to."""
        return [self.mask(query, segment) for segment in range(len(self.snapshot.segments))]

    def mask(self, query: Query, segment: int) -> Mask:
        """Bool, one an article of segment number `segment`: True for live ones that match. Not to be written to."""
        view = self.snapshot.segments[segment]
        if is_restriction(query):
            return self.leaves.restrictions.mask(query, segment)
        match query:
            case Or():
                return self._mask_of_any(query.finding, segment)
            case And():
                return reduce(np.logical_and, (self.mask(child, segment) for child in query.subqueries))
            case AndMaybe():
                return self.mask(query.a, segment)
            case Not():
                return view.live() & ~self.mask(query.query, segment)
            case Every():
                return view.live()
        return self._mask_of_any([query], segment)

    def _mask_of_any(self, queries: Sequence[Query], segment: int) -> Mask:
        view = self.snapshot.segments[segment]
        found = np.zeros(view.article_count, np.bool_)
        for query in queries:
            if isinstance(query, (And, AndMaybe, Every, Not, Or)) or is_restriction(query):
                found |= self.mask(query, segment)
            elif not isinstance(query, NullQuery):
                mark(found, self.leaves.articles_with(query, segment))
        if view.deleted is not None:
            found &= ~view.deleted
        return found

    def scores(self, query: Query, segment: int, articles: IntArray) -> ScoreArray:
        """The scores of some articles, ascending, that match."""
        found, whole = self._scores(query, segment, articles), self.complete(query)
        return found if whole is None else found + whole.added(self.leaves, articles, segment)

    def _scores(self, query: Query, segment: int, articles: IntArray) -> ScoreArray:
        if is_restriction(query) or isinstance(query, (Not, Every, NullQuery)):
            return np.zeros(len(articles), np.float64)
        if isinstance(query, (And, Or, AndMaybe)):
            total = np.zeros(len(articles), np.float64)
            for child in query.children():
                added = self._scores(child, segment, articles)
                if isinstance(
                    child, (And, Or, AndMaybe)
                ):  # under an Or it need not match; a leaf then gives 0
                    added = added * self.mask(child, segment)[articles]
                total += added
            return total
        return scores_within(self.scorer, [self.leaves.leaf(query, self.scorer.articles)], segment, articles)

    # --- matches with scores

    def _node(self, query: Query, segment: int) -> Matches:
        """What matches in segment number `segment`."""
        if is_restriction(query):
            return unscored(np.flatnonzero(self.leaves.restrictions.mask(query, segment)))
        match query:
            case Or():
                finding = query.finding
                found, added = (
                    union([self._node(child, segment) for child in children])
                    for children in (finding, without(query.subqueries, finding))
                )
                return with_optional(found, added)
            case And():
                return self._all_of(query.subqueries, segment)
            case AndMaybe():
                required, optional = (self._node(child, segment) for child in (query.a, query.b))
                return with_optional(required, optional)
            case Not():
                return self._all_of((query,), segment)
            case Every():
                return unscored(np.flatnonzero(self.snapshot.segments[segment].live()))
            case NullQuery():
                return NOTHING
        return self.leaves.leaf(query, self.scorer.articles).matches(segment)

    def _all_of(self, children: Iterable[Query], segment: int) -> Matches:
        masks = []
        wanted = []
        for child in children:
            if is_restriction(child) or isinstance(child, Not):
                masks.append(self.mask(child, segment))
            else:
                wanted.append(self._node(child, segment))
        if wanted:
            wanted.sort(key=lambda matches: len(matches.numbers))
            matches = reduce(intersection, wanted)
        else:
            matches = unscored(np.flatnonzero(self.snapshot.segments[segment].live()))
        for mask in masks:
            matches = matches.where(mask[matches.numbers])
        return matches
