"""The province's workbook over its districts' result files alone; and over communes, with subtotals by district."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_district
from tonghop290.data.aggregate import add_up, merge
from tonghop290.data.export import write_tables
from tonghop290.model import STATE_ESTIMATE, Dataset, FieldTotal, Office, Totals, Unit
from tonghop290.pipeline.exports import read_results, write_roll_up
from tonghop290.tables.summary import write_summary

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
    sent(folder, "Hoằng Hóa", first, expected=5, missing=(Unit(code="x", name="Hoằng Trạch"),))
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
    sheet = openpyxl.load_workbook(two[0], data_only=True)["Biểu 1"]
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
    sheet, totals = openpyxl.load_workbook(two[0], data_only=True)["Biểu 1"], total_of(two[1])
    rows = by_label(sheet)
    assert len(rows) == 38
    expected = {
        id: (plain(one.value), f"{one.units}/8" if one.units < 8 and one.how != "count" else None)
        for id, one in totals.fields.items()
        if id in rows
    }
    assert {
        id: (plain(sheet.cell(row, 4).value), sheet.cell(row, 5).value or None) for id, row in rows.items()
    } == expected
    first = add_up(two[1][0], expected=5).fields
    assert {id: plain(sheet.cell(row, 6).value) for id, row in rows.items()} == {
        id: plain(first[id].value) for id in rows
    }


def test_means_and_ratios_divide_the_districts_sums_and_average_nothing(two: tuple[Path, list[Dataset]]) -> None:
    book = openpyxl.load_workbook(two[0])
    sheet, rows = book["Biểu 1"], by_label(book["Biểu 1"])
    income, poor = sheet.cell(rows["thu_nhap_2019"], 4).value, sheet.cell(rows["ty_le_ngheo_2019"], 4).value
    assert re.fullmatch(r"=IF\(SUM\((.+)\)=0,\"\",SUM\('Nguồn số liệu'!\$F\$\d+:\$F\$\d+\)/SUM\(\1\)\)", income)
    assert re.fullmatch(r"=IF\(SUM\((.+)\)=0,\"\",100\*SUM\('Nguồn số liệu'!\$F\$\d+:\$F\$\d+\)/SUM\(\1\)\)", poor)
    formulas = [cell.value for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 300 and [one for one in formulas if "AVERAGE" in one] == []


def test_every_figure_leads_to_its_two_sums_and_to_the_file(two: tuple[Path, list[Dataset]]) -> None:
    book = openpyxl.load_workbook(two[0], data_only=True)
    table, sources, row = book["Biểu 1"], book["Nguồn số liệu"], by_label(book["Biểu 1"])["ty_le_ngheo_2019"]
    one = add_up(two[1][1]).fields["ty_le_ngheo_2019"]
    place = table.cell(row, 7).hyperlink.location.rpartition("!")[2]
    line = [cell.value for cell in sources[sources[place].row]]
    assert line[:9] == [
        "Tỷ lệ hộ nghèo 2019",
        "Thành phố Sầm Sơn",
        one.value,
        "%",
        "tỷ lệ của hai tổng",
        one.top,
        one.bottom,
        3,
        3,
    ]
    assert line[9].endswith("Sầm Sơn/so_lieu.json") and re.fullmatch("[0-9a-f]{12}", line[10])
    assert sources.cell(sources[place].row, 10).hyperlink.target.endswith("so_lieu.json")
    back = sources[place].hyperlink.location.rpartition("!")[2]
    assert book["Biểu 2"][back].value == one.value
    first = table.cell(row, 4).hyperlink.location.rpartition("!")[2]
    assert [sources.cell(sources[first].row, column).value for column in (1, 2)] == [
        "Tỷ lệ hộ nghèo 2019",
        "Huyện Hoằng Hóa",
    ]


def test_partial_and_estimated_totals_are_marked_and_counted(two: tuple[Path, list[Dataset]]) -> None:
    book = openpyxl.load_workbook(two[0], data_only=True)
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
    sheet = openpyxl.load_workbook(two[0], data_only=True)["Tình hình nộp"]
    assert [[cell.value for cell in row][:7] for row in sheet.iter_rows(min_row=8, max_row=10)] == [
        [1, "380", "Huyện Hoằng Hóa", "chưa đủ", 4, 5, "Xã Hoằng Trạch"],
        [2, "381", "Thành phố Sầm Sơn", "đủ", 3, 3, None],
        [3, "382", "Huyện Mường Lát", "chưa có kết quả", None, None, None],
    ]


def test_words_and_models_come_along_with_the_commune_s_and_the_district_s_name(
    two: tuple[Path, list[Dataset]],
) -> None:
    book = openpyxl.load_workbook(two[0], data_only=True)
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
    book = openpyxl.load_workbook(write_roll_up(results, tmp_path / "t.xlsx", office=PROVINCE))
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
    assert ([one.unit.title for one in results.files], [one.name for one in results.passed_over], results.faults) == (
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


# --- communes directly, by district -------------------------------------------------------------------------------


def mixed() -> tuple[Dataset, dict[str, Unit]]:
    """Five communes of two districts, their rows mixed; the last one has sent nothing; two bear the same name."""
    rows = [
        ("1", "Tân Tiến", "A"),
        ("2", "Tân Tiến", "B"),
        ("3", "Hoằng Xuân", "A"),
        ("4", "Hoằng Giang", "B"),
        ("5", "Hoằng Kim", "B"),
    ]
    units = {code: Unit(code=code, name=name, parent=f"Huyện {parent}") for code, name, parent in rows}
    returns = [FULL | {"dan_so": 1000 * number, "thu_nhap_2019": 10 * number} for number in range(1, 5)]
    return a_dataset(FORM, returns, units=list(units.values())[:4]), units


def by_parent(dataset: Dataset, units: Mapping[str, Unit]) -> dict[str, Totals]:
    totals = {}
    for parent in dict.fromkeys(unit.parent for unit in units.values()):
        own = [path for path, unit in dataset.units.items() if unit and unit.parent == parent]
        part = replace(
            dataset,
            frame=dataset.frame.loc[own],
            tables={id: frame[frame["file"].isin(own)] for id, frame in dataset.tables.items()},
        )
        totals[parent] = add_up(part, expected=sum(unit.parent == parent for unit in units.values()))
    return totals


def test_communes_of_several_districts_stand_together_and_have_subtotals(tmp_path: Path) -> None:
    dataset, units = mixed()
    path = write_summary(
        dataset,
        add_up(dataset, expected=5),
        tmp_path / "tinh.xlsx",
        office=PROVINCE,
        units=units,
        by_parent=by_parent(dataset, units),
    )
    book, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    assert [book["Biểu 2"].cell(row, 2).value for row in range(11, 16)] == [
        "Xã Tân Tiến (huyện A)",
        "Xã Hoằng Xuân",
        "Xã Tân Tiến (huyện B)",
        "Xã Hoằng Giang",
        "Xã Hoằng Kim (chưa có số liệu)",
    ]
    sheet = book["Theo huyện"]
    people, income = (
        next(cell.column for cell in sheet[7] if str(cell.value).startswith(name))
        for name in ("Dân số năm 2019", "Thu nhập bình quân 2019")
    )
    assert [[sheet.cell(row, column).value for column in (1, 2, 3, people, income)] for row in (10, 11, 12)] == [
        [1, "Huyện A", "2/2", 4000, 25],
        [2, "Huyện B", "2/3", 6000, pytest.approx(200 / 6)],
        ["TỔNG CỘNG", None, "4/5", 10000, 30],
    ]
    assert formulas["Theo huyện"].cell(11, people).value.startswith("=IF(COUNT('Biểu 2'!$F$13:$F$15)=0")
    assert [sheet.cell(row, people).font.u for row in (10, 11)] == [None, "single"]


def test_one_district_needs_no_subtotals(tmp_path: Path) -> None:
    dataset, units = mixed()
    same = {code: replace(unit, parent="Huyện A") for code, unit in units.items()}
    dataset = replace(dataset, units={path: same[unit.code] for path, unit in dataset.units.items() if unit})
    path = write_summary(dataset, add_up(dataset), tmp_path / "h.xlsx", office=OFFICE, units=same, by_parent={})
    assert [name for name in openpyxl.load_workbook(path).sheetnames if name.startswith("Theo")] == []


def test_the_hallway_adds_up_by_district(tmp_path: Path) -> None:
    _, units = mixed()
    for unit in list(units.values())[:4]:
        th.write_blank(FORM, tmp_path / "nhan" / f"{unit.code}.xlsx", unit=unit, values={**FULL, "don_vi": unit.title})
    report = th.check([tmp_path / "nhan"], FORM, units=units)
    book = openpyxl.load_workbook(th.write_summary(report, tmp_path / "tinh.xlsx", office=PROVINCE), data_only=True)
    people = [book["Theo huyện"].cell(row, 6).value for row in (10, 11, 12)]
    assert people == [FULL["dien_tich"] * count for count in (2, 2, 4)]


def test_what_the_office_accepted_reaches_the_workbook(tmp_path: Path) -> None:
    th.write_blank(FORM, tmp_path / "a.xlsx", values=FULL)
    report = th.check([tmp_path / "a.xlsx"], FORM)
    accepted = [
        {
            "unit": "Xã Hoằng Xuân",
            "label": "Số đảng viên",
            "cell": "Số liệu!E21",
            "message": "Ít đảng viên.",
            "reason": "Xã mới chia tách.",
            "by": "Lê Văn C",
            "when": "2020-01-15",
        }
    ]
    sheet = openpyxl.load_workbook(th.write_summary(report, tmp_path / "t.xlsx", accepted=accepted, received=[]))[
        "Tình hình nộp"
    ]
    start = next(row for row in range(1, 40) if sheet.cell(row, 1).value == "Điểm đã được cơ quan tổng hợp chấp nhận:")
    assert [cell.value for cell in sheet[start + 2] if cell.value] == [
        "Xã Hoằng Xuân",
        "Số đảng viên",
        "Ít đảng viên.",
        "Xã mới chia tách.",
        "Số liệu!E21",
        "Lê Văn C",
        "15/01/2020",
    ]


# --- against an earlier round -------------------------------------------------------------------------------------


def test_an_earlier_round_stands_beside_this_one(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL, FULL | {"don_to_cao": None}])
    before = a_dataset(FORM, [FULL | {"dan_so": 8000, "ho_ngheo_2019": 206, "tien_gop": 0, "don_to_cao": None}])
    path = write_summary(
        dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, earlier=add_up(before, expected=2)
    )
    sheet = openpyxl.load_workbook(path, data_only=True)["So sánh"]
    start = next(row for row in range(1, 200) if str(sheet.cell(row, 1).value).startswith("TOÀN HUYỆN: KỲ TRƯỚC"))
    assert sheet.cell(start, 1).value == "TOÀN HUYỆN: KỲ TRƯỚC (1/2 xã) VÀ KỲ NÀY (2/2 xã)"
    lines = {
        row[0].value: [cell.value if not isinstance(cell.value, float) else round(cell.value, 6) for cell in row[2:9]]
        for row in sheet.iter_rows(min_row=start + 2, max_row=start + 40)
    }
    assert lines["Dân số năm 2019"] == ["1/2", 8000, "2/2", 21322, 13322, 166.525, "hai kỳ khác số đơn vị"]
    assert lines["Tỷ lệ hộ nghèo 2019"] == [
        "1/2",
        round(206 / 25.79, 6),
        "2/2",
        round(103 / 25.79, 6),
        round(-103 / 25.79, 6),
        "điểm %",
        "hai kỳ khác số đơn vị",
    ]
    assert lines["Tiền đóng góp (LLVT)"] == ["1/2", 0, "2/2", 171, 171, None, "hai kỳ khác số đơn vị"]
    assert lines["Đơn tố cáo"] == ["0/2", None, "1/2", 4, None, None, "hai kỳ khác số đơn vị"]


def test_without_an_earlier_round_nothing_is_said_of_one(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL])
    book = openpyxl.load_workbook(write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE))
    assert [cell.value for row in book["So sánh"].iter_rows() for cell in row if "KỲ TRƯỚC" in str(cell.value)] == []


def test_an_indicator_the_earlier_round_did_not_have_is_left_out(tmp_path: Path) -> None:
    dataset = a_dataset(FORM, [FULL])
    earlier = Totals(
        fields={"dan_so": FieldTotal(field="dan_so", how="sum", value=5.0, units=1, expected=1)},
        cells={},
        units=1,
        expected=1,
    )
    book = openpyxl.load_workbook(
        write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, earlier=earlier), data_only=True
    )
    assert [row[3].value for row in book["So sánh"].iter_rows() if row[0].value == "Dân số năm 2019"][-1] == 5
    assert len([row for row in book["So sánh"].iter_rows() if row[0].value == "Dân số năm 2009"]) == 1


def test_each_unit_stands_beside_itself_of_an_earlier_round(tmp_path: Path) -> None:
    units = {str(number): Unit(code=str(number), name=f"Mẫu {number}") for number in range(1, 4)}
    before = a_dataset(
        FORM, [FULL | {"thu_nhap_2019": 20}, FULL | {"thu_nhap_2019": None}], units=[units["1"], units["2"]]
    )
    write_tables(before, add_up(before), tmp_path, format="json")
    earlier, figures = th.read_earlier(tmp_path / "so_lieu.json", FORM)
    assert (
        earlier == add_up(before) and figures["1"]["dan_so"] == FULL["dan_so"] and "thu_nhap_2019" not in figures["2"]
    )
    now = a_dataset(FORM, [FULL | {"thu_nhap_2019": 25}, FULL], units=[units["1"], units["2"]])
    path = write_summary(
        now,
        add_up(now, expected=3),
        tmp_path / "a.xlsx",
        office=OFFICE,
        units=units,
        earlier=earlier,
        earlier_units=figures,
    )
    sheet = openpyxl.load_workbook(path, data_only=True)["So kỳ trước"]
    assert sheet["C7"].value == "Thu nhập bình quân 2019"
    assert [[cell.value or None for cell in row][:6] for row in sheet.iter_rows(min_row=9, max_row=12)] == [
        ["STT", "Đơn vị", "Kỳ trước", "Kỳ này", "Tăng, giảm", "Tăng, giảm (%)"],
        [1, "Xã Mẫu 1", 20, 25, 5, 25],
        [2, "Xã Mẫu 2", None, 38.2, None, None],
        [3, "Xã Mẫu 3", None, None, None, None],
    ]
    labels = [cell.value for cell in sheet[9]][7:]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["C7"] and "Dân số năm 2019" in labels
    assert sheet.cell(10, 8 + labels.index("Dân số năm 2019")).value == FULL["dan_so"]
