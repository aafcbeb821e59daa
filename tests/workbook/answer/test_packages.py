"""Workbooks of other programs, marked: odd packages, odd spellings, and those that are better left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import THOROUGH
from tests.samples.mistakes import FORM, SMALL, a_return, a_small_return, findings, parts, with_belongings, with_parts
from tests.samples.paths import CORPUS_FILES
from tests.samples.programs import PROGRAMS, spelled
from tonghop290.model import Finding
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.edit.splice import Splice, Wanted, escape, find_elements, retag
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.workbook.answer.guide_counts import counts_on_guide
from tonghop290.workbook.answer.marked import CannotMark, can_mark, write_marked
from tonghop290.workbook.answer.points import OURS
from tonghop290.workbook.plan import TO_FIX
from tonghop290.workbook.to_fix_sheet import is_to_fix

BOOK, SHEET, STYLES = "xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"
SHEET_ORDER = [  # ECMA-376 part 1, CT_Worksheet
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
]  # fmt: skip
BOOK_ORDER = [  # CT_Workbook
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
]  # fmt: skip


def test_the_parts_keep_the_order_excel_insists_on(tmp_path: Path) -> None:
    source = with_belongings(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    for one in (tmp_path / "a.xlsx", source):
        copy = parts(write_marked(one, tmp_path / "c.xlsx", findings(one), form=FORM))
        for name, data in copy.items():
            if name.endswith((".xml", ".rels", ".vml")):
                root = ElementTree.fromstring(data)
                order = SHEET_ORDER if name.startswith("xl/worksheets/sheet") else BOOK_ORDER if name == BOOK else []
                places = [order.index(child.tag.rpartition("}")[2]) for child in root if order]
                assert places == sorted(places), name
        rows = [int(row) for row in re.findall(r'<row [^>]*?\br="(\d+)"', copy[SHEET].decode())]
        assert rows == sorted(set(rows))
        counts = re.findall(rb'<(fonts|fills|borders|cellXfs) count="(\d+)"', copy[STYLES])
        assert [(name, int(count)) for name, count in counts] == [
            (name, len(list(ElementTree.fromstring(copy[STYLES]).find(f"{{*}}{name.decode()}") or ())))
            for name, _ in counts
        ]


def prefixed(every: dict[str, bytes]) -> None:
    for name in (BOOK, SHEET, STYLES):
        xml = every[name].decode().replace("xmlns=", "xmlns:x=")
        every[name] = re.sub(r"<(/?)(?=[A-Za-z])(?!x:|mc:|\?)", r"<\1x:", xml).encode()
    assert b"<x:sheetData>" in every[SHEET]


def selected_in_a_group(every: dict[str, bytes]) -> None:
    for name in [name for name in every if name.startswith("xl/worksheets/sheet")]:
        every[name] = re.sub(rb'(<sheetView )(?:tabSelected="1" )?', rb'\1tabSelected="1" ', every[name])


def moved_relations(every: dict[str, bytes]) -> None:
    for name in [name for name in every if name.endswith(".rels")]:
        every[name] = every[name].replace(b'Target="worksheets/', b'Target="/xl/worksheets/')


@pytest.mark.parametrize("change", [prefixed, selected_in_a_group, moved_relations])
def test_odd_spellings_of_the_same_workbook_are_marked_the_same(tmp_path: Path, change: object) -> None:
    assert callable(change)
    source = a_small_return(tmp_path / "a.xlsx")
    found = findings(source, SMALL)
    plain = read_book(write_marked(source, tmp_path / "b.xlsx", found, form=SMALL).read_bytes())
    odd = with_parts(source, tmp_path / "odd.xlsx", change)
    copy = write_marked(odd, tmp_path / "c.xlsx", found, form=SMALL)
    book = read_book(copy.read_bytes())
    assert [(one.cells, one.comments) for one in book.sheets] == [(one.cells, one.comments) for one in plain.sheets]
    assert sum(data.count(b'tabSelected="1"') for name, data in parts(copy).items() if "worksheets/" in name) == 1


def test_rows_and_cells_without_a_reference_are_counted(tmp_path: Path) -> None:
    def shorten(every: dict[str, bytes]) -> None:
        every[SHEET] = re.sub(
            rb"<sheetData>.*</sheetData>",
            (
                b'<sheetData><row><c t="str"><v>a</v></c><c><v>2</v></c></row><row r="4"/><row><c '
                b'r="C5"><v>3</v></c></row></sheetData>'
            ),
            every[SHEET],
            flags=re.DOTALL,
        )

    source = with_parts(a_small_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", shorten)
    found = [
        Finding(code="c", severity="error", stage="type", message="Sai.", sheet="Số liệu", cell=cell)
        for cell in ("B1", "C1", "D4", "A5", "C5", "D5", "A2", "B9")
    ]
    xml = parts(write_marked(source, tmp_path / "c.xlsx", found, form=SMALL))[SHEET].decode()
    data = re.sub(r' s="\d+"', " s", xml[xml.index("<sheetData>") : xml.index("</sheetData>")])
    assert data == (
        '<sheetData><row><c t="str"><v>a</v></c><c s><v>2</v></c><c r="C1" s/></row><row r="2"><c r="A2" '
        's/></row><row r="4"><c r="D4" s/></row>'
        '<row><c r="A5" s/><c r="C5" s><v>3</v></c><c r="D5" s/></row><row r="9"><c r="B9" s/></row>'
    )


REFUSED = {
    "digitally signed": lambda every: every.update({"_xmlsignatures/origin.sigs": b""}),
    "Strict": lambda every: every.update(
        {
            BOOK: every[BOOK].replace(
                b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
            )
        }
    ),
    "not UTF-8": lambda every: every.update(
        {STYLES: every[STYLES].decode().replace("UTF-8", "UTF-16").encode("utf-16")}
    ),
    "no style sheet": lambda every: every.pop(STYLES),
    "history": lambda every: every.update(
        {
            "xl/_rels/workbook.xml.rels": every["xl/_rels/workbook.xml.rels"].replace(
                b"</Relationships>",
                (
                    b'<Relationship Id="rv" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                    b'relationships/revisionHeaders" Target="r.xml"/></Relationships>'
                ),
            )
        }
    ),
    "not a whole style sheet": lambda every: every.update(
        {STYLES: re.sub(rb"<fills.*</fills>", b"", every[STYLES], flags=re.DOTALL)}
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_would_be_harmed_is_not_marked(tmp_path: Path, why: str) -> None:
    source = a_small_return(tmp_path / "a.xlsx")
    odd = with_parts(source, tmp_path / "b.xlsx", REFUSED[why])
    assert (can_mark(source), can_mark(odd)) == (True, False)
    with pytest.raises(CannotMark, match=why):
        write_marked(odd, tmp_path / "c.xlsx", findings(source, SMALL), form=SMALL)
    assert not (tmp_path / "c.xlsx").exists()


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, b"a;b\n1;2\n"]
)
def test_what_is_no_workbook_cannot_be_marked(data: bytes) -> None:
    assert not can_mark(data)


def uncounted(book: RawBook) -> list[tuple[str, dict[tuple[int, int], object], object]]:
    """The sheets, without the list and what counts its points on the guide."""
    counted = counts_on_guide(book, SMALL, [], TO_FIX)
    return [
        (
            sheet.name,
            {place: cell for place, cell in sheet.cells.items() if place not in counted.get(sheet.name, {})},
            sheet.comments,
        )
        for sheet in book.sheets
        if not is_to_fix(sheet)
    ]


def marked_and_given_back(data: bytes, folder: Path) -> bool:
    """Marked, it reads back the same; marked again without findings, it is as before. False: it cannot be marked."""
    book = read_book(data)
    found = [
        Finding(code="c", severity=severity, stage="type", message="Sai <b> & “x”.", sheet=sheet.name, cell=cell)
        for sheet in book.sheets
        for severity, cell in (("error", "A1"), ("warning", "C3"), ("error", "ZZ99"))
    ]
    try:
        copy = write_marked(data, folder / "a.xlsx", found, form=SMALL).read_bytes()
    except CannotMark as why:
        assert "Excel would not open" not in str(why), "no copy breaks a law of Excel's that its source keeps"
        return False
    again = read_book(copy)
    assert all(
        sum(OURS.heading in text for text in sheet.comments.values()) == 3
        for sheet in again.sheets
        if not is_to_fix(sheet)
    )
    back = read_book(write_marked(copy, folder / "b.xlsx", [], form=SMALL).read_bytes())
    assert uncounted(back) == uncounted(book)
    return True


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_form_of_any_program_is_marked_and_given_back(program: str, tmp_path: Path) -> None:
    book = read_book(a_small_return(tmp_path / "form.xlsx").read_bytes())
    assert marked_and_given_back(spelled(book, PROGRAMS[program]), tmp_path) == (program != "Excel, strict")


@pytest.mark.corpus
def test_real_workbooks_of_fifteen_libraries_are_marked_and_given_back_harmless(tmp_path: Path) -> None:
    outcomes, tried = [], 1 if THOROUGH else 3
    for path in sorted(path for path in CORPUS_FILES.rglob("*") if path.is_file())[::tried]:
        (tmp_path / "a.xlsx").unlink(missing_ok=True)
        with suppress(Unreadable):
            outcomes.append(marked_and_given_back(path.read_bytes(), tmp_path))
            copy = parts(tmp_path / "a.xlsx") if outcomes[-1] else {}
            assert not [name for name in copy if re.search("(?i)vba|activex|embed|externallink|macro", name)], path.name
            assert not [one for one in copy if one.endswith(".rels") and b'"External"' in copy[one]], path.name
    assert outcomes.count(True) >= 130 // tried  # the others: test_tricks.py, and what may not be edited
    assert outcomes.count(False) >= 20 // tried
    assert outcomes.count(False) <= 35 // tried + 1


def test_edits_keep_every_other_byte() -> None:
    data = '<?xml version="1.0"?>\r\n<a x=\'1>2\'><!-- c --><b  k = "v"/><m:b xmlns:m="u">é</m:b >\n</a>'.encode()
    one, other, root = find_elements(data, "p", lambda path, _: path[-1] in "ab")
    splice = Splice(data)
    splice.append_to(one, "<t>1</t>")
    splice.append_to(one, "<t>2</t>")
    splice.append_to(other, "<t/>")
    splice.replace(root.start, root.inner, retag(splice.tag(root), x=None, y='"<'))
    assert splice.done().decode() == (
        '<?xml version="1.0"?>\r\n'
        '<a y="&quot;&lt;"><!-- c --><b  k = "v"><t>1</t><t>2</t></b><m:b xmlns:m="u">é<m:t/></m:b >\n</a>'
    )


def test_what_is_passed_over_is_not_asked_about_and_stands_in_no_other_of_its_name() -> None:
    data, asked = b"<w><rows><row><c/></row><row><c><v/></c></row></rows><tail/></w>", []

    def want(path: Sequence[str], _: Mapping[str, str]) -> Wanted:
        asked.append(path[-1])
        return "alone" if path[-1] == "row" else "passed" if path[-1] == "other" else path[-1] == "tail"

    found = [data[one.start : one.end] for one in find_elements(data, "p", want)]
    assert found == [b"<row><c/></row>", b"<row><c><v/></c></row>", b"<tail/>"]
    assert asked == ["w", "rows", "row", "row", "tail"]
    for nested in (b"<w><row><row/></row></w>", b"<w><other><c><other/></c></other><tail/></w>"):
        with pytest.raises(CannotMark):
            find_elements(nested, "p", want)


@pytest.mark.parametrize("text", ["", "a&b", "<x>", "_x000D_", "_x005F_x000D_", "dòng\r\nhai\rba", "\x00\x08é", "]]>"])
def test_escaped_text_reads_back(text: str) -> None:
    from tonghop290.spreadsheet.xml import decode_text

    read = ElementTree.fromstring(f"<t>{escape(text)}</t>").text or ""
    assert decode_text(read) == text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x08", "")
