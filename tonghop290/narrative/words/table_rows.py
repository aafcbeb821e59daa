"""The rows of a form's tables as values that print themselves, for any template's ``{%tr for d in … %}``."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tonghop290.model import Field, Form, Table, Totals, Unit, Value
from tonghop290.model import Words as Said
from tonghop290.narrative.words.free_text import fitted_answer
from tonghop290.narrative.words.one_return import OneReturn
from tonghop290.narrative.words.phrases import OWN_WORDS, Words, a_figure, named, no_figure, short_date

__all__ = [
    "LABEL_WORD",
    "SUM_WORD",
    "UNIT_WORD",
    "PrintedTable",
    "adding_columns",
    "printed_cell",
    "printed_rows",
    "printed_tables",
    "row_tables",
    "summed_tables",
]

LABEL_WORD, UNIT_WORD, SUM_WORD = "nhan", "don_vi_bao_cao", "tong"
"""What a fixed row is called, in the office's own report whose row it is, and what the row adds up to: beside the ids
of the columns."""
Row = dict[str, Any]


class PrintedTable(list[Row]):
    """The rows of a table, and what it adds up to.

    ``cong``: column id → the sum of the column; ``tong``: of all columns; ``tong_hop``: the fixed rows once, in the
    office's report each the sum over all units.
    """

    __slots__ = ("cong", "tong", "tong_hop", "_origin")

    def __init__(
        self, rows: Iterable[Row], table: Table, summed: Sequence[Row] | None = None, said: Said = OWN_WORDS
    ) -> None:
        super().__init__(rows)
        self.tong_hop: list[Row] = list(self if summed is None else summed)
        self._origin = table.id
        columns = adding_columns(table)
        self.cong: Row = {
            one.id: named(_sum((row[one.id] for row in self.tong_hop), (one,), said), f"{table.id}.cong.{one.id}")
            for one in columns
        }
        self.tong: Any = named(_sum(self.cong.values(), columns, said), f"{table.id}.tong")


def row_tables(form: Form) -> tuple[Table, ...]:
    """The tables whose rows are printed as they are: all but those of sentences."""
    return tuple(table for table in form.tables.values() if table.sheet != "words")


def printed_tables(own: OneReturn, form: Form, unit: Unit | None = None) -> dict[str, PrintedTable]:
    """Table id → its printed rows; with the unit's name in each where ``unit`` is given."""
    of_unit = {UNIT_WORD: Words(unit.title)} if unit is not None else {}
    of = f"{unit.code or unit.name}/" if unit is not None else ""
    return {
        table.id: PrintedTable(
            (row | of_unit for row in printed_rows(own, table, form.words, of)), table, said=form.words
        )
        for table in row_tables(form)
    }


def printed_rows(own: OneReturn, table: Table, said: Said = OWN_WORDS, of: str = "") -> list[Row]:
    """The rows of one table: column id → a Figure or Words. Fixed rows come all, in the form's order, with their label
    under ``nhan``; what was not filled in prints as nothing. ``of``: what the names of their figures begin with."""
    given = own.rows(table.id)
    if not table.fixed:
        return [_printed(row, table, said, f"{of}{_row_name(row, table)}") for row in given]
    by_id = {str(row["row"]): row for row in given}
    return [
        {LABEL_WORD: Words(fixed.label), **_printed(by_id.get(fixed.id, {}), table, said, f"{of}{fixed.id}")}
        for fixed in table.rows
    ]


def _row_name(row: Mapping[str, Value], table: Table) -> str:
    """What a row is called that has no name of its own: by its words, which its figures belong to."""
    texts = "\0".join(str(row.get(column.id) or "") for column in table.columns if not column.figure)
    return hashlib.blake2b(texts.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def summed_tables(form: Form, totals: Totals, rows: Mapping[str, Sequence[Row]]) -> dict[str, PrintedTable]:
    """The tables of the office's report: the rows of all units, and beside them the fixed ones added up."""
    return {
        table.id: PrintedTable(
            rows.get(table.id, ()), table, _summed(table, totals, form.words) if table.fixed else None, form.words
        )
        for table in row_tables(form)
    }


def _summed(table: Table, totals: Totals, said: Said) -> list[Row]:
    rows = []
    for fixed in table.rows:
        found = {one.id: totals.cells.get((table.id, fixed.id, one.id)) for one in table.columns}
        values = {id: total.value if total is not None else None for id, total in found.items()}
        figures = {id: float(value) if isinstance(value, int | float) else value for id, value in values.items()}
        rows.append({LABEL_WORD: Words(fixed.label), **_printed(figures, table, said, fixed.id)})
    return rows


def printed_cell(value: Value, column: Field, said: Said = OWN_WORDS, *, places: int | None = None) -> Any:
    """One cell as it is printed: a Figure, or Words. ``places``: decimals, by default those it has."""
    if column.figure:
        if not isinstance(value, float):
            return no_figure()
        year = column.unit == "năm"
        return a_figure(value, decimals=column.decimals, counted=False, year=year, places=places, said=said)
    if value is None:
        return Words("")
    if isinstance(value, dt.date):
        return Words(short_date(value, said))
    return Words(fitted_answer(column, str(value)))


def _printed(row: Mapping[str, Value], table: Table, said: Said, name: str) -> Row:
    cells = {column.id: printed_cell(row.get(column.id), column, said) for column in table.columns}
    columns = adding_columns(table)
    if columns and SUM_WORD not in cells:
        cells[SUM_WORD] = _sum((cells[one.id] for one in columns), columns, said)
    return {id: named(cell, f"{table.id}[{name}].{id}") for id, cell in cells.items()}


def adding_columns(table: Table) -> tuple[Field, ...]:
    """The columns that can be added up: counts and amounts, no years, no rates."""
    return tuple(one for one in table.columns if one.type in ("integer", "decimal") and one.unit != "năm")


def _sum(figures: Iterable[Any], columns: Sequence[Field], said: Said) -> Any:
    known = [figure.so for figure in figures if figure.so is not None]
    decimals = max((one.decimals for one in columns), default=0)
    return a_figure(sum(known), decimals=decimals, said=said) if known else no_figure()
