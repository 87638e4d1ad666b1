"""What is ranked: whole articles, or their paragraphs. What is different about the two is told here.

The field calls it the retrieval unit; to rank paragraphs is its passage retrieval. Whoever evaluates, scores or orders
holds a unit and asks it. `searcher.matching.scorer.Scorer` makes both, once for a snapshot.

Texts are known by number, in one segment or, one segment after the other, in all. Articles have their own numbers,
paragraphs those of passages (`index.segments.passages`); the headlines among these are never found. Posting lists are
of articles: of these they tell much at once, and where paragraphs are concerned positions are looked at.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from index.storage.arrays import Int64Array, IntArray, Mask, ranges
from searcher import ranking
from searcher.language.query import Leaf, Phrase, Query, Scored
from searcher.language.sought import each_sought, in_title, only_excludes
from searcher.matching.matches import Matches
from searcher.matching.phrases import phrase_by_article, phrase_by_paragraph
from searcher.matching.proximity import distinct
from searcher.matching.segment_text import paragraph_frequencies
from searcher.matching.statistics import Statistics
from searcher.matching.vocabulary import Vocabulary
from searcher.postings.base import AnyOf, Counts, Postings
from searcher.postings.occurrences import WeightedFrequencies, article_frequencies, by_paragraph, joined
from searcher.postings.slots import WeightedSlots
from searcher.ranking import BM25, ScoreArray


class RetrievalUnit(ABC):
    """A kind of texts. `segment` is always the number of one. Safe to share between threads."""

    model: ClassVar[BM25]
    number_type: ClassVar[type[np.int32 | np.int64]]  # of numbers through all segments
    #: Whether a text is an article: then which ones match is known without scores, by masks.
    whole: ClassVar[bool]
    #: Whether words of a question are worth more in one text (`searcher.retrieval.completeness`,
    #: `searcher.retrieval.reranking`).
    sees_words_together: ClassVar[bool]

    def __init__(self, postings: Postings, bases: list[int], statistics: Statistics) -> None:
        """bases: where the texts of each segment begin where all are numbered, and the end."""
        self.segments = postings.segments
        self.bases = bases
        #: What a word of weight 1 adds to a score at the most: no saturated frequency is more than 1.
        self.saturation = self.model.k1 + 1
        self._postings = postings
        self._statistics = statistics

    # --- of which articles texts are

    @abstractmethod
    def articles(self, segment: int, numbers: IntArray) -> IntArray:
        """The article of each of some texts."""

    @abstractmethod
    def paragraphs(self, segment: int, numbers: IntArray, articles: IntArray) -> IntArray:
        """The number of each text in its article: -1 for the whole. articles: of each."""

    @abstractmethod
    def allowed(self, segment: int, articles: Mask) -> Mask:
        """Bool, one a text: whether its article is allowed. articles: bool, one an article."""

    @abstractmethod
    def of_articles(self, segment: int, articles: Matches) -> Matches:
        """All texts of articles that match, with their scores."""

    @abstractmethod
    def of_passages(self, segment: int, passages: Int64Array, articles: Int64Array) -> Int64Array:
        """The texts that some passages, ascending, are or belong to. articles: of each."""

    def not_deleted(self, segment: int, numbers: IntArray) -> Mask | None:
        """Whether each of some texts is not deleted; None where nothing is."""
        deleted = self.segments[segment].deleted
        return None if deleted is None else ~deleted[self.articles(segment, numbers)]

    # --- what a query asks of them

    @abstractmethod
    def answers_any_of(self, items: Sequence[Scored]) -> bool:
        """Whether what an any-of question finds is the texts that hold any of its items."""

    @abstractmethod
    def scored_by(self, query: Query) -> list[Scored]:
        """By what texts in articles that match are chosen and scored; nothing where all are, with these' scores."""

    @abstractmethod
    def lists_tell(self, item: Leaf) -> bool:
        """Whether posting lists alone tell in which texts an item's terms are, and in how many."""

    # --- where something occurs in them

    @abstractmethod
    def frequencies(self, segment: int, terms: WeightedSlots, fieldname: str) -> WeightedFrequencies:
        """Where any of some terms occurs."""

    @abstractmethod
    def phrase_frequencies(self, segment: int, phrase: Phrase) -> WeightedFrequencies:
        """Where a phrase occurs."""

    @abstractmethod
    def position_frequencies(
        self, segment: int, positions: Int64Array, weights: Counts
    ) -> WeightedFrequencies:
        """What stands at some positions. weights: in hundredths, of each."""

    # --- what that is worth

    @abstractmethod
    def idf(self, document_frequency: int) -> float:
        """Idf of what so many texts hold."""

    @abstractmethod
    def best(self, question: AnyOf) -> tuple[IntArray, ScoreArray]:
        """The best, and all that tie with the last of them, perhaps others; ascending, and the score of each."""

    def scored(self, segment: int, weight: float, found: WeightedFrequencies) -> Matches:
        """Frequencies as matches: deleted articles left out, and each with its score.

        weight: of what has these frequencies, its idf times its boost.
        """
        if (kept := self.not_deleted(segment, found.numbers)) is not None:
            found = WeightedFrequencies(found.numbers[kept], found.values[kept])
        return Matches(found.numbers, self._scores(segment, weight, found))

    @abstractmethod
    def _scores(self, segment: int, weight: float, found: WeightedFrequencies) -> ScoreArray: ...


class ArticleUnit(RetrievalUnit):
    """Whole articles."""

    model = ranking.ARTICLES
    number_type = np.int32
    whole = True
    sees_words_together = True

    def __init__(self, postings: Postings, statistics: Statistics, vocabulary: Vocabulary) -> None:
        super().__init__(postings, postings.article_bases, statistics)
        self._vocabulary = vocabulary

    def articles(self, segment: int, numbers: IntArray) -> IntArray:
        return numbers

    def paragraphs(self, segment: int, numbers: IntArray, articles: IntArray) -> IntArray:
        return np.full(len(numbers), -1)

    def allowed(self, segment: int, articles: Mask) -> Mask:
        return articles

    def of_articles(self, segment: int, articles: Matches) -> Matches:
        return articles

    def of_passages(self, segment: int, passages: Int64Array, articles: Int64Array) -> Int64Array:
        return distinct(articles)

    def answers_any_of(self, items: Sequence[Scored]) -> bool:
        return True

    def scored_by(self, query: Query) -> list[Scored]:
        return []

    def lists_tell(self, item: Leaf) -> bool:
        return item.fieldname == "text"  # of those in headlines the lists name others, too

    def frequencies(self, segment: int, terms: WeightedSlots, fieldname: str) -> WeightedFrequencies:
        return article_frequencies(self.segments[segment], terms, fieldname)

    def phrase_frequencies(self, segment: int, phrase: Phrase) -> WeightedFrequencies:
        if len(phrase.words) == 1:
            terms = self._vocabulary.very_slots(phrase.firsts)[segment]
            return self.frequencies(segment, terms, phrase.fieldname)
        return phrase_by_article(self._postings, segment, phrase)

    def position_frequencies(
        self, segment: int, positions: Int64Array, weights: Counts
    ) -> WeightedFrequencies:
        view = self.segments[segment]
        passages = view.passages.containing(positions)
        values = weights * np.where(view.passages.in_body(passages), np.uint32(1), np.uint32(ranking.TITLE))
        return joined(view.passages.articles(passages), values, view.article_count)

    def idf(self, document_frequency: int) -> float:
        return ranking.idf(self._statistics.article_total, document_frequency)

    def best(self, question: AnyOf) -> tuple[IntArray, ScoreArray]:
        return self._postings.best_articles(question, self._statistics.article_formula)

    def _scores(self, segment: int, weight: float, found: WeightedFrequencies) -> ScoreArray:
        max_score, damping = weight * self.saturation, self._statistics.article_damping
        return self._postings.scores(segment, *found, max_score, damping)


class ParagraphUnit(RetrievalUnit):
    """Paragraphs: the passages that are no headlines."""

    model = ranking.PARAGRAPHS
    number_type = np.int64
    whole = False
    sees_words_together = False

    def __init__(self, postings: Postings, statistics: Statistics) -> None:
        super().__init__(postings, postings.passage_bases, statistics)

    def articles(self, segment: int, numbers: IntArray) -> IntArray:
        return self.segments[segment].passages.articles(numbers)

    def paragraphs(self, segment: int, numbers: IntArray, articles: IntArray) -> IntArray:
        return self.segments[segment].passages.numbers(numbers, articles) - 1

    def allowed(self, segment: int, articles: Mask) -> Mask:
        return np.repeat(articles, np.diff(self.segments[segment].passages.first))

    def of_articles(self, segment: int, articles: Matches) -> Matches:
        first = self.segments[segment].passages.first
        counts = first[articles.numbers + 1] - first[articles.numbers] - 1
        numbers = ranges(first[articles.numbers] + 1, counts).astype(np.int32)
        return Matches(numbers, np.repeat(articles.scores, counts))

    def of_passages(self, segment: int, passages: Int64Array, articles: Int64Array) -> Int64Array:
        return passages[self.segments[segment].passages.in_body(passages)]

    def answers_any_of(self, items: Sequence[Scored]) -> bool:
        return not any(in_title(item) or only_excludes(item) for item in items)

    def scored_by(self, query: Query) -> list[Scored]:
        return [item for item in each_sought(query) if not in_title(item)]

    def lists_tell(self, item: Leaf) -> bool:
        return False  # they do not say in which paragraph a word stands

    def frequencies(self, segment: int, terms: WeightedSlots, fieldname: str) -> WeightedFrequencies:
        return paragraph_frequencies(self.segments[segment], terms)

    def phrase_frequencies(self, segment: int, phrase: Phrase) -> WeightedFrequencies:
        return phrase_by_paragraph(self._postings, segment, phrase)

    def position_frequencies(
        self, segment: int, positions: Int64Array, weights: Counts
    ) -> WeightedFrequencies:
        return by_paragraph(self.segments[segment], positions, weights)

    def idf(self, document_frequency: int) -> float:
        return ranking.idf(self._statistics.paragraph_total, document_frequency)

    def best(self, question: AnyOf) -> tuple[IntArray, ScoreArray]:
        bound, length = self._statistics.paragraph_bound, self._statistics.average_paragraph_length
        return self._postings.best_paragraphs(question, bound, self.model, length)

    def _scores(self, segment: int, weight: float, found: WeightedFrequencies) -> ScoreArray:
        lengths = self.segments[segment].passages.lengths(found.numbers)
        damping = self.model.damping(lengths, self._statistics.average_paragraph_length)
        return self.model.score(weight, found.values, damping)
