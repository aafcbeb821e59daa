"""One return's figures as plain values: the frames of a dataset are opened once, not cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tonghop290.model import Dataset, Unit, Value, known_value

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OneReturn", "returns_of"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneReturn:
    """``values`` by field id, None where missing; ``states`` and ``answered`` by field id; ``tables``: table id → its
    rows in their order, each {"row" and column id: value}. ``unit``: of the register, or None."""

    file: str
    unit: Unit | None
    values: Mapping[str, Value]
    states: Mapping[str, str]
    answered: Mapping[str, bool]
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]
    sha256: str

    def rows(self, table: str) -> tuple[Mapping[str, Value], ...]:
        """The rows of a table, () when the form has no such table."""
        return self.tables.get(table, ())


def returns_of(dataset: Dataset, files: Iterable[str] | None = None) -> dict[str, OneReturn]:
    """The returns of these files, all by default, in their order. Errors: KeyError for a file the dataset does not
    hold."""
    wanted = list(dataset.frame.index if files is None else files)
    frames = (dataset.frame, dataset.states, dataset.answered)
    frame, states_frame, answered_frame = (frame if files is None else frame.loc[wanted] for frame in frames)
    values, states, answered = _rows(frame, known_value), _rows(states_frame, str), _rows(answered_frame, bool)
    tables: dict[str, dict[str, list[Mapping[str, Value]]]] = {
        file: {id: [] for id in dataset.form.tables} for file in wanted
    }
    for id, table in dataset.tables.items():
        if id in dataset.form.tables:
            own = table[table["file"].isin(wanted)]
            rows = _rows(own.drop(columns="file"), known_value)
            for file, row in zip(own["file"].tolist(), rows, strict=True):
                tables[file][id].append(row)
    return {
        file: OneReturn(
            file=file,
            unit=dataset.units.get(file),
            values=values[number],
            states=states[number],
            answered=answered[number],
            tables={id: tuple(rows) for id, rows in tables[file].items()},
            sha256=dataset.hashes.get(file, ""),
        )
        for number, file in enumerate(wanted)
    }


def _rows(frame: pd.DataFrame, value_of: Callable[[Any], T]) -> list[dict[str, T]]:
    """Each row of a frame: column → what ``value_of`` makes of its cell."""
    names = [str(name) for name in frame.columns]
    columns = [[value_of(cell) for cell in frame.iloc[:, number].tolist()] for number in range(len(names))]
    if not columns:  # no figure at all: every row is empty, and there all the same
        return [{} for _ in range(len(frame))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
