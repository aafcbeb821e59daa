"""The state of a collection round as a workbook: one line a unit, to filter and to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonghop290.spreadsheet.write import A4, open_book

__all__ = ["write_status_book"]


def write_status_book(
    path: Path,
    heading: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str | int]],
    last: str,
) -> Path:
    """Write it. ``heading``: title, then smaller lines; ``columns``: heading and width in pixels; ``last``: the line below the table.

    Numbers are written as numbers, everything else as text. Errors: OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_book(path, title=heading[0]) as book:
        sheet = book.sheet("Tình hình")
        sheet.widths([width for _, width in columns])
        for row, line in enumerate(heading, 1):
            sheet.merge(
                row,
                1,
                row,
                len(columns),
                line,
                book.style(bold=row == 1, font_size=14 if row == 1 else 11, align="center", text_wrap=True),
            )
        head = len(heading) + 2
        for column, (label, _) in enumerate(columns, 1):
            sheet.text(
                head,
                column,
                label,
                book.style(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#DDE7F0"),
            )
        text, centre = (
            book.style(border=1, valign="vcenter", text_wrap=True),
            book.style(border=1, valign="vcenter", align="center"),
        )
        for row, values in enumerate(rows, head + 1):
            for column, value in enumerate(values, 1):
                if isinstance(value, int):
                    sheet.number(row, column, value, centre)
                else:
                    sheet.text(row, column, value, text)
        sheet.merge(
            head + len(rows) + 1,
            1,
            head + len(rows) + 1,
            len(columns),
            last,
            book.style(bold=True, border=1, text_wrap=True),
        )
        if rows:
            sheet.filter(head, 1, head + len(rows), len(columns))
        sheet.freeze(head + 1, 4)
        sheet.page(paper=A4, header=(head, head))
    return path
