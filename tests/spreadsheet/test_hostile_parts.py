"""Hostile parts: XML that floods, a workbook out of order, bits flipped at random: a book or a refusal, never more."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import THOROUGH
from tests.samples.packages import (
    HEAD,
    MAIN,
    NAMES,
    OFFICE,
    package,
    packed,
    parts,
    relations,
    worksheet,
)
from tests.samples.paths import ROOT
from tests.spreadsheet.test_hostile import ONE, outcome, replaced
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.package import Limits

# --- XML -----------------------------------------------------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize("part", ["sheet", "workbook", "workbook_relations", "package_relations", "styles", "strings"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_every_part_that_is_read(part: str, encoding: str) -> None:
    assert replaced(**{part: LAUGHS.encode(encoding)}) == f"file-dtd (part={NAMES[part]})"


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (worksheet("<row r='1'><c r='A1'><v>1</v></row>"), "xml, line=2"),
        (worksheet("<row r='1'><c r='A1'><c r='B1'/></c></row>"), "nested-cell"),
        (worksheet("<row r='1'><c r='A1'><v><v>1</v></v></c></row>"), "nested-value"),
        (worksheet("").replace("UTF-8", "EBCDIC"), "encoding"),
        (worksheet("").replace("UTF-8", "iso-8859-12"), "encoding"),
        (f"<chartsheet xmlns='{MAIN}'/>", "not-a-worksheet"),
        ("", "xml, line=1"),
    ],
)
def test_a_part_that_is_no_worksheet_is_refused(sheet: str, reason: str) -> None:
    found = replaced(sheet=sheet)
    assert found == f"file-damaged (part=xl/worksheets/sheet1.xml, reason={reason})"


@pytest.mark.parametrize(
    "rows",
    [
        "<a>" * 300 + "</a>" * 300,
        "<f>" * 300 + "</f>" * 300,
        "".join(f"<n{n}/>" for n in range(30_000)),
    ],
    ids=["deep", "deep-known", "names"],
)
def test_a_flood_of_tags_is_refused(rows: str) -> None:
    assert replaced(sheet=worksheet(rows)) == "file-bomb (part=xl/worksheets/sheet1.xml)"


def test_an_endless_attribute_is_refused() -> None:
    noise = random.Random(290).randbytes(300_000).hex()
    data = packed(parts(f"<row r='1' spans='{noise}'/>"))
    assert outcome(data, limits=Limits(token=100_000)) == "file-bomb (part=xl/worksheets/sheet1.xml)"


def test_a_lying_dimension_costs_nothing() -> None:
    book = outcome(package(before="<dimension ref='A1:XFD1048576'/>"))
    assert isinstance(book, RawBook)
    assert book.sheets[0].cells == ONE


def test_too_many_cells_are_refused() -> None:
    rows = "".join(f"<row r='{row}'><c r='A{row}'><v>1</v></c></row>" for row in range(1, 202))
    assert outcome(package(rows), limits=Limits(cells=200)) == (
        "file-too-large (part=xl/worksheets/sheet1.xml, cells=201)"
    )


@pytest.mark.parametrize("where", ["shared", "inline", "value"])
def test_a_text_of_megabytes_is_cut_with_a_remark(where: str) -> None:
    text = random.Random(290).randbytes((5 if THOROUGH else 1) * 2**20).hex()
    stored = {
        "shared": "<c r='A1' t='s'><v>0</v></c>",
        "inline": f"<c r='A1' t='inlineStr'><is><t>{text}</t></is></c>",
        "value": f"<c r='A1' t='str'><v>{text}</v></c>",
    }
    data = package(f"<row r='1'>{stored[where]}</row>", shared=(f"<t>{text}</t>",) if where == "shared" else ())
    book = read_book(data)
    assert book.sheets[0].cells[1, 1].text == text[:32_767]
    assert book.remarks == ("long-text: Số liệu!A1",)


def test_more_text_than_a_workbook_may_hold_is_refused() -> None:
    data = package("<row r='1'><c r='A1' t='str'><v>12345</v></c><c r='B1' t='str'><v>67890</v></c></row>")
    assert outcome(data, limits=Limits(text=9)) == "file-too-large (part=xl/worksheets/sheet1.xml)"
    data = package(shared=("<t>12345</t>", "<t>67890</t>"))
    assert outcome(data, limits=Limits(text=9)) == "file-too-large (part=xl/sharedStrings.xml)"


STYLED_ROWS = """
import resource, sys
from tests.samples.packages import package
from tonghop290.spreadsheet.book import read_book
rows = "".join([f'<row r="{n}" s="1" customFormat="1"/>' for n in range(1, int(sys.argv[1]) + 1)])
data = package(rows)
del rows
with open("/proc/self/clear_refs", "w") as reset:  # forget the peak of the making
    reset.write("5")
book = read_book(data)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(len(book.sheets[0].cells), book.remarks, int(peak.split()[1]) < 40 * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory is told by /proc only")
def test_a_million_styled_empty_rows_take_little_memory() -> None:
    """A quarter of them in the suite: what a row keeps shows in its quarter too."""
    done = subprocess.run(
        [sys.executable, "-c", STYLED_ROWS, "1000000" if THOROUGH else "250000"],
        capture_output=True, text=True, timeout=600, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("0 () True\n", "")


# --- the workbook's own order --------------------------------------------------------------------------------------


def test_a_sheet_that_is_not_there_is_remarked_and_the_others_are_read() -> None:
    workbook = str(parts()[NAMES["workbook"]]).replace("</sheets>", "<sheet name='Thiếu' r:id='rId8'/></sheets>")
    links = str(parts()[NAMES["workbook_relations"]])
    gone = links.replace(
        "</Relationships>",
        f"<Relationship Id='rId8' Type='{OFFICE}/worksheet' Target='worksheets/x.xml'/></Relationships>",
    )
    for relation_part in (links, gone):
        book = replaced(workbook=workbook, workbook_relations=relation_part)
        assert isinstance(book, RawBook)
        assert ([sheet.name for sheet in book.sheets], book.remarks) == (["Số liệu"], ("missing-sheet: Thiếu",))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"workbook_relations": None}, "file-damaged (part=xl/workbook.xml, reason=no-worksheet)"),
        ({"workbook": None}, "file-damaged (part=xl/workbook.xml, reason=part-missing)"),
        ({"sheet": None}, "file-damaged (part=xl/workbook.xml, reason=no-worksheet)"),
        (
            {"types": None, "workbook": None, "package_relations": None},
            "file-damaged (part=xl/workbook.xml, reason=part-missing)",
        ),
        ({"workbook": f"{HEAD}<document xmlns='urn:x'/>"}, "file-not-workbook (part=xl/workbook.xml)"),
    ],
)
def test_a_broken_workbook_is_never_an_empty_one(changed: dict[str, None], found: str) -> None:
    assert replaced(**changed) == found


def test_a_workbook_without_its_first_relation_is_found_with_a_remark() -> None:
    book = replaced(package_relations=None)
    assert isinstance(book, RawBook)
    assert (book.sheets[0].cells, book.remarks) == (ONE, ("workbook-part-guessed",))


@pytest.mark.parametrize(
    "target",
    ["/xl/worksheets/sheet1.xml", "Worksheets/SHEET1.xml", "./x/../worksheets/sheet1.xml", "worksheets\\sheet1.xml"],
)
def test_a_target_is_found_however_it_is_written(target: str) -> None:
    book = replaced(workbook_relations=relations(("rId1", "worksheet", target), ("rId2", "styles", "styles.xml")))
    assert isinstance(book, RawBook)
    assert (book.sheets[0].cells, book.remarks) == (ONE, ())


def test_a_target_above_the_package_stays_inside_it() -> None:
    assert replaced(workbook_relations=relations(("rId1", "worksheet", "../../../etc/passwd"))) == (
        "file-damaged (part=xl/workbook.xml, reason=no-worksheet)"
    )


def test_two_sheets_of_one_name_are_both_read_and_remarked() -> None:
    workbook = str(parts()[NAMES["workbook"]]).replace("</sheets>", "<sheet name='SỐ LIỆU' r:id='rId1'/></sheets>")
    book = replaced(workbook=workbook)
    assert isinstance(book, RawBook)
    assert [(sheet.name, sheet.cells) for sheet in book.sheets] == [("Số liệu", ONE), ("SỐ LIỆU", ONE)]
    assert book.remarks == ("duplicate-sheet: SỐ LIỆU",)


def test_hidden_sheets_macros_links_and_charts_are_told() -> None:
    workbook = str(parts()[NAMES["workbook"]]).replace(
        "</sheets>",
        "<sheet name='ẩn' state='veryHidden' r:id='rId1'/><sheet name='vẽ' r:id='rId5'/></sheets>",
    )
    links = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId5", "chartsheet", "styles.xml"),
        ("rId6", "vbaProject", "vbaProject.bin"),
        ("rId7", "externalLink", "externalLinks/externalLink1.xml"),
    )
    book = replaced(workbook=workbook, workbook_relations=links)
    assert isinstance(book, RawBook)
    assert [(sheet.name, sheet.state) for sheet in book.sheets] == [("Số liệu", "visible"), ("ẩn", "veryHidden")]
    assert (book.has_macros, book.external_links) == (True, True)
    assert book.remarks == ("not-a-worksheet: vẽ (chartsheet)", "macros", "external-links")


def test_endless_sheets_are_refused() -> None:
    many = "".join(f"<sheet name='{n}' r:id='rId1'/>" for n in range(9))
    workbook = str(parts()[NAMES["workbook"]]).replace("</sheets>", many + "</sheets>")
    assert outcome(packed(parts(workbook=workbook)), limits=Limits(sheets=5)) == (
        "file-too-large (part=xl/workbook.xml, sheets=6)"
    )


# --- whatever comes ------------------------------------------------------------------------------------------------

WHOLE = package(
    "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><f>A1</f><v>2</v></c></row>", shared=("<t>chữ</t>",)
)
PLAIN = packed(
    parts("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", shared=("<t>chữ</t>",)), method=zipfile.ZIP_STORED
)
FLIPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=8)


@given(st.sampled_from([WHOLE, PLAIN]), FLIPS)
@example(WHOLE, [(0, 1)])
def test_flipped_bits_give_a_book_or_a_refusal(data: bytes, flips: list[tuple[int, int]]) -> None:
    spoiled = bytearray(data)
    for place, change in flips:
        spoiled[place % len(spoiled)] ^= change
    assert isinstance(outcome(bytes(spoiled)), RawBook | str)


@given(st.sampled_from(sorted(set(NAMES) - {"types"})), FLIPS)
def test_flipped_bits_inside_a_sound_package_give_a_book_or_a_refusal(part: str, flips: list[tuple[int, int]]) -> None:
    content = parts("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", shared=("<t>chữ</t>",), names="<definedNames/>")
    spoiled = bytearray(str(content[NAMES[part]]).encode())
    for place, change in flips:
        spoiled[place % len(spoiled)] ^= change
    content[NAMES[part]] = bytes(spoiled)
    assert isinstance(outcome(packed(content, method=zipfile.ZIP_STORED)), RawBook | str)


TAGS = st.sampled_from(["row", "c", "v", "f", "is", "t", "r", "rPh", "sheetData", "mergeCell", "x"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["r", "s", "t", "ref", "hidden"]),
    st.sampled_from(
        ["1", "A1", "B2", "A1:C3", "XFD1048576", "s", "str", "inlineStr", "b", "e", "d", "array", "-1", ""]
    ),
    max_size=3,
)


def element(tag: str, attributes: dict[str, str], inside: str) -> str:
    written = "".join(f" {key}='{value}'" for key, value in attributes.items())
    return f"<{tag}{written}>{inside}</{tag}>"


TREES = st.recursive(
    st.sampled_from(["", "1", "x", "0", "_x0041_", " "]),
    lambda inner: st.lists(
        st.builds(
            element,
            TAGS,
            ATTRIBUTES,
            inner,
        ),
        max_size=4,
    ).map("".join),
    max_leaves=20,
)


@given(TREES)
def test_any_tree_of_known_tags_gives_a_book_or_a_refusal(rows: str) -> None:
    assert isinstance(replaced(sheet=worksheet(rows)), RawBook | str)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert isinstance(outcome(data), str)
    assert isinstance(outcome(b"PK\3\4" + data), str)
    assert isinstance(outcome(b"PK\3\4" + data + b"PK\5\6" + data[:18].ljust(18, b"\0")), str)
