"""The answer to a return: the sender's own workbook, marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import tonghop290 as th
from tests.looked_at import LookedAt, looked_at
from tests.samples.mistakes import (
    FORM,
    SMALL,
    UNIT,
    WRONG,
    a_return,
    a_small_return,
    findings,
    parts,
    with_belongings,
    with_formula,
    without_file,
)
from tonghop290.model import Finding, Form
from tonghop290.spreadsheet.book import read_book
from tonghop290.workbook.answer.explanations import read_explanations
from tonghop290.workbook.answer.marked import can_mark, write_marked
from tonghop290.workbook.answer.points import OURS
from tonghop290.workbook.answer.still_open import DONE_COLUMN, OPEN_COLUMN
from tonghop290.workbook.issue.blank import Filling, write_blank

RED, AMBER = "FFFFC7CE", "FFFFD27F"
RED_CELLS = ["E15", "E17", "E22", "E33", "E38", "E44", "E50"]


def marked(source: Path, found: Sequence[Finding] | None = None, *, form: Form = FORM, **extra: Any) -> Path:
    copy = source.with_name("marked " + source.name)
    if found is None and not extra and form is FORM:
        copy.write_bytes(_marked(source.read_bytes(), findings(source)))
        return copy
    return write_marked(source, copy, findings(source, form) if found is None else found, form=form, unit=UNIT, **extra)


@cache
def _marked(source: bytes, found: tuple[Finding, ...]) -> bytes:
    with TemporaryDirectory() as folder:
        return write_marked(source, Path(folder) / "a.xlsx", found, form=FORM, unit=UNIT).read_bytes()


def opened(path: Path) -> LookedAt:
    """The workbook, to look at only: it is opened once."""
    return _opened(path.read_bytes())


_opened = cache(looked_at)


def looks(book: LookedAt, *parts: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Sheet → cell → these parts of its look, as texts."""
    texts: dict[int, tuple[str, ...]] = {}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for sheet in book.worksheets:
        own = found[sheet.title] = {}
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.style_id not in texts:
                texts[cell.style_id] = tuple(repr(getattr(cell, part)) for part in parts)
            own[cell.coordinate] = texts[cell.style_id]
    return found


def listed(sheet: Worksheet) -> list[list[Any]]:
    """What the list says, without its hidden columns, down to the last line."""
    return [row for row in ([cell.value for cell in cells[1:9]] for cells in sheet.iter_rows(min_row=8)) if any(row)]


def comments(sheet: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def filled(path: Path, sheet: str) -> dict[str, str]:
    return {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in opened(path)[sheet].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (RED, AMBER)
    }


def test_the_list_says_where_what_and_what_to_do(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(marked(a_return(tmp_path / "a.xlsx")), data_only=True)
    sheet = book.worksheets[0]
    assert (sheet.title, book.active.title) == ("Cần sửa", "Cần sửa")
    assert [sheet.cell(row, 2).value for row in range(1, 5)] == [
        "CÁC ĐIỂM CẦN SỬA, CẦN XEM LẠI",
        FORM.texts["workbook_title"],
        "Đơn vị: Xã Hoằng Xuân",
        "Còn 8 lỗi phải sửa (ô màu đỏ); 1 điểm đề nghị xem lại (ô màu cam).",
    ]
    headings = ["STT", "Mức độ", "Ô", "Chỉ tiêu", "Đang ghi", "Cần", "Việc cần làm", "Giải trình"]
    assert [cell.value for cell in sheet[7]][1:9] == headings
    lines = listed(sheet)
    assert [line[:6] for line in lines[:9]] == [
        [1, "Lỗi", "Số liệu!E15", "Diện tích tự nhiên", "1.442", "Số từ 3 đến 130.000 (ha)"],
        [2, "Lỗi", "Số liệu!E17", "Dân số năm 2019", "mười nghìn", "Số nguyên từ 0 đến 300.000 (người)"],
        [3, "Lỗi", "Số liệu!E22", "Tổng số chi bộ", "21", "20 (lệch 1)"],
        [4, "Lỗi", "Số liệu!E33", "Quyết định ngày", "6/2010", "Ngày/tháng/năm"],
        [5, "Lỗi", "Số liệu!E38", "Tiếp công dân", "(để trống)", "Số nguyên từ 0 đến 200.000 (lượt người)"],
        [6, "Lỗi", "Số liệu!E44", "Hộ nghèo 2019", "99.999", "Số nguyên từ 0 đến 20.000 (hộ)"],
        [7, "Lỗi", "Số liệu!E50", "Đất hiến (LLVT)", "12 sào", "Số từ 0 đến 1.000.000 (m²)"],
        [
            8,
            "Lỗi",
            "Biểu chi tiết!E16",
            "Các mô hình, cách làm hay về công tác dân vận, dòng 1: Năm bắt đầu",
            "1914",
            "Số nguyên từ 1990 đến 2030",
        ],
        [9, "Xem lại", "Số liệu!E42", "Thu nhập bình quân 2019", "80,2", "Thường từ 8 đến 75"],
    ]
    assert lines[1][6:] == [
        "Dân số năm 2019 ghi “mười nghìn”, không phải là số. Đề nghị nhập chữ số, ví dụ 1250.",
        "Phải sửa",
    ]
    assert lines[9][0].startswith("Ghi nhận thêm")
    assert lines[10][:5] == [
        1,
        "Ghi nhận",
        "Số liệu!E27",
        "Thành viên Tổ dân vận",
        "Thành viên Tổ dân vận ghi “134 người”, đọc là 134 (bỏ đơn vị tính).",
    ]
    assert len(lines) == 11


def test_each_place_is_a_link_to_its_cell(tmp_path: Path) -> None:
    sheet = opened(marked(a_return(tmp_path / "a.xlsx"))).worksheets[0]
    links = {cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {
        f"D{row}": f"'{place.split('!')[0]}'!{place.split('!')[1]}"
        for row in range(8, 20)
        if "!" in (place := str(sheet.cell(row, 4).value))
    }
    assert len(links) == 10


def test_wrong_cells_are_coloured_and_nothing_else_of_their_look_changes(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    copy, wrong = marked(source), {one.place for one in findings(source) if one.severity != "note"}
    assert filled(copy, "Số liệu") == {**dict.fromkeys(RED_CELLS, RED), "E42": AMBER}
    assert filled(copy, "Biểu chi tiết") == {"E16": RED}
    old, new = (
        looks(opened(path), "fill", "number_format", "font", "border", "alignment", "protection")
        for path in (source, copy)
    )
    for name, cells in old.items():
        assert {cell: look[1:] for cell, look in cells.items()} == {cell: new[name][cell][1:] for cell in cells}
        assert not [cell for cell in cells if cells[cell] != new[name][cell] and f"{name}!{cell}" not in wrong]


def test_marked_cells_say_in_a_comment_what_the_list_says(tmp_path: Path) -> None:
    sheet = opened(marked(a_return(tmp_path / "a.xlsx")))["Số liệu"]
    texts = comments(sheet)
    assert sorted(texts) == sorted([*RED_CELLS, "E42"])
    assert (
        texts["E17"]
        == f"{OURS.heading}\nLỗi: Dân số năm 2019 ghi “mười nghìn”, không phải là số. Đề nghị nhập chữ số, ví dụ 1250."
    )
    assert texts["E42"].splitlines()[1].startswith("Đề nghị xem lại: Thu nhập bình quân 2019 là 80,2 triệu")
    assert {sheet[cell].comment.author for cell in texts} == {OURS.author}


def test_the_copy_reads_back_the_same(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    report = th.check([source], FORM)
    assert {one.severity for one in report.findings} == {"error", "warning", "note"}
    assert without_file(th.check([marked(source)], FORM)) == without_file(report)


@pytest.mark.parametrize("case", ["clean", "formula", "belongings", "blank", "no unit"])
def test_any_return_reads_back_the_same(tmp_path: Path, case: str) -> None:
    source = a_return(tmp_path / "a.xlsx", {} if case == "clean" else WRONG)
    if case == "formula":
        source = with_formula(
            with_formula(source, tmp_path / "b.xlsx", "E17", "10000+661", "10661"),
            tmp_path / "c.xlsx",
            "E16",
            "1/0",
            "#DIV/0!",
        )
    elif case == "belongings":
        source = with_belongings(source, tmp_path / "b.xlsx")
    elif case in ("blank", "no unit"):
        source = write_blank(FORM, tmp_path / "b.xlsx", unit=UNIT if case == "blank" else None, filling=Filling())
    report = th.check([source], FORM)
    assert without_file(th.check([marked(source, report.findings)], FORM)) == without_file(report)


def test_every_other_part_keeps_its_bytes(tmp_path: Path) -> None:
    source = with_belongings(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    old, new = parts(source), parts(marked(source))
    changed = {name for name in old if new[name] != old[name]}
    assert set(old) <= set(new)
    assert {name for name in changed if not name.startswith("xl/worksheets/")} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/comments/comment1.xml",  # of the sender's own sheet, whose figures are not read
        "xl/drawings/commentsDrawing1.vml",
        "xl/comments/comment2.xml",
        "xl/drawings/commentsDrawing2.vml",
    }
    assert any(name.startswith("xl/charts/") for name in old)


def test_names_sheets_and_print_settings_survive(tmp_path: Path) -> None:
    source = with_belongings(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    old, new = opened(source), opened(marked(source))
    assert new.sheetnames == ["Cần sửa", *old.sheetnames]
    assert [new[name].sheet_state for name in old.sheetnames] == [old[name].sheet_state for name in old.sheetnames]
    assert {name: one.value for name, one in new.defined_names.items()} == {
        name: one.value for name, one in old.defined_names.items()
    }
    for name in old.sheetnames:
        assert (new[name].print_area, new[name].print_title_rows, new[name].protection.sheet) == (
            old[name].print_area,
            old[name].print_title_rows,
            old[name].protection.sheet,
        )
        assert [(one.sqref, one.formula1, one.prompt) for one in new[name].data_validations.dataValidation] == [
            (one.sqref, one.formula1, one.prompt) for one in old[name].data_validations.dataValidation
        ]
        assert not new[name].sheet_view.tabSelected
    assert new["Cần sửa"].print_title_rows == "$7:$7"


def test_a_comment_of_the_senders_stays_and_ours_is_put_below(tmp_path: Path) -> None:
    source = with_belongings(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    book = opened(marked(source))
    assert book["Tính toán"]["C1"].comment.text == "Ghi chú riêng của tôi"
    both = book["Số liệu"]["E17"].comment
    assert both.author == "Bà Lê"
    assert both.text == (
        f"Số này <Ủy ban> & xã cấp\n\n{OURS.heading}\n"
        "Lỗi: Dân số năm 2019 ghi “mười nghìn”, không phải là số. Đề nghị nhập chữ số, ví dụ 1250."
    )


def test_marking_twice_is_marking_once(tmp_path: Path) -> None:
    once = marked(with_belongings(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"))
    twice = marked(once)
    assert opened(twice).sheetnames == opened(once).sheetnames
    assert [(sheet.cells, sheet.comments) for sheet in read_book(twice.read_bytes()).sheets] == [
        (sheet.cells, sheet.comments) for sheet in read_book(once.read_bytes()).sheets
    ]
    assert filled(twice, "Số liệu") == filled(once, "Số liệu")
    shapes = [
        len(re.findall(rb"<\w+:shape ", data)) for name, data in sorted(parts(twice).items()) if name.endswith(".vml")
    ]
    assert shapes == [
        len(re.findall(rb"<\w+:shape ", data)) for name, data in sorted(parts(once).items()) if name.endswith(".vml")
    ]


def test_what_was_mended_loses_its_mark_in_the_next_answer(tmp_path: Path) -> None:
    source = with_belongings(a_return(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    first = marked(source)
    left = [one for one in findings(first) if one.field == "chi_bo"]
    second = marked(first, left)
    assert filled(second, "Số liệu") == {"E22": RED}
    third, old = opened(marked(second, [])), opened(source)
    fills, before = looks(third, "fill"), looks(old, "fill")
    for name, cells in before.items():
        assert {cell: fills[name][cell] for cell in cells} == cells
        assert comments(third[name]) == comments(old[name])
    assert listed(third["Cần sửa"]) == [["Không có điểm nào cần sửa.", *[None] * 7]]


def explained(path: Path, text: str, row: int) -> Path:
    book = openpyxl.load_workbook(path)
    book["Cần sửa"].cell(row, 9).value = text
    book["Cần sửa"].cell(row, 9).data_type = "s"
    book.save(path)
    return path


def test_explanations_come_back_under_their_key(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    copy = marked(source)
    assert (read_explanations(source), read_explanations(copy)) == ({}, {})
    back = explained(explained(copy, "=Có nhà máy mới, thu nhập tăng", 16), "lỗi thì không giải trình được", 9)
    answers = read_explanations(back)
    assert answers == {"unusual-high|thu_nhap_2019": "=Có nhà máy mới, thu nhập tăng"}
    again = marked(source, explanations=answers)
    assert opened(again)["Cần sửa"]["I16"].value == "=Có nhà máy mới, thu nhập tăng"
    assert read_explanations(again) == answers
    assert {one.key for one in findings(source)} >= set(answers)


def test_only_the_boxes_beside_warnings_are_open(tmp_path: Path) -> None:
    sheet = opened(marked(a_return(tmp_path / "a.xlsx"))).worksheets[0]
    assert sheet.protection.sheet
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked] == ["I16"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@A1", "=cmd|' /C calc'!A0", "<b>&amp;</b>", "_x0041_", "a\x0bb\x00", "a\nb", "]]>", "\"'"],
)
def test_text_is_text_and_never_a_formula(tmp_path: Path, text: str) -> None:
    source = a_small_return(tmp_path / "a.xlsx")
    odd = Finding(
        code=text,
        severity="warning",
        stage="type",
        message=text,
        fix=text,
        sheet="Số liệu",
        cell="E15",
        label=text,
        expected=text,
        field=text,
    )
    copy = marked(source, [odd], form=SMALL, explanations={odd.key: text})
    cells = read_book(copy.read_bytes()).sheets[0].cells
    own = {(4, 2), (8, DONE_COLUMN), (8, OPEN_COLUMN)}  # formulas of ours: what is done, and what is left
    assert {place for place, cell in cells.items() if cell.formula is not None or cell.kind not in "sn"} == own
    plain = text.replace("\x0b", "").replace("\x00", "")
    assert [cells[8, column].text for column in (5, 7, 8, 9)] == [plain, plain, f"{plain} {plain}".strip(), plain]
    comment = read_book(copy.read_bytes()).sheets[2].comments[15, 5]
    assert comment == f"{OURS.heading}\nĐề nghị xem lại: {plain} {plain}"


def test_findings_without_a_cell_are_listed_only(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx", {})
    found = [
        Finding(code="a", severity="error", stage="structure", message="Thiếu dòng.", label="Dân số"),
        Finding(code="b", severity="warning", stage="structure", message="Trang lạ.", sheet="Nội dung"),
        Finding(code="c", severity="error", stage="type", message="Ngoài trang.", sheet="Đã xoá", cell="B2"),
        Finding(code="d", severity="error", stage="type", message="Ô trống xa.", sheet="Nội dung", cell="ZZ5000"),
    ]
    book = opened(marked(source, found))
    assert [line[1:5] for line in listed(book["Cần sửa"])] == [
        ["Lỗi", "Cả tệp", "Dân số", None],
        ["Lỗi", "Đã xoá!B2", None, None],
        ["Lỗi", "Nội dung!ZZ5000", None, "(để trống)"],
        ["Xem lại", "Nội dung", None, None],
    ]
    assert book["Nội dung"]["ZZ5000"].fill.fgColor.rgb == RED
    assert {cell.hyperlink.location for row in book["Cần sửa"].iter_rows() for cell in row if cell.hyperlink} == {
        "'Nội dung'!A1",
        "'Nội dung'!ZZ5000",
    }


def test_the_source_is_only_read_and_a_failure_leaves_nothing(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx")
    before = source.read_bytes()
    found = findings(source)
    one, two = (
        write_marked(given, tmp_path / name, found, form=FORM).read_bytes()
        for given, name in ((source, "1.xlsx"), (before, "2.xlsx"))
    )
    assert one == two
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(OSError):
        write_marked(source, tmp_path / "folder.xlsx", found, form=FORM)
    with pytest.raises(ValueError, match="replace its own source"):
        write_marked(source, source, found, form=FORM)
    assert source.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["1.xlsx", "2.xlsx", "a.xlsx", "folder.xlsx"]


def test_a_sheet_of_the_senders_with_our_name_is_left_alone(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(a_small_return(tmp_path / "a.xlsx"))
    book.create_sheet("CẦN SỬA")["A1"] = "việc của tôi"
    book.save(tmp_path / "b.xlsx")
    copy = opened(marked(tmp_path / "b.xlsx", form=SMALL))
    assert (copy.sheetnames[0], copy["CẦN SỬA"]["A1"].value) == ("Cần sửa (2)", "việc của tôi")
    assert can_mark(tmp_path / "marked b.xlsx")


def test_the_unit_may_be_unknown(tmp_path: Path) -> None:
    source = a_return(tmp_path / "a.xlsx", {})
    copy = write_marked(
        source,
        tmp_path / "b.xlsx",
        [replace(findings(a_return(tmp_path / "c.xlsx"))[0], unit=None)],
        form=FORM,
        unit=None,
    )
    assert opened(copy)["Cần sửa"]["B3"].value == "Đơn vị: (chưa xác định)"
