"""The rule language: one syntax tree, one table of operators with both meanings side by side.

An expression is a small piece of Python-like text (``chi_bo == a + b``) that Python never evaluates: it is parsed with
:mod:`ast`, turned into the nodes below, and given a meaning twice. The array meaning (``data/evaluate.py``) works on
float64 arrays, one number per return; the Excel meaning (``workbook/formulas.py``) is a formula over the workbook's cells.
Both meanings of every operator and function stand beside each other in :data:`OPERATORS` and :data:`FUNCTIONS`.

Three values: NaN in the arrays and an error value (``NA()``) in Excel mean "not evaluated". A missing operand makes the
whole expression not evaluated, except in the branch of a conditional that is not taken. Truth is 1.0 / 0.0 / NaN in arrays.
Dates are Excel day numbers. Comparisons are made on differences rounded to 6 decimals, in both meanings, so that
0.1 + 0.2 equals 0.3.

This module belongs to the ground floor: the array meanings receive the array module as their first argument.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = [
    "AS_YEAR", "Binary", "Call", "Choose", "Compare", "Date", "ExpressionFault", "FUNCTIONS", "Function", "Logic", "Message", "Name",
    "Node", "Number", "OPERATORS", "Operator", "Slot", "TableColumn", "Truth", "Unary", "columns_of", "names_of",
    "parse_expression", "parse_message", "principal_comparison", "source_of", "walk",
]

EXCEL_EPOCH = dt.date(1899, 12, 30)
COMPARED_DECIMALS = 6
AS_YEAR = -1


class ExpressionFault(ValueError):
    """An expression that cannot be understood; ``faults`` lists every reason, each with its column (from 1)."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


# --- the tree -----------------------------------------------------------------------------------------------------

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
        return float((self.value - EXCEL_EPOCH).days)


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


# --- the two meanings of every operator and function --------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Operator:
    """``excel`` joins two formula texts; ``arrays`` takes the array module and two float arrays (NaN = missing)."""

    excel: Callable[[str, str], str]
    arrays: Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language. ``takes`` says what its arguments are:

    ``numbers`` expressions; ``table`` one table or table column (or, for min and max, two or more expressions);
    ``field`` the name of one field. For tables ``arrays`` gets the cells of the column as one 2-d float array
    (returns × cells, NaN where empty); for fields the array the evaluator prepared for this function.
    """

    least: int
    most: int | None
    takes: str
    excel: Callable[[list[str]], str]
    arrays: Callable[..., Any]


def _divide(np: Any, a: Any, b: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b == 0, np.nan, a / np.where(b == 0, 1.0, b))


def _compared(test: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    def compare(np: Any, a: Any, b: Any) -> Any:
        gap = np.round(a - b, COMPARED_DECIMALS)
        return np.where(np.isnan(gap), np.nan, test(np, gap))
    return compare


def _excel_compare(sign: str) -> Callable[[str, str], str]:
    return lambda a, b: f"(ROUND(({a})-({b}),{COMPARED_DECIMALS}){sign}0)"


def _round_half_away(np: Any, x: Any, digits: Any = 0.0) -> Any:
    scale = 10.0 ** digits
    return np.sign(x) * np.floor(np.round(np.abs(x) * scale, 9) + 0.5) / scale


def _over_cells(np: Any, cells: Any, reduce: str) -> Any:
    """Reduce a (returns × cells) array along its cells; a return without any number there is missing."""
    known = ~np.isnan(cells)
    some = known.any(axis=1)
    if reduce == "sum":
        result = np.where(known, cells, 0.0).sum(axis=1)
    elif reduce == "min":
        result = np.where(known, cells, np.inf).min(axis=1, initial=np.inf)
    else:
        result = np.where(known, cells, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(some, result, np.nan)


def _extreme(reduce: str) -> Callable[..., Any]:
    def extreme(np: Any, *operands: Any) -> Any:
        if len(operands) == 1:
            return _over_cells(np, operands[0], reduce)
        pick = np.minimum if reduce == "min" else np.maximum
        result = operands[0]
        for operand in operands[1:]:
            result = pick(result, operand)
        return result
    return extreme


def _excel_extreme(name: str) -> Callable[[list[str]], str]:
    def extreme(arguments: list[str]) -> str:
        inside = ",".join(arguments)
        if len(arguments) == 1:
            return f"IF(COUNT({inside})=0,NA(),{name}({inside}))"
        return f"{name}({inside})"
    return extreme


def _year(np: Any, serial: Any) -> Any:
    known = ~np.isnan(serial)
    days = np.where(known, serial, 0.0).astype("int64")
    years = (np.datetime64(EXCEL_EPOCH, "D") + days).astype("datetime64[Y]").astype("int64") + 1970
    return np.where(known, years.astype("float64"), np.nan)


def _logic(np: Any, operands: list[Any], all_of: bool) -> Any:
    stacked = np.vstack(operands)
    missing = np.isnan(stacked).any(axis=0)
    truth = (stacked != 0).all(axis=0) if all_of else (stacked != 0).any(axis=0)
    return np.where(missing, np.nan, truth)


OPERATORS: dict[str, Operator] = {
    "+": Operator(lambda a, b: f"(({a})+({b}))", lambda np, a, b: a + b),
    "-": Operator(lambda a, b: f"(({a})-({b}))", lambda np, a, b: a - b),
    "*": Operator(lambda a, b: f"(({a})*({b}))", lambda np, a, b: a * b),
    "/": Operator(lambda a, b: f"(({a})/({b}))", _divide),
    "==": Operator(_excel_compare("="), _compared(lambda np, gap: gap == 0)),
    "!=": Operator(_excel_compare("<>"), _compared(lambda np, gap: gap != 0)),
    "<": Operator(_excel_compare("<"), _compared(lambda np, gap: gap < 0)),
    "<=": Operator(_excel_compare("<="), _compared(lambda np, gap: gap <= 0)),
    ">": Operator(_excel_compare(">"), _compared(lambda np, gap: gap > 0)),
    ">=": Operator(_excel_compare(">="), _compared(lambda np, gap: gap >= 0)),
}

LOGIC: dict[str, tuple[str, Callable[[Any, list[Any]], Any]]] = {
    "and": ("AND", lambda np, operands: _logic(np, operands, True)),
    "or": ("OR", lambda np, operands: _logic(np, operands, False)),
}

FUNCTIONS: dict[str, Function] = {
    "abs": Function(1, 1, "numbers", lambda a: f"ABS({a[0]})", lambda np, x: np.abs(x)),
    "round": Function(1, 2, "numbers", lambda a: f"ROUND({a[0]},{a[1] if len(a) > 1 else 0})", _round_half_away),
    "min": Function(1, None, "table", _excel_extreme("MIN"), _extreme("min")),
    "max": Function(1, None, "table", _excel_extreme("MAX"), _extreme("max")),
    "sum": Function(1, 1, "table", lambda a: f"IF(COUNT({a[0]})=0,NA(),SUM({a[0]}))", lambda np, cells: _over_cells(np, cells, "sum")),
    "count": Function(1, 1, "table", lambda a: f"COUNT({a[0]})", lambda np, cells: (~np.isnan(cells)).sum(axis=1).astype("float64")),
    "year": Function(1, 1, "numbers", lambda a: f"YEAR({a[0]})", _year),
    "blank": Function(1, 1, "field", lambda a: a[0], lambda np, prepared: prepared),
    "typed": Function(1, 1, "field", lambda a: a[0], lambda np, prepared: prepared),
}

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


# --- text to tree -------------------------------------------------------------------------------------------------

def parse_expression(text: str) -> Node:
    """The tree of an expression.

    Errors: :class:`ExpressionFault` with every fault found (not just the first), in English for form authors.

    >>> parse_expression("a <= b * 0.15")
    Compare(operator='<=', left=Name(id='a'), right=Binary(operator='*', left=Name(id='b'), right=Number(value=0.15)))
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise ExpressionFault([f"column {error.offset}: not an expression ({error.msg})"]) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionFault(["column 1: not an expression"]) from None
    faults: list[str] = []
    node = _node(tree.body, faults)
    if faults:
        raise ExpressionFault(faults)
    return node


def _node(tree: ast.expr, faults: list[str]) -> Node:
    def fault(reason: str) -> Node:
        faults.append(f"column {tree.col_offset + 1}: {reason}")
        return Number(0.0)

    match tree:
        case ast.Constant(value=bool() as value):
            return Truth(value)
        case ast.Constant(value=int() | float() as value):
            return Number(float(value))
        case ast.Name(id=name):
            return Name(name)
        case ast.Attribute(value=ast.Name(id=table), attr=column):
            return TableColumn(table, column)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Unary("-", _node(operand, faults))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Unary("not", _node(operand, faults))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return Binary(_BINARY[type(op)], _node(left, faults), _node(right, faults))
        case ast.BoolOp(op=op, values=values):
            return Logic("and" if isinstance(op, ast.And) else "or", tuple(_node(value, faults) for value in values))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _comparison(tree, left, ops, comparators, faults)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return Choose(_node(test, faults), _node(body, faults), _node(orelse, faults))
        case ast.Call(func=ast.Name(id="date"), args=arguments, keywords=[]):
            return _date(tree, arguments, faults)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(tree, name, arguments, faults)
    return fault(f"'{ast.unparse(tree)}' is not part of the rule language")


def _comparison(tree: ast.expr, left: ast.expr, ops: list[ast.cmpop], rights: list[ast.expr], faults: list[str]) -> Node:
    pairs: list[Node] = []
    operands = [_node(operand, faults) for operand in (left, *rights)]
    for index, op in enumerate(ops):
        if type(op) not in _COMPARE:
            faults.append(f"column {tree.col_offset + 1}: only == != < <= > >= compare")
            return Number(0.0)
        pairs.append(Compare(_COMPARE[type(op)], operands[index], operands[index + 1]))
    return pairs[0] if len(pairs) == 1 else Logic("and", tuple(pairs))


def _date(tree: ast.expr, arguments: list[ast.expr], faults: list[str]) -> Node:
    values = [argument.value for argument in arguments if isinstance(argument, ast.Constant) and type(argument.value) is int]
    try:
        if len(values) == len(arguments) == 3:
            return Date(dt.date(*values))
    except ValueError:
        pass
    faults.append(f"column {tree.col_offset + 1}: a date is written date(2010, 2, 25)")
    return Number(0.0)


def _call(tree: ast.expr, name: str, arguments: list[ast.expr], faults: list[str]) -> Node:
    function = FUNCTIONS.get(name)
    if function is None:
        faults.append(f"column {tree.col_offset + 1}: there is no function '{name}' (known: date {' '.join(FUNCTIONS)})")
        return Number(0.0)
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        faults.append(f"column {tree.col_offset + 1}: {name} does not take {len(arguments)} arguments")
        return Number(0.0)
    nodes = tuple(_node(argument, faults) for argument in arguments)
    if function.takes == "field" and not isinstance(nodes[0], Name):
        faults.append(f"column {tree.col_offset + 1}: {name} takes the name of one field")
    if function.takes == "table" and len(nodes) == 1 and not isinstance(nodes[0], Name | TableColumn):
        faults.append(f"column {tree.col_offset + 1}: {name} of one argument takes a table or a table's column")
    return Call(name, nodes)


# --- looking at trees ---------------------------------------------------------------------------------------------

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


def principal_comparison(test: Node) -> tuple[Node, Node] | None:
    """What a finding shows as *value* and *expected*: the two sides of the first comparison of a rule.

    For the tolerance form ``abs(a - b) <= t`` the sides are ``a`` and ``b``.
    """
    for node in walk(test):
        if isinstance(node, Compare):
            match node.left:
                case Call("abs", (Binary("-", left, right),)):
                    return (left, right)
            return (node.left, node.right)
    return None


def source_of(node: Node) -> str:
    """The expression as text again (fully bracketed); parsing it gives the same tree."""
    match node:
        case Number(value):
            return repr(int(value)) if value.is_integer() else repr(value)
        case Date(value):
            return f"date({value.year}, {value.month}, {value.day})"
        case Truth(value):
            return repr(value)
        case Name(id):
            return id
        case TableColumn(table, column):
            return f"{table}.{column}"
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


# --- messages with numbers in them --------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Slot:
    """A number inside a message: an expression and how many decimals to print.

    None: as many as it has, at most 2; :data:`AS_YEAR`: a whole number without thousands separators.
    """

    expression: Node
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with numbers in it: plain pieces and slots in turn."""

    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))


def parse_message(text: str, *, comparison: tuple[Node, Node] | None = None) -> Message:
    """A message template: ``{expression}``, ``{expression:1}`` (one decimal) or ``{expression:year}`` becomes a slot; ``{{`` a brace.

    ``{value}``, ``{expected}`` and ``{difference}`` (value − expected, without sign) stand for the rule's comparison.
    Errors: :class:`ExpressionFault`.
    """
    named: dict[str, Node] = {}
    if comparison is not None:
        named = {"value": comparison[0], "expected": comparison[1], "difference": Call("abs", (Binary("-", *comparison),))}
    parts: list[str | Slot] = []
    faults: list[str] = []
    position, plain = 0, ""
    while position < len(text):
        character = text[position]
        if character in "{}" and text[position:position + 2] == character * 2:
            plain, position = plain + character, position + 2
        elif character == "{":
            end = text.find("}", position)
            if end < 0:
                faults.append(f"column {position + 1}: a brace is not closed")
                break
            inside, _, shown = text[position + 1:end].partition(":")
            if shown and not shown.isdigit() and shown != "year":
                faults.append(f"column {position + 1}: after the colon stands a number of decimals, or year")
            try:
                node = named.get(inside.strip()) or parse_expression(inside)
                decimals = AS_YEAR if shown == "year" else int(shown) if shown.isdigit() else None
                parts += [plain, Slot(node, decimals)]
            except ExpressionFault as error:
                faults += [f"{{{inside}}}: {fault}" for fault in error.faults]
            plain, position = "", end + 1
        else:
            plain, position = plain + character, position + 1
    if faults:
        raise ExpressionFault(faults)
    return Message(tuple(part for part in [*parts, plain] if part != ""))
