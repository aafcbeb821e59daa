"""Where the values of a return stand: kept once for all the returns that are laid out alike, and small on the way between processes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tonghop290.model import CellRef

__all__ = ["Places", "placed", "shared_places"]


class Places(Mapping[str, CellRef]):
    """Field id or "table.row.column" → cell. Never changed.

    ``numbers``: for every id the number of its sheet in ``sheets``, row and column, 32 bits each.
    """

    __slots__ = ("_cells", "ids", "numbers", "sheets")

    def __init__(self, ids: tuple[str, ...], sheets: tuple[str, ...], numbers: bytes) -> None:
        self.ids, self.sheets, self.numbers = ids, sheets, numbers
        found = iter(array("I", numbers))
        self._cells = {id: CellRef(sheets[sheet], row, column) for id, sheet, row, column in zip(ids, found, found, found, strict=True)}

    def __getitem__(self, id: str) -> CellRef:
        return self._cells[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __reduce__(self) -> tuple[Any, ...]:
        return placed, (self.ids, self.sheets, self.numbers)


@lru_cache(maxsize=4096)
def placed(ids: tuple[str, ...], sheets: tuple[str, ...], numbers: bytes) -> Places:
    """The places made of these parts; one object for all that are equal, as long as it is remembered."""
    return Places(ids, sheets, numbers)


def shared_places(cells: Mapping[str, CellRef]) -> Places:
    """The same places, to be kept."""
    if isinstance(cells, Places):
        return cells
    sheets = {ref.sheet: None for ref in cells.values()}
    numbers = {sheet: number for number, sheet in enumerate(sheets)}
    flat = array("I", [part for ref in cells.values() for part in (numbers[ref.sheet], ref.row, ref.column)])
    return placed(tuple(cells), tuple(sheets), flat.tobytes())
