"""What is remembered between commands is written whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from searcher.state import made_folder, write_whole


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
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left") as raised:
        write_whole(path, b"new", durably=True)
    assert raised.value.filename == str(path), "which disk it is that is full"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    earlier = os.umask(0o022)
    try:
        folder = made_folder(tmp_path / "state" / "fihris" / "watches")
    finally:
        os.umask(earlier)
    assert [each.stat().st_mode & 0o777 for each in (folder, folder.parent, folder.parents[1])] == [0o700] * 3
    assert made_folder(folder) == folder
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileExistsError):
        made_folder(tmp_path / "file")


def test_a_file_that_can_not_be_made_is_told_by_the_name_that_it_was_to_have(tmp_path: Path) -> None:
    path = tmp_path / "none" / "searches"
    with pytest.raises(FileNotFoundError) as raised:
        write_whole(path, b"new", durably=True)
    assert (raised.value.filename, raised.value.filename2) == (str(path), None)


def test_what_those_leave_who_are_killed_at_it_is_removed_by_who_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "searches"
    killed = f"""
import os, signal
from pathlib import Path
from searcher.state import write_whole
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path({str(path)!r}), b"new", durably=False)
"""
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", killed], check=False)
        assert ended.returncode == -signal.SIGKILL
    left = sorted(tmp_path.iterdir())
    others = [tmp_path / name for name in ("other", ".searches.new", ".other.ab.new", ".searches.ab.old")]
    for each in others:
        each.write_bytes(b"of somebody else")
    assert len(left) == 3
    long_ago = time.time() - 4000
    for each in (*left[:2], *others):
        os.utime(each, (long_ago, long_ago))
    write_whole(path, b"newest", durably=False)
    # The one of just now may be of somebody who is still writing it.
    assert sorted(tmp_path.iterdir()) == sorted([left[2], path, *others])
    assert path.read_bytes() == b"newest"
