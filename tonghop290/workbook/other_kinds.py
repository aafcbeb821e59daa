"""Workbooks that are no .xlsx: .xls, .xlsb and .ods, read by calamine, and texts saved from our form, recognised.

calamine gives values without formats, formulas and defined names: ``number_format`` is "" (not known), formulas count as
typed, error cells and formulas without a result are empty. It can abort its process and take much memory, so it runs in a
process of its own (:mod:`tonghop290.workbook.worker`).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from io import BytesIO

from tonghop290.model import Form
from tonghop290.workbook.cells import RawCell
from tonghop290.workbook.package import Limits, Unreadable
from tonghop290.workbook.sheet import RawSheet
from tonghop290.workbook.xlsx import RawBook

__all__ = ["OTHER_KINDS", "TEXT_KINDS", "read_with_calamine", "saved_from_form"]

OTHER_KINDS = ("ole-xls", "biff-xls", "zip-xlsb", "zip-ods")
TEXT_KINDS = ("csv", "text", "html", "eml")
_WORD = re.compile(r"[A-Za-z]{1,6}[0-9]{1,4}")


def read_with_calamine(data: bytes, kind: str, *, limits: Limits) -> RawBook:
    """The book as calamine gives it, in this process. Raises `Unreadable`; may abort the process or take its memory."""
    import python_calamine

    found: list[RawSheet] = []
    cells_left = limits.cells
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        visible = {one.name for one in book.sheets_metadata if one.visible == python_calamine.SheetVisibleEnum.Visible}
        if len(book.sheet_names) > limits.sheets:
            raise Unreadable("file-too-large", sheets=len(book.sheet_names))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            cells = _cells(sheet, cells_left)
            cells_left -= len(cells)
            merges = tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
            found.append(RawSheet(name=name, state="visible" if name in visible else "hidden", cells=cells, merges=merges))
    except python_calamine.PasswordError:
        raise Unreadable("file-encrypted", kind=kind) from None
    except python_calamine.CalamineError:
        raise Unreadable("file-damaged", kind=kind) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of pyo3; it is no Exception and cannot be imported
            raise Unreadable("file-crash", kind=kind) from None
        raise
    if not found:
        raise Unreadable("file-damaged", kind=kind)
    return RawBook(sheets=tuple(found))


def _cells(sheet: object, most: int) -> dict[tuple[int, int], RawCell]:
    cells: dict[tuple[int, int], RawCell] = {}
    top, left = sheet.start or (0, 0)  # type: ignore[attr-defined]
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):  # type: ignore[attr-defined]
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
