"""The posting lists of a segment, opened: which articles hold a term, and where. Their layout is in
`index.segments.segment`.

A term is a slot here: `index.segments.segment_terms` knows which.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.lazy import cached_property
from index.storage.arrayfile import AnyArray, ArrayFile
from index.storage.arrays import IntArray, ranges, starts_of
from index.storage.packed_frequencies import BODY_LIMIT, PACKED_COUNT, TITLE_LIMIT, TITLE_SHIFT
from index.storage.peaks import UNKNOWN

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


class PostingLists:
    """For each slot the articles that hold its term, and the positions in these. Safe to share between threads."""

    def __init__(self, file: ArrayFile) -> None:
        """file: the posting file of the segment."""
        self._file = file

    # --- articles

    @cached_property
    def article_starts(self) -> memoryview:
        """Where the postings of each slot begin (slots + 1)."""
        return self._file["article_starts"].data

    @cached_property
    def posting_articles(self) -> AnyArray:
        return self._file["articles"]

    @cached_property
    def posting_frequencies(self) -> AnyArray:
        return self._file["frequencies"]

    @cached_property
    def posting_peaks(self) -> AnyArray:
        """The peak of every posting, two to a byte (`index.storage.peaks`). None is known where none is kept (format
        4).
        """
        if "peaks" not in self._file.names():
            return np.full((len(self.posting_articles) + 1) // 2, 17 * UNKNOWN, np.uint8)
        return self._file["peaks"]

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
        return self._file["position_starts"].data

    @cached_property
    def _positions(self) -> AnyArray:
        return self._file["positions"]

    @cached_property
    def _long(self) -> tuple[AnyArray, AnyArray]:
        return self._file["long_postings"], self._file["long_excess"]

    @cached_property
    def _position_skips(self) -> AnyArray:
        return self._file["position_skips"]

    def frequency(self, slot: int) -> int:
        """Occurrences of the term, those in deleted articles included."""
        count: int = self.position_starts[slot + 1] - self.position_starts[slot]
        return count

    def frequency_of_slots(self, slots: range) -> int:
        """Occurrences of the terms of consecutive slots, as those of a stem are."""
        count: int = self.position_starts[slots.stop] - self.position_starts[slots.start]
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
        """Every occurrence in some postings (by their numbers): its position in its article, and which it is of.

        A word's position is its number in the article; between passages one is left out.
        """
        if not len(postings):
            return self._positions[:0], postings
        positions, counts = self.positions_of(postings)
        return positions, np.repeat(np.arange(len(postings)), counts)

    def positions_of(self, postings: npt.NDArray[np.int64]) -> tuple[IntArray, npt.NDArray[np.int64]]:
        """The position in its article of every occurrence in some postings, one at least; how many each has."""
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
        """The position in its article of every occurrence of consecutive slots' terms, in the order of postings."""
        return self._positions[self.position_starts[first] : self.position_starts[end]]

    def occurrences(self, slot: int) -> tuple[IntArray, IntArray]:
        """Every occurrence of a term: its article, ascending, and its position there."""
        part = slice(self.article_starts[slot], self.article_starts[slot + 1])
        articles = np.repeat(self.posting_articles[part], self.occurrence_counts(part))
        return articles, self.positions_of_slots(slot, slot + 1)
