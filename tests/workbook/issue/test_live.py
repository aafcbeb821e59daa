"""The live checks in a client: what a person sees while typing, after inserting rows, with a hostile form."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest

import tonghop290 as th
from tests.samples import libreoffice
from tests.samples.communes import FULL
from tests.samples.forms import drawn, shipped_form
from tests.samples.recalculate import ERROR_VALUE, Rows, at, recalculate
from tonghop290.expressions.parse import parse_expression
from tonghop290.model import CellRef, Form, Unit
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.issue.formulas import FormulaWriter, constant, quoted, reference
from tonghop290.workbook.issue.live import KEPT, live_rows, status_counts
from tonghop290.workbook.plan import CHECK, DETAIL, FIGURES, GUIDE, HIDDEN, SIGN, VALUE, plan_workbook

FUNCTIONS_OF_2007 = {
    "ABS",
    "AND",
    "CELL",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "DATE",
    "DATEVALUE",
    "DAY",
    "FIND",
    "FIXED",
    "HYPERLINK",
    "IF",
    "IFERROR",
    "INDEX",
    "INT",
    "ISERROR",
    "ISLOGICAL",
    "ISNUMBER",
    "ISTEXT",
    "LEFT",
    "LEN",
    "MATCH",
    "MAX",
    "MID",
    "MIN",
    "MOD",
    "MONTH",
    "NA",
    "NOT",
    "NOW",
    "OR",
    "ROUND",
    "ROW",
    "SUBSTITUTE",
    "SUM",
    "SUMPRODUCT",
    "TEXT",
    "TRIM",
    "UPPER",
    "YEAR",
}


@pytest.fixture(scope="module")
def form() -> Form:
    return shipped_form()


# --- formulas -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("chi_bo == chi_bo_khac + 1", "(ROUND({chi_bo}-({chi_bo_khac}+1),6)=0)"),
        ("-chi_bo * -0.5 > 1e-7", "(ROUND(((-{chi_bo})*(-0.5))-1E-07,6)>0)"),
        ("quyet_dinh_ngay >= date(2010, 2, 25)", "(ROUND({quyet_dinh_ngay}-DATE(2010,2,25),6)>=0)"),
        ("not (chi_bo > 1 and chi_bo < 3)", "NOT(AND((ROUND({chi_bo}-1,6)>0),(ROUND({chi_bo}-3,6)<0)))"),
        (
            "chi_bo if chi_bo > nam_cuoi else round(chi_bo, 2)",
            "IF((ROUND({chi_bo}-2019,6)>0),{chi_bo},ROUND({chi_bo},2))",
        ),
        ("min(chi_bo, 3) + abs(chi_bo)", "(MIN({chi_bo},3)+ABS({chi_bo}))"),
        ("year(ngay_chot)", "YEAR({ngay_chot})"),
    ],
)
def test_expressions_as_formulas(form: Form, text: str, formula: str) -> None:
    writer = FormulaWriter(plan_workbook(form), lambda id: f"<{id}>")
    assert writer.write(parse_expression(text)) == re.sub(r"\{(\w+)\}", r"<\1>", formula)


@pytest.mark.parametrize(
    ("ref", "last", "text"),
    [
        (CellRef("Số liệu", 12, 5), None, "'Số liệu'!$E$12"),
        (CellRef("Số liệu", 12, 5), CellRef("Số liệu", 14, 28), "'Số liệu'!$E$12:$AB$14"),
        (CellRef("Trang của 'xã'", 1, 1), None, "'Trang của ''xã'''!$A$1"),
    ],
)
def test_sheet_names_with_spaces_accents_and_quotes_are_quoted(ref: CellRef, last: CellRef | None, text: str) -> None:
    assert reference(ref, last) == text


@pytest.mark.parametrize(
    ("text", "formula"), [("", '""'), ('a "b"', '"a ""b"""'), ("x" * 201, '"' + "x" * 200 + '"&"x"')]
)
def test_texts_are_quoted_in_pieces_excel_accepts(text: str, formula: str) -> None:
    assert quoted(text) == formula


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (0.15, "0.15"), (-2.5, "(-2.5)"), (1e-7, "1E-07"), (1e20, "1E+20"), (0.0, "0")]
)
def test_numbers_in_formulas(value: float, text: str) -> None:
    assert constant(value) == text


def test_only_functions_of_excel_2007_are_used(form: Form, tmp_path: Path) -> None:
    live = [formula for row in live_rows(plan_workbook(form)) for formula in row.formulas.values()]
    formulas = live + all_formulas(th.write_blank(form, tmp_path / "a.xlsx"))
    words = {
        word
        for formula in formulas
        for piece in formula.split('"')[::2]
        for word in re.findall(r"([A-Z][A-Z0-9.]*)\(", piece)
    }
    assert words <= FUNCTIONS_OF_2007 | {"TRUE", "FALSE"}, words - FUNCTIONS_OF_2007
    assert all(len(formula) < 8192 for formula in formulas)


def all_formulas(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return [
            unescape(formula, {"&quot;": '"'})
            for name in package.namelist()
            if name.startswith("xl/worksheets/sheet")
            for formula in re.findall(r"<f[^>]*>([^<]+)</f>", package.read(name).decode("utf-8"), re.DOTALL)
        ]


def test_every_section_with_a_check_is_counted(form: Form) -> None:
    counts = status_counts(live_rows(plan_workbook(form)), form)
    assert list(counts) == [section.id for section in form.sections if any(id in form.fields for id in section.items)]
    assert {id: int(one["to_fill"]) for id, one in counts.items()} == {
        section.id: sum(form.fields[id].required for id in section.items if id in form.fields)
        for section in form.sections
        if section.id in counts
    }


STATES = {"tien_gop": "Ước tính", "dat_hien": "Không có số liệu", "dan_so_2009": "Không có số liệu"}
GIVEN = {id: value for id, value in FULL.items() if STATES.get(id) != "Không có số liệu"}
ODD = {
    "quyet_dinh_ngay": "5/6/2010",
    "dan_so": "10.661",
    "giam_sat": " ",
    "tiep_dan": ERROR_VALUE,
    "huong": ERROR_VALUE,
}
"""What only a reader takes for a day or a number, nothing at all, errors."""
PAGE_TO_SIGN = {
    "blank": {"quyet_dinh_ngay": "", "dan_so": "……", "huong": "……"},
    "given": {"quyet_dinh_ngay": "05/06/2010", "tien_gop": "85,5*", "dat_hien": STATES["dat_hien"], "dan_so": "10.661"},
    "odd": {"quyet_dinh_ngay": "5/6/2010", "dan_so": "10.661", "giam_sat": "……", "tiep_dan": "……", "huong": "……"},
}


# --- recalculated -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three(form: Form, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, dict[str, Rows]]]:
    folder = tmp_path_factory.mktemp("three")
    places = plan_workbook(form).fields
    issued = IssuedWorkbook(th.write_blank(form, folder / "blank.xlsx"))
    half = {id: value for number, (id, value) in enumerate(FULL.items()) if number % 2}
    paths = {
        "blank": folder / "blank.xlsx",
        "half": issued.fill(folder / "half.xlsx", {places[id].value: value for id, value in half.items()}),
        "full": issued.fill(folder / "full.xlsx", {places[id].value: value for id, value in FULL.items()}),
        "given": th.write_blank(form, folder / "given.xlsx", values=GIVEN, states=STATES),
        "odd": issued.fill(folder / "odd.xlsx", {places[id].value: value for id, value in ODD.items()}),
    }
    books = recalculate(paths.values(), folder)
    return {name: (path, books[path.stem]) for name, path in paths.items()}


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("name", "sentence"),
    [("blank", "Đã điền 0/53 ô. Còn 53 ô chưa điền, 0 lỗi."), ("full", "ĐỦ ĐIỀU KIỆN GỬI.")],
)
def test_blank_half_filled_and_full_workbooks_calculate_without_an_error(
    three: dict[str, tuple[Path, dict[str, Rows]]], name: str, sentence: str
) -> None:
    _, book = three[name]
    texts = [text for rows in book.values() for row in rows for text in row]
    own = [text for name, rows in book.items() if name != HIDDEN for row in rows for text in row]
    assert [text for text in own if text.startswith(("#", "Err:"))] == []
    assert sentence in texts


@pytest.mark.libreoffice
def test_a_perfect_form_shows_a_tick_at_every_answer(
    form: Form, three: dict[str, tuple[Path, dict[str, Rows]]]
) -> None:
    shown, places = three["full"][1][FIGURES], plan_workbook(form).fields
    said = {id: at(shown, places[id].row, CHECK) for id in FULL}
    assert {id: text for id, text in said.items() if not text.startswith("✓")} == {}
    assert (said["dan_so"], said["dien_tich"], said["nguoi_lap"]) == ("✓ 10.661 người", "✓ 1.442,75 ha", "✓")
    assert at(three["blank"][1][FIGURES], 2, CHECK) == "Ô tiếp theo cần điền: Tên xã, phường, thị trấn"
    assert at(three["blank"][1][FIGURES], places["y_kien_cu_tri"].row, CHECK) == "không bắt buộc"
    assert at(three["odd"][1][FIGURES], 3, CHECK) == f"Lỗi đầu tiên: {places['huong'].field.label}"
    given = three["given"][1][FIGURES]
    assert at(given, places["tien_gop"].row, CHECK) == "✓ 85,5 triệu đồng · Ước tính"
    assert at(given, places["dat_hien"].row, CHECK) == "✓ Không có số liệu"


@pytest.mark.libreoffice
def test_a_preview_shows_what_a_client_would_calculate(three: dict[str, tuple[Path, dict[str, Rows]]]) -> None:
    path, recalculated = three["blank"]
    wrong = []
    for sheet in read_book(path.read_bytes()).sheets:
        for (row, column), cell in sheet.cells.items():
            shown = at(recalculated[sheet.name], row, column)
            seen = sheet.name != HIDDEN or column in (4, 5)  # the rest of the hidden sheet only feeds these
            shown = shown if shown != KEPT else ""  # what nobody asks for
            if cell.formula is not None and seen and cell.text != shown:
                wrong.append((sheet.name, row, column, cell.text, shown))
    assert wrong == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["blank", "given", "odd"])
def test_the_page_to_sign_says_what_was_typed(three: dict[str, tuple[Path, dict[str, Rows]]], name: str) -> None:
    """No day nobody gave, no 0 before a state, a text as it stands (1/2 is another day in another client), no error."""
    page = three[name][1][SIGN]
    said = {
        text.split(". ")[0]: row[n + 1] for row in page for n, text in enumerate(row) if re.match(r"[0-9]+\. ", text)
    }
    form = shipped_form()
    shown = {id: said[field.number] for id, field in form.fields.items() if field.number in said}
    assert {id: shown[id] for id in PAGE_TO_SIGN[name]} == PAGE_TO_SIGN[name]


# --- a person at work ---------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_the_sentence_appears_while_one_types_and_goes_when_it_is_right(
    form: Form, desk: libreoffice.Desk, tmp_path: Path
) -> None:
    doc = desk.open(th.write_blank(form, tmp_path / "a.xlsx"))
    row = plan_workbook(form).fields["chi_bo"].row
    check = f"H{row}"

    def typed(*values: str) -> str:
        for number, value in enumerate(values):
            desk.type_in(doc, FIGURES, f"E{row + number}", value)
        return str(desk.get(doc, FIGURES, check)["text"])

    assert typed("") == "Chưa điền."
    to_office = "Để cơ quan đọc: ô này là chữ, máy chưa tính được. Nếu được, đồng chí chỉ ghi số."
    assert [typed("hai mươi"), typed("20 chi bộ")] == [to_office, to_office]
    assert typed("20,5") == "Lỗi: Tổng số chi bộ ghi 20,5, không phải là số nguyên (tính theo chi bộ)."
    assert typed("1.200") == "Lỗi: Tổng số chi bộ là 1.200 chi bộ, lớn hơn mức cao nhất có thể (400)."
    assert typed("300") == "Lưu ý: Tổng số chi bộ là 300 chi bộ, cao hơn mức thường gặp (từ 1 đến 250)."
    assert (
        typed("21", "15", "4", "1")
        == "Lỗi: Tổng số chi bộ là 21, nhưng nông thôn 15 + trường học 4 + khác 1 = 20 (lệch 1)."
    )
    assert typed("20") == "✓ 20 chi bộ"
    desk.close(doc)


@pytest.mark.libreoffice
def test_formulas_follow_inserted_rows_moved_sheets_and_new_names(
    form: Form, desk: libreoffice.Desk, tmp_path: Path
) -> None:
    plan = plan_workbook(form)
    doc = desk.open(th.write_blank(form, tmp_path / "a.xlsx"))
    desk.insert_rows(doc, FIGURES, 8, 3)
    desk.insert_rows(doc, FIGURES, 1, 1)
    desk.insert_columns(doc, FIGURES, 4, 1)
    desk.rename_sheet(doc, FIGURES, "Số liệu (bản của 'xã')")
    desk.move_sheet(doc, "Số liệu (bản của 'xã')", 3)
    row = plan.fields["chi_bo"].row + 4
    for number, value in enumerate((21, 15, 4, 1)):
        desk.set(doc, "Số liệu (bản của 'xã')", f"F{row + number}", value)
    assert (
        desk.get(doc, "Số liệu (bản của 'xã')", f"I{row}")["text"]
        == "Lỗi: Tổng số chi bộ là 21, nhưng nông thôn 15 + trường học 4 + khác 1 = 20 (lệch 1)."
    )
    desk.close(doc)


@pytest.mark.libreoffice
def test_a_row_inserted_above_the_end_of_a_table_is_looked_at(
    form: Form, desk: libreoffice.Desk, tmp_path: Path
) -> None:
    plan = plan_workbook(form)
    table, date = plan.tables["mo_hinh"], plan.fields["ngay_chot"]
    doc = desk.open(th.write_blank(form, tmp_path / "a.xlsx", values={"ngay_chot": FULL["ngay_chot"]}))
    column = table.cell(1, "nam").a1.rstrip("0123456789")
    desk.insert_rows(doc, DETAIL, table.end_row, 1)
    desk.set(doc, DETAIL, f"{column}{table.end_row}", 2025)
    assert (
        desk.get(doc, FIGURES, date.at(CHECK).a1)["text"]
        == "Lưu ý: Có mô hình bắt đầu năm 2025, sau ngày chốt số liệu 31/12/2019."
    )
    desk.set(doc, DETAIL, f"{column}{table.end_row}", "năm ngoái")
    assert desk.get(doc, FIGURES, date.at(CHECK).a1)["text"] == "✓ ngày 31 tháng 12 năm 2019"
    assert (
        desk.get(doc, DETAIL, f"B{table.end_row + 2}")["text"]
        == "Để cơ quan đọc: bảng có ô số ghi bằng chữ. Nếu được, chỉ ghi số."
    )
    desk.set(doc, DETAIL, f"{column}{table.end_row}", 1989)
    assert (
        desk.get(doc, DETAIL, f"B{table.end_row + 2}")["text"]
        == "Lỗi: Bảng có ô không hợp lệ (cần số nguyên từ 1990 đến 2030)."
    )
    desk.close(doc)


# --- hostile texts ------------------------------------------------------------------------------------------------

HOSTILE = '=HYPERLINK("http://x","y")'
INJECTED = """
[fields.ten]
type = "text"
filled_by = "register"
label = '=HYPERLINK("http://x","y")'
help = '=HYPERLINK("http://x","y")'
[fields.so]
type = "integer"
label = '+cmd|"/c calc"!A1'
unit = '@SUM(1)'
hard = [0, 5]
[fields.loai]
type = "choice"
choices = ["=A1", '-"x"']
[tables.bang]
sheet = "detail"
blank_rows = 2
label = '=1+1" & A1 & "'
[tables.bang.columns]
x = { label = "=2+2", type = "integer", hard = [0, 5] }
[rules.R1]
test = "so > 2"
message = '=1+1" & A1 & " {so} {{x}}'
fix = '=1+1'
at = ["so"]
"""


@pytest.mark.libreoffice
def test_no_text_of_a_form_an_office_or_a_unit_becomes_a_formula(tmp_path: Path) -> None:
    form = drawn(INJECTED, tmp_path / "form")
    office = dataclasses.replace(
        form.office, name=HOSTILE, contact=HOSTILE, letter_number="=1", committee="=2", phone="=3"
    )
    form = dataclasses.replace(
        form, title=HOSTILE, texts={"workbook_title": HOSTILE, "subtitle": HOSTILE, "how_to": [HOSTILE]}
    )
    unit = Unit(code="=4", name=HOSTILE, type="")
    path = th.write_blank(form, tmp_path / "a.xlsx", unit=unit, office=office, issue="=5", values={"so": 1})
    assert [
        formula
        for formula in all_formulas(path)
        for piece in formula.replace('HYPERLINK("#"&', "").split('"')[::2]
        if "HYPERLINK" in piece or "cmd" in piece
    ] == []
    book = recalculate([path], tmp_path)["a"]
    live = {row.id: row for row in live_rows(plan_workbook(form))}
    assert at(book[HIDDEN], live["R1"].row, 5) == 'Lỗi: =1+1" & A1 & " 1 {x}'
    assert at(book[FIGURES], plan_workbook(form).fields["so"].row, CHECK) == 'Lỗi: =1+1" & A1 & " 1 {x}'
    assert at(book[FIGURES], plan_workbook(form).fields["ten"].row, VALUE) == HOSTILE
    assert [text for text in (text for row in book[GUIDE] for text in row) if text.startswith("=HYPERLINK")] == [
        HOSTILE,
        HOSTILE,
        HOSTILE,
        f"{HOSTILE}, =3",
    ]
