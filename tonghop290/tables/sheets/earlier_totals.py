"""The totals of an earlier round beside those of now: each indicator then and now, more or less, and how much of it;
percents differ by points."""

from __future__ import annotations

from tonghop290.model import Field, FieldTotal, Totals, told
from tonghop290.spreadsheet.write import Sheet, Style, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import figure_style, grid, write_header
from tonghop290.tables.pages import write_across
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.change import Change

__all__ = ["write_earlier_totals"]

LABELS = (
    told("Chỉ tiêu"),
    told("Đơn vị tính"),
    told("Số đơn vị kỳ trước"),
    told("Kỳ trước"),
    told("Số đơn vị kỳ này"),
    told("Kỳ này"),
    told("Tăng, giảm"),
    told("Tăng, giảm (%)"),
)
NOTE = told(
    "Bình quân, tỷ lệ của mỗi kỳ tính từ các tổng của kỳ đó. Chỉ tiêu tính bằng %: tăng, giảm tính bằng điểm phần trăm."
)
THEN, NOW, MORE, PERCENT = 4, 6, 7, 8
REMARK = (9, 10)
WIDTH = (1, 10)


def write_earlier_totals(
    sheet: Sheet, row: int, board: Board, earlier: Totals, by_unit: UnitTable, header: Style
) -> int:
    """The block from this row on; gives the next free row."""
    book = sheet.book
    title = told(
        "{whole}: KỲ TRƯỚC ({units}/{expected} {member_words}) VÀ KỲ NÀY ({coverage})",
        whole=board.whole.upper(),
        units=earlier.units,
        expected=earlier.expected,
        member_words=board.member_words,
        coverage=board.coverage,
    )
    write_across(sheet, row, WIDTH, title, book.style(bold=True, font_size=12))
    write_header(sheet, row + 1, LABELS, header)
    write_across(sheet, row + 1, REMARK, told("Lưu ý"), header)
    sheet.height(row + 1, 34)
    row += 2
    for field in board.fields:
        then, now = earlier.fields.get(field.id), board.totals.fields[field.id]
        if field.figure and then is not None and (isinstance(then.value, float) or isinstance(now.value, float)):
            _indicator_row(sheet, row, field, then, now, by_unit.total(field.id))
            row += 1
    write_across(sheet, row, WIDTH, NOTE, book.style(italic=True, font_size=10))
    return row + 2


def _indicator_row(sheet: Sheet, row: int, field: Field, then: FieldTotal, now: FieldTotal, total: str) -> None:
    """``total``: the cell of the total of now."""
    book, figure = sheet.book, figure_style(sheet.book, field)
    centre = grid(book, align="center")
    before, after = (part.value if isinstance(part.value, float) else None for part in (then, now))
    sheet.text(row, 1, field.short, grid(book, text_wrap=True))
    sheet.text(row, 2, field.unit, grid(book, align="center", shrink=True))
    for column, part in ((3, then), (5, now)):
        sheet.text(row, column, f"{part.units}/{part.expected}", centre)
    if before is None:
        sheet.blank(row, THEN, figure)
    else:
        sheet.number(row, THEN, before, figure)
    sheet.formula(row, NOW, total, figure, "" if after is None else after)
    change = Change(then=a1(row, THEN), now=a1(row, NOW), before=before, after=after, decimals=field.decimals)
    change.write_more(sheet, row, MORE, figure)
    if field.type == "percent" or "%" in field.unit:
        sheet.text(row, PERCENT, told("điểm %") if change.known else "", grid(book, align="center", italic=True))
    else:
        change.write_percent(sheet, row, PERCENT, grid(book, align="right", num_format="#,##0.0"))
    remark = told("hai kỳ khác số đơn vị") if then.units != now.units else ""
    write_across(sheet, row, REMARK, remark, grid(book, italic=True, font_size=9))
