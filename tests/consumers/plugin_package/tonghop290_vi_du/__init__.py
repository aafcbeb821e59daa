"""An example package of plug-ins, over the public names alone: one of each kind, typed strictly."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import tonghop290 as th
from tonghop290 import plugins

_MARK: Final = b"#bang-ke"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DIGITS = {
    word: value
    for value, word in enumerate(("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"))
}
_TIMES = {"mươi": 10, "trăm": 100, "nghìn": 1000}


class TextFiles:
    """``file.bang-ke``: a text of the sheets of a workbook, cells apart by tabs, sheets begun by "## name"."""

    label = "bảng kê .tsv"

    def recognises(self, name: str, head: bytes) -> bool:
        return name.casefold().endswith(".tsv") and head.startswith(_MARK)

    def read(self, data: bytes) -> list[plugins.Sheet]:
        first, *lines = data.decode("utf-8").splitlines()  # no UTF-8: a UnicodeDecodeError, which is a ValueError
        if first.encode() != _MARK:
            raise ValueError(first)
        sheets: list[tuple[str, dict[tuple[int, int], plugins.CellValue]]] = []
        row = 0
        for line in lines:
            if line.startswith("## "):
                sheets.append((line[3:], {}))
                row = 0
                continue
            row += 1
            sheets[-1][1].update({(row, column): _value(text) for column, text in enumerate(line.split("\t"), 1)})
        return [plugins.Sheet(name=name, cells=cells) for name, cells in sheets]


def _value(text: str) -> plugins.CellValue:
    if _NUMBER.fullmatch(text):
        return float(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text or None


class NumbersInWords:
    """``reading.chu-so``: "ba trăm" is 300."""

    def read(self, field: plugins.Field, typed: str) -> plugins.Read | None:
        if not field.figure:
            return None
        total = last = 0
        for word in typed.casefold().split():
            if word in _DIGITS:
                total, last = total + last, _DIGITS[word]
            elif word in _TIMES and last:
                last *= _TIMES[word]
            else:
                return None
        return plugins.Read(value=total + last, why="số viết bằng chữ")


class MembersAndPeople:
    """``check.dang-vien``: no more members than a fifth of the people."""

    def check(self, form: th.Form, dataset: th.Dataset) -> Iterator[plugins.Point]:
        if not {"dan_so", "dang_vien"} <= set(form.fields):
            return
        for path, row in dataset.frame[["dan_so", "dang_vien"]].iterrows():
            if row["dang_vien"] * 5 > row["dan_so"]:
                yield plugins.Point(
                    path=str(path),
                    field="dang_vien",
                    message="Số đảng viên quá một phần năm dân số.",
                    fix="Đề nghị kiểm tra lại hai số.",
                )


class Receipt:
    """``document.phieu``: a line for each unit."""

    suffix = ".txt"
    about: Literal["unit", "office"] = "unit"

    def document(self, report: th.Report, unit: th.Unit | None) -> bytes:
        assert unit is not None
        return f"Đã nhận biểu của {unit.title}: {report.form.title}\n".encode()


class Lines:
    """``export.bang``: the sums, a line each."""

    def files(self, report: th.Report) -> Mapping[str, bytes]:
        sums = [f"{total.field}\t{total.value}" for total in th.totals(report) if total.value is not None]
        return {"tong.tsv": "\n".join(sums).encode(), "don_vi.txt": str(len(report.current)).encode()}
