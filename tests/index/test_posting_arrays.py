"""What is kept of posting lists as they are made, and ranges of them."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from index.building.posting_arrays import PositionSkips, ranges_of_slots
from index.errors import IndexStoreError
from index.segments.posting_lists import SKIP


def test_little_is_kept_of_how_many_positions_postings_have() -> None:
    """Of some hundred million postings a number each would fill the memory."""
    skips = PositionSkips()
    tracemalloc.start()
    try:
        for _ in range(10):
            skips.append(np.ones(100_000, np.int64), np.ones(100_000, np.uint8))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert skips.arrays()["position_skips"].tolist() == list(range(0, 1_000_000, SKIP))
    assert kept < 2 * 8 * 1_000_000 / SKIP


def test_more_postings_than_can_be_numbered_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.building.posting_arrays.MOST_POSTINGS", 5)
    skips = PositionSkips()
    skips.append(np.ones(5, np.int64), np.ones(5, np.uint8))
    with pytest.raises(IndexStoreError, match="more than 5 postings"):
        skips.append(np.ones(1, np.int64), np.ones(1, np.uint8))


def test_no_range_has_more_slots_than_their_numbers_have_bits_for() -> None:
    assert list(ranges_of_slots(np.array([1, 1, 1, 1, 1]), 100, 2)) == [(0, 2), (2, 4), (4, 5)]
