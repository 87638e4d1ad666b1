"""How many articles hold any of some terms, counted from posting lists in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.relations import FINDING
from index.building.holdings import finding, holdings
from index.storage.arrayfile import ArrayFileWriter, WrittenArray

pytestmark = pytest.mark.usefixtures("each_way")

ARTICLES = 40
LISTS = st.lists(st.sets(st.integers(0, ARTICLES - 1)).map(sorted), min_size=1, max_size=8)


@contextmanager
def written(lists: Sequence[Sequence[int]], dtype: type[np.unsignedinteger]) -> Iterator[WrittenArray]:
    with TemporaryDirectory() as folder:
        file = ArrayFileWriter(Path(folder) / "x")
        file.add("before", np.arange(5, dtype=np.uint8))
        file.add("articles", np.array([article for each in lists for article in each], dtype))
        yield file.written("articles")
        file.abandon()


def starts(lengths: Sequence[int]) -> np.ndarray:
    return np.cumsum([0, *lengths], dtype=np.int64)


@given(LISTS, st.lists(st.lists(st.integers(0, 7), max_size=6), max_size=8), st.sampled_from([1, 2, 4]))
def test_each_article_counts_once_for_each_owner(
    lists: list[list[int]], owners: list[list[int]], width: int
) -> None:
    members = [[number % len(lists) for number in own] for own in owners]
    dtype = {1: np.uint8, 2: np.uint16, 4: np.uint32}[width]
    flat = np.array([number for own in members for number in own], np.uint32)
    with written(lists, dtype) as articles:
        counts = holdings(
            articles, starts(list(map(len, lists))), starts(list(map(len, members))), flat, ARTICLES
        )
    assert counts.tolist() == [
        len({article for number in own for article in lists[number]}) for own in members
    ]


def test_numbers_of_more_than_16_bits() -> None:
    with written([[1, 70_000], [70_000, 99_999]], np.uint32) as articles:
        counts = holdings(articles, starts([2, 2]), starts([2, 1]), np.array([0, 1, 1], np.uint32), 100_000)
    assert counts.tolist() == [3, 2]


def test_a_relative_of_just_the_weight_that_finds_is_counted() -> None:
    weights = np.array([round(100 * FINDING) + more for more in (-1, 0, 1)], np.uint8)
    begins, members = finding(np.array([0, 3]), np.array([7, 8, 9], np.uint32), weights)
    assert (begins.tolist(), members.tolist()) == ([0, 2], [8, 9])
