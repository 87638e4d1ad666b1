"""The lock of an index folder: one process at a time writes to it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

from index.errors import IndexDamaged, IndexLocked, IndexMissing, IndexStoreError
from index.storage import file_locks
from index.storage.file_names import WRITE_LOCK


class WriteLock:
    """The right to write: at most one process has it. It goes with the process, however that ends (flock).

    A process that is forked meanwhile has not got it, but while it lives it keeps it from others.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / WRITE_LOCK
        self._file: BinaryIO | None = None  # closed with this object, if nobody does it before
        self._process = os.getpid()

    def acquire(self, wait: bool) -> None:
        """Take the lock, waiting for it if so asked.

        Raises IndexLocked, saying who holds it, and IndexMissing where there is no folder.
        """
        while self._file is None:
            file = self._opened()
            if self._take(file, wait):
                self._file = file

    def _opened(self) -> BinaryIO:
        # A link may lead to a file of somebody's, and nobody reads what is written into a pipe.
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            file = os.fdopen(os.open(self._path, flags, 0o666), "r+b", buffering=0)
        except (FileNotFoundError, NotADirectoryError):
            raise IndexMissing.at(self._path.parent) from None
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
        else:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file
            file.close()
        raise IndexDamaged(f"{self._path}: no file of Fihris's; see what it is, and remove it")

    def _take(self, file: BinaryIO, wait: bool) -> bool:
        """Lock a file; whether it is the one that others will find."""
        try:
            if not file_locks.lock(file.fileno(), wait=wait):
                raise IndexLocked(
                    f"{self._path.parent}: {self._holder()} is writing to the index; "
                    "try again later, or wait with --wait"
                )
            if not self._is_in_place(file):
                file.close()
                return False
            file.truncate(0)
            holder = {"pid": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
            file.write(json.dumps(holder).encode())
        except BaseException:
            file.close()
            raise
        return True

    def is_held(self) -> bool:
        """Whether this process has the lock, and no other could take it: its file may have been removed meanwhile."""
        return self.is_of_this_process() and self._file is not None and self._is_in_place(self._file)

    def is_of_this_process(self) -> bool:
        """Whether this process made it, and was not forked since."""
        return self._process == os.getpid()

    def require(self) -> None:
        """Raise IndexStoreError where `is_held` does not hold."""
        if not self.is_held():
            raise IndexStoreError(
                f"{self._path}: removed while the index was written to, and another writer may be at work; the index "
                "is as it was: run this again"
            )

    def _is_in_place(self, file: BinaryIO) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), os.stat(self._path))
        except FileNotFoundError:
            return False

    def _holder(self) -> str:
        try:
            holder = json.loads(self._path.read_bytes())
            return f"process {holder['pid']} (since {holder['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None and not self.is_of_this_process():
            self._file.close()
        elif self._file is not None:
            with contextlib.suppress(OSError):  # else the next one that is refused is told of this process
                self._file.truncate(0)
            # A process that was forked meanwhile has the same file open, and closing here would leave it locked.
            fcntl.flock(self._file.fileno(), fcntl.LOCK_UN)
            self._file.close()
        self._file = None
