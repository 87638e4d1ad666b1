"""The terms of a segment about to be written: their order, their stems, and the slots of their posting lists.

What stem each has `index.building.term_stems` finds, and how these are related `index.building.stem_relations`. A
segment keeps the numbers that its stems have in its parent, the largest segment beside it, so that the relatives that
are kept there are found here without looking for any string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.building.ordering import ranked
from index.building.relating import sums_of
from index.building.stem_relations import StemmedForms, StemRelations
from index.building.term_stems import broadcast_counts, stems_alone, stems_beside
from index.ingestion.analysis_pool import AnalysisPool
from index.segments.segment import SegmentView
from index.segments.segment_terms import FEW_TERMS
from index.storage.arrayfile import ArrayFileWriter
from index.storage.arrays import starts_of
from index.storage.dictionary import add_strings


class Terms:
    """The terms of a segment, ascending, with their stems and slots."""

    def __init__(
        self,
        terms: Sequence[str],
        stems: Sequence[str],
        stem_of: npt.NDArray[np.int64],
        restemmed: AbstractSet[tuple[str, str]],
        parent: SegmentView | None,
    ) -> None:
        """stems: ascending. stem_of: of each term, the number of its stem. restemmed: as in
        `index.building.term_stems.Stems`.

        parent: the largest segment beside this, if no smaller.
        """
        self.terms = terms
        self.parent = parent
        self._stems = stems
        self._restemmed = sorted(restemmed)
        #: Where the slots of each stem begin, and end.
        self.stem_slots = starts_of(np.bincount(stem_of, minlength=len(stems)))
        self._slot_terms = np.argsort(stem_of, kind="stable")
        self.slots: npt.NDArray[np.uint32] = np.empty(len(stem_of), np.uint32)
        self.slots[self._slot_terms] = np.arange(len(stem_of), dtype=np.uint32)

    def slots_of(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """The slots of some of the terms."""
        slot_of_term = dict(zip(self.terms, self.slots.tolist(), strict=True))
        return np.fromiter(map(slot_of_term.__getitem__, terms), np.int64, len(terms))

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write terms, stems and slots."""
        add_strings(file, "terms", self.terms)
        file.add("slots", self.slots)
        file.add("slot_terms", self._slot_terms.astype(np.uint32))
        add_strings(file, "stems", self._stems)
        file.add("stem_slots", self.stem_slots.astype(np.uint32))
        add_strings(file, "restemmed", list(chain.from_iterable(self._restemmed)))
        if self.parent:
            in_parent = self.parent.terms.stems.numbers_of(self._stems)
            own = np.flatnonzero(in_parent >= 0)  # both ascend, for both have their stems in order
            file.add("parent.stems", in_parent[own].astype(np.uint32))
            file.add("parent.own", own.astype(np.uint32))


class MergedStems(NamedTuple):
    """What the segments that are merged into one say of its terms.

    of_terms: the stem of each. keys: the `relation_keys` of stems, as far as they have them. restemmed: what they have
    of forms with several stems.
    """

    of_terms: Mapping[str, str]
    keys: Mapping[str, Sequence[str]]
    restemmed: AbstractSet[tuple[str, str]]


_NOTHING_MERGED: Final = MergedStems({}, {}, frozenset())


def terms_in_index(
    counts: Mapping[str, int],
    others: Sequence[SegmentView],
    analysis: AnalysisPool,
    merged: MergedStems = _NOTHING_MERGED,
) -> tuple[Terms, StemRelations]:
    """The terms of a segment, and how their stems are related.

    counts: the terms, ascending, with their occurrences. others: the segments that the index has beside this one.

    Relatives are kept by what becomes the largest segment, unless it is so small that they are soon worked out.
    """
    parent = max(others, key=lambda view: len(view.terms.forms), default=None)
    if parent and len(parent.terms.forms) < len(counts):
        parent = None
    sharing = analysis.sharing(len(counts) + sum(len(view.terms.forms) for view in others))
    if others:
        frequencies = None
        found = stems_beside(counts, others, sharing, merged.of_terms)
        sharing.forget()
    else:
        frequencies = broadcast_counts(counts, sharing)
        found = stems_alone(frequencies, sharing)
    found.keys.update(merged.keys)
    found.restemmed.update(merged.restemmed)
    stems, stem_of = ranked(found.of_forms)
    terms = Terms(list(counts), stems, stem_of, found.restemmed, parent)
    forms = None
    if not parent and len(counts) > FEW_TERMS:
        sums = sharing.broadcast(sums_of, frequencies or broadcast_counts(counts, sharing))
        forms = StemmedForms(stem_of, np.fromiter(counts.values(), np.int64, len(counts)), sums)
    return terms, StemRelations(stems, found.keys, forms, sharing)
