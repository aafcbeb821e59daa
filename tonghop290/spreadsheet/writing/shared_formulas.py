"""Formulas that say the same of their own rows, found: the file then holds one of them for all.

Shared formulas are Excel's own (it writes them when a formula is filled down), so that every program reads them. Never
one that names another sheet: Excel does not move such a reference from row to row, and does not save the workbook
([MS-XLSB] 2.5.98.98: no PtgRef3d, no PtgArea3d).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.writing.plain_sheet import SharedFormula

__all__ = ["Formulas", "sharing"]

Place = tuple[int, int]
Formulas: TypeAlias = Mapping[Place, tuple[str, str | float]]
"""Formula and result by row and column."""
_QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')""")
_TEXTS = re.compile(r'("(?:[^"]|"")*")')
_CELL = re.compile(r"(?<![\w$.])(\$?[A-Z]{1,3})\$?([0-9]+)(?![\w(])")
_ROW = "\0"
"""Stands for the cell's own row, in what is given too."""


def sharing(
    formulas: Formulas, *, same_for_all: str = ""
) -> Iterator[tuple[int, int, str | SharedFormula, str | float]]:
    """Row, column, formula and result of these cells, shared where they can be.

    Cells share a formula down a column, without a gap: of groups with gaps LibreOffice moves the references once for
    each piece when rows are inserted. A cell of its own row is written without the ``$`` before the row – it is the
    same cell, there –, but ``same_for_all``, which is meant as it stands.
    """
    runs: list[tuple[int, str, list[int]]] = []
    for column, row in sorted((column, row) for row, column in formulas):
        said = _said_of(formulas[row, column][0], row, same_for_all)
        alike = runs and runs[-1][:2] == (column, said) and not _names_a_sheet(said)
        if alike and runs[-1][2][-1] == row - 1:
            runs[-1][2].append(row)
        else:
            runs.append((column, said, [row]))
    shared: dict[Place, SharedFormula] = {}
    for number, (column, said, rows) in enumerate(run for run in runs if len(run[2]) > 1):
        letters = column_letters(column)
        area = f"{letters}{rows[0]}:{letters}{rows[-1]}"
        for row in rows:
            text = said.replace(_ROW, str(row)) if row == rows[0] else ""
            shared[row, column] = SharedFormula(number, text, area, formulas[row, column][1])
    for (row, column), (formula, result) in sorted(formulas.items()):
        yield row, column, shared.get((row, column)) or formula.replace(_ROW, str(row)), result


def _names_a_sheet(formula: str) -> bool:
    """Whether a formula refers to a cell of another sheet."""
    return "!" in formula and any("!" in piece for piece in _TEXTS.split(formula)[::2])


def _said_of(formula: str, row: int, same_for_all: str) -> str:
    """The formula with a mark for its own row wherever it names a cell of it."""
    if _ROW in formula:
        return formula

    def cell(found: re.Match[str]) -> str:
        return found[1] + _ROW if int(found[2]) == row and found[0] != same_for_all else found[0]

    return "".join(
        piece if number % 2 else _CELL.sub(cell, piece) for number, piece in enumerate(_QUOTED.split(formula))
    )
