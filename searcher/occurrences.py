"""Where a word or phrase occurs in one segment: by article, by passage, by place.

Everything is array work over slices of the memory-mapped posting lists; what is sought comes as slots with weights
(`searcher.vocabulary`). Scores are `searcher.evaluation`'s business.

A word is many lists: of its forms and those of its relatives. They are joined by sorting numbers that hold the article
and, in their lowest bits, the weighted frequency; NumPy sorts such numbers at a few nanoseconds each, which beats
merging lists and counting in arrays of all articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.arrayfile import AnyArray
from index.inversion import IntArray
from index.segment import SegmentView
from searcher.proximity import Places, contains, side_by_side
from searcher.ranking import TITLE, WEIGHT_UNIT, WEIGHTED_FREQUENCY, FloatArray
from searcher.vocabulary import Run, WeightedSlots

Numbers = npt.NDArray[np.int32]

# A weighted frequency in hundredths: at most WEIGHT_UNIT x 27 (see `WEIGHTED_FREQUENCY`).
_VALUE_BITS: Final = 12
_VALUE_MASK: Final = (1 << _VALUE_BITS) - 1
# Numbers up to here have room beside a value in 32 bits, which are sorted twice as fast as 64.
_SHORT_NUMBERS: Final = 1 << (32 - _VALUE_BITS)
_PIECE: Final = 1 << 13
# What finding one number in a list by bisection costs, in numbers of a list that is gone through.
_BISECTION: Final = 30


class Frequencies(NamedTuple):
    """Articles or passages of one segment, ascending and distinct, and the weighted frequency in each."""

    numbers: Numbers
    values: FloatArray


NOWHERE: Final = Frequencies(np.zeros(0, np.int32), np.zeros(0, np.float32))


def joined(numbers: IntArray, values: IntArray, size: int) -> Frequencies:
    """Values, in hundredths and below 1 << 12, added up by number; numbers are below `size`, in any order."""
    if not len(numbers):
        return NOWHERE
    keys: npt.NDArray[np.unsignedinteger[Any]]
    keys = numbers.astype(np.uint32 if size <= _SHORT_NUMBERS else np.uint64)
    keys <<= _VALUE_BITS
    keys |= values
    keys.sort()
    values = (keys & _VALUE_MASK).astype(np.uint32)
    keys >>= _VALUE_BITS
    changes = np.empty(len(keys), np.bool_)
    changes[0] = True
    np.not_equal(keys[1:], keys[:-1], out=changes[1:])
    first = changes.nonzero()[0]
    if len(first) < len(keys):
        keys, values = keys[first], np.add.reduceat(values, first)
    return Frequencies(keys.astype(np.int32), values * np.float32(1 / WEIGHT_UNIT))


def article_frequencies(view: SegmentView, word: WeightedSlots, fieldname: str = "text") -> Frequencies:
    """Where a word occurs, by article; in "title" only headlines count."""
    if not word.total:
        return NOWHERE
    numbers = listed(view.posting_articles, word)
    packed = view.posting_frequencies
    values = together([_table(fieldname, run.weight)[packed[run.start : run.stop]] for run in word.runs])
    if word.slot_count == 1:
        found = Frequencies(numbers.astype(np.int32), values * np.float32(1 / WEIGHT_UNIT))
    else:
        found = joined(numbers, values, view.article_count)
    if fieldname == "title":
        return Frequencies(found.numbers[found.values > 0], found.values[found.values > 0])
    return found


@lru_cache(maxsize=256)
def _table(fieldname: str, weight: int) -> npt.NDArray[np.uint32]:
    """Weighted frequency of every packed one, in hundredths, of a form of some weight."""
    table: npt.NDArray[np.uint32] = WEIGHTED_FREQUENCY[fieldname] * np.uint32(weight)
    return table


def listed(array: AnyArray, word: WeightedSlots) -> AnyArray:
    """What the lists of a word hold in an array with one entry a posting."""
    return together([array[run.start : run.stop] for run in word.runs] or [array[:0]])


def together(parts: list[AnyArray]) -> AnyArray:
    """Arrays, at least one, end to end."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class Found(NamedTuple):
    """Postings of some words in some articles.

    postings: int64, their numbers. articles: which of the articles each is of. tags: what each came with (below).
    values: float32, the weighted frequencies.
    """

    postings: Places
    articles: npt.NDArray[np.int64]
    tags: npt.NDArray[np.int64]
    values: FloatArray


def found_within(
    view: SegmentView,
    runs: Sequence[tuple[int, Run]],
    articles: IntArray,
    chosen: npt.NDArray[np.bool_],
) -> Found:
    """The postings of runs, each with a tag, in some articles, ascending; of all runs in one go.

    chosen: bool, one an article of the segment: True for these.
    """
    postings, of_run = _postings_of_runs(view, [run for _, run in runs], chosen)
    columns = np.array([(tag, run.weight) for tag, run in runs], np.int64).reshape(-1, 2)[of_run]
    return Found(
        postings,
        np.searchsorted(articles, view.posting_articles[postings].astype(articles.dtype)),
        columns[:, 0],
        _values(view, postings, columns[:, 1]),
    )


def postings_within(
    view: SegmentView, word: WeightedSlots, chosen: npt.NDArray[np.bool_]
) -> tuple[Places, npt.NDArray[np.uint32]]:
    """The numbers of a word's postings in some articles, and what each weighs. chosen: bool, one an article."""
    postings, of_run = _postings_of_runs(view, word.runs, chosen)
    return postings, np.array([run.weight for run in word.runs], np.uint32)[of_run]


def _postings_of_runs(
    view: SegmentView, runs: Sequence[Run], chosen: npt.NDArray[np.bool_]
) -> tuple[Places, Places]:
    """The numbers of the postings of runs in some articles, and which run each is of."""
    numbers = view.posting_articles
    starts = np.array([run.start for run in runs], np.int64)
    ends = np.cumsum(np.array([run.stop for run in runs], np.int64) - starts)
    held = np.empty(int(ends[-1]) if len(ends) else 0, np.bool_)
    at = start = stop = 0
    for run in (*runs, None):
        if run is not None and run.start == stop:  # goes on where the one before ends
            stop = run.stop
            continue
        while start < stop:  # in pieces, so that what NumPy makes on the way stays in the processor's cache
            piece = numbers[start : min(start + _PIECE, stop)]
            chosen.take(piece, out=held[at : at + len(piece)], mode="clip")
            at += len(piece)
            start += len(piece)
        if run is not None:
            start, stop = run.start, run.stop
    hits = held.nonzero()[0]
    of_run = np.searchsorted(ends, hits, side="right")
    begins = np.concatenate(([0], ends[:-1]))
    return hits + (starts - begins)[of_run] if len(hits) else hits, of_run


def _values(view: SegmentView, postings: Places, weights: IntArray) -> FloatArray:
    values = WEIGHTED_FREQUENCY["text"][view.posting_frequencies[postings]] * weights
    return values.astype(np.float32) * np.float32(1 / WEIGHT_UNIT)


def frequencies_within(
    view: SegmentView, words: Sequence[WeightedSlots], articles: IntArray, chosen: npt.NDArray[np.bool_]
) -> FloatArray:
    """Weighted frequency of each word in each of some articles, ascending: shape (words, articles).

    chosen: bool, one an article of the segment: True for these.
    """
    shape = len(words), len(articles)
    runs: list[tuple[int, Run]] = []
    bisected = []
    for number, word in enumerate(words):
        if word.slot_count * len(articles) * _BISECTION < word.total:
            bisected.append(number)
        else:
            runs += [(number, run) for run in word.runs]
    found = found_within(view, runs, articles, chosen)
    cells = np.bincount(found.tags * shape[1] + found.articles, found.values, shape[0] * shape[1])
    frequencies: FloatArray = cells.astype(np.float32).reshape(shape)
    wanted = articles.astype(view.posting_articles.dtype)
    for number in bisected:
        for slot, weight in words[number].weighted_slots():
            postings, at = _bisected(view, slot, wanted)
            frequencies[number, at] += _values(view, postings, np.full(len(at), weight))
    return frequencies


def _bisected(view: SegmentView, slot: int, articles: IntArray) -> tuple[Places, Places]:
    """The numbers of a slot's postings in some articles, and which of these each is of."""
    start, stop = view.article_starts[slot], view.article_starts[slot + 1]
    held = view.posting_articles[start:stop]
    places = np.searchsorted(held, articles)
    places[places == stop - start] = 0
    there = (held[places] == articles).nonzero()[0]
    return places[there] + start, there


def passage_frequencies(view: SegmentView, word: WeightedSlots) -> Frequencies:
    """Where a word occurs, by paragraph (headlines left out)."""
    if not word.total:
        return NOWHERE
    passages, values = [], []
    for run in word.runs:
        positions, at = view.positions_of_slots(run.first, run.end), 0
        for start in range(run.start, run.stop, _PIECE):  # so that frequent words need little memory at once
            part = slice(start, min(start + _PIECE, run.stop))
            begins = view.article_places(view.posting_articles[part])
            places = np.repeat(begins, view.occurrence_counts(part))
            places += positions[at : at + len(places)]
            at += len(places)
            passages.append(view.passages_at(places).astype(np.int32))
            values.append(np.full(len(places), run.weight, np.uint16))
    return _paragraphs(joined(np.concatenate(passages), np.concatenate(values), view.passage_count), view)


def paragraph_frequencies_within(
    view: SegmentView, word: WeightedSlots, articles: IntArray, chosen: npt.NDArray[np.bool_]
) -> Frequencies:
    """The same, but only in some articles, ascending. chosen: bool, one an article: True for these."""
    found = found_within(view, [(run.weight, run) for run in word.runs], articles, chosen)
    places, which = view.occurrences_of(found.postings)
    places = view.article_places(articles[found.articles])[which] + places
    return _by_paragraph(view, places, found.tags[which].astype(np.uint32))


def _by_paragraph(view: SegmentView, places: Places, values: npt.NDArray[np.uint32]) -> Frequencies:
    return _paragraphs(joined(view.passages_at(places), values, view.passage_count), view)


def _paragraphs(found: Frequencies, view: SegmentView) -> Frequencies:
    """Without the headlines."""
    keep = ~view.is_headline[found.numbers]
    return Frequencies(found.numbers[keep], found.values[keep])


def phrase_places(view: SegmentView, words: Sequence[str]) -> Places:
    """Every place where these forms stand side by side, as the segment numbers places: that of the first word."""
    slot_of = {word: view.slot(word) for word in words}
    slots = [slot for word in words if (slot := slot_of[word]) is not None]
    if len(slots) < len(words) or not slots:
        return np.zeros(0, np.int64)
    # Rarest first: what is left never grows, and the frequent words are only looked at in the articles left.
    by_rarity = sorted(set(slots), key=view.frequency)
    articles = view.postings(by_rarity[0])[0]
    for slot in by_rarity[1:]:
        articles = articles[contains(view.postings(slot)[0], articles)]
    return side_by_side(slots, ((slot, view.places(slot, articles)) for slot in by_rarity))


def phrase_by_article(view: SegmentView, words: Sequence[str], fieldname: str) -> Frequencies:
    """Where a phrase occurs, by article; one in the headline counts as words there do."""
    passages = view.passages_at(phrase_places(view, words))
    articles = view.articles_of(passages)
    in_title = passages == view.first_passages[articles]
    if fieldname == "title":
        articles, in_title = articles[in_title], in_title[in_title]
    values = np.where(in_title, np.uint32(TITLE * WEIGHT_UNIT), np.uint32(WEIGHT_UNIT))
    return joined(articles, values, view.article_count)


def phrase_by_passage(view: SegmentView, words: Sequence[str]) -> Frequencies:
    """Where a phrase occurs, by paragraph (headlines left out)."""
    places = phrase_places(view, words)
    return _by_paragraph(view, places, np.full(len(places), WEIGHT_UNIT, np.uint32))
