"""Arrays on their way into a segment that would be too large for memory: in files without a name, on the index's disk.

A file vanishes with the object that reads it, and with the process, however it ends. Where the file system has no files
without a name, it has one for an instant, by which the next writer would know it (`index.storage.file_names`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.storage.arrayfile import AnyArray
from index.storage.file_names import SCRATCH_PREFIX


class _File(FileIO):
    """A file that is closed with the object.

    By what is no Python code: Ctrl-C would end that, and not the run, for nobody hears what is raised there.
    """

    __del__ = FileIO.close


class Scratch:
    """Arrays of one type, to be read back piece by piece as they were added, any number of times."""

    def __init__(self, folder: Path, dtype: npt.DTypeLike) -> None:
        import tempfile  # only here: what reads an index needs none, and loading it takes time

        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self.lengths: list[int] = []
        with tempfile.TemporaryFile(dir=folder, prefix=SCRATCH_PREFIX) as file:
            self._file = _File(os.dup(file.fileno()), "r+b")
        self._descriptor = self._file.fileno()

    def append(self, piece: AnyArray) -> None:
        """Add an array after those that are there."""
        left = np.ascontiguousarray(piece, self.dtype).view(np.uint8).data
        while left:
            left = left[os.write(self._descriptor, left) :]
        self.lengths.append(len(piece))

    def __iter__(self) -> Iterator[AnyArray]:
        at = 0
        for length in self.lengths:
            yield self.read([(at, at + length)])
            at += length

    def read(self, stretches: Sequence[tuple[int, int]]) -> AnyArray:
        """Stretches of all that was added, from one number to another, as one array."""
        array = np.empty(sum(end - start for start, end in stretches), self.dtype)
        left = array.view(np.uint8).data
        for start, end in stretches:
            size = (end - start) * self.dtype.itemsize
            self._read_into(left[:size], start * self.dtype.itemsize)
            left = left[size:]
        return array

    def _read_into(self, left: memoryview, offset: int) -> None:
        while left:
            got = os.preadv(self._descriptor, [left], offset)
            if not got:
                raise EOFError("a scratch file of the index is shorter than what was written to it")
            left, offset = left[got:], offset + got


class DividedScratch:
    """Arrays of one type, each divided into as many parts, to be read back part by part: a part of all is one array.

    They share one file however many parts there are, since a process may have but some hundred open.
    """

    def __init__(self, folder: Path, dtype: npt.DTypeLike) -> None:
        self._scratch = Scratch(folder, dtype)
        self._size = 0
        # For each array where its parts begin in the file, and the end.
        self._bounds: list[npt.NDArray[np.int64]] = []

    def append(self, array: AnyArray, starts: npt.NDArray[np.int64]) -> None:
        """Add an array after those that are there. starts: where each of its parts begins, and the end."""
        self._scratch.append(array)
        self._bounds.append(starts + self._size)
        self._size += len(array)

    def part(self, number: int) -> AnyArray:
        """This part of all arrays."""
        stretches = (bounds[number : number + 2].tolist() for bounds in self._bounds)
        return self._scratch.read([(start, end) for start, end in stretches])
