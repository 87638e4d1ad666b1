"""Bringing what was written to disk, so that it is there whatever comes next."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


def sync(descriptor: int) -> None:
    """Bring a file to disk, and not only into the drive's own memory, where that has a call of its own (macOS)."""
    if hasattr(fcntl, "F_FULLFSYNC"):
        with suppress(OSError):  # not every file system has it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
