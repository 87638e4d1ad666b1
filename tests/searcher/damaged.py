"""For the tests of the loops in C: segments that are not as they were written, and how lists are gone through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from index.segments.posting_lists import PostingLists
from index.segments.segment import SegmentView
from index.segments.segment_terms import RELATED_ARRAYS, SegmentTerms
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
    """Posting lists whose peaks may not be what was written."""

    def __init__(self, lists: PostingLists, peaks: np.ndarray[Any, Any]) -> None:
        self._lists = lists
        self.posting_peaks = peaks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lists, name)


class DamagedTerms:
    """Terms of which one array is not what was written: one of kept relatives or of stems of the parent, if any."""

    def __init__(self, terms: SegmentTerms, name: str, array: np.ndarray[Any, Any]) -> None:
        self._terms, self._name, self._array = terms, name, array

    def __getattr__(self, name: str) -> Any:
        return getattr(self._terms, name)

    def parent_stems(self) -> Any:
        names = "parent.stems", "parent.own"
        return tuple(
            self._array if name == self._name else array
            for name, array in zip(names, self._terms.parent_stems(), strict=True)
        )

    def kept_relatives(self) -> Any:
        return tuple(
            self._array if name == self._name else array
            for name, array in zip(RELATED_ARRAYS, self._terms.kept_relatives(), strict=True)
        )


class Damaged:
    """A segment of which one array is not what was written."""

    def __init__(self, view: SegmentView, name: str, array: np.ndarray[Any, Any]) -> None:
        self._view, self._name, self._array = view, name, array
        self.terms: Any = DamagedTerms(view.terms, name, array)
        self.lists: Any = DamagedLists(view.lists, self.postings_array("peaks"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def postings_array(self, name: str) -> Any:
        return self._array if name == self._name else self._view.postings_array(name)

    def articles_array(self, name: str) -> Any:
        return self._array if name == self._name else self._view.articles_array(name)
