"""Sheets one row of which is an entry by its name as people write it: kinds of units, levels of offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tonghop290.forms.excel.cell_faults import CellFaults
from tonghop290.forms.excel.sheets import Row, Sheet
from tonghop290.forms.excel.titles import SHEETS
from tonghop290.forms.faults import shown

__all__ = ["named_rows"]


def named_rows(
    name: str, part: str, sheet: Sheet, fill: Callable[[str, Row, str, dict[str, Any]], None], faults: CellFaults
) -> dict[str, Any]:
    """The entries of a part; a row without a name and a name said twice are faults. ``name``: of the sheet."""
    title, entries = SHEETS[name][0].title, dict[str, Any]()
    for row in sheet.rows:
        id = str(row[title] or "").strip()
        if not id or id in entries:
            faults.at(sheet, row.number, title, f"{shown(id)} ghi hai lần" if id else "còn thiếu tên")
            continue
        entries[id] = {}
        fill(name, row, f"{part}.{id}", entries[id])
        faults.place(f"{part}.{id}", sheet, row.number, title)
    return entries
