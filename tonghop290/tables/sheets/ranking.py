"""The ranking beside So sánh, live: the reader picks the indicator, and another to divide it by (per head, per
household, per cell)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonghop290.model import Field, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import PALE, grid
from tonghop290.tables.pages import write_across
from tonghop290.tables.senders import Sender
from tonghop290.tables.sheets.by_unit import UnitTable

__all__ = ["PICK", "RANKING_WIDTHS", "chosen_first", "write_ranking"]

RANK, UNIT, VALUE = 12, 13, 14
COUNTED, PLACE = 15, 16
"""Hidden: each unit's value by what was picked, in the order of the register, and its place among the values."""

COLUMN_NUMBERS = 17
"""Hidden, beside each figure's spread: the number of its column in Biểu 2. (LibreOffice's CHOOSE takes only 30
choices.)"""

RANKING_WIDTHS = (20, 66, 180, 100)
"""Pixels of the gap before it and of its three visible columns."""

RANK_ROWS = 4
"""Indicator, divisor, factor and heading above the first rank."""

PICK = "#FFF2CC"
"""The ground of what the reader may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The row of the indicator picked, and the first and last of the ranks."""

    head: int
    first: int
    last: int

    def over(self, column: int) -> str:
        """A column of the ranks."""
        return f"{a1(self.first, column, fixed=True)}:{a1(self.last, column, fixed=True)}"


def chosen_first(figures: Sequence[Field]) -> Field:
    """What stands there until the reader picks: the last average, or the first figure of all."""
    return next((field for field in reversed(figures) if field.total.how == "mean"), figures[0])


def write_ranking(sheet: Sheet, head: int, board: Board, figures: Sequence[Field], by_unit: UnitTable) -> None:
    """Beside the spreads of ``figures``, whose headings stand in the row ``head``."""
    if not figures or not board.senders:
        return
    place = _Place(head=head, first=head + RANK_ROWS, last=head + RANK_ROWS + len(board.senders) - 1)
    chosen = chosen_first(figures)
    _write_picks(sheet, head, len(figures), chosen)
    _write_numbers(sheet, head, figures, by_unit, chosen)
    values = board.numbers(chosen)
    _write_counts(sheet, place, values, by_unit.block)
    known = [(value, sender) for value, sender in zip(values, board.senders, strict=True) if value is not None]
    _write_ranks(sheet, place, by_unit, sorted(known, key=lambda ranked: -ranked[0]))


def _write_picks(sheet: Sheet, head: int, figures: int, chosen: Field) -> None:
    """What the reader picks, and the headings of the ranks."""
    label = grid(sheet.book, bold=True, bg_color=PALE)
    pick = grid(sheet.book, bold=True, bg_color=PICK, text_wrap=True)
    for row, words, value in (
        (head, told("Xếp theo"), chosen.short),
        (head + 1, told("chia cho"), ""),
        (head + 2, told("nhân với"), ""),
    ):
        sheet.text(row, RANK, words, label)
        write_across(sheet, row, (UNIT, VALUE), value, pick)
    sheet.number(head + 2, UNIT, 1, pick)
    labels = f"$A${head + 1}:$A${head + figures}"
    sheet.choices(head, UNIT, labels, told("Chọn chỉ tiêu trong danh sách"))
    sheet.choices(head + 1, UNIT, labels, told("Để trống, hoặc chọn chỉ tiêu để chia (bình quân)"))
    header = grid(sheet.book, bold=True, align="center", bg_color=PALE)
    for column, words in ((RANK, told("Hạng")), (UNIT, told("Đơn vị")), (VALUE, told("Giá trị"))):
        sheet.text(head + 3, column, words, header)


def _write_numbers(sheet: Sheet, head: int, figures: Sequence[Field], by_unit: UnitTable, chosen: Field) -> None:
    """Hidden: the place in Biểu 2 of every figure, then of the two picked (0: none)."""
    small = sheet.book.style(font_size=8)
    for row, field in enumerate(figures, head + 1):
        sheet.number(row, COLUMN_NUMBERS, by_unit.place_in_block(field.id), small)
    top, bottom = (_picked(row, head, len(figures)) for row in (head, head + 1))
    sheet.formula(head, COUNTED, f"IFERROR({top},0)", small, by_unit.place_in_block(chosen.id))
    sheet.formula(head + 1, COUNTED, f'IF({a1(head + 1, UNIT)}="",0,IFERROR({bottom},0))', small, 0)


def _picked(row: int, head: int, figures: int) -> str:
    """The number, within the block of figures, of the column a choice stands for."""
    first, last = head + 1, head + figures
    numbers = f"{a1(first, COLUMN_NUMBERS, fixed=True)}:{a1(last, COLUMN_NUMBERS, fixed=True)}"
    return f"INDEX({numbers},MATCH({a1(row, UNIT, fixed=True)},$A${first}:$A${last},0))"


def _write_counts(sheet: Sheet, place: _Place, values: Sequence[float | None], block: str) -> None:
    """Hidden: each unit's value and its own place, equals in the order of the register."""
    small = sheet.book.style(font_size=8)
    order = sorted((-value, index) for index, value in enumerate(values) if value is not None)
    place_of = {index: number for number, (_, index) in enumerate(order, 1)}
    top, bottom = a1(place.head, COUNTED, fixed=True), a1(place.head + 1, COUNTED, fixed=True)
    factor, start = a1(place.head + 2, UNIT, fixed=True), a1(place.first, COUNTED, fixed=True)
    over = place.over(COUNTED)
    for index, (row, known) in enumerate(zip(range(place.first, place.last + 1), values, strict=True)):
        value, base = f"INDEX({block},{index + 1},{top})", f"INDEX({block},{index + 1},{bottom})"
        counted, cell = _value_formula(value, base, top, bottom, factor), a1(row, COUNTED)
        own_place = f'IF(ISNUMBER({cell}),RANK({cell},{over})+COUNTIF({start}:{cell},{cell})-1,"")'
        sheet.formula(row, COUNTED, counted, small, "" if known is None else known)
        sheet.formula(row, PLACE, own_place, small, place_of.get(index, ""))
    sheet.hide(COUNTED, COLUMN_NUMBERS)


def _value_formula(value: str, base: str, top: str, bottom: str, factor: str) -> str:
    divided = f'IF(ISNUMBER({base}),IF({base}=0,"",{value}/{base}*N({factor})),"")'
    return f'IF({top}=0,"",IF(ISNUMBER({value}),IF({bottom}=0,{value},{divided}),""))'


def _write_ranks(sheet: Sheet, place: _Place, by_unit: UnitTable, ranked: Sequence[tuple[float, Sender]]) -> None:
    """The visible ranks; equals share the first of theirs. ``ranked``: highest first."""
    book, values, places = sheet.book, place.over(COUNTED), place.over(PLACE)
    centre, text, figure = grid(book, align="center"), grid(book), grid(book, align="right", num_format="#,##0.00")
    rank: int | str = ""
    for number, row in enumerate(range(place.first, place.last + 1), 1):
        value, sender = ranked[number - 1] if number <= len(ranked) else (None, None)
        if value is None:
            rank = ""
        elif number == 1 or value != ranked[number - 2][0]:
            rank = number
        line = f"MATCH({number},{places},0)"
        sheet.formula(row, RANK, f'IFERROR(RANK({a1(row, VALUE)},{values}),"")', centre, rank)
        name = f'IFERROR(INDEX({by_unit.names},{line}),"")'
        sheet.formula(row, UNIT, name, text, sender.label if sender else "")
        sheet.formula(row, VALUE, f'IFERROR(INDEX({values},{line}),"")', figure, "" if value is None else value)
