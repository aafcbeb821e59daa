"""The sheet "Danh sách": one row an entry of a list by name, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tonghop290.forms.excel.cell_values import read_cell
from tonghop290.forms.excel.naming import proposed_id
from tonghop290.forms.excel.sheets import Row, Sheet
from tonghop290.forms.excel.titles import LISTS, SHEETS, Column
from tonghop290.text.normalize import match_key

__all__ = ["ListRows", "list_names", "row_of_entry"]

_TEXT = Column("", "")
Fill = Callable[[Row, str, dict[str, Any]], None]


class ListRows:
    """Reads the rows. ``names``: what a list is called (its name, its id) → its id; ``content``: the definition's
    ``lists``."""

    def __init__(self, sheet: Sheet) -> None:
        self.names: dict[str, str] = {}
        self.content: dict[str, dict[str, Any]] = {}
        self._sheet = sheet
        self._ids: list[tuple[Row, str]] = []
        own = {str(row["Mã máy"]).strip() for row in sheet.rows if row["Mã máy"] is not None}
        id = ""
        for row in sheet.rows:
            if row["Danh sách"] is not None or row["Mã máy"] is not None:
                id = self._id_of(row, own)
            self._ids.append((row, id))

    def _id_of(self, row: Row, own: set[str]) -> str:
        name = str(read_cell(_TEXT, row["Danh sách"], {}, {})) if row["Danh sách"] is not None else ""
        given = str(row["Mã máy"]).strip() if row["Mã máy"] is not None else ""
        id = given or self.names.get(match_key(name)) or proposed_id(name, own | self.content.keys())
        if id not in self.content:
            self.content[id] = {"label": name} if name and name != id else {}
        self.names.setdefault(match_key(name or id), id)
        self.names[match_key(id)] = id
        return id

    def read(self, fill: Fill, place: Callable[[str, Sheet, int, str], None]) -> None:
        """Every row becomes an entry; ``fill`` reads its cells, ``place`` keeps where a key stands."""
        for row, id in self._ids:
            listed = self.content.setdefault(id, {})
            if "entries" not in listed:
                place(f"lists.{id}", self._sheet, row.number, "Danh sách")
            entries = listed.setdefault("entries", [])
            base, made = f"lists.{id}.entries[{len(entries) + 1}]", dict[str, Any]()
            fill(row, base, made)
            entries.append(made["label"] if made.keys() == {"label"} else made)


def list_names(lists: Mapping[str, Any]) -> dict[str, str]:
    """What lists are called → their ids, as a reader of the written sheet will have it."""
    names: dict[str, str] = {}
    for id, listed in lists.items():
        label = listed.get("label") if isinstance(listed, Mapping) else None
        names.setdefault(match_key(label if isinstance(label, str) and label else id), id)
    return names | {match_key(id): id for id in lists}


def row_of_entry(entry: Any, cell: Callable[[Column, Any], dict[str, Any]]) -> dict[str, Any]:
    """The cells of an entry; {} where a row cannot say it. ``cell``: one cell, {} where it cannot."""
    part = entry if isinstance(entry, Mapping) else {"label": entry}
    columns = [column for column in SHEETS[LISTS] if column.key]
    made: dict[str, Any] = {}
    for column in columns:
        if column.key in part:
            one = cell(column, part[column.key])
            if not one:
                return {}
            made |= one
    whole = part.keys() <= {column.key for column in columns} and isinstance(part.get("label"), str)
    return made if whole and (isinstance(entry, str) or len(part) > 1) else {}
