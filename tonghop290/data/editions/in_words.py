"""What a field, a table and a value are called where two editions of a form are told apart."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tonghop290.model import Field, Table
from tonghop290.text.format import format_date, format_number

__all__ = ["as_printed", "is_inside", "kind_of", "meaning_of"]


def meaning_of(field: Field) -> str:
    """ "số nguyên (người)": what an answer is."""
    kinds = {
        "integer": "số nguyên",
        "decimal": "số",
        "percent": "tỷ lệ phần trăm",
        "date": "ngày tháng",
        "choice": "mục chọn",
    }
    return kinds.get(field.type, "chữ") + (f" ({field.unit})" if field.unit else "")


def kind_of(table: Table) -> str:
    """How a table is filled in."""
    return "bảng có dòng in sẵn" if table.fixed else "bảng tự thêm dòng"


def is_inside(value: Any, field: Field) -> bool:
    """Whether a number or a date lies within the hard range of its field."""
    if field.hard is None:
        return True
    if field.type == "date":
        first, last = field.hard.days
        return first <= _day(value) <= last
    low, high = field.hard.numbers
    return low <= float(value) <= high


def as_printed(value: Any) -> str:
    """A number or a date as people write it; "…" for an open limit."""
    if value is None:
        return "…"
    return format_date(_day(value)) if isinstance(value, dt.date) else format_number(float(value))


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
