"""What a search tries at once: values changed a little, each change a row of the arrays rules are judged over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tonghop290.data.evaluate import FrameEnvironment
from tonghop290.model import Field, Form

__all__ = ["Candidates", "Moves", "Values"]

Values = dict[str, float]


class Moves(Mapping[str, Any]):
    """Values from which a search may move, changed a little in each candidate: an array a variable, made when asked
    for."""

    def __init__(self, start: Values, changes: Sequence[Values]) -> None:
        self.start, self.changes = start, changes
        self.changed = frozenset[str]().union(*changes)
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            value = self.start[key]
            self._made[key] = (
                np.array([change.get(key, value) for change in self.changes])
                if key in self.changed
                else np.full(len(self.changes), value)
            )
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.start)

    def __len__(self) -> int:
        return len(self.start)


class Candidates(FrameEnvironment):
    """Candidates as the rows of an environment."""

    def __init__(self, form: Form, columns: Moves, *, zero_for_missing: bool = False) -> None:
        self.form, self.columns, self.zero_for_missing = form, columns, zero_for_missing
        self.length = len(columns.changes)
        self._known = {}

    def _column(self, field: Field) -> Any:
        return self.columns[field.id]

    def blank(self, id: str) -> Any:
        return np.isnan(self.columns[id]).astype("float64")

    def typed(self, id: str) -> Any:
        over = self.columns.get(f"typed.{id}")
        return self.number(id) if over is None else np.where(np.isnan(over), self.number(id), over)

    def _usable(self, field: Field) -> Any:
        return self.columns[field.id]

    def cells(self, table_id: str, column_id: str | None) -> tuple[Any, Any]:
        length = self.length
        own = [
            self.columns[key]
            for key in self.columns
            if key.startswith(f"{table_id}.") and (column_id is None or key.endswith(f".{column_id}"))
        ]
        return np.column_stack([np.full(length, np.nan), *own]), np.zeros(length, dtype=bool)
