"""How many articles hold a form that finds a stem: what an index keeps of the stems whose relatives it keeps.

It is the number of different articles in the posting lists of the stem and of its relatives, counted from these lists
once they are in the file.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.analysis.relations import FINDING
from index.storage import compiled
from index.storage.arrayfile import WrittenArray
from index.storage.arrays import IntArray, starts_of


def finding(
    starts: IntArray, stems: IntArray, weights: IntArray
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """Of the relatives of stems, as an index keeps them, those that find: where those of each begin, and all of them.

    starts: where the relatives of each begin. stems, weights: of all; weights in hundredths.
    """
    find = weights >= 100 * FINDING
    return starts_of(find.astype(np.uint8))[starts], stems[find].astype(np.uint32)


def holdings(
    articles: WrittenArray,
    list_starts: npt.NDArray[np.int64],
    member_starts: npt.NDArray[np.int64],
    members: npt.NDArray[np.uint32],
    article_count: int,
) -> IntArray:
    """How many articles are in any of the lists of each owner: int64, owners.

    articles: all lists, one after the other. list_starts: lists + 1, where each begins. member_starts: owners + 1,
    where those of each owner begin among `members`, which are numbers of lists.
    """
    if compiled.AVAILABLE:
        counts = compiled.loops.holdings(
            articles.descriptor,
            articles.offset,
            articles.dtype.itemsize,
            list_starts,
            member_starts,
            members,
            article_count,
        )
        return np.frombuffer(counts, np.int64)
    return counted(articles.part, list_starts, member_starts, members, article_count)


def counted(
    part: Callable[[int, int], IntArray],
    list_starts: npt.NDArray[np.int64],
    member_starts: npt.NDArray[np.int64],
    members: npt.NDArray[np.uint32],
    article_count: int,
) -> IntArray:
    """The same of lists that need not be in a file. part: the entries from one number to another."""
    held = np.zeros(article_count, np.bool_)
    counts = []
    bounds, numbers = list_starts.tolist(), members.tolist()
    for start, end in pairwise(member_starts.tolist()):
        for number in numbers[start:end]:
            # NumPy takes twice as long to convert them on the way.
            held[part(bounds[number], bounds[number + 1]).astype(np.intp)] = True
        counts.append(int(np.count_nonzero(held)))
        held[:] = False
    return np.array(counts, np.int64)
