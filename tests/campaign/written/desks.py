"""A round whose office works in Excel: its ``Đợt.xlsx`` filled in and spoiled cell by cell, as in Excel."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from tests.samples.forms import completed
from tests.samples.rounds import ACTOR, FORM, NOON, OF_THE_PARTY, an_office, some_units
from tonghop290.campaign.folder import RoundFolder, find_round
from tonghop290.campaign.new.new_round import init_round
from tonghop290.campaign.settings import Round, load_round

FILLED: Mapping[str, Any] = {
    "Người phụ trách đợt": "Nguyễn Thị Lan",
    "Số công văn": "345",
    "Nơi nhận biểu": "Ban Dân vận",
    "Thư điện tử": "danvan@mau.example",
    "Điện thoại": "0237000000",
    "Người ký báo cáo chung": "Trần Văn B",
}


def a_desk(root: Path, *, count: int = 3, **filled: Any) -> Round:
    """A fresh round of the small form, opened in Excel's manner. ``filled``: title of a row → value."""
    with tempfile.TemporaryDirectory() as made:
        for name, data in _made(count).items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        del made
    for folder in ("phat_hanh", "thu_den", "luu_tru", "phan_hoi", "ket_qua"):
        (root / folder).mkdir()
    fill(root / "Đợt.xlsx", {**FILLED, **filled})
    return load_round(find_round(root))


@functools.cache
def _made(count: int) -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "bieu").mkdir()
        (root / "bieu" / "form.toml").write_text(OF_THE_PARTY + completed(FORM), encoding="utf-8")
        units = [replace(unit, phone="0912345678") for unit in some_units(count)]
        init_round(root, units, form="bieu", office=an_office("Mẫu"), now=NOON, actor=ACTOR)
        names = ("Đợt.xlsx", "so_lieu.sqlite", "bieu/form.toml")
        return {name: (root / name).read_bytes() for name in names}


def fill(path: Path | RoundFolder, cells: Mapping[str, Any]) -> None:
    """Write into cells: "Hạn gửi biểu" is the value of that row of the office, "Đơn vị!E3" a cell."""
    path = path.desk if isinstance(path, RoundFolder) else path
    book = openpyxl.load_workbook(path)
    rows = {cell.value: cell.row for cell in book["Cơ quan"]["A"] if cell.value}
    for name, value in cells.items():
        sheet, mark, address = name.partition("!")
        if mark:
            book[sheet][address] = value
        else:
            book["Cơ quan"].cell(rows[name], 2).value = value
    book.save(path)
