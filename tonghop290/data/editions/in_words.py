"""What a field, a table and a value are called where two editions of a form are told apart."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tonghop290.model import Field, Table, sayable, told, told_date, told_number

__all__ = ["as_printed", "is_inside", "kind_of", "meaning_of"]

_TEXT = sayable("chữ")
_KINDS = {
    "integer": sayable("số nguyên"),
    "decimal": sayable("số"),
    "percent": sayable("tỷ lệ phần trăm"),
    "date": sayable("ngày tháng"),
    "choice": sayable("mục chọn"),
}


def meaning_of(field: Field) -> str:
    """ "số nguyên (người)": what an answer is."""
    kind = told(_KINDS.get(field.type, _TEXT))
    return told("{kind} ({unit})", kind=kind, unit=field.unit) if field.unit else kind


def kind_of(table: Table) -> str:
    """How a table is filled in."""
    return told("bảng có dòng in sẵn") if table.fixed else told("bảng tự thêm dòng")


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
    return told_date(_day(value)) if isinstance(value, dt.date) else told_number(float(value))


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
