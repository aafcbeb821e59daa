"""The rows of a workbook that people of an office made: values as shown, merged cells in every cell of theirs."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.forms.excel.sheets import book_of
from tonghop290.forms.unit_lists.rows_of_list import MOST_UNITS, Line, Rows
from tonghop290.text.format import format_date
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["OfficeBook"]

_ALL_ZEROS = re.compile(r"0+")
_MOST_COLUMNS = 60


class OfficeBook:
    """A workbook of an office, opened to be read. Errors: :class:`FormError` for what is none."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._data = data
        self._book = book_of(path, data)
        self._counted: Workbook | None = None

    @property
    def sheets(self) -> list[str]:
        return [sheet.title for sheet in self._book.worksheets if sheet.sheet_state == "visible"]

    def named(self, name: str) -> str:
        """The sheet people call so, "" where there is none."""
        return next((title for title in self.sheets if match_key(title) == match_key(name)), "")

    def cells(self, sheet: str) -> Iterator[tuple[int, int, Any, str]]:
        """Row, column (from 1), value and how it is shown, of what holds something; a formula's value is its result.

        An error, and a formula without a result, are a :class:`BadValue`.
        """
        worksheet = self._book[sheet]
        for (row, column), cell in sorted(worksheet._cells.items()):
            if row > MOST_UNITS + 20 or column > _MOST_COLUMNS:
                continue
            value: Any = cell.value
            kind = getattr(cell, "data_type", "n")
            if kind == "f":
                value, kind = self._result(worksheet, cell)
            if kind == "e":
                value = BadValue(f"ô báo lỗi {value}; đề nghị gõ lại")
            if value is not None and (not isinstance(value, str) or value.strip()):
                yield row, column, value, str(cell.number_format or "")

    def rows(self, sheet: str) -> Rows:
        """The sheet as rows of texts."""
        lines: dict[int, dict[int, tuple[str, bool]]] = {}
        faults: dict[tuple[int, int], str] = {}
        for row, column, value, shown in self.cells(sheet):
            if isinstance(value, BadValue):
                faults[row, column - 1] = str(value)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            lines.setdefault(row, {})[column - 1] = _as_text(value, shown), is_number
        for area in self._book[sheet].merged_cells.ranges:
            corner = lines.get(area.min_row, {}).get(area.min_col - 1)
            if corner is not None and (area.max_row - area.min_row) * (area.max_col - area.min_col) < MOST_UNITS:
                for row in range(area.min_row, area.max_row + 1):
                    for column in range(area.min_col - 1, min(area.max_col, _MOST_COLUMNS)):
                        lines.setdefault(row, {})[column] = corner
        return Rows(tuple(_line(number, lines[number]) for number in sorted(lines)), sheet, faults)

    def _result(self, worksheet: Worksheet, cell: Cell | MergedCell) -> tuple[Any, str]:
        """What a formula came to when the workbook was saved."""
        import openpyxl

        if self._counted is None:
            self._counted = openpyxl.load_workbook(io.BytesIO(self._data), data_only=True)
        counted = self._counted[worksheet.title][cell.coordinate]
        if counted.value is None:
            return BadValue("công thức chưa có kết quả; đề nghị mở bằng Excel rồi lưu lại, hoặc gõ thẳng giá trị"), "n"
        return counted.value, counted.data_type


class BadValue:
    """What stands in a cell instead of a value; its text says what to do."""

    def __init__(self, said: str) -> None:
        self._said = said

    def __str__(self) -> str:
        return self._said


def _line(number: int, cells: dict[int, tuple[str, bool]]) -> Line:
    texts = tuple(cells.get(column, ("", False))[0] for column in range(max(cells) + 1))
    return Line(number, texts, frozenset(column for column, (_, is_number) in cells.items() if is_number))


def _as_text(value: Any, shown: str) -> str:
    """A value as its cell shows it, as far as lists of units need it: 15877, 00015 of the format 00000."""
    if isinstance(value, BadValue):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and _ALL_ZEROS.fullmatch(shown):
        return str(value).zfill(len(shown))
    if isinstance(value, dt.datetime):
        return format_date(value.date())
    return str(getattr(value, "text", None) or value)
