"""Answering a query tree over whole arrays: which articles or paragraphs match, and with what score.

A node's answer in one segment is a `Matches`: ascending numbers and their scores, worked out by set operations on
arrays, never by a loop over postings. `searcher.ranking` has the formula; statistics (how many articles hold a word,
average lengths) are those of the whole snapshot, so the score of an article does not depend on its segment. Articles
that are deleted but not yet merged away still count in the statistics, as in Whoosh and Lucene.

Paragraphs: an article has to match the query as a whole (AND and NOT hold for the article); then those of its
paragraphs are ranked that hold something sought, each by what itself holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.analysis import Analyzer
from index.inversion import TITLE_LIMIT, TITLE_SHIFT
from index.segment import SegmentView
from searcher import ranking
from searcher.query import And, AndMaybe, Every, FieldValue, Not, NullQuery, Or, Phrase, Query, Word, sought
from searcher.ranking import FloatArray
from searcher.vocabulary import Vocabulary

# Below this share of a segment's articles, adding up by sorting beats adding up in an array of all of them.
_SPARSE: Final = 1 / 16
# A word's place as one number: passage << 32 | word number in the passage.
_POSITION_BITS: Final = 32

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Matches:
    """Articles (or passages) of one segment: `numbers` ascending and distinct, a score for each."""

    numbers: Numbers
    scores: FloatArray

    def where(self, mask: npt.NDArray[np.bool_]) -> Matches:
        """Those for which `mask` (bool, one a match) holds."""
        return Matches(self.numbers[mask], self.scores[mask])


_NOTHING: Final = Matches(np.zeros(0, np.int64), np.zeros(0, np.float32))


@dataclass(frozen=True)
class Frequencies:
    """Where a word or phrase occurs in one segment: numbers ascending, and the weighted frequency in each."""

    numbers: Numbers
    values: FloatArray


def _summed(
    numbers: Sequence[Numbers], values: Sequence[FloatArray], size: int
) -> tuple[Numbers, FloatArray]:
    """Union of ascending lists, values added up where lists share a number below `size`."""
    if not numbers:
        return _NOTHING.numbers, _NOTHING.scores
    if len(numbers) == 1:
        return numbers[0], values[0]
    if sum(map(len, numbers)) < size * _SPARSE:
        joined = np.concatenate(numbers)
        order = np.argsort(joined, kind="stable")
        joined = joined[order]
        first = np.flatnonzero(np.diff(joined, prepend=-1))
        return joined[first], np.add.reduceat(np.concatenate(values)[order], first) if len(first) else (
            _NOTHING.scores
        )
    totals = np.zeros(size, np.float32)
    present = np.zeros(size, np.bool_)
    for some, their in zip(numbers, values, strict=True):
        totals[some] += their
        present[some] = True
    union = np.flatnonzero(present)
    return union, totals[union]


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
        self.vocabulary = Vocabulary(snapshot, analyzer)
        self._segments = [SegmentStatistics(view, self) for view in snapshot.segments]
        self._article_total = sum(view.article_count for view in snapshot.segments)

    @cached_property
    def average_article_length(self) -> float:
        words = sum(view.body_word_count for view in self.snapshot.segments)
        return words / max(self._article_total, 1)

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
        answer = _Answer(self, self._segments)
        return [
            _without_deleted(answer.node(query, place), statistics.view)
            for place, statistics in enumerate(self._segments)
        ]

    def paragraphs(self, query: Query) -> list[Matches]:
        """For each segment the passages (numbered through the segment) that match, by the module's rule."""
        items = [item for item in sought(query) if item.fieldname == "text"]
        scored = _ParagraphScores(self, self._segments, items)
        return [
            scored.within(place, matches.numbers) if items else self._all_paragraphs(place, matches)
            for place, matches in enumerate(self.articles(query))
        ]

    def _all_paragraphs(self, place: int, articles: Matches) -> Matches:
        """Every paragraph of these articles, with the score of its article."""
        first = self._segments[place].view.first_passages
        counts = first[articles.numbers + 1] - first[articles.numbers] - 1
        before = np.cumsum(counts) - counts
        begins = np.repeat(first[articles.numbers] + 1 - before, counts)
        return Matches(begins + np.arange(len(begins)), np.repeat(articles.scores, counts))

    # --- words

    def form_numbers(self, item: Word, view: SegmentView) -> list[tuple[int, float]]:
        """The terms of a segment that a word is searched with, and their weights."""
        weighted = self.vocabulary.relatives(item.text).items()
        return [
            (number, weight) for form, weight in weighted if (number := view.terms.find(form)) is not None
        ]

    def forms_sought(self, item: Word | Phrase) -> tuple[frozenset[str], ...]:
        """For each word of an item the forms that count as that word."""
        if isinstance(item, Phrase):
            return tuple(frozenset((form,)) for form in item.words)
        return (frozenset(self.vocabulary.relatives(item.text)),)

    def weight_of(self, item: Word | Phrase) -> float:
        """How much an item says about an article: its idf."""
        words = [item.text] if isinstance(item, Word) else item.words
        held = min(
            sum(
                view.document_frequency(number)
                for view in self.snapshot.segments
                if (number := view.terms.find(word)) is not None
            )
            for word in words
        )
        return ranking.idf(self._article_total, held)

    @property
    def article_total(self) -> int:
        return self._article_total

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


class _Answer:
    """One evaluation of one query over articles; a word's postings are looked up once for all segments."""

    def __init__(self, evaluator: Evaluator, segments: Sequence[SegmentStatistics]) -> None:
        self._evaluator = evaluator
        self._segments = segments
        self._found: dict[Query, tuple[list[Frequencies], float]] = {}

    def node(self, query: Query, place: int) -> Matches:
        """What matches in the segment at `place`."""
        size = self._segments[place].view.article_count
        match query:
            case Word() | Phrase():
                return self._leaf(query, place)
            case FieldValue():
                return _unscored(self._evaluator.holding_value(query, place))
            case Or():
                parts = [self.node(child, place) for child in query.subqueries]
                return Matches(
                    *_summed([part.numbers for part in parts], [part.scores for part in parts], size)
                )
            case And():
                return self._all_of(query.subqueries, place)
            case AndMaybe():
                required, optional = (self.node(child, place) for child in (query.a, query.b))
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
        wanted = [self.node(child, place) for child in children if not isinstance(child, Not)]
        excluded = [self.node(child.query, place) for child in children if isinstance(child, Not)]
        size = self._segments[place].view.article_count
        matches = reduce(_both, wanted) if wanted else _unscored(np.arange(size))
        for exclusion in excluded:
            matches = matches.where(~np.isin(matches.numbers, exclusion.numbers, assume_unique=True))
        return matches

    def _leaf(self, item: Word | Phrase, place: int) -> Matches:
        if item not in self._found:
            found = [_article_frequencies(self._evaluator, item, each.view) for each in self._segments]
            holding = sum(len(frequencies.numbers) for frequencies in found)
            self._found[item] = found, ranking.idf(self._evaluator.article_total, holding)
        found, idf = self._found[item]
        numbers, values = found[place].numbers, found[place].values
        damping = self._segments[place].article_damping[numbers]
        return Matches(numbers, ranking.ARTICLES.score(idf * item.boost, values, damping))


def _unscored(numbers: Numbers) -> Matches:
    return Matches(numbers, np.zeros(len(numbers), np.float32))


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


def _article_frequencies(evaluator: Evaluator, item: Word | Phrase, view: SegmentView) -> Frequencies:
    """Where a word or phrase occurs, by article."""
    if isinstance(item, Phrase):
        passages, _ = phrase_places(view, item.words)
        articles = view.article_of_passage[passages].astype(np.int64)
        in_title = passages == view.first_passages[articles]
        if item.fieldname == "title":
            articles, in_title = articles[in_title], in_title[in_title]
        weights = np.where(in_title, np.float32(ranking.TITLE), np.float32(1))
        return _frequencies_of([articles], [weights])
    numbers, values = [], []
    for term, weight in evaluator.form_numbers(item, view):
        postings = view.postings(term)
        articles, packed = postings.articles.astype(np.int64), postings.frequencies
        if item.fieldname == "title":
            title = packed >> TITLE_SHIFT & TITLE_LIMIT
            articles, frequencies = articles[title > 0], title[title > 0].astype(np.float32)
        else:
            frequencies = ranking.WEIGHTED_FREQUENCY[packed]
        numbers.append(articles)
        values.append(frequencies * np.float32(weight))
    return Frequencies(*_summed(numbers, values, view.article_count))


def _frequencies_of(numbers: list[Numbers], weights: list[FloatArray]) -> Frequencies:
    """Add up weights of numbers that ascend but may repeat."""
    joined, each = np.concatenate(numbers), np.concatenate(weights)
    first = np.flatnonzero(np.diff(joined, prepend=-1))
    sums = np.add.reduceat(each, first) if len(first) else each
    return Frequencies(joined[first], sums.astype(np.float32))


def phrase_places(view: SegmentView, words: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Where these forms stand side by side: passage and word number of the first, ascending."""
    terms = [view.terms.find(word) for word in words]
    if None in terms or not terms:
        return _NOTHING.numbers, _NOTHING.numbers
    # Rarest first: the candidates never grow.
    by_rarity = sorted(
        enumerate(terms), key=lambda pair: view.document_frequency(pair[1]) if pair[1] is not None else 0
    )
    candidates: Numbers | None = None
    for offset, term in by_rarity:
        assert term is not None
        passages, positions = view.positions(term)
        # A word may begin a phrase only at its place in the passage, so that keys of two passages never meet.
        within = positions >= offset
        keys = (passages[within] << _POSITION_BITS) + positions[within] - offset
        candidates = keys if candidates is None else candidates[_contains(keys, candidates)]
    assert candidates is not None
    return candidates >> _POSITION_BITS, candidates & ((1 << _POSITION_BITS) - 1)


def _contains(ascending: Numbers, wanted: Numbers) -> npt.NDArray[np.bool_]:
    """For each of `wanted` whether it is in `ascending`."""
    if not len(ascending):
        return np.zeros(len(wanted), np.bool_)
    at = np.searchsorted(ascending, wanted)
    at[at == len(ascending)] = 0
    found: npt.NDArray[np.bool_] = ascending[at] == wanted
    return found


class _ParagraphScores:
    """Scores of paragraphs for what is sought, over all segments."""

    def __init__(
        self, evaluator: Evaluator, segments: Sequence[SegmentStatistics], items: Sequence[Word | Phrase]
    ) -> None:
        self._segments = segments
        found = [[_passage_frequencies(evaluator, item, each.view) for each in segments] for item in items]
        self._scored = [
            (
                each,
                ranking.idf(evaluator.paragraph_total, sum(len(part.numbers) for part in each)) * item.boost,
            )
            for item, each in zip(items, found, strict=True)
        ]

    def within(self, place: int, articles: Numbers) -> Matches:
        """The paragraphs of these articles of a segment that hold something sought."""
        statistics = self._segments[place]
        view = statistics.view
        chosen = np.zeros(view.article_count, np.bool_)
        chosen[articles] = True
        numbers, scores = [], []
        for found, idf in self._scored:
            part = found[place]
            damping = statistics.passage_damping[part.numbers]
            numbers.append(part.numbers)
            scores.append(ranking.PARAGRAPHS.score(idf, part.values, damping))
        matches = Matches(*_summed(numbers, scores, len(view.passage_lengths)))
        return matches.where(chosen[view.article_of_passage[matches.numbers]])


def _passage_frequencies(evaluator: Evaluator, item: Word | Phrase, view: SegmentView) -> Frequencies:
    """Where a word or phrase occurs, by paragraph (headlines left out)."""
    is_headline = view.is_headline
    if isinstance(item, Phrase):
        passages, _ = phrase_places(view, item.words)
        passages = passages[~is_headline[passages]]
        return _frequencies_of([passages], [np.ones(len(passages), np.float32)])
    numbers, values = [], []
    for term, weight in evaluator.form_numbers(item, view):
        passages, frequencies = view.passage_postings(term)
        keep = ~is_headline[passages]
        numbers.append(passages[keep])
        values.append(frequencies[keep].astype(np.float32) * np.float32(weight))
    return Frequencies(*_summed(numbers, values, len(view.passage_lengths)))
