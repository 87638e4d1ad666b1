"""Compression undone, archives opened member by member: a stream in, the documents inside it out.

Nothing is ever held whole: members are read as streams; only an archive inside another is copied to a temporary file
on disk, because zip needs to seek. Nesting and the size of such a copy are limited, so an archive that contains
itself ends.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import IO, BinaryIO, Self, cast

from corpus.documents import (
    COMPANION,
    COMPANION_REASON,
    HEAD_SIZE,
    Document,
    describe,
    is_hidden,
    read_errors,
    valid_name,
)
from corpus.report import Rejection, Unread

_MAX_NESTING = 4  # wrappings: x.json.gz in y.tar.xz are three
_MAX_COPY = 8 << 30
_COPY_CHUNK = 1 << 20
_TAR_BLOCK = 512
_LINK = "a link: in archives none is followed"
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz|zst|zstd)$", re.IGNORECASE)


class _Rejoined(io.RawIOBase):
    """A stream whose beginning was already read."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # io gives no other
        if self._head:
            count = min(len(buffer), len(self._head))
            buffer[:count] = self._head[:count]
            self._head = self._head[count:]
            return count
        data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def expanded(
    stream: BinaryIO, origin: str, name: str, folders: tuple[str, ...], depth: int, warnings: Counter[str]
) -> Iterator[Document | Rejection]:
    """The document of the stream, or those inside it if it is compressed or an archive.

    `warnings` counts members that are hidden.
    """
    head = stream.read(HEAD_SIZE)
    if depth > _MAX_NESTING:
        yield Rejection(origin, "", "archives inside archives, too deep")
        return
    complete = len(head) < HEAD_SIZE
    if complete:
        stream = io.BytesIO(head)
    elif depth == 0 and stream.seekable():  # a member of a tar raises when it is asked
        stream.seek(0)
    else:
        stream = cast(BinaryIO, io.BufferedReader(_Rejoined(head, stream), HEAD_SIZE))
    if (opened := _decompressed(head, stream)) is not None:
        yield from expanded(opened, origin, _COMPRESSED.sub("", name), folders, depth + 1, warnings)
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip_members(stream, origin, folders, depth, warnings)
    elif _is_tar(head):
        yield from _tar_members(stream, origin, folders, depth, warnings)
    else:
        yield Document(origin, name, folders, head, complete, stream)


# How pzstd begins a file, with the sizes of its frames.
_SKIPPABLE_FRAME = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")


def _decompressed(head: bytes, stream: BinaryIO) -> BinaryIO | None:
    if head.startswith(b"\x1f\x8b\x08"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return cast(BinaryIO, bz2.BZ2File(stream))
    if head.startswith(b"\xfd7zXZ\x00"):
        return cast(BinaryIO, lzma.LZMAFile(stream))
    if head.startswith(b"\x28\xb5\x2f\xfd") or _SKIPPABLE_FRAME.match(head):
        return cast(BinaryIO, io.BufferedReader(_ZstdStream(stream), HEAD_SIZE))
    return None


class _ZstdStream(io.RawIOBase):
    """Decompressed Zstandard frames. zstandard's own reader takes a frame that is cut off for the end of the file."""

    # A frame can grow 30,000-fold: what is decompressed at once has to be little.
    _INPUT = 2048

    def __init__(self, stream: BinaryIO) -> None:
        from zstandard import ZstdDecompressor

        self._stream = stream
        # The window is bounded so that a frame header cannot ask for gigabytes.
        self._decompressor = ZstdDecompressor(max_window_size=1 << 28)
        self._frame = self._decompressor.decompressobj()
        self._started = False
        self._input = b""
        self._output = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # io gives no other
        while not self._output:
            data = self._input or self._stream.read(self._INPUT)
            self._input = b""
            if not data:
                if self._started:
                    raise EOFError("the last frame has no end")
                return 0
            self._started = True
            self._output = memoryview(self._frame.decompress(data))
            if self._frame.eof:
                self._input = self._frame.unused_data
                self._frame = self._decompressor.decompressobj()
                self._started = False
        count = min(len(buffer), len(self._output))
        buffer[:count] = self._output[:count]
        self._output = self._output[count:]
        return count


def _is_tar(head: bytes) -> bool:
    if len(head) < _TAR_BLOCK or b"\0" not in head[:_TAR_BLOCK]:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _zip_members(
    stream: BinaryIO, origin: str, folders: tuple[str, ...], depth: int, warnings: Counter[str]
) -> Iterator[Document | Rejection]:
    errors = read_errors()
    try:
        with _seekable(stream) as seekable, zipfile.ZipFile(seekable) as archive:
            names = archive.NameToInfo
            if "[Content_Types].xml" in names or "mimetype" in names:
                yield Rejection(origin, "", "an office document or e-book, not an archive of texts")
                return
            if not names:
                yield Rejection(origin, "", "an empty archive")
            for member in archive.infolist():
                if member.filename.endswith("/"):  # is_dir() raises where there is no name
                    continue
                name = _member_name(member)
                if _is_hidden_member(name):
                    warnings["hidden file skipped"] += 1
                    continue
                if (refused := _refused_member(origin, name)) is not None:
                    yield refused
                    continue
                if member.flag_bits & 1:
                    yield Rejection(origin, f"member {name}", "encrypted")
                    continue
                if stat.S_ISLNK(member.external_attr >> 16):
                    yield Rejection(origin, f"member {name}", _LINK)
                    continue
                try:
                    with archive.open(member) as opened:
                        yield from _member(cast(BinaryIO, opened), origin, name, folders, depth, warnings)
                except errors as error:
                    yield Unread(origin, f"member {name}", describe(error))
    except errors as error:
        yield Unread(origin, "", f"zip archive {describe(error)}")


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name, in UTF-8 where an archiver forgot to say that it is."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


class _TarHeader(tarfile.TarInfo):
    """A member's header. It notes that the archive's end was seen, for which tarfile takes a cut, too."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # typeshed lacks it
            tarfile_.has_ended = True  # type: ignore[attr-defined]  # a note of ours
            raise


def _holds_more(archive: tarfile.TarFile) -> bool:
    """Whether something else than zeros follows the end."""
    assert archive.fileobj is not None
    while rest := archive.fileobj.read(_COPY_CHUNK):
        if rest.strip(b"\0"):
            return True
    return False


def _tar_members(
    stream: BinaryIO, origin: str, folders: tuple[str, ...], depth: int, warnings: Counter[str]
) -> Iterator[Document | Rejection]:
    errors = read_errors()
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_TarHeader) as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps all it has seen
                if member.isdir():
                    continue
                name = valid_name(member.name)
                if _is_hidden_member(name):
                    warnings["hidden file skipped"] += 1
                    continue
                if (refused := _refused_member(origin, name)) is not None:
                    yield refused
                    continue
                opened = archive.extractfile(member) if member.isfile() else None
                if opened is None:
                    # What a link names was given long ago, and a stream does not go back.
                    link = member.islnk() or member.issym()
                    yield Rejection(origin, f"member {name}", _LINK if link else "not a regular file")
                    continue
                try:
                    yield from _member(cast(BinaryIO, opened), origin, name, folders, depth, warnings)
                except errors as error:
                    yield Unread(origin, f"member {name}", describe(error))
            if not getattr(archive, "has_ended", False):
                yield Unread(origin, "", "tar archive cut off: it has no end")
            elif _holds_more(archive):
                yield Unread(
                    origin, "", "something follows the tar archive's end, and is unread: another archive?"
                )
    except errors as error:
        yield Unread(origin, "", f"tar archive {describe(error)}")


def _is_hidden_member(name: str) -> bool:
    return any(is_hidden(part) for part in _parts(name) if part not in (".", ".."))


def _refused_member(origin: str, name: str) -> Rejection | None:
    if not name:
        return Rejection(origin, "", "a member without a name")
    parts = _parts(name)
    if ".." in parts:
        return Rejection(origin, f"member {name}", "its path has .. in it: it may lead out of the archive")
    if COMPANION.fullmatch(parts[-1]):
        return Rejection(origin, f"member {name}", COMPANION_REASON)
    return None


def _member(
    opened: BinaryIO, origin: str, name: str, folders: tuple[str, ...], depth: int, warnings: Counter[str]
) -> Iterator[Document | Rejection]:
    *above, last = [part for part in _parts(name) if part not in ("", ".")] or [name]
    yield from expanded(opened, f"{origin}!{name}", last, (*folders, *above), depth + 1, warnings)


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _seekable(stream: BinaryIO) -> BinaryIO:
    if stream.seekable() and isinstance(stream, io.BufferedReader | io.BytesIO):
        return stream
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    size = 0
    while chunk := stream.read(_COPY_CHUNK):
        size += len(chunk)
        if size > _MAX_COPY:
            copy.close()
            raise OSError(f"an archive inside an archive, larger than {_MAX_COPY >> 30} GB")
        copy.write(chunk)
    copy.seek(0)
    return copy
