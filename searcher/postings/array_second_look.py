"""The second look with NumPy; `searcher.retrieval.reranking` has the formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.storage.arrays import Int64Array, Numbers
from searcher.postings.array_within import POSITION_BITS, WORD_BITS, frequencies, own_positions
from searcher.postings.base import Counts, SecondLook
from searcher.ranking import WEIGHT_UNIT, FloatArray

if TYPE_CHECKING:
    from searcher.postings.arrays import ArrayPostings


def second_look(postings: ArrayPostings, look: SecondLook, articles: Numbers) -> FloatArray:
    """As `Postings.second_look`."""
    found = list(postings.within(look.words, articles))
    shape = len(look.words), len(articles)
    finding = frequencies(found, *shape, look.formula)
    weak = frequencies(postings.within(look.weak, articles), *shape, look.formula)
    added = _of_weak_relatives(look, articles, finding, weak)
    positions = own_positions(found)
    if not len(positions):
        return added
    windows, times = _closeness(look, len(articles), positions)
    added += look.together * windows
    if look.pairs.worth:
        worth = np.array(look.pairs.worth)
        lengths = look.lengths.take(articles) / look.average_length
        softness = (1 - look.by_length + look.by_length * lengths)[:, None]
        saturated = 2 * look.adjacent * times / (times + softness)
        added += (saturated.T * worth[:, None]).sum(axis=0).astype(np.float32)
    return added


def _of_weak_relatives(look: SecondLook, articles: Numbers, finding: Counts, weak: Counts) -> FloatArray:
    """By how much the words' weak relatives raise the scores of the articles.

    finding, weak: weighted frequencies by what finds a word, and of its weak relatives: of shape (words, articles).
    """
    together = finding + weak
    damping = look.formula.damping.take(articles) * WEIGHT_UNIT
    raised = together / (together + damping)
    raised -= finding / (finding + damping)
    # No product of matrices: there the order of a sum depends on where an article stands among the others.
    added: FloatArray = (
        (np.array(look.idf, np.float32)[:, None] * raised * (look.model.k1 + 1))
        .sum(axis=0)
        .astype(np.float32)
    )
    return added


def _closeness(look: SecondLook, articles: int, own: Int64Array) -> tuple[FloatArray, Counts]:
    """How close words stand in so many articles: float32, one an article; uint32 of shape (articles, pairs).

    The first is the largest sum of idf that different words have within `window` words of each other, as far as `ahead`
    occurrences after each show; the second how often the words of each pair stand as far apart as they should.

    The words of all articles are one sequence, in reading order, and everything is said of occurrences in it that are
    close to each other: so the work does not grow with the length of the lists. own: as of `own_positions`.
    """
    first, second, pair_distances, worth = look.pairs
    pairs = len(worth)
    distances = np.full((len(look.words), len(look.words)), -1)
    numbers = np.zeros((len(look.words), len(look.words)), np.int64)
    distances[first, second] = pair_distances
    numbers[first, second] = np.arange(pairs)
    keys = np.sort(own)
    best_of, times_of = np.zeros(articles, np.float32), np.zeros((articles, pairs), np.uint32)
    positions = keys >> WORD_BITS
    words, of_article = keys & ((1 << WORD_BITS) - 1), positions >> POSITION_BITS
    of_set = np.zeros(1, np.float32)  # of every set of words, by the bits of its number
    for each in np.array(look.idf, np.float32):
        of_set = np.concatenate((of_set, of_set + each))
    bits = np.int64(1) << words
    held = bits.copy()
    for step in range(1, min(look.ahead, len(positions) - 1) + 1):
        near = positions[step:] - positions[:-step] < look.window
        held[:-step] |= bits[step:] * near
    np.maximum.at(best_of, of_article, of_set[held])
    for step in range(1, min(int(distances.max(initial=0)), len(positions) - 1) + 1):
        one, other = words[:-step], words[step:]
        met = (positions[step:] - positions[:-step] == distances[one, other]).nonzero()[0]
        cells = of_article[met] * pairs + numbers[one[met], other[met]]
        times_of += np.bincount(cells, minlength=articles * pairs).astype(np.uint32).reshape(articles, pairs)
    return best_of, times_of
