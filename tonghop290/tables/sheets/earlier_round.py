"""Against an earlier round: each indicator then and now, more or less, and how much of it; percents differ by points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tonghop290.model import Field, FieldTotal, Totals
from tonghop290.spreadsheet.write import A4, Sheet, Style, a1
from tonghop290.tables.board import Board
from tonghop290.tables.pages import PALE, figure_style, grid, plan_pages, write_heading

if TYPE_CHECKING:
    from tonghop290.tables.board import ByUnit

__all__ = ["write_earlier", "write_earlier_units"]

LABELS = (
    "Chỉ tiêu",
    "Đơn vị tính",
    "Số đơn vị kỳ trước",
    "Kỳ trước",
    "Số đơn vị kỳ này",
    "Kỳ này",
    "Tăng, giảm",
    "Tăng, giảm (%)",
)
NOTE = (
    "Bình quân, tỷ lệ của mỗi kỳ tính từ các tổng của kỳ đó. Chỉ tiêu tính bằng %: tăng, giảm tính bằng điểm phần trăm."
)
THEN, NOW = 4, 6


def write_earlier(
    sheet: Sheet, row: int, board: Board, earlier: Totals, total_cell: dict[str, str], header: Style
) -> int:
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
    sheet.formula(
        row,
        7,
        f'IF({both},"",{cells[1]}-{cells[0]})',
        figure,
        after - before if before is not None and after is not None else "",
    )
    percent = grid(book, align="right", num_format="#,##0.0")
    if field.type == "percent" or "%" in field.unit:
        sheet.text(row, 8, "điểm %" if known else "", grid(book, align="center", italic=True))
    else:
        grown = (after - before) / abs(before) * 100 if before and after is not None else ""
        sheet.formula(
            row, 8, f'IF({both},"",IF({cells[0]}=0,"",({cells[1]}-{cells[0]})/ABS({cells[0]})*100))', percent, grown
        )
    sheet.merge(
        row,
        9,
        row,
        10,
        "hai kỳ khác số đơn vị" if then.units != now.units else "",
        grid(book, italic=True, font_size=9),
    )


# --- unit by unit -------------------------------------------------------------------------------------------------

BY_UNIT_COLUMNS = (
    ("STT", 36),
    ("Đơn vị", 200),
    ("Kỳ trước", 100),
    ("Kỳ này", 100),
    ("Tăng, giảm", 100),
    ("Tăng, giảm (%)", 90),
)
FIRST_EARLIER = len(BY_UNIT_COLUMNS) + 2
"""The first column of the earlier figures, which lie to the right of what is printed."""


def write_earlier_units(
    sheet: Sheet, board: Board, by_unit: ByUnit, earlier: Mapping[str, Mapping[str, float]]
) -> None:
    """One row a unit: then and now of the indicator the reader picks. ``earlier``: code or name of a unit → field id → figure."""
    figures = [field for field in board.fields if field.figure]
    widths = [width for _, width in BY_UNIT_COLUMNS]
    sheet.widths([*widths, 24, *([80] * len(figures))])
    head = write_heading(
        sheet, board, f"TỪNG ĐƠN VỊ SO VỚI KỲ TRƯỚC ({board.unit_words.upper()})", plan_pages(widths, left=0)
    )
    book, first, last = sheet.book, head + 3, head + 2 + max(1, len(board.senders))
    header = grid(book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    chosen = next((field for field in reversed(figures) if field.total.how == "mean"), figures[0])
    labels = f"{a1(head + 2, FIRST_EARLIER, fixed=True)}:{a1(head + 2, FIRST_EARLIER + len(figures) - 1, fixed=True)}"
    sheet.text(head, 2, "Chọn chỉ tiêu", grid(book, bold=True, bg_color=PALE))
    sheet.merge(head, 3, head, 6, chosen.short, grid(book, bold=True, bg_color="#FFF2CC"))
    sheet.choices(head, 3, labels, "Chọn chỉ tiêu trong danh sách")
    for column, (label, _) in enumerate(BY_UNIT_COLUMNS, 1):
        sheet.text(head + 2, column, label, header)
    for column, field in enumerate(figures, FIRST_EARLIER):
        sheet.text(head + 2, column, field.short, header)
        sheet.text(head + 1, column, "Kỳ trước", book.style(font_size=8, italic=True))
    sheet.height(head + 2, 48)
    picked = f"MATCH({a1(head, 3, fixed=True)},{labels},0)"
    for row, sender in enumerate(board.senders, first):
        figure = board.figure(sender, chosen)
        now = figure.value if figure is not None and isinstance(figure.value, float) else None
        before = earlier.get(sender.unit.code if sender.unit else "", earlier.get(sender.name, {}))
        sheet.number(row, 1, row - first + 1, grid(book, align="center"))
        sheet.text(row, 2, sender.name, grid(book, text_wrap=True))
        for column, field in enumerate(figures, FIRST_EARLIER):
            if field.id in before:
                sheet.number(row, column, before[field.id], figure_style(book, field))
        _unit_line(sheet, row, first, last, figures, by_unit, picked, before.get(chosen.id), now)
    sheet.freeze(first, 3)
    sheet.page(paper=A4, landscape=False, header=(head + 2, head + 2), area=(last, len(BY_UNIT_COLUMNS)))


def _unit_line(
    sheet: Sheet,
    row: int,
    first: int,
    last: int,
    figures: Sequence[Field],
    by_unit: ByUnit,
    picked: str,
    before: float | None,
    now: float | None,
) -> None:
    then_block = f"{a1(first, FIRST_EARLIER, fixed=True)}:{a1(last, FIRST_EARLIER + len(figures) - 1, fixed=True)}"
    columns = [by_unit.columns[field.id] for field in figures]
    order = ",".join(str(column - min(columns) + 1) for column in columns)
    now_block = (
        f"'{by_unit.sheet}'!{a1(by_unit.first, min(columns), fixed=True)}:{a1(by_unit.last, max(columns), fixed=True)}"
    )
    number = grid(sheet.book, align="right", num_format="#,##0.00")
    for column, block, place, value in (
        (3, then_block, picked, before),
        (4, now_block, f"INDEX({{{order}}},{picked})", now),
    ):
        cell = f"INDEX({block},{row - first + 1},{place})"
        sheet.formula(row, column, f'IF(ISNUMBER({cell}),{cell},"")', number, "" if value is None else value)
    cells = a1(row, 3), a1(row, 4)
    both = f"COUNT({cells[0]},{cells[1]})<2"
    known = before is not None and now is not None
    sheet.formula(
        row,
        5,
        f'IF({both},"",{cells[1]}-{cells[0]})',
        number,
        now - before if before is not None and now is not None else "",
    )
    sheet.formula(
        row,
        6,
        f'IF({both},"",IF({cells[0]}=0,"",({cells[1]}-{cells[0]})/ABS({cells[0]})*100))',
        grid(sheet.book, align="right", num_format="#,##0.0"),
        (now - before) / abs(before) * 100 if known and before and now is not None else "",
    )
