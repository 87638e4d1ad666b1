"""Posting lists with NumPy: the same answers as `searcher.postings.compiled`, in whole-array steps.

A question has a dozen lists and few postings in each, so words are not taken one by one: the lists of as many words as
have `AT_ONCE` postings between them are joined in one sort, and those that remain are looked up together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray, Mask, Numbers
from index.storage.peaks import unpacked_at
from searcher.postings import array_best, array_phrases, array_second_look
from searcher.postings.array_best import scored
from searcher.postings.array_within import InSegment
from searcher.postings.base import (
    AnyOf,
    Formula,
    Postings,
    ScoredTexts,
    SecondLook,
    Tables,
)
from searcher.postings.occurrences import (
    VALUE_BITS,
    FoundPostings,
    articles_within,
    distinct_runs,
    found_within,
    listed,
    sums_by_number,
    sums_of_runs,
)
from searcher.postings.scratch import QueryScratch
from searcher.postings.slots import NO_TERMS, OWN, StemWeights, Term, WeightedSlots, slots_of_stems
from searcher.ranking import BM25, TITLE, FloatArray, ScoreArray, of_units, units

# As `VALUE_BITS`, of the bounds of peaks.
_PEAK_BITS: Final = 25
_NO_RUNS: Final = NO_TERMS.table
_NOTHING: Final = ScoredTexts(np.zeros(0, np.int32), np.zeros(0, np.int64))


class ArrayPostings(Postings):
    """Posting lists whose loops are NumPy's."""

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        super().__init__(segments)
        self._scratch = QueryScratch()

    def terms(self, segment: int, forms: Sequence[str]) -> list[Term | None]:
        terms, starts = self.segments[segment].terms, self.segments[segment].lists.article_starts
        slots = map(terms.slot, forms)
        return [
            None if slot is None else Term(slot, terms.stem_number(slot), starts[slot], starts[slot + 1])
            for slot in slots
        ]

    def slots(
        self, segment: int, stems: StemWeights, very: int | None, least: int
    ) -> tuple[WeightedSlots, WeightedSlots]:
        return slots_of_stems(self.segments[segment], stems, very, least)

    def document_frequency(self, word: Tables, known: Sequence[int | None]) -> int:
        count = 0
        for view, slots, each in zip(self.segments, word, known, strict=True):
            if each is None:
                with self._scratch.marks(
                    view.article_count, listed(view.lists.posting_articles, slots)
                ) as marks:
                    count += int(np.count_nonzero(marks))
            else:
                count += each
        return count

    def among(self, segment: int, words: Sequence[WeightedSlots], articles: Numbers) -> Mask:
        view = self.segments[segment]
        return self._scratch.among(
            view.article_count, articles, lambda marks: [articles_within(view, word, marks) for word in words]
        )

    def best_articles(self, question: AnyOf, formula: Formula) -> tuple[IntArray, ScoreArray]:
        numbers, scores = array_best.best_articles(self, question, formula)
        return numbers, of_units(scores)

    def best_paragraphs(
        self, question: AnyOf, bound: Formula, model: BM25, average_length: float
    ) -> tuple[IntArray, ScoreArray]:
        numbers, scores = array_best.best_paragraphs(self, question, bound, model, average_length)
        return numbers, of_units(scores)

    def second_look(self, look: SecondLook, articles: Numbers) -> FloatArray:
        return array_second_look.second_look(self, look, articles)

    def phrase(self, segment: int, slots: Sequence[int]) -> tuple[Int64Array, Int64Array]:
        return array_phrases.standing(self.segments[segment], slots)

    def by_article(
        self, segment: int, articles: Int64Array, positions: Int64Array, in_body: float
    ) -> tuple[Numbers, FloatArray]:
        in_title = positions < self.segments[segment].title_lengths.take(articles)
        if not in_body:
            articles, in_title = articles[in_title], in_title[in_title]
        return sums_by_number(articles, np.array([in_body, TITLE], np.float32).take(in_title))

    def scores(
        self, segment: int, articles: Numbers, frequencies: FloatArray, max_score: float, damping: FloatArray
    ) -> ScoreArray:
        own = damping.take(self.article_bases[segment] + articles)
        return of_units(units(np.float32(max_score), frequencies, own))

    # --- what the answers are made of

    def joined(
        self, question: AnyOf, begin: int, end: int, formula: Formula, known: ScoredTexts = _NOTHING
    ) -> ScoredTexts:
        """Every article with any of the words `begin` to `end`, and what these add to what is known."""
        found = self._joined(question, begin, end, formula)
        return array_best.added_up(known, found) if len(known.numbers) else found

    def _joined(self, question: AnyOf, begin: int, end: int, formula: Formula) -> ScoredTexts:
        """By sorting numbers that hold article, word and weighted frequency."""
        words = question.words[begin:end]
        held, packed, weights, tags, bases, lengths = [], [], [], [], [], []
        for segment, (view, base) in enumerate(zip(self.segments, self.article_bases, strict=False)):
            for tag, word in enumerate(words):
                slots = word[segment]
                held.append(listed(view.lists.posting_articles, slots))
                packed.append(_packed(view, slots, of_peaks=formula.of_peaks))
                weights.append(slots.posting_weights)
                lengths.append(slots.total)
                tags.append(tag)
                bases.append(base)
        if not sum(lengths):
            return _NOTHING
        value_bits = _PEAK_BITS if formula.of_peaks else VALUE_BITS
        bits = (len(words) - 1).bit_length()
        wide = self.article_bases[-1] << bits + value_bits > 1 << 32
        keys: IntArray = np.concatenate(held, dtype=np.uint64 if wide else np.uint32)
        keys += np.repeat(np.array(bases, keys.dtype), lengths)
        keys <<= bits
        keys |= np.repeat(np.array(tags, keys.dtype), lengths)
        keys <<= value_bits
        values = formula.frequencies.take(np.concatenate(packed))
        values *= np.concatenate(weights)
        keys |= values
        keys = keys[values > 0]
        keys.sort()
        of_forms = keys & ((1 << value_bits) - 1)
        keys >>= value_bits
        first = distinct_runs(keys)
        sums = sums_of_runs(of_forms, first)
        keys = keys.take(first)
        articles = (keys >> bits).astype(np.int32)
        tags_met = begin + (keys & ((1 << bits) - 1)).astype(np.intp)
        scores = scored(sums, question.max_scores_array.take(tags_met), formula.damping_of(articles))
        scores *= question.times_array.take(tags_met)
        first = distinct_runs(articles)
        articles, scores = articles.take(first), sums_of_runs(scores, first)
        if question.passing is None:
            return ScoredTexts(articles, scores)
        kept = question.passing.take(articles)
        return ScoredTexts(articles[kept], scores[kept])

    def within(self, words: Sequence[Tables], articles: IntArray) -> Iterator[InSegment]:
        """The postings of words in some articles, ascending, segment by segment (`searcher.postings.array_within`)."""
        bounds = articles.searchsorted(self.article_bases).tolist()
        for segment, (start, stop) in enumerate(pairwise(bounds)):
            if start == stop:
                continue
            view = self.segments[segment]
            own = (articles[start:stop] - self.article_bases[segment]).astype(np.int32)
            yield InSegment(
                view, self._found(view, segment, words, own), own, start, self.passage_bases[segment]
            )

    def _found(self, view: SegmentView, segment: int, words: Sequence[Tables], own: Numbers) -> FoundPostings:
        """Postings in these articles of a segment; tags as of `InSegment`."""
        tables = [word[segment].table if word else _NO_RUNS for word in words]
        runs = np.concatenate([_NO_RUNS, *tables])
        tags = np.repeat(np.arange(len(tables)) * 2, [len(table) for table in tables]) + runs[:, OWN]
        with self._scratch.marks(view.article_count, own) as chosen:
            return found_within(view, runs, tags, own, chosen)


def _packed(view: SegmentView, slots: WeightedSlots, *, of_peaks: bool) -> npt.NDArray[np.uint8]:
    """The packed frequencies of a word's postings, or the grades of their peaks."""
    if not of_peaks:
        return listed(view.lists.posting_frequencies, slots)
    return unpacked_at(view.lists.posting_peaks, slots.postings)
