"""``datapackage.json``: what every column of an export is (Frictionless Data Package, Table Schema)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tonghop290.model import Field, Form
from tonghop290.seals import KEPT_KEY, content_hash

__all__ = ["PACKAGE_FILE", "package_of"]

PACKAGE_FILE = "datapackage.json"
TITLES = {
    "unit_code": "Mã đơn vị",
    "unit_name": "Đơn vị",
    "file": "Tệp",
    "field": "Mã chỉ tiêu",
    "label": "Chỉ tiêu",
    "year": "Năm",
    "value": "Giá trị",
    "text": "Giá trị bằng chữ",
    "measure": "Đơn vị tính",
    "state": "Trạng thái",
    "typed": "Như đã ghi",
    "sheet": "Trang",
    "cell": "Ô",
    "note": "Ghi chú",
    "row": "Dòng",
    "how": "Cách cộng",
    "top": "Tử số",
    "bottom": "Mẫu số",
    "units": "Số đơn vị có số liệu",
    "expected": "Số đơn vị phải nộp",
}


def package_of(
    frames: Mapping[str, pd.DataFrame], files: Mapping[str, Path], form: Form, left: Sequence[str]
) -> dict[str, Any]:
    """The Data Package: every frame with its file, its hash and its Table Schema. ``left``: files of ours that a person
    has changed."""
    hashes = {path: content_hash(path.read_bytes()) for path in dict.fromkeys(files.values())}
    resources = [
        {
            "name": name,
            "path": files[name].name,
            "hash": hashes[files[name]],
            **_within(files[name], name, frame),
            "schema": _schema(frame, form, name),
        }
        for name, frame in frames.items()
    ]
    described = {"name": form.id, "title": form.title, "resources": resources}
    return described | {KEPT_KEY: list(left)} if left else described


def _within(file: Path, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Where a frame stands in a file that holds several; of one without rows nothing is said, an empty list being no
    table to readers of JSON."""
    if file.suffix != ".json" or frame.empty:
        return {}
    return {"type": "table", "format": "json", "dialect": {"json": {"property": name}}}


def _schema(frame: pd.DataFrame, form: Form, name: str) -> dict[str, Any]:
    """The Table Schema of a frame."""
    known: dict[str, Field] = dict(form.fields) if name == "so_lieu_rong" else {}
    if name in form.tables:
        known = {column.id: column for column in form.tables[name].columns}
    fields = []
    for column in map(str, frame.columns):
        field = known.get(column)
        kind = {"f": "number", "i": "integer", "M": "date"}.get(frame[column].dtype.kind, "string")
        if frame[column].dtype == "Int64":
            kind = "integer"
        described = {
            "name": column,
            "type": kind,
            "title": field.label if field is not None else TITLES.get(column, column),
        }
        if field is not None:
            described |= {"description": field.help, "unit": field.unit, "x-total": field.total.how}
        fields.append(described)
    return {"fields": fields, "missingValues": [""]}
