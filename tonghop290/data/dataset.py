"""Clean returns become typed frames, with the place of every value beside them."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from tonghop290.data.clean import CleanReturn
from tonghop290.data.evaluate import ACCEPTED, BROKEN, TYPED, UNREADABLE, FrameEnvironment, derived_values
from tonghop290.model import STATE_NO_DATA, Dataset, Field, Form

__all__ = ["ByReturn", "judged_frame", "make_dataset", "table_frame", "usable"]

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
    paths = [one.submission.path for one in returns]
    index = pd.Index(paths, name="file", dtype="object")
    frame = pd.DataFrame(
        {one.id: _column(one, [item.values.get(one.id) for item in returns], index) for one in form.inputs}, index=index
    )
    for id, values in derived_values(form, frame).items():
        frame[id] = values
    frame = frame[list(form.fields)]
    figures = [one.id for one in form.inputs if one.figure]
    said: dict[str, list[str]] = {id: [""] * len(returns) for id in figures}
    for number, item in enumerate(returns):
        for id, state in item.states.items():
            if id in said:
                said[id][number] = state
    states = pd.DataFrame(said, index=index, dtype="object")
    answered = frame.notna()
    for id in figures:
        answered[id] |= states[id] == STATE_NO_DATA
    return Dataset(
        form=form,
        frame=frame,
        states=states,
        answered=answered,
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
        for row in dict.fromkeys([one.id for one in table.rows] or own["row"]):
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
    for one in form.inputs:
        if any(one.id in item.bad for item in returns):
            extra[UNREADABLE + one.id] = np.array([float(one.id in item.bad) for item in returns])
    for one in form.derived:
        if any(one.id in item.typed for item in returns):
            extra[TYPED + one.id] = np.array([item.typed.get(one.id, np.nan) for item in returns])
    return pd.concat([dataset.frame, pd.DataFrame(extra, index=dataset.frame.index)], axis=1)


def usable(dataset: Dataset, paths: Sequence[str], *, accepted: Collection[tuple[str, str]] = ()) -> Dataset:
    """The returns of these paths only, without the values that lie outside their hard range.

    What is added up and printed rests on this: an impossible figure counts as missing until it is corrected, or until
    the office has ``accepted`` it: (path, field id or "table.row.column").
    """
    form = dataset.form
    own = dataset.frame.loc[list(paths)]
    let_stand = {
        ACCEPTED + one.id: np.array([float((path, one.id) in accepted) for path in paths])
        for one in form.inputs
        if any(id == one.id for _, id in accepted)
    }
    frame = own.assign(**let_stand)
    names = FrameEnvironment(form, frame)
    for one in form.inputs:
        if one.hard is not None:
            usable_values = names.number(one.id)
            frame.loc[np.isnan(usable_values), one.id] = pd.NaT if one.type == "date" else np.nan
    for id, values in derived_values(form, frame).items():
        frame[id] = values
    frame = frame[list(own.columns)]
    states = dataset.states.loc[list(paths)]
    answered = frame.notna()
    for id in states.columns:
        answered[id] |= states[id] == STATE_NO_DATA
    keep = set(paths)
    tables = {}
    for table in form.tables.values():
        rows = dataset.tables[table.id]
        rows = rows[rows["file"].isin(keep)].reset_index(drop=True)
        for column in table.columns:
            if column.figure and column.hard is not None:
                stands = rows[column.id].between(column.hard.low, column.hard.high)
                if accepted:
                    places = zip(rows["file"], rows["row"], strict=True)
                    stands |= np.array(
                        [(path, f"{table.id}.{row}.{column.id}") in accepted for path, row in places], dtype=bool
                    )
                rows[column.id] = rows[column.id].where(stands)
        tables[table.id] = rows
    return dataclasses.replace(
        dataset,
        frame=frame,
        states=states,
        answered=answered,
        tables=tables,
        units={path: dataset.units[path] for path in paths},
        hashes={path: dataset.hashes[path] for path in paths},
    )
