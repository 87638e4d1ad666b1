"""Bringing what was written to disk, so that it is there whatever comes next."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

# What is said of a folder by file systems that bring only files to disk.
_NOT_OF_FOLDERS: Final = (errno.EINVAL, errno.EBADF)


def sync(descriptor: int) -> None:
    """Bring a file to disk, and not only into the drive's own memory, where that has a call of its own (macOS)."""
    if hasattr(fcntl, "F_FULLFSYNC"):
        with suppress(OSError):  # not every file system has it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk, where its file system has a way to be told so.

    Others refuse it of any folder, as PostgreSQL knows of them (`fsync_fname_ext`): they can't be asked for more.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_OF_FOLDERS:
            raise
    finally:
        os.close(descriptor)
