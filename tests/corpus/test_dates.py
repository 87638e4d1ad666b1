"""Dates as news prints them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import parse_date, parse_date_alone, parse_date_line

READ = [
    ("2023-09-12T12:38:00", datetime(2023, 9, 12, 12, 38), "ISO 8601"),
    ("2023-09-12 12:38:05", datetime(2023, 9, 12, 12, 38, 5), "ISO with a blank"),
    ("2017-04-11T11:46:00+01:00", datetime(2017, 4, 11, 11, 46), "the zone is dropped, the clock stays"),
    ("2018-03-07T21:13:59.123Z", datetime(2018, 3, 7, 21, 13, 59), "fractions are dropped"),
    ("20171016T043300Z", datetime(2017, 10, 16, 4, 33), "NITF's basic form"),
    ("20230912", datetime(2023, 9, 12), "figures only"),
    ("20230912123801", datetime(2023, 9, 12, 12, 38, 1), "figures with the time"),
    ("1500000000", datetime(2017, 7, 14, 2, 40), "seconds since 1970"),
    ("1500000000000", datetime(2017, 7, 14, 2, 40), "milliseconds since 1970"),
    ("Wed, 07 Mar 2018 21:13:59 +0400", datetime(2018, 3, 7, 21, 13, 59), "RFC 822"),
    ("12 Sep 2023 08:05 PM", datetime(2023, 9, 12, 20, 5), "pm is no zone of RFC 822"),
    ("12/09/2023 24:00", datetime(2023, 9, 12, 23, 59), "the end of the day stays on that day"),
    ("26 Feb 2018", datetime(2018, 2, 26), "RFC 822 without weekday and time"),
    ("10/12/2016", datetime(2016, 12, 10), "day before month"),
    ("10-12-2016 08:05 PM", datetime(2016, 12, 10, 20, 5), "English half of the day"),
    ("2016/3/9", datetime(2016, 3, 9), "year first"),
    ("١٢/٣/٢٠١٦", datetime(2016, 3, 12), "Arabic-Indic digits"),
    ("۱۲/۳/۲۰۱۶", datetime(2016, 3, 12), "Persian digits"),
    ("الثلاثاء 12 سبتمبر 2023 / 12:38", datetime(2023, 9, 12, 12, 38), "Egypt and the Gulf"),
    ("12 أيلول 2023", datetime(2023, 9, 12), "the Levant"),
    ("السبت، ٣ تشرين الثاني ٢٠١٢", datetime(2012, 11, 3), "two words"),
    ("9 كانون الأول 2020", datetime(2020, 12, 9), "two words, the other one"),
    ("١٢ جويلية ٢٠٢٣", datetime(2023, 7, 12), "Tunisia and Algeria"),
    ("31 أوت 2013", datetime(2013, 8, 31), "Tunisia and Algeria"),
    ("4 غشت 2019", datetime(2019, 8, 4), "Morocco"),
    ("10 ماي 2024", datetime(2024, 5, 10), "the Maghreb; not the beginning of مايو"),
    ("12 سبتمبر/أيلول 2023", datetime(2023, 9, 12), "both names"),
    ("5 يوليو (تموز) 2019", datetime(2019, 7, 5), "the second name in brackets"),
    ("سبتمبر 12, 2023 10:15 ص", datetime(2023, 9, 12, 10, 15), "month first, before noon"),
    ("12 سبتمبر 2023 - 12:10 ص", datetime(2023, 9, 12, 0, 10), "midnight"),
    ("05:30 مساءً 12/3/2016", datetime(2016, 3, 12, 17, 30), "time first, marks on the word"),
    ("12 سبتمبر 2023 12:38 ليلاً", datetime(2023, 9, 12, 0, 38), "after midnight"),
    ("12 سبتمبر 2023 11:50 ظهراً", datetime(2023, 9, 12, 11, 50), "shortly before noon"),
    ("12 سبتمبر 2023 12:50 ظهراً", datetime(2023, 9, 12, 12, 50), "shortly after noon"),
    ("12 سبتمبر 2023 1:50 ظهراً", datetime(2023, 9, 12, 13, 50), "later after noon"),
    ("12 سبتمبر 2023 12:30 بعد منتصف الليل", datetime(2023, 9, 12, 0, 30), "after midnight in words"),
    ("12 سبتمبر 2023 7:30 المساء", datetime(2023, 9, 12, 19, 30), "the evening"),
    ("12 سبتمبر 2023 م 10:30", datetime(2023, 9, 12, 10, 30), "م for the common era is no afternoon"),
    ("\u200f12 سبتمبر\u200e 2023", datetime(2023, 9, 12), "bidi marks"),
    ("12 رمضان 1436 هـ", datetime(2015, 6, 29), "Hijri"),
    ("1436/9/12هـ", datetime(2015, 6, 29), "Hijri in figures, year first"),
    ("12/09/1436", datetime(2015, 6, 29), "Hijri by its year"),
    ("3 ذو القعدة 1439هـ", datetime(2018, 7, 16), "Hijri, two words"),
    ("الثلاثاء 12 سبتمبر 2023 الموافق 27 صفر 1445هـ", datetime(2023, 9, 12), "both calendars"),
    ("2029-01-01", datetime(2029, 1, 1), "a day to come, whatever the clock says"),
    ("2100-12-31", datetime(2100, 12, 31), "a day that nobody who reads this will see"),
    ("الثلاثاء 1 يناير 2069", datetime(2069, 1, 1), "one in words"),
    ("2015072110", datetime(2015, 7, 21, 10), "an hour, and no seconds until 2033"),
    ("1812010112", datetime(2027, 6, 3, 8, 8, 32), "seconds, and no hour of 1812"),
    ("12/09/29", datetime(2029, 9, 12), "two digits, the last of this century"),
    ("12/09/69", datetime(1969, 9, 12), "two digits, the first of the last one"),
    ("12 Sep 29 10:00", datetime(2029, 9, 12, 10), "two digits of RFC 822, this century"),
    ("12 Sep 69 10:00", datetime(1969, 9, 12, 10), "two digits of RFC 822, the last one"),
    ("27 juillet 29", datetime(2029, 7, 27), "two digits by dateparser, this century"),
    ("27 juillet 2040", datetime(2040, 7, 27), "four digits by dateparser, a year to come"),
    ("12 Sep 2040 10:00", datetime(2040, 9, 12, 10), "four digits of RFC 822, a year to come"),
    ("27 juillet 69", datetime(1969, 7, 27), "two digits by dateparser, the last one"),
    ("July 27, 2015 6:39 pm", datetime(2015, 7, 27, 18, 39), "English, by dateparser"),
    ("27 juillet 2015", datetime(2015, 7, 27), "French, by dateparser"),
]
UNREADABLE = [
    ("", "nothing"),
    ("أمس", "no figure"),
    ("منذ 3 ساعات", "ago from when?"),
    ("12/25/2016", "the US order is never read"),
    ("2023-02-30", "no such day"),
    ("12 سبتمبر", "no year"),
    ("12 رمضان 1600 هـ", "outside hijridate's table"),
    ("0001-01-01", "a database's empty date"),
    ("9999-12-31", "a database's endless date"),
    ("2101-01-01", "too late for any paper"),
    ("12/09/29 هـ", "a Hijri year of two digits"),
    ("12/09/36", "two digits that may be of the hijra"),
    ("12/09/68", "two digits that may be of any century"),
    ("12 Sep 30 10:00", "the same in RFC 822"),
    ("27 juillet 30", "the same by dateparser"),
    ("27 juillet", "no year, in French"),
    ("1 تموز/كانون الأول 2020", "two different months"),
    ("7", "a figure"),
    ("99999999999999999999", "a long figure"),
]


@pytest.mark.parametrize(("written", "expected", "why"), READ, ids=[row[2] for row in READ])
def test_a_printed_date_is_its_wall_clock_moment(written: str, expected: datetime, why: str) -> None:
    assert parse_date(written) == expected


@pytest.mark.parametrize(("written", "why"), UNREADABLE, ids=[row[1] for row in UNREADABLE])
def test_what_names_no_day_is_none(written: str, why: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("الثلاثاء 12 سبتمبر 2023 / 12:38", True),
        ("نشر في: 12 سبتمبر 2023", True),
        ("آخر تحديث: 12 مارس 2020 11:00 صباحا", True),
        ("Wed, 07 Mar 2018 21:13:59 +0400", True),
        ("Wed, 07 Mar 2018 21:13:59 EST", True),
        ("07 Mar 2018 21:13 Nato meets in Brussels", False),
        ("الثلاثاء 12 سبتمبر 2023 الموافق 27 صفر 1445هـ", True),
        ("2018-03-07T21:13:59Z", True),
        ("وصل الوفد في 12 سبتمبر 2023", False),
        ("اتفاق 12 سبتمبر 2023 يعود إلى الواجهة", False),
        ("12:30", False),
    ],
)
def test_a_date_line_is_a_date_and_nothing_else(line: str, is_date: bool) -> None:
    assert (parse_date_line(line) is not None) is is_date


@pytest.mark.parametrize(
    ("typed", "is_one_day"),
    [
        ("12 سبتمبر 2023 الموافق 27 صفر 1445", True),
        ("12 سبتمبر 2023 الموافق 25 صفر 1445", True),
        ("12 سبتمبر 2023 الموافق 29 صفر 1445", True),
        ("12 سبتمبر 2023 الموافق 24 صفر 1445", False),
        ("12 سبتمبر 2023 الموافق 1 ربيع الأول 1445", False),
        ("12 سبتمبر 2023 / 14 سبتمبر 2023", False),
    ],
)
def test_two_calendars_name_one_day_where_only_the_moon_may_part_them(typed: str, is_one_day: bool) -> None:
    """A Hijri month begins a day or two earlier or later from land to land; whoever types two days means two."""
    assert parse_date_alone(typed) == (datetime(2023, 9, 12) if is_one_day else None)


@given(st.text(alphabet=st.sampled_from("0123456789٠١٢/-:., صمهـ()يناير تموز رمضان Jul+TZ"), max_size=40))
def test_no_text_raises(text: str) -> None:
    parse_date(text)
    parse_date_line(text)


@given(st.datetimes(min_value=datetime(1801, 1, 1), max_value=datetime(2024, 1, 1)))
def test_iso_dates_are_read_back(date: datetime) -> None:
    assert parse_date(date.isoformat()) == date.replace(microsecond=0)
