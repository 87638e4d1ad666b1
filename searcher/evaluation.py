"""Answering a query tree over whole arrays: which articles or paragraphs match, and with what score.

A node's answer in one segment is a `Matches`: ascending numbers and their scores, worked out by set operations on
arrays, never by a loop over postings. `searcher.ranking` has the formula; statistics (how many articles hold a word,
average lengths) are those of the whole snapshot, so the score of an article does not depend on its segment. Articles
that are deleted but not yet merged away still count in the statistics, as in Whoosh and Lucene.

Paragraphs: an article has to match the query as a whole (AND and NOT hold for the article); then those of its
paragraphs are ranked that hold something sought, each by what itself holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.analysis import Analyzer
from index.segment import SegmentView
from searcher import ranking
from searcher.cache import ByteBoundedCache
from searcher.occurrences import (
    Frequencies,
    Numbers,
    article_frequencies,
    passage_frequencies,
    phrase_by_article,
    phrase_by_passage,
    summed,
)
from searcher.query import And, AndMaybe, Every, FieldValue, Not, NullQuery, Or, Phrase, Query, Word, sought
from searcher.ranking import FloatArray
from searcher.vocabulary import Vocabulary

# Memory for what was worked out of words already asked, articles and paragraphs each.
_CACHE_BYTES: Final = 24 << 20


class Matches(NamedTuple):
    """Articles (or passages) of one segment: `numbers` ascending and distinct, a score for each."""

    numbers: Numbers
    scores: FloatArray

    def where(self, mask: npt.NDArray[np.bool_]) -> Matches:
        """Those for which `mask` (bool, one a match) holds."""
        return Matches(self.numbers[mask], self.scores[mask])


_NOTHING: Final = Matches(np.zeros(0, np.int64), np.zeros(0, np.float32))


class _Leaf(NamedTuple):
    """A word or phrase, worked out: its matches in each segment."""

    matches: tuple[Matches, ...]

    @property
    def nbytes(self) -> int:
        return sum(part.numbers.nbytes + part.scores.nbytes for part in self.matches)


class SegmentStatistics:
    """What scoring needs of one segment beside its postings."""

    def __init__(self, view: SegmentView, evaluator: Evaluator) -> None:
        self.view = view
        self._evaluator = evaluator

    @cached_property
    def article_damping(self) -> FloatArray:
        lengths = self.view.articles_array("body_lengths")
        return ranking.ARTICLES.damping(lengths, self._evaluator.average_article_length)

    @cached_property
    def passage_damping(self) -> FloatArray:
        return ranking.PARAGRAPHS.damping(self.view.passage_lengths, self._evaluator.average_paragraph_length)


class Evaluator:
    """Answers query trees over one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self.snapshot = snapshot
        self._analyzer = analyzer
        self.vocabulary = Vocabulary(snapshot)
        self._segments = [SegmentStatistics(view, self) for view in snapshot.segments]
        self.article_total = sum(view.article_count for view in snapshot.segments)
        self._articles_of = ByteBoundedCache[Query, _Leaf](_CACHE_BYTES)
        self._paragraphs_of = ByteBoundedCache[Query, _Leaf](_CACHE_BYTES)

    @cached_property
    def average_article_length(self) -> float:
        words = sum(view.body_word_count for view in self.snapshot.segments)
        return words / max(self.article_total, 1)

    @cached_property
    def paragraph_total(self) -> int:
        return sum(len(view.passage_lengths) - view.article_count for view in self.snapshot.segments)

    @cached_property
    def average_paragraph_length(self) -> float:
        words = sum(view.body_word_count for view in self.snapshot.segments)
        return words / max(self.paragraph_total, 1)

    # --- whole answers

    def articles(self, query: Query) -> list[Matches]:
        """For each segment the articles that match, deleted ones left out."""
        return [
            _without_deleted(self._node(query, place), statistics.view)
            for place, statistics in enumerate(self._segments)
        ]

    def paragraphs(self, query: Query) -> list[Matches]:
        """For each segment the passages (numbered through the segment) that match, by the module's rule."""
        items = [item for item in sought(query) if item.fieldname == "text"]
        articles = self.articles(query)
        if not items:
            return [self._all_paragraphs(place, matches) for place, matches in enumerate(articles)]
        leaves = [self._paragraph_leaf(item) for item in items]
        return [
            self._paragraphs_within([leaf.matches[place] for leaf in leaves], place, matches.numbers)
            for place, matches in enumerate(articles)
        ]

    def _paragraphs_within(self, parts: Sequence[Matches], place: int, articles: Numbers) -> Matches:
        """The paragraphs of these articles of a segment that hold something sought."""
        view = self._segments[place].view
        chosen = np.zeros(view.article_count, np.bool_)
        chosen[articles] = True
        matches = _any_of(parts, len(view.passage_lengths))
        return matches.where(chosen[view.article_of_passage[matches.numbers]])

    def _all_paragraphs(self, place: int, articles: Matches) -> Matches:
        """Every paragraph of these articles, with the score of its article."""
        first = self._segments[place].view.first_passages
        counts = first[articles.numbers + 1] - first[articles.numbers] - 1
        before = np.cumsum(counts) - counts
        begins = np.repeat(first[articles.numbers] + 1 - before, counts)
        return Matches(begins + np.arange(len(begins)), np.repeat(articles.scores, counts))

    # --- inner nodes

    def _node(self, query: Query, place: int) -> Matches:
        """What matches in the segment at `place`."""
        size = self._segments[place].view.article_count
        match query:
            case Word() | Phrase():
                return self._article_leaf(query).matches[place]
            case FieldValue():
                return _unscored(self.holding_value(query, place))
            case Or():
                return _any_of([self._node(child, place) for child in query.subqueries], size)
            case And():
                return self._all_of(query.subqueries, place)
            case AndMaybe():
                required, optional = (self._node(child, place) for child in (query.a, query.b))
                return _plus(required, optional)
            case Not():
                return self._all_of((query,), place)
            case Every():
                return _unscored(np.arange(size))
        if query == NullQuery:  # an instance in Whoosh, not a class
            return _NOTHING
        raise TypeError(f"no evaluation for {query!r}")

    def _all_of(self, children: Iterable[Query], place: int) -> Matches:
        children = list(children)
        wanted = [self._node(child, place) for child in children if not isinstance(child, Not)]
        excluded = [self._node(child.query, place) for child in children if isinstance(child, Not)]
        size = self._segments[place].view.article_count
        matches = reduce(_both, wanted) if wanted else _unscored(np.arange(size))
        for exclusion in excluded:
            matches = matches.where(~np.isin(matches.numbers, exclusion.numbers, assume_unique=True))
        return matches

    # --- leaves

    def _article_leaf(self, item: Word | Phrase) -> _Leaf:
        def frequencies(place: int, view: SegmentView) -> Frequencies:
            if isinstance(item, Phrase):
                return phrase_by_article(view, item.words, item.fieldname)
            return article_frequencies(view, self.vocabulary.slots(item.text)[place], item.fieldname)

        return self._articles_of.get(
            item, lambda: self._scored(item, frequencies, ranking.ARTICLES, self.article_total)
        )

    def _paragraph_leaf(self, item: Word | Phrase) -> _Leaf:
        def frequencies(place: int, view: SegmentView) -> Frequencies:
            if isinstance(item, Phrase):
                return phrase_by_passage(view, item.words)
            return passage_frequencies(view, self.vocabulary.slots(item.text)[place])

        return self._paragraphs_of.get(
            item, lambda: self._scored(item, frequencies, ranking.PARAGRAPHS, self.paragraph_total)
        )

    def _scored(
        self,
        item: Word | Phrase,
        frequencies: Callable[[int, SegmentView], Frequencies],
        model: ranking.BM25,
        total: int,
    ) -> _Leaf:
        """Matches of a word or phrase in every segment; its idf is that of all of them together."""
        found = [frequencies(place, each.view) for place, each in enumerate(self._segments)]
        idf = ranking.idf(total, sum(len(part.numbers) for part in found)) * item.boost
        matches = []
        for part, each in zip(found, self._segments, strict=True):
            damping = each.article_damping if model is ranking.ARTICLES else each.passage_damping
            matches.append(Matches(part.numbers, model.score(idf, part.values, damping[part.numbers])))
        return _Leaf(tuple(matches))

    def forms_sought(self, item: Word | Phrase) -> tuple[frozenset[str], ...]:
        """For each word of an item the forms that count as that word."""
        if isinstance(item, Phrase):
            return tuple(frozenset((form,)) for form in item.words)
        return (frozenset(self.vocabulary.relatives(item.text)),)

    def weight_of(self, item: Word | Phrase) -> float:
        """How much an item says about an article: its idf."""
        held = sum(len(part.numbers) for part in self._article_leaf(item).matches)
        return ranking.idf(self.article_total, held)

    # --- metadata

    def holding_value(self, node: FieldValue, place: int) -> Numbers:
        """Articles of a segment whose metadata field has the value.

        A source or category that is exactly these words, if the index has it, else (and always with authors) every
        value that holds them side by side.
        """
        wanted = self._wanted_values(node)
        view = self._segments[place].view
        values = view.values(node.fieldname)
        numbers = [number for value in wanted if (number := values.find(value)) is not None]
        return np.flatnonzero(np.isin(view.value_numbers(node.fieldname), numbers))

    def _wanted_values(self, node: FieldValue) -> set[str]:
        exact, holding = set(), set()
        for view in self.snapshot.segments:
            for value in view.values(node.fieldname):
                words = tuple(token.form for token in self._analyzer.tokens(value))
                if words == node.words:
                    exact.add(value)
                elif _holds(words, node.words):
                    holding.add(value)
        return exact if exact and node.fieldname != "author" else exact | holding


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def _without_deleted(matches: Matches, view: SegmentView) -> Matches:
    return matches if view.deleted is None else matches.where(~view.deleted[matches.numbers])


def _unscored(numbers: Numbers) -> Matches:
    return Matches(numbers, np.zeros(len(numbers), np.float32))


def _any_of(parts: Sequence[Matches], size: int) -> Matches:
    """Whatever is in any part, scores added up."""
    parts = [part for part in parts if len(part.numbers)]
    if len(parts) < 2:
        return parts[0] if parts else _NOTHING
    numbers = np.concatenate([part.numbers for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    if scores.min() <= 0:  # a filter among them: what it alone matches has no score, but matches
        union = np.unique(numbers)
        totals = np.bincount(numbers, scores, size)[union]
        return Matches(union, totals.astype(np.float32))
    return Matches(*summed(numbers, scores, size))


def _both(a: Matches, b: Matches) -> Matches:
    numbers, in_a, in_b = np.intersect1d(a.numbers, b.numbers, assume_unique=True, return_indices=True)
    return Matches(numbers, a.scores[in_a] + b.scores[in_b])


def _plus(required: Matches, optional: Matches) -> Matches:
    """The required ones, their scores raised where the optional ones match too."""
    _, in_required, in_optional = np.intersect1d(
        required.numbers, optional.numbers, assume_unique=True, return_indices=True
    )
    scores = required.scores.copy()
    scores[in_required] += optional.scores[in_optional]
    return Matches(required.numbers, scores)
