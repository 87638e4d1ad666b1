"""The index folder: table of contents, lock, and the one step that makes a commit.

A commit is this order and no other: every new file is written and brought to disk (fsync), then the folder; the new
table of contents is written beside the old one under a temporary name, brought to disk, and renamed to
`_MAIN_<generation>.toc`; then the folder again. The rename is the commit: whatever stops the machine before it leaves
the old index, whatever after it the new one. Files that no table of contents names are removed by the next writer,
never by a reader.

The table of contents is Whoosh's own (`whoosh.index.TOC`), a header and two pickles, followed by the four bytes
b"FHRS" and the CRC-32 of everything before them, which Whoosh does not look at. **Opening an index never runs code
from it**: the pickles are read by an unpickler that knows the segment class and nothing else (`_ALLOWED`).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import json
import os
import pickle
import re
import struct
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from index.errors import IndexDamaged, IndexIncompatible, IndexLocked, IndexMissing, IndexStoreError
from index.whoosh_codec import INDEX_NAME, Segment, schema

_TOC_NAME: Final = re.compile(r"^_MAIN_([0-9]+)\.toc$")
_OURS: Final = re.compile(r"^(_MAIN_[0-9]+\.toc(\.[0-9.]+)?|MAIN_[0-9a-z]+\.([0-9]+\.)?(pst|art|del))$")
_LOCK_NAME: Final = "MAIN_WRITELOCK"  # the file that Whoosh's own writers lock
_TRAILER: Final = struct.Struct("<4sI")
_TRAILER_MAGIC: Final = b"FHRS"
_WHOOSH_BYTE_ORDER: Final = -12345
_WHOOSH_TOC_VERSION: Final = -111
_LOCK_POLL_SECONDS: Final = 0.1

_ALLOWED: Final = frozenset({("index.whoosh_codec", "Segment")})


class _Unpickler(pickle.Unpickler):
    """Makes the objects of a table of contents, and refuses any other class or function."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no index has")
        return super().find_class(module, name)


class Contents(NamedTuple):
    """What a table of contents says: its generation and the segments."""

    generation: int
    segments: tuple[Segment, ...]


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def latest_generation(folder: Path) -> int | None:
    """The newest generation that has a table of contents, or None where there is no index."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return max((int(match[1]) for name in names if (match := _TOC_NAME.match(name))), default=None)


def toc_path(folder: Path, generation: int) -> Path:
    return folder / f"_MAIN_{generation}.toc"


def read_contents(folder: Path) -> Contents:
    """The newest table of contents.

    Raises IndexMissing, IndexDamaged (also for a forged one) and IndexIncompatible.
    """
    while True:
        generation = latest_generation(folder)
        if generation is None:
            raise IndexMissing(f"{folder}: there is no index here; make one with: fihris index PATH...")
        path = toc_path(folder, generation)
        try:
            data = path.read_bytes()
            break
        except FileNotFoundError:
            # A commit has put a newer one in its place since: look again.
            if latest_generation(folder) == generation:
                raise
    problem = _trailer_problem(data)
    if problem:
        raise IndexDamaged(
            f"{path}: {problem}; restore the index from a copy or build it anew (fihris index --rebuild PATH...)"
        )
    return Contents(generation, _segments_of(path, data))


def _trailer_problem(data: bytes) -> str | None:
    if len(data) < _TRAILER.size:
        return "it is too short"
    magic, crc = _TRAILER.unpack(data[-_TRAILER.size :])
    if magic != _TRAILER_MAGIC:
        return "it is not a table of contents that Fihris wrote"
    return None if crc == zlib.crc32(data[: -_TRAILER.size]) else "its checksum differs from what was written"


def _segments_of(path: Path, data: bytes) -> tuple[Segment, ...]:
    """The segments of a table of contents in Whoosh's layout (`whoosh.index.TOC.write`)."""
    try:
        stream = StructFile(io.BytesIO(data))
        for _ in range(3):
            stream.read_varint()  # sizes of C types on the machine that wrote it: nothing here depends on them
        byte_order, version = stream.read_int(), stream.read_int()
        for _ in range(3):
            stream.read_varint()  # Whoosh's release
        if (byte_order, version) != (_WHOOSH_BYTE_ORDER, _WHOOSH_TOC_VERSION):
            raise IndexIncompatible(
                f"{path}: written by another version of Whoosh; build the index anew (fihris index --rebuild PATH...)"
            )
        stream.read_string()  # the schema, a pickle that nothing needs
        stream.read_int()  # generation
        stream.read_int()  # unused
        segments = _Unpickler(stream.file).load()
    except IndexStoreError:
        raise
    except Exception as error:  # whatever a forged pickle can raise
        raise IndexDamaged(
            f"{path}: refused: {error}; restore the index from a copy or build it anew "
            "(fihris index --rebuild PATH...)"
        ) from error
    if not isinstance(segments, list) or not all(
        type(segment) is Segment and segment.is_well_formed() for segment in segments
    ):
        raise IndexDamaged(f"{path}: refused: it does not hold a list of segments")
    return tuple(segments)


def commit_contents(folder: Path, generation: int, segments: Iterable[Segment]) -> None:
    """Make `segments` the index: after this returns they are, and before its rename they are not."""
    memory = RamStorage()
    TOC(schema(), list(segments), generation).write(memory, INDEX_NAME)
    data = memory.files[toc_path(folder, generation).name]
    data += _TRAILER.pack(_TRAILER_MAGIC, zlib.crc32(data))
    temporary = folder / f"_MAIN_{generation}.toc.{time.time()}"
    with open(temporary, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    os.rename(temporary, toc_path(folder, generation))
    sync_folder(folder)


def remove_leftovers(folder: Path, contents: Contents) -> None:
    """Remove every index file that the table of contents does not name: of older generations and broken-off writes.

    Only the holder of the write lock may. Readers that have the old files open keep them until they close.
    """
    needed = {toc_path(folder, contents.generation).name}
    for segment in contents.segments:
        needed.update(segment.file_names())
    for name in os.listdir(folder):
        if _OURS.match(name) and name not in needed:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(folder / name)


class WriteLock:
    """The right to write: at most one process has it. It goes with the process, however that ends (flock)."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _LOCK_NAME
        self._descriptor: int | None = None

    def acquire(self, wait: bool) -> None:
        """Take the lock, waiting for it if so asked; raises IndexLocked saying who holds it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            while not self._try(descriptor):
                if not wait:
                    raise IndexLocked(
                        f"{self._path.parent}: {self._holder()} is writing to the index; "
                        "try again later, or wait with --wait"
                    )
                time.sleep(_LOCK_POLL_SECONDS)
            os.ftruncate(descriptor, 0)
            holder = {"pid": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    @staticmethod
    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            return False
        return True

    def _holder(self) -> str:
        try:
            holder = json.loads(self._path.read_bytes())
            return f"process {holder['pid']} (since {holder['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
