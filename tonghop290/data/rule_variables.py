"""The values of a form that a search may choose: each with its bounds, its step and where to begin.

Dates are Excel day numbers, texts 1 (there) or NaN (not there).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from dataclasses import dataclass

from tonghop290.excel import EXCEL_EPOCH
from tonghop290.expressions.tree import Call, Name, columns_of, names_of, walk
from tonghop290.model import Field, Form

__all__ = ["Variable", "WIDEST", "day_number", "pinned_variable", "variables_of"]

WIDEST = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    key: str
    field: Field
    low: float
    high: float
    step: float
    usual: tuple[float, float]
    optional: bool
    start: float

    def fitted(self, value: float) -> float:
        """The nearest value the field can take."""
        if math.isnan(value):
            return value
        value = min(max(value, self.low), self.high)
        return round(round(value / self.step) * self.step, 6)


def day_number(value: float | dt.date) -> float:
    return float((value - EXCEL_EPOCH).days) if isinstance(value, dt.date) else float(value)


def variables_of(form: Form) -> dict[str, Variable]:
    made = [_variable(form, one, one.id, optional=not one.required) for one in form.inputs]
    for id in _tables_in_rules(form):
        table = form.tables[id]
        row = table.rows[0].id if table.fixed else "1"
        made += [
            _variable(form, column, f"{id}.{row}.{column.id}", optional=True, empty=True)
            for column in table.columns
            if column.figure
        ]
    typed = {
        argument.id
        for rule in form.rules
        for node in walk(rule.test)
        if isinstance(node, Call) and node.function == "typed"
        for argument in node.arguments
        if isinstance(argument, Name)
    }
    made += [
        _variable(form, one, f"typed.{one.id}", optional=True, empty=True) for one in form.derived if one.id in typed
    ]
    return {one.key: one for one in made}


def _tables_in_rules(form: Form) -> tuple[str, ...]:
    named = (
        name
        for rule in form.rules
        for name in (*names_of(rule.test), *(column.table for column in columns_of(rule.test)))
    )
    return tuple(dict.fromkeys(name for name in named if name in form.tables))


def _variable(form: Form, field: Field, key: str, *, optional: bool, empty: bool = False) -> Variable:
    if field.type == "date":
        period = (day_number(dt.date(form.first_year, 1, 1)), day_number(dt.date(form.last_year, 12, 31)))
        low, high = (
            (day_number(dt.date(1990, 1, 1)), day_number(dt.date(2060, 1, 1)))
            if field.hard is None
            else (day_number(field.hard.low), day_number(field.hard.high))
        )  # type: ignore[arg-type]
        usual = period if field.usual is None else (day_number(field.usual.low), day_number(field.usual.high))  # type: ignore[arg-type]
        usual = (min(max(usual[0], low), high), min(max(usual[1], low), high))
        step, start = 1.0, usual[1]
    elif field.figure:
        step = 1.0 if field.type == "integer" else 10.0**-field.decimals
        low, high = (
            (-WIDEST if field.derived else 0.0, WIDEST) if field.hard is None else (field.hard.low, field.hard.high)
        )  # type: ignore[assignment]
        usual = (low, high) if field.usual is None else (field.usual.low, field.usual.high)  # type: ignore[assignment]
        start = usual[0] + (min(usual[1], usual[0] + WIDEST / 100) - usual[0]) * 0.3
    else:
        low = high = step = start = 1.0
        usual = (1.0, 1.0)
    made = Variable(key=key, field=field, low=low, high=high, step=step, usual=usual, optional=optional, start=math.nan)
    return made if empty else dataclasses.replace(made, start=made.fitted(start))


def pinned_variable(form: Form, key: str) -> Variable:
    """A cell of a table that no rule looks at."""
    table, _, column = key.split(".")
    return _variable(form, form.tables[table].column(column), key, optional=True, empty=True)
