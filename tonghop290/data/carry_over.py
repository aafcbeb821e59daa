"""An earlier edition of a form, seen by the present one: what both share by id and mean alike; of everything else, a
sentence.

Two fields mean alike when type and unit are the same (or every value of the earlier type is one of the present: a whole
number where a decimal is asked, a line where a long text is). What does not mean alike is left out, never converted:
that could only be guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.dataset import table_frame, usable
from tonghop290.data.evaluate import derived_values
from tonghop290.messages import finding
from tonghop290.model import STATE_NO_DATA, Dataset, Field, Finding, Form, Table
from tonghop290.text.format import format_date, format_number

__all__ = ["carry_over", "join_datasets", "means_alike"]

_WIDER = {("integer", "decimal"), ("text", "long text")}
_NAMED = 4


def means_alike(old: Field, new: Field) -> bool:
    """Whether a value of the one is, as it stands, a value of the other; ranges and labels are not looked at."""
    return old.unit == new.unit and (old.type == new.type or (old.type, new.type) in _WIDER)


def carry_over(
    dataset: Dataset, form: Form, *, accepted: Collection[tuple[str, str]] = ()
) -> tuple[Dataset, dict[str, list[Finding]]]:
    """The returns of an earlier edition as a Dataset of ``form``, and for every path what to say of it.

    Missing afterwards: what only the present form has, what does not mean alike, and what lies outside its own hard
    range and is not ``accepted``. Derived figures are the present form's.
    """
    old = dataset.form
    own = usable(dataset, list(dataset.frame.index), accepted=accepted)
    same_time = (old.first_year, old.last_year) == (form.first_year, form.last_year)
    shared = [
        one.id for one in form.inputs if same_time and one.id in _inputs(old) and means_alike(old.fields[one.id], one)
    ]
    columns = {
        id: [
            one.id
            for one in table.columns
            if one.id in _columns(old.tables[id]) and means_alike(old.tables[id].column(one.id), one)
        ]
        for id, table in form.tables.items()
        if same_time and id in old.tables and old.tables[id].fixed == table.fixed
    }
    index = own.frame.index
    frame = pd.DataFrame(
        {one.id: own.frame[one.id] if one.id in shared else _nothing(one, index) for one in form.inputs}, index=index
    )
    for one in form.inputs:
        if one.id in shared and one.type == "choice" and not one.other_allowed:
            frame[one.id] = frame[one.id].where(frame[one.id].isin(one.choices) | frame[one.id].isna(), None)
    for id, values in derived_values(form, frame).items():
        frame[id] = values
    frame = frame[list(form.fields)]
    figures = [one.id for one in form.inputs if one.figure]
    states = pd.DataFrame({id: own.states[id] if id in shared else "" for id in figures}, index=index, dtype="object")
    answered = frame.notna()
    for id in figures:
        answered[id] |= states[id] == STATE_NO_DATA
    keys = {*shared, *(f"{id}.{column}" for id, own_columns in columns.items() for column in own_columns)}
    carried = replace(
        own,
        form=form,
        frame=frame,
        states=states,
        answered=answered,
        tables={
            id: _table(table, own.tables[id] if id in columns else None, columns.get(id, []))
            for id, table in form.tables.items()
        },
        places={place: ref for place, ref in own.places.items() if _key(place[1]) in keys},
        texts={place: text for place, text in own.texts.items() if _key(place[1]) in keys},
        notes={place: note for place, note in own.notes.items() if place[1] in keys},
    )
    return carried, {path: list(_said(path, dataset, own, form, same_time)) for path in index}


def join_datasets(datasets: Sequence[Dataset]) -> Dataset:
    """Datasets of one form (at least one) as one; their paths must differ."""
    first = datasets[0]
    return replace(
        first,
        frame=pd.concat([one.frame for one in datasets]),
        states=pd.concat([one.states for one in datasets]),
        answered=pd.concat([one.answered for one in datasets]),
        tables={id: pd.concat([one.tables[id] for one in datasets], ignore_index=True) for id in first.tables},
        **{
            name: {key: value for one in datasets for key, value in getattr(one, name).items()}
            for name in ("units", "hashes", "places", "texts", "notes")
        },
    )


def _inputs(form: Form) -> set[str]:
    return {one.id for one in form.inputs}


def _columns(table: Table) -> set[str]:
    return {column.id for column in table.columns}


def _key(id: str) -> str:
    """ "table.row.column" → "table.column": what a place belongs to in both editions."""
    table, _, rest = id.partition(".")
    return f"{table}.{rest.rpartition('.')[2]}" if rest else id


def _nothing(field: Field, index: pd.Index) -> Any:
    if field.figure:
        return np.full(len(index), np.nan)
    return (
        pd.Series(pd.NaT, index=index, dtype="datetime64[ns]")
        if field.type == "date"
        else pd.Series([None] * len(index), index=index, dtype="object")
    )


def _table(table: Table, rows: pd.DataFrame | None, columns: Sequence[str]) -> pd.DataFrame:
    known = {row.id for row in table.rows}
    records = [] if rows is None else [row for row in rows.to_dict("records") if not table.fixed or row["row"] in known]
    return table_frame(
        table.columns,
        [(row["file"], [{"row": row["row"], **{id: _or_none(row[id]) for id in columns}}]) for row in records],
    )


def _or_none(value: Any) -> Any:
    return None if value is None or value != value else value


# --- what to say --------------------------------------------------------------------------------------------------


def _said(path: str, before: Dataset, own: Dataset, form: Form, same_time: bool) -> Iterator[Finding]:
    """``before``: as the sender gave it; ``own``: without what lies outside its own range (that has its finding)."""
    old, unit = before.form, before.units[path]
    found = (
        f"phiên bản {old.version}"
        if old.version != form.version
        else f"bản phát hành trước của phiên bản {old.version}"
    )
    yield finding("form-earlier", file=path, unit=unit, found=found, current=form.version)
    if not same_time:
        yield finding(
            "form-period",
            file=path,
            unit=unit,
            found=f"{old.first_year} – {old.last_year}",
            current=f"{form.first_year} – {form.last_year}",
        )
        return
    new = [one for one in form.inputs if one.id not in _inputs(old)]
    names = [*(one.short for one in new), *_new_parts(old, form)]
    if names:
        severity = "warning" if any(one.required for one in new) else "note"
        yield finding("form-lacks", file=path, unit=unit, severity=severity, count=str(len(names)), names=_named(names))
    gone = [*(one.short for one in old.inputs if one.id not in _inputs(form)), *_new_parts(form, old)]
    if gone:
        yield finding("form-dropped", file=path, unit=unit, count=str(len(gone)), names=_named(gone))
    for one in form.inputs:
        if one.id in _inputs(old):
            yield from _of_field(path, before, own, old.fields[one.id], one)
    for table in form.tables.values():
        if table.id in old.tables:
            yield from _of_table(path, own, old.tables[table.id], table)


def _new_parts(old: Form, new: Form) -> list[str]:
    """Tables, rows and columns of the one that the other has not."""
    parts = []
    for table in new.tables.values():
        if table.id not in old.tables:
            parts.append(f"bảng “{table.label}”")
            continue
        before = old.tables[table.id]
        rows = {row.id for row in before.rows}
        lost = [row.label for row in table.rows if before.fixed and row.id not in rows] + [
            column.short for column in table.columns if column.id not in _columns(before)
        ]
        parts += [f"{table.label} – {label}" for label in lost]
    return parts


def _named(names: Sequence[str]) -> str:
    """A few of them, short enough to be shown whole (see :data:`tonghop290.messages.VALUE_SHOWN`)."""
    shown: list[str] = []
    for name in names:
        if shown and (len(shown) == _NAMED or len("; ".join([*shown, name])) > 40):
            return "; ".join(shown) + f" và {len(names) - len(shown)} mục khác"
        shown.append(name)
    return "; ".join(shown)


def _of_field(path: str, before: Dataset, own: Dataset, old: Field, new: Field) -> Iterator[Finding]:
    value, typed = before.frame.at[path, new.id], before.texts.get((path, new.id), "")
    state = str(before.states.at[path, old.id]) if old.figure else ""
    known = {
        "file": path,
        "unit": before.units[path],
        "at": before.places.get((path, new.id)),
        "field": new.id,
        "label": new.short,
    }
    if not means_alike(old, new):
        if typed or state or not pd.isna(value):
            read = _shown(value) if not (pd.isna(value) or isinstance(value, str)) else typed or state
            yield finding(
                "form-meaning", **known, value=typed or state, read=read, found=_meaning(old), current=_meaning(new)
            )
        return
    if pd.isna(own.frame.at[path, new.id]):
        return
    if new.type == "choice" and not new.other_allowed and value not in new.choices:
        yield finding("form-choice", **known, value=str(value), choices="; ".join(new.choices))
    elif not _inside(value, new):
        yield _outside(new, value, **known)


def _of_table(path: str, own: Dataset, old: Table, new: Table) -> Iterator[Finding]:
    rows = own.tables[new.id]
    rows = rows[rows["file"] == path]
    unit = own.units[path]
    if old.fixed != new.fixed:
        if len(rows) and rows[[column.id for column in old.columns]].notna().to_numpy().any():
            yield finding(
                "form-meaning",
                file=path,
                unit=unit,
                field=new.id,
                label=new.label,
                read="bảng này",
                found=_kind(old),
                current=_kind(new),
            )
        return
    for column in new.columns:
        if column.id not in _columns(old):
            continue
        given = [(row, value) for row, value in zip(rows["row"], rows[column.id], strict=True) if not pd.isna(value)]
        before = old.column(column.id)
        label = f"{new.label} – {column.short}"
        if given and not means_alike(before, column):
            yield finding(
                "form-meaning",
                file=path,
                unit=unit,
                field=new.id,
                label=label,
                read=f"{len(given)} ô",
                found=_meaning(before),
                current=_meaning(column),
            )
            continue
        for row, value in given:
            id = f"{new.id}.{row}.{column.id}"
            if not _inside(value, column):
                yield _outside(
                    column, value, file=path, unit=unit, at=own.places.get((path, id)), field=id, label=label
                )


def _kind(table: Table) -> str:
    return "bảng có dòng in sẵn" if table.fixed else "bảng tự thêm dòng"


def _meaning(field: Field) -> str:
    kinds = {
        "integer": "số nguyên",
        "decimal": "số",
        "percent": "tỷ lệ phần trăm",
        "date": "ngày tháng",
        "choice": "mục chọn",
    }
    return kinds.get(field.type, "chữ") + (f" ({field.unit})" if field.unit else "")


def _inside(value: Any, field: Field) -> bool:
    if field.hard is None:
        return True
    low, high = field.hard.low, field.hard.high
    if field.type == "date":
        value = value.date() if isinstance(value, dt.datetime) else value
    return (low is None or low <= value) and (high is None or value <= high)


def _outside(bounds: Field, value: Any, **known: Any) -> Finding:
    assert bounds.hard is not None
    shown = [_shown(limit) for limit in (bounds.hard.low, bounds.hard.high)]
    plain = (
        value.date().isoformat() if isinstance(value, dt.datetime) else float(value) if bounds.figure else str(value)
    )
    return finding("form-range", value=plain, read=_shown(value), low=shown[0], high=shown[1], **known)


def _shown(value: Any) -> str:
    if value is None:
        return "…"
    return (
        format_date(value.date() if isinstance(value, dt.datetime) else value)
        if isinstance(value, dt.date)
        else format_number(float(value))
    )
