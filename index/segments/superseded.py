"""Versions of articles that a run read and replaced by a later one, so that the next run knows them for old.

Of each article the last `MOST` are remembered: feeds repeat a story that they corrected a few times, not hundreds of
times, and what is remembered must not grow for as long as an archive is kept. Where one run gives more versions than
that, the same run again takes the first of them for new, and ends with the same last one.

On disk a version is 24 bytes, the hash of the id and that of the content; the versions of an article stand together,
the oldest first.
"""

from __future__ import annotations

from collections.abc import Container, Set
from typing import Final, Literal

#: Versions of one article that are remembered.
MOST: Final = 8
_ID_BYTES: Final = 8
_ENTRY_BYTES: Final = 24
_BYTE_ORDER: Final[Literal["little"]] = "little"


class Superseded:
    """Replaced versions: by the hash of the id (`index.segments.segment.id_hash`) those of contents, 16 bytes, oldest
    first.
    """

    def __init__(self, stored: bytes = b"") -> None:
        self._versions: dict[int, list[bytes]] = {}
        for at in range(0, len(stored), _ENTRY_BYTES):
            id_hash = int.from_bytes(stored[at : at + _ID_BYTES], _BYTE_ORDER)
            self.add(id_hash, stored[at + _ID_BYTES : at + _ENTRY_BYTES])

    def add(self, id_hash: int, content_hash: bytes) -> None:
        """Remember a version, younger than all of this article so far."""
        versions = self._versions.setdefault(id_hash, [])
        if content_hash in versions:
            versions.remove(content_hash)
        versions.append(content_hash)
        del versions[:-MOST]

    def add_all(self, younger: Superseded) -> None:
        """Remember versions that are younger than these."""
        for id_hash, versions in younger._versions.items():
            for content_hash in versions:
                self.add(id_hash, content_hash)

    def holds(self, id_hash: int, content_hash: bytes) -> bool:
        """Whether a version is one of those."""
        return content_hash in self._versions.get(id_hash, ())

    def id_hashes(self) -> Set[int]:
        """The articles of which versions are remembered."""
        return self._versions.keys()

    def keep_only(self, id_hashes: Container[int]) -> None:
        """Forget the versions of other articles: there is nothing left for them to be older than."""
        self._versions = {each: versions for each, versions in self._versions.items() if each in id_hashes}

    def stored(self) -> bytes:
        """As it is on disk; the same for the same versions."""
        return b"".join(
            id_hash.to_bytes(_ID_BYTES, _BYTE_ORDER) + content_hash
            for id_hash in sorted(self._versions)
            for content_hash in self._versions[id_hash]
        )
