"""Letters as a list that other programs merge and people copy from: the headings in the first row, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonghop290.spreadsheet.write import A4, open_book
from tonghop290.tables.status_list import write_labels, write_rows

__all__ = ["write_mailing_list"]


def write_mailing_list(path: Path, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str | int]]) -> Path:
    """Write it. ``columns``: heading and width in pixels. Errors: OSError."""
    with open_book(path, title="Danh sách thư", private=True) as book:
        sheet = book.sheet("Thư")
        sheet.widths([width for _, width in columns])
        write_labels(sheet, 1, [label for label, _ in columns])
        write_rows(sheet, 2, rows)
        if rows:
            sheet.filter(1, 1, 1 + len(rows), len(columns))
        sheet.freeze(2, 4)
        sheet.page(paper=A4, header=(1, 1))
    return path
