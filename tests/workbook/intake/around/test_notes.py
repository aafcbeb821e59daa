"""Notes and comments beside a value: another number, unit or year is asked; whatever else they say draws no word."""

from __future__ import annotations

import dataclasses

import pytest

from tests.samples.packages import packed, parts, relations
from tests.workbook.intake.around.test_labels import filled, form, row_of, words
from tests.workbook.intake.test_other_kinds import an_ods
from tonghop290.model import Finding
from tonghop290.spreadsheet.book import read_book
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.calamine import read_with_calamine
from tonghop290.spreadsheet.package import Limits
from tonghop290.spreadsheet.seen.look import ORDINARY
from tonghop290.workbook.answer.points import OURS
from tonghop290.workbook.intake.around.note_words import OUR_HEADING
from tonghop290.workbook.intake.one import read_return
from tonghop290.workbook.plan import DETAIL, FIGURES, LABEL, NOTE, VALUE, plan_workbook

THREAD = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it "
    "will get removed if the file is opened in a newer version of Excel. "
    "Learn more: https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    "
)


def said(place: tuple[int, int], text: str, *, sheet: str = FIGURES, comment: bool) -> list[Finding]:
    book = filled()
    changed = []
    for one in book.sheets:
        if one.name == sheet and comment:
            one = dataclasses.replace(one, comments={place: text})
        elif one.name == sheet:
            one = dataclasses.replace(one, cells={**one.cells, place: RawCell(*place, "s", text, ORDINARY, None)})
        changed.append(one)
    made = read_return("a.xlsx", dataclasses.replace(book, sheets=tuple(changed)), form(), words=words())
    return list(made.findings)


SAYS_NOTHING = [
    "đã kiểm tra",
    "Số liệu đến 31/12/2019",
    "31/12/2019",
    "Kiểm tra ngày 12/3/2020",
    "Theo Quyết định số 24-QĐ/ĐU",
    "1442,75",
    "1.442,75 ha",
    "Số liệu năm 2019",
    "ước tính",
    "Theo niên giám thống kê năm 2019",
    "Liên hệ 0912345678",
    "đơn vị: ha",
    "Đơn vị: UBND xã",
    "(ha)",
    "xem ô E16",
    "Số đúng là 1.442,75",
    "không lưu sổ trước 2012",
    "Số liệu do Công an xã cung cấp",
    "Đã rà soát 10h30 ngày 5/1/2020",
    "Xem dòng 12",
    "tăng 3 so với năm 2018",
    "Lê Thị B:\nđã kiểm tra",
    "theo QĐ 290",
    "lấy số 2019",
    "số này là của năm 2019",
    "Quy chế có từ năm 2018",
    "từ năm 2018 đến nay",
    "Theo Nghị quyết năm 2018",
    "sáp nhập năm 2018",
    "2018",
    "Nghị quyết 15-NQ/HU",
]
SAYS_NOTHING_IN_A_NOTE = [
    "tăng do sáp nhập 2 thôn năm 2015",
    "Sáp nhập 2 thôn",
    "gồm 10 thôn và 3 xóm",
    "đã trừ 3 hộ chuyển đi",
]
SAYS_NOTHING_IN_A_COMMENT = [
    THREAD + "Số này lấy ở đâu?\nReply:\n    Theo niên giám",
    f"{OURS.heading}\nCần xem lại: đã ghi 1.442,75, có phải 144.275 không?",
    f"Lê Thị B:\nđã xem\n\n{OURS.heading}\nCần xem lại: 54,5",
]
OTHERWISE = {
    "note-number": [
        "số đúng là 54,5",
        "54,5",
        "54.5 ha",
        "số chính xác 54,5",
        "thực tế là 54,5 ha",
        "ghi nhầm, phải là 54,5",
        "Sửa lại: 54,5",
        "không phải 1442,75 mà là 54,5",
        "đính chính 54,5",
        "đọc là 54,5",
        "khoảng 60",
        "đúng phải là 54,5 (đã kiểm tra)",
        "số cũ 54,5",
        "Đề nghị sửa thành 54,5",
    ],
    "note-unit": [
        "đơn vị: nghìn đồng",
        "Đơn vị tính: km2",
        "km²",
        "tính bằng m2",
        "ĐVT: sào",
        "(m2)",
        "ghi theo km2",
        "nghìn ha",
    ],
    "note-year": [
        "Số liệu năm 2018",
        "năm 2018",
        "số của năm 2018",
        "Số liệu tính đến cuối năm 2018",
        "số này là của năm 2018",
        "Số này của 2018",
        "lấy số 2018",
        "Lấy tạm số năm 2018, chưa có số 2019",
        "đây là số 2018",
        "ghi nhầm số năm 2018",
        "số năm 2018 chứ không phải 2019",
    ],
}
OTHERWISE_IN_A_COMMENT = {
    "note-number": ["Công an xã báo 54,5", "Theo thống kê: 54,5 ha", "54,5 mới đúng", THREAD + "Số đúng là 54,5"],
    "note-unit": [THREAD + "đơn vị: km2"],
}


@pytest.mark.parametrize("text", [*SAYS_NOTHING, *SAYS_NOTHING_IN_A_NOTE])
def test_a_note_that_explains_draws_no_word(text: str) -> None:
    assert [one.message for one in said((row_of("dien_tich"), NOTE), text, comment=False)] == []


@pytest.mark.parametrize("text", [*SAYS_NOTHING, *SAYS_NOTHING_IN_A_COMMENT])
def test_a_comment_that_explains_draws_no_word(text: str) -> None:
    assert [one.message for one in said((row_of("dien_tich"), VALUE), text, comment=True)] == []


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in OTHERWISE.items() for text in texts])
def test_a_note_or_a_comment_that_says_otherwise_is_asked_at_the_value(code: str, text: str) -> None:
    row = row_of("dien_tich")
    for place, comment in (((row, NOTE), False), ((row, VALUE), True), ((row, LABEL), True)):
        found = [(one.code, one.field, one.cell) for one in said(place, text, comment=comment)]
        assert found == [(code, "dien_tich", f"E{row}")], (place, comment)


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in OTHERWISE_IN_A_COMMENT.items() for text in texts]
)
def test_in_a_comment_any_other_number_counts(code: str, text: str) -> None:
    assert [one.code for one in said((row_of("dien_tich"), VALUE), text, comment=True)] == [code]


def test_a_comment_in_a_table_speaks_of_its_own_cell() -> None:
    place = plan_workbook(form()).tables["giam_sat_theo_to_chuc"]
    at = place.first_row, place.columns["nam_2019"]
    assert [(one.code, one.cell) for one in said(at, "số đúng là 8", sheet=DETAIL, comment=True)] == [
        ("note-number", f"I{place.first_row}")
    ]
    assert said(at, "số đúng là 3", sheet=DETAIL, comment=True) == []


def test_both_are_quoted_and_what_a_unit_converts_to_is_proposed() -> None:
    (one,) = said((row_of("dien_tich"), NOTE), "Số đúng là 54,5", comment=False)
    assert one.message == (
        "Cạnh số của “Diện tích tự nhiên” có ghi “Số đúng là 54,5” (ô G15), là số khác với số trong ô (1.442,75)."
    )
    (one,) = said((row_of("dien_tich"), VALUE), "đơn vị: km2", comment=True)
    assert one.fix == "Đề nghị ghi số theo đơn vị “ha” (nếu 1.442,75 tính bằng km2 thì là 144.275 ha)."


def test_our_own_comments_are_known_by_the_heading_the_answers_write() -> None:
    assert OURS.heading == OUR_HEADING


def test_the_threads_of_excel_365_are_comments_too() -> None:
    thread = (
        "<ThreadedComments xmlns='http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments'>"
        "<threadedComment ref='E12' id='1'><text>Số đúng là 54,5</text></threadedComment>"
        "<threadedComment ref='E12' id='2' parentId='1'><text>Đã xem</text></threadedComment></ThreadedComments>"
    )
    content = parts("<sheetData/>")
    content["xl/threadedComments/threadedComment1.xml"] = thread
    content["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
        ("rId9", "threadedComment", "../threadedComments/threadedComment1.xml")
    )
    assert read_book(packed(content)).sheets[0].comments == {(12, 5): "Số đúng là 54,5\nĐã xem"}


def test_what_is_written_over_a_cell_is_beside_its_value() -> None:
    assert over_the_cells(a_box("Số đúng là", "54,5", corners=((4, 17), (6, 19)))) == {(19, 6): "Số đúng là\n54,5"}
    assert over_the_cells(a_box("54,5", corners=((4, 11),))) == {(12, 5): "54,5"}


def test_what_nobody_wrote_over_the_cells_is_not_read() -> None:
    shows_a_cell = a_box("54,5", shape='textlink="$E$12"')
    hidden = a_box("54,5", shown='hidden="1"')
    stands_in = f"<mc:AlternateContent xmlns:mc='mc'><mc:Fallback>{a_box('2010')}</mc:Fallback></mc:AlternateContent>"
    assert over_the_cells(shows_a_cell + hidden + stands_in + a_box("")) == {}


def test_a_broken_drawing_hides_nothing_and_is_told() -> None:
    book = read_book(packed(with_drawing("<xdr:wsDr>")))
    assert (book.sheets[0].cells[1, 1].text, book.remarks) == ("1", ("bad-drawing: Số liệu",))


def a_box(
    *lines: str, corners: tuple[tuple[int, int], ...] = ((4, 11), (4, 11)), shape: str = "", shown: str = ""
) -> str:
    """A text box from one corner to the other, (column, row) from 0."""
    anchor = "twoCellAnchor" if len(corners) == 2 else "oneCellAnchor"
    places = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></xdr:{name}>"
        for name, (column, row) in zip(("from", "to"), corners, strict=False)
    )
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return (
        f"<xdr:{anchor}>{places}<xdr:sp {shape}><xdr:nvSpPr><xdr:cNvPr id='2' name='T' {shown}/></xdr:nvSpPr>"
        f"<xdr:txBody>{text}</xdr:txBody></xdr:sp></xdr:{anchor}>"
    )


def over_the_cells(anchors: str) -> dict[tuple[int, int], str]:
    return (
        read_book(packed(with_drawing(f"<xdr:wsDr xmlns:xdr='x' xmlns:a='a'>{anchors}</xdr:wsDr>"))).sheets[0].comments
    )


def with_drawing(drawing: str) -> dict[str, str | bytes]:
    content = parts()
    content["xl/drawings/drawing1.xml"] = drawing
    content["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("rId9", "drawing", "../drawings/drawing1.xml"))
    return content


def test_the_annotations_of_an_ods_are_comments_and_no_part_of_their_cells() -> None:
    note = (
        "<office:annotation><text:p>Lê Thị B</text:p><text:p>Số đúng là <text:span>54,5</text:span></text:p>"
        "</office:annotation>"
    )
    row = (
        f'<table:table-row><table:table-cell office:value-type="float" office:value="7">{note}<text:p>7</text:p>'
        f'</table:table-cell><table:table-cell>{note}</table:table-cell><table:table-cell office:value-type="string">'
        f"<text:p>Chữ</text:p>{note}</table:table-cell></table:table-row>"
    )
    (sheet,) = read_with_calamine(Content(an_ods(row)), limits=Limits()).sheets
    said = "Lê Thị B\nSố đúng là 54,5"
    assert sheet.comments == {(1, 1): said, (1, 2): said, (1, 3): said}
    assert {place: cell.text for place, cell in sheet.cells.items()} == {(1, 1): "7", (1, 3): "Chữ"}
