"""All that stands around the values of one return, looked at once they have been found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonghop290.messages import finding
from tonghop290.model import Cell, Field, Finding, Form
from tonghop290.workbook.intake.around.beside_values import owners_by_row, what_notes_say
from tonghop290.workbook.intake.around.fetched import Formulas
from tonghop290.workbook.intake.around.reader_remarks import what_the_reader_says
from tonghop290.workbook.intake.around.row_words import RowWords
from tonghop290.workbook.intake.around.table_words import what_tables_say
from tonghop290.workbook.intake.around.unowned import Area, Unowned
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.locate import Located
from tonghop290.workbook.intake.witnesses import Index

__all__ = ["Found", "look_around"]

_LONGEST_CODE = 12
Rows = Mapping[str, tuple[Mapping[str, Cell], ...]]


@dataclass(slots=True, kw_only=True)
class Found:
    """``cells`` and ``tables`` as they may be read: without what is no answer, with the source of what is fetched."""

    cells: dict[str, Cell]
    tables: dict[str, tuple[Mapping[str, Cell], ...]]
    findings: list[Finding] = field(default_factory=list)


def look_around(
    index: Index,
    form: Form,
    located: Mapping[str, Located],
    *,
    cells: Mapping[str, Cell],
    notes: Mapping[str, Cell],
    tables: Rows,
    row_ids: Mapping[str, tuple[str, ...]],
    areas: Sequence[Area],
    file: str,
    same_edition: bool,
) -> Found:
    """What the words around the values say, and what nobody reads. ``areas``: where the tables stand."""
    printed, formulas = index.words.printed, Formulas(index.book)
    found = Found(cells=dict(cells), tables=dict(tables))
    found.findings += RowWords(index, form, located, file, same_edition=same_edition).findings()
    found.findings += what_tables_say(index, form, areas, tables, row_ids, file)
    _take_out_form_words(found, form, index.words, file)
    typed = {id: cell for id, cell in found.cells.items() if not form.fields[id].derived}
    found.cells |= formulas.named(typed)
    in_tables = _table_cells(found.tables)
    _name_sources(found, formulas, in_tables)
    if notes or any(sheet.comments for sheet in index.book.sheets):
        owners = owners_by_row(form, printed, found.cells, found.tables)
        found.findings += what_notes_say(index, notes, owners, file)
    used = formulas.sheets_named([*typed.values(), *(cell for *_, cell in in_tables)])
    found.findings += Unowned(index, form, located, areas, file).findings(used)
    if index.book.remarks:
        told = {
            (cell.ref.sheet, cell.ref.row, cell.ref.column)
            for cell in (*found.cells.values(), *(cell for *_, cell in in_tables))
        }
        found.findings += what_the_reader_says(index.book, told, file)
    return found


def _table_cells(tables: Rows) -> list[tuple[str, int, str, Cell]]:
    return [
        (id, number, column, cell)
        for id, rows in tables.items()
        for number, row in enumerate(rows)
        for column, cell in row.items()
    ]


def _take_out_form_words(found: Found, form: Form, words: FormWords, file: str) -> None:
    """An answer in words that is one of the form's own codes or labels is none, and is said."""
    for id, cell in list(found.cells.items()):
        own = form.fields[id]
        if not own.figure and not own.derived and _is_printed(own, cell, words):
            del found.cells[id]
            found.findings.append(_no_answer(own.id, own.short, cell, file))
    for id, number, column, cell in _table_cells(found.tables):
        if cell.kind == "text" and len(cell.text) <= _LONGEST_CODE and _is_code(cell.text, words):
            table = form.tables[id]
            if table.column(column).figure:
                continue
            rows = list(found.tables[id])
            rows[number] = {key: value for key, value in rows[number].items() if key != column}
            found.tables[id] = tuple(rows)
            found.findings.append(_no_answer(id, f"{table.label.split(' (')[0]}", cell, file))


def _is_printed(own: Field, cell: Cell, words: FormWords) -> bool:
    if cell.kind != "text" or own.type == "choice" or cell.formula is not None:
        return False
    role = words.role(cell.text)
    return _is_code(cell.text, words) or role is not None and bool(role.fields) and not cell.text.strip().isdigit()


def _is_code(text: str, words: FormWords) -> bool:
    return words.printed.is_code(text.strip()) is not None


def _no_answer(id: str, label: str, cell: Cell, file: str) -> Finding:
    return finding("form-word-typed", file=file, at=cell.ref, field=id, label=label, value=cell.text)


def _name_sources(found: Found, formulas: Formulas, in_tables: list[tuple[str, int, str, Cell]]) -> None:
    """The same of the cells of tables."""
    flat = {f"{id}\0{number}\0{column}": cell for id, number, column, cell in in_tables if cell.formula is not None}
    for key, cell in formulas.named(flat).items():
        id, number, column = key.split("\0")
        rows = list(found.tables[id])
        rows[int(number)] = {**rows[int(number)], column: cell}
        found.tables[id] = tuple(rows)
