"""Workbooks recalculated by LibreOffice in a Vietnamese client's locale: every sheet's cells as shown."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.samples import libreoffice
from tonghop290.workbook.issue.fill import StoredCell

Rows = list[list[str]]
ERROR_VALUE = StoredCell('t="e"', "<v>#N/A</v>")


def recalculate(paths: Iterable[Path], folder: Path) -> dict[str, dict[str, Rows]]:
    """File name (without suffix) → sheet name → rows of cells as LibreOffice shows them; skips where there is none."""
    if libreoffice.missing():
        pytest.skip(libreoffice.missing())
    books: dict[str, dict[str, Rows]] = {}
    out = folder / "shown"
    out.mkdir()
    with libreoffice.shared() as desk:
        for path in paths:
            books[path.stem] = {}
            doc = desk.open(path)
            desk.recalculate(doc)
            desk.save_sheets(doc, out, path.stem)
            desk.close(doc)
    for file in out.iterdir():
        book, _, sheet = file.stem.partition("-")
        with file.open(encoding="utf-8", newline="") as lines:
            books[book][sheet] = list(csv.reader(lines))
    return books


def at(rows: Rows, row: int, column: int) -> str:
    """The text of a cell, "" where the sheet ends before it."""
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""
