"""From typed cells to clean values: every cell read by the kind of its field, every automatic reading a note.

A cell that cannot be read is one finding and a missing value; nothing here compares cells with each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tonghop290.data.provenance import shared_places, typed_at
from tonghop290.data.read_cell import Reading, read_value, read_words
from tonghop290.messages import finding
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, Cell, CellRef, Field, Finding, Form, Submission, Table
from tonghop290.text.bullets import Tidying, bullet_sentences, bullet_tidyings
from tonghop290.text.format import format_date
from tonghop290.text.normalize import match_key, without_controls

__all__ = ["CleanReturn", "clean_and_let_go", "clean_submission"]

_STATES = {
    match_key(STATE_ESTIMATE): STATE_ESTIMATE,
    match_key("ước"): STATE_ESTIMATE,
    match_key(STATE_NO_DATA): STATE_NO_DATA,
}

_TIDIED: Mapping[Tidying, str] = {
    "spaces": "dấu cách",
    "mark": "dấu đầu dòng",
    "end": "dấu cuối câu",
    "full stop": "thêm dấu chấm",
    "split": "tách ý",
}


@dataclass(slots=True, kw_only=True)
class CleanReturn:
    """One return, clean. ``values`` and the tables' cells: float, date, str, or None where missing. ``states``: where
    not final.

    ``bad``: ids whose cell could not be read (they already have their finding). ``typed``: derived fields whose formula
    the sender replaced by a number. ``places``: field id or "table.row.column" → cell.
    """

    submission: Submission
    values: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    typed: dict[str, float] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    places: Mapping[str, CellRef] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    blank: bool = False


def clean_submission(form: Form, submission: Submission) -> CleanReturn:
    """The clean values of one readable return."""
    places: dict[str, CellRef] = {}
    clean = CleanReturn(submission=submission, places=places)
    for one in form.fields.values():
        cell = submission.cells.get(one.id)
        if cell is None:
            if not one.derived:
                clean.values[one.id] = None
                clean.bad.add(one.id)
            continue
        places[one.id] = cell.ref
        if one.derived:
            _typed_over(clean, one, cell)
        else:
            _clean_field(clean, one, cell)
    for table in form.tables.values():
        clean.tables[table.id] = _clean_table(clean, table, places)
    own = [one for one in form.inputs if one.filled_by == "sender" and one.id in submission.cells]
    if own and all(submission.cells[one.id].kind == "empty" for one in own) and not clean.states:
        clean.blank = True
        clean.findings.append(finding("form-blank", file=submission.path, unit=submission.unit))
    return clean


def clean_and_let_go(form: Form, submission: Submission) -> CleanReturn:
    """The clean values of one readable return, small enough to be kept by the thousand: its cells are let go."""
    clean = clean_submission(form, submission)
    clean.submission = submission.without_cells()
    places = clean.places = shared_places(clean.places)
    clean.texts = typed_at(places, clean.texts)  # type: ignore[assignment] - from here on nobody writes
    return clean


def _clean_field(clean: CleanReturn, one: Field, cell: Cell) -> None:
    submission = clean.submission
    if cell.kind != "empty":
        clean.texts[one.id] = typed_text(cell)
    reading = read_value(one, cell, date1904=submission.date1904)
    state = _state(clean, one) if one.figure else ""
    if reading.no_data and not state:
        state = STATE_NO_DATA
    if state == STATE_NO_DATA and reading.value is not None:
        clean.findings.append(
            finding(
                "state-conflict",
                file=submission.path,
                unit=submission.unit,
                at=cell.ref,
                field=one.id,
                label=one.short,
                value=cell.text,
            )
        )
        clean.bad.add(one.id)
        reading, state = Reading(), ""
    elif state == STATE_NO_DATA and reading.bad:
        state = ""
    clean.values[one.id] = reading.value
    if state:
        clean.states[one.id] = state
    if reading.bad:
        clean.bad.add(one.id)
    _report(clean, one, cell, reading)
    note = submission.notes.get(one.id)
    if note is not None and note.kind != "empty":
        clean.notes[one.id] = read_words(note)


def _report(
    clean: CleanReturn, one: Field, cell: Cell, reading: Reading, *, id: str | None = None, label: str | None = None
) -> None:
    for problem in reading.problems:
        clean.findings.append(
            finding(
                problem.code,
                file=clean.submission.path,
                unit=clean.submission.unit,
                at=cell.ref,
                field=id or one.id,
                label=label or one.short,
                value=problem.value,
                **dict(problem.facts),
            )
        )


def typed_text(cell: Cell) -> str:
    """What stood in a cell, safe to show: dates as people write them, no control characters."""
    return format_date(dt.date.fromisoformat(cell.text)) if cell.kind == "date" else without_controls(cell.text)


def _state(clean: CleanReturn, one: Field) -> str:
    cell = clean.submission.states.get(one.id)
    if cell is None or cell.kind == "empty":
        return ""
    state = _STATES.get(match_key(cell.text).strip(" ."))
    if state is None:
        clean.findings.append(
            finding(
                "state-unknown",
                file=clean.submission.path,
                unit=clean.submission.unit,
                at=cell.ref,
                field=one.id,
                label=one.short,
                value=cell.text,
            )
        )
        return ""
    return state


def _typed_over(clean: CleanReturn, one: Field, cell: Cell) -> None:
    """A derived cell is never read, but a number typed over its formula is looked at by the rules."""
    if cell.formula is None and cell.kind in ("number", "text"):
        reading = read_value(one, cell)
        if isinstance(reading.value, float):
            clean.typed[one.id] = reading.value
            clean.texts[one.id] = typed_text(cell)


def _clean_table(clean: CleanReturn, table: Table, places: dict[str, CellRef]) -> list[dict[str, Any]]:
    submission = clean.submission
    ids = submission.row_ids.get(table.id, ())
    rows: list[dict[str, Any]] = []
    if ids:
        clean.bad.update(
            f"{table.id}.{one.id}.{column.id}" for one in table.rows if one.id not in ids for column in table.columns
        )
    for number, cells in enumerate(submission.tables.get(table.id, ()), 1):
        key: str | int = ids[number - 1] if table.fixed else number
        row: dict[str, Any] = {"row": key}
        for column in table.columns:
            cell = cells.get(column.id)
            id = f"{table.id}.{key}.{column.id}"
            if cell is None:  # its column was not found, or it was merged away: said by the reader
                row[column.id] = None
                clean.bad.add(id)
                continue
            places[id] = cell.ref
            reading = read_value(column, cell, date1904=submission.date1904)
            row[column.id] = reading.value
            if cell.kind != "empty":
                clean.texts[id] = typed_text(cell)
            if reading.bad:
                clean.bad.add(id)
            _report(clean, column, cell, reading, id=id, label=_cell_label(table, key, column))
            if table.sheet == "words" and isinstance(reading.value, str):
                _tidied(clean, table, cell, reading, id, _cell_label(table, key, column))
        rows.append(row)
        _incomplete(clean, table, cells, row)
    return rows


def _tidied(clean: CleanReturn, table: Table, cell: Cell, reading: Reading, id: str, label: str) -> None:
    """Say what the report will mend in a sender's sentence. The value stays as typed; the form's own sentences need no
    word."""
    decoded = any(problem.code == "legacy-text" for problem in reading.problems)
    typed = cell.text if cell.kind == "text" and not decoded else reading.value
    what = [_TIDIED[one] for one in bullet_tidyings(typed)]
    if not what:
        return
    prefilled = {
        match_key(sentence) for row in table.prefilled for text in row.values() for sentence in bullet_sentences(text)
    }
    if {match_key(sentence) for sentence in bullet_sentences(typed)} - prefilled:
        clean.findings.append(
            finding(
                "tidied-text",
                file=clean.submission.path,
                unit=clean.submission.unit,
                at=cell.ref,
                field=id,
                label=label,
                value=typed,
                what=", ".join(what),
            )
        )


def _cell_label(table: Table, key: str | int, column: Field) -> str:
    if table.fixed:
        return f"{next(row.label for row in table.rows if row.id == key)}, {column.label}"
    return (
        f"{table.label.split(' (')[0]}, dòng {key}, {column.label}"
        if len(table.columns) > 1
        else f"{table.label}, ý {key}"
    )


def _incomplete(clean: CleanReturn, table: Table, cells: Mapping[str, Cell], row: Mapping[str, Any]) -> None:
    for column in table.columns:
        cell = cells.get(column.id)
        if column.required and cell is not None and cell.kind == "empty":
            clean.findings.append(
                finding(
                    "row-incomplete",
                    file=clean.submission.path,
                    unit=clean.submission.unit,
                    at=cell.ref,
                    field=f"{table.id}.{row['row']}.{column.id}",
                    label=column.label,
                    table=table.label.split(" (")[0],
                    row=str(row["row"]),
                )
            )
