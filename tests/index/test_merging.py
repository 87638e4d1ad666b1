"""What becomes of segments that are merged, beside what the tests of writers say."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from index.building import merging, terms
from index.building.stem_relations import StemRelations
from index.building.terms import MergedStems, Terms
from index.segments.segment import SegmentView
from tests.builders import article, built_index, segmented_index


def test_a_segment_of_which_half_is_deleted_is_left_and_with_one_more_it_is_written_anew(
    tmp_path: Path,
) -> None:
    index = built_index(tmp_path, *map(article, "abcd"))
    with index.writer() as writer:
        writer.delete("a")
        writer.delete("b")
    assert [view.article_count for view in index.snapshot().segments] == [4]
    with index.writer() as writer:
        writer.delete("c")
    assert [view.article_count for view in index.snapshot().segments] == [1]


def test_an_index_of_small_commits_is_compressed_like_one_of_a_large_one(tmp_path: Path) -> None:
    """Every commit wrote a block, and merges kept them all."""
    articles = [article(f"{number}", f"خبر {number} " * 250) for number in range(60)]
    large = built_index(tmp_path / "large", *articles)
    small = built_index(tmp_path / "small")
    for each in articles:
        with small.writer() as writer:
            writer.add(each)
    (one,), (other,) = large.snapshot().segments, small.snapshot().segments
    assert list(other.bodies) == list(one.bodies)
    assert len(list(one.bodies.blocks())) > 2
    assert len(list(other.bodies.blocks())) <= 2 * len(list(one.bodies.blocks()))


@pytest.mark.parametrize("largest", [0, 1])
def test_merging_takes_the_stems_of_the_larger_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    parts = [[article("few", "وزير")], [article("few too", "وزير")]]
    parts[largest] = [article("many", "وزير من القمة")]
    index = segmented_index(tmp_path, *parts)
    known: list[Mapping[str, str]] = []

    def stems_of(view: SegmentView, numbers: npt.NDArray[np.int64]) -> list[str]:
        return [f"of {len(view.terms.forms)}" for _ in numbers]

    def terms_in_index(
        counts: Any, others: Any, analysis: Any, merged: MergedStems
    ) -> tuple[Terms, StemRelations]:
        known.append(merged.of_terms)
        return terms.terms_in_index(counts, others, analysis, merged)

    monkeypatch.setattr(merging, "stems_of", stems_of)
    monkeypatch.setattr(merging, "terms_in_index", terms_in_index)
    index.optimize()
    assert [each["وزير"] for each in known] == ["of 3"]


def test_counting_what_is_live_takes_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_AT_ONCE", 1_000)
    choose = np.random.default_rng(1)
    held = choose.random(200_000) < 0.7
    starts = np.append(np.unique(np.append(choose.integers(0, len(held), 3_000), 0)), len(held))
    starts = np.insert(starts, [5, 5, 900], starts[[5, 5, 900]])  # runs of nothing
    tracemalloc.start()
    totals = merging._totals(held, starts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert totals.tolist() == [int(held[low:high].sum()) for low, high in pairwise(starts.tolist())]
    assert peak < len(held)
