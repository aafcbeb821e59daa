"""Invented communes for tests: plain values in, the rooms' own frozen values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.dataset import with_derived
from tonghop290.forms.parts.level_table import shipped_levels
from tonghop290.model import STATES_WITHOUT_FIGURE, CellRef, Dataset, Form, Unit

LEVELS = shipped_levels("dang")
FULL: dict[str, Any] = {
    "don_vi": "Xã Hoằng Xuân",
    "nguoi_lap": "Lê Thị B",
    "dien_thoai": "0912345678",
    "ngay_chot": dt.date(2019, 12, 31),
    "nguoi_ky": "Nguyễn Văn A",
    "chuc_vu_ky": "BÍ THƯ",
    "huong": "Tây Bắc",
    "dien_tich": 1442.75,
    "dan_so": 10661,
    "dan_so_2009": 9800,
    "ho_2009": 2300,
    "ho_2019": 2579,
    "thon": 15,
    "dang_vien": 393,
    "chi_bo": 20,
    "chi_bo_nong_thon": 15,
    "chi_bo_truong_hoc": 4,
    "chi_bo_khac": 1,
    "to_dan_van": 15,
    "thanh_vien_to_dan_van": 135,
    "dang_vien_phai_hoc": 380,
    "dang_vien_da_hoc": 372,
    "quyet_dinh_so": "15",
    "quyet_dinh_ngay": dt.date(2010, 6, 5),
    "tiep_xuc_cu_tri": 60,
    "y_kien_cu_tri": 420,
    "tiep_dan": 512,
    "don_khieu_nai": 23,
    "don_to_cao": 4,
    "thu_nhap_2009": 8.5,
    "thu_nhap_2019": 38.2,
    "ho_ngheo_2009": 345,
    "ho_ngheo_2019": 103,
    "ty_le_ngheo_2009": 15.0,
    "ty_le_ngheo_2019": 3.99,
    "ngay_cong": 640,
    "dat_hien": 1500,
    "tien_gop": 85.5,
    "nghi_quyet_che_do": "99/2019/NQ-HĐND",
    "giam_sat": 24,
    "kien_nghi_sau_giam_sat": 11,
    "y_kien_gop_y": 230,
    "chuong_trinh_hanh_dong": "Có",
    "thuong_truc_phu_trach": "Có",
    "lam_viec_dinh_ky": "Có",
    "ban_chi_dao_dan_chu": "Có",
    "quy_che_phoi_hop": "Có",
    "so_ket_khen_thuong": "Có",
    "pho_bien_chi_thi": "Có",
    "ubnd_phu_trach": "Có",
    "ky_voi_khoi_dan_van": "Có",
    "tong_ket_phap_lenh": "Có",
    "cai_cach_hanh_chinh": "Có",
    "mot_cua": "Có",
    "tiep_dan_dinh_ky": "Có",
    "ke_hoach_phoi_hop": "Có",
    "gap_mat_dan_toc": "Có",
    "tham_ton_giao": "Có",
}
"""A believable invented commune that keeps every rule."""


def figures_of_its_own(number: int) -> dict[str, Any]:
    """What makes another commune of :data:`FULL`, whose figures are not a neighbour's."""
    return {
        id: FULL[id] + number
        for id in ("tiep_dan", "don_khieu_nai", "ngay_cong", "dat_hien", "y_kien_gop_y", "giam_sat")
    }


def a_unit(code: str = "15877", name: str = "Hoằng Xuân", type: str = "xã") -> Unit:
    return Unit(code=code, name=name, type=type, parent="Huyện Hoằng Hóa")


def a_dataset(
    form: Form,
    returns: Sequence[Mapping[str, Any]],
    *,
    units: Sequence[Unit | None] | None = None,
    tables: Sequence[Mapping[str, list[Mapping[str, Any]]]] | None = None,
    states: Sequence[Mapping[str, str]] | None = None,
) -> Dataset:
    """A Dataset as data/clean gives it, from plain values (a field that is not named is missing).

    ``tables``: per return, table id → rows; a row of a fixed table carries its id under "row".
    """
    units = units or [a_unit(f"{index:05}", f"Mẫu {index}") for index in range(1, len(returns) + 1)]
    paths = [f"nhan_ve/{index:03}.xlsx" for index in range(1, len(returns) + 1)]
    columns: dict[str, Any] = {}
    for field in form.inputs:
        values = [one.get(field.id) for one in returns]
        if field.figure:
            columns[field.id] = np.array([np.nan if value is None else float(value) for value in values])
        elif field.type == "date":
            columns[field.id] = pd.to_datetime(pd.Series(values, index=paths, dtype="object"))
        else:
            columns[field.id] = pd.Series(values, index=paths, dtype="object")
    frame = pd.DataFrame(columns, index=pd.Index(paths, name="file"))
    with np.errstate(all="ignore"):
        if "giam_ngheo" in form.fields:
            frame["ty_le_hoc_tap"] = frame["dang_vien_da_hoc"] / frame["dang_vien_phai_hoc"] * 100
            frame["giam_ngheo"] = frame["ty_le_ngheo_2009"] - frame["ty_le_ngheo_2019"]
            frame = frame[list(form.fields)]
        else:
            frame = with_derived(form, frame, list(form.fields))
    figures = [field.id for field in form.inputs if field.figure]
    state_frame = pd.DataFrame("", index=frame.index, columns=figures)
    for path, one in zip(paths, states or [{}] * len(paths), strict=True):
        for id, state in one.items():
            state_frame.loc[path, id] = state
    answered = frame.notna()
    answered[figures] |= state_frame.isin(STATES_WITHOUT_FIGURE)
    return Dataset(
        form=form,
        frame=frame,
        states=state_frame,
        answered=answered,
        tables=_tables(form, paths, tables or [{}] * len(paths)),
        units=dict(zip(paths, units, strict=True)),
        hashes={path: f"{index:064x}" for index, path in enumerate(paths, 1)},
        places={(path, id): CellRef("Số liệu", row, 5) for path in paths for row, id in enumerate(form.fields, 10)},
        texts={(path, id): str(one[id]) for path, one in zip(paths, returns, strict=True) for id in one},
        notes={},
    )


def _tables(
    form: Form, paths: list[str], given: Sequence[Mapping[str, list[Mapping[str, Any]]]]
) -> dict[str, pd.DataFrame]:
    frames = {}
    for table in form.tables.values():
        rows = []
        for path, one in zip(paths, given, strict=True):
            for number, row in enumerate(one.get(table.id, ()), 1):
                values = {column.id: row.get(column.id) for column in table.columns}
                rows.append({"file": path, "row": row["row"] if table.fixed else number, **values})
        frame = pd.DataFrame(rows, columns=["file", "row", *(column.id for column in table.columns)])
        for column in table.columns:
            if column.figure:
                frame[column.id] = frame[column.id].astype("float64")
        frames[table.id] = frame
    return frames
