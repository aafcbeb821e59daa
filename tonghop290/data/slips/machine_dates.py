"""Dates a program made of what was no date, or of half a date: "1.5" became 1 May, "6/2010" the first day of June.

What the sender sees of a stored date is told by its number format: without a day or without a year, the program put
the missing one in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tonghop290.data.seeing.reading import Problem
from tonghop290.data.seeing.reasons import MEANT
from tonghop290.data.slips.decimals import can_be
from tonghop290.excel import date_to_excel_serial
from tonghop290.model import Cell, Field, told, told_date, told_number
from tonghop290.spreadsheet.seen.format_code import sections_of
from tonghop290.spreadsheet.seen.shown import shown_number
from tonghop290.text.dates import swapped_day_month

__all__ = ["is_month_first", "number_meant", "of_a_month_first_machine", "stored_date_asked"]

SYSTEM_DATES = ("mm-dd-yy", "m/d/yy h:mm")
"""Excel's own short dates, 14 and 22: shown the way of the machine that opens the book, day first in Viet Nam."""
_TYPED_NUMBER = 2_200
"""Day numbers below it (08/01/1906) are numbers typed into a cell that shows dates: a year, a count."""
_DAY_FIRST = re.compile(r"\s*([0-3]?[0-9])/([01]?[0-9])/[12][0-9]{3}\s*")
_NO_DATE_TYPED = 36_526
"""From 01/01/2000 on a date in a field of numbers was meant as one."""


@lru_cache(maxsize=1_000)
def is_month_first(number_format: str) -> bool:
    """Whether a format shows the month before the day wherever the book is opened.

    >>> [is_month_first(code) for code in ("m/d/yyyy", "dd/mm/yyyy", "yyyy-mm-dd", "mm-dd-yy")]
    [True, False, False, False]
    """
    if number_format in SYSTEM_DATES:
        return False
    tokens = [token.text for token in sections_of(number_format)[0].tokens if token.kind == "date"]
    order = [text[0] for text in tokens if not (text[0] == "d" and len(text) > 2)]
    return order[:1] == ["m"] and "d" in order


def stored_date_asked(day: dt.date, number_format: str, *, date1904: bool = False) -> tuple[bool, Problem | None]:
    """(whether the day can be taken, what is asked of it) for a date of the spreadsheet's own in a field of dates."""
    serial = _serial(day) - 1462 * date1904
    if 0 < serial < _TYPED_NUMBER:
        return False, Problem("date-of-number", told_date(day), (("number", str(serial)),))
    swapped = swapped_day_month(day) if is_month_first(number_format) else None
    if swapped is None:
        return True, None
    return True, Problem("date-swap", told_date(day), (("hint", told_date(swapped)),))


def of_a_month_first_machine(
    fields: Mapping[str, Field], cells: Mapping[str, Cell], values: Mapping[str, Any]
) -> tuple[str, Problem] | None:
    """(the field whose cell shows it, what is asked) where "31/12/2019" stayed a text, so that the machine writes the
    month first, and may have made 06/05/2010 of a "5/6/2010" in another cell; None where nothing shows it."""
    days = [field for field in fields.values() if field.type == "date" and field.id in cells]
    shows = next((field for field in days if _stayed_text(cells[field.id])), None)
    if shows is None:
        return None
    for field in days:
        day, cell = values.get(field.id), cells[field.id]
        if cell.kind != "date" or not isinstance(day, dt.date):
            continue
        swapped = swapped_day_month(day)
        if swapped is not None:
            facts = (("other", field.short), ("date", told_date(day)), ("hint", told_date(swapped)))
            return shows.id, Problem("dates-month-first", cells[shows.id].text.strip(), facts)
    return None


def _stayed_text(cell: Cell) -> bool:
    """Whether a cell holds as a text what a machine that writes the day first would have taken for a date."""
    found = _DAY_FIRST.fullmatch(cell.text) if cell.kind == "text" else None
    typed_as_text = cell.look.quoted or cell.number_format in ("", "@") or not cell.look.known
    return found is not None and not typed_as_text and int(found[1]) > 12 >= int(found[2]) > 0


def _serial(day: dt.date) -> int:
    return int(date_to_excel_serial(day)) if day >= dt.date(1900, 1, 1) else 0


def number_meant(field: Field, cell: Cell) -> str:
    """ " (có phải 1,5 không?)" for a date in a field of numbers that a program made of "1.5" or of a count; "" where
    neither can be meant."""
    day = dt.date.fromisoformat(cell.text)
    meant = None
    if "y" not in (shown_number(cell.number_format, _NO_DATE_TYPED).parts or "y"):
        first, second = (day.month, day.day) if is_month_first(cell.number_format) else (day.day, day.month)
        meant = float(f"{first}.{second}") if field.type != "integer" else None
    elif _serial(day) < _NO_DATE_TYPED:
        meant = float(_serial(day))
    return told(MEANT, number=told_number(meant)) if meant is not None and can_be(field, meant) else ""
