"""The best of an any-of query of which some parts are no words: MaxScore over whole arrays, list by list.

Words have a quicker way, alone or beside what few texts hold (`searcher.any_of`); the method is told in
`searcher.postings.base`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.arrays import IntArray
from searcher.matches import NOTHING, Matches
from searcher.postings.base import SLACK
from searcher.proximity import distinct
from searcher.ranking import ScoreArray
from searcher.scratch import Scratch

# A word in fewer texts than this is sooner worked out than looked up in some, and then known to the next query.
_SMALL = 6000


class Leaf(Protocol):
    """What one word or phrase adds to scores."""

    @property
    def most(self) -> float:
        """No text gets more from it."""

    def size(self, place: int) -> int:
        """About how many texts of the segment at `place` it is in."""

    def matches(self, place: int) -> Matches:
        """Every text that it is in, in the segment at `place`."""


#: What leaves add together to some texts, ascending, of the segment at a place.
ScoresWithin = Callable[[Sequence[Leaf], int, IntArray], ScoreArray]


def best_of_leaves(
    leaves: Sequence[Leaf],
    count: int,
    sizes: Sequence[int],
    allowed: Sequence[npt.NDArray[np.bool_] | None],
    scratch: Scratch,
    within: ScoresWithin,
) -> list[Matches]:
    """For each segment, matches that hold every one of the `count` best of all segments, and all that tie with them.

    sizes: how many texts each segment has. allowed: for each segment a mask over its texts, or None for all.
    within: what leaves add together to some texts of a segment.
    """
    leaves = sorted(leaves, key=lambda leaf: -leaf.most)
    floor = 0.0
    best = [NOTHING] * len(sizes)
    # The largest first: what it has found spares the others.
    for place in sorted(range(len(sizes)), key=lambda place: -sizes[place]) if count else ():
        best[place], floor = _best_in_segment(
            leaves, count, place, sizes[place], allowed[place], floor, scratch, within
        )
    return best


def _best_in_segment(
    leaves: Sequence[Leaf],
    count: int,
    place: int,
    size: int,
    allowed: npt.NDArray[np.bool_] | None,
    threshold: float,
    scratch: Scratch,
    within: ScoresWithin,
) -> tuple[Matches, float]:
    """Candidates of one segment that may score at least `threshold`, and the threshold that they raise it to."""
    after = [0.0] * (len(leaves) + 1)  # the most that the words from here on add
    for at in range(len(leaves) - 1, -1, -1):
        after[at] = after[at + 1] + leaves[at].most
    if after[0] < threshold * SLACK:
        return NOTHING, threshold

    touched: list[IntArray] = []
    with scratch.totals(size, touched) as totals:
        for leaf in leaves:
            if touched and threshold * SLACK > after[len(touched)] and leaf.size(place) > _SMALL:
                break
            numbers, scores = leaf.matches(place)
            if allowed is not None:
                passing = allowed[numbers]
                numbers, scores = numbers[passing], scores[passing]
            touched.append(numbers)
            totals[numbers] += scores
            threshold = max(threshold, _nth_best(totals[numbers] if len(touched) > 1 else scores, count))
        used = len(touched)
        least = threshold * SLACK - after[used]
        numbers = distinct(np.concatenate([found[totals[found] >= least] for found in touched]))
        scores = totals[numbers]
    if used < len(leaves):
        scores += within(leaves[used:], place, numbers)
    return Matches(numbers, scores), max(threshold, _nth_best(scores, count))


def _nth_best(scores: ScoreArray, count: int) -> float:
    """The `count`-th best score, 0 where there are fewer."""
    if len(scores) < count:
        return 0.0
    return float(np.partition(scores, -count)[-count])
