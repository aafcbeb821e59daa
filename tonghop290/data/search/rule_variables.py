"""The values of a form that a search may choose: each with its bounds, its step and where to begin.

Dates are Excel day numbers, texts 1 (there) or NaN (not there).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from dataclasses import dataclass

from tonghop290.excel import day_number
from tonghop290.expressions.tree import Call, Name, columns_of, names_of, walk
from tonghop290.model import Field, Form

__all__ = ["Variable", "WIDEST", "cells_of", "number_of", "pinned_variable", "variables_of"]

WIDEST = 1e6
_ANY_DAY = (dt.date(1990, 1, 1), dt.date(2060, 1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A value to choose. ``key``: field id, "table.row.column" or "typed.<derived id>"; ``start``: NaN for empty."""

    key: str
    field: Field
    low: float
    high: float
    step: float
    usual: tuple[float, float]
    optional: bool
    start: float

    @property
    def typed(self) -> float:
        """A value that is there, where :attr:`start` is empty; small, for many are added up."""
        low, high = self.usual
        return self.fitted(low + min(high - low, 100) * 0.3) if math.isnan(self.start) else self.start

    def fitted(self, value: float) -> float:
        """The nearest value the field can take."""
        if math.isnan(value):
            return value
        value = min(max(value, self.low), self.high)
        return round(round(value / self.step) * self.step, 6)


def number_of(value: float | dt.date) -> float:
    """A value as the search counts it: a date by its day number."""
    return day_number(value) if isinstance(value, dt.date) else float(value)


def variables_of(form: Form) -> dict[str, Variable]:
    """Every value a rule may rest on, by key: the inputs, the cells of tables in rules, numbers typed over formulas."""
    made = [_variable(form, field, field.id, optional=not field.required) for field in form.inputs]
    made += cells_of(form, rows=1)
    typed = {
        argument.id
        for rule in form.rules
        for node in walk(rule.test)
        if isinstance(node, Call) and node.function == "typed"
        for argument in node.arguments
        if isinstance(argument, Name)
    }
    made += [
        _variable(form, field, f"typed.{field.id}", optional=True, empty=True)
        for field in form.derived
        if field.id in typed
    ]
    return {variable.key: variable for variable in made}


def cells_of(form: Form, *, rows: int) -> list[Variable]:
    """The cells of figures in so many rows of every table that rules look at; they begin empty. Where printed rows must
    be filled in, all of them, and those begin with a value."""
    made = []
    must = [table.id for table in form.tables.values() if table.fixed and any(map(_asked_for, table.columns))]
    for id in dict.fromkeys((*_tables_in_rules(form), *must)):
        table = form.tables[id]
        names = [row.id for row in table.rows] or [str(number) for number in range(1, table.blank_rows + 1)] or ["1"]
        made += [
            _variable(form, column, f"{id}.{row}.{column.id}", optional=empty, empty=empty)
            for row in (names if id in must else names[:rows])
            for column in table.columns
            if column.figure
            for empty in (not (table.fixed and column.required),)
        ]
    return made


def _asked_for(column: Field) -> bool:
    return column.figure and column.required


def _tables_in_rules(form: Form) -> tuple[str, ...]:
    named = (
        name
        for rule in form.rules
        for name in (*names_of(rule.test), *(column.table for column in columns_of(rule.test)))
    )
    return tuple(dict.fromkeys(name for name in named if name in form.tables))


def _variable(form: Form, field: Field, key: str, *, optional: bool, empty: bool = False) -> Variable:
    step, start = 1.0, 1.0
    low, high, usual = 1.0, 1.0, (1.0, 1.0)
    if field.type == "date":
        low, high, usual = _days(form, field)
        start = usual[1]
    elif field.figure:
        low, high, usual = _numbers(field)
        step = 1.0 if field.type == "integer" else 10.0**-field.decimals
        start = usual[0] + (min(usual[1], usual[0] + WIDEST / 100) - usual[0]) * 0.3
    made = Variable(key=key, field=field, low=low, high=high, step=step, usual=usual, optional=optional, start=math.nan)
    return made if empty else dataclasses.replace(made, start=made.fitted(start))


def _days(form: Form, field: Field) -> tuple[float, float, tuple[float, float]]:
    """Lowest, highest and usual values of a date; without a usual range of its own, the form's period."""
    low, high = map(day_number, field.hard.days if field.hard is not None else _ANY_DAY)
    period = (form.period.first, form.period.last)
    first, last = map(day_number, field.usual.days if field.usual is not None else period)
    return low, high, (min(max(first, low), high), min(max(last, low), high))


def _numbers(field: Field) -> tuple[float, float, tuple[float, float]]:
    """Lowest, highest and usual values of a figure."""
    widest = (-WIDEST if field.derived else 0.0, WIDEST)
    low, high = field.hard.numbers if field.hard is not None else widest
    return low, high, field.usual.numbers if field.usual is not None else (low, high)


def pinned_variable(form: Form, key: str) -> Variable:
    """A cell of a table that no rule looks at."""
    table, _, column = key.split(".")
    return _variable(form, form.tables[table].column(column), key, optional=True, empty=True)
