"""Answering a query tree over whole arrays: which articles or paragraphs match, and with what score.

A tree is answered in the way that takes least for what is asked:

- `best`, `first`: the best alone. Those of any-of queries, the usual ones, are found without scoring every match
  (`searcher.any_of`).
- `articles`, `paragraphs`: all that matches, with scores. For the best of other queries, where age weighs scores, for
  paragraphs by date, and for whole results. `articles_by_sum` is the same without `searcher.completeness`.
- `mask`, `masks`: which of all articles match, without scores. For counts and facets, and for what only restricts.
- `searcher.membership.matching`: which of some articles match. For one stretch of dates after the
  other, and for an article that is marked.
- `scores`: those of some articles that are known to match, as of the few that were found by date.

The inner nodes of the tree join what its leaves find (`searcher.leaves`), segment by segment.
`searcher.ranking` has the formula; statistics (how many articles hold a word, average lengths) are those of the whole
snapshot, so the score of an article does not depend on its segment. Articles that are deleted but not yet merged away
still count in the statistics, as in Whoosh and Lucene.

Paragraphs: an article has to match the query as a whole (AND and NOT hold for the article); then those of its
paragraphs are ranked that hold something sought, each by what itself holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final, TypeGuard

import numpy as np

from index import Snapshot
from index.analysis import Analyzer
from index.arrays import IntArray, Mask, ranges
from index.lazy import cached_property
from searcher import ranking
from searcher.any_of import AnyOfQuestion, FirstFound
from searcher.cache import ByteBoundedCache, remembering
from searcher.chronology import Chronology
from searcher.completeness import Complete, complete
from searcher.filters import RestrictionMasks
from searcher.language.algebra import any_of_parts, is_restriction
from searcher.language.query import (
    And,
    AndMaybe,
    Every,
    Expanded,
    Fuzzy,
    Not,
    NullQuery,
    Or,
    Pattern,
    Phrase,
    Positional,
    Query,
    Word,
    each_sought,
    in_title,
    only_excludes,
)
from searcher.leaves import ListedLeaf, ScoredLeaf, TermsLeaf, scores_within
from searcher.matches import (
    NOTHING,
    Matches,
    Ranked,
    intersection,
    mark,
    not_deleted,
    union,
    unscored,
    with_optional,
)
from searcher.occurrences import WeightedFrequencies, article_frequencies
from searcher.patterns import Patterns
from searcher.phrases import phrase_by_article, phrase_by_paragraph
from searcher.positional_scores import positional_leaf
from searcher.postings import Tables, postings_of
from searcher.ranking import ScoreArray
from searcher.scratch import QueryScratch
from searcher.segment_text import SegmentText, paragraph_frequencies
from searcher.statistics import Statistics
from searcher.suggesting.wording import Wording
from searcher.vocabulary import Vocabulary

# Memory for what was worked out of words and phrases already asked: the frequent ones, which cost most, stay.
_MATCHES_CACHE: Final = 24 << 20
_LISTED_CACHE: Final = 12 << 20
# Patterns of which it is known how many articles they find.
_PATTERNS: Final = 1000


class Evaluator:
    """Answers query trees over one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self.snapshot = snapshot
        self.scratch = QueryScratch()
        self.postings = postings_of(snapshot.segments)
        self.vocabulary = Vocabulary(self.postings)
        self.statistics = Statistics(snapshot)
        self.chronology = Chronology(snapshot)
        self.matches_cache = ByteBoundedCache[tuple[object, ...], Matches](_MATCHES_CACHE)
        self._listed = ByteBoundedCache[tuple[Query, bool], ListedLeaf](_LISTED_CACHE)
        self._restriction_masks = RestrictionMasks(snapshot, analyzer)
        self.analyzer = analyzer
        self._patterns = Patterns(snapshot)
        self._pattern_frequency = remembering(_PATTERNS, self._frequency_of_pattern)

    @cached_property
    def wording(self) -> Wording:
        """What the words of the snapshot have to say to whoever types a query."""
        return Wording(self.snapshot, self.analyzer)

    def scored(self, segment: int, weight: float, found: WeightedFrequencies, *, paragraphs: bool) -> Matches:
        """Frequencies as matches: deleted articles left out, and each with its score.

        weight: of what has these frequencies, its idf times its boost.
        """
        view = self.snapshot.segments[segment]
        numbers, values = found
        if (kept := not_deleted(numbers, view, paragraphs=paragraphs)) is not None:
            numbers, values = numbers[kept], values[kept]
        if paragraphs:
            lengths = view.passages.lengths(numbers)
            damping = ranking.PARAGRAPHS.damping(lengths, self.statistics.average_paragraph_length)
            return Matches(numbers, ranking.PARAGRAPHS.score(weight, values, damping))
        max_score, damping = weight * self.saturation(), self.statistics.article_damping
        return Matches(numbers, self.postings.scores(segment, numbers, values, max_score, damping))

    def slots(self, item: Expanded) -> Tables:
        """For each segment the terms that answer an item."""
        return self.vocabulary.slots(item.text) if isinstance(item, Word) else self._patterns.slots(item)

    def idf(self, item: Expanded | Phrase) -> float:
        """How much a word, a pattern, or a word alone in quotes says about an article."""
        if isinstance(item, Word):
            return self.vocabulary.expansion(item.text).idf
        if isinstance(item, Phrase):
            document_frequency = sum(each.total for each in self.vocabulary.very_slots(item.words[0]))
        else:
            document_frequency = self._pattern_frequency(item)
        return self.statistics.idf(document_frequency, paragraphs=False)

    def _frequency_of_pattern(self, item: Pattern | Fuzzy) -> int:
        """How many articles hold a form that fits."""
        return self.postings.document_frequency(
            self._patterns.slots(item), [None] * len(self.snapshot.segments)
        )

    def weight_of(self, item: Query) -> float:
        """How much an item says about an article: its idf."""
        return self.leaf(item, paragraphs=False).idf

    def text(self, segment: int, chosen: Mask) -> SegmentText:
        """Where leaves stand in some articles (bool, one an article) of segment number `segment`."""
        return SegmentText(
            self.postings,
            segment,
            chosen,
            lambda leaf: self.slots(leaf)[segment],
        )

    def passes(self, segment: int, article: int, restriction: Query) -> bool:
        """Whether an article of segment number `segment` satisfies a restriction."""
        return bool(self._restriction_masks.mask(restriction, segment)[article])

    # --- whole answers

    def best(self, query: Query, count: int, *, paragraphs: bool) -> Ranked:
        """Matches that hold the `count` best (with all that tie with the last of them)."""
        parts = any_of_parts(query)
        if parts is None or (
            paragraphs and any(in_title(item) or only_excludes(item) for item in parts.items)
        ):
            matches = self.paragraphs(query) if paragraphs else self.articles(query)
            return Ranked.of(matches, self.postings.bases(paragraphs=paragraphs))
        return AnyOfQuestion(self, *parts, paragraphs=paragraphs).best(count)

    def first(self, query: Query, considered: int, words: Sequence[Word], count: int) -> FirstFound | None:
        """The first `count` articles, when the best of the best `considered` had a second look for some words.

        None where the query is not of the kind of which that is known at once.
        """
        parts = any_of_parts(query)
        if parts is None:
            return None
        return AnyOfQuestion(self, *parts, paragraphs=False).first(considered, words, count)

    def max_score(self, item: Expanded | Phrase, *, paragraphs: bool = False) -> float:
        """What a word, a pattern, or a word alone in quotes adds to a score at the most."""
        return self.idf(item) * item.boost * self.saturation(paragraphs=paragraphs)

    def saturation(self, *, paragraphs: bool = False) -> float:
        """What a word of weight 1 adds to a score at the most: no saturated frequency is more than 1."""
        return (ranking.PARAGRAPHS if paragraphs else ranking.ARTICLES).k1 + 1

    @cached_property
    def live(self) -> Mask | None:
        """Bool, one an article of all segments: True where it is not deleted; None where none is."""
        segments = self.snapshot.segments
        if all(view.deleted is None for view in segments):
            return None
        return np.concatenate([view.live() for view in segments])

    def articles(self, query: Query) -> list[Matches]:
        """For each segment the articles that match, deleted ones left out, with the scores that order them."""
        matches = self.articles_by_sum(query)
        whole = self._complete(query)
        if whole is None:
            return matches
        return [whole.raised(self, part, segment) for segment, part in enumerate(matches)]

    def articles_by_sum(self, query: Query) -> list[Matches]:
        """The same with the sum of what the parts of the query add, however many of its words are there."""
        return [self._node(query, segment) for segment in range(len(self.snapshot.segments))]

    def _complete(self, query: Query) -> Complete | None:
        parts = any_of_parts(query)
        return complete(self, parts.items) if parts else None

    def paragraphs(self, query: Query) -> list[Matches]:
        """For each segment the passages (numbered through the segment) that match, by the module's rule."""
        items = [item for item in each_sought(query) if not in_title(item)]
        articles = self.articles_by_sum(query)
        if not items:
            return [self._all_paragraphs(segment, matches) for segment, matches in enumerate(articles)]
        leaves = [self.leaf(item, paragraphs=True) for item in items]
        return [
            self._paragraphs_within([leaf.matches(segment) for leaf in leaves], segment, matches)
            for segment, matches in enumerate(articles)
        ]

    def _paragraphs_within(self, parts: Sequence[Matches], segment: int, articles: Matches) -> Matches:
        """The paragraphs of these articles of a segment that hold something sought."""
        view = self.snapshot.segments[segment]
        matches = union(parts)
        with self.scratch.marks(view.article_count, articles.numbers) as chosen:
            return matches.where(chosen[view.passages.articles(matches.numbers)])

    def _all_paragraphs(self, segment: int, articles: Matches) -> Matches:
        """Every paragraph of these articles, with the score of its article."""
        first = self.snapshot.segments[segment].passages.first
        counts = first[articles.numbers + 1] - first[articles.numbers] - 1
        numbers = ranges(first[articles.numbers] + 1, counts).astype(np.int32)
        return Matches(numbers, np.repeat(articles.scores, counts))

    # --- which articles match, without scores

    def masks(self, query: Query) -> list[Mask]:
        """For each segment bool, one an article: True for live ones that match. Not to be written to."""
        return [self.mask(query, segment) for segment in range(len(self.snapshot.segments))]

    def mask(self, query: Query, segment: int) -> Mask:
        """Bool, one an article of segment number `segment`: True for live ones that match. Not to be written to."""
        view = self.snapshot.segments[segment]
        if is_restriction(query):
            return self._restriction_masks.mask(query, segment)
        match query:
            case Or():
                return self._mask_of_any(query.subqueries, segment)
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
                mark(found, self.leaf(query, paragraphs=False).numbers(segment))
        if view.deleted is not None:
            found &= ~view.deleted
        return found

    def articles_with(self, leaf: Query, segment: int) -> IntArray:
        """The live articles of segment number `segment` that hold a phrase or the like, ascending.

        Of a word or pattern: in no order, some perhaps more than once or deleted.
        """
        return self.leaf(leaf, paragraphs=False).numbers(segment)

    def scores(self, query: Query, segment: int, articles: IntArray) -> ScoreArray:
        """The scores of some articles, ascending, that match."""
        found, whole = self._scores(query, segment, articles), self._complete(query)
        return found if whole is None else found + whole.added(self, articles, segment)

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
        return scores_within(self, [self.leaf(query, paragraphs=False)], segment, articles)

    # --- matches with scores

    def _node(self, query: Query, segment: int) -> Matches:
        """What matches in segment number `segment`."""
        if is_restriction(query):
            return unscored(np.flatnonzero(self._restriction_masks.mask(query, segment)))
        match query:
            case Or():
                return union([self._node(child, segment) for child in query.subqueries])
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
        return self.leaf(query, paragraphs=False).matches(segment)

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

    # --- leaves

    def leaf(self, item: Query, *, paragraphs: bool) -> ScoredLeaf:
        """What one word, phrase or the like adds to scores."""
        if _has_terms(item, paragraphs=paragraphs):
            return TermsLeaf(self, item, paragraphs=paragraphs)
        return self._listed.get((item, paragraphs), lambda: self._listed_leaf(item, paragraphs=paragraphs))

    def _listed_leaf(self, item: Query, *, paragraphs: bool) -> ListedLeaf:
        if isinstance(item, Positional):
            return positional_leaf(self, item, paragraphs=paragraphs)
        if not isinstance(item, (Phrase, Pattern, Fuzzy)):
            raise TypeError(f"no evaluation for {item!r}")

        def frequencies(segment: int) -> WeightedFrequencies:
            view = self.snapshot.segments[segment]
            if not isinstance(item, Phrase):
                terms = self.slots(item)[segment]
                if paragraphs:
                    return paragraph_frequencies(view, terms)
                return article_frequencies(view, terms, item.fieldname)
            if paragraphs:
                return phrase_by_paragraph(self.postings, segment, item.words)
            if len(item.words) == 1:
                return article_frequencies(
                    view, self.vocabulary.very_slots(item.words[0])[segment], item.fieldname
                )
            return phrase_by_article(self.postings, segment, item.words, item.fieldname)

        return ListedLeaf.of(self, frequencies, item.boost, paragraphs=paragraphs)


def _has_terms(item: Query, *, paragraphs: bool) -> TypeGuard[Expanded]:
    """Whether an item can be weighed by its lists alone. Of a pattern it takes more to know how many headlines, or
    paragraphs, have it."""
    if isinstance(item, (Pattern, Fuzzy)):
        return item.fieldname == "text" and not paragraphs
    return isinstance(item, Word)
