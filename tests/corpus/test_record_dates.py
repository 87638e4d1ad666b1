"""Dates of records: objects that hold one, and names that content management systems and crawlers have for it."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tests.corpus.conftest import Read, Reader

DAY = datetime(2023, 9, 12)


def of(read: Reader, **fields: object) -> Read:
    return read(json.dumps([{"id": "1", "title": "خبر", "text": "نص", **fields}]), "x.json")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {"date": "2023-09-12 12:38:00.000000", "timezone_type": 3, "timezone": "UTC"},
            datetime(2023, 9, 12, 12, 38),
        ),
        ({"_seconds": 1694520000, "_nanoseconds": 0}, datetime(2023, 9, 12, 12)),
        ({"seconds": 1694520000, "nanos": 0}, datetime(2023, 9, 12, 12)),
        ({"formatted": "12 سبتمبر", "iso": "2023-09-12"}, DAY),
        ({"label": "نشر في", "date": "2023-09-12"}, DAY),
        ({"$date": {"$numberLong": "1694520000000"}}, datetime(2023, 9, 12, 12)),
        ({"rendered": "2023-09-12", "date": ""}, DAY),
    ],
)
@pytest.mark.parametrize("inner", [False, True])
def test_an_object_may_hold_a_date(read: Reader, value: object, expected: datetime, inner: bool) -> None:
    """It was left out, and not counted."""
    found = of(read, meta={"published_at": value}) if inner else of(read, published_at=value)
    assert (found.one.date, found.report.warnings) == (expected, {})


@pytest.mark.parametrize("value", [{"date": "أمس"}, "أمس"])
@pytest.mark.parametrize("inner", [False, True])
def test_a_date_that_says_nothing_is_counted(read: Reader, value: object, inner: bool) -> None:
    found = of(read, meta={"date": value}) if inner else of(read, date=value)
    assert (found.one.date, found.report.warnings) == (None, {"date that can't be read": 1})


@pytest.mark.parametrize("name", ["time", "updated", "modified", "created"])
def test_an_object_that_is_no_date_is_not_counted(read: Reader, name: str) -> None:
    """Minutes of reading, comments since, and whoever changed it have such names."""
    found = of(read, **{name: {"read": 5, "by": {"name": "admin"}}})
    assert (found.one.date, found.report.warnings) == (None, {})


def test_when_a_record_was_taken_in_counts_least(read: Reader) -> None:
    found = of(read, **{"@timestamp": "2024-03-03T00:00:00Z", "updated_at": "2019-01-02"})
    assert found.one.date == datetime(2019, 1, 2)


@pytest.mark.parametrize(
    "value", [None, "", " ", {}, [], {"date": None, "tz": ""}, False, True, [[], {"a": False}]]
)
def test_a_date_that_is_not_there_is_not_counted(read: Reader, value: object) -> None:
    found = of(read, date=value)
    assert (found.one.date, found.report.warnings) == (None, {})


def test_another_date_stands_in_for_one_that_can_not_be_read(read: Reader) -> None:
    found = of(read, published={"by": "سلمى"}, updated_at="2023-09-12")
    assert (found.one.date, found.report.warnings) == (DAY, {})


@pytest.mark.parametrize("name", ["date_publish", "post_date", "published_time", "publishTime"])
def test_a_date_has_many_names(read: Reader, name: str) -> None:
    found = of(read, **{name: "2023-09-12"}, modified="2024-01-01")
    assert (found.one.date, found.report.warnings) == (DAY, {})


def test_when_a_record_was_stored_is_not_when_it_was_published(read: Reader) -> None:
    assert of(read, **{"@timestamp": "2024-01-01"}, created_at="2023-09-12").one.date == DAY


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"published": 1, "created_at": "2023-09-12 10:00:00"}, datetime(2023, 9, 12, 10)),
        ({"date": "منذ 3 ساعات", "datetime": "2023-09-12"}, DAY),
        ({"date": "0000-00-00 00:00:00", "published_at": "", "created": "2023-09-12"}, DAY),
        ({"date": "أمس", "metadata": {"date": "2023-09-12"}}, DAY),
        ({"metadata": {"date": "أمس", "created": "2023-09-12"}}, DAY),
        ({"date": "2023-09-12", "metadata": {"date": "2020-01-01"}}, DAY),
    ],
)
def test_the_first_date_that_can_be_read_is_taken(
    read: Reader, fields: dict[str, object], expected: datetime
) -> None:
    """The first that said anything was, be it no date at all."""
    found = of(read, **fields)
    assert (found.one.date, found.report.warnings) == (expected, {})


@pytest.mark.parametrize(
    "value",
    [
        "/Date(1694512800000)/",
        "/Date(1694512800000+0300)/",
        "Tue Sep 12 10:00:00 +0000 2023",
        "Tue Sep 12 10:00:00 2023",
        "Tue Sep 12 10:00:00 UTC 2023",
    ],
)
def test_dates_of_programs_are_read(read: Reader, value: str) -> None:
    found = of(read, date=value)
    assert (found.one.date, found.report.warnings) == (datetime(2023, 9, 12, 10), {})
