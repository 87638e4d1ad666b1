"""Answering a query tree over whole arrays: which articles or paragraphs match, and with what score.

A node's answer in one segment is a `Matches`: ascending numbers and their scores, worked out by set operations on
arrays, never by a loop over postings. `searcher.ranking` has the formula; statistics (how many articles hold a word,
average lengths) are those of the whole snapshot, so the score of an article does not depend on its segment. Articles
that are deleted but not yet merged away still count in the statistics, as in Whoosh and Lucene.

Paragraphs: an article has to match the query as a whole (AND and NOT hold for the article); then those of its
paragraphs are ranked that hold something sought, each by what itself holds.

What was worked out of a word is kept for the next query (`searcher.cache`). Any-of queries, the usual ones, do not
score every match: see `searcher.pruning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce
from typing import Final, NamedTuple

import numpy as np

from index import Snapshot
from index.analysis import Analyzer
from index.segment import SegmentView
from searcher import ranking
from searcher.cache import ByteBoundedCache
from searcher.filters import Filters, is_restriction
from searcher.matches import NOTHING, Matches, any_of, both, count_of, look_up, plus, unscored
from searcher.occurrences import (
    Frequencies,
    Numbers,
    article_frequencies,
    passage_frequencies,
    phrase_by_article,
    phrase_by_passage,
)
from searcher.pruning import Bounded, best_of_any
from searcher.query import (
    And,
    AndMaybe,
    DateRange,
    Every,
    FieldValue,
    Has,
    Not,
    NullQuery,
    Or,
    Phrase,
    Query,
    Word,
    sought,
)
from searcher.ranking import FloatArray
from searcher.vocabulary import Vocabulary

# Memory for what was worked out of words and values already asked: the frequent ones, which cost most, stay.
_ARTICLE_CACHE: Final = 40 << 20
_PARAGRAPH_CACHE: Final = 24 << 20


class _Leaf(NamedTuple):
    """A word or phrase, worked out: its matches in each segment, and in how many articles (or paragraphs) it is."""

    matches: tuple[Bounded, ...]
    holding: int

    @property
    def nbytes(self) -> int:
        return sum(part.matches.numbers.nbytes + part.matches.scores.nbytes for part in self.matches)


class Ranked(NamedTuple):
    """For each segment matches that hold the best ones, and how many matches there are in all."""

    matches: list[Matches]
    total: Callable[[], int]


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
        self.vocabulary = Vocabulary(snapshot)
        self._segments = [SegmentStatistics(view, self) for view in snapshot.segments]
        self.article_total = sum(view.article_count for view in snapshot.segments)
        self._articles_of = ByteBoundedCache[Query, _Leaf](_ARTICLE_CACHE)
        self._paragraphs_of = ByteBoundedCache[Query, _Leaf](_PARAGRAPH_CACHE)
        self._filters = Filters(snapshot, analyzer)

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

    def best(self, query: Query, count: int, *, paragraphs: bool) -> Ranked:
        """Matches that hold the `count` best (with all that tie with the last of them)."""
        items = query.subqueries if isinstance(query, Or) else [query]
        if all(isinstance(item, (Word, Phrase)) for item in items) and not (
            paragraphs and any(item.fieldname == "title" for item in items)
        ):
            leaf_of = self._paragraph_leaf if paragraphs else self._article_leaf
            leaves = [leaf_of(item).matches for item in items]
            by_segment = [[leaf[place] for leaf in leaves] for place in range(len(self._segments))]
            sizes = [
                len(each.view.passage_lengths) if paragraphs else each.view.article_count
                for each in self._segments
            ]
            return Ranked(
                best_of_any(by_segment, count, sizes),
                lambda: sum(
                    count_of([part.matches for part in parts], size)
                    for parts, size in zip(by_segment, sizes, strict=True)
                ),
            )
        matches = self.paragraphs(query) if paragraphs else self.articles(query)
        return Ranked(matches, lambda: sum(len(part.numbers) for part in matches))

    def articles(self, query: Query) -> list[Matches]:
        """For each segment the articles that match, deleted ones left out."""
        return [self._node(query, place) for place in range(len(self._segments))]

    def paragraphs(self, query: Query) -> list[Matches]:
        """For each segment the passages (numbered through the segment) that match, by the module's rule."""
        items = [item for item in sought(query) if item.fieldname == "text"]
        articles = self.articles(query)
        if not items:
            return [self._all_paragraphs(place, matches) for place, matches in enumerate(articles)]
        leaves = [self._paragraph_leaf(item) for item in items]
        return [
            self._paragraphs_within([leaf.matches[place].matches for leaf in leaves], place, matches)
            for place, matches in enumerate(articles)
        ]

    def _paragraphs_within(self, parts: Sequence[Matches], place: int, articles: Matches) -> Matches:
        """The paragraphs of these articles of a segment that hold something sought."""
        view = self._segments[place].view
        chosen = np.zeros(view.article_count, np.bool_)
        chosen[articles.numbers] = True
        matches = any_of(parts, len(view.passage_lengths))
        return matches.where(chosen[view.article_of_passage[matches.numbers]])

    def _all_paragraphs(self, place: int, articles: Matches) -> Matches:
        """Every paragraph of these articles, with the score of its article."""
        first = self._segments[place].view.first_passages
        counts = first[articles.numbers + 1] - first[articles.numbers] - 1
        before = np.cumsum(counts) - counts
        begins = np.repeat(first[articles.numbers] + 1 - before, counts)
        numbers = (begins + np.arange(len(begins))).astype(np.int32)
        return Matches(numbers, np.repeat(articles.scores, counts))

    # --- inner nodes

    def _node(self, query: Query, place: int) -> Matches:
        """What matches in the segment at `place`."""
        view = self._segments[place].view
        match query:
            case Word() | Phrase():
                return self._article_leaf(query).matches[place].matches
            case FieldValue() | DateRange() | Has():
                return unscored(np.flatnonzero(self._filters.mask(query, place)))
            case Or():
                return any_of([self._node(child, place) for child in query.subqueries], view.article_count)
            case And():
                return self._all_of(query.subqueries, place)
            case AndMaybe():
                required, optional = (self._node(child, place) for child in (query.a, query.b))
                return plus(required, optional)
            case Not():
                return self._all_of((query,), place)
            case Every():
                return unscored(np.flatnonzero(view.live()))
        if query == NullQuery:  # an instance in Whoosh, not a class
            return NOTHING
        raise TypeError(f"no evaluation for {query!r}")

    def _all_of(self, children: Iterable[Query], place: int) -> Matches:
        masks = []
        wanted = []
        for child in children:
            if is_restriction(child):
                masks.append(self._filters.mask(child, place))
            elif isinstance(child, Not):
                mask = np.ones(self._segments[place].view.article_count, np.bool_)
                mask[self._node(child.query, place).numbers] = False
                masks.append(mask)
            else:
                wanted.append(self._node(child, place))
        if wanted:
            wanted.sort(key=lambda matches: len(matches.numbers))
            matches = reduce(both, wanted)
        else:
            matches = unscored(np.flatnonzero(self._segments[place].view.live()))
        for mask in masks:
            matches = matches.where(mask[matches.numbers])
        return matches

    # --- leaves

    def _article_leaf(self, item: Word | Phrase) -> _Leaf:
        def frequencies(place: int, view: SegmentView) -> Frequencies:
            if isinstance(item, Phrase):
                return phrase_by_article(view, item.words, item.fieldname)
            return article_frequencies(view, self.vocabulary.slots(item.text)[place], item.fieldname)

        return self._articles_of.get(item, lambda: self._scored(item, frequencies, paragraphs=False))

    def _paragraph_leaf(self, item: Word | Phrase) -> _Leaf:
        def frequencies(place: int, view: SegmentView) -> Frequencies:
            if isinstance(item, Phrase):
                return phrase_by_passage(view, item.words)
            return passage_frequencies(view, self.vocabulary.slots(item.text)[place])

        return self._paragraphs_of.get(item, lambda: self._scored(item, frequencies, paragraphs=True))

    def _scored(
        self, item: Word | Phrase, frequencies: Callable[[int, SegmentView], Frequencies], *, paragraphs: bool
    ) -> _Leaf:
        """Matches of a word or phrase in every segment; its idf is that of all of them together."""
        found = [frequencies(place, each.view) for place, each in enumerate(self._segments)]
        holding = sum(len(part.numbers) for part in found)
        total = self.paragraph_total if paragraphs else self.article_total
        model = ranking.PARAGRAPHS if paragraphs else ranking.ARTICLES
        idf = self._idf(item, holding, total) * item.boost
        matches = []
        for part, each in zip(found, self._segments, strict=True):
            damping = each.passage_damping if paragraphs else each.article_damping
            scored = Matches(part.numbers, model.score(idf, part.values, damping[part.numbers]))
            if (deleted := each.view.deleted) is not None:
                gone = deleted[each.view.article_of_passage[part.numbers] if paragraphs else part.numbers]
                scored = scored.where(~gone)
            matches.append(Bounded.of(scored))
        return _Leaf(tuple(matches), holding)

    def _idf(self, item: Word | Phrase, holding: int, total: int) -> float:
        """Rarity of an item that `holding` of `total` texts have (see `searcher.ranking`)."""
        idf = ranking.idf(total, holding)
        if isinstance(item, Phrase):
            return idf
        # Articles with the very form, as a share of the texts ranked: paragraphs are not counted form by form.
        very = self.vocabulary.document_frequency(item.text)
        if very:
            exact = ranking.idf(self.article_total, very)
            idf = ranking.GROUP_SHARE * idf + (1 - ranking.GROUP_SHARE) * exact
        return idf * ranking.FUNCTION_WORD if self.vocabulary.is_function_word(item.text) else idf

    def forms_sought(self, item: Word | Phrase) -> tuple[frozenset[str], ...]:
        """For each word of an item the forms that count as that word."""
        if isinstance(item, Phrase):
            return tuple(frozenset((form,)) for form in item.words)
        return (frozenset(self.vocabulary.relatives(item.text)),)

    def weight_of(self, item: Word | Phrase) -> float:
        """How much an item says about an article: its idf."""
        return self._idf(item, self._article_leaf(item).holding, self.article_total)

    def rarity_of(self, word: Word) -> float:
        """Idf of a word with all its forms, also of a function word."""
        return ranking.idf(self.article_total, self._article_leaf(word).holding)

    def scores_of(self, item: Word | Phrase, place: int, articles: Numbers) -> FloatArray:
        """What an item adds to the scores of these articles of a segment."""
        matches = self._article_leaf(item).matches[place].matches
        if not len(matches.numbers):
            return np.zeros(len(articles), np.float32)
        places, there = look_up(matches.numbers, articles)
        scores: FloatArray = matches.scores[places] * there
        return scores

    def damping(self, place: int) -> FloatArray:
        """The second term of the formula's denominator: float32, one an article of a segment."""
        return self._segments[place].article_damping
