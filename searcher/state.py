"""What Fihris remembers for a user between commands: where it is kept, and how it is written.

The folder is `$XDG_STATE_HOME/fihris`, by default `~/.local/state/fihris` (XDG Base Directory Specification). It is
not in the index: an archive may be shared by many users and be read-only for most of them, and what somebody has
searched for is nobody else's business; so files are readable by their owner alone.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Final

from searcher.errors import SearchError

# After so many seconds nobody is writing any more what is to take the place of another file.
_ABANDONED: Final = 3600


def state_folder() -> Path:
    """The folder, which need not exist yet. Raises SearchError where there is no telling whose it would be."""
    # A relative path in the variable is to be ignored, says the specification.
    if os.path.isabs(given := os.environ.get("XDG_STATE_HOME", "")):
        return Path(given, "fihris")
    try:
        return Path.home() / ".local" / "state" / "fihris"
    except RuntimeError:
        raise SearchError("there is no home directory to remember anything in: set XDG_STATE_HOME") from None


def made_folder(folder: Path) -> Path:
    """`folder`, made if need be, for its owner alone, as are those around it that are not there. Raises OSError."""
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)  # or something else has its place
    return folder


def write_whole(path: Path, data: bytes, *, durably: bool, mode: int = 0o600) -> None:
    """Put `data` in place of what `path` held: a reader sees the old or the new, never a part.

    durably: it is on the disk when this returns, so that a power cut leaves the old or the new too. Raises OSError that
    names `path`, which is as it was then. What was left here by whoever was killed at it is removed.
    """
    try:
        _remove_abandoned(path)
        _replace(path, _temporary(path), data, durably=durably, mode=mode)
    except OSError as error:
        error.filename, error.filename2 = os.fspath(path), None
        raise


def _temporary(path: Path) -> Path:
    """What is to take the place of `path`, under a name that nothing else has."""
    return path.parent / f".{path.name[:50]}.{os.urandom(8).hex()}.new"


def _remove_abandoned(path: Path) -> None:
    now, like = time.time(), re.compile(rf"\.{re.escape(path.name[:50])}\.[0-9a-f]{{16}}\.new").fullmatch
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in filter(lambda entry: like(entry.name), entries):
            if now - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED:
                os.unlink(entry)


def _replace(path: Path, temporary: Path, data: bytes, *, durably: bool, mode: int) -> None:
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            if durably:
                os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if durably:
        from index.storage.disk import sync_folder  # only here: naming what is remembered needs no engine

        sync_folder(path.parent)
