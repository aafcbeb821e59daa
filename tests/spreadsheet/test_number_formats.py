"""A number under a number format → the text a spreadsheet program shows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import libreoffice
from tonghop290.excel import column_letters
from tonghop290.spreadsheet.seen.format_code import sections_of
from tonghop290.spreadsheet.seen.shown import shown_number, shown_text
from tonghop290.spreadsheet.seen.ways_of_writing import ENGLISH

# number             format                                            as an English computer shows it
SHOWN = [
    (1650, "General", "1650"),
    (8401.9999999999991, "General", "8402"),
    (66.666666666666671, "General", "66.66666667"),
    (123456789012, "General", "1.23457E+11"),
    (0.00001, "General", "1E-05"),
    (-0.0, "General", "0"),
    (12, "#,##0.#", "12."),
    (1650000, "#,##0", "1,650,000"),
    (1.005, "0.00", "1.01"),
    (-0.4, "0", "0"),
    (-5, "0_);(0)", "(5)"),
    (15, '0"000"', "15000"),
    (1650000, "#,##0,", "1,650"),
    (1650000, "0.0,,", "1.7"),
    (15, ";;;", ""),
    (0, "#,###", ""),
    (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', " - "),
    (0.1, "0.0%", "10.0%"),
    (10, '0"‰"', "10‰"),
    (4.6, '0.0" km²"', "4.6 km²"),
    (54, "#,##0\\ [$₫-42A]", "54 ₫"),
    (54, "[$-42A]#,##0", "54"),
    (999, "[<1000]0;0,", "999"),
    (15000, '[<1000]0;0," nghìn"', "15 nghìn"),
    (-5, "[Red][>100]0;[Blue]0.0", "-5.0"),
    (912345678, "0000 000 000", "0912 345 678"),
    (1655, "#\\.##0", "1.655"),
    (1.5, "# ?/?", "1 1/2"),
    (1650, "0.00E+00", "1.65E+03"),
    (1650, "@", "1650"),
    (40334, "dd/mm/yyyy", "05/06/2010"),
    (40334, "[$-409]d-mmm-yy;@", "5-Jun-10"),
    (40334.75, "yyyy-mm-dd hh:mm", "2010-06-05 18:00"),
    (1.5, "[h]:mm", "36:00"),
    (0.5, "h:mm AM/PM", "12:00 PM"),
    (60, "d/m/yyyy", "29/2/1900"),
    (-5, "dd/mm/yyyy", "#######"),
    (20250620, "dd/mm/yyyy", "#######"),
]


@pytest.mark.parametrize(("number", "code", "text"), SHOWN)
def test_a_number_looks_as_excel_shows_it(number: float, code: str, text: str) -> None:
    assert shown_number(code, number, ways=ENGLISH).text == text


def test_a_vietnamese_computer_writes_a_comma_before_decimals() -> None:
    assert [shown_number("#,##0.00", 1650.5).text, shown_number("mmm yyyy", 40334).text] == ["1.650,50", "Thg6 2010"]


@pytest.mark.parametrize(
    ("number", "code", "seen"),
    [
        (1650, "#,##0", ("1650", "1", "", "")),
        (1650000, '0.0," nghìn"', ("1650.0", "0.1", "", " nghìn")),
        (0.125, "0%", ("13", "1", "", "%")),
        (-5, '"lỗ "0', ("-5", "1", "lỗ ", "")),
        (15, '"số"', (None, "0", "", "")),
        (1234, "0-000", (None, "0", "", "")),
    ],
)
def test_the_number_seen_is_known_where_its_digits_stand_together(
    number: float, code: str, seen: tuple[str | None, str, str, str]
) -> None:
    shown = shown_number(code, number)
    assert (shown.number, shown.step, *shown[3:5]) == (seen[0] and Decimal(seen[0]), Decimal(seen[1]), *seen[2:])


def test_a_text_is_shown_by_the_section_for_texts() -> None:
    codes = ("General", "@", ";;;", '0;0;0;@" km²"', '@" ha"', "#,##0")
    assert [shown_text(code, "12") for code in codes] == ["12", "12", "", "12 km²", "12 ha", "12"]


# any code, of pieces that mean something
codes = st.lists(
    st.sampled_from([*'0#?.,%;@/-+() ymdhsEe"', '"000"', "\\0", "_x", "* ", "[<1000]", "[Red]", "[h]", "[$₫-42A]",
                     "General", "E+", "AM/PM", "km²", "[", "]"]), max_size=12,
).map("".join)  # fmt: skip
numbers = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**9).map(float))


@given(codes, numbers)
def test_any_code_shows_any_number_somehow(code: str, number: float) -> None:
    assert isinstance(shown_number(code, number).text, str) and len(sections_of(code)) <= 4


@given(st.integers(0, 6), st.integers(-(10**12), 10**12).map(lambda count: count / 1000))
def test_an_ordinary_format_shows_the_number_rounded(decimals: int, number: float) -> None:
    code = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = shown_number(code, number, ways=ENGLISH)
    assert shown.number is not None and shown.text == f"{shown.number:,f}"
    assert abs(shown.number - Decimal(f"{number:.15g}")) * 2 <= shown.step == Decimal(10) ** -decimals


LIKE_LIBREOFFICE = (
    "0", "0.00", "#,##0", "#,##0.00", "0%", "0.00E+00", "# ?/?", "0,", "#,##0.0,", '0"000"', '"1"0', '0" triệu"', ";;;",
    "0;;", "#,###", "0_);(0)", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "[<1000]0;0,", "[>=100]0;[<0]0.0;0.00",
    "0000 000 000", "#\\.##0", '0;"âm "0', "dd/mm/yyyy", "mm/yyyy", "d/m/yy", "h:mm:ss",
    "yyyy-mm-dd hh:mm:ss",
)  # fmt: skip
NUMBERS = (0.0, 1.0, 12.5, 0.4, 99.995, 1650.0, 1234567.891, 40334.75, 8401.9999999999991)
FIRST_DAY = 61
"""From here on all programs count days alike."""


def wide_open(text: str) -> str:
    """Without the room that is only there for looks."""
    return " ".join(text.split())


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.missing()), reason=libreoffice.missing())
def test_numbers_look_as_libreoffice_shows_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for column, code in enumerate(LIKE_LIBREOFFICE, 1):
        sheet.column_dimensions[column_letters(column)].width = 60
        for row, number in enumerate(NUMBERS, 1):
            sheet.cell(row, column, number).number_format = code
    book.save(tmp_path / "a.xlsx")
    differing = []
    with libreoffice.shared() as desk:
        doc = desk.open(tmp_path / "a.xlsx")
        for column, code in enumerate(LIKE_LIBREOFFICE, 1):
            for row, number in enumerate(NUMBERS, 1):
                if number < FIRST_DAY and sections_of(code)[0].kind == "date":
                    continue
                text = desk.get(doc, sheet.title, f"{column_letters(column)}{row}")["text"]
                shown = shown_number(code, number).text
                if wide_open(shown) != wide_open(text):
                    differing.append((code, number, shown, text))
    assert differing == []
