"""The figures of a round that is over, by the ids of the form that is tried: from its returns or its result file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.editions.shared_meaning import means_alike
from tonghop290.model import Dataset, Field, Form, Period

__all__ = ["OldFigures", "of_dataset", "of_result"]


@dataclass(frozen=True, slots=True)
class OldFigures:
    """Shapes: ``frame`` one row a unit (index: its number), the form's inputs and "table.row.column" of figures, as in
    a dataset; ``names`` and ``kinds`` the units' in that order. ``missing``: ids (fields, "table.column") the old data
    do not have; ``changed``: those they have with another meaning, which are not used."""

    frame: pd.DataFrame
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    period: Period | None = None
    """The one they are of, where it is known."""


def of_dataset(dataset: Dataset, paths: Sequence[str], form: Form) -> OldFigures:
    """Of returns that were read by a form of their own, or by this one."""
    units = [dataset.units.get(path) for path in paths]
    own = dataset.frame.loc[list(paths)]
    stood = {id.partition(".")[0] + "." + id.rpartition(".")[2] if "." in id else id for _, id in dataset.places}
    fields = {id: own[id].tolist() for id in form.fields if id in own and id in stood}
    place = {path: number for number, path in enumerate(paths)}
    tables: dict[str, list[tuple[int, Mapping[str, Any]]]] = {
        id: [(place[row["file"]], {str(key): one for key, one in row.items()}) for row in rows if row["file"] in place]
        for id, rows in ((id, frame.to_dict("records")) for id, frame in dataset.tables.items())
    }
    old = _figures(
        form,
        fields,
        tables,
        names=[unit.title if unit is not None else path for unit, path in zip(units, paths, strict=True)],
        kinds=[unit.kind if unit is not None else "" for unit in units],
        old=dataset.form,
        stood=stood,
    )
    return replace(old, period=dataset.form.period)


def of_result(content: bytes, form: Form) -> OldFigures:
    """Of a result file. Errors: ValueError where it holds no units."""
    try:
        whole = json.loads(content.decode("utf-8-sig"))
        rows = [row for row in whole["so_lieu_rong"] if isinstance(row, Mapping)]
        files = [str(row["file"]) for row in rows]
        tables = {id: [row for row in whole.get(id, ()) if isinstance(row, Mapping)] for id in form.tables}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("không phải là tệp kết quả của một đợt, hoặc tệp đã hỏng") from None
    if not rows:
        raise ValueError("tệp kết quả không có đơn vị nào")
    names = [str(row.get("unit_name") or row.get("unit_code") or row["file"]) for row in rows]
    stood = {id for id in form.fields if id in rows[0]}
    stood |= {f"{id}.{name}" for id, own in tables.items() for row in own[:1] for name in row}
    place = {file: number for number, file in enumerate(files)}
    old = _figures(
        form,
        {id: [row.get(id) for row in rows] for id in form.fields if id in stood},
        {
            id: [(place[file], row) for row in own if (file := str(row.get("file"))) in place]
            for id, own in tables.items()
        },
        names=names,
        kinds=[next((kind for kind in form.kinds if name.casefold().startswith(kind)), "") for name in names],
        old=None,
        stood=stood,
    )
    said = whole.get("ket_qua")
    mark = said.get("period") if isinstance(said, dict) else None
    return replace(old, period=Period.read(mark) if isinstance(mark, str) else None)


def _figures(
    form: Form,
    fields: Mapping[str, list[Any]],
    tables: Mapping[str, Iterable[tuple[int, Mapping[str, Any]]]],
    *,
    names: Sequence[str],
    kinds: Sequence[str],
    old: Form | None,
    stood: set[str],
) -> OldFigures:
    frame: dict[str, Any] = {}
    missing: list[str] = []
    changed: list[str] = []
    for field in form.inputs:
        values = _typed(field, fields.get(field.id))
        was = old.fields.get(field.id) if old is not None else None
        if values is None or was is not None and not means_alike(was, field):
            changed.append(field.id)
            values = _typed(field, [None] * len(names))
        elif field.id not in fields:
            missing.append(field.id)
            values = _typed(field, [None] * len(names))
        frame[field.id] = values
    for table in form.tables.values():
        missing += [f"{table.id}.{one.id}" for one in table.columns if f"{table.id}.{one.id}" not in stood]
        for place, row in tables.get(table.id, ()):
            for column in table.columns:
                if column.figure and isinstance(row.get(column.id), int | float):
                    key = f"{table.id}.{row.get('row')}.{column.id}"
                    frame.setdefault(key, np.full(len(names), np.nan))[place] = row[column.id]
    made = pd.DataFrame(frame, index=range(len(names)))
    return OldFigures(made, tuple(names), tuple(kinds), tuple(missing), tuple(changed))


def _typed(field: Field, values: list[Any] | None) -> Any:
    """The values as a dataset keeps them; None where they are of another kind."""
    given = values or []
    if field.figure:
        fits = all(value is None or isinstance(value, int | float) for value in given)
        return np.array([np.nan if value is None else value for value in given], dtype="float64") if fits else None
    if field.type == "date":
        days = pd.to_datetime(pd.Series(given, dtype="object"), errors="coerce")
        return days if days.notna().sum() == pd.Series(given, dtype="object").notna().sum() else None
    return pd.Series(given, dtype="object").where(pd.Series(given, dtype="object").notna(), None)
