"""The state of a collection round as a workbook: one line a unit, to filter and to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonghop290.model import HEAD_FILL
from tonghop290.spreadsheet.write import A4, Sheet, open_book

__all__ = ["write_labels", "write_rows", "write_status_book"]


def write_status_book(
    path: Path,
    heading: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str | int]],
    last: str,
) -> Path:
    """Write it. ``heading``: title, then smaller lines; ``columns``: heading and width in pixels; ``last``: the line
    below the table.

    Numbers are written as numbers, everything else as text. Errors: OSError.
    """
    with open_book(path, title=heading[0], private=True) as book:
        sheet = book.sheet("Tình hình")
        sheet.widths([width for _, width in columns])
        head, below = len(heading) + 2, len(heading) + 3 + len(rows)
        _write_heading(sheet, heading, len(columns))
        write_labels(sheet, head, [label for label, _ in columns])
        write_rows(sheet, head + 1, rows)
        sheet.merge(below, 1, below, len(columns), last, book.style(bold=True, border=1, text_wrap=True))
        if rows:
            sheet.filter(head, 1, below - 1, len(columns))
        sheet.freeze(head + 1, 4)
        sheet.page(paper=A4, header=(head, head))
    return path


def _write_heading(sheet: Sheet, heading: Sequence[str], columns: int) -> None:
    for row, line in enumerate(heading, 1):
        look = {"bold": row == 1, "font_size": 14 if row == 1 else 11}
        sheet.merge(row, 1, row, columns, line, sheet.book.style(**look, align="center", text_wrap=True))


def write_labels(sheet: Sheet, row: int, labels: Sequence[str]) -> None:
    header = sheet.book.style(
        bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#" + HEAD_FILL
    )
    for column, label in enumerate(labels, 1):
        sheet.text(row, column, label, header)


def write_rows(sheet: Sheet, first: int, rows: Sequence[Sequence[str | int]]) -> None:
    text = sheet.book.style(border=1, valign="vcenter", text_wrap=True)
    centre = sheet.book.style(border=1, valign="vcenter", align="center")
    for row, values in enumerate(rows, first):
        for column, value in enumerate(values, 1):
            if isinstance(value, int):
                sheet.number(row, column, value, centre)
            else:
                sheet.text(row, column, value, text)
