"""One return answered in many ways: the same figures, but for those that are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.data.clean import CleanReturn
from tonghop290.data.dataset import make_dataset
from tonghop290.model import Dataset, Form, Submission, Unit

__all__ = ["answered_in_ways"]


def answered_in_ways(
    form: Form,
    unit: Unit,
    values: Mapping[str, Any],
    tables: Mapping[str, list[dict[str, Any]]],
    ways: Sequence[Mapping[str, tuple[Any, str]]],
) -> Dataset:
    """A return for each way, in their order: field id → (its value, its state), the others as in ``values``."""
    whole = {table.id: tables.get(table.id, [dict(row) for row in table.prefilled]) for table in form.tables.values()}
    returns = []
    for number, way in enumerate(ways):
        made = CleanReturn(submission=Submission(path=f"{number:06}", unit=unit), tables=whole)
        for field in form.inputs:
            value, state = way.get(field.id, (values.get(field.id), ""))
            made.values[field.id] = float(value) if field.figure and value is not None else value
            if state:
                made.states[field.id] = state
        returns.append(made)
    return make_dataset(form, returns)
