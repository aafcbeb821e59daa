"""Faults written back into the author's own workbook: beside each row, on each cell, and all of them in one list.

Only what is ours is touched: the column "Lỗi", the sheet "Lỗi" and the paint, which is a conditional format of ours
and no colour of a cell; what earlier marks left is taken away first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.excel import column_letters
from tonghop290.forms.excel.author_looks import as_bytes, put
from tonghop290.forms.excel.cell_faults import CellFaults, split_fault
from tonghop290.forms.excel.read_form import read_excel
from tonghop290.forms.excel.sheets import open_book, refuse_losses, sheets_of
from tonghop290.forms.excel.titles import ERRORS
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["clear_marks", "located", "marked"]

_OURS = 'N("tonghop290")=0'
"""The formula of our paint: always true, and no one else's."""
_HEADS = ("Số", "Trang", "Ô", "Điều cần sửa")
_WIDTH, _PAINT, _INK = 60, "FFFFC7CE", "FF9C0006"


def located(path: Path, faults: Iterable[str]) -> tuple[str, ...]:
    """Faults told by keys of the definition ("fields.x.help: …"), told by sheet and cell."""
    _, _, places = read_excel(path)
    return tuple(fault if split_fault(fault) else _at_cell(fault, places) for fault in faults)


def _at_cell(fault: str, places: CellFaults) -> str:
    key, mark, reason = fault.partition(": ")
    return f"{places.where(key)}: {reason}" if mark else fault


def marked(path: Path, faults: Iterable[str]) -> bytes:
    """The author's workbook with these faults in it, or with none where there are none.

    Errors: OSError; :class:`FormError` where it cannot be read.
    """
    book, data = open_book(path)
    refuse_losses(path, data)
    clear_marks(book)
    by_sheet: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        found = split_fault(fault)
        if found is not None and found[0] in book.sheetnames:
            by_sheet[found[0]][found[1]].append(found[2])
        else:
            by_sheet[book.sheetnames[0]]["A1"].append(fault)
    for title, cells in by_sheet.items():
        _mark_sheet(book, book[title], cells)
    if by_sheet:
        _list(book, by_sheet)
    return as_bytes(book)


def _mark_sheet(book: Workbook, worksheet: Worksheet, cells: dict[str, list[str]]) -> None:
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    head, column = _errors_column(book, worksheet)
    put(worksheet.cell(head, column), ERRORS)
    worksheet.cell(head, column).font = Font(bold=True, color=_INK)
    worksheet.column_dimensions[column_letters(column)].width = _WIDTH
    rows: dict[int, list[str]] = defaultdict(list)
    fill = PatternFill("solid", bgColor=_PAINT, fgColor=_PAINT)
    for place, reasons in cells.items():
        rows[worksheet[place].row] += [f"{place}: {reason}" for reason in reasons]
        paint = Rule(type="expression", dxf=DifferentialStyle(fill=fill), formula=[_OURS])
        worksheet.conditional_formatting.add(place, paint)
    for row, reasons in rows.items():
        if row != head:
            cell = worksheet.cell(row, column)
            put(cell, "\n".join(reasons))
            cell.font, cell.alignment = Font(color=_INK), Alignment(wrap_text=True, vertical="top")


def _errors_column(book: Workbook, worksheet: Worksheet) -> tuple[int, int]:
    """The row of titles, and the column of ours in it: the one that is there, or the first free one."""
    head = next((one.head_row for one in sheets_of(book).values() if one.title == worksheet.title), 1)
    found = [
        column
        for (row, column), cell in worksheet._cells.items()
        if row == head and match_key(str(cell.value or "")) == match_key(ERRORS)
    ]
    return head, min(found, default=_last_column(worksheet) + 1)


def _last_column(worksheet: Worksheet) -> int:
    return max((column for (_, column), cell in worksheet._cells.items() if cell.value is not None), default=0)


def _list(book: Workbook, by_sheet: dict[str, dict[str, list[str]]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    worksheet = book.create_sheet(next(name for name in (ERRORS, f"{ERRORS} (2)") if name not in book.sheetnames))
    for column, (title, width) in enumerate(zip(_HEADS, (6, 14, 8, 100), strict=True), 1):
        put(worksheet.cell(1, column), title)
        worksheet.cell(1, column).font = Font(bold=True)
        worksheet.column_dimensions["ABCD"[column - 1]].width = width
    lines = [(title, place, one) for title, cells in by_sheet.items() for place, told in cells.items() for one in told]
    for row, (title, place, reason) in enumerate(lines, 2):
        for column, value in enumerate((row - 1, title, place, reason), 1):
            put(worksheet.cell(row, column), value)
        link = worksheet.cell(row, 3)
        quoted = title.replace("'", "''")
        link.hyperlink = Hyperlink(ref=f"C{row}", location=f"'{quoted}'!{place}")
        link.font = Font(color="FF0563C1", underline="single")
        worksheet.cell(row, 4).alignment = Alignment(wrap_text=True, vertical="top")
    worksheet.freeze_panes = "A2"


def clear_marks(book: Workbook) -> None:
    """Take away what earlier marks left."""
    from openpyxl.formatting.formatting import ConditionalFormattingList

    for worksheet in list(book.worksheets):
        if worksheet.title.startswith(ERRORS) and tuple(cell.value for cell in worksheet[1])[:4] == _HEADS:
            book.remove(worksheet)
            continue
        kept = ConditionalFormattingList()
        for painted in worksheet.conditional_formatting:
            for rule in painted.rules:
                if _OURS not in rule.formula:
                    kept.add(str(painted.sqref), rule)
        worksheet.conditional_formatting = kept
    for sheet in sheets_of(book).values():
        worksheet = book[sheet.title]
        _, column = _errors_column(book, worksheet)
        for (_, place), cell in list(worksheet._cells.items()):
            if place == column:
                cell.value = None
