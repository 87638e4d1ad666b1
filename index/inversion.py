"""From the words of articles, in reading order, to posting lists: in bulk, by sorting integers.

`invert` takes the words as `index.interning.Interner` numbers them, sorts (slot, place) pairs once and cuts the result
into posting lists, all in whole-array steps. `Postings` is the product, the in-memory shape of a segment's posting file
(its arrays are described in `index.segment`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.scratch import Scratch

IntArray = npt.NDArray[np.integer[Any]]

# The opening of a news story is worth as much as its headline: these first words of the body are counted apart.
LEAD_WORDS = 40
# How the frequencies of a posting are packed into a byte: body (4 bits), headline (2), lead (2, part of the body's).
# Saturation leaves little beyond these: with k1 = 1.2 the sixteenth occurrence adds half a percent to a score.
BODY_LIMIT, TITLE_LIMIT, LEAD_LIMIT = 15, 3, 3
TITLE_SHIFT, LEAD_SHIFT = 4, 6

# Words that are inverted at once: at the peak about 60 bytes each.
_AT_ONCE = 3_500_000
_NONE = np.zeros(0, np.int64)


class Words(NamedTuple):
    """Words of consecutive passages in reading order: the number of each one's form, and how many a passage has."""

    tokens: npt.NDArray[np.uint32]
    passage_lengths: npt.NDArray[np.uint32]


@dataclass
class Postings:
    """Posting lists of a segment, by slot; see `index.segment` for the arrays. The long ones are in scratch files."""

    article_starts: IntArray
    articles: Scratch
    frequencies: Scratch
    passage_starts: IntArray
    passages: Scratch
    position_starts: IntArray
    positions: Scratch

    def lists(self) -> dict[str, Scratch]:
        """The long arrays by name, in the order in which they stand in the file."""
        names = ("articles", "frequencies", "passages", "positions")
        return {name: getattr(self, name) for name in names}


def starts_of(lengths: IntArray) -> npt.NDArray[np.int64]:
    """Where each of consecutive runs begins, and the end: shape (n + 1,)."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def narrowest(values: IntArray) -> IntArray:
    """The same non-negative values in the smallest unsigned type that holds them all."""
    top = int(values.max()) if len(values) else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(dtype).max:
            return values.astype(dtype)
    return values.astype(np.uint64)


def width_for(top: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds `top`."""
    return narrowest(np.array([top], np.uint64)).dtype


def packed_frequencies(body: IntArray, title: IntArray, lead: IntArray) -> npt.NDArray[np.uint8]:
    """Frequencies of one posting each, in one byte; what exceeds its bits counts as their most."""
    packed = np.minimum(body, BODY_LIMIT).astype(np.uint8)
    packed |= np.minimum(title, TITLE_LIMIT).astype(np.uint8) << TITLE_SHIFT
    packed |= np.minimum(lead, LEAD_LIMIT).astype(np.uint8) << LEAD_SHIFT
    return packed


def invert(
    slot_of_form: npt.NDArray[np.uint32],
    slot_counts: npt.NDArray[np.int64],
    words: Iterable[Words],
    passages_per_article: npt.NDArray[np.int64],
    folder: Path,
    threads: int = 1,
) -> Postings:
    """Posting lists of all words.

    slot_of_form: the slot of each form's posting list, by the form's number. slot_counts: words of each slot.
    words: gone through twice. passages_per_article: the first passage of each article is its headline. folder: for
    scratch files. threads: NumPy lets go of the interpreter in most of what is done here.
    """
    passages = _Passages(
        np.concatenate([np.zeros(0, np.uint32), *(part.passage_lengths for part in words)]),
        passages_per_article,
    )
    ranges = list(ranges_of_slots(slot_counts, _AT_ONCE, 1 << (64 - passages.key_bits)))
    keys = [Scratch(folder, np.uint64) for _ in ranges]
    postings = Postings(
        article_starts=np.zeros(0, np.int64),
        articles=Scratch(folder, passages.article.dtype),
        frequencies=Scratch(folder, np.uint8),
        passage_starts=np.zeros(0, np.int64),
        passages=Scratch(folder, passages.within.dtype),
        position_starts=starts_of(slot_counts),
        positions=Scratch(folder, passages.position_type),
    )
    _distribute(slot_of_form, ranges, words, passages, keys)
    article_counts, passage_counts = [_NONE], [_NONE]
    with ThreadPoolExecutor(threads) as pool:
        for lists in pool.map(
            lambda own, slots: _invert_range(own, slots[0], slots[1], passages), keys, ranges
        ):
            article_counts.append(lists.article_counts)
            passage_counts.append(lists.passage_counts)
            for name, scratch in postings.lists().items():
                scratch.append(getattr(lists, name))
    postings.article_starts = starts_of(np.concatenate(article_counts))
    postings.passage_starts = starts_of(np.concatenate(passage_counts))
    return postings


def _distribute(
    slot_of_form: npt.NDArray[np.uint32],
    ranges: Sequence[tuple[int, int]],
    words: Iterable[Words],
    passages: _Passages,
    keys: Sequence[Scratch],
) -> None:
    """Give each range of slots the keys of its words: slot, counted from the first, passage, position and lead."""
    begins = np.array([first for first, _ in ranges], np.uint32)
    range_of_slot = np.repeat(np.arange(len(ranges), dtype=np.uint16), [end - first for first, end in ranges])
    first_passage = 0
    for part in words:
        own = passages.keys(first_passage, part)
        first_passage += len(part.passage_lengths)
        slots = slot_of_form[part.tokens]
        if len(ranges) == 1:
            own |= slots.astype(np.uint64) << np.uint64(passages.key_bits)
            keys[0].append(own)
            continue
        numbers = range_of_slot[slots]
        own |= (slots - begins[numbers]).astype(np.uint64) << np.uint64(passages.key_bits)
        own = own[np.argsort(numbers, kind="stable")]  # of 16-bit numbers that is a radix sort
        bounds = starts_of(np.bincount(numbers, minlength=len(ranges)))
        for scratch, start, end in zip(keys, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            scratch.append(own[start:end])


class _Passages:
    """What is known of each passage: its article, its number there, its length; and how a place becomes a number."""

    def __init__(self, lengths: npt.NDArray[np.uint32], passages_per_article: npt.NDArray[np.int64]) -> None:
        count = len(passages_per_article)
        first = starts_of(passages_per_article)
        self.lengths = lengths
        self.article = np.repeat(np.arange(count, dtype=width_for(count)), passages_per_article)
        within = np.arange(len(lengths)) - np.repeat(first[:-1], passages_per_article)
        self.within = flagged(within)
        longest = int(lengths.max(initial=1))
        self.position_type = width_for(2 * longest)
        self.position_bits = longest.bit_length()
        self.number_bits = len(lengths).bit_length()
        # Words of the body before each passage, for as long as the lead lasts.
        before = starts_of(np.where(within == 0, 0, lengths))[:-1]
        before -= np.repeat(before[first[:-1]], passages_per_article) if count else 0
        self.lead_left = np.where(within == 0, 0, np.maximum(LEAD_WORDS - before, 0))

    @property
    def key_bits(self) -> int:
        """Bits of a key without the slot: passage, position, and whether the word is of the lead."""
        return self.number_bits + self.position_bits + 1

    def keys(self, first: int, part: Words) -> npt.NDArray[np.uint64]:
        """Key of each word of a part whose first passage has the number `first`."""
        lengths = part.passage_lengths
        numbers = np.arange(first, first + len(lengths), dtype=np.uint64)
        starts = starts_of(lengths)[:-1]
        bases = (numbers << np.uint64(self.position_bits + 1)) - (starts.astype(np.uint64) << np.uint64(1))
        keys = np.repeat(bases, lengths)
        keys += np.arange(0, 2 * len(keys), 2, dtype=np.uint64)
        own = np.minimum(self.lead_left[first : first + len(lengths)], lengths)
        leading = np.flatnonzero(own)
        own, starts = own[leading], starts[leading]
        keys[np.repeat(starts - starts_of(own)[:-1], own) + np.arange(own.sum())] |= np.uint64(1)
        return keys


class _Range(NamedTuple):
    """The posting lists of consecutive slots: how many entries each slot has, and the entries."""

    article_counts: npt.NDArray[np.int64]
    articles: IntArray
    frequencies: npt.NDArray[np.uint8]
    passage_counts: npt.NDArray[np.int64]
    passages: IntArray
    positions: IntArray


def _invert_range(scratch: Scratch, first_slot: int, end_slot: int, passages: _Passages) -> _Range:
    # Sorting numbers that hold slot and place is faster than a stable argsort of the slots, and needs no look-up
    # of the places afterwards.
    keys: npt.NDArray[np.uint64] = scratch.whole()
    keys.sort()
    number_bits, position_bits = passages.number_bits, passages.position_bits
    runs = keys >> np.uint64(position_bits + 1)  # slot and passage
    begins_passage = _changes(runs)
    first = np.flatnonzero(begins_passage)
    runs = runs[first]
    slot = (runs >> np.uint64(number_bits)).astype(np.uint32)
    passage = (runs & np.uint64((1 << number_bits) - 1)).astype(np.uint32)
    del runs
    article, within = passages.article[passage], passages.within[passage]
    begins_article = _changes(slot, article)
    opening = np.flatnonzero(begins_article)

    ends = np.append(first, len(keys))
    begins = first[opening]
    total = np.diff(begins, append=len(keys))
    title = np.where(within[opening] == 0, ends[opening + 1] - begins, 0)
    leading = (keys & np.uint64(1)).astype(np.uint8)
    lead = np.add.reduceat(leading, begins, dtype=np.uint8) if len(begins) else leading
    keys &= np.uint64((1 << position_bits) - 1 << 1)
    keys |= begins_passage
    slots = end_slot - first_slot
    return _Range(
        np.bincount(slot[opening], minlength=slots),
        article[opening],
        packed_frequencies(total - title, title, lead),
        np.bincount(slot, minlength=slots),
        within | begins_article,
        keys.astype(passages.position_type),
    )


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


def flagged(values: IntArray) -> IntArray:
    """Values doubled, in a type that has room for the flag, 1, that says where the runs of the level above begin."""
    doubled = values.astype(np.int64) << 1
    return doubled.astype(width_for(int(doubled.max(initial=0)) + 1))


def _changes(*columns: IntArray) -> npt.NDArray[np.bool_]:
    """Whether any of the columns differs from the row before; the first row's does."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


def blob_of(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Texts as one run of UTF-8 bytes and where each begins: shapes (bytes,) and (n + 1,)."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = starts_of(np.array([len(item) for item in encoded], np.int64))
    return np.frombuffer(b"".join(encoded), np.uint8), starts.astype(np.uint32)
