"""A rule's sentence with calculated numbers in it."""

from __future__ import annotations

from dataclasses import dataclass

from tonghop290.expressions.parse import LONGEST, ExpressionFault, Names, parse_expression
from tonghop290.expressions.tree import Binary, Call, Compare, Node, comparison_sides

__all__ = ["AS_YEAR", "Message", "Slot", "parse_message"]

AS_YEAR = -1
_DECIMALS = tuple("0123456")
_COMPARED = ("value", "expected", "difference")


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


def _slot(inside: str) -> tuple[str, str]:
    """The expression and what stands after its colon; a colon inside the brackets of a label is none."""
    at = inside.find(":", inside.rfind("]") + 1)
    return (inside, "") if at < 0 else (inside[:at], inside[at + 1 :])


def _calculated(inside: str, named: dict[str, Node], names: Names | None) -> Node:
    """What stands in braces: one side of the comparison, or an expression."""
    node = named.get(inside.strip())
    if node is None and inside.strip() in _COMPARED:
        raise ExpressionFault(["quy tắc không so sánh hai số nào, nên không dùng được ở đây"])
    return node or parse_expression(inside, names)


def parse_message(text: str, *, comparison: Compare | None = None, names: Names | None = None) -> Message:
    """A message template: ``{expression}``, ``{expression:1}`` (one decimal) or ``{expression:year}`` becomes a slot;
    ``{{`` a brace.

    ``{value}``, ``{expected}`` and ``{difference}`` (value − expected, without sign) stand for the rule's comparison;
    ``names``: what codes and labels stand for.
    Errors: :class:`ExpressionFault`.
    """
    if len(text) > LONGEST:
        raise ExpressionFault([f"cột 1: thông báo dài {len(text)} ký tự, nhiều nhất {LONGEST}"])
    named: dict[str, Node] = {}
    if comparison is not None:
        value, expected = comparison_sides(comparison)
        named = {"value": value, "expected": expected, "difference": Call("abs", (Binary("-", value, expected),))}
    parts: list[str | Slot] = []
    faults: list[str] = []
    position, literal = 0, ""
    while position < len(text):
        character = text[position]
        if character in "{}" and text[position : position + 2] == character * 2:
            literal, position = literal + character, position + 2
        elif character == "{":
            end = text.find("}", position)
            if end < 0:
                faults.append(f"cột {position + 1}: dấu ngoặc nhọn chưa đóng")
                break
            inside, digits = _slot(text[position + 1 : end])
            decimals = AS_YEAR if digits == "year" else int(digits) if digits in _DECIMALS else None
            if digits and decimals is None:
                faults.append(f"cột {position + 1}: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year")
            try:
                parts += [literal, Slot(_calculated(inside, named, names), decimals)]
            except ExpressionFault as error:
                faults += [f"{{{inside}}}: {fault}" for fault in error.faults]
            literal, position = "", end + 1
        else:
            literal, position = literal + character, position + 1
    if faults:
        raise ExpressionFault(faults)
    return Message(tuple(part for part in [*parts, literal] if part != ""))
