"""Nothing passed over: figures no field owns, form words as answers, values from elsewhere, the reader's remarks."""

from __future__ import annotations

import ast
import dataclasses

import pytest

from tests.samples.paths import ROOT
from tests.samples.raw_books import Desk, Page
from tests.workbook.intake.around.test_labels import filled, form, row_of, said, words
from tonghop290.data.clean import clean_submission
from tonghop290.messages import CATALOGUE
from tonghop290.model import Period
from tonghop290.spreadsheet.book import RawBook
from tonghop290.workbook.intake.around.reader_remarks import LOST, ODD, TOLD_ELSEWHERE
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.plan import DETAIL, FIGURES, GUIDE, LABEL, NOTE, VALUE, WORDS, plan_workbook

UNDER = max(spot.row for spot in plan_workbook(form()).fields.values()) + 2
"""A row of ``Số liệu`` that the form leaves free, below its last field and the sentence under it."""


def desk() -> Desk:
    return Desk.of(filled())


def unread(book: Desk) -> list[tuple[str, str]]:
    """(place, message) of what is said to be unread; nothing else is said."""
    found = said(book)
    assert {one.code for one in found} <= {"figures-unread"}
    return [(one.place, one.message) for one in found]


def row_between(book: Desk, *cells: tuple[int, str, str]) -> None:
    row = row_of("dang_vien") + 1
    book.insert_rows(book.page(FIGURES), row, 1)
    for column, text, kind in cells:
        book.page(FIGURES).put(row, column, text, kind)


def test_a_row_between_that_no_field_owns_is_said_with_its_words() -> None:
    book = desk()
    row_between(book, (LABEL, "Trong đó: nữ", "s"), (VALUE, "3000", "n"))
    assert unread(book) == [
        (
            "Số liệu!E22",
            "Tệp có số liệu ngoài các ô của biểu nên chưa được đọc: Số liệu!E22 “Trong đó: nữ: 3000”.",
        )
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [(LABEL, "Trong đó: nữ", "s"), (VALUE, "3.000 người", "s")],
        [(LABEL, "Trong đó nữ: 120", "s")],
        [(VALUE, "3000", "n")],
        [(LABEL, "Cộng", "s"), (NOTE, "413", "n")],
    ],
)
def test_figures_between_the_rows_are_said(cells: list[tuple[int, str, str]]) -> None:
    book = desk()
    row_between(book, *cells)
    assert len(unread(book)) == 1


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text", "kind"),
    [
        (FIGURES, 16, 9, "10700", "n"),
        (FIGURES, 16, 10, "10.700", "s"),
        (FIGURES, 16, 9, "sửa lại: 10.700", "s"),
        (FIGURES, UNDER, 5, "12", "n"),
        (FIGURES, UNDER, 3, "Số hộ cận nghèo: 57", "s"),
        (DETAIL, 9, 12, "7", "n"),
    ],
)
def test_figures_beside_and_under_the_form_are_said(sheet: str, row: int, column: int, text: str, kind: str) -> None:
    book = desk()
    book.page(sheet).put(row, column, text, kind)
    assert [place for place, _ in unread(book)] == [f"{sheet}!{' ABCDEFGHIJKLM'[column]}{row}"]


@pytest.mark.parametrize(("sheet", "row", "column"), [(DETAIL, 40, 4), (WORDS, 70, 3)])
def test_what_stands_under_a_table_is_told_once(sheet: str, row: int, column: int) -> None:
    book = desk()
    book.page(sheet).put(row, column, "7", "n")
    assert [one.code for one in said(book)] == ["table-stray"]


def test_on_the_sheet_of_instructions_only_figures_beside_words_of_the_senders_own_are_said() -> None:
    book = desk()
    book.page(GUIDE).put(20, 2, "0", "n")  # what a program makes of a sentence it cannot work out
    assert said(book) == []
    book.page(GUIDE).put(40, 2, "Số hộ cận nghèo")
    book.page(GUIDE).put(40, 3, "57", "n")
    assert [place for place, _ in unread(book)] == [f"{GUIDE}!C40"]


def test_figures_on_a_sheet_of_their_own_are_said_once_unless_a_value_is_taken_from_there() -> None:
    book = desk()
    page = Page("Sheet2", "visible", {}, [])
    book.pages.append(page)
    for row in range(1, 5):
        page.put(row, 1, "Thôn")
        page.put(row, 2, str(100 * row), "n")
    assert [message for _, message in unread(book)] == [
        "Tệp có số liệu ngoài các ô của biểu nên chưa được đọc: trang “Sheet2” (4 ô)."
    ]
    place = row_of("dan_so"), VALUE
    cells = book.page(FIGURES).cells
    cells[place] = cells[place]._replace(formula="SUM(Sheet2!B1:B4)")
    assert unread(book) == []


@pytest.mark.parametrize(
    ("words", "figure", "told"),
    [
        ("Dân số năm 2019", "10700", True),
        ("Dân số năm 2019", "10661", False),  # what has been read from its row
        ("Dân số năm 2019", "10661.0", False),
        ("Thôn", "12", True),
        ("CT02", "2", True),  # the row's own number, where an answer stands
    ],
)
@pytest.mark.parametrize("sheet", ["Sheet2", FIGURES])
def test_a_word_of_the_form_beside_a_figure_elsewhere_does_not_hide_it(
    sheet: str, words: str, figure: str, told: bool
) -> None:
    book = desk()
    page = Page("Sheet2", "visible", {}, [])
    book.pages.append(page)
    page = book.page(sheet)
    page.put(UNDER, 3, words)
    page.put(UNDER, 5, figure, "n")
    assert [place for place, _ in unread(book)] == ([f"{sheet}!E{UNDER}"] if told else [])


def test_what_lies_outside_is_quoted_without_what_acts() -> None:
    book = desk()
    book.page(FIGURES).put(UNDER, 4, "S\u1ed1 l\u0090i\u1ec7u")
    book.page(FIGURES).put(UNDER, 8, "15\u0091")
    told = [one.message for one in said(book)]
    assert told and all(one.isprintable() for one in told), ascii(told)


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text"),
    [
        (FIGURES, UNDER, 3, "NGƯỜI LẬP BIỂU"),
        (FIGURES, UNDER, 5, "Hoằng Xuân, ngày 12 tháng 01 năm 2020"),
        (FIGURES, UNDER + 1, 5, "T/M ĐẢNG UỶ"),
        (FIGURES, UNDER + 1, 5, "(ký, ghi rõ họ tên)"),
        (FIGURES, UNDER + 2, 3, "Điện thoại liên hệ: 0912 345 678"),
        (FIGURES, UNDER + 3, 3, "Kèm theo Báo cáo số 24-BC/ĐU ngày 12/01/2020"),
        (FIGURES, 4, 2, "SỐ LIỆU ĐẾN NGÀY 31/12/2019"),
    ],
)
def test_signatures_and_lines_without_figures_draw_no_word(sheet: str, row: int, column: int, text: str) -> None:
    book = desk()
    book.page(sheet).put(row, column, text)
    assert said(book) == []


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị tính: nghìn đồng",
        "ĐVT: 1.000 người",
        "(Đơn vị: triệu đồng)",
        "Số liệu năm 2018",
        "(giai đoạn 2010 – 2018)",
        "Luỹ kế từ đầu năm",
        "Chỉ tính nữ",
    ],
)
def test_a_line_that_speaks_of_another_unit_or_year_is_asked(text: str) -> None:
    book = desk()
    book.page(FIGURES).put(4, 5, text)
    assert [(one.code, one.cell) for one in said(book)] == [("line-differs", "E4")]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Thanh Hoá, số liệu quý III/2026", False),
        ("Kỳ báo cáo: Quý 3 năm 2026", False),
        ("Số liệu quý II/2026", True),
        ("Số liệu 9 tháng năm 2026", True),
        ("Số liệu tháng 8/2026", True),
        ("Số liệu năm 2018", True),
        ("Luỹ kế từ đầu năm", True),
    ],
)
def test_a_form_of_a_quarter_asks_about_a_line_of_another(text: str, asked: bool) -> None:
    period = Period.read("quý III/2026")
    assert period is not None
    book = desk()
    book.page(FIGURES).put(4, 5, text)
    quarterly = dataclasses.replace(form(), period=period)
    found = [one for one in read_return("a.xlsx", book.book(), quarterly, words=words()).findings if one.cell == "E4"]
    assert [one.code for one in found] == (["line-differs"] if asked else [])


# --- form words as answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("nghi_quyet_che_do", "CT41"),
        ("nguoi_ky", "ct05"),
        ("quyet_dinh_so", "CT24"),
        ("nguoi_ky", "GS-hết"),
    ],
)
def test_what_the_form_prints_is_no_answer(id: str, text: str) -> None:
    book = desk()
    book.page(FIGURES).put(row_of(id), VALUE, text)
    made = read_return("a.xlsx", book.book(), form(), words=words())
    assert [(one.code, one.field) for one in made.findings] == [("form-word-typed", id)]
    clean = clean_submission(form(), made)
    assert clean.values[id] is None and id in clean.bad


@pytest.mark.parametrize(
    ("id", "text"), [("quyet_dinh_so", "24"), ("quyet_dinh_so", "2015"), ("nguoi_ky", "Đỗ Thị Người")]
)
def test_an_answer_that_is_one_stays(id: str, text: str) -> None:
    book = desk()
    book.page(FIGURES).put(row_of(id), VALUE, text)
    assert said(book) == []


def test_a_code_in_a_text_of_a_table_is_no_answer() -> None:
    book = desk()
    place = plan_workbook(form()).tables["mo_hinh"]
    book.page(DETAIL).put(place.first_row, place.columns["ten"], "MH2")
    assert [one.code for one in said(book)] == ["form-word-typed"]


# --- values from elsewhere ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "fetched"),
    [
        ("5+3", False),
        ("SUM(Sheet2!A1:A3)", False),
        ("VLOOKUP(A16,Sheet2!A1:A9,1,0)", False),
        ("Bảng1[Cột 1]", False),
        ("[1]Sheet1!$A$1", True),
        ("'C:\\so lieu\\[b.xlsx]S'!A1", True),
        ('WEBSERVICE("http://x")', True),
        ("_xlfn.WEBSERVICE(A1)", True),
        ('IMPORTRANGE("x","A1")', True),
        ("cmd|'/C calc'!A0", True),
        ("Sheet2!B1", True),
        ("SUM(Sheet2!B1:B3)*2", True),
        ("so_ngoai+1", True),
    ],
)
def test_a_value_fetched_from_elsewhere_is_asked_and_its_source_named(formula: str, fetched: bool) -> None:
    book = desk()
    page = Page("Sheet2", "visible", {}, [])
    book.pages.append(page)
    page.put(1, 2, "7", "n")
    page.cells[1, 2] = page.cells[1, 2]._replace(formula="'[2]Khác'!C4")
    place = row_of("dan_so"), VALUE
    cells = book.page(FIGURES).cells
    cells[place] = cells[place]._replace(formula=formula)
    raw = book.book()
    raw = dataclasses.replace(raw, names={**raw.names, "so_ngoai": "[3]T!$A$1"})
    made = clean_submission(form(), read_return("a.xlsx", raw, form(), words=words()))
    assert [one.code for one in made.findings if one.field == "dan_so"] == ["read-link" if fetched else "read-formula"]


# --- the reader's remarks -----------------------------------------------------------------------------------------


def remark_codes() -> set[str]:
    """The codes of all remarks the reader can make, as its sources name them."""
    found = set()
    for path in (ROOT / "tonghop290" / "spreadsheet").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                name, first = node.func.attr, node.args[0]
                owner = ast.unparse(node.func.value)
                if (name == "add" and owner.endswith("remarks") or name in ("_remark", "remark")) and isinstance(
                    first, ast.Constant
                ):
                    found.add(str(first.value))
    return found


def with_remarks(*remarks: str) -> RawBook:
    return dataclasses.replace(filled(), remarks=remarks)


def test_every_remark_of_the_reader_ends_in_a_finding_or_is_told_elsewhere() -> None:
    codes = remark_codes()
    assert len(codes) > 15
    assert codes <= {*LOST, *ODD, *TOLD_ELSEWHERE}
    assert {"macros", "external-links"} <= CATALOGUE.keys()
    for code in sorted(codes - TOLD_ELSEWHERE.keys()):
        found = read_return("a.xlsx", with_remarks(f"{code}: Số liệu!ô"), form(), words=words()).findings
        assert [one.code for one in found] == ["file-odd-parts" if code in ODD else "file-lost-parts"], code
        assert "Số liệu!ô" in found[0].message


def test_a_value_that_stood_nowhere_is_said() -> None:
    found = read_return("a.xlsx", with_remarks("bad-cell: Số liệu!E3;"), form(), words=words()).findings
    assert [one.message for one in found] == [
        "Tệp có chỗ không đúng quy cách nên có thể chưa đọc hết: có ô ghi sai quy cách (Số liệu!E3;)."
    ]


def test_a_broken_cell_of_a_field_is_told_at_the_field_alone() -> None:
    made = clean_submission(form(), read_return("a.xlsx", with_remarks("bad-cell: Số liệu!E17"), form(), words=words()))
    assert [(one.code, one.field) for one in (*made.submission.findings, *made.findings) if one.severity != "note"] == [
        ("broken-cell", "dan_so")
    ]


@pytest.mark.parametrize("name", ["Số liệu 2018", "Số liệu năm 2018", "Số liệu (nghìn)", "6 tháng 2018"])
def test_a_sheet_named_for_another_year_or_unit_is_asked(name: str) -> None:
    book = desk()
    book.rename(book.page(FIGURES), name)
    assert [(one.code, one.sheet) for one in said(book)] == [("sheet-name-differs", name)]


@pytest.mark.parametrize(
    "name", ["Sheet1", "Số liệu (2)", "SO LIEU", "Số liệu 2019", "Số liệu - Bảng 1", "Hoằng Xuân 290"]
)
def test_a_sheet_renamed_draws_no_word(name: str) -> None:
    book = desk()
    book.rename(book.page(FIGURES), name)
    assert said(book) == []
