"""The list ``Cần sửa`` says live what is corrected, and counts what is left; a marked cell keeps its mark till then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.looked_at import looked_at
from tests.samples import libreoffice
from tests.samples.communes import FULL
from tests.samples.mistakes import FORM, WRONG, a_return, findings
from tests.workbook.answer.test_marked import marked
from tonghop290.model import Finding
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.edit.fills import SheetPart
from tonghop290.workbook.answer.right_grounds import let_marks_show
from tonghop290.workbook.plan import plan_workbook

TO_FIX, FIGURES, DETAIL = "Cần sửa", "Số liệu", "Biểu chi tiết"


@pytest.mark.libreoffice
def test_a_corrected_copy_shows_every_point_as_corrected(desk: libreoffice.Desk, tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    points = [one for one in findings(source) if one.severity != "note"]
    doc, places = desk.open(marked(source, points)), plan_workbook(FORM)

    def said(column: str = "J") -> list[str]:
        return [str(desk.get(doc, TO_FIX, f"{column}{row}")["text"]) for row in range(8, 8 + len(points))]

    def left() -> str:
        desk.recalculate(doc)
        return str(desk.get(doc, TO_FIX, "B4")["text"])

    assert left() == "Còn 8 lỗi phải sửa (ô màu đỏ); 1 điểm đề nghị xem lại (ô màu cam)."
    assert set(said()) == {""}
    for id in WRONG:
        value: Any = FULL[id]
        text = value.isoformat() if hasattr(value, "isoformat") else value
        (desk.type_in if isinstance(text, str) else desk.set)(doc, FIGURES, places.fields[id].value.a1, text)
    desk.set(doc, FIGURES, places.fields["dan_so"].value.a1, "vẫn là chữ")
    assert left() == "Còn 2 lỗi phải sửa (ô màu đỏ)."  # the text, and the year in the table
    desk.set(doc, FIGURES, places.fields["dan_so"].value.a1, FULL["dan_so"])
    desk.set(doc, DETAIL, places.tables["mo_hinh"].cell(1, "nam").a1, 2014)
    assert left() == "Không còn điểm nào."
    assert set(said()) == {"✓ đã sửa"}
    guide = desk.get(doc, FIGURES, "H1")["text"]
    assert guide == "Cơ quan tổng hợp (trang “Cần sửa”): Không còn điểm nào."
    desk.close(doc)


@pytest.mark.libreoffice
def test_an_explanation_closes_a_point_to_look_at_and_no_error(desk: libreoffice.Desk, tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    doc = desk.open(marked(source))
    row = next(row for row in range(8, 30) if desk.get(doc, TO_FIX, f"C{row}")["text"] == "Xem lại")
    desk.set(doc, TO_FIX, f"I{row}", "Đã đối chiếu sổ.")
    desk.recalculate(doc)
    assert desk.get(doc, TO_FIX, f"J{row}")["text"] == "✓ đã giải trình"
    assert desk.get(doc, TO_FIX, "B4")["text"] == "Còn 8 lỗi phải sửa (ô màu đỏ)."
    desk.close(doc)


@pytest.mark.libreoffice
@pytest.mark.parametrize("text", ["@SUM(1+1)*cmd|' /C calc'!A0", 'Lê <B> & "=A1"', "Lê Thị B " * 40, "Lê Thị B"])
def test_a_text_corrected_to_another_of_the_same_length_is_told_and_is_in_no_formula(
    text: str, desk: libreoffice.Desk, tmp_path: Path
) -> None:
    odd = Finding(code="odd", severity="error", stage="type", message="?", sheet=FIGURES, cell="E8", field="nguoi_lap")
    copy = marked(a_return(tmp_path / "a.xlsx", {"nguoi_lap": text}), [odd])
    cells = read_book(copy.read_bytes()).sheets[0].cells
    assert not any(text in cell.formula for cell in cells.values() if cell.formula)
    doc = desk.open(copy)
    for typed, told in ((text, ""), (text[:-1] + "X", "✓ đã sửa"), (text, "")):
        desk.set(doc, FIGURES, "E8", typed)
        desk.recalculate(doc)
        assert desk.get(doc, TO_FIX, "J8")["text"] == told
    desk.close(doc)


def white_rules(path: Path, sheet: str) -> dict[str, str]:
    """Area → formula, of the rules by which a right answer is white."""
    formats = looked_at(path)[sheet].conditional_formatting
    return {
        str(area.sqref): rule.formula[0]
        for area in formats
        for rule in area.rules
        if "✓" in rule.formula[0] and str(area.sqref).startswith("E")
    }


def test_a_marked_cell_leaves_the_rule_that_paints_right_answers_white(tmp_path: Path) -> None:
    odd = Finding(code="odd", severity="warning", stage="compare", message="?", sheet=FIGURES, cell="E15")
    copy = marked(a_return(tmp_path / "a.xlsx", {}), [odd])
    rules = white_rules(copy, FIGURES)
    assert rules["E15"] == 'AND(IFERROR(E15<>1442.75,FALSE),LEFT($H15,1)="✓")'
    (others,) = set(rules) - {"E15"}
    assert not any(
        openpyxl.worksheet.cell_range.CellRange(area).issuperset(cell_range("E15")) for area in others.split()
    )
    again = marked(copy, [])  # what is no point any more: white again once it is right
    assert white_rules(again, FIGURES) == rules
    assert white_rules(marked(copy, [odd]), FIGURES) == rules


def cell_range(cell: str) -> Any:
    return openpyxl.worksheet.cell_range.CellRange(cell)


def test_a_cell_of_a_table_leaves_it_too() -> None:
    sheet = (
        b'<worksheet><sheetData/><conditionalFormatting sqref="C10:F20">'
        b'<cfRule type="expression" dxfId="3" priority="7">'
        b"<formula>LEN(TRIM(C10))&gt;0</formula></cfRule></conditionalFormatting></worksheet>"
    )
    part = SheetPart(sheet, "a", {(12, 5)})
    let_marks_show(part, {(12, 5): "IFERROR(E12<>5,FALSE)"})
    assert part.done().decode() == (
        "<worksheet><sheetData/>"
        '<conditionalFormatting sqref="C10:F11 C12:D12 F12 C13:F20"><cfRule type="expression" dxfId="3" '
        'priority="7"><formula>LEN(TRIM(C10))&gt;0</formula></cfRule></conditionalFormatting>'
        '<conditionalFormatting sqref="E12"><cfRule type="expression" dxfId="3" priority="8">'
        "<formula>AND(IFERROR(E12&lt;&gt;5,FALSE),LEN(TRIM(E12))&gt;0)</formula></cfRule></conditionalFormatting>"
        "</worksheet>"
    )
