"""How an author's workbook looks, and what it tells its author while writing: lists, hints, what cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tonghop290.excel import column_letters
from tonghop290.forms.excel.titles import FIELDS, SECTION, SHEETS, Column
from tonghop290.forms.saved_book import saved_book

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["as_bytes", "laid_out", "make_room", "new_sheet", "new_title", "put", "write_row"]

LAST_ROW = 1_000
"""Down to it the lists and the hints hold."""
_LINE_HEIGHT, _MOST_LINES = 14, 25
_HEAD_FILL, _SECTION_FILL, _WRONG_FILL, _GREY = "FFDDEBF7", "FFFFF2CC", "FFFFC7CE", "FF808080"


def laid_out(rows: Mapping[str, list[dict[str, Any]]]) -> Workbook:
    """The workbook of these rows: every sheet with its titles, lists and hints."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in SHEETS:
        new_sheet(book, name, rows.get(name, ()))
    return book


def new_sheet(book: Workbook, name: str, rows: Sequence[Mapping[str, Any]]) -> int:
    """A sheet with its titles, lists, hints and these rows; how many cells of it say something."""
    worksheet, columns = book.create_sheet(name), SHEETS[name]
    _titles(worksheet, columns)
    places = {column.title: number for number, column in enumerate(columns, 1)}
    for number, row in enumerate(rows, 2):
        write_row(worksheet, number, {column.title: column for column in columns}, places, row)
    _help(worksheet, columns, opens=name == FIELDS)
    if name == FIELDS:
        _wrong_while_typing(worksheet)
    return sum(value is not None for row in rows for value in row.values())


def as_bytes(book: Workbook) -> bytes:
    """The bytes of a workbook. Errors: OSError where there is no room."""
    return saved_book(book)


def put(cell: Cell | MergedCell, value: Any) -> None:
    """A value as it is: a text that opens with = is no formula, "#N/A" no error."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "#"))
    elif isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy"


def new_title(worksheet: Worksheet, row: int, number: int, column: Column) -> None:
    """The title of a column of ours."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = worksheet.cell(row, number, column.title)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD_FILL)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    worksheet.column_dimensions[column_letters(number)].width = column.width


def _titles(worksheet: Worksheet, columns: tuple[Column, ...]) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, column in enumerate(columns, 1):
        new_title(worksheet, 1, number, column)
    worksheet.row_dimensions[1].height = 32
    worksheet.freeze_panes = "D2" if worksheet.title == FIELDS else "A2"
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", 9
    worksheet.page_setup.fitToHeight, worksheet.print_title_rows = 0, "1:1"
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write_row(
    worksheet: Worksheet,
    number: int,
    columns: Mapping[str, Column],
    places: Mapping[str, int],
    row: Mapping[str, Any],
) -> None:
    """A row below the titles. ``columns``: by their titles; ``places``: title → number of its column."""
    from openpyxl.styles import Alignment, Font, PatternFill

    make_room(worksheet, number, columns, row)
    opens = row.get("Kiểu") == SECTION
    for title, place in places.items():
        value = row.get(title)
        if value is None and not opens:
            continue
        cell = worksheet.cell(number, place)
        put(cell, value)
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="left" if isinstance(value, str) else None
        )
        if opens:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_SECTION_FILL)


def make_room(worksheet: Worksheet, number: int, columns: Mapping[str, Column], row: Mapping[str, Any]) -> None:
    """As high as what wraps in it, for LibreOffice does not widen a row; never lower than it is."""
    lines = max((_lines_of(row.get(title), column.width) for title, column in columns.items()), default=1)
    height = min(lines, _MOST_LINES) * _LINE_HEIGHT
    if lines > 1 and height > (worksheet.row_dimensions[number].height or 0):
        worksheet.row_dimensions[number].height = height


def _lines_of(value: Any, width: int) -> int:
    return sum(-(-len(line) // width) or 1 for line in str(value).split("\n")) if value is not None else 1


def _help(worksheet: Worksheet, columns: tuple[Column, ...], *, opens: bool) -> None:
    """Lists to choose from, and a hint beside the cell one stands in."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(columns, 1):
        words = [*column.words, *([SECTION] if opens and column.title == "Kiểu" else [])]
        if not words and not column.hint:
            continue
        check = DataValidation(
            type="list" if words else None,
            formula1=f'"{",".join(words)}"' if words else None,
            allow_blank=True,
            showErrorMessage=bool(words),
            errorTitle="Chưa đúng",
            error="Đề nghị chọn một từ trong danh sách.",
            showInputMessage=bool(column.hint),
            promptTitle=column.title[:32],
            prompt=column.hint or None,
        )
        letters = column_letters(number)
        check.add(f"{letters}2:{letters}{LAST_ROW}")
        worksheet.add_data_validation(check)


def _wrong_while_typing(worksheet: Worksheet) -> None:
    """Red at once: a code used twice, a range upside down, a figure without its unit, a row without its kind."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    at = {column.title: column_letters(number) for number, column in enumerate(SHEETS[FIELDS], 1)}
    kind, unit = f"${at['Kiểu']}2", f"${at['Đơn vị tính']}2"
    figure = f'OR({kind}="số nguyên",{kind}="số thập phân",{kind}="phần trăm")'
    wrong = {
        "Mã": f'AND({kind}<>"{SECTION}",$A2<>"",COUNTIF($A$2:$A${LAST_ROW},$A2)>1)',
        "Mã máy": f'AND($B2<>"",COUNTIF($B$2:$B${LAST_ROW},$B2)>1)',
        "Kiểu": f'AND($C2<>"",{kind}="")',
        "Đơn vị tính": f'AND({figure},{unit}="")',
        "Cao nhất": _upside_down(at["Thấp nhất"], at["Cao nhất"]),
        "Thường đến": _upside_down(at["Thường từ"], at["Thường đến"]),
    }
    for title, formula in wrong.items():
        fill = PatternFill("solid", bgColor=_WRONG_FILL, fgColor=_WRONG_FILL)
        place = f"{at[title]}2:{at[title]}{LAST_ROW}"
        worksheet.conditional_formatting.add(
            place, Rule(type="expression", dxf=DifferentialStyle(fill=fill), formula=[formula])
        )


def _upside_down(low: str, high: str) -> str:
    return f"AND(ISNUMBER(${low}2),ISNUMBER(${high}2),${low}2>${high}2)"
