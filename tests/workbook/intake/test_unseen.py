"""A cell whose value nobody who opens the workbook sees says why."""

from __future__ import annotations

from typing import Any

import pytest

from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.seen.look import ORDINARY
from tonghop290.spreadsheet.sheet import RawSheet
from tonghop290.workbook.intake.cells import as_cell

# the sheet                                                                    E12 is unseen for its
SHEETS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"hidden_rows": frozenset({11, 13}), "hidden_columns": frozenset({4})}, ""),
    ({"hidden_rows": frozenset({12})}, "row"),
    ({"hidden_columns": frozenset({5})}, "column"),
    ({"state": "veryHidden"}, "sheet"),
    ({"merges": ((12, 5, 12, 6),)}, ""),
    ({"merges": ((12, 4, 12, 5),)}, "covered"),
    ({"merges": ((11, 5, 12, 5),)}, "covered"),
    ({"merges": ((11, 4, 11, 6), (13, 4, 13, 6))}, ""),
]


@pytest.mark.parametrize(("sheet", "unseen"), SHEETS)
def test_a_value_nobody_sees_says_why(sheet: dict[str, Any], unseen: str) -> None:
    raw = RawCell(12, 5, "n", "1250", ORDINARY, None)
    page = RawSheet(name="Số liệu", cells={(12, 5): raw}, **sheet)
    assert as_cell(page, 12, 5, raw, date1904=False, merges=page.merges).unseen == unseen
