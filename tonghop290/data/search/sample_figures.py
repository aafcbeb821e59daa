"""Figures invented for a preview: in their usual ranges, every rule kept, every row of a table with something in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tonghop290.data.apart import fitting_choice
from tonghop290.data.search.rule_search import Ground, find_values
from tonghop290.model import Field, Form, Range, Table

__all__ = ["sample_figures"]

_MOST_WORK = 100_000
_WORDS, _ROWS = "Nội dung thử", 2
"""What stands where words belong, and so many rows of a table that is free."""


def sample_figures(form: Form) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Field id → value; table id → its rows (of a fixed table with "row"). A form whose rules cannot be kept in a short
    search breaks some of them."""
    whole = replace(
        form,
        fields={id: field if field.derived else replace(field, required=True) for id, field in form.fields.items()},
    )
    found = find_values(whole, ground=Ground(whole, most_work=_MOST_WORK)).values
    values = {id: found[id] for id in form.fields if id in found and not form.fields[id].derived}
    return values, {table.id: _rows(form, table, found) for table in form.tables.values()}


def _rows(form: Form, table: Table, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a rule asked for; else a little of everything. Sentences that stand there beforehand stay."""
    if table.prefilled:
        return [dict(row) for row in table.prefilled]
    ids = [row.id for row in table.rows] or [str(number + 1) for number in range(min(_ROWS, table.blank_rows))]
    given = {key: value for key, value in found.items() if key.startswith(f"{table.id}.")}
    rows = []
    for number, id in enumerate(ids, 1):
        row: dict[str, Any] = {"row": id} if table.fixed else {}
        for column in table.columns:
            key = f"{table.id}.{id}.{column.id}"
            if column.figure and given:
                row[column.id] = given.get(key)
            else:
                row[column.id] = _sample(form, column, table, number)
        rows.append(row)
    return rows


def _sample(form: Form, column: Field, table: Table, number: int) -> Any:
    if column.choices:
        return fitting_choice(form, column, table)
    limits = column.usual or column.hard
    if column.type == "date":
        first, last = (limits or Range(low=form.period.first, high=form.period.last)).days
        return min(first + dt.timedelta(days=number), last)
    if not column.figure:
        return f"{_WORDS} {number}"
    low, high = (limits or Range(low=0.0, high=100.0)).numbers
    value = low + (min(high, low + 100.0) - low) * min(number, 9) / 10
    return int(value) if column.type == "integer" else round(value, column.decimals)
