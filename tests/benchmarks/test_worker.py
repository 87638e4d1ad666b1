"""What the benchmark measures in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpus import stored_corpus
from benchmarks.worker import build
from tests.benchmarks.stories import stories


@pytest.mark.parametrize(("options", "held"), [({}, []), ({"cores": 1}, [[3]]), ({"cores": 2}, [[3, 5]])])
def test_a_build_is_held_to_so_many_of_the_cores_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], held: list[list[int]]
) -> None:
    seen: list[list[int]] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {5, 3, 7}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, cores: seen.append(cores), raising=False)
    corpus = stored_corpus(tmp_path / "corpus", iter(stories(5)), tmp_path / "none")
    built = build("fihris", "stems", str(tmp_path / "index"), str(corpus.folder), None, options)
    assert built["articles"] == 5
    assert built["disk_bytes"] > 0
    assert seen == held
