"""One return's figures as plain values: the frames of a dataset are opened once, not cell by cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tonghop290.model import Dataset, Unit

__all__ = ["OneReturn", "present", "returns_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneReturn:
    """``values`` by field id, None where missing; ``states`` and ``answered`` by field id; ``tables``: table id → its rows in
    their order, each {"row" and column id: value}. ``unit``: of the register, or None."""

    file: str
    unit: Unit | None
    values: Mapping[str, Any]
    states: Mapping[str, str]
    answered: Mapping[str, bool]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    sha256: str

    def rows(self, table: str) -> tuple[Mapping[str, Any], ...]:
        """The rows of a table, () when the form has no such table."""
        return self.tables.get(table, ())


def returns_of(dataset: Dataset, files: Iterable[str] | None = None) -> dict[str, OneReturn]:
    """The returns of these files, all by default, in their order. Errors: KeyError for a file the dataset does not hold."""
    wanted = list(dataset.frame.index if files is None else files)
    values, states, answered = (
        _rows(frame if files is None else frame.loc[wanted], plain)
        for frame, plain in ((dataset.frame, present), (dataset.states, str), (dataset.answered, bool))
    )
    tables: dict[str, dict[str, list[Mapping[str, Any]]]] = {
        file: {id: [] for id in dataset.form.tables} for file in wanted
    }
    for id, frame in dataset.tables.items():
        if id in dataset.form.tables:
            own = frame[frame["file"].isin(wanted)]
            for file, row in zip(own["file"].tolist(), _rows(own, present), strict=True):
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


def _rows(frame: Any, plain: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """Each row of a frame: column → its value, made plain."""
    names = [str(name) for name in frame.columns]
    columns = [[plain(value) for value in frame.iloc[:, number].tolist()] for number in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def present(value: Any) -> Any:
    """The value, or None for every way pandas says "missing" (None, NaN, NaT, NA), for infinity and for empty text."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or str(value) in ("<NA>", "") or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return None
    return None if isinstance(value, float) and math.isinf(value) else value
