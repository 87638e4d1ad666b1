"""The articles of a snapshot by date, and the first of them that answer a question.

The order of a segment's articles does not depend on the question, so it is worked out once. A question that wants the
newest then looks at the newest part of the archive, and at a larger part behind it as long as results are lacking:
what a word costs is one look at its lists for each part (`searcher.matching.membership`), and nothing is done for the
many articles that match and are too old to be shown.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.segments.segment import NO_DATE, SegmentView
from index.storage.arrays import IntArray, Numbers
from searcher.cache import remembering
from searcher.language.query import Query
from searcher.matching.leaves import Leaves
from searcher.matching.membership import matching

DateOrder = Literal["newest", "oldest"]

# Articles that are looked at first, and by how much more the next time. One of ten sources has then some hundreds of
# its articles among them, and ten of these hold any of two words as a rule.
_FIRST: Final = 1 << 13
_MORE: Final = 4


class Chronology:
    """The order by date in each segment of a snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self.order = remembering(None, self._order)

    def _order(self, segment: int, by: DateOrder) -> Numbers:
        """The live articles of segment number `segment`: undated ones last, ties by id."""
        view = self._segments[segment]
        numbers = np.flatnonzero(view.live())
        keys = date_keys(view, numbers, by)
        order = np.argsort(keys)
        keys = keys[order]
        # Few articles share a second: sorting by date alone and then those by id takes a quarter of sorting by both.
        same = np.zeros(len(keys) + 1, np.bool_)
        np.equal(keys[1:], keys[:-1], out=same[1:-1])
        tied = np.flatnonzero(same[1:] | same[:-1])
        among = order[tied]
        order[tied] = among[np.lexsort((view.id_ranks[numbers[among]], keys[tied]))]
        return numbers[order].astype(np.int32)


def date_keys(view: SegmentView, articles: IntArray, by: DateOrder) -> npt.NDArray[np.float64]:
    """A number for each article by its date; the smallest comes first."""
    dates = view.dates[articles]
    keys = dates.astype(np.float64)
    if by == "newest":
        keys = -keys
    keys[dates == NO_DATE] = np.inf
    return keys


def first_by_date(leaves: Leaves, query: Query, segment: int, order: Numbers, count: int) -> Numbers:
    """The first `count` articles of segment number `segment` that match.

    order: all of its articles, as `Chronology.order` gives them.
    """
    found = order[:0]
    start, size = 0, _FIRST
    while len(found) < count and start < len(order):
        part = order[start : start + size]
        found = np.concatenate((found, part[matching(leaves, query, segment, part)]))
        start, size = start + size, size * _MORE
    return found[:count]
