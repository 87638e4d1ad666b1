"""With which terms of the index a word of the query is searched, what each weighs, and how rare they are.

`index.analysis.relations` knows how words are related and asks the vocabulary for evidence; here is that vocabulary,
the terms of all segments of a snapshot, and what becomes of the answer: for each segment the slots of the relatives. A
relative that weighs `FINDING` or more finds articles; a weaker one only raises what is found, unless that is nothing.

The largest segment has kept the relatives of its common stems, by number (`index.segments.segment`): for these no
string is looked up or made but the word itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import names, stemming
from index.analysis.inflections import inflected_stems
from index.analysis.relations import (
    FINDING,
    MUCH_LIKE,
    SAME_STEM,
    WEAK_RELATIVES,
    related_stems,
)
from index.lazy import cached_property
from index.segments.frequencies import IndexFrequencies, IndexStemmer
from index.segments.segment_terms import FEW_TERMS, MOST_OF_KEY, Related
from searcher.cache import CacheOfSeveral, remembering
from searcher.language.months import form_of, is_no_month
from searcher.postings import Postings, Tables
from searcher.postings.slots import KeptWord, StemWeights, Term, WeightedSlots, without_relatives
from searcher.ranking import WEIGHT_UNIT, word_idf
from searcher.tuples import maker_of

# Two kilobytes each; expansions are up to twice as many (`CacheOfSeveral`).
_CACHED_WORDS: Final = 4096
_FINDING: Final = round(FINDING * WEIGHT_UNIT)
_MUCH_LIKE: Final = round(MUCH_LIKE * WEIGHT_UNIT)


class _Entry(NamedTuple):
    """What is known of a form: the term that it is in each segment, its stem, the stems that it was given."""

    terms: tuple[Term | None, ...]
    stem: str
    own_stems: tuple[str, ...]
    function_word: bool

    @property
    def document_frequency(self) -> int:
        return sum([term.stop - term.start for term in self.terms if term is not None])


class Expansion(NamedTuple):
    """With what a word is searched, and what that says about an article.

    finding, weak: for each segment the terms that find it, and those that only raise what is found. idf: of the word;
    group: of all the forms that find it, function word or not (`searcher.ranking`).
    """

    finding: Tables
    weak: Tables
    idf: float
    group: float
    function_word: bool


_EXPANSION_OF: Final = maker_of(Expansion)


class Vocabulary:
    """The terms of a snapshot and how they are related. Safe to share between threads."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._segments = postings.segments
        self._article_total = postings.article_bases[-1]
        self._largest_first = sorted(
            range(len(self._segments)), key=lambda segment: -len(self._segments[segment].terms.forms)
        )
        self._frequencies = IndexFrequencies({}, self._segments)
        self._stemmer = IndexStemmer(self._frequencies)
        # Only where all segments tell what they disagree about is one asked for the stem of a form.
        self._stems_are_kept = all(view.format > 3 for view in self._segments) or len(self._segments) == 1
        # Whether all others know the stems of the largest by number.
        self._knows_largest = bool(self._segments) and all(
            self._segments[segment].terms.parent == self._segments[self._largest_first[0]].name
            for segment in self._largest_first[1:]
        )
        # With so few terms an index shows little of its words, and keeps no relatives.
        self._is_small = all(len(view.terms.forms) <= FEW_TERMS for view in self._segments)
        self._numbers: dict[tuple[int, str], int | None] = {}
        self._stem = remembering(_CACHED_WORDS, self._stem_of)
        self._entry = remembering(_CACHED_WORDS, self._entry_of)
        self._expansions = CacheOfSeveral[str, Expansion](_CACHED_WORDS)
        self.very_slots = remembering(_CACHED_WORDS, self._very_slots)

    def _entry_of(self, form: str) -> _Entry:
        form = form_of(form)
        terms = self._terms(form)
        given = []
        for segment in self._largest_first:
            if (term := terms[segment]) is not None:
                given.append(self._segments[segment].terms.stems[term.stem])
                self._keep_number(segment, given[-1], term.stem)
                if self._stems_are_kept:
                    given += self._restemmed_forms.get(form, ())
                    break
        stem = given[0] if given else self._stemmer.stem(form)
        function_word = stem in stemming.CLOSED
        return _Entry(terms, stem, tuple(dict.fromkeys([stem, *given])), function_word)

    def _stem_of(self, form: str) -> str:
        for segment in self._largest_first:
            if (term := self._postings.term(segment, form)) is not None:
                return self._segments[segment].terms.stems[term.stem]
        return self._stemmer.stem(form)

    def _kept_words(self, forms: Sequence[str]) -> Sequence[KeptWord | None]:
        """All about forms, where there is a short way to it."""
        if not (self._knows_largest and self._stems_are_kept):
            return [None] * len(forms)
        words = self._postings.words(self._largest_first[0], forms, _FINDING, self._stems_apart)
        if not (restemmed := self._restemmed_forms):
            return words
        return [None if form in restemmed else word for form, word in zip(forms, words, strict=True)]

    def _terms(self, form: str) -> tuple[Term | None, ...]:
        return tuple([self._postings.term(segment, form) for segment in range(len(self._segments))])

    # --- the evidence that the relations ask for (`index.analysis.relations.Vocabulary`)

    def frequency(self, form: str) -> int:
        """Occurrences of a form; 0 if the index hasn't got it."""
        return self._frequencies.get(form, 0)

    def stem(self, form: str) -> str:
        """The stem of a form, by the largest segment that has it, else by the evidence of all."""
        return self._stem(form)

    def stems_of_key(self, key: str) -> set[str]:
        """The stems of the index with this among their relation keys; of very many the commonest (`MOST_OF_KEY`)."""
        stems = {stem for view in self._segments for stem in view.terms.stems_of_key(key)}
        if len(stems) <= MOST_OF_KEY:
            return stems
        return set(sorted(stems, key=lambda stem: (-self.frequency_of_stem(stem), stem))[:MOST_OF_KEY])

    def stems_with_prefix(self, prefix: str) -> set[str]:
        """The stems of the index that begin so."""
        every = (view.terms.stems for view in self._segments)
        return {stem for stems in every for stem in stems.strings(list(stems.with_prefix(prefix)))}

    def frequency_of_stem(self, stem: str) -> int:
        """Occurrences of the forms with a stem."""
        count = 0
        for segment, view in enumerate(self._segments):
            if (number := self._number(segment, stem)) is not None:
                count += view.lists.frequency_of_slots(view.terms.slots_of_stem_number(number))
        return count

    # --- the answer

    def is_function_word(self, form: str) -> bool:
        """Whether a form is a function word, with clitics or without (في, التي, ولها)."""
        return self._entry(form).function_word

    def only_adds(self, form: str) -> bool:
        """Whether a form finds nothing beside other words: a function word, also behind و or ف (وفي, والتي, فهو).

        Behind و or ف it may be another word, a governor (والي) or understanding (فهم): its stem tells, which is one for
        all segments.
        """
        if form not in stemming.CLOSED_FORMS:
            return False
        return stemming.is_function_word(form) or self.is_function_word(form)

    def document_frequency(self, form: str) -> int:
        """Articles that hold this very form, deleted ones included."""
        return self._entry(form).document_frequency

    def _very_slots(self, forms: tuple[str, ...]) -> tuple[WeightedSlots, ...]:
        """For each segment those of these very forms that it has."""
        segments = range(len(self._segments))
        return tuple([without_relatives(self._postings.terms(segment, forms)) for segment in segments])

    def slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment of the snapshot the terms that find a word."""
        return self.expansion(form).finding

    def weak_slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the terms that find nothing by themselves."""
        return self.expansion(form).weak

    def expansion(self, form: str) -> Expansion:
        """With what a word is searched."""
        return self.expansions((form,))[0]

    def expansions(self, forms: Sequence[str]) -> list[Expansion]:
        """With what each of some words is searched."""
        return self._expansions.get(forms, self._expanded)

    def relatives(self, form: str) -> dict[str, float]:
        """The form itself (weight 1, whether the index has it or not) and the forms that find it, by weight."""
        related = {form_of(form): 1.0}
        for view, found in zip(self._segments, self.slots(form), strict=True):
            for slot, weight in found.weighted_slots():
                related.setdefault(view.terms.form(slot), weight / WEIGHT_UNIT)
        return related

    # --- how it comes about

    def _expanded(self, forms: Sequence[str]) -> list[Expansion]:
        return list(map(self._expansion_of, forms, self._kept_words(forms)))

    def _expansion_of(self, form: str, word: KeptWord | None) -> Expansion:
        if word is not None:
            is_closed = word.stem in stemming.CLOSED
            return self._weighed(
                word.finding, word.weak, word.group_frequency, word.document_frequency, is_closed
            )
        entry = self._entry(form)
        known: list[int | None] = [None] * len(self._segments)
        worked_out: dict[str, float] = {}
        used: dict[str, int] = {}
        if not (no_month := is_no_month(form)) and (kept := self._kept(entry.stem)) is not None:
            related = self._of_kept(kept, entry)
            if len(entry.own_stems) == 1 and not related[self._largest_first[0]].forms:
                known[self._largest_first[0]] = kept.holding
        else:
            worked_out = self._worked_out(entry)
            if no_month:
                for month in names.months(entry.stem):
                    worked_out.pop(self.stem(month), None)
            used = _used(worked_out, self.frequency_of_stem)
            related = self._named(used, entry)
        tables = self._tables(related, entry, _FINDING)
        if worked_out and not any(finding.total for finding, _ in tables):
            # A word that the index lacks is better met by what is much like it than by nothing.
            used |= _in_units({stem: weight for stem, weight in worked_out.items() if weight >= MUCH_LIKE})
            tables = self._tables(self._named(used, entry), entry, _MUCH_LIKE)
        finding, weak = zip(*tables, strict=True) if tables else ((), ())
        group_frequency = self._postings.document_frequency(finding, known)
        return self._weighed(finding, weak, group_frequency, entry.document_frequency, entry.function_word)

    def _weighed(
        self,
        finding: Tables,
        weak: Tables,
        group_frequency: int,
        document_frequency: int,
        function_word: bool,
    ) -> Expansion:
        """group_frequency, document_frequency: articles with a form that finds the word, and the very form."""
        idf, group = word_idf(self._article_total, group_frequency, document_frequency, function_word)
        return _EXPANSION_OF((finding, weak, idf, group, function_word))

    def _tables(
        self, related: Sequence[StemWeights], entry: _Entry, least: int
    ) -> list[tuple[WeightedSlots, WeightedSlots]]:
        """For each segment the slots of what weighs no less than `least`, and of the rest."""
        found = zip(related, entry.terms, strict=True)
        return [
            self._postings.slots(segment, stems, None if term is None else term.slot, least)
            for segment, (stems, term) in enumerate(found)
        ]

    def _kept(self, stem: str) -> Related | None:
        """The relatives of a stem that the largest segment has kept, if it has."""
        if not self._largest_first:
            return None
        segment = self._largest_first[0]
        number = self._number(segment, stem)
        return None if number is None else self._segments[segment].terms.related(number)

    def _of_kept(self, kept: Related, entry: _Entry) -> list[StemWeights]:
        largest = self._largest_first[0]
        own = self._number(largest, entry.stem)
        assert own is not None
        if len(self._segments) == 1:
            return [StemWeights(kept.stems, kept.weights, [own], [])]
        by_number = self._of_children(kept, own) if len(entry.own_stems) == 1 else None
        if by_number:
            return by_number
        stems = [self._segments[largest].terms.stems[number] for number in kept.stems]
        return self._named(dict(zip(stems, kept.weights, strict=True)), entry)

    def _of_children(self, kept: Related, own: int) -> list[StemWeights] | None:
        """The relatives that the largest segment has kept, by number in every segment that knows its numbers.

        None where one does not, or where a form of one of them has another stem elsewhere.
        """
        largest = self._largest_first[0]
        if self._restemmed_numbers and not self._restemmed_numbers.isdisjoint(kept.stems.tolist()):
            return None
        if not self._knows_largest:
            return None
        return [
            StemWeights(kept.stems, kept.weights, [own], [], of_parent=segment != largest)
            for segment in range(len(self._segments))
        ]

    @cached_property
    def _restemmed(self) -> dict[str, list[str]]:
        """The forms that have this stem in one segment and another in another."""
        forms: dict[str, list[str]] = {}
        for stem, form in {pair for view in self._segments for pair in view.terms.restemmed() or ()}:
            forms.setdefault(stem, []).append(form)
        return forms

    @cached_property
    def _restemmed_forms(self) -> dict[str, list[str]]:
        """The stems of these forms."""
        stems: dict[str, list[str]] = {}
        for stem, forms in sorted(self._restemmed.items()):
            for form in forms:
                stems.setdefault(form, []).append(stem)
        return stems

    @cached_property
    def _restemmed_numbers(self) -> set[int]:
        """The numbers of these stems in the largest segment."""
        stems = self._segments[self._largest_first[0]].terms.stems
        return {number for stem in self._restemmed if (number := stems.find(stem)) is not None}

    @cached_property
    def _stems_apart(self) -> npt.NDArray[np.uint32]:
        """The same, ascending; none where there is but one segment."""
        return np.array(sorted(self._restemmed_numbers) if len(self._segments) > 1 else [], np.uint32)

    def _worked_out(self, entry: _Entry) -> dict[str, float]:
        """The stems that are related to a word, with weights: many of them weak."""
        related = related_stems(entry.stem, self)
        if entry.function_word:
            return related
        for stem, weight in inflected_stems(entry.stem, self, self._is_small).items():
            related[stem] = max(weight, related.get(stem, 0.0))
        return related

    def _named(self, weights: dict[str, int], entry: _Entry) -> list[StemWeights]:
        """Relatives by their stems, and the stems that segments gave the word beside, for each segment."""
        weights = dict.fromkeys(entry.own_stems, round(SAME_STEM * WEIGHT_UNIT)) | weights
        forms: dict[str, tuple[int, bool]] = {}
        how = {stem: (weight, stem in entry.own_stems) for stem, weight in weights.items()}
        for stem in sorted(how, key=how.__getitem__) if len(self._segments) > 1 else ():
            forms |= dict.fromkeys(self._restemmed.get(stem, ()), how[stem])  # the most that it has anywhere
        named = []
        for segment, view in enumerate(self._segments):
            numbers = {
                stem: number for stem in weights if (number := self._number(segment, stem)) is not None
            }
            named.append(
                StemWeights(
                    np.array(list(numbers.values()), np.uint32),
                    np.array([weights[stem] for stem in numbers], np.uint8),
                    [numbers[stem] for stem in entry.own_stems if stem in numbers],
                    [
                        (slot, *how)
                        for form, how in forms.items()
                        if (slot := view.terms.slot(form)) is not None
                    ],
                )
            )
        return named

    def _number(self, segment: int, stem: str) -> int | None:
        """The number of a stem in a segment; None where it has it not."""
        try:
            return self._numbers[segment, stem]
        except KeyError:  # also where another thread has just begun anew
            number = self._segments[segment].terms.stems.find(stem)
            self._keep_number(segment, stem, number)
            return number

    def _keep_number(self, segment: int, stem: str, number: int | None) -> None:
        if len(self._numbers) > 4 * _CACHED_WORDS:
            self._numbers = {}
        self._numbers[segment, stem] = number


def _used(related: dict[str, float], frequency_of_stem: Callable[[str], int]) -> dict[str, int]:
    """Of related stems those that a word is searched with, and their weights in hundredths."""
    finding = {stem: weight for stem, weight in related.items() if weight >= FINDING}
    weak = [stem for stem in related if stem not in finding]
    if len(weak) > WEAK_RELATIVES:
        weak.sort(key=lambda stem: (-related[stem] * frequency_of_stem(stem), stem))
    return _in_units(finding | {stem: related[stem] for stem in weak[:WEAK_RELATIVES]})


def _in_units(weights: dict[str, float]) -> dict[str, int]:
    return {stem: round(weight * WEIGHT_UNIT) for stem, weight in weights.items()}
