"""Values whose formula fetches from another workbook or from the web, also through other cells and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from tonghop290.model import Cell
from tonghop290.spreadsheet.book import RawBook, RawSheet
from tonghop290.spreadsheet.cell import locate_range
from tonghop290.spreadsheet.edit.acting import acting_formulas
from tonghop290.text.normalize import match_key

__all__ = ["Formulas"]

_REFERENCE = re.compile(
    r"(?:'(?P<quoted>(?:[^'\[\]]|'')+)'!|(?<![\w\]'])(?P<bare>[^\W\d][\w.]*)!)?"
    r"(?P<cells>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)(?![\w(!])",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![\w.'!\"])[^\W\d][\w.]*(?![\w(!.'])")
_MOST_STEPS = 400


class Formulas:
    """The formulas of a book. ``reaches``: whether any of them, or a name, leads out of it at all."""

    def __init__(self, book: RawBook) -> None:
        self._book = book

    @cached_property
    def _sheets(self) -> dict[str, RawSheet]:
        return {match_key(sheet.name): sheet for sheet in self._book.sheets}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.casefold(): target for name, target in self._book.names.items()}

    def _leads_out(self, texts: Iterable[str]) -> bool:
        return bool(acting_formulas(texts) & {"references", "programs"})

    def reaches(self) -> bool:
        """Whether it is worth while to follow a formula."""
        formulas = [cell.formula for sheet in self._book.sheets for cell in sheet.cells.values() if cell.formula]
        return self._leads_out([*formulas, *self._book.names.values()])

    def source(self, sheet: str, cell: Cell) -> str:
        """The formula by which a value comes from outside, "" where it does not: the cell's own, that of a cell it is
        taken from, or the target of a name."""
        if cell.formula is None or (at := self._sheets.get(match_key(sheet))) is None:
            return ""
        own = cell.formula or self._shared(at, cell.ref.row, cell.ref.column)
        seen: set[tuple[str, int, int]] = set()
        waiting = [(at, own)]
        while waiting and len(seen) < _MOST_STEPS:
            where, formula = waiting.pop()
            if self._leads_out([formula]):
                return formula
            for name in _NAME.findall(formula):
                target = self._names.get(name.casefold(), "")
                if target:
                    waiting.append((where, target)) if ("names", hash(name), 0) not in seen else None
                    seen.add(("names", hash(name), 0))
            waiting += self._cells_of(where, formula, seen)
        return ""

    def _cells_of(self, where: RawSheet, formula: str, seen: set[tuple[str, int, int]]) -> list[tuple[RawSheet, str]]:
        """The formulas of the cells a formula names."""
        found = []
        for reference in _REFERENCE.finditer(formula):
            name = (reference["quoted"] or "").replace("''", "'") or reference["bare"] or ""
            sheet = self._sheets.get(match_key(name)) if name else where
            area = locate_range(reference["cells"].replace("$", ""))
            if sheet is None or area is None:
                continue
            top, left, bottom, right = area
            if (bottom - top + 1) * (right - left + 1) > _MOST_STEPS:
                keys = [key for key in sheet.cells if top <= key[0] <= bottom and left <= key[1] <= right]
            else:
                keys = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            for key in keys:
                cell = sheet.cells.get(key)
                step = (sheet.name, *key)
                if cell is not None and cell.formula is not None and step not in seen and len(seen) < _MOST_STEPS:
                    seen.add(step)
                    found.append((sheet, cell.formula or self._shared(sheet, *key)))
        return found

    def _shared(self, sheet: RawSheet, row: int, column: int) -> str:
        """The formula a dependant of a shared one follows: the nearest before it in its column, else in its row."""
        above = (sheet.cells.get((at, column)) for at in range(row - 1, max(0, row - 200), -1))
        beside = (sheet.cells.get((row, at)) for at in range(column - 1, 0, -1))
        return next((cell.formula for cells in (above, beside) for cell in cells if cell and cell.formula), "")

    def sheets_named(self, cells: Iterable[Cell]) -> frozenset[str]:
        """Match keys of the sheets that the formulas of these cells name."""
        return frozenset(
            match_key((found["quoted"] or "").replace("''", "'") or found["bare"])
            for cell in cells
            if cell.formula
            for found in _REFERENCE.finditer(cell.formula)
            if found["quoted"] or found["bare"]
        )

    def named(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """The cells whose value comes from outside, with the formula that says so."""
        with_formula = {id: cell for id, cell in cells.items() if cell.formula is not None}
        if not with_formula or not self.reaches():
            return {}
        found = {id: self.source(cell.ref.sheet, cell) for id, cell in with_formula.items()}
        return {id: replace(with_formula[id], formula=source) for id, source in found.items() if source}
