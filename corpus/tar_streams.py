"""Tar archives read as streams: forward only, no farther than their end, and of headers no more than is sane.

tarfile has a reader for streams of its own, which steps on block by block to where a header says that the next member
is, be that exabytes behind the end.
"""

from __future__ import annotations

import re
import tarfile
from typing import BinaryIO, Self, cast

_MAX_TAR_HEADER = 1 << 20  # a path has some 4,096 bytes at most, other attributes of a file 64 KB
# Python before 3.11.10 searches a header of PAX in time that grows with the square of the digits of a number.
_LONG_NUMBER = re.compile(rb"[0-9]{1000}")
_CHUNK = 1 << 20


def tar_stream(stream: BinaryIO) -> tarfile.TarFile:
    """The archive in a stream, of which `next` gives the members."""
    return tarfile.TarFile(fileobj=cast(BinaryIO, _Forward(stream)), tarinfo=_TarHeader)


def has_ended(archive: tarfile.TarFile) -> bool:
    """Whether its end was seen, for which tarfile takes a cut, too."""
    return getattr(archive, "has_ended", False)


def holds_more(archive: tarfile.TarFile) -> bool:
    """Whether something else than zeros follows the end."""
    assert archive.fileobj is not None
    while rest := archive.fileobj.read(_CHUNK):
        if rest.strip(b"\0"):
            return True
    return False


def holes(member: tarfile.TarInfo) -> int:
    """How many bytes of a member are in none of the parts of it that the archive holds, and are read as zeros."""
    parts = cast(list[tuple[int, int]] | None, member.sparse)  # typeshed takes it for bytes
    if parts is None:
        return 0
    count = end = 0
    for offset, size in parts:
        count += max(0, offset - end)
        end = offset + size
    return count + max(0, member.size - end)


class _Forward:
    """A stream as tarfile sees it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._position

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._position += len(data)
        return data

    def seek(self, position: int) -> None:
        if position < self._position:
            raise tarfile.StreamError("a member of negative size")
        while self._position < position:
            if not self.read(min(position - self._position, _CHUNK)):
                raise tarfile.ReadError("unexpected end of data")


class _BoundedHeader:
    """The stream of a tar archive while tarfile reads a member's header: as much of it as the archive says there is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = _MAX_TAR_HEADER

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int) -> bytes:
        if size > self._left:
            raise tarfile.ReadError(f"a header larger than {_MAX_TAR_HEADER >> 20} MB")
        self._left -= size
        data = self._stream.read(size)
        if _LONG_NUMBER.search(data):
            raise tarfile.ReadError("a header with a number of more than 1,000 digits")
        return data


class _TarHeader(tarfile.TarInfo):
    """A member's header. It notes that the archive's end was seen, for which tarfile takes a cut, too."""

    def _proc_member(self, tarfile_: tarfile.TarFile) -> tarfile.TarInfo:
        """Read what follows the first block, as of long names, the attributes of PAX, and sparse files."""
        stream = cast(BinaryIO, tarfile_.fileobj)
        tarfile_.fileobj = cast(BinaryIO, _BoundedHeader(stream))
        try:
            return cast(tarfile.TarInfo, super()._proc_member(tarfile_))  # type: ignore[misc]  # typeshed lacks it
        finally:
            tarfile_.fileobj = stream

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # typeshed lacks it
            tarfile_.has_ended = True  # type: ignore[attr-defined]  # a note of ours
            raise
