"""What is asked of posting lists, and what is answered.

The best of an any-of question are found without scoring everything, by MaxScore (Turtle and Flood, 1995): with the
words in the order of the most that each can add to a score, once the n-th best score among the articles of the first
words exceeds what the remaining words can add together, no article without a first word can be among the best n. The
remaining words, the frequent ones, are then only looked up in the articles that may still be. The result is exactly
that of exhaustive scoring. Where articles with all words of a short question come first
(`searcher.retrieval.completeness`) and are as many as are wanted, no others need be scored (in C they are not). Texts
that something else than a word finds, a phrase, come before all words, with what that adds to them.

For paragraphs the articles that may have them come first. Posting lists are of articles; which paragraph a word stands
in is worked out from its position, which costs ten times what reading a posting does. So articles are ranked by a
bound: no paragraph of an article scores more than one would in which every word is at its peak
(`index.storage.peaks`). The paragraphs of the articles of the highest bounds are scored, until no bound is above the
n-th best score. (In C a bound is a byte, rounded up, which lets most articles go. Of the others the paragraphs are
scored by the leading words first: mostly what these have in one paragraph and the others can add is less than the n-th
best.)

Scores are worked out as whole numbers, of `searcher.ranking.UNIT`s, and given as the floats that they stand for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray, Mask, Numbers
from searcher.postings.candidates import Candidates, FirstArticles, look_again
from searcher.postings.slots import KeptWord, StemWeights, Term, WeightedSlots
from searcher.ranking import BM25, FloatArray, ScoreArray

#: A bound has to be missed by more than float32 rounds off before it is used.
SLACK: Final = 1 - 1e-5
#: Postings that are joined in one go: up to so many it takes less time than looking some of the words up.
AT_ONCE: Final = 6000
#: Articles whose paragraphs are scored at first, for each paragraph that is wanted.
FIRST_ARTICLES: Final = 3

Scores = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]
#: A word: for each segment the terms that are it.
Tables = tuple[WeightedSlots, ...]


class ScoredTexts(NamedTuple):
    """Articles (int32) or passages (int64), numbered through all segments, ascending, and what they score in UNITs."""

    numbers: IntArray
    scores: Scores


class AnyOf(NamedTuple):
    """A question for the best `wanted` texts (1 at least) that hold any of some words.

    words: those first that can add most to a score; but the first `complete` are words of which an article that has
    them all has `bonus` UNITs more (`searcher.retrieval.completeness`). max_scores: what each can add. times: how often
    it is asked for, and adds that. passing: bool, one an article of all segments; None where all may be found. known:
    texts that pass, and what something else than words, which finds them too, adds to their scores; then `complete` is
    0. adding: so many of the last words find nothing, and only add to the scores of what is found.
    """

    words: list[Tables]
    max_scores: list[float]
    times: list[int]
    passing: Mask | None
    wanted: int
    complete: int = 0
    bonus: int = 0
    known: ScoredTexts | None = None
    adding: int = 0

    @property
    def finding(self) -> int:
        """How many words find, the first ones."""
        return len(self.words) - self.adding

    @property
    def max_scores_array(self) -> FloatArray:
        """What each word can add, float32."""
        return np.array(self.max_scores, np.float32)

    @property
    def times_array(self) -> Int64Array:
        """How often each is asked for, int64."""
        return np.array(self.times, np.int64)


class Formula(NamedTuple):
    """What a word adds to an article: its maximum score x f / (f + damping), where f is the weighted frequency.

    frequencies: uint32, of every packed one, for a form of full weight. damping: float32, one an article of all
    segments; none falls below `least`. of_peaks: then frequencies are of every grade of a posting's peak, and damping
    is one number for all.
    """

    frequencies: Counts
    damping: FloatArray
    of_peaks: bool = False
    least: float = 0.0

    def damping_of(self, articles: IntArray) -> FloatArray:
        """The damping of some articles, or that of all."""
        return self.damping if self.of_peaks else self.damping.take(articles)


class Pairs(NamedTuple):
    """Pairs of words, as columns, an entry a pair: none comes twice.

    first, second: numbers of words. distances: how far the second has to stand behind the first. worth: what it is
    worth that they meet so.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    distances: tuple[int, ...]
    worth: tuple[float, ...]


class SecondLook(NamedTuple):
    """What articles are looked at again for: see `searcher.retrieval.reranking`, which has the formula.

    words, weak: 16 at most, and relatives of each that find nothing. idf: of each word. lengths: uint32, words in
    the body of every article.
    """

    words: list[Tables]
    weak: list[Tables]
    idf: list[float]
    pairs: Pairs
    formula: Formula
    lengths: Counts
    average_length: float
    model: BM25
    together: float
    adjacent: float
    by_length: float
    window: int
    ahead: int


class Postings(ABC):
    """Posting lists of a snapshot. Safe to share between threads."""

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        self.segments = segments
        #: Where the articles, and the passages, of each segment begin where all are numbered, and the end.
        self.article_bases: list[int] = [0]
        self.passage_bases: list[int] = [0]
        for view in segments:
            self.article_bases.append(self.article_bases[-1] + view.article_count)
            self.passage_bases.append(self.passage_bases[-1] + len(view.passages))

    @abstractmethod
    def terms(self, segment: int, forms: Sequence[str]) -> list[Term | None]:
        """The term that each of some forms is in segment number `segment`, if it has it."""

    def term(self, segment: int, form: str) -> Term | None:
        """The same of one form."""
        return self.terms(segment, (form,))[0]

    def words(
        self, segment: int, forms: Sequence[str], least: int, apart: npt.NDArray[np.uint32]
    ) -> list[KeptWord | None]:
        """Forms with the relatives that segment number `segment` has kept: what `slots` says of each, and counts.

        All other segments have that one for parent. None for a form that it has not, or of whose stem it has kept no
        relatives, or one of these is among `apart` (ascending); and for all where that would save nothing.
        """
        return [None] * len(forms)

    @abstractmethod
    def slots(
        self, segment: int, stems: StemWeights, very: int | None, least: int
    ) -> tuple[WeightedSlots, WeightedSlots]:
        """The forms of stems that weigh no less than `least`, and those of the others, in segment number `segment`.

        very: the slot of the word's very form, which has full weight, whether it is among the first or not.
        """

    @abstractmethod
    def document_frequency(self, word: Tables, known: Sequence[int | None]) -> int:
        """How many articles hold a word, deleted ones included. known: for each segment, if it is known."""

    @abstractmethod
    def among(self, segment: int, words: Sequence[WeightedSlots], articles: Numbers) -> Mask:
        """Whether distinct articles of segment number `segment`, in any order, hold any of these: bool, one each."""

    @abstractmethod
    def best_articles(self, question: AnyOf, formula: Formula) -> tuple[IntArray, ScoreArray]:
        """The best, and all that tie with the last of them, perhaps others; ascending, and the score of each."""

    @abstractmethod
    def best_paragraphs(
        self, question: AnyOf, bound: Formula, model: BM25, average_length: float
    ) -> tuple[IntArray, ScoreArray]:
        """The same of passages that are no headlines.

        bound: of the paragraphs of an article, by peaks. model, average_length: by which paragraphs are scored.
        """

    @abstractmethod
    def second_look(self, look: SecondLook, articles: Numbers) -> FloatArray:
        """What is added to the scores of articles, int32, ascending: float32, one each."""

    def first_articles(
        self, question: AnyOf, formula: Formula, look: SecondLook, candidates: Candidates, count: int
    ) -> FirstArticles:
        """The first `count` of the best and all that tie with the last of them, when candidates had a second look."""
        best = self.best_articles(question, formula)
        looked = look_again(*best, question.wanted, candidates, partial(self.second_look, look))
        return looked.first(count)

    @abstractmethod
    def phrase(self, segment: int, slots: Sequence[int]) -> tuple[Int64Array, Int64Array]:
        """Where terms of a segment, two at least and all different, stand side by side: article, first position."""

    @abstractmethod
    def by_article(
        self, segment: int, articles: Int64Array, positions: Int64Array, in_body: float
    ) -> tuple[Numbers, FloatArray]:
        """Occurrences in segment number `segment`, by article: distinct ones, and the weighted frequency in each.

        articles, positions: of each occurrence, ascending. in_body: what one outside of the headline counts; with 0 the
        articles that have none in it are left out.
        """

    @abstractmethod
    def scores(
        self, segment: int, articles: Numbers, frequencies: FloatArray, max_score: float, damping: FloatArray
    ) -> ScoreArray:
        """What weighted frequencies in articles of segment number `segment` add to scores.

        max_score: what they add at the most. damping: float32, one an article of all segments.
        """
