"""Arrays that every query needs for a moment: kept for the thread's next query, and all zero between two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from index.storage.arrays import IntArray, Mask
from searcher.ranking import ScoreArray


class QueryScratch(threading.local):
    """Each thread sees arrays of its own."""

    def __init__(self) -> None:
        self._marks = np.zeros(0, np.bool_)
        self._totals = np.zeros(0, np.float64)

    @contextmanager
    def marks(self, size: int, numbers: IntArray) -> Iterator[Mask]:
        """Bool, of at least `size`: True at `numbers`. Not to be used within itself."""
        if len(self._marks) < size:
            self._marks = np.zeros(size, np.bool_)
        self._marks[numbers] = True
        try:
            yield self._marks
        finally:
            self._marks[numbers] = False

    def among(self, size: int, numbers: IntArray, find: Callable[[Mask], list[IntArray]]) -> Mask:
        """Which of some distinct numbers are found: bool, one each.

        find: is given `marks` of these, and gives some of them, in any order and as often as it likes.
        """
        with self.marks(size, numbers) as marks:
            found = find(marks)
            marks[numbers] = False
            for each in found:
                marks[each] = True
            among: Mask = marks[numbers]
        return among

    @contextmanager
    def totals(self, size: int, touched: list[IntArray]) -> Iterator[ScoreArray]:
        """float64, of at least `size`, all zero; what is written to has to be named in `touched` by the end."""
        if len(self._totals) < size:
            self._totals = np.zeros(size, np.float64)
        try:
            yield self._totals
        finally:
            for numbers in touched:
                self._totals[numbers] = 0
