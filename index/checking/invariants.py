"""What has to hold of the arrays of a segment (`index.checking.consistency`), one array at a time."""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import pairwise, starmap

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrayfile import AnyArray, ArrayFile
from index.storage.dictionary import Strings

#: Raises `Inconsistent` where something does not hold. Its name says what of a file can't be read where it fails.
Rule = Callable[[SegmentView], None]


class Inconsistent(Exception):
    """Something that does not fit, said so that it goes on from the name of a file."""


def require(holds: bool | np.bool_, what: str) -> None:
    """Raise Inconsistent with `what`, unless it holds; so do all that follow."""
    if not holds:
        raise Inconsistent(what)


def ascend(values: AnyArray, name: str) -> None:
    """Each entry is larger than the one before."""
    require((values[1:] > values[:-1]).all(), f"{name!r} does not ascend")


def below(values: AnyArray, bound: int, name: str) -> None:
    """Every entry is the number of one of `bound` things."""
    require(not len(values) or int(values.max()) < bound, f"{name!r} names what there is not")


def begin(starts: AnyArray, count: int, end: int, name: str, *, gaps: bool = True) -> None:
    """`starts` says where each of `count` runs begins that end at `end`; with `gaps` there may be empty ones."""
    require(len(starts) == count + 1, f"{name!r} has {len(starts)} entries instead of {count + 1}")
    require(starts[0] == 0 and starts[-1] == end, f"{name!r} does not end with what it divides")
    if gaps:
        require((starts[1:] >= starts[:-1]).all(), f"{name!r} does not ascend")
    else:
        ascend(starts, name)


def permutation(numbers: AnyArray, count: int, name: str) -> None:
    """The entries are the numbers of `count` things, each once."""
    require(len(numbers) == count, f"{name!r} has {len(numbers)} entries instead of {count}")
    below(numbers, count, name)
    require((np.bincount(numbers, minlength=count) == 1).all(), f"{name!r} names something twice")


def texts(file: ArrayFile, name: str, *, ascending: bool) -> list[str]:
    """The strings of a file under a name (`index.storage.dictionary.Strings`), which can be read, and ascend if they
    should.
    """
    starts = file[f"{name}.starts"]
    begin(starts, len(starts) - 1, len(file[f"{name}.text"]), f"{name}.starts")
    texts = list(Strings(file, name))
    require(not ascending or all(starmap(operator.lt, pairwise(texts))), f"{name!r} does not ascend")
    return texts
