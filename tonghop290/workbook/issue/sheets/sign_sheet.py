"""The sheet ``Bản ký``: the figures as they stand, on one A4 page to be printed, signed and stamped. All of it is
formulas over the answers; readers pass over it, by the mark in its first cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tonghop290.model import STATE_ESTIMATE, Field, Form, Section, sayable
from tonghop290.text.format import party_date
from tonghop290.workbook.issue.checks.live_cell import GIVEN, PRINTED, UNANSWERED, VERDICT, as_printed
from tonghop290.workbook.issue.contents import Contents, heading
from tonghop290.workbook.issue.formulas import TEXT, number_text, quoted, reference
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.sheets.row_heights import height_of
from tonghop290.workbook.plan import (
    FIGURE_HEADERS,
    LABEL,
    REPORTING_UNIT,
    SIGN_MARK,
    STATE,
    VALUE,
    FieldPlace,
    page_of,
)

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet, Style

__all__ = ["pages_of", "printed_now", "write_sign_sheet"]

_TITLE = sayable("SỐ LIỆU BÁO CÁO (BẢN IN ĐỂ KÝ)")
_PREPARED, _HEAD = sayable("NGƯỜI LẬP BIỂU"), sayable("THỦ TRƯỞNG ĐƠN VỊ")
_SIGN_HERE = sayable("(ký, ghi rõ họ tên)")
_ESTIMATES = sayable("Dấu * bên số: số ước tính.")

_LABEL_WIDTH, _VALUE_WIDTH, _GAP_WIDTH = 38, 13, 1.5
_FIRST, _BESIDE = 2, 3
"""The first column, and how many columns farther on the second block stands."""
_TABLE_ROW = 6
_ONE_BLOCK, _BLOCK = 22, 44
"""So many lines stand in one block over the width of the page; so many more of two blocks fit on a page."""

_Line = Section | Field


def pages_of(form: Form) -> int:
    """On how many pages the sheet prints at most."""
    return max(1, -(-len(_lines(form)) // (2 * _BLOCK)))


def write_sign_sheet(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    form, say = contents.form, contents.say
    blocks = _blocks(_lines(form))
    last = _FIRST + (len(blocks) - 1) * _BESIDE + 1
    sheet.hide_gridlines()
    sheet.text(1, 1, SIGN_MARK)
    sheet.hide(1, 1)
    sheet.merge(1, _FIRST, 1, last, say(_TITLE), looks.title())
    sheet.merge(2, _FIRST, 2, last, contents.title, looks.subtitle())
    sheet.height(2, 30)
    sheet.merge(3, _FIRST, 3, last, contents.office.notice or contents.subtitle, looks.subtitle())
    if form.unit_field is not None:
        sheet.text(4, _FIRST, say(REPORTING_UNIT), looks.caption())
        _write_answer(sheet, contents, 4, _FIRST + 1, form.unit_field, looks.caption())
    for number, lines in enumerate(blocks):
        _write_block(sheet, looks, contents, _FIRST + number * _BESIDE, lines, wide=len(blocks) == 1)
    row = _TABLE_ROW + max(map(len, blocks)) + 1
    if any(field.figure for field in form.inputs):
        sheet.text(row, _FIRST, say(_ESTIMATES), looks.make(italic=True, font_size=9))
    _write_signatures(sheet, looks, contents, row + 1, last)
    pages = pages_of(form)
    sheet.form_page(landscape=False, left=0.6, right=0.4, pages_tall=pages, footer=page_of(form.words))


def _lines(form: Form) -> list[_Line]:
    """Sections with what they ask; who prepares and signs stands below, the unit above."""
    lines: list[_Line] = []
    for section in form.sections:
        own = [form.fields[id] for id in section.items if id in form.fields]
        own = [field for field in own if not field.role and field is not form.unit_field]
        lines += [section, *own] if own else []
    return lines


def _blocks(lines: Sequence[_Line]) -> list[Sequence[_Line]]:
    """Side by side where one would be too long; no heading stands alone at the foot."""
    if len(lines) <= _ONE_BLOCK:
        return [lines]
    half = -(-len(lines) // 2)
    half += isinstance(lines[half - 1], Section)
    return [lines[:half], lines[half:]]


def _write_block(
    sheet: Sheet, looks: Looks, contents: Contents, first: int, lines: Sequence[_Line], *, wide: bool
) -> None:
    for column, width in ((first, _LABEL_WIDTH), (first + 1, _VALUE_WIDTH)):
        sheet.width(column, width * 2 if wide else width)
    if first > _FIRST:
        sheet.width(first - 1, _GAP_WIDTH)
    size = 11 if wide else 10
    head = looks.make(bold=True, font_size=size, align="center", border=1, text_wrap=True)
    label_width, value_width = (letters * (2 if wide else 1) for letters in (_LABEL_WIDTH, _VALUE_WIDTH))
    for column, text in ((first, FIGURE_HEADERS[LABEL - 1]), (first + 1, FIGURE_HEADERS[VALUE - 1])):
        sheet.text(_TABLE_ROW, column, contents.say(text), head)
    small = looks.make(font_size=size, border=1, text_wrap=True)
    look = looks.make(font_size=size, border=1, align="right", shrink=True)
    for row, line in enumerate(lines, _TABLE_ROW + 1):
        if isinstance(line, Section):
            sheet.merge(row, first, row, first + 1, heading(line), head)
            own = height_of(heading(line), label_width + value_width, size=size, bold=True)
            sheet.height(row, max(16, own, sheet.heights.get(row, 0)))  # the other block stands in the same rows
            continue
        label = f"{line.number}. {line.label if wide else line.short}" + (f" ({line.unit})" if line.unit else "")
        own = height_of(label, label_width, size=size)
        sheet.height(row, max(16, own, sheet.heights.get(row, 0)))
        sheet.text(row, first, label, small)
        _write_answer(sheet, contents, row, first + 1, line, look)


def _write_answer(sheet: Sheet, contents: Contents, row: int, column: int, field: Field, look: Style) -> None:
    sheet.formula(row, column, _answer_of(contents, field), look, printed_now(contents, field))


def _answer_of(contents: Contents, field: Field) -> str:
    """The formula of an answer as it is printed, worked out on the very hidden sheet where it has a form's figures."""
    place: FieldPlace = contents.plan.fields[field.id]
    cell, words = reference(place.value), contents.form.words
    if field.derived:
        text = number_text(cell, field.decimals, words.writing)
        return f"IF(ISNUMBER({cell}),{text},{quoted(UNANSWERED)})"
    live = next(one for one in contents.live if one.id == field.id)
    if GIVEN in live.formulas:
        return live.cell(PRINTED)
    return as_printed(cell, reference(place.at(STATE)), live.cell(VERDICT), live.cell(TEXT), words)


def printed_now(contents: Contents, field: Field) -> str:
    """What that formula gives when the workbook is issued."""
    value = contents.values.get(field.id)
    if value is None or value == "":
        state = contents.filling.states.get(field.id)
        return contents.say(state) if state else UNANSWERED if field.required or field.derived else ""
    if isinstance(value, dt.date):
        return contents.form.words.date(value)
    if isinstance(value, int | float):
        estimate = "*" * (contents.filling.states.get(field.id) == STATE_ESTIMATE)
        return (str(value) if field.is_year else contents.form.words.number(value)) + estimate
    return str(value)


# --- signatures ---------------------------------------------------------------------------------------------------


def _write_signatures(sheet: Sheet, looks: Looks, contents: Contents, row: int, last: int) -> None:
    """Who prepared it on the left; on the right the day, the authority, the title, room for signature and stamp."""
    form, middle = contents.form, last - 2 if last > _BESIDE else _FIRST
    bold, plain = looks.make(bold=True, align="center"), looks.make(align="center")
    italic = looks.make(italic=True, align="center")
    kind = form.levels.kind(contents.kind or form.levels.usual_word)
    by_role = {field.role: field for field in form.inputs if field.role}
    day = party_date(None, year=contents.office.report_year, writing=form.words.writing)
    for offset, left, right, looks_of in (
        (0, "", f"{UNANSWERED}, {day}", (plain, italic)),
        (1, contents.say(_PREPARED), kind.authority or contents.say(_HEAD), (bold, bold)),
        (2, contents.say(_SIGN_HERE), "", (italic, plain)),
    ):
        sheet.merge(row + offset, _FIRST, row + offset, middle, left, looks_of[0])
        sheet.merge(row + offset, middle + 1, row + offset, last, right, looks_of[1])
    if "signer title" in by_role:
        _write_answer(sheet, contents, row + 2, middle + 1, by_role["signer title"], plain)
    else:
        sheet.text(row + 2, middle + 1, kind.signer_title, plain)
    for role, column, end in (("preparer", _FIRST, middle), ("signer", middle + 1, last)):
        sheet.merge(row + 7, column, row + 7, end, "", bold)
        if role in by_role:
            _write_answer(sheet, contents, row + 7, column, by_role[role], bold)
    issued = " · ".join(filter(None, (contents.unit.code if contents.unit else "", form.version, contents.issue)))
    sheet.text(row + 8, _FIRST, issued, looks.make(font_size=8))
