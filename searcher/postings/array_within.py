"""What `searcher.postings.arrays` finds out about words in some articles, and how the places of these are packed."""

from __future__ import annotations

from typing import Final, NamedTuple

from searcher.postings.base import Counts, Places

#: What is told of the places of occurrences.
NO_PLACES, OWN_PLACES, PARAGRAPHS = 0, 1, 2
PLACE_BITS: Final = 40
WORD_BITS: Final = 4


class Within(NamedTuple):
    """What words have in some articles.

    finding, together: uint32 of shape (words, articles), weighted frequencies in hundredths by what finds a word, and
    with weak relatives. keys: of occurrences, in no order. OWN_PLACES: of forms of a word's own stem, (number of the
    article among these << 40 | place in it) << 4 | word, so no more than 16 words. PARAGRAPHS: of those in paragraphs,
    (passage << `word_bits` of so many words | word) << 12 | weight of the form.
    """

    finding: Counts
    together: Counts
    keys: Places


def word_bits(words: int) -> int:
    """How many bits the number of one of so many words takes."""
    return max(words - 1, 1).bit_length()
