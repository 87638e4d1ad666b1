"""From the words of articles, in reading order, to posting lists: in bulk, by sorting integers.

`Inversion` takes the words as `index.interning.Interner` numbers them, distributes them over ranges of slots, sorts the
(slot, place) pairs of each range and cuts the result into posting lists: in whole-array steps, or in C where that could
be compiled (`index.compiled`). `Postings` is the product, the in-memory shape of a segment's posting file (its arrays
are described in `index.segment`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index import compiled
from index.arrays import IntArray, narrowest, starts_of, width_for
from index.errors import IndexStoreError
from index.packed_frequencies import PACKED_COUNT, packed_frequencies
from index.peaks import GRADES, Grades
from index.posting_lists import SKIP
from index.scratch import Scratch
from index.word_keys import FLAG_BITS, LEAD, TITLE, Places, SlotRanges, Words

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

# Words that are inverted at once, by one thread: at the peak some 90 bytes each with NumPy. Several threads share them,
# but none has fewer than the second number, since each share is a file that is open.
_AT_ONCE = 1_500_000
_LEAST_AT_ONCE = 1_000_000
# Words that are distributed over ranges at once: at the peak some 20 bytes each, 40 with NumPy.
_DISTRIBUTED = 1_000_000
# Postings of a segment: they are numbered in 32 bits.
_MOST_POSTINGS = (1 << 32) - 1
_NONE = np.zeros(0, np.int64)


@dataclass
class Postings:
    """Posting lists of a segment, by slot; see `index.segment` for the arrays. The long ones are in scratch files."""

    article_starts: IntArray
    articles: Scratch
    frequencies: Scratch
    peaks: Scratch
    position_starts: IntArray
    positions: Scratch
    counts: PostingCounts

    def lists(self) -> dict[str, Scratch]:
        """The long arrays by name, in the order in which they stand in the file; peaks a byte each."""
        return {name: getattr(self, name) for name in ("articles", "frequencies", "peaks", "positions")}


class PostingCounts:
    """Where the positions of each posting begin, as a segment keeps it: collected posting by posting, in order.

    A posting's positions are as many as its packed frequency says, unless that is at its most. So it is enough to keep
    where those of every `SKIP`-th posting begin, and by how much the few postings exceed what their byte can hold.
    """

    def __init__(self) -> None:
        self._skips: list[npt.NDArray[np.int64]] = []
        self._long: list[npt.NDArray[np.int64]] = []
        self._excess: list[npt.NDArray[np.int64]] = []
        self._postings = 0
        self._positions = 0

    def append(self, counts: IntArray, packed: IntArray) -> None:
        """Add consecutive postings: how many positions each has, and its packed frequency."""
        starts = starts_of(counts) + self._positions
        skips = starts[:-1][-self._postings % SKIP :: SKIP]
        if self._postings + len(counts) > _MOST_POSTINGS:
            raise IndexStoreError(
                f"there are more than {_MOST_POSTINGS} postings, which no segment can have: index fewer "
                "articles at a time, and without --optimize"
            )
        self._skips.append(skips.copy())  # a view would hold all of them
        excess = counts - PACKED_COUNT[packed]
        long = np.flatnonzero(excess)
        self._long.append(long + self._postings)
        self._excess.append(excess[long])
        self._postings += len(counts)
        self._positions = int(starts[-1])

    def arrays(self) -> dict[str, IntArray]:
        """The arrays by the names that `index.segment` gives them."""
        return {
            "position_skips": narrowest(np.concatenate([_NONE, *self._skips])),
            "long_postings": np.concatenate([_NONE, *self._long]).astype(np.uint32),
            "long_excess": narrowest(starts_of(np.concatenate([_NONE, *self._excess]))),
        }


class Inversion:
    """Posting lists of all words: made by distributing these over ranges of slots, each of which is then inverted."""

    def __init__(
        self,
        slot_of_form: npt.NDArray[np.uint32],
        slot_counts: npt.NDArray[np.int64],
        words: Iterable[Words],
        passages_per_article: npt.NDArray[np.int64],
        folder: Path,
        threads: int = 1,
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        """Distribute the words.

        slot_of_form: the slot of each form's posting list, by the form's number. slot_counts: words of each slot.
        words: gone through twice. passages_per_article: the first passage of each article is its headline. folder: for
        scratch files. threads: most of what is done here lets go of the interpreter. go_on: called now and then; what
        it raises ends it all.
        """
        self._go_on = go_on
        self._places = places = Places(
            np.concatenate([np.zeros(0, np.uint32), *(part.passage_lengths for part in words)]),
            passages_per_article,
        )
        self._threads = threads
        at_once = max(_AT_ONCE // threads, min(_AT_ONCE, _LEAST_AT_ONCE))
        self._ranges = list(ranges_of_slots(slot_counts, at_once, 1 << (64 - places.key_bits)))
        self._keys = [Scratch(folder, np.uint64) for _ in self._ranges]
        self._postings = Postings(
            article_starts=np.zeros(0, np.int64),
            articles=Scratch(folder, width_for(len(passages_per_article))),
            frequencies=Scratch(folder, np.uint8),
            peaks=Scratch(folder, np.uint8),
            position_starts=starts_of(slot_counts),
            positions=Scratch(folder, width_for(places.most)),
            counts=PostingCounts(),
        )
        _distribute(slot_of_form, self._ranges, words, places, self._keys, go_on)

    def postings(self) -> Postings:
        """Invert the ranges; called once."""
        from concurrent.futures import (
            ThreadPoolExecutor,  # a search, which needs this module too, does without
        )

        postings = self._postings
        article_counts = [_NONE]
        with ThreadPoolExecutor(self._threads) as pool:
            for lists in self._inverted(pool):
                article_counts.append(lists.article_counts)
                postings.counts.append(lists.counts, lists.frequencies)
                for name, scratch in postings.lists().items():
                    scratch.append(getattr(lists, name))
        postings.article_starts = starts_of(np.concatenate(article_counts))
        return postings

    def _inverted(self, pool: ThreadPoolExecutor) -> Iterator[_Range]:
        """The lists of all ranges, in order, few at a time: they are made faster than they are written."""
        under_way: deque[Future[_Range]] = deque()
        for keys, (first, end) in zip(self._keys, self._ranges, strict=True):
            self._go_on()
            under_way.append(pool.submit(_invert_range, keys, end - first, self._places))
            if len(under_way) > self._threads:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _distribute(
    slot_of_form: npt.NDArray[np.uint32],
    ranges: Sequence[tuple[int, int]],
    words: Iterable[Words],
    places: Places,
    keys: Sequence[Scratch],
    go_on: Callable[[], None],
) -> None:
    """Give each range of slots the keys of its words."""
    begins = np.array([first for first, _ in ranges], np.uint32)
    range_of_slot = np.repeat(np.arange(len(ranges), dtype=np.uint16), [end - first for first, end in ranges])
    slots = SlotRanges(slot_of_form, range_of_slot, begins)
    first_passage = 0
    for part in _joined(words):
        go_on()
        own, counts = places.distributed(first_passage, part, slots)
        first_passage += len(part.passage_lengths)
        for scratch, (start, end) in zip(keys, pairwise(starts_of(counts).tolist()), strict=True):
            scratch.append(own[start:end])


def _joined(words: Iterable[Words]) -> Iterator[Words]:
    """The same words in larger parts: each is many small pieces of files."""
    parts: list[Words] = []
    size = 0
    for part in words:
        if parts and size + len(part.tokens) > _DISTRIBUTED:
            yield Words(*map(np.concatenate, zip(*parts, strict=True)))
            parts, size = [], 0
        parts.append(part)
        size += len(part.tokens)
    if parts:
        yield Words(*map(np.concatenate, zip(*parts, strict=True)))


class _Range(NamedTuple):
    """The posting lists of consecutive slots: postings of each slot, positions of each posting, and the entries."""

    article_counts: npt.NDArray[np.int64]
    counts: IntArray
    articles: IntArray
    frequencies: npt.NDArray[np.uint8]
    peaks: Grades
    positions: IntArray


def _invert_range(scratch: Scratch, slots: int, places: Places) -> _Range:
    """The posting lists of the words whose keys a file holds."""
    if compiled.AVAILABLE:
        bits = places.place_bits, places.passage_bits, places.article_bits
        lists = compiled.loops.invert(
            scratch.whole(), slots, bits, places.first_passages, places.lengths, GRADES
        )
        dtypes = (np.int64, np.uint32, np.uint32, np.uint8, np.uint8, np.uint32)
        return _Range(*map(np.frombuffer, lists, dtypes))
    # Sorting numbers that hold slot and place is faster than a stable argsort of the slots, and needs no look-up
    # of the places afterwards.
    keys: npt.NDArray[np.uint64] = scratch.whole()
    keys.sort()
    passages = keys >> np.uint64(places.place_bits + FLAG_BITS)  # slot, article and passage
    begins = np.flatnonzero(_changes(passages))
    passages = passages[begins]
    grades = places.peaks(passages, np.diff(begins, append=len(keys)))
    runs = passages >> np.uint64(places.passage_bits)  # slot and article
    first = np.flatnonzero(_changes(runs))
    runs, begins = runs[first], begins[first]
    total = np.diff(begins, append=len(keys))
    flags = keys.astype(np.uint8) & np.uint8(LEAD | TITLE)
    lead, title = (_added_up(flags & flag, begins) // flag for flag in (LEAD, TITLE))
    article = runs & np.uint64((1 << places.article_bits) - 1)
    slot = (runs >> np.uint64(places.article_bits)).astype(np.int64)
    keys >>= np.uint64(FLAG_BITS)
    keys &= np.uint64((1 << places.place_bits) - 1)
    return _Range(
        np.bincount(slot, minlength=slots),
        total,
        article.astype(width_for(1 << places.article_bits)),
        packed_frequencies(total - title, title, lead),
        np.maximum.reduceat(grades, first) if len(first) else grades,
        keys.astype(width_for(places.most)),
    )


def _added_up(values: IntArray, begins: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sums of the runs that begin at `begins`."""
    sums = starts_of(values)
    return np.diff(sums[begins], append=sums[-1]) if len(begins) else _NONE


def ranges_of_slots(counts: IntArray, entries: int, slots: int) -> Iterator[tuple[int, int]]:
    """Ranges of slots with at most `entries` entries each, where there is more than one slot, and at most `slots`.

    counts: entries of each slot.
    """
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        before = int(ends[first - 1]) if first else 0
        end = int(np.searchsorted(ends, before + entries, side="right"))
        end = max(first + 1, min(end, first + slots))
        yield first, end
        first = end


def _changes(column: IntArray) -> npt.NDArray[np.bool_]:
    """Whether an entry differs from the one before; the first does."""
    changed = np.ones(len(column), np.bool_)
    np.not_equal(column[1:], column[:-1], out=changed[1:])
    return changed
