"""A filled form in another kind of workbook: the same values, percents and days as in the .xlsx, or a word why not."""

from __future__ import annotations

import random
import struct
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples import libreoffice
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.libreoffice import shared
from tests.samples.packages import HEAD, packed
from tests.samples.raw_books import Desk
from tests.samples.xlsb import xlsb
from tonghop290.model import Form
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import read_with_calamine
from tonghop290.spreadsheet.other.ods import ods_looks, without_indents
from tonghop290.spreadsheet.other.sheet_looks import SheetLooks
from tonghop290.spreadsheet.other.xls import builtin_format, unpacked, xls_looks
from tonghop290.spreadsheet.package import open_package
from tonghop290.spreadsheet.seen.look import ORDINARY, Look
from tonghop290.spreadsheet.sheet import RawSheet
from tonghop290.workbook.intake.one import RETURN_LIMITS, read_submission
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.plan import FIGURES, VALUE, plan_workbook


@cache
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    filling = Filling(values=FULL, states={"tien_gop": "Ước tính"}, tables={"mo_hinh": [{"ten": "Hố rác gia đình"}]})
    return write_blank(form(), tmp_path_factory.mktemp("form") / "a.xlsx", unit=a_unit(), filling=filling)


def checked(path: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], list[tuple[str, str | None]]]:
    """(values, tables, states, findings as code and field) of one file."""
    report = th.check([path], form())
    file = report.to_dict()["files"][0]
    return file["values"], file["tables"], file["states"], [(one.code, one.field) for one in report.findings]


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# --- .xlsb --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shared", [True, False])
def test_a_form_saved_as_xlsb_gives_the_same_values_and_tables(filled: Path, tmp_path: Path, shared: bool) -> None:
    values, tables, states, _ = checked(filled)
    assert (values["dan_so"], states) == (10661, {"tien_gop": "Ước tính"})
    saved = written(
        tmp_path / "a.xlsx", xlsb(read_book(filled.read_bytes()), shared=shared)
    )  # the name does not matter
    assert checked(saved) == (values, tables, states, [("other-kind", None)])


CELLS = [  # what stands in the cell of a field, in .xlsb → its value, what is said
    ("ty_le_ngheo_2019", ("n", "0.0399", "0.00%"), 3.99, ["read-as"]),
    ("ty_le_ngheo_2019", ("n", "0.0399", '0.0" "%'), 3.99, ["read-as"]),
    ("ty_le_ngheo_2019", ("n", "3.99", "0.00"), 3.99, []),
    ("ty_le_ngheo_2019", ("n", "1", "0%"), 100.0, ["read-as", "unusual-high", "rule-R4d"]),
    ("thu_nhap_2019", ("n", "0.382", "0.0%"), None, ["percent-format"]),
    ("ngay_chot", ("n", "43830", "dd/mm/yyyy"), "2019-12-31", []),
    ("ngay_chot", ("n", "43830", "mm-dd-yy"), "2019-12-31", []),
    ("ngay_chot", ("n", "43830", "General"), "2019-12-31", ["read-as"]),
    ("quyet_dinh_ngay", ("n", "40334", "m/d/yyyy"), "2010-06-05", ["date-swap"]),
    ("dan_so", ("n", "43830", "dd/mm/yyyy"), None, ["date-in-number"]),
    ("dan_so", ("s", "10.661 người", "General"), 10661, ["read-as"]),
    ("dan_so", ("b", "1", "General"), None, ["bool-cell"]),
    ("dan_so", ("e", "#REF!", "General"), None, ["required"]),
    ("dan_so", ("u", "", "General"), None, ["required"]),
]


def test_a_cell_of_an_xlsb_is_read_as_that_of_an_xlsx(filled: Path, tmp_path: Path) -> None:
    for at, (field, cell, _, _) in enumerate(CELLS):
        desk = Desk.open(filled)
        kind, text, number_format = cell
        place = (plan_workbook(form()).fields[field].row, VALUE)
        desk.page(FIGURES).cells[place] = RawCell(*place, kind, text, Look(number_format), None)
        written(tmp_path / f"{at:02}.xlsb", xlsb(desk.book()))
    report = th.check([tmp_path], form(), compare=False)
    for (field, cell, value, said), told, file in zip(CELLS, report.to_dict()["files"], report.files, strict=True):
        codes = [one.code for one in file.findings if one.field == field or one.code.startswith("rule")]
        assert (told["values"][field], codes) == (value, said), (field, cell)


def test_days_from_1904_are_the_same_days_in_an_xlsb(filled: Path, tmp_path: Path) -> None:
    book = read_book(filled.read_bytes())
    sheets = tuple(
        RawSheet(
            name=one.name,
            state=one.state,
            merges=one.merges,
            cells={
                place: cell._replace(text=str(int(cell.text) - 1462))
                if cell.number_format == "dd/mm/yyyy" and cell.kind == "n"
                else cell
                for place, cell in one.cells.items()
            },
        )
        for one in book.sheets
    )
    values, *_ = checked(written(tmp_path / "a.xlsb", xlsb(RawBook(sheets=sheets, names={}, date1904=True))))
    assert (values["ngay_chot"], values["quyet_dinh_ngay"]) == ("2019-12-31", "2010-06-05")


def test_a_damaged_xlsb_is_refused_or_read_right(filled: Path) -> None:
    data, dice = xlsb(read_book(filled.read_bytes())), random.Random(290)
    whole = read_submission("a.xlsb", form(), content=Content(data), by_calamine=in_this_process).cells
    damaged = [data[:-50], data[:3000], data.replace(b"PK\1\2", b"PK\1\3", 1)]
    for part in range(60):
        at = len(data) * part // 60
        damaged.append(data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])
    for one in damaged:
        read = read_submission("a.xlsb", form(), content=Content(one), by_calamine=in_this_process)
        assert (
            len(read.findings) == 1
            if not read.readable
            else {id: (cell.kind, cell.text) for id, cell in read.cells.items()}
            == {id: (cell.kind, cell.text) for id, cell in whole.items()}
        )


def in_this_process(content: Content) -> RawBook:
    return read_with_calamine(content, limits=RETURN_LIMITS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to the memory of a process")
def test_two_cells_at_the_ends_of_a_sheet_do_not_take_all_the_memory(filled: Path, tmp_path: Path) -> None:
    desk = Desk.open(filled)
    desk.page(FIGURES).cells[65_536, 256] = RawCell(65_536, 256, "s", "x", ORDINARY, None)
    findings = checked(written(tmp_path / "a.xlsb", xlsb(desk.book())))[3]
    assert findings in ([("file-crash", None)], [("file-too-large", None)])


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_libreoffice_reads_from_our_xlsb_what_was_written_into_it(filled: Path, tmp_path: Path) -> None:
    source = written(tmp_path / "a.xlsb", xlsb(read_book(filled.read_bytes())))
    with shared() as desk:
        saved = desk.save_as(desk.open(source), tmp_path / "b.xlsx", "xlsx")
    assert checked(saved)[:3] == checked(filled)[:3]


# --- the formats of an .xls ---------------------------------------------------------------------------------------


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def an_xls(sheet: bytes, *, formats: dict[int, str], styles: list[int], version: int = 0x600) -> bytes:
    """A compound file with one stream ``Workbook``: a sheet "A" with these records ([MS-CFB] 2.2, [MS-XLS] 2.4)."""

    def book(start: int) -> bytes:
        made = record(0x809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0))
        made += b"".join(
            record(0x41E, struct.pack("<HHB", number, len(code), 0) + code.encode()) for number, code in formats.items()
        )
        made += b"".join(record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in styles)
        return made + record(0x85, struct.pack("<IBBBB", start, 0, 0, 1, 0) + b"A") + record(0x0A)

    stream = book(len(book(0))) + record(0x809, struct.pack("<HHHHII", version, 16, 0, 0, 0, 0)) + sheet + record(0x0A)
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    name = "Workbook\0".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<HB", len(name), 2) + bytes(49) + struct.pack("<IQ", 2, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head = (
        head.ljust(44, b"\0")
        + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    )
    return head + struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))) + entry.ljust(512, b"\0") + stream


SHEET = (
    record(0x203, struct.pack("<HHHd", 0, 0, 1, 0.0399))  # A1, a float under 0.0% as number 54
    + record(0x27E, struct.pack("<HHHI", 1, 0, 0, 10661 << 2 | 2))  # A2, an integer
    + record(
        0xBD, struct.pack("<HHHIHIH", 2, 0, 2, 399 << 2 | 3, 0, 0x3FF80000, 1)
    )  # A3 3.99 under 0.00% as Excel has it, B3 1.5
    + record(
        0x06, struct.pack("<HHHd", 3, 0, 3, 43830.0) + bytes(8)
    )  # A4, a formula giving a day of Excel's own format
    + record(0x06, struct.pack("<HHH", 3, 1, 1) + bytes(6) + b"\xff\xff" + bytes(8))  # B4, a formula giving a text
)


def test_the_number_formats_of_an_xls_are_told_with_its_numbers() -> None:
    data = an_xls(SHEET, formats={54: "0.0%"}, styles=[0, 54, 10, 14])
    assert xls_looks(data, most=100)["A"].numbers == {
        (1, 1): (0.0399, "0.0%"),
        (2, 1): (10661.0, "General"),
        (3, 1): (3.99, "0.00%"),
        (3, 2): (1.5, "General"),
        (4, 1): (43830.0, ""),
    }
    assert xls_looks(data, most=2)["A"].numbers == {(1, 1): (0.0399, "0.0%"), (2, 1): (10661.0, "General")}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xd0\xcf\x11\xe0" * 200,
        an_xls(SHEET, formats={}, styles=[]),
        an_xls(SHEET, formats={}, styles=[0] * 4, version=0x500),
        an_xls(SHEET, formats={}, styles=[0] * 4)[:700],
        an_xls(record(0x203, b"\0"), formats={}, styles=[0]),
    ],
    ids=["empty", "noise", "no styles", "Excel 95", "cut", "a short record"],
)
def test_an_xls_that_is_not_as_it_should_be_tells_no_formats(data: bytes) -> None:
    assert xls_looks(data, most=100) in ({}, {"A": SheetLooks()})


def test_a_chain_of_sectors_that_bites_its_tail_ends() -> None:
    data = bytearray(an_xls(SHEET, formats={}, styles=[0] * 4))
    struct.pack_into("<I", data, 512 + 4 * 3, 2)  # the second sector of the stream is followed by its first
    assert xls_looks(bytes(data), most=100)["A"].numbers[2, 1] == (10661.0, "General")


def test_a_text_whose_letters_were_split_is_broken_and_not_a_word() -> None:
    texts = record(0x204, struct.pack("<HHHHB", 0, 0, 0, 3, 1) + "Hoằ".encode("utf-16-le")) + record(
        0x204, struct.pack("<HHHHB", 1, 0, 0, 6, 0) + b"J\0a\0n\0"
    )
    (sheet,) = read_with_calamine(Content(an_xls(texts, formats={}, styles=[0])), limits=RETURN_LIMITS).sheets
    assert [(cell.kind, cell.text) for cell in sheet.cells.values()] == [("s", "Hoằ"), ("x", "J\0a\0n\0")]


@pytest.mark.parametrize(
    ("packed_number", "value"),
    [(1 << 2 | 2, 1.0), (-5 << 2 & 0xFFFFFFFF | 2, -5.0), (399 << 2 | 3, 3.99), (0x3FF00000, 1.0), (0x40590001, 1.0)],
)
def test_a_packed_number(packed_number: int, value: float) -> None:
    assert unpacked(packed_number) == value


def test_formats_that_differ_by_language_are_not_guessed() -> None:
    assert {number for number in range(164) if builtin_format(number) == ""} == {
        *range(14, 23),
        *range(27, 37),
        45,
        46,
        47,
        *range(50, 59),
        *range(67, 82),
    }
    assert {number for number in range(164) if "%" in builtin_format(number)} == {9, 10}


# --- .ods ---------------------------------------------------------------------------------------------------------

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
SPACES = (
    f'xmlns:office="{OFFICE}" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
)


def an_ods(table: str, *, styles: str = "", other: str | None = None) -> bytes:
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": (
            f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        ),
        "content.xml": (
            f"{HEAD}<office:document-content {SPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="A">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }
    if other is not None:
        parts["styles.xml"] = (
            f"{HEAD}<office:document-styles {SPACES}><office:styles>{other}</office:styles></office:document-styles>"
        )
    return packed(parts)


def number(value: str, *, kind: str = "float", times: int = 1, style: str = "") -> str:
    more = f' table:number-columns-repeated="{times}"' * (times > 1) + f' table:style-name="{style}"' * bool(style)
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}/>'


ROWS = [  # rows of an .ods                                                                     the percents in it
    (f"<table:table-row>{number('0.5', kind='percentage')}{number('7')}</table:table-row>", {(1, 1): 0.5}),
    (
        (
            '<table:table-row table:number-rows-repeated="3"/><table:table-row><table:table-cell '
            f'table:number-columns-repeated="2"/>{number("0.5", kind="percentage")}</table:table-row>'
        ),
        {(4, 3): 0.5},
    ),
    (
        f'<table:table-row table:number-rows-repeated="2">{number("1", kind="percentage", times=2)}</table:table-row>',
        {(1, 1): 1.0, (1, 2): 1.0, (2, 1): 1.0, (2, 2): 1.0},
    ),
    (f"<table:table-row><table:covered-table-cell/>{number('0.5', style='P')}</table:table-row>", {(1, 2): 0.5}),
    (
        (
            "<table:table-row "
            f'table:number-rows-repeated="1048576">{number("1", kind="percentage", times=16384)}</table:table-row>'
        ),
        None,
    ),
    (f'<table:table-row table:number-rows-repeated="-1">{number("nan?", kind="percentage")}</table:table-row>', {}),
]


@pytest.mark.parametrize(("rows", "percents"), ROWS)
def test_the_percents_of_an_ods_are_told_apart(rows: str, percents: dict[tuple[int, int], float] | None) -> None:
    style = '<style:style style:name="P" style:family="table-cell" style:data-style-name="N1"/>'
    for data in (
        an_ods(rows, styles='<number:percentage-style style:name="N1"/>' + style),
        an_ods(rows, styles=style, other='<number:percentage-style style:name="N1"/>'),
    ):
        found = ods_looks(open_package(data, limits=RETURN_LIMITS))["A"].numbers
        assert len(found) <= RETURN_LIMITS.cells
        if percents is not None:
            told = {place: number for place, number in found.items() if "%" in number[1]}
            assert told == {place: (value, "0%") for place, value in percents.items()}


def test_a_style_of_the_content_counts_before_one_of_the_same_name_elsewhere() -> None:
    rows = f"<table:table-row>{number('0.5', style='P')}</table:table-row>"
    style = (
        '<number:number-style style:name="N1"/><style:style style:name="P" style:family="table-cell" '
        'style:data-style-name="N1"/>'
    )
    data = an_ods(rows, styles=style, other='<number:percentage-style style:name="N1"/>')
    assert ods_looks(open_package(data))["A"].numbers == {(1, 1): (0.5, ";;;")}


@pytest.mark.parametrize(
    ("inside", "text"),
    [("1<text:line-break/>650", "1\n650"), ("1<text:tab/>650", "1\t650"), ("1</text:p><text:p>650", "1\n650")],
)
def test_an_ods_keeps_the_lines_of_its_texts(inside: str, text: str) -> None:
    cell = f'<table:table-cell office:value-type="string"><text:p>{inside}</text:p></table:table-cell>'
    book = read_with_calamine(Content(an_ods(f"<table:table-row>{cell}</table:table-row>")), limits=RETURN_LIMITS)
    assert book.sheets[0].cells[1, 1].text == text


def test_an_ods_written_with_indents_is_read_like_one_without() -> None:
    text = '<table:table-cell office:value-type="string"><text:p>a &gt; <text:s/>b</text:p></table:table-cell>'
    plain = an_ods(f"<table:table-row>{text}{number('5')}</table:table-row>")
    spread = an_ods(f"\n  <table:table-row>\n\t{text}\r\n    {number('5')}\n  </table:table-row>\n")
    assert without_indents(Content(plain), limits=RETURN_LIMITS) is plain
    books = [read_with_calamine(Content(one), limits=RETURN_LIMITS) for one in (plain, spread)]
    assert books[0] == books[1]
    assert {place: cell.text for place, cell in books[1].sheets[0].cells.items()} == {(1, 1): "a >  b", (1, 2): "5"}
