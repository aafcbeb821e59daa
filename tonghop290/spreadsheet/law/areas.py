"""Areas of cells, and which of them lie over each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tonghop290.spreadsheet.cell import locate

__all__ = ["Area", "area_of", "overlapping"]


@dataclass(frozen=True, slots=True)
class Area:
    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def cells(self) -> int:
        return (self.last_row - self.row + 1) * (self.last_column - self.column + 1)

    def meets(self, other: Area) -> bool:
        return (
            self.row <= other.last_row
            and other.row <= self.last_row
            and self.column <= other.last_column
            and other.column <= self.last_column
        )

    def __str__(self) -> str:
        return f"R{self.row}C{self.column}:R{self.last_row}C{self.last_column}"


def area_of(ref: str) -> Area | None:
    """ "A1:C3", or one cell; None for whole columns and what is none."""
    first, _, last = ref.replace("$", "").partition(":")
    begin, end = locate(first), locate(last or first)
    return Area(*begin, *end) if begin is not None and end is not None else None


def overlapping(areas: Sequence[Area]) -> Iterator[tuple[Area, Area]]:
    """Pairs that share a cell: from the top, each against those that have not ended above it."""
    open_areas: list[Area] = []
    for area in sorted(areas, key=lambda area: area.row):
        open_areas = [other for other in open_areas if other.last_row >= area.row]
        yield from ((other, area) for other in open_areas if other.meets(area))
        open_areas.append(area)
