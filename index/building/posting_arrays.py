"""The arrays of posting lists on their way into the posting file of a segment.

`index.building.inversion` makes them from the words of articles, `index.building.merging` from the lists of other
segments; the long ones come in parts, as there may be more of them than memory has room for. What they hold is
described in `index.segments.segment`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.errors import IndexStoreError
from index.segments.posting_lists import SKIP
from index.storage.arrays import IntArray, end_to_end, narrowest, starts_of
from index.storage.packed_frequencies import PACKED_COUNT

#: The arrays with one entry a posting (an article that holds a term), and those with one an occurrence.
LEVELS: Final = {"articles": "article", "frequencies": "article", "peaks": "article", "positions": "position"}
#: Postings of a segment: they are numbered in 32 bits.
MOST_POSTINGS: Final = (1 << 32) - 1


class PostingArrays(NamedTuple):
    """The posting lists of a segment, by slot.

    starts: by level, where the entries of each slot begin. arrays: by name, in the order of `LEVELS`, dtype and
    consecutive parts; peaks a byte each. skips: where the positions of each posting begin.
    """

    starts: Mapping[str, IntArray]
    arrays: Mapping[str, tuple[npt.DTypeLike, Iterable[IntArray]]]
    skips: PositionSkips


class PositionSkips:
    """Where the positions of each posting begin, as a segment keeps it: collected posting by posting, in order.

    A posting's positions are as many as its packed frequency says, unless that is at its most. So it is enough to keep
    where those of every `SKIP`-th posting begin, and by how much the few postings exceed what their byte can hold.
    """

    def __init__(self) -> None:
        self._skips: list[npt.NDArray[np.int64]] = []
        self._long: list[npt.NDArray[np.int64]] = []
        self._excess: list[npt.NDArray[np.int64]] = []
        self._postings = 0
        self._positions = 0

    def append(self, counts: IntArray, packed: IntArray) -> None:
        """Add consecutive postings: how many positions each has, and its packed frequency."""
        starts = starts_of(counts) + self._positions
        skips = starts[:-1][-self._postings % SKIP :: SKIP]
        if self._postings + len(counts) > MOST_POSTINGS:
            raise IndexStoreError(
                f"there are more than {MOST_POSTINGS} postings, which no segment can have: index fewer "
                "articles at a time"
            )
        self._skips.append(skips.copy())  # a view would hold all of them
        excess = counts - PACKED_COUNT[packed]
        long = np.flatnonzero(excess)
        self._long.append(long + self._postings)
        self._excess.append(excess[long])
        self._postings += len(counts)
        self._positions = int(starts[-1])

    def arrays(self) -> dict[str, IntArray]:
        """The arrays by the names that `index.segments.segment` gives them."""
        return {
            "position_skips": narrowest(end_to_end(self._skips, np.int64)),
            "long_postings": end_to_end(self._long, np.int64).astype(np.uint32),
            "long_excess": narrowest(starts_of(end_to_end(self._excess, np.int64))),
        }


def ranges_of_slots(counts: IntArray, entries: int, slots: int) -> Iterator[tuple[int, int]]:
    """Ranges of slots with at most `entries` entries each, where there is more than one slot, and at most `slots`.

    counts: entries of each slot.
    """
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        before = int(ends[first - 1]) if first else 0
        end = int(np.searchsorted(ends, before + entries, side="right"))
        end = max(first + 1, min(end, first + slots))
        yield first, end
        first = end
