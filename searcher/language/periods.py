"""Dates as a person types them for a filter: `2023`, `2023-09-12`, `12/09/2023`, `سبتمبر 2023`, `last-7d`, `2023-09..`

Such a date names a stretch of time, not a moment: "to September 2023" takes in the whole of that month. The
dates that articles carry are read by `corpus.dates`, which this falls back on for month names and Hijri. A filter is
what was typed and nothing less: where an article's date is looked for in a text, here the whole text has to be one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from searcher.language.brackets import QUOTE_MARKS
from searcher.language.keywords import ALTERNATIVES

__all__ = ["Period", "Span", "dates_in", "is_value", "period", "span_of"]

_YEAR_OR_MONTH: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})[-/](?P<year>\d{4})")
_WEEK: Final = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)
_YEAR_ALONE: Final = re.compile(r"(?<!\d)(\d{4})(?!\d)")
#: September 2015, 12 September 2015, September 12, 2015; the months by their first letters, too.
_ENGLISH: Final = re.compile(
    r"""(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ \-]+)?(?P<month>[a-z]{3,9})\.?
    (?:[ ]+(?P<day_behind>\d{1,2})(?:st|nd|rd|th)?)?(?:[ ]*,[ ]*|[ \-]+)(?P<year>\d{4})""",
    re.IGNORECASE | re.VERBOSE,
)
_ENGLISH_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)

#: The names of units of time, in days or months; Arabic without hamza.
_UNITS: Final = {
    **dict.fromkeys(("d", "day", "days", "يوم", "ايام", "يوما"), (1, 0)),
    **dict.fromkeys(("w", "week", "weeks", "اسبوع", "اسابيع", "اسبوعا"), (7, 0)),
    **dict.fromkeys(("m", "month", "months", "شهر", "اشهر", "شهور", "شهرا"), (0, 1)),
    **dict.fromkeys(("y", "year", "years", "سنه", "سنوات", "عام", "اعوام", "عاما"), (0, 12)),
    "يومين": (2, 0),
    "اسبوعين": (14, 0),
    "شهرين": (0, 2),
    "سنتين": (0, 24),
    "عامين": (0, 24),
}
_DAYS_AGO: Final = {"today": 0, "اليوم": 0, "yesterday": 1, "امس": 1}
#: Years that a filter in figures means in the Hijri calendar, as `corpus.dates.HIJRI_YEARS`, which is slow to load.
_HIJRI_YEARS: Final = range(1343, 1501)
#: ISO 8601, without what Python's parser has beyond it, any character between date and time, and without 24:00, which
#: it takes for the next day, or (before Python 3.14) not at all.
_ISO: Final = re.compile(
    r"(?:\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}-?\d)(?:[T ](?!24)\d{2}[\d:.,]*(?:Z|[+-][\d:.]+)?)?", re.IGNORECASE
)
_DIGIT: Final = re.compile(r"\d")  # of any script, of which Python's parser takes one
_WITH_SECONDS: Final = re.compile(r"\d\s?:\s?\d{2}\s?:\s?\d{2}")
_WITH_MINUTES: Final = re.compile(r"\d\s?:\s?\d{2}")
_SEPARATED: Final = r"[\s_\-]*+"
_LAST: Final = re.compile(
    rf"(?:last|اخر){_SEPARATED}(\d{{1,5}})?{_SEPARATED}({'|'.join(sorted(_UNITS, key=len, reverse=True))})",
    re.IGNORECASE,
)
_WITHOUT_HAMZA: Final = str.maketrans("أإآة", "ااا" + "ه")
_FROM_TO: Final = re.compile(r"\s*(?:\.{2,}|…)\s*")
#: 2015.. and ..2015 as others write them, and [2015 TO 2016], which has {} where an end does not belong to the range.
_COMPARED: Final = re.compile(r"([<>≤≥]=?|=[<>])\s*")
_BETWEEN: Final = re.compile(r"([\[\]{}])([^\[\]{}]*)([\[\]{}])")
_TO: Final = re.compile(r"(?<!\S)(?:to|إلى|الى)(?!\S)|\.{2,}|…", re.IGNORECASE)
#: Words and characters of a date: يوم السبت 12 من كانون الثاني عام 2021.
_LONGEST, _MOST_CHARACTERS = 8, 100
#: What may stand around a date; behind it a !, too, which before it is NOT.
_AROUND: Final = f" \t\r\n:{QUOTE_MARKS}()（）،,;؛؟"


class Period(NamedTuple):
    """A stretch of wall-clock time, both moments included."""

    first: datetime
    last: datetime


class Span(NamedTuple):
    """A stretch of wall-clock time, both moments included; None where it is open."""

    first: datetime | None
    last: datetime | None


# What `span_of` says of [* TO *].
_ANY_DATE: Final = Span(None, None), ""


def period(text: str, today: date | None = None) -> Period | None:
    """The year, month, week, day, minute or second that `text` names, or the last days.

    None if it is no date (`2023-13`, `2023-09-12T25:00`), or says more than one.
    `last-7d` is from the day seven days before today to the end of today. `today` is the day of the clock if None.
    """
    text = text.strip()
    try:
        if match := _YEAR_OR_MONTH.fullmatch(text):
            return _months(int(match[1]), int(match[2]) if match[2] else None)
        if match := _WEEK.fullmatch(text):
            monday = datetime.fromisocalendar(int(match[1]), int(match[2]), 1)
            return _lasting(monday, monday, timedelta(weeks=1))
        match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
        if match and int(match["year"]) not in _HIJRI_YEARS:
            day = datetime(int(match["year"]), int(match["month"]), int(match["day"]))
            return _lasting(day, day, timedelta(days=1))
        if (match := _ENGLISH.fullmatch(text)) and (number := _english_month(match["month"])) is not None:
            return _in_english(match, number)
    except (ValueError, OverflowError):  # the last week of the year 9999 ends after all dates
        return None
    if (relative := _relative(text, today)) is not None:
        return relative
    from corpus.dates import parse_month  # slow to load, and seldom needed

    if (month := parse_month(text)) is not None:
        return _lasting(*month, timedelta(days=1))
    moment = None if _FROM_TO.search(text) else _moment(text)
    return None if moment is None else _lasting(moment, moment, _exactness(moment, text))


def _is_span(text: str, today: date | None = None) -> bool:
    """Whether a text is a date or a range of dates."""
    span, instead = span_of(text, today)
    return span is not None and not instead


def dates_in(text: str, today: date | None = None) -> list[str]:
    """The dates or ranges that a text is made of, side by side or with OR between them.

    أيار 2021 آذار 2022 is two, 12 أيار 2021 one: each is as long as can be, and has one year. Empty where anything
    is left over.
    """
    found = []
    for part in ALTERNATIVES.split(_COMPARED.sub(r"\1", _one_line(text))):
        if _is_span(part, today):
            found.append(part)
            continue
        words = part.split()
        begin = 0
        while begin < len(words):
            if (end := _end_of_date(words, begin, today)) is None:
                return []
            found.append(" ".join(words[begin:end]))
            begin = end
    return found


def is_value(text: str, today: date | None = None) -> bool:
    """Whether the value of a date field is a date, or several in parentheses or each behind a sign such as >."""
    first = text.lstrip()[:1]
    found = dates_in(text, today) if first in ("(", "（", *"<>=≤≥") else []
    several = bool(found) and (first in "(（" or all(map(_COMPARED.match, found)))
    return several or _is_span(text, today)


def _one_line(text: str) -> str:
    """A text without what stands around it, one space for several, of which patterns would try each."""
    return _bare(" ".join(text.split()))


def _bare(text: str) -> str:
    """A text without what may stand around a date."""
    return text.lstrip(_AROUND).rstrip(f"{_AROUND}!")


def _end_of_date(words: Sequence[str], begin: int, today: date | None) -> int | None:
    """Behind which word the longest date ends that begins with one of the words."""
    longest = None
    years = 0
    for end, word in enumerate(words[begin : begin + _LONGEST], begin + 1):
        run = _bare(" ".join(words[begin:end]))
        if len(run) > _MOST_CHARACTERS or not any(map(str.isalnum, word)):  # a dash may have meant a range
            break
        years += _YEAR_ALONE.search(word) is not None
        if years > 1:
            break
        if _is_one_date(run, today):
            longest = end
    return longest


@lru_cache(1 << 15)  # lists of dates are looked through twice, and name the same months again and again
def _is_one_date(text: str, today: date | None) -> bool:
    if ".." in text or _COMPARED.match(text):
        return _is_span(text, today)
    if any(map(str.isdigit, text)):
        return period(text, today) is not None
    return _relative(text, today) is not None  # what has no digit is nothing else, and most words have none


def span_of(text: str, today: date | None = None) -> tuple[Span | None, str]:
    """What a date, or a range such as 2015-08..2015-10, 2015-08.. and ..2015-08, >2015-08 or [2015 TO 2016], spans.

    None if there is no date in it. The string is what it was taken for if it can't be meant (2015-13 is no month, but
    2015 a year; a range from the later to the earlier); empty if it can. Of * and [* TO *] both ends are open.
    """
    text = _one_line(text)
    if text == "*":
        return _ANY_DATE
    if sign := _COMPARED.match(text):
        return _compared(sign[1], _bare(text[sign.end() :]), today)
    if between := _BETWEEN.fullmatch(text):
        opening, inner, closing = between.groups()
        words = inner.split()
        if len(words) == 2 and all(period(word, today) for word in words):  # TO is left out
            span, instead = _range(words, today)
            return span, instead or "..".join(words)
        ends = [_bare(end) for end in _TO.split(inner, maxsplit=1)]
        if ends == ["*", "*"]:
            return _ANY_DATE
        ends = ["" if end == "*" else end for end in ends]
        return _range((ends * 2)[:2], today, without=(opening in "{}", closing in "{}"))
    ends = [_bare(end) for end in _FROM_TO.split(text, maxsplit=1)]
    if len(ends) == 1:
        named, instead = _nearest(text.rstrip("."), today)
        return (Span(*named), instead) if named else (None, "")
    return _ANY_DATE if ends == ["*", "*"] else _range(ends, today)


def _compared(sign: str, text: str, today: date | None) -> tuple[Span | None, str]:
    """What a date behind >, >=, < or <= spans: what comes after it, begins with it, ends before it or with it."""
    named, instead = _nearest(text, today)
    if named is None:
        return None, ""
    later, with_it = sign.strip("=") in (">", "≥"), len(sign) == 2 or sign in "≤≥"
    if later:
        span = Span(named.first if with_it else _after(named), None)
    else:
        span = Span(None, named.last if with_it else _before(named))
    return span, f"{sign}{instead}" if instead else ""


def _range(
    ends: Sequence[str], today: date | None, without: tuple[bool, bool] = (False, False)
) -> tuple[Span | None, str]:
    """What spans from one date to another, either of which may be empty.

    `without`: which of them does not belong to it. Where nothing is between the two, both do.
    """
    (first, first_instead), (last, last_instead) = (_nearest(end, today) for end in ends)
    if first is None and last is None:
        return None, ""
    readings = [first_instead or (ends[0] if first else ""), last_instead or (ends[1] if last else "")]
    changed = bool(first_instead or last_instead) or any(
        end and not found for end, found in zip(ends, (first, last), strict=True)
    )
    if first and last and first.first > last.last:
        first, last, changed = last, first, True
        readings.reverse()
    begin = first and (_after(first) if without[0] else first.first)
    end = last and (_before(last) if without[1] else last.last)
    if first and last and begin and end and begin > end:
        begin, end, changed = first.first, last.last, True
    return Span(begin, end), "..".join(readings) if changed else ""


def _after(named: Period) -> datetime:
    """The moment behind a period; behind the last of all, that one."""
    return named.last + min(datetime.resolution, datetime.max - named.last)


def _before(named: Period) -> datetime:
    """The moment before a period; before the first of all, that one."""
    return named.first - min(datetime.resolution, named.first - datetime.min)


def _nearest(text: str, today: date | None) -> tuple[Period | None, str]:
    """The period that a text names; else the month or year in it, and how that would have been written."""
    if not text:
        return None, ""
    if (named := period(text, today)) is not None:
        return named, ""
    for shorter in _parts(text):
        if (named := period(shorter, today)) is not None:
            return named, shorter
    return None, ""


def _parts(text: str) -> Iterator[str]:
    """The day in a text, its month, its year, whether there are such or not."""
    from corpus.dates import parse_date  # slow to load, and seldom needed

    if (moment := parse_date(text, guess=False)) is not None:
        yield moment.date().isoformat()
    for pattern in (_YEAR_FIRST, _DAY_FIRST):
        if match := pattern.search(text):
            yield f"{match['year']}-{match['month']:0>2}"
    if match := _YEAR_ALONE.search(text):
        yield str(int(match[1])) if int(match[1]) > 999 else ""


def _months(year: int, month: int | None) -> Period:
    """A whole year, or a whole month of it. Raises ValueError where there is no such month."""
    if year in _HIJRI_YEARS:
        from corpus.dates import hijri_days

        if (days := hijri_days(year, month)) is None:
            raise ValueError(month)
        return _lasting(*days, timedelta(days=1))
    first_month, last_month = (1, 12) if month is None else (month, month)
    last_day = datetime(year, last_month, calendar.monthrange(year, last_month)[1])
    return _lasting(datetime(year, first_month, 1), last_day, timedelta(days=1))


def _in_english(match: re.Match[str], month: int) -> Period | None:
    """The month, or the day of it, that an English date names; None where it names two days."""
    year, day, day_behind = int(match["year"]), match["day"], match["day_behind"]
    if day and day_behind:
        return None
    if not (day or day_behind):
        return _months(year, month)
    moment = datetime(year, month, int(day or day_behind))
    return _lasting(moment, moment, timedelta(days=1))


def _english_month(name: str) -> int | None:
    """The number of a month named in English, or by its first three letters, or Sept."""
    name = "sep" if name.lower() == "sept" else name.lower()
    fits: Callable[[str], bool] = (lambda each: each[:3] == name) if len(name) == 3 else name.__eq__
    return next((number for number, each in enumerate(_ENGLISH_MONTHS, 1) if fits(each)), None)


def _relative(text: str, today: date | None) -> Period | None:
    """today, yesterday, last-7d, last-2w, last-3m, last-1y; اليوم, أمس, آخر 7 أيام, آخر أسبوعين."""
    text = text.translate(_WITHOUT_HAMZA).lower()
    now = datetime.combine(today or date.today(), datetime.min.time())
    if (days := _DAYS_AGO.get(text)) is not None:
        day = now - timedelta(days=days)
        return _lasting(day, day, timedelta(days=1))
    if (match := _LAST.fullmatch(text)) is None:
        return None
    days, months = _UNITS[match[2]]
    count = int(match[1] or 1)
    try:
        before = now - timedelta(days=days * count)
        years, month = divmod(before.year * 12 + before.month - 1 - months * count, 12)
        day_of_month = min(before.day, calendar.monthrange(years, month + 1)[1]) if years > 0 else 1
        first = before.replace(year=years, month=month + 1, day=day_of_month)
    except (ValueError, OverflowError):
        first = datetime.min  # longer ago than there are dates
    return _lasting(first, now, timedelta(days=1))


def _lasting(first: datetime, last: datetime, length: timedelta) -> Period:
    # Added in this order because the last day of the year 9999 has no day after it.
    return Period(first, last + (length - datetime.resolution))


def _exactness(moment: datetime, text: str) -> timedelta:
    """How long what a text names lasts: a second or a minute if it says so, with colons or without, else a day."""
    if moment.second or _WITH_SECONDS.search(text):
        return timedelta(seconds=1)
    if moment.hour or moment.minute or _WITH_MINUTES.search(text):
        return timedelta(minutes=1)
    return timedelta(days=1)


def _moment(text: str) -> datetime | None:
    if _ISO.fullmatch(text):
        try:
            moment = datetime.fromisoformat(_DIGIT.sub(lambda digit: str(int(digit[0])), text.upper()))
        except ValueError:
            moment = None
        if moment is not None and moment.year not in _HIJRI_YEARS:
            return moment.replace(tzinfo=None, microsecond=0)  # wall-clock time, as `Article.date`
        # One that the common era lacks may be there in the other: 29 or 30 of the second month.
        if moment is None and int(text[:4]) not in _HIJRI_YEARS:
            return None
    from corpus.dates import parse_date_alone  # slow to load, and seldom needed

    return parse_date_alone(text)
