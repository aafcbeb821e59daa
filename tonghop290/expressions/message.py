"""A rule's sentence with calculated numbers in it."""

from __future__ import annotations

from dataclasses import dataclass

from tonghop290.expressions.parse import LONGEST, ExpressionFault, parse_expression
from tonghop290.expressions.tree import Binary, Call, Compare, Node, comparison_sides

__all__ = ["AS_YEAR", "Message", "Slot", "parse_message"]

AS_YEAR = -1
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
    """A message template: ``{expression}``, ``{expression:1}`` (one decimal) or ``{expression:year}`` becomes a slot;
    ``{{`` a brace.

    ``{value}``, ``{expected}`` and ``{difference}`` (value − expected, without sign) stand for the rule's comparison.
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
            inside, _, digits = text[position + 1 : end].partition(":")
            decimals = AS_YEAR if digits == "year" else int(digits) if digits in _DECIMALS else None
            if digits and decimals is None:
                faults.append(f"cột {position + 1}: sau dấu hai chấm là số chữ số thập phân (0 – 6), hoặc year")
            try:
                node = named.get(inside.strip()) or parse_expression(inside)
                parts += [literal, Slot(node, decimals)]
            except ExpressionFault as error:
                faults += [f"{{{inside}}}: {fault}" for fault in error.faults]
            literal, position = "", end + 1
        else:
            literal, position = literal + character, position + 1
    if faults:
        raise ExpressionFault(faults)
    return Message(tuple(part for part in [*parts, literal] if part != ""))
