"""Choices held against the answers they depend on: "xã" against "huyện", of a return or of a row of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.clean import CleanReturn
from tonghop290.messages import finding
from tonghop290.model import Field, Finding, Form, Table

__all__ = ["PAIR", "fitting_choice", "apart", "apart_finding", "pair_columns", "pairs_in_tables"]

PAIR = "pair."
"""Opens the column that says whether a choice belongs to the answer it depends on: 1, 0, NaN not known."""


def apart(field: Field, above: Field) -> Callable[[Any, Any], bool | None]:
    """Whether two answers do not belong together; None where one of them is missing or not of its list."""
    pairs, own, others = frozenset(field.belongs), frozenset(field.choices), frozenset(above.choices)

    def told(value: Any, answer: Any) -> bool | None:
        known = (
            not field.other_allowed
            and isinstance(value, str)
            and isinstance(answer, str)
            and value in own
            and answer in others
        )
        return (value, answer) not in pairs if known else None

    return told


def fitting_choice(form: Form, field: Field, table: Table | None = None) -> str:
    """A choice that belongs to the first one of what it depends on."""
    above = form.above(field, table)
    answer = fitting_choice(form, above, table) if above is not None else ""
    return next((choice for choice, parent in field.belongs if parent == answer), field.choices[0])


def pair_columns(form: Form, frame: pd.DataFrame) -> dict[str, Any]:
    """The ``pair.x`` columns of a frame of returns."""
    made: dict[str, Any] = {}
    for field, above in _dependent(form):
        told = apart(field, above)
        said = [told(*both) for both in zip(frame[field.id], frame[above.id], strict=True)]
        made[PAIR + field.id] = np.array([np.nan if one is None else float(not one) for one in said], dtype="float64")
    return made


def _dependent(form: Form) -> Iterator[tuple[Field, Field]]:
    for field in form.inputs:
        above = form.above(field)
        if field.belongs and above is not None:
            yield field, above


def apart_finding(item: CleanReturn, form: Form, id: str) -> Finding:
    """What is said of a field whose choice does not belong to the answer above it."""
    field = form.fields[id]
    return _finding(item, field.short, field, form.above(field), item.values, (id, field.depends_on))


def pairs_in_tables(form: Form, item: CleanReturn) -> Iterator[Finding]:
    """Row by row, what does not belong together."""
    for table in form.tables.values():
        for column in table.columns:
            above = form.above(column, table)
            if not column.belongs or above is None:
                continue
            told, beside = apart(column, above), any(above is one for one in table.columns)
            for row in item.tables.get(table.id, ()):
                values = row if beside else {**item.values, **row}
                if told(values.get(column.id), values.get(above.id)):
                    key = f"{table.id}.{row['row']}."
                    label = f"{table.label.split(' (')[0]}, dòng {row['row']}: {column.short}"
                    places = key + column.id, key + above.id if beside else above.id
                    yield _finding(item, label, column, above, values, places)


def _finding(
    item: CleanReturn, label: str, field: Field, above: Field | None, values: Mapping[str, Any], ids: tuple[str, str]
) -> Finding:
    assert above is not None
    cells = [str(place) for id in ids if (place := item.places.get(id)) is not None]
    return finding(
        "choice-apart",
        file=item.submission.path,
        unit=item.submission.unit,
        at=item.places.get(ids[0]),
        field=ids[0],
        label=label,
        value=str(values[field.id]),
        above=above.short,
        answer=str(values[above.id]),
        places=" và ".join(reversed(cells)),
    )
