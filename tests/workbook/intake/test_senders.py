"""Who sent a return: several witnesses, one answer, and a finding where they disagree."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.raw_books import Desk
from tonghop290.model import Cell, CellRef, Form, Unit
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.workbook.intake.sender import hidden_identity, identify_unit, typed_name
from tonghop290.workbook.intake.unit_names import Register
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import HIDDEN

UNITS = {
    unit.code: unit
    for unit in (
        a_unit(),
        a_unit("15880", "Hoằng Giang"),
        a_unit("00042", "Hoà Bình"),
        a_unit("15883", "Bút Sơn", "thị trấn"),
        a_unit("15890", "Tân Tiến"),
        a_unit("15891", "Tân Tiến", "thị trấn"),
        a_unit("15895", "An", "phường"),
        a_unit("15896", "Kim"),
    )
}
AT = CellRef("Số liệu", 7, 5)


@cache
def form() -> Form:
    return th.load_form("qd290-10-nam")


@cache
def register() -> Register:
    return Register(UNITS)


# What the hidden sheet, the name field and the file name say → whose it is, and what is said about it.
@pytest.mark.parametrize(
    ("code", "hidden_name", "name", "file", "unit", "said"),
    [
        ("15877", "Xã Hoằng Xuân", "Xã Hoằng Xuân", "a.xlsx", "15877", []),
        ("15877", "Xã Hoằng Xuân", "hoằng  xuân", "15877 Xã Hoằng Xuân.xlsx", "15877", []),
        ("15877", "Xã Hoằng Xuân", "UBND xã Hoang Xuan", "a.xlsx", "15877", []),
        ("15877", "Xã Hoằng Xuân", "", "a.xlsx", "15877", []),
        ("42", "", "", "a.xlsx", "00042", []),  # 42.0 in the hidden sheet
        ("", "", "Xã Hoà Bình", "a.xlsx", "00042", []),
        ("", "", "xã Hòa Bình", "a.xlsx", "00042", []),  # the tone mark's place
        ("", "", "xa\u0303 Ho\u0061\u0300 Bi\u0300nh", "a.xlsx", "00042", []),  # NFD
        ("", "", "Đảng uỷ xã Hoằng Giang, huyện Hoằng Hóa", "a.xlsx", "15880", []),
        ("", "", "TT. Bút Sơn - Hoằng Hóa", "a.xlsx", "15883", []),
        ("", "", "Thị trấn Tân Tiến", "a.xlsx", "15891", []),
        ("", "", "Tân Tiến", "a.xlsx", None, ["unit-unknown"]),  # two of that name
        ("", "", "Xã Không Có", "Hoằng Giang.xlsx", None, ["unit-unknown"]),  # a name is not overruled by a file's
        ("", "", "", "Bao cao Hoang Giang (1).xlsx", "15880", []),
        ("", "", "", "bc_15880_lan2.xlsx", "15880", []),
        ("", "", "", "báo cáo an toàn.xlsx", None, ["unit-missing"]),  # "An" is no commune here
        ("", "", "", "phường An.xlsx", "15895", []),
        (
            "15877",
            "Xã Hoằng Xuân",
            "Xã Hoằng Giang",
            "a.xlsx",
            None,
            ["unit-disagrees"],
        ),  # the neighbour's form, filled in
        ("15877", "Xã Hoằng Xuân", "Xã Lạ", "a.xlsx", None, ["unit-disagrees"]),
        (
            "15880",
            "Xã Hoằng Giang",
            "Xã Hoằng Giang",
            "Hoằng Xuân.xlsx",
            "15880",
            ["unit-file-name"],
        ),  # the neighbour's file, sent on
        ("99999", "Xã Hoằng Xuân", "Xã Hoằng Xuân", "a.xlsx", "15877", ["unit-code"]),  # codes changed since
        ("99999", "Xã Nơi Khác", "Xã Hoằng Xuân", "a.xlsx", None, ["unit-disagrees"]),
        ("99999", "Xã Nơi Khác", "Xã Nơi Khác", "a.xlsx", None, ["unit-unknown"]),
        ("99999", "", "Xã Hoằng Xuân", "a.xlsx", "15877", ["unit-code"]),
    ],
)
def test_witnesses_agree_or_it_is_said(
    code: str, hidden_name: str, name: str, file: str, unit: str | None, said: list[str]
) -> None:
    found = identify_unit({"unit": code, "unit_name": hidden_name}, name, AT, f"nhan_ve/{file}", register())
    assert (found.unit.code if found.unit else None, [one.code for one in found.findings]) == (unit, said)


@pytest.mark.parametrize(
    ("code", "hidden_name", "name", "unit"),
    [
        ("15877", "Xã Hoằng Xuân", "hoang xuan", Unit(code="15877", name="Hoằng Xuân")),
        ("", "", "UBND phường An", Unit(code="", name="An", type="phường")),
        ("15877", "", "", Unit(code="15877", name="15877")),
        ("", "", "", None),
        ("15877", "Xã Hoằng Xuân", "Xã Hoằng Giang", None),
    ],
)
def test_without_a_register_the_form_itself_is_believed(
    code: str, hidden_name: str, name: str, unit: Unit | None
) -> None:
    assert identify_unit({"unit": code, "unit_name": hidden_name}, name, AT, "a.xlsx", None).unit == unit


NAMES = {
    unit.code: unit
    for unit in (
        a_unit(),
        a_unit("15880", "Hoằng Giang"),
        a_unit("15878", "Hoằng Xuân Đông"),
        a_unit("15865", "Bút Sơn", "thị trấn"),
        a_unit("15902", "Tân Tiến"),
        a_unit("15903", "Tân Tiến", "thị trấn"),
        Unit(code="16001", name="Ba Đình", type="phường", parent="Thị xã Bỉm Sơn"),
        Unit(code="16002", name="Nga Tân", type="xã", parent="Huyện Nga Sơn"),
        Unit(code="16003", name="Tân Tiến", type="xã", parent="Huyện Nga Sơn"),
        Unit(code="16004", name="1", type="phường", parent="Quận 3"),
        Unit(code="16005", name="Ea H'leo", type="xã", parent="Huyện Ea H'leo"),
        Unit(code="16008", name="Nguyễn Trãi", type="phường", parent="Thành phố Hà Giang"),
        Unit(code="16009", name="Nguyễn Trãi", type="phường", parent="Thị xã Mẫu"),
        Unit(code="16006", name="Tam Quan", type="xã", parent="Tỉnh Mẫu"),
        Unit(code="16007", name="Tâm Quán", type="xã", parent="Tỉnh Mẫu"),
    )
}


# What a person writes for a unit → whose it is; None: asked, never another's.
@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("ĐẢNG UỶ XÃ HOẰNG XUÂN - HUYỆN HOẰNG HOÁ", "15877"),
        ("ĐẢNG UỶ XÃ HOẰNG XUÂN-HUYỆN HOẰNG HOÁ", "15877"),
        ("X. Hoằng Xuân", "15877"),
        ("X.Hoằng Xuân", "15877"),
        ("BCH Đảng bộ xã Hoằng Xuân", "15877"),
        ("Ban Chấp hành Đảng bộ xã Hoằng Xuân khoá 25", "15877"),
        ("Ủy ban MTTQ Việt Nam xã Hoằng Xuân", "15877"),
        ("Thường trực HĐND xã Hoằng Xuân", "15877"),
        ("TT Đảng uỷ xã Hoằng Xuân (Hoằng Hóa)", "15877"),
        ("Trạm y tế xã Hoằng Xuân", "15877"),
        ("Đảng uỷ Hoằng Xuân", "15877"),
        ("Huyện Hoằng Hóa – xã Hoằng Xuân", "15877"),
        ("xã Hoằng Xuân, H. Hoằng Hóa, T. Thanh Hóa", "15877"),
        ("Đảng bộ xã Hoằng Xuân năm 2019", "15877"),
        ("Hoang Xuan - Hoang Hoa", "15877"),
        ("hoang xuan hoang hoa", "15877"),
        ("XA HOANG XUAN", "15877"),
        ("Хã Нoằng Хuân", "15877"),  # Cyrillic letters among them
        ("xã Hoang Xuan", "15877"),
        ("Xã Hoằng Xuân Đông", "15878"),
        ("Hoang Xuan Dong", "15878"),
        ("TT. Bút Sơn", "15865"),
        ("T.T Bút Sơn", "15865"),
        ("TT But Son, Hoang Hoa", "15865"),
        ("P. Ba Đình", "16001"),
        ("Phường Ba Đình, TX. Bỉm Sơn", "16001"),
        ("Đảng uỷ phường Ba Đình, thị xã Bỉm Sơn, tỉnh Thanh Hóa", "16001"),
        ("P.1", "16004"),
        ("P1 Q3", "16004"),
        ("Phường 01, Quận 3", "16004"),
        ("Xã Ea H’Leo", "16005"),
        ("xã Ea H' leo, huyện Ea H'leo", "16005"),
        ("Thị trấn Tân Tiến", "15903"),
        ("Xã Tân Tiến, huyện Nga Sơn", "16003"),
        ("Tân Tiến (Nga Sơn)", "16003"),
        ("xã Tam Quan", "16006"),
        ("Phường Nguyễn Trãi, thành phố Hà Giang, tỉnh Hà Giang", "16008"),
        # asked
        ("Phường Nguyễn Trãi, tỉnh Hà Giang", None),
        ("Xã Tân Tiến", None),
        ("Tân Tiến", None),
        ("Xã Hoằng Xuân 2", None),
        ("Xã Hoằng Xuân Tây", None),
        ("Xã Hoàng Xuân", None),
        ("Xã Ba Đình", None),
        ("Xã Hoằng Xuân, huyện Nga Sơn", None),
        ("Hoằng Xuân - Nga Sơn", None),
        ("Xã Hoằng Xuân, huyện Nơi Khác", None),
        ("Xã Hoằng Xuân và xã Hoằng Giang", None),
        ("Đảng bộ xã Hoằng Xuân gửi xã Hoằng Giang", None),
        ("Phường Ba Đình, quận Ba Đình", None),
        ("Đảng bộ Hoằng Xuân mới", "15877"),
        ("giáp Hoằng Xuân", None),
        ("Phường 11", None),
        ("xa tam quan", None),
    ],
)
def test_a_unit_is_known_by_whatever_name_or_asked(written: str, unit: str | None) -> None:
    found = Register(NAMES).by_name(written)
    assert (found.code if found else None) == unit


@pytest.mark.parametrize(
    ("file", "unit", "against"),
    [
        ("Thi tran But Son.pdf", "15865", "15865"),
        ("thị trấn Bút Sơn.pdf", "15865", "15865"),
        ("15865.pdf", "15865", "15865"),
        ("bc_15877_lan2.xlsx", "15877", None),
        ("15877 Xã Hoằng Xuân - lần 1.xlsx", "15877", None),
        ("15877 Xã Hoằng Giang.xlsx", None, "15880"),  # its code and its name are two units
        ("Hoằng Xuân gửi Hoằng Giang.xlsx", None, None),
        ("HoangXuan.xlsx", None, None),
        ("bieu so lieu Hoang Hoa.xlsx", None, None),
        ("huyện Nga Sơn - xã Tân Tiến.xlsx", "16003", "16003"),
        ("Xa Tan Tien.xlsx", None, "15902"),
        ("bieu moi.xlsx", None, None),
        ("Phường 1.xlsx", "16004", "16004"),
        ("bieu 1.xlsx", None, None),
        ("Hoang Xuan 2.xlsx", "15877", None),
        ("Hoàng Xuân.xlsx", None, None),
        ("Ea H'leo.xlsx", None, None),  # the district is called so too
    ],
)
def test_a_files_name_speaks_of_units(file: str, unit: str | None, against: str | None) -> None:
    """``against``: of which other unit it speaks, where the workbook is of 15877."""
    claim = Register(NAMES).in_file_name(f"nhan_ve/{file}")
    other = claim.against(NAMES["15877"])
    assert (claim.unit.code if claim.unit else None, other.code if other else None) == (unit, against)


def test_a_list_that_lost_its_zeros_is_said_once_and_loses_no_return() -> None:
    """``don_vi.csv`` opened and saved in Excel after the forms went out: 00042 became 42."""
    units = {"42": a_unit("42", "Hoà Bình"), "15880": UNITS["15880"]}
    found = identify_unit({"unit": "00042", "unit_name": "Xã Hoà Bình"}, "Xã Hoà Bình", AT, "a.xlsx", Register(units))
    assert found.unit == units["42"]
    assert [(one.severity, str(one)) for one in found.findings] == [
        (
            "note",
            "Danh sách đơn vị ghi mã 42 cho Xã Hoà Bình, biểu ghi 00042: danh sách đã mất các số 0 ở đầu mã (thường do "
            "mở và lưu bằng Excel). Biểu vẫn được tính cho Xã Hoà Bình.",
        )
    ]


def test_a_name_in_an_old_font_is_read() -> None:
    cell = Cell(ref=AT, kind="text", text="X· Ho»ng Xu©n", look=Look(font=".VnTime"))
    assert typed_name(cell) == "Xã Hoằng Xuân"


@cache
def filled() -> RawBook:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return read_book(
            write_blank(
                form(),
                Path(folder) / "a.xlsx",
                unit=UNITS["00042"],
                filling=Filling(values={**FULL, "don_vi": "Xã Hoà Bình"}),
            ).read_bytes()
        )


@pytest.mark.parametrize(
    ("kind", "text", "unit"),
    [("s", "00042", "00042"), ("n", "42.0", "42"), ("n", "4.2E1", "42"), ("s", " 00042\u200b", "00042")],
)
def test_the_hidden_sheet_is_found_hidden_shown_or_renamed(kind: str, text: str, unit: str) -> None:
    desk = Desk.of(filled())
    page = desk.page(HIDDEN)
    desk.rename(page, "Sheet7")
    page.state = "visible"
    page.put(3, 2, text, kind)
    desk.pages.reverse()
    assert hidden_identity(desk.book())["unit"] == unit
    desk.delete_page(page)
    assert hidden_identity(desk.book()) == {}


def returned(folder: Path, name: str, unit: Unit | None, *, modified: int, **changed: object) -> Path:
    path = write_blank(
        form(),
        folder / name,
        unit=unit,
        filling=Filling(values={**FULL, "don_vi": unit.title if unit else "Xã Hoằng Xuân", **changed}),
    )
    os.utime(path, (modified, modified))
    return path


def test_of_several_returns_of_a_unit_the_newest_counts_and_copies_are_told_apart(tmp_path: Path) -> None:
    first = returned(tmp_path, "a.xlsx", UNITS["15877"], modified=1000)
    returned(tmp_path, "b.xlsx", UNITS["15877"], modified=3000, dan_so=10662)
    (tmp_path / "c (1).xlsx").write_bytes((tmp_path / "b.xlsx").read_bytes())
    os.utime(tmp_path / "c (1).xlsx", (2000, 2000))
    returned(tmp_path, "d.xlsx", UNITS["15880"], modified=500)
    report = th.check([tmp_path], form(), units=UNITS, compare=False)
    assert [Path(path).name for path in report.current] == ["b.xlsx", "d.xlsx"]
    assert {Path(file.path).name: [one.code for one in file.findings] for file in report.files} == {
        "a.xlsx": ["unit-twice"],
        "b.xlsx": [],
        "c (1).xlsx": ["unit-same-file"],
        "d.xlsx": [],
    }
    assert [unit.code for unit in report.missing_units] == ["00042", "15883", "15890", "15891", "15895", "15896"]
    assert first.exists()


def test_a_neighbours_file_under_ones_own_name_counts_once_and_is_said(tmp_path: Path) -> None:
    returned(tmp_path, "Hoằng Giang.xlsx", UNITS["15880"], modified=1000)
    (tmp_path / "Hoằng Xuân.xlsx").write_bytes((tmp_path / "Hoằng Giang.xlsx").read_bytes())
    os.utime(tmp_path / "Hoằng Xuân.xlsx", (900, 900))
    report = th.check([tmp_path], form(), units=UNITS, compare=False)
    assert [Path(path).name for path in report.current] == ["Hoằng Giang.xlsx"]
    assert {Path(file.path).name: sorted(one.code for one in file.findings) for file in report.files} == {
        "Hoằng Giang.xlsx": [],
        "Hoằng Xuân.xlsx": ["unit-file-name", "unit-same-file"],
    }


def test_a_blank_form_another_form_and_another_version(tmp_path: Path) -> None:
    write_blank(form(), tmp_path / "1 trống.xlsx", unit=UNITS["15877"])
    for number, (key, value) in enumerate((("form", "bieu-khac"), ("version", "0.9")), 2):
        import openpyxl

        path = returned(tmp_path, f"{number} {key}.xlsx", UNITS["15880"], modified=1000)
        book = openpyxl.load_workbook(path)
        row = next(row for row in range(1, 9) if book[HIDDEN].cell(row, 1).value == key)
        book[HIDDEN].cell(row, 2).value = value
        book.save(path)
        book.close()
    report = th.check([tmp_path], form(), units=UNITS, compare=False)
    assert {
        Path(file.path).name: (file.status, [str(one) for one in file.findings if one.severity != "note"])
        for file in report.files
    } == {
        "1 trống.xlsx": (
            "errors",
            [
                (
                    "Biểu chưa được điền: không ô số liệu nào có nội dung. "
                    "Đề nghị điền biểu rồi gửi lại (có thể đã gửi nhầm tệp trống)."
                )
            ],
        ),
        "2 form.xlsx": (
            "unreadable",
            ["Đây là biểu mẫu khác (bieu-khac), không phải qd290-10-nam. Đề nghị gửi đúng biểu mẫu của đợt này."],
        ),
        "3 version.xlsx": (
            "warnings",
            ["Biểu mẫu là phiên bản 0.9, phiên bản hiện hành là 1.0. Đề nghị dùng biểu mẫu mới nhất cho lần gửi sau."],
        ),
    }
