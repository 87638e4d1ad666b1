"""Sets of scored articles or passages of one segment, and the operations of a query's inner nodes on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from index.storage.arrays import IntArray, Mask, Numbers, end_to_end
from searcher.matching.proximity import look_up
from searcher.postings.occurrences import distinct_runs
from searcher.ranking import ScoreArray

# Of so many numbers.
_PIECE: Final = 1 << 16


class Matches(NamedTuple):
    """Articles (or passages) of one segment: `numbers` ascending and distinct, a score for each."""

    numbers: Numbers
    scores: ScoreArray

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.scores.nbytes

    def where(self, mask: Mask) -> Matches:
        """Those for which `mask` (bool, one a match) holds."""
        return Matches(self.numbers[mask], self.scores[mask])

    def scores_of(self, numbers: IntArray) -> ScoreArray:
        """What these say of some articles or passages: 0 for those that they lack."""
        if not len(self.numbers):
            return np.zeros(len(numbers), np.float64)
        indices, there = look_up(self.numbers, numbers)
        scores: ScoreArray = self.scores[indices] * there
        return scores


NOTHING: Final = Matches(np.zeros(0, np.int32), np.zeros(0, np.float64))


class Ranked(NamedTuple):
    """Matches that hold the best ones, and how many there are in all.

    numbers: of articles or passages through all segments, ascending; scores: of each.
    """

    numbers: IntArray
    scores: ScoreArray
    total: Callable[[], int]

    @classmethod
    def of(cls, matches: Sequence[Matches], bases: Sequence[int]) -> Ranked:
        """All matches. bases: where the numbers of each segment begin."""
        if len(matches) == 1:
            return cls(*matches[0], lambda: len(matches[0].numbers))
        numbers = [part.numbers + np.int64(base) for part, base in zip(matches, bases, strict=False)]
        scores = [part.scores for part in matches]
        return cls(
            end_to_end(numbers, np.int64),
            end_to_end(scores, np.float64),
            lambda: sum(len(part.numbers) for part in matches),
        )


def by_segment(numbers: IntArray, scores: ScoreArray, bases: list[int]) -> list[Matches]:
    """Articles or passages, numbered through all segments, ascending, as matches of each."""
    bounds = numbers.searchsorted(bases).tolist()
    return [
        Matches((numbers[start:stop] - base).astype(np.int32), scores[start:stop])
        for base, (start, stop) in zip(bases, pairwise(bounds), strict=False)
    ]


def mark(found: Mask, numbers: IntArray) -> None:
    """Set what has these numbers, in pieces: NumPy makes other numbers of them first, eight bytes each."""
    for at in range(0, len(numbers), _PIECE):
        found[numbers[at : at + _PIECE]] = True


def unscored(numbers: IntArray) -> Matches:
    """Matches that restrict and do not rank."""
    return Matches(numbers.astype(np.int32), np.zeros(len(numbers), np.float64))


def union(parts: Sequence[Matches]) -> Matches:
    """Whatever is in any part, scores added up."""
    parts = [part for part in parts if len(part.numbers)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    numbers = np.concatenate([part.numbers for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    first = distinct_runs(numbers)
    return Matches(numbers[first], np.add.reduceat(scores[order], first))


def intersection(a: Matches, b: Matches) -> Matches:
    """What is in `a` and in `b`, scores added up; quickest where `a` is the smaller."""
    if not len(a.numbers) or not len(b.numbers):
        return NOTHING
    indices, there = look_up(b.numbers, a.numbers)
    return Matches(a.numbers[there], a.scores[there] + b.scores[indices[there]])


def with_optional(required: Matches, optional: Matches) -> Matches:
    """The required ones, their scores raised where the optional ones match too."""
    if not len(optional.numbers):
        return required
    indices, there = look_up(optional.numbers, required.numbers)
    scores = required.scores.copy()
    scores[there] += optional.scores[indices[there]]
    return Matches(required.numbers, scores)
