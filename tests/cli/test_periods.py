"""Dates typed for `--from` and `--to` name stretches of time."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.language.periods import is_value, period, span_of


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
        ("2023-09-12 9:05", "2023-09-12T09:05:00", "2023-09-12T09:05:59.999999"),
        ("2023-09-12t12:38z", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("Tue, 12 Sep 2023 12:38 GMT+3", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("12 Sep 2023 12:38:00 +03", "2023-09-12T12:38:00", "2023-09-12T12:38:00.999999"),
        ("12/09/2023 12:38 ت غ", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("12/09/2023 12:38 توقيت مكة", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("12/09/2023 12:38 AST", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("2023-09-12T12:38+04:00", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("2023-09-12T12:38:05", "2023-09-12T12:38:05", "2023-09-12T12:38:05.999999"),
        ("20230912T123805Z", "2023-09-12T12:38:05", "2023-09-12T12:38:05.999999"),
        ("2023-09-12T12:38:05.5", "2023-09-12T12:38:05", "2023-09-12T12:38:05.999999"),
        ("20230912T1238", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("٢٠٢٣-٠٩-١٢T١٢:٣٨", "2023-09-12T12:38:00", "2023-09-12T12:38:59.999999"),
        ("٢٠٢٣-٠٩-١٢ ١٢:٣٨:٠٥", "2023-09-12T12:38:05", "2023-09-12T12:38:05.999999"),
        ("٢٠٢٣٠٩١٢", "2023-09-12T00:00:00", "2023-09-12T23:59:59.999999"),
        ("۲۰۱۵-W۳۲-۲", "2015-08-04T00:00:00", "2015-08-04T23:59:59.999999"),
        ("2015-W32", "2015-08-03T00:00:00", "2015-08-09T23:59:59.999999"),
        ("2015-W32-2", "2015-08-04T00:00:00", "2015-08-04T23:59:59.999999"),
        ("9999", "9999-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
        ("August 2015", "2015-08-01T00:00:00", "2015-08-31T23:59:59.999999"),
        ("Sept. 2015", "2015-09-01T00:00:00", "2015-09-30T23:59:59.999999"),
        ("22 July 2015", "2015-07-22T00:00:00", "2015-07-22T23:59:59.999999"),
        ("1st-may-2015", "2015-05-01T00:00:00", "2015-05-01T23:59:59.999999"),
        ("Jul 22, 2015", "2015-07-22T00:00:00", "2015-07-22T23:59:59.999999"),
    ],
)
def test_a_date_names_all_of_its_year_month_day_or_minute(typed: str, first: str, last: str) -> None:
    assert period(typed) == (datetime.fromisoformat(first), datetime.fromisoformat(last))


@pytest.mark.parametrize(
    "typed",
    [
        *("2023-13", "31/02/2023", "0000", "0", "", "غدا", "12/2023/09", "2023-W54", "9999-W52"),
        *("31 June 2015", "22 July 22 2015", "22 Foo 2015", "July 2015 2016"),
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert period(typed) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12 سبتمبر 2023", "2023-09-12"),
        ("الثلاثاء ١٢ أيلول ٢٠٢٣", "2023-09-12"),
        ("نشر في: 12 سبتمبر/أيلول 2023", "2023-09-12"),
        ("القاهرة، 12 سبتمبر 2023م", "2023-09-12"),
        ("الثلاثاء 12 سبتمبر 2023 الموافق 27 صفر 1445هـ", "2023-09-12"),
        ("12/09/2023 الموافق 27/02/1445هـ", "2023-09-12"),
        ("28 صفر 1445هـ الموافق 12/09/2023", "2023-09-12"),
        ("1436/9/12هـ", "2015-06-29"),
        ("20230912", "2023-09-12"),
        ("Tuesday 12/9/2023", "2023-09-12"),
        ("ثلاثاء 12 سبتمبر 2023", "2023-09-12"),
        ("سبت, 2015-08-15", "2015-08-15"),
        ("كتب في 12/09/2023", "2023-09-12"),
        ("أخر تحديث 12/09/2023", "2023-09-12"),
        ("Published 12/09/2023", "2023-09-12"),
        ("الثلاثاء 12 سبتمبر 2023 / 12:38", "2023-09-12T12:38"),
        ("05:30 مساءً 12/3/2016", "2016-03-12T17:30"),
        ("12 سبتمبر 2023 الساعة 9:30 صباحا بتوقيت السعودية", "2023-09-12T09:30"),
        ("12.09.2023 09:30 GMT+3", "2023-09-12T09:30"),
        ("2023-09-12 09:30 [Asia/Dubai]", "2023-09-12T09:30"),
        ("١٢/٠٩/٢٠٢٣ ١٢ : ٣٨ : ٠٥", "2023-09-12T12:38:05"),
        ("Wed, 07 Mar 2018 21:13:59 +0400 (GST)", "2018-03-07T21:13:59"),
        ("12 Sep 2023 08:05 PM", "2023-09-12T20:05"),
    ],
)
def test_days_and_times_are_read_as_newspapers_print_them(typed: str, day: str) -> None:
    assert period(typed) == period(day) is not None


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("2023-09-12T25:00", "2023-09-12"),
        ("2023-09-12T24:30", "2023-09-12"),
        ("2023-09-12T12:60", "2023-09-12"),
        ("2023-09-12 12:38:60", "2023-09-12"),
        ("12/09/2023 25:00", "2023-09-12"),
        ("12 سبتمبر 2023 - 25:10", "2023-09-12"),
        ("12 Sep 2023 25:00", "2023-09-12"),
        ("2023-09-12 - 2023-12-31", "2023-09-12"),
        ("2023-09-12 2023-09-13", "2023-09-12"),
        ("12 سبتمبر 2023 إلى 14 سبتمبر 2023", "2023-09-12"),
        ("12 سبتمبر 2023 الموافق 27 رمضان 1445هـ", "2023-09-12"),
        ("12 Sep 2023 10:00 13 Oct 2024", "2023-09-12"),
        ("2023-09-12 foo", "2023-09-12"),
        ("2023-09-12x12:38", "2023-09-12"),
        ("السد 12 سبتمبر 2023", "2023-09-12"),
        ("12 سبتمبر 2023 الساعة 9", "2023-09-12"),
        ("2023-00", "2023"),
        ("12/00/2023", "2023"),
        ("2023-09-00", "2023-09"),
    ],
)
def test_what_says_more_than_a_date_or_an_impossible_one_is_no_date(typed: str, nearest: str) -> None:
    assert period(typed) is None
    assert span_of(typed)[1] == nearest
    assert is_value(nearest)


@pytest.mark.parametrize(
    "typed", ["2023-09-12..2023-12-31", "2023-09-12..", "…12/09/2023", "12 سبتمبر 2023.. 12/09/2023"]
)
def test_a_range_is_no_date(typed: str) -> None:
    assert period(typed) is None


@pytest.mark.parametrize("typed", ["2023-09-12T24:00", "2023-09-12 24:00:00", "٢٤:٠٠ ١٢/٩/٢٠٢٣"])
def test_24_00_is_the_end_of_the_day(typed: str) -> None:
    named, day = period(typed), period("2023-09-12")
    assert named is not None
    assert day is not None
    assert named.last == day.last


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("أغسطس 2015", "2015-08-01", "2015-08-31"),
        ("آب 2015", "2015-08-01", "2015-08-31"),
        ("غشت ٢٠١٥", "2015-08-01", "2015-08-31"),
        ("شهر كانون الثاني 2016", "2016-01-01", "2016-01-31"),
        ("سبتمبر/أيلول 2015", "2015-09-01", "2015-09-30"),
        ("فيفري، 2016", "2016-02-01", "2016-02-29"),
        ("August 2015", "2015-08-01", "2015-08-31"),
        ("sep-2015", "2015-09-01", "2015-09-30"),
        ("رمضان 1436", "2015-06-18", "2015-07-16"),
        ("ربيع الأول 1437 هـ", "2015-12-12", "2016-01-10"),
    ],
)
def test_a_month_by_any_of_its_names(typed: str, first: str, last: str) -> None:
    named = period(typed)
    assert named is not None
    assert (named.first.isoformat(), named.last.isoformat()) == (
        f"{first}T00:00:00",
        f"{last}T23:59:59.999999",
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("today", "2024-03-31"),
        ("اليوم", "2024-03-31"),
        ("last-7d", "2024-03-24"),
        ("Last 2 weeks", "2024-03-17"),
        ("last-1m", "2024-02-29"),
        ("last-month", "2024-02-29"),
        ("last-1y", "2023-03-31"),
        ("آخر أسبوعين", "2024-03-17"),
        ("آخر ٣ أشهر", "2023-12-31"),
        ("اخر-10-ايام", "2024-03-21"),
        ("last-99999y", "0001-01-01"),
    ],
)
def test_the_last_days_end_with_today(typed: str, first: str) -> None:
    named = period(typed, date(2024, 3, 31))
    assert named is not None
    assert (named.first.date().isoformat(), named.last.isoformat()) == (first, "2024-03-31T23:59:59.999999")


def test_yesterday_is_one_day() -> None:
    for typed in ("yesterday", "أمس"):
        assert period(typed, date(2024, 3, 1)) == period("2024-02-29")


@pytest.mark.parametrize(
    ("typed", "first", "last", "instead"),
    [
        ("2015", "2015", "2015", ""),
        ("2015-08..2015-10", "2015-08", "2015-10", ""),
        ("2015-08 … آب 2016", "2015-08", "2016-08", ""),
        ("2015..", "2015", None, ""),
        ("..2015", None, "2015", ""),
        ("«2015»..«2016»", "2015", "2016", ""),
        # what can't be meant, and what it is taken for
        ("2016..2015", "2015", "2016", "2015..2016"),
        ("2015-13", "2015", "2015", "2015"),
        ("31/02/2015", "2015-02", "2015-02", "2015-02"),
        ("2015-13..2016", "2015", "2016", "2015..2016"),
        ("ربما..2016", None, "2016", "..2016"),
    ],
)
def test_a_range_spans_from_the_first_moment_to_the_last(
    typed: str, first: str | None, last: str | None, instead: str
) -> None:
    begins = None if first is None else period(first)
    ends = None if last is None else period(last)
    assert span_of(typed) == ((begins and begins.first, ends and ends.last), instead)


@pytest.mark.parametrize("typed", ["", "..", "ربما", "12", "أغسطس", "0000"])
def test_what_has_no_date_spans_nothing(typed: str) -> None:
    assert span_of(typed) == (None, "")


@given(st.text(st.sampled_from("0123456789٠١٢/-:.…TWZ +إلى سبتمبر رمضان هـ last d"), max_size=30))
def test_what_is_proposed_instead_can_be_meant(typed: str) -> None:
    span, instead = span_of(typed)
    if instead:
        assert span_of(instead) == (span, "")


@given(st.text(max_size=20))
def test_no_string_raises(typed: str) -> None:
    named = period(typed)
    assert named is None or named.first <= named.last
    span, _ = span_of(typed)
    assert span is None or None in span or span[0] <= span[1]  # type: ignore[operator]


def test_a_range_that_ends_within_the_period_it_begins_in_is_no_range_backwards() -> None:
    span, instead = span_of("2015-08-15..2015-08")
    assert span == (datetime(2015, 8, 15), datetime(2015, 8, 31, 23, 59, 59, 999999))
    assert instead == ""
