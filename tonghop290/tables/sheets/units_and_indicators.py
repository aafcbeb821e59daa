"""Biểu 1 (indicators × units) and Biểu 2 (units × indicators): the district's tables, with live totals."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tonghop290.model import Field, FieldTotal
from tonghop290.spreadsheet.write import Sheet, Style, a1
from tonghop290.tables.board import Board, Sender
from tonghop290.tables.notes import Marks, column_hints, footnotes
from tonghop290.tables.pages import (
    GREY,
    PALE,
    PagePlan,
    figure_style,
    grid,
    plan_pages,
    serial,
    shown,
    width_of,
    write_figure,
    write_heading,
    write_lines,
    write_signatures,
)
from tonghop290.tables.sheets.source_list import Sources

__all__ = ["BY_UNIT_FIRST_ROW", "by_unit_cell", "write_by_indicator", "write_by_unit"]

NOT_RETURNED = "(chưa có số liệu)"
SUB_LABEL = "Trong đó:"

INDICATOR_LEFT = 5
"""STT, Chỉ tiêu, Đơn vị tính, Toàn huyện, Số đơn vị có số liệu."""

UNIT_LEFT = 2
"""STT, Đơn vị."""

BY_UNIT_FIRST_ROW = 11
"""Where the first unit stands in Biểu 2 (rows 7–10 are its heading)."""


def by_unit_cell(sender: int, field: int) -> tuple[int, int]:
    """Row and column in Biểu 2 of a figure, from its places in ``board.senders`` and ``board.fields`` (from 0)."""
    return BY_UNIT_FIRST_ROW + sender, UNIT_LEFT + 1 + field


# --- Biểu 1 -------------------------------------------------------------------------------------------------------


def write_by_indicator(sheet: Sheet, board: Board, marks: Marks, sources: Sources) -> None:
    """Indicators down, units across."""
    widths = [46, 262, 90, _total_width(board), 62, *(_sender_width(board, sender) for sender in board.senders)]
    plan = plan_pages(widths, left=INDICATOR_LEFT)
    sheet.widths(widths)
    head = write_heading(sheet, board, f"BIỂU 1. TỔNG HỢP SỐ LIỆU PHÂN THEO CÁC {board.unit_words.upper()}", plan)
    _indicator_header(sheet, board, head)
    row = head + 2
    rows: dict[str, int] = {}
    for _, fields in board.sections:
        rows |= {field.id: row + 1 + order for order, field in enumerate(fields)}
        row += 1 + len(fields)
    first, last = INDICATOR_LEFT + 1, INDICATOR_LEFT + max(1, len(board.senders))

    def over(id: str) -> str:
        return f"{a1(rows[id], first)}:{a1(rows[id], last)}"

    for section, fields in board.sections:
        _section_row(sheet, rows[fields[0].id] - 1, section.number, section.title, len(widths))
        number = 0
        for field in fields:
            number += not field.label.startswith(SUB_LABEL)
            _indicator_row(sheet, board, field, rows[field.id], number, marks, sources)
            formula = sources.total(board.form, field, over, lambda id: a1(rows[id], 4))
            write_total(
                sheet,
                rows[field.id],
                4,
                field,
                board.totals.fields[field.id],
                formula,
                link=sources.link_to_parts(board.form, field),
            )
            _write_coverage(
                sheet,
                rows[field.id],
                5,
                board,
                field,
                sources.counted(board.form, field, over),
                grid(sheet.book, align="center", italic=True),
            )
    row = write_lines(sheet, row + 1, footnotes(board, marks), plan)
    write_signatures(sheet, board, row + 1, plan)
    sheet.freeze(head + 2, INDICATOR_LEFT + 1)
    _print(sheet, plan, header=(head, head + 1), left=INDICATOR_LEFT)


def _indicator_header(sheet: Sheet, board: Board, head: int) -> None:
    style = grid(sheet.book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    absent = grid(sheet.book, italic=True, align="center", text_wrap=True, bg_color=GREY)
    number = grid(sheet.book, italic=True, align="center", font_size=9)
    labels = ["STT", "Chỉ tiêu", "Đơn vị tính", board.whole, rests_on(board)]
    for column, label in enumerate(labels, 1):
        sheet.text(head, column, label, style)
        sheet.text(head + 1, column, "ABC"[column - 1] if column <= 3 else f"({column - 3})", number)
    for column, sender in enumerate(board.senders, INDICATOR_LEFT + 1):
        under = sender.detail if sender.path else NOT_RETURNED
        sheet.text(head, column, f"{sender.name}\n{under}" if under else sender.name, style if sender.path else absent)
        sheet.text(head + 1, column, f"({column - 3})", number)
    sheet.height(head, 76 if board.results else 62 if board.absent else 48)


def _section_row(sheet: Sheet, row: int, number: str, title: str, columns: int) -> None:
    bold = {"bold": True, "bg_color": PALE}
    sheet.text(row, 1, number, grid(sheet.book, align="center", shrink=True, **bold))
    sheet.text(row, 2, title, grid(sheet.book, text_wrap=True, **bold))
    for column in range(3, columns + 1):
        sheet.blank(row, column, grid(sheet.book, **bold))
    sheet.height(row, 14 * math.ceil(len(title) / 30) + 3)


def _indicator_row(
    sheet: Sheet, board: Board, field: Field, row: int, number: int, marks: Marks, sources: Sources
) -> None:
    sub = field.label.startswith(SUB_LABEL)
    label = field.label + marks.of.get(field.id, "")
    sheet.text(row, 1, "-" if sub else str(number), grid(sheet.book, align="center"))
    sheet.text(row, 2, label, grid(sheet.book, text_wrap=True, indent=int(sub)))
    sheet.text(row, 3, field.unit.replace("/", "/\n", 1), grid(sheet.book, align="center", text_wrap=True))
    for column, sender in enumerate(board.senders, INDICATOR_LEFT + 1):
        _write_cell(sheet, row, column, board, sender, field, sources)
    sheet.height(row, 14 * max(math.ceil(len(label) / 47), 1 + ("/" in field.unit)) + 4)


# --- Biểu 2 -------------------------------------------------------------------------------------------------------


def write_by_unit(sheet: Sheet, board: Board, marks: Marks, sources: Sources) -> None:
    """Units down, indicators across; the row of column numbers says which column is the sum of which."""
    widths = [34, width_of([sender.name for sender in board.senders], least=150, most=230)]
    numbers = {field.id: number for number, field in enumerate(board.fields, 1)}
    hints = {id: hint.replace("=", "=\n") for id, hint in column_hints(board.form, numbers).items()}
    widths += [max(_field_width(board, field), len(hints.get(field.id, "")) * 4) for field in board.fields]
    plan = plan_pages(widths, left=UNIT_LEFT)
    sheet.widths(widths)
    head = write_heading(sheet, board, f"BIỂU 2. SỐ LIỆU CỦA CÁC {board.unit_words.upper()} THEO CHỈ TIÊU", plan)
    assert head + 4 == BY_UNIT_FIRST_ROW
    _unit_header(sheet, board, head, marks, hints, plan)
    first, last = BY_UNIT_FIRST_ROW, BY_UNIT_FIRST_ROW + max(1, len(board.senders)) - 1
    for row, sender in enumerate(board.senders, first):
        absent = {} if sender.path else {"italic": True, "bg_color": GREY}
        sheet.number(row, 1, row - first + 1, grid(sheet.book, align="center", **absent))
        sheet.text(
            row,
            2,
            sender.label if sender.path else f"{sender.name} {NOT_RETURNED}",
            grid(sheet.book, text_wrap=True, **absent),
        )
        for column, field in enumerate(board.fields, UNIT_LEFT + 1):
            _write_cell(sheet, row, column, board, sender, field, sources)
        sheet.height(row, 30 if len(sender.label) > 26 or not sender.path else 18)
    columns = {field.id: column for column, field in enumerate(board.fields, UNIT_LEFT + 1)}

    def over(id: str) -> str:
        return f"{a1(first, columns[id])}:{a1(last, columns[id])}"

    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE, text_wrap=True)
    small = grid(sheet.book, italic=True, align="center", text_wrap=True)
    sheet.merge(last + 1, 1, last + 1, 2, "TỔNG CỘNG" + (f"\n({board.coverage})" if board.partial else ""), bold)
    sheet.merge(last + 2, 1, last + 2, 2, f"{rests_on(board)} (nếu chưa đủ)", small)
    for column, field in enumerate(board.fields, UNIT_LEFT + 1):
        formula = sources.total(board.form, field, over, lambda id: a1(last + 1, columns[id]))
        write_total(
            sheet,
            last + 1,
            column,
            field,
            board.totals.fields[field.id],
            formula,
            link=sources.link_to_parts(board.form, field),
        )
        _write_coverage(sheet, last + 2, column, board, field, sources.counted(board.form, field, over), small)
    sheet.height(last + 1, 18 + 14 * math.ceil(len(board.coverage) / 28) if board.partial else 22)
    sheet.height(last + 2, 30)
    row = write_lines(sheet, last + 4, footnotes(board, marks), plan)
    write_signatures(sheet, board, row + 1, plan)
    sheet.freeze(first, UNIT_LEFT + 1)
    _print(sheet, plan, header=(head, head + 3), left=UNIT_LEFT)


def _unit_header(sheet: Sheet, board: Board, head: int, marks: Marks, hints: Mapping[str, str], plan: PagePlan) -> None:
    book = sheet.book
    style = grid(book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    small = grid(book, italic=True, align="center", text_wrap=True, font_size=8)
    sheet.merge(head, 1, head + 2, 1, "STT", style)
    sheet.merge(head, 2, head + 2, 2, "Đơn vị", style)
    sheet.text(head + 3, 1, "A", small)
    sheet.text(head + 3, 2, "B", small)
    column = UNIT_LEFT + 1
    for section, fields in board.sections:
        for start, end in _within_pages(column, column + len(fields) - 1, plan.breaks):
            sheet.merge(head, start, head, end, section.title, style)
        column += len(fields)
    for column, field in enumerate(board.fields, UNIT_LEFT + 1):
        sheet.text(head + 1, column, field.short + marks.of.get(field.id, ""), style)
        sheet.text(head + 2, column, field.unit.replace("/", "/\n", 1), small)
        sheet.text(head + 3, column, hints.get(field.id, f"({column - UNIT_LEFT})"), small)
    sheet.height(head, 44)
    sheet.height(head + 1, 66)
    sheet.height(head + 2, 24)
    sheet.height(head + 3, 24)


def _within_pages(first: int, last: int, breaks: Sequence[int]) -> list[tuple[int, int]]:
    """A run of columns cut where a page ends, so that its title stands on every page."""
    cuts = [first - 1, *(end for end in breaks if first <= end < last), last]
    return [(start + 1, end) for start, end in pairwise(cuts)]


# --- both ---------------------------------------------------------------------------------------------------------


def _write_cell(
    sheet: Sheet, row: int, column: int, board: Board, sender: Sender, field: Field, sources: Sources
) -> None:
    figure = board.figure(sender, field)
    if figure is None:
        sheet.blank(row, column, figure_style(sheet.book, field, absent=sender.path is None))
        return
    assert sender.path is not None
    write_figure(
        sheet,
        row,
        column,
        figure,
        field,
        source=sources.value_of(sender.path, field.id),
        link=sources.link_to(sender.path, field.id),
    )


def write_total(
    sheet: Sheet,
    row: int,
    column: int,
    field: Field,
    total: FieldTotal,
    formula: str | None,
    *,
    link: str,
    bold: bool = True,
    partial: bool = False,
) -> None:
    """A total: the live formula with the library's own result, linked to its parts.

    A total of nothing has no link: LibreOffice shows the link's target in a linked cell that is empty.
    """
    style: Style = figure_style(sheet.book, field, bold=bold, partial=partial)
    if field.total.how == "count":
        style = grid(sheet.book, bold=bold, align="center", num_format="#,##0")
    if link and total.value is not None:
        sheet.link(row, column, link, style, "Xem các số cộng thành")
    value = serial(total.value) if isinstance(total.value, dt.date) else total.value
    if formula is not None:
        sheet.formula(row, column, formula, style, "" if value is None else value)
    elif value is None:
        sheet.text(row, column, "–", style)
    else:
        sheet.number(row, column, value, style)


def rests_on(board: Board) -> str:
    """The heading of how many units a total rests on."""
    return f"Số {board.member_words} có số liệu" if board.results else "Số đơn vị có số liệu"


def _write_coverage(
    sheet: Sheet, row: int, column: int, board: Board, field: Field, counted: str, style: Style
) -> None:
    """ "14/17" beside a total that rests on fewer units, nothing beside a whole one."""
    if field.total.how == "count":
        sheet.blank(row, column, style)
        return
    units, expected = board.totals.fields[field.id].units, board.expected_of(field)
    sheet.formula(
        row,
        column,
        f'IF({counted}<{expected},{counted}&"/{expected}","")',
        style,
        f"{units}/{expected}" if units < expected else "",
    )


def _total_width(board: Board) -> int:
    texts = [shown(total.value, board.form.fields[total.field]) for total in board.totals if total.value is not None]
    return width_of([text + " " for text in texts], least=80)


def _sender_width(board: Board, sender: Sender) -> int:
    figures = [board.figure(sender, field) for field in board.fields]
    texts = [
        shown(figure.value, field)
        for figure, field in zip(figures, board.fields, strict=True)
        if figure is not None and field.figure
    ]
    return width_of([*texts, *sender.name.split()], least=66, most=140)


def _field_width(board: Board, field: Field) -> int:
    """Wide enough for the longest figure: the largest or the smallest, for all have the same decimals."""
    figures = [figure.value for sender in board.returned if (figure := board.figure(sender, field)) is not None]
    numbers = [value for value in figures if isinstance(value, float)]
    dates = [value for value in figures if isinstance(value, dt.date)]
    texts = [shown(value, field) for value in (*((max(numbers), min(numbers)) if numbers else ()), *dates[:1])]
    total = board.totals.fields[field.id].value
    return width_of(
        [*texts, shown(total, field) + " " if total is not None else "", *field.short.split()], least=58, most=140
    )


def _print(sheet: Sheet, plan: PagePlan, *, header: tuple[int, int], left: int) -> None:
    sheet.page(paper=plan.paper, header=header, left=left, scale=plan.scale, breaks=plan.breaks)
