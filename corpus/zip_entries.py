"""Entries in a zip archive's list of members that would cost more than the archive holds, found before any is read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from corpus.compression import check_lzma_memory

_HEADER = 30  # bytes of a member's header, before its name
_NAME_LENGTH = 26  # where in the header that of the name stands, and behind it that of an extra field
_LZMA_PROPERTIES = 9


def overlapping(members: Iterable[zipfile.ZipInfo]) -> set[zipfile.ZipInfo]:
    """The members whose place overlaps that of another, as in archives that unpack to a million times their size.

    Of those at the very same place all but the one that zipfile will read. Names are left out of the sum: what is
    compressed takes the time, and of that an archive then has no more than its size.
    """
    at = {member.header_offset: member for member in sorted(members, key=_end)}
    refused = set(members).difference(at.values())
    reached, reaching = 0, None
    for offset, member in sorted(at.items()):
        if reaching is not None and offset < reached:
            refused |= {reaching, member}
        end = offset + _HEADER + member.compress_size
        if reaching is None or end > reached:
            reached, reaching = end, member
    return refused


def _end(member: zipfile.ZipInfo) -> int:
    """Up to where zipfile lets a member go; those of old do not look. Of several at one place it is where the next one
    begins for one of them, and for the others where they begin themselves: which one differs from version to version.
    """
    return getattr(member, "_end_offset", None) or 0


def check_memory(stream: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Raise where decompressing the member would take more memory than a file may."""
    if member.compress_type != zipfile.ZIP_LZMA:
        return
    stream.seek(member.header_offset + _NAME_LENGTH)
    name, extra = (int.from_bytes(stream.read(2), "little") for _ in range(2))
    stream.seek(member.header_offset + _HEADER + name + extra)
    check_lzma_memory(stream.read(_LZMA_PROPERTIES))
