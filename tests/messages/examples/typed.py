"""What is typed into a cell, or stored there by a program."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tonghop290 as th
from tests.messages.examples.example import Example, drawn
from tests.messages.examples.small_form import beside, issued, place, the_form, the_plan
from tonghop290.model import CellRef
from tonghop290.workbook.issue.fill import StoredCell

ERROR, FALSE = StoredCell('t="e"', "<v>#DIV/0!</v>"), StoredCell('t="b"', "<v>1</v>")


MAY = dt.date(2010, 5, 6)


def formula(text: str, result: str = "") -> StoredCell:
    return StoredCell("", f"<f>{text}</f>" + (f"<v>{result}</v>" if result else ""))


# code, field, what its cell holds, and what was done where that is not just what was typed
CELLS: list[tuple[str, str, Any, str]] = [
    ("required", "dan_so", None, "để trống ô bắt buộc"),
    ("required-text", "nguoi_ky", None, "để trống ô chữ bắt buộc"),
    ("not-a-number", "dan_so", "mười nghìn", ""),
    ("not-whole", "dan_so", 10661.5, "ghi số lẻ ở chỉ tiêu đếm người: 10661,5"),
    ("ambiguous-number", "dat_hien", "5.875", ""),
    ("bound-word", "tiep_dan", "trên 500", ""),
    ("pair", "chi_bo", "15 chi bộ và 4 tổ", ""),
    ("unit-refused", "dien_tich", "29 sào", ""),
    ("unit-mismatch", "dan_so", "2579 hộ", ""),
    ("date-in-number", "ho", "31/12/2019", ""),
    ("percent-fraction", "ty_le_ngheo", 0.0399, "ghi 0,0399 (ý nói 3,99%)"),
    ("bool-cell", "chi_bo", FALSE, "trong ô là TRUE"),
    ("error-cell", "thu_nhap", ERROR, "công thức trong ô báo lỗi #DIV/0!"),
    ("uncalculated", "tiep_dan", formula("SUM(A1:A3)"), "công thức chưa được tính (tệp do chương trình khác ghi)"),
    ("not-a-date", "ngay_qd", "mùa hè 2010", ""),
    ("month-only", "ngay_qd", "6/2010", ""),
    ("ambiguous-date", "ngay_qd", "250210", ""),
    ("not-a-choice", "chuc_vu", "Chủ tịch", ""),
    ("text-too-long", "nhan_xet", "Phong trào phát triển. " * 250, "dán cả báo cáo vào một ô (5.750 ký tự)"),
    ("misconverted-text", "nhan_xet", "Phong trÃ o phÃ¡t triá»ƒn Ä‘á»\u0081u", ""),
    ("read-as", "dan_so", "10.661 người", ""),
    ("read-formula", "dan_so", formula("10000+661", "10661"), "gõ =10000+661"),
    ("read-link", "ho", formula("[1]Sheet1!$A$1", "2579"), "công thức lấy số từ tệp khác: ='[dan so.xlsx]Sheet1'!A1"),
    ("other-choice", "huong", "Tây Bắc", ""),
    ("legacy-text", "nhan_xet", "Phong trµo ph¸t triÓn ®Òu", "gõ bằng phông TCVN3: “Phong trµo ph¸t triÓn ®Òu”"),
    ("number-misread", "dat_hien", 1.655, "gõ 1.655 trên máy dùng dấu chấm thập phân"),
    ("many-decimals", "thu_nhap", 38.257, "ghi 38,257"),
    ("read-by-range", "thu_nhap", "5.875", ""),
    ("counted-less", "dang_vien", "120 đảng viên nữ", ""),
    ("error-in-words", "nhan_xet", "Có #REF! mô hình hoạt động tốt.", ""),
    ("digits-lost", "dien_thoai", "9.12E+08", ""),
    ("day-in-words", "nguoi_ky", StoredCell('t="d"', "<v>2026-06-15</v>"), "gõ 15/6 vào ô chữ, máy đổi thành ngày"),
    ("number-as-words", "nguoi_ky", 12.345, "ghi số 12,345 vào ô chữ"),
    ("phone-odd", "dien_thoai", 12345678, "ghi 12345678"),
    ("picture-in-cell", "nguoi_ky", '=DISPIMG("ID_1",1)', "dán ảnh chữ ký vào ô (WPS)"),
    ("formula-text", "nguoi_ky", "=VLOOKUP(A2,Sheet2!A:B,2,0)", ""),
    ("look-alike-letters", "nguoi_ky", "Nguyễn Văn Сường", "gõ “Nguyễn Văn Сường” (chữ С của bộ gõ tiếng Nga)"),
    (
        "read-web",
        "dan_so",
        formula('IFERROR(__xludf.DUMMYFUNCTION("IMPORTRANGE(""x"",""A1"")"),10661)', "10661"),
        "công thức IMPORTRANGE của Google Trang tính",
    ),
    ("below-range", "dan_so", 10, "ghi 10"),
    ("above-range", "dan_so", 10661000, "ghi 10661000"),
    ("unusual-low", "dan_so", 650, "ghi 650"),
    ("unusual-high", "dan_so", 66100, "ghi 66100"),
    ("rule-R1", "chi_bo", 140, "ghi 140 chi bộ và 393 đảng viên"),
    ("typed-over", "mot_nam", 70, "ghi 70 đè lên ô tự tính"),
    ("choice-apart", "xa", "Hoằng Giang", "chọn huyện Hậu Lộc và xã Hoằng Giang"),
    ("broken-cell", "chi_bo", StoredCell("", "<v>1,2</v>"), "trong ô là số hỏng “1,2” (chương trình khác ghi)"),
    ("form-word-typed", "nguoi_ky", "M21-hết", "trong ô trả lời là chữ in sẵn “M21-hết” của một bảng"),
]
# code, field, column, what the cell beside the value holds, what the value holds, what was done
BESIDE: list[tuple[str, str, str, str, Any, str]] = [
    ("state-unknown", "tiep_dan", "F", "đang rà soát", 512, "cột Trạng thái ghi “đang rà soát”"),
    ("state-not-allowed", "tiep_dan", "F", "Không áp dụng", None, "cột Trạng thái ghi “Không áp dụng”"),
    (
        "no-data-not-allowed",
        "dan_so",
        "F",
        "Không có số liệu",
        None,
        "cột Trạng thái của Dân số chọn “Không có số liệu”",
    ),
    ("state-conflict", "ho", "F", "Không có số liệu", 2579, "có số 2579 mà vẫn chọn “Không có số liệu”"),
    ("note-number", "dien_tich", "G", "số đúng là 1.542,75", 1442.75, "cột Ghi chú ghi “số đúng là 1.542,75”"),
    ("note-unit", "dat_hien", "G", "tính bằng ha", 1500, "cột Ghi chú ghi “tính bằng ha”"),
    ("note-year", "thu_nhap", "G", "Số liệu năm 2018", 38.2, "cột Ghi chú ghi “Số liệu năm 2018”"),
]


def examples() -> Iterator[Example]:
    """Of single cells: so many in one return as have fields of their own."""
    sheets: list[dict[CellRef, Any]] = []
    wanted: list[tuple[str, str, str, int]] = []

    def put(code: str, field: str, done: str, cells: dict[CellRef, Any]) -> None:
        rows = {cell.row for cell in cells}
        free = [number for number, sheet in enumerate(sheets) if rows.isdisjoint(cell.row for cell in sheet)]
        if not free:
            sheets.append({})
        number = free[0] if free else len(sheets) - 1
        sheets[number].update(cells)
        wanted.append((code, field, done, number))

    for code, field, value, done in CELLS:
        put(code, field, done or f"gõ “{value}”", {place(field): value})
    done = "gõ 31/12/2019 và 5/6/2010 trên máy viết tháng trước ngày"
    put("dates-month-first", "ngay_chot", done, {place("ngay_chot"): "31/12/2019", place("ngay_qd"): MAY})
    for code, field, column, text, value, done in BESIDE:
        put(code, field, done, {place(field): value, beside(field, column): text})
    with tempfile.TemporaryDirectory() as folder:
        blank = issued()
        paths = [blank.fill(Path(folder) / f"{number}.xlsx", cells) for number, cells in enumerate(sheets)]
        report = th.check(paths, the_form(), compare=False)
        said = [file.findings for file in report.files]
    for code, field, done, number in wanted:
        yield drawn(code, done, said[number], field)
    yield from of_tables()


def of_tables() -> Iterator[Example]:
    models, asked = the_plan().tables["mo_hinh"], the_plan().tables["kien_nghi"]
    cells = {
        models.cell(2, "don_vi"): "Đoàn xã",
        asked.cell(2, "noi_dung"): "- tăng cường tập huấn",
    }
    with tempfile.TemporaryDirectory() as folder:
        [file] = th.check([issued().fill(Path(folder) / "a.xlsx", cells)], the_form()).files
    yield drawn("row-incomplete", "dòng của bảng có đơn vị thực hiện mà chưa có tên mô hình", file.findings)
    yield drawn("tidied-text", "gõ “- tăng cường tập huấn”", file.findings)
