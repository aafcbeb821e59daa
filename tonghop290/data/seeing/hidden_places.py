"""What a return stores in rows, columns and sheets that nobody sees: kept, and said once a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tonghop290.data.seeing.reading import Problem
from tonghop290.data.seeing.seen_text import stored_text
from tonghop290.excel import column_letters
from tonghop290.model import Cell, told

__all__ = ["Held", "hidden_places"]

_EACH = 3
"""So many hidden rows of a sheet are told one by one, more of them together."""


class Held(NamedTuple):
    """A cell that holds something, with the id and the label of its field ("" where several are meant)."""

    cell: Cell
    field: str
    label: str


def hidden_places(held: Iterable[Held]) -> list[tuple[Held, Problem]]:
    """What is to be said of the cells nobody sees: by row, by column or by sheet, each at its first cell."""
    groups: dict[tuple[str, str, int], list[Held]] = {}
    for one in held:
        why, ref = one.cell.unseen, one.cell.ref
        if why in ("row", "column", "sheet", "zero"):
            groups.setdefault((why, ref.sheet, ref.column if why == "column" else 0), []).append(one)
    return [said for (why, _, _), group in groups.items() for said in _said(why, group)]


def _said(why: str, group: list[Held]) -> list[tuple[Held, Problem]]:
    count = ("count", str(len(group)))
    first = min(group, key=lambda one: one.cell.ref)._replace(field="", label="")
    if why in ("sheet", "zero"):
        return [(first, Problem("hidden-sheet" if why == "sheet" else "hidden-zeros", "", (count,)))]
    if why == "column":
        return [(first, Problem("hidden-column", "", (count, ("column", column_letters(first.cell.ref.column)))))]
    rows = sorted({one.cell.ref.row for one in group})
    if len(rows) <= _EACH:
        return [(one, Problem("hidden-row", stored_text(one.cell))) for one in group]
    named = told("dòng {rows}", rows=", ".join(map(str, rows)))
    return [(first, Problem("hidden-rows", "", (("count", str(len(rows))), ("rows", named))))]
