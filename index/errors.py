"""The package's errors. The text of each is one line: what happened, where, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self

#: The command that builds an index anew.
REBUILD: Final = "fihris index --rebuild PATH..."
#: What to do about a damaged index.
REMEDY: Final = f"restore the index from a copy or build it anew ({REBUILD})"


class IndexStoreError(Exception):
    """Anything that is wrong with an index; base of the package's errors."""


class IndexMissing(IndexStoreError):
    """There is no index in the folder."""

    @classmethod
    def at(cls, folder: Path) -> Self:
        """The error of a folder without an index."""
        return cls(f"{folder}: there is no index here; make one with: fihris index PATH...")


class IndexLocked(IndexStoreError):
    """Another process is writing to the index."""


class IndexDamaged(IndexStoreError):
    """A file of the index is not what was written: truncated, altered, missing or forged."""


class IndexIncompatible(IndexStoreError):
    """The index was made by another version: of the file format or of the Arabic analysis."""


def require_id(article_id: str) -> None:
    """Raise IndexStoreError where the id of an article is no string."""
    if not isinstance(article_id, str):
        raise IndexStoreError(f"an id of type {type(article_id).__name__}: the id has to be a string")
