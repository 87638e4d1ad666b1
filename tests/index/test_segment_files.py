"""A posting file is written by two threads; what goes wrong in one ends both."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.building.posting_arrays import PositionSkips, PostingArrays
from index.building.segment_files import Division, write_postings, writing_articles
from index.storage.arrayfile import ArrayFileWriter
from tests.builders import article, built_index


class Terms:
    """Terms of which nothing is written."""

    def write_to(self, file: object) -> None:
        pass


class Relations:
    """What fails when it is to be found out."""

    def __init__(self, error: BaseException, begun: threading.Event) -> None:
        self._error = error
        self._begun = begun

    def relate(self) -> None:
        assert self._begun.wait(10)
        raise self._error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_where_relating_ends_early_no_more_lists_are_made(tmp_path: Path, error: BaseException) -> None:
    begun, made = threading.Event(), []

    def parts() -> Any:
        for number in range(200):
            made.append(number)
            yield np.zeros(10, np.uint32)
            begun.set()
            stopped.wait(0.02)

    stopped = threading.Event()
    lists = PostingArrays(
        {"article": np.zeros(1, np.int64)}, {"articles": (np.uint32, parts())}, PositionSkips()
    )
    terms: Any = Terms()
    relations: Any = Relations(error, begun)
    with pytest.raises(type(error)):
        write_postings(tmp_path, "s", terms, relations, lambda _: lists, 0)
    assert len(made) < 100, "the thread went on to the end"
    assert list(tmp_path.iterdir()) == []


def test_where_relating_ends_early_what_makes_the_lists_is_stopped(tmp_path: Path) -> None:
    begun, made = threading.Event(), []

    def lists(go_on: Callable[[], None]) -> PostingArrays:
        for number in range(200):
            go_on()
            made.append(number)
            begun.set()
            stopped.wait(0.02)
        return PostingArrays({"article": np.zeros(1, np.int64)}, {}, PositionSkips())

    stopped = threading.Event()
    terms: Any = Terms()
    relations: Any = Relations(KeyboardInterrupt(), begun)
    with pytest.raises(KeyboardInterrupt):
        write_postings(tmp_path, "s", terms, relations, lists, 0)
    assert len(made) < 100, "the thread went on to the end"
    assert list(tmp_path.iterdir()) == []


def test_where_the_postings_fail_no_more_of_the_articles_is_written(tmp_path: Path) -> None:
    begun, made = threading.Event(), []

    class Columns:
        def write_to(self, file: ArrayFileWriter) -> None:
            for number in range(200):
                made.append(number)
                file.add(f"{number}", np.zeros(10, np.uint32))
                begun.set()
                stopped.wait(0.02)

    stopped = threading.Event()
    columns: Any = Columns()
    none = np.zeros(0, np.int64)
    division = Division(none, none, none)

    def failing() -> None:
        with writing_articles(tmp_path, "s", lambda: columns, division):
            assert begun.wait(10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert len(made) < 100, "the thread went on to the end"
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_the_lists_leaves_no_file(tmp_path: Path) -> None:
    def lists(go_on: object) -> PostingArrays:
        raise OSError("no space")

    class Related:
        def relate(self) -> None:
            pass

    terms: Any = Terms()
    relations: Any = Related()
    with pytest.raises(OSError, match="no space"):
        write_postings(tmp_path, "s", terms, relations, lists, 0)
    assert list(tmp_path.iterdir()) == []


def test_the_slots_of_one_stem_are_in_the_order_of_its_terms(tmp_path: Path) -> None:
    words = ["وزير", "مدرسة", "قمة", "لاعب", "عربي", "مدينة"]
    before, after = ("", "ال", "وال", "بال", "لل", "و"), ("", "ين", "ات", "ها", "هم")
    forms = [f"{one}{word}{other}" for one in before for word in words for other in after]
    (view,) = built_index(tmp_path, article("a", *forms)).snapshot().segments
    slots, bounds = view.postings_array("slot_terms").tolist(), view.postings_array("stem_slots").tolist()
    of_stems = [slots[start:end] for start, end in pairwise(bounds)]
    assert max(map(len, of_stems)) > 3
    assert of_stems == list(map(sorted, of_stems))
