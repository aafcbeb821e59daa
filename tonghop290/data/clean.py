"""From typed cells to clean values: every cell read by the kind of its field, every automatic reading a note.

A cell that cannot be read is one finding and a missing value; nothing here compares cells with each other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from tonghop290.data.plugged_readings import read_value_also
from tonghop290.data.provenance import shared_places, typed_at
from tonghop290.data.read_cell import Reading, read_value, read_words, truth_shown
from tonghop290.data.seeing.hidden_places import Held, hidden_places
from tonghop290.data.slips.machine_dates import of_a_month_first_machine
from tonghop290.data.slips.typed_words import names_nothing
from tonghop290.messages import example_of, finding
from tonghop290.model import (
    STATE_ESTIMATE,
    STATE_NO_DATA,
    STATES,
    STATES_WITHOUT_FIGURE,
    Cell,
    CellRef,
    Field,
    Finding,
    Form,
    Submission,
    Table,
    Words,
    sayable,
    told,
    told_date,
    told_list,
)
from tonghop290.plugged import Plugin, Readings
from tonghop290.text.bullets import Tidying, bullet_sentences, bullet_tidyings
from tonghop290.text.format import format_date
from tonghop290.text.normalize import match_key, without_controls

__all__ = ["CleanReturn", "clean_and_let_go", "clean_submission"]

_ALSO = {match_key("ước"): STATE_ESTIMATE}

_TIDIED: Mapping[Tidying, str] = {
    "spaces": sayable("dấu cách"),
    "mark": sayable("dấu đầu dòng"),
    "end": sayable("dấu cuối câu"),
    "full stop": sayable("thêm dấu chấm"),
    "split": sayable("tách ý"),
}


@dataclass(slots=True, kw_only=True)
class CleanReturn:
    """One return, clean. ``values`` and the tables' cells: float, date, str, or None where missing. ``states``: where
    not final.

    ``bad``: ids whose cell could not be read (they already have their finding). ``typed``: derived fields whose formula
    the sender replaced by a number. ``places``: field id or "table.row.column" → cell;
    ``texts``: the same ids → what was typed there. ``hidden``: what stands where
    nobody sees it. ``blank``: nobody filled it in. ``judged``: what breaks a range or a rule, None where it was not
    held against them yet.
    """

    submission: Submission
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    states: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: dict[str, str] = dataclasses.field(default_factory=dict)
    bad: set[str] = dataclasses.field(default_factory=set)
    typed: dict[str, float] = dataclasses.field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    places: Mapping[str, CellRef] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    findings: list[Finding] = dataclasses.field(default_factory=list)
    hidden: list[Held] = dataclasses.field(default_factory=list)
    blank: bool = False
    judged: list[Finding] | None = None

    def say(
        self,
        code: str,
        cell: Cell,
        *,
        field: str | None,
        label: str,
        value: str | None = None,
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """One more finding of the catalogue, about one cell."""
        self.findings.append(
            finding(
                code,
                file=self.submission.path,
                unit=self.submission.unit,
                at=cell.ref,
                field=field,
                label=label,
                value=value,
                facts=facts,
            )
        )


_Read = Callable[[Field, Cell], Reading]
"""How a cell of a return is read."""


def clean_submission(form: Form, submission: Submission, readings: Readings | None = None) -> CleanReturn:
    """The clean values of one readable return. ``readings``: what plug-ins read where we cannot. Errors:
    PluginError."""
    read = partial(read_value_also, date1904=submission.date1904, words=form.words, readings=readings)
    places: dict[str, CellRef] = {}
    texts: dict[str, str] = {}
    states = _states_as_typed(form.words)
    clean = CleanReturn(submission=submission, places=places, texts=texts)
    for field in form.fields.values():
        cell = submission.cells.get(field.id)
        if cell is None:
            if not field.derived:
                clean.values[field.id] = None
                clean.bad.add(field.id)
            continue
        places[field.id] = cell.ref
        if field.derived:
            _typed_over(clean, texts, field, cell, form.words)
        else:
            _clean_field(clean, texts, field, cell, states, read)
    _tell_calendar(clean, form)
    _tell_machine_of_dates(clean, form)
    for table in form.tables.values():
        clean.tables[table.id] = _clean_table(clean, places, texts, table, read)
    for (cell, id, label), problem in hidden_places(clean.hidden):
        clean.say(problem.code, cell, field=id or None, label=label, value=problem.value, facts=dict(problem.facts))
    sent = [submission.cells.get(field.id) for field in form.inputs if field.filled_by == "sender"]
    kinds = {cell.kind for cell in sent if cell is not None}
    if kinds == {"empty"} and not clean.states:
        clean.blank = True
        clean.findings.append(finding("form-blank", file=submission.path, unit=submission.unit))
    return clean


def _tell_calendar(clean: CleanReturn, form: Form) -> None:
    """Once a return: its days are counted from 1904, told at the first date the form asks for."""
    if not clean.submission.date1904:
        return
    for field in form.inputs:
        cell, day = clean.submission.cells.get(field.id), clean.values.get(field.id)
        if cell is not None and cell.kind in ("date", "number") and isinstance(day, dt.date):
            clean.say("calendar-1904", cell, field=field.id, label=field.short, value=told_date(day))
            return


def _tell_machine_of_dates(clean: CleanReturn, form: Form) -> None:
    """Once a return: its machine writes the month first, told at the date that shows it."""
    found = of_a_month_first_machine(form.fields, clean.submission.cells, clean.values)
    if found is not None:
        id, problem = found
        label, cell = form.fields[id].short, clean.submission.cells[id]
        clean.say(problem.code, cell, field=id, label=label, value=problem.value, facts=dict(problem.facts))


def clean_and_let_go(form: Form, submission: Submission, plugins: Sequence[Plugin] = ()) -> CleanReturn:
    """The clean values of one readable return, small enough to be kept by the thousand: its cells are let go.
    Errors: PluginError."""
    clean = clean_submission(form, submission, Readings(plugins) if plugins else None)
    places = shared_places(clean.places)
    return dataclasses.replace(
        clean, submission=submission.without_cells(), places=places, texts=typed_at(places, clean.texts)
    )


# --- fields -------------------------------------------------------------------------------------------------------


def _states_as_typed(words: Words) -> dict[str, str]:
    """The key of what stands in a cell → the state: in the words of the form, and in those of old."""
    return _ALSO | {match_key(word): state for state in STATES for word in reversed(words.known(state))}


def _clean_field(
    clean: CleanReturn, texts: dict[str, str], field: Field, cell: Cell, states: Mapping[str, str], read: _Read
) -> None:
    submission = clean.submission
    if cell.kind != "empty":
        texts[field.id] = typed_text(cell)
        if cell.unseen:
            clean.hidden.append(Held(cell, field.id, field.short))
    reading = read(field, cell)
    state = _state(clean, field, states) if field.figure else ""
    if reading.no_data and not state:
        state = STATE_NO_DATA
    if state in STATES_WITHOUT_FIGURE and reading.value is not None:
        facts = {"state": told(state)}
        clean.say("state-conflict", cell, field=field.id, label=field.short, value=cell.text, facts=facts)
        clean.bad.add(field.id)
        reading, state = Reading(), ""
    elif state in STATES_WITHOUT_FIGURE and reading.bad:
        state = ""
    elif state == STATE_NO_DATA and state not in field.states:
        state = _cannot_be_unknown(clean, field, cell)
    clean.values[field.id] = reading.value
    if state:
        clean.states[field.id] = state
    if reading.bad:
        clean.bad.add(field.id)
    _tell_problems(clean, cell, reading, field, id=field.id, label=field.short)
    note = submission.notes.get(field.id)
    if note is not None and note.kind != "empty":
        clean.notes[field.id] = read_words(note)


def _tell_problems(clean: CleanReturn, cell: Cell, reading: Reading, field: Field, *, id: str, label: str) -> None:
    for problem in reading.problems:
        facts = {"example": example_of(field), **dict(problem.facts)}
        clean.say(problem.code, cell, field=id, label=label, value=problem.value, facts=facts)


def typed_text(cell: Cell) -> str:
    """What stood in a cell, safe to show: dates as people write them, no control characters."""
    if cell.kind == "bool":
        return truth_shown(cell)
    return format_date(dt.date.fromisoformat(cell.text)) if cell.kind == "date" else without_controls(cell.text)


def _state(clean: CleanReturn, field: Field, states: Mapping[str, str]) -> str:
    cell = clean.submission.states.get(field.id)
    if cell is None or cell.kind == "empty":
        return ""
    if cell.look.struck:
        clean.say("struck-words", cell, field=field.id, label=field.short, value=cell.text)
        return ""
    state = states.get(match_key(cell.text).strip(" ."))
    if state is None:
        clean.say("state-unknown", cell, field=field.id, label=field.short, value=typed_text(cell))
        return ""
    if state not in field.states and state != STATE_NO_DATA:
        clean.say("state-not-allowed", cell, field=field.id, label=field.short, value=cell.text)
        return ""
    return state


def _cannot_be_unknown(clean: CleanReturn, field: Field, cell: Cell) -> str:
    """Said of a figure that every unit has: it is not answered."""
    typed = cell.text if cell.kind != "empty" else told(STATE_NO_DATA)
    clean.say("no-data-not-allowed", cell, field=field.id, label=field.short, value=typed)
    clean.bad.add(field.id)
    return ""


def _typed_over(clean: CleanReturn, texts: dict[str, str], field: Field, cell: Cell, words: Words) -> None:
    """A derived cell is never read, but a number typed over its formula is looked at by the rules."""
    if cell.formula is None and cell.kind in ("number", "text"):
        reading = read_value(field, cell, words=words)
        if isinstance(reading.value, float):
            clean.typed[field.id] = reading.value
            texts[field.id] = typed_text(cell)


# --- tables -------------------------------------------------------------------------------------------------------


def _clean_table(
    clean: CleanReturn, places: dict[str, CellRef], texts: dict[str, str], table: Table, read: _Read
) -> list[dict[str, Any]]:
    submission = clean.submission
    ids = submission.row_ids.get(table.id, ())
    rows: list[dict[str, Any]] = []
    if ids:
        clean.bad.update(
            f"{table.id}.{row.id}.{column.id}" for row in table.rows if row.id not in ids for column in table.columns
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
            if cell.kind != "empty":
                texts[id] = typed_text(cell)
            row[column.id] = _clean_table_cell(clean, table, column, cell, id, read)
        if not table.fixed and _holds_nothing(row, cells):
            continue
        rows.append(row)
        _tell_incomplete(clean, table, cells, row)
    return rows


def _clean_table_cell(clean: CleanReturn, table: Table, column: Field, cell: Cell, id: str, read: _Read) -> Any:
    """The value of one cell of a table; what is to be said of it is said."""
    reading = read(column, cell)
    if column.required and not table.fixed:
        reading = names_nothing(column, reading)
    if reading.bad:
        clean.bad.add(id)
    in_words = table.sheet == "words" and isinstance(reading.value, str)
    if cell.unseen or reading.problems or in_words:
        label = _cell_label(table, id.split(".")[1], column)
        if cell.unseen:
            clean.hidden.append(Held(cell, id, label))
        _tell_problems(clean, cell, reading, column, id=id, label=label)
        if in_words:
            _tell_tidied(clean, table, cell, reading, id, label)
    return _as_said_now(table, reading.value) if table.formerly else reading.value


def _as_said_now(table: Table, value: Any) -> Any:
    """The form's own sentence of an earlier edition as the form says it now; whatever else as it is."""
    now = {match_key(before): text for before, text in table.formerly}
    return now.get(match_key(value), value) if isinstance(value, str) else value


def _holds_nothing(row: Mapping[str, Any], cells: Mapping[str, Cell]) -> bool:
    """Whether a row of free rows says only that there is nothing: "Không có" for the name, and no more."""
    return all(value is None for name, value in row.items() if name != "row") and any(
        cell.kind == "text" for cell in cells.values()
    )


def _tell_tidied(clean: CleanReturn, table: Table, cell: Cell, reading: Reading, id: str, label: str) -> None:
    """Say what the report will mend in a sender's sentence. The value stays as typed; the form's own sentences need no
    word."""
    decoded = any(problem.code == "legacy-text" for problem in reading.problems)
    typed = cell.text if cell.kind == "text" and not decoded else reading.value
    what = [told(_TIDIED[tidying]) for tidying in bullet_tidyings(typed)]
    if not what:
        return
    prefilled = {
        match_key(sentence)
        for text in (*(text for row in table.prefilled for text in row.values()), *dict(table.formerly))
        for sentence in bullet_sentences(text)
    }
    if {match_key(sentence) for sentence in bullet_sentences(typed)} - prefilled:
        clean.say("tidied-text", cell, field=id, label=label, value=typed, facts={"what": told_list(", ", what)})


def _cell_label(table: Table, key: str | int, column: Field) -> str:
    if table.fixed:
        return f"{next(row.label for row in table.rows if row.id == key)}, {column.short}"
    return (
        told("{table}, dòng {row}, {column}", table=table.label.split(" (")[0], row=str(key), column=column.label)
        if len(table.columns) > 1
        else told("{table}, ý {row}", table=table.label, row=str(key))
    )


def _tell_incomplete(clean: CleanReturn, table: Table, cells: Mapping[str, Cell], row: Mapping[str, Any]) -> None:
    for column in table.columns:
        cell = cells.get(column.id)
        if column.required and cell is not None and cell.kind == "empty":
            clean.say(
                "row-incomplete",
                cell,
                field=f"{table.id}.{row['row']}.{column.id}",
                label=column.label,
                facts={"table": table.label.split(" (")[0], "row": str(row["row"])},
            )
