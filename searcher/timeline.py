"""Articles over time: how many were printed in each day, week, month or year of a result, empty periods included.

Periods are numbered, so that a period is an integer and the next one its successor: days since 1970-01-01, weeks of
ISO 8601 (Monday to Sunday) with the week of that day as number 0, months and years as NumPy counts them. Labels are
ISO 8601: `2015-08-03`, `2015-W32`, `2015-08`, `2015`. A date is what was printed, a wall-clock day.

Which articles are counted is for `searcher.facets` to say, how a histogram is drawn for `searcher.printing.charts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, get_args

import numpy as np

from index.segments.segment import NO_DATE, SegmentView
from index.storage.arrays import IntArray, end_to_end
from searcher.arguments import one_of
from searcher.errors import SearchError

__all__ = ["PERIODS", "Bar", "By", "DayCounts", "Period", "Timeline", "labels", "numbered", "timeline_of"]

Period = Literal["day", "week", "month", "year"]
By = Literal["auto", "day", "week", "month", "year"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)

#: "auto" takes the shortest period of which no more than so many lie between the bulk of the dates: a screen of lines.
READABLE: Final = 48
# The share of articles at either end that has no say in this: a few misprinted years would make every period a year.
_STRAY: Final = 0.01
# Days of 270 years. Beyond, something is wrong with a date, and a list of days is of no use to anyone.
_MOST_PERIODS: Final = 100_000
# So many days in a row are counted in an array of counters; sorting is for dates that lie further apart (years 1 and
# 9999 do not).
_MOST_COUNTERS: Final = 4_000_000
_DAY: Final = 24 * 60 * 60
_MONDAY: Final = 3  # days from the Monday before 1970-01-01, a Thursday, to that day
_UNITS: Final[dict[Period, str]] = {"day": "M8[D]", "month": "M8[M]", "year": "M8[Y]"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A period by its label, and how many articles of the result were printed in it."""

    period: str
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A result over time.

    by: the length of the periods; where "auto" was asked for, what it came to.
    bars: every period from the first to the last that has an article, the empty ones between them too.
    undated: articles without a date. total: all articles of the result, `undated` and what the bars count.
    """

    by: Period
    bars: tuple[Bar, ...]
    undated: int
    total: int

    def as_json(self) -> dict[str, Any]:
        """The object `timeline` of docs/json-output.md."""
        periods = [{"period": bar.period, "count": bar.count} for bar in self.bars]
        return {"by": self.by, "periods": periods, "undated": self.undated}


class DayCounts(NamedTuple):
    """The days on which articles were printed, ascending and distinct; how many on each; how many have no date."""

    days: IntArray
    counts: IntArray
    undated: int

    @classmethod
    def of(cls, segments: Sequence[SegmentView], articles: Sequence[IntArray]) -> DayCounts:
        """Days of some articles: for each segment their numbers."""
        found = [view.dates[numbers] for view, numbers in zip(segments, articles, strict=True)]
        seconds = end_to_end(found, np.int64)
        dated = seconds[seconds != NO_DATE]
        undated = len(seconds) - len(dated)
        days: IntArray = dated // _DAY
        if not len(days):
            return cls(days, days, undated)
        first = int(days.min())
        if int(days.max()) - first < _MOST_COUNTERS:
            counters = np.bincount(days - first)
            there = np.flatnonzero(counters)
            return cls(there + first, counters[there], undated)
        return cls(*np.unique(days, return_counts=True), undated)

    def by(self, period: Period) -> tuple[IntArray, IntArray]:
        """The periods with articles, ascending, and how many in each."""
        periods = numbered(self.days, period)
        if not len(periods):
            return periods, self.counts
        begins = np.flatnonzero(np.diff(periods, prepend=periods[0] - 1))
        return periods[begins], np.add.reduceat(self.counts, begins)


def numbered(days: IntArray, period: Period) -> IntArray:
    """The number of the period that each day (since 1970) is in."""
    if period == "week":
        weeks: IntArray = (days + _MONDAY) // 7
        return weeks
    numbers: IntArray = days.astype("M8[D]").astype(_UNITS[period]).astype(np.int64)
    return numbers


def labels(numbers: IntArray, period: Period) -> list[str]:
    """The ISO 8601 names of periods."""
    if period == "week":
        # A week belongs to the year of its Thursday, and is the n-th of which that year has the Thursday.
        thursdays = numbers * 7
        years = thursdays.astype("M8[D]").astype("M8[Y]")
        weeks = (thursdays - years.astype("M8[D]").astype(np.int64)) // 7 + 1
        named = zip(np.datetime_as_string(years).tolist(), weeks.tolist(), strict=True)
        return [f"{year}-W{week:02}" for year, week in named]
    dates: list[str] = np.datetime_as_string(numbers.astype(_UNITS[period])).tolist()
    return dates


def timeline_of(counts: DayCounts, by: By = "auto") -> Timeline:
    """The timeline of a result whose days were counted.

    Raises SearchError for an unknown period, and where there would be more than a hundred thousand of them.
    """
    one_of("timeline by", by, ("auto", *PERIODS))
    period = _readable_period(counts) if by == "auto" else by
    numbers, found = counts.by(period)
    total = int(found.sum()) + counts.undated
    if not len(numbers):
        return Timeline(period, (), counts.undated, total)
    first, last = int(numbers[0]), int(numbers[-1])
    if last - first >= _MOST_PERIODS:
        from_, to = labels(numbers[[0, -1]], period)
        raise SearchError(
            f"a timeline by {period} from {from_} to {to} is too long: take a longer period, or give the "
            "dates between which to look"
        )
    every = np.zeros(last - first + 1, np.int64)
    every[numbers - first] = found
    named = labels(np.arange(first, last + 1), period)
    return Timeline(period, tuple(map(Bar, named, every.tolist())), counts.undated, total)


def _readable_period(counts: DayCounts) -> Period:
    """The shortest period that shows the bulk of the articles on one screen."""
    if not len(counts.days):
        return "day"
    up_to = np.cumsum(counts.counts)
    stray = up_to[-1] * _STRAY
    first_day = np.searchsorted(up_to, stray, side="right")
    bulk = counts.days[[first_day, np.searchsorted(up_to, up_to[-1] - stray)]]
    for period in PERIODS:
        first, last = numbered(bulk, period).tolist()
        if last - first < READABLE:
            return period
    return "year"
