"""Workbooks that are no .xlsx: .xls, .xlsb and .ods, read by calamine, and texts saved from our form, recognised.

calamine gives values without formats, formulas and defined names: ``number_format`` is "" (not known), formulas count as
typed, error cells and formulas without a result are empty. It can abort its process and take much memory, so it runs in a
process of its own (:mod:`tonghop290.workbook.worker`).
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.model import Form
from tonghop290.workbook.cells import RawCell
from tonghop290.workbook.package import Limits, Unreadable
from tonghop290.workbook.sheet import RawSheet
from tonghop290.workbook.xlsx import RawBook

if TYPE_CHECKING:
    import python_calamine

__all__ = ["OTHER_KINDS", "TEXT_KINDS", "read_with_calamine", "saved_from_form"]

OTHER_KINDS = ("ole-xls", "biff-xls", "zip-xlsb", "zip-ods")
_SUFFIXES = {"ole-xls": ".xls", "biff-xls": ".xls", "zip-xlsb": ".xlsb", "zip-ods": ".ods"}
TEXT_KINDS = ("csv", "text", "html", "eml")
_WORD = re.compile(r"[A-Za-z]{1,6}[0-9]{1,4}")


def read_with_calamine(data: bytes, kind: str, *, limits: Limits) -> RawBook:
    """The book as calamine gives it, in this process. Raises `Unreadable`; may abort the process or take its memory."""
    import python_calamine

    try:
        return _book(_opened(data, kind), limits)
    except (Unreadable, MemoryError):
        raise
    except python_calamine.PasswordError:
        raise Unreadable("file-encrypted", kind=kind) from None
    except Exception as error:  # noqa: BLE001 - whatever another house's code raises on a hostile file: CalamineError, OSError …
        raise Unreadable("file-too-large" if "limit exceeded" in str(error) else "file-damaged", kind=kind) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of pyo3; it is no Exception and cannot be imported
            raise Unreadable("file-crash", kind=kind) from None
        raise


def _opened(data: bytes, kind: str) -> python_calamine.CalamineWorkbook:
    """The opened book. From bytes calamine only says that it knows no such kind; of a named file it says what is wrong."""
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except python_calamine.PasswordError:
        raise
    except python_calamine.CalamineError:
        with tempfile.TemporaryDirectory(prefix="tonghop290-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / f"a{_SUFFIXES[kind]}"
            path.write_bytes(data)
            return python_calamine.CalamineWorkbook.from_path(path)


def _book(book: python_calamine.CalamineWorkbook, limits: Limits) -> RawBook:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found: list[RawSheet] = []
    cells_left = limits.cells
    listed = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if len(listed) > limits.sheets:
        raise Unreadable("file-too-large", sheets=len(listed))
    for one in listed:
        sheet = book.get_sheet_by_name(one.name)
        cells = _cells(sheet, cells_left)
        cells_left -= len(cells)
        merges = tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
        state = "visible" if one.visible == SheetVisibleEnum.Visible else "hidden"
        found.append(RawSheet(name=one.name, state=state, cells=cells, merges=merges))
    if not found:
        raise Unreadable("file-damaged", reason="no-worksheet")
    return RawBook(sheets=tuple(found))


def _cells(sheet: python_calamine.CalamineSheet, most: int) -> dict[tuple[int, int], RawCell]:
    cells: dict[tuple[int, int], RawCell] = {}
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        for column, value in enumerate(values, left + 1):
            if value == "" or value is None:
                continue
            if len(cells) >= most:
                raise Unreadable("file-too-large", cells=most)
            kind, text = _stored(value)
            cells[row, column] = RawCell(row, column, kind, text, "", "", None)
    return cells


def _stored(value: object) -> tuple[str, str]:
    """The kind and text our own reader would give. NaN and infinity, which no spreadsheet holds, are refused as broken."""
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, int | float):
        if isinstance(value, float) and not math.isfinite(value):
            return "x", str(value)
        return "n", repr(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, dt.date | dt.time):
        return "d", value.isoformat()
    return "s", str(value)[:32_767]


def saved_from_form(data: bytes, form: Form) -> bool:
    """Whether a text (CSV, HTML, a web archive) was saved from this form: a good part of its codes stand in it."""
    head = data[: 4 * 2**20]
    text = head.decode("utf-16", "ignore") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    words = {word.upper() for word in _WORD.findall(text)}
    codes = [one.code.upper() for one in form.inputs]
    return sum(code in words for code in codes) >= max(2, len(codes) // 4)
