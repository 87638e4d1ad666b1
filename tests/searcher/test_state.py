"""What is remembered between commands is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from searcher.state import write_whole


@pytest.mark.parametrize("durably", [True, False])
def test_what_is_written_takes_the_place_of_what_was(tmp_path: Path, durably: bool) -> None:
    path = tmp_path / ("name" * 60)  # as long as a file's name may be, nearly
    for data in (b"one", b"two"):
        write_whole(path, data, durably=durably)
        assert path.read_bytes() == data
        assert path.stat().st_mode & 0o777 == 0o600
    write_whole(path, b"three", durably=durably, mode=0o644)
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_what_was_and_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "searches"
    write_whole(path, b"old", durably=True)

    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_whole(path, b"new", durably=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
