"""Lists by name, from the definition to the drop-down and back: what a clerk writes is the choice it means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.forms import drawn
from tonghop290.excel import MESSAGE_LENGTH
from tonghop290.model import Form, Unit
from tonghop290.pipeline.documents import write_unit_documents
from tonghop290.pipeline.report import Report
from tonghop290.pipeline.self_test import self_test
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.issue.limits import excel_faults

NATIONS = ", ".join(f'{{ code = "{number:02}", label = "Dân tộc {number}" }}' for number in range(1, 501))
DEFINITION = f"""
[lists.dan_toc]
label = "Dân tộc"
entries = [{NATIONS}, {{ label = "Mường", spellings = ["Mol"], labels = {{ en = "Muong" }} }}]
[lists.huyen]
entries = [{{ code = "01", label = "Bắc" }}, {{ code = "02", label = "Nam" }}]
[lists.xa]
label = "Xã"
entries = [
  {{ label = "Quảng Thái", parent = "Bắc" }},
  {{ label = "Quảng Thái", parent = "02" }},
  {{ label = "Yên Lạc", parent = "Nam" }},
  "Nơi khác",
]
[fields.ten]
type = "text"
filled_by = "register"
[fields.dan_toc]
type = "choice"
choices = "@dan_toc"
[fields.huyen]
type = "choice"
choices = "@huyen"
[fields.xa]
type = "choice"
choices = "@xa"
depends_on = "huyen"
[fields.dai]
type = "choice"
choices = ["Một, hai", "{"x" * MESSAGE_LENGTH}"]
[tables.noi]
blank_rows = 3
columns.h = {{ label = "Huyện", type = "choice", choices = "@huyen" }}
columns.x = {{ label = "Xã", type = "choice", choices = "@xa", depends_on = "h" }}
columns.y = {{ label = "Xã nữa", type = "choice", choices = "@xa", depends_on = "huyen" }}
"""
UNIT = Unit(code="00001", name="Mẫu", type="Xã")
DEPENDENT = (
    "IF(SUMPRODUCT(--(_ds_xa_thuoc=TRIM({0})))>0,OFFSET(_ds_xa,MATCH(TRIM({0}),_ds_xa_thuoc,0)-1,0,"
    "SUMPRODUCT(--(_ds_xa_thuoc=TRIM({0}))),1),_ds_xa)"
)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return drawn(DEFINITION, tmp_path_factory.mktemp("form"))


def test_every_list_stands_on_a_sheet_and_cells_offer_it_by_its_name(form: Form, tmp_path: Path) -> None:
    book = looked_at(write_blank(form, tmp_path / "mau.xlsx"))
    offered = {
        f"{sheet.title}!{rule.sqref}": rule.formula1
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert book.sheetnames[:5] == ["Hướng dẫn", "Số liệu", "Biểu chi tiết", "Bản ký", "Danh sách"]
    assert offered == {
        "Số liệu!A1": '"Đầy đủ,Gọn"',
        "Số liệu!E8": "_ds_dan_toc",
        "Số liệu!E9": "_ds_huyen",
        "Số liệu!E10": DEPENDENT.format("$E$9"),
        "Số liệu!E11": "_ds_dai",
        "Biểu chi tiết!C7:C10": "_ds_huyen",  # down to the row "Hết bảng", so that rows put in keep their list
        "Biểu chi tiết!D7:D10": DEPENDENT.format("$C7"),
        "Biểu chi tiết!E7:E10": DEPENDENT.format("huyen"),
    }
    listed = {
        name: [cell.value for (cell,) in book["Danh sách"][defined.attr_text.rpartition("!")[2]]]
        for name, defined in book.defined_names.items()
        if name.startswith("_ds_xa") or name == "_ds_huyen_ma"
    }
    assert listed == {
        "_ds_huyen_ma": ["01", "02"],
        "_ds_xa": ["Quảng Thái", "Nơi khác", "Quảng Thái", "Yên Lạc", "Nơi khác"],
        "_ds_xa_thuoc": ["Bắc", "Bắc", "Nam", "Nam", "Nam"],
    }
    assert book["Danh sách"].protection.sheet


def test_a_drop_down_too_long_for_a_cell_is_told(tmp_path: Path) -> None:
    named = re.compile(r"fields\.huyen|depends_on = \"huyen\"")
    definition = named.sub(lambda found: found[0].replace("huyen", "h" * 45), DEFINITION)
    assert excel_faults(drawn(definition, tmp_path)) == (
        "tables.noi.columns.y.depends_on: công thức của danh sách thả xuống dài 269 ký tự, Excel nhận nhiều nhất 255; "
        "đề nghị đặt mã máy ngắn hơn cho chỉ tiêu mà cột này phụ thuộc",
    )


def checked(form: Form, folder: Path, values: dict[str, object], rows: list[dict[str, object]]) -> Report:
    filling = Filling(values=values, tables={"noi": rows})
    write_blank(form, folder / "a.xlsx", unit=UNIT, filling=filling)
    return th.check([folder / "a.xlsx"], form, units={UNIT.code: UNIT})


def test_what_a_clerk_writes_is_the_choice_it_means(form: Form, tmp_path: Path) -> None:
    values: dict[str, object] = {"dan_toc": "mol", "huyen": 2, "xa": "QUẢNG  THÁI", "dai": "một, hai"}
    rows: list[dict[str, object]] = [{"h": "01", "x": "quảng thái", "y": "Yên Lạc"}, {"h": "Nam", "x": "Nơi khác"}]
    report = checked(form, tmp_path, values, rows)
    assert [one.message for one in report.findings if one.severity != "note"] == []
    assert report.to_dict()["files"][0]["values"] == {
        "ten": "Xã Mẫu",
        "dan_toc": "Mường",
        "huyen": "Nam",
        "xa": "Quảng Thái",
        "dai": "Một, hai",
    }
    assert report.to_dict()["files"][0]["tables"]["noi"] == [
        {"h": "Bắc", "x": "Quảng Thái", "y": "Yên Lạc"},
        {"h": "Nam", "x": "Nơi khác", "y": None},
    ]


def test_a_choice_that_does_not_belong_to_the_one_above_is_told_with_both_cells(form: Form, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"h": "Nam", "x": "Yên Lạc"},
        {"h": "Bắc", "x": "Yên Lạc", "y": "Yên Lạc"},
        {"h": "Tây", "x": "Yên Lạc"},
    ]
    report = checked(form, tmp_path, {"huyen": "bắc", "xa": "Yên Lạc", "dan_toc": "Kinh"}, rows)
    told = [(one.code, one.field, one.cell, one.message, one.fix) for one in report.findings if one.severity != "note"]
    both = "Đề nghị kiểm tra lại cả hai ô {} và {}."
    assert told == [
        (
            "not-a-choice",
            "dan_toc",
            "E8",
            "Nhãn dan_toc ghi “Kinh”, không có trong danh sách: 501 mục ở trang Danh sách.",
            "Đề nghị chọn một mục trong danh sách.",
        ),
        (
            "choice-apart",
            "xa",
            "E10",
            "Nhãn xa ghi “Yên Lạc”, không thuộc Nhãn huyen “Bắc”.",
            both.format("Số liệu!E9", "Số liệu!E10"),
        ),
        (
            "not-a-choice",
            "noi.3.h",
            "C9",
            "Nhãn noi, dòng 3, Huyện ghi “Tây”, không có trong danh sách: Bắc, Nam.",
            "Đề nghị chọn một mục trong danh sách.",
        ),
        (
            "choice-apart",
            "noi.2.x",
            "D8",
            "Nhãn noi, dòng 2: Xã ghi “Yên Lạc”, không thuộc Huyện “Bắc”.",
            both.format("Biểu chi tiết!C8", "Biểu chi tiết!D8"),
        ),
        (
            "choice-apart",
            "noi.2.y",
            "E8",
            "Nhãn noi, dòng 2: Xã nữa ghi “Yên Lạc”, không thuộc Nhãn huyen “Bắc”.",
            both.format("Số liệu!E9", "Biểu chi tiết!E8"),
        ),
    ]


def test_a_self_test_keeps_the_pairs_together_and_takes_them_apart(form: Form, tmp_path: Path) -> None:
    result = self_test(form, tmp_path)
    assert [line for line, trial in zip(result.lines, result.trials, strict=False) if not trial.ok] == []
    assert [trial.code for trial in result.trials if trial.name == "xa: không thuộc huyen"] == ["choice-apart"]


def test_schemas_for_other_programs_know_the_lists(form: Form) -> None:
    properties = (made := th.json_schema(form))["properties"]
    assert (len(properties["dan_toc"]["enum"]), properties["xa"]["x-list"]) == (502, "xa")
    assert made["allOf"] == [
        {
            "if": {"properties": {"huyen": {"const": answer}}},
            "then": {"properties": {"xa": {"enum": [*choices, None]}}},
        }
        for answer, choices in (
            ("Bắc", ["Quảng Thái", "Nơi khác"]),
            ("Nam", ["Quảng Thái", "Yên Lạc", "Nơi khác"]),
        )
    ]


def test_a_form_without_any_figure_has_its_report(form: Form, tmp_path: Path) -> None:
    report = checked(form, tmp_path, {"huyen": "Nam", "xa": "Yên Lạc"}, [])
    written = write_unit_documents(report, tmp_path / "bao_cao")
    assert [path.name for path in written] == ["00001 Xã Mẫu.docx"]
