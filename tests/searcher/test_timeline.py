"""Articles over time: the periods and their labels are those of the standard library's calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher import Searcher, SearchError
from searcher.timeline import (
    PERIODS,
    READABLE,
    Bar,
    DayCounts,
    Period,
    Timeline,
    labels,
    numbered,
    timeline_of,
)
from tests.builders import article, built_index, segmented_index

EPOCH = date(1970, 1, 1)


def counts_of(*days: date, undated: int = 0) -> DayCounts:
    counted = Counter((day - EPOCH).days for day in days)
    ordered = sorted(counted.items())
    return DayCounts(
        np.array([day for day, _ in ordered], np.int64),
        np.array([count for _, count in ordered], np.int64),
        undated,
    )


def calendar_label(day: date, period: Period) -> str:
    year, week, _ = day.isocalendar()
    named = {"day": day.isoformat(), "week": f"{year:04}-W{week:02}", "month": day.isoformat()[:7]}
    return named.get(period, f"{day.year:04}")


@settings(max_examples=300)
@given(st.dates(date(1, 1, 3), date(9999, 12, 31)), st.sampled_from(PERIODS))
def test_every_day_is_in_the_period_that_the_calendar_says(day: date, period: Period) -> None:
    number = numbered(np.array([(day - EPOCH).days]), period)
    assert labels(number, period) == [calendar_label(day, period)]


@settings(max_examples=200)
@given(
    st.lists(st.dates(date(2014, 12, 1), date(2016, 2, 1)), min_size=1, max_size=30),
    st.integers(0, 3),
    st.sampled_from(PERIODS),
)
def test_a_timeline_counts_every_period_from_the_first_to_the_last(
    days: list[date], undated: int, period: Period
) -> None:
    timeline = timeline_of(counts_of(*days, undated=undated), period)
    first, last = min(days), max(days)
    through = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    assert [bar.period for bar in timeline.bars] == list(
        dict.fromkeys(calendar_label(day, period) for day in through)
    )
    expected = Counter(calendar_label(day, period) for day in days)
    assert {bar.period: bar.count for bar in timeline.bars if bar.count} == expected
    assert (timeline.by, timeline.undated, timeline.total) == (period, undated, len(days) + undated)


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        (date(2016, 1, 3), "week", "2015-W53"),  # a Sunday: its week has its Thursday in 2015
        (date(2018, 12, 31), "week", "2019-W01"),
        (date(1969, 12, 31), "day", "1969-12-31"),
        (date(1969, 12, 31), "week", "1970-W01"),
        (date(1969, 12, 28), "week", "1969-W52"),
        (date(1969, 12, 31), "month", "1969-12"),
        (date(812, 3, 5), "year", "0812"),
        (date(812, 3, 5), "month", "0812-03"),
        (date(9999, 12, 31), "year", "9999"),
    ],
)
def test_labels_at_the_edges(day: date, period: Period, expected: str) -> None:
    assert labels(numbered(np.array([(day - EPOCH).days]), period), period) == [expected]


def test_years_before_the_first_are_no_error() -> None:
    """`datetime` has none, but an array of the index could."""
    days = np.array([-800_000, 16_000], np.int64)
    timeline = timeline_of(DayCounts(days, np.array([1, 2]), 0), "year")
    assert timeline.bars[0].period.startswith("-")
    assert timeline.bars[-1] == Bar("2013", 2)
    assert timeline.total == 3


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2015, 1, 1), "day"),
        (date(2015, 1, 1) + timedelta(days=READABLE - 1), "day"),
        (date(2015, 1, 1) + timedelta(days=READABLE), "week"),
        (date(2015, 11, 29), "week"),  # the 48th Sunday
        (date(2015, 11, 30), "month"),
        (date(2018, 12, 31), "month"),
        (date(2019, 1, 1), "year"),
        (date(9999, 1, 1), "year"),
    ],
)
def test_auto_takes_the_shortest_period_that_fits_a_screen(last: date, expected: str) -> None:
    assert timeline_of(counts_of(date(2015, 1, 1), last)).by == expected


def test_a_few_misprinted_years_do_not_decide_for_auto() -> None:
    days = [date(2015, 1, 1) + timedelta(days=number % 20) for number in range(1000)]
    timeline = timeline_of(counts_of(date(1970, 1, 1), *days, date(2051, 1, 1)))
    assert timeline.by == "day"
    assert timeline.total == 1002 == sum(bar.count for bar in timeline.bars)


@pytest.mark.parametrize("stray", [date(1930, 1, 1), date(2070, 1, 1)])
def test_one_in_a_hundred_has_no_say_at_either_end(stray: date) -> None:
    assert timeline_of(counts_of(*[date(2015, 1, 1)] * 99, stray), "auto").by == "day"
    assert timeline_of(counts_of(*[date(2015, 1, 1)] * 98, stray, stray), "auto").by == "year"


def test_nothing_dated_gives_no_bars() -> None:
    assert timeline_of(counts_of(undated=3), "month") == Timeline("month", (), 3, 3)
    assert timeline_of(counts_of(undated=3)) == Timeline("day", (), 3, 3)


def test_too_many_periods_are_refused_with_what_to_do() -> None:
    counts = counts_of(date(1, 1, 1), date(9999, 12, 31))
    with pytest.raises(
        SearchError, match="by day from 0001-01-01 to 9999-12-31 is too long: take a longer period"
    ):
        timeline_of(counts, "day")
    assert len(timeline_of(counts, "year").bars) == 9999
    assert timeline_of(counts).by == "year"


def test_an_unknown_period_is_refused() -> None:
    with pytest.raises(SearchError, match="take one of auto, day, week, month, year"):
        timeline_of(counts_of(), "decade")  # type: ignore[arg-type]


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    index = segmented_index(
        tmp_path,
        [article("1", "قمة", date="2023-11-30T23:59:59"), article("2", "قمة", date="2024-02-01T00:00:00")],
        [article("3", "قمة"), article("4", "قمة", date="2024-02-02"), article("5", "قمة", date="2024-06-01")],
        deleted=["5"],
    )
    with Searcher(index) as opened:
        yield opened


def test_a_search_over_time_fills_the_gaps(searcher: Searcher) -> None:
    timeline = searcher.timeline("قمة", "month")
    assert timeline.bars == (Bar("2023-11", 1), Bar("2023-12", 0), Bar("2024-01", 0), Bar("2024-02", 2))
    assert (timeline.undated, timeline.total) == (1, 4)
    assert timeline.as_json() == {
        "by": "month",
        "periods": [
            {"period": "2023-11", "count": 1},
            {"period": "2023-12", "count": 0},
            {"period": "2024-01", "count": 0},
            {"period": "2024-02", "count": 2},
        ],
        "undated": 1,
    }


def test_filters_narrow_a_timeline(searcher: Searcher) -> None:
    assert searcher.timeline("قمة", "day", date_from="2024").bars == (
        Bar("2024-02-01", 1),
        Bar("2024-02-02", 1),
    )


def test_days_far_apart_are_counted_without_counters_for_all_between(tmp_path: Path) -> None:
    """The day counters of years 1 to 9999 fit; an array of the index could name days that are further apart."""
    index = built_index(
        tmp_path, article("1", "قمة", date="0001-01-01"), article("2", "قمة", date="9999-12-31")
    )
    (view,) = index.snapshot().segments
    far = np.array([-(1 << 60), 1 << 60, 1 << 60], np.int64)

    class Far:
        dates = far

    counted = DayCounts.of([Far()], [np.arange(3)])  # type: ignore[list-item]
    assert counted.counts.tolist() == [1, 2]
    assert DayCounts.of([view], [np.arange(2)]).days.tolist() == [
        (datetime(1, 1, 1) - datetime(1970, 1, 1)).days,
        (datetime(9999, 12, 31) - datetime(1970, 1, 1)).days,
    ]
