"""The sheet ``Hướng dẫn``: whose workbook it is, a live table of what is filled, missing and wrong, and how to fill it
in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tonghop290.excel import column_letters
from tonghop290.model import CellRef, Section, sayable
from tonghop290.workbook.issue.contents import Contents, heading
from tonghop290.workbook.issue.formulas import filled_in, quoted, reference
from tonghop290.workbook.issue.live import status_counts
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.machine_line import write_machine_line
from tonghop290.workbook.issue.sheets.next_steps import write_next_steps
from tonghop290.workbook.issue.sheets.row_heights import TWO_LINES, height_of
from tonghop290.workbook.plan import COUNTED, GUIDE, HOW_TO_TITLE, REPORTING_UNIT, TOTAL_LABEL, page_of

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["verdict_now", "verdict_place", "verdict_ready", "write_guide"]

_TEXT, _FIRST, _LAST = 2, 3, 7
"""The column of texts, and those of the counts."""

_MISSING, _ERRORS = 5, 6
_IDENTITY_ROW = 4
_TEXT_WIDTH, _COUNT_WIDTH = 60, 11
_COUNTS = _COUNT_WIDTH * (_LAST - _FIRST + 1)
_WHOLE = _TEXT_WIDTH + _COUNTS
_NO_NAME = sayable("(ghi ở trang Số liệu)")
_READY = sayable("ĐỦ ĐIỀU KIỆN GỬI.")
_STILL = sayable("Đã điền {filled}/{to_fill} ô. Còn {missing} ô chưa điền, {errors} lỗi.")
_DOUBTS = sayable(" Còn {warnings} điểm đề nghị xem lại.")


def write_guide(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    sheet.hide_gridlines()
    sheet.width(1, 2)
    sheet.width(_TEXT, _TEXT_WIDTH, looks.make())
    sheet.width(_FIRST, _COUNT_WIDTH, looks.make(), last_column=_LAST)
    sheet.height(1, height_of(contents.title, _WHOLE, size=15, bold=True) + 6)
    sheet.height(2, height_of(contents.subtitle, _WHOLE))
    sheet.merge(1, _TEXT, 1, _LAST, contents.title, looks.title())
    sheet.merge(2, _TEXT, 2, _LAST, contents.subtitle, looks.subtitle())
    write_machine_line(sheet, looks, contents.office.notice, 3, _TEXT, _LAST)
    sheet.height(3, 32)
    _write_identity(sheet, looks, contents, _IDENTITY_ROW)
    row = _write_status(sheet, looks, contents, _status_row(contents))
    write_next_steps(sheet, looks, contents, row + 1, _TEXT, _LAST)
    _write_how_to(sheet, looks, contents, row + 4)
    sheet.form_page(landscape=False, left=0.6, right=0.5, pages_tall=1, footer=page_of(contents.form.words))


# --- whose it is --------------------------------------------------------------------------------------------------


def _write_identity(sheet: Sheet, looks: Looks, contents: Contents, row: int) -> None:
    """Label and text, a line each. The unit's name follows its cell where there is one."""
    register = next((field for field in contents.form.inputs if field.filled_by == "register"), None)
    wrapped = looks.make(text_wrap=True)
    for label, text in _identity_lines(contents):
        sheet.text(row, _TEXT, label, looks.caption())
        sheet.merge(row, _FIRST, row, _LAST, "", wrapped)
        if text is None and register is not None:
            cell = reference(contents.plan.fields[register.id].value)
            no_name = contents.say(_NO_NAME)
            formula = f'IFERROR(IF(LEN({cell})=0,{quoted(no_name)},{cell}),"")'
            sheet.formula(row, _FIRST, formula, wrapped, str(contents.values.get(register.id) or no_name))
        else:
            sheet.text(row, _FIRST, text or "", wrapped, even_empty=True)
        sheet.height(row, height_of(TWO_LINES if text is None else text, _COUNTS))
        row += 1


def _identity_lines(contents: Contents) -> list[tuple[str, str | None]]:
    """Label and text of the lines at the top; None stands for the unit's name, which follows its cell."""
    office, words = contents.office, contents.form.words
    lines: list[tuple[str, str | None]] = [(words.say(REPORTING_UNIT), None)]
    if contents.unit is not None:
        lines.append((words.say("Mã đơn vị:"), contents.unit.code))
    lines.append((words.say("Cơ quan tổng hợp:"), f"{office.committee} {office.name}".strip()))
    if office.letter_number:
        dated = words.say(", ngày {date}", date=words.date(office.letter_date)) if office.letter_date else ""
        number = words.say("Số {number}", number=office.letter_name)
        lines.append((words.say("Thực hiện Công văn:"), f"{number}{dated}"))
    if office.deadline:
        lines.append((words.say("Hạn gửi:"), words.say("Trước hết ngày {date}", date=words.date(office.deadline))))
    contact = ", ".join(filter(None, (office.contact, office.phone, office.email)))
    if contact:
        lines.append((words.say("Liên hệ, gửi về:"), contact))
    return lines


# --- what is filled, missing, wrong -------------------------------------------------------------------------------


def _status_row(contents: Contents) -> int:
    return _IDENTITY_ROW + len(_identity_lines(contents)) + 1


def _counted(contents: Contents) -> list[Section]:
    """The sections in the table."""
    own = {live.section for live in contents.live}
    return [section for section in contents.form.sections if section.id in own]


def verdict_place(contents: Contents) -> CellRef:
    """The cell that says whether the workbook may be sent."""
    row = _status_row(contents) + len(_counted(contents)) + 2
    return CellRef(contents.plan.named(GUIDE), row, _TEXT)


def verdict_now(contents: Contents) -> str:
    """What that cell says when the workbook is issued."""
    asked, answered, empty, wrong, _ = _totals_now(contents)
    still = contents.say(_STILL).format(filled=answered, to_fill=asked, missing=empty, errors=wrong)
    return still if empty + wrong else contents.say(_READY)


def verdict_ready(contents: Contents) -> str:
    """How that cell begins where nothing is missing or wrong."""
    return contents.say(_READY)


def _totals_now(contents: Contents) -> list[int]:
    each = [_counts_now(contents, section) for section in _counted(contents)]
    return [sum(column) for column in zip(*each, strict=True)] or [0] * len(COUNTED[1:])


def _write_status(sheet: Sheet, looks: Looks, contents: Contents, head: int) -> int:
    """The live table section · to fill · filled · missing · errors · warnings, and one sentence below it, whose row it
    gives."""
    counts = status_counts(contents.live, contents.form)
    for column, label in enumerate(COUNTED, _TEXT):
        sheet.text(head, column, contents.say(label), looks.head())
    sheet.height(head, max(height_of(contents.say(label), _COUNT_WIDTH, bold=True) for label in COUNTED[1:]))
    sections = _counted(contents)
    cached = [_counts_now(contents, section) for section in sections]
    for row, (section, now) in enumerate(zip(sections, cached, strict=True), head + 1):
        _write_counts(sheet, looks, row, section, counts[section.id], now)
    first, total = head + 1, head + 1 + len(sections)
    sheet.text(total, _TEXT, contents.say(TOTAL_LABEL), looks.label(bold=True))
    for column, counted in enumerate(_totals_now(contents), _FIRST):
        letters = column_letters(column)
        bold = looks.make(border=1, bold=True, align="center")
        sheet.formula(total, column, f"SUM({letters}{first}:{letters}{total - 1})", bold, counted)
    _write_verdict(sheet, looks, contents, total)
    sheet.colour_where((first, _MISSING, total, _ERRORS), f"{column_letters(_MISSING)}{first}>0", looks.red())
    return total + 1


def _counts_now(contents: Contents, section: Section) -> list[int]:
    """The counts as they are when the workbook is issued, in the order of the columns."""
    own = [field for field in contents.form.inputs if field.section == section.id]
    to_fill, missing = sum(field.required for field in own), sum(map(contents.is_missing, own))
    return [to_fill, to_fill - missing, missing, 0, 0]


def _write_counts(
    sheet: Sheet, looks: Looks, row: int, section: Section, counts: Mapping[str, str], now: list[int]
) -> None:
    sheet.text(row, _TEXT, heading(section), looks.label())
    sheet.height(row, height_of(heading(section), _TEXT_WIDTH, indent=1) + 2)
    for column, (formula, value) in enumerate(zip(counts.values(), now, strict=True), _FIRST):
        sheet.formula(row, column, formula, looks.centred(), value)


def _write_verdict(sheet: Sheet, looks: Looks, contents: Contents, total: int) -> None:
    """Whether the workbook may be sent, in a sentence below the row of totals."""
    to_fill, filled, missing, errors, warnings = (f"{column_letters(one)}{total}" for one in range(_FIRST, _LAST + 1))
    ready, still, doubts = (contents.say(text) for text in (_READY, _STILL, _DOUBTS))
    told = filled_in(doubts, warnings=warnings)
    sentence = (
        f'IF({missing}+{errors}=0,{quoted(ready)}&IF({warnings}>0,{told},""),'
        f"{filled_in(still, filled=filled, to_fill=to_fill, missing=missing, errors=errors)})"
    )
    look = looks.make(bold=True, font_size=13, align="center")
    sheet.merge(total + 1, _TEXT, total + 1, _LAST, "", look)
    sheet.formula(total + 1, _TEXT, sentence, look, verdict_now(contents))
    sheet.height(total + 1, 24)
    sheet.colour_beginning((total + 1, _TEXT, total + 1, _LAST), ready, looks.ready())


def _write_how_to(sheet: Sheet, looks: Looks, contents: Contents, row: int) -> None:
    sheet.text(row, _TEXT, contents.say(HOW_TO_TITLE), looks.caption())
    for number, line in enumerate(contents.form.texts.get("how_to", ()), 1):
        text = f"{number}. {line}"
        sheet.merge(row + number, _TEXT, row + number, _LAST, text, looks.make(text_wrap=True))
        sheet.height(row + number, height_of(text, _WHOLE) + 2)
