"""What is wrong with a form written in Excel: told by sheet and cell, once, and written back into the author's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from tonghop290.cli.main import main
from tonghop290.excel import column_letters
from tonghop290.file_names import WRITTEN
from tonghop290.forms.excel.author_looks import as_bytes
from tonghop290.forms.excel.titles import SHEETS
from tonghop290.forms.excel.write_form import written_book
from tonghop290.forms.load import load_form
from tonghop290.model import FormError
from tonghop290.narrative.typeset.elements import text_of

CONTENT: dict[str, Any] = {
    "form": {"id": "nho", "title": "Biểu nhỏ", "version": "1"},
    "period": {"first_year": 2015, "last_year": 2020},
    "sections": {"chung": {"number": "I", "title": "CHUNG"}},
    "fields": {
        "tong": {
            "code": "A1", "label": "Tổng số", "unit": "người", "type": "integer", "section": "chung", "hard": [0, 9],
        },
        "nam": {"code": "A2", "label": "Trong đó: nam", "unit": "người", "type": "integer", "section": "chung"},
    },
    "rules": {
        "R1": {
            "label": "Nam không nhiều hơn tổng số",
            "test": "nam <= tong",
            "severity": "error",
            "message": "{nam} nhiều hơn {tong}.",
            "fix": "Đề nghị kiểm tra lại.",
            "at": ["nam"],
        }
    },
}  # fmt: skip
Change = Callable[[openpyxl.Workbook], None]


def at(book: openpyxl.Workbook, sheet: str, row: int, title: str) -> Any:
    return book[sheet].cell(row, next(cell.column for cell in book[sheet][1] if cell.value == title))


def said(sheet: str, row: int, title: str, value: object) -> Change:
    return lambda book: setattr(at(book, sheet, row, title), "value", value)


def drawn(path: Path, *changes: Change) -> Path:
    book = written_book(CONTENT)
    for change in changes:
        change(book)
    path.write_bytes(as_bytes(book))
    return path


TYPES = "số nguyên, số thập phân, phần trăm, ngày, lựa chọn, chữ, đoạn văn"
FIELD, RULE = "Chỉ tiêu", "Quy tắc"
DEPENDS = column_letters([column.title for column in SHEETS[FIELD]].index("Phụ thuộc") + 1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            said(FIELD, 3, "Kiểu", "số nguyn"),
            f"Chỉ tiêu!E3: 'số nguyn' không có trong: {TYPES}; ý đồng chí là 'số nguyên'?",
        ),
        (said(FIELD, 3, "Đơn vị tính", None), "Chỉ tiêu!D3: còn thiếu đơn vị tính"),
        (said(FIELD, 3, "Thấp nhất", "không rõ"), "Chỉ tiêu!H3: 'không rõ' không phải là số"),
        (
            said(FIELD, 3, "Thấp nhất", "1.234"),
            "Chỉ tiêu!H3: '1.234' không rõ là 1.234 hay 1,234; đề nghị gõ lại thành số",
        ),
        (said(FIELD, 3, "Cao nhất", None), "Chỉ tiêu!I3: còn thiếu Cao nhất: một khoảng có đủ hai đầu"),
        (
            said(FIELD, 3, "Phụ thuộc", "A2"),
            f"Chỉ tiêu!{DEPENDS}3: chỉ dùng cho danh sách có tên, mỗi mục ghi nó thuộc mục nào",
        ),
        (said(FIELD, 3, "Mã", None), "Chỉ tiêu!A3: còn thiếu Mã"),
        (said(FIELD, 4, "Mã máy", "tong"), "Chỉ tiêu!B4: mã máy 'tong' đã có ở dòng 3"),
        (said(FIELD, 1, "Bắt buộc", "Bắt buộk"), "Chỉ tiêu!G1: không có cột 'Bắt buộk'; ý đồng chí là 'Bắt buộc'?"),
        (said(RULE, 2, "Chỉ vào", "A3"), "Quy tắc!G2: không có chỉ tiêu 'A3'"),
        (said(RULE, 2, "Điều kiện", "nam <= tongg"), "Quy tắc!C2: không có chỉ tiêu 'tongg'; ý đồng chí là 'tong'?"),
        (said("Biểu", 3, "Giá trị", None), "Biểu!B3: còn thiếu “Tên biểu”"),
        (
            said("Biểu", 5, "Cài đặt", "Năm đầu kì"),
            "Biểu!A5: không có cài đặt 'Năm đầu kì'; ý đồng chí là 'Năm đầu kỳ'?",
        ),
    ],
)
def test_each_slip_is_one_fault_at_its_cell(change: Change, fault: str, tmp_path: Path) -> None:
    with pytest.raises(FormError) as error:
        load_form(drawn(tmp_path / "bieu.xlsx", change))
    assert [one for one in error.value.faults if "không có chỉ tiêu 'nam'" not in one] == [fault]


def run(*words: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0)


def test_marks_go_into_the_authors_own_file_and_leave_it_again(tmp_path: Path) -> None:
    """Columns and comments of the author's own, formulas and colours stay; a mended form bears no mark."""

    def own(book: openpyxl.Workbook) -> None:
        sheet = book[FIELD]
        sheet.cell(1, 40).value, sheet.cell(3, 40).value = "Ý kiến của tôi", "hỏi lại phòng"
        sheet["C3"].comment = Comment("theo mẫu cũ", "tôi")
        book.create_sheet("Nháp")["A1"] = "=1+1"

    path = drawn(tmp_path / "bieu.xlsx", own, said(FIELD, 3, "Đơn vị tính", None), said(RULE, 2, "Chỉ vào", "A3"))
    for _ in range(2):  # marking twice marks once
        assert run("form", "lint", "--form", str(path), "--mark") == 2
    book = openpyxl.load_workbook(path)
    assert at(book, FIELD, 3, "Lỗi").value == "D3: còn thiếu đơn vị tính"
    assert "A3" in at(book, RULE, 2, "Lỗi").value
    assert [[cell.value for cell in row] for row in book["Lỗi"].iter_rows(min_row=2, max_col=3)] == [
        [1, FIELD, "D3"],
        [2, RULE, "G2"],
    ]
    assert book["Lỗi"]["C2"].hyperlink.location == "'Chỉ tiêu'!D3"
    painted = [
        str(one.sqref) for one in book[FIELD].conditional_formatting if "tonghop290" in str(one.rules[0].formula)
    ]
    assert painted == ["D3"]
    at(book, FIELD, 3, "Đơn vị tính").value = "người"
    at(book, RULE, 2, "Chỉ vào").value = "A2"
    book.save(path)
    run("form", "lint", "--form", str(path), "--mark")
    book = openpyxl.load_workbook(path)
    own_comment = book[FIELD]["C3"].comment
    assert own_comment is not None and own_comment.text == "theo mẫu cũ"
    assert (book[FIELD].cell(3, 40).value, book["Nháp"]["A1"].value) == ("hỏi lại phòng", "=1+1")
    assert load_form(path).fields["tong"].unit == "người"


def test_a_form_goes_from_excel_to_toml_and_back_by_commands(tmp_path: Path) -> None:
    first, folder, again = drawn(tmp_path / "bieu.xlsx"), tmp_path / "nho", tmp_path / "lai.xlsx"
    assert run("form", "to-toml", str(first), "-o", str(folder)) == 0
    assert run("form", "from-toml", str(folder), "-o", str(again)) == 0
    assert load_form(again).hash == load_form(first).hash
    assert run("form", "from-toml", str(folder), "-o", str(first)) == 2  # the author's file is not written over
    assert run("form", "new", str(tmp_path / "moi.xlsx")) == 0
    assert run("blank", "--form", str(again), "-o", str(tmp_path / "trang.xlsx")) == 0


def test_an_id_is_proposed_from_the_label_and_people_say_codes(tmp_path: Path) -> None:
    changes = (
        said(FIELD, 4, "Mã máy", None),
        said(RULE, 2, "Điều kiện", "tong >= 0"),
        said(RULE, 2, "Thông báo", "{tong} chưa đúng."),
        said(RULE, 2, "Chỉ vào", "A1; Trong đó: nam"),
    )
    form = load_form(drawn(tmp_path / "bieu.xlsx", *changes))
    assert list(form.fields) == ["tong", "trong_do_nam"]
    assert form.rules[0].at == ("tong", "trong_do_nam")


@pytest.mark.parametrize("data", [b"", b"abc", b"PK\x03\x04zzz"])
def test_what_is_no_workbook_is_said(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bieu.xlsx").write_bytes(data)
    with pytest.raises(FormError, match="bieu.xlsx: "):
        load_form(tmp_path / "bieu.xlsx")


def test_sentences_alone_make_a_report_without_a_template(tmp_path: Path) -> None:
    """A figure, its rule and its sentence written in Excel only stand in the workbook and in the report."""
    import docx

    sentence = said(FIELD, 4, "Câu trong báo cáo", "Trong {A1} người có {nam} nam.")
    path = drawn(tmp_path / "bieu.xlsx", sentence)
    assert run("form", "preview", str(path), "-o", str(tmp_path / "xem")) == 0
    invented = "00002 Thử (số liệu bịa, không phải số thật).docx"
    names = ["biểu trắng.xlsx", "mẫu báo cáo.docx", "00001 Thử.docx", invented]
    assert {one.name for one in (tmp_path / "xem").iterdir()} == {WRITTEN, *names}
    template = docx.Document(str(tmp_path / "xem" / "mẫu báo cáo.docx"))
    assert "Trong {{ tong }} người có {{ nam }} nam." in [one.text for one in template.paragraphs]
    papers = {name: docx.Document(str(tmp_path / "xem" / name)) for name in names[2:]}
    lines = {name: [text_of(one._p) for one in paper.paragraphs] for name, paper in papers.items()}
    assert lines["00001 Thử.docx"][-2] == "Trong …… người có …… nam."
    assert lines[invented][1].strip() == "Thử (số liệu bịa, không phải số thật)"
    assert lines[invented][-2] == "Trong 3 người có 0 nam."
    with pytest.raises(FormError, match="Chỉ tiêu!U4: không có chỉ tiêu 'nâm'"):
        load_form(drawn(path, said(FIELD, 4, "Câu trong báo cáo", "Có {nâm} nam.")))
