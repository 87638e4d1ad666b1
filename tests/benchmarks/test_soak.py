"""The soak test finds nothing in some seconds, and would if there were something."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import soak
from benchmarks.soak import Soak


def test_threads_that_share_a_searcher_see_whole_states_only(tmp_path: Path) -> None:
    run = Soak(tmp_path / "index")
    run.run(seconds=3, pause=0.05)
    assert run.problems == []
    assert run.searches > 20
    assert len(run.generations) > 3


def test_a_wrong_answer_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "_titles", lambda *_: {"000": "another"})
    run = Soak(tmp_path / "index")
    run.run(seconds=0.2, pause=0.05)
    assert run.problems
