"""What is known of every value of a return beside itself, where it stands and what was typed: small on the way between
processes, and as long as nobody asks for it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tonghop290.model import CellRef

__all__ = ["Places", "Typed", "placed", "shared_places", "typed_at"]

_BETWEEN, _NOTHING = "\0", "\1"
"""Ids, names of sheets and typed texts hold no control characters."""


class Places(Mapping[str, CellRef]):
    """Field id or "table.row.column" → cell. Never changed.

    ``numbers``: for every id the number of its sheet in ``sheets``, row and column, 32 bits each.
    """

    __slots__ = ("_cells", "ids", "numbers", "sheets")

    def __init__(self, ids: tuple[str, ...], sheets: tuple[str, ...], numbers: bytes) -> None:
        self.ids, self.sheets, self.numbers = ids, sheets, numbers
        found = iter(array("I", numbers))
        self._cells = {
            id: CellRef(sheets[sheet], row, column)
            for id, sheet, row, column in zip(ids, found, found, found, strict=True)
        }

    def __getitem__(self, id: str) -> CellRef:
        return self._cells[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __reduce__(self) -> tuple[Any, ...]:
        return placed, (_BETWEEN.join(self.ids), _BETWEEN.join(self.sheets), self.numbers)


@lru_cache(maxsize=4096)
def placed(ids: str, sheets: str, numbers: bytes) -> Places:
    """The places made of these parts, lists as one text; one object for all that are equal, as long as it is
    remembered."""
    return Places(_parted(ids), _parted(sheets), numbers)


def _parted(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_BETWEEN)) if joined else ()


def shared_places(cells: Mapping[str, CellRef]) -> Places:
    """The same places, to be kept."""
    if isinstance(cells, Places):
        return cells
    sheets = {ref.sheet: None for ref in cells.values()}
    numbers = {sheet: number for number, sheet in enumerate(sheets)}
    flat = array("I", [part for ref in cells.values() for part in (numbers[ref.sheet], ref.row, ref.column)])
    return placed(_BETWEEN.join(cells), _BETWEEN.join(sheets), flat.tobytes())


class Typed(Mapping[str, str]):
    """Field id or "table.row.column" → what was typed there. Never changed; one text until somebody asks."""

    __slots__ = ("_found", "_joined", "_places")

    def __init__(self, places: Places, joined: str) -> None:
        self._places, self._joined = places, joined
        self._found: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._found is None:
            self._found = {
                id: text for id, text in zip(self._places.ids, _parted(self._joined), strict=True) if text != _NOTHING
            }
        return self._found

    def __getitem__(self, id: str) -> str:
        return self._all()[id]

    def get(self, id: str, default: Any = None) -> Any:
        return self._all().get(id, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        return Typed, (self._places, self._joined)


def typed_at(places: Places, texts: Mapping[str, str]) -> Mapping[str, str]:
    """The same texts, to be kept. Each must have a place."""
    if isinstance(texts, Typed):
        return texts
    assert texts.keys() <= places.keys()
    return Typed(places, _BETWEEN.join([texts.get(id, _NOTHING) for id in places.ids]))
