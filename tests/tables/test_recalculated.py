"""LibreOffice counts the totals again; they must be the library's, to the last digit shown."""

from __future__ import annotations

import datetime as dt
import math
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from tests.looked_at import LookedAt, looked_at
from tests.samples.communes import a_dataset
from tests.samples.districts import FORM, OFFICE, a_district, a_register
from tests.samples.libreoffice import missing, shared
from tests.tables.test_communes_by_district import by_parent
from tests.tables.test_roll_up import of_district
from tonghop290.data.aggregate import add_up, merge
from tonghop290.data.exports.export import wide_frame, write_tables
from tonghop290.data.result_files import figures_of
from tonghop290.model import Dataset, Office, Totals, Unit
from tonghop290.pipeline.exports import read_results, write_roll_up
from tonghop290.tables.sheets.total_cells import adds_up
from tonghop290.tables.summary import write_summary

MORE = int(os.environ.get("TONGHOP290_RANDOM_DISTRICTS", "0"))
"""So many random districts beside the named ones: 200 were tried before the release; a few seconds need none."""


def in_districts(dataset: Dataset, units: dict[str, Unit]) -> tuple[Dataset, dict[str, Unit]]:
    """The communes dealt out to three districts."""
    dealt = {code: replace(unit, parent=f"Huyện {number % 3 + 1}") for number, (code, unit) in enumerate(units.items())}
    return replace(
        dataset, units={path: dealt[unit.code] if unit else None for path, unit in dataset.units.items()}
    ), dealt


DISTRICTS: dict[str, Callable[[], tuple[Dataset, dict[str, Unit]]]] = {
    "one commune": lambda: a_district(1, seed=1),
    "gaps, zeros and states": lambda: a_district(17, seed=2, gaps=0.25, zeros=0.1, states=0.2, absent=0.2),
    "all zeros": lambda: a_district(4, seed=3, zeros=1.0),
    "almost nothing": lambda: a_district(6, seed=4, gaps=0.9),
    "nobody": lambda: (a_dataset(FORM, []), a_register(3)),
    "many communes": lambda: a_district(72 if MORE else 31, seed=5, gaps=0.05, states=0.05),
    "several districts": lambda: in_districts(*a_district(23 if MORE else 9, seed=6, gaps=0.3, absent=0.2)),
} | {
    f"random {seed}": lambda seed=seed: a_district(  # type: ignore[misc]
        1 + seed % 23, seed=seed, gaps=seed % 7 / 10, zeros=seed % 5 / 10, states=0.2, absent=seed % 4 / 10
    )
    for seed in range(100, 100 + MORE)
}


PROVINCES = {"three districts": (3, 0.3), "one district": (1, 0.0), "districts that know little": (4, 0.9)} | {
    f"random province {seed}": (1 + seed % 6, seed % 4 / 5) for seed in range(MORE // 10)
}
"""How many districts, and how many of their figures are missing."""


class Recalculated(NamedTuple):
    totals: Totals
    again: LookedAt
    counted: dict[str, object]
    """What LibreOffice counted in each cell."""
    cached: dict[str, object]
    """Results of formulas as they stood in the file."""


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recalculated]:
    """Each district's totals, and its workbook counted again by LibreOffice after every cached result was falsified."""
    if missing():
        pytest.skip(missing())
    folder = tmp_path_factory.mktemp("recalculated")
    totals, names, cached = {}, {}, {}
    for number, (name, make) in enumerate(DISTRICTS.items()):
        dataset, units = make()
        totals[name] = add_up(dataset, expected=len(units))
        names[name] = f"{number}.xlsx"
        before = a_district(9, seed=number, gaps=0.2)[0]
        earlier, parts = add_up(before), by_parent(dataset, units) if name == "several districts" else {}
        path = write_summary(
            dataset,
            totals[name],
            folder / names[name],
            office=OFFICE,
            units=units,
            earlier=earlier,
            earlier_units=figures_of(wide_frame(before), FORM),
            by_parent=parts,
        )
        cached[name] = results_in(path, formulas=True)
        falsify(path)
    for number, (name, (count, gaps)) in enumerate(PROVINCES.items()):
        names[name] = f"province {number}.xlsx"
        path, totals[name] = write_province(folder / str(number), folder / names[name], count, gaps)
        cached[name] = results_in(path, formulas=True)
        falsify(path)
    out = folder / "out"
    out.mkdir()
    with shared() as desk:
        for file in names.values():
            doc = desk.open(folder / file)
            desk.recalculate(doc)
            desk.save_as(doc, out / file, "xlsx")
            desk.close(doc)
    return {
        name: Recalculated(totals[name], looked_at(out / file, values=True), results_in(out / file), cached[name])
        for name, file in names.items()
    }


def results_in(path: Path, *, formulas: bool = False) -> dict[str, object]:
    """Sheet by number and cell → number or text there; of formulas only, where that is asked for."""
    x, found = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}", {}
    with zipfile.ZipFile(path) as package:
        texts = ["".join(one.itertext(f"{x}t")) for one in etree.fromstring(package.read("xl/sharedStrings.xml"))]
        for number in range(1, sum(name.startswith("xl/worksheets/sheet") for name in package.namelist()) + 1):
            for cell in etree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{x}c"):
                if not formulas or cell.find(f"{x}f") is not None:
                    value, kind = cell.findtext(f"{x}v"), cell.get("t", "n")
                    found[f"{number}!{cell.get('r')}"] = (
                        texts[int(value)] if kind == "s" and value else float(value) if kind == "n" and value else value
                    )
    return found


def write_province(folder: Path, path: Path, count: int, gaps: float) -> tuple[Path, Totals]:
    """A province over so many districts' result files, one more district missing."""
    datasets = [
        of_district(number, a_district(1 + number * 3, seed=number, gaps=gaps, states=0.2)[0])
        for number in range(count)
    ]
    for number, dataset in enumerate(datasets):
        write_tables(
            dataset,
            add_up(dataset, expected=20),
            folder / str(number),
            format="json",
            office=Office(level="huyện", name=f"Mẫu {number}"),
        )
    units = {str(number): Unit(code=str(number), name=f"Mẫu {number}", type="huyện") for number in range(count + 1)}
    results = read_results([folder], FORM, units=units)
    assert results is not None and len(results.files) == count and results.faults == ()
    return write_roll_up(results, path, office=replace(OFFICE, level="tỉnh")), merge(
        [file.totals for file in results.files], FORM
    )


def falsify(path: Path) -> None:
    """Put −1 where every formula's cached result stands."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb' t="str"(><f>)', rb"\1", content)
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f><v>-1</v>", content)
            package.writestr(name, content)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [*DISTRICTS, *PROVINCES])
def test_the_totals_are_the_library_s(name: str, recalculated: dict[str, Recalculated]) -> None:
    totals, book = recalculated[name][:2]
    expected, coverage = {}, {}
    for id in shown_fields():
        total = totals.fields[id]
        value = 0.0 if total.how == "count" and total.value is None else total.value
        expected[id] = as_shown(id, value) if adds_up(FORM.fields[id]) else None
        coverage[id] = (
            f"{total.units}/{totals.expected}" if total.units < totals.expected and total.how != "count" else None
        )
    first, second = book["Biểu 1"], book["Biểu 2"]
    rows = {
        first.cell(row, 2).value: row for row in range(9, first.max_row + 1) if first.cell(row, 3).border.left.style
    }
    by_label = {
        id: next(row for label, row in rows.items() if label and label.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹") == FORM.fields[id].label)
        for id in expected
    }
    assert {id: as_shown(id, first.cell(row, 4).value) for id, row in by_label.items()} == expected
    assert {id: first.cell(row, 5).value or None for id, row in by_label.items()} == coverage
    last = next(row for row in range(11, second.max_row + 1) if str(second.cell(row, 1).value).startswith("TỔNG CỘNG"))
    assert {id: as_shown(id, second.cell(last, column).value) for column, id in enumerate(expected, 3)} == expected
    assert {id: second.cell(last + 1, column).value or None for column, id in enumerate(coverage, 3)} == coverage


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [*DISTRICTS, *PROVINCES])
def test_every_cached_result_is_what_libreoffice_counts(name: str, recalculated: dict[str, Recalculated]) -> None:
    _, _, counted, cached = recalculated[name]
    results = [(cell, as_shown("", value), as_shown("", counted.get(cell))) for cell, value in cached.items()]
    assert [one for one in results if not same(*one[1:])] == []
    assert len(results) > 100


@pytest.mark.libreoffice
def test_the_communes_figures_are_the_sources(recalculated: dict[str, Recalculated]) -> None:
    dataset, units = DISTRICTS["gaps, zeros and states"]()
    book = recalculated["gaps, zeros and states"].again
    by_code = {unit.code: path for path, unit in dataset.units.items() if unit is not None}
    for row, unit in enumerate(units.values(), 11):
        for column, id in enumerate(shown_fields(), 3):
            value = book["Biểu 2"].cell(row, column).value
            given = dataset.frame.loc[by_code[unit.code], id] if unit.code in by_code else None
            if FORM.fields[id].figure:
                assert as_shown(id, None if value == "…" else value) == as_shown(id, given), (unit.name, id)


def shown_fields() -> list[str]:
    return [
        field.id
        for section in FORM.sections
        for field in map(FORM.fields.get, section.items)
        if field is not None and (field.figure or field.total.how != "none")
    ]


def same(one: object, other: object) -> bool:
    """Equal to more digits than any cell shows; numbers need not fall on the same side of the twelfth."""
    return (
        one == other or isinstance(one, float) and isinstance(other, float) and math.isclose(one, other, rel_tol=1e-11)
    )


def as_shown(id: str, value: object) -> object:
    """Twelve digits of a number (more than any cell shows), a date, or None."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return None
        return float(f"{value:.12g}")
    return value or None
