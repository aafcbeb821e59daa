"""Invented districts for the tests of the summary."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from tests.samples.communes import FULL, a_dataset, a_unit
from tests.samples.forms import shipped_form
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, Dataset, Unit

__all__ = ["FORM", "OFFICE", "a_district", "a_register"]

FORM = shipped_form()
OFFICE = replace(FORM.office, name="Hoằng Hoá", place="Hoằng Hoá", signer="Lê Văn C")
VILLAGES = (
    "Xuân",
    "Giang",
    "Phượng",
    "Kim",
    "Trung",
    "Trinh",
    "Sơn",
    "Xuyên",
    "Quý",
    "Cát",
    "Hợp",
    "Đức",
    "Hà",
    "Đạt",
    "Đồng",
    "Thịnh",
    "Thái",
)


def a_register(count: int) -> dict[str, Unit]:
    """So many communes; every seventeenth is a township."""
    units = [
        a_unit(
            f"{15000 + index}",
            f"Hoằng {VILLAGES[index % 17]}" + (f" {index // 17 + 1}" if index >= 17 else ""),
            "thị trấn" if index % 17 == 16 else "xã",
        )
        for index in range(count)
    ]
    return {unit.code: unit for unit in units}


def a_district(
    count: int,
    *,
    seed: int = 0,
    gaps: float = 0.0,
    zeros: float = 0.0,
    states: float = 0.0,
    absent: float = 0.0,
) -> tuple[Dataset, dict[str, Unit]]:
    """Figures around those of ``FULL``: some missing (half "no data"), some 0, some estimates, some communes absent."""
    chance = random.Random(seed)
    register = a_register(count)
    present = [unit for unit in register.values() if chance.random() >= absent]
    rows, all_states, tables = [], [], []
    for unit in present:
        row, state = _a_return(chance, gaps, zeros, states)
        rows.append(row | {"don_vi": unit.title})
        all_states.append(state)
        tables.append(_tables(chance))
    return a_dataset(FORM, rows, units=present, states=all_states, tables=tables), register


def _a_return(chance: random.Random, gaps: float, zeros: float, states: float) -> tuple[dict[str, Any], dict[str, str]]:
    row, state = dict(FULL), {}
    row["huong"] = chance.choice(FORM.fields["huong"].choices)
    for field in FORM.inputs:
        if field.figure:
            value = FULL[field.id] * chance.uniform(0.4, 1.7)
            row[field.id] = (
                0
                if chance.random() < zeros
                else round(value)
                if field.type == "integer"
                else round(value, field.decimals)
            )
        if field.figure and chance.random() < gaps:
            row[field.id] = None
            if chance.random() < 0.5 and field.no_data:
                state[field.id] = STATE_NO_DATA
        elif field.figure and chance.random() < states:
            state[field.id] = STATE_ESTIMATE
        elif field.type == "date" and chance.random() < gaps:
            row[field.id] = None
    return row, state


def _tables(chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    if chance.random() < 0.3:
        return {}
    table = FORM.tables["giam_sat_theo_to_chuc"]
    return {
        table.id: [
            {"row": row.id} | {column.id: chance.randint(0, 3) for column in table.columns} for row in table.rows
        ],
        "mo_hinh": [
            {"ten": "Hố rác gia đình", "don_vi_thuc_hien": "Hội LHPN xã", "nam": 2014, "ket_qua": "+ 120 hộ tham gia"}
        ],
        "thuan_loi": [dict(FORM.tables["thuan_loi"].prefilled[0]), {"noi_dung": "=Xã ven sông, nhân dân đoàn kết."}],
    }
