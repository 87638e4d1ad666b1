"""Locking a file against other processes (flock): the lock goes with the process, however that ends."""

from __future__ import annotations

import errno
import fcntl
import time
from typing import Final

_POLL_SECONDS: Final = 0.1


def lock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file, waiting for it if so asked; whether it is locked, and not by another."""
    while not _try(descriptor):
        if not wait:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    return True
