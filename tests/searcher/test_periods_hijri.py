"""Hijri dates in figures, as filters have them: the days that hijridate's tables, of Umm al-Qura, say."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hijridate import Hijri

from searcher.language.periods import period


def days(first: tuple[int, int, int], last: tuple[int, int, int]) -> tuple[datetime, datetime]:
    begin, end = (datetime.combine(Hijri(*day).to_gregorian(), datetime.min.time()) for day in (first, last))
    return begin, end + timedelta(days=1) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1436", (1436, 1, 1), (1436, 12, 30)),
        ("١٤٣٦", (1436, 1, 1), (1436, 12, 30)),
        ("1436-10", (1436, 10, 1), (1436, 10, 30)),
        ("1436/9", (1436, 9, 1), (1436, 9, 29)),
        ("1436/10/25", (1436, 10, 25), (1436, 10, 25)),
        ("25/10/1436", (1436, 10, 25), (1436, 10, 25)),
        ("1436-02-29", (1436, 2, 29), (1436, 2, 29)),
        ("1437-02-30", None, None),
        ("1343-01-01", (1343, 1, 1), (1343, 1, 1)),
        ("1500", (1500, 1, 1), (1500, 12, 30)),
    ],
)
def test_a_year_of_the_hijri_calendar_is_one(text: str, first, last) -> None:
    assert period(text) == (None if first is None else days(first, last))


def test_a_time_of_day_may_stand_behind() -> None:
    begin, _ = days((1436, 10, 25), (1436, 10, 25))
    assert period("1436-10-25 10:30") == (
        begin.replace(hour=10, minute=30),
        begin.replace(hour=10, minute=30, second=59, microsecond=999999),
    )


@pytest.mark.parametrize("text", ["1436-13", "1436-10-31", "31/10/1436", "1436-00"])
def test_what_the_calendar_has_not_is_no_date(text: str) -> None:
    assert period(text) is None


@pytest.mark.parametrize("year", [1342, 1501, 1800, 2015])
def test_other_years_are_of_the_common_era(year: int) -> None:
    assert period(f"{year}") == (datetime(year, 1, 1), datetime(year + 1, 1, 1) - timedelta(microseconds=1))
