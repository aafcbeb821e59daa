"""The summary workbook: what an officer opens, prints and checks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.looked_at import LookedAt, looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_district, a_register
from tonghop290.data.aggregate import add_up
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, Dataset, Finding, Unit
from tonghop290.spreadsheet.write import A3, A4
from tonghop290.tables.summary import write_summary


def written(
    tmp_path: Path, dataset: Dataset, units: dict[str, Unit] | None = None, *, values: bool = False, **extra: Any
) -> LookedAt:
    """The workbook as it was written; that of :func:`three` once for all who read it."""
    if dataset is three()[0] and units is three()[1] and not extra:
        return usual(values)
    totals, office = add_up(dataset, expected=len(units) if units else None), extra.pop("office", OFFICE)
    path = write_summary(dataset, totals, tmp_path / "tong_hop.xlsx", office=office, units=units, **extra)
    return looked_at(path, values=values)


@cache
def usual(values: bool) -> LookedAt:
    (dataset, units), totals = three(), add_up(three()[0], expected=len(three()[1]))
    with TemporaryDirectory() as folder:
        path = write_summary(dataset, totals, Path(folder, "a.xlsx"), office=OFFICE, units=units)
        return looked_at(path, values=values)


def texts(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def row_of(sheet: Worksheet, label: str, column: int = 2) -> int:
    return next(
        row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, column).value or "").startswith(label)
    )


@cache
def three(**second: Any) -> tuple[Dataset, dict[str, Unit]]:
    units = a_register(4)
    states = [{}, {"tiep_dan": STATE_ESTIMATE, "don_to_cao": STATE_NO_DATA}, {}]
    rows = [FULL, FULL | {"don_to_cao": None} | second, FULL]
    return a_dataset(FORM, rows, units=list(units.values())[:3], states=states), units


def test_the_first_table_has_indicators_down_and_communes_across(tmp_path: Path) -> None:
    dataset, units = three()
    sheet = written(tmp_path, dataset, units, values=True)["Biểu 1"]
    assert [cell.value for cell in sheet[7]][:9] == [
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Toàn huyện",
        "Số đơn vị có số liệu",
        "Xã Hoằng Xuân",
        "Xã Hoằng Giang",
        "Xã Hoằng Phượng",
        "Xã Hoằng Kim\n(chưa có số liệu)",
    ]
    assert [cell.value for cell in sheet[row_of(sheet, "Tổng diện tích")]] == [
        "2", "Tổng diện tích tự nhiên", "ha", 4328.25, "3/4", 1442.75, 1442.75, 1442.75, None,
    ]  # fmt: skip
    assert [cell.value for cell in sheet[row_of(sheet, "Số đơn tố cáo")]] == [
        "3", "Số đơn tố cáo đã tiếp nhận, xử lý", "đơn", 8, "2/4", 4, "…", 4, None,
    ]  # fmt: skip


def test_totals_are_live_formulas_and_no_percentage_is_averaged(tmp_path: Path) -> None:
    dataset, units = three()
    book = written(tmp_path, dataset, units)
    sheet = book["Biểu 1"]
    ids = ("dan_so", "thu_nhap_2019", "ho_ngheo_2019", "ho_2019", "ty_le_ngheo_2019", "ty_le_ngheo_2009", "giam_ngheo")
    row = {id: row_of(sheet, FORM.fields[id].label) for id in ids}
    total = {id: sheet.cell(row[id], 4).value for id in row}
    one = {id: f"F{row[id]}:I{row[id]}" for id in row}
    assert total["dan_so"] == f'=IF(COUNT({one["dan_so"]})=0,"",SUM({one["dan_so"]}))'
    both = f"ISNUMBER({one['thu_nhap_2019']})*ISNUMBER({one['dan_so']})"
    weights = f"SUMPRODUCT({both},{one['dan_so']})"
    assert (
        total["thu_nhap_2019"]
        == f'=IF({weights}=0,"",SUMPRODUCT({both},{one["thu_nhap_2019"]},{one["dan_so"]})/{weights})'
    )
    assert f"100*SUMPRODUCT(ISNUMBER({one['ho_ngheo_2019']})" in total["ty_le_ngheo_2019"]
    cells = f"D{row['ty_le_ngheo_2009']}", f"D{row['ty_le_ngheo_2019']}"
    first, last = (f"ROUND({cell},2)" for cell in cells)
    assert total["giam_ngheo"] == f'=IF(COUNT({cells[0]},{cells[1]})<2,"",IFERROR(({first}-{last}),""))'
    formulas = [text for name in book.sheetnames for text in texts(book[name]) if text.startswith("=")]
    assert not [formula for formula in formulas if "AVERAGE" in formula]


def test_the_second_table_numbers_its_columns_and_says_which_are_sums(tmp_path: Path) -> None:
    dataset, units = three()
    sheet = written(tmp_path, dataset, units, values=True)["Biểu 2"]
    numbers = [str(cell.value).replace("\n", "") for cell in sheet[10]]
    assert numbers[:5] == ["A", "B", "(1)", "(2)", "(3)"]
    assert [text for text in numbers if "=" in text] == ["(10)=(11)+(12)+(13)", "(18)=(17):(16)×100", "(32)=(30)−(31)"]
    assert [sheet.cell(row, 2).value for row in range(11, 15)] == [
        "Xã Hoằng Xuân",
        "Xã Hoằng Giang",
        "Xã Hoằng Phượng",
        "Xã Hoằng Kim (chưa có số liệu)",
    ]
    assert [sheet.cell(15, column).value for column in (1, 5, 7)] == ["TỔNG CỘNG\n(3/4 xã)", 4328.25, 31983]
    assert [sheet.cell(16, column).value for column in (1, 5)] == ["Số đơn vị có số liệu (nếu chưa đủ)", "3/4"]


def test_partial_results_say_so_in_the_title_and_name_who_is_missing(tmp_path: Path) -> None:
    dataset, units = three()
    book = written(tmp_path, dataset, units)
    for name, title in (
        ("Biểu 1", "BIỂU 1. TỔNG HỢP SỐ LIỆU PHÂN THEO CÁC XÃ (3/4 xã)"),
        ("Biểu 2", "BIỂU 2. SỐ LIỆU CỦA CÁC XÃ THEO CHỈ TIÊU (3/4 xã)"),
    ):
        assert {title, "SỐ LIỆU CHƯA ĐẦY ĐỦ: đã tổng hợp 3/4 xã; chưa có số liệu của: Xã Hoằng Kim."} <= set(
            texts(book[name])
        )


def test_a_whole_district_has_no_such_marks(tmp_path: Path) -> None:
    dataset, units = a_district(17)
    book = written(tmp_path, dataset, units, values=True)
    assert "Đã tổng hợp 17/17 xã, thị trấn." in texts(book["Biểu 1"])
    sheet = book["Biểu 1"]
    assert {sheet.cell(row, 5).value for row in range(9, 56)} <= {None, ""}
    assert not [text for text in texts(sheet) if text.startswith(("* ", "… ", "Ô nền xám"))]


def test_states_are_marked_and_footnoted_and_estimates_stay_numbers(tmp_path: Path) -> None:
    dataset, units = three()
    sheet = written(tmp_path, dataset, units, values=True)["Biểu 1"]
    estimate = sheet.cell(row_of(sheet, "Số lượt người được tiếp"), 7)
    assert (estimate.value, estimate.number_format) == (512, '#,##0"*"')
    total = sheet.cell(estimate.row, 4)
    assert (total.value, total.number_format) == (1536, '#,##0"*"')
    assert {
        "* Số liệu ước tính; số toàn huyện có dấu này là tổng có số liệu ước tính.",
        "… Đơn vị trả lời không có số liệu; không tính vào tổng.",
    } <= set(texts(sheet))


def test_no_total_stands_where_it_would_mean_nothing(tmp_path: Path) -> None:
    dataset, units = three()
    book = written(tmp_path, dataset, units, values=True)
    sheet = book["Biểu 1"]
    rows = {id: row_of(sheet, FORM.fields[id].label) for id in ("huong", "ngay_chot", "quyet_dinh_so")}
    shown = {id: sheet.cell(row, 4) for id, row in rows.items()}
    assert {id: (cell.value, cell.font.b, cell.number_format) for id, cell in shown.items()} == {
        "huong": (None, False, "General"),
        "ngay_chot": (None, False, "General"),
        "quyet_dinh_so": (3, False, '#,##0" đơn vị"'),
    }
    notes = texts(sheet)
    assert "¹ Toàn huyện: ngày muộn nhất là 31/12/2019." in notes
    assert "² Toàn huyện: số đơn vị theo câu trả lời (Tây Bắc: 3)." in notes


def test_how_a_total_was_made_is_footnoted(tmp_path: Path) -> None:
    dataset, units = three()
    sheet = written(tmp_path, dataset, units)["Biểu 1"]
    assert (
        sheet.cell(row_of(sheet, "Thu nhập bình quân đầu người năm 2009"), 2).value
        == "Thu nhập bình quân đầu người năm 2009⁶"
    )
    notes = texts(sheet)
    assert "⁶ Toàn huyện: bình quân gia quyền theo dân số năm 2009." in notes
    assert (
        "⁹ Toàn huyện: tỷ lệ tính từ hai tổng (hộ nghèo 2019 : tổng số hộ năm 2019), không phải trung bình các tỷ lệ."
        in notes
    )
    assert "¹⁰ Toàn huyện: tính lại từ số liệu toàn huyện (tỷ lệ hộ nghèo 2009 − tỷ lệ hộ nghèo 2019)." in notes
    assert [text for text in notes if text.startswith("- ")] == ["- " + text for text in FORM.texts["known_limits"]]


def test_every_figure_leads_to_its_source_and_back(tmp_path: Path) -> None:
    dataset, units = three()
    book = written(tmp_path, dataset, units, values=True)
    table, by_unit, sources = book["Biểu 1"], book["Biểu 2"], book["Nguồn số liệu"]
    row = row_of(table, "Dân số năm 2019")
    source = table.cell(row, 7).hyperlink.location.replace("$", "").rpartition("!")[2]
    line = [cell.value for cell in sources[sources[source].row]]
    assert line == [
        "Dân số năm 2019",
        "Xã Hoằng Giang",
        10661,
        "người",
        None,
        "10661",
        None,
        "002.xlsx",
        "Số liệu",
        "E19",
        "0" * 12,
    ]
    back = sources[source].hyperlink.location.rpartition("!")[2]
    assert (by_unit[back].value, by_unit.cell(by_unit[back].row, 2).value) == (10661, "Xã Hoằng Giang")
    first = table.cell(row, 4).hyperlink.location.rpartition("!")[2]
    assert [sources.cell(sources[first].row, column).value for column in (1, 2)] == ["Dân số năm 2019", "Xã Hoằng Xuân"]


def test_a_figure_in_the_tables_is_the_one_in_the_sources(tmp_path: Path) -> None:
    dataset, units = three()
    book = written(tmp_path, dataset, units)
    row = row_of(book["Biểu 1"], "Dân số năm 2019")
    formula = book["Biểu 1"].cell(row, 6).value
    assert formula.startswith("='Nguồn số liệu'!$C$") and formula == book["Biểu 2"].cell(11, 7).value


def test_returns_on_disk_are_linked_at_their_cell(tmp_path: Path) -> None:
    file = tmp_path / "nhan_ve" / "xã Hoằng Xuân.xlsx"
    file.parent.mkdir()
    file.write_bytes(b"")
    single = a_dataset(FORM, [FULL])
    moved = Dataset(
        form=FORM,
        frame=single.frame.rename(index={"nhan_ve/001.xlsx": str(file)}),
        states=single.states.rename(index={"nhan_ve/001.xlsx": str(file)}),
        answered=single.answered.rename(index={"nhan_ve/001.xlsx": str(file)}),
        tables={},
        units={str(file): single.units["nhan_ve/001.xlsx"]},
        hashes={},
        places={(str(file), id): ref for (_, id), ref in single.places.items()},
        texts={},
        notes={},
    )
    sheet = written(tmp_path, moved)["Nguồn số liệu"]
    link = sheet.cell(5, 8).hyperlink
    assert (unquote(link.target), link.location) == ("nhan_ve\\xã Hoằng Xuân.xlsx", "'Số liệu'!E13")


@pytest.mark.parametrize(
    "text", ["=1+1", "+84 912", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.org", "0123"]
)
def test_text_never_becomes_a_formula_a_link_or_a_number(tmp_path: Path, text: str) -> None:
    dataset = a_dataset(FORM, [FULL | {"quyet_dinh_so": text, "huong": text}])
    book = written(tmp_path, dataset)
    cells = [
        cell
        for name in ("Biểu 1", "Biểu 2", "Nguồn số liệu")
        for row in book[name].iter_rows()
        for cell in row
        if cell.value == text
    ]
    assert len(cells) == 2 + 2 + 4  # the source shows it as read and as typed
    assert {(cell.data_type, cell.hyperlink is None or cell.hyperlink.target is None) for cell in cells} == {
        ("s", True)
    }


def test_who_has_sent_what(tmp_path: Path) -> None:
    units = a_register(5)
    sent = list(units.values())[:2]
    dataset = a_dataset(FORM, [FULL, FULL], units=sent)
    findings = [
        Finding(code="R1", severity="error", stage="rule", message="…", file="nhan_ve/002.xlsx", field="chi_bo"),
        Finding(code="R2a", severity="warning", stage="rule", message="…", file="nhan_ve/002.xlsx", field="dang_vien"),
    ]
    received = [
        {"file": "nhan_ve/001.xlsx", "unit": "15000", "status": "clean", "when": "10/01/2020"},
        {"file": "nhan_ve/002.xlsx", "unit": "Xã Hoằng Giang", "status": "errors", "when": "2020-01-11T08:30:00"},
        {"file": "nhan_ve/hong.pdf", "unit": "15002", "status": "unreadable", "when": "12/01/2020"},
        {"file": "nhan_ve/la.xlsx", "unit": "", "status": "unreadable", "when": "13/01/2020"},
    ]
    accepted = [
        {
            "unit": "Xã Hoằng Giang",
            "label": "Đảng viên",
            "cell": "E20",
            "message": "Ít đảng viên.",
            "reason": "Xã mới chia tách.",
            "by": "Lê Văn C",
            "when": "15/01/2020",
        }
    ]
    sheet = written(tmp_path, dataset, units, findings=findings, received=received, accepted=accepted)["Tình hình nộp"]
    lines = [[cell.value for cell in row][:9] for row in sheet.iter_rows(min_row=8, max_row=12)]
    assert lines == [
        [1, "15000", "Xã Hoằng Xuân", "đạt", "001.xlsx", "10/01/2020", 0, 0, 0],
        [2, "15001", "Xã Hoằng Giang", "đã nộp – còn lỗi", "002.xlsx", "11/01/2020", 1, 1, 0],
        [3, "15002", "Xã Hoằng Phượng", "đã nộp – không dùng được", "nhan_ve/hong.pdf", "12/01/2020", None, None, None],
        [4, "15003", "Xã Hoằng Kim", "chưa nộp", None, None, None, None, None],
        [5, "15004", "Xã Hoằng Trung", "chưa nộp", None, None, None, None, None],
    ]
    after = texts(sheet)
    assert "Cộng 5 đơn vị – đạt: 1; đã nộp – còn lỗi: 1; đã nộp – không dùng được: 1; chưa nộp: 2." in after
    assert after.index("nhan_ve/la.xlsx") > after.index("Tệp chưa xác định được đơn vị, không tính vào số liệu:")
    assert "Xã mới chia tách." in after


def test_warnings_the_sender_explained_are_listed_with_the_explanation(tmp_path: Path) -> None:
    dataset, units = three()
    dataset = replace(dataset, notes={("nhan_ve/002.xlsx", "dang_vien"): "=xã mới chia tách"})
    findings = [
        Finding(
            code="R2a",
            severity="warning",
            stage="rule",
            message=f"Cảnh báo {number}.",
            file=f"nhan_ve/00{number}.xlsx",
            field="dang_vien",
            label="Số đảng viên",
            cell="E21",
        )
        for number in (1, 2)
    ]
    sheet = written(tmp_path, dataset, units, findings=findings)["Tình hình nộp"]
    start = next(
        row for row in range(1, 40) if sheet.cell(row, 1).value == "Cảnh báo đơn vị đã giải trình ở cột Ghi chú:"
    )
    rows = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows(min_row=start + 1)]
    assert rows == [
        ["Đơn vị", "Chỉ tiêu", "Nội dung", "Giải trình của đơn vị", "Ô"],
        ["Xã Hoằng Giang", "Số đảng viên", "Cảnh báo 2.", "=xã mới chia tách", "E21"],
    ]


def test_figures_with_errors_left_are_shaded(tmp_path: Path) -> None:
    dataset, units = three()
    finding = Finding(code="R1", severity="error", stage="rule", message="…", file="nhan_ve/001.xlsx", field="chi_bo")
    sheet = written(tmp_path, dataset, units, findings=[finding])["Biểu 2"]
    assert [sheet.cell(row, 12).fill.fgColor.rgb for row in (11, 12)] == ["FFD9D9D9", "00000000"]


def test_a_province_speaks_of_itself(tmp_path: Path) -> None:
    dataset, units = three()
    office = replace(
        OFFICE, level="tỉnh", name="Khánh Hoà", committee="Tỉnh uỷ", report_symbol="BC/TU", report_year=2026
    )
    words = texts(written(tmp_path, dataset, units, office=office)["Biểu 1"])
    assert {"TỈNH UỶ KHÁNH HOÀ", "Toàn tỉnh"} <= set(words)
    assert (
        "(Kèm theo Báo cáo số      -BC/TU, ngày      tháng      năm 2026 của Ban Thường vụ Tỉnh uỷ Khánh Hoà)" in words
    )
    assert not [word for word in words if "huyện" in word.lower() and "trong huyện" not in word]


@pytest.mark.parametrize("count, paper, pages", [(0, A4, 1), (1, A4, 1), (17, A3, 1), (72, A3, 3)])
def test_it_prints_on_landscape_paper_with_its_headings_on_every_page(
    tmp_path: Path, count: int, paper: int, pages: int
) -> None:
    dataset, units = a_district(count) if count else (a_dataset(FORM, []), a_register(3))
    book = written(tmp_path, dataset, units)
    first, second = book["Biểu 1"], book["Biểu 2"]
    assert (first.page_setup.orientation, first.print_title_rows, first.print_title_cols) == (
        "landscape",
        "$7:$8",
        "$A:$E",
    )
    assert (second.page_setup.orientation, second.print_title_rows, second.print_title_cols) == (
        "landscape",
        "$7:$10",
        "$A:$B",
    )
    assert (int(first.page_setup.paperSize), len(first.col_breaks.brk) + 1) == (paper, pages)
    assert (int(second.page_setup.paperSize), len(second.col_breaks.brk) + 1) == (A3, 2)
    # Excel heeds a break between rows only at a scale
    fitted = bool(first.sheet_properties.pageSetUpPr and first.sheet_properties.pageSetUpPr.fitToPage)
    assert fitted is (pages == 1 and not first.row_breaks.brk)
    assert fitted or (first.page_setup.scale or 100) >= 65


def test_same_figures_same_bytes(tmp_path: Path) -> None:
    dataset, units = a_district(5, gaps=0.2, states=0.2)
    totals = add_up(dataset, expected=5)
    files = [
        write_summary(dataset, totals, tmp_path / name, office=OFFICE, units=units).read_bytes()
        for name in ("a.xlsx", "b.xlsx")
    ]
    assert files[0] == files[1]


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    dataset, units = a_district(2)
    path = tmp_path / "tong_hop.xlsx"
    path.write_bytes(b"cu")
    with pytest.raises(TypeError):
        unwritable = [{"message": 5}]
        write_summary(dataset, add_up(dataset), path, office=OFFICE, units=units, accepted=unwritable)
    assert (path.read_bytes(), [file.name for file in tmp_path.iterdir()]) == (b"cu", ["tong_hop.xlsx"])
