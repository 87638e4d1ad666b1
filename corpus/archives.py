"""Archives opened member by member: a stream in, the documents inside it out. Compression `corpus.compression` undoes.

No member is ever held whole: members are read as streams; only a zip inside another archive is copied to a temporary
file on disk, because zip needs to seek. Nesting, the size of such a copy and that of a header in a tar archive are
limited, so an archive that contains itself ends, and one that unpacks to gigabytes of headers takes no memory for them.
Of a zip archive zipfile holds the list of its members.
"""

from __future__ import annotations

import io
import re
import stat
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, cast

from corpus.compression import decompressed
from corpus.documents import (
    COMPANION,
    COMPANION_REASON,
    HEAD_SIZE,
    MAX_RECORD,
    Document,
    describe,
    is_hidden,
    read_errors,
    valid_name,
)
from corpus.report import Rejection, Unread
from corpus.tar_streams import has_ended, holds_more, holes, tar_stream
from corpus.zip_entries import check_memory, overlapping

_MAX_NESTING = 4  # wrappings: x.json.gz in y.tar.xz are three
_MAX_COPY = 8 << 30
_COPY_CHUNK = 1 << 20
_TAR_BLOCK = 512
_MAX_HOLES = MAX_RECORD  # what a sparse file may leave out, read as zeros: a header can say exabytes
_ZIP_END = 22  # bytes of the record at the end
_LINK = "a link: in archives none is followed"
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz|zst|zstd)$", re.IGNORECASE)


class _Rejoined(io.RawIOBase):
    """A stream whose beginning was already read."""

    def __init__(self, head: bytes, rest: io.BufferedIOBase, error: Exception | None) -> None:
        """error: that which reading on ended with, if it did."""
        self._head = memoryview(head)
        self._rest = rest
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # io gives no other
        filled = min(len(buffer), len(self._head))
        buffer[:filled] = self._head[:filled]
        self._head = self._head[filled:]
        # What comes before an error is given first; `read` would lose what it has read when it meets one.
        while filled < len(buffer) and self._error is None:
            try:
                data = self._rest.read1(len(buffer) - filled)
            except Exception as error:  # of whatever kind: it is raised in its turn
                self._error = error
                break
            if not data:
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        if self._error is not None and not filled:
            raise self._error
        return filled


def expanded(
    stream: BinaryIO, origin: str, name: str, folders: tuple[str, ...], depth: int, warnings: Counter[str]
) -> Iterator[Document | Rejection]:
    """The document of the stream, or those inside it if it is compressed or an archive.

    `warnings` counts members that are hidden.
    """
    head, error = _head(stream)
    if depth > _MAX_NESTING:
        yield Rejection(origin, "", "archives inside archives, too deep")
        return
    complete = error is None and len(head) < HEAD_SIZE
    if complete:
        stream = io.BytesIO(head)
    elif error is None and depth == 0 and stream.seekable():
        stream.seek(0)
    else:
        rejoined = _Rejoined(head, cast(io.BufferedIOBase, stream), error)
        stream = cast(BinaryIO, io.BufferedReader(rejoined, HEAD_SIZE))
    if (opened := decompressed(head, stream)) is not None:
        yield from expanded(opened, origin, _COMPRESSED.sub("", name), folders, depth + 1, warnings)
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip_members(stream, origin, folders, depth, warnings)
    elif _is_tar(head):
        yield from _tar_members(stream, origin, folders, depth, warnings)
    else:
        yield Document(origin, name, folders, head, complete, stream, error=error)


def _head(stream: BinaryIO) -> tuple[bytes, Exception | None]:
    """The beginning of a stream, and what kept the rest from being read: an article before it is read all the same.

    Raises what reading raises where there is no beginning.
    """
    head = b""
    buffered = cast(io.BufferedIOBase, stream)  # as every stream here is
    try:
        while len(head) < HEAD_SIZE and (data := buffered.read1(HEAD_SIZE - len(head))):
            head += data
    except read_errors() as error:
        if not head:
            raise
        return head, error
    return head, None


def _is_tar(head: bytes) -> bool:
    if len(head) < _TAR_BLOCK or b"\0" not in head[:_TAR_BLOCK]:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return head[257:262] == b"ustar"  # one whose first header is damaged
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
            if reason := _wrong_around(archive.infolist(), seekable):
                yield Unread(origin, "", reason)
            elif not names:
                yield Rejection(origin, "", "an empty archive")
            bombs = overlapping(archive.infolist())
            for member in archive.infolist():
                # A folder, which has no content; is_dir() raises where there is no name.
                if member.filename.endswith("/") and not member.file_size:
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
                if member in bombs:
                    yield Rejection(origin, f"member {name}", "it overlaps another member, as in zip bombs")
                    continue
                try:
                    check_memory(seekable, member)
                    with archive.open(member) as opened:
                        yield from _member(cast(BinaryIO, opened), origin, name, folders, depth, warnings)
                except errors as error:
                    yield Unread(origin, f"member {name}", describe(error))
    except errors as error:
        yield Unread(origin, "", f"zip archive {describe(error)}")


def _wrong_around(members: list[zipfile.ZipInfo], stream: BinaryIO) -> str:
    """What is wrong with the beginning or the end of a zip archive; the latter says how many members there are."""
    if min((member.header_offset for member in members), default=0):
        return "something precedes the zip archive, and is unread: another archive?"
    stream.seek(max(0, stream.seek(0, io.SEEK_END) - _ZIP_END - 0xFFFF))
    tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _ZIP_END:
        return ""
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    if count not in (len(members) & 0xFFFF, 0xFFFF):
        return f"damaged: of {count} members {len(members)} are found"
    if tail[at + _ZIP_END + int.from_bytes(tail[at + 20 : at + 22], "little") :].strip(b"\0\r\n\x1a "):
        return "something follows the zip archive's end, and is unread"
    return ""


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name, in UTF-8 where an archiver forgot to say that it is."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _tar_members(
    stream: BinaryIO, origin: str, folders: tuple[str, ...], depth: int, warnings: Counter[str]
) -> Iterator[Document | Rejection]:
    errors = read_errors()
    try:
        with tar_stream(stream) as archive:
            while (member := archive.next()) is not None:
                # tarfile keeps all it has seen; what headers say of all members is never their names and sizes.
                archive.members.clear()  # type: ignore[attr-defined]  # typeshed lacks it
                archive.pax_headers = {}
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
                if holes(member) > _MAX_HOLES:
                    reason = f"a sparse file, of which more than {_MAX_HOLES >> 20} MB are left out"
                    yield Rejection(origin, f"member {name}", reason)
                    continue
                try:
                    yield from _member(cast(BinaryIO, opened), origin, name, folders, depth, warnings)
                except errors as error:
                    yield Unread(origin, f"member {name}", describe(error))
            if not has_ended(archive):
                yield Unread(origin, "", "tar archive cut off: it has no end")
            elif holds_more(archive):
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
    try:
        size = 0
        while chunk := stream.read(_COPY_CHUNK):
            size += len(chunk)
            if size > _MAX_COPY:
                raise OSError(f"an archive inside an archive, larger than {_MAX_COPY >> 30} GB")
            copy.write(chunk)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy
