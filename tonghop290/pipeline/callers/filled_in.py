"""What a program puts into a workbook beforehand, held against the form: all that does not fit is told at once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from tonghop290.model import AsTyped, Field, Form, Table
from tonghop290.text.nearest import suggestion

__all__ = ["FillingError", "plain", "refuse_misfits"]


class FillingError(ValueError):
    """Values that the workbook of the form has no place for. ``faults``: one sentence each, with its place."""

    def __init__(self, form: str, faults: Iterable[str]) -> None:
        self.form, self.faults = form, tuple(faults)
        super().__init__(
            f"{form}: {len(self.faults)} giá trị không điền được vào biểu\n"
            + "\n".join(f"  {fault}" for fault in self.faults)
        )

    def __reduce__(self) -> tuple[type[FillingError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.form, self.faults)


def refuse_misfits(
    form: Form,
    *,
    values: Mapping[str, Any],
    states: Mapping[str, str],
    notes: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    unknown: Iterable[str] = (),
) -> None:
    """Errors: FillingError with everything that has no place, or is not what its place asks for. ``unknown``:
    names of parts there are not."""
    parts = ("values", "states", "notes", "tables")
    faults = [
        *(f"{part}: không có phần này; có: {', '.join(parts)}" for part in sorted(unknown)),
        *_of_values(form, values),
        *_of_states(form, states),
        *_of_notes(form, notes),
        *(fault for id, rows in tables.items() for fault in _of_table(form, id, rows)),
    ]
    if faults:
        raise FillingError(form.id, faults)


def _of_values(form: Form, values: Mapping[str, Any]) -> Iterator[str]:
    for id, value in values.items():
        field = form.fields.get(id)
        if field is None:
            yield f"values.{id}: biểu không có chỉ tiêu này{suggestion(id, form.fields)}"
        elif field.derived:
            yield f"values.{id}: là số biểu tự tính, không điền"
        elif wrong := _misfit(field, value):
            yield f"values.{id}: {wrong}"


def _of_states(form: Form, states: Mapping[str, str]) -> Iterator[str]:
    for id, state in states.items():
        field = form.fields.get(id)
        if field is None:
            yield f"states.{id}: biểu không có chỉ tiêu này{suggestion(id, form.fields)}"
        elif not field.states:
            yield f"states.{id}: chỉ tiêu này không có cột trạng thái"
        elif state and state not in field.states:
            listed = ", ".join(f'"{known}"' for known in field.states)
            yield f"states.{id}: không có trạng thái {state!r}; có: {listed}"


def _of_notes(form: Form, notes: Mapping[str, Any]) -> Iterator[str]:
    for id, note in notes.items():
        if id not in form.fields:
            yield f"notes.{id}: biểu không có chỉ tiêu này{suggestion(id, form.fields)}"
        elif not isinstance(note, str):
            yield f"notes.{id}: ghi chú phải là chữ, không phải {_kind(note)}"


def _of_table(form: Form, id: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    table = form.tables.get(id)
    if table is None:
        yield f"tables.{id}: biểu không có bảng này{suggestion(id, form.tables)}"
        return
    if not table.fixed and len(rows) > (room := len(table.prefilled) + table.blank_rows):
        yield f"tables.{id}: {len(rows)} dòng, bảng chỉ có chỗ cho {room} dòng"
    known, seen = {row.id for row in table.rows}, set()
    for number, row in enumerate(rows, 1):
        place = f"tables.{id}[{number}]"
        if table.fixed:
            said = row.get("row")
            if said not in known:
                told = "thiếu khoá row" if said is None else f"bảng không có dòng {said!r}"
                yield f"{place}: {told}{suggestion(str(said or ''), known)}"
            elif said in seen:
                yield f"{place}: dòng {said!r} đã có ở trên"
            seen.add(said)
        yield from _of_row(table, place, row)


def _of_row(table: Table, place: str, row: Mapping[str, Any]) -> Iterator[str]:
    columns = {column.id: column for column in table.columns}
    for id, value in row.items():
        if id == "row":
            continue
        if id not in columns:
            yield f"{place}.{id}: bảng không có cột này{suggestion(id, columns)}"
        elif wrong := _misfit(columns[id], value):
            yield f"{place}.{id}: {wrong}"


def _misfit(field: Field, value: Any) -> str:
    """Why a value is not what the field asks for; "" where it is."""
    if value is None or isinstance(value, AsTyped):
        return ""
    if field.figure:
        if isinstance(value, bool) or not isinstance(value, Real | Decimal):
            return f"phải là số, không phải {_kind(value)}"
        return "" if math.isfinite(value) else f"phải là một số, không phải {value!r}"
    if field.type == "date":
        return "" if isinstance(value, dt.date) else f"phải là ngày (datetime.date), không phải {_kind(value)}"
    if not isinstance(value, str):
        return f"phải là chữ, không phải {_kind(value)}"
    if field.type == "choice" and not field.other_allowed and value not in field.choices:
        listed = ", ".join(f'"{choice}"' for choice in field.choices[:8])
        return f"không có lựa chọn {value!r}; có: {listed}{' …' if len(field.choices) > 8 else ''}"
    return ""


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with numbers of every kind (``Decimal``, NumPy's) as ``int`` and ``float``."""
    return {id: _plain(value) for id, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


def _kind(value: object) -> str:
    return f"{value!r} ({type(value).__name__})"[:80]
