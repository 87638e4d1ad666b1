"""Dates as a person types them for a filter: `2023`, `2023-09`, `2023-09-12`, `12/09/2023`, `12 سبتمبر 2023`.

Such a date names a stretch of time, not a moment: "to September 2023" takes in the whole of that month. The
dates that articles carry are read by `corpus.dates`, which this falls back on for month names and Hijri.
"""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

_YEAR_OR_MONTH: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})[-/](?P<year>\d{4})")


class Period(NamedTuple):
    """A stretch of wall-clock time, both moments included."""

    first: datetime
    last: datetime


def period(text: str) -> Period | None:
    """The year, month, day, minute or second that `text` names; None if it is no date (`2023-13`)."""
    text = text.strip()
    try:
        if match := _YEAR_OR_MONTH.fullmatch(text):
            year = int(match[1])
            first_month, last_month = (int(match[2]),) * 2 if match[2] else (1, 12)
            last_day = datetime(year, last_month, calendar.monthrange(year, last_month)[1])
            return _lasting(datetime(year, first_month, 1), last_day, timedelta(days=1))
        if match := _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
            day = datetime(int(match["year"]), int(match["month"]), int(match["day"]))
            return _lasting(day, day, timedelta(days=1))
    except ValueError:
        return None
    moment = _moment(text)
    if moment is None:
        return None
    if re.search(r":\d\d:\d\d", text):
        return _lasting(moment, moment, timedelta(seconds=1))
    return _lasting(moment, moment, timedelta(minutes=1) if ":" in text else timedelta(days=1))


def _lasting(first: datetime, last: datetime, length: timedelta) -> Period:
    # Added in this order because the last day of the year 9999 has no day after it.
    return Period(first, last + (length - datetime.resolution))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)  # wall-clock time, as `Article.date`
    except ValueError:
        from corpus.dates import parse_date  # slow to load, and seldom needed

        return parse_date(text)
