"""From the text of an expression to its tree, or to all of its faults."""

from __future__ import annotations

import ast
import datetime as dt
import difflib
import math

from tonghop290.expressions.operators import FUNCTIONS
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

__all__ = ["ExpressionFault", "parse_expression"]

FIRST_DATE = dt.date(1901, 1, 1)
LONGEST, DEEPEST = 2000, 40
"""Longest text and deepest nesting of an expression (Excel takes 64 levels, and derived fields are written out)."""
_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


class ExpressionFault(ValueError):
    """An expression that cannot be understood; ``faults`` lists every reason, each with its column (from 1), in
    Vietnamese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


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
        level = [child for parent in level for child in ast.iter_child_nodes(parent) if isinstance(child, ast.expr)]
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
