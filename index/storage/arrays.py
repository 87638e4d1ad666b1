"""What is done with arrays everywhere in the index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Scalar = TypeVar("Scalar", bound=np.generic)

#: Integers of any width.
IntArray = npt.NDArray[np.integer[Any]]
#: Articles or passages of one segment, by number.
Numbers = npt.NDArray[np.int32]
#: Positions of words in a segment, and what else 32 bits may not hold.
Int64Array = npt.NDArray[np.int64]
#: Whether something holds, for each article, passage, match or the like.
Mask = npt.NDArray[np.bool_]


def starts_of(lengths: IntArray) -> npt.NDArray[np.int64]:
    """Where each of consecutive runs begins, and the end: shape (n + 1,)."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, dtype=np.int64, out=starts[1:])  # without the type another array would be made first
    return starts


def end_to_end(parts: Iterable[npt.NDArray[Any]], dtype: type[Scalar]) -> npt.NDArray[Scalar]:
    """Arrays as one of a type, which holds their values; there may be none."""
    return np.concatenate([np.zeros(0, dtype), *parts], dtype=dtype)


def ranges(starts: IntArray, lengths: IntArray) -> npt.NDArray[np.int64]:
    """The numbers of consecutive runs: start, start + 1, …, each run of its length."""
    ends = starts_of(lengths)
    return np.repeat(starts - ends[:-1], lengths) + np.arange(ends[-1])


def narrowest(values: IntArray) -> IntArray:
    """The same non-negative values in the smallest unsigned type that holds them all."""
    return values.astype(width_for(int(values.max(initial=0))))


def width_for(top: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds `top`."""
    return np.min_scalar_type(top)
