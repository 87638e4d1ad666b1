"""Scratch files: what was put in comes out, and nothing of them is left, nor heard."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from index import Index
from index.storage.file_names import SCRATCH_PREFIX
from index.storage.scratch import DividedScratch, Scratch
from tests.builders import article, built_index, held


def test_pieces_come_back_one_by_one_and_as_one(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, np.uint32)
    pieces = [np.arange(3), np.zeros(0, np.int64), np.arange(100_000)]
    for piece in pieces:
        scratch.append(piece)
    for _ in range(2):
        assert [each.tolist() for each in scratch] == [each.tolist() for each in pieces]
    everything = np.concatenate(pieces)
    for stretches in ([(0, len(everything))], [(2, 5), (5, 5), (90_000, 100_000), (0, 1)], []):
        read = scratch.read(stretches)
        assert read.tolist() == [each for start, end in stretches for each in everything[start:end].tolist()]
        assert read.dtype == np.uint32


def test_a_part_of_all_arrays_is_one(tmp_path: Path) -> None:
    divided = DividedScratch(tmp_path, np.uint32)
    divided.append(np.array([1, 2, 3]), np.array([0, 2, 2, 3]))
    divided.append(np.zeros(0, np.uint32), np.array([0, 0, 0, 0]))
    divided.append(np.array([4, 5, 6, 7]), np.array([0, 1, 3, 4]))
    assert [divided.part(number).tolist() for number in range(3)] == [[1, 2, 4], [5, 6], [3, 7]]


def test_its_file_has_no_name_and_is_closed_with_it(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, np.uint8)
    descriptor = scratch._descriptor
    assert list(tmp_path.iterdir()) == []
    os.fstat(descriptor)
    del scratch
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_closing_it_runs_no_python_that_ctrl_c_could_end_instead_of_the_run(tmp_path: Path) -> None:
    scratches = [Scratch(tmp_path, np.uint8)]
    run: list[str] = []

    def profile(_frame: FrameType, event: str, _argument: Any) -> None:
        run.append(event)

    sys.setprofile(profile)
    scratches.clear()
    sys.setprofile(None)
    assert "call" not in run


def test_what_a_killed_run_left_of_one_that_has_a_name_is_removed(tmp_path: Path) -> None:
    """Where there are no files without a name, it has one for an instant."""
    index = built_index(tmp_path, article("a", "وزير"))
    left = tmp_path / f"{SCRATCH_PREFIX}k3_x9abz"
    others = tmp_path / f"{SCRATCH_PREFIX}notes.txt"
    left.touch()
    others.touch()
    with index.writer() as writer:
        writer.add(article("b", "وزير"))
    assert not left.exists()
    assert others.exists()


def test_one_that_has_a_name_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    unlink = os.unlink

    def removed(path: Any, **options: Any) -> None:
        names.append(os.path.basename(path))
        unlink(path, **options)

    monkeypatch.setattr("tempfile._O_TMPFILE_WORKS", False, raising=False)
    monkeypatch.setattr("tempfile._os.unlink", removed)
    Scratch(tmp_path, np.uint8)
    assert [name.startswith(SCRATCH_PREFIX) for name in names] == [True]
    index = Index.create(tmp_path / "index")
    (index.folder / names[0]).touch()
    with index.writer() as writer:
        writer.add(article("a", "وزير"))
    assert not (index.folder / names[0]).exists()
    assert set(held(index)) == {"a"}
