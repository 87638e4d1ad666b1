"""Chunks that are cut and looked up in C (`native/chunks.h`), where that could be compiled at installation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.ingestion import chunks
from index.ingestion.chunks import Found, Numbering
from index.storage import compiled
from index.storage.compiled_numbers import FIRST_LETTER, LETTERS, MARK


class CompiledChunks:
    """The chunks that were met, and reading texts by them, in C: as `index.ingestion.chunks.ArrayChunks`."""

    def __init__(self, numbering: Numbering) -> None:
        letters = np.zeros(LETTERS, np.uint16)
        letters[[ord(mark) - FIRST_LETTER for mark in chunks.MARKS]] = MARK
        for letter, folded in chunks.PLAIN.items():
            letters[ord(letter) - FIRST_LETTER] = ord(folded)
        not_plain = np.array([list(map(ord, pair)) for pair in chunks.NOT_PLAIN], np.uint32)
        self._numbering = numbering
        self._chunks = compiled.loops.Chunks(chunks.classes(), letters, not_plain, chunks.hash_base())

    def read(self, _text: str, codes: npt.NDArray[np.uint32]) -> Found:
        """The chunks of a text, given its code points. Those that are new have numbers afterwards."""
        own = self._numbering
        numbers, *offsets = self._chunks.read(codes, own.number_by_form, own.forms, own.number_of_chunk)
        return Found(np.frombuffer(numbers, np.uint32), *(np.frombuffer(each, np.int64) for each in offsets))
