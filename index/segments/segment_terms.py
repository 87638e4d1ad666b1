"""The terms of a segment, opened: their slots and stems, and how these are related. Their layout is in
`index.segments.segment`.

What a slot leads to, articles and positions, is in `index.segments.posting_lists`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.lazy import cached_property
from index.storage.arrayfile import AnyArray, ArrayFile
from index.storage.arrays import IntArray
from index.storage.dictionary import Dictionary, Strings

# The frequent words of a language are in most of what is asked.
_CACHED_SLOTS = 10_000

#: The number of a stem that a segment does not have.
NO_STEM = np.uint32((1 << 32) - 1)


#: With no more terms, those of some 250 articles, a segment keeps no relatives: they are soon worked out. And it shows
#: little of its words (`searcher.matching.vocabulary`).
FEW_TERMS: Final = 20_000
#: Of the stems with one relation key so many are compared with others, the commonest: words of news hardly have more,
#: but of the numbered names of pictures in a careless archive there may be as many as there are articles.
MOST_OF_KEY: Final = 500
#: What tells which stems are related (`index.segments.segment`).
RELATED_ARRAYS: Final = ("related", "related.starts", "related.stems", "related.weights", "related.holdings")


class Related(NamedTuple):
    """Stems related to one, by number, and what each weighs in hundredths; articles with a form of one that finds."""

    stems: memoryview
    weights: memoryview
    holding: int


class SegmentTerms:
    """Terms by slot, their stems, and the relatives of these. Safe to share between threads."""

    def __init__(self, file: ArrayFile) -> None:
        """file: the posting file of the segment."""
        self._file = file
        #: The terms, by number.
        self.forms = Dictionary(file, "terms")
        self.stems = Dictionary(file, "stems")
        self._known_slots: dict[str, int | None] = {}

    # --- terms

    @cached_property
    def _slots(self) -> memoryview:
        return self._file["slots"].data

    @cached_property
    def _slot_terms(self) -> memoryview:
        return self._file["slot_terms"].data

    def slot(self, form: str) -> int | None:
        """Slot of a term, or None where the segment does not have it."""
        try:
            return self._known_slots[form]
        except KeyError:
            pass
        number = self.forms.find(form)
        slot = None if number is None else self._slots[number]
        if len(self._known_slots) >= _CACHED_SLOTS:
            self._known_slots.clear()
        self._known_slots[form] = slot
        return slot

    def form(self, slot: int) -> str:
        """The term of a slot."""
        return self.forms[self._slot_terms[slot]]

    # --- stems

    @cached_property
    def stem_slots(self) -> memoryview:
        """Where the slots of each stem begin (stems + 1)."""
        return self._file["stem_slots"].data

    def slots_of_stem(self, stem: str) -> range:
        """Slots of the terms with this stem."""
        number = self.stems.find(stem)
        return range(0) if number is None else self.slots_of_stem_number(number)

    def slots_of_stem_number(self, number: int) -> range:
        """Slots of the terms with the stem of this number."""
        return range(self.stem_slots[number], self.stem_slots[number + 1])

    def stem_number(self, slot: int) -> int:
        """Number of the stem of the term of a slot."""
        return bisect_right(self.stem_slots, slot) - 1

    def restemmed(self) -> list[tuple[str, str]] | None:
        """Stems and forms, where this segment or another that was there before has this stem for the form, and
        one of them has another. None where that is not kept (format 3)."""
        if "restemmed.text" not in self._file.names():
            return None
        texts = list(Strings(self._file, "restemmed"))
        return list(zip(texts[::2], texts[1::2], strict=True))

    # --- how stems are related

    @cached_property
    def keys(self) -> Dictionary:
        """The relation keys of all stems (`index.analysis.relations`)."""
        return Dictionary(self._file, "keys")

    @cached_property
    def _key_stems(self) -> tuple[memoryview, memoryview]:
        """Where the stems of each key begin (keys + 1), and the numbers of the stems."""
        return self._file["key_starts"].data, self._file["key_stems"].data

    def stems_of_key(self, key: str) -> list[str]:
        """The stems with this among their relation keys."""
        number = self.keys.find(key)
        if number is None:
            return []
        starts, stems = self._key_stems
        return self.stems.strings(stems[starts[number] : starts[number + 1]].tolist())

    def kept_relatives(self) -> tuple[AnyArray, ...]:
        """The arrays `RELATED_ARRAYS`, all empty where none are kept."""
        if "related" not in self._file.names():
            return (np.zeros(0, np.uint8),) * len(RELATED_ARRAYS)
        return tuple(self._file[name] for name in RELATED_ARRAYS)

    @cached_property
    def _related(self) -> tuple[memoryview, ...]:
        return tuple(array.data for array in self.kept_relatives())

    def related(self, stem: int) -> Related | None:
        """The stems related to the one of a number, itself among them; None where they are not kept."""
        kept, starts, stems, weights, holdings = self._related
        at = bisect_left(kept, stem)
        if at == len(kept) or kept[at] != stem:
            return None
        part = slice(starts[at], starts[at + 1])
        return Related(stems[part], weights[part], holdings[at])

    # --- the stems of the parent

    @property
    def parent(self) -> str | None:
        """Name of the largest segment beside this when it was written, if that had no fewer terms."""
        parent = self._file.values.get("parent")
        if parent is not None and not isinstance(parent, str):
            raise self._file.damaged("its parent has no name")
        return parent

    def parent_stems(self) -> tuple[AnyArray, AnyArray]:
        """Numbers that stems of this segment have in its parent, ascending, and their numbers here."""
        if self.parent is None:
            return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
        return self._file["parent.stems"], self._file["parent.own"]

    def stems_of_parent(self, numbers: IntArray | memoryview) -> npt.NDArray[np.uint32]:
        """The numbers that stems of the parent have here, `NO_STEM` for those that are not here."""
        theirs, own = self.parent_stems()
        if not len(theirs):
            return np.full(len(numbers), NO_STEM)
        at = np.minimum(theirs.searchsorted(np.asarray(numbers, theirs.dtype)), len(theirs) - 1)
        return np.where(theirs.take(at) == numbers, own.take(at), NO_STEM)
