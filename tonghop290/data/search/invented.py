"""Invented returns of a demonstration, drawn as a form's own description says; the same for a unit at each call.

Each line of a description is a small calculation in the order of the lines: ``people = "randint(3800, 9500)"``. What
is named as a field or a table of the form becomes its answer; other names are only calculated with.
"""

from __future__ import annotations

import ast
import datetime as dt
import operator
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tonghop290.model import Form, FormError
from tonghop290.text.format import format_number

__all__ = ["Drawing"]

_OPERATORS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
}
Row = dict[str, Any]


class Drawing:
    """One unit's draw. ``description``: ``seed``, ``draw`` (name → calculation), ``rows`` (table → rows to choose of),
    ``row_draw`` (table → column → calculation). Errors: :class:`FormError` for what cannot be calculated.
    """

    def __init__(self, form: Form, description: Mapping[str, Any], code: str, source: str) -> None:
        self._form, self._source = form, source
        self._rows: Mapping[str, Sequence[Row]] = description.get("rows", {})
        self._columns: Mapping[str, Mapping[str, str]] = description.get("row_draw", {})
        self._dice = random.Random(f"{description.get('seed', form.id)}-{code}")
        self.names: dict[str, Any] = {"none": None}
        self._functions: dict[str, Callable[..., Any]] = {
            "randint": self._dice.randint,
            "uniform": self._dice.uniform,
            "random": self._dice.random,
            "choice": lambda *of: self._dice.choice(of),
            "choice_of": lambda field: self._dice.choice(form.fields[field].choices),
            "round": round,
            "date": dt.date,
            "text": str,
            "plain": lambda number, places: f"{number:.{places}f}".replace(".", ","),
            "grouped": format_number,
            "cells": self._cells,
            "sample": self._sample,
            "total": lambda rows: sum(value for row in rows for value in row.values() if type(value) is int),
        }
        for name, text in description.get("draw", {}).items():
            self.names[name] = self.calculated(f"draw.{name}", text)

    @property
    def values(self) -> dict[str, Any]:
        """Field id → value."""
        return {field.id: self.names[field.id] for field in self._form.inputs if field.id in self.names}

    @property
    def tables(self) -> dict[str, list[Row]]:
        """Table id → its rows."""
        return {id: self.names[id] for id in self._form.tables if self.names.get(id) is not None}

    def calculated(self, place: str, text: str) -> Any:
        """What a calculation gives. Errors: as the class."""
        try:
            return self._value(ast.parse(text, mode="eval").body)
        except (SyntaxError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise FormError(self._source, [f"{place}: không tính được {text} ({error})"]) from error

    def _value(self, node: ast.AST) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return self.names[node.id]
            case ast.UnaryOp(op=ast.USub()):
                return -self._value(node.operand)
            case ast.BinOp():
                return _OPERATORS[type(node.op)](self._value(node.left), self._value(node.right))
            case ast.Compare(ops=[one], comparators=[other]):
                return _OPERATORS[type(one)](self._value(node.left), self._value(other))
            case ast.IfExp():
                return self._value(node.body if self._value(node.test) else node.orelse)
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                return self._functions[name](*(self._value(one) for one in node.args))
        raise ValueError(f"không có cách tính {ast.unparse(node)}")

    def _cells(self, table: str, low: int, high: int) -> list[Row]:
        """A count for every cell of a table with fixed rows."""
        own = self._form.tables[table]
        return [
            {"row": row.id, **{column.id: self._dice.randint(low, high) for column in own.columns}} for row in own.rows
        ]

    def _sample(self, table: str, count: int) -> list[Row]:
        """So many of the rows there are to choose of, each with what is drawn for it."""
        chosen = self._dice.sample([*self._rows[table]], count)
        columns = self._columns.get(table, {})
        return [
            {**row, **{id: self.calculated(f"row_draw.{table}.{id}", text) for id, text in columns.items()}}
            for row in chosen
        ]
