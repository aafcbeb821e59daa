"""The sheet ``Số liệu``: a row a field, with its state, its note and what the live check says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.model import LIVE_OPENINGS, Field, Words, below
from tonghop290.workbook.issue.checks.live_cell import TO_OFFICE, echo_now
from tonghop290.workbook.issue.contents import Contents, heading
from tonghop290.workbook.issue.formulas import FormulaWriter
from tonghop290.workbook.issue.live import MISSING, row_check, usable_cells
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.machine_line import write_machine_line
from tonghop290.workbook.issue.sheets.earlier_columns import write_earlier_heads, write_earlier_row
from tonghop290.workbook.issue.typing_rules import validation
from tonghop290.workbook.plan import (
    CHECK,
    CODE,
    FIGURE_HEADERS,
    FIGURES,
    FIGURES_HOW_TO,
    HEADER_ROW,
    LABEL,
    NOTE,
    NUMBER,
    OPTIONAL,
    STATE,
    UNIT,
    VALUE,
    page_of,
)

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_figures"]

_WIDTHS = (7, 5, 46, 20, 15, 15, 20, 58)
_LINE = 58
"""Letters of a label on one line."""


def write_figures(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    plan = contents.plan
    own, check = plan.named(FIGURES), plan.column(CHECK)
    last_row = plan.last_rows[own]
    _write_head(sheet, looks, contents)
    for (name, row), section in plan.section_rows.items():
        if name == own:
            sheet.merge(row, CODE, row, check, heading(section), looks.section())
            sheet.height(row, 38 if section.second else 22)
    for place in plan.fields.values():
        _write_row(sheet, looks, contents, place.field, place.row)
    checks = (HEADER_ROW + 1, check, last_row, check)
    sheet.colour_beginning(checks, contents.say(LIVE_OPENINGS["error"]).strip(), looks.red())
    for opening in (LIVE_OPENINGS["warning"], TO_OFFICE):
        sheet.colour_beginning(checks, contents.say(opening).strip(), looks.amber())
    broken = [place.row for place in plan.fields.values() if place.field.figure and place.field.decimals]
    sheet.whole_as_whole([(row, VALUE) for row in broken])
    sheet.freeze(HEADER_ROW + 1, LABEL + 1)
    footer = page_of(contents.form.words)
    sheet.form_page(left=0.5, right=0.4, header_row=HEADER_ROW, area=(last_row, check), footer=footer)


def _write_head(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    at = contents.plan.column
    for column, width in enumerate(_WIDTHS, 1):
        sheet.width(at(column), width)
    sheet.height(1, 24)
    sheet.merge(1, NUMBER, 1, at(NOTE), contents.title, looks.title())
    sheet.merge(2, NUMBER, 2, at(NOTE), contents.subtitle, looks.subtitle())
    sheet.merge(3, NUMBER, 3, at(NOTE), contents.say(FIGURES_HOW_TO), looks.subtitle())
    write_machine_line(sheet, looks, contents.office.notice, 4, NUMBER, at(CHECK))
    sheet.height(HEADER_ROW, 24)
    for column, label in enumerate(FIGURE_HEADERS, 1):
        sheet.text(HEADER_ROW, at(column), contents.say(label), looks.head())
    if contents.filling.before is not None:
        write_earlier_heads(sheet, looks, contents)


def _state_rule(field: Field, words: Words) -> dict[str, object]:
    """What may be said of a figure: that there is none, or that it does not apply, only where the form allows it."""
    states = [words.say(state) for state in field.states]
    *others, last = (f"“{state}”" for state in states)
    message = words.say("Chỉ chọn: để trống (số chính thức) hoặc {last}.", last=last)
    if others:
        few = ", ".join(others)
        message = words.say("Chỉ chọn: để trống (số chính thức), {others} hoặc {last}.", others=few, last=last)
    return {
        "validate": "list",
        "source": states,
        "error_title": words.say(FIGURE_HEADERS[STATE - 1]),
        "error_message": message,
    }


def _write_row(sheet: Sheet, looks: Looks, contents: Contents, field: Field, row: int) -> None:
    at = contents.plan.column
    label = field.label + ("" if field.required or field.derived else contents.say(OPTIONAL))
    sheet.height(row, (36 if len(label) > _LINE else 27) + _lines(field.second) * 16)
    sheet.text(row, CODE, field.code, looks.code(), even_empty=True)
    sheet.text(row, NUMBER, field.number, looks.centred(), even_empty=True)
    sheet.text(row, LABEL, below(label, field.second), looks.label(), even_empty=True)
    sheet.text(row, UNIT, field.unit, looks.centred(), even_empty=True)
    if field.derived:
        _write_derived(sheet, looks, contents, field, row)
    else:
        _write_input(sheet, looks, contents, field, row)
    if contents.filling.before is not None:
        write_earlier_row(sheet, looks, contents, field, row)
    if field.figure and not field.derived:
        state = contents.filling.states.get(field.id)
        sheet.value(row, at(STATE), contents.say(state) if state else state, looks.open_text())
        sheet.typing_rule(row, at(STATE), _state_rule(field, contents.form.words))
    else:
        sheet.blank(row, at(STATE), looks.label())
    note = contents.filling.notes.get(field.id)
    sheet.value(row, at(NOTE), note, looks.label() if field.derived else looks.open_text())
    words, value = contents.form.words, contents.values.get(field.id)
    sentence = words.say(MISSING) if contents.is_missing(field) else echo_now(field, value, words)
    sheet.formula(row, at(CHECK), row_check(contents.live, field.id), looks.check(), sentence)


def _lines(text: str) -> int:
    return -(-len(text) // _LINE)


def _write_derived(sheet: Sheet, looks: Looks, contents: Contents, field: Field, row: int) -> None:
    writer = FormulaWriter(contents.plan, usable_cells(contents.live).__getitem__)
    formula = f'IFERROR({writer.derived(field)}+0,"")'
    sheet.formula(row, VALUE, formula, looks.fixed(field), contents.filling.values.get(field.id, ""))


def _write_input(sheet: Sheet, looks: Looks, contents: Contents, field: Field, row: int) -> None:
    """The cell of the value: open, or locked where the register or the office has filled it in."""
    by_register = field.filled_by == "register" and contents.unit is not None
    by_office = field.filled_by == "office" and field.id in contents.values
    locked = (by_register or by_office) and not contents.filling.typed_by_sender(field.id)
    sheet.value(row, VALUE, contents.values.get(field.id), looks.fixed(field) if locked else looks.input(field))
    if not locked:
        sheet.typing_rule(row, VALUE, validation(field, contents.form.words, contents.plan.offered(field)))
