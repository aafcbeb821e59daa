"""Add communes up to a district, and districts up to a province.

A total keeps the two sums it divides (``FieldTotal.top``, ``bottom``), so totals can be added up again and the order
never matters: communes → districts → province gives what communes → province gives. No percentage is ever averaged: a
mean is weighted by the field its form names, a ratio divides two sums, and a derived figure is computed again from the
totals of its operands. A mean, a ratio and a derived figure rest only on the units that have every part of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.evaluate import FrameEnvironment, evaluate
from tonghop290.model import (
    STATE_ESTIMATE,
    STATE_NOT_APPLICABLE,
    Dataset,
    Field,
    FieldTotal,
    Form,
    Total,
    Totals,
    own_parts,
    parts_of,
    printed_formula,
)

__all__ = ["add_up", "add_up_groups", "add_up_pairs", "merge"]

SUM_DECIMALS = 6
"""Sums are rounded here, far below any digit shown: 0.1 + 0.2 and 0.2 + 0.1 + 0 end as the same number."""

Columns = Callable[[str], tuple[Any, Any]]
"""Column id → its values and where they are known, as arrays."""


def add_up(dataset: Dataset, *, expected: int | None = None) -> Totals:
    """The totals of every field of the form, and of every cell of its fixed tables.

    ``dataset``: one current return per unit. ``expected``: how many units should report (default: as many as there are;
    never less). A field that no unit has: value None, except that a count of none is 0.0.
    """
    return _add_up(dataset.form, _Columns(dataset), len(dataset.frame.index), expected or 0)


def add_up_groups(
    dataset: Dataset, groups: Mapping[str, Sequence[str]], *, expected: Mapping[str, int]
) -> dict[str, Totals]:
    """The totals of several groups of units, by name. ``groups``: the returns of each; ``expected``: how many units
    each should have."""
    columns = _Columns(dataset)
    place = {path: number for number, path in enumerate(dataset.frame.index)}
    return {
        name: _add_up(
            dataset.form,
            columns.of(np.array([place[path] for path in paths], dtype="int64")),
            len(paths),
            expected[name],
        )
        for name, paths in groups.items()
    }


def _add_up(form: Form, columns: _Columns, units: int, expected: int) -> Totals:
    expected = max(expected, units)
    fields = {}
    for field in form.fields.values():
        exempt = columns.exempt((field.id, *parts_of(form, field.id)))
        fields[field.id] = _field_total(form, field, columns, expected - exempt)
    cells = {}
    for table in form.tables.values():
        for row in table.rows:
            line = columns.line(table.id, row.id)
            for column in table.columns:
                cells[table.id, row.id, column.id] = _total_of(column, line, own_parts(column), expected)
    return Totals(
        fields=_with_derived(form, fields),
        cells=cells,
        units=units,
        expected=expected,
        pairs=_pairs(form, columns, expected),
    )


def add_up_pairs(dataset: Dataset, expected: int) -> dict[str, tuple[FieldTotal, FieldTotal]]:
    """What :attr:`Totals.pairs` is, of a dataset that may hold nothing but the figures compared and their parts."""
    return _pairs(dataset.form, _Columns(dataset), expected)


def _pairs(form: Form, columns: _Columns, expected: int) -> dict[str, tuple[FieldTotal, FieldTotal]]:
    """Both figures of each comparison, over the units that have both."""
    pairs = {}
    for first, last in form.pairs:
        parts = tuple(dict.fromkeys((*parts_of(form, first.id), *parts_of(form, last.id))))
        both = _where_all(columns.field, parts)
        before, after = (_field_total(form, one, columns, expected, among=both) for one in (first, last))
        pairs[last.id] = (before, after)
    return pairs


class _Columns:
    """The columns of a dataset as arrays, each with what is known of it: taken out of the frames once, for any number
    of groups."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        states, index = dataset.states, dataset.frame.index
        self._states = states if states.index.equals(index) else states.reindex(index)
        self._kept: dict[tuple[str, ...], tuple[Any, Any]] = {}
        self._lines: dict[tuple[str, str], pd.DataFrame] = {}
        self._chosen: Any = slice(None)

    def of(self, chosen: Any) -> _Columns:
        """The same columns of some returns only, by their places."""
        some = copy(self)
        some._chosen = chosen
        return some

    def field(self, id: str) -> tuple[Any, Any]:
        """The values of a field, and where they are known."""
        return self._part((id,), lambda: self._dataset.frame[id])

    def estimated(self, ids: Iterable[str]) -> Any:
        """Where one of these figures is an estimate."""
        states = self._states
        said = [states[id].to_numpy()[self._chosen] == STATE_ESTIMATE for id in ids if id in states]
        return np.logical_or.reduce(said) if said else False

    def exempt(self, ids: Iterable[str]) -> int:
        """How many returns say of one of these figures that there is nothing it could count there."""
        states = self._states
        said = [states[id].to_numpy()[self._chosen] == STATE_NOT_APPLICABLE for id in set(ids) if id in states]
        return int(np.logical_or.reduce(said).sum()) if said else 0

    def line(self, table: str, row: str) -> Columns:
        """The columns of one row of a fixed table."""

        def column(id: str) -> tuple[Any, Any]:
            return self._part((table, row, id), lambda: self._line(table, row)[id])

        return column

    def _part(self, key: tuple[str, ...], series: Callable[[], pd.Series]) -> tuple[Any, Any]:
        if key not in self._kept:
            values = series()
            self._kept[key] = values.to_numpy(), _known(values)
        values, known = self._kept[key]
        return values[self._chosen], known[self._chosen]

    def _line(self, table: str, row: str) -> pd.DataFrame:
        if (table, row) not in self._lines:
            self._lines[table, row] = _lines_of(self._dataset, table, row)
        return self._lines[table, row]


def merge(totals: Sequence[Totals], form: Form) -> Totals:
    """The totals of several groups of units that share no unit (districts of a province).

    Associative and commutative; of no totals at all: a total of no units.
    """
    fields = {field.id: _merged([group.fields[field.id] for group in totals], field) for field in form.fields.values()}
    cells = {}
    for table in form.tables.values():
        for row in table.rows:
            for column in table.columns:
                key = (table.id, row.id, column.id)
                cells[key] = _merged([group.cells[key] for group in totals], column)
    pairs = {}
    for first, last in form.pairs:
        known = [group.pairs[last.id] for group in totals if last.id in group.pairs]
        if len(known) == len(totals):
            pairs[last.id] = (
                _merged([before for before, _ in known], first),
                _merged([after for _, after in known], last),
            )
    return Totals(
        fields=_with_derived(form, fields),
        cells=cells,
        units=sum(group.units for group in totals),
        expected=sum(group.expected for group in totals),
        pairs=pairs,
    )


def _lines_of(dataset: Dataset, table: str, row: str) -> pd.DataFrame:
    """One row of a fixed table over all returns: index as the main frame's, NaN where a return has none."""
    frame = dataset.tables.get(table)
    if frame is None:
        columns = [column.id for column in dataset.form.tables[table].columns]
        return pd.DataFrame(np.nan, index=dataset.frame.index, columns=columns)
    return frame[frame["row"] == row].set_index("file").reindex(dataset.frame.index)


def _field_total(form: Form, field: Field, columns: _Columns, expected: int, *, among: Any = True) -> FieldTotal:
    parts = parts_of(form, field.id)
    estimated = columns.estimated(parts)
    return _total_of(field, columns.field, parts, expected, among, estimated)


def _total_of(
    field: Field, columns: Columns, parts: tuple[str, ...], expected: int, among: Any = True, estimated: Any = False
) -> FieldTotal:
    """``among``: the units that count; ``estimated``: where one of the parts is an estimate."""
    id, total = field.id, field.total
    have = _where_all(columns, parts) & among
    units = int(have.sum())
    top = bottom = 0.0
    newest: dt.date | None = None
    choices: Mapping[str, int] = {}

    def numbers(part: str) -> list[float]:
        values = columns(part)[0][have]
        return values.tolist() if values.dtype == np.float64 else [float(value) for value in values.tolist()]

    match total.how:
        case "sum":
            top, bottom = _sum(numbers(id)), float(units)
        case "mean":
            values, weights = (numbers(part) for part in parts)
            top, bottom = _sum(value * weight for value, weight in zip(values, weights, strict=True)), _sum(weights)
        case "ratio":
            top, bottom = _sum(numbers(parts[0])), _sum(numbers(parts[1]))
        case "latest":
            newest = pd.Timestamp(columns(id)[0][have].max()).date() if units else None
        case "count":
            top, bottom = float(units), float(expected)
            choices = _in_form_order(Counter(columns(id)[0][have]), field) if field.type == "choice" else {}
    return FieldTotal(
        field=id,
        how=total.how,
        value=newest if total.how == "latest" else _value(total, top, bottom, units),
        top=top,
        bottom=bottom,
        units=units,
        expected=expected,
        choices=choices,
        estimates=int((have & estimated).sum()),
    )


def _where_all(columns: Columns, parts: tuple[str, ...]) -> Any:
    """Where every part is known."""
    return columns(parts[0])[1] if len(parts) == 1 else np.logical_and.reduce([columns(part)[1] for part in parts])


def _known(values: pd.Series) -> Any:
    known = values.notna().to_numpy()
    if values.dtype.kind == "f":
        return known & np.isfinite(values.to_numpy())
    return known & (values != "").to_numpy()


def _sum(values: Iterable[float]) -> float:
    return round(math.fsum(values), SUM_DECIMALS)


def _in_form_order(choices: Mapping[str, int], field: Field) -> dict[str, int]:
    """Choices of the form first, in its order, then what units wrote themselves, by name."""
    order = [choice for choice in field.choices if choice in choices]
    return {choice: choices[choice] for choice in [*order, *sorted(set(choices) - set(order))]}


def _value(total: Total, top: float, bottom: float, units: int) -> float | None:
    """The value that follows from the two sums, where one does."""
    match total.how:
        case "sum":
            return top if units else None
        case "count":
            return top
        case "mean" | "ratio":
            return total.scale * top / bottom if bottom else None
    return None


def _merged(parts: Sequence[FieldTotal], field: Field) -> FieldTotal:
    choices: Counter[str] = Counter()
    for part in parts:
        choices.update(part.choices)
    top, bottom, units = (
        _sum(part.top for part in parts),
        _sum(part.bottom for part in parts),
        sum(part.units for part in parts),
    )
    newest = max((part.value for part in parts if isinstance(part.value, dt.date)), default=None)
    value = newest if field.total.how == "latest" else _value(field.total, top, bottom, units)
    return FieldTotal(
        field=field.id,
        how=field.total.how,
        value=value,
        top=top,
        bottom=bottom,
        units=units,
        expected=sum(part.expected for part in parts),
        choices=_in_form_order(choices, field),
        estimates=sum(part.estimates for part in parts),
    )


# --- derived figures: computed again, from totals -----------------------------------------------------------------

_ONE_ROW = pd.DataFrame(index=["total"])


class _TotalsAsReturn(FrameEnvironment):
    """Totals seen as the one row of a frame: the operands of derived figures. Tables, texts and typed-over cells are
    not known."""

    def __init__(self, form: Form, values: dict[str, float]) -> None:
        super().__init__(form, _ONE_ROW)
        self.values = values

    def number(self, id: str) -> Any:
        return np.array([self.values.get(id, np.nan)])

    def blank(self, id: str) -> Any:
        return np.array([np.nan])


def _with_derived(form: Form, fields: dict[str, FieldTotal]) -> dict[str, FieldTotal]:
    values = dict(form.parameters)
    values |= {id: total.value if isinstance(total.value, float) else np.nan for id, total in fields.items()}
    for field in form.derived:
        formula = printed_formula(form, field)
        if formula is not None and field.total.how == "none":
            values[field.id] = float(evaluate(formula, _TotalsAsReturn(form, values))[0])
            fields[field.id] = replace(
                fields[field.id], value=values[field.id] if math.isfinite(values[field.id]) else None
            )
    return fields
