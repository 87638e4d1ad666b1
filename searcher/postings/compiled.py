"""Posting lists whose loops are in C (`native/`), where that could be compiled at installation."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from index.segments.posting_lists import COUNT_BITS, MARKED_COUNT, SKIP
from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray, Mask, Numbers
from searcher.postings import base
from searcher.postings.base import AnyOf, Formula, Postings, SecondLook, Tables
from searcher.postings.candidates import Candidates, FirstArticles
from searcher.postings.slots import NO_TERMS, KeptWord, Run, StemWeights, Term, WeightedSlots
from searcher.ranking import BM25, TITLE, UNIT, WEIGHT_UNIT, FloatArray, ScoreArray
from searcher.tuples import maker_of

if TYPE_CHECKING:
    from searcher.postings._lists import Look, Question

try:
    from searcher.postings import _lists
except ImportError:
    _lists = None  # type: ignore[assignment]  # nobody calls what is not `AVAILABLE`

# What is called below: an extension that was compiled for other calls is as good as none.
_INTERFACE: Final = 20
# So many bits has the number of a word where passages are noted with it; a question of more words is not asked in C.
_MOST_WORD_BITS: Final = 20
_MOST_WORDS: Final = (1 << _MOST_WORD_BITS) - 1
# What it was compiled with: so is one with other numbers.
_CONSTANTS: Final = {
    "RUN_FIELDS": len(Run._fields),
    **{f"RUN_{field.upper()}": number for number, field in enumerate(Run._fields)},
    "SKIP": SKIP,
    "COUNT_BITS": COUNT_BITS,
    "WEIGHT_UNIT": WEIGHT_UNIT,
    "UNIT": UNIT,
    "SLACK": base.SLACK,
    "MOST_WORD_BITS": _MOST_WORD_BITS,
}


def _fits(extension: ModuleType | None) -> bool:
    """Whether an extension was compiled, from these sources."""
    return extension is not None and extension.INTERFACE == _INTERFACE and extension.CONSTANTS == _CONSTANTS


#: Whether the extension could be compiled, from these sources.
AVAILABLE: bool = _fits(_lists)
# In the order in which the extension takes them.
_POSTING_ARRAYS: Final = (
    "articles",
    "frequencies",
    "article_starts",
    "position_skips",
    "positions",
    "long_postings",
    "long_excess",
    "stem_slots",
    "terms.text",
    "terms.starts",
    "slots",
    "slot_terms",
    "stems.text",
    "stems.starts",
)
_ARTICLE_ARRAYS: Final = ("passages.starts", "passages.places")
_TERM_OF: Final = maker_of(Term)
_WORD_OF: Final = maker_of(KeptWord)


class CompiledPostings(Postings):
    """Posting lists whose loops are in C."""

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        super().__init__(segments)
        arrays = [
            (
                view.lists.posting_peaks,
                *(view.postings_array(name) for name in _POSTING_ARRAYS),
                *view.terms.kept_relatives(),
                *(view.articles_array(name) for name in _ARTICLE_ARRAYS),
                *view.terms.parent_stems(),
            )
            for view in segments
        ]
        self._lists = _lists.Lists(tuple(arrays), MARKED_COUNT, NO_TERMS)

    def terms(self, segment: int, forms: Sequence[str]) -> list[Term | None]:
        return [term and _TERM_OF(term) for term in self._lists.terms(segment, _encoded(forms))]

    def words(
        self, segment: int, forms: Sequence[str], least: int, apart: npt.NDArray[np.uint32]
    ) -> list[KeptWord | None]:
        return [word and _WORD_OF(word) for word in self._lists.words(segment, _encoded(forms), least, apart)]

    def slots(
        self, segment: int, stems: StemWeights, very: int | None, least: int
    ) -> tuple[WeightedSlots, WeightedSlots]:
        finding, weak = self._lists.slots(segment, *stems, -1 if very is None else very, least)
        return finding, weak

    def document_frequency(self, word: Tables, known: Sequence[int | None]) -> int:
        count = sum(filter(None, known))
        if None in known:
            unknown = [slots if each is None else NO_TERMS for slots, each in zip(word, known, strict=True)]
            count += self._lists.holding(tuple(unknown))
        return count

    def among(self, segment: int, words: Sequence[WeightedSlots], articles: Numbers) -> Mask:
        return np.frombuffer(self._lists.among(segment, list(words), articles), np.bool_)

    def best_articles(self, question: AnyOf, formula: Formula) -> tuple[IntArray, ScoreArray]:
        found = self._lists.best(*_question(question, formula))
        return np.frombuffer(found[0], np.int32), np.frombuffer(found[1], np.float64)

    def best_paragraphs(
        self, question: AnyOf, bound: Formula, model: BM25, average_length: float
    ) -> tuple[IntArray, ScoreArray]:
        words, max_scores, times, passing, count, _, _, listed, adding = question
        if len(words) > _MOST_WORDS:
            from searcher.postings.arrays import ArrayPostings

            return ArrayPostings(self.segments).best_paragraphs(question, bound, model, average_length)
        known, scores = listed or (None, None)
        constants = (model.k1, model.b, average_length or 1.0)
        found = self._lists.paragraphs(
            words,
            max_scores,
            times,
            *bound[:2],
            passing,
            count,
            base.AT_ONCE,
            base.FIRST_ARTICLES,
            constants,
            known,
            scores,
            adding,
        )
        passages, found_scores = np.frombuffer(found[0], np.int64), np.frombuffer(found[1], np.float64)
        order = passages.argsort()
        return passages.take(order), found_scores.take(order)

    def second_look(self, look: SecondLook, articles: Numbers) -> FloatArray:
        return np.frombuffer(self._lists.second_look(articles, *_second_look(look)), np.float32)

    def first_articles(
        self, question: AnyOf, formula: Formula, look: SecondLook, candidates: Candidates, count: int
    ) -> FirstArticles:
        found = self._lists.first(*_question(question, formula), *_second_look(look), *candidates, count)
        return FirstArticles(*found)

    def phrase(self, segment: int, slots: Sequence[int]) -> tuple[Int64Array, Int64Array]:
        articles, positions = self._lists.phrase(segment, np.array(slots, np.int64))
        return np.frombuffer(articles, np.int64), np.frombuffer(positions, np.int64)

    def by_article(
        self, segment: int, articles: Int64Array, positions: Int64Array, in_body: float
    ) -> tuple[Numbers, FloatArray]:
        title_lengths = self.segments[segment].title_lengths
        numbers, frequencies = self._lists.by_article(articles, positions, title_lengths, in_body, TITLE)
        return np.frombuffer(numbers, np.int32), np.frombuffer(frequencies, np.float32)

    def scores(
        self, segment: int, articles: Numbers, frequencies: FloatArray, max_score: float, damping: FloatArray
    ) -> ScoreArray:
        found = self._lists.scores(articles, frequencies, max_score, damping, self.article_bases[segment])
        return np.frombuffer(found, np.float64)


def _encoded(forms: Sequence[str]) -> tuple[bytes, ...]:
    return tuple([form.encode("utf-8", "surrogatepass") for form in forms])


def _question(question: AnyOf, formula: Formula) -> Question:
    """A question for the best articles as the extension takes it."""
    words, max_scores, times, passing, wanted, complete, bonus, listed, adding = question
    known, scores = listed or (None, None)
    return (
        words,
        max_scores,
        times,
        formula.frequencies,
        formula.damping,
        passing,
        wanted,
        base.AT_ONCE,
        complete,
        bonus,
        formula.least,
        known,
        scores,
        adding,
    )


def _second_look(look: SecondLook) -> Look:
    """A second look as the extension takes it."""
    constants = (
        look.average_length,
        look.model.k1,
        look.together,
        look.adjacent,
        look.by_length,
        look.window,
        look.ahead,
    )
    return (
        look.words,
        look.weak,
        look.formula.frequencies,
        look.formula.damping,
        look.idf,
        look.lengths,
        look.pairs,
        constants,
    )
