"""The rows of a form's tables as values that print themselves, for any template's ``{%tr for d in … %}``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tonghop290.model import Field, Form, Table, Unit, Value
from tonghop290.narrative.one_return import OneReturn
from tonghop290.narrative.phrases import Words, a_figure, short_date
from tonghop290.text.normalize import clean_text

__all__ = ["LABEL_WORD", "UNIT_WORD", "printed_rows", "printed_tables", "row_tables"]

LABEL_WORD, UNIT_WORD = "nhan", "don_vi_bao_cao"
"""What a fixed row is called, and, in the office's own report, whose row it is: beside the ids of the columns."""


def row_tables(form: Form) -> tuple[Table, ...]:
    """The tables whose rows are printed as they are: all but those of sentences."""
    return tuple(table for table in form.tables.values() if table.sheet != "words")


def printed_tables(own: OneReturn, form: Form, unit: Unit | None = None) -> dict[str, list[dict[str, Any]]]:
    """Table id → its printed rows; with the unit's name in each where ``unit`` is given."""
    of_unit = {UNIT_WORD: Words(unit.title)} if unit is not None else {}
    return {table.id: [row | of_unit for row in printed_rows(own, table)] for table in row_tables(form)}


def printed_rows(own: OneReturn, table: Table) -> list[dict[str, Any]]:
    """The rows of one table: column id → a Figure or Words. Fixed rows come all, in the form's order, with their label
    under ``nhan``; what was not filled in prints as nothing."""
    given = own.rows(table.id)
    if not table.fixed:
        return [_printed(row, table.columns) for row in given]
    by_id = {str(row["row"]): row for row in given}
    return [
        {LABEL_WORD: Words(fixed.label), **_printed(by_id.get(fixed.id, {}), table.columns)} for fixed in table.rows
    ]


def _printed(row: Any, columns: tuple[Field, ...]) -> dict[str, Any]:
    return {column.id: _cell(row.get(column.id), column) for column in columns}


def _cell(value: Value, column: Field) -> Any:
    if column.figure:
        if not isinstance(value, float):
            return Words("")
        is_year = column.unit == "năm"
        return Words(f"{value:.0f}") if is_year else a_figure(value, decimals=column.decimals, counted=False)
    if value is None:
        return Words("")
    if isinstance(value, dt.date):
        return Words(short_date(value))
    return Words(clean_text(str(value), keep_lines=False))
