"""Of more units than a province has: a row a unit or a district, the same totals, word of what is left out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from tests.looked_at import LookedAt, looked_at
from tests.samples.districts import OFFICE, a_district
from tonghop290.data.aggregate import add_up, add_up_groups
from tonghop290.data.dataset import usable
from tonghop290.model import Dataset, Unit
from tonghop290.spreadsheet.writing.plain_sheet import PlainSheet
from tonghop290.tables.board import MOST_UNITS
from tonghop290.tables.summary import write_summary
from tonghop290.text.format import format_number

COUNT = MOST_UNITS + 1


def in_districts(count: int, districts: int) -> tuple[Dataset, dict[str, Unit]]:
    """A register whose units lie district by district, and the returns of most of them."""
    dataset, register = a_district(count, gaps=0.1, states=0.1, absent=0.05)
    placed = {
        code: dataclasses.replace(unit, parent=f"Huyện {number * districts // count + 1}")
        for number, (code, unit) in enumerate(register.items())
    }
    units = {path: placed[unit.code] if unit is not None else None for path, unit in dataset.units.items()}
    return dataclasses.replace(dataset, units=units), placed


def groups_of(dataset: Dataset) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path, unit in dataset.units.items():
        groups.setdefault(unit.parent if unit is not None else "", []).append(path)
    return groups


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dataset, units = in_districts(COUNT, 20)
    groups = groups_of(dataset)
    registered = {name: sum(unit.parent == name for unit in units.values()) for name in groups}
    return write_summary(
        dataset,
        add_up(dataset, expected=len(units)),
        tmp_path_factory.mktemp("large") / "a.xlsx",
        office=OFFICE,
        units=units,
        received=[
            {"file": path, "unit": unit.code if unit else "", "status": "clean", "when": "2020-01-10"}
            for path, unit in dataset.units.items()
        ],
        by_parent=add_up_groups(dataset, groups, expected=registered),
    )


@pytest.fixture(scope="module")
def book(large: Path) -> LookedAt:
    return looked_at(large)


def test_only_tables_with_a_row_a_unit_or_a_district_are_written(book: LookedAt) -> None:
    assert book.sheetnames == ["Biểu 2", "Theo huyện", "Biểu 3", "Tình hình nộp"]


def test_it_is_said_what_is_left_out_and_where_to_find_it(book: LookedAt) -> None:
    said = [
        text
        for row in book["Biểu 2"].iter_rows(min_row=COUNT, values_only=True)
        for text in row
        if isinstance(text, str) and "không có Biểu 1" in text
    ]
    assert len(said) == 1 and said[0].startswith("Với 1.001 đơn vị, ") and "--format csv" in said[0]


def test_figures_stand_as_numbers_and_totals_as_formulas_over_them(book: LookedAt) -> None:
    sheet = book["Biểu 2"]
    total = next(
        row for row in range(COUNT, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("TỔNG CỘNG")
    )
    figures = [cell.value for row in sheet.iter_rows(min_row=11, max_row=total - 1, min_col=3) for cell in row]
    assert not [value for value in figures if isinstance(value, str) and value.startswith("=")]
    assert sum(isinstance(value, int | float) for value in figures) > 20 * COUNT
    formulas = [str(cell.value) for cell in sheet[total][2:] if cell.value is not None]
    assert sum(formula.startswith("=") for formula in formulas) > 30


def test_a_province_is_still_written_with_every_sheet(tmp_path: Path) -> None:
    dataset, units = a_district(3)
    path = write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, units=units)
    assert {"Biểu 1", "Biểu 2", "Nguồn số liệu"} <= set(openpyxl.load_workbook(path, read_only=True).sheetnames)


def test_groups_added_up_together_are_the_same_as_each_alone() -> None:
    dataset, _ = in_districts(60, 7)
    groups = groups_of(dataset)
    expected = {name: len(paths) + number for number, (name, paths) in enumerate(groups.items())}
    together = add_up_groups(dataset, {**groups, "không ai": []}, expected={**expected, "không ai": 4})
    alone = {name: add_up(usable(dataset, paths), expected=expected[name]) for name, paths in groups.items()}
    assert {name: together[name] for name in groups} == alone
    assert (together["không ai"].units, together["không ai"].expected) == (0, 4)


def test_cells_are_written_as_xlsxwriter_writes_them(tmp_path: Path) -> None:
    written = []
    for kind in (PlainSheet, Worksheet):
        path = tmp_path / f"{kind.__name__}.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            workbook.set_properties({"created": dt.datetime(2026, 11, 29)})
            sheet = workbook.add_worksheet("a", worksheet_class=kind)
            looks = [None, workbook.add_format({"bold": True}), workbook.add_format({"num_format": "#,##0.0"})]
            for row, value in enumerate(
                [0, 1, -2.5, 0.1, 1e300, 1 / 3, 123456789012.0, "", "chữ", " khoảng ", "<&>", None]
            ):
                for column, look in enumerate(looks):
                    sheet.write(row, column, value, look)
                    sheet.write_formula(row, 5 + column, '=IF(A1<1,"","&")', look, value or "-")
        with zipfile.ZipFile(path) as archive:
            written.append({name: archive.read(name) for name in archive.namelist()})
    assert written[0] == written[1]


@given(st.lists(st.floats(-1e9, 1e9), min_size=1), st.integers(0, 3))
def test_the_longest_of_some_figures_is_the_largest_or_the_smallest(values: list[float], decimals: int) -> None:
    lengths = [len(format_number(value, decimals)) for value in values]
    assert max(lengths) == max(len(format_number(value, decimals)) for value in (min(values), max(values)))
