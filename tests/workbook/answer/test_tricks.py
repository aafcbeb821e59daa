"""What a sender's workbook could do on another machine does not travel in its answer, and that is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import tonghop290 as th
from tests import THOROUGH
from tests.samples.mistakes import FORM, SMALL, a_return, a_small_return, parts, with_parts
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.acting import ActingParts, acting_formulas, what_acts
from tonghop290.workbook.answer.guide_counts import counts_on_guide
from tonghop290.workbook.answer.marked import write_marked

Parts = dict[str, bytes]
Change = Callable[[Parts], None]
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet2.xml"
EVIL = (
    b"evil.example",
    b"\\\\evil",
    b"vbaProject",
    b"externalLink",
    b"embeddings",
    b"activeX",
    b"customUI",
    b"calc.exe",
)


def relation(every: Parts, part: str, kind: str, target: str, *, external: bool = True, type: str = "") -> None:
    folder, _, name = part.rpartition("/")
    source = f"{folder}/_rels/{name}.rels".lstrip("/")
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    mode = ' TargetMode="External"' if external else ""
    line = f'<Relationship Id="rEvil" Type="{type or R}/{kind}" Target="{target}"{mode}/></Relationships>'
    every[source] = every.get(source, empty).replace(b"</Relationships>", line.encode())


def before(every: Parts, part: str, tag: str, xml: str) -> None:
    data = every[part].decode()
    assert tag in data, tag
    every[part] = data.replace(tag, xml + tag, 1).encode()


def hyperlink(target: str) -> Change:
    def change(every: Parts) -> None:
        relation(every, SHEET, "hyperlink", target)
        link = f'<hyperlinks><hyperlink xmlns:q="{R}" ref="E16" q:id="rEvil"/></hyperlinks>'
        before(every, SHEET, "<pageMargins", link)

    return change


def cell_formula(formula: str) -> Change:
    def change(every: Parts) -> None:
        xml = f'<c r="E12" t="str"><f>{formula}</f><v>Xã</v></c>'
        data, count = re.subn(r'<c r="H4"[^>]*?(/>|>.*?</c>)', "", every[SHEET].decode())
        data, count = re.subn(
            r'(<row r="12"[^>]*>.*?)<c r="E12"[^>]*?(/>|>.*?</c>)', rf"\1{xml}", data, flags=re.DOTALL
        )
        assert count == 1
        every[SHEET] = data.encode()

    return change


def related(kind: str, part: str, data: bytes = b"x", *, of: str = BOOK, type: str = "") -> Change:
    """A part of this kind, related to the workbook or to another part."""

    def change(every: Parts) -> None:
        every[part] = data
        relation(every, of, kind, "/" + part, external=False, type=type)

    return change


def outside(kind: str, target: str, *, of: str = BOOK) -> Change:
    return lambda every: relation(every, of, kind, target)


def in_sheet(tag: str, xml: str) -> Change:
    return lambda every: before(every, SHEET, tag, xml)


def named(xml: str) -> Change:
    return lambda every: before(every, BOOK, "</definedNames>", xml)


def macro_enabled(every: Parts) -> None:
    types = every["[Content_Types].xml"]
    every["[Content_Types].xml"] = types.replace(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    assert every["[Content_Types].xml"] != types


DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:sp {}/></xdr:wsDr>'
)


def linked_picture(every: Parts) -> None:
    related("drawing", "xl/drawings/drawing9.xml", DRAWING.format("").encode(), of=SHEET)(every)
    relation(every, "xl/drawings/drawing9.xml", "hyperlink", "http://evil.example/")


LINKS: dict[str, Change] = {
    "web": hyperlink("http://evil.example/a"),
    "file": hyperlink("file:///C:/Windows/calc.exe"),
    "UNC": hyperlink("file://\\\\evil\\a.xlsx"),
    "javascript": hyperlink("javascript:alert(1)//evil.example"),
    "mailto": hyperlink("mailto:a@evil.example"),
    "place in another book": in_sheet(
        "<pageMargins", "<hyperlinks><hyperlink ref='E16' location=\"'[\\\\evil\\a.xlsx]S'!A1\"/></hyperlinks>"
    ),
    "listed in the properties": lambda every: before(
        every, "docProps/app.xml", "</Properties>", "<HyperlinkBase>http://evil.example/</HyperlinkBase><HLinks/>"
    ),
}
FRESH: dict[str, Change] = {
    "HYPERLINK()": cell_formula('HYPERLINK("http://evil.example","x")'),
    "hyperlink () in small letters": cell_formula('hyperlink ("http://evil.example")'),
    "HYPERLINK() beside one that stays in the workbook": cell_formula(
        'HYPERLINK("#"&amp;A1,"x")&amp;HYPERLINK(A1&amp;"#"&amp;A2)'
    ),
    "HYPERLINK() behind a character reference": cell_formula('&#72;YPERLINK("http://evil.example")'),
    "HYPERLINK() in CDATA": cell_formula('<![CDATA[HYPERLINK("http://evil.example")]]>'),
    "HYPERLINK() behind a sheet's name with a quote in it": cell_formula('\'a"b\'!A1&amp;HYPERLINK("evil.example")'),
    "a formula with new names of functions": cell_formula("_xlfn._xlws.PY(0,1)"),
    "another workbook": cell_formula("[1]Sheet1!A1"),
    "another workbook by its path": cell_formula("'\\\\\\\\evil\\\\share\\\\[b.xlsx]S 1'!A1"),
    "WEBSERVICE": cell_formula('_xlfn.WEBSERVICE("http://evil.example")'),
    "FILTERXML": cell_formula('_xlfn.FILTERXML("&lt;a/&gt;","//a")'),
    "IMPORTXML": cell_formula('IMPORTXML("http://evil.example","//a")'),
    "IMAGE": cell_formula('_xlfn.IMAGE("http://evil.example/a.png")'),
    "RTD": cell_formula('RTD("evil.example",,"x")'),
    "DDE": cell_formula("cmd|' /C calc.exe'!A0"),
    "DDE()": cell_formula('DDE("soffice","evil.example","A1")'),
    "CALL": cell_formula('CALL("Kernel32","WinExec","JCJ","calc.exe",0)'),
    "INDIRECT to another book": cell_formula("INDIRECT(\"'[evil.example]S'!A1\")"),
    "add-in function": cell_formula("_xll.Evil()"),
    "validation": in_sheet(
        "</dataValidations>",
        '<dataValidation type="custom" sqref="A1"><formula1>WEBSERVICE("http://evil.example")</formula1>'
        "</dataValidation>",
    ),
    "conditional format": in_sheet(
        "<dataValidations",
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="99">'
        "<formula>[1]S!A1</formula></cfRule></conditionalFormatting>",
    ),
    "name of another book": named("<definedName name='evil_x'>[1]S!$A$1</definedName>"),
    "auto_open": named("<definedName name='Auto_Open'>Macro1!$A$1</definedName>"),
    "name of a macro": named("<definedName name='evil_m' xlm='1' function='1'>#REF!</definedName>"),
    "macro-enabled type": macro_enabled,
    "macros": related("vbaProject", "xl/vbaProject.bin", type="http://schemas.microsoft.com/office/2006/relationships"),
    "macros nobody names": lambda every: every.update({"xl/vbaProject.bin": b"x"}),
    "a program beside": lambda every: every.update({"xl/calc.exe": b"MZ"}),
    "external link": related("externalLink", "xl/externalLinks/externalLink1.xml", b"<a/>"),
    "connections": related("connections", "xl/connections.xml", b"<connections/>"),
    "query table": related("queryTable", "xl/queryTables/queryTable1.xml", b"<a/>", of=SHEET),
    "macro sheet": related("xlMacrosheet", "xl/macrosheets/sheet1.xml", b"<a/>"),
    "embedded package": related("package", "xl/embeddings/a.xlsx", of=SHEET),
    "embedded object": related("oleObject", "xl/embeddings/oleObject1.bin", of=SHEET),
    "linked object": outside("oleObject", "file:///\\\\evil\\a.doc", of=SHEET),
    "ActiveX": related("control", "xl/activeX/activeX1.xml", b"<a/>", of=SHEET),
    "data model": related("powerPivotData", "xl/model/item.data"),
    "web extension": related("webextensiontaskpanes", "xl/webextensions/taskpanes.xml", b"<a/>", of=""),
    "ribbon": related("extensibility", "customUI/customUI.xml", b"<customUI onLoad='x'/>", of=""),
    "attached template": outside("attachedTemplate", "http://evil.example/t.dotm"),
    "picture from the web": outside("image", "http://evil.example/a.png", of=SHEET),
    "slicer": related("slicer", "xl/slicers/slicer1.xml", b"<a/>", of=SHEET),
    "query of its own": related("customXml", "customXml/item1.xml", b"<DataMashup xmlns='http://x'>AAAA</DataMashup>"),
    "smart tag": named(
        "</definedNames><smartTagTypes><smartTagType url='http://evil.example'/></smartTagTypes><definedNames>"
    ),
    "link of a picture": linked_picture,
    "XML map": related("xmlMaps", "xl/xmlMaps.xml", b"<a/>"),
    "picture that may hold scripts": related("image", "xl/media/a.svg", b"<svg><script/></svg>", of=SHEET),
    "shape with a macro": related(
        "drawing", "xl/drawings/drawing9.xml", DRAWING.format("macro=\"'\\\\evil\\a.xlsm'!m\"").encode(), of=SHEET
    ),
    "shape with a link": related(
        "drawing", "xl/drawings/drawing9.xml", DRAWING.format('textlink="[1]S!A1"').encode(), of=SHEET
    ),
    "old drawing with a link": related(
        "vmlDrawing", "xl/drawings/vmlDrawing9.vml", b"<xml><shape href='http://evil.example'/></xml>", of=SHEET
    ),
    "old drawing that is no XML": related(
        "vmlDrawing", "xl/drawings/vmlDrawing9.vml", b"<xml><br><shape href='http://evil.example'></xml>", of=SHEET
    ),
    "published to the web": in_sheet(
        "</worksheet>",
        "<webPublishItems><webPublishItem id='1' divId='a' sourceType='sheet' destinationFile='\\\\evil\\a.htm'/>"
        "</webPublishItems>",
    ),
}


def answer(tmp_path: Path, change: Change, name: str = "a.xlsx") -> tuple[Path, list[str]]:
    """The answer to a return with that trick, and the codes that were said of it."""
    source = with_parts(a_small_return(tmp_path / "plain.xlsx"), tmp_path / name, change)
    report = th.check([source], SMALL)
    (written,) = th.annotate(report, tmp_path / "ra")
    return written, [finding.code for finding in report.findings]


def told(book: Path) -> list[str]:
    """What the list says is left behind."""
    first = read_book(book.read_bytes()).sheets[0]
    assert first.name == "Cần sửa"
    return [cell.text for cell in first.cells.values() if "bản trả lời" in cell.text]


def is_harmless(book: Path) -> None:
    every = parts(book)
    assert not [(name, evil) for name, data in every.items() for evil in EVIL if evil in data or evil in name.encode()]
    assert not [name for name, data in every.items() if b"External" in data and name.endswith(".rels")]
    assert what_acts(Content.read(book).open()) == frozenset()


@pytest.mark.parametrize("trick", LINKS)
def test_links_are_cut_and_the_workbook_stays_the_senders(tmp_path: Path, trick: str) -> None:
    copy, codes = answer(tmp_path, LINKS[trick])
    is_harmless(copy)
    kept = parts(tmp_path / "a.xlsx")["docProps/core.xml"] == parts(copy)["docProps/core.xml"]
    assert kept
    if trick not in ("listed in the properties",):
        assert len(told(copy)) == 1
    if trick in ("web", "file", "UNC", "javascript", "mailto"):
        assert "left-links" in codes


@pytest.mark.parametrize("trick", FRESH)
def test_what_acts_is_not_marked(tmp_path: Path, trick: str) -> None:
    source = with_parts(a_small_return(tmp_path / "plain.xlsx"), tmp_path / "a.xlsx", FRESH[trick])
    with pytest.raises(ActingParts) as refused:
        write_marked(source, tmp_path / "b.xlsx", [], form=SMALL)
    assert refused.value.acts
    assert not (tmp_path / "b.xlsx").exists()


ANSWERED = (
    FRESH
    if THOROUGH
    else ("HYPERLINK()", "another workbook", "WEBSERVICE", "macros nobody names", "embedded package", "validation")
)


@pytest.fixture(scope="module")
def fresh_copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Path]]:
    """Trick → the name of a return with it, and its answer; all are checked at once."""
    folder = tmp_path_factory.mktemp("fresh")
    plain = a_small_return(folder / "plain.xlsx")
    names = {trick: f"{number:02}.xlsx" for number, trick in enumerate(ANSWERED)}
    sources = {trick: with_parts(plain, folder / name, FRESH[trick]) for trick, name in names.items()}
    written = {path.name: path for path in th.annotate(th.check(sources.values(), SMALL, compare=False), folder / "ra")}
    return {trick: (name, written[name]) for trick, name in names.items()}


@pytest.mark.parametrize("trick", ANSWERED)
def test_what_acts_is_answered_with_a_fresh_copy_that_says_so(
    fresh_copies: dict[str, tuple[str, Path]], trick: str
) -> None:
    name, copy = fresh_copies[trick]
    is_harmless(copy)
    assert copy.name == name
    assert told(copy)
    values = {cell.text for sheet in read_book(copy.read_bytes()).sheets for cell in sheet.cells.values()}
    assert "mười nghìn" in values


def test_a_workbook_with_macros_is_answered_as_one_without(tmp_path: Path) -> None:
    copy, codes = answer(tmp_path, macro_enabled, "biểu.xlsm")
    assert copy.name == "biểu.xlsx"
    assert "left-programs" in codes


@pytest.mark.parametrize(
    ("kind", "target", "content"),
    [
        ("namedSheetView", "xl/namedSheetViews/namedSheetView1.xml", b"<namedSheetViews/>"),
        ("documenttask", "xl/documenttasks/documenttask1.xml", b"<Tasks/>"),
        ("workbookmetadata", "xl/metadata", b"\0\1of Google Sheets"),
    ],
)
def test_what_programs_keep_for_themselves_does_not_act(kind: str, target: str, content: bytes, tmp_path: Path) -> None:
    def add(every: Parts) -> None:
        every[target] = content
        relation(every, BOOK, kind, f"/{target}", external=False, type="http://schemas.example/relationships")

    book = with_parts(a_small_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", add)
    assert what_acts(Content.read(book).open()) == frozenset()


def test_the_forms_own_formulas_travel(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    (copy,) = th.annotate(th.check([source], FORM), tmp_path / "ra")
    before, after = (
        {
            (sheet.name, place): cell.formula
            for sheet in read_book(path.read_bytes()).sheets
            for place, cell in sheet.cells.items()
            if cell.formula and sheet.name != "Cần sửa"
        }
        for path in (source, copy)
    )
    counted = counts_on_guide(read_book(source.read_bytes()), FORM, [], "Cần sửa")
    assert before.keys() == after.keys()
    assert {place for place in before if before[place] != after[place]} <= {
        (sheet, place) for sheet in counted for place in counted[sheet]
    }
    assert told(copy) == []


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A3)/B2",
        "'Số liệu'!E12&\"[1]a|b \\\\x http://a\"",
        "Bảng1[Cột 1]",
        "SUM(Table1[[#This Row],[a]:[b]])",
        "'Trang ''của'' tôi'!A1",
        'IF(A1="","",INDIRECT("A"&B1))',
        "MYIMAGE(A1)",
        'TEXT(A1,"[$-42A]dd/mm")',
    ],
)
def test_a_formula_that_only_counts_does_not_act(formula: str) -> None:
    assert acting_formulas([formula]) == frozenset()
