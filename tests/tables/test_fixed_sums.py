"""The tables with rows of their own add up only what counts the same thing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.looked_at import looked_at
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, OFFICE, a_register
from tonghop290.data.aggregate import add_up
from tonghop290.model import Form, Table, Total
from tonghop290.tables.summary import write_summary

TABLE = FORM.tables["giam_sat_theo_to_chuc"]
TWO = TABLE.columns[:2]
ROWS = [{"row": row.id, TWO[0].id: 2.0, TWO[1].id: 3.0} for row in TABLE.rows]


def changed(**more: Any) -> tuple[Form, Table]:
    table = replace(TABLE, columns=more.pop("columns", TWO), **more)
    return replace(FORM, tables={**FORM.tables, table.id: table}), table


def written(tmp_path: Path, form: Form) -> Any:
    units = a_register(2)
    dataset = a_dataset(form, [FULL] * 2, units=list(units.values()), tables=[{TABLE.id: ROWS}] * 2)
    path = write_summary(dataset, add_up(dataset), tmp_path / "a.xlsx", office=OFFICE, units=units)
    return looked_at(path, values=True)["Biểu 3"]


PEOPLE = replace(TWO[1], unit="người")
CASES: dict[str, tuple[dict[str, Any], list[str], list[Any]]] = {
    "of one kind": ({}, ["Cộng"], [25.0]),
    "of two kinds": ({"columns": (TWO[0], PEOPLE)}, ["Cộng (cuộc)", "Cộng (người)"], [10.0, 15.0]),
    "two years": ({"columns_apart": True}, ["Cộng (2014)", "Cộng (2015)"], [10.0, 15.0]),
    "rows that are no parts": ({"totals": False}, [], []),
}


@pytest.mark.parametrize("name", CASES)
def test_only_what_counts_the_same_is_added_up(name: str, tmp_path: Path) -> None:
    change, labels, sums = CASES[name]
    form, table = changed(**change)
    sheet = written(tmp_path, form)
    assert [str(cell.value) for cell in sheet[7] if str(cell.value).startswith("Cộng")] == labels
    last = 2 + len(TABLE.rows) * 2
    assert [cell.value for cell in sheet[9]][last : last + len(sums)] == sums
    assert table.adds_across is (name == "of one kind")


def test_what_does_not_add_up_over_units_has_no_total(tmp_path: Path) -> None:
    form, _ = changed(columns=(TWO[0], replace(TWO[1], total=Total(how="none"))))
    sheet = written(tmp_path, form)
    total = next(row for row in sheet.iter_rows(min_row=9) if row[0].value == "TỔNG CỘNG")
    assert [cell.value for cell in total[2:6]] == [4.0, None, 4.0, None]
