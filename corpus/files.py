"""Paths → documents: folders walked, files opened.

A document is a stream of bytes and what its place says about it (`corpus.documents`); what is compressed or archived
`corpus.archives` takes apart; which format it is in, `corpus.formats` finds out.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, cast

from corpus.archives import expanded
from corpus.documents import (
    COMPANION,
    COMPANION_REASON,
    ERRORS_OF_THE_RUN,
    HEAD_SIZE,
    Document,
    describe,
    is_hidden,
    valid_name,
)
from corpus.report import ReadingReport, Rejection, Unread

# An index lies within the folder that it is made of as soon as someone types `fihris index .`: its files (Whoosh's
# naming) are no articles that could not be read. It has a lock before it has contents.
_INDEX_MARK = re.compile(r"_MAIN_\d+\.toc|MAIN_WRITELOCK")
_CHUNK = 1 << 20  # bytes
# lxml-6.0.2.dist-info, or of older installers lxml-6.0.2-py3.11.egg-info.
_LIBRARY = re.compile(
    "(?:charset[-_]normalizer|dateparser|feedparser|hijridate|ijson|lxml|lxml[-_]html[-_]clean|trafilatura|zstandard)"
    r"-[^-]+(?:-.*)?\.(?:dist|egg)-info",
    re.IGNORECASE,
)
_INDEX_FILE = re.compile(r"_?MAIN_")


class _CountedFile(io.FileIO):
    """A file that adds what is read of it to the report, up to its own size (zip reads some parts twice).

    It ends where it did when it was opened, for a log may grow faster than it is read; one that was empty then is read
    to its end. The files of /proc say that they are empty, and of those that have something to say only now and then
    none is waited for.
    """

    def __init__(self, path: str, report: ReadingReport) -> None:
        super().__init__(path, opener=_opened_without_waiting)
        self._report = report
        self._size = self._left = os.fstat(self.fileno()).st_size

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))  # or whatever io hands on
        within = max(0, self._size - self.tell()) if self._size else len(view)
        count: int | None = super().readinto(view[:within])
        if count is None:
            raise BlockingIOError(errno.EAGAIN, "it has nothing to say now, and no end")
        self.account(count)
        return count

    def readall(self) -> bytes:
        """All of it, as it is read in parts: it ends where these do, and is counted."""
        data, buffer = bytearray(), bytearray(_CHUNK)
        while count := self.readinto(buffer):
            data += memoryview(buffer)[:count]
        return bytes(data)

    def account(self, count: int) -> None:
        counted = min(count, self._left)
        self._left -= counted
        self._report.bytes_read += counted

    def close(self) -> None:
        if not self.closed:
            self.account(self._left)
        super().close()


def _opened_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # which Windows lacks


def total_size(paths: Iterable[str]) -> int:
    """The size on disk of all files that `documents` will open."""
    total = 0
    for path in paths:
        for file, _ in _walk(path, None):
            try:
                total += os.stat(file).st_size
            except (OSError, ValueError):  # of a name that no file can have
                continue  # `documents` will say so
    return total


def installed_libraries() -> list[str]:
    """The libraries that reading uses, each with its version, as installers name the folders of their metadata.

    Only names are looked at: to import importlib.metadata, and let it read what is in the folders, would take a tenth
    of the time of a run that finds nothing changed.
    """
    found: list[str] = []
    for folder in sys.path:
        with contextlib.suppress(OSError):  # an archive, or not there
            found += filter(_LIBRARY.match, sorted(os.listdir(folder)))
    return found


def files_stamp(paths: Iterable[str]) -> str | None:
    """A digest of all files that `documents` will open (which, and their names, sizes and times), of how many it passes
    over, and of what reads them: the modules here, their libraries and Python.

    It is the same as long as none of them was written to, moved or removed, and what is found in them is, too: a later
    version of Fihris or of a library may read a date that this one can't. None where a file cannot be looked at or
    was changed in the last two seconds: clocks of file systems are coarse, and it may change once more unseen.
    """
    digest = blake2b(digest_size=16)
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    digest.update(repr((installed_libraries(), sys.version)).encode("utf-8", "surrogatepass"))
    newest = 0
    passed_over = Counter[str]()  # which is told, too
    for path in paths:
        for file, _ in _walk(path, passed_over):
            try:
                status = os.stat(file)
            except (OSError, ValueError):
                return None
            newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
            # Files that were written together have the same times, and may change places.
            identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            digest.update(repr((path, os.path.abspath(file), identity)).encode("utf-8", "surrogatepass"))
    digest.update(repr(sorted(passed_over.items())).encode())
    return digest.hexdigest() if newest < time.time_ns() - 2_000_000_000 else None


def documents(paths: Iterable[str], report: ReadingReport) -> Iterator[Document | Rejection]:
    """Every document below the paths, always in the same order, and a rejection for each that can't be opened."""
    for path in paths:
        for file, folders in _walk(path, report.warnings):
            if folders is None:
                yield Unread(valid_name(file), "", "no such file or folder")
                continue
            # A name that is no UTF-8 must not break whoever prints or stores it.
            origin = valid_name(file)
            name = os.path.basename(origin)
            above = tuple(valid_name(folder) for folder in folders)
            try:
                if os.path.isdir(file):
                    os.listdir(file)  # raises what kept it from being walked
                if not os.path.exists(file):
                    yield Unread(origin, "", _why_gone(file))
                    continue
                if not os.path.isfile(file):  # a pipe or a device would wait for ever
                    yield Rejection(origin, "", "not a regular file")
                    continue
                with io.BufferedReader(_CountedFile(file, report), HEAD_SIZE) as stream:
                    if file != path and COMPANION.fullmatch(name):
                        yield Rejection(origin, "", COMPANION_REASON)
                    else:
                        yield from expanded(cast(BinaryIO, stream), origin, name, above, 0, report.warnings)
            except ERRORS_OF_THE_RUN:
                raise
            except Exception as error:  # what takes archives apart has not seen every one that there is
                yield Unread(origin, "", describe(error))


def _why_gone(file: str) -> str:
    return "a link to what is not there" if os.path.islink(file) else "it is gone since it was listed"


def _walk(path: str, warnings: Counter[str] | None) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """(file, folders between `path` and it), sorted in each folder; folders None where there is nothing at the path.

    Links to folders come last, and a folder that was walked is not walked again: links lead round, and folders that
    link to one another could be walked in every order. So files are named by the way to them that has no link.
    """
    if not os.path.isdir(path):
        yield path, (() if os.path.lexists(path) else None)
        return
    walked: set[str] = set()
    links: deque[tuple[str, tuple[str, ...]]] = deque([(path, ())])
    while links:
        stack = [links.popleft()]
        while stack:
            place, folders = stack.pop()
            if not os.path.isdir(place):
                yield place, folders
                continue
            real = os.path.realpath(place)
            if real in walked:
                continue
            walked.add(real)
            try:
                names = _articles_among(os.listdir(place), warnings)
            except OSError:
                yield place, folders
                continue
            here: list[tuple[str, tuple[str, ...]]] = []
            for name in names:
                inside = os.path.join(place, name)
                if not os.path.isdir(inside):
                    here.append((inside, folders))
                else:
                    (links if os.path.islink(inside) else here).append((inside, (*folders, name)))
            stack.extend(reversed(here))


def _articles_among(names: list[str], warnings: Counter[str] | None) -> list[str]:
    """The names of a folder that are neither hidden nor those of an index, sorted."""
    holds_index = any(map(_INDEX_MARK.fullmatch, names))
    kept = []
    for name in sorted(names):
        if holds_index and _INDEX_FILE.match(name):
            continue
        if not is_hidden(name):
            kept.append(name)
        elif warnings is not None:
            warnings["hidden file skipped"] += 1
    return kept


def given_paths(paths: str | Path | Iterable[str | Path]) -> list[str]:
    """The paths as strings, one or many."""
    if isinstance(paths, str | os.PathLike):
        return [os.fspath(paths)]
    return [os.fspath(path) for path in paths]
