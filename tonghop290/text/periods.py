"""Periods of time as people name them – a year, a half, a quarter, a month, a span – read and printed.

The two are inverse: what :func:`period_name` prints, :func:`read_period` reads as the same days.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from tonghop290.text.dates import read_date
from tonghop290.text.format import format_date
from tonghop290.text.normalize import fold_marks, match_key

__all__ = [
    "PERIOD_NAMES",
    "PeriodKind",
    "month_end",
    "period_kind",
    "period_name",
    "periods_in",
    "read_period",
    "whole_months",
]

PeriodKind = Literal["month", "quarter", "half", "first months", "months", "year", "span", "days"]
FIRST_YEAR, LAST_YEAR = 1901, 9998
"""Years whose days Excel knows."""
PERIOD_NAMES: Mapping[str, str] = MappingProxyType({
    "month": "tháng {month}/{year}",
    "quarter 1": "quý I năm {year}",
    "quarter 2": "quý II năm {year}",
    "quarter 3": "quý III năm {year}",
    "quarter 4": "quý IV năm {year}",
    "half 1": "6 tháng đầu năm {year}",
    "half 2": "6 tháng cuối năm {year}",
    "first months": "{months} tháng đầu năm {year}",
    "months": "từ tháng {first_month}/{first_year} đến tháng {month}/{year}",
    "year": "năm {year}",
    "span": "giai đoạn {first_year} – {year}",
    "days": "từ ngày {first_day} đến ngày {day}",
})  # fmt: skip
"""What a period of each kind is called; a language may have patterns of its own for them."""
_PARTS: tuple[tuple[int, PeriodKind], ...] = ((1, "month"), (3, "quarter"), (6, "half"))
_ROMAN = ("I", "II", "III", "IV")
_YEAR, _MONTH = r"([12][0-9]{3})", r"(0?[1-9]|1[0-2])"
_OF = r"(?: ?[-/,.] ?| )(?:nam )?"
_TO = r" ?(?:-|/|den|toi) ?"
_QUARTER = re.compile(rf"(?:quy|qui|q) ?(iv|i{{1,3}}|0?[1-4]){_OF}{_YEAR}|{_YEAR} ?-? ?q([1-4])")
_HALF = re.compile(rf"(?:(?:0?6|sau) thang|nua) (dau|cuoi)(?: nam)? {_YEAR}")
_FIRST_MONTHS = re.compile(rf"{_MONTH} thang(?: dau)?(?: nam)? {_YEAR}")
_ONE_MONTH = re.compile(rf"(?:thang )?{_MONTH}{_OF}{_YEAR}|{_YEAR}-{_MONTH}")
_MONTHS = re.compile(rf"(?:tu )?thang {_MONTH}{_OF}{_YEAR}{_TO}thang {_MONTH}{_OF}{_YEAR}")
_NAMED = re.compile(
    rf"(?<!\w)(?:{_QUARTER.pattern}|{_HALF.pattern}|{_FIRST_MONTHS.pattern}|thang {_MONTH}{_OF}{_YEAR})(?!\w)"
)
_SPAN = rf"(?:giai doan|nhiem ky|tu nam|tu|cac nam)? ?{_YEAR}{_TO}(?:nam )?{_YEAR}"
_YEARS = re.compile(rf"(?:ca )?(?:nam )?{_YEAR}|{_SPAN}")
_DAY = r"([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
_DAYS = re.compile(rf"(?:tu )?(?:ngay )?{_DAY}{_TO}(?:ngay )?{_DAY}")


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def whole_months(first: dt.date, last: dt.date) -> int:
    """How many months the days fill; 0 where they are no whole months."""
    if first.day != 1 or last != month_end(last.year, last.month):
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def period_kind(first: dt.date, last: dt.date) -> PeriodKind:
    """What sort of period these days are."""
    months, start = whole_months(first, last), first.month - 1
    if not months:
        return "days"
    if months % 12 == 0 and not start:
        return "year" if months == 12 else "span"
    for length, kind in _PARTS:
        if months == length and start % length == 0:
            return kind
    return "first months" if not start and months < 12 else "months"


def period_name(first: dt.date, last: dt.date, say: Callable[[str], str] = str) -> str:
    """ "quý III năm 2026", as it stands inside a sentence. ``say``: gives the pattern of another language."""
    kind, months = period_kind(first, last), whole_months(first, last)
    numbered = f"{kind} {last.month // months}" if kind in ("quarter", "half") else kind
    return say(PERIOD_NAMES[numbered]).format(
        year=last.year,
        first_year=first.year,
        months=months,
        month=_month(last),
        first_month=_month(first),
        first_day=format_date(first),
        day=format_date(last),
    )


def _month(day: dt.date) -> str:
    """As in dates: a zero before months 1 and 2 only."""
    return f"{day.month:02}" if day.month <= 2 else str(day.month)


def read_period(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a period as people write it; None for what is none, or of years Excel does not know.

    >>> read_period("Quý III/2026") == read_period("q3 năm 2026") == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    True
    """
    said = re.sub(r"^ky\b(?: bao cao)?:?", "", fold_marks(match_key(text))).strip(" .:")
    days = _read(" ".join(said.split()))
    if days is None or days[0] > days[1]:
        return None
    return days if days[0].year >= FIRST_YEAR and days[1].year <= LAST_YEAR else None


def periods_in(text: str) -> frozenset[tuple[dt.date, dt.date]]:
    """The halves, quarters and months (and first months) of a year that a line names, by their days.

    >>> [period_name(*days) for days in periods_in("Thanh Hoá, số liệu quý II/2026")]
    ['quý II năm 2026']
    """
    said = fold_marks(match_key(text))
    return frozenset(days for found in _NAMED.finditer(said) if (days := _read(found[0])) is not None)


def _read(said: str) -> tuple[dt.date, dt.date] | None:
    if found := _QUARTER.fullmatch(said):
        number, year = found[1] or found[4], int(found[2] or found[3])
        quarter = int(number) if number.isdigit() else _ROMAN.index(number.upper()) + 1
        return _months(year, quarter * 3 - 2, 3)
    if found := _HALF.fullmatch(said):
        return _months(int(found[2]), 1 if found[1] == "dau" else 7, 6)
    if found := _FIRST_MONTHS.fullmatch(said):
        return _months(int(found[2]), 1, int(found[1]))
    if found := _ONE_MONTH.fullmatch(said):
        return _months(int(found[2] or found[3]), int(found[1] or found[4]), 1)
    if found := _MONTHS.fullmatch(said):
        return dt.date(int(found[2]), int(found[1]), 1), month_end(int(found[4]), int(found[3]))
    if found := _YEARS.fullmatch(said):
        first = int(found[1] or found[2])
        return dt.date(first, 1, 1), dt.date(int(found[3] or first), 12, 31)
    if found := _DAYS.fullmatch(said):
        first_day, last_day = read_date(found[1]).value, read_date(found[2]).value
        return (first_day, last_day) if first_day is not None and last_day is not None else None
    return None


def _months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), month_end(year, month + count - 1)
