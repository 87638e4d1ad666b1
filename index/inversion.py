"""From the words of articles, in reading order, to posting lists: in bulk, by sorting integers.

`invert` takes what `index.interning.TokenBuffer` has collected, sorts (slot, place) pairs once and cuts the result into
posting lists, all in whole-array steps. `Postings` is the product, the in-memory shape of a segment's posting file
(its arrays are described in `index.segment`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.integer[Any]]

# The opening of a news story is worth as much as its headline: these first words of the body are counted apart.
LEAD_WORDS = 40
# How the frequencies of a posting are packed into a byte: body (4 bits), headline (2), lead (2, part of the body's).
# Saturation leaves little beyond these: with k1 = 1.2 the sixteenth occurrence adds half a percent to a score.
BODY_LIMIT, TITLE_LIMIT, LEAD_LIMIT = 15, 3, 3
TITLE_SHIFT, LEAD_SHIFT = 4, 6

_TOKEN_BITS = 36


@dataclass
class Postings:
    """Posting lists of a segment, by slot; see `index.segment` for the arrays."""

    article_starts: IntArray
    articles: IntArray
    frequencies: npt.NDArray[np.uint8]
    passage_starts: IntArray
    passages: IntArray
    position_starts: IntArray
    positions: IntArray


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


def packed_frequencies(body: IntArray, title: IntArray, lead: IntArray) -> npt.NDArray[np.uint8]:
    """Frequencies of one posting each, in one byte; what exceeds its bits counts as their most."""
    packed = np.minimum(body, BODY_LIMIT)
    packed |= np.minimum(title, TITLE_LIMIT) << TITLE_SHIFT
    packed |= np.minimum(lead, LEAD_LIMIT) << LEAD_SHIFT
    return packed.astype(np.uint8)


def invert(
    slot_of_form: npt.NDArray[np.uint64],
    slot_count: int,
    tokens: npt.NDArray[np.uint32],
    passage_lengths: npt.NDArray[np.int64],
    passages_per_article: npt.NDArray[np.int64],
) -> Postings:
    """Posting lists of tokens in reading order (see `index.interning.TokenBuffer.tokens`).

    slot_of_form: the slot of each form's posting list, by the form's number.
    """
    # One sort of (slot, place in the text): faster than a stable argsort of the slots.
    keys = slot_of_form[tokens] << np.uint64(_TOKEN_BITS)
    keys |= np.arange(len(tokens), dtype=np.uint64)
    keys.sort()
    place = (keys & np.uint64((1 << _TOKEN_BITS) - 1)).astype(np.int64)
    keys >>= np.uint64(_TOKEN_BITS)
    slot = keys.astype(np.uint32)
    del keys

    passage_begins = starts_of(passage_lengths)
    title_passage = starts_of(passages_per_article)[:-1]
    article_of_passage = np.repeat(np.arange(len(passages_per_article)), passages_per_article)
    passage = np.repeat(np.arange(len(passage_lengths), dtype=np.uint32), passage_lengths)[place]

    begins_passage = _changes(slot, passage)  # tokens that begin a (slot, passage) run
    first = np.flatnonzero(begins_passage)
    run_slot, run_passage = slot[first], passage[first]
    run_article = article_of_passage[run_passage]
    begins_article = _changes(run_slot, run_article)  # runs that begin a (slot, article) posting
    opening = np.flatnonzero(begins_article)

    run_lengths = np.diff(np.append(first, len(slot)))
    is_title = run_passage == title_passage[run_article]
    title = _sums(np.where(is_title, run_lengths, 0), opening)
    body = _sums(run_lengths, opening) - title
    body_begins = passage_begins[np.minimum(title_passage + 1, len(passage_lengths))]
    after_begin = place - np.repeat(body_begins[run_article], run_lengths)
    lead = _sums(((after_begin >= 0) & (after_begin < LEAD_WORDS)).astype(np.int64), first[opening])

    slots = np.arange(slot_count + 1)
    return Postings(
        article_starts=np.searchsorted(run_slot[opening], slots),
        articles=narrowest(run_article[opening]),
        frequencies=packed_frequencies(body, title, lead),
        passage_starts=np.searchsorted(run_slot, slots),
        passages=flagged(run_passage - title_passage[run_article], begins_article),
        position_starts=np.searchsorted(slot, slots),
        positions=flagged(place - passage_begins[passage], begins_passage),
    )


def flagged(values: IntArray, flags: npt.NDArray[np.bool_]) -> IntArray:
    """Values doubled, plus one where the flag is set: how a list says where the runs of the level above begin."""
    return narrowest(values.astype(np.int64) << 1 | flags)


def _changes(*columns: IntArray) -> npt.NDArray[np.bool_]:
    """Whether any of the columns differs from the row before; the first row's does."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


def _sums(values: IntArray, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sums of the runs of `values` that begin at `starts` (ascending from 0)."""
    if not len(starts):
        return np.zeros(0, np.int64)
    return np.add.reduceat(values, starts)


def blob_of(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Texts as one run of UTF-8 bytes and where each begins: shapes (bytes,) and (n + 1,)."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = starts_of(np.array([len(item) for item in encoded], np.int64))
    return np.frombuffer(b"".join(encoded), np.uint8), starts.astype(np.uint32)
