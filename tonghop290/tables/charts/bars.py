"""The figures a chart of bars draws, beside the charts: from the highest down, live over the tables, and only of those
that have one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonghop290.model import Field
from tonghop290.spreadsheet.write import Sheet, Style, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import PALE, grid, number_format
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.fixed_tables import Matrix

__all__ = ["Bars", "matrix_bars", "unit_bars"]

HEAD = 2
"""The row of the headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A block of sorted figures. ``columns``: of the values, series by series; ``values``: the same, from the highest
    of the last series down."""

    sheet: str
    names: tuple[str, ...]
    label_column: int
    columns: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]

    @property
    def next_column(self) -> int:
        """Where the next block may begin."""
        return max(self.columns) + 2

    def ranges(self, column: int) -> dict[str, list[str | int]]:
        """Names and values of a series, as charts want them."""
        first, last = HEAD, HEAD + len(self.names) - 1
        return {
            "categories": [self.sheet, first, self.label_column - 1, last, self.label_column - 1],
            "values": [self.sheet, first, column - 1, last, column - 1],
        }


def unit_bars(sheet: Sheet, column: int, board: Board, by_unit: UnitTable, fields: Sequence[Field]) -> Bars:
    """One or two figures of the units that have them all, by the last one. Nothing is written where there are none."""
    numbers = list(zip(*(board.numbers(field) for field in fields), strict=True))
    known = [place for place, own in enumerate(numbers) if None not in own]
    ordered = sorted(known, key=lambda place: -float(numbers[place][-1] or 0))
    bars = Bars(
        sheet=sheet.name,
        names=tuple(board.senders[place].label for place in ordered),
        label_column=column + 1,
        columns=tuple(column + 2 + series for series in range(len(fields))),
        values=tuple(tuple(float(numbers[place][series] or 0) for place in ordered) for series in range(len(fields))),
    )
    if known:
        figures = [by_unit.over(field.id) for field in fields]
        places = {place: number for number, place in enumerate(ordered, 1)}
        _write_places(sheet, column, by_unit, fields, [places.get(place, "") for place in range(len(numbers))])
        _write_sorted(sheet, column, bars, by_unit.names, figures, len(numbers), fields)
    return bars


def matrix_bars(sheet: Sheet, column: int, matrix: Matrix) -> Bars:
    """The rows of a table, from the highest sum down."""
    name = f"'{matrix.sheet}'!{a1(matrix.first, 2, fixed=True)}:{a1(matrix.last, 2, fixed=True)}"
    over = f"'{matrix.sheet}'!{a1(matrix.first, matrix.column, fixed=True)}"
    over += f":{a1(matrix.last, matrix.column, fixed=True)}"
    ordered = sorted(range(len(matrix.values)), key=lambda place: -matrix.values[place])
    bars = Bars(
        sheet=sheet.name,
        names=tuple(matrix.table.rows[place].label for place in ordered),
        label_column=column + 1,
        columns=(column + 2,),
        values=(tuple(matrix.values[place] for place in ordered),),
    )
    small = sheet.book.style(font_size=8)
    places = {place: number for number, place in enumerate(ordered, 1)}
    for place in range(len(ordered)):
        cell = f"N('{matrix.sheet}'!{a1(matrix.first + place, matrix.column, fixed=True)})"
        upto = f"'{matrix.sheet}'!{a1(matrix.first, matrix.column, fixed=True)}"
        upto += f":{a1(matrix.first + place, matrix.column, fixed=True)}"
        formula = f'1+COUNTIF({over},">"&{cell})+COUNTIF({upto},{cell})-1'
        sheet.formula(HEAD + 1 + place, column, formula, small, places[place])
    _write_sorted(sheet, column, bars, name, [over], len(ordered), [matrix.field])
    return bars


def _write_places(
    sheet: Sheet, column: int, by_unit: UnitTable, fields: Sequence[Field], places: Sequence[int | str]
) -> None:
    """Each unit's place among those that have all the figures, equals in the order of the register."""
    small = sheet.book.style(font_size=8)
    have, last = "*".join(f"ISNUMBER({by_unit.over(field.id)})" for field in fields), fields[-1].id
    for place, number in enumerate(places):
        own = [by_unit.part(field.id, place, place).partition(":")[0] for field in fields]
        value = own[-1]
        upto = "*".join(f"ISNUMBER({by_unit.part(field.id, 0, place)})" for field in fields)
        above = f"SUMPRODUCT({have}*({by_unit.over(last)}>{value}))"
        before = f"SUMPRODUCT({upto}*({by_unit.part(last, 0, place)}={value}))"
        formula = f'IF(COUNT({",".join(own)})<{len(own)},"",{above}+{before})'
        sheet.formula(HEAD + 1 + place, column, formula, small, number)


def _write_sorted(
    sheet: Sheet, column: int, bars: Bars, names: str, figures: Sequence[str], count: int, fields: Sequence[Field]
) -> None:
    """Names and figures by the places in ``column``, which has so many rows."""
    book = sheet.book
    places = f"{a1(HEAD + 1, column, fixed=True)}:{a1(HEAD + count, column, fixed=True)}"
    header, text = grid(book, bold=True, bg_color=PALE), grid(book)
    sheet.text(HEAD, bars.label_column, fields[-1].short, header)
    looks: list[Style] = [grid(book, align="right", num_format=number_format(field)) for field in fields]
    for number, name in enumerate(bars.names, 1):
        row, line = HEAD + number, f"MATCH({number},{places},0)"
        sheet.formula(row, bars.label_column, f'IFERROR(INDEX({names},{line}),"")', text, name)
        for target, over, values, look in zip(bars.columns, figures, bars.values, looks, strict=True):
            sheet.formula(row, target, f'IFERROR(INDEX({over},{line}),"")', look, values[number - 1])
