"""What a field takes, as an example; and what a number that it can hardly hold may have been meant as."""

from __future__ import annotations

import datetime as dt
import math

from tonghop290.model import Field, Range, told, told_date, told_number

__all__ = ["choices_of", "example_of", "scale_hint", "unit_beside"]

_NUMBERS = (1250.0, 12_500.0, 125.0, 15.0, 2.0, 1.0, 0.0)
_DECIMALS = (1250.5, 125.5, 12.5, 2.5, 0.5)
_DAYS = (dt.date(2019, 12, 31), dt.date(2010, 6, 15))
_LEAST_DONG = 100_000.0
"""Below that nobody writes an amount in đồng: the smallest answer would be 0,1 triệu."""
_FEW = 60
"""Letters of a list by name that is still told entry by entry."""
_SMALL_GUESS = 500.0
"""A whole number is taken for thousands only where the usual ones reach so high: "10" for 10.000 people."""


def example_of(field: Field) -> str:
    """Something the field itself takes, as people type it: within its limits, with no more decimals than it has.

    "" where there is nothing to show (words).
    """
    if field.type == "date":
        low, high = (field.usual_of("") or field.hard or Range()).days
        return told_date(next((day for day in _DAYS if low <= day <= high), low if low > dt.date.min else high))
    if field.type == "choice":
        return field.choices[0]
    return _plain(_number_within(field)) if field.figure else ""


def choices_of(field: Field) -> str:
    """The choices as a sentence names them: all of them, or where they stand."""
    named = ", ".join(field.choices)
    many = field.listed and len(named) > _FEW
    return told("{count} mục ở trang Danh sách", count=str(len(field.choices))) if many else named


def _number_within(field: Field) -> float:
    low, high = (field.usual or field.usual_of("") or field.hard or Range(low=0.0)).numbers
    known = (*_DECIMALS, *_NUMBERS) if field.decimals else _NUMBERS
    fitting = next((number for number in known if low <= number <= high), None)
    if field.is_year or fitting is None:
        return float(math.ceil(low)) if math.isfinite(low) and math.ceil(low) <= high else low
    return fitting


def _plain(number: float) -> str:
    """Without marks between thousands, as a cell wants it: 1250,5."""
    return told_number(number, grouped=False)


def unit_beside(value: float, field: Field) -> str:
    """The unit of measure behind a figure that is told beside the field's label: "" where the label says it of a figure
    that is 0 ("Lượt ý kiến góp ý là 0", not "… là 0 lượt ý kiến")."""
    said, unit = (f" {' '.join(text.casefold().split())} " for text in (field.short, field.unit))
    return "" if not value and unit in said else field.unit


def scale_hint(field: Field, value: float, usual: Range | None) -> str:
    """What an impossible or unusual number may have been meant as: km² for ha, đồng for triệu đồng, a misplaced
    separator.

    ``usual``: what is usual for the unit. "" when no such reading falls into it, or nobody writes that field so.
    """
    if usual is None or usual.low is None or usual.high is None or value <= 0 or field.type == "percent":
        return ""
    low, high = usual.numbers
    if field.unit == "ha" and low <= value * 100 <= high:
        return told(
            ": km² hay ha? ({value} km² = {converted} ha)",
            value=told_number(value),
            converted=told_number(round(value * 100, 6)),
        )
    if field.unit.startswith("triệu đồng"):
        return _money_hint(value, low, high)
    if value >= 1000 and value.is_integer() or not value.is_integer():
        factor = 1 / 1000.0 if value >= 1000 and value.is_integer() else 1000.0
    elif high >= _SMALL_GUESS * 10 and low >= _SMALL_GUESS:
        factor = 1000.0
    else:
        return ""
    meant = round(value * factor, 6)
    if low <= meant <= high and meant > 0 and (field.type != "integer" or meant.is_integer()):
        return told(" (có phải {number} không?)", number=told_number(meant))
    return ""


def _money_hint(value: float, low: float, high: float) -> str:
    """đồng, nghìn đồng or tỷ in the place of triệu đồng."""
    if value >= _LEAST_DONG:
        for factor, names in ((1e6, "đồng hay triệu đồng"), (1e3, "nghìn đồng hay triệu đồng")):
            if low <= value / factor <= high:
                number = told_number(round(value / factor, 6))
                return told(": {names}? (có phải {number} triệu đồng không?)", names=names, number=number)
    if value >= 1000 and not 0 < low <= value / 1e3 <= high:
        return told(": đồng, nghìn đồng hay triệu đồng?")
    if value >= 1000:
        number = told_number(round(value / 1e3, 6))
        return told(": đồng, nghìn đồng hay triệu đồng? (có phải {number} triệu đồng không?)", number=number)
    return ""
