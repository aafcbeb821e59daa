"""The very hidden sheet: which form, version, unit and issue it is, and the formulas of the live checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.live import MISSING, LiveRow
from tonghop290.workbook.issue.live_cell import slots_now
from tonghop290.workbook.issue.machine_line import machine_rows
from tonghop290.workbook.issue.sheets.earlier_columns import note_before
from tonghop290.workbook.plan import HIDDEN, IDENTITY_KEYS

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_identity"]

_HASH_DIGITS = 16
_OWN_CELL = re.compile(rf"'{HIDDEN}'!\$([A-Z]+)\$([0-9]+)")


def write_identity(sheet: Sheet, contents: Contents) -> None:
    form, unit = contents.form, contents.unit
    said = (
        form.id,
        form.version,
        unit.code if unit else "",
        unit.title if unit else "",
        contents.issue,
        form.hash[:_HASH_DIGITS],
        *(() if form.period.is_span else (form.period.mark,)),
    )
    for row, (key, value) in enumerate(zip(IDENTITY_KEYS, said, strict=False), 1):
        sheet.text(row, 1, key)
        sheet.text(row, 2, value, even_empty=True)
    note_before(sheet, contents)
    for row, (key, formula, result) in machine_rows(form.words).items():
        sheet.text(row, 1, key)
        sheet.formula(row, 2, _own(formula), None, result)
    for live in contents.live:
        sheet.text(live.row, 1, live.id)
        sheet.text(live.row, 2, live.section, even_empty=True)
        for column, (formula, result) in enumerate(zip(live.formulas, _results(live, contents), strict=True), 3):
            sheet.formula(live.row, column, _own(formula), None, result)
    sheet.hide_wholly()


def _own(formula: str) -> str:
    """On its own sheet a cell needs no sheet name: a third less to write here and to read again from every return."""
    return _OWN_CELL.sub(r"\1\2", formula)


def _results(live: LiveRow, contents: Contents) -> tuple[str | float, ...]:
    """What the formulas of a row give when the workbook is issued."""
    field = contents.form.fields.get(live.id)
    if field is None:
        return ("", "", "", "", *[""] * len(live.slots))
    value, missing = contents.values.get(live.id), contents.is_missing(field)
    slots = slots_now(field, value, contents.filling.states.get(field.id, ""), contents.form.words)
    usable = value if field.figure and isinstance(value, int | float) else ""
    verdict, sentence = ("missing", contents.say(MISSING)) if missing else ("", "")
    return (usable, verdict, sentence, "" if value in (None, "") else "n", *slots)
