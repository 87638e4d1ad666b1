"""Whether this version can use a file of an index: by the version of its layout (`index.segments.segment`) and its
analysis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from index.errors import REBUILD, IndexIncompatible
from index.storage.arrayfile import ArrayFile

FORMAT_VERSION: Final = 5
OLDEST_FORMAT: Final = 3


def require_compatible(file: ArrayFile, understands: Callable[[Any], bool]) -> None:
    """Raise IndexIncompatible where this version can't use the file, with what to do about it."""
    version = file.values.get("format")
    if not isinstance(version, int) or not OLDEST_FORMAT <= version <= FORMAT_VERSION:
        raise IndexIncompatible(
            f"{file.path}: index format {version!a:.80}, and this version of Fihris reads {OLDEST_FORMAT} to "
            f"{FORMAT_VERSION}; build the index anew ({REBUILD})"
        )
    if not understands(file.values.get("analysis")):
        raise IndexIncompatible(
            f"{file.path}: the index was made with another version of the Arabic analysis; build it anew ({REBUILD}), "
            "if need be from what fihris export --all prints"
        )
