"""Facets: how many articles of a whole result each source, category and author has, each day, week, month and year.

Every article of the result is counted once in each field, copies of the same story too. A byline is one value, as it is
printed, whether it names one author or three. Values of several segments are the same where their strings are.

Nothing is scored: a mask says which articles match, and `index.segments.value_counts` counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

import numpy as np

from index.segments.segment import METADATA, SegmentView
from index.segments.value_counts import value_counts
from index.storage.arrays import IntArray
from searcher.arguments import one_of, several
from searcher.timeline import PERIODS, By, DayCounts, Period, Timeline, labels, timeline_of

__all__ = ["FACETS", "Facet", "FacetField", "FacetValue", "Facets", "facet_fields", "facets_of"]

FacetField = Literal["source", "category", "author", "day", "week", "month", "year"]
FACETS: Final[tuple[FacetField, ...]] = get_args(FacetField)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value as it is printed, or a period by its ISO label, and how many articles of the result have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """What the articles of a result have in one field.

    values: the most frequent, as many as asked for. Names: the most frequent first, equally frequent ones by the
        alphabet. Periods: in the order of time.
    distinct: how many different values there are, those that `values` leaves out included.
    others: articles with a value that `values` leaves out.
    missing: articles that name nothing in this field, or have no date.

    The counts of `values`, `others` and `missing` add up to the articles of the result.
    """

    field: FacetField
    values: tuple[FacetValue, ...]
    distinct: int
    others: int
    missing: int

    def as_json(self) -> dict[str, Any]:
        """The facet as an object of docs/json-output.md."""
        return {
            "values": [{"value": each.value, "count": each.count} for each in self.values],
            "distinct": self.distinct,
            "others": self.others,
            "missing": self.missing,
        }


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of one result in the order asked for, and its timeline, if that was asked for.

    total: articles of the result. `facets["source"]` is the facet of a field; iterating gives them all.
    """

    total: int
    facets: tuple[Facet, ...]
    timeline: Timeline | None = None

    def __getitem__(self, field: str) -> Facet:
        for facet in self.facets:
            if facet.field == field:
                return facet
        raise KeyError(field)

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.facets)

    def as_json(self) -> dict[str, Any]:
        """The counts as the object of docs/json-output.md."""
        found: dict[str, Any] = {"total": self.total}
        if self.facets:
            found["facets"] = {facet.field: facet.as_json() for facet in self.facets}
        if self.timeline is not None:
            found["timeline"] = self.timeline.as_json()
        return found


def facet_fields(names: Iterable[str]) -> tuple[FacetField, ...]:
    """The names of facets, or the only one, each once, in the order given. Raises SearchError for one that is none."""
    fields = several("fields", names)
    for name in fields:
        one_of("facet", name, FACETS)
    return cast(tuple[FacetField, ...], tuple(dict.fromkeys(fields)))


def facets_of(
    segments: Sequence[SegmentView],
    articles: Sequence[IntArray],
    fields: Sequence[FacetField],
    *,
    limit: int | None,
    timeline: By | None = None,
) -> Facets:
    """Facets over some articles: for each segment their numbers, each once.

    limit: how many values of a field, None for all. Raises SearchError for what `timeline_of` does.
    """
    total = sum(map(len, articles))
    days = None
    if timeline is not None or any(field in PERIODS for field in fields):
        days = DayCounts.of(segments, articles)
    facets = [
        _names(segments, articles, field, limit)
        if days is None or field in METADATA
        else _periods(days, field, cast(Period, field), limit)
        for field in fields
    ]
    course = None if timeline is None or days is None else timeline_of(days, timeline)
    return Facets(total, tuple(facets), course)


def _names(
    segments: Sequence[SegmentView], articles: Sequence[IntArray], field: FacetField, limit: int | None
) -> Facet:
    counts: Counter[str] = Counter()
    for view, numbers in zip(segments, articles, strict=True):
        counts.update(value_counts(view, field, numbers))
    missing = sum(counts.pop(name) for name in [name for name in counts if not name.strip()])
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = tuple(FacetValue(*pair) for pair in ordered[:limit])
    others = counts.total() - sum(value.count for value in shown)
    return Facet(field, shown, len(counts), others, missing)


def _periods(days: DayCounts, field: FacetField, period: Period, limit: int | None) -> Facet:
    numbers, counts = days.by(period)
    distinct, dated = len(numbers), int(counts.sum())
    if limit is not None and limit < distinct:
        # The most frequent; among equals the latest.
        kept = np.sort(np.lexsort((-numbers, -counts))[:limit])
        numbers, counts = numbers[kept], counts[kept]
    shown = tuple(map(FacetValue, labels(numbers, period), counts.tolist()))
    return Facet(field, shown, distinct, dated - int(counts.sum()), days.undated)
