"""What the strict reader makes of every kind of cell, text, style, name and reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.packages import (
    HEAD,
    MAIN,
    NAMES,
    OFFICE,
    OFFICE_STRICT,
    STRICT,
    package,
    packed,
    parts,
    relations,
    worksheet,
)
from tonghop290.excel import column_letters, is_date_format
from tonghop290.spreadsheet.book import RawBook, RawCell, parse_reference, read_book
from tonghop290.spreadsheet.cell import is_number, locate
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.seen.look import Look
from tonghop290.spreadsheet.xml import decode_text

SHARED = (
    "<t>Hùng Sơn</t>",
    "<r><t>Đại </t></r><r><t xml:space='preserve'>Từ</t></r><rPh sb='0' eb='1'><t>đọc</t></rPh>",
    "<t>a_x000D_b _x005F_x000D_ _xD83D__xDE00_ _xD83D_ _x00e9_ _x12_</t>",
    "<t/>",
    "<t> giữ  khoảng trắng </t>",
)

# one cell as stored                                                     kind  text            formula
CELLS = [
    ("<c r='B2'><v>12.50</v></c>", "n", "12.50", None),
    ("<c r='B2' t='n'><v> 7 </v></c>", "n", "7", None),
    ("<c r='B2'><v>-1.5E-07</v></c>", "n", "-1.5E-07", None),
    ("<c r='B2'><v>5.</v></c>", "n", "5.", None),
    ("<c r='B2'><v>.5</v></c>", "n", ".5", None),
    ("<c r='B2'><v>1234567890123456789012345678901234567890123</v></c>", "n",
     "1234567890123456789012345678901234567890123", None),
    ("<c r='B2'><v>1_000</v></c>", "x", "1_000", None),
    ("<c r='B2'><v>NaN</v></c>", "x", "NaN", None),
    ("<c r='B2'><v>INF</v></c>", "x", "INF", None),
    ("<c r='B2'><v>1e999</v></c>", "x", "1e999", None),
    ("<c r='B2'><v>0x1F</v></c>", "x", "0x1F", None),
    ("<c r='B2'><v>1,5</v></c>", "x", "1,5", None),
    ("<c r='B2'><v>١٢</v></c>", "x", "١٢", None),
    ("<c r='B2' t='s'><v>0</v></c>", "s", "Hùng Sơn", None),
    ("<c r='B2' t='s'><v>1</v></c>", "s", "Đại Từ", None),
    ("<c r='B2' t='s'><v>2</v></c>", "s", "a\rb _x000D_ 😀 \ufffd é _x12_", None),
    ("<c r='B2' t='s'><v>4</v></c>", "s", " giữ  khoảng trắng ", None),
    ("<c r='B2' t='s'><v>99</v></c>", "x", "99", None),
    ("<c r='B2' t='s'><v>-1</v></c>", "x", "-1", None),
    ("<c r='B2' t='inlineStr'><is><t>tại chỗ</t></is></c>", "s", "tại chỗ", None),
    ("<c r='B2' t='inlineStr'><is><r><t>tại </t></r><r><t>chỗ</t></r><rPh><t>không</t></rPh></is></c>", "s", "tại chỗ",
     None),
    ("<c r='B2' t='inlineStr'><is><t><![CDATA[a < b]]></t></is></c>", "s", "a < b", None),
    ("<c r='B2' t='inlineStr'><v>lạc chỗ</v></c>", "s", "lạc chỗ", None),
    ("<c r='B2'><is><t>quên kiểu</t></is></c>", "s", "quên kiểu", None),
    ("<c r='B2' t='str'><v>chữ</v></c>", "s", "chữ", None),
    ("<c r='B2' t='str'><f>C2&amp;\"\"</f><v>x_x005F_y</v></c>", "s", "x_x005F_y".replace("_x005F_", "_"), 'C2&""'),
    ("<c r='B2' t='str'><f>\"\"</f><v></v></c>", "s", "", '""'),
    ("<c r='B2' t='b'><v>1</v></c>", "b", "1", None),
    ("<c r='B2' t='b'><v>0</v></c>", "b", "0", None),
    ("<c r='B2' t='b'><v>true</v></c>", "b", "1", None),
    ("<c r='B2' t='b'><v>7</v></c>", "x", "7", None),
    ("<c r='B2' t='e'><v>#REF!</v></c>", "e", "#REF!", None),
    ("<c r='B2' t='e'><f>1/0</f><v>#DIV/0!</v></c>", "e", "#DIV/0!", "1/0"),
    ("<c r='B2' t='d'><v>2019-12-15T08:30:00Z</v></c>", "d", "2019-12-15T08:30:00Z", None),
    ("<c r='B2' t='d'><v>ngày mai</v></c>", "x", "ngày mai", None),
    ("<c r='B2' t='mới'><v>5</v></c>", "x", "5", None),
    ("<c r='B2'><f>SUM(A1:A2)</f><v>3</v></c>", "n", "3", "SUM(A1:A2)"),
    ("<c r='B2'><f>SUM(A1:A2)</f></c>", "u", "", "SUM(A1:A2)"),
    ("<c r='B2'><f>SUM(A1:A2)</f><v/></c>", "u", "", "SUM(A1:A2)"),
    ("<c r='B2' t='str'><f>T(A1)</f></c>", "u", "", "T(A1)"),
    ("<c r='B2'><f t='shared' si='0'/><v>4</v></c>", "n", "4", ""),
    ("<c r='b2'><v>1</v></c>", "n", "1", None),
]  # fmt: skip

EMPTY = [
    "<c r='B2'/>",
    "<c r='B2' s='1'/>",
    "<c r='B2' s='1'><v/></c>",
    "<c r='B2' t='s'><v></v></c>",
    "<c r='B2' t='s'><v>3</v></c>",
    "<c r='B2' t='inlineStr'><is><t></t></is></c>",
    "<c r='B2' t='str'><v></v></c>",
]


def read_sheet(rows: str, **others: object):  # type: ignore[no-untyped-def]
    return read_book(package(rows, **others)).sheets[0]


def read_parts(content: dict[str, str | bytes]) -> RawBook:
    return read_book(packed(content))


@pytest.mark.parametrize(("stored", "kind", "text", "formula"), CELLS)
def test_a_cell_is_read_as_stored(stored: str, kind: str, text: str, formula: str | None) -> None:
    book = read_book(package(f"<row r='2'>{stored}</row>", shared=SHARED))
    assert book.sheets[0].cells == {(2, 2): RawCell(2, 2, kind, text, Look("General", "Times New Roman"), formula)}
    assert book.remarks == (("bad-cell: Số liệu!B2",) if kind == "x" else ())


@pytest.mark.parametrize("stored", EMPTY)
def test_a_cell_without_value_or_formula_is_not_kept(stored: str) -> None:
    book = read_book(package(f"<row r='2'>{stored}</row>", shared=SHARED))
    assert (book.sheets[0].cells, book.remarks) == ({}, ())


def test_cells_and_rows_without_places_are_counted() -> None:
    rows = (
        "<row><c><v>1</v></c><c/><c><v>2</v></c></row>"
        "<row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>"
    )
    cells = read_sheet(rows).cells
    assert {place: cell.text for place, cell in cells.items()} == {
        (1, 1): "1", (1, 3): "2", (5, 3): "3", (5, 4): "4", (6, 1): "5",
    }  # fmt: skip


def test_odd_places_are_remarked_and_hide_nothing_else() -> None:
    rows = (
        "<row r='2'><c r='A2'><v>1</v></c><c r='A2'><v>2</v></c><c r='A12'><v>3</v></c><c r='ZZZZ2'><v>4</v></c>"
        "<c r='C2' s='77'><v>5</v></c><c r='D2'><v>7</v><v>8</v></c></row><row r='x'><c r='B3'><v>6</v></c></row>"
    )
    book = read_book(package(rows))
    assert {place: cell.text for place, cell in book.sheets[0].cells.items()} == {
        (2, 1): "2", (12, 1): "3", (2, 3): "5", (2, 4): "8", (3, 2): "6",
    }  # fmt: skip
    assert book.remarks == (
        "duplicate-cell: Số liệu!A2",
        "misplaced-cell: Số liệu!A12",
        "bad-cell: Số liệu!ZZZZ2",
        "bad-cell: Số liệu!D2",
        "bad-style: Số liệu!C2",
        "bad-row: Số liệu!x",
    )


# a cell whose value stands nowhere                       its reference as written, and the value
NOWHERE = [
    ("<c r='E3;'><v>1442.75</v></c>", ("E3;", "1442.75")),
    ("<c r='-1' t='inlineStr'><is><t>ước</t></is></c>", ("-1", "ước")),
    ("<c r='' t='b'><v>1</v></c>", ("", "1")),
    ("<c r='E1048577'><f>A1</f></c>", ("E1048577", "")),
]


@pytest.mark.parametrize(("stored", "dropped"), NOWHERE)
def test_a_value_that_stands_nowhere_is_kept_aside(stored: str, dropped: tuple[str, str]) -> None:
    book = read_book(package(f"<row r='3'><c r='A3'><v>1</v></c>{stored}</row>"))
    assert (list(book.sheets[0].cells), book.sheets[0].dropped) == ([(3, 1)], (dropped,))
    assert book.remarks == (f"bad-cell: Số liệu!{dropped[0]}",)


def test_a_shared_text_with_an_element_inside_is_damage() -> None:
    with pytest.raises(Unreadable, match="file-damaged") as told:
        read_book(package("<row r='3'><c r='E3' t='s'><v>0</v></c></row>", shared=("<t>1442<x>7</x></t>",)))
    assert told.value.details["reason"] == "nested-text"


@pytest.mark.parametrize(
    "stored",
    [
        "<c r='E3'><v>1442.75<x>7</x></v></c>",
        "<c r='E3'><v>1442.75<x/></v></c>",
        "<c r='E3' t='inlineStr'><is><t>1442<x>7</x></t></is></c>",
        "<c r='E3'><v>1442.75</v><is><t>7</t></is></c>",
        "<c r='E3'><v>1442.75</v><v>7</v></c>",
    ],
)
def test_a_value_of_two_is_remarked(stored: str) -> None:
    assert read_book(package(f"<row r='3'>{stored}</row>")).remarks == ("bad-cell: Số liệu!E3",)


def test_results_an_array_formula_leaves_elsewhere_are_not_typed_values() -> None:
    rows = (
        "<row r='1'><c r='A1'><f t='array' ref='A1:A2'>B1:B2*2</f><v>2</v></c><c r='B1'><v>1</v></c></row>"
        "<row r='2'><c r='A2'><v>4</v></c><c r='B2'><v>2</v></c></row>"
    )
    cells = read_sheet(rows).cells
    assert {place: cell.formula for place, cell in cells.items()} == {
        (1, 1): "B1:B2*2", (1, 2): None, (2, 1): "", (2, 2): None,
    }  # fmt: skip


def test_styles_give_the_number_format_and_the_font() -> None:
    rows = "<row r='1'>" + "".join(f"<c r='{'ABCD'[s]}1' s='{s}'><v>1</v></c>" for s in range(4)) + "</row>"
    cells = read_sheet(rows).cells
    assert [(cells[1, column].number_format, cells[1, column].font) for column in (1, 2, 3, 4)] == [
        ("General", "Times New Roman"),
        ("dd/mm/yyyy", "Times New Roman"),
        ("0%", ".VnTime"),
        ("General", ""),
    ]


def test_a_workbook_without_styles_and_strings_still_gives_its_numbers() -> None:
    content = parts(
        "<row r='1'><c r='A1' s='1'><v>5</v></c><c r='B1' t='s'><v>0</v></c></row>", styles=None, strings=None
    )
    book = read_parts(content)
    assert book.sheets[0].cells == {
        (1, 1): RawCell(1, 1, "n", "5", Look("General", ""), None),
        (1, 2): RawCell(1, 2, "x", "0", Look("General", ""), None),
    }
    assert book.remarks == (
        "missing-part: xl/sharedStrings.xml",
        "missing-part: xl/styles.xml",
        "bad-cell: Số liệu!B1",
    )


def test_merges_and_hidden_rows_and_columns_are_told() -> None:
    sheet = read_sheet(
        "<row r='3' hidden='1'><c r='A3'><v>1</v></c></row><row r='4' hidden='0' ht='15'/><row hidden='true'/>"
        "<row r='7' ht='0' customHeight='1'/>",
        before=(
            "<cols><col min='2' max='3' hidden='1'/><col min='9' max='9' width='9'/>"
            "<col min='11' max='11' width='0'/><col min='16384' max='99999999' "
            "hidden='1'/></cols>"
        ),
        after="<mergeCells><mergeCell ref='A1:C2'/><mergeCell ref='$E$5:D4'/></mergeCells>",
    )
    assert sheet.merges == ((1, 1, 2, 3), (4, 4, 5, 5))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3, 5, 7}, {2, 3, 11, 16_384})


def test_comments_are_joined_and_placed() -> None:
    comments = (
        f"<comments xmlns='{MAIN}'><commentList><comment ref='E12' authorId='0'><text><r><t>Số này </t></r>"
        "<r><t>ước tính</t></r></text></comment><comment "
        "ref='??'><text><t>lạc</t></text></comment></commentList></comments>"
    )
    content = parts()
    content["xl/comments1.xml"] = comments
    content["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("rId9", "comments", "../comments1.xml"))
    book = read_parts(content)
    assert book.sheets[0].comments == {(12, 5): "Số này ước tính"}
    assert book.remarks == ("bad-comment: Số liệu!??",)


def test_strict_namespaces_and_any_prefix_read_the_same() -> None:
    plain = parts("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", shared=("<t>chữ</t>",))
    strict = {
        name: part.replace(MAIN, STRICT).replace(OFFICE, OFFICE_STRICT) if isinstance(part, str) else part
        for name, part in plain.items()
    }
    prefixed = dict(plain)
    prefixed[NAMES["sheet"]] = (
        f"{HEAD}<q:worksheet xmlns:q='{MAIN}'><q:sheetData><q:row r='1'><q:c r='A1' t='s'><q:v>0</q:v></q:c></q:row>"
        "</q:sheetData></q:worksheet>"
    )
    assert read_parts(strict) == read_parts(prefixed) == read_parts(plain)
    assert read_parts(plain).sheets[0].cells[1, 1].text == "chữ"


def test_a_foreign_namespace_is_remarked() -> None:
    assert read_parts(parts(sheet=worksheet("", namespace="urn:other"))).remarks == ("unknown-namespace: Số liệu",)
    inner = "<row xmlns='urn:other' r='1'><c r='A1'><v>1</v></c></row>"
    assert read_parts(parts(inner)).remarks == ("unknown-namespace: Số liệu",)


def test_utf_16_parts_are_read() -> None:
    sheet = worksheet("<row r='1'><c r='A1' t='str'><v>Đại Từ</v></c></row>").replace("UTF-8", "UTF-16")
    assert read_parts(parts(sheet=sheet.encode("utf-16"))).sheets[0].cells[1, 1].text == "Đại Từ"


NAME_ROWS = """
<definedNames>
  <definedName name="dan_so">'Số liệu'!$E$12</definedName>
  <definedName name="DAN_SO">Sheet2!$A$1</definedName>
  <definedName name="_xlnm.Print_Area" localSheetId="0">Sheet1!$A$1:$B$2</definedName>
  <definedName name="_xlnm.Database">Sheet1!$A$1:$B$2</definedName>
  <definedName name="trong_trang" localSheetId="0">Sheet1!$A$1</definedName>
  <definedName name="an" hidden="1">#REF!</definedName>
</definedNames>"""


def test_names_are_workbook_wide_and_unique_without_regard_to_case() -> None:
    book = read_book(package(names=NAME_ROWS))
    assert book.names == {"dan_so": "'Số liệu'!$E$12", "an": "#REF!"}
    assert book.remarks == ("duplicate-name: DAN_SO",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'Số liệu'!$E$12", ("Số liệu", 12, 5)),
        ("'Nhà văn hoá ''A'''!B2", ("Nhà văn hoá 'A'", 2, 2)),
        ("Sheet1!$A$1", ("Sheet1", 1, 1)),
        ("=Số_liệu!XFD1048576", ("Số_liệu", 1_048_576, 16_384)),
        ("Sheet1!$A$1:$B$2", None),
        ("Sheet1:Sheet3!$A$1", None),
        ("'Sheet1:Sheet3'!$A$1", None),
        ("[1]Sheet1!$A$1", None),
        ("'[khác.xlsx]Sheet1'!$A$1", None),
        ("#REF!$A$1", None),
        ("Sheet1!#REF!", None),
        ("$A$1", None),
        ("Sheet1!XFE1", None),
        ("Sheet1!A0", None),
        ("Sheet1!A1048577", None),
        ("OFFSET(Sheet1!$A$1,1,1)", None),
        ("Sheet1!$A$1,Sheet1!$B$1", None),
        ("", None),
    ],
)
def test_a_reference_names_one_cell_or_nothing(text: str, expected: tuple[str, int, int] | None) -> None:
    assert parse_reference(text) == expected


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_every_cell_of_the_sheet_has_one_address(row: int, column: int) -> None:
    assert locate(f"${column_letters(column)}${row}") == (row, column)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_a_number(number: float) -> None:
    assert is_number(repr(number))


@given(st.text())
def test_an_escaped_text_is_decoded_once(text: str) -> None:
    escaped = "".join(f"_x{ord(letter):04X}_" if letter in "_\r\0" else letter for letter in text)
    assert decode_text(escaped) == text


@pytest.mark.parametrize(
    ("code", "shows_a_date"),
    [
        ("General", False), ("0.00%", False), ("#,##0.00", False), ("@", False), ("0.00E+00", False),
        ('#,##0 "đồng/người/năm"', False), ("[Red]#,##0;[Blue]-#,##0", False), ("_(* #,##0_)", False),
        ("dd/mm/yyyy", True), ("mm-dd-yy", True), ("[$-42A]dd mmmm yyyy;@", True), ("[h]:mm:ss", True),
        ('"ngày" dd "tháng" mm', True), ("h:mm AM/PM", True), ("\\d0", False), ("", False),
        ("0;dd/mm/yyyy", False), (";;dd/mm", False), ("dd/mm/yyyy;0", True), ("[<1]0;dd/mm/yyyy", True),
    ],
)  # fmt: skip
def test_a_date_format_is_told_from_a_number_format(code: str, shows_a_date: bool) -> None:
    assert is_date_format(code) is shows_a_date


def test_the_1904_date_system_is_told() -> None:
    workbook = str(parts()[NAMES["workbook"]])
    assert read_parts(parts(workbook=workbook.replace("<sheets>", "<workbookPr date1904='1'/><sheets>"))).date1904
    assert not read_parts(parts()).date1904
