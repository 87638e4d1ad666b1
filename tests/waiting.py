"""Waiting until something has come about, however slow the machine; only what never comes about ends it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from typing import Final

import pytest

_NEVER: Final = 60  # seconds

needs_open_files = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="no /proc here to tell which files a process has open"
)


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Fail, saying `what` it was, where it does not happen."""
    deadline = time.monotonic() + _NEVER
    while not happened():
        assert time.monotonic() < deadline, f"it never came about that {what}"
        time.sleep(0.005)


def times_open(name: str) -> int:
    """How often this process has a file open."""
    count = 0
    for each in Path("/proc/self/fd").iterdir():
        # One may be closed meanwhile, as is that by which the folder is read.
        with contextlib.suppress(FileNotFoundError):
            count += os.readlink(each).endswith(name)
    return count


def has_open(process: Popen[bytes], name: str) -> bool:
    """Whether a process has a file open, or has ended."""
    try:
        descriptors = list(Path(f"/proc/{process.pid}/fd").iterdir())
        return any(os.readlink(each).endswith(name) for each in descriptors) or process.poll() is not None
    except FileNotFoundError:  # closed, or ended, meanwhile
        return process.poll() is not None
