"""``So kỳ trước``: one row a unit, then and now of the indicator the reader picks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonghop290.model import Field, told
from tonghop290.spreadsheet.write import A4, Sheet, Style, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import PALE, figure_style, grid, header_style, write_header
from tonghop290.tables.pages import plan_pages, write_across, write_heading
from tonghop290.tables.senders import Sender
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.change import Change
from tonghop290.tables.sheets.ranking import PICK, chosen_first

__all__ = ["write_earlier_units"]

COLUMNS = (
    (told("STT"), 36),
    (told("Đơn vị"), 200),
    (told("Kỳ trước"), 100),
    (told("Kỳ này"), 100),
    (told("Tăng, giảm"), 100),
    (told("Tăng, giảm (%)"), 90),
)
PICKED, THEN, NOW, MORE, PERCENT = 3, 3, 4, 5, 6
FIRST_EARLIER = len(COLUMNS) + 2
"""The first column of the earlier figures, which lie to the right of what is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The rows of the choice, of the first unit and of the last; the figures to choose from, and where they stand in
    Biểu 2."""

    head: int
    first: int
    last: int
    figures: Sequence[Field]
    by_unit: UnitTable

    def earlier(self, first: int, last: int) -> str:
        """Rows of the earlier figures."""
        last_column = FIRST_EARLIER + len(self.figures) - 1
        return f"{a1(first, FIRST_EARLIER, fixed=True)}:{a1(last, last_column, fixed=True)}"

    @property
    def labels(self) -> str:
        """The names of the figures, above the earlier ones."""
        return self.earlier(self.head + 2, self.head + 2)

    @property
    def picked(self) -> str:
        """The place, among the earlier figures, of the one picked."""
        return f"MATCH({a1(self.head, PICKED, fixed=True)},{self.labels},0)"

    @property
    def picked_in_by_unit(self) -> str:
        order = ",".join(str(column - self._first_column + 1) for column in self._columns)
        return f"INDEX({{{order}}},{self.picked})"

    @property
    def now(self) -> str:
        """The figures of now in Biểu 2."""
        first, last = self.by_unit.first, self.by_unit.last
        last_column = max(self._columns)
        return f"'{self.by_unit.sheet}'!{a1(first, self._first_column, fixed=True)}:{a1(last, last_column, fixed=True)}"

    @property
    def _columns(self) -> list[int]:
        return [self.by_unit.columns[field.id] for field in self.figures]

    @property
    def _first_column(self) -> int:
        return min(self._columns)


def write_earlier_units(
    sheet: Sheet, board: Board, by_unit: UnitTable, earlier: Mapping[str, Mapping[str, float]]
) -> None:
    """The whole sheet. ``earlier``: code or name of a unit → field id → figure."""
    figures = [field for field in board.fields if field.figure]
    widths = [width for _, width in COLUMNS]
    sheet.widths([*widths, 24, *([80] * len(figures))])
    title = told("TỪNG ĐƠN VỊ SO VỚI KỲ TRƯỚC ({unit_words})", unit_words=board.unit_words.upper())
    head = write_heading(sheet, board, title, plan_pages(widths, left=0), inside=True)
    last = head + 2 + max(1, len(board.senders))
    place = _Place(head=head, first=head + 3, last=last, figures=figures, by_unit=by_unit)
    chosen = chosen_first(figures)
    _header(sheet, place, chosen)
    numbers = board.numbers(chosen)
    for row, (sender, now) in enumerate(zip(board.senders, numbers, strict=True), place.first):
        before = earlier.get(sender.unit.code if sender.unit else "", earlier.get(sender.name, {}))
        _unit_row(sheet, row, place, sender, before)
        _write_change(sheet, row, place, before.get(chosen.id), now)
    sheet.freeze(place.first, 3)
    sheet.page(paper=A4, landscape=False, header=(head + 2, head + 2), area=(last, len(COLUMNS)))


def _header(sheet: Sheet, place: _Place, chosen: Field) -> None:
    book, head = sheet.book, place.head
    header = header_style(book)
    sheet.text(head, 2, told("Chọn chỉ tiêu"), grid(book, bold=True, bg_color=PALE))
    write_across(sheet, head, (PICKED, 6), chosen.short, grid(book, bold=True, bg_color=PICK))
    sheet.choices(head, PICKED, place.labels, told("Chọn chỉ tiêu trong danh sách"))
    write_header(sheet, head + 2, (label for label, _ in COLUMNS), header)
    for column, field in enumerate(place.figures, FIRST_EARLIER):
        sheet.text(head + 2, column, field.short, header)
        sheet.text(head + 1, column, told("Kỳ trước"), book.style(font_size=8, italic=True))
    sheet.height(head + 2, 48)


def _unit_row(sheet: Sheet, row: int, place: _Place, sender: Sender, before: Mapping[str, float]) -> None:
    """Who it is, and to the right all its earlier figures."""
    book = sheet.book
    sheet.number(row, 1, row - place.first + 1, grid(book, align="center"))
    sheet.text(row, 2, sender.name, grid(book, text_wrap=True))
    for column, field in enumerate(place.figures, FIRST_EARLIER):
        if field.id in before:
            sheet.number(row, column, before[field.id], figure_style(book, field))


def _write_change(sheet: Sheet, row: int, place: _Place, before: float | None, after: float | None) -> None:
    """The indicator picked, then and now."""
    number = grid(sheet.book, align="right", num_format="#,##0.00")
    line, then_block = row - place.first + 1, place.earlier(place.first, place.last)
    _write_figure(sheet, row, THEN, f"INDEX({then_block},{line},{place.picked})", number, before)
    _write_figure(sheet, row, NOW, f"INDEX({place.now},{line},{place.picked_in_by_unit})", number, after)
    change = Change(then=a1(row, THEN), now=a1(row, NOW), before=before, after=after, decimals=2)
    change.write_more(sheet, row, MORE, number)
    change.write_percent(sheet, row, PERCENT, grid(sheet.book, align="right", num_format="#,##0.0"))


def _write_figure(sheet: Sheet, row: int, column: int, cell: str, style: Style, value: float | None) -> None:
    sheet.formula(row, column, f'IF(ISNUMBER({cell}),{cell},"")', style, "" if value is None else value)
