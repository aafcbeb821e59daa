"""``frictionless validate`` on every kind of export: what ``datapackage.json`` says of a column holds in every row."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, cast

import pytest

import tonghop290 as th
from tests.samples.communes import FULL
from tests.samples.reports import the_form
from tonghop290.model import TableFormat

logging.getLogger("frictionless").setLevel(logging.ERROR)
UNIT = th.Unit(code="15877", name="Hoằng Xuân", type="xã")
OTHER = th.Unit(code="15878", name="Hoằng Giang", type="xã")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> th.Report:
    """A full return, and one of which next to nothing is filled in."""
    folder = tmp_path_factory.mktemp("nhận về")
    th.write_blank(the_form(), folder / "a.xlsx", unit=UNIT, values=FULL)
    th.write_blank(the_form(), folder / "b.xlsx", unit=OTHER, values={"dan_so": 7845, "thu_nhap_2019": 45.2})
    return th.check(folder, the_form(), units={UNIT.code: UNIT, OTHER.code: OTHER})


def _faults(folder: Path) -> list[str]:
    """What frictionless says of the folder; a table of a database is read by its name."""
    frictionless = pytest.importorskip("frictionless")
    described: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    told = []
    for one in described["resources"]:
        if one["path"].endswith(".sqlite"):
            from frictionless.formats import SqlControl

            source = frictionless.Resource(
                path=f"sqlite:///{folder / one['path']}",
                control=SqlControl(table=one["name"]),
                schema=frictionless.Schema.from_descriptor(one["schema"]),
            )
        else:
            source = frictionless.Resource.from_descriptor(one, basepath=str(folder))
        [task] = source.validate().tasks
        if one.get("format") != "json" and not one["path"].endswith((".csv", ".sqlite", ".parquet")):
            assert _rows(folder, one) == []
            continue
        told += [f"{one['name']}: {error.message}" for error in task.errors]
        assert task.errors or task.stats.get("rows", 0) == len(_rows(folder, one)), one["name"]
    return told


def _rows(folder: Path, one: dict[str, Any]) -> list[Any]:
    import sqlite3

    import pandas as pd

    path = folder / one["path"]
    if path.suffix == ".json":
        return cast("list[Any]", json.loads(path.read_text("utf-8"))[one["name"]])
    if path.suffix == ".csv":
        return [*pd.read_csv(path).itertuples()]
    if path.suffix == ".parquet":
        return [*pd.read_parquet(path).itertuples()]
    with sqlite3.connect(path) as database:
        return database.execute(f'SELECT * FROM "{one["name"]}"').fetchall()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("kind", ["csv", "json", "sqlite", "parquet"])
def test_every_export_is_what_its_data_package_says(kind: TableFormat, report: th.Report, tmp_path: Path) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet is tried where pyarrow is installed")
    th.write_tables(report, tmp_path, format=kind)
    assert _faults(tmp_path) == []


@pytest.mark.filterwarnings("default")
def test_a_wrong_type_is_found(report: th.Report, tmp_path: Path) -> None:
    th.write_tables(report, tmp_path, format="csv")
    wide = tmp_path / "so_lieu_rong.csv"
    wide.write_text(wide.read_text("utf-8-sig").replace("7845", "7845.5"), "utf-8-sig")
    assert any("7845.5" in fault for fault in _faults(tmp_path))


def test_integers_are_integers(report: th.Report, tmp_path: Path) -> None:
    th.write_tables(report, tmp_path, format="json")
    rows = json.loads((tmp_path / "so_lieu.json").read_text("utf-8"))["so_lieu_rong"]
    assert [type(row["dan_so"]) for row in rows] == [int, int]
    assert [type(row["chi_bo"]) for row in rows] == [int, type(None)]
