"""Who sent a return: several witnesses, one answer, and a finding where they disagree."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, LEVELS, a_unit
from tests.samples.forms import shipped_form
from tests.samples.raw_books import Desk
from tonghop290.model import Cell, CellRef, Form, Unit
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.workbook.intake.names.place_words import PlaceWords
from tonghop290.workbook.intake.names.unit_names import Register
from tonghop290.workbook.intake.sender import hidden_identity, identify_unit, typed_name
from tonghop290.workbook.issue.blank import Filling, blank_bytes, write_blank
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
    return shipped_form()


WORDS = PlaceWords(LEVELS)


@cache
def register() -> Register:
    return Register(UNITS, LEVELS)


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
    found = identify_unit(
        {"unit": code, "unit_name": hidden_name}, name, AT, f"nhan_ve/{file}", register(), words=WORDS
    )
    assert (found.unit.code if found.unit else None, [one.code for one in found.findings]) == (unit, said)


@pytest.mark.parametrize(
    ("code", "hidden_name", "name", "unit"),
    [
        ("15877", "Xã Hoằng Xuân", "hoang xuan", Unit(code="15877", name="Hoằng Xuân", type="xã")),
        ("", "", "UBND phường An", Unit(code="", name="An", type="phường")),
        ("15877", "", "", Unit(code="15877", name="15877", type="xã")),
        ("", "", "", None),
        ("15877", "Xã Hoằng Xuân", "Xã Hoằng Giang", None),
    ],
)
def test_without_a_register_the_form_itself_is_believed(
    code: str, hidden_name: str, name: str, unit: Unit | None
) -> None:
    assert identify_unit({"unit": code, "unit_name": hidden_name}, name, AT, "a.xlsx", None, words=WORDS).unit == unit


def test_a_list_that_lost_its_zeros_is_said_once_and_loses_no_return() -> None:
    """``don_vi.csv`` opened and saved in Excel after the forms went out: 00042 became 42."""
    units = {"42": a_unit("42", "Hoà Bình"), "15880": UNITS["15880"]}
    identity, register = {"unit": "00042", "unit_name": "Xã Hoà Bình"}, Register(units, LEVELS)
    found = identify_unit(identity, "Xã Hoà Bình", AT, "a.xlsx", register, words=WORDS)
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
    return read_book(_returned(UNITS["00042"], ()))


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
    path = folder / name
    path.write_bytes(_returned(unit, tuple(changed.items())))
    os.utime(path, (modified, modified))
    return path


@cache
def _returned(unit: Unit | None, changed: tuple[tuple[str, object], ...]) -> bytes:
    values = {**FULL, "don_vi": unit.title if unit else "Xã Hoằng Xuân", **dict(changed)}
    return blank_bytes(form(), unit=unit, filling=Filling(values=values))


def saved(path: Path, when: str) -> Path:
    """The same workbook, as a program saved it then."""
    import zipfile

    with zipfile.ZipFile(path) as given:
        parts = {info.filename: given.read(info) for info in given.infolist()}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + when.encode(), core)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, data in parts.items():
            copy.writestr(name, data)
    return path


EARLY, LATE = "2020-01-08T03:00:00Z", "2020-01-09T03:00:00Z"


# When each of three files of a unit was saved ("" where it does not say) → which counts, and of which it is asked.
@pytest.mark.parametrize(
    ("times", "counts", "asked"),
    [
        ((EARLY, LATE, EARLY), "a 2.xlsx", []),
        ((LATE, EARLY, EARLY), "a 1.xlsx", []),
        ((LATE, LATE, EARLY), "a 2.xlsx", ["a 1.xlsx", "a 2.xlsx"]),
        ((LATE, LATE, LATE), "a 10.xlsx", ["a 1.xlsx", "a 10.xlsx", "a 2.xlsx"]),
        (("", LATE, EARLY), "a 2.xlsx", ["a 1.xlsx", "a 2.xlsx"]),
        (("", "", ""), "a 10.xlsx", ["a 1.xlsx", "a 10.xlsx", "a 2.xlsx"]),
    ],
)
@pytest.mark.parametrize("copied", [1, -1])
def test_the_time_of_copying_decides_nothing(
    tmp_path: Path, times: tuple[str, str, str], counts: str, asked: list[str], copied: int
) -> None:
    for number, (name, when) in enumerate(zip(("a 1.xlsx", "a 2.xlsx", "a 10.xlsx"), times, strict=True)):
        path = returned(tmp_path, name, UNITS["15877"], modified=1000, dan_so=10661 + number)
        if when:
            saved(path, when)
        os.utime(path, (5000 + copied * number,) * 2)
    report = th.check([tmp_path], form(), units=UNITS, compare=False)
    assert [Path(path).name for path in report.current] == [counts]
    told = {Path(file.path).name: [one.code for one in file.findings] for file in report.files}
    assert sorted(name for name, codes in told.items() if "unit-same-time" in codes) == asked
    assert sorted(name for name, codes in told.items() if not codes) == ([] if asked else [counts])


def test_of_several_returns_of_a_unit_the_newest_counts_and_copies_are_told_apart(tmp_path: Path) -> None:
    first = saved(returned(tmp_path, "a.xlsx", UNITS["15877"], modified=1000), EARLY)
    saved(returned(tmp_path, "b.xlsx", UNITS["15877"], modified=3000, dan_so=10662), LATE)
    (tmp_path / "c (1).xlsx").write_bytes((tmp_path / "b.xlsx").read_bytes())
    os.utime(tmp_path / "c (1).xlsx", (2000, 2000))
    returned(tmp_path, "d.xlsx", UNITS["15880"], modified=500)
    report = th.check([tmp_path], form(), units=UNITS, compare=False)
    assert [Path(path).name for path in report.current] == ["c (1).xlsx", "d.xlsx"]
    assert {Path(file.path).name: [one.code for one in file.findings] for file in report.files} == {
        "a.xlsx": ["unit-twice"],
        "b.xlsx": ["unit-same-file"],
        "c (1).xlsx": [],
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
    others = (("form", "bieu-khac", "15880"), ("version", "9.9", "15880"), ("version", "0.9", "15883"))
    for number, (key, value, code) in enumerate(others, 2):
        import openpyxl

        path = returned(tmp_path, f"{number} {key}.xlsx", UNITS[code], modified=1000)
        book = openpyxl.load_workbook(path)
        row = next(row for row in range(1, 9) if book[HIDDEN].cell(row, 1).value == key)
        book[HIDDEN].cell(row, 2).value = value
        book.save(path)
        book.close()
    report = th.check([tmp_path], form(), units=UNITS, compare=False)
    assert {
        Path(file.path).name: (
            file.status,
            [str(one) for one in file.findings if one.severity != "note" or one.code == "form-version"],
        )
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
            [
                f"Biểu mẫu là phiên bản 9.9, phiên bản hiện hành là {form().version}. "
                "Đề nghị dùng biểu mẫu mới nhất cho lần gửi sau."
            ],
        ),
        "4 version.xlsx": (  # today's form has grown from it: said, and nothing is asked of the unit
            "clean",
            [
                f"Biểu mẫu là phiên bản 0.9, phiên bản hiện hành là {form().version}. "
                "Đề nghị dùng biểu mẫu mới nhất cho lần gửi sau."
            ],
        ),
    }
