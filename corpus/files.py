"""Paths → documents: folders walked, compression undone, archives opened member by member.

A document is a stream of bytes and what its place says about it; which format it is in, `corpus.formats` finds out.
Nothing is ever held whole: members are read as streams; only an archive inside another is copied to a temporary file
on disk, because zip needs to seek. Nesting and the size of such a copy are limited, so an archive that contains
itself ends.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, BinaryIO, cast

from corpus.report import ReadingReport, Rejection

HEAD_SIZE = 1 << 16  # bytes that format and encoding are recognised by
_MAX_NESTING = 4  # wrappings: x.json.gz in y.tar.xz are three
_MAX_COPY = 8 << 30
_COPY_CHUNK = 1 << 20
_TAR_BLOCK = 512

_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz|zst|zstd)$", re.IGNORECASE)
_COMPANION = re.compile(
    r"(?:.*[-_.])?(?:readme|licen[cs]e|copying|changelog|contributing|notice)(?:[-_.].*)?", re.IGNORECASE
)
# ".xml" is a file whose name is only a suffix, not a hidden one.
_ONLY_SUFFIX = re.compile(
    r"\.(?:xml|rss|atom|json|jsonl|ndjson|csv|tsv|txt|html?|xhtml|sgml?|zip|tar|gz|bz2|xz|zst|tgz)",
    re.IGNORECASE,
)

# An index lies within the folder that it is made of as soon as someone types `fihris index .`: its files (Whoosh's
# naming) are no articles that could not be read.
_INDEX_CONTENTS = re.compile(r"_MAIN_\d+\.toc")
_INDEX_FILE = re.compile(r"_?MAIN_")


def read_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged, truncated or encrypted stream may raise."""
    from zstandard import ZstdError

    # RuntimeError: zipfile's word for "encrypted"; NotImplementedError: for an unknown compression.
    return (
        OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, ZstdError,
        RuntimeError, ValueError,
    )  # fmt: skip


@dataclass
class Document:
    """One file or archive member, decompressed. `head` is its beginning, all of it if `complete`."""

    origin: str  # the path as given or walked, plus "!member" for each archive it is in
    name: str  # the last part of the name, without the suffix of a compression
    folders: tuple[str, ...]  # the folders between the given path and the file, archive folders included
    head: bytes
    complete: bool
    stream: BinaryIO  # from the beginning, the head included
    warnings: Counter[str] = field(default_factory=Counter)
    encoding: str = ""

    def reject(self, place: str, reason: str) -> Rejection:
        """A rejection of this document or of a place in it."""
        return Rejection(self.origin, place, reason)


class _CountedFile(io.FileIO):
    """A file that adds what is read of it to the report, up to its own size (zip reads some parts twice)."""

    def __init__(self, path: str, report: ReadingReport) -> None:
        super().__init__(path)
        self._report = report
        self._left = os.fstat(self.fileno()).st_size

    def readinto(self, buffer: object) -> int:
        count = super().readinto(buffer)  # type: ignore[arg-type]  # whatever buffer io hands on
        self.account(count or 0)
        return count

    def account(self, count: int) -> None:
        counted = min(count, self._left)
        self._left -= counted
        self._report.bytes_read += counted

    def close(self) -> None:
        if not self.closed:
            self.account(self._left)
        super().close()


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


def total_size(paths: Iterable[str]) -> int:
    """The size on disk of all files that `documents` will open."""
    total = 0
    for path in paths:
        for file, _ in _walk(path, None):
            try:
                total += os.stat(file).st_size
            except OSError:
                continue  # `documents` will say so
    return total


def files_stamp(paths: Iterable[str]) -> str | None:
    """A digest of the names, sizes and times of all files that `documents` will open.

    It is the same as long as none of them was written to, moved or removed. None where a file cannot be looked at or
    was changed in the last two seconds: clocks of file systems are coarse, and it may change once more unseen.
    """
    digest = blake2b(digest_size=16)
    newest = 0
    for path in paths:
        for file, _ in _walk(path, None):
            try:
                status = os.stat(file)
            except OSError:
                return None
            newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
            identity = (os.path.abspath(file), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            digest.update(repr((path, identity)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest() if newest < time.time_ns() - 2_000_000_000 else None


def documents(paths: Iterable[str], report: ReadingReport) -> Iterator[Document | Rejection]:
    """Every document below the paths in sorted order, and a rejection for each that cannot be opened."""
    errors = read_errors()
    for path in paths:
        for file, folders in _walk(path, report.warnings):
            if folders is None:
                yield Rejection(_valid(file), "", "no such file or folder")
                continue
            # A name that is no UTF-8 must not break whoever prints or stores it.
            origin = _valid(file)
            name = os.path.basename(origin)
            above = tuple(_valid(folder) for folder in folders)
            try:
                if os.path.isdir(file):
                    os.listdir(file)  # raises what kept it from being walked
                if not os.path.isfile(file):  # a pipe or a device would wait for ever
                    yield Rejection(origin, "", "not a regular file")
                    continue
                with io.BufferedReader(_CountedFile(file, report), HEAD_SIZE) as stream:
                    if file != path and _COMPANION.fullmatch(name):
                        yield Rejection(origin, "", _COMPANION_REASON)
                    else:
                        yield from _expanded(cast(BinaryIO, stream), origin, name, above, 0)
            except errors as error:
                yield Rejection(origin, "", describe(error))


def _valid(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


_COMPANION_REASON = "a README or licence, not an article"


def describe(error: Exception) -> str:
    """One line about an error of the operating system or of a decompressor."""
    if isinstance(error, OSError) and error.strerror:
        return f"can't be read: {error.strerror}"
    text = " ".join(str(error).split()) or type(error).__name__
    return f"damaged or cut off: {text[:200]}"


def _walk(path: str, warnings: Counter[str] | None) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """(file, folders between `path` and it) in sorted order; folders None where there is nothing at the path."""
    if not os.path.isdir(path):
        yield path, (() if os.path.lexists(path) else None)
        return
    # Each folder at most once on the way down: a link to a folder above would go round for ever.
    stack: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [(path, (), ())]
    while stack:
        place, folders, above = stack.pop()
        if not os.path.isdir(place):
            yield place, folders
            continue
        real = os.path.realpath(place)
        if real in above:
            continue
        try:
            names = sorted(os.listdir(place), reverse=True)
        except OSError:
            yield place, folders
            continue
        holds_index = any(map(_INDEX_CONTENTS.fullmatch, names))
        for name in names:
            if holds_index and _INDEX_FILE.match(name):
                continue
            if _is_hidden(name):
                if warnings is not None:
                    warnings["hidden file skipped"] += 1
                continue
            inside = os.path.join(place, name)
            is_folder = os.path.isdir(inside)
            stack.append((inside, (*folders, name) if is_folder else folders, (*above, real)))


def _is_hidden(name: str) -> bool:
    return (name.startswith(".") and not _ONLY_SUFFIX.fullmatch(name)) or name == "__MACOSX"


def _expanded(
    stream: BinaryIO, origin: str, name: str, folders: tuple[str, ...], depth: int
) -> Iterator[Document | Rejection]:
    """The document of the stream, or those inside it if it is compressed or an archive."""
    head = stream.read(HEAD_SIZE)
    if depth > _MAX_NESTING:
        yield Rejection(origin, "", "archives inside archives, too deep")
        return
    complete = len(head) < HEAD_SIZE
    if complete:
        stream = io.BytesIO(head)
    elif stream.seekable() and depth == 0:
        stream.seek(0)
    else:
        stream = cast(BinaryIO, io.BufferedReader(_Rejoined(head, stream), HEAD_SIZE))
    if (opened := _decompressed(head, stream)) is not None:
        yield from _expanded(opened, origin, _COMPRESSED.sub("", name), folders, depth + 1)
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip_members(stream, origin, folders, depth)
    elif _is_tar(head):
        yield from _tar_members(stream, origin, folders, depth)
    else:
        yield Document(origin, name, folders, head, complete, stream)


def _decompressed(head: bytes, stream: BinaryIO) -> BinaryIO | None:
    if head.startswith(b"\x1f\x8b\x08"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return cast(BinaryIO, bz2.BZ2File(stream))
    if head.startswith(b"\xfd7zXZ\x00"):
        return cast(BinaryIO, lzma.LZMAFile(stream))
    if head.startswith(b"\x28\xb5\x2f\xfd"):
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
    stream: BinaryIO, origin: str, folders: tuple[str, ...], depth: int
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
                if member.is_dir():
                    continue
                name = _member_name(member)
                if (refused := _refused_member(origin, name)) is not None:
                    yield refused
                    continue
                if member.flag_bits & 1:
                    yield Rejection(origin, f"member {name}", "encrypted")
                    continue
                try:
                    with archive.open(member) as opened:
                        yield from _member(cast(BinaryIO, opened), origin, name, folders, depth)
                except errors as error:
                    yield Rejection(origin, f"member {name}", describe(error))
    except errors as error:
        yield Rejection(origin, "", f"zip archive {describe(error)}")


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name, in UTF-8 where an archiver forgot to say that it is."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _tar_members(
    stream: BinaryIO, origin: str, folders: tuple[str, ...], depth: int
) -> Iterator[Document | Rejection]:
    errors = read_errors()
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps all it has seen
                if not member.isfile():
                    continue
                name = _valid(member.name)
                if (refused := _refused_member(origin, name)) is not None:
                    yield refused
                    continue
                opened = archive.extractfile(member)
                if opened is None:
                    continue
                try:
                    yield from _member(cast(BinaryIO, opened), origin, name, folders, depth)
                except errors as error:
                    yield Rejection(origin, f"member {name}", describe(error))
    except errors as error:
        yield Rejection(origin, "", f"tar archive {describe(error)}")


def _refused_member(origin: str, name: str) -> Rejection | None:
    parts = name.split("/")
    if any(_is_hidden(part) for part in parts if part != "."):
        return Rejection(origin, f"member {name}", "a hidden file")
    if _COMPANION.fullmatch(parts[-1]):
        return Rejection(origin, f"member {name}", _COMPANION_REASON)
    return None


def _member(
    opened: BinaryIO, origin: str, name: str, folders: tuple[str, ...], depth: int
) -> Iterator[Document | Rejection]:
    *above, last = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")] or [
        name
    ]
    yield from _expanded(opened, f"{origin}!{name}", last, (*folders, *above), depth + 1)


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


def given_paths(paths: str | Path | Iterable[str | Path]) -> list[str]:
    """The paths as strings, one or many."""
    if isinstance(paths, str | os.PathLike):
        return [os.fspath(paths)]
    return [os.fspath(path) for path in paths]
