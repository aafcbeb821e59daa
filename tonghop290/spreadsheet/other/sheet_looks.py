"""What a file of another kind says of its cells beside their values, which calamine alone gives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tonghop290.spreadsheet.cell import Range
from tonghop290.spreadsheet.seen.look import UNKNOWN, Look, Run

__all__ = ["SheetLooks"]

Place = tuple[int, int]


@dataclass(slots=True)
class SheetLooks:
    """Of one sheet, by (row, column) from 1. ``numbers``: a number as stored, its format code ("": not known).

    ``formulas``: cells whose number a formula gives, where the file tells. ``looks``: of cells that hold something; a
    cell that is not there is of no known look.
    """

    numbers: dict[Place, tuple[float, str]] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    looks: dict[Place, Look] = field(default_factory=dict)
    runs: dict[Place, tuple[Run, ...]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Range] = field(default_factory=list)
    zeros_hidden: bool = False
    comments: dict[Place, str] = field(default_factory=dict)

    def look(self, place: Place, code: str | None = None) -> Look:
        """Of the cell there, its number format being this one ("" is not known; None: as the look says)."""
        look = self.looks.get(place, UNKNOWN)
        return look if code in (None, look.number_format) else replace(look, number_format=code or "")
