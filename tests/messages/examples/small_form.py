"""The form the examples are filled into: one field of each kind, three tables; and a return that draws no finding."""

from __future__ import annotations

import datetime as dt
import functools
import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

import tonghop290 as th
from tests.samples.forms import completed
from tonghop290.model import AsTyped, CellRef, Form, Unit
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.plan import FIGURES, Plan, plan_workbook

HEAD = """
[form]
id = "vi-du"
title = "Biểu ví dụ"
version = "2"
levels = "dang"
[period]
first_year = 2009
last_year = 2019
[texts]
workbook_title = "BIỂU SỐ LIỆU VÍ DỤ"
[sections]
chung = { number = "I", title = "SỐ LIỆU" }
[lists.huyen]
label = "Huyện"
entries = ["Hoằng Hóa", "Hậu Lộc"]
[lists.xa]
label = "Xã"
entries = [{ label = "Hoằng Giang", parent = "Hoằng Hóa" }, { label = "Hoa Lộc", parent = "Hậu Lộc" }]
"""
FIELDS = """
[fields.don_vi]
label = "Tên xã, phường, thị trấn"
short = "Đơn vị"
type = "text"
required = true
filled_by = "register"
[fields.nguoi_ky]
label = "Người ký báo cáo"
type = "text"
required = true
[fields.dien_thoai]
label = "Số điện thoại của người lập biểu"
short = "Điện thoại"
type = "text"
[fields.chuc_vu]
label = "Chức vụ của người ký"
type = "choice"
choices = ["BÍ THƯ", "PHÓ BÍ THƯ"]
[fields.ngay_chot]
label = "Số liệu tính đến ngày"
type = "date"
[fields.ngay_qd]
label = "Ngày ra quyết định"
type = "date"
[fields.huong]
label = "Hướng so với trung tâm huyện"
type = "choice"
choices = ["Đông", "Tây", "Nam", "Bắc"]
other_allowed = true
[fields.huyen]
label = "Kết nghĩa với huyện"
type = "choice"
choices = "@huyen"
[fields.xa]
label = "Kết nghĩa với xã"
type = "choice"
choices = "@xa"
depends_on = "huyen"
[fields.dien_tich]
label = "Tổng diện tích tự nhiên"
short = "Diện tích tự nhiên"
type = "decimal"
unit = "ha"
decimals = 2
hard = [10, 100000]
[fields.dan_so]
label = "Dân số năm 2019"
type = "integer"
unit = "người"
required = true
no_data = false
hard = [100, 150000]
usual = [1000, 40000]
[fields.ho]
label = "Tổng số hộ năm 2019"
total = { how = "sum" }
type = "integer"
unit = "hộ"
hard = [20, 40000]
[fields.thu_nhap]
label = "Thu nhập bình quân đầu người năm 2019"
short = "Thu nhập bình quân 2019"
type = "decimal"
unit = "triệu đồng/người/năm"
decimals = 1
hard = [1, 300]
[fields.ty_le_ngheo]
label = "Tỷ lệ hộ nghèo năm 2019"
short = "Tỷ lệ hộ nghèo 2019"
type = "percent"
unit = "%"
decimals = 2
hard = [0, 100]
[fields.dat_hien]
label = "Diện tích đất nhân dân hiến"
short = "Đất hiến"
type = "decimal"
unit = "m²"
decimals = 1
hard = [0, 5000000]
[fields.chi_bo]
label = "Tổng số chi bộ"
type = "integer"
unit = "chi bộ"
hard = [1, 150]
[fields.dang_vien]
label = "Số đảng viên của Đảng bộ"
short = "Đảng viên"
type = "integer"
unit = "đảng viên"
hard = [3, 5000]
[fields.tiep_dan]
label = "Số lượt người được tiếp trong 10 năm"
short = "Tiếp công dân"
type = "integer"
unit = "lượt người"
hard = [0, 100000]
[fields.don_to_cao]
label = "Số đơn tố cáo đã tiếp nhận, xử lý"
short = "Đơn tố cáo"
type = "integer"
unit = "đơn"
hard = [0, 5000]
[fields.mot_nam]
label = "Số đơn tố cáo bình quân một năm"
type = "decimal"
unit = "đơn"
decimals = 2
formula = "don_to_cao / 10"
[fields.nhan_xet]
label = "Nhận xét chung"
type = "long text"
[tables.giam_sat]
label = "Số cuộc giám sát theo tổ chức"
sheet = "detail"
rows = [
  { id = "mttq", code = "GS1", label = "Mặt trận Tổ quốc" },
  { id = "phu_nu", code = "GS2", label = "Hội Phụ nữ" },
]
[tables.giam_sat.columns]
nam_2018 = { label = "Năm 2018", type = "integer", unit = "cuộc" }
nam_2019 = { label = "Năm 2019", type = "integer", unit = "cuộc" }
[tables.mo_hinh]
label = "Các mô hình, cách làm hay"
sheet = "detail"
blank_rows = 4
[tables.mo_hinh.columns]
ten = { label = "Tên mô hình", type = "text", required = true }
don_vi = { label = "Đơn vị thực hiện", type = "text" }
[tables.kien_nghi]
label = "Kiến nghị, đề xuất"
sheet = "words"
blank_rows = 3
[tables.kien_nghi.columns]
noi_dung = { label = "Nội dung", type = "text" }
[tables.kho_khan]
label = "Khó khăn"
sheet = "words"
blank_rows = 2
[tables.kho_khan.columns]
noi_dung = { label = "Nội dung", type = "text" }
[rules.R1]
label = "Mỗi chi bộ có ít nhất 3 đảng viên"
test = "dang_vien >= 3 * chi_bo"
message = "{chi_bo} chi bộ mà chỉ có {dang_vien} đảng viên."
severity = "error"
at = ["chi_bo", "dang_vien"]
fix = "Đề nghị kiểm tra lại hai số này."
"""
GOOD: dict[str, Any] = {
    "nguoi_ky": "Nguyễn Văn A",
    "dien_thoai": "0912345678",
    "chuc_vu": "BÍ THƯ",
    "ngay_chot": dt.date(2019, 12, 31),
    "ngay_qd": dt.date(2010, 6, 25),
    "huong": "Bắc",
    "huyen": "Hậu Lộc",
    "xa": "Hoa Lộc",
    "dien_tich": 1442.75,
    "dan_so": 10661,
    "ho": 2579,
    "thu_nhap": 38.2,
    "ty_le_ngheo": 3.99,
    "dat_hien": 1655.5,
    "chi_bo": 21,
    "dang_vien": 393,
    "tiep_dan": 512,
    "don_to_cao": 4,
    "nhan_xet": "Phong trào phát triển đều.",
}
TABLES: dict[str, list[dict[str, Any]]] = {
    "giam_sat": [{"row": "mttq", "nam_2018": 4, "nam_2019": 3}, {"row": "phu_nu", "nam_2018": 2, "nam_2019": 5}],
    "mo_hinh": [{"ten": "Hố rác gia đình", "don_vi": "Hội Phụ nữ"}],
    "kien_nghi": [{"noi_dung": "Tăng kinh phí hoạt động."}],
}
UNIT = Unit(code="15877", name="Hoằng Xuân", type="xã", parent="Huyện Hoằng Hóa")
OTHER = Unit(code="15880", name="Hoằng Giang", type="xã", parent="Huyện Hoằng Hóa")
UNITS = {unit.code: unit for unit in (UNIT, OTHER)}


def form_of(*changes: tuple[str, str]) -> Form:
    """The form, or an edition of it with these texts exchanged."""
    definition = HEAD + completed(FIELDS)
    for old, new in changes:
        assert old in definition, old
        definition = definition.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "form.toml").write_text(definition, encoding="utf-8")
        return th.load_form(folder)


@functools.cache
def the_form() -> Form:
    return form_of()


@functools.cache
def the_plan() -> Plan:
    return plan_workbook(the_form())


def issued(data: bytes | None = None) -> IssuedWorkbook:
    """The good return, or another one, to be typed into."""
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / "a.xlsx").write_bytes(data or good())
        return IssuedWorkbook(path)


@functools.cache
def good() -> bytes:
    return returned()


@functools.cache
def good_book() -> RawBook:
    """The good return, as the reader stores it."""
    return read_book(good())


def returned(form: Form | None = None, *, unit: Unit | None = UNIT, **values: Any) -> bytes:
    """A whole return; what is named is typed instead."""
    form = form or the_form()
    typed = {id: AsTyped(value) if isinstance(value, str) else value for id, value in (GOOD | values).items()}
    known = {id: value for id, value in typed.items() if id in form.fields}
    stream = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        made = write_blank(form, Path(folder) / "a.xlsx", unit=unit, filling=Filling(values=known, tables=TABLES))
        stream.write(made.read_bytes())
    return stream.getvalue()


def place(id: str) -> CellRef:
    """The cell of a field."""
    return the_plan().fields[id].value


def beside(id: str, column: str) -> CellRef:
    """The cell in another column of a field's row: C its label, D its unit, F its state, G its note."""
    return CellRef(FIGURES, the_plan().fields[id].row, ord(column) - 64)


def opened() -> Workbook:
    """The good return, opened as a program opens it."""
    return openpyxl.load_workbook(io.BytesIO(good()), rich_text=True)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
