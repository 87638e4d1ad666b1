"""How often each form occurs in an index, the evidence by which words are stemmed; and whether it still does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis import VocabularyStemmer
from index.segments.segment import SegmentView

# Words after which a stemmer is made anew: it remembers about a kilobyte of each.
_ASKED: Final = 20_000
# Articles that are looked at before all that hold a form are: hardly ever are they all deleted.
_LOOKED_AT: Final = 256


class IndexFrequencies:
    """Occurrences of forms over all segments, and in what is about to become one (`own`).

    It has of a mapping what `index.analysis.VocabularyStemmer` asks for.
    """

    def __init__(self, own: Mapping[str, int], segments: Sequence[SegmentView]) -> None:
        self._own = own
        self._segments = segments

    def get(self, form: str, default: int) -> int:
        """Occurrences of a form, those in deleted articles included; `default` where there are none."""
        count = self._own.get(form, 0)
        for view in self._segments:
            slot = view.terms.slot(form)
            if slot is not None:
                count += view.lists.frequency(slot)
        return count or default

    def of_all(self, forms: Sequence[str]) -> npt.NDArray[np.int64]:
        """Occurrences of many forms, 0 where there are none: int64, forms."""
        counts = np.fromiter((self._own.get(form, 0) for form in forms), np.int64, len(forms))
        for view in self._segments:
            numbers = view.terms.forms.numbers_of(forms)
            held = np.flatnonzero(numbers >= 0)
            counts[held] += term_frequencies(view, numbers[held])
        return counts


class IndexStemmer:
    """Stems of forms by how often an index has them, for as long as it is open. Safe to share between threads.

    What a stemmer has worked out it remembers; so it is made anew after so many questions, which costs nothing. The
    first is made when it is asked for: it has a list of nouns read, which most searches have no use for.
    """

    def __init__(self, frequencies: IndexFrequencies) -> None:
        self._frequencies = frequencies
        self._stemmer: VocabularyStemmer
        self._asked = _ASKED

    def stem(self, form: str) -> str:
        """The stem of a form."""
        if self._asked >= _ASKED:
            self._stemmer = VocabularyStemmer(self._frequencies)
            self._asked = 0  # no earlier: other threads would ask a stemmer that is not there yet
        self._asked += 1
        return self._stemmer.stem(form)


def term_frequencies(
    view: SegmentView, numbers: npt.NDArray[np.int64] | slice = slice(None)
) -> npt.NDArray[np.int64]:
    """Occurrences of the terms of a segment with these numbers (of each, if none are given), in their order."""
    slots = view.postings_array("slots")[numbers].astype(np.int64)
    starts = view.postings_array("position_starts")
    return starts[slots + 1].astype(np.int64) - starts[slots].astype(np.int64)


def is_held(form: str, segments: Sequence[SegmentView]) -> bool:
    """Whether any article holds a form, those that are deleted left out."""
    slots = ((view, view.terms.slot(form)) for view in segments)
    return any(_is_slot_held(view, slot) for view, slot in slots if slot is not None)


def is_stem_held(stem: str, segments: Sequence[SegmentView]) -> bool:
    """Whether any article holds a form with this stem, those that are deleted left out."""
    return any(_is_slot_held(view, slot) for view in segments for slot in view.terms.slots_of_stem(stem))


def _is_slot_held(view: SegmentView, slot: int) -> bool:
    if view.deleted is None:
        return True
    articles, _ = view.lists.postings(slot)
    return not (view.deleted[articles[:_LOOKED_AT]].all() and view.deleted[articles].all())
