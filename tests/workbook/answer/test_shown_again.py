"""What is wrong in a row that is hidden or filtered out, or in a hidden column, is in sight again in the answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.samples.mistakes import FORM, a_return, findings, with_parts
from tonghop290.spreadsheet.book import RawSheet, read_book
from tonghop290.spreadsheet.edit.showing import shown
from tonghop290.workbook.answer.marked import write_marked
from tonghop290.workbook.plan import FIGURES, plan_workbook

HIDE = {
    "hidden": ('<row r="17"', '<row r="17" hidden="1"'),
    "flat": ('<row r="17"', '<row r="17" ht="0" customHeight="1"'),
    "filtered": ('<row r="17"', '<row r="17" hidden="true"'),
    "grouped": ('<row r="17"', '<row r="17" hidden="1" outlineLevel="1"'),
}


def sheet_named(data: bytes, name: str) -> RawSheet:
    return next(sheet for sheet in read_book(data).sheets if sheet.name == name)


@pytest.mark.parametrize("way", [*HIDE, "column"])
def test_what_is_wrong_out_of_sight_is_in_sight_in_the_answer(way: str, tmp_path: Path) -> None:
    assert plan_workbook(FORM).fields["dan_so"].row == 17

    def hide(parts: dict[str, bytes]) -> None:
        name = next(name for name, data in parts.items() if name.startswith("xl/worksheets/") and b'r="H70"' in data)
        xml = parts[name].decode()
        if way == "column":
            xml, count = re.subn(r'(<col min="5" max="5")', r'\1 hidden="1"', xml)
        else:
            xml, count = re.subn(r'<row r="17"[^>]*>', f"{HIDE[way][1]}>", xml)
            xml = re.sub(r'<row r="(18|50)"', r'<row r="\1" hidden="1"', xml)  # one of no fault, one of another
        if way == "filtered":
            xml = xml.replace("</sheetData>", '</sheetData><autoFilter ref="A6:H70"/>')
        assert count == 1
        parts[name] = xml.encode()

    source = with_parts(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", hide)
    before = sheet_named(source.read_bytes(), FIGURES)
    points = findings(source)
    copy = write_marked(source, tmp_path / "c.xlsx", points, form=FORM)
    after = sheet_named(copy.read_bytes(), FIGURES)
    wrong = {int(re.sub(r"\D", "", one.cell)) for one in points if one.cell and one.severity != "note"}
    assert 17 in wrong
    assert after.hidden_rows == before.hidden_rows - wrong
    assert not after.hidden_columns & {5} and {*after.hidden_columns, 5} >= before.hidden_columns
    listed = read_book(copy.read_bytes()).sheets[0].cells.values()
    told = "(Cột này đang bị ẩn; " if way == "column" else "(Dòng này đang bị ẩn hoặc lọc; "
    assert any(f"{told}tệp này hiện lại.)" in cell.text for cell in listed)


def test_a_hidden_sheet_that_holds_a_point_is_in_sight_again_and_no_other(tmp_path: Path) -> None:
    def hide(parts: dict[str, bytes]) -> None:
        xml = parts["xl/workbook.xml"].decode()
        for name in ("Số liệu", "Giải thích từ ngữ"):
            xml = xml.replace(f'<sheet name="{name}"', f'<sheet state="hidden" name="{name}"')
        parts["xl/workbook.xml"] = xml.encode()

    source = with_parts(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", hide)
    assert sheet_named(source.read_bytes(), FIGURES).state == "hidden"
    book = read_book(write_marked(source, tmp_path / "c.xlsx", findings(source), form=FORM).read_bytes())
    states = {sheet.name: sheet.state for sheet in book.sheets}
    assert (states["Số liệu"], states["Giải thích từ ngữ"], states["_he_thong"]) == ("visible", "hidden", "veryHidden")
    assert any("(Trang này đang bị ẩn; tệp này hiện lại.)" in cell.text for cell in book.sheets[0].cells.values())


def test_all_else_of_the_part_stays() -> None:
    sheet = b'<worksheet><cols><col min="2" max="3" width="0" customWidth="1" hidden="1"/></cols><sheetData>'
    sheet += b'<row r="3" hidden="1" ht="20"><c r="A3"/></row><row hidden=\'true\'/><row r="9" hidden="1"/></sheetData>'
    sheet += b"</worksheet>"
    assert shown(sheet, "a", {3, 4}, {3}).decode() == (
        '<worksheet><cols><col min="2" max="3"/></cols><sheetData>'
        '<row r="3" ht="20"><c r="A3"/></row><row/><row r="9" hidden="1"/></sheetData></worksheet>'
    )
    assert shown(sheet, "a", set()) is sheet
