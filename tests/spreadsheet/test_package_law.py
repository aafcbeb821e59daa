"""Excel's law of a package: planted faults are caught, each by its own rule, and nothing else is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.samples.mistakes import a_return, parts
from tests.samples.packages import package, packed
from tonghop290.spreadsheet.law.judged import faults_of, new_faults

Parts = dict[str, bytes]
TYPES, BOOK, SHEET, STYLES = "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"


def replaced(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def plant(every: Parts) -> None:
        assert old.encode() in every[part], (part, old)
        every[part] = every[part].replace(old.encode(), new.encode(), 1)

    return plant


def added(part: str, content: str) -> Callable[[Parts], None]:
    def plant(every: Parts) -> None:
        every[part] = content.encode()

    return plant


PLANTED: dict[str, Callable[[Parts], None]] = {
    "no content type": added("xl/media/anh.xyz", "-"),
    "content type of no part": replaced(
        TYPES, "</Types>", '<Override PartName="/xl/khong.xml" ContentType="application/xml"/></Types>'
    ),
    "relation to no part": replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet3.xml", "worksheets/khong.xml"),
    "several sheets selected": replaced("xl/worksheets/sheet1.xml", "<sheetView ", '<sheetView tabSelected="1" '),
    "document type declared": replaced("docProps/core.xml", "<cp:core", "<!DOCTYPE a><cp:core"),
    "not well-formed": replaced("docProps/app.xml", "</Properties>", ""),
    "sheet twice": replaced(BOOK, 'sheetId="3"', 'sheetId="2"'),
    "opens on a hidden sheet": replaced(BOOK, "activeTab=", 'old="" activeTab="6" x='),
    "name of a range": replaced(BOOK, '<definedName name="dan_so">', '<definedName name="AB12">'),
    "unknown style": replaced(STYLES, 'fontId="1"', 'fontId="999"'),
    "count of styles": replaced(STYLES, "<fonts count=", '<fonts count="1" old='),
    "no such shared text": replaced(SHEET, 't="s"><v>', 't="s"><v>99999'),
    "unknown style of a cell": replaced(SHEET, '<c r="A7" s="', '<c r="A7" s="999'),
    "order of cells": replaced(SHEET, '<c r="B7"', '<c r="A7"'),
    "no number": replaced(SHEET, "</sheetData>", '<row r="900"><c r="A900"><f>A1</f><v></v></c></row></sheetData>'),
    "no formula as files have it": replaced(
        SHEET, "</sheetData>", '<row r="900"><c r="A900"><f>=SUM(1;2)</f></c></row></sheetData>'
    ),
    "shared formula over another sheet": replaced(
        SHEET,
        "</sheetData>",
        """<row r="900"><c r="A900"><f t="shared" ref="A900:A901" si="9">'Hướng dẫn'!A1</f></c></row></sheetData>""",
    ),
    "merges overlap": replaced(SHEET, '<mergeCell ref="B1:G1"/>', '<mergeCell ref="B1:G2"/>'),
    "count of elements": replaced(SHEET, "<mergeCells count=", '<mergeCells count="1" old='),
    "typing rules overlap": replaced(SHEET, 'sqref="E8"><formula1>', 'sqref="E10 E8"><formula1>'),
    "text of a typing rule too long": replaced(SHEET, 'promptTitle="', 'promptTitle="' + "x" * 40),
    "unknown style of a condition": replaced(SHEET, 'dxfId="', 'dxfId="99'),
    "order of a sheet's elements": replaced(SHEET, "<sheetData>", '<pageMargins left="1"/><sheetData>'),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts(a_return(tmp_path_factory.mktemp("law") / "a.xlsx", {}))


def test_what_we_write_keeps_the_law(whole: Parts) -> None:
    assert faults_of(packed(dict(whole))) == []


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_caught(whole: Parts, rule: str) -> None:
    broken = dict(whole)
    PLANTED[rule](broken)
    assert rule in {fault.rule for fault in faults_of(packed(dict(broken)))}
    assert rule in {fault.rule for fault in new_faults(packed(dict(whole)), packed(dict(broken)))}
    assert new_faults(packed(dict(broken)), packed(dict(broken))) == [], "what was wrong before is nothing new"


def test_a_bare_package_of_another_program_can_be_judged() -> None:
    assert new_faults(package(), package()) == []
