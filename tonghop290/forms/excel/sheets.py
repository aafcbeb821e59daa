"""The sheets of an author's workbook, as rows of known columns; everything else in it is the author's own.

A sheet begins at its row of titles, wherever it stands among the first rows; columns may stand in any order.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.definitions.file_bytes import bytes_of
from tonghop290.excel import column_letters
from tonghop290.forms.excel.titles import SHEETS, Column, by_title
from tonghop290.forms.faults import shown
from tonghop290.model import FormError
from tonghop290.spreadsheet.kind import sniff
from tonghop290.spreadsheet.package import open_package
from tonghop290.text.nearest import meant, nearest
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["MOST_BYTES", "Row", "Sheet", "book_of", "open_book", "refuse_losses", "sheets_of"]

MOST_BYTES, MOST_CELLS, _HEAD_ROWS = 5 * 2**20, 200_000, 10
_TOO_LARGE = f"không đọc được, hoặc lớn hơn {MOST_BYTES // 2**20} MB"
_THREADS = "xl/threadedcomments/"
_NOT_KEPT = {
    "xl/media/": "hình ảnh",
    "xl/drawings/drawing": "hình vẽ hoặc biểu đồ",
    _THREADS: "nhận xét trao đổi (Excel 365)",
    "xl/ctrlprops/": "nút bấm, hộp chọn",
    "xl/slicers/": "bộ lọc Slicer",
}
"""Where a package keeps what is lost → what people call it."""
_ALIKE = 0.86
"""How alike a title must be to a missing one to be taken for a slip, and not for a column of the author's own."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the titles. ``cells``: what stands in the known columns; nothing is empty."""

    number: int
    cells: Mapping[str, Any]

    def __getitem__(self, title: str) -> Any:
        return self.cells.get(title)


@dataclass(slots=True)
class Sheet:
    """``places``: title of a known column → the number of its column; ``faults``: (cell, reason)."""

    title: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    head_row: int = 1
    rows: list[Row] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def cell(self, row: int, title: str) -> str:
        """The address of a cell; of the row's first one where that column is not there."""
        column = self.places.get(title) or min(self.places.values(), default=1)
        return f"{column_letters(column)}{row}"


def open_book(path: Path) -> tuple[Workbook, bytes]:
    """The author's workbook, with all that openpyxl keeps of it, and its bytes.

    Errors: FileNotFoundError; PermissionError; :class:`FormError` where it is no workbook that can be read.
    """
    data = bytes_of(path, max_bytes=MOST_BYTES, told=lambda _: _TOO_LARGE)
    return book_of(path, data), data


def refuse_losses(path: Path, data: bytes) -> None:
    """Errors: :class:`FormError` where a workbook holds what is not written back: openpyxl drops it without a word."""
    names = open_package(data).names
    lost = [what for begin, what in _NOT_KEPT.items() if any(name.casefold().startswith(begin) for name in names)]
    if lost:
        told = f"{path.name}: tệp có {', '.join(lost)}; chương trình ghi lại thì mất, nên không ghi vào tệp này"
        notes = "; nhận xét thì đổi thành ghi chú (Review › Notes)" if _NOT_KEPT[_THREADS] in lost else ""
        raise FormError(str(path), [f"{told}. Đề nghị chuyển sang một tệp riêng{notes} rồi chạy lại"])


def book_of(path: Path, data: bytes) -> Workbook:
    """The workbook of these bytes of a file. Errors: :class:`FormError`."""
    kind = sniff(data[:4096], data)
    if kind != "zip-xlsx":
        raise FormError(
            str(path), [f"{path.name}: không phải là tệp Excel .xlsx; đề nghị mở bằng Excel, lưu kiểu .xlsx"]
        )
    import openpyxl

    try:
        package = open_package(data)
        if sum(package.size(name) for name in package.names) > 20 * MOST_BYTES:
            raise FormError(str(path), [f"{path.name}: tệp quá lớn, không phải là một biểu"])
        book = openpyxl.load_workbook(io.BytesIO(data))
    except FormError:
        raise
    except Exception as error:  # openpyxl lets whatever went wrong inside it through
        logged = f"{path.name}: tệp Excel bị hỏng, không mở được; đề nghị mở bằng Excel, lưu lại"
        raise FormError(str(path), [logged]) from error
    return book


def sheets_of(book: Workbook) -> dict[str, Sheet]:
    """The sheets of a form that are there, by their own names."""
    known = {match_key(name): name for name in SHEETS}
    found: dict[str, Sheet] = {}
    for worksheet in book.worksheets:
        name = known.get(match_key(worksheet.title))
        if name is not None and name not in found:
            found[name] = _sheet(worksheet, SHEETS[name])
    return found


def _sheet(worksheet: Worksheet, columns: tuple[Column, ...]) -> Sheet:
    sheet = Sheet(worksheet.title, {column.title: column for column in columns})
    lines = _lines(worksheet, sheet)
    known = by_title(columns)
    heads = {
        number: {column: match_key(str(value)) for column, value in line.items()}
        for number, line in list(lines.items())[:_HEAD_ROWS]
    }
    best = max(heads, key=lambda number: len(set(heads[number].values()) & known.keys()), default=0)
    if not best or not set(heads[best].values()) & known.keys():
        return sheet
    sheet.head_row = best
    for column, key in heads[best].items():
        if key in known and known[key].title not in sheet.places:
            sheet.places[known[key].title] = column
        elif key in known:
            sheet.faults.append((f"{column_letters(column)}{best}", f"cột {known[key].title} ghi hai lần"))
    _look_for_slips(sheet, {column: str(lines[best][column]) for column in heads[best]}, known)
    for number, line in lines.items():
        cells = {title: line[column] for title, column in sheet.places.items() if column in line}
        if number > best and cells:
            sheet.rows.append(Row(number, cells))
    return sheet


def _look_for_slips(sheet: Sheet, titles: Mapping[int, str], known: Mapping[str, Column]) -> None:
    missing = {key: column for key, column in known.items() if column.title not in sheet.places}
    for column, title in titles.items():
        key = match_key(title)
        close = nearest(key[:60], missing, cutoff=_ALIKE) if key not in known else ""
        if close:
            place = f"{column_letters(column)}{sheet.head_row}"
            sheet.faults.append((place, f"không có cột {shown(title)}{meant(missing[close].title)}"))


def _lines(worksheet: Worksheet, sheet: Sheet) -> dict[int, dict[int, Any]]:
    """Row → column → what stands there; only cells that hold something."""
    lines: dict[int, dict[int, Any]] = {}
    for number, column, value, kind in _cells(worksheet):
        if kind == "e":
            sheet.faults.append((f"{column_letters(column)}{number}", f"ô báo lỗi {shown(value)}; đề nghị gõ lại"))
        elif value is not None and (not isinstance(value, str) or value.strip()):
            lines.setdefault(number, {})[column] = value
    return lines


def _cells(worksheet: Worksheet) -> Iterator[tuple[int, int, Any, str]]:
    cells = sorted(worksheet._cells.items())[:MOST_CELLS]
    for (number, column), cell in cells:
        value = getattr(cell, "value", None)
        if not isinstance(value, str | bool | int | float | dt.datetime | dt.time | None):
            value = getattr(value, "text", None) or str(value)  # an array formula, rich text
        yield number, column, value, getattr(cell, "data_type", "n")
