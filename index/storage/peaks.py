"""Peaks: the most that a posting's word may be in any one paragraph of its article, in four bits a posting.

A posting says how often an article holds a word, not how often which paragraph does. Of most articles that hold the
words of a query no paragraph holds them together, or often, and finding that out from the positions of the words takes
ten times as long as reading the posting. The peak says it beforehand: in BM25 what a word adds to a text grows with its
frequency over a factor that grows with the text's length,

    f / (1 - B + B x length / REFERENCE_LENGTH)

and the peak is the largest such value among the paragraphs of the article, rounded up to one of `BOUNDS`. So the sum
over a query's words bounds the score of every paragraph of an article, closely enough that few others than the best are
looked into. With constants of its own a ranking turns these bounds into bounds of its own
(`searcher.matching.statistics.Statistics.paragraph_bound`). The headline is no paragraph here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from index.storage.arrays import IntArray

Grades = npt.NDArray[np.uint8]

#: The constants of the value above. Paragraphs of news have some fifty words.
REFERENCE_LENGTH: Final = 50
B: Final = 0.75
#: The grade of a posting of which nothing is known, or whose word is more frequent than is counted here.
UNKNOWN: Final = 15
#: By grade what no paragraph exceeds: float64, ascending. Nothing; steps of a quarter, through what occurs; anything.
BOUNDS: Final = np.concatenate(([0.0], np.geomspace(0.25, 5, UNKNOWN - 1), [np.inf]))

# As far as frequencies, and lengths of passages, are told apart in `GRADES`.
MOST_FREQUENT, LONGEST_PASSAGE = 15, 255


def _grade_table() -> Grades:
    """By frequency and length; beyond the longest, what is true of the longest is true enough."""
    frequencies = np.arange(MOST_FREQUENT + 2)[:, None]
    lengths = np.arange(LONGEST_PASSAGE + 1)
    table = np.searchsorted(BOUNDS, frequencies / (1 - B + B * lengths / REFERENCE_LENGTH)).astype(np.uint8)
    table[MOST_FREQUENT + 1] = UNKNOWN
    return table


#: By frequency, as far as it is counted, and length.
GRADES: Final = _grade_table()


def grades_of(frequencies: IntArray, lengths: Grades) -> Grades:
    """The grades of words in paragraphs: how often each occurs in one, and the paragraph's length by `shortened`."""
    return GRADES[np.minimum(frequencies, MOST_FREQUENT + 1), lengths]


def shortened(lengths: IntArray) -> Grades:
    """The lengths of paragraphs, in words, as `grades_of` takes them."""
    return np.minimum(lengths, LONGEST_PASSAGE).astype(np.uint8)


def packed_grades(parts: Iterable[IntArray]) -> Iterator[Grades]:
    """Consecutive grades two to a byte, the first in the lower bits; a last one alone has 0 beside it."""
    left: Grades = np.zeros(0, np.uint8)
    for part in parts:
        whole = np.concatenate((left, part), dtype=np.uint8)
        even = len(whole) // 2 * 2
        left = whole[even:]
        yield whole[:even:2] | whole[1:even:2] << np.uint8(4)
    yield left


def unpacked_grades(pairs: Grades, count: int) -> Grades:
    """The first `count` grades, one to a byte."""
    grades = np.empty(2 * len(pairs), np.uint8)
    np.bitwise_and(pairs, 15, out=grades[::2])
    np.right_shift(pairs, 4, out=grades[1::2])
    return grades[:count]


def unpacked_at(pairs: Grades, numbers: IntArray) -> Grades:
    """The grades of these numbers, one to a byte."""
    grades: Grades = pairs.take(numbers >> 1) >> ((numbers & 1) << 2).astype(np.uint8)
    grades &= 15
    return grades
