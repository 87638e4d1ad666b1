"""Dates typed for `--from` and `--to` name stretches of time."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher.periods import period


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2023", "2023-01-01T00:00:00", "2023-12-31T23:59:59.999999"),
        ("2023-09", "2023-09-01T00:00:00", "2023-09-30T23:59:59.999999"),
        ("2024-02", "2024-02-01T00:00:00", "2024-02-29T23:59:59.999999"),
        ("2023/2", "2023-02-01T00:00:00", "2023-02-28T23:59:59.999999"),
        ("2023-09-12", "2023-09-12T00:00:00", "2023-09-12T23:59:59.999999"),
        ("12/09/2023", "2023-09-12T00:00:00", "2023-09-12T23:59:59.999999"),
        ("١٢/٩/٢٠٢٣", "2023-09-12T00:00:00", "2023-09-12T23:59:59.999999"),
        (" 2023-9-2 ", "2023-09-02T00:00:00", "2023-09-02T23:59:59.999999"),
        ("2023-09-12T12:38", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("2023-09-12 12:38", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("2023-09-12T12:38+04:00", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("2023-09-12T12:38:05", "2023-09-12T12:38:05", "2023-09-12T12:38:05.999999"),
        ("9999", "9999-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
    ],
)
def test_a_date_names_all_of_its_year_month_day_or_minute(typed: str, first: str, last: str) -> None:
    assert period(typed) == (datetime.fromisoformat(first), datetime.fromisoformat(last))


@pytest.mark.parametrize("typed", ["2023-13", "31/02/2023", "0000", "0", "", "غدا", "12/2023/09"])
def test_what_is_no_date_is_none(typed: str) -> None:
    assert period(typed) is None


def test_month_names_are_read_as_in_articles() -> None:
    assert period("12 سبتمبر 2023") == period("2023-09-12")


@settings(deadline=None)  # the first one loads the library that reads dates
@given(st.text(max_size=20))
def test_no_string_raises(typed: str) -> None:
    named = period(typed)
    assert named is None or named.first <= named.last
