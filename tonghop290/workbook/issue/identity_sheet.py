"""The very hidden sheet: which form, version, unit and issue it is, and the formulas of the live checks."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, TypeAlias

from tonghop290.excel import NOT_AVAILABLE, date_to_excel_serial
from tonghop290.model import Field, Words
from tonghop290.workbook.issue.checks.live_cell import (
    ASIDE,
    FORMAT,
    GIVEN,
    KIND,
    MISSING,
    PRINTED,
    SENTENCE,
    STATED,
    VERDICT,
    echo_now,
    limit_in_words,
)
from tonghop290.workbook.issue.checks.live_figure import formulas_of_rows
from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.formulas import MACHINE_MARK, TEXT, USABLE
from tonghop290.workbook.issue.live import LiveRow
from tonghop290.workbook.issue.machine_line import machine_rows
from tonghop290.workbook.issue.sheets.earlier_columns import note_before
from tonghop290.workbook.issue.sheets.sign_sheet import printed_now
from tonghop290.workbook.plan import HIDDEN, IDENTITY_KEYS

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["HASH_DIGITS", "write_identity"]

Result: TypeAlias = str | float
HASH_DIGITS = 16
_NUMBERS = ","
"""The letter of a format of numbers, as CELL tells it."""
_NOTHING: dict[int, Result] = {USABLE: 0}
"""What the formulas give in a row nobody answers in, where it is not the empty text."""
_OWN_CELL = re.compile(rf"'{HIDDEN}'!(\$[A-Z]+)")


def write_identity(sheet: Sheet, contents: Contents) -> None:
    form, unit = contents.form, contents.unit
    said = (
        form.id,
        form.version,
        unit.code if unit else "",
        unit.title if unit else "",
        contents.issue,
        form.hash[:HASH_DIGITS],
        *(() if form.period.is_span else (form.period.mark,)),
    )
    for row, (key, value) in enumerate(zip(IDENTITY_KEYS, said, strict=False), 1):
        sheet.text(row, 1, key)
        sheet.text(row, 2, value, even_empty=True)
    note_before(sheet, contents)
    for row, (key, formula, result) in machine_rows(form.words).items():
        sheet.text(row, 1, key)
        sheet.formula(row, 2, _own(formula), None, result)
    of_rows = {column: _own(formula) for column, formula in formulas_of_rows(contents.plan).items()}
    answered = [place.row for place in contents.plan.fields.values() if not place.field.derived]
    formulas: dict[tuple[int, int], tuple[str, Result]] = {
        (row, column): (formula, _NOTHING.get(column, ""))
        for row in range(min(answered, default=1), max(answered, default=0) + 1)
        for column, formula in of_rows.items()
    }
    for live in contents.live:
        results = _results(live, contents)
        of_row = of_rows if live.id in contents.form.fields else {}
        for column, formula in live.formulas.items():
            formulas[live.row, column] = of_row.get(column) or _own(formula), results[column]
        for column, fact in live.facts.items():
            if isinstance(fact, str):
                sheet.text(live.row, column, fact)
            else:
                sheet.number(live.row, column, fact, None)
    sheet.formulas(formulas, same_for_all=_own(MACHINE_MARK))
    sheet.hide_wholly()


def _own(formula: str) -> str:
    """On its own sheet a cell needs no sheet name: a third less to write here and to read again from every return."""
    return _OWN_CELL.sub(r"\1", formula)


def _results(live: LiveRow, contents: Contents) -> dict[int, Result]:
    """What the formulas of a row give when the workbook is issued, by column. All of them: where some results are not
    known LibreOffice, which counts those first, forgets what rests on them."""
    results: dict[int, Result] = dict.fromkeys(live.formulas, "")
    field = contents.form.fields.get(live.id)
    if field is None:
        return results | dict.fromkeys({USABLE} & set(live.formulas), 0) | {VERDICT: "", SENTENCE: ""}
    value, words = contents.values.get(live.id), contents.form.words
    state = contents.filling.states.get(field.id, "")
    results |= {VERDICT: "", SENTENCE: echo_now(field, value, state, words), **_read_now(field, value, words)}
    given = date_to_excel_serial(value) if isinstance(value, dt.date) else value
    results |= {GIVEN: "" if given is None else given, FORMAT: _NUMBERS, STATED: words.say(state) if state else ""}
    results[PRINTED] = printed_now(contents, field) if GIVEN in live.formulas else ""
    results[KIND] = results[KIND] if GIVEN in live.formulas or PRINTED not in live.formulas else ""
    if contents.is_missing(field):
        results |= {VERDICT: "missing", SENTENCE: contents.say(MISSING)}
    for column, aside in ASIDE.items():
        if aside in live.formulas and column in results:
            results[aside] = results[column]
    if ASIDE[KIND] in live.formulas and results[KIND]:
        results[KIND] = "o"  # beside its own check a day is a number under a format of days
    return {column: result for column, result in results.items() if column in live.formulas}


def _read_now(field: Field, value: object, words: Words) -> dict[int, Result]:
    """What has been read of a value that has no fault."""
    if isinstance(value, dt.date):
        return {KIND: "n", TEXT: words.date(value), USABLE: date_to_excel_serial(value)}
    if field.figure and isinstance(value, int | float):
        return {KIND: value, TEXT: limit_in_words(float(value), field, words), USABLE: value}
    if field.figure or field.type == "date":
        return {USABLE: NOT_AVAILABLE}
    return {USABLE: 0, KIND: "t" if value else ""}
