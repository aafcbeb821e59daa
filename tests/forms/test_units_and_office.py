"""The list of units and the office's settings: read however they were saved, all faults at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.forms import shipped_form
from tonghop290.model import FormError, Unit, bare, settled

# --- don_vi.csv ---------------------------------------------------------------------------------------------------

REGISTER = (
    "code,name,type,parent,email,phone,contact\n02461,Hoằng Xuân,xã,Huyện Hoằng Hóa,hx@vd.vn,0912,Lê B\n"
    "02462,Bút Sơn,thị trấn,,,,\n"
)
UNITS = {
    "02461": Unit(
        code="02461",
        name="Hoằng Xuân",
        type="xã",
        parent="Huyện Hoằng Hóa",
        email="hx@vd.vn",
        phone="0912",
        contact="Lê B",
    ),
    "02462": Unit(code="02462", name="Bút Sơn", type="thị trấn"),
}


@pytest.mark.parametrize(
    "content",
    [
        REGISTER.encode(),
        b"\xef\xbb\xbf" + REGISTER.encode(),
        REGISTER.replace(",", ";").encode(),
        REGISTER.replace("\n", "\r\n").encode(),
        ("sep=,\n" + REGISTER).encode(),
        REGISTER.replace("code,name", " Code , NAME ")
        .replace("Hoằng Xuân,xã", "Xã Hoằng Xuân,")
        .replace("Bút Sơn,thị trấn", '"Thị trấn Bút Sơn",')
        .encode()
        + b"\n,,\n",
    ],
    ids=[
        "plain",
        "BOM",
        "semicolons",
        "CRLF",
        "sep line",
        "titles in capitals, names with their unit word, empty rows",
    ],
)
def test_a_register_is_read_however_excel_saved_it(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "don_vi.csv"
    path.write_bytes(content)
    assert th.load_units(path) == UNITS
    assert list(th.load_units(path)) == ["02461", "02462"]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("", ["dòng 1: còn thiếu cột 'code'", "dòng 1: còn thiếu cột 'name'"]),
        (
            "code,tên,emial\n",
            [
                "dòng 1: không có cột 'emial'; ý đồng chí là 'email'?",
            ],
        ),
        ("code,name,name\n1,A,B\n", ["dòng 1: cột 'name' ghi hai lần"]),
        ("code,name\n", ["chưa có đơn vị nào"]),
        (
            "code,name\n1,Xã A\n,Xã B\n3,\n1,Xã D\n5,Xã Đ,thừa\n6,xã  a\n",
            [
                "dòng 3: còn thiếu mã hoặc tên đơn vị",
                "dòng 4: còn thiếu mã hoặc tên đơn vị",
                "dòng 5: mã '1' đã có ở dòng trên (Xã A)",
                "dòng 6: có nhiều ô hơn dòng tiêu đề (tên có dấu phẩy thì đặt trong ngoặc kép)",
                "dòng 7: Xã a đã có ở dòng 2 (mã khác)",
            ],
        ),
        ('code,name\n1,"Xã\nA"\n2,\n', ["dòng 4: còn thiếu mã hoặc tên đơn vị"]),
        (f"code,name\n1,{'A' * 140000}\n", ["dòng 2: không đọc được"]),
    ],
)
def test_every_bad_row_of_a_register_is_told(content: str, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "don_vi.csv"
    path.write_bytes(content.encode())
    with pytest.raises(FormError) as caught:
        th.load_units(path)
    assert [fault.partition(" (field larger")[0] for fault in caught.value.faults] == faults


def test_two_communes_of_one_name_may_lie_in_two_districts(tmp_path: Path) -> None:
    path = tmp_path / "don_vi.csv"
    path.write_text("code,name,parent\n1,Xã A,Huyện X\n2,Xã A,Huyện Y\n", encoding="utf-8")
    assert [unit.parent for unit in th.load_units(path).values()] == ["Huyện X", "Huyện Y"]


# --- the office's settings ----------------------------------------------------------------------------------------


def test_settings_replace_the_form_s_own_and_nothing_else(tmp_path: Path) -> None:
    form = shipped_form()
    path = tmp_path / "tonghop290.toml"
    path.write_text(
        (
            '[office]\nname = "Hoằng Hóa"\nlevel = "tỉnh"\ndeadline = 2020-02-15\nreport_year = 2021\n'
            'profile = "hd05-2026"\n'
        ),
        encoding="utf-8",
    )
    own = dataclasses.replace(
        bare(form.office, form.levels),
        name="Hoằng Hóa",
        level="tỉnh",
        deadline=dt.date(2020, 2, 15),
        report_year=2021,
        profile="hd05-2026",
    )
    assert th.load_office(path, form) == settled(own, form.levels)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (
            '[office]\nname = 5\ndeadlin = 2020-01-01\nletter_date = 2020-01-01T10:00:00\nreport_year = "2020"\n',
            [
                "office.name: 5 không phải là chữ (trong ngoặc kép)",
                (
                    "office.letter_date: datetime.datetime(2020, 1, 1, 10, "
                    "0) không phải là ngày (viết 2020-02-05, không có ngoặc kép)"
                ),
                "office.report_year: '2020' không phải là số nguyên",
                "office.deadlin: không có mục này; ý đồng chí là 'deadline'?",
            ],
        ),
        ("office = 1\n", ["office: phải là một bảng (bảng TOML)"]),
    ],
)
def test_every_fault_of_the_settings_is_told(content: str, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "tonghop290.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        th.load_office(path, shipped_form())
    assert list(caught.value.faults) == faults


def test_a_list_longer_than_any_country_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "don_vi.csv"
    path.write_text("code,name\n" + "".join(f"{code},Mẫu {code}\n" for code in range(100_001)), encoding="utf-8")
    with pytest.raises(FormError, match=r"có hơn 100\.000 dòng"):
        th.load_units(path)
