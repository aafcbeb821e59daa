"""The array meaning of the rule language: one float64 array per expression, one number per return.

NaN is "not evaluated"; truth is 1.0 / 0.0 / NaN; dates are Excel day numbers. A value outside its hard range is no
operand (the range finding speaks), nor is a table's column with a cell that cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.excel import EXCEL_EPOCH, day_number
from tonghop290.expressions.operators import FUNCTIONS, LOGIC, OPERATORS
from tonghop290.expressions.tree import (
    Binary,
    Call,
    Choose,
    Compare,
    Date,
    Logic,
    Name,
    Node,
    Number,
    TableColumn,
    Truth,
    Unary,
)
from tonghop290.model import FIGURE_TYPES, Field, Form, Rule, printed_formula

__all__ = [
    "ACCEPTED",
    "BROKEN",
    "FrameEnvironment",
    "TYPED",
    "UNREADABLE",
    "derived_values",
    "evaluate",
    "rule_verdicts",
]

TYPED, UNREADABLE, BROKEN, ACCEPTED = "typed.", "unreadable.", "broken.", "accepted."
"""Prefixes of helper columns of a judged frame, all optional: "typed.<field>" a number typed over a formula,
"unreadable.<field>" 1.0 where the cell could not be read, "broken.<table>.<column>" 1.0 where such a cell stands in a
table's column, "accepted.<field>" 1.0 where the office lets a value stand that lies outside its hard range."""


class FrameEnvironment:
    """What the names of an expression stand for in a frame with one row a return.

    Columns: field ids; "table.row.column" for the numbers in tables; the helper columns above, where there are any. A
    column that is not there is missing in every row, and so is a value of another type than its field's.
    """

    def __init__(self, form: Form, frame: pd.DataFrame, *, zero_for_missing: bool = False) -> None:
        self.form, self.frame, self.zero_for_missing = form, frame, zero_for_missing
        self.length = len(frame)
        self._known: dict[str, Any] = {}

    def number(self, id: str) -> Any:
        """The usable values of a field, derived field or parameter."""
        if id not in self.form.fields:
            return np.full(self.length, self.form.parameters[id])
        field = self.form.fields[id]
        if id not in self._known:
            formula = printed_formula(self.form, field)
            self._known[id] = evaluate(formula, self) if formula is not None else self._usable(field)
        values = self._known[id]
        if self.zero_for_missing and field.figure and not field.derived:
            return np.where(self.blank(id) == 1, 0.0, values)
        return values

    def _column(self, field: Field) -> Any:
        """The values of an input: float64 for figures and dates (as day numbers), object otherwise; NaN or None
        missing."""
        if field.id not in self.frame:
            return np.full(self.length, np.nan if field.figure or field.type == "date" else None)
        column = self.frame[field.id]
        if field.type == "date":
            return _serials(pd.to_datetime(column, errors="coerce"))
        if field.figure:
            return pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        return column.to_numpy(dtype=object, na_value=None)  # type: ignore[call-overload]  # no None in the stubs

    def _usable(self, field: Field) -> Any:
        values = self._column(field)
        if field.hard is None:
            return values
        low, high = map(day_number, field.hard.days) if field.type == "date" else field.hard.numbers
        outside = ((values < low) | (values > high)) & (self._helper(ACCEPTED + field.id) != 1)
        return np.where(outside, np.nan, values)

    def _helper(self, name: str) -> Any:
        return self.frame[name].to_numpy(dtype="float64") if name in self.frame else np.zeros(self.length)

    def blank(self, id: str) -> Any:
        """1.0 where nothing stands in the cell, 0.0 where a usable value does, NaN where the cell cannot be used."""
        field = self.form.fields[id]
        values = self._column(field)
        if field.type in FIGURE_TYPES or field.type == "date":
            empty = self.frame[id].isna().to_numpy() if id in self.frame else np.ones(self.length, dtype=bool)
            unusable = np.isnan(self._usable(field)) & ~empty
        else:
            empty = np.array([value is None or value == "" for value in values], dtype=bool)
            unusable = np.zeros(self.length, dtype=bool)
        return np.where(unusable | (self._helper(UNREADABLE + id) == 1), np.nan, empty.astype("float64"))

    def typed(self, id: str) -> Any:
        """The number that stands in a derived cell instead of its formula; where the formula stands, the derived
        value."""
        name = TYPED + id
        if name not in self.frame:
            return self.number(id)
        over = self.frame[name].to_numpy(dtype="float64")
        return np.where(np.isnan(over), self.number(id), over)

    def cells(self, table_id: str, column_id: str | None) -> tuple[Any, Any]:
        """The numbers of a table or one of its columns (returns × cells, NaN where empty), and True where a cell cannot
        be used."""
        table = self.form.tables[table_id]
        blocks = [np.full((self.length, 1), np.nan)]
        bad = np.zeros(self.length, dtype=bool)
        for column in table.columns:
            if not column.figure or column_id not in (None, column.id):
                continue
            bad |= self._helper(f"{BROKEN}{table_id}.{column.id}") == 1
            names = [
                name
                for name in self.frame.columns
                if name.startswith(f"{table_id}.") and name.endswith(f".{column.id}")
            ]
            if names:
                found = self.frame[names]
                if any(dtype != "float64" for dtype in found.dtypes):
                    found = found.apply(pd.to_numeric, errors="coerce")
                block = found.to_numpy(dtype="float64", na_value=np.nan)
                if column.hard is not None:
                    low, high = column.hard.numbers
                    bad |= ((block < low) | (block > high)).any(axis=1)
                blocks.append(block)
        return np.hstack(blocks), bad


def _serials(column: pd.Series) -> Any:
    days = (column - pd.Timestamp(EXCEL_EPOCH)) / pd.Timedelta(days=1)
    return days.to_numpy(dtype="float64", na_value=np.nan)


def evaluate(node: Node, names: FrameEnvironment) -> Any:
    """The value of an expression for every row: a float64 array of the frame's length."""
    length = names.length
    match node:
        case Number(value):
            return np.full(length, value)
        case Date():
            return np.full(length, node.serial)
        case Truth(value):
            return np.full(length, float(value))
        case Name(id):
            return names.number(id)
        case Unary("not", operand):
            truth = evaluate(operand, names)
            return np.where(np.isnan(truth), np.nan, truth == 0)
        case Unary(_, operand):
            return -evaluate(operand, names)
        case Binary(operator, left, right) | Compare(operator, left, right):
            return OPERATORS[operator].arrays(np, evaluate(left, names), evaluate(right, names))
        case Logic(operator, operands):
            return LOGIC[operator][1](np, [evaluate(operand, names) for operand in operands])
        case Choose(condition, then, otherwise):
            chosen = evaluate(condition, names)
            return np.where(
                np.isnan(chosen), np.nan, np.where(chosen != 0, evaluate(then, names), evaluate(otherwise, names))
            )
        case Call(function, arguments):
            return _call(function, arguments, names)
    raise AssertionError(f"a table outside a function: {node}")


def _call(function: str, arguments: tuple[Node, ...], names: FrameEnvironment) -> Any:
    meaning = FUNCTIONS[function]
    if meaning.takes == "field":
        (argument,) = arguments
        assert isinstance(argument, Name)
        return meaning.arrays(np, names.blank(argument.id) if function == "blank" else names.typed(argument.id))
    if meaning.takes == "table" and len(arguments) == 1:
        (argument,) = arguments
        assert isinstance(argument, TableColumn | Name)
        cells, bad = (
            names.cells(argument.table, argument.column)
            if isinstance(argument, TableColumn)
            else names.cells(argument.id, None)
        )
        return np.where(bad, np.nan, meaning.arrays(np, cells))
    return meaning.arrays(np, *(evaluate(argument, names) for argument in arguments))


def rule_verdicts(rules: Iterable[Rule], form: Form, frame: pd.DataFrame) -> dict[str, Any]:
    """Rule id → 1.0 where the rule is kept, 0.0 where it is broken, NaN where it is not evaluated."""
    names = {zero: FrameEnvironment(form, frame, zero_for_missing=zero) for zero in (False, True)}
    return {rule.id: evaluate(rule.test, names[rule.missing == "zero"]).astype("float64") for rule in rules}


def derived_values(form: Form, frame: pd.DataFrame) -> dict[str, Any]:
    """Derived field id → float64 array."""
    names = FrameEnvironment(form, frame)
    return {field.id: names.number(field.id) for field in form.derived}
