"""The rule language: one syntax tree for two compilers.

An expression is a small piece of Python-like text (``chi_bo == a + b``) that Python never evaluates: it is parsed with
:mod:`ast`, turned into the nodes below, and given a meaning twice. The array meaning (``data/evaluate.py``) works on
float64 arrays, one number per return; the Excel meaning (``workbook/formulas.py``) is a formula over the workbook's cells.
Both meanings of every operator and function stand beside each other in ``operators.py``.

Three values: NaN in the arrays and an error value (``NA()``) in Excel mean "not evaluated". A missing operand makes the
whole expression not evaluated, except in the branch of a conditional that is not taken. A division by zero and a number
too large for a double are missing too. Truth is 1.0 / 0.0 / NaN in arrays. Dates are Excel day numbers. Comparisons are
made on differences rounded to 6 decimals, in both meanings, so that 0.1 + 0.2 equals 0.3.
"""

from __future__ import annotations

import ast
import datetime as dt
import difflib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tonghop290.excel import EXCEL_EPOCH
from tonghop290.expressions.operators import FUNCTIONS, LOGIC, OPERATORS, Function, Operator

__all__ = [
    "AS_YEAR",
    "Binary",
    "Call",
    "Choose",
    "Compare",
    "Date",
    "EXCEL_EPOCH",
    "ExpressionFault",
    "FUNCTIONS",
    "Function",
    "Kind",
    "LOGIC",
    "Logic",
    "Message",
    "Name",
    "Node",
    "Number",
    "OPERATORS",
    "Operator",
    "Slot",
    "TableColumn",
    "Truth",
    "Unary",
    "children",
    "columns_of",
    "comparison_sides",
    "kind_of",
    "misfits",
    "names_of",
    "parse_expression",
    "parse_message",
    "principal_comparison",
    "source_of",
    "walk",
]

FIRST_DATE = dt.date(1901, 1, 1)
AS_YEAR = -1
LONGEST, DEEPEST = 2000, 40
"""Longest text and deepest nesting of an expression (Excel takes 64 levels, and derived fields are written out)."""


class ExpressionFault(ValueError):
    """An expression that cannot be understood; ``faults`` lists every reason, each with its column (from 1), in Vietnamese."""

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


_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


# --- text to tree -------------------------------------------------------------------------------------------------


def parse_expression(text: str) -> Node:
    """The tree of an expression.

    Errors: :class:`ExpressionFault` with every fault found (not just the first), in Vietnamese for form authors.

    >>> parse_expression("a <= b * 0.15")
    Compare(operator='<=', left=Name(id='a'), right=Binary(operator='*', left=Name(id='b'), right=Number(value=0.15)))
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ExpressionFault([f"cột 1: biểu thức dài {len(text)} ký tự, nhiều nhất {LONGEST}"])
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise ExpressionFault([f"cột {error.offset or 1}: không phải là biểu thức"]) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionFault(["cột 1: không phải là biểu thức"]) from None
    if _depth(tree.body) > DEEPEST:
        raise ExpressionFault([f"cột 1: biểu thức lồng nhau quá {DEEPEST} tầng"])
    reader = _Reader(text)
    node = reader.node(tree.body)
    if reader.faults:
        raise ExpressionFault(reader.faults)
    return node


def _depth(tree: ast.expr) -> int:
    """How deep a tree is, without recursion (a hostile one is deeper than Python's stack)."""
    level: list[ast.AST] = [tree]
    depth = 0
    while level and depth <= DEEPEST:
        level = [child for one in level for child in ast.iter_child_nodes(one) if isinstance(child, ast.expr)]
        depth += 1
    return depth


class _Reader:
    """Turns Python's tree into ours and collects what does not belong."""

    def __init__(self, text: str) -> None:
        self.text, self.faults = text, []  # type: tuple[str, list[str]]

    def fault(self, tree: ast.expr, reason: str) -> Node:
        column = len(self.text.encode()[: tree.col_offset].decode(errors="ignore")) + 1
        self.faults.append(f"cột {column}: {reason}")
        return Number(0.0)

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant(value=bool() as value):
                return Truth(value)
            case ast.Constant(value=int() | float()):
                return self._number(tree)
            case ast.Name(id=name):
                return Name(name)
            case ast.Attribute(value=ast.Name(id=table), attr=column):
                return TableColumn(table, column)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Unary("-", self.node(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Unary("not", self.node(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return Binary(_BINARY[type(op)], self.node(left), self.node(right))
            case ast.BoolOp(op=op, values=values):
                return Logic("and" if isinstance(op, ast.And) else "or", tuple(self.node(value) for value in values))
            case ast.Compare():
                return self._comparison(tree)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return Choose(self.node(test), self.node(body), self.node(orelse))
            case ast.Call(func=ast.Name(id="date"), args=arguments, keywords=[]):
                return self._date(tree, arguments)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(tree, name, arguments)
        return self.fault(tree, f"'{ast.unparse(tree)}' không có trong ngôn ngữ quy tắc")

    def _number(self, tree: ast.Constant) -> Node:
        try:
            value = float(tree.value)  # type: ignore[arg-type]
        except OverflowError:
            value = math.inf
        return Number(value) if math.isfinite(value) else self.fault(tree, "số quá lớn")

    def _comparison(self, tree: ast.Compare) -> Node:
        operands = [self.node(operand) for operand in (tree.left, *tree.comparators)]
        if any(type(op) not in _COMPARE for op in tree.ops):
            return self.fault(tree, "chỉ so sánh bằng == != < <= > >=")
        pairs = tuple(
            Compare(_COMPARE[type(op)], operands[index], operands[index + 1]) for index, op in enumerate(tree.ops)
        )
        return pairs[0] if len(pairs) == 1 else Logic("and", pairs)

    def _date(self, tree: ast.expr, arguments: list[ast.expr]) -> Node:
        values = [
            argument.value
            for argument in arguments
            if isinstance(argument, ast.Constant) and type(argument.value) is int
        ]
        try:
            if len(values) == len(arguments) == 3 and (value := dt.date(*values)) >= FIRST_DATE:
                return Date(value)
        except (ValueError, OverflowError):
            pass
        return self.fault(tree, "ngày viết là date(2010, 2, 25), từ năm 1901")

    def _call(self, tree: ast.expr, name: str, arguments: list[ast.expr]) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            close = difflib.get_close_matches(name, ["date", *FUNCTIONS], n=1)
            return self.fault(
                tree,
                f"không có hàm '{name}'"
                + (f"; ý đồng chí là '{close[0]}'?" if close else f" (có: date {' '.join(FUNCTIONS)})"),
            )
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            return self.fault(tree, f"hàm {name} không nhận {len(arguments)} tham số")
        nodes = tuple(self.node(argument) for argument in arguments)
        if function.takes == "field" and not isinstance(nodes[0], Name):
            return self.fault(tree, f"hàm {name} nhận tên của một chỉ tiêu")
        if function.takes == "table" and len(nodes) == 1 and not isinstance(nodes[0], Name | TableColumn):
            return self.fault(tree, f"hàm {name} với một tham số nhận một bảng hoặc một cột của bảng")
        if name == "round" and len(nodes) == 2 and not _is_digits(nodes[1]):
            return self.fault(tree, "số chữ số thập phân của round là một số nguyên từ -9 đến 9")
        return Call(name, nodes)


def _is_digits(node: Node) -> bool:
    value = node.operand if isinstance(node, Unary) and node.operator == "-" else node
    return isinstance(value, Number) and value.value.is_integer() and abs(value.value) <= 9


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


def principal_comparison(test: Node) -> Compare | None:
    """The comparison a rule is about: the first one, or in a conditional the first of the branch that tests something."""
    match test:
        case Compare():
            return test
        case Choose(_, then, otherwise):
            return principal_comparison(then) or principal_comparison(otherwise)
    return next((found for child in children(test) if (found := principal_comparison(child)) is not None), None)


def comparison_sides(comparison: Compare) -> tuple[Node, Node]:
    """What a finding shows as *value* and *expected*. For the tolerance form ``abs(a - b) <= t`` they are ``a`` and ``b``."""
    match comparison.left:
        case Call("abs", (Binary("-", left, right),)):
            return left, right
    return comparison.left, comparison.right


Kind = Literal["number", "date", "truth"]


def kind_of(node: Node, is_date: Callable[[str], bool]) -> Kind:
    """Whether an expression stands for a number, a date or a truth; ``is_date`` says it of a name."""
    match node:
        case Date():
            return "date"
        case Truth() | Compare() | Logic() | Unary("not", _) | Call("blank", _):
            return "truth"
        case Name(id):
            return "date" if is_date(id) else "number"
        case Binary("+" | "-" as operator, left, right):
            dates = [kind_of(side, is_date) == "date" for side in (left, right)]
            return "date" if sum(dates) == 1 and (operator == "+" or dates[0]) else "number"
        case Choose(_, then, otherwise):
            kinds = {kind_of(then, is_date), kind_of(otherwise, is_date)}
            return kinds.pop() if len(kinds) == 1 else "number"
        case Call("min" | "max", arguments) if all(kind_of(one, is_date) == "date" for one in arguments):
            return "date"
    return "number"


def misfits(node: Node, is_date: Callable[[str], bool]) -> Iterator[str]:
    """What cannot be calculated because a number, a date or a truth stands where another kind belongs (in Vietnamese)."""
    kinds = [kind_of(child, is_date) for child in children(node)]
    said = source_of(node)
    match node:
        case Logic() | Unary("not", _):
            if any(kind != "truth" for kind in kinds):
                yield f"{said}: and, or, not chỉ nối các phép so sánh"
        case Choose():
            if kinds[0] != "truth":
                yield f"{said}: sau if phải là một phép so sánh"
            if kinds[1] != kinds[2]:
                yield f"{said}: hai nhánh của if … else khác loại (số, ngày, đúng/sai)"
        case Compare(operator, _, _):
            if kinds[0] != kinds[1]:
                yield f"{said}: hai vế khác loại (số, ngày, đúng/sai)"
            elif kinds[0] == "truth" and operator not in ("==", "!="):
                yield f"{said}: đúng/sai chỉ so sánh bằng == hoặc !="
        case Binary(operator, _, _):
            if "truth" in kinds:
                yield f"{said}: không tính toán được với đúng/sai"
            elif "date" in kinds and (
                operator in "*/"
                or operator == "+"
                and kinds == ["date", "date"]
                or operator == "-"
                and kinds == ["number", "date"]
            ):
                yield f"{said}: không tính toán được như vậy với ngày"
        case Unary("-", _) | Call("abs" | "round", _):
            if any(kind != "number" for kind in kinds):
                yield f"{said}: chỉ tính với số"
        case Call("year", _):
            if kinds != ["date"]:
                yield f"{said}: year chỉ nhận một ngày"
        case Call("min" | "max", _):
            if len(set(kinds)) > 1 or "truth" in kinds:
                yield f"{said}: các tham số phải cùng là số hoặc cùng là ngày"
    for child in children(node):
        yield from misfits(child, is_date)


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

_DECIMALS = tuple("0123456")


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


def parse_message(text: str, *, comparison: Compare | None = None) -> Message:
    """A message template: ``{expression}``, ``{expression:1}`` (one decimal) or ``{expression:year}`` becomes a slot; ``{{`` a brace.

    ``{value}``, ``{expected}`` and ``{difference}`` (value − expected, without sign) stand for the rule's comparison.
    Errors: :class:`ExpressionFault`.
    """
    named: dict[str, Node] = {}
    if comparison is not None:
        value, expected = comparison_sides(comparison)
        named = {"value": value, "expected": expected, "difference": Call("abs", (Binary("-", value, expected),))}
    parts: list[str | Slot] = []
    faults: list[str] = []
    position, plain = 0, ""
    while position < len(text):
        character = text[position]
        if character in "{}" and text[position : position + 2] == character * 2:
            plain, position = plain + character, position + 2
        elif character == "{":
            end = text.find("}", position)
            if end < 0:
                faults.append(f"cột {position + 1}: dấu ngoặc nhọn chưa đóng")
                break
            inside, _, shown = text[position + 1 : end].partition(":")
            decimals = AS_YEAR if shown == "year" else int(shown) if shown in _DECIMALS else None
            if shown and decimals is None:
                faults.append(f"cột {position + 1}: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year")
            try:
                node = named.get(inside.strip()) or parse_expression(inside)
                parts += [plain, Slot(node, decimals)]
            except ExpressionFault as error:
                faults += [f"{{{inside}}}: {fault}" for fault in error.faults]
            plain, position = "", end + 1
        else:
            plain, position = plain + character, position + 1
    if faults:
        raise ExpressionFault(faults)
    return Message(tuple(part for part in [*parts, plain] if part != ""))
