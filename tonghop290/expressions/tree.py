"""The rule language: one syntax tree for two compilers.

An expression is a small piece of text (``chi_bo == a + b``, or ``[CT15] = [CT16] + [CT17]`` as in Excel): it is read
(``tokens.py``, ``parse.py``) into the nodes below, and given a meaning twice. The array meaning
(``data/evaluate.py``) works on float64 arrays, one number per return; the Excel meaning
(``workbook/issue/formulas.py``) is a formula over the workbook's cells. Both meanings of every operator and function
stand beside each other in ``operators.py``.

Three values: NaN in the arrays and an error value (``NA()``) in Excel mean "not evaluated". A missing operand makes the
whole expression not evaluated, except in the branch of a conditional that is not taken. A division by zero and a number
too large for a double are missing too. Truth is 1.0 / 0.0 / NaN in arrays. Dates are Excel day numbers. Comparisons are
made on differences rounded to 6 decimals, in both meanings, so that 0.1 + 0.2 equals 0.3.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tonghop290.excel import day_number
from tonghop290.expressions.keywords import KEYWORDS

__all__ = [
    "Binary",
    "Call",
    "Choose",
    "Compare",
    "Date",
    "Logic",
    "Name",
    "Node",
    "Number",
    "TableColumn",
    "Truth",
    "Unary",
    "children",
    "columns_of",
    "comparison_sides",
    "decimal_text",
    "names_of",
    "principal_comparison",
    "source_of",
    "walk",
]


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Date:
    """A date written ``date(2010, 2, 25)``."""

    value: dt.date

    @property
    def serial(self) -> float:
        """Excel's day number (1900 system)."""
        return day_number(self.value)


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A field, a derived field or a parameter; or a whole table inside sum, count, min, max."""

    id: str


@dataclass(frozen=True, slots=True)
class TableColumn:
    """``table.column``, only inside sum, count, min, max."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """``and`` / ``or`` over two or more operands; a missing operand makes it not evaluated."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """``a if condition else b``: only the branch taken must be known."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Number | Date | Truth | Name | TableColumn | Unary | Binary | Compare | Logic | Choose | Call


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Logic(_, operands):
            return operands
        case Choose(condition, then, otherwise):
            return (condition, then, otherwise)
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, depth first, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_of(node: Node) -> tuple[str, ...]:
    """Every plain name in the tree, once each, in the order of reading (whole tables inside sum(...) included)."""
    return tuple(dict.fromkeys(found.id for found in walk(node) if isinstance(found, Name)))


def columns_of(node: Node) -> tuple[TableColumn, ...]:
    return tuple(dict.fromkeys(found for found in walk(node) if isinstance(found, TableColumn)))


def principal_comparison(test: Node) -> Compare | None:
    """The comparison a rule is about: the first one, or in a conditional the first of the branch that tests
    something."""
    match test:
        case Compare():
            return test
        case Choose(_, then, otherwise):
            return principal_comparison(then) or principal_comparison(otherwise)
    return next((found for child in children(test) if (found := principal_comparison(child)) is not None), None)


def comparison_sides(comparison: Compare) -> tuple[Node, Node]:
    """What a finding shows as *value* and *expected*. For the tolerance form ``abs(a - b) <= t`` they are ``a`` and
    ``b``."""
    match comparison.left:
        case Call("abs", (Binary("-", left, right),)):
            return left, right
    return comparison.left, comparison.right


def decimal_text(value: float) -> str:
    """A number as an expression writes it, with a decimal dot; "1.1250", as 1.125 can be read as thousands."""
    text = repr(int(value)) if value.is_integer() else repr(value)
    return f"{text}0" if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text) else text


def _named(id: str) -> str:
    """A name as an expression writes it; what is no id (a label nobody knows) in brackets or quotes."""
    if id.isidentifier() and id.casefold() not in KEYWORDS:
        return id
    return f'"{id}"' if "[" in id or "]" in id else f"[{id}]"


def source_of(node: Node) -> str:
    """The expression as text again (fully bracketed); parsing it gives the same tree."""
    match node:
        case Number(value):
            return decimal_text(value)
        case Date(value):
            return f"date({value.year}, {value.month}, {value.day})"
        case Truth(value):
            return repr(value)
        case Name(id):
            return _named(id)
        case TableColumn(table, column):
            return f"{_named(table)}.{_named(column)}"
        case Unary("not", operand):
            return f"(not {source_of(operand)})"
        case Unary(operator, operand):
            return f"({operator}{source_of(operand)})"
        case Binary(operator, left, right) | Compare(operator, left, right):
            return f"({source_of(left)} {operator} {source_of(right)})"
        case Logic(operator, operands):
            return "(" + f" {operator} ".join(map(source_of, operands)) + ")"
        case Choose(condition, then, otherwise):
            return f"({source_of(then)} if {source_of(condition)} else {source_of(otherwise)})"
        case Call(function, arguments):
            return f"{function}({', '.join(map(source_of, arguments))})"
    raise AssertionError(node)
