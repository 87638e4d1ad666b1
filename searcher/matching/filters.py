"""Which articles the restrictions of a query let pass: metadata, dates, what an article has at all.

A restriction is a mask over the articles of a segment. It adds nothing to a score, so it costs the words beside it
one look-up for each match, and masks that were worked out stay for the next query.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index import Snapshot
from index.analysis import Analyzer
from index.segments.segment import METADATA, NO_DATE, SegmentView
from index.segments.value_counts import value_counts
from index.storage.arrays import Mask
from searcher.cache import ByteBoundedCache, OfSegments
from searcher.language.query import And, DateRange, FieldValue, Has, Not, Or, Query

__all__ = ["RestrictionMasks"]


_CACHE: Final = 8 << 20


class RestrictionMasks:
    """Answers restrictions over one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._segments = snapshot.segments
        self._analyzer = analyzer
        self._cache = ByteBoundedCache[Query, OfSegments[Mask]](_CACHE)

    def mask(self, node: Query, segment: int) -> Mask:
        """Bool, one an article of segment number `segment`: True for live ones that pass. Not to be written to.

        `node` is such that `searcher.language.algebra.is_restriction` holds; raises TypeError for another.
        """
        if isinstance(node, (And, Or)):
            if len(node.subqueries) == 1:
                return self.mask(node.subqueries[0], segment)
            join = np.logical_and if isinstance(node, And) else np.logical_or
            joined = np.full(self._segments[segment].article_count, isinstance(node, And))
            for child in node.subqueries:
                join(joined, self.mask(child, segment), out=joined)
            return joined
        if isinstance(node, Not):
            return self._segments[segment].live() & ~self.mask(node.query, segment)
        return self._cache.get(node, lambda: self._masks(node)).parts[segment]

    def _masks(self, node: Query) -> OfSegments[Mask]:
        match node:
            case FieldValue():
                wanted = self._wanted_values(node)
                found = [_with_value(view, node.fieldname, wanted) for view in self._segments]
            case DateRange():
                found = [_dated(view, node) for view in self._segments]
            case Has():
                found = [_having(view, node.fieldname) for view in self._segments]
            case _:
                raise TypeError(f"not a restriction: {node!r}")
        return OfSegments(tuple(mask & view.live() for mask, view in zip(found, self._segments, strict=True)))

    def _wanted_values(self, node: FieldValue) -> set[str]:
        """The values that a name stands for.

        A source or category that is exactly these words, if the index has it, else (and always with authors) every
        value that holds them side by side. What deleted articles alone have is no value of the index.
        """
        exact, containing = set(), set()
        for view in self._segments:
            for value in value_counts(view, node.fieldname, view.live()):
                words = tuple(self._analyzer.normalized(value))
                if words == node.words:
                    exact.add(value)
                elif any(words[at : at + len(node.words)] == node.words for at in range(len(words))):
                    containing.add(value)
        return exact if exact and node.fieldname != "author" else exact | containing


def _with_value(view: SegmentView, fieldname: str, wanted: set[str]) -> Mask:
    """Which articles have one of these values."""
    values = view.values(fieldname)
    numbers = [number for value in wanted if (number := values.find(value)) is not None]
    return np.isin(view.value_numbers(fieldname), numbers)


def _dated(view: SegmentView, node: DateRange) -> Mask:
    """Which articles have a date in the range."""
    dates = view.dates
    fits: Mask = dates != NO_DATE
    if node.first is not None:
        fits &= dates >= node.first
    if node.last is not None:
        fits &= dates <= node.last
    return fits


def _having(view: SegmentView, fieldname: str) -> Mask:
    """Which articles have a value in a field: any text in metadata, a word in the headline, a date."""
    has: Mask
    if fieldname == "date":
        has = view.dates != NO_DATE
    elif fieldname == "title":
        has = view.articles_array("title_lengths") > 0
    elif fieldname in METADATA:
        values = view.values(fieldname)
        filled = np.fromiter((bool(value.strip()) for value in values), np.bool_, len(values))
        has = filled[view.value_numbers(fieldname)]
    else:
        raise ValueError(f"{fieldname!r} is no field that an article can have or lack")
    return has
