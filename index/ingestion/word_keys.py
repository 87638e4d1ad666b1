"""A word of a segment as one number, its key: the slot of its posting list, and where it stands.

From the highest bit down: slot, article, passage, position in the article, whether the word is one of the headline, and
whether it is one of the lead. So keys in ascending order are posting lists.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.storage import compiled
from index.storage.arrays import IntArray, starts_of
from index.storage.compiled_numbers import FLAG_BITS, LEAD, MOST_PASSAGES, TITLE
from index.storage.peaks import UNKNOWN, Grades, grades_of, shortened

# The opening of a news story is worth as much as its headline: these first words of the body are counted apart.
LEAD_WORDS = 40
# Articles whose passages are described together: their arrays stay small.
_AT_ONCE = 1 << 14


class Words(NamedTuple):
    """Words of consecutive passages in reading order: the number of each one's form, and how many a passage has."""

    tokens: npt.NDArray[np.uint32]
    passage_lengths: npt.NDArray[np.uint32]


class SlotRanges(NamedTuple):
    """The slots of posting lists in ranges, of which a key counts its slot.

    slot_of_form: by the form's number. range_of_slot: by slot. begins: the first slot of each range.
    """

    slot_of_form: npt.NDArray[np.uint32]
    range_of_slot: npt.NDArray[np.uint16]
    begins: npt.NDArray[np.uint32]


class KeyLayout:
    """How a word's position in the segment becomes a key: article, passage, position in the article, headline, lead.

    Words are numbered through the article, and a number is left out between passages, so that the last word of one
    does not stand beside the first of the next.
    """

    def __init__(self, lengths: npt.NDArray[np.uint32], passages_per_article: npt.NDArray[np.int64]) -> None:
        """lengths: words of every passage. passages_per_article: headline included."""
        count = len(passages_per_article)
        self.first_passages = first = starts_of(passages_per_article)
        self.lengths = shortened(lengths)
        most_passages = min(int(passages_per_article.max(initial=1)), MOST_PASSAGES + 1)
        self.passage_bits = (most_passages - 1).bit_length()
        self.article_bits = count.bit_length()
        words = starts_of(lengths)
        #: The greatest position there is, and more.
        self.most = int((np.diff(words[first]) + passages_per_article).max(initial=1))
        self.position_bits = self.most.bit_length()
        # Of each passage the key of its first word, without the lead, and how many of its words are of the lead.
        self._bases = np.zeros(len(lengths), np.uint64)
        self._leads = np.zeros(len(lengths), np.uint32)
        for start in range(0, count, _AT_ONCE):
            end = min(start + _AT_ONCE, count)
            own = slice(int(first[start]), int(first[end]))
            self._describe(own, start, lengths[own].astype(np.int64), passages_per_article[start:end])

    def _describe(
        self, passages: slice, first: int, lengths: npt.NDArray[np.int64], per_article: npt.NDArray[np.int64]
    ) -> None:
        """Work out what is kept of some passages. first: the first one's article."""
        articles = np.repeat(np.arange(len(per_article)), per_article)
        titles = starts_of(per_article)[:-1]
        number = np.arange(len(lengths)) - titles[articles]
        in_title = number == 0
        begins = starts_of(lengths + 1)[:-1]
        begins -= begins[titles][articles]
        bases = (articles + first) << self.passage_bits
        bases += np.minimum(number, MOST_PASSAGES)
        bases <<= self.position_bits
        bases += begins
        bases <<= FLAG_BITS
        bases |= np.where(in_title, TITLE, 0)
        self._bases[passages] = bases
        # There are some left as long as the words of the body before it are fewer.
        before = starts_of(np.where(in_title, 0, lengths))[:-1]
        before -= before[titles][articles]
        left = np.where(in_title, 0, np.maximum(LEAD_WORDS - before, 0))
        self._leads[passages] = np.minimum(left, lengths)

    @property
    def key_bits(self) -> int:
        """Bits of a key without the slot."""
        return self.article_bits + self.passage_bits + self.position_bits + FLAG_BITS

    def keys(self, first: int, part: Words) -> npt.NDArray[np.uint64]:
        """Key of each word of a part whose first passage has the number `first`: article, passage, position, flags."""
        lengths = part.passage_lengths
        own = slice(first, first + len(lengths))
        starts = starts_of(lengths)[:-1]
        keys = np.repeat(self._bases[own] - (starts.astype(np.uint64) << np.uint64(FLAG_BITS)), lengths)
        keys += np.arange(0, len(keys) << FLAG_BITS, 1 << FLAG_BITS, dtype=np.uint64)
        leading = np.flatnonzero(self._leads[own])
        leads, starts = self._leads[own][leading].astype(np.int64), starts[leading]
        offsets = np.repeat(starts - starts_of(leads)[:-1], leads)
        keys[offsets + np.arange(leads.sum())] |= np.uint64(LEAD)
        return keys

    def distributed(
        self, first: int, part: Words, slots: SlotRanges
    ) -> tuple[npt.NDArray[np.uint64], IntArray]:
        """The keys of a part, range by range, slots counted from the first of the range; and how many each range has.

        first: the number of the part's first passage.
        """
        if not compiled.AVAILABLE:
            return self._distributed_by_arrays(first, part, slots)
        own = slice(first, first + len(part.passage_lengths))
        passages = part.passage_lengths, self._leads[own], self._bases[own]
        keys, counts = compiled.loops.distribute(part.tokens, *passages, *slots, self.key_bits)
        return np.frombuffer(keys, np.uint64), np.frombuffer(counts, np.int64)

    def _distributed_by_arrays(
        self, first: int, part: Words, slots: SlotRanges
    ) -> tuple[npt.NDArray[np.uint64], IntArray]:
        own = slots.slot_of_form[part.tokens]
        ranges = slots.range_of_slot[own]
        keys = self.keys(first, part)
        keys |= (own - slots.begins[ranges]).astype(np.uint64) << np.uint64(self.key_bits)
        order = np.argsort(ranges, kind="stable")  # of 16-bit numbers that is a radix sort
        return keys[order], np.bincount(ranges, minlength=len(slots.begins))

    def peaks(self, passages: npt.NDArray[np.uint64], frequencies: npt.NDArray[np.int64]) -> Grades:
        """The grade (`index.storage.peaks`) of a word in each of some passages. passages: article and passage, as in a
        key.
        """
        number = (passages & np.uint64((1 << self.passage_bits) - 1)).astype(np.int64)
        article = passages >> np.uint64(self.passage_bits) & np.uint64((1 << self.article_bits) - 1)
        grades = grades_of(frequencies, self.lengths[self.first_passages[article] + number])
        grades[number == 0] = 0
        grades[number == MOST_PASSAGES] = UNKNOWN
        return grades
