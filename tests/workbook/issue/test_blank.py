"""The blank workbook: the same bytes, open cells open and the rest locked, one name a field, Vietnamese alerts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.paths import ROOT
from tonghop290.model import refit
from tonghop290.workbook.plan import HIDDEN, plan_workbook

COMMITTED = ROOT / "workbook_templates" / "qd290-10-nam" / "thu_thap.xlsx"


@pytest.fixture(scope="module")
def form() -> th.Form:
    return shipped_form()


@pytest.fixture(scope="module")
def office(form: th.Form) -> th.Office:
    return dataclasses.replace(
        form.office,
        name="Hoằng Hóa",
        letter_number="345",
        letter_date=dt.date(2019, 12, 10),
        deadline=dt.date(2020, 1, 15),
        own={**form.office.own, "allowance_resolution": "99/2019/NQ-HĐND"},
        contact="Ban Dân vận Huyện uỷ",
        phone="0237 000 000",
    )


@pytest.fixture(scope="module")
def units_own(form: th.Form, office: th.Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return th.write_blank(
        form, tmp_path_factory.mktemp("blank") / "15877.xlsx", unit=a_unit(), office=office, issue="A1B2"
    )


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/")}


def test_the_committed_workbook_is_what_the_code_writes(form: th.Form, tmp_path: Path) -> None:
    written = parts(th.write_blank(form, tmp_path / "thu_thap.xlsx"))
    assert parts(COMMITTED) == written, (
        "to accept the new workbook: tonghop290 blank -o workbook_templates/qd290-10-nam/thu_thap.xlsx"
    )


def test_same_form_same_bytes(form: th.Form, office: th.Office, tmp_path: Path) -> None:
    first, second = (
        th.write_blank(form, tmp_path / name, unit=a_unit(), office=office, values=FULL)
        for name in ("a.xlsx", "b.xlsx")
    )
    assert first.read_bytes() == second.read_bytes()


SMALL = 41_900
"""Bytes of qd290's blank: it may only become smaller (28,000 are promised). A sheet of what words mean, ranges that
stay open and the switch of the column of checks have come to it: 1.7 kB; that no shared formula names another sheet,
which Excel does not bear: 1.6 kB."""


def test_a_blank_workbook_is_small(units_own: Path) -> None:
    assert COMMITTED.stat().st_size < SMALL
    assert units_own.stat().st_size < SMALL + 1000


def test_sheets_stand_in_order_and_the_last_is_very_hidden(units_own: Path) -> None:
    book = looked_at(units_own)
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("Hướng dẫn", "visible"),
        ("Số liệu", "visible"),
        ("Biểu chi tiết", "visible"),
        ("Nội dung", "visible"),
        ("Bản ký", "visible"),
        ("Giải thích từ ngữ", "visible"),
        ("_he_thong", "veryHidden"),
    ]
    identity = {row[0]: row[1] for row in book[HIDDEN].iter_rows(min_row=1, max_row=6, max_col=2, values_only=True)}
    assert identity == {
        "form": "qd290-10-nam",
        "version": "1.1",
        "unit": "15877",
        "unit_name": "Xã Hoằng Xuân",
        "issue": "A1B2",
        "hash": th.load_form().hash[:16],
    }


def test_every_input_has_a_defined_name_and_its_code_in_the_first_column(form: th.Form, units_own: Path) -> None:
    book = looked_at(units_own)
    plan = plan_workbook(form)
    sheet = book["Số liệu"]
    for field in form.inputs:
        assert book.defined_names[field.id].attr_text == f"'Số liệu'!$E${plan.fields[field.id].row}"
        assert sheet.cell(plan.fields[field.id].row, 1).value == field.code
    assert set(book.defined_names) == {field.id for field in form.inputs} | set(form.tables)


def test_yellow_is_what_must_be_filled_in_and_there_is_no_password(form: th.Form, units_own: Path) -> None:
    book = looked_at(units_own)
    plan = plan_workbook(form)
    yellow = set()
    for sheet in book.worksheets[:4]:
        assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.fill.fgColor.rgb == "FFFFF9C4":
                assert not cell.protection.locked and cell.value is None, cell
                yellow.add((sheet.title, cell.row, cell.column))
            elif not isinstance(cell, MergedCell) and not cell.protection.locked:
                assert cell.fill.fgColor.rgb in ("FFF2F2F2", "00000000"), cell
    asked = {field.id for field in form.inputs if field.required} - {"don_vi"}
    assert yellow == {("Số liệu", plan.fields[id].row, 5) for id in asked}
    open_values = {
        field.id for field in form.inputs if not book["Số liệu"].cell(plan.fields[field.id].row, 5).protection.locked
    }
    assert open_values == {field.id for field in form.inputs} - {"don_vi", "nghi_quyet_che_do"}


def test_the_generic_workbook_lets_the_sender_type_the_name(form: th.Form, tmp_path: Path) -> None:
    sheet = looked_at(th.write_blank(form, tmp_path / "mau.xlsx"))["Số liệu"]
    row = plan_workbook(form).fields["don_vi"].row
    assert (sheet.cell(row, 5).value, sheet.cell(row, 5).protection.locked) == (None, False)


def cells_of(area: CellRange) -> list[str]:
    return [f"{get_column_letter(column)}{row}" for row, column in area.cells]


def test_every_open_figure_has_an_alert_and_a_prompt_in_vietnamese(form: th.Form, units_own: Path) -> None:
    sheet = looked_at(units_own)["Số liệu"]
    plan = plan_workbook(form)
    rules = sheet.data_validations.dataValidation
    by_cell = {at: rule for rule in rules for area in rule.sqref.ranges for at in cells_of(area)}
    of_a_commune = {fit.id: form.levels.in_workbooks("xã", "huyện").get(fit.in_workbook, "") for fit in form.paper.fits}
    for field in form.inputs:
        if field.filled_by != "sender":
            continue
        rule = by_cell[f"E{plan.fields[field.id].row}"]
        any_machine = " Cách ghi máy nào cũng hiểu: 2019-12-31." if field.type == "date" else ""
        said = refit(field.help, form.paper.fits, of_a_commune) + any_machine
        told, _, elsewhere = rule.prompt.partition(" Máy ghi số lẻ bằng dấu chấm thì gõ ")
        assert told == said and (elsewhere != "") == bool(re.search(r"[0-9],[0-9]", field.help))
        assert len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32
        assert rule.error and len(rule.error) <= 255
        stops = field.type not in ("date", "choice")  # what the office reads in more ways than Excel is only asked
        assert rule.errorStyle == (None if stops else "information" if field.other_allowed else "warning")
    assert by_cell[f"E{plan.fields['to_dan_van'].row}"].prompt == "Thường mỗi thôn có một Tổ dân vận."
    wanted = by_cell[f"E{plan.fields['dan_so'].row}"]
    assert (wanted.type, wanted.formula1, wanted.formula2, wanted.error) == (
        "whole",
        "0",
        "300000",
        ("Ô này cần một số nguyên từ 0 đến 300.000 người. Chưa có số chính thức thì ghi số ước tính."),
    )
    rule = by_cell[f"F{plan.fields['dan_so'].row}"]
    assert (rule.formula1, rule.error) == ('"Ước tính"', "Chỉ chọn: để trống (số chính thức) hoặc “Ước tính”.")
    assert by_cell[f"F{plan.fields['tiep_dan'].row}"].formula1 == '"Ước tính,Không có số liệu"'
    kept = by_cell[f"E{plan.fields['tiep_dan'].row}"].error
    assert kept.endswith("Không có số liệu thì để trống và chọn “Không có số liệu” ở cột Trạng thái.")


def test_the_guide_says_who_to_whom_until_when_and_what_is_missing(units_own: Path) -> None:
    sheet = looked_at(units_own, values=True)["Hướng dẫn"]
    said = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value not in (None, "")]
    for words in (
        "Xã Hoằng Xuân",
        "15877",
        "Huyện uỷ Hoằng Hóa",
        "Số 345-CV/HU, ngày 10/12/2019",
        "Trước hết ngày 15/01/2020",
        "Ban Dân vận Huyện uỷ, 0237 000 000",
        "Đã điền 1/53 ô. Còn 52 ô chưa điền, 0 lỗi.",
    ):
        assert words in said


def test_a_failed_write_leaves_nothing_behind(form: th.Form, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="không điền được"):
        th.write_blank(form, tmp_path / "a.xlsx", tables={"mo_hinh": [{"ten": "x"}] * 11})
    assert list(tmp_path.iterdir()) == []


def test_what_the_code_fills_in_is_read_back_without_loss(form: th.Form, tmp_path: Path) -> None:
    tables = {
        "giam_sat_theo_to_chuc": [{"row": "mttq", "nam_2014": 10, "nam_2019": 4}, {"row": "phu_nu", "nam_2016": 10}],
        "mo_hinh": [
            {
                "ten": "Hố rác gia đình",
                "don_vi_thuc_hien": "Hội LHPN",
                "nam": 2016,
                "ket_qua": "=2+3 không phải công thức",
            }
        ],
        "kien_nghi": [{"noi_dung": "Một."}, {"noi_dung": "Hai."}],
    }
    th.write_blank(
        form, tmp_path / "a.xlsx", unit=a_unit(), values=FULL, tables=tables, states={"tiep_dan": "Ước tính"}
    )
    report = th.check([tmp_path / "a.xlsx"], form)
    assert report.findings == ()
    (read,) = report.to_dict()["files"]
    typed = {id: value.isoformat() if isinstance(value, dt.date) else value for id, value in FULL.items()}
    assert {id: read["values"][id] for id in typed} == typed
    assert read["states"] == {"tiep_dan": "Ước tính"}
    empty = dict.fromkeys(("nam_2014", "nam_2015", "nam_2016", "nam_2017", "nam_2018", "nam_2019"))
    assert read["tables"]["giam_sat_theo_to_chuc"][:3] == [
        {"row": "mttq", **empty, "nam_2014": 10, "nam_2019": 4},
        {"row": "nong_dan", **empty},
        {"row": "phu_nu", **empty, "nam_2016": 10},
    ]
    assert read["tables"]["mo_hinh"] == tables["mo_hinh"] and read["tables"]["kien_nghi"] == tables["kien_nghi"]


def test_a_whole_number_is_shown_without_a_lonely_mark_of_decimals(form: th.Form, units_own: Path) -> None:
    """Excel shows 300 under "#,##0.##" as "300,"; a condition takes the decimals away, and no program hides any."""
    sheet = looked_at(units_own)["Số liệu"]
    places = plan_workbook(form).fields.values()
    broken = {place.value.a1 for place in places if place.field.figure and place.field.decimals}
    rules = {at: rules for at, rules in sheet.conditional_formatting._cf_rules.items() if rules[0].dxf.numFmt}
    assert {at for one in rules for area in one.sqref.ranges for at in cells_of(area)} == broken
    assert {rule.dxf.numFmt.formatCode for own in rules.values() for rule in own} == {"#,##0"}
    assert all(sheet[at].number_format.startswith("#,##0.#") for at in broken)
