"""Lists of units as offices have them: any code, any separator, any heading, a workbook."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

import tonghop290 as th
from tonghop290.forms.units import read_units
from tonghop290.model import FormError, Unit

UNITS = [
    Unit(code="00461", name="Hoằng Xuân", type="xã", parent="Huyện Hoằng Hóa", email="hx@vd.vn", phone="0912345678",
         contact="Lê Bá Đạt"),
    Unit(code="02462", name="Bút Sơn", type="thị trấn", parent="Huyện Hoằng Hóa"),
]  # fmt: skip
PLAIN = (
    "Mã,Tên,Loại,Trực thuộc,Email,Điện thoại,Người phụ trách\n"
    "00461,Hoằng Xuân,xã,Huyện Hoằng Hóa,hx@vd.vn,0912345678,Lê Bá Đạt\n02462,Bút Sơn,thị trấn,Huyện Hoằng Hóa,,,\n"
)
TITLED = (
    "UBND HUYỆN HOẰNG HÓA;;;;;;;\nDANH SÁCH XÃ, THỊ TRẤN;;;;;;;\n;;;;;;;\n"
    "STT;Quận/Huyện;Tên xã, phường, thị trấn;Mã xã;Số ĐT;Thư điện tử;Cán bộ đầu mối;Ghi chú\n"
    "1;Huyện Hoằng Hóa;Xã Hoằng Xuân;00461;0912345678;hx@vd.vn;Lê Bá Đạt;\n"
    "2;Huyện Hoằng Hóa;Thị trấn Bút Sơn;02462;;;;ở huyện lỵ\nTổng cộng: 2;;;;;;;\n"
)


def in_1258(text: str) -> bytes:
    """As Windows wrote Vietnamese before Unicode: the vowel with its hat, then its tone by itself."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        hat = "".join(part for part in parts if part not in tones)
        out += unicodedata.normalize("NFC", hat) + "".join(part for part in parts if part in tones)
    return out.encode("cp1258")


@pytest.mark.parametrize("text", [PLAIN, TITLED, PLAIN.replace(",", "\t")], ids=["comma", "titled", "tab"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1258"])
def test_a_list_is_read_in_any_code_and_under_any_heading(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "danh sách.csv"
    path.write_bytes(in_1258(text) if code == "windows-1258" else text.encode(code))
    assert list(th.load_units(path).values()) == UNITS


@pytest.mark.parametrize(
    ("typed", "code"),
    [("'00015", "00015"), ('"=""15877"""', "15877"), ("15 877", "15877"), ("15877.0", "15877"), ("1.5877E+04", "15877"),
     ("TH 01", "TH 01"), ("12.05", "12.05")],
)  # fmt: skip
def test_a_code_is_what_it_was_before_a_program_dressed_it(typed: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"code,name\n{typed},Hoằng Xuân\n", encoding="utf-8")
    assert list(th.load_units(path)) == [code]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("xa", "xã"), ("Xã", "xã"), ("TT.", "thị trấn"), ("thi tran", "thị trấn"), ("P", "phường"), ("dac khu", "đặc khu"),
     ("trường", "trường"), ("", "xã")],
)  # fmt: skip
def test_a_kind_without_its_marks_is_the_kind(typed: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"code,name,type\n1,Hoằng Xuân,{typed}\n", encoding="utf-8")
    assert [unit.type for unit in th.load_units(path).values()] == [kind]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2.6E+04,Hoằng Xuân", "dòng 2: mã '2.6E+04' đã bị Excel rút gọn; đề nghị ghi lại đủ các chữ số"),
        ("1,Hoáº±ng XuÃ¢n", "dòng 2: tên “Hoáº±ng XuÃ¢n” sai bảng mã; đề nghị mở tệp gốc bằng Excel rồi lưu kiểu "
         "“Excel Workbook (.xlsx)” hoặc “CSV UTF-8”"),
    ],
)  # fmt: skip
def test_what_a_program_has_spoilt_is_told(row: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"code,name\n{row}\n", encoding="utf-8")
    with pytest.raises(FormError) as caught:
        th.load_units(path)
    assert caught.value.faults == (fault,)


def test_a_list_in_an_old_font_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("code,name\n1,Hoằng Xuân\n2,Bút Sơn\n".translate(str.maketrans("ằâúơ", "»©ó¬")).encode("latin-1"))
    assert [unit.name for unit in th.load_units(path).values()] == ["Hoằng Xuân", "Bút Sơn"]


def book(rows: list[list[object]], *merged: str, sheet: str = "Sheet1") -> bytes:
    made = openpyxl.Workbook()
    made.worksheets[0].title = "Ghi chú"
    made.worksheets[0].append(["Danh sách ở trang sau"])
    page = made.create_sheet(sheet)
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HEAD = ["STT", "Huyện", "Tên xã", "Mã xã", "Liên hệ", None, None]
ROWS = [
    ["DANH SÁCH"], HEAD, [None, None, None, None, "Họ tên", "Điện thoại", "Email"],
    [1, "Huyện Hoằng Hóa", "Xã Hoằng Xuân", "00461", "Lê Bá Đạt", 912345678, "hx@vd.vn"],
    [2, None, "Thị trấn Bút Sơn", "02462"],
]  # fmt: skip


def test_a_workbook_with_merged_cells_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(ROWS, "A1:G1", "E2:G2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "B4:B5"))
    found = read_units(path)
    assert list(found.units.values()) == UNITS
    assert found.notes == (
        "trang “Sheet1”, ô F4: số điện thoại 912345678 đã mất số 0 ở đầu, hiểu là 0912345678; đề nghị định dạng cột là "
        "Text rồi ghi lại đủ số 0",
    )


def test_a_list_without_codes_goes_by_its_running_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book([["TT", "Đơn vị"], [1, "Xã A"], [2, "Xã B"], ["Cộng", "2 xã"]]))
    found = read_units(path)
    assert [(unit.code, unit.title) for unit in found.units.values()] == [("1", "Xã A"), ("2", "Xã B")]
    assert found.notes == ("trang “Sheet1”, dòng 1: không có cột mã đơn vị; số thứ tự được dùng làm mã",)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["Mã", "Tên"], [1, "A"], [1, "B"]], "trang “Sheet1”, ô A3: mã '1' đã có ở ô A2 (Xã A); mỗi đơn vị một mã"),
        ([["Mã", "Tên", "Emial"], [1, "A", "a@b.vn"]], "trang “Sheet1”, ô C1: không có cột 'Emial'; ý đồng chí là "
         "'Email'?"),
        ([["Tên", "Email"], ["A", ""]], "trang “Sheet1”, dòng 1: còn thiếu cột 'Mã'"),
        ([["Mã", "Tên"]], "chưa có đơn vị nào"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_workbook_is_told_by_its_cell(
    rows: list[list[object]], fault: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(rows))
    with pytest.raises(FormError) as caught:
        th.load_units(path)
    assert caught.value.faults == (fault,)


def test_what_is_no_list_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(FormError, match="không phải là danh sách .csv hay .xlsx; đề nghị mở bằng Excel rồi lưu kiểu"):
        th.load_units(path)
