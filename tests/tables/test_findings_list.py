"""The list of findings an officer sorts and prints."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.looked_at import looked_at
from tests.samples.communes import a_unit
from tonghop290.model import Finding
from tonghop290.tables.findings_list import write_findings

UNIT = a_unit()
FINDINGS = [
    Finding(
        code="not-a-number",
        severity="error",
        stage="type",
        message="“mười” không phải là số.",
        fix="Đề nghị nhập chữ số.",
        file="a.xlsx",
        unit=UNIT,
        field="dan_so",
        label="Dân số",
        sheet="Số liệu",
        cell="E16",
        value="mười",
    ),
    Finding(
        code="rule-R1",
        severity="error",
        stage="rule",
        message="Tổng là 21, nhưng các phần là 20.",
        fix="Đề nghị kiểm tra lại.",
        file="a.xlsx",
        unit=UNIT,
        field="chi_bo",
        label="Chi bộ",
        sheet="Số liệu",
        cell="E22",
        value=21.0,
        expected=20.0,
        difference=1.0,
    ),
    Finding(
        code="unusual-low",
        severity="warning",
        stage="range",
        message="Thấp hơn thường gặp.",
        file="b.xlsx",
        label="Diện tích",
        sheet="Số liệu",
        cell="E15",
        value=1442.75,
    ),
]
FILES = [
    {"file": "a.xlsx", "unit": "Xã Hoằng Xuân", "status": "errors"},
    {"file": "b.xlsx", "unit": "", "status": "warnings"},
    {"file": "c.pdf", "unit": "", "status": "unreadable"},
    {"file": "d.xlsx", "unit": "Xã Hoằng Giang", "status": "clean"},
]


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_one_line_a_file_and_one_line_a_finding(tmp_path: Path) -> None:
    book = looked_at(write_findings(FINDINGS, tmp_path / "moi" / "loi.xlsx", files=FILES), values=True)
    assert book.sheetnames == ["Tổng hợp", "Chi tiết"]
    assert rows(book["Tổng hợp"]) == [
        ["STT", "Đơn vị", "Tệp", "Kết quả", "Số lỗi", "Số điểm cần xem lại"],
        [1, "Xã Hoằng Xuân", "a.xlsx", "Còn lỗi", 2, 0],
        [2, "(chưa xác định)", "b.xlsx", "Có điểm cần xem lại", 0, 1],
        [3, "(chưa xác định)", "c.pdf", "Không đọc được", 0, 0],
        [4, "Xã Hoằng Giang", "d.xlsx", "Đạt", 0, 0],
        ["Cộng 4 tệp", None, None, None, 2, 1],
    ]
    assert rows(book["Chi tiết"])[1:] == [
        [
            1,
            "Xã Hoằng Xuân",
            "a.xlsx",
            "Lỗi",
            "Số liệu!E16",
            "Dân số",
            "mười",
            None,
            None,
            "“mười” không phải là số.",
            "Đề nghị nhập chữ số.",
            "not-a-number",
        ],
        [
            2,
            "Xã Hoằng Xuân",
            "a.xlsx",
            "Lỗi",
            "Số liệu!E22",
            "Chi bộ",
            "21",
            "20",
            "1",
            "Tổng là 21, nhưng các phần là 20.",
            "Đề nghị kiểm tra lại.",
            "rule-R1",
        ],
        [
            3,
            None,
            "b.xlsx",
            "Xem lại",
            "Số liệu!E15",
            "Diện tích",
            "1.442,75",
            None,
            None,
            "Thấp hơn thường gặp.",
            None,
            "unusual-low",
        ],
    ]
    assert (book["Chi tiết"].auto_filter.ref, book["Tổng hợp"].auto_filter.ref) == ("A3:L6", "A3:F7")


def test_files_are_told_from_the_findings_where_none_are_given(tmp_path: Path) -> None:
    book = looked_at(write_findings(FINDINGS, tmp_path / "loi.xlsx"), values=True)
    assert rows(book["Tổng hợp"])[1:] == [
        [1, "Xã Hoằng Xuân", "a.xlsx", "Còn lỗi", 2, 0],
        [2, "(chưa xác định)", "b.xlsx", "Có điểm cần xem lại", 0, 1],
        ["Cộng 2 tệp", None, None, None, 2, 1],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84 912",
        "-5",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
        "http://x.vn",
        "{=1}",
        "a\x00\x1b\ufffeb\nc",
        "x" * 40_000,
    ],
)
def test_what_a_sender_typed_is_never_a_formula(tmp_path: Path, text: str) -> None:
    evil = Finding(
        code="c",
        severity="error",
        stage="type",
        message=text,
        fix=text,
        file=text,
        label=text,
        sheet=text,
        cell="A1",
        value=text,
        expected=text,
    )
    book = looked_at(
        write_findings([evil], tmp_path / "loi.xlsx", files=[{"file": text, "unit": text, "status": text}])
    )
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas == ["=SUBTOTAL(9,E4:E4)", "=SUBTOTAL(9,F4:F4)"]
    assert not any(cell.hyperlink for cell in cells)
    assert sum(str(cell.value).startswith(text[:1]) for cell in cells) >= 8


def test_nothing_to_tell_is_said(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = looked_at(write_findings([], tmp_path / "loi.xlsx"))
    assert rows(book["Chi tiết"])[1][0] == "Không có điểm nào."
    assert rows(book["Tổng hợp"])[1] == ["Cộng 0 tệp", None, None, None, 0, 0]


def test_the_same_findings_give_the_same_bytes_and_a_failure_leaves_nothing(tmp_path: Path) -> None:
    one, two = (write_findings(FINDINGS, tmp_path / name, files=FILES).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == two
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(OSError):
        write_findings(FINDINGS, tmp_path / "folder.xlsx")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx", "folder.xlsx"]


def test_a_check_writes_every_file_it_saw(tmp_path: Path) -> None:
    from tests.samples.mistakes import FORM, a_return
    from tonghop290.pipeline.check import check
    from tonghop290.pipeline.documents import write_findings as pipeline_write_findings

    folder = tmp_path / "den"
    folder.mkdir()
    a_return(folder / "a.xlsx")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7")
    report = check([folder], FORM)
    book = looked_at(pipeline_write_findings(report, tmp_path / "loi.xlsx"), values=True)
    assert rows(book["Tổng hợp"])[1:] == [
        [1, "Xã Hoằng Xuân", str(folder / "a.xlsx"), "Còn lỗi", 8, 1],
        [2, "(chưa xác định)", str(folder / "b.pdf"), "Không đọc được", 1, 0],
        ["Cộng 2 tệp", None, None, None, 9, 1],
    ]
    assert len(rows(book["Chi tiết"])) == 1 + len(report.findings)
