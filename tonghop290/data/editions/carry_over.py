"""An earlier edition of a form, seen by the present one: the returns as a Dataset of the present form.

What both share by id and mean alike is taken over; what does not mean alike is left out, never converted: that could
only be guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.dataset import answered_in, table_frame, usable, with_derived
from tonghop290.data.editions.carried_findings import edition_findings
from tonghop290.data.editions.shared_meaning import Shared, means_alike, shared_between
from tonghop290.data.slips.choice_called import choice_called
from tonghop290.expressions.tree import columns_of, names_of
from tonghop290.model import Dataset, Field, Finding, Form, Table

__all__ = ["carry_over", "join_datasets", "seen_by"]


def carry_over(
    dataset: Dataset, form: Form, *, accepted: Collection[tuple[str, str]] = ()
) -> tuple[Dataset, dict[str, list[Finding]]]:
    """The returns of an earlier edition as a Dataset of ``form``, and for every path what to say of it.

    Missing afterwards: what only the present form has, what does not mean alike, and what lies outside its own hard
    range and is not ``accepted``. Derived figures are the present form's.
    """
    own = usable(dataset, list(dataset.frame.index), accepted=accepted)
    carried = _carried(own, form)
    return carried, {path: list(edition_findings(path, dataset, own, form)) for path in carried.frame.index}


def seen_by(dataset: Dataset, form: Form) -> Dataset:
    """The returns of any edition as a Dataset of ``form``; nothing is said of what is not taken over."""
    if dataset.form.hash == form.hash:
        return dataset
    return _carried(usable(dataset, list(dataset.frame.index)), form)


def _carried(own: Dataset, form: Form) -> Dataset:
    shared = shared_between(own.form, form)
    frame, keys = _main_frame(own.frame, form, shared), shared.keys
    cells = keys.union(_computed_alike(own.form, form, shared))
    figures = [field.id for field in form.inputs if field.figure]
    states = pd.DataFrame(
        {id: own.states[id] if id in shared.fields else "" for id in figures}, index=frame.index, dtype="object"
    )
    return replace(
        own,
        form=form,
        frame=frame,
        states=states,
        answered=answered_in(frame, states),
        tables={
            id: _table(table, own.tables[id] if id in shared.columns else None, shared.columns.get(id, ()))
            for id, table in form.tables.items()
        },
        places={place: ref for place, ref in own.places.items() if _key(place[1]) in cells},
        texts={place: text for place, text in own.texts.items() if _key(place[1]) in cells},
        notes={place: note for place, note in own.notes.items() if place[1] in keys},
    )


def _computed_alike(old: Form, new: Form, shared: Shared) -> frozenset[str]:
    """Derived figures of one id that both compute alike, and of what they share: their cell shows the same figure."""
    known = set(shared.keys)
    for id, columns in shared.columns.items():
        if [row.id for row in old.tables[id].rows] != [row.id for row in new.tables[id].rows]:
            known.difference_update(f"{id}.{column}" for column in columns)
        elif len(columns) == len(old.tables[id].columns) == len(new.tables[id].columns):
            known.add(id)
    alike: set[str] = set()
    for field in new.derived:
        before, formula = old.fields.get(field.id), field.formula
        if before is None or formula is None or before.formula != formula or not means_alike(before, field):
            continue
        if {*names_of(formula), *(f"{one.table}.{one.column}" for one in columns_of(formula))} <= known | alike:
            alike.add(field.id)
    return frozenset(alike)


def _main_frame(own: pd.DataFrame, form: Form, shared: Shared) -> pd.DataFrame:
    """The columns of the present form: the shared ones, the others empty, derived fields computed anew."""
    frame = pd.DataFrame(
        {field.id: own[field.id] if field.id in shared.fields else _nothing(field, own.index) for field in form.inputs},
        index=own.index,
    )
    for field in form.inputs:
        if field.id in shared.fields and field.type == "choice" and not field.other_allowed:
            chosen = [choice_called(field, one)[0] or None if isinstance(one, str) else None for one in frame[field.id]]
            frame[field.id] = pd.Series(chosen, index=frame.index, dtype="object")
    return with_derived(form, frame, list(form.fields))


def join_datasets(datasets: Sequence[Dataset]) -> Dataset:
    """Datasets of one form (at least one) as one; their paths must differ."""
    first = datasets[0]
    return replace(
        first,
        frame=pd.concat([dataset.frame for dataset in datasets]),
        states=pd.concat([dataset.states for dataset in datasets]),
        answered=pd.concat([dataset.answered for dataset in datasets]),
        tables={id: pd.concat([dataset.tables[id] for dataset in datasets], ignore_index=True) for id in first.tables},
        units={path: unit for dataset in datasets for path, unit in dataset.units.items()},
        hashes={path: digest for dataset in datasets for path, digest in dataset.hashes.items()},
        places={place: ref for dataset in datasets for place, ref in dataset.places.items()},
        texts={place: text for dataset in datasets for place, text in dataset.texts.items()},
        notes={place: note for dataset in datasets for place, note in dataset.notes.items()},
    )


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
