"""Workbooks that are no .xlsx: .xls, .xlsb and .ods, read by calamine, and texts saved from our form, recognised.

calamine gives values without looks, formulas and defined names: formulas count as typed (but for the numbers of an
.xls, where it is seen that a formula gives them), error cells and formulas without a result are empty. How cells look
is read beside it (:mod:`xls`, :mod:`xlsb`, :mod:`ods`); where it cannot be, a cell has the look ``UNKNOWN``. It can
abort its process and take much memory, so it runs in a process of its own (:func:`read_apart`).
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.excel import is_date_format
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.child_process import Died, Worker
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.sheet_looks import SheetLooks
from tonghop290.spreadsheet.package import Limits, Package, Unreadable
from tonghop290.spreadsheet.sheet import RawSheet

if TYPE_CHECKING:
    import python_calamine

__all__ = ["CALAMINE", "OTHER_KINDS", "read_apart", "read_with_calamine"]

CALAMINE = "tonghop290.spreadsheet.other.calamine:reader"
"""The name a worker is given to serve books of other kinds: (content, limits)."""

OTHER_KINDS = ("ole-xls", "biff-xls", "zip-xlsb", "zip-ods")
_SUFFIXES = {"ole-xls": ".xls", "biff-xls": ".xls", "zip-xlsb": ".xlsb", "zip-ods": ".ods"}


def read_with_calamine(content: Content, *, limits: Limits) -> RawBook:
    """The book as calamine gives it, in this process. Raises `Unreadable`; may abort the process or take its memory."""
    import python_calamine

    kind = content.kind
    try:
        return _book(_opened(content, limits), _looks(content, limits), limits)
    except (Unreadable, MemoryError):
        raise
    except python_calamine.PasswordError:
        raise Unreadable("file-encrypted", kind=kind) from None
    except Exception as error:  # noqa: BLE001 - another house's code on a hostile file: CalamineError, OSError …
        raise Unreadable("file-too-large" if "limit exceeded" in str(error) else "file-damaged", kind=kind) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of pyo3; it is no Exception and cannot be imported
            raise Unreadable("file-crash", kind=kind) from None
        raise


def reader() -> Callable[[Content, Limits], RawBook]:
    """The handler of a child process: (content, limits) → book."""
    return lambda content, limits: read_with_calamine(content, limits=limits)


def read_apart(content: Content, *, limits: Limits) -> RawBook:
    """One workbook of another kind, read in a process of its own. Errors: Unreadable, also when that process dies."""
    worker = Worker(CALAMINE)
    try:
        book: RawBook = worker.ask((content, limits))
    except Died:
        raise Unreadable("file-crash") from None
    finally:
        worker.close()
    return book


def _opened(content: Content, limits: Limits) -> python_calamine.CalamineWorkbook:
    """The opened book. From bytes calamine only says that it knows no such kind; of a named file it says what is
    wrong."""
    import python_calamine

    data, kind = content.data, content.kind
    if kind in ("zip-ods", "zip-xlsb"):
        _check_sums(content.open(limits))
    if kind == "zip-ods":
        from tonghop290.spreadsheet.other.ods import without_indents

        data = without_indents(content, limits=limits)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except python_calamine.PasswordError:
        raise
    except python_calamine.CalamineError:
        with tempfile.TemporaryDirectory(prefix="tonghop290-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / f"a{_SUFFIXES[kind]}"
            path.write_bytes(data)
            return python_calamine.CalamineWorkbook.from_path(path)


def _check_sums(package: Package) -> None:
    """Every part of the package has the size and the checksum it should have; calamine looks at neither. Errors:
    Unreadable."""
    for name in package.names:
        for _ in package.pieces(name):
            pass


def _looks(content: Content, limits: Limits) -> Mapping[str, SheetLooks]:
    match content.kind:
        case "ole-xls":
            from tonghop290.spreadsheet.other.xls import xls_looks

            return xls_looks(content.data, most=limits.cells)
        case "zip-xlsb":
            from tonghop290.spreadsheet.other.xlsb import xlsb_looks

            return xlsb_looks(content.open(limits))
        case "zip-ods":
            from tonghop290.spreadsheet.other.ods import ods_looks

            return ods_looks(content.open(limits))
    return {}


def _book(book: python_calamine.CalamineWorkbook, looks: Mapping[str, SheetLooks], limits: Limits) -> RawBook:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found: list[RawSheet] = []
    cells_left = limits.cells
    listed = [listed_sheet for listed_sheet in book.sheets_metadata if listed_sheet.typ == SheetTypeEnum.WorkSheet]
    if len(listed) > limits.sheets:
        raise Unreadable("file-too-large", sheets=len(listed))
    for listed_sheet in listed:
        sheet = book.get_sheet_by_name(listed_sheet.name)
        own = looks.get(listed_sheet.name) or SheetLooks()
        cells = _cells(sheet, own, cells_left)
        cells_left -= len(cells)
        merges = [
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        state = "visible" if listed_sheet.visible == SheetVisibleEnum.Visible else "hidden"
        found.append(
            RawSheet(
                name=listed_sheet.name,
                state=state,
                cells=cells,
                merges=tuple(merges or own.merges),
                hidden_rows=frozenset(own.hidden_rows),
                hidden_columns=frozenset(own.hidden_columns),
                comments=own.comments,
                zeros_hidden=own.zeros_hidden,
            )
        )
    if not found:
        raise Unreadable("file-damaged", reason="no-worksheet")
    return RawBook(sheets=tuple(found))


def _cells(
    sheet: python_calamine.CalamineSheet,
    looks: SheetLooks,
    most: int,
) -> dict[tuple[int, int], RawCell]:
    cells: dict[tuple[int, int], RawCell] = {}
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        for column, value in enumerate(values, left + 1):
            if value == "" or value is None:
                continue
            if len(cells) >= most:
                raise Unreadable("file-too-large", cells=most)
            kind, text = _stored(value)
            place = row, column
            if kind in ("n", "d") and place in looks.numbers:
                kind, text, code = _formatted(kind, text, *looks.numbers[place])
                look = looks.look(place, code)
            else:
                look = looks.look(place)
            formula = "" if place in looks.formulas else None
            cells[place] = RawCell(row, column, kind, text, look, formula, looks.runs.get(place))
    return cells


def _formatted(kind: str, text: str, number: float, code: str) -> tuple[str, str, str]:
    """Kind, text and number format of a cell, from what calamine gives and what the file says of its number.

    calamine 0.9.1 takes a number for a day where its format has one of Excel's numbers for days, though the file gives
    that number a format of its own, as Gnumeric does. A day it does not see (the result of a formula) stays a number of
    no known format: how the workbook counts days is not told.
    """
    if not code or not math.isfinite(number):
        return kind, text, ""
    is_day = is_date_format(code)
    if kind == "d":
        return ("d", text, code) if is_day else (*_stored(number), code)
    return (kind, text, code) if not is_day and float(text) == number else (kind, text, "")


def _stored(value: object) -> tuple[str, str]:
    """The kind and text our own reader would give. NaN and infinity, which no spreadsheet holds, are refused as broken,
    and so is a text with NULs: calamine takes two bytes of a letter for two letters in some old .xls.
    """
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, int | float):
        if isinstance(value, float) and not math.isfinite(value):
            return "x", str(value)
        return "n", repr(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, dt.date | dt.time):
        return "d", value.isoformat()
    text = str(value)[:32_767]
    return "x" if "\0" in text else "s", text
