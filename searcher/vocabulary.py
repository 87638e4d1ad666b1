"""With which terms of the index a word of the query is searched, and what each weighs."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from index import Snapshot
from index.analysis import VocabularyStemmer
from index.frequencies import IndexFrequencies
from index.inversion import IntArray
from index.segment import SegmentView
from searcher.ranking import SAME_STEM, FloatArray

_CACHED_WORDS: Final = 10_000


class WeightedSlots(NamedTuple):
    """Terms of one segment by slot, ascending, and the weight of each."""

    slots: IntArray
    weights: FloatArray


class Vocabulary:
    """The terms of a snapshot and how they are related. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._stemmer = VocabularyStemmer(IndexFrequencies({}, snapshot.segments))
        self.relatives = lru_cache(_CACHED_WORDS)(self._relatives)
        self.slots = lru_cache(_CACHED_WORDS)(self._slots)

    def stem(self, form: str) -> str:
        """The stem of a form, by the largest segment that has it, else by the evidence of all."""
        largest = max(
            self._segments, key=lambda view: (view.slot(form) is not None, len(view.terms)), default=None
        )
        slot = None if largest is None else largest.slot(form)
        return self._stemmer.stem(form) if largest is None or slot is None else largest.stem(slot)

    def stems(self, form: str) -> set[str]:
        """The stem that the index has for a form; for a form it lacks, the one that its words suggest."""
        held = {view.stem(slot) for view in self._segments if (slot := view.slot(form)) is not None}
        return held or {self._stemmer.stem(form)}

    def _slots(self, form: str) -> tuple[WeightedSlots, ...]:
        """For each segment the terms that a word is searched with."""
        stems = self.stems(form)
        return tuple(self._slots_in(view, form, stems) for view in self._segments)

    @staticmethod
    def _slots_in(view: SegmentView, form: str, stems: set[str]) -> WeightedSlots:
        slots = np.sort(np.concatenate([np.asarray(view.slots_of_stem(stem), np.int64) for stem in stems]))
        weights = np.full(len(slots), SAME_STEM, np.float32)
        weights[slots == view.slot(form)] = 1.0
        return WeightedSlots(slots, weights)

    def _relatives(self, form: str) -> dict[str, float]:
        """The form itself (weight 1, whether the index has it or not) and its relatives in the index by weight."""
        related = {form: 1.0}
        for view, (slots, weights) in zip(self._segments, self.slots(form), strict=True):
            for slot, weight in zip(slots.tolist(), weights.tolist(), strict=True):
                related.setdefault(view.form(slot), weight)
        return related
