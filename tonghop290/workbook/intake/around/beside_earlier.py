"""The columns of an earlier round in a return: what we wrote there is passed over; what was typed there is not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from tonghop290.model import Form
from tonghop290.text.normalize import match_key
from tonghop290.text.numbers import read_plain_number
from tonghop290.workbook.intake.locate import Spot
from tonghop290.workbook.intake.sender import hidden_identity
from tonghop290.workbook.intake.witnesses import Cell3, Index
from tonghop290.workbook.plan import EARLIER_HEADERS

__all__ = ["EarlierColumns"]

_WIDEST = 24
"""Columns in which the headings are looked for."""


class EarlierColumns:
    """Of one return. ``heads``: sheet → the row of the headings over its figures."""

    def __init__(self, index: Index, heads: Mapping[int, int], form: Form) -> None:
        self._index = index
        words = [tuple(map(match_key, form.words.known(head))) for head in EARLIER_HEADERS]
        self._columns: dict[tuple[int, int], int] = {}
        for sheet, row in heads.items():
            cells = index.book.sheets[sheet].cells
            for column in range(1, _WIDEST) if row else ():
                cell = cells.get((row, column))
                if cell is not None and cell.kind == "s":
                    for number, known in enumerate(words):
                        if match_key(cell.text).startswith(known):
                            self._columns[sheet, column] = number
        self._before = self._written() if self._columns else {}

    def _written(self) -> dict[str, float]:
        """Field id → the figure we wrote beside it, as the sheet of identity says it."""
        try:
            said = json.loads(hidden_identity(self._index.book).get("before", ""))
            return {str(id): float(value) for id, value in said.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def owns(self, place: Cell3, spot: Spot | None) -> bool:
        """Whether a cell holds what we wrote of an earlier round: the figure, or the change since."""
        number = self._columns.get((place[0], place[2]))
        if number is None or spot is None:
            return False
        before = next(
            (self._before[id] for id in self._index.row_fields.get(place[:2], ()) if id in self._before), None
        )
        found = self._number(place)
        if before is None or found is None:
            return False
        if number == 0:
            return math.isclose(found, before, abs_tol=1e-9)
        now = self._number((spot.sheet, spot.row, spot.value))
        return now is not None and math.isclose(found, now - before, rel_tol=1e-6, abs_tol=1e-6)

    def _number(self, place: Cell3) -> float | None:
        cell = self._index.book.sheets[place[0]].cells.get(place[1:])
        return read_plain_number(cell.text) if cell is not None and cell.kind == "n" else None
