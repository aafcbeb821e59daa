"""What Excel defines: letters of columns, day numbers, and the formats that make a number a date or a percent."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache

__all__ = [
    "EXCEL_EPOCH",
    "LIST_LENGTH",
    "MESSAGE_LENGTH",
    "NOT_AVAILABLE",
    "PAGE_TEXT_LENGTH",
    "TITLE_LENGTH",
    "column_letters",
    "date_to_excel_serial",
    "day_number",
    "day_of_number",
    "excel_serial_to_date",
    "is_date_format",
    "is_percent_format",
]

EXCEL_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of the numbers from 01/03/1900 on, before which Excel counts a day that never was."""
TITLE_LENGTH, MESSAGE_LENGTH, LIST_LENGTH, PAGE_TEXT_LENGTH = 32, 255, 255, 255
"""Characters in the title and in the text of a prompt or an alert, in a typed list of choices, in a header or
footer."""

NOT_AVAILABLE = "#N/A"
"""What the function NA gives."""
_LAST_SERIAL = 2_958_465  # 9999-12-31, Excel's last date
_PHANTOM = 60  # Excel's 29/02/1900, a day that never was (kept for Lotus 1-2-3)
_LITERALS = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"\[[<>=]")
_DATE_CODE = re.compile(r"[dmyhs]", re.IGNORECASE)
_GENERAL = re.compile("general", re.IGNORECASE)


def column_letters(column: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(5), column_letters(27), column_letters(16_384)
    ('E', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def day_number(day: dt.date) -> float:
    """The days since :data:`EXCEL_EPOCH`: Excel's number of every day from 01/03/1900 on."""
    return float((day - EXCEL_EPOCH).days)


def day_of_number(number: float) -> dt.date:
    """The day of a :func:`day_number`; a time of day is dropped."""
    return EXCEL_EPOCH + dt.timedelta(days=int(number))


def excel_serial_to_date(serial: float, *, date1904: bool) -> dt.date | None:
    """The day of an Excel serial number (a time of day is dropped); None where Excel has no such day.

    The 1900 system counts a 29/02/1900 that never was: 59 is 28/02/1900, 60 is None, 61 is 01/03/1900. In the 1904
    system 0 is 01/01/1904. Source: ECMA-376 part 1, 18.17.4.
    """
    if not math.isfinite(serial) or serial < 0:
        return None
    day = math.floor(serial)
    if date1904:
        base = dt.date(1904, 1, 1)
    elif day < 1 or day == _PHANTOM:
        return None
    else:
        base = dt.date(1899, 12, 31) if day < _PHANTOM else EXCEL_EPOCH
    if day > _LAST_SERIAL - (1462 if date1904 else 0):
        return None
    return base + dt.timedelta(days=day)


def date_to_excel_serial(date: dt.date) -> float:
    """The serial number of a day in Excel's 1900 system. Days before 01/01/1900 raise ValueError: Excel has none."""
    day = dt.date(date.year, date.month, date.day)
    if day < dt.date(1900, 1, 1):
        raise ValueError(f"Excel has no serial number for {day.isoformat()}")
    days = (day - EXCEL_EPOCH).days
    return float(days if days > _PHANTOM else days - 1)


@lru_cache(maxsize=1_000)
def is_date_format(number_format: str) -> bool:
    """Whether an Excel number format shows a figure as a date, a time or a duration ([h]:mm); quoted text and colours
    do not count.

    The first section shows all but negative numbers, which are no dates to Excel; where a section has a condition, any
    may show them.

    >>> is_date_format("dd/mm/yyyy"), is_date_format('#,##0 "đồng"'), is_date_format("[h]:mm"), is_date_format("[Red]0")
    (True, False, True, False)
    >>> is_date_format("0;dd/mm/yyyy"), is_date_format("[<1]0;dd/mm/yyyy")
    (False, True)
    """
    sections = _bare_sections(number_format)
    return any(map(_DATE_CODE.search, sections if _CONDITION.search(number_format) else sections[:1]))


@lru_cache(maxsize=1_000)
def is_percent_format(number_format: str) -> bool:
    """Whether an Excel number format shows the value times 100 with a percent sign; a quoted or escaped sign does
    not."""
    return any("%" in section for section in _bare_sections(number_format))


def _bare_sections(number_format: str) -> list[str]:
    """The sections of a format for numbers, without literals, colours, conditions and locales ("@" is for text)."""
    bare = _GENERAL.sub("", _LITERALS.sub("", number_format))
    return [section for section in bare.split(";") if "@" not in section]
