"""Figures for other tools: frames, files, and totals that come back."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import tonghop290 as th
from tests.samples.communes import FULL, a_dataset
from tests.samples.districts import FORM, a_district
from tonghop290.data.aggregate import add_up
from tonghop290.data.exports.export import long_frame, total_frame, wide_frame, write_tables
from tonghop290.model import STATE_NO_DATA, Dataset


def small() -> Dataset:
    row = {"dan_so": 10661, "ho_2009": 2300, "quyet_dinh_so": "=1+1", "ngay_chot": dt.date(2019, 12, 31)}
    table = {"giam_sat_theo_to_chuc": [{"row": "mttq", "nam_2014": 2}], "mo_hinh": [{"ten": "+ Hố rác", "nam": 2014}]}
    return a_dataset(FORM, [row], states=[{"tiep_dan": STATE_NO_DATA}], tables=[table])


def test_the_long_form_has_one_row_an_answer() -> None:
    frame = long_frame(small())
    rows = (
        frame[["unit_code", "field", "year", "value", "text", "measure", "state", "typed", "cell"]]
        .astype(object)
        .where(frame.notna(), None)
    )
    assert rows.to_numpy().tolist() == [
        ["00001", "ngay_chot", 2019, None, "2019-12-31", "", "", "2019-12-31", "E13"],
        ["00001", "dan_so", 2019, 10661, None, "người", "", "10661", "E19"],
        ["00001", "ho_2009", 2009, 2300, None, "hộ", "", "2300", "E20"],
        ["00001", "quyet_dinh_so", 2019, None, "=1+1", "", "", "=1+1", "E33"],
        ["00001", "tiep_dan", 2019, None, None, "lượt người", "Không có số liệu", None, "E37"],
        ["00001", "giam_sat_theo_to_chuc.mttq.nam_2014", 2014, 2, None, "cuộc", "", None, None],
    ]


def test_the_wide_form_has_one_row_a_unit() -> None:
    dataset, _ = a_district(3)
    frame = wide_frame(dataset)
    assert list(frame.columns) == ["unit_code", "unit_name", "file", *FORM.fields]
    assert frame["unit_name"].tolist() == ["Xã Hoằng Xuân", "Xã Hoằng Giang", "Xã Hoằng Phượng"]
    assert frame["dan_so"].tolist() == dataset.frame["dan_so"].tolist()


def test_csv_text_never_becomes_a_formula_and_numbers_keep_their_sign(tmp_path: Path) -> None:
    dataset = small()
    dataset.frame["giam_ngheo"] = -2.5
    write_tables(dataset, add_up(dataset), tmp_path, format="csv")
    with (tmp_path / "so_lieu_rong.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[id] for id in ("unit_name", "dan_so", "quyet_dinh_so", "ngay_chot", "giam_ngheo", "ho_2019")] == [
        "Xã Mẫu 1",
        "10661",
        "'=1+1",
        "2019-12-31",
        "-2.5",
        "",
    ]
    assert "'+ Hố rác" in (tmp_path / "mo_hinh.csv").read_text(encoding="utf-8-sig")


def test_the_schema_names_types_and_measures_every_column(tmp_path: Path) -> None:
    dataset = small()
    paths = write_tables(dataset, add_up(dataset), tmp_path, format="csv")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [path.name for path in paths] == [resource["path"] for resource in package["resources"]] + [
        "datapackage.json"
    ]
    wide = {field["name"]: field for field in package["resources"][1]["schema"]["fields"]}
    assert wide["dan_so"] == {
        "name": "dan_so",
        "type": "integer",
        "title": "Dân số năm 2019",
        "description": "Số người đến cuối năm 2019.",
        "unit": "người",
        "x-total": "sum",
    }
    assert [wide[id]["type"] for id in ("unit_code", "dien_tich", "ngay_chot", "huong")] == [
        "string",
        "number",
        "date",
        "string",
    ]
    for resource in package["resources"]:
        header = (tmp_path / resource["path"]).read_text(encoding="utf-8-sig").partition("\n")[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


def test_sqlite_holds_every_frame(tmp_path: Path) -> None:
    dataset, _ = a_district(4, gaps=0.3)
    write_tables(dataset, add_up(dataset), tmp_path, format="sqlite")
    with closing(sqlite3.connect(tmp_path / "bang_so_lieu.sqlite")) as database:
        assert database.execute("select count(*) from so_lieu_dai").fetchone()[0] == len(long_frame(dataset))
        (total,) = database.execute("select sum(dan_so) from so_lieu_rong").fetchone()
        assert database.execute("select value from tong_hop where field = 'dan_so'").fetchone() == (total,)


@pytest.mark.parametrize(
    ("style", "files"),
    [
        (
            "csv",
            [
                "datapackage.json",
                "giam_sat_theo_to_chuc.csv",
                "han_che.csv",
                "kho_khan.csv",
                "kien_nghi.csv",
                "mo_hinh.csv",
                "nguyen_nhan.csv",
                "so_lieu_dai.csv",
                "so_lieu_rong.csv",
                "thuan_loi.csv",
                "tong_hop.csv",
            ],
        ),
        ("json", ["datapackage.json", "so_lieu.json"]),
        ("sqlite", ["bang_so_lieu.sqlite", "datapackage.json"]),
    ],
)
def test_each_kind_has_its_files(style: str, files: list[str], tmp_path: Path) -> None:
    th.write_blank(FORM, tmp_path / "a.xlsx", values=FULL)
    report = th.check([tmp_path / "a.xlsx"], FORM)
    written = th.write_tables(report, tmp_path / "ra", format=style)  # type: ignore[arg-type]
    assert sorted(path.name for path in written) == sorted(path.name for path in (tmp_path / "ra").iterdir()) == files


def test_the_library_gives_frames_and_totals_of_a_report(tmp_path: Path) -> None:
    th.write_blank(FORM, tmp_path / "a.xlsx", values=FULL)
    report = th.check([tmp_path / "a.xlsx"], FORM)
    long, wide, totals = th.long_frame(report), th.wide_frame(report), th.totals(report)
    assert long.loc[long["field"] == "dan_so", ["year", "value", "sheet", "cell"]].to_numpy().tolist() == [
        [2019, 10661, "Số liệu", "E17"]
    ]
    assert (wide.at[0, "dan_so"], totals.fields["dan_so"].value) == (10661, 10661)


@pytest.mark.parametrize("style", ["csv", "json"])
def test_same_figures_same_bytes(tmp_path: Path, style: str) -> None:
    dataset = a_dataset(FORM, [FULL, FULL])
    for folder in ("a", "b"):
        write_tables(dataset, add_up(dataset), tmp_path / folder, format=style)  # type: ignore[arg-type]
    files = [{path.name: path.read_bytes() for path in sorted((tmp_path / folder).iterdir())} for folder in ("a", "b")]
    assert files[0] == files[1]


def test_totals_as_a_frame_show_choices_and_dates() -> None:
    frame = total_frame(add_up(a_dataset(FORM, [FULL, FULL | {"huong": "Đông"}])), FORM).set_index("field")
    assert frame.loc["huong", ["how", "value", "text"]].tolist() == ["count", 2, "Đông: 1; Tây Bắc: 1"]
    assert frame.loc["ngay_chot", "text"] == "2019-12-31"
    assert len(frame) == len(FORM.fields) + 30
