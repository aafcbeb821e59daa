"""Clean returns become typed frames, with the place of every value beside them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from tonghop290.data.clean import CleanReturn
from tonghop290.data.evaluate import ACCEPTED, BROKEN, TYPED, UNREADABLE, FrameEnvironment, derived_values
from tonghop290.model import STATES_WITHOUT_FIGURE, Dataset, Field, Form, Submission, Table, Unit

__all__ = [
    "ByReturn",
    "answered_in",
    "dataset_of_values",
    "judged_frame",
    "make_dataset",
    "table_frame",
    "usable",
    "with_derived",
]

V = TypeVar("V")


class ByReturn(Mapping[tuple[str, str], V]):
    """Values by (path, id), held as they come, one mapping a return: no key is made for each of a million cells."""

    __slots__ = ("_own",)

    def __init__(self, own: Mapping[str, Mapping[str, V]]) -> None:
        self._own = own

    def __getitem__(self, key: tuple[str, str]) -> V:
        return self._own[key[0]][key[1]]

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        own = self._own.get(key[0])
        return default if own is None else own.get(key[1], default)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((path, id) for path, own in self._own.items() for id in own)

    def __len__(self) -> int:
        return sum(map(len, self._own.values()))


def make_dataset(form: Form, returns: Sequence[CleanReturn]) -> Dataset:
    """The Dataset of the readable returns, in their order (index: path, unique)."""
    paths = [clean.submission.path for clean in returns]
    index = pd.Index(paths, name="file", dtype="object")
    frame = pd.DataFrame(
        {field.id: _column(field, [item.values.get(field.id) for item in returns], index) for field in form.inputs},
        index=index,
    )
    frame = with_derived(form, frame, list(form.fields))
    figures = [field.id for field in form.inputs if field.figure]
    said: dict[str, list[str]] = {id: [""] * len(returns) for id in figures}
    for number, item in enumerate(returns):
        for id, state in item.states.items():
            if id in said:
                said[id][number] = state
    states = pd.DataFrame(said, index=index, dtype="object")
    return Dataset(
        form=form,
        frame=frame,
        states=states,
        answered=answered_in(frame, states),
        tables={
            table.id: table_frame(
                table.columns, [(item.submission.path, item.tables.get(table.id, [])) for item in returns]
            )
            for table in form.tables.values()
        },
        units={item.submission.path: item.submission.unit for item in returns},
        hashes={item.submission.path: item.submission.sha256 for item in returns},
        places=ByReturn({item.submission.path: item.places for item in returns}),
        texts=ByReturn({item.submission.path: item.texts for item in returns}),
        notes=ByReturn({item.submission.path: item.notes for item in returns}),
    )


def dataset_of_values(form: Form, returns: Sequence[tuple[str, Unit | None, Mapping[str, Any]]]) -> Dataset:
    """What is kept of returns (path, unit, values by field id as JSON writes them) as a Dataset without tables, places
    and texts: to hold others against them."""
    dates = [field.id for field in form.inputs if field.type == "date"]

    def clean(path: str, unit: Unit | None, values: Mapping[str, Any]) -> CleanReturn:
        read = {id: dt.date.fromisoformat(said) for id in dates if (said := values.get(id))}
        return CleanReturn(submission=Submission(path=path, unit=unit), values={**values, **read})

    return make_dataset(form, [clean(*one) for one in returns])


def _column(field: Field, values: list[Any], index: pd.Index) -> Any:
    if field.figure:
        return np.array([np.nan if value is None else value for value in values], dtype="float64")
    if field.type == "date":
        return pd.Series(
            pd.array([pd.NaT if value is None else pd.Timestamp(value) for value in values], dtype="datetime64[ns]"),
            index=index,
        )
    return pd.Series(values, index=index, dtype="object")


def table_frame(columns: tuple[Field, ...], rows: list[tuple[str, list[dict[str, Any]]]]) -> pd.DataFrame:
    """The rows of one table (path, its rows) as a frame: ``file``, ``row`` and the table's columns."""
    flat = [(path, row) for path, own in rows for row in own]
    held: dict[str, list[Any]] = {"file": [path for path, _ in flat]}
    for name in ("row", *(column.id for column in columns)):
        held[name] = [row.get(name) for _, row in flat]
    frame = pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in held.items()})
    for column in columns:
        if column.figure:
            frame[column.id] = frame[column.id].astype("float64")
    return frame


def judged_frame(form: Form, dataset: Dataset, returns: Sequence[CleanReturn]) -> pd.DataFrame:
    """The one frame pandera judges: the fields, the numbers of the tables, and the helper columns of the evaluator."""
    extra: dict[str, Any] = {}
    paths = list(dataset.frame.index)
    position = {path: number for number, path in enumerate(paths)}
    for table in form.tables.values():
        numbers = [column for column in table.columns if column.figure]
        if not numbers:
            continue
        own = dataset.tables[table.id]
        where = own["file"].map(position).to_numpy(dtype="int64") if len(own) else np.array([], dtype="int64")
        for row in dict.fromkeys([row.id for row in table.rows] or own["row"]):
            chosen = (own["row"] == row).to_numpy(dtype=bool)
            for column in numbers:
                values = np.full(len(paths), np.nan)
                values[where[chosen]] = own[column.id].to_numpy()[chosen]
                extra[f"{table.id}.{row}.{column.id}"] = values
        for column in numbers:
            begin, end = f"{table.id}.", f".{column.id}"
            broken = [
                bool(item.bad) and any(id.startswith(begin) and id.endswith(end) for id in item.bad) for item in returns
            ]
            extra[f"{BROKEN}{table.id}.{column.id}"] = np.array(broken, dtype="float64")
    for field in form.inputs:
        if any(field.id in item.bad for item in returns):
            extra[UNREADABLE + field.id] = np.array([float(field.id in item.bad) for item in returns])
    for field in form.derived:
        if any(field.id in item.typed for item in returns):
            extra[TYPED + field.id] = np.array([item.typed.get(field.id, np.nan) for item in returns])
    return pd.concat([dataset.frame, pd.DataFrame(extra, index=dataset.frame.index)], axis=1)


def usable(dataset: Dataset, paths: Sequence[str], *, accepted: Collection[tuple[str, str]] = ()) -> Dataset:
    """The returns of these paths only, without the values that lie outside their hard range.

    What is added up and printed rests on this: an impossible figure counts as missing until it is corrected, or until
    the office has ``accepted`` it: (path, field id or "table.row.column").
    """
    frame = _within_range(dataset, paths, accepted)
    states = dataset.states.loc[list(paths)]
    return dataclasses.replace(
        dataset,
        frame=frame,
        states=states,
        answered=answered_in(frame, states),
        tables={
            table.id: _rows_within_range(table, dataset.tables[table.id], frozenset(paths), accepted)
            for table in dataset.form.tables.values()
        },
        units={path: dataset.units[path] for path in paths},
        hashes={path: dataset.hashes[path] for path in paths},
    )


def _within_range(dataset: Dataset, paths: Sequence[str], accepted: Collection[tuple[str, str]]) -> pd.DataFrame:
    """The main frame of these paths, what lies outside its hard range missing, derived fields computed anew."""
    form = dataset.form
    own = dataset.frame.loc[list(paths)]
    let_stand = {
        ACCEPTED + field.id: np.array([float((path, field.id) in accepted) for path in paths])
        for field in form.inputs
        if any(id == field.id for _, id in accepted)
    }
    frame = own.assign(**let_stand)
    names = FrameEnvironment(form, frame)
    for field in form.inputs:
        if field.hard is not None:
            outside = np.isnan(names.number(field.id))
            frame.loc[outside, field.id] = pd.NaT if field.type == "date" else np.nan
    return with_derived(form, frame, list(own.columns))


def _rows_within_range(
    table: Table, rows: pd.DataFrame, paths: Collection[str], accepted: Collection[tuple[str, str]]
) -> pd.DataFrame:
    """The rows of these paths, a figure outside its column's hard range missing."""
    rows = rows[rows["file"].isin(paths)].reset_index(drop=True)
    for column in table.columns:
        if column.figure and column.hard is not None:
            low, high = column.hard.numbers
            stands = rows[column.id].between(low, high)
            if accepted:
                places = zip(rows["file"], rows["row"], strict=True)
                stands |= np.array(
                    [(path, f"{table.id}.{row}.{column.id}") in accepted for path, row in places], dtype=bool
                )
            rows[column.id] = rows[column.id].where(stands)
    return rows


def with_derived(form: Form, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """These columns of a frame, the derived fields among them computed anew."""
    for id, values in derived_values(form, frame).items():
        frame[id] = values
    return frame[list(columns)]


def answered_in(frame: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """True where a usable value stands, or the sender said that there is none."""
    answered = frame.notna()
    said = [*states.columns]
    answered[said] |= states.isin(STATES_WITHOUT_FIGURE)
    return answered
