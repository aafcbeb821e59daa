"""What a workbook shows is not what it stores: formats, letters struck out, cells, rows and sheets nobody sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.messages.examples.example import Example, checked, drawn
from tests.messages.examples.small_form import beside, opened, place, saved
from tonghop290.workbook.plan import DETAIL, FIGURES


def put(sheet: Worksheet, id: str, value: object, code: str = "", **font: Any) -> None:
    cell = sheet[place(id).a1]
    cell.value = value
    if code:
        cell.number_format = code
    if font:
        cell.font = Font(**font)


def rich(sheet: Worksheet, id: str, *runs: tuple[str, dict[str, Any]]) -> None:
    blocks = [TextBlock(InlineFont(**font), text) for text, font in runs]
    sheet[place(id).a1] = CellRichText(*blocks)


def covered(sheet: Worksheet) -> None:
    value, unit = place("ho").a1, beside("ho", "D").a1
    sheet[unit] = "2.597 hộ"
    sheet.merged_cells.add(f"{unit}:{value}")


def struck_state(sheet: Worksheet) -> None:
    cell = sheet[beside("tiep_dan", "F").a1]
    cell.value, cell.font = "Không có số liệu", Font(strike=True)


def hide(sheet: Worksheet, *ids: str) -> None:
    for id in ids:
        sheet.row_dimensions[place(id).row].hidden = True


STRUCK, RAISED = {"strike": True}, {"vertAlign": "superscript"}
MAY = dt.date(2010, 5, 6)
# code, field, what was done in Excel, how
DONE: list[tuple[str, str, str, Callable[[Worksheet], object]]] = [
    (
        "seen-otherwise",
        "dan_so",
        'số 8 mang định dạng 0"000", hiện 8000',
        lambda sheet: put(sheet, "dan_so", 8, '0"000"'),
    ),
    (
        "seen-nothing",
        "dang_vien",
        "chữ màu vàng trên nền vàng",
        lambda sheet: put(sheet, "dang_vien", 393, color="FFF9C4"),
    ),
    (
        "zero-unseen",
        "don_to_cao",
        "số 0 mang định dạng #,###, ô trông như trống",
        lambda sheet: put(sheet, "don_to_cao", 0, "#,###"),
    ),
    (
        "date-in-part",
        "ngay_qd",
        "ngày mang định dạng mm/yyyy, chỉ hiện 05/2010",
        lambda sheet: put(sheet, "ngay_qd", MAY, "mm/yyyy"),
    ),
    (
        "date-in-words",
        "nguoi_ky",
        "máy đổi chữ gõ vào thành ngày, hiện 6-Thg5",
        lambda sheet: put(sheet, "nguoi_ky", MAY, "d-mmm"),
    ),
    ("struck-out", "chi_bo", "gạch ngang số 21", lambda sheet: put(sheet, "chi_bo", 21, strike=True)),
    ("covered-cell", "ho", "gộp ô Đơn vị tính với ô Số liệu", covered),
    ("struck-words", "tiep_dan", "gạch ngang “Không có số liệu” ở cột Trạng thái", struck_state),
    ("percent-format", "thu_nhap", "ô mang định dạng phần trăm", lambda sheet: put(sheet, "thu_nhap", 0.382, "0.0%")),
    ("hidden-row", "dat_hien", "ẩn dòng", lambda sheet: hide(sheet, "dat_hien")),
]
ALSO: list[tuple[str, str, str, Callable[[Worksheet], object]]] = [
    (
        "struck-part",
        "dang_vien",
        "trong ô có chữ số bị gạch ngang",
        lambda sheet: rich(sheet, "dang_vien", ("3", STRUCK), ("93", {})),
    ),
    (
        "raised-mark",
        "tiep_dan",
        "số 32 có chú thích ¹ viết nhỏ",
        lambda sheet: rich(sheet, "tiep_dan", ("32", {}), ("1", RAISED)),
    ),
    ("seen-rounded", "thu_nhap", "số 1,4 mang định dạng 0, hiện 1", lambda sheet: put(sheet, "thu_nhap", 1.4, "0")),
    ("unseen-words", "nguoi_ky", "ô chữ mang định dạng ;;;", lambda sheet: put(sheet, "nguoi_ky", 15, ";;;")),
    (
        "date-of-number",
        "ngay_chot",
        "gõ 2019 vào ô có định dạng ngày",
        lambda sheet: put(sheet, "ngay_chot", 2019, "dd/mm/yyyy"),
    ),
    ("date-swap", "ngay_qd", "ô ngày có định dạng m/d/yyyy", lambda sheet: put(sheet, "ngay_qd", MAY, "m/d/yyyy")),
]


def zeros_unseen(book: Workbook) -> None:
    sheet = book[FIGURES]
    sheet.sheet_view.showZeros = False
    for id in ("tiep_dan", "don_to_cao"):
        put(sheet, id, 0)


def hidden(book: Workbook) -> None:
    hide(book[FIGURES], "dan_so", "ho", "chi_bo", "dang_vien", "tiep_dan")


def hidden_column(book: Workbook) -> None:
    book[FIGURES].column_dimensions["E"].hidden = True


def hidden_sheet(book: Workbook) -> None:
    book[DETAIL].sheet_state = "hidden"


def of_1904(book: Workbook) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904


WHOLE: list[tuple[str, str, Callable[[Workbook], None]]] = [
    ("hidden-zeros", "tắt “Show a zero” của trang", zeros_unseen),
    ("hidden-rows", "lọc (Filter) nên năm dòng bị ẩn", hidden),
    ("hidden-column", "ẩn cột Số liệu", hidden_column),
    ("hidden-sheet", "ẩn trang Biểu chi tiết", hidden_sheet),
    ("calendar-1904", "lưu bằng Excel cũ của máy Mac", of_1904),
]


def examples() -> Iterator[Example]:
    books: dict[str, bytes] = {}
    for name, deeds in (("một", DONE), ("hai", ALSO)):
        book = opened()
        for *_, do in deeds:
            do(book[FIGURES])
        books[f"{name}.xlsx"] = saved(book)
    for code, _, change in WHOLE:
        change(book := opened())
        books[f"{code}.xlsx"] = saved(book)
    said = checked(books)
    for name, deeds in (("một", DONE), ("hai", ALSO)):
        for code, field, done, _ in deeds:
            yield drawn(code, done, said[f"{name}.xlsx"], field)
    for code, done, _ in WHOLE:
        yield drawn(code, done, said[f"{code}.xlsx"])
