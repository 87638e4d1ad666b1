"""For the tests of the loops in C: segments that are not as they were written, and how lists are gone through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from index.posting_lists import RELATED_ARRAYS, PostingLists
from index.segment import SegmentView
from searcher.postings import compiled


@contextmanager
def gathering(wanted: bool) -> Iterator[None]:
    """Whether numbers are tested eight at a time meanwhile, where the processor can, or one by one."""
    lists: Any = compiled._lists
    before = lists.gather(wanted)
    try:
        yield
    finally:
        lists.gather(before)


class DamagedLists:
    """Posting lists of which one array is not what was written."""

    def __init__(self, lists: PostingLists, name: str, array: np.ndarray[Any, Any]) -> None:
        self._lists, self._name, self._array = lists, name, array

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lists, name)

    def array(self, name: str) -> Any:
        return self._array if name == self._name else self._lists.array(name)

    @property
    def posting_peaks(self) -> Any:
        return self.array("peaks")

    def parent_stems(self) -> Any:
        names = "parent.stems", "parent.own"
        return tuple(
            self._array if name == self._name else array
            for name, array in zip(names, self._lists.parent_stems(), strict=True)
        )

    def kept_relatives(self) -> Any:
        return tuple(
            self._array if name == self._name else array
            for name, array in zip(RELATED_ARRAYS, self._lists.kept_relatives(), strict=True)
        )


class Damaged:
    """A segment of which one array is not what was written."""

    def __init__(self, view: SegmentView, name: str, array: np.ndarray[Any, Any]) -> None:
        self._view, self._name, self._array = view, name, array
        self.lists: Any = DamagedLists(view.lists, name, array)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def articles_array(self, name: str) -> Any:
        return self._array if name == self._name else self._view.articles_array(name)
