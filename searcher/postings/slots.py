"""Terms of one segment by the slots of their posting lists: with which of them a word is searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrays import IntArray, ranges
from searcher.ranking import WEIGHT_UNIT

_ROW: Final = Struct("=6q")  # a `Run` among the rows of `WeightedSlots`


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


#: The columns of a table of runs (`WeightedSlots.table`): the fields of a `Run`.
FIRST, END, START, STOP, WEIGHT, OWN = range(len(Run._fields))
#: Those two of them that say which postings a run has.
POSTINGS: Final = slice(START, STOP + 1)
_WIDTH: Final = len(Run._fields)


class Term(NamedTuple):
    """A term of one segment: its slot, the number of its stem, its postings, `start` to `stop`."""

    slot: int
    stem: int
    start: int
    stop: int


class WeightedSlots(NamedTuple):
    """Terms of one segment, in ascending and disjoint runs, and what each weighs.

    rows: the runs, as many int64 of each as `Run` has fields. total: postings of all of them.
    """

    rows: bytes | bytearray | memoryview
    total: int

    @property
    def table(self) -> npt.NDArray[np.int64]:
        """The runs, int64 of shape (runs, fields of `Run`)."""
        return np.frombuffer(self.rows, np.int64).reshape(-1, _WIDTH)

    @property
    def nbytes(self) -> int:
        return self.table.nbytes

    @property
    def runs(self) -> list[Run]:
        """The runs one by one."""
        return list(map(Run._make, self.table.tolist()))

    @property
    def postings(self) -> npt.NDArray[np.int64]:
        """The number of every posting, in the order of the slots."""
        table = self.table
        return ranges(table[:, START], table[:, STOP] - table[:, START])

    @property
    def posting_weights(self) -> npt.NDArray[np.uint32]:
        """What each of the postings weighs."""
        table = self.table
        return np.repeat(table[:, WEIGHT].astype(np.uint32), table[:, STOP] - table[:, START])

    @property
    def slot_count(self) -> int:
        table = self.table
        return int((table[:, END] - table[:, FIRST]).sum())

    def own(self) -> WeightedSlots:
        """Those of them that are forms of the word itself."""
        table = self.table
        kept = table[table[:, OWN] != 0]
        return WeightedSlots(kept.tobytes(), int((kept[:, STOP] - kept[:, START]).sum()))

    def weighted_slots(self) -> Iterator[tuple[int, int]]:
        """Each slot and its weight."""
        return ((slot, run.weight) for run in self.runs for slot in range(run.first, run.end))


class KeptWord(NamedTuple):
    """A form whose relatives one segment has kept: for each segment what finds it, and the rest.

    stem: by the segment that has kept them. group_frequency, document_frequency: articles of all segments with a form
    that finds it, and with the very form.
    """

    stem: str
    group_frequency: int
    document_frequency: int
    finding: tuple[WeightedSlots, ...]
    weak: tuple[WeightedSlots, ...]


#: No terms at all.
NO_TERMS: Final = WeightedSlots(b"", 0)


def without_relatives(terms: Iterable[Term | None]) -> WeightedSlots:
    """Distinct terms of one segment by themselves, of full weight."""
    found = sorted(filter(None, terms))
    rows = [_ROW.pack(slot, slot + 1, start, stop, WEIGHT_UNIT, True) for slot, _, start, stop in found]
    return WeightedSlots(b"".join(rows), sum([term.stop - term.start for term in found]))


class StemWeights(NamedTuple):
    """Stems of one segment that a word is searched with.

    numbers: of the stems; one that the segment has not is left out. weights: in hundredths, of each. own: the numbers
    of those that are the word's own. forms: slots of single forms that are found as well, or weigh more than by their
    stem here; weight, own. of_parent: whether the numbers are those of the segment's parent (`SegmentTerms.parent`).
    """

    numbers: IntArray | memoryview
    weights: npt.NDArray[np.uint8] | memoryview
    own: list[int]
    forms: list[tuple[int, int, bool]]
    of_parent: bool = False


def slots_of_terms(view: SegmentView, terms: IntArray, weights: IntArray) -> WeightedSlots:
    """The slots of terms by their numbers in the dictionary. weights: in hundredths, of each."""
    slots = view.postings_array("slots").take(terms).astype(np.int64)
    order = slots.argsort()
    slots, weights = slots.take(order), weights.take(order)
    begins = np.ones(len(slots) + 1, np.bool_)  # of runs, and behind the last
    begins[1:-1] = (slots[1:] != slots[:-1] + 1) | (weights[1:] != weights[:-1])
    bounds = begins.nonzero()[0]
    first, last = slots.take(bounds[:-1]), slots.take(bounds[1:] - 1)
    starts = view.postings_array("article_starts")
    rows = np.ones((len(first), _WIDTH), np.int64)
    rows[:, FIRST] = first
    rows[:, END] = last + 1
    rows[:, START] = starts.take(first)
    rows[:, STOP] = starts.take(last + 1)
    rows[:, WEIGHT] = weights.take(bounds[:-1])
    return WeightedSlots(rows.data, int((rows[:, STOP] - rows[:, START]).sum()))


def slots_of_stems(
    view: SegmentView, stems: StemWeights, very: int | None, least: int
) -> tuple[WeightedSlots, WeightedSlots]:
    """The forms of stems that weigh no less than `least`, and those of the others.

    very: the slot of the word's very form, which has full weight, whether it is among the first or not.
    """
    if stems.of_parent:
        numbers, own_numbers = (
            view.terms.stems_of_parent(np.asarray(each)) for each in (stems.numbers, stems.own)
        )
        stems = StemWeights(numbers, stems.weights, own_numbers.tolist(), stems.forms)
    bounds, known = view.terms.stem_slots, len(view.terms.stems)
    parts: list[tuple[int, int, int, bool]] = []
    for number, weight in zip(stems.numbers, stems.weights, strict=True):
        if number < known:
            parts.append((bounds[number], bounds[number + 1], int(weight), number in stems.own))
    for slot, weight, own in stems.forms:
        around = next((part for part in parts if part[0] <= slot < part[1]), None)
        if around:
            if around[2:] >= (weight, own):
                continue
            parts.remove(around)  # by its stem here it would count for less than elsewhere
            parts += ((around[0], slot, *around[2:]), (slot + 1, *around[1:]))
        parts.append((slot, slot + 1, weight, own))
    finding = [part for part in parts if part[2] >= least]
    weak = [part for part in parts if part[2] < least]
    return _table(view, finding, very), _table(view, weak, None)


def _table(view: SegmentView, parts: Iterable[tuple[int, int, int, bool]], very: int | None) -> WeightedSlots:
    """parts: first slot, end, weight, own of each."""
    starts = view.lists.article_starts
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
    return WeightedSlots(
        np.array(fields, np.int64).data, sum(fields[STOP::_WIDTH]) - sum(fields[START::_WIDTH])
    )
