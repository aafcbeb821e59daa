"""An indicator, a rule and a sentence that somebody adds to a form in Excel alone are everywhere."""

from __future__ import annotations

from pathlib import Path

import openpyxl

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import a_unit
from tests.samples.reports import word_lines
from tonghop290.data.search.sample_figures import sample_figures
from tonghop290.pipeline.authoring import write_as_excel
from tonghop290.pipeline.documents import write_office_documents, write_unit_documents
from tonghop290.pipeline.forms import lint_form
from tonghop290.text.format import format_number
from tonghop290.workbook.issue.blank import Filling
from tonghop290.workbook.issue.blank import write_blank as write_workbook

UNITS = {"00001": a_unit("00001", "An Bình"), "00002": a_unit("00002", "Bình Minh", "phường")}
INDICATOR = {
    "Mã": "B08",
    "Mã máy": "ho_khuyet_tat",
    "Chỉ tiêu": "Số hộ nghèo có người khuyết tật",
    "Đơn vị tính": "hộ",
    "Kiểu": "số nguyên",
    "Bắt buộc": "có",
    "Thấp nhất": 0,
    "Cao nhất": 5000,
    "Cách cộng": "cộng",
    "Giải thích": "Không có thì ghi 0.",
    "Câu trong báo cáo": "Có {ho_khuyet_tat} hộ nghèo có người khuyết tật.",
    "Thuộc phần": "ket_qua",
}
RULE = {
    "Mã": "K9",
    "Tên quy tắc": "Không nhiều hơn hộ nghèo",
    "Điều kiện": "[B08] <= [B05]",
    "Mức": "lỗi",
    "Thông báo": "{ho_khuyet_tat} hộ, nhiều hơn {ho_ngheo} hộ nghèo.",
    "Việc cần làm": "Đề nghị kiểm tra lại.",
    "Chỉ vào": "B08",
}


def typed_below(sheet: openpyxl.worksheet.worksheet.Worksheet, entry: dict[str, object]) -> None:
    columns = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    row = next(row for row in range(2, 300) if all(sheet.cell(row, columns[title]).value is None for title in entry))
    for title, value in entry.items():
        sheet.cell(row, columns[title], value)


def test_what_is_added_in_excel_alone_is_in_workbook_check_report_and_tables(tmp_path: Path) -> None:
    path, _ = write_as_excel("ra-soat-ho-ngheo", tmp_path / "bieu.xlsx")
    book = openpyxl.load_workbook(path)
    typed_below(book["Chỉ tiêu"], INDICATOR)
    typed_below(book["Quy tắc"], RULE)
    book.save(path)
    form = th.load_form(path)
    assert lint_form(form) == ()

    values, tables = sample_figures(form)
    (tmp_path / "ve").mkdir()
    for code, own in (("00001", 12), ("00002", int(values["ho_ngheo"]) + 12)):
        own_values = values | {"don_vi": UNITS[code].title, "ho_khuyet_tat": own}
        filling = Filling(values=own_values, tables=tables)
        write_workbook(form, tmp_path / "ve" / f"{code}.xlsx", unit=UNITS[code], filling=filling)
    live = looked_at(tmp_path / "ve" / "00002.xlsx")
    assert any("hộ, nhiều hơn" in str(cell.value) for sheet in live for row in sheet for cell in row)
    report = th.check([tmp_path / "ve"], form, units=UNITS, compare=False)
    counts = [format_number(int(values["ho_ngheo"]) + more) for more in (12, 0)]
    wrong = "{} hộ, nhiều hơn {} hộ nghèo.".format(*counts)
    assert [found.message for found in report.findings if found.severity == "error"] == [wrong]
    papers = [*write_unit_documents(report, tmp_path / "giay"), *write_office_documents(report, tmp_path / "giay")]
    said = [line for paper in papers for line in word_lines(paper) if "khuyết tật" in line]
    assert len(said) == 3 and said[0] == "Có 12 hộ nghèo có người khuyết tật."
    summary = looked_at(th.write_summary(report, tmp_path / "bieu_tong.xlsx"))
    assert any(cell.value == INDICATOR["Chỉ tiêu"] for sheet in summary for row in sheet for cell in row)
