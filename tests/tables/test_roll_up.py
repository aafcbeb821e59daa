"""The province's workbook over its districts' result files alone, without the returns."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_district
from tonghop290.data.aggregate import add_up, merge
from tonghop290.data.exports.export import write_tables
from tonghop290.model import STATE_ESTIMATE, Dataset, Office, Totals, Unit
from tonghop290.pipeline.exports import read_results, write_roll_up
from tonghop290.tables.sheets.total_cells import adds_up

PROVINCE = replace(OFFICE, level="tỉnh", name="Thanh Hóa", committee="Tỉnh uỷ", report_symbol="BC/TU")
DISTRICTS = {
    name: Unit(code=f"{380 + number}", name=name, type=type)
    for number, (name, type) in enumerate({"Hoằng Hóa": "huyện", "Sầm Sơn": "thành phố", "Mường Lát": "huyện"}.items())
}
REGISTER = {unit.code: unit for unit in DISTRICTS.values()}


def of_district(number: int, dataset: Dataset) -> Dataset:
    """With codes and names that no other district has."""
    units = {
        path: replace(unit, code=f"{number}{unit.code}", name=f"{unit.name} {number}") if unit else None
        for path, unit in dataset.units.items()
    }
    return replace(dataset, units=units)


def sent(folder: Path, name: str, dataset: Dataset, *, expected: int, missing: tuple[Unit, ...] = ()) -> Path:
    office = Office(level=DISTRICTS[name].type, name=name)
    write_tables(
        dataset, add_up(dataset, expected=expected), folder / name, format="json", office=office, missing=missing
    )
    return folder / name / "so_lieu.json"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Dataset]]:
    """Hoằng Hóa: 4 of 5 communes, some gaps; Sầm Sơn: 3 of 3; Mường Lát has sent nothing."""
    folder = tmp_path_factory.mktemp("huyen")
    first, second = (
        of_district(1, a_district(4, seed=1, gaps=0.3)[0]),
        of_district(2, a_dataset(FORM, [FULL] * 3, states=[{"tiep_dan": STATE_ESTIMATE}, {}, {}])),
    )
    sent(folder, "Hoằng Hóa", first, expected=5, missing=(Unit(code="x", name="Hoằng Trạch", type="xã"),))
    sent(folder, "Sầm Sơn", second, expected=3)
    results = read_results([folder], FORM, units=REGISTER)
    assert results is not None and results.faults == ()
    return write_roll_up(results, folder / "tinh.xlsx", office=PROVINCE), [first, second]


def total_of(datasets: list[Dataset]) -> Totals:
    return merge([add_up(datasets[0], expected=5), add_up(datasets[1], expected=3)], FORM)


def by_label(sheet: Any, column: int = 2) -> dict[str, int]:
    rows = {
        re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+$", "", str(sheet.cell(row, column).value or "")): row
        for row in range(8, sheet.max_row + 1)
    }
    return {field.id: rows[field.label] for field in FORM.fields.values() if field.label in rows}


def plain(value: Any) -> Any:
    return (
        value.date()
        if hasattr(value, "hour")
        else float(f"{value:.12g}")
        if isinstance(value, int | float)
        else value or None
    )


def test_the_first_table_has_districts_across_and_says_what_they_rest_on(two: tuple[Path, list[Dataset]]) -> None:
    sheet = looked_at(two[0], values=True)["Biểu 1"]
    assert [cell.value for cell in sheet[7]][:8] == [
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Toàn tỉnh",
        "Số xã có số liệu",
        "Huyện Hoằng Hóa\n(4/5 xã)",
        "Thành phố Sầm Sơn\n(3/3 xã)",
        "Huyện Mường Lát\n(chưa có số liệu)",
    ]
    assert sheet["A2"].value == "BIỂU 1. TỔNG HỢP SỐ LIỆU PHÂN THEO CÁC HUYỆN, THÀNH PHỐ (2/3 huyện, thành phố; 7/8 xã)"
    assert sheet["A5"].value == (
        "SỐ LIỆU CHƯA ĐẦY ĐỦ: đã tổng hợp 2/3 huyện, thành phố; 7/8 xã; chưa có số liệu của: Huyện Mường Lát, "
        "Xã Hoằng Trạch (Huyện Hoằng Hóa)."
    )


def test_the_province_s_figures_are_those_of_all_communes_together(two: tuple[Path, list[Dataset]]) -> None:
    sheet, totals = looked_at(two[0], values=True)["Biểu 1"], total_of(two[1])
    rows = by_label(sheet)
    assert len(rows) == 54
    expected = {
        id: (
            plain(total.value) if adds_up(FORM.fields[id]) else None,
            f"{total.units}/8" if total.units < 8 and total.how != "count" else None,
        )
        for id, total in totals.fields.items()
        if id in rows
    }
    assert {
        id: (plain(sheet.cell(row, 4).value), sheet.cell(row, 5).value or None) for id, row in rows.items()
    } == expected
    first = add_up(two[1][0], expected=5).fields
    assert {id: plain(sheet.cell(row, 6).value) for id, row in rows.items()} == {
        id: plain(first[id].value) if FORM.fields[id].type != "choice" else None for id in rows
    }


def test_means_and_ratios_divide_the_districts_sums_and_average_nothing(two: tuple[Path, list[Dataset]]) -> None:
    book = looked_at(two[0])
    sheet, rows = book["Biểu 1"], by_label(book["Biểu 1"])
    income, poor = sheet.cell(rows["thu_nhap_2019"], 4).value, sheet.cell(rows["ty_le_ngheo_2019"], 4).value
    assert re.fullmatch(r"=IF\(SUM\((.+)\)=0,\"\",SUM\('Nguồn số liệu'!\$F\$\d+:\$F\$\d+\)/SUM\(\1\)\)", income)
    assert re.fullmatch(r"=IF\(SUM\((.+)\)=0,\"\",100\*SUM\('Nguồn số liệu'!\$F\$\d+:\$F\$\d+\)/SUM\(\1\)\)", poor)
    formulas = [cell.value for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 300 and [formula for formula in formulas if "AVERAGE" in formula] == []


def test_every_figure_leads_to_its_two_sums_and_to_the_file(two: tuple[Path, list[Dataset]]) -> None:
    book = looked_at(two[0], values=True)
    table, sources, row = book["Biểu 1"], book["Nguồn số liệu"], by_label(book["Biểu 1"])["ty_le_ngheo_2019"]
    total = add_up(two[1][1]).fields["ty_le_ngheo_2019"]
    place = table.cell(row, 7).hyperlink.location.rpartition("!")[2]
    line = [cell.value for cell in sources[sources[place].row]]
    assert line[:9] == [
        "Tỷ lệ hộ nghèo 2019",
        "Thành phố Sầm Sơn",
        total.value,
        "%",
        "tỷ lệ của hai tổng",
        total.top,
        total.bottom,
        3,
        3,
    ]
    assert line[9].endswith("Sầm Sơn/so_lieu.json") and re.fullmatch("[0-9a-f]{12}", line[10])
    assert sources.cell(sources[place].row, 10).hyperlink.target.endswith("so_lieu.json")
    back = sources[place].hyperlink.location.rpartition("!")[2]
    assert book["Biểu 2"][back].value == total.value
    first = table.cell(row, 4).hyperlink.location.rpartition("!")[2]
    assert [sources.cell(sources[first].row, column).value for column in (1, 2)] == [
        "Tỷ lệ hộ nghèo 2019",
        "Huyện Hoằng Hóa",
    ]


def test_partial_and_estimated_totals_are_marked_and_counted(two: tuple[Path, list[Dataset]]) -> None:
    book = looked_at(two[0], values=True)
    sheet, rows = book["Biểu 1"], by_label(book["Biểu 1"])
    assert [
        (sheet.cell(rows["dien_tich"], column).font.i, sheet.cell(rows["dien_tich"], column).font.u)
        for column in (6, 7)
    ] == [(True, "single"), (False, None)]
    assert sheet.cell(rows["tiep_dan"], 7).number_format == '#,##0"*"'
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {
        "* Tổng có số liệu ước tính.",
        "Số phải nộp chưa kể các xã của: Huyện Mường Lát.",
        "Số in nghiêng, gạch chân: chưa đủ số liệu của các xã trong đơn vị; xem trang Độ đầy đủ.",
    } <= texts
    counts = book["Độ đầy đủ"]
    totals = total_of(two[1]).fields
    shown = {id: [counts.cell(row, column).value for column in (3, 4, 5, 6)] for id, row in by_label(counts).items()}
    first = add_up(two[1][0], expected=5).fields
    assert (
        shown == {id: [f"{totals[id].units}/8", f"{first[id].units}/5", "3/3", None] for id in shown}
        and len(shown) == 36
    )


def test_who_has_sent_a_result_and_who_is_missing_in_it(two: tuple[Path, list[Dataset]]) -> None:
    sheet = looked_at(two[0], values=True)["Tình hình nộp"]
    assert [[cell.value for cell in row][:7] for row in sheet.iter_rows(min_row=8, max_row=10)] == [
        [1, "380", "Huyện Hoằng Hóa", "chưa đủ", 4, 5, "Xã Hoằng Trạch"],
        [2, "381", "Thành phố Sầm Sơn", "đủ", 3, 3, None],
        [3, "382", "Huyện Mường Lát", "chưa có kết quả", None, None, None],
    ]


def test_words_and_models_come_along_with_the_commune_s_and_the_district_s_name(
    two: tuple[Path, list[Dataset]],
) -> None:
    book = looked_at(two[0], values=True)
    models = {row[1].value for row in book["Mô hình"].iter_rows(min_row=5) if row[0].value}
    names = {
        f"{unit.title} (Huyện Hoằng Hóa)"
        for path, unit in two[1][0].units.items()
        if unit and path in set(two[1][0].tables["mo_hinh"]["file"])
    }
    assert models == names and names
    table = book["Biểu 3"]
    assert [table.cell(9, 2).value, table.cell(10, 2).value, table.cell(12, 1).value] == [
        "Huyện Hoằng Hóa",
        "Thành phố Sầm Sơn",
        "TỔNG CỘNG",
    ]


def test_without_a_register_the_files_are_all_there_is(two: tuple[Path, list[Dataset]], tmp_path: Path) -> None:
    results = read_results([two[0].parent], FORM)
    assert results is not None
    book = looked_at(write_roll_up(results, tmp_path / "t.xlsx", office=PROVINCE))
    assert str(book["Biểu 2"]["A2"].value or book["Biểu 2"]["C2"].value).endswith("(7/8 xã)")


def test_same_files_same_bytes(two: tuple[Path, list[Dataset]], tmp_path: Path) -> None:
    results = read_results([two[0].parent], FORM, units=REGISTER)
    assert results is not None
    one, other = (
        write_roll_up(results, tmp_path / name, office=PROVINCE).read_bytes() for name in ("a.xlsx", "b.xlsx")
    )
    assert one == other


# --- which files --------------------------------------------------------------------------------------------------


def test_the_same_file_twice_counts_once_and_other_files_are_passed_over(tmp_path: Path) -> None:
    path = sent(tmp_path, "Sầm Sơn", a_dataset(FORM, [FULL]), expected=1)
    (tmp_path / "ban sao.json").write_bytes(path.read_bytes())
    (tmp_path / "ghi chu.docx").write_bytes(b"x")
    results = read_results([tmp_path], FORM)
    assert results is not None
    assert (
        [file.unit.title for file in results.files],
        [file.name for file in results.passed_over],
        results.faults,
    ) == (
        ["Thành phố Sầm Sơn"],
        ["ghi chu.docx"],
        (),
    )


def test_nothing_is_counted_twice(tmp_path: Path) -> None:
    one = sent(tmp_path / "1", "Sầm Sơn", a_dataset(FORM, [FULL]), expected=1)
    two = sent(tmp_path / "2", "Sầm Sơn", a_dataset(FORM, [FULL, FULL]), expected=2)
    three = sent(tmp_path / "3", "Hoằng Hóa", a_dataset(FORM, [FULL]), expected=1)
    results = read_results([one, two], FORM)
    assert results is not None
    assert results.faults == (
        f"Thành phố Sầm Sơn có hai tệp kết quả khác nhau: {one} và {two}. Đề nghị chỉ giữ tệp đúng.",
    )
    results = read_results([one, three], FORM)
    assert results is not None
    assert results.faults == (
        f"1 đơn vị có trong cả {one} và {three} (mã 00001); cộng vào sẽ tính hai lần. Đề nghị kiểm tra lại hai tệp.",
    )
    with pytest.raises(ValueError, match="tính hai lần"):
        write_roll_up(results, tmp_path / "tinh.xlsx")


def test_returns_and_results_are_never_mixed(tmp_path: Path) -> None:
    sent(tmp_path, "Sầm Sơn", a_dataset(FORM, [FULL]), expected=1)
    th.write_blank(FORM, tmp_path / "xa.xlsx", values=FULL)
    results = read_results([tmp_path], FORM)
    assert results is not None and len(results.faults) == 1
    assert results.faults[0].startswith(
        "Có cả tệp kết quả của cơ quan cấp dưới và biểu của đơn vị (xa.xlsx); không cộng lẫn hai loại."
    )


def test_a_folder_without_results_has_none(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    assert read_results([tmp_path], FORM) is None


# --- both years -----------------------------------------------------------------------------------------------------


def test_both_years_are_compared_over_the_communes_that_have_both(tmp_path: Path) -> None:
    """A commune without the first year, in one district of two: the totals over all that gave either year differ."""
    half = {id: value for id, value in FULL.items() if id not in ("ho_ngheo_2009", "thu_nhap_2009")}
    datasets = [of_district(1, a_dataset(FORM, [FULL, half])), of_district(2, a_dataset(FORM, [FULL]))]
    for name, dataset in zip(("Hoằng Hóa", "Sầm Sơn"), datasets, strict=True):
        sent(tmp_path, name, dataset, expected=len(dataset.frame))
    results = read_results([tmp_path], FORM)
    assert results is not None and results.faults == ()
    book = looked_at(write_roll_up(results, tmp_path / "t.xlsx", office=PROVINCE), values=True)
    sheet = book["So sánh"]
    first = next(row for row in range(1, sheet.max_row) if str(sheet.cell(row, 1).value).startswith("TOÀN TỈNH: NĂM"))
    shown = {
        sheet.cell(row, 1).value: [plain(sheet.cell(row, column).value) for column in (4, 6, 7, 9)]
        for row in range(first + 2, first + 2 + len(FORM.pairs))
    }
    both = "tính trên 2 xã có cả hai số"
    assert shown == {
        "Dân số": [29400.0, 31983.0, 2583.0, None],
        "Tổng số hộ": [FULL["ho_2009"] * 3, FULL["ho_2019"] * 3, (FULL["ho_2019"] - FULL["ho_2009"]) * 3, None],
        "Thu nhập bình quân": [8.5, 38.2, 29.7, both],
        "Hộ nghèo": [690.0, 206.0, -484.0, both],
        "Tỷ lệ hộ nghèo": [15.0, 3.99379604498, -11.01, both],
    }
    live = looked_at(tmp_path / "t.xlsx")["So sánh"]
    assert {live.cell(row, 4).data_type for row in range(first + 4, first + 7)} == {"n"}
