"""What an expression stands for – a number, a date or a truth – and where one stands in the place of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    return _kind_here(node, [kind_of(child, is_date) for child in children(node)], is_date)


def _kind_here(node: Node, kinds: Sequence[Kind], is_date: Callable[[str], bool]) -> Kind:
    """The kind of a node whose children are of these kinds."""
    match node:
        case Date():
            return "date"
        case Truth() | Compare() | Logic() | Unary("not", _) | Call("blank", _):
            return "truth"
        case Name(id):
            return "date" if is_date(id) else "number"
        case Binary("+" | "-" as operator, _, _):
            dates = [kind == "date" for kind in kinds]
            return "date" if sum(dates) == 1 and (operator == "+" or dates[0]) else "number"
        case Choose():
            return kinds[1] if kinds[1] == kinds[2] else "number"
        case Call("min" | "max", _) if all(kind == "date" for kind in kinds):
            return "date"
    return "number"


def misfits(node: Node, is_date: Callable[[str], bool]) -> Iterator[str]:
    """What cannot be calculated because a number, a date or a truth stands where another kind belongs (in
    Vietnamese)."""
    yield from _judged(node, is_date)[1]


def _judged(node: Node, is_date: Callable[[str], bool]) -> tuple[Kind, list[str]]:
    """The kind of a node and what is wrong in it, every node looked at once."""
    inner = [_judged(child, is_date) for child in children(node)]
    kinds = [kind for kind, _ in inner]
    found = [f"{source_of(node)}: {reason}" for reason in _misfits_here(node, kinds)]
    return _kind_here(node, kinds, is_date), [*found, *(line for _, lines in inner for line in lines)]


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
