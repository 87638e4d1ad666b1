"""The posting file of a segment, opened: terms, stems, and where they occur. Its layout is in `index.segment`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.arrayfile import AnyArray, ArrayFile
from index.arrays import IntArray, ranges, starts_of
from index.dictionary import Dictionary, Strings
from index.lazy import cached_property
from index.packed_frequencies import BODY_LIMIT, PACKED_COUNT, TITLE_LIMIT, TITLE_SHIFT
from index.peaks import UNKNOWN

# The frequent words of a language are in most of what is asked.
_CACHED_SLOTS = 10_000
# Postings between two for which it is kept where their positions begin.
SKIP = 16

_OFFSETS = np.arange(SKIP)
# For each number of postings, the bytes of a block that stand before as many: 0xFF, then 0.
_BEFORE = np.where(_OFFSETS[:, None] > _OFFSETS, np.uint8(0xFF), np.uint8(0))
COUNT_BITS = 10


def _marked_counts() -> npt.NDArray[np.uint16]:
    packed = np.arange(1 << 8, dtype=np.uint16)
    at_most = (packed & BODY_LIMIT == BODY_LIMIT) | (packed >> TITLE_SHIFT & TITLE_LIMIT == TITLE_LIMIT)
    marked: npt.NDArray[np.uint16] = PACKED_COUNT | at_most.astype(np.uint16) << COUNT_BITS
    return marked


#: The count that a packed frequency stands for and, above 10 bits, a mark where it may be of more. So the sum over a
#: block, in 16 bits, says both how many there are and whether that is certain.
MARKED_COUNT = _marked_counts()
_COUNT_MASK = np.uint16((1 << COUNT_BITS) - 1)


#: The number of a stem that a segment does not have.
NO_STEM = np.uint32((1 << 32) - 1)


#: With no more terms, those of some 250 articles, a segment keeps no relatives: they are soon worked out. And it shows
#: little of its words (`searcher.vocabulary`).
FEW_TERMS: Final = 20_000
#: Of the stems with one relation key so many are compared with others, the commonest: words of news hardly have more,
#: but of the numbered names of pictures in a careless archive there may be as many as there are articles.
MOST_OF_KEY: Final = 500
#: What tells which stems are related (`index.segment`).
RELATED_ARRAYS: Final = ("related", "related.starts", "related.stems", "related.weights", "related.holdings")


class Related(NamedTuple):
    """Stems related to one, by number, and what each weighs in hundredths; articles with a form of one that finds."""

    stems: memoryview
    weights: memoryview
    holding: int


class PostingLists:
    """Terms by slot, the articles that hold them, and the places in these. Safe to share between threads."""

    def __init__(self, file: ArrayFile) -> None:
        self._postings = file
        self.terms = Dictionary(file, "terms")
        self.stems = Dictionary(file, "stems")
        self._known_slots: dict[str, int | None] = {}

    def array(self, name: str) -> AnyArray:
        """An array of the posting file by its name."""
        return self._postings[name]

    # --- terms and stems

    @cached_property
    def _slots(self) -> memoryview:
        return self._postings["slots"].data

    @cached_property
    def _slot_terms(self) -> memoryview:
        return self._postings["slot_terms"].data

    @cached_property
    def stem_slots(self) -> memoryview:
        """Where the slots of each stem begin (stems + 1)."""
        return self._postings["stem_slots"].data

    @cached_property
    def keys(self) -> Dictionary:
        """The relation keys of all stems (`index.analysis.relations`)."""
        return Dictionary(self._postings, "keys")

    def slot(self, form: str) -> int | None:
        """Slot of a term, or None where the segment does not have it."""
        try:
            return self._known_slots[form]
        except KeyError:
            pass
        number = self.terms.find(form)
        slot = None if number is None else self._slots[number]
        if len(self._known_slots) >= _CACHED_SLOTS:
            self._known_slots.clear()
        self._known_slots[form] = slot
        return slot

    def form(self, slot: int) -> str:
        """The term of a slot."""
        return self.terms[self._slot_terms[slot]]

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

    @cached_property
    def _key_stems(self) -> tuple[memoryview, memoryview]:
        """Where the stems of each key begin (keys + 1), and the numbers of the stems."""
        return self._postings["key_starts"].data, self._postings["key_stems"].data

    def stems_of_key(self, key: str) -> list[str]:
        """The stems with this among their relation keys."""
        number = self.keys.find(key)
        if number is None:
            return []
        starts, stems = self._key_stems
        return self.stems.strings(stems[starts[number] : starts[number + 1]].tolist())

    @property
    def parent(self) -> str | None:
        """Name of the largest segment beside this when it was written, if that had no fewer terms."""
        parent = self._postings.values.get("parent")
        if parent is not None and not isinstance(parent, str):
            raise self._postings.damaged("its parent has no name")
        return parent

    def parent_stems(self) -> tuple[AnyArray, AnyArray]:
        """Numbers that stems of this segment have in its parent, ascending, and their numbers here."""
        if self.parent is None:
            return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
        return self._postings["parent.stems"], self._postings["parent.own"]

    def stems_of_parent(self, numbers: IntArray | memoryview) -> npt.NDArray[np.uint32]:
        """The numbers that stems of the parent have here, `NO_STEM` for those that are not here."""
        theirs, own = self.parent_stems()
        if not len(theirs):
            return np.full(len(numbers), NO_STEM)
        at = np.minimum(theirs.searchsorted(np.asarray(numbers, theirs.dtype)), len(theirs) - 1)
        return np.where(theirs.take(at) == numbers, own.take(at), NO_STEM)

    def restemmed(self) -> list[tuple[str, str]] | None:
        """Stems and forms, where this segment or another that was there before has this stem for the form, and
        one of them has another. None where that is not kept (format 3)."""
        if "restemmed.text" not in self._postings.names():
            return None
        texts = list(Strings(self._postings, "restemmed"))
        return list(zip(texts[::2], texts[1::2], strict=True))

    def kept_relatives(self) -> tuple[AnyArray, ...]:
        """The arrays `RELATED_ARRAYS`, all empty where none are kept."""
        if "related" not in self._postings.names():
            return (np.zeros(0, np.uint8),) * len(RELATED_ARRAYS)
        return tuple(self._postings[name] for name in RELATED_ARRAYS)

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

    # --- articles

    @cached_property
    def article_starts(self) -> memoryview:
        """Where the postings of each slot begin (slots + 1)."""
        return self._postings["article_starts"].data

    @cached_property
    def posting_articles(self) -> AnyArray:
        return self._postings["articles"]

    @cached_property
    def posting_frequencies(self) -> AnyArray:
        return self._postings["frequencies"]

    @cached_property
    def posting_peaks(self) -> AnyArray:
        """The peak of every posting, two to a byte (`index.peaks`). None is known where none is kept (format 4)."""
        if "peaks" not in self._postings.names():
            return np.full((len(self.posting_articles) + 1) // 2, 17 * UNKNOWN, np.uint8)
        return self._postings["peaks"]

    def postings(self, slot: int) -> tuple[IntArray, npt.NDArray[np.uint8]]:
        """Articles that hold the term of a slot, ascending, and the packed frequency in each."""
        part = slice(self.article_starts[slot], self.article_starts[slot + 1])
        return self.posting_articles[part], self.posting_frequencies[part]

    def document_frequency(self, slot: int) -> int:
        """Articles that hold the term, deleted ones included."""
        count: int = self.article_starts[slot + 1] - self.article_starts[slot]
        return count

    # --- occurrences

    @cached_property
    def position_starts(self) -> memoryview:
        """Where the positions of each slot begin (slots + 1)."""
        return self._postings["position_starts"].data

    @cached_property
    def _positions(self) -> AnyArray:
        return self._postings["positions"]

    @cached_property
    def _long(self) -> tuple[AnyArray, AnyArray]:
        return self._postings["long_postings"], self._postings["long_excess"]

    @cached_property
    def _position_skips(self) -> AnyArray:
        return self._postings["position_skips"]

    def frequency(self, slot: int) -> int:
        """Occurrences of the term, those in deleted articles included."""
        count: int = self.position_starts[slot + 1] - self.position_starts[slot]
        return count

    def frequency_of_stem(self, number: int) -> int:
        """Occurrences of the terms with the stem of this number."""
        slots, starts = self.stem_slots, self.position_starts
        count: int = starts[slots[number + 1]] - starts[slots[number]]
        return count

    def occurrence_counts(self, postings: slice) -> npt.NDArray[np.uint32]:
        """How often each of consecutive postings' articles holds the term."""
        counts = PACKED_COUNT[self.posting_frequencies[postings]].astype(np.uint32)
        long, excess = self._long
        bounds = np.array([postings.start, postings.start + len(counts)]).astype(long.dtype)
        low, high = np.searchsorted(long, bounds).tolist()
        if low < high:
            counts[long[low:high] - np.uint32(postings.start)] += np.diff(excess[low : high + 1]).astype(
                np.uint32
            )
        return counts

    def occurrences_of(self, postings: npt.NDArray[np.int64]) -> tuple[IntArray, npt.NDArray[np.int64]]:
        """Every occurrence in some postings (by their numbers): its place in the article, and which of them it is of.

        A word's place is its number in the article; between passages one is left out.
        """
        if not len(postings):
            return self._positions[:0], postings
        positions, counts = self.positions_of(postings)
        return positions, np.repeat(np.arange(len(postings)), counts)

    def positions_of(self, postings: npt.NDArray[np.int64]) -> tuple[IntArray, npt.NDArray[np.int64]]:
        """The places in its article of every occurrence in some postings, one at least; how many each of them has."""
        starts, counts = self._located(postings)
        return self._positions.take(ranges(starts, counts)), counts

    def positions_of_stretches(
        self, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
    ) -> tuple[IntArray, npt.NDArray[np.int64]]:
        """The same for stretches of consecutive postings, one at least and none of them empty.

        Their positions stand side by side, so only where those of the first of each begin has to be found.
        """
        begins, _ = self._located(starts)
        postings = ranges(starts, lengths)
        marked = MARKED_COUNT.take(self.posting_frequencies.take(postings))
        counts = (marked & _COUNT_MASK).astype(np.int64)
        unsure = (marked > _COUNT_MASK).nonzero()[0]
        if len(unsure):
            long, excess = self._long
            these = postings[unsure].astype(long.dtype)
            up_to, with_own = excess[np.searchsorted(long, np.stack((these, these + 1)))].astype(np.int64)
            counts[unsure] += with_own - up_to
        totals = np.add.reduceat(counts, starts_of(lengths)[:-1])
        return self._positions.take(ranges(begins, totals)), counts

    def _located(
        self, postings: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the positions of some postings begin, and how many each of them has."""
        blocks = postings // SKIP
        # What precedes a posting in its block: a few frequencies, taken from one table look-up for all.
        preceding = self._blocks_of_frequencies(blocks) & _BEFORE.take(postings % SKIP, axis=0)
        before = np.add.reduce(MARKED_COUNT.take(preceding), axis=1, dtype=np.uint16)
        own = MARKED_COUNT.take(self.posting_frequencies.take(postings))
        starts = self._position_skips.take(blocks).astype(np.int64)
        starts += before & _COUNT_MASK
        counts = (own & _COUNT_MASK).astype(np.int64)
        unsure = ((before | own) > _COUNT_MASK).nonzero()[0]
        if len(unsure):
            long, excess = self._long
            these = postings[unsure]
            bounds = np.stack((blocks[unsure] * SKIP, these, these + 1)).astype(long.dtype)
            up_to_block, up_to, with_own = excess[np.searchsorted(long, bounds)].astype(np.int64)
            starts[unsure] += up_to - up_to_block
            counts[unsure] += with_own - up_to
        return starts, counts

    def _blocks_of_frequencies(self, blocks: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """The packed frequencies of some blocks: shape (blocks, SKIP)."""
        rows: npt.NDArray[np.uint8]
        try:
            rows = self._whole_blocks.take(blocks, axis=0)
        except IndexError:  # the last one is short: what is beyond it is of no posting that is asked for
            packed = self.posting_frequencies
            rows = packed[np.minimum(blocks[:, None] * SKIP + _OFFSETS, len(packed) - 1)]
        return rows

    @cached_property
    def _whole_blocks(self) -> npt.NDArray[np.uint8]:
        packed = self.posting_frequencies
        return packed[: len(packed) // SKIP * SKIP].reshape(-1, SKIP)

    def positions_of_slots(self, first: int, end: int) -> IntArray:
        """The place in its article of every occurrence of consecutive slots' terms, in the order of their postings."""
        return self._positions[self.position_starts[first] : self.position_starts[end]]

    def occurrences(self, slot: int) -> tuple[IntArray, IntArray]:
        """Every occurrence of a term: its article, ascending, and its place there."""
        part = slice(self.article_starts[slot], self.article_starts[slot + 1])
        articles = np.repeat(self.posting_articles[part], self.occurrence_counts(part))
        return articles, self.positions_of_slots(slot, slot + 1)
