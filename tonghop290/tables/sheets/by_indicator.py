"""``Biểu 1``: indicators down, units across, with live totals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tonghop290.model import Field, Section, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import GREY, PALE, cell_text, grid, header_style, width_of
from tonghop290.tables.notes import Marks, footnotes
from tonghop290.tables.pages import finish_paper, plan_pages, write_heading
from tonghop290.tables.senders import Sender
from tonghop290.tables.sheets.total_cells import (
    NOT_RETURNED,
    rests_on,
    write_coverage,
    write_total,
    write_unit_figure,
)
from tonghop290.tables.sources.source_list import Sources

__all__ = ["write_by_indicator"]

SUB_LABEL = told("Trong đó:")
TOTAL, COVERAGE = 4, 5
LEFT = 5
"""STT, Chỉ tiêu, Đơn vị tính, Toàn huyện, Số đơn vị có số liệu."""


def write_by_indicator(sheet: Sheet, board: Board, marks: Marks, sources: Sources) -> None:
    """The whole sheet."""
    widths = [46, 262, 90, _total_width(board), 62, *(_sender_width(board, sender, marks) for sender in board.senders)]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    head = write_heading(
        sheet,
        board,
        told("BIỂU 1. TỔNG HỢP SỐ LIỆU PHÂN THEO CÁC {unit_words}", unit_words=board.unit_words.upper()),
        plan,
    )
    _header(sheet, board, head, sources)
    rows = _rows(board, head + 2)
    for section, fields in board.sections:
        _section_row(sheet, rows[fields[0].id] - 1, section, len(widths))
        for number, field in _numbered(fields):
            _indicator_row(sheet, board, field, rows[field.id], number, marks, sources)
            _total_cells(sheet, board, field, rows, sources)
    last = max(rows.values(), default=head + 1)
    sheet.freeze(head + 2, LEFT + 1)
    finish_paper(sheet, board, plan, last, footnotes(board, marks), header=(head, head + 1), left=LEFT)


def _rows(board: Board, row: int) -> dict[str, int]:
    """Where each field stands, section by section; above each section is the row of its title."""
    rows: dict[str, int] = {}
    for _, fields in board.sections:
        rows |= {field.id: row + 1 + order for order, field in enumerate(fields)}
        row += 1 + len(fields)
    return rows


def _numbered(fields: Sequence[Field]) -> Iterator[tuple[int, Field]]:
    """The fields with their numbers; what is part of another has the number of that."""
    number = 0
    for field in fields:
        number += not field.label.startswith(SUB_LABEL)
        yield number, field


def _header(sheet: Sheet, board: Board, head: int, sources: Sources) -> None:
    style = header_style(sheet.book)
    absent = grid(sheet.book, italic=True, align="center", text_wrap=True, bg_color=GREY)
    number = grid(sheet.book, italic=True, align="center", font_size=9)
    labels = [told("STT"), told("Chỉ tiêu"), told("Đơn vị tính"), board.whole, rests_on(board)]
    for column, label in enumerate(labels, 1):
        sheet.text(head, column, label, style)
        sheet.text(head + 1, column, "ABC"[column - 1] if column <= 3 else f"({column - 3})", number)
    for column, sender in enumerate(board.senders, LEFT + 1):
        under = sender.detail if sender.path else NOT_RETURNED
        sheet.text(head, column, f"{sender.name}\n{under}" if under else sender.name, style if sender.path else absent)
        if sender.path and (link := sources.link_to_unit(column - LEFT - 1)):
            sheet.link(head + 1, column, link, number)
        sheet.text(head + 1, column, f"({column - 3})", number)
    sheet.height(head, 76 if board.results else 62 if board.absent else 48)


def _section_row(sheet: Sheet, row: int, section: Section, columns: int) -> None:
    bold = {"bold": True, "bg_color": PALE}
    sheet.text(row, 1, section.number, grid(sheet.book, align="center", shrink=True, **bold))
    sheet.text(row, 2, section.title, grid(sheet.book, text_wrap=True, **bold))
    for column in range(3, columns + 1):
        sheet.blank(row, column, grid(sheet.book, **bold))
    sheet.height(row, 14 * math.ceil(len(section.title) / 30) + 3)


def _indicator_row(
    sheet: Sheet, board: Board, field: Field, row: int, number: int, marks: Marks, sources: Sources
) -> None:
    sub = field.label.startswith(SUB_LABEL)
    label = field.label + marks.of.get(field.id, "")
    centre = grid(sheet.book, align="center")
    if link := sources.link_to_field(field.id):
        sheet.link(row, 1, link, centre)
    sheet.text(row, 1, "-" if sub else str(number), centre)
    sheet.text(row, 2, label, grid(sheet.book, text_wrap=True, indent=int(sub)))
    sheet.text(row, 3, field.unit.replace("/", "/\n", 1), grid(sheet.book, align="center", text_wrap=True))
    for column, sender in enumerate(board.senders, LEFT + 1):
        write_unit_figure(sheet, row, column, board, sender, field, sources, marks)
    sheet.height(row, 14 * max(math.ceil(len(label) / 47), 1 + ("/" in field.unit)) + 4)


def _total_cells(sheet: Sheet, board: Board, field: Field, rows: Mapping[str, int], sources: Sources) -> None:
    """The total of a row, and on how many units it rests."""
    row, last = rows[field.id], LEFT + max(1, len(board.senders))

    def over(id: str) -> str:
        return f"{a1(rows[id], LEFT + 1)}:{a1(rows[id], last)}"

    formula = sources.total(board.form, field, over, lambda id: a1(rows[id], TOTAL))
    link = sources.link_to_parts(board.form, field)
    total, estimate = board.totals.fields[field.id], field.id in board.estimated
    write_total(sheet, row, TOTAL, field, total, formula, link=link, tip=sources.tip(), estimate=estimate)
    counted = sources.counted(board.form, field, over)
    italic = grid(sheet.book, align="center", italic=True)
    write_coverage(sheet, row, COVERAGE, board, field, counted, italic)


def _total_width(board: Board) -> int:
    fields = board.form.fields
    texts = [cell_text(total.value, fields[total.field]) for total in board.totals if total.value is not None]
    return width_of([text + " " for text in texts], least=80)


def _sender_width(board: Board, sender: Sender, marks: Marks) -> int:
    figures = [(field, board.figure(sender, field)) for field in board.fields if field.figure]
    texts = [
        cell_text(figure.value, field) + marks.remarks.of.get((sender.path or "", field.id), "")
        for field, figure in figures
        if figure is not None
    ]
    return width_of([*texts, *sender.name.split()], least=66, most=140)
