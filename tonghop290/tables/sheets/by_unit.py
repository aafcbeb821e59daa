"""``Biểu 2``: units down, indicators across, with live totals; most other sheets look their figures up in it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tonghop290.model import Field, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import NO_WORD, Board
from tonghop290.tables.figure_cells import GREY, PALE, cell_text, grid, header_style, width_of
from tonghop290.tables.notes import Marks, column_hints, footnotes
from tonghop290.tables.pages import PagePlan, finish_paper, plan_pages, write_across, write_heading
from tonghop290.tables.senders import Sender
from tonghop290.tables.sheets.total_cells import (
    NOT_RETURNED,
    adds_up,
    rests_on,
    write_coverage,
    write_total,
    write_unit_figure,
)
from tonghop290.tables.sources.source_list import Sources

__all__ = ["UnitTable", "unit_table", "write_by_unit"]

LEFT = 2
"""STT, Đơn vị."""

FIRST_ROW = 11
"""Where the first unit stands (rows 7–10 are the heading of the table)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTable:
    """Where the figures stand: the rows of the first unit and the last, and by field id the columns."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]

    def over(self, id: str) -> str:
        """All figures of a field, as other sheets name them."""
        return self.part(id, 0, self.last - self.first)

    def part(self, id: str, first: int, last: int) -> str:
        """The figures of some senders: places from 0, both included."""
        column = self.columns[id]
        return (
            f"'{self.sheet}'!{a1(self.first + first, column, fixed=True)}:{a1(self.first + last, column, fixed=True)}"
        )

    @property
    def names(self) -> str:
        return f"'{self.sheet}'!$B${self.first}:$B${self.last}"

    @property
    def block(self) -> str:
        """All figures."""
        first, last = min(self.columns.values()), max(self.columns.values())
        return f"'{self.sheet}'!{a1(self.first, first, fixed=True)}:{a1(self.last, last, fixed=True)}"

    def place_in_block(self, id: str) -> int:
        """The column of a field, counted from 1 within the block."""
        return self.columns[id] - min(self.columns.values()) + 1

    def total(self, id: str) -> str:
        return f"'{self.sheet}'!{a1(self.last + 1, self.columns[id], fixed=True)}"

    def link(self, sender: int, id: str) -> str:
        """A link to the figure of a sender (its place from 0)."""
        return f"internal:'{self.sheet}'!{a1(self.first + sender, self.columns[id])}"


def unit_table(board: Board, sheet: str) -> UnitTable:
    """Where the figures of a board stand in the sheet of that name."""
    return UnitTable(
        sheet=sheet,
        first=FIRST_ROW,
        last=FIRST_ROW + max(1, len(board.senders)) - 1,
        columns={field.id: column for column, field in enumerate(board.fields, LEFT + 1)},
    )


def write_by_unit(sheet: Sheet, board: Board, marks: Marks, sources: Sources) -> None:
    """The whole sheet; its row of column numbers says which column is the sum of which."""
    place, hints = unit_table(board, sheet.name), _hints(board)
    widths = [34, width_of([sender.name for sender in board.senders], least=150, most=230)]
    widths += [max(_field_width(board, field, marks), len(hints.get(field.id, "")) * 4) for field in board.fields]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    head = write_heading(
        sheet,
        board,
        told("BIỂU 2. SỐ LIỆU CỦA CÁC {unit_words} THEO CHỈ TIÊU", unit_words=board.unit_words.upper()),
        plan,
    )
    assert head + 4 == FIRST_ROW
    _header(sheet, board, head, marks, hints, plan, sources)
    for number, sender in enumerate(board.senders, 1):
        _unit_row(sheet, place, number, board, sender, sources, marks)
    _total_rows(sheet, board, place, sources)
    sheet.freeze(place.first, LEFT + 1)
    finish_paper(sheet, board, plan, place.last + 2, footnotes(board, marks), header=(head, head + 3), left=LEFT)


def _hints(board: Board) -> dict[str, str]:
    """Field id → "(8)=↵(9)+(10)", for a narrow column."""
    numbers = {field.id: number for number, field in enumerate(board.fields, 1)}
    return {id: hint.replace("=", "=\n") for id, hint in column_hints(board.form, numbers).items()}


def _header(
    sheet: Sheet, board: Board, head: int, marks: Marks, hints: Mapping[str, str], plan: PagePlan, sources: Sources
) -> None:
    book = sheet.book
    style = header_style(book)
    small = grid(book, italic=True, align="center", text_wrap=True, font_size=8)
    sheet.merge(head, 1, head + 2, 1, told("STT"), style)
    sheet.merge(head, 2, head + 2, 2, told("Đơn vị"), style)
    sheet.text(head + 3, 1, "A", small)
    sheet.text(head + 3, 2, "B", small)
    column = LEFT + 1
    for section, fields in board.sections:
        for run in _within_pages(column, column + len(fields) - 1, plan.breaks):
            write_across(sheet, head, run, section.title, style)
        column += len(fields)
    for column, field in enumerate(board.fields, LEFT + 1):
        sheet.text(head + 1, column, field.short + marks.of.get(field.id, ""), style)
        sheet.text(head + 2, column, field.unit.replace("/", "/\n", 1), small)
        if field.id not in hints and (link := sources.link_to_field(field.id)):
            sheet.link(head + 3, column, link, small)
        sheet.text(head + 3, column, hints.get(field.id, f"({column - LEFT})"), small)
    for row, height in enumerate((44, 66, 24, 24), head):
        sheet.height(row, height)


def _within_pages(first: int, last: int, breaks: Sequence[int]) -> list[tuple[int, int]]:
    """A run of columns cut where a page ends, so that its title stands on every page."""
    cuts = [first - 1, *(end for end in breaks if first <= end < last), last]
    return [(start + 1, end) for start, end in pairwise(cuts)]


def _unit_row(
    sheet: Sheet, place: UnitTable, number: int, board: Board, sender: Sender, sources: Sources, marks: Marks
) -> None:
    row = place.first + number - 1
    absent = {} if sender.path else {"italic": True, "bg_color": GREY}
    centre, link = grid(sheet.book, align="center", **absent), sources.link_to_unit(number - 1)
    if link and sender.path:
        sheet.link(row, 1, link, centre)
    sheet.number(row, 1, number, centre)
    name = sender.label if sender.path else f"{sender.name} {NOT_RETURNED}"
    sheet.text(row, 2, name, grid(sheet.book, text_wrap=True, **absent))
    for column, field in enumerate(board.fields, LEFT + 1):
        write_unit_figure(sheet, row, column, board, sender, field, sources, marks)
    sheet.height(row, 30 if len(sender.label) > 26 or not sender.path else 18)


def _total_rows(sheet: Sheet, board: Board, place: UnitTable, sources: Sources) -> None:
    """The totals below the units, and below those on how many units each rests."""
    first, last = place.first, place.last
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE, text_wrap=True)
    small = grid(sheet.book, italic=True, align="center", text_wrap=True)
    write_across(
        sheet, last + 1, (1, 2), board.say("TỔNG CỘNG") + (f"\n({board.coverage})" if board.partial else ""), bold
    )
    write_across(sheet, last + 2, (1, 2), told("{rests_on} (nếu chưa đủ)", rests_on=rests_on(board)), small)

    def over(id: str) -> str:
        return f"{a1(first, place.columns[id])}:{a1(last, place.columns[id])}"

    for field in board.fields:
        column, total = place.columns[field.id], board.totals.fields[field.id]
        formula = sources.total(board.form, field, over, lambda id: a1(last + 1, place.columns[id]))
        link, estimate = sources.link_to_parts(board.form, field), field.id in board.estimated
        write_total(sheet, last + 1, column, field, total, formula, link=link, tip=sources.tip(), estimate=estimate)
        write_coverage(sheet, last + 2, column, board, field, sources.counted(board.form, field, over), small)
    sheet.height(last + 1, 18 + 14 * math.ceil(len(board.coverage) / 28) if board.partial else 22)
    sheet.height(last + 2, 30)


def _field_width(board: Board, field: Field, marks: Marks) -> int:
    """Wide enough for the longest figure: the largest or the smallest, for all have the same decimals."""
    figures = [figure.value for sender in board.returned if (figure := board.figure(sender, field)) is not None]
    numbers = [value for value in figures if isinstance(value, float)]
    dates = [value for value in figures if isinstance(value, dt.date)]
    texts = [cell_text(value, field) for value in (*((max(numbers), min(numbers)) if numbers else ()), *dates[:1])]
    mark = max((mark for (_, id), mark in marks.remarks.of.items() if id == field.id), key=len, default="")
    texts = [text + mark for text in texts]
    total = board.totals.fields[field.id].value
    if total is not None and adds_up(field):
        counted = field.total.how == "count"
        texts.append(f"{cell_text(total, field)} {board.say(NO_WORD) if counted else ''}")
    return width_of([*texts, *field.short.split()], least=58, most=140)
