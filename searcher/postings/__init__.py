"""The posting lists of all segments, as if their articles stood in one row: what the ranking of words asks of them.

A question of two words is some thousand postings in fifty lists: nothing for a processor, and a hundred NumPy calls. So
the loops over the lists are in C (`searcher.postings.compiled`, `native/`). Where that could not be compiled at
installation, whole arrays do the same (`searcher.postings.arrays`); tests ask both the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.segments.segment import SegmentView
from searcher.postings.base import (
    AnyOf,
    Formula,
    Pairs,
    Postings,
    ScoredTexts,
    SecondLook,
    Tables,
)
from searcher.postings.slots import StemWeights

__all__ = [
    "AnyOf",
    "Formula",
    "Pairs",
    "Postings",
    "ScoredTexts",
    "SecondLook",
    "StemWeights",
    "Tables",
    "postings_of",
]


def postings_of(segments: Sequence[SegmentView]) -> Postings:
    """The posting lists of segments, in the quickest way that there is here."""
    from searcher.postings import compiled

    if compiled.AVAILABLE:
        return compiled.CompiledPostings(segments)
    from searcher.postings.arrays import ArrayPostings

    return ArrayPostings(segments)
