"""Where a word occurs in one segment: by article, and in some articles by paragraph. For phrases see
`searcher.matching.phrases`, for positions, and all paragraphs, `searcher.matching.segment_text`.

Everything is array work over slices of the memory-mapped posting lists; what is sought comes as slots with weights
(`searcher.matching.vocabulary`). Scores are `searcher.matching.scorer`'s business.

A word is many lists: of its forms and those of its relatives. They are joined by sorting numbers that hold the article
and, in their lowest bits, the weighted frequency; NumPy sorts such numbers at a few nanoseconds each, which beats
merging lists and counting in arrays of all articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrayfile import AnyArray
from index.storage.arrays import Int64Array, IntArray, Mask, Numbers, ranges
from searcher.postings.posting_ranges import Ranges, whole_lists
from searcher.postings.slots import END, FIRST, POSTINGS, WEIGHT, WeightedSlots
from searcher.ranking import WEIGHTED_FREQUENCY, FloatArray, weighted

#: Bits of a weighted frequency in hundredths: at most WEIGHT_UNIT x 27 (see `WEIGHTED_FREQUENCY`).
VALUE_BITS: Final = 12
_VALUE_MASK: Final = (1 << VALUE_BITS) - 1
# Numbers up to here have room beside a value in 32 bits, which are sorted twice as fast as 64.
_SHORT_NUMBERS: Final = 1 << (32 - VALUE_BITS)
_PIECE: Final = 1 << 13
_LARGE_PIECE: Final = 1 << 15
# What finding one number in a list by bisection costs, in numbers of a list that is gone through.
_BISECTION: Final = 30


class WeightedFrequencies(NamedTuple):
    """Articles or passages of one segment, ascending and distinct, and the weighted frequency in each."""

    numbers: Numbers
    values: FloatArray


_NOTHING: Final = np.zeros(0, np.int64)
NOWHERE: Final = WeightedFrequencies(np.zeros(0, np.int32), np.zeros(0, np.float32))


def sums_by_number(ascending: Int64Array, values: FloatArray) -> WeightedFrequencies:
    """Values added up by number."""
    if len(ascending) < 2:
        return WeightedFrequencies(ascending.astype(np.int32), values)
    first = distinct_runs(ascending)
    return WeightedFrequencies(ascending[first].astype(np.int32), np.add.reduceat(values, first))


def joined(numbers: IntArray, values: IntArray, size: int) -> WeightedFrequencies:
    """Values, in hundredths and below 1 << 12, added up by number; numbers are below `size`, in any order."""
    if not len(numbers):
        return NOWHERE
    keys: npt.NDArray[np.unsignedinteger[Any]]
    keys = numbers.astype(np.uint32 if size <= _SHORT_NUMBERS else np.uint64)
    keys <<= VALUE_BITS
    keys |= values
    keys.sort()
    values = keys & _VALUE_MASK
    keys >>= VALUE_BITS
    first = distinct_runs(keys)
    values = sums_of_runs(values, first)
    return WeightedFrequencies(keys[first].astype(np.int32), weighted(values))


def frequencies_end_to_end(parts: Sequence[WeightedFrequencies]) -> WeightedFrequencies:
    """Parts, at least one, whose numbers follow one another."""
    if len(parts) == 1:
        return parts[0]
    numbers, values = zip(*parts, strict=True)
    return WeightedFrequencies(np.concatenate(numbers), np.concatenate(values))


def distinct_runs(ascending: IntArray) -> Int64Array:
    """Where each run of equal numbers begins."""
    changes = np.empty(len(ascending), np.bool_)
    changes[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=changes[1:])
    return changes.nonzero()[0]


def sums_of_runs(numbers: IntArray, first: Int64Array) -> Int64Array:
    """Sums of whole numbers over runs that begin at `first` (ascending, from 0 on)."""
    values: Int64Array = numbers.astype(np.int64)
    if len(first) == len(values):
        return values
    # Differences of a running total are exact, and take half the time of `np.add.reduceat`.
    totals = values.cumsum()
    before = totals.take(first) - values.take(first)
    sums = np.empty_like(before)
    sums[:-1] = before[1:]
    sums[-1:] = totals[-1:]
    sums -= before
    return sums


def article_frequencies(
    view: SegmentView, word: WeightedSlots, fieldname: str = "text"
) -> WeightedFrequencies:
    """Where a word occurs, by article; in "title" only headlines count."""
    if not word.total:
        return NOWHERE
    numbers = listed(view.lists.posting_articles, word)
    values = WEIGHTED_FREQUENCY[fieldname].take(listed(view.lists.posting_frequencies, word))
    values *= word.posting_weights
    if word.slot_count == 1:
        found = WeightedFrequencies(numbers.astype(np.int32), weighted(values))
    else:
        found = joined(numbers, values, view.article_count)
    if fieldname == "title":
        return WeightedFrequencies(found.numbers[found.values > 0], found.values[found.values > 0])
    return found


def listed(array: AnyArray, word: WeightedSlots) -> AnyArray:
    """What the lists of a word hold in an array with one entry a posting."""
    return together([array[start:stop] for start, stop in word.table[:, POSTINGS].tolist()] or [array[:0]])


def together(parts: list[AnyArray]) -> AnyArray:
    """Arrays, at least one, end to end."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class FoundPostings(NamedTuple):
    """Postings of some words in some articles.

    postings: int64, their numbers. articles: which of the articles each is of. tags: what each came with (below).
    packed: their packed frequencies. weights: hundredths.
    """

    postings: Int64Array
    articles: npt.NDArray[np.int64]
    tags: npt.NDArray[np.int64]
    packed: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.uint32]


def found_within(
    view: SegmentView,
    runs: npt.NDArray[np.int64],
    tags: npt.NDArray[np.int64],
    articles: IntArray,
    chosen: Mask,
) -> FoundPostings:
    """The postings of runs, each with a tag, in some articles, ascending; of all runs in one go.

    runs: as `WeightedSlots.table` has them. chosen: bool, one an article of the segment: True for these.
    """
    held = view.lists.posting_articles
    parts, bisected = _parts(view, runs, _BISECTION * len(articles))
    postings, which, of_part = _scanned(held, parts[~bisected], articles, chosen)
    of_run = parts[~bisected, 2].take(of_part)
    if bisected.any():
        others, which_too, of_part = _bisected(held, parts[bisected], articles)
        postings = np.concatenate((postings, others))
        which = np.concatenate((which, which_too))
        of_run = np.concatenate((of_run, parts[bisected, 2].take(of_part)))
    weights = runs[:, WEIGHT].astype(np.uint32).take(of_run)
    return FoundPostings(
        postings, which, tags.take(of_run), view.lists.posting_frequencies.take(postings), weights
    )


def _parts(view: SegmentView, runs: npt.NDArray[np.int64], many: int) -> tuple[npt.NDArray[np.int64], Mask]:
    """Runs of postings, cut so that every list of more than `many` postings is by itself: these are sooner bisected.

    (start, stop, number of the run) of each part, and which parts are such lists.
    """
    parts = np.empty((len(runs), 3), np.int64)
    parts[:, :2] = runs[:, POSTINGS]
    parts[:, 2] = np.arange(len(runs))
    long = parts[:, 1] - parts[:, 0] > many
    if not long.any():
        return parts, long
    cut = runs[long]
    counts = cut[:, END] - cut[:, FIRST]
    slots = ranges(cut[:, FIRST], counts)
    of_run = np.repeat(long.nonzero()[0], counts)
    starts = view.postings_array("article_starts")
    begins, ends = starts[slots].astype(np.int64), starts[slots + 1].astype(np.int64)
    alone = ends - begins > many
    # A part begins with such a list, behind one, and with each run.
    first = np.ones(len(slots), np.bool_)
    first[1:] = alone[1:] | alone[:-1] | (of_run[1:] != of_run[:-1])
    at = first.nonzero()[0]
    last = np.append(at[1:], len(slots)) - 1
    pieces = np.stack((begins[at], ends[last], of_run[at]), axis=1)
    return np.concatenate((parts[~long], pieces)), np.concatenate((long[~long], alone[at]))


def _scanned(
    held: AnyArray, parts: npt.NDArray[np.int64], articles: IntArray, chosen: Mask
) -> tuple[Int64Array, Int64Array, Int64Array]:
    """Postings of parts in some articles by going through all of them: numbers, which article, which part."""
    if not len(parts):
        return _NOTHING, _NOTHING, _NOTHING
    numbers = together([held[start:stop] for start, stop in parts[:, :2].tolist()])
    # In pieces, so that what NumPy makes on the way stays in the processor's cache.
    hits = together(
        [
            chosen.take(numbers[at : at + _PIECE], mode="clip").nonzero()[0] + at
            for at in range(0, len(numbers), _PIECE)
        ]
        or [_NOTHING]
    )
    starts, ends = parts[:, 0].copy(), parts[:, 1] - parts[:, 0]
    ends.cumsum(out=ends)
    of_part = ends.searchsorted(hits, side="right")
    starts[1:] -= ends[:-1]
    which = articles.searchsorted(numbers.take(hits).astype(articles.dtype))
    return hits + starts.take(of_part), which, of_part


def _bisected(
    held: AnyArray, parts: npt.NDArray[np.int64], articles: IntArray
) -> tuple[Int64Array, Int64Array, Int64Array]:
    """The same by looking for each article in each part, which is the list of one slot."""
    wanted = articles.astype(held.dtype)  # of another type, searchsorted would convert all of the list
    found = np.array([held[start:stop].searchsorted(wanted) for start, stop in parts[:, :2].tolist()])
    found += parts[:, :1]
    np.minimum(found, parts[:, 1:2] - 1, out=found)
    of_part, which = (held.take(found) == wanted).nonzero()
    return found[of_part, which], which, of_part


def postings_of_ranges(
    view: SegmentView, found: Ranges, chosen: Mask
) -> tuple[Int64Array, npt.NDArray[np.uint32]]:
    """The numbers of those postings that are in some articles, and what each weighs. chosen: bool, one an article."""
    postings, _, of_range = _scanned(view.lists.posting_articles, found[:, :2], chosen.nonzero()[0], chosen)
    return postings, found[:, 2].astype(np.uint32)[of_range]


def titled_within(view: SegmentView, word: WeightedSlots, chosen: Mask) -> IntArray:
    """Those of some articles with a word in their headlines, in no order, some perhaps more than once."""
    postings, _ = postings_of_ranges(view, whole_lists(word), chosen)
    in_title = WEIGHTED_FREQUENCY["title"][view.lists.posting_frequencies[postings]] > 0
    return view.lists.posting_articles[postings[in_title]]


def articles_within(view: SegmentView, word: WeightedSlots, chosen: Mask) -> IntArray:
    """Those of some articles that hold a word, in no order, some perhaps more than once. chosen: as above."""
    numbers = listed(view.lists.posting_articles, word)
    pieces = [numbers[start : start + _LARGE_PIECE] for start in range(0, len(numbers), _LARGE_PIECE)]
    return together([piece[chosen.take(piece, mode="clip")] for piece in pieces] or [numbers])


def frequencies_within(
    view: SegmentView, words: Sequence[WeightedSlots], articles: IntArray, chosen: Mask
) -> FloatArray:
    """Weighted frequency of each word in each of some articles, ascending: shape (words, articles).

    chosen: bool, one an article of the segment: True for these.
    """
    shape = len(words), len(articles)
    runs = np.concatenate([word.table for word in words])
    tags = np.repeat(np.arange(len(words)), [len(word.table) for word in words])
    found = found_within(view, runs, tags, articles, chosen)
    values = WEIGHTED_FREQUENCY["text"].take(found.packed) * found.weights
    cells = np.bincount(found.tags * shape[1] + found.articles, values, shape[0] * shape[1])
    return weighted(cells).reshape(shape)


def paragraph_frequencies_within(
    view: SegmentView, word: WeightedSlots, articles: IntArray, chosen: Mask
) -> WeightedFrequencies:
    """Where a word occurs in some articles, ascending, by paragraph (headlines left out).

    chosen: bool, one an article of the segment: True for these.
    """
    found = found_within(view, word.table, word.table[:, WEIGHT], articles, chosen)
    positions, which = view.lists.occurrences_of(found.postings)
    positions = view.passages.begins(articles[found.articles])[which] + positions
    return by_paragraph(view, positions, found.tags[which].astype(np.uint32))


def by_paragraph(
    view: SegmentView, positions: Int64Array, values: npt.NDArray[np.unsignedinteger[Any]]
) -> WeightedFrequencies:
    """What stands at some positions of a segment, in any order, by paragraph (headlines left out).

    values: in hundredths and below 1 << 12, of each.
    """
    passages = view.passages
    numbers, sums = joined(passages.containing(positions), values, len(passages))
    in_body = passages.in_body(numbers)
    return WeightedFrequencies(numbers[in_body], sums[in_body])
