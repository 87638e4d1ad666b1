"""Dates as news prints them → naive wall-clock datetimes.

`parse_date` reads a date field, `parse_date_line` a line of text that is nothing but a date, `parse_date_alone` what
a person typed for a date. The zone is dropped: archives are read and filtered by the day of the paper. Days stand
before months (12/09/2023 is in September), as in all Arabic newspapers. What is known here is read by regular
expressions; dateparser, which is slow, is asked last.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, timedelta
from functools import lru_cache

# Gregorian month names as Arabic newspapers write them: Egypt and the Gulf, Syriac names of the Levant and Iraq,
# French-derived ones of Tunisia and Algeria, Moroccan ones. Source: the Arabic locales ar, ar-SY, ar-TN/ar-DZ and
# ar-MA of the Unicode CLDR (dates/calendars/gregorian), and the spellings that news adds to them.
_GREGORIAN: tuple[str, ...] = (
    "يناير كانون_الثاني كانون_ثاني جانفي ينايير جانفيي",
    "فبراير شباط فيفري فيبراير",
    "مارس آذار اذار أذار مارث",
    "أبريل ابريل إبريل نيسان أفريل افريل آبريل",
    "مايو أيار ايار ماي ماى",
    "يونيو حزيران جوان يونيه",
    "يوليو تموز جويلية يوليوز يوليه جويليه",
    "أغسطس اغسطس آب اب أوت اوت غشت",
    "سبتمبر أيلول ايلول شتنبر سبتامبر",
    "أكتوبر اكتوبر تشرين_الأول تشرين_الاول تشرين_أول تشرين_اول",
    "نوفمبر تشرين_الثاني تشرين_ثاني نونبر نوفامبر",
    "ديسمبر كانون_الأول كانون_الاول كانون_أول كانون_اول دجنبر ديسامبر",
)
# Hijri months; source: CLDR, islamic-umalqura, Arabic, with the spellings of news.
_HIJRI: tuple[str, ...] = (
    "محرم المحرم محرم_الحرام",
    "صفر",
    "ربيع_الأول ربيع_الاول ربيع_أول ربيع_اول",
    "ربيع_الآخر ربيع_الاخر ربيع_الثاني ربيع_ثاني ربيع_آخر",
    "جمادى_الأولى جمادى_الاولى جمادى_الأول جمادى_الاول جمادي_الأولى جمادي_الاولى جمادي_الأول جمادي_الاول",
    "جمادى_الآخرة جمادى_الاخرة جمادى_الثانية جمادى_الثاني جمادي_الآخرة جمادي_الاخرة جمادي_الثانية جمادى_الآخر",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو_القعدة ذي_القعدة ذو_القعده ذي_القعده",
    "ذو_الحجة ذي_الحجة ذو_الحجه ذي_الحجه",
)


def _months(table: tuple[str, ...]) -> dict[str, int]:
    return {name.replace("_", " "): number for number, names in enumerate(table, 1) for name in names.split()}


_GREGORIAN_NUMBER = _months(_GREGORIAN)
_HIJRI_NUMBER = _months(_HIJRI)


def _any_of(names: dict[str, int]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "(" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first) + ")"


# `re` compiles these patterns when they are first used, and keeps them: an archive whose dates are ISO 8601 needs none.
_END = r"(?![ء-ي])"
_YEAR = r"[\s,،./\-]*(?:(?:من\s+)?(?:عام|سنة|لسنة)\s+)?(\d{4})(?!\d)"
# A second name of the month, "أيلول" of "سبتمبر/أيلول", "تموز" of "يوليو (تموز)".
_TWIN = rf"(?:\s*[/\\\-–|(]\s*{_any_of(_GREGORIAN_NUMBER)}{_END}\s*\)?)?"
_MONTH = rf"{_any_of(_GREGORIAN_NUMBER)}{_END}{_TWIN}"
_DAY_MONTH_YEAR = rf"(?<!\d)(\d{{1,2}})[\s,،./\-]*(?:من\s+)?(?:شهر\s+)?{_MONTH}{_YEAR}"
_MONTH_DAY_YEAR = rf"(?<![ء-ي]){_MONTH}\s*(\d{{1,2}})(?!\d)[\s,،]+(\d{{4}})(?!\d)"
_HIJRI_DATE = (
    rf"(?<!\d)(\d{{1,2}})[\s,،./\-]*(?:من\s+)?(?:شهر\s+)?{_any_of(_HIJRI_NUMBER)}{_END}"
    rf"{_YEAR}\s*(?:هجرية|هجري|هـ|ه)?{_END}"
)
_MONTH_YEAR = rf"(?:شهر\s+)?{_MONTH}{_YEAR}\s*(?:ميلادية|ميلادي|م)?"
_HIJRI_MONTH_YEAR = rf"(?:شهر\s+)?{_any_of(_HIJRI_NUMBER)}{_END}{_YEAR}\s*(?:هجرية|هجري|هـ|ه)?"
_NUMERIC_YMD = r"(?<!\d)(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)"
_NUMERIC_DMY = r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:])"
_HIJRI_SIGN = rf"\s*(?:هجرية|هجري|هـ|ه){_END}"
_COMMON_ERA = rf"\s*(?:ميلادية|ميلادي|م){_END}"
_TIME = (
    r"(?i)(?<![\d:.])(\d{1,2})\s?:\s?(\d{2})(?:\s?:\s?(\d{2})(?:\.\d+)?)?"
    r"(?:\s*((?:بعد )?منتصف الليل|(?:ال)?صباح|صباحا|ص|(?:ال)?مساء|م|ظهرا|بعد الظهر|فجرا|ليلا|عصرا"
    r"|am|pm|a\.m\.|p\.m\.)(?![ء-يa-z]))?"
)
_MORNING = frozenset(("ص", "صباحا", "صباح", "الصباح", "فجرا", "منتصف الليل", "بعد منتصف الليل", "am", "a.m."))
_LATE = frozenset(("م", "مساء", "المساء", "ظهرا", "بعد الظهر", "عصرا", "ليلا", "pm", "p.m."))

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Harakat, superscript alef, zero-width and bidi marks, soft hyphen, BOM. Tatweel goes too, but not that of "هـ".
_INVISIBLE = "[\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|(?<!ه)\u0640"
_WEEKDAY = (
    r"(?:يوم\s+)?(?<![ء-ي])(?:ال)?(?:سبت|أحد|احد|إثنين|اثنين|أثنين|ثلاثاء|ثلاثا|أربعاء|اربعاء|خميس|جمعة|جمعه)"
    + _END
    + r"|\b(?i:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?i:day)?\b"
)
# Words that stand around a printed date.
_AROUND = (
    r"(?<![ء-ي])(?:تاريخ\s+النشر|تاريخ|نشرت?\s+في|نشرت?|تم\s+النشر|كتبت?\s+في|[آأا]خر\s+تحديث|تحديث|حدثت?|أضيفت?|بتاريخ|في|يوم|الموافق"
    r"|الساعة|على|ب?توقيت|غرينتش|جرينتش|مكة|المكرمة|ت\.?\s?غ|القاهرة|الرياض|دبي|أبوظبي|GMT|UTC|KSA|م|هـ|ه)(?![ء-ي])"
    r"|\b(?i:published|updated|on|at|AST|EST|EDT|EET|EEST|CET|CEST)\b"
)
# A zone after the time of day, where the Arabic names above are not all: بتوقيت السعودية, GMT+3, [Asia/Dubai].
_ZONE = r"بتوقيت(?:\s+[ء-ي]+){1,3}|\b(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d{2})?\b|\[[A-Za-z_]+/[A-Za-z_]+\]"
_RFC822_DAY = r"(?<!\d)\d{1,2}\s+[A-Za-z]{3,9}\s+\d{2,4}(?=\s+\d{1,2}:\d{2})"
# The time, and behind it +0400, +3, GMT, GMT+3, EST, and the name of the zone in brackets. AM and PM are none.
_RFC822_ZONE = (
    r"^(\s+[\d:]+)\s*(?:(?:\b(?![AP]M\b)[A-Z]{1,5})?[+-]\d{1,2}(?::?\d{2})?\b|\b(?![AP]M\b)[A-Z]{1,5}\b)?"
    r"(?:\s*\([A-Za-z ]+\))?"
)
# As C's ctime writes it, and Twitter: Sep 12 10:00:00 +0000 2023.
_CTIME = r"\b([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s+(?:(?:[A-Z]{2,5}|[+-]\d{4})\s+)?(\d{4})(?!\d)"
# Milliseconds since 1970, as ASP.NET writes them in JSON.
_ASP_NET = r"/Date\((\d{9,13})(?:[+-]\d{4})?\)/"
# 1300 to 1599: nobody prints years of the common era as early as that.
_HIJRI_YEAR = r"(?<!\d)1[345]\d{2}(?!\d)"
_EARLIEST_YEAR = 1800
# Databases write 9999-12-31 and the like for what never ends. No limit asks the clock: the date is part of an article's
# hash, its id where it has no other, and what a file says must be the same on any day and machine.
_LATEST_YEAR = 2100
# Years of two digits: from 69 on they are of the 1900s, as POSIX has it, and up to 29 of the 2000s. Between the two lie
# years to come, and those of the hijra: 12/9/36 is hardly a day of 2036.
_LAST_OF_2000S, _FIRST_OF_1900S = 29, 69
_DIGIT = re.compile(r"\d")
#: What hijridate's Umm al-Qura table covers. Nobody prints years of the common era as early as that.
HIJRI_YEARS = range(1343, 1501)


def parse_date(text: str, *, guess: bool = True) -> datetime | None:
    """The moment that the text names, without a zone, or None where there is none to be read.

    Without `guess` dateparser is not asked about what nobody here knows: it takes a quarter of a second to load.
    """
    if not text or len(text) > 200 or not _DIGIT.search(text):
        return None
    return _parse(text, guess)


def parse_date_line(line: str) -> datetime | None:
    """The date, if the line is a date (weekday, date, time, "نشر في") and nothing else."""
    if len(line) > 100 or not _DIGIT.search(line):
        return None
    return _parse_line(line)


def parse_date_alone(text: str) -> datetime | None:
    """The moment that the text names, if it says that and nothing else.

    Whoever types two dates, or a time that is none, must not be answered for one of them, or for midnight. What stands
    around printed dates may be there, and the same day in the other calendar.
    """
    if len(text) > 100:
        return None
    text = _simplified(text)
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return _from_number(text)
    if (found := _find(text)) is None:
        return None
    date, rest = found
    if (second := _find(rest)) is not None:
        other, rest = second
        # A Hijri month begins a day or two earlier or later where another moon is waited for.
        leeway = 2 if re.search(_HIJRI_YEAR, text) else 0
        if abs((other.date() - date.date()).days) > leeway:
            return None
    return None if _says_more(re.sub(_ZONE, " ", rest)) else date


def parse_month(text: str) -> tuple[datetime, datetime] | None:
    """The first and the last day of the month that the text names, and nothing else: أغسطس 2015, رمضان 1436."""
    if len(text) > 60:
        return None
    text = _simplified(text)
    if match := re.fullmatch(_MONTH_YEAR, text):
        name, twin, year = match.groups()
        month = _GREGORIAN_NUMBER[" ".join(name.split())]
        if (twin and _GREGORIAN_NUMBER[" ".join(twin.split())] != month) or not int(year):
            return None
        first = datetime(int(year), month, 1)
        return first, first.replace(day=monthrange(first.year, month)[1])
    if match := re.fullmatch(_HIJRI_MONTH_YEAR, text):
        return hijri_days(int(match[2]), _HIJRI_NUMBER[" ".join(match[1].split())])
    return None


def hijri_days(year: int, month: int | None = None) -> tuple[datetime, datetime] | None:
    """The first and the last day of a Hijri year, or of a month of it; None for one that the tables do not have."""
    first_month, last_month = (1, 12) if month is None else (month, month)
    if year not in HIJRI_YEARS or not 1 <= first_month <= 12:
        return None
    from hijridate import Hijri

    begin, end = Hijri(year, first_month, 1), Hijri(year, last_month, 1)
    first, last = (datetime.combine(each.to_gregorian(), datetime.min.time()) for each in (begin, end))
    return first, last + timedelta(days=end.month_length() - 1)


@lru_cache(maxsize=1 << 15)
def _parse(text: str, guess: bool) -> datetime | None:
    try:
        # The fast path: nearly every machine-written date is ISO 8601 (Python's parser also knows 20230912T1238Z).
        date = datetime.fromisoformat(text.strip()).replace(tzinfo=None, microsecond=0)
        if _EARLIEST_YEAR <= date.year <= _LATEST_YEAR:
            return date
    except ValueError:
        pass
    text = _simplified(text)
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return _from_number(text)
    if milliseconds := re.fullmatch(_ASP_NET, text):
        return _since_1970(int(milliseconds[1]) // 1000)
    if (found := _find(text)) is not None:
        return found[0]
    if not guess or re.search(_NUMERIC_YMD, text) or re.search(_NUMERIC_DMY, text):
        return None  # figures that are no date in day-month order: nobody else may guess
    return _checked(_ask_dateparser(text))


@lru_cache(maxsize=4096)
def _parse_line(line: str) -> datetime | None:
    text = _simplified(line)
    if (found := _find(text)) is None:
        return None
    date, rest = found
    return None if _says_more(re.sub(_HIJRI_DATE, "", rest)) else date


def _says_more(rest: str) -> bool:
    """Whether there is more beside a date than what stands around printed dates."""
    rest = re.sub(_AROUND, "", re.sub(_WEEKDAY, "", rest))
    return re.search(r"[^\W_]", rest) is not None


def _simplified(text: str) -> str:
    return " ".join(re.sub(_INVISIBLE, "", text.translate(_DIGITS)).split())


def _checked(date: datetime | None) -> datetime | None:
    return date if date is not None and _EARLIEST_YEAR <= date.year <= _LATEST_YEAR else None


def _from_number(text: str) -> datetime | None:
    """yyyymmdd with or without hh(mm(ss)), or (milli)seconds since 1970; 1970010100 of them are not over."""
    whole = text.partition(".")[0]
    for length, pattern in ((8, "%Y%m%d"), (10, "%Y%m%d%H"), (12, "%Y%m%d%H%M"), (14, "%Y%m%d%H%M%S")):
        if len(whole) == length and (length != 10 or whole > "1970"):
            try:
                if date := _checked(datetime.strptime(whole, pattern)):
                    return date
            except ValueError:
                pass
    if len(whole) in (9, 10, 12, 13):
        return _since_1970(int(float(text) / (1000 if len(whole) > 10 else 1)))
    return None


def _since_1970(seconds: int) -> datetime | None:
    return _checked(datetime(1970, 1, 1) + timedelta(seconds=seconds))


def _find(text: str) -> tuple[datetime, str] | None:
    """The first date of the text, and the text without that date and its time."""
    for read in (_gregorian_names, _rfc822, _ctime, _figures, _hijri):
        found = read(text)
        if found is not None:
            date, rest = found
            return (date, rest) if _checked(date) else None
    return None


def _gregorian_names(text: str) -> tuple[datetime, str] | None:
    if match := re.search(_DAY_MONTH_YEAR, text):
        day, month, twin, year = match.groups()
    elif match := re.search(_MONTH_DAY_YEAR, text):
        month, twin, day, year = match.groups()
    else:
        return None
    number = _GREGORIAN_NUMBER[" ".join(month.split())]
    if twin and _GREGORIAN_NUMBER[" ".join(twin.split())] != number:
        return None
    end = match.end()
    if era := re.compile(_COMMON_ERA).match(text, end):
        end = era.end()
    return _at(int(year), number, int(day), text[: match.start()] + " " + text[end:])


def _rfc822(text: str) -> tuple[datetime, str] | None:
    match = re.search(_RFC822_DAY, text)
    if match is None:
        return None
    rest = text[: match.start()] + " " + re.sub(_RFC822_ZONE, r"\1 ", text[match.end() :])
    return _at_english(match.group(), rest)


def _ctime(text: str) -> tuple[datetime, str] | None:
    match = re.search(_CTIME, text)
    if match is None:
        return None
    month, day, time, year = match.groups()
    return _at_english(f"{day} {month} {year}", f"{text[: match.start()]} {time} {text[match.end() :]}")


def _at_english(day: str, rest: str) -> tuple[datetime, str] | None:
    from email.utils import parsedate

    # Without a time it reads nothing, and that of the text it would read without am and pm.
    parts = parsedate(f"{day} 00:00")
    return None if parts is None or _is_of_no_century(parts[0], day) else _at(*parts[:3], rest)


def _is_of_no_century(year: int, text: str) -> bool:
    """Whether a year was written in two digits and may be of any century."""
    return year > 2000 + _LAST_OF_2000S and not re.search(r"\d{4}", text)


def _figures(text: str) -> tuple[datetime, str] | None:
    if match := re.search(_NUMERIC_YMD, text):
        year, _, month, day = match.groups()
    elif match := re.search(_NUMERIC_DMY, text):
        day, _, month, year = match.groups()
    else:
        return None
    end = match.end()
    hijri = re.compile(_HIJRI_SIGN).match(text, end)
    sign = hijri or re.compile(_COMMON_ERA).match(text, end)
    if len(year) == 2:
        if hijri or _LAST_OF_2000S < int(year) < _FIRST_OF_1900S:
            return None
        year = f"19{year}" if int(year) >= _FIRST_OF_1900S else f"20{year}"
    rest = text[: match.start()] + " " + re.sub(r"^T(?=\d)", "", text[sign.end() if sign else end :])
    if int(year) in HIJRI_YEARS:
        return _at_hijri(int(year), int(month), int(day), rest)
    return _at(int(year), int(month), int(day), rest)


def _hijri(text: str) -> tuple[datetime, str] | None:
    match = re.search(_HIJRI_DATE, text)
    if match is None:
        return None
    day, month, year = match.groups()
    rest = text[: match.start()] + " " + text[match.end() :]
    return _at_hijri(int(year), _HIJRI_NUMBER[" ".join(month.split())], int(day), rest)


def _at_hijri(year: int, month: int, day: int, rest: str) -> tuple[datetime, str] | None:
    from hijridate import Hijri

    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return _at(gregorian.year, gregorian.month, gregorian.day, rest)


def _at(year: int, month: int, day: int, rest: str) -> tuple[datetime, str] | None:
    """The day, with the time of day that the rest of the text names, if any."""
    try:
        date = datetime(year, month, day)
    except ValueError:
        return None
    time = re.search(_TIME, rest)
    if time is None:
        return date, rest
    hour, minute, second = int(time[1]), int(time[2]), int(time[3] or 0)
    half = (time[4] or "").lower()
    before_noon = (half == "ليلا" and hour < 6) or (half == "ظهرا" and hour > 9)  # of what else is late
    if hour == 12 and (half == "ليلا" or half in _MORNING):
        hour = 0
    elif half in _LATE and hour < 12 and not before_noon:
        hour += 12
    if (hour, minute, second) == (24, 0, 0):  # the end of the day that is printed
        hour, minute, second = 23, 59, 59 if time[3] else 0
    try:
        date = date.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return date, rest
    rest = rest[: time.start()] + " " + re.sub(r"^(?:\s*Z\b|\s*[+-]\d{2}:?\d{2}\b)", "", rest[time.end() :])
    return date, rest


def _ask_dateparser(text: str) -> datetime | None:
    if len(text) > 60 or not re.search(r"[^\W\d_]{3}", text) or not re.search(r"\d{4}|\d.*\d", text):
        return None
    from dateparser import parse

    settings = {
        "DATE_ORDER": "DMY",
        "REQUIRE_PARTS": ["day", "month", "year"],
        # Not "3 hours ago": an archive does not say ago from when.
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": datetime(2000, 1, 1),  # whatever it may want of it: not today's
    }
    try:
        date = parse(text, languages=["ar", "en", "fr"], settings=settings)
    except MemoryError:
        raise  # the article would have no date, and no other of that day either
    except Exception:  # any string may come here, and dateparser promises nothing about what it raises
        return None
    unknown = date is None or _is_of_no_century(date.year, text)
    return None if unknown else date.replace(tzinfo=None, microsecond=0)
