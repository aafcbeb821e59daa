"""Notes and comments beside a value, held against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tonghop290.excel import is_percent_format
from tonghop290.messages import finding
from tonghop290.model import Cell, CellRef, Field, Finding, Form, told, told_number
from tonghop290.text.format import format_number
from tonghop290.text.normalize import clean_text, without_controls
from tonghop290.text.numbers import read_number, read_plain_number
from tonghop290.workbook.intake.around.note_words import Contradiction, contradiction, sender_words
from tonghop290.workbook.intake.cells import place_of
from tonghop290.workbook.intake.printed import Printed
from tonghop290.workbook.intake.witnesses import Index

__all__ = ["Owner", "owners_by_row", "what_notes_say"]


class Owner(NamedTuple):
    """A value, and the field it belongs to. ``id``: "table.row.column" in a table."""

    id: str
    label: str
    field: Field
    cell: Cell
    years: frozenset[int]


def owners_by_row(
    form: Form, printed: Printed, cells: Mapping[str, Cell], tables: Mapping[str, tuple[Mapping[str, Cell], ...]]
) -> dict[tuple[str, int], list[Owner]]:
    """The figures of a return by sheet and row, as they stand in its cells."""
    found: dict[tuple[str, int], list[Owner]] = {}
    usual = frozenset({form.last_year})
    for field in form.inputs:
        cell = cells.get(field.id)
        if cell is not None and field.figure:
            owner = Owner(field.id, field.short, field, cell, printed.labels[field.id].years or usual)
            found.setdefault((cell.ref.sheet, cell.ref.row), []).append(owner)
    for table in form.tables.values():
        figures = [column for column in table.columns if column.figure]
        for row in tables.get(table.id, ()) if figures else ():
            for column in figures:
                cell = row.get(column.id)
                if cell is not None:
                    owner = Owner(table.id, f"{table.label.split(' (')[0]}, {column.label}", column, cell, usual)
                    found.setdefault((cell.ref.sheet, cell.ref.row), []).append(owner)
    return found


def what_notes_say(
    index: Index,
    notes: Mapping[str, Cell],
    owners: Mapping[tuple[str, int], list[Owner]],
    file: str,
) -> Iterator[Finding]:
    """What the notes and comments of a return say against the figures beside them, each cell's once."""
    said: set[str] = set()
    for (sheet, row), own in owners.items() if notes else ():
        note = notes.get(own[0].id)
        if note is not None and note.kind in ("text", "number"):
            text = note.text if note.kind == "text" else format_number(float(note.text))
            yield from _said(own[0], text, note.ref, said, file, any_number=False)
        del sheet, row
    for sheet_read in index.book.sheets:
        name = without_controls(sheet_read.name)
        for (row, column), comment in sheet_read.comments.items():
            own = owners.get((name, row), [])
            nearest = next((one for one in own if one.cell.ref.column == column), own[0] if len(own) == 1 else None)
            if nearest is not None:
                at = place_of(sheet_read, row, column)
                yield from _said(
                    nearest, sender_words(comment, index.words.form.words), at, said, file, any_number=True
                )


def _said(owner: Owner, text: str, where: CellRef, said: set[str], file: str, *, any_number: bool) -> Iterator[Finding]:
    value = number_in(owner.field, owner.cell)
    found = contradiction(
        text,
        value=value,
        unit=owner.field.unit,
        years=owner.years,
        whole=owner.field.type == "integer",
        any_number=any_number,
    )
    key = f"{owner.cell.ref}"
    unread = value is None and owner.cell.kind != "empty"  # that is told of the cell
    if found is None or key in said or unread and found.kind == "number":
        return
    said.add(key)
    facts = {
        "where": where.a1,
        "printed": owner.field.unit,
        "typed": told("ô trống") if value is None else told_number(value),
        "proposal": _proposal(found, value, owner.field.unit),
    }
    yield finding(
        f"note-{found.kind}",
        file=file,
        at=owner.cell.ref,
        field=owner.id,
        label=owner.label,
        value=clean_text(text, keep_lines=False),
        facts=facts,
    )


def _proposal(found: Contradiction, value: float | None, unit: str) -> str:
    if found.factor is None or value is None:
        return ""
    return told(
        " (nếu {value} tính bằng {what} thì là {converted} {unit})",
        value=told_number(value),
        what=found.what,
        converted=told_number(round(value * float(found.factor), 6)),
        unit=unit,
    )


def number_in(field: Field, cell: Cell) -> float | None:
    """The number a cell holds, roughly as it will be read."""
    if cell.kind == "number":
        value = read_plain_number(cell.text)
        return value * 100 if value is not None and is_percent_format(cell.number_format) else value
    if cell.kind != "text":
        return None
    return read_number(
        clean_text(cell.text, keep_lines=False),
        whole=field.type == "integer",
        unit=field.unit,
        percent=field.type == "percent",
    ).value
