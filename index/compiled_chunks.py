"""Chunks that are cut and looked up in C (`native/chunks.c`), where that could be compiled at installation."""

from __future__ import annotations

import secrets
from types import ModuleType
from typing import Final

import numpy as np
import numpy.typing as npt

from index import chunks
from index.chunks import Found, Numbering

_chunks: ModuleType | None
try:
    from index import _chunks
except ImportError:
    _chunks = None

# What is called below: an extension that was compiled for other calls is as good as none.
_INTERFACE: Final = 1
#: Whether the extension could be compiled, from these sources.
AVAILABLE: bool = _chunks is not None and _chunks.INTERFACE == _INTERFACE
# The block of Arabic letters, and what stands in its table for marks; 0 for what is no plain letter.
_BLOCK: Final = range(0x600, 0x700)
_MARK: Final = 1


class CompiledChunks:
    """The chunks that were met, and reading texts by them, in C: as `index.chunks.ArrayChunks`."""

    def __init__(self, numbering: Numbering) -> None:
        assert _chunks is not None, "see AVAILABLE"
        letters = np.zeros(len(_BLOCK), np.uint16)
        letters[[ord(mark) - _BLOCK.start for mark in chunks.MARKS]] = _MARK
        for letter, folded in chunks.PLAIN.items():
            letters[ord(letter) - _BLOCK.start] = ord(folded)
        self._numbering = numbering
        self._chunks = _chunks.Chunks(chunks.classes(), letters, secrets.randbits(64) | 1)

    def read(self, _text: str, codes: npt.NDArray[np.uint32]) -> Found:
        """The chunks of a text, given its code points. Those that are new have numbers afterwards."""
        numbers, *places = self._chunks.read(codes, self._numbering.number, self._numbering.number_of_chunk)
        return Found(np.frombuffer(numbers, np.uint32), *(np.frombuffer(each, np.int64) for each in places))
