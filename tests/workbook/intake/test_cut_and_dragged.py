"""A clerk cuts an answer and pastes it into another row, or drags it there: the form does not tear, the live check does
not say of one row what stands in another, and the office reads each row for what it is."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.mistakes import FORM
from tonghop290.spreadsheet.writing.open_ranges import open_areas
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import CHECK, FIGURES, plan_workbook

PLACES = plan_workbook(FORM).fields


@pytest.mark.libreoffice
def test_an_answer_cut_into_another_row_is_told_and_read_there(tmp_path: Path) -> None:
    if libreoffice.missing():
        pytest.skip(libreoffice.missing())
    values = {**FULL, "ho_2009": None, "dan_so_2009": 2300}
    source = write_blank(FORM, tmp_path / "a.xlsx", unit=a_unit(), filling=Filling(values=values))
    cut, pasted = PLACES["dan_so_2009"], PLACES["ho_2009"]
    with libreoffice.shared() as desk:
        doc = desk.open(source)
        desk.cut(doc, FIGURES, cut.value.a1, pasted.value.a1)
        desk.recalculate(doc)
        said = {place.field.id: desk.get(doc, FIGURES, place.at(CHECK).a1)["text"] for place in (cut, pasted)}
        verdict = desk.get(doc, FIGURES, "H1")["text"]
        desk.save_as(doc, tmp_path / "b.xlsx", "xlsx")
        desk.cut(doc, FIGURES, pasted.value.a1, cut.value.a1)  # back again
        desk.recalculate(doc)
        back = desk.get(doc, FIGURES, cut.at(CHECK).a1)["text"]
    assert said["dan_so_2009"] == "Để cơ quan đọc: ô này đã bị cắt, kéo đi; xin ghi lại vào đúng dòng."
    assert said["ho_2009"].startswith("✓ 2.300 hộ")
    assert verdict == "ĐỦ ĐIỀU KIỆN GỬI. Còn 1 điểm đề nghị xem lại."
    assert back.startswith("✓ 2.300 người")
    report = th.check([tmp_path / "b.xlsx"], FORM)
    assert [(one.code, one.field) for one in report.findings if one.severity == "error"] == [
        ("required", "dan_so_2009")
    ]


@pytest.mark.parametrize("id", [id for id, _ in th.shipped_forms()])
def test_every_open_cell_stays_open_and_no_other(id: str, tmp_path: Path) -> None:
    book = looked_at(write_blank(th.load_form(id), path := tmp_path / "a.xlsx"))
    parts = {sheet.title: sheet for sheet in book if sheet.sheet_state == "visible"}
    with zipfile.ZipFile(path) as archive:
        xml = [archive.read(name).decode() for name in sorted(archive.namelist()) if name.startswith("xl/worksheets/s")]
    for sheet, text in zip(book, xml, strict=True):
        found = re.search(r'<protectedRange sqref="([^"]*)"', text)
        areas = openpyxl.worksheet.cell_range.MultiCellRange(found[1] if found else "")
        inside = {(row, column) for area in areas for row, column in area.cells}
        open = {(cell.row, cell.column) for line in sheet.iter_rows() for cell in line if not cell.protection.locked}
        assert inside == (open if sheet.title in parts else set()), sheet.title


def test_areas_are_as_few_as_they_go() -> None:
    free, shut = (SimpleNamespace(format=SimpleNamespace(locked=locked)) for locked in (0, 1))
    bare = SimpleNamespace(format=None)
    assert open_areas({}) == "" and open_areas({0: {0: shut, 1: bare}}) == ""
    table = {0: {1: free, 2: free, 3: shut, 4: free}, 1: {1: free, 2: free, 4: free}, 3: {1: free, 2: free}}
    assert open_areas(table) == "B1:C2 B4:C4 E1:E2"
