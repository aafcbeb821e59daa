"""Dates typed as text, always day first."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tonghop290.text.answer_words import read_word
from tonghop290.text.format import VIETNAMESE, Writing
from tonghop290.text.normalize import FULL_WIDTH, clean_text

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

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A date of another year is a slip of the typist, and past 2262 no column of dates can hold it."""

_PIVOT = 50

_WORDS = re.compile(r"(?:[^0-9]*, ?)?(?:ngày )?([0-9]{1,2})[ /.-]*tháng ([0-9]{1,2})(?:,| )*năm ([0-9]{2}|[0-9]{4})")
_NUMERIC = re.compile(r"(?:ngày )?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})")
_MONTH = re.compile(r"(?:tháng )?([0-9]{1,2})(?: ?[-/.] ?|(?:,| )*năm )([0-9]{4})")
_DAY_NAME = re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -]+(?P<name>[^\W\d_]+\.?)[ ,-]+(?P<year>[0-9]{4})")
_NAME_DAY = re.compile(r"(?P<name>[^\W\d_]+\.?) +(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? +(?P<year>[0-9]{4})")
_TIME = re.compile(r"[ t]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m)?z?$")
_EMPTY_BLANK = re.compile(
    r"(?:[^0-9,]*, ?)?ngày[ .…_/]*tháng[ .…_/]*năm[ .…_/]*(?:[0-9]{2,4})?[ .…_/]*|[./…_ -]+(?:[0-9]{4})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """How a typed text was read as a date. ``candidates``: the dates possible; of a month alone, its first day."""

    value: datetime.date | None
    outcome: Literal["date", "month-only", "ambiguous", "unanswered-word", "not-a-date"]
    notes: tuple[str, ...] = ()
    candidates: tuple[datetime.date, ...] = ()


def read_date(text: str, *, writing: Writing = VIETNAMESE) -> DateReading:
    """Read a typed date, day first as in Vietnam; never raises. Years 1900–2199; a day that does not exist is no date.

    ``writing``: of a form in another language, where "05/02/2010" may be either day and is asked, and the months have
    names.

    >>> read_date("ngày 25 tháng 02 năm 2010").value
    datetime.date(2010, 2, 25)
    """
    cleaned = clean_text(text, keep_lines=False, max_length=200).translate(FULL_WIDTH).casefold()
    said = read_word(cleaned)
    if said is not None or _EMPTY_BLANK.fullmatch(cleaned):
        return DateReading(
            value=None, outcome="unanswered-word", notes=(said,) if said is not None and said in NOTES else ()
        )
    cleaned = cleaned.strip(" .;,")
    without_time = _TIME.sub("", cleaned)
    notes = ("time-dropped",) if without_time != cleaned else ()
    named = _with_month_named(without_time, writing.months)
    if named is not None:
        return _read_as(*named, notes)
    if found := _WORDS.fullmatch(without_time) or _NUMERIC.fullmatch(without_time):
        read = _day_first(found[1], found[2], found[3], notes)
        swapped = swapped_day_month(read.value) if read.value is not None and writing.long_day else None
        if read.value is None or swapped is None:
            return read
        return DateReading(value=None, outcome="ambiguous", notes=notes, candidates=(read.value, swapped))
    if found := _YEAR_FIRST.fullmatch(without_time):
        return _read_as(found[1], found[2], found[3], (*notes, "year-first") if without_time[4] != "-" else notes)
    if found := _MONTH.fullmatch(without_time):
        first = _date(found[2], found[1], "1")
        if first is not None:
            return DateReading(value=None, outcome="month-only", candidates=(first,))
    if re.fullmatch("[0-9]{8}|[0-9]{6}", without_time):
        return _digits_only(without_time)
    return _no_date()


def _with_month_named(text: str, months: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Year, month and day of "5 february 2020" or "feb 5, 2020"."""
    for pattern in (_DAY_NAME, _NAME_DAY) if months else ():
        if found := pattern.fullmatch(text):
            name = found["name"].casefold().rstrip(".")
            known = [n for n, month in enumerate(months, 1) if len(name) > 2 and month.casefold().startswith(name)]
            return (found["year"], str(known[0]), found["day"]) if len(known) == 1 else None
    return None


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
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return datetime.date(number, int(month), int(day))
    except ValueError:
        return None


def _no_date() -> DateReading:
    return DateReading(value=None, outcome="not-a-date")
