"""With which terms of the index a word of the query is searched, and what each weighs.

`index.analysis.relations` knows how words are related and asks the vocabulary for evidence; here is that vocabulary,
the terms of all segments of a snapshot, and what becomes of the answer: for each segment the slots of the relatives. A
relative that weighs `FINDING` or more finds articles; a weaker one only raises those that are found.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.analysis import VocabularyStemmer
from index.analysis.relations import FINDING, FUNCTION_WORD, SAME_STEM, related_stems
from index.analysis.stemming import CLOSED, closed_class
from index.frequencies import IndexFrequencies
from index.segment import SegmentView
from searcher.ranking import FloatArray

_CACHED_WORDS: Final = 10_000
_WEAK_STEMS: Final = 15


class WeightedSlots(NamedTuple):
    """Terms of one segment by slot, ascending, and the weight of each."""

    slots: npt.NDArray[np.int64]
    weights: FloatArray


class Vocabulary:
    """The terms of a snapshot and how they are related. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._largest_first = sorted(snapshot.segments, key=lambda view: -len(view.terms))
        self._frequencies = IndexFrequencies({}, self._segments)
        self._stemmer = VocabularyStemmer(self._frequencies)
        self.stems = lru_cache(_CACHED_WORDS)(self._stems)
        self.slots = lru_cache(_CACHED_WORDS)(self._slots)
        self.weak_slots = lru_cache(_CACHED_WORDS)(self._weak_slots)
        self.own_slots = lru_cache(_CACHED_WORDS)(self._own_slots)

    # --- the evidence that the relations ask for (`index.analysis.relations.Vocabulary`)

    def frequency(self, form: str) -> int:
        """Occurrences of a form; 0 if the index hasn't got it."""
        return self._frequencies.get(form, 0)

    def stem(self, form: str) -> str:
        """The stem of a form, by the largest segment that has it, else by the evidence of all."""
        for view in self._largest_first:
            slot = view.slot(form)
            if slot is not None:
                return view.stem(slot)
        return self._stemmer.stem(form)

    def forms_of_stem(self, stem: str) -> set[str]:
        """The forms of the index with this stem."""
        return {view.form(slot) for view in self._segments for slot in view.slots_of_stem(stem)}

    def stems_of_key(self, key: str) -> set[str]:
        """The stems of the index with this among their relation keys."""
        return {stem for view in self._segments for stem in view.stems_of_key(key)}

    # --- the answer

    def is_function_word(self, form: str) -> bool:
        """Whether a form is a function word, with clitics or without (في, التي, ولها)."""
        return (closed_class(form) or self.stem(form)) in CLOSED

    def document_frequency(self, form: str) -> int:
        """Articles that hold this very form, deleted ones included."""
        return sum(
            view.document_frequency(slot) for view in self._segments if (slot := view.slot(form)) is not None
        )

    def _stems(self, form: str) -> dict[str, float]:
        """The stems whose forms a word is searched with, and the weight of each."""
        stem = self.stem(form)
        if self.is_function_word(form):
            return {stem: FUNCTION_WORD}
        return dict.fromkeys(self._own_stems(form), SAME_STEM) | related_stems(stem, self)

    def _slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment of the snapshot the terms that find a word."""
        related = self.stems(form)
        stems = {stem: weight for stem, weight in related.items() if weight >= FINDING}
        if not any(view.slots_of_stem(stem) for stem in stems for view in self._segments):
            stems = related  # a word that the index lacks is better met by what is like it than by nothing
        return tuple(_slots_in(view, form, stems) for view in self._segments)

    def _weak_slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the terms that find nothing by themselves: the best, by weight and frequency."""
        weak = [(stem, weight) for stem, weight in self.stems(form).items() if weight < FINDING]
        found = []
        for view in self._segments:
            parts = [(view.slots_of_stem(stem), weight) for stem, weight in weak]
            parts = [(part, weight) for part, weight in parts if part]
            parts.sort(key=lambda pair: -pair[1] * view.frequency_of_range(pair[0]))
            best = sorted(parts[:_WEAK_STEMS], key=lambda pair: pair[0].start)
            found.append(_joined(best))
        return tuple(found)

    def _own_slots(self, form: str) -> tuple[tuple[range, ...], ...]:
        """For each segment the slots of the forms of a word's own stem."""
        stems = self._own_stems(form)
        return tuple(
            tuple(part for stem in stems if (part := view.slots_of_stem(stem))) for view in self._segments
        )

    def _own_stems(self, form: str) -> list[str]:
        """The stem of a form and, where a segment has given it another for want of evidence, that too."""
        others = [view.stem(slot) for view in self._segments if (slot := view.slot(form)) is not None]
        return list(dict.fromkeys([self.stem(form), *others]))

    def relatives(self, form: str) -> dict[str, float]:
        """The form itself (weight 1, whether the index has it or not) and the forms that find it, by weight."""
        related = {form: 1.0}
        for view, (slots, weights) in zip(self._segments, self.slots(form), strict=True):
            for slot, weight in zip(slots.tolist(), weights.tolist(), strict=True):
                related.setdefault(view.form(slot), round(weight, 6))
        return related


def _joined(parts: list[tuple[range, float]]) -> WeightedSlots:
    """Ascending ranges of slots, each with a weight."""
    slots = np.concatenate([np.zeros(0, np.int64), *(np.arange(part.start, part.stop) for part, _ in parts)])
    weights = np.array([weight for _, weight in parts], np.float32)
    return WeightedSlots(slots, np.repeat(weights, [len(part) for part, _ in parts]))


def _slots_in(view: SegmentView, form: str, stems: dict[str, float]) -> WeightedSlots:
    """The slots of the forms with these stems, and of the form itself."""
    parts = [(part, weight) for stem, weight in stems.items() if (part := view.slots_of_stem(stem))]
    parts.sort(key=lambda pair: pair[0].start)
    slots, weights = _joined(parts)
    own = view.slot(form)
    if own is None:
        return WeightedSlots(slots, weights)
    at = int(np.searchsorted(slots, own))
    if at == len(slots) or slots[at] != own:  # another segment gave the form another stem
        slots, weights = np.insert(slots, at, own), np.insert(weights, at, 0)
    weights[at] = 1.0
    return WeightedSlots(slots, weights)
