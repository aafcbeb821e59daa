"""How cells look is told of .xls, .xlsb and .ods as of .xlsx."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.samples import libreoffice
from tests.samples.libreoffice import shared
from tests.samples.xlsb import xlsb
from tonghop290.spreadsheet.book import RawBook, read_book
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import read_with_calamine
from tonghop290.spreadsheet.other.ods_codes import DataStyle, code_of
from tonghop290.spreadsheet.other.ods_styles import NUMBER, STYLE, Styles
from tonghop290.spreadsheet.other.xls_strings import rich_strings
from tonghop290.spreadsheet.package import Limits
from tonghop290.spreadsheet.sheet import RawSheet

# the pieces of a data style of an .ods                                       its code
ONE = {"min-integer-digits": "1"}
PLAIN = ("number", {"decimal-places": "0", **ONE}, "")
CODES: list[tuple[str, list[tuple[str, dict[str, str], str]], str]] = [
    ("number", [("number", {"min-integer-digits": "1"}, "")], "General"),
    ("number", [PLAIN], "0"),
    ("number", [("number", {"decimal-places": "2", "min-integer-digits": "1", "grouping": "true"}, "")], "#,##0.00"),
    ("number", [("number", {"decimal-places": "3", "min-decimal-places": "1", **ONE}, "")], "0.0##"),
    ("number", [("number", {"decimal-places": "0", "min-integer-digits": "5"}, "")], "00000"),
    ("number", [PLAIN, ("text", {}, "000")], '0"000"'),
    ("number", [("number", {"decimal-places": "1", "display-factor": "1000000", **ONE}, "")], "0.0,,"),
    ("number", [("number", {"decimal-places": "0", "min-integer-digits": "10"}, ""),
                ("embedded-text", {"position": "6"}, " "), ("embedded-text", {"position": "3"}, " ")],
     '0000" "000" "000'),
    ("number", [PLAIN, ("embedded-text", {"position": "3"}, ".")], '#"."##0'),
    ("percentage", [("number", {"decimal-places": "1", "min-integer-digits": "1"}, ""), ("text", {}, " %")], '0.0" "%'),
    ("currency", [PLAIN, ("text", {}, " "), ("currency-symbol", {}, "₫")], '0" ""₫"'),
    ("date", [("day", {"style": "long"}, ""), ("text", {}, "/"), ("month", {"style": "long"}, ""), ("text", {}, "/"),
              ("year", {"style": "long"}, "")], "dd/mm/yyyy"),
    ("date", [("month", {"textual": "true", "style": "long"}, ""), ("text", {}, " năm "), ("year", {}, "")],
     'mmmm" năm "yy'),
    ("text", [("text-content", {}, "")], "@"),
    ("number", [("scientific-number", {"decimal-places": "2", "min-integer-digits": "1"}, "")], "0.00E+00"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "pieces", "code"), CODES)
def test_a_data_style_becomes_a_code(kind: str, pieces: list[tuple[str, dict[str, str], str]], code: str) -> None:
    assert code_of(DataStyle(kind, list(pieces)), {}) == code


@pytest.mark.parametrize(
    ("maps", "code"),
    [
        ([("value()>=0", "P")], '0;"-"0'),
        ([("value()>0", "P"), ("value()<0", "P")], '0;0;"-"0'),
        ([("value()>0", "P"), ("value()<0", "P"), ("value()=0", "P")], '0;0;0;"-"0'),
        ([("value()>=1000", "P")], '[>=1000]0;"-"0'),
        ([("value()!=1000", "P")], '[<>1000]0;"-"0'),
        ([("value()>=0", "?")], '"-"0'),
    ],
)
def test_the_styles_a_data_style_gives_way_to_are_its_sections(maps: list[tuple[str, str]], code: str) -> None:
    style = DataStyle("number", [("text", {}, "-"), PLAIN], maps)
    assert code_of(style, {"P": DataStyle("number", [PLAIN])}) == code


def test_a_shared_text_of_an_xls_may_go_on_in_another_record() -> None:
    head, runs = struct.pack("<II", 2, 2), struct.pack("<HH", 2, 5)
    texts = struct.pack("<HB", 2, 0) + b"ok" + struct.pack("<HBH", 3, 8, 1)
    whole = {1: [("32", -1), ("1", 5)]}
    assert rich_strings([head + texts + b"321" + runs]) == whole
    assert rich_strings([head + texts + b"3", b"\x01" + "21".encode("utf-16-le") + runs]) == whole
    assert rich_strings([head + texts + b"321", runs]) == whole
    assert rich_strings([head + texts + b"3"]) == {}


LOOKS: list[dict[str, Any]] = [
    {"num_format": "#,##0.00"}, {"num_format": '0"000"'}, {"num_format": ";;;"}, {"num_format": "[>=1000]#,##0;0.00"},
    {"num_format": "0.0%"}, {"num_format": "#,##0,"}, {"font_strikeout": True}, {"font_color": "#FFFFFF"},
    {"font_color": "#FFFF00", "bg_color": "#FFFF00"}, {"align": "fill"}, {"font_name": "Wingdings"},
]  # fmt: skip


def a_book(path: Path) -> RawBook:
    """A workbook of many looks; one sheet has a merge, hidden rows and columns, and rich texts, the other no zeros."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("A")
        for row, look in enumerate(LOOKS):
            sheet.write_number(row, 0, 1442.75, book.add_format(look))
        raised, struck, white, bold, small = (
            book.add_format(look)
            for look in (
                {"font_script": 1},
                {"font_strikeout": True},
                {"font_color": "#FFFFFF"},
                {"bold": True},
                {"font_size": 6},
            )
        )
        sheet.write_rich_string(0, 1, "32", raised, "1")
        sheet.write_rich_string(1, 1, "1", struck, "9", "00")
        sheet.write_rich_string(2, 1, "Hoằng", white, " Xuân")
        sheet.write_rich_string(3, 1, "1", bold, "9")
        sheet.write_rich_string(4, 1, "32", small, "1")
        sheet.merge_range("A16:A17", "514")
        for row in range(60, 200):  # an .xls of less than 4 kB is laid out otherwise
            sheet.write(row, 0, f"dòng {row}")
        sheet.write("C1", 7)
        sheet.set_column(2, 2, 9, None, {"hidden": 1})
        sheet.write("A20", 8)
        sheet.set_row(19, None, None, {"hidden": 1})
        sheet.write("A21", 9)
        sheet.set_row(20, 0)
        other = book.add_worksheet("Không")
        other.hide_zero()
        other.write(0, 0, 0)
        book.add_worksheet("Ẩn").hide()
    return read_book(path.read_bytes())


def as_seen(sheet: RawSheet) -> tuple[object, ...]:
    """What must be the same whatever the kind of file: black may be said or not, codes have quotes or backslashes."""
    cells = {
        place: (
            cell.text,
            replace(cell.look, colour="", number_format=cell.number_format.replace("\\ ", '" "')),
            cell.look.unseen,
            cell.runs,
        )
        for place, cell in sheet.cells.items()
    }
    return (sheet.name, sheet.state, sorted(sheet.merges), sheet.hidden_rows, sheet.hidden_columns, cells)


def test_an_xlsb_looks_as_the_book_it_was_written_from(tmp_path: Path) -> None:
    book = a_book(tmp_path / "a.xlsx")
    again = read_with_calamine(Content(xlsb(book)), limits=Limits())
    assert [as_seen(sheet) for sheet in again.sheets] == [as_seen(sheet) for sheet in book.sheets]
    assert again.sheets[1].zeros_hidden


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_what_libreoffice_saves_looks_as_what_it_opened(tmp_path: Path) -> None:
    book = a_book(tmp_path / "a.xlsx")
    with shared() as desk:
        opened = desk.open(tmp_path / "a.xlsx")
        saved = [desk.save_as(opened, tmp_path / f"b.{kind}", kind) for kind in ("ods", "xls")]
    for path in saved:
        again = read_with_calamine(Content(path.read_bytes()), limits=Limits())
        assert [as_seen(sheet) for sheet in again.sheets] == [as_seen(sheet) for sheet in book.sheets]


@pytest.mark.parametrize(("named", "code"), [("Default", "#,##0"), ("Gnumeric-default", "#,##0.##########")])
def test_decimals_that_gnumeric_leaves_out_of_an_ods_may_be_shown(named: str, code: str) -> None:
    styles = Styles()
    styles.start(STYLE + "style", {STYLE + "name": named})
    styles.start(NUMBER + "number-style", {STYLE + "name": "N"})
    given = {"decimal-places": "0", "grouping": "true", **ONE}
    styles.start(NUMBER + "number", {NUMBER + name: value for name, value in given.items()})
    styles.end(NUMBER + "number-style", "")
    own = {"name": "ce1", "family": "table-cell", "data-style-name": "N"}
    styles.start(STYLE + "style", {STYLE + name: value for name, value in own.items()})
    assert styles.look("ce1").number_format == code


@pytest.mark.parametrize(
    ("height", "flat"), [("0in", True), ("0.01cm", True), ("0.25in", False), ("0.4cm", False), ("12pt", False)]
)
def test_only_a_row_of_no_height_is_hidden(height: str, flat: bool) -> None:
    styles = Styles()
    styles.start(STYLE + "style", {STYLE + "name": "ro1", STYLE + "family": "table-row"})
    styles.start(STYLE + "table-row-properties", {STYLE + "row-height": height})
    assert styles.is_flat("table-row", "ro1") is flat
