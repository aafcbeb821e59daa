"""An expression written the way Excel's users write: the normal form that is shown back to a form's author."""

from __future__ import annotations

from collections.abc import Callable

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
    decimal_text,
)

__all__ = ["excel_spelling"]

_SIGNS = {"==": "=", "!=": "<>"}
_POWER = {"+": 6, "-": 6, "*": 7, "/": 7}
_COMPARED, _NOT, _MINUS, _WHOLE = 5, 4, 8, 9


def excel_spelling(
    node: Node, called: Callable[[str], str] = str, column: Callable[[str, str], str] | None = None
) -> str:
    """The expression with as few brackets as it needs; parsing it gives the same tree.

    ``called``: what stands in the square brackets of a name (its code); ``column``: of a table's column (its label).

    >>> from tonghop290.expressions.parse import parse_expression
    >>> excel_spelling(parse_expression("a == b + c if not blank(a) else a <= 0.5"))
    'IF(NOT(ISBLANK([a])); [a] = [b] + [c]; [a] <= 0,5)'
    """
    return _Writer(called, column or (lambda _, id: id)).write(node, 0, ",")


class _Writer:
    def __init__(self, called: Callable[[str], str], column: Callable[[str, str], str]) -> None:
        self.called, self.column = called, column

    def write(self, node: Node, power: int, point: str) -> str:
        """``power``: how tightly what stands around it binds; ``point``: the decimal mark."""
        text, own = self._written(node, point)
        return f"({text})" if own < power else text

    def _written(self, node: Node, point: str) -> tuple[str, int]:
        match node:
            case Number(value):
                return decimal_text(value).replace(".", point), _WHOLE
            case Date(value):
                return f"{value.day:02}/{value.month:02}/{value.year}", _WHOLE
            case Truth(value):
                return str(value).upper(), _WHOLE
            case Name(id):
                return f"[{self.called(id)}]", _WHOLE
            case TableColumn(table, id):
                return f"[{self.called(table)}].[{self.column(table, id)}]", _WHOLE
            case Unary("not", operand):
                return f"NOT({self.write(operand, 0, point)})", _NOT
            case Unary(operator, operand):
                return f"{operator}{self.write(operand, _MINUS, point)}", _MINUS
            case Binary(operator, left, right):
                own = _POWER[operator]
                return f"{self.write(left, own, point)} {operator} {self.write(right, own + 1, point)}", own
            case Compare(operator, left, right):
                sides = self.write(left, _COMPARED + 1, point), self.write(right, _COMPARED + 1, point)
                return f" {_SIGNS.get(operator, operator)} ".join(sides), _COMPARED
            case Logic(operator, operands):
                return self._call(operator.upper(), operands), _WHOLE
            case Choose(condition, then, otherwise):
                return self._call("IF", (condition, then, otherwise)), _WHOLE
            case Call(function, arguments):
                return self._call("ISBLANK" if function == "blank" else function.upper(), arguments), _WHOLE
        raise AssertionError(node)

    def _call(self, name: str, arguments: tuple[Node, ...]) -> str:
        point = "," if len(arguments) > 1 else "."  # in a list of one a comma could part two
        return f"{name}({'; '.join(self.write(argument, 0, point) for argument in arguments)})"
