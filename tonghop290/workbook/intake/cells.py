"""A stored cell becomes a model Cell: numbers that carry a date format become dates, nothing else is interpreted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from tonghop290.excel import excel_serial_to_date, is_date_format
from tonghop290.model import Cell, CellRef
from tonghop290.model.submission import CellKind, Unseen
from tonghop290.spreadsheet.book import RawCell, RawSheet
from tonghop290.spreadsheet.cell import Range
from tonghop290.text.normalize import without_controls
from tonghop290.text.numbers import read_plain_number

__all__ = ["MergesByRow", "as_cell", "place_of"]

_KINDS: Mapping[str, CellKind] = {
    "n": "number",
    "s": "text",
    "b": "bool",
    "e": "error",
    "d": "date",
    "u": "uncalculated",
    "x": "error",
}


def as_cell(
    sheet: RawSheet, row: int, column: int, raw: RawCell | None, *, date1904: bool, merges: Iterable[Range] = ()
) -> Cell:
    """The cell at a place; ``raw`` None is an empty cell. ``merges``: those of its row.

    The text of a date is its ISO form; a number under a date format that is no date (20250620) stays a number, and what
    is stored as a date and is none (a time of day, 2019-02-30) is a text.
    """
    if raw is None or raw.kind == "s" and not raw.text.strip():
        return _empty(sheet.name, row, column)
    ref = _place(sheet.name, row, column)
    kind = _KINDS[raw.kind]
    text = raw.text
    if kind == "number" and is_date_format(raw.number_format):
        serial = read_plain_number(raw.text)
        date = None if serial is None else excel_serial_to_date(serial, date1904=date1904)
        if date is not None:
            kind, text = "date", date.isoformat()
    elif kind == "date":
        try:
            text = dt.date.fromisoformat(raw.text[:10]).isoformat()
        except ValueError:
            kind = "text"
    unseen, cover = _unseen(sheet, row, column, merges)
    if not unseen and sheet.zeros_hidden and kind == "number" and read_plain_number(text) == 0:
        unseen = "zero"
    return Cell(
        ref=ref, kind=kind, text=text, look=raw.look, formula=raw.formula, runs=raw.runs, unseen=unseen, cover=cover
    )


def _unseen(sheet: RawSheet, row: int, column: int, merges: Iterable[Range]) -> tuple[Unseen, str]:
    """Why a cell that holds something is not seen ("" where it is), and what is seen in its place."""
    for top, left, bottom, right in merges:
        if left <= column <= right and top <= row <= bottom and (top, left) != (row, column):
            seen = sheet.cells.get((top, left))
            return "covered", "" if seen is None else seen.text
    if sheet.state != "visible":
        return "sheet", ""
    if row in sheet.hidden_rows:
        return "row", ""
    return ("column", "") if column in sheet.hidden_columns else ("", "")


class MergesByRow:
    """The merges of a book's sheets, by the rows they take part in."""

    def __init__(self, sheets: Sequence[RawSheet]) -> None:
        self._sheets = sheets
        self._found: dict[tuple[int, int], tuple[Range, ...]] = {}

    def of(self, sheet: int, row: int) -> tuple[Range, ...]:
        """Of a sheet by its index."""
        key = sheet, row
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(
                [merge for merge in self._sheets[sheet].merges if merge[0] <= row <= merge[2]]
            )
        return found


def place_of(sheet: RawSheet, row: int, column: int) -> CellRef:
    """The cell as people may be shown it: the sheet's name without control characters."""
    return _place(sheet.name, row, column)


@lru_cache(maxsize=20_000)
def _place(sheet: str, row: int, column: int) -> CellRef:
    """Remembered, for most returns are laid out alike."""
    return CellRef(without_controls(sheet), row, column)


@lru_cache(maxsize=20_000)
def _empty(sheet: str, row: int, column: int) -> Cell:
    return Cell(ref=_place(sheet, row, column))
