"""Communes of several districts in one workbook, with subtotals by district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import tonghop290 as th
from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE
from tests.tables.test_roll_up import PROVINCE
from tonghop290.data.aggregate import add_up
from tonghop290.model import Dataset, Totals, Unit
from tonghop290.tables.summary import write_summary

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
    units = {code: Unit(code=code, name=name, type="xã", parent=f"Huyện {parent}") for code, name, parent in rows}
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
    book, formulas = looked_at(path, values=True), looked_at(path)
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
    assert formulas["Theo huyện"].cell(11, people).value.startswith("=IF(COUNT('Biểu 2'!$G$13:$G$15)=0")
    assert [sheet.cell(row, people).font.u for row in (10, 11)] == [None, "single"]


def test_one_district_needs_no_subtotals(tmp_path: Path) -> None:
    dataset, units = mixed()
    same = {code: replace(unit, parent="Huyện A") for code, unit in units.items()}
    dataset = replace(dataset, units={path: same[unit.code] for path, unit in dataset.units.items() if unit})
    path = write_summary(dataset, add_up(dataset), tmp_path / "h.xlsx", office=OFFICE, units=same, by_parent={})
    assert [name for name in looked_at(path).sheetnames if name.startswith("Theo")] == []


def test_the_hallway_adds_up_by_district(tmp_path: Path) -> None:
    _, units = mixed()
    for unit in list(units.values())[:4]:
        th.write_blank(FORM, tmp_path / "nhan" / f"{unit.code}.xlsx", unit=unit, values={**FULL, "don_vi": unit.title})
    report = th.check([tmp_path / "nhan"], FORM, units=units)
    book = looked_at(th.write_summary(report, tmp_path / "tinh.xlsx", office=PROVINCE), values=True)
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
    sheet = looked_at(th.write_summary(report, tmp_path / "t.xlsx", accepted=accepted, received=[]))["Tình hình nộp"]
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
