"""How many processors are used where nobody says: no more than the machine, the affinity and quotas give."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.cores import usable_cores


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The control groups of a machine of 8 cores, and a process in the group /a/b."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr("index.cores._GROUPS", tmp_path / "groups")
    monkeypatch.setattr("index.cores._OWN_GROUP", tmp_path / "own")
    (tmp_path / "own").write_text("9:cpuset:/other\n0::/a/b\n")
    (tmp_path / "groups" / "a" / "b").mkdir(parents=True)
    return tmp_path / "groups"


@pytest.mark.parametrize(
    ("quotas", "cores"),
    [
        ({}, 8),
        ({"a/b": "max 100000"}, 8),
        ({"a/b": "200000 100000"}, 2),
        ({"a/b": "150000 100000"}, 2),
        ({"a/b": "10000 100000"}, 1),
        ({"a/b": "1600000 100000"}, 8),
        ({"a/b": "max 100000", "a": "300000 100000"}, 3),
        ({".": "400000 100000", "a/b": "500000 100000"}, 4),  # as a container sees its own
        ({"a/b": "nonsense"}, 8),
        ({"a/b": "100000 0"}, 8),
    ],
)
def test_a_quota_is_kept_to(groups: Path, quotas: dict[str, str], cores: int) -> None:
    for group, quota in quotas.items():
        (groups / group / "cpu.max").write_text(quota + "\n")
    assert usable_cores() == cores


@pytest.mark.parametrize("own", [None, "", "1:cpu:/x\n"])
def test_without_such_groups_there_is_no_quota(groups: Path, own: str | None) -> None:
    (groups.parent / "own").unlink()
    if own is not None:
        (groups.parent / "own").write_text(own)
    assert usable_cores() == 8
