"""Invented returns with mistakes, and what a sender's own workbook may hold besides."""

from __future__ import annotations

import dataclasses
import functools
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

import tonghop290 as th
from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tonghop290.model import Finding, Form
from tonghop290.workbook.issue.blank import Filling, blank_bytes

FORM, SMALL = shipped_form(), shipped_form("ra-soat-ho-ngheo")
"""``SMALL`` has a quarter of the cells: for what is alike in every form, its returns cost a quarter."""
UNIT = a_unit()
WRONG: dict[str, Any] = {
    "chi_bo": 21,
    "dan_so": "mười nghìn",
    "dien_tich": "1.442",
    "tiep_dan": None,
    "ho_ngheo_2019": 99_999,
    "dat_hien": "12 sào",
    "thu_nhap_2019": 80.2,
    "thanh_vien_to_dan_van": "134 người",
    "quyet_dinh_ngay": "6/2010",
}
TABLES = {"mo_hinh": [{"ten": "Hố rác gia đình", "don_vi_thuc_hien": "Hội LHPN", "nam": 1914, "ket_qua": "=> sạch"}]}


def a_return(path: Path, wrong: Mapping[str, Any] = WRONG) -> Path:
    """A filled-in form; by default with eight errors, one warning and one note. Its last model is of 1914."""
    path.write_bytes(_return(tuple(wrong.items())))
    return path


def a_small_return(path: Path) -> Path:
    """A return on ``SMALL`` with a wrong number, and much that is missing."""
    path.write_bytes(_small_return())
    return path


@functools.cache
def _small_return() -> bytes:
    return blank_bytes(SMALL, unit=UNIT, filling=Filling(values={"ho_ngheo": "mười nghìn"}))


@functools.cache
def _return(wrong: tuple[tuple[str, Any], ...]) -> bytes:
    filling = Filling(values=FULL | dict(wrong), notes={"dan_so": "=1+1"}, tables=TABLES if wrong else {})
    return blank_bytes(FORM, unit=UNIT, issue="2020-01", filling=filling)


def findings(path: Path, form: Form = FORM) -> tuple[Finding, ...]:
    return _findings(path.read_bytes(), form.id)


@functools.cache
def _findings(content: bytes, form: str) -> tuple[Finding, ...]:
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / "a.xlsx").write_bytes(content)
        return th.check([path], shipped_form(form)).findings


def without_file(report: th.Report) -> tuple[list[Finding], dict[str, Any]]:
    """What a check says, without the name and the hash of the one file."""
    file = report.to_dict()["files"][0]
    return [dataclasses.replace(one, file="") for one in report.findings], {
        key: value for key, value in file.items() if key not in ("path", "sha256")
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(source: Path, path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a package with changed parts."""
    every = parts(source)
    change(every)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in every.items():
            archive.writestr(name, data)
    return path


def with_formula(source: Path, path: Path, cell: str, formula: str, result: str) -> Path:
    """A copy where a cell of ``Số liệu`` holds a formula with its stored result, as Excel saves it."""

    def change(every: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet2.xml"
        xml, count = re.subn(
            rf'<c r="{cell}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
            rf'<c r="{cell}"\1><f>{formula}</f><v>{result}</v></c>',
            every[name].decode(),
        )
        assert count == 1
        every[name] = xml.encode()

    return with_parts(source, path, change)


def with_belongings(source: Path, path: Path) -> Path:
    """A copy with what senders add: their own sheet first, a chart, comments, a name, a print area, a hidden sheet."""
    path.write_bytes(_with_belongings(source.read_bytes()))
    return path


@functools.cache
def _with_belongings(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    own = book.create_sheet("Tính toán", 0)
    for row in range(1, 6):
        own.cell(row, 1, row * 10)
    own["B1"] = "=SUM(A1:A5)"
    own["C1"] = "CT09"
    own["C1"].comment = Comment("Ghi chú riêng của tôi", "Bà Lê", height=40, width=150)
    chart = BarChart()
    chart.add_data(Reference(own, min_col=1, min_row=1, max_row=5))
    own.add_chart(chart, "E2")
    own.print_area = "A1:C5"
    book["Số liệu"]["E17"].comment = Comment("Số này <Ủy ban> & xã cấp", "Bà Lê")
    book["Số liệu"].print_title_rows = "5:5"
    book.create_sheet("Giấu").sheet_state = "hidden"
    book.active = 2
    book.save(made := io.BytesIO())
    return made.getvalue()
