"""Dates: typed as text (always day first), stored by Excel as serial numbers, and the formats that make a number a date."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from tonghop290.text.answer_words import read_word
from tonghop290.text.normalize import clean_text

NOTES: Mapping[str, str] = MappingProxyType({
    "two-digit-year": "the year had two digits; 00–49 were read as 20.., 50–99 as 19..",
    "month-first": "the day and the month stood the American way; no other reading is a date",
    "year-first": "the year stood first",
    "digits-only": "the date was typed without separators",
    "time-dropped": "a time of day followed the date",
    "zero-word": "not answered: a word for nothing stood there",
    "no-data-word": "not answered: a word for no figures stood there",
})  # fmt: skip
"""Every code ``DateReading.notes`` can hold, with its meaning. The codes are stable."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_PIVOT = 50
_LAST_SERIAL = 2_958_465  # 9999-12-31, Excel's last date
_PHANTOM = 60  # Excel's 29/02/1900, a day that never was (kept for Lotus 1-2-3)

_WORDS = re.compile(r"(?:[^0-9]*, ?)?(?:ngày )?([0-9]{1,2})[ /.-]*tháng ([0-9]{1,2})(?:,| )*năm ([0-9]{2}|[0-9]{4})")
_NUMERIC = re.compile(r"(?:ngày )?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})")
_MONTH = re.compile(r"(?:tháng )?([0-9]{1,2})(?: ?[-/.] ?|(?:,| )*năm )([0-9]{4})")
_TIME = re.compile(r"[ t]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m)?z?$")
_EMPTY_BLANK = re.compile(
    r"(?:[^0-9,]*, ?)?ngày[ .…_/]*tháng[ .…_/]*năm[ .…_/]*(?:[0-9]{2,4})?[ .…_/]*|[./…_ -]+(?:[0-9]{4})?"
)

_LITERALS = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_DATE_CODE = re.compile(r"[dmyhs]", re.IGNORECASE)
_GENERAL = re.compile("general", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """How a typed text was read as a date. ``candidates``: the dates possible; of a month alone, its first day."""

    value: datetime.date | None
    outcome: Literal["date", "month-only", "ambiguous", "unanswered-word", "not-a-date"]
    notes: tuple[str, ...] = ()
    candidates: tuple[datetime.date, ...] = ()


def read_date(text: str) -> DateReading:
    """Read a typed date, day first as in Vietnam; never raises. Years 1900–2199; a day that does not exist is no date.

    >>> read_date("ngày 25 tháng 02 năm 2010").value
    datetime.date(2010, 2, 25)
    """
    cleaned = clean_text(text, keep_lines=False, max_length=200).casefold()
    said = read_word(cleaned)
    if said is not None or _EMPTY_BLANK.fullmatch(cleaned):
        return DateReading(
            value=None, outcome="unanswered-word", notes=(said,) if said is not None and said in NOTES else ()
        )
    cleaned = cleaned.strip(" .;,")
    without_time = _TIME.sub("", cleaned)
    notes = ("time-dropped",) if without_time != cleaned else ()
    if found := _WORDS.fullmatch(without_time) or _NUMERIC.fullmatch(without_time):
        return _day_first(found[1], found[2], found[3], notes)
    if found := _YEAR_FIRST.fullmatch(without_time):
        return _read_as(found[1], found[2], found[3], (*notes, "year-first") if without_time[4] != "-" else notes)
    if found := _MONTH.fullmatch(without_time):
        first = _date(found[2], found[1], "1")
        if first is not None:
            return DateReading(value=None, outcome="month-only", candidates=(first,))
    if re.fullmatch("[0-9]{8}|[0-9]{6}", without_time):
        return _digits_only(without_time)
    return _no_date()


def excel_serial_to_date(serial: float, *, date1904: bool) -> datetime.date | None:
    """The day of an Excel serial number (a time of day is dropped); None where Excel has no such day.

    The 1900 system counts a 29/02/1900 that never was: 59 is 28/02/1900, 60 is None, 61 is 01/03/1900. In the 1904
    system 0 is 01/01/1904. Source: ECMA-376 part 1, 18.17.4.
    """
    if not math.isfinite(serial) or serial < 0:
        return None
    day = math.floor(serial)
    if date1904:
        base = datetime.date(1904, 1, 1)
    elif day < 1 or day == _PHANTOM:
        return None
    else:
        base = datetime.date(1899, 12, 31) if day < _PHANTOM else datetime.date(1899, 12, 30)
    if day > _LAST_SERIAL - (1462 if date1904 else 0):
        return None
    return base + datetime.timedelta(days=day)


def date_to_excel_serial(date: datetime.date) -> float:
    """The serial number of a day in Excel's 1900 system. Days before 01/01/1900 raise ValueError: Excel has none."""
    day = datetime.date(date.year, date.month, date.day)
    if day < datetime.date(1900, 1, 1):
        raise ValueError(f"Excel has no serial number for {day.isoformat()}")
    days = (day - datetime.date(1899, 12, 30)).days
    return float(days if days > _PHANTOM else days - 1)


@lru_cache(maxsize=1_000)
def is_date_format(number_format: str) -> bool:
    """Whether an Excel number format shows a date, a time or a duration ([h]:mm); quoted text and colours do not count."""
    return any(_DATE_CODE.search(section) for section in _bare_sections(number_format))


@lru_cache(maxsize=1_000)
def is_percent_format(number_format: str) -> bool:
    """Whether an Excel number format shows the value times 100 with a percent sign; a quoted or escaped sign does not."""
    return any("%" in section for section in _bare_sections(number_format))


def swapped_day_month(date: datetime.date) -> datetime.date | None:
    """The date with day and month exchanged (05/02 ↔ 02/05); None when that is no date or the same one."""
    if date.day > 12 or date.day == date.month:
        return None
    return datetime.date(date.year, date.day, date.month)


def _day_first(day: str, month: str, year: str, notes: tuple[str, ...]) -> DateReading:
    if _date(year, month, day) is None and _date(year, day, month) is not None:
        return _read_as(year, day, month, (*notes, "month-first"))
    return _read_as(year, month, day, notes)


def _read_as(year: str, month: str, day: str, notes: tuple[str, ...]) -> DateReading:
    date = _date(year, month, day)
    if date is None:
        return _no_date()
    return DateReading(value=date, outcome="date", notes=notes + (("two-digit-year",) if len(year) == 2 else ()))


def _digits_only(digits: str) -> DateReading:
    """ddmmyyyy, yyyymmdd, ddmmyy or yymmdd: read when only one of them is a date."""
    year_at_end = digits[:2], digits[2:4], digits[4:]
    year_at_start = digits[-2:], digits[-4:-2], digits[:-4]
    dates = {_date(year, month, day) for day, month, year in (year_at_end, year_at_start)} - {None}
    notes = ("digits-only", "two-digit-year") if len(digits) == 6 else ("digits-only",)
    found = tuple(sorted(date for date in dates if date is not None))
    if len(found) == 1:
        return DateReading(value=found[0], outcome="date", notes=notes)
    return DateReading(value=None, outcome="ambiguous", notes=notes, candidates=found) if found else _no_date()


def _date(year: str, month: str, day: str) -> datetime.date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < _PIVOT else 1900
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    try:
        return datetime.date(number, int(month), int(day))
    except ValueError:
        return None


def _no_date() -> DateReading:
    return DateReading(value=None, outcome="not-a-date")


def _bare_sections(number_format: str) -> list[str]:
    """The sections of a format for numbers, without literals, colours, conditions and locales ("@" is for text)."""
    bare = _GENERAL.sub("", _LITERALS.sub("", number_format))
    return [section for section in bare.split(";") if "@" not in section]
