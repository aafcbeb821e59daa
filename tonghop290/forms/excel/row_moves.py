"""Rows of an author's sheet moved whole: every column goes along, with comments, looks, links and heights."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["in_new_order"]


def in_new_order(worksheet: Worksheet, first: int, order: Sequence[int | None]) -> None:
    """Put the rows below ``first`` (it too) in this order: the number of a row that is there, None for an empty one.

    A row that is not named goes. Formulas of a moved row that name cells by their places follow it.
    """
    last = max((row for row, _ in worksheet._cells), default=first - 1)
    if list(order) == list(range(first, last + 1)):
        return
    new_of = {old: new for new, old in enumerate(order, first) if old is not None}
    _move_cells(worksheet, first, new_of)
    _move_merges(worksheet, first, new_of)
    _move_looks(worksheet, first, new_of)
    _move_ranges(worksheet, first, new_of)


def _move_cells(worksheet: Worksheet, first: int, new_of: dict[int, int]) -> None:
    below = {place: cell for place, cell in worksheet._cells.items() if place[0] >= first}
    for place in below:
        del worksheet._cells[place]
    for (row, column), cell in below.items():
        if row in new_of:
            _translate(cell, row, new_of[row])
            cell.row = new_of[row]
            worksheet._cells[new_of[row], column] = cell
            link = getattr(cell, "hyperlink", None)
            if link is not None:
                link.ref = cell.coordinate


def _translate(cell: Any, old: int, new: int) -> None:
    if old == new or getattr(cell, "data_type", "") != "f" or not isinstance(cell.value, str):
        return
    from openpyxl.formula.translate import Translator

    cell.value = Translator(cell.value, origin=f"A{old}").translate_formula(f"A{new}")


def _move_merges(worksheet: Worksheet, first: int, new_of: dict[int, int]) -> None:
    """A merge goes with its rows; where they are no longer together it ends."""
    for merged in list(worksheet.merged_cells.ranges):
        if merged.min_row < first:
            continue
        rows = [new_of.get(row) for row in range(merged.min_row, merged.max_row + 1)]
        top = rows[0]
        worksheet.merged_cells.remove(merged)
        if top is not None and rows == list(range(top, top + len(rows))):
            merged.shift(row_shift=top - merged.min_row)
            worksheet.merged_cells.add(merged)
        else:
            for row in filter(None, rows):
                for column in range(merged.min_col, merged.max_col + 1):
                    if type(worksheet._cells.get((row, column))).__name__ == "MergedCell":
                        del worksheet._cells[row, column]


def _move_looks(worksheet: Worksheet, first: int, new_of: dict[int, int]) -> None:
    """Heights, hidden rows, outlines."""
    below = {row: one for row, one in worksheet.row_dimensions.items() if row >= first}
    for row in below:
        del worksheet.row_dimensions[row]
    for row, dimension in below.items():
        if row in new_of:
            moved = copy(dimension)
            moved.index = new_of[row]
            worksheet.row_dimensions[new_of[row]] = moved


def _move_ranges(worksheet: Worksheet, first: int, new_of: dict[int, int]) -> None:
    """Lists and hints of the author's own on cells of one row go with it; those of whole columns stay."""
    from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

    for check in worksheet.data_validations.dataValidation:
        moved = []
        for area in check.sqref.ranges:
            if area.min_row != area.max_row or area.min_row < first:
                moved.append(area)
            elif area.min_row in new_of:
                shifted = CellRange(area.coord)
                shifted.shift(row_shift=new_of[area.min_row] - area.min_row)
                moved.append(shifted)
        check.sqref = MultiCellRange(moved)
    worksheet.data_validations.dataValidation = [
        check for check in worksheet.data_validations.dataValidation if check.sqref.ranges
    ]
