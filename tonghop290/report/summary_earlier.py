"""Against an earlier round: each indicator then and now, more or less, and how much of it; percents differ by points."""

from __future__ import annotations

from tonghop290.model import Field, FieldTotal, Totals
from tonghop290.report.summary_board import Board
from tonghop290.report.summary_pages import figure_style, grid
from tonghop290.report.summary_sheet import Sheet, Style, a1

__all__ = ["write_earlier"]

LABELS = ("Chỉ tiêu", "Đơn vị tính", "Số đơn vị kỳ trước", "Kỳ trước", "Số đơn vị kỳ này", "Kỳ này", "Tăng, giảm", "Tăng, giảm (%)")
NOTE = "Bình quân, tỷ lệ của mỗi kỳ tính từ các tổng của kỳ đó. Chỉ tiêu tính bằng %: tăng, giảm tính bằng điểm phần trăm."
THEN, NOW = 4, 6


def write_earlier(sheet: Sheet, row: int, board: Board, earlier: Totals, total_cell: dict[str, str], header: Style) -> int:
    """The block from this row on; gives the next free row. ``total_cell``: field id → the cell of the total of now."""
    book = sheet.book
    title = f"{board.whole.upper()}: KỲ TRƯỚC ({earlier.units}/{earlier.expected} {board.member_words}) VÀ KỲ NÀY ({board.coverage})"
    sheet.merge(row, 1, row, 10, title, book.style(bold=True, font_size=12))
    for column, label in enumerate(LABELS, 1):
        sheet.text(row + 1, column, label, header)
    sheet.merge(row + 1, 9, row + 1, 10, "Lưu ý", header)
    sheet.height(row + 1, 34)
    row += 2
    for field in board.fields:
        then, now = earlier.fields.get(field.id), board.totals.fields[field.id]
        if field.figure and then is not None and (isinstance(then.value, float) or isinstance(now.value, float)):
            _line(sheet, row, field, then, now, total_cell[field.id])
            row += 1
    sheet.merge(row, 1, row, 10, NOTE, book.style(italic=True, font_size=10))
    return row + 2


def _line(sheet: Sheet, row: int, field: Field, then: FieldTotal, now: FieldTotal, total: str) -> None:
    book, figure = sheet.book, figure_style(sheet.book, field)
    centre = grid(book, align="center")
    before, after = (one.value if isinstance(one.value, float) else None for one in (then, now))
    sheet.text(row, 1, field.short, grid(book, text_wrap=True))
    sheet.text(row, 2, field.unit, grid(book, align="center", shrink=True))
    for column, one in ((3, then), (5, now)):
        sheet.text(row, column, f"{one.units}/{one.expected}", centre)
    if before is None:
        sheet.blank(row, THEN, figure)
    else:
        sheet.number(row, THEN, before, figure)
    sheet.formula(row, NOW, total, figure, "" if after is None else after)
    cells = a1(row, THEN), a1(row, NOW)
    both = f"COUNT({cells[0]},{cells[1]})<2"
    known = before is not None and after is not None
    sheet.formula(row, 7, f'IF({both},"",{cells[1]}-{cells[0]})', figure, after - before if before is not None and after is not None else "")
    percent = grid(book, align="right", num_format="#,##0.0")
    if field.type == "percent" or "%" in field.unit:
        sheet.text(row, 8, "điểm %" if known else "", grid(book, align="center", italic=True))
    else:
        grown = (after - before) / abs(before) * 100 if before and after is not None else ""
        sheet.formula(row, 8, f'IF({both},"",IF({cells[0]}=0,"",({cells[1]}-{cells[0]})/ABS({cells[0]})*100))', percent, grown)
    sheet.merge(row, 9, row, 10, "hai kỳ khác số đơn vị" if then.units != now.units else "", grid(book, italic=True, font_size=9))
