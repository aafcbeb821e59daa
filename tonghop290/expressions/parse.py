"""From the text of an expression to its tree, or to all of its faults.

Excel's spelling (``[CT15] = [CT16] + [CT17]``, ``IF(…; …; …)``, ``<>``, ``15%``, ``31/12/2019``) and ours (``a == b``,
``x if c else y``, ``date(2019, 12, 31)``) are one language with one tree. Every fault is one cause: what is read for
a wrong sign is what was meant, and where the sense is lost the reading ends.
"""

from __future__ import annotations

import datetime as dt
from functools import partial, reduce
from typing import Protocol

from tonghop290.expressions.operators import FUNCTIONS, OPERATORS
from tonghop290.expressions.tokens import FIRST_DATE, FUNCTION_WORDS, Token, tokens_of
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
    children,
)
from tonghop290.text.nearest import suggestion

__all__ = ["ExpressionFault", "Names", "parse_expression"]

LONGEST, DEEPEST = 2000, 40
"""Longest text and deepest nesting of an expression (Excel takes 64 levels, and derived fields are written out)."""
_BRACKETS = 60
_POWER = {"or": 2, "and": 3} | dict.fromkeys(OPERATORS, 5) | {"+": 6, "-": 6, "*": 7, "/": 7}
_NOT, _MINUS = 4, 8
_OPERAND = ("number", "date", "name", "label", "(", "true", "false", "not", "if")


class ExpressionFault(ValueError):
    """An expression that cannot be understood; ``faults`` lists every reason, each with its column (from 1), in
    Vietnamese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Names(Protocol):
    """What the names of an expression stand for."""

    def find(self, written: str, *, marked: bool) -> str:
        """The id of what is called so; ``marked``: in brackets or quotes. As written where nothing is; LookupError
        with a reason where it is more than one thing."""

    def find_column(self, table: str, written: str) -> str:
        """The id of a table's column."""

    def in_percent(self, id: str) -> bool:
        """Whether 15 in it is 15 %."""


def parse_expression(text: str, names: Names | None = None) -> Node:
    """The tree of an expression; ``names``: what codes and labels stand for (None: each for itself).

    Errors: :class:`ExpressionFault` with every fault found (not just the first), in Vietnamese for form authors.

    >>> parse_expression("a <= b * 15%")
    Compare(operator='<=', left=Name(id='a'), right=Binary(operator='*', left=Name(id='b'), right=Number(value=0.15)))
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ExpressionFault([f"cột 1: biểu thức dài {len(text)} ký tự, nhiều nhất {LONGEST}"])
    faults: list[str] = []
    tokens = tokens_of(text, faults)
    reader = _Reader(tokens, names, faults)
    try:
        node = reader.whole()
    except _Lost as lost:
        raise ExpressionFault(faults or [str(lost)]) from None
    if faults:
        raise ExpressionFault(faults)
    if _depth(node) > DEEPEST:
        raise ExpressionFault([f"cột 1: biểu thức lồng nhau quá {DEEPEST} tầng"])
    return node


def _depth(tree: Node) -> int:
    """How deep a tree is, without recursion."""
    level, depth = [tree], 0
    while level and depth <= DEEPEST:
        level = [child for parent in level for child in children(parent)]
        depth += 1
    return depth


class _Lost(Exception):
    """Here the sense is lost: "cột 5: …"."""


class _Reader:
    """Reads tokens by how tightly their signs bind."""

    def __init__(self, tokens: list[Token], names: Names | None, faults: list[str]) -> None:
        self.tokens, self.names, self.faults = tokens, names, faults
        self.at = self.depth = 0
        self.percents: list[Node] = []
        self.told = bool(faults)

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def fault(self, token: Token, reason: str) -> Node:
        self.faults.append(f"cột {token.column}: {reason}")
        return Number(0.0)

    def lost(self, token: Token, reason: str) -> _Lost:
        return _Lost(f"cột {token.column}: {reason}")

    def whole(self) -> Node:
        if self.next.text == "=":
            self.take()  # a formula of Excel begins so
        node = self.expression(1)
        if self.next.kind != "end":
            raise self.lost(self.next, self._unexpected())
        return node

    def _unexpected(self) -> str:
        token = self.next
        if token.kind == ")":
            return "thừa dấu ngoặc ')'"
        if token.kind == "else":
            return "có else mà không có if"
        if token.kind == ":":
            return "không dùng dấu ':'; một dải ô thì cộng từng chỉ tiêu hoặc ghi sum(bảng.cột), phép chia ghi '/'"
        if token.kind in (";", ","):
            return f"dấu '{token.text}' chỉ ngăn các phần trong ngoặc của một hàm"
        if token.kind in ("name", "label", "number") and self.at and self.tokens[self.at - 1].kind == "name":
            said = f"{self.tokens[self.at - 1].text} {token.text}"
            return f"giữa '{said}' thiếu phép tính; nhãn có dấu cách thì đặt trong ngoặc vuông, ví dụ [{said}]"
        if token.kind in _OPERAND:
            return f"trước '{token.text}' thiếu phép tính hoặc phép so sánh"
        return f"không hiểu '{token.text}' ở chỗ này"

    # --- operators ----------------------------------------------------------------------------------------------

    def expression(self, power: int) -> Node:
        """An expression whose signs bind at least as tightly."""
        self.depth += 1
        if self.depth > _BRACKETS:
            raise self.lost(self.tokens[0], f"biểu thức lồng nhau quá {DEEPEST} tầng")
        left = self.prefixed(power)
        while True:
            sign = self.next.kind
            if sign == "%":
                left = self.percent(left)
            elif sign == "if" and power <= 1:
                left = self.conditional(left)
            elif _POWER.get(sign, 0) < power:
                break
            elif sign in ("and", "or"):
                left = self.logic(sign, left)
            elif sign in OPERATORS and _POWER[sign] == 5:
                left = self.comparison(left)
            else:
                mark = self.take()
                left = self.fitting(mark, Binary(sign, left, self.expression(_POWER[sign] + 1)))
        self.depth -= 1
        return left

    def prefixed(self, power: int) -> Node:
        if self.next.kind == "-":
            self.take()
            return Unary("-", self.expression(_MINUS))
        if self.next.kind == "+":
            self.take()
            return self.expression(_MINUS)
        if self.next.kind == "not" and power <= _NOT:
            self.take()
            return Unary("not", self.expression(_NOT))
        return self.operand()

    def percent(self, left: Node) -> Node:
        mark = self.take()
        if self.next.kind in _OPERAND and self.next.kind not in ("not", "if"):
            self.fault(mark, "không có phép chia lấy phần dư; dấu % chỉ đứng sau một số, ví dụ 15%")
            return Binary("*", left, self.operand())
        if not isinstance(left, Number):
            return self.fault(mark, "dấu % chỉ đứng sau một số, ví dụ 15%; muốn chia cho 100 thì ghi '/ 100'")
        shifted = Number(float(f"{left.value!r}e-2") if "e" not in repr(left.value) else left.value / 100)
        self.percents.append(shifted)
        return shifted

    def conditional(self, then: Node) -> Node:
        mark = self.take()
        condition = self.expression(2)
        if self.next.kind != "else":
            raise self.lost(mark, "sau if … thiếu else …; hoặc ghi IF(điều kiện; khi đúng; khi sai)")
        self.take()
        return Choose(condition, then, self.expression(1))

    def logic(self, sign: str, first: Node) -> Node:
        operands = [first]
        while self.next.kind == sign:
            self.take()
            operands.append(self.expression(_POWER[sign] + 1))
        return Logic(sign, tuple(operands))

    def comparison(self, first: Node) -> Node:
        pairs: list[Node] = []
        while _POWER.get(self.next.kind) == 5:
            mark = self.take()
            second = self.expression(6)
            pairs.append(self.fitting(mark, Compare(mark.kind, first, second)))
            first = second
        return pairs[0] if len(pairs) == 1 else Logic("and", tuple(pairs))

    def fitting(self, mark: Token, node: Binary | Compare) -> Node:
        """15 % beside a figure that is itself written in percent is a hundredth of what was meant."""
        if isinstance(node, Compare) or node.operator in "+-":
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if any(one is known for known in self.percents) and self.in_percent(other):
                    whole = f"{one.value * 100:g}" if isinstance(one, Number) else ""
                    self.fault(mark, f"chỉ tiêu ở vế kia đã ghi theo phần trăm (15 là 15%); ghi {whole}, không ghi %")
        return node

    def in_percent(self, node: Node) -> bool:
        match node:
            case Name(id):
                return self.names is not None and self.names.in_percent(id)
            case Binary("+" | "-", left, right):
                return self.in_percent(left) or self.in_percent(right)
            case Unary("-", operand) | Call("abs" | "round", (operand, *_)):
                return self.in_percent(operand)
        return False

    # --- operands -----------------------------------------------------------------------------------------------

    def operand(self) -> Node:
        token = self.take()
        opens = token.kind != "end" and self.next.kind == "("
        match token.kind:
            case "number":
                return Number(token.value)
            case "date":
                return Date(token.value)
            case "true" | "false":
                return Truth(token.kind == "true")
            case "(":
                return self.bracketed(token)
            case "name" | "and" | "or" | "if" | "not" if opens:
                return self.call(token, self.arguments())
            case "name" | "label":
                return self.name(token)
        self.at -= 1
        raise self.lost(token, self._missing(token))

    def _missing(self, token: Token) -> str:
        before = self.tokens[self.at - 1] if self.at else None
        if token.kind == "end" and before is None:
            return "biểu thức để trống"
        if before is None:
            return f"'{token.text}' đứng đầu biểu thức"
        after = "không còn gì" if token.kind == "end" else f"lại đến '{token.text}'"
        return f"sau '{before.text}' thiếu một số hoặc một chỉ tiêu ({after})"

    def bracketed(self, opened: Token) -> Node:
        node = self.expression(1)
        if self.next.kind == "end":
            raise self.lost(opened, "dấu ngoặc '(' chưa đóng")
        if self.next.kind != ")":
            raise self.lost(self.next, self._unexpected())
        self.take()
        return node

    def arguments(self) -> list[Node]:
        opened, made = self.take(), []  # type: Token, list[Node]
        if self.next.kind == ")":
            self.take()
            return made
        while True:
            made.append(self.expression(1))
            mark = self.next
            if mark.kind == "end":
                raise self.lost(opened, "dấu ngoặc '(' chưa đóng")
            if mark.kind not in (";", ",", ")"):
                raise self.lost(mark, self._unexpected())
            self.take()
            if mark.kind == ")":
                return made

    def name(self, token: Token) -> Node:
        """A field, or a table's column: ``bang.cot``, ``[Bảng].[Cột]``, ``Bảng[Cột]``, ``[Bảng.Cột]``."""
        id = self.found(token)
        whole = self.column_in(token.text) if token.kind == "label" and id == token.text else None
        if whole is not None and self.next.kind != ".":
            return whole
        if self.next.kind == "label" and not self.next.apart and token.kind == "name":
            column = self.take()
        elif self.next.kind == ".":
            self.take()
            column = self.take()
            if column.kind not in ("name", "label"):
                raise self.lost(column, f"sau '{token.text}.' thiếu tên cột của bảng")
            if self.next.kind == ".":
                return self.fault(token, f"'{token.text}.{column.text}.…' có quá nhiều dấu chấm; ghi bảng.cột")
        else:
            return Name(id)
        return TableColumn(id, self.names.find_column(id, column.text) if self.names else column.text)

    def column_in(self, text: str) -> TableColumn | None:
        """The column that one pair of brackets names whole; None where no table is called so."""
        table, dot, column = (part.strip() for part in text.partition("."))
        if self.names is None or not dot:
            return None
        try:
            id = self.names.find(table, marked=True)
        except LookupError:
            return None
        known = self.names.find_column(id, column)
        is_one = (id, known) != (table, column) or table.isidentifier() and column.isidentifier()
        return TableColumn(id, known) if is_one else None

    def found(self, token: Token) -> str:
        if self.names is None:
            return token.text
        try:
            return self.names.find(token.text, marked=token.kind == "label")
        except LookupError as error:
            self.fault(token, str(error.args[0]))
            return token.text

    def call(self, token: Token, arguments: list[Node]) -> Node:
        count = len(arguments)
        if token.kind in ("and", "or"):
            if not count:
                return self.fault(token, f"{token.text}(…) chưa có điều kiện nào")
            return arguments[0] if count == 1 else Logic(token.kind, tuple(arguments))
        if token.kind == "not":
            if count == 1:
                return Unary("not", arguments[0])
            return self.fault(token, f"{token.text}(…) nhận một điều kiện")
        if token.kind == "if":
            if count == 3:
                return Choose(*arguments)
            return self.fault(
                token,
                f"{token.text}(…) có {count} phần, phải đủ ba: điều kiện; khi đúng; khi sai (quy tắc chỉ xét khi điều "
                "kiện đúng thì phần ba ghi TRUE)",
            )
        return self.function(token, FUNCTION_WORDS.get(token.text.casefold(), ""), arguments)

    def function(self, token: Token, name: str, arguments: list[Node]) -> Node:
        if name == "date":
            return self.date(token, arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            every = f" (có: date {' '.join(FUNCTIONS)} if and or not)"
            remedy = suggestion(token.text.casefold(), FUNCTION_WORDS) or every
            return self.fault(token, f"không có hàm '{token.text}'{remedy}")
        if name == "sum" and len(arguments) > 1:
            return self.added(arguments)
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            return self.fault(token, f"hàm {name} không nhận {len(arguments)} tham số")
        if function.takes == "field" and not isinstance(arguments[0], Name):
            return self.fault(token, f"hàm {name} nhận tên của một chỉ tiêu")
        if function.takes == "table" and len(arguments) == 1 and not isinstance(arguments[0], Name | TableColumn):
            return self.fault(token, f"hàm {name} với một tham số nhận một bảng hoặc một cột của bảng")
        if name == "round" and len(arguments) == 2 and not _is_digits(arguments[1]):
            return self.fault(token, "số chữ số thập phân của round là một số nguyên từ -9 đến 9")
        return Call(name, tuple(arguments))

    def added(self, arguments: list[Node]) -> Node:
        """``SUM(a; b; c)`` is a + b + c: a missing operand makes it missing."""
        return reduce(partial(Binary, "+"), arguments)

    def date(self, token: Token, arguments: list[Node]) -> Node:
        values = [int(one.value) for one in arguments if isinstance(one, Number) and one.value.is_integer()]
        try:
            if len(values) == len(arguments) == 3 and (value := dt.date(*values)) >= FIRST_DATE:
                return Date(value)
        except (ValueError, OverflowError):
            pass
        if self.told:
            return Date(FIRST_DATE)
        return self.fault(token, "ngày viết là 25/02/2010 hoặc date(2010, 2, 25), từ năm 1901")


def _is_digits(node: Node) -> bool:
    value = node.operand if isinstance(node, Unary) and node.operator == "-" else node
    return isinstance(value, Number) and value.value.is_integer() and abs(value.value) <= 9
