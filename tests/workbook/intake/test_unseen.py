"""A cell whose value nobody who opens the workbook sees says why, and what is seen is read, or asked."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

import tonghop290 as th
from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.model import Form
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.seen.look import ORDINARY
from tonghop290.spreadsheet.sheet import RawSheet
from tonghop290.workbook.intake.cells import as_cell
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, plan_workbook

# the sheet                                                                    E12 is unseen for its
SHEETS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"hidden_rows": frozenset({11, 13}), "hidden_columns": frozenset({4})}, ""),
    ({"hidden_rows": frozenset({12})}, "row"),
    ({"hidden_columns": frozenset({5})}, "column"),
    ({"state": "veryHidden"}, "sheet"),
    ({"merges": ((12, 5, 12, 6),)}, ""),
    ({"merges": ((12, 4, 12, 5),)}, "covered"),
    ({"merges": ((11, 5, 12, 5),)}, "covered"),
    ({"merges": ((11, 4, 11, 6), (13, 4, 13, 6))}, ""),
]


@pytest.mark.parametrize(("sheet", "unseen"), SHEETS)
def test_a_value_nobody_sees_says_why(sheet: dict[str, Any], unseen: str) -> None:
    raw = RawCell(12, 5, "n", "1250", ORDINARY, None)
    page = RawSheet(name="Số liệu", cells={(12, 5): raw}, **sheet)
    assert as_cell(page, 12, 5, raw, date1904=False, merges=page.merges).unseen == unseen


# --- whole workbooks ----------------------------------------------------------------------------------------------


@cache
def form() -> Form:
    return shipped_form()


@cache
def filled() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        tables = {"mo_hinh": [{"ten": "Hố rác gia đình", "nam": 2015}]}
        return write_blank(
            form(), Path(folder) / "a.xlsx", unit=a_unit(), filling=Filling(values=FULL, tables=tables)
        ).read_bytes()


def at(id: str) -> str:
    return f"E{plan_workbook(form()).fields[id].row}"


def put(sheet: Worksheet, id: str, value: object, code: str = "", **font: Any) -> None:
    cell = sheet[at(id)]
    cell.value = value
    if code:
        cell.number_format = code
    if font:
        cell.font = Font(**font)


def a_covered_number(sheet: Worksheet) -> None:
    """As LibreOffice and WPS merge: what is covered stays stored."""
    row = plan_workbook(form()).fields["don_khieu_nai"].row
    sheet[f"D{row}"] = "29 đơn"
    sheet.merged_cells.add(f"D{row}:E{row}")


def a_footnote(sheet: Worksheet) -> None:
    put(
        sheet,
        "tiep_dan",
        CellRichText(TextBlock(InlineFont(), "32"), TextBlock(InlineFont(vertAlign="superscript"), "1")),
    )


def a_state_struck_out(sheet: Worksheet) -> None:
    cell = sheet[f"F{plan_workbook(form()).fields['tien_gop'].row}"]
    cell.value, cell.font = "Không có số liệu", Font(strike=True)


def rows(*ids: str) -> str:
    return ", ".join(str(plan_workbook(form()).fields[id].row) for id in ids)


def hide(sheet: Worksheet, *ids: str) -> None:
    for id in ids:
        sheet.row_dimensions[plan_workbook(form()).fields[id].row].hidden = True


STRUCK = TextBlock(InlineFont(strike=True), "1")
# what was done in Excel                                                          the field        is read as and asked
DONE: list[tuple[Callable[[Worksheet], object], str, Any, list[str]]] = [
    (lambda sheet: None, "dien_tich", FULL["dien_tich"], []),
    (lambda sheet: put(sheet, "dan_so", 8, '0"000"'), "dan_so", None, ["seen-otherwise"]),
    (lambda sheet: put(sheet, "ho_2009", 2300, ";;;"), "ho_2009", None, ["seen-nothing"]),
    (lambda sheet: put(sheet, "thon", 15, color="FFF9C4"), "thon", None, ["seen-nothing"]),
    (lambda sheet: put(sheet, "dang_vien", 393, strike=True), "dang_vien", None, ["struck-out"]),
    (a_covered_number, "don_khieu_nai", None, ["covered-cell"]),
    (a_footnote, "tiep_dan", 32, ["raised-mark"]),
    (lambda sheet: put(sheet, "giam_sat", CellRichText(STRUCK, "19")), "giam_sat", None, ["struck-part"]),
    (lambda sheet: put(sheet, "ngay_cong", "1\n650"), "ngay_cong", None, ["pair"]),
    (lambda sheet: put(sheet, "dien_thoai", 912345678, "0000 000 000"), "dien_thoai", "0912 345 678", []),
    (lambda sheet: put(sheet, "don_to_cao", 0, "#,###"), "don_to_cao", 0, ["zero-unseen"]),
    (a_state_struck_out, "tien_gop", FULL["tien_gop"], ["struck-words"]),
    (lambda sheet: hide(sheet, "y_kien_gop_y"), "y_kien_gop_y", FULL["y_kien_gop_y"], ["hidden-row"]),
]  # fmt: skip


def changed(path: Path, *deeds: Callable[[Worksheet], object]) -> Path:
    book = openpyxl.load_workbook(io.BytesIO(filled()), rich_text=True)
    for do in deeds:
        do(book[FIGURES])
    book.save(path)
    return path


def checked(*deeds: Callable[[Worksheet], object]) -> th.Report:
    with tempfile.TemporaryDirectory() as folder:
        return th.check([changed(Path(folder) / "a.xlsx", *deeds)], form())


def read_and_asked(report: th.Report, id: str) -> tuple[Any, list[str]]:
    """The value of a field, and what is said of the seeing of it."""
    asked = [one.code for one in report.findings if one.severity != "note" and one.field == id]
    value = report.to_dict()["files"][0]["values"][id]
    return value, [code for code in asked if not code.startswith(("rule", "unusual"))]


@pytest.fixture(scope="module")
def report() -> th.Report:
    """Of one workbook to which all of it was done."""
    return checked(*(do for do, *_ in DONE))


@pytest.mark.parametrize(("id", "value", "said"), [row[1:] for row in DONE])
def test_what_the_sender_sees_is_what_is_read_or_it_is_asked(
    report: th.Report, id: str, value: Any, said: list[str]
) -> None:
    assert read_and_asked(report, id) == (value, said)


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_it_is_the_same_in_the_other_kinds_of_libreoffice(tmp_path: Path) -> None:
    with libreoffice.shared() as desk:
        doc = desk.open(changed(tmp_path / "a.xlsx", *(do for do, *_ in DONE)))
        paths = [desk.save_as(doc, tmp_path / f"b.{kind}", kind) for kind in ("xlsx", "xls", "ods")]
    for path in paths:
        report = th.check([path], form())
        assert {id: read_and_asked(report, id) for _, id, *_ in DONE} == {
            id: (value, said) for _, id, value, said in DONE
        }


def hide_zeros(sheet: Worksheet) -> None:
    sheet.sheet_view.showZeros = False
    for id in ("don_khieu_nai", "don_to_cao"):
        put(sheet, id, 0)


ANSWERED = plan_workbook(form()).fields.keys() & FULL.keys()
"""The fields of the sheet of figures that :func:`filled` answers."""

HIDDEN_AT_ONCE: list[tuple[Callable[[Worksheet], object], str]] = [
    (
        hide_zeros,
        f"Trang “Số liệu”, ô {at('don_khieu_nai')}: Trang này đặt chế độ không hiện số 0: 2 ô ghi số 0 trông như để "
        "trống; vẫn lấy số 0. Đề nghị kiểm tra lại; muốn hiện số 0: File › Options › Advanced › Show a zero.",
    ),
    (
        lambda sheet: hide(sheet, "dan_so", "ho_2019", "thon", "dang_vien", "chi_bo"),
        f"Trang “Số liệu”, ô {at('dan_so')}: 5 dòng có số liệu đang bị ẩn "
        f"(dòng {rows('dan_so', 'ho_2019', 'thon', 'dang_vien', 'chi_bo')}), "
        "người mở tệp không nhìn thấy; vẫn lấy các số đã lưu. "
        "Đề nghị bỏ ẩn (Unhide), bỏ lọc (Filter) rồi kiểm tra lại.",
    ),
    (
        lambda sheet: setattr(sheet, "sheet_state", "hidden"),
        f"Trang “Số liệu”, ô {at('don_vi')}: Trang này đang bị ẩn, người mở tệp không nhìn thấy; "
        f"vẫn lấy {len(ANSWERED)} số liệu đã lưu ở đó. "
        "Đề nghị bỏ ẩn (Unhide) rồi kiểm tra lại.",
    ),
    (
        lambda sheet: setattr(sheet.column_dimensions["E"], "hidden", True),
        f"Trang “Số liệu”, ô {at('don_vi')}: Cột E đang bị ẩn, người mở tệp không nhìn thấy; "
        f"vẫn lấy {len(ANSWERED)} số liệu đã lưu ở cột này. "
        "Đề nghị bỏ ẩn (Unhide) rồi kiểm tra lại.",
    ),
]


@pytest.mark.parametrize(("do", "said"), HIDDEN_AT_ONCE)
def test_what_one_act_hides_is_told_once_and_read(do: Callable[[Worksheet], object], said: str) -> None:
    report = checked(do)
    assert [str(one) for one in report.findings] == [said]
    values = report.to_dict()["files"][0]["values"]
    assert {id: values[id] for id in ("dan_so", "thon")} == {id: FULL[id] for id in ("dan_so", "thon")}
