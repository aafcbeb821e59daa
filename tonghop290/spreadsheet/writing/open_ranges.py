"""The open cells of a protected sheet as ranges that stay open, whatever is pasted over them or cut out of them.

A cell is open by its format, and in Excel a cell that is cut leaves a locked one behind; a range that may be edited
(ECMA-376 part 1, 18.3.1.71) stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from tonghop290.excel import column_letters

__all__ = ["open_areas"]

_Runs = tuple[tuple[int, int], ...]


def open_areas(table: Mapping[int, Mapping[int, Any]]) -> str:
    """ "E7:E12 F14:G20": the cells of XlsxWriter's table (from 0) that are not locked."""
    rows_of: dict[int, list[int]] = {}
    for row in sorted(table):
        for column, cell in table[row].items():
            if cell.format is not None and not cell.format.locked:
                rows_of.setdefault(column, []).append(row)
    runs = {column: _runs(rows) for column, rows in sorted(rows_of.items())}
    areas: list[str] = []
    for _, beside in groupby(enumerate(runs), lambda one: (runs[one[1]], one[1] - one[0])):
        columns = [column for _, column in beside]
        first, last = column_letters(columns[0] + 1), column_letters(columns[-1] + 1)
        areas += [f"{first}{top + 1}:{last}{bottom + 1}" for top, bottom in runs[columns[0]]]
    return " ".join(areas)


def _runs(rows: list[int]) -> _Runs:
    grouped = (list(beside) for _, beside in groupby(enumerate(rows), lambda one: one[1] - one[0]))
    return tuple((run[0][1], run[-1][1]) for run in grouped)
