"""Many strings in ascending order: that of their code points, as Python compares them, and of their UTF-8 bytes.

Python compares two strings at a time, wherever they are in memory. Here the first letters of each become one number,
the letters that occur being numbered themselves; numbers are sorted, and only strings that begin alike are compared.

What is put in order is copied, too, so that it lies in memory in this order. What is asked of a vocabulary is mostly
about words that begin alike: where such words lie together, asking takes a sixth less time than where they lie as they
were first met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

from index.storage.arrays import narrowest, ranges, starts_of

_KEY_BITS = 64


def in_order(texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """The numbers of texts in the order in which these ascend (int64, (n,)), and copies of them in this order.

    Of equal texts the first one comes first.
    """
    letters = _Letters(texts)
    keys = letters.keys()
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    equal = keys[1:] == keys[:-1]
    alike = np.zeros(len(keys), np.bool_)
    alike[1:] |= equal
    alike[:-1] |= equal
    indices = np.flatnonzero(alike)
    order[indices] = sorted(order[indices].tolist(), key=texts.__getitem__)
    return order, letters.copies(order)


def ranked(texts: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The distinct ones of texts, ascending, and for each text its rank among them: int64, (n,)."""
    number_of: defaultdict[str, int] = defaultdict(count().__next__)
    numbers = np.fromiter(map(number_of.__getitem__, texts), np.int64, len(texts))
    order, distinct = in_order(list(number_of))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return distinct, ranks[numbers]


class _Letters:
    """Texts as one run of letters, with one behind each text that none of them has."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined, self._separator = _joined(texts)
        self._codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
        self._lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self._begins = starts_of(self._lengths + 1)[:-1]

    def keys(self) -> npt.NDArray[np.uint64]:
        """As many first letters of each text as a number holds."""
        separator = ord(self._separator)
        used = np.zeros(int(self._codes.max(initial=separator)) + 1, np.bool_)
        used[self._codes] = True
        used[separator] = False
        number_of = np.cumsum(used, dtype=np.int64)  # from 1: 0 is for what a short text lacks
        bits = max(int(number_of[-1]).bit_length(), 1)
        width = _KEY_BITS // bits
        letters = np.append(narrowest(number_of)[self._codes], np.zeros(width, np.uint8))
        keys = np.zeros(len(self._begins), np.uint64)
        for offset in range(width):
            keys <<= np.uint64(bits)
            keys |= letters[self._begins + offset] * (self._lengths > offset)
        return keys

    def copies(self, order: npt.NDArray[np.int64]) -> list[str]:
        """The texts of these numbers."""
        codes = self._codes[ranges(self._begins[order], self._lengths[order] + 1)]
        return codes.tobytes().decode("utf-32-le", "surrogatepass").split(self._separator)[:-1]


def _joined(texts: Sequence[str]) -> tuple[str, str]:
    """Texts in one, each followed by a character that none of them has, and that character."""
    candidates = map(chr, count(ord("\n")))
    separator = next(candidates)
    while (joined := separator.join([*texts, ""])).count(separator) > len(texts):
        separator = next(candidates)
    return joined, separator
