"""What an expression stands for – a number, a date or a truth – and where one stands in the place of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from tonghop290.expressions.tree import (
    Binary,
    Call,
    Choose,
    Compare,
    Date,
    Logic,
    Name,
    Node,
    Truth,
    Unary,
    children,
    source_of,
)

__all__ = ["Kind", "kind_of", "misfits"]

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
        case Call("min" | "max", arguments) if all(kind_of(argument, is_date) == "date" for argument in arguments):
            return "date"
    return "number"


def misfits(node: Node, is_date: Callable[[str], bool]) -> Iterator[str]:
    """What cannot be calculated because a number, a date or a truth stands where another kind belongs (in
    Vietnamese)."""
    kinds = [kind_of(child, is_date) for child in children(node)]
    said = source_of(node)
    yield from (f"{said}: {reason}" for reason in _misfits_here(node, kinds))
    for child in children(node):
        yield from misfits(child, is_date)


def _misfits_here(node: Node, kinds: list[Kind]) -> Iterator[str]:
    """What is wrong between a node and the kinds of its children."""
    match node:
        case Logic() | Unary("not", _):
            if any(kind != "truth" for kind in kinds):
                yield "and, or, not chỉ nối các phép so sánh"
        case Choose():
            if kinds[0] != "truth":
                yield "sau if phải là một phép so sánh"
            if kinds[1] != kinds[2]:
                yield "hai nhánh của if … else khác loại (số, ngày, đúng/sai)"
        case Compare(operator, _, _):
            yield from _misfit_compared(operator, kinds)
        case Binary(operator, _, _):
            yield from _misfit_calculated(operator, kinds)
        case Unary("-", _) | Call("abs" | "round", _):
            if any(kind != "number" for kind in kinds):
                yield "chỉ tính với số"
        case Call("year", _):
            if kinds != ["date"]:
                yield "year chỉ nhận một ngày"
        case Call("min" | "max", _):
            if len(set(kinds)) > 1 or "truth" in kinds:
                yield "các tham số phải cùng là số hoặc cùng là ngày"


def _misfit_compared(operator: str, kinds: list[Kind]) -> Iterator[str]:
    if kinds[0] != kinds[1]:
        yield "hai vế khác loại (số, ngày, đúng/sai)"
    elif kinds[0] == "truth" and operator not in ("==", "!="):
        yield "đúng/sai chỉ so sánh bằng == hoặc !="


def _misfit_calculated(operator: str, kinds: list[Kind]) -> Iterator[str]:
    """Of dates only date ± number, number + date and date − date can be calculated."""
    if "truth" in kinds:
        yield "không tính toán được với đúng/sai"
    elif "date" in kinds:
        possible = {"+": (["date", "number"], ["number", "date"]), "-": (["date", "number"], ["date", "date"])}
        if kinds not in possible.get(operator, ()):
            yield "không tính toán được như vậy với ngày"
