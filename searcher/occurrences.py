"""Where a word or phrase occurs in one segment: by article, by passage, by place.

Everything is array work over slices of the memory-mapped posting lists; what is sought comes as slots with weights
(`searcher.vocabulary`). Scores are `searcher.evaluation`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.inversion import TITLE_LIMIT, TITLE_SHIFT, IntArray, starts_of
from index.segment import SegmentView
from searcher.ranking import TITLE, WEIGHTED_FREQUENCY, FloatArray
from searcher.vocabulary import WeightedSlots

Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

# From this share of all numbers on, adding up in an array of all of them beats sorting.
_DENSE: Final = 1 / 8


class Frequencies(NamedTuple):
    """Articles or passages of one segment, ascending and distinct, and the weighted frequency in each."""

    numbers: Numbers
    values: FloatArray


NOWHERE: Final = Frequencies(np.zeros(0, np.int32), np.zeros(0, np.float32))


def summed(numbers: IntArray, values: FloatArray, size: int) -> Frequencies:
    """Values added up by number: numbers below `size`, in any order, made ascending and distinct.

    The values have to be positive.
    """
    if len(numbers) > size * _DENSE:
        totals = np.bincount(numbers, values, size)
        present = np.flatnonzero(totals > 0)
        return Frequencies(present.astype(np.int32), totals[present].astype(np.float32))
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    first = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
    if len(first) == len(numbers):
        return Frequencies(numbers.astype(np.int32), values[order])
    return Frequencies(numbers[first].astype(np.int32), np.add.reduceat(values[order], first))


def article_frequencies(view: SegmentView, word: WeightedSlots, fieldname: str) -> Frequencies:
    """Where a word occurs, by article; in "title" only headlines count."""
    slots, weights = word
    if not len(slots):
        return NOWHERE
    part, lengths = _entries(view.article_starts, slots)
    numbers, packed = view.posting_articles[part], view.posting_frequencies[part]
    values = _TITLE_FREQUENCY[packed] if fieldname == "title" else WEIGHTED_FREQUENCY[packed]
    if len(slots) == 1:
        values = values * weights[0]
        found = Frequencies(numbers.astype(np.int32), values)
    else:
        values *= np.repeat(weights, lengths)
        if fieldname == "title":
            numbers, values = numbers[values > 0], values[values > 0]
        found = summed(numbers, values, view.article_count) if len(numbers) else NOWHERE
    if fieldname == "title":
        return Frequencies(found.numbers[found.values > 0], found.values[found.values > 0])
    return found


_TITLE_FREQUENCY: Final = (np.arange(256) >> TITLE_SHIFT & TITLE_LIMIT).astype(np.float32)


def _entries(starts: IntArray, slots: IntArray) -> tuple[slice | Numbers, Numbers]:
    """Where the lists of ascending slots stand in an array, and the length of each."""
    first, last = int(slots[0]), int(slots[-1])
    if last - first + 1 == len(slots):  # the rule: a stem and nothing else
        bounds = starts[first : last + 2].astype(np.int64)
        return slice(int(bounds[0]), int(bounds[-1])), np.diff(bounds)
    begins = starts[slots].astype(np.int64)
    lengths = starts[slots + 1] - begins
    return np.repeat(begins - starts_of(lengths)[:-1], lengths) + np.arange(lengths.sum()), lengths


def chosen_frequencies(
    view: SegmentView, slots: IntArray, weights: FloatArray, chosen: Numbers, count: int
) -> FloatArray:
    """Weighted frequency of ascending slots in some articles.

    chosen: int32, one an article: the number of the chosen ones from 0 to `count`, -1 for the others.
    """
    if not len(slots):
        return np.zeros(count, np.float32)
    part, lengths = _entries(view.article_starts, slots)
    candidates = chosen[view.posting_articles[part]]
    kept = np.flatnonzero(candidates >= 0)
    packed = view.posting_frequencies[part][kept]
    values = WEIGHTED_FREQUENCY[packed] * np.repeat(weights, lengths)[kept]
    return np.bincount(candidates[kept], values, count).astype(np.float32)


def passage_frequencies(view: SegmentView, word: WeightedSlots) -> Frequencies:
    """Where a word occurs, by paragraph (headlines left out)."""
    numbers, values = [], []
    for slot, weight in zip(word.slots.tolist(), word.weights.tolist(), strict=True):
        passages, frequencies = view.passage_postings(slot)
        numbers.append(passages)
        values.append(frequencies.astype(np.float32) * np.float32(weight))
    if not numbers:
        return NOWHERE
    found = summed(np.concatenate(numbers), np.concatenate(values), len(view.passage_lengths))
    keep = ~view.is_headline[found.numbers]
    return Frequencies(found.numbers[keep], found.values[keep])


def phrase_places(view: SegmentView, words: Sequence[str]) -> Numbers:
    """The passage of every place where these forms stand side by side: ascending, once for each place."""
    slots = [slot for word in words if (slot := view.slot(word)) is not None]
    if len(slots) < len(words) or not slots:
        return NOWHERE.numbers
    # Rarest first: what is left never grows, and the frequent words are only looked at in the articles left.
    by_rarity = sorted(enumerate(slots), key=lambda pair: view.frequency(pair[1]))
    articles = view.postings(by_rarity[0][1])[0]
    for _, slot in by_rarity[1:]:
        articles = articles[_contains(view.postings(slot)[0], articles)]
    places: Places | None = None
    for offset, slot in by_rarity:
        # A word's place in the segment, less its place in the phrase: equal for words that stand together.
        keys = view.places(slot, articles) - offset
        places = keys if places is None else places[_contains(keys, places)]
    assert places is not None
    passages = np.searchsorted(view.passage_places, places, side="right") - 1
    return passages.astype(np.int32)


def phrase_by_article(view: SegmentView, words: Sequence[str], fieldname: str) -> Frequencies:
    """Where a phrase occurs, by article; one in the headline counts as words there do."""
    passages = phrase_places(view, words)
    articles = view.article_of_passage[passages]
    in_title = passages == view.first_passages[articles]
    if fieldname == "title":
        articles, in_title = articles[in_title], in_title[in_title]
    if not len(articles):
        return NOWHERE
    return summed(articles, np.where(in_title, np.float32(TITLE), np.float32(1)), view.article_count)


def phrase_by_passage(view: SegmentView, words: Sequence[str]) -> Frequencies:
    """Where a phrase occurs, by paragraph (headlines left out)."""
    passages = phrase_places(view, words)
    passages = passages[~view.is_headline[passages]]
    if not len(passages):
        return NOWHERE
    return summed(passages, np.ones(len(passages), np.float32), len(view.passage_lengths))


def _contains(ascending: IntArray, wanted: IntArray) -> npt.NDArray[np.bool_]:
    """For each of `wanted` whether it is in `ascending`."""
    if not len(ascending):
        return np.zeros(len(wanted), np.bool_)
    at = np.searchsorted(ascending, wanted)
    at[at == len(ascending)] = 0
    found: npt.NDArray[np.bool_] = ascending[at] == wanted
    return found
