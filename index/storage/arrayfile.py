"""One file that holds named NumPy arrays and a few plain values, made to be memory-mapped.

All numbers are little-endian. The file is, in this order:

    8 bytes     magic b"FIHRISa1"
    arrays      each beginning at a multiple of 64 bytes, raw C order, one dimension
    directory   JSON, UTF-8: {"arrays": {name: [dtype, length, offset]}, "values": {…}}
    footer      24 bytes: u64 offset of the directory, u32 its length, u32 its CRC-32,
                u32 CRC-32 of everything before the directory, 4 bytes magic b"a1F\\n"

Opening reads footer and directory, checks the directory's checksum and that every array lies inside the file: the cost
does not grow with the file. `verify` reads everything. Nothing in the file is code, and a dtype outside `_DTYPES` is
refused. This module knows nothing of what the arrays mean.
"""

from __future__ import annotations

import json
import mmap
import operator
import os
import stat
import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from index.errors import REMEDY, IndexDamaged
from index.storage.disk import sync

AnyArray = npt.NDArray[Any]

_MAGIC = b"FIHRISa1"
_END_MAGIC = b"a1F\n"
_FOOTER = struct.Struct("<QIII4s")
_ALIGNMENT = 64
_DTYPES = frozenset(("|u1", "<u2", "<u4", "<u8", "<i8"))


class ArrayFileWriter:
    """Writes the arrays one after the other, each whole or in parts, then `close`s with directory and footer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = open(path, "x+b")  # noqa: SIM115  # closed by `close` or `abandon`
        self._status = os.fstat(self._file.fileno())
        self._arrays: dict[str, list[Any]] = {}
        self._offset = 0
        self._crc = 0
        try:
            self._write(_MAGIC)
        except BaseException:
            self.abandon()
            raise

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._crc = zlib.crc32(data, self._crc)
        self._offset += len(data)

    def add(self, name: str, array: AnyArray) -> None:
        """Write one array whole."""
        self.add_parts(name, array.dtype, (array,))

    def add_parts(self, name: str, dtype: npt.DTypeLike, parts: Iterable[AnyArray]) -> None:
        """Write one array given as consecutive parts, so that it need never be in memory whole."""
        stored = np.dtype(dtype).newbyteorder("<")
        if stored.str not in _DTYPES:
            raise ValueError(f"array {name!r}: dtype {stored.str} has no place in an array file")
        self._write(b"\0" * (-self._offset % _ALIGNMENT))
        start = self._offset
        for part in parts:
            if len(part):
                self._write(np.ascontiguousarray(part, dtype=stored).data.cast("B"))
        self._arrays[name] = [stored.str, (self._offset - start) // stored.itemsize, start]

    def written(self, name: str) -> WrittenArray:
        """An array that was added, to be read back before the file is closed."""
        stored, length, offset = self._arrays[name]
        self._file.flush()
        return WrittenArray(self._path, self._file.fileno(), offset, np.dtype(stored), length)

    def close(self, values: Mapping[str, Any]) -> None:
        """Write directory and footer, and bring the file to disk (fsync)."""
        directory = json.dumps({"arrays": self._arrays, "values": dict(values)}, ensure_ascii=False).encode()
        self._file.write(directory)
        self._file.write(
            _FOOTER.pack(self._offset, len(directory), zlib.crc32(directory), self._crc, _END_MAGIC)
        )
        self._file.flush()
        sync(self._file.fileno())
        self._status = os.fstat(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close and remove the unfinished file; not another of its name, of a writer that was given this one's lock."""
        is_there = False
        try:
            with suppress(OSError):
                is_there = self._is(os.stat(self._path))
            with suppress(OSError):  # what could not be written is not wanted any more
                self._file.close()
        finally:
            if is_there:
                self._path.unlink(missing_ok=True)

    def _is(self, status: os.stat_result) -> bool:
        """Whether a file is this one; once it is closed another may have its number."""
        if not os.path.samestat(status, self._status):
            return False
        return not self._file.closed or status.st_ctime_ns == self._status.st_ctime_ns

    def require_open(self) -> None:
        """Raise ValueError where the file was closed or abandoned."""
        if self._file.closed:
            raise ValueError(f"{self._path}: nobody wants this file any more")


class WrittenArray(NamedTuple):
    """An array of a file that is being written. offset: of its first entry, bytes. length: entries.

    It is read and not mapped: the pages of a mapped file would count as memory of this process.
    """

    path: Path
    descriptor: int
    offset: int
    dtype: np.dtype[Any]
    length: int

    def part(self, start: int, end: int) -> AnyArray:
        """The entries from start to end."""
        end = min(end, self.length)
        size = max(end - start, 0) * self.dtype.itemsize
        data = os.pread(self.descriptor, size, self.offset + start * self.dtype.itemsize)
        if len(data) < size:
            raise OSError(f"{self.path}: what was written could not be read back")
        return np.frombuffer(data, self.dtype)


def open_regular(path: Path) -> BinaryIO:
    """A file of an index, open for reading.

    Raises IndexDamaged where something else has its place: a pipe would be waited for, for ever.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _damaged(f"{path}: it is no file")
    return os.fdopen(descriptor, "rb", buffering=0)


class ArrayFile:
    """An array file, memory-mapped: `file[name]` is a read-only array over the mapped pages.

    Raises IndexDamaged where footer or directory are not what `ArrayFileWriter` wrote.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with open_regular(path) as file:
                status = os.fstat(file.fileno())
                #: Bytes.
                self.size = size = status.st_size
                #: Tells this file from others of its name: no other has it as long as this one is mapped.
                self.identity = (status.st_dev, status.st_ino)
                if size < len(_MAGIC) + _FOOTER.size:
                    raise self.damaged("it is too short")
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise self.damaged("it is missing") from None
        except OSError as error:
            error.filename = error.filename or str(path)  # mapping a file, the system names none
            raise
        footer = _FOOTER.unpack(self._map[size - _FOOTER.size :])
        self._data_end, directory_length, directory_crc, self._data_crc, end_magic = footer
        directory = self._map[self._data_end : self._data_end + directory_length]
        if (
            self._map[: len(_MAGIC)] != _MAGIC
            or end_magic != _END_MAGIC
            or self._data_end + directory_length + _FOOTER.size != size
            or zlib.crc32(directory) != directory_crc
        ):
            raise self.damaged("its end is not as it was written")
        self.values, self._arrays = self._contents(directory)

    def _contents(self, directory: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, int, int]]]:
        """The values of the directory, and dtype, length and offset of each array."""
        try:
            contents = json.loads(directory)
            values, arrays = contents["values"], contents["arrays"]
            found = {
                name: (str(dtype), operator.index(length), operator.index(offset))
                for name, (dtype, length, offset) in arrays.items()
            }
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise self.damaged("its directory can't be read") from None
        for dtype, length, offset in found.values():
            if dtype not in _DTYPES or not (
                0 <= offset <= offset + length * np.dtype(dtype).itemsize <= self._data_end
                and length >= 0
                and offset % _ALIGNMENT == 0
            ):
                raise self.damaged("its directory names an array that can't be")
        if not isinstance(values, dict):
            raise self.damaged("its directory can't be read")
        return values, found

    def damaged(self, what: str) -> IndexDamaged:
        """The error that says so of this file, and what to do."""
        return _damaged(f"{self.path}: {what}")

    def __getitem__(self, name: str) -> AnyArray:
        try:
            dtype, length, offset = self._arrays[name]
        except KeyError:
            raise self.damaged(f"array {name!r} is missing") from None
        return np.frombuffer(self._map, dtype=dtype, count=length, offset=offset)

    def count(self, name: str) -> int:
        """A value of the directory that is a number of things."""
        value = self.values.get(name)
        if not isinstance(value, int) or not 0 <= value < 1 << 63:
            raise self.damaged(f"its directory has no number of {name}")
        return value

    def require_length(self, name: str, length: int) -> None:
        """Raise IndexDamaged where an array has not so many entries."""
        if len(self[name]) != length:
            raise self.damaged(f"array {name!r} has {len(self[name])} entries instead of {length}")

    def types(self) -> dict[str, str]:
        """The dtype of each array."""
        return {name: dtype for name, (dtype, _, _) in self._arrays.items()}

    def names(self) -> list[str]:
        """Names of the arrays, in the order in which they were written."""
        return list(self._arrays)

    def verify(self) -> str | None:
        """Read the whole file; what is wrong with it, or None."""
        crc = 0
        view = memoryview(self._map)
        for start in range(0, self._data_end, 1 << 24):
            crc = zlib.crc32(view[start : min(start + (1 << 24), self._data_end)], crc)
        view.release()
        return None if crc == self._data_crc else f"{self.path}: checksum differs from what was written"

    def require_whole(self) -> None:
        """Raise IndexDamaged where `verify` finds something wrong: before what the file holds is written anew.

        The new file has a checksum of its own, by which damage that it was given would be as good as anything else.
        """
        if problem := self.verify():
            raise _damaged(problem)


def _damaged(what: str) -> IndexDamaged:
    return IndexDamaged(f"{what}; {REMEDY}")
