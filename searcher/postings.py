"""The posting lists of all segments, as if their articles stood in one row: what the ranking of words asks of them.

Three questions, each of dozens of short lists at once: what do some words add to the articles that hold them
(`Postings.joined`), what do they have in some articles (`Postings.within`), and where do forms stand side by side
(`Postings.phrase`). The loops over the lists are in C (`searcher/_postings.c`), since a question of two words is some
thousand postings in fifty lists: nothing for a processor, and a hundred NumPy calls. Where the extension could not be
compiled at installation, the same is done with NumPy over whole arrays, with the same results to the bit; tests hold
one against the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import ModuleType
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.inversion import IntArray
from index.posting_lists import MARKED_COUNT
from index.segment import SegmentView
from searcher.occurrences import (
    VALUE_BITS,
    Found,
    Numbers,
    distinct_runs,
    found_within,
    listed,
    sums_of_runs,
)
from searcher.proximity import Places
from searcher.ranking import WEIGHT_UNIT, FloatArray
from searcher.scratch import Scratch
from searcher.slots import StemWeights, WeightedSlots, slots_of_stems

compiled: ModuleType | None
try:
    from searcher import _postings as compiled
except ImportError:  # no compiler when this was installed
    compiled = None

#: Scores are counted in units of 2^-30, in which those of float32 are whole: sums of whole numbers do not depend on
#: their order, so articles of equal content have equal scores whatever way these came about.
UNIT: Final = 1 << 30

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]
#: A word: for each segment the terms that are it.
Tables = tuple[WeightedSlots, ...]

# What `within` is to tell of the places of occurrences.
_NO_PLACES, _OWN_PLACES, _PARAGRAPHS = 0, 1, 2
_NO_RUNS: Final = np.zeros((0, 6), np.int64)
_PLACE_BITS: Final = 40
_WORD_BITS: Final = 4
_SEGMENT_ARRAYS: Final = (
    ("postings", ("articles", "frequencies", "article_starts", "position_skips", "positions")),
    ("postings", ("long_postings", "long_excess")),
    ("articles", ("passages.starts", "passages.places")),
    ("postings", ("stem_slots",)),
)


class Scored(NamedTuple):
    """Articles, int32, numbered through all segments, ascending, and what they score so far, in UNITs."""

    articles: Numbers
    scores: Scores


NOTHING_KNOWN: Final = Scored(np.zeros(0, np.int32), np.zeros(0, np.int64))


class Within(NamedTuple):
    """What words have in some articles.

    finding, together: uint32 of shape (words, articles), weighted frequencies in hundredths by what finds a word, and
    with weak relatives. keys: of occurrences, in no order, as the method that was asked describes them.
    """

    finding: Counts
    together: Counts
    keys: Places


class Postings:
    """Posting lists of a snapshot. Safe to share between threads."""

    def __init__(self, segments: Sequence[SegmentView], scratch: Scratch) -> None:
        """scratch: for NumPy's way."""
        self.segments = segments
        self._scratch = scratch
        self.article_bases: list[int] = [0]
        self.passage_bases: list[int] = [0]
        for view in segments:
            self.article_bases.append(self.article_bases[-1] + view.article_count)
            self.passage_bases.append(self.passage_bases[-1] + view.passage_count)
        self._lists: Any = None
        if compiled is not None:
            arrays = tuple(
                tuple(
                    getattr(view, f"{file}_array")(name) for file, names in _SEGMENT_ARRAYS for name in names
                )
                for view in segments
            )
            self._lists = compiled.Lists(arrays, MARKED_COUNT)

    def bases(self, *, paragraphs: bool) -> list[int]:
        """Where the passages or articles of each segment begin where all are numbered, and the end."""
        return self.passage_bases if paragraphs else self.article_bases

    # --- the lists of a word

    def slots(
        self, place: int, stems: StemWeights, very: int | None, least: int = 0
    ) -> tuple[WeightedSlots, WeightedSlots]:
        """As `searcher.slots.slots_of_stems`, in the segment at `place`."""
        if self._lists is None:
            finding, weak = slots_of_stems(self.segments[place], stems, very, least)
            return finding, weak
        answer = self._lists.slots(place, *stems, -1 if very is None else very, least)
        table, total, weak_table, weak_total = answer
        return (
            WeightedSlots(np.frombuffer(table, np.int64).reshape(-1, 6), total),
            WeightedSlots(np.frombuffer(weak_table, np.int64).reshape(-1, 6), weak_total),
        )

    def holding(self, word: Tables, known: Sequence[int | None]) -> int:
        """How many articles hold a word, deleted ones included. known: for each segment, if it is known."""
        count = sum(each for each in known if each is not None)
        if self._lists is not None:
            tables = [
                slots.table if each is None else _NO_RUNS for slots, each in zip(word, known, strict=True)
            ]
            of_others: int = self._lists.holding(tuple(tables))
            return count + of_others
        for view, slots, each in zip(self.segments, word, known, strict=True):
            if each is None:
                with self._scratch.marks(view.article_count, listed(view.posting_articles, slots)) as marks:
                    count += int(np.count_nonzero(marks))
        return count

    # --- what words add to articles

    def joined(
        self,
        words: Sequence[Tables],
        most: FloatArray,
        frequencies: Counts,
        damping: FloatArray,
        passing: Mask | None,
        known: Scored = NOTHING_KNOWN,
    ) -> Scored:
        """Every article with any of some words, ascending, and what these add together.

        A word adds most x f / (f + damping), where f is its weighted frequency. most: float32, of each word.
        frequencies: of every packed one, uint32, for a form of full weight. damping, passing: one an article; what
        does not pass is left out. known: to which all this is added.
        """
        if self._lists is not None:
            tables = [tuple([slots.table for slots in word]) for word in words]
            articles, scores = self._lists.joined(tables, most, frequencies, damping, passing, *known)
            return Scored(np.frombuffer(articles, np.int32), np.frombuffer(scores, np.int64))
        found = self._joined(words, most, frequencies, damping, passing)
        return _added_up(known, found) if len(known.articles) else found

    def best(
        self,
        words: Sequence[Tables],
        most: FloatArray,
        frequencies: Counts,
        damping: FloatArray,
        passing: Mask | None,
        count: int,
        at_once: int,
    ) -> Scored | None:
        """The `count` best of these articles, and all that tie with the last of them, perhaps others.

        The words by the most they can add, descending. at_once: postings up to which lists are joined without asking
        whether that is needed. None where that is left to NumPy (`searcher.any_of`).
        """
        if self._lists is None:
            return None
        tables = [tuple([slots.table for slots in word]) for word in words]
        articles, scores = self._lists.best(tables, most, frequencies, damping, passing, count, at_once)
        return Scored(np.frombuffer(articles, np.int32), np.frombuffer(scores, np.int64))

    def _joined(
        self,
        words: Sequence[Tables],
        most: FloatArray,
        frequencies: Counts,
        damping: FloatArray,
        passing: Mask | None,
    ) -> Scored:
        """With NumPy: the lists are joined by sorting numbers that hold article, word and weighted frequency."""
        held, packed, weights, tags, bases, lengths = [], [], [], [], [], []
        for place, (view, base) in enumerate(zip(self.segments, self.article_bases, strict=False)):
            of_postings, packed_of_postings = view.posting_articles, view.posting_frequencies
            for tag, word in enumerate(words):
                for _, _, start, stop, weight, _ in word[place].table.tolist():
                    held.append(of_postings[start:stop])
                    packed.append(packed_of_postings[start:stop])
                    lengths.append(stop - start)
                    weights.append(weight)
                    tags.append(tag << VALUE_BITS)
                    bases.append(base)
        if not held:
            return NOTHING_KNOWN
        bits = (len(words) - 1).bit_length()
        wide = self.article_bases[-1] << bits + VALUE_BITS > 1 << 32
        keys: IntArray = np.concatenate(held, dtype=np.uint64 if wide else np.uint32)
        keys += np.repeat(np.array(bases, keys.dtype), lengths)
        values = frequencies.take(np.concatenate(packed))
        values *= np.repeat(np.array(weights, np.uint32), lengths)
        values |= np.repeat(np.array(tags, np.uint32), lengths)
        keys <<= bits + VALUE_BITS
        keys |= values
        keys = keys[values & ((1 << VALUE_BITS) - 1) > 0]
        keys.sort()
        of_forms = keys & ((1 << VALUE_BITS) - 1)
        keys >>= VALUE_BITS
        first = distinct_runs(keys)
        sums = sums_of_runs(of_forms, first)
        keys = keys.take(first)
        articles = (keys >> bits).astype(np.int32)
        most = most[(keys & ((1 << bits) - 1)).astype(np.intp)]
        scores = scored(sums, most, damping.take(articles))
        first = distinct_runs(articles)
        articles, scores = articles.take(first), sums_of_runs(scores, first)
        if passing is None:
            return Scored(articles, scores)
        kept = passing.take(articles)
        return Scored(articles[kept], scores[kept])

    # --- what words have in some articles

    def frequencies_within(self, words: Sequence[Tables], articles: Numbers, frequencies: Counts) -> Counts:
        """Weighted frequencies of words in some articles, ascending: uint32, in hundredths, (words, articles)."""
        return self._within(words, None, articles, frequencies, _NO_PLACES).finding

    def places_within(
        self, words: Sequence[Tables], weak: Sequence[Tables], articles: Numbers, frequencies: Counts
    ) -> Within:
        """The same, with weak relatives (an empty tuple for a word without), and where the words themselves stand.

        Keys: (number of the article among these << 40 | place in it) << 4 | word, of forms of a word's own stem; so no
        more than 16 words.
        """
        return self._within(words, weak, articles, frequencies, _OWN_PLACES)

    def paragraphs_within(self, words: Sequence[Tables], articles: Numbers, frequencies: Counts) -> Places:
        """Every occurrence of words in paragraphs of some articles, ascending, in no order.

        Keys: (passage << `word_bits` of so many words | word) << 12 | weight of the form.
        """
        return self._within(words, None, articles, frequencies, _PARAGRAPHS).keys

    def _within(
        self,
        words: Sequence[Tables],
        weak: Sequence[Tables] | None,
        articles: Numbers,
        frequencies: Counts,
        wanted: int,
    ) -> Within:
        shape = len(words), len(articles)
        bits = word_bits(len(words))
        if self._lists is not None:
            tables = [tuple([slots.table for slots in word]) for word in words]
            others = None if weak is None else [tuple([slots.table for slots in word]) for word in weak]
            answer = self._lists.within(tables, others, articles, frequencies, wanted, bits)
            finding, together, keys = answer
            return Within(
                np.frombuffer(finding, np.uint32).reshape(shape),
                np.frombuffer(together, np.uint32).reshape(shape),
                np.frombuffer(keys, np.int64),
            )
        together = np.zeros(shape, np.uint32)
        finding = np.zeros(shape, np.uint32)
        keys_of = [np.zeros(0, np.int64)]
        bounds = articles.searchsorted(self.article_bases).tolist()
        for place, (start, stop) in enumerate(pairwise(bounds)):
            if start == stop:
                continue
            view = self.segments[place]
            own = articles[start:stop] - np.int32(self.article_bases[place])
            for by_word, total in ((words, finding), (weak or (), together)):
                found = self._found(view, place, by_word, own)
                values = frequencies.take(found.packed) * found.weights
                cells = found.tags // 2 * shape[1] + found.articles + start
                np.add(
                    total, np.bincount(cells, values, total.size).astype(np.uint32).reshape(shape), out=total
                )
                if by_word is words and wanted == _OWN_PLACES:
                    keys_of.append(_own_places(view, found, start))
                elif by_word is words and wanted == _PARAGRAPHS:
                    keys_of.append(_paragraphs(view, found, own, self.passage_bases[place], bits))
        return Within(finding, together + finding, np.concatenate(keys_of))

    def _found(self, view: SegmentView, place: int, words: Sequence[Tables], own: Numbers) -> Found:
        """Postings in these articles of a segment; tags: twice the number of the word, plus one for its own forms."""
        tables = [word[place].table if word else _NO_RUNS for word in words]
        runs = np.concatenate([_NO_RUNS, *tables])
        tags = np.repeat(np.arange(len(tables)) * 2, [len(table) for table in tables]) + runs[:, 5]
        with self._scratch.marks(view.article_count, own) as chosen:
            return found_within(view, runs, tags, own, chosen)

    # --- where forms stand side by side

    def phrase(self, place: int, slots: Sequence[int]) -> tuple[Places, Places] | None:
        """Where terms of a segment, two at least and all different, stand side by side: article and place of the first.

        None where that is left to NumPy (`searcher.phrases`).
        """
        if self._lists is None:
            return None
        articles, places = self._lists.phrase(place, np.array(slots, np.int64))
        return np.frombuffer(articles, np.int64), np.frombuffer(places, np.int64)


def word_bits(words: int) -> int:
    """How many bits the number of one of so many words takes."""
    return max(words - 1, 1).bit_length()


def scored(values: npt.NDArray[Any], most: FloatArray, damping: FloatArray) -> Scores:
    """The formula of `searcher.ranking`, in UNITs. values: weighted frequencies in hundredths."""
    frequencies = values.astype(np.float32)
    frequencies *= np.float32(1 / WEIGHT_UNIT)
    scores = most * frequencies
    scores /= frequencies + damping
    scores *= UNIT
    return scores.astype(np.int64)


def _added_up(known: Scored, more: Scored) -> Scored:
    together = np.concatenate((known.articles, more.articles))
    order = together.argsort(kind="stable")  # merges what is in order already
    together = together[order]
    first = distinct_runs(together)
    scores = sums_of_runs(np.concatenate((known.scores, more.scores))[order], first)
    return Scored(together[first], scores)


def _own_places(view: SegmentView, found: Found, start: int) -> Places:
    own = (found.tags & 1).nonzero()[0]
    places, which = view.occurrences_of(found.postings.take(own))
    own = own.take(which)
    keys: Places = (found.articles.take(own) + start) << _PLACE_BITS
    keys += places
    keys <<= _WORD_BITS
    keys |= found.tags.take(own) >> 1
    return keys


def _paragraphs(view: SegmentView, found: Found, own: Numbers, passage_base: int, bits: int) -> Places:
    places, which = view.occurrences_of(found.postings)
    passages, is_headline = view.passages_within(own, found.articles.take(which), places)
    keys = passages + passage_base << bits
    keys |= found.tags.take(which) >> 1
    keys <<= VALUE_BITS
    keys |= found.weights.take(which)
    return keys[~is_headline]


# ------------------------------------------------------------------------------------------------ closeness


def closeness(
    keys: Places,
    articles: int,
    rarity: FloatArray,
    distances: Places,
    numbers: Places,
    pairs: int,
    *,
    width: int,
    ahead: int,
) -> tuple[FloatArray, Counts]:
    """How close words stand in some articles: float32, one an article; uint32 of shape (articles, pairs).

    The first is the most rarity that different words have within `width` words of each other, as far as `ahead`
    occurrences after each show; the second how often the words of each pair stand as far apart as they should.

    keys: of `Postings.places_within`, ascending. rarity: of each word, 16 at most. distances, numbers: of shape (words,
    words), for each pair of words how far the second has to stand behind the first, -1 where that says nothing, and
    the number of that pair.
    """
    if compiled is not None:
        best, times = compiled.closeness(keys, articles, rarity, distances, numbers, pairs, width, ahead)
        return np.frombuffer(best, np.float32), np.frombuffer(times, np.uint32).reshape(articles, pairs)
    best_of, times_of = np.zeros(articles, np.float32), np.zeros((articles, pairs), np.uint32)
    places = keys >> _WORD_BITS
    words, of_article = keys & ((1 << _WORD_BITS) - 1), places >> _PLACE_BITS
    of_set = np.zeros(1, np.float32)  # of every set of words, by the bits of its number
    for each in rarity:
        of_set = np.concatenate((of_set, of_set + each))
    bits = np.int64(1) << words
    held = bits.copy()
    for step in range(1, min(ahead, len(places) - 1) + 1):
        near = places[step:] - places[:-step] < width
        held[:-step] |= bits[step:] * near
    np.maximum.at(best_of, of_article, of_set[held])
    for step in range(1, min(int(distances.max(initial=0)), len(places) - 1) + 1):
        one, other = words[:-step], words[step:]
        met = (places[step:] - places[:-step] == distances[one, other]).nonzero()[0]
        cells = of_article[met] * pairs + numbers[one[met], other[met]]
        times_of += np.bincount(cells, minlength=articles * pairs).astype(np.uint32).reshape(articles, pairs)
    return best_of, times_of
