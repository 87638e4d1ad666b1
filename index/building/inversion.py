"""From the words of articles, in reading order, to posting lists: in bulk, by sorting integers.

`invert` takes the words as `index.ingestion.interning.Interner` numbers them, distributes them over ranges of slots,
sorts the (slot, position) pairs of each range and cuts the result into posting lists: in whole-array steps, or in C
where that could be compiled (`index.storage.compiled`). Which terms have these lists, and which stems these, is not
known here (`index.building.terms`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.building.posting_arrays import PositionSkips, PostingArrays, ranges_of_slots
from index.ingestion.word_keys import KeyLayout, SlotRanges, Words
from index.storage import compiled
from index.storage.arrays import IntArray, Mask, starts_of, width_for
from index.storage.compiled_numbers import FLAG_BITS, LEAD, TITLE
from index.storage.packed_frequencies import packed_frequencies
from index.storage.peaks import GRADES, Grades
from index.storage.scratch import DividedScratch, Scratch

# Words that are inverted at once, by one thread: at the peak some 90 bytes each with NumPy. Several threads share them,
# but none has fewer than the second number: what it does beside them takes time, too.
_AT_ONCE = 1_500_000
_LEAST_AT_ONCE = 1_000_000
# Words that are distributed over ranges at once: at the peak some 20 bytes each, 40 with NumPy.
_DISTRIBUTED = 1_000_000
_NONE = np.zeros(0, np.int64)


def invert(
    slot_of_form: npt.NDArray[np.uint32],
    slot_counts: npt.NDArray[np.int64],
    words: Iterable[Words],
    passage_lengths: npt.NDArray[np.uint32],
    passages_per_article: npt.NDArray[np.int64],
    folder: Path,
    threads: int = 1,
    go_on: Callable[[], None] = lambda: None,
) -> PostingArrays:
    """The posting lists of all words: these are distributed over ranges of slots, each of which is then inverted.

    slot_of_form: the slot of each form's posting list, by the form's number. slot_counts: words of each slot.
    passage_lengths: of all passages of the words. passages_per_article: the first passage of each article is its
    headline. folder: for scratch files, which the long arrays are in. threads: most of what is done here lets go of the
    interpreter. go_on: called now and then; what it raises ends it all.
    """
    layout = KeyLayout(passage_lengths, passages_per_article)
    at_once = max(_AT_ONCE // threads, min(_AT_ONCE, _LEAST_AT_ONCE))
    ranges = list(ranges_of_slots(slot_counts, at_once, 1 << (64 - layout.key_bits)))
    keys = DividedScratch(folder, np.uint64)
    _distribute(slot_of_form, ranges, words, layout, keys, go_on)

    articles = Scratch(folder, width_for(len(passages_per_article)))
    frequencies, peaks = Scratch(folder, np.uint8), Scratch(folder, np.uint8)
    positions = Scratch(folder, width_for(layout.most))
    article_counts, skips = [_NONE], PositionSkips()
    with ThreadPoolExecutor(threads) as pool:
        for lists in _inverted(keys, ranges, layout, pool, threads, go_on):
            article_counts.append(lists.article_counts)
            skips.append(lists.position_counts, lists.frequencies)
            articles.append(lists.articles)
            frequencies.append(lists.frequencies)
            peaks.append(lists.peaks)
            positions.append(lists.positions)
    long = {"articles": articles, "frequencies": frequencies, "peaks": peaks, "positions": positions}
    return PostingArrays(
        {"article": starts_of(np.concatenate(article_counts)), "position": starts_of(slot_counts)},
        {name: (scratch.dtype, scratch) for name, scratch in long.items()},
        skips,
    )


def _distribute(
    slot_of_form: npt.NDArray[np.uint32],
    ranges: Sequence[tuple[int, int]],
    words: Iterable[Words],
    layout: KeyLayout,
    keys: DividedScratch,
    go_on: Callable[[], None],
) -> None:
    """Give each range of slots the keys of its words."""
    begins = np.array([first for first, _ in ranges], np.uint32)
    range_of_slot = np.repeat(np.arange(len(ranges), dtype=np.uint16), [end - first for first, end in ranges])
    slots = SlotRanges(slot_of_form, range_of_slot, begins)
    first_passage = 0
    for part in _joined(words):
        go_on()
        own, counts = layout.distributed(first_passage, part, slots)
        first_passage += len(part.passage_lengths)
        keys.append(own, starts_of(counts))


def _inverted(
    keys: DividedScratch,
    ranges: Sequence[tuple[int, int]],
    layout: KeyLayout,
    pool: ThreadPoolExecutor,
    ahead: int,
    go_on: Callable[[], None],
) -> Iterator[_Range]:
    """The lists of all ranges, in order, few of them ahead: they are made faster than they are written."""
    under_way: deque[Future[_Range]] = deque()
    for number, (first, end) in enumerate(ranges):
        go_on()
        under_way.append(pool.submit(_invert_range, keys, number, end - first, layout))
        if len(under_way) > ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


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
    position_counts: IntArray
    articles: IntArray
    frequencies: npt.NDArray[np.uint8]
    peaks: Grades
    positions: IntArray


def _invert_range(divided: DividedScratch, number: int, slots: int, layout: KeyLayout) -> _Range:
    """The posting lists of the words whose keys are part `number` of all."""
    if compiled.AVAILABLE:
        bits = layout.position_bits, layout.passage_bits, layout.article_bits
        lists = compiled.loops.invert(
            divided.part(number), slots, bits, layout.first_passages, layout.lengths, GRADES
        )
        dtypes = (np.int64, np.uint32, np.uint32, np.uint8, np.uint8, np.uint32)
        return _Range(*map(np.frombuffer, lists, dtypes))
    # Sorting numbers that hold slot and position is faster than a stable argsort of the slots, and needs no look-up
    # of the positions afterwards.
    keys: npt.NDArray[np.uint64] = divided.part(number)
    keys.sort()
    passages = keys >> np.uint64(layout.position_bits + FLAG_BITS)  # slot, article and passage
    begins = np.flatnonzero(_changes(passages))
    passages = passages[begins]
    grades = layout.peaks(passages, np.diff(begins, append=len(keys)))
    runs = passages >> np.uint64(layout.passage_bits)  # slot and article
    first = np.flatnonzero(_changes(runs))
    runs, begins = runs[first], begins[first]
    total = np.diff(begins, append=len(keys))
    flags = keys.astype(np.uint8) & np.uint8(LEAD | TITLE)
    lead, title = (_added_up(flags & flag, begins) // flag for flag in (LEAD, TITLE))
    article = runs & np.uint64((1 << layout.article_bits) - 1)
    slot = (runs >> np.uint64(layout.article_bits)).astype(np.int64)
    keys >>= np.uint64(FLAG_BITS)
    keys &= np.uint64((1 << layout.position_bits) - 1)
    return _Range(
        np.bincount(slot, minlength=slots),
        total,
        article.astype(width_for(1 << layout.article_bits)),
        packed_frequencies(total - title, title, lead),
        np.maximum.reduceat(grades, first) if len(first) else grades,
        keys.astype(width_for(layout.most)),
    )


def _added_up(values: IntArray, begins: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sums of the runs that begin at `begins`."""
    sums = starts_of(values)
    return np.diff(sums[begins], append=sums[-1]) if len(begins) else _NONE


def _changes(column: IntArray) -> Mask:
    """Whether an entry differs from the one before; the first does."""
    changed = np.ones(len(column), np.bool_)
    np.not_equal(column[1:], column[:-1], out=changed[1:])
    return changed
