"""The sheets beside the tables: comparison, detail, charts, the communes' words and models."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.looked_at import LookedAt, looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_district, a_register
from tonghop290.data.aggregate import add_up
from tonghop290.data.compare import compare_units
from tonghop290.model import Dataset, Unit, known_value
from tonghop290.tables.summary import write_summary


def written(tmp_path: Path, dataset: Dataset, units: dict[str, Unit], **extra: Any) -> LookedAt:
    totals = add_up(dataset, expected=len(units))
    return looked_at(
        write_summary(dataset, totals, tmp_path / "tong_hop.xlsx", office=OFFICE, units=units, **extra), values=True
    )


def lines(sheet: Worksheet, first: int, columns: int) -> list[list[Any]]:
    return [
        [cell.value for cell in row[:columns]] for row in sheet.iter_rows(min_row=first) if row[0].value is not None
    ]


def spread_of(dataset: Dataset) -> pd.DataFrame:
    """One row a figure: units, lowest, quartiles as Excel's QUARTILE gives them (inclusive), highest."""
    figures = [field.id for field in FORM.fields.values() if field.figure]
    spread = dataset.frame[figures].quantile([0.0, 0.25, 0.5, 0.75, 1.0]).T
    spread.insert(0, "units", dataset.frame[figures].notna().sum())
    return spread


def test_the_spread_is_the_one_pandas_counts(tmp_path: Path) -> None:
    dataset, units = a_district(17, seed=3, gaps=0.2)
    sheet = written(tmp_path, dataset, units)["So sánh"]
    spread, frame = spread_of(dataset), dataset.frame
    names = [dataset.units[path].title for path in frame.index]  # type: ignore[union-attr]
    for row, id in enumerate(spread.index, 8):
        label, _, units_of, lowest, lowest_unit, low, median, high, highest, highest_unit = (
            sheet.cell(row, column).value for column in range(1, 11)
        )
        assert label == FORM.fields[id].short
        assert [units_of, *(round(value, 9) for value in (lowest, low, median, high, highest))] == spread.loc[id].round(
            9
        ).tolist()
        assert (lowest_unit, highest_unit) == (names[frame[id].argmin()], names[frame[id].argmax()])


def test_the_ranking_starts_with_income_and_equals_share_a_rank(tmp_path: Path) -> None:
    units = a_register(5)
    dataset = a_dataset(
        FORM, [FULL | {"thu_nhap_2019": income} for income in (30, 45, None, 30, 50)], units=list(units.values())
    )
    sheet = written(tmp_path, dataset, units)["So sánh"]
    assert (sheet["L7"].value, sheet["M7"].value) == ("Xếp theo", "Thu nhập bình quân 2019")
    table = [[cell.value or None for cell in row] for row in sheet["L11:N15"]]
    assert table == [
        [1, "Xã Hoằng Trung", 50],
        [2, "Xã Hoằng Giang", 45],
        [3, "Xã Hoằng Xuân", 30],
        [3, "Xã Hoằng Kim", 30],
        [None, None, None],
    ]
    assert [row[0] for row in table[:4]] == sorted(
        dataset.frame["thu_nhap_2019"].rank(method="min", ascending=False).dropna()
    )
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["M7", "M8"]


def test_first_year_and_last_stand_side_by_side(tmp_path: Path) -> None:
    dataset, units = a_district(3)
    sheet = written(tmp_path, dataset, units)["So sánh"]
    start = next(row for row in range(1, 99) if sheet.cell(row, 1).value == "TOÀN HUYỆN: NĂM 2009 VÀ NĂM 2019")
    labels = [sheet.cell(row, 1).value for row in range(start + 2, start + 7)]
    assert labels == ["Dân số", "Tổng số hộ", "Thu nhập bình quân", "Hộ nghèo", "Tỷ lệ hộ nghèo"]
    first, last, more, times = (sheet.cell(start + 2, column).value for column in (4, 6, 7, 8))
    totals = add_up(dataset).fields
    assert (first, last) == (totals["dan_so_2009"].value, totals["dan_so"].value)
    assert (more, round(times, 9)) == (last - first, round(last / first, 9))


def test_outliers_are_listed_with_their_reason(tmp_path: Path) -> None:
    units = a_register(6)
    dataset = a_dataset(FORM, [FULL] * 5 + [FULL | {"thu_nhap_2019": 38200}], units=list(units.values()))
    findings = compare_units(dataset)
    sheet = written(tmp_path, dataset, units, findings=findings)["So sánh"]
    assert lines(sheet, 40, 3)[-1] == ["Xã Hoằng Trinh", "E41", findings[0].message]


def test_supervision_by_organisation_and_year_adds_up_both_ways(tmp_path: Path) -> None:
    units = a_register(3)
    table = {"giam_sat_theo_to_chuc": [{"row": "mttq", "nam_2014": 2, "nam_2019": 3}, {"row": "phu_nu", "nam_2014": 1}]}
    dataset = a_dataset(FORM, [FULL] * 3, units=list(units.values()), tables=[table, table, {}])
    sheet = written(tmp_path, dataset, units)["Biểu 3"]
    assert (
        sheet["C2"].value is None and sheet["A2"].value == "BIỂU 3. SỐ CUỘC GIÁM SÁT THEO TỔ CHỨC VÀ THEO NĂM (2/3 xã)"
    )
    assert sheet["A5"].value == "Đã tổng hợp 3/3 xã. Biểu này dựa trên số liệu của 2/3 xã."
    start = next(row for row in range(9, 30) if sheet.cell(row, 1).value == "TOÀN HUYỆN (2/3 xã)")
    assert [[cell or 0 for cell in line] for line in lines(sheet, start + 2, 9)[:6]] == [
        ["1", "Uỷ ban MTTQ", 4, 0, 0, 0, 0, 6, 10],
        ["2", "Hội Nông dân", 0, 0, 0, 0, 0, 0, 0],
        ["3", "Hội Liên hiệp Phụ nữ", 2, 0, 0, 0, 0, 0, 2],
        ["4", "Hội Cựu chiến binh", 0, 0, 0, 0, 0, 0, 0],
        ["5", "Đoàn TNCS Hồ Chí Minh", 0, 0, 0, 0, 0, 0, 0],
        ["Cộng", 0, 6, 0, 0, 0, 0, 6, 12],
    ]


def test_a_table_nobody_used_has_no_sheet(tmp_path: Path) -> None:
    units = a_register(2)
    assert "Biểu 3" not in written(tmp_path, a_dataset(FORM, [FULL] * 2, units=list(units.values())), units).sheetnames


def test_words_are_gathered_and_the_form_s_own_sentences_marked(tmp_path: Path) -> None:
    units = a_register(3)
    printed = FORM.tables["thuan_loi"].prefilled[1]["noi_dung"]
    words = [
        {"thuan_loi": [{"noi_dung": printed}, {"noi_dung": None}, {"noi_dung": "=Xã ven sông."}]},
        {},
        {"kien_nghi": [{"noi_dung": "@Tăng phụ cấp."}]},
    ]
    dataset = a_dataset(FORM, [FULL] * 3, units=list(units.values()), tables=words)
    sheet = written(tmp_path, dataset, units)["Nội dung"]
    assert lines(sheet, 4, 5) == [
        ["STT", "Đơn vị", "Mục", "Nội dung", "So với mẫu"],
        [1, "Xã Hoằng Xuân", "Thuận lợi", printed, "câu mẫu"],
        [1, "Xã Hoằng Xuân", "Thuận lợi", "=Xã ven sông.", "viết riêng"],
        [2, "Xã Hoằng Phượng", "Kiến nghị, đề xuất", "@Tăng phụ cấp.", "viết riêng"],
    ]
    assert [sheet.row_dimensions[row].hidden for row in (5, 6, 7)] == [True, False, False]
    assert sheet["A2"].value == (
        "2 dòng đơn vị viết riêng, trong 3 dòng của 2/3 xã, ghi nguyên văn. Câu giữ nguyên của mẫu đã ẩn: bỏ lọc ở cột "
        "cuối để xem."
    )
    assert (sheet.auto_filter.ref, sheet["D6"].data_type) == ("A4:E7", "s")


def test_models_are_gathered(tmp_path: Path) -> None:
    units = a_register(2)
    model = {"ten": "Hố rác gia đình", "don_vi_thuc_hien": "Hội LHPN", "nam": 2014, "ket_qua": "120 hộ"}
    dataset = a_dataset(
        FORM,
        [FULL] * 2,
        units=list(units.values()),
        tables=[{"mo_hinh": [model]}, {"mo_hinh": [model | {"nam": None}]}],
    )
    assert lines(written(tmp_path, dataset, units)["Mô hình"], 4, 6) == [
        ["STT", "Đơn vị", "Tên mô hình", "Đơn vị thực hiện", "Năm bắt đầu", "Kết quả"],
        [1, "Xã Hoằng Xuân", "Hố rác gia đình", "Hội LHPN", 2014, "120 hộ"],
        [2, "Xã Hoằng Giang", "Hố rác gia đình", "Hội LHPN", None, "120 hộ"],
    ]


MATRIX = "Số cuộc giám sát theo tổ chức và theo năm: cộng 2014 – 2019 (cuộc)"


def chart_titles(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        charts = sorted(
            (name for name in package.namelist() if name.startswith("xl/charts/chart")),
            key=lambda name: (len(name), name),
        )
        return [package.read(name).decode().split("<a:t>")[1].split("</a:t>")[0] for name in charts]


def test_charts_are_native_and_named(tmp_path: Path) -> None:
    dataset, units = a_district(17)
    received = [
        {"file": path, "unit": unit.code, "status": "clean", "when": f"2020-01-{10 + number % 5}"}
        for number, (path, unit) in enumerate(dataset.units.items())
        if unit is not None
    ]
    written(tmp_path, dataset, units, received=received)
    assert chart_titles(tmp_path / "tong_hop.xlsx") == [
        "Số đơn vị đã nộp báo cáo, cộng dồn (phải nộp: 17)",
        "Thu nhập bình quân đầu người năm 2009 và năm 2019 (triệu đồng/người/năm)",
        "Tỷ lệ hộ nghèo năm 2009 và năm 2019 (%)",
        "Số lượt người được tiếp trong 10 năm (lượt người)",
        "Số cuộc giám sát của MTTQ và các đoàn thể (2014 – 2019) (cuộc)",
        "Số lượt ý kiến góp ý với Đảng, chính quyền các cấp (lượt ý kiến)",
        MATRIX,
    ]


def test_many_communes_are_not_drawn_one_by_one(tmp_path: Path) -> None:
    dataset, units = a_district(61)
    written(tmp_path, dataset, units)
    assert chart_titles(tmp_path / "tong_hop.xlsx") == [MATRIX]


def test_bars_are_sorted_and_only_of_units_that_have_the_figure(tmp_path: Path) -> None:
    units = a_register(4)
    dataset = a_dataset(FORM, [FULL | {"giam_sat": count} for count in (7, None, 19)], units=list(units.values())[:3])
    totals = add_up(dataset, expected=4)
    path = write_summary(dataset, totals, tmp_path / "a.xlsx", office=OFFICE, units=units)
    with zipfile.ZipFile(path) as package:
        drawings = package.read("xl/drawings/drawing1.xml").decode()
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    told = "Số cuộc giám sát của MTTQ và các đoàn thể (2014 – 2019) (cuộc; 2/4 xã)"
    [chart] = [one for one in charts if f"<a:t>{told}</a:t>" in one]
    assert f"{told}. Cao nhất: Xã Hoằng Phượng (19); thấp nhất: Xã Hoằng Xuân (7)." in drawings
    assert '<c:barDir val="bar"/>' in chart and '<c:showVal val="1"/>' in chart
    place = chart.split("<c:cat>")[1].split("<c:f>")[1].split("</c:f>")[0].rpartition("!")[2].replace("$", "")
    names = looked_at(path, values=True)["Biểu đồ"][place]
    assert [row[0].value for row in names] == ["Xã Hoằng Phượng", "Xã Hoằng Xuân"]
    assert drawings.count("descr=") == len(charts)


def test_with_no_figures_the_sheet_of_charts_says_so(tmp_path: Path) -> None:
    sheet = written(tmp_path, a_dataset(FORM, []), a_register(3))["Biểu đồ"]
    assert sheet["A3"].value == "Chưa có số liệu để vẽ biểu đồ." and not sheet._charts


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf"), pd.NA, pd.NaT, np.float64("nan"), ""])
def test_every_kind_of_missing_is_missing(missing: Any) -> None:
    assert known_value(missing) is None


def test_values_come_out_of_frames_as_python_s_own() -> None:
    given = [np.float64(2.5), np.int64(3), 0, "x", pd.Timestamp(2019, 12, 31), dt.date(2019, 12, 31)]
    assert [(type(known_value(value)), known_value(value)) for value in given] == [
        (float, 2.5),
        (float, 3.0),
        (float, 0.0),
        (str, "x"),
        (dt.date, dt.date(2019, 12, 31)),
        (dt.date, dt.date(2019, 12, 31)),
    ]
