"""The sheet ``Số liệu``: a row a field, with its state, its note and what the live check says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonghop290.model import Field, Words, below, sayable
from tonghop290.spreadsheet.page_breaks import Block
from tonghop290.workbook.issue.checks.live_cell import echo_now
from tonghop290.workbook.issue.contents import Contents, heading
from tonghop290.workbook.issue.formulas import FormulaWriter, reference
from tonghop290.workbook.issue.guide_sheet import verdict_now, verdict_place, verdict_ready
from tonghop290.workbook.issue.live import MISSING, row_check, usable_cells
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.machine_line import write_machine_line
from tonghop290.workbook.issue.sheets.earlier_columns import WIDTH, write_earlier_heads, write_earlier_row
from tonghop290.workbook.issue.sheets.grounds import colour_answers, whole_as_whole
from tonghop290.workbook.issue.sheets.next_steps import write_next_steps
from tonghop290.workbook.issue.sheets.row_heights import TWO_LINES, check_height, height_of
from tonghop290.workbook.issue.typing_rules import validation
from tonghop290.workbook.plan import (
    BRIEF,
    CHECK,
    CODE,
    FIGURE_HEADERS,
    FIGURES,
    FIGURES_HOW_TO,
    HEADER_ROW,
    IN_FULL,
    LABEL,
    NOTE,
    NUMBER,
    OPTIONAL,
    STATE,
    UNIT,
    VALUE,
    Plan,
    page_of,
)

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_figures"]

_WIDTHS = (6, 5, 42, 16, 18, 13, 17, 54)
_WIDTHS_BESIDE = (6, 5, 34, 16, 15, 13, 12, 43)
"""By column, without and with those of an earlier round: all of them fit a screen of 1366 pixels."""
_SWITCH = sayable("“Gọn”: cột Kiểm tra chỉ còn lỗi và điểm cần xem lại, cho người đã quen biểu. “Đầy đủ”: hiện tất cả.")
_LEAST = 27
"""Points of a row, however little stands in it."""


def write_figures(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    plan = contents.plan
    own, check = plan.named(FIGURES), plan.column(CHECK)
    last_row = plan.last_rows[own]
    _write_head(sheet, looks, contents)
    for (name, row), section in plan.section_rows.items():
        if name == own:
            sheet.merge(row, CODE, row, check, heading(section), looks.section())
            sheet.height(row, height_of(heading(section), sum(_widths(plan)[CODE - 1 :]), bold=True, indent=1) + 4)
    for place in plan.fields.values():
        _write_row(sheet, looks, contents, place.field, place.row)
    open_rows = [place.row for place in plan.fields.values() if not _is_locked(contents, place.field)]
    colour_answers(sheet, looks, contents, last_row, open_rows)
    broken = [place.row for place in plan.fields.values() if place.field.figure and place.field.decimals]
    whole_as_whole(sheet, looks, [(row, VALUE) for row in broken])
    sheet.freeze(HEADER_ROW + 1, LABEL + 1)
    asked = [place.row for place in plan.fields.values() if contents.is_missing(place.field)]
    sheet.select(min(asked or open_rows or [1]), VALUE)
    footer = page_of(contents.form.words)
    area, blocks = (last_row, check), _blocks(plan)
    sheet.form_page(left=0.5, right=0.4, header_row=HEADER_ROW, area=area, footer=footer, blocks=blocks)


def _blocks(plan: Plan) -> list[Block]:
    """The sections, the first with the head of the sheet."""
    own = plan.named(FIGURES)
    rows = sorted(row for name, row in plan.section_rows if name == own)
    ends = [row - 1 for row in rows[1:]] + [plan.last_rows[own]]
    return [Block(1 if row == rows[0] else row, row, last) for row, last in zip(rows, ends, strict=True)]


def _write_head(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    at = contents.plan.column
    for column, width in enumerate(_widths(contents.plan), 1):
        sheet.width(at(column), width)
    own = _widths(contents.plan)
    beside = sum(own[NUMBER - 1 : NOTE]) + WIDTH * contents.plan.beside
    sheet.height(1, max(32, height_of(contents.title, beside, size=15, bold=True)))
    sheet.height(4, 20)
    sheet.merge(1, NUMBER, 1, at(NOTE), contents.title, looks.title())
    sheet.merge(2, NUMBER, 2, at(NOTE), contents.subtitle, looks.subtitle())
    sheet.merge(3, NUMBER, 3, at(NOTE), contents.say(FIGURES_HOW_TO), looks.subtitle())
    sheet.text(1, CODE, contents.say(IN_FULL), looks.switch())
    choices = [contents.say(IN_FULL), contents.say(BRIEF)]
    sheet.typing_rule(1, CODE, {"validate": "list", "source": choices, "input_message": contents.say(_SWITCH)})
    verdict, bold = verdict_place(contents), looks.make(bold=True, text_wrap=True, font_size=11)
    sheet.formula(1, at(CHECK), f'{reference(verdict)}&""', bold, verdict_now(contents))
    sheet.colour_beginning((1, at(CHECK), 1, at(CHECK)), verdict_ready(contents), looks.ready())
    write_next_steps(sheet, looks, contents, 2, at(CHECK), at(CHECK))
    write_machine_line(sheet, looks, contents.office.notice, 4, NUMBER, at(CHECK))
    labels = zip(map(contents.say, FIGURE_HEADERS), own, strict=True)
    sheet.height(HEADER_ROW, max(24, *(height_of(label, width, bold=True) for label, width in labels)))
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
    _set_height(sheet, contents, field, row, label)
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
        sheet.blank(row, at(STATE), looks.closed())
    note = contents.filling.notes.get(field.id)
    sheet.value(row, at(NOTE), note, looks.closed() if field.derived else looks.open_text())
    words, value = contents.form.words, contents.values.get(field.id)
    state = contents.filling.states.get(field.id, "")
    sentence = words.say(MISSING) if contents.is_missing(field) else echo_now(field, value, state, words)
    sheet.formula(row, at(CHECK), row_check(contents.live, field.id), looks.check(), sentence)


def _widths(plan: Plan) -> tuple[int, ...]:
    return _WIDTHS_BESIDE if plan.beside else _WIDTHS


def _set_height(sheet: Sheet, contents: Contents, field: Field, row: int, label: str) -> None:
    """As high as its longest text and whatever may be said beside it."""
    widths, value = _widths(contents.plan), contents.values.get(field.id)
    state, note = (given.get(field.id, "") for given in (contents.filling.states, contents.filling.notes))
    texts = (
        (below(label, field.second), LABEL, 1),
        (field.unit, UNIT, 0),
        (TWO_LINES if field.filled_by == "register" else "" if field.figure else str(value or ""), VALUE, 1),
        (contents.say(state) if state else "", STATE, 0),
        (note, NOTE, 0),
    )
    heights = [height_of(text, widths[column - 1], indent=indent) for text, column, indent in texts]
    said = check_height(contents, field, widths[CHECK - 1])
    sheet.height(row, max(_LEAST, said, *heights))


def _write_derived(sheet: Sheet, looks: Looks, contents: Contents, field: Field, row: int) -> None:
    writer = FormulaWriter(contents.plan, usable_cells(contents.live).__getitem__)
    formula = f'IFERROR({writer.derived(field)}+0,"")'
    sheet.formula(row, VALUE, formula, looks.fixed(field), contents.filling.values.get(field.id, ""))


def _is_locked(contents: Contents, field: Field) -> bool:
    """Whether nobody types its value: it is derived, or the register or the office has filled it in."""
    by_register = field.filled_by == "register" and contents.unit is not None
    by_office = field.filled_by == "office" and field.id in contents.values
    return field.derived or (by_register or by_office) and not contents.filling.typed_by_sender(field.id)


def _write_input(sheet: Sheet, looks: Looks, contents: Contents, field: Field, row: int) -> None:
    """The cell of the value: open, or locked where the register or the office has filled it in."""
    locked = _is_locked(contents, field)
    sheet.value(row, VALUE, contents.values.get(field.id), looks.fixed(field) if locked else looks.input(field))
    if not locked:
        sheet.typing_rule(row, VALUE, validation(field, contents.form.words, contents.plan.offered(field)))
