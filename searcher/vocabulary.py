"""With which terms of the index a word of the query is searched, and what each weighs.

`index.analysis.relations` knows how words are related and asks the vocabulary for evidence; here is that vocabulary,
the terms of all segments of a snapshot, and what becomes of the answer: for each segment the slots of the relatives. A
relative that weighs `FINDING` or more finds articles; a weaker one only raises those that are found.

The largest segment has kept the relatives of its common stems, by number (`index.segment`): for these no string is
looked up or made but the word itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from index import Snapshot
from index.analysis import VocabularyStemmer
from index.analysis.relations import FINDING, FUNCTION_WORD, SAME_STEM, WEAK_RELATIVES, related_stems
from index.analysis.stemming import CLOSED, closed_class
from index.frequencies import IndexFrequencies
from index.posting_lists import Related
from index.segment import SegmentView
from searcher.ranking import WEIGHT_UNIT

# Two kilobytes each.
_CACHED_WORDS: Final = 4096
_FINDING: Final = round(FINDING * WEIGHT_UNIT)


class Run(NamedTuple):
    """Consecutive slots of one segment, `first` to `end`, and their postings, `start` to `stop`.

    weight: hundredths (`searcher.ranking.WEIGHT_UNIT`). own: whether these are forms of the word itself, of its stem.
    """

    first: int
    end: int
    start: int
    stop: int
    weight: int
    own: bool


#: Consecutive slots from the first to the second number, what each weighs in hundredths, and whether they are forms of
#: the word itself.
_Part = tuple[int, int, int, bool]


class WeightedSlots:
    """Terms of one segment, in ascending and disjoint runs, and what each weighs.

    table: the runs, int64 of shape (runs, fields of `Run`). total: postings of all of them.
    """

    __slots__ = ("table", "total")

    def __init__(self, view: SegmentView, parts: Iterable[_Part], very: int | None = None) -> None:
        """parts: disjoint. very: the slot of the word's very form, within a part or not, which has full weight."""
        starts = view.article_starts
        ordered = sorted(parts)
        if very is not None and not any(first <= very < end for first, end, _, _ in ordered):
            ordered = sorted([*ordered, (very, very + 1, WEIGHT_UNIT, True)])
        fields: list[int] = []
        for first, end, weight, own in ordered:
            if very is not None and first <= very < end:
                if first < very:
                    fields += (first, very, starts[first], starts[very], weight, own)
                fields += (very, very + 1, starts[very], starts[very + 1], WEIGHT_UNIT, True)
                first = very + 1  # noqa: PLW2901  # what is left of the part
            if first < end:
                fields += (first, end, starts[first], starts[end], weight, own)
        self.table = np.array(fields, np.int64).reshape(-1, len(Run._fields))
        self.total = sum(fields[3::6]) - sum(fields[2::6])

    @property
    def runs(self) -> list[Run]:
        """The runs one by one."""
        return list(map(Run._make, self.table.tolist()))

    @property
    def slot_count(self) -> int:
        first, end = self.table[:, :2].sum(axis=0)
        return int(end - first)

    @property
    def own_total(self) -> int:
        """Postings of the forms of the word itself."""
        return sum(run.stop - run.start for run in self.runs if run.own)

    def weighted_slots(self) -> Iterator[tuple[int, int]]:
        """Each slot and its weight."""
        return ((slot, run.weight) for run in self.runs for slot in range(run.first, run.end))


class _Entry(NamedTuple):
    """What is known of a form: its slot in each segment, its stem, the stems that it was given, its relatives."""

    slots: tuple[int | None, ...]
    stem: str
    own_stems: tuple[str, ...]
    function_word: bool


class Expansion(NamedTuple):
    """For each segment the terms that find a word, those that only raise what is found, and how many articles hold
    one of the first; None where that is not known."""

    slots: tuple[WeightedSlots, ...]
    weak: tuple[WeightedSlots, ...]
    holdings: tuple[int | None, ...]


class _Relative(NamedTuple):
    """A stem, by its number in each segment, that a word is searched with; weight in hundredths."""

    numbers: tuple[int | None, ...]
    weight: int
    own: bool


class Vocabulary:
    """The terms of a snapshot and how they are related. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._largest_first = sorted(
            range(len(self._segments)), key=lambda at: -len(self._segments[at].terms)
        )
        self._frequencies = IndexFrequencies({}, self._segments)
        self._stemmer = VocabularyStemmer(self._frequencies)
        self._numbers: dict[tuple[int, str], int | None] = {}
        self._entry = lru_cache(_CACHED_WORDS)(self._entry_of)
        self.expansion = lru_cache(_CACHED_WORDS)(self._expanded)

    def _entry_of(self, form: str) -> _Entry:
        segments = self._segments
        slots = tuple([view.slot(form) for view in segments])
        given = [segments[at].stem(slot) for at in self._largest_first if (slot := slots[at]) is not None]
        stem = given[0] if given else self._stemmer.stem(form)
        function_word = (closed_class(form) or stem) in CLOSED
        return _Entry(slots, stem, tuple(dict.fromkeys([stem, *given])), function_word)

    # --- the evidence that the relations ask for (`index.analysis.relations.Vocabulary`)

    def frequency(self, form: str) -> int:
        """Occurrences of a form; 0 if the index hasn't got it."""
        return self._frequencies.get(form, 0)

    def stem(self, form: str) -> str:
        """The stem of a form, by the largest segment that has it, else by the evidence of all."""
        return self._entry(form).stem

    def forms_of_stem(self, stem: str) -> set[str]:
        """The forms of the index with this stem."""
        return {view.form(slot) for view in self._segments for slot in view.slots_of_stem(stem)}

    def stems_of_key(self, key: str) -> set[str]:
        """The stems of the index with this among their relation keys."""
        return {stem for view in self._segments for stem in view.stems_of_key(key)}

    # --- the answer

    def is_function_word(self, form: str) -> bool:
        """Whether a form is a function word, with clitics or without (في, التي, ولها)."""
        return self._entry(form).function_word

    def document_frequency(self, form: str) -> int:
        """Articles that hold this very form, deleted ones included."""
        found = zip(self._segments, self._entry(form).slots, strict=True)
        return sum([view.document_frequency(slot) for view, slot in found if slot is not None])

    def very_slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the slot of the very form, if it has it."""
        found = zip(self._segments, self._entry(form).slots, strict=True)
        return tuple([WeightedSlots(view, (), slot) for view, slot in found])

    def slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment of the snapshot the terms that find a word."""
        return self.expansion(form).slots

    def weak_slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the terms that find nothing by themselves."""
        return self.expansion(form).weak

    def relatives(self, form: str) -> dict[str, float]:
        """The form itself (weight 1, whether the index has it or not) and the forms that find it, by weight."""
        related = {form: 1.0}
        for view, found in zip(self._segments, self.slots(form), strict=True):
            for slot, weight in found.weighted_slots():
                related.setdefault(view.form(slot), weight / WEIGHT_UNIT)
        return related

    # --- how it comes about

    def _expanded(self, form: str) -> Expansion:
        entry = self._entry(form)
        holdings: list[int | None] = [None] * len(self._segments)
        if entry.function_word:
            related = [_Relative(self._numbers_of(entry.stem), round(FUNCTION_WORD * WEIGHT_UNIT), True)]
        elif (kept := self._kept(entry.stem)) is not None:
            related = self._of_kept(kept, entry)
            if len(entry.own_stems) == 1:
                holdings[self._largest_first[0]] = kept.holding
        else:
            related = self._worked_out(entry)
        finding = [each for each in related if each.weight >= _FINDING]
        weak = [each for each in related if each.weight < _FINDING]
        none = [None] * len(self._segments)
        if not any(entry.slots) and not any(self._parts(finding, at) for at in self._largest_first):
            finding = related  # a word that the index lacks is better met by what is like it than by nothing
        return Expansion(self._slots(finding, entry.slots), self._slots(weak, none), tuple(holdings))

    def _slots(self, related: Iterable[_Relative], very: Iterable[int | None]) -> tuple[WeightedSlots, ...]:
        return tuple(
            [
                WeightedSlots(view, self._parts(related, at), slot)
                for at, (view, slot) in enumerate(zip(self._segments, very, strict=True))
            ]
        )

    def _parts(self, related: Iterable[_Relative], at: int) -> list[_Part]:
        """The slots of stems in one segment."""
        bounds = self._segments[at].stem_slots
        return [
            (bounds[number], bounds[number + 1], each.weight, each.own)
            for each in related
            if (number := each.numbers[at]) is not None
        ]

    def _kept(self, stem: str) -> Related | None:
        """The relatives of a stem that the largest segment has kept, if it has."""
        if not self._largest_first:
            return None
        at = self._largest_first[0]
        number = self._number(at, stem)
        return None if number is None else self._segments[at].related(number)

    def _of_kept(self, kept: Related, entry: _Entry) -> list[_Relative]:
        largest = self._largest_first[0]
        if len(self._segments) == 1:
            own = self._number(largest, entry.stem)
            pairs = zip(kept.stems, kept.weights, strict=True)
            return [_Relative((number,), weight, number == own) for number, weight in pairs]
        stems = [self._segments[largest].stems[number] for number in kept.stems]
        return self._named(dict(zip(stems, kept.weights, strict=True)), entry)

    def _worked_out(self, entry: _Entry) -> list[_Relative]:
        related = related_stems(entry.stem, self)
        finding = {stem: weight for stem, weight in related.items() if weight >= FINDING}
        weak = [stem for stem in related if stem not in finding]
        if len(weak) > WEAK_RELATIVES:
            weak.sort(key=lambda stem: (-related[stem] * self._frequency_of_stem(stem), stem))
        used = finding | {stem: related[stem] for stem in weak[:WEAK_RELATIVES]}
        return self._named({stem: round(weight * WEIGHT_UNIT) for stem, weight in used.items()}, entry)

    def _named(self, weights: dict[str, int], entry: _Entry) -> list[_Relative]:
        """Relatives by their stems, and the stems that segments gave the word beside."""
        weights = dict.fromkeys(entry.own_stems, round(SAME_STEM * WEIGHT_UNIT)) | weights
        return [
            _Relative(self._numbers_of(stem), weight, stem in entry.own_stems)
            for stem, weight in weights.items()
        ]

    def _numbers_of(self, stem: str) -> tuple[int | None, ...]:
        """The number of a stem in each segment; None where it has it not."""
        return tuple([self._number(at, stem) for at in range(len(self._segments))])

    def _number(self, at: int, stem: str) -> int | None:
        key = at, stem
        if key not in self._numbers:
            if len(self._numbers) > 4 * _CACHED_WORDS:
                self._numbers = {}
            self._numbers[key] = self._segments[at].stems.find(stem)
        return self._numbers[key]

    def _frequency_of_stem(self, stem: str) -> int:
        return sum(view.frequency_of_range(view.slots_of_stem(stem)) for view in self._segments)
