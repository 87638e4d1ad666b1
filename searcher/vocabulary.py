"""With which terms of the index a word of the query is searched, and what each weighs.

`index.analysis.relations` knows how words are related and asks the vocabulary for evidence; here is that vocabulary,
the terms of all segments of a snapshot, and what becomes of the answer: for each segment the slots of the relatives. A
relative that weighs `FINDING` or more finds articles; a weaker one only raises those that are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from index import Snapshot
from index.analysis import VocabularyStemmer
from index.analysis.relations import FINDING, FUNCTION_WORD, SAME_STEM, WEAK_RELATIVES, related_stems
from index.analysis.stemming import CLOSED, closed_class
from index.frequencies import IndexFrequencies
from index.segment import SegmentView
from searcher.ranking import WEIGHT_UNIT

_CACHED_WORDS: Final = 10_000


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


class _Part(NamedTuple):
    """Consecutive slots, what each weighs in hundredths, and whether they are forms of the word itself."""

    slots: range
    weight: int
    own: bool = True


class WeightedSlots:
    """Terms of one segment, in ascending and disjoint runs, and what each weighs. total: postings of all of them."""

    __slots__ = ("runs", "total")

    def __init__(self, view: SegmentView, parts: Iterable[_Part]) -> None:
        """parts: ascending."""
        starts = view.article_starts
        self.runs = [
            Run(slots.start, slots.stop, starts[slots.start], starts[slots.stop], weight, own)
            for slots, weight, own in parts
            if slots
        ]
        self.total = sum(run.stop - run.start for run in self.runs)

    @property
    def slot_count(self) -> int:
        return sum(run.end - run.first for run in self.runs)

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


class Vocabulary:
    """The terms of a snapshot and how they are related. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._largest_first = sorted(
            range(len(self._segments)), key=lambda at: -len(self._segments[at].terms)
        )
        self._frequencies = IndexFrequencies({}, self._segments)
        self._stemmer = VocabularyStemmer(self._frequencies)
        self._ranges: dict[tuple[str, str], range] = {}
        self._entry = lru_cache(_CACHED_WORDS)(self._entry_of)
        self.stems = lru_cache(_CACHED_WORDS)(self._stems)
        self.slots = lru_cache(_CACHED_WORDS)(self._slots)
        self.weak_slots = lru_cache(_CACHED_WORDS)(self._weak_slots)

    def _entry_of(self, form: str) -> _Entry:
        slots = tuple(view.slot(form) for view in self._segments)
        given = [
            self._segments[at].stem(slot) for at in self._largest_first if (slot := slots[at]) is not None
        ]
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
        return sum(view.document_frequency(slot) for view, slot in found if slot is not None)

    def very_slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the slot of the very form, if it has it."""
        found = zip(self._segments, self._entry(form).slots, strict=True)
        return tuple(
            WeightedSlots(view, [] if slot is None else [_Part(range(slot, slot + 1), WEIGHT_UNIT)])
            for view, slot in found
        )

    def _stems(self, form: str) -> dict[str, float]:
        """The stems whose forms a word is searched with, and the weight of each."""
        entry = self._entry(form)
        if entry.function_word:
            return {entry.stem: FUNCTION_WORD}
        return dict.fromkeys(entry.own_stems, SAME_STEM) | self._related(entry.stem)

    def _related(self, stem: str) -> dict[str, float]:
        """The stems related to a stem: as the largest segment has kept them, else worked out."""
        if self._largest_first:
            largest = self._segments[self._largest_first[0]]
            number = largest.stems.find(stem)
            kept = None if number is None else largest.related(number)
            if kept is not None:
                found = {}
                for number, weight in kept:
                    found[other := largest.stems[number]] = weight
                    self._ranges[largest.name, other] = largest.slots_of_stem_number(number)
                return found
        related = related_stems(stem, self)
        finding = {other: weight for other, weight in related.items() if weight >= FINDING}
        weak = [other for other in related if other not in finding]
        if len(weak) > WEAK_RELATIVES:
            weak.sort(key=lambda other: (-related[other] * self._frequency_of_stem(other), other))
        return finding | {other: related[other] for other in weak[:WEAK_RELATIVES]}

    def _range(self, view: SegmentView, stem: str) -> range:
        """Slots of the terms of a segment with a stem."""
        known = self._ranges.get((view.name, stem))
        if known is None:
            if len(self._ranges) > _CACHED_WORDS:
                self._ranges.clear()
            known = self._ranges[view.name, stem] = view.slots_of_stem(stem)
        return known

    def _frequency_of_stem(self, stem: str) -> int:
        return sum(view.frequency_of_range(view.slots_of_stem(stem)) for view in self._segments)

    def _slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment of the snapshot the terms that find a word."""
        related = self.stems(form)
        stems = {stem: weight for stem, weight in related.items() if weight >= FINDING}
        if not any(self._entry(form).slots) and not any(
            self._range(view, stem) for stem in stems for view in self._segments
        ):
            stems = related  # a word that the index lacks is better met by what is like it than by nothing
        return self._slots_of_stems(form, stems)

    def _slots_of_stems(self, form: str, stems: Mapping[str, float]) -> tuple[WeightedSlots, ...]:
        """For each segment the terms with these stems, and the form itself."""
        found = []
        entry = self._entry(form)
        for view, very in zip(self._segments, entry.slots, strict=True):
            parts = [
                _Part(self._range(view, stem), round(weight * WEIGHT_UNIT), stem in entry.own_stems)
                for stem, weight in stems.items()
            ]
            found.append(WeightedSlots(view, _with_very(sorted(parts, key=_start), very)))
        return tuple(found)

    def _weak_slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the terms that find nothing by themselves."""
        weak = [(stem, weight) for stem, weight in self.stems(form).items() if weight < FINDING]
        found = []
        for view in self._segments:
            parts = [
                _Part(self._range(view, stem), round(weight * WEIGHT_UNIT), own=False)
                for stem, weight in weak
            ]
            found.append(WeightedSlots(view, sorted(parts, key=_start)))
        return tuple(found)

    def relatives(self, form: str) -> dict[str, float]:
        """The form itself (weight 1, whether the index has it or not) and the forms that find it, by weight."""
        related = {form: 1.0}
        for view, found in zip(self._segments, self.slots(form), strict=True):
            for slot, weight in found.weighted_slots():
                related.setdefault(view.form(slot), weight / WEIGHT_UNIT)
        return related


def _start(part: _Part) -> int:
    return part.slots.start


def _with_very(parts: list[_Part], very: int | None) -> Iterator[_Part]:
    """Ascending parts with the slot of the very form, in one of them or not, as a part of its own with full weight."""
    for part in parts:
        slots = part.slots
        if very is None or slots.stop <= very:
            yield part
            continue
        within = very in slots
        if within:
            yield part._replace(slots=range(slots.start, very))
        yield _Part(range(very, very + 1), WEIGHT_UNIT)
        yield part._replace(slots=range(very + 1, slots.stop)) if within else part
        very = None
    if very is not None:
        yield _Part(range(very, very + 1), WEIGHT_UNIT)
