"""The sentences of broken rules, with the numbers of each return in them; and hints about mistaken units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tonghop290.data.evaluate import FrameEnvironment, evaluate
from tonghop290.excel import day_of_number
from tonghop290.expressions.kinds import kind_of
from tonghop290.expressions.message import AS_YEAR, Slot
from tonghop290.expressions.tree import Choose, Compare, Logic, Node, Unary, comparison_sides, principal_comparison
from tonghop290.model import Field, Form, Rule
from tonghop290.text.format import format_date, format_number

__all__ = ["expected_value", "rule_sentence", "scale_hint"]

_MOST_DECIMALS = 2
MISSING_SLOT = "…"


def rule_sentence(rule: Rule, form: Form, names: FrameEnvironment) -> list[str]:
    """One sentence a row of the environment's frame."""
    columns = [
        [part] * names.length if isinstance(part, str) else _slot(part, form, names) for part in rule.message.parts
    ]
    return ["".join(pieces) for pieces in zip(*columns, strict=True)]


def _slot(slot: Slot, form: Form, names: FrameEnvironment) -> list[str]:
    return [_as_text(value, slot, form) for value in evaluate(slot.expression, names)]


def _as_text(value: float, slot: Slot, form: Form) -> str:
    if np.isnan(value):
        return MISSING_SLOT
    if kind_of(slot.expression, form.is_date) == "date":
        return format_date(day_of_number(value))
    if slot.decimals == AS_YEAR:
        return str(int(value))
    if slot.decimals is not None:
        return format_number(float(value), slot.decimals)
    text = format_number(float(value), _MOST_DECIMALS)
    return text.rstrip("0").rstrip(",") if "," in text else text


def expected_value(rule: Rule, form: Form, names: FrameEnvironment) -> tuple[list[Any], list[Any], list[Any]]:
    """Value, expected and difference (value − expected) of the comparison that broke a rule, one each a row.

    Dates are ISO text and their difference is in days; all are None where the comparison is not one of numbers or
    dates.
    """
    length = names.length
    values: tuple[list[Any], list[Any], list[Any]] = ([None] * length, [None] * length, [None] * length)
    for comparison, rows in _broken_comparisons(rule.test, names, np.ones(length, dtype=bool)):
        sides = comparison_sides(comparison)
        kinds = {kind_of(side, form.is_date) for side in sides}
        if "truth" in kinds:
            continue
        left, right = (evaluate(side, names) for side in sides)
        for row in np.flatnonzero(rows & ~np.isnan(left) & ~np.isnan(right)):
            if kinds == {"date"}:
                values[0][row], values[1][row] = (
                    day_of_number(left[row]).isoformat(),
                    day_of_number(right[row]).isoformat(),
                )
            else:
                values[0][row], values[1][row] = round(float(left[row]), 6), round(float(right[row]), 6)
            values[2][row] = round(float(left[row] - right[row]), 6)
    return values


def _broken_comparisons(test: Node, names: FrameEnvironment, rows: Any) -> Iterator[tuple[Compare, Any]]:
    """The comparison that decided each of the rows (a boolean array) in which ``test`` is false.

    Of an ``and`` the first part that is false, of an ``or`` the first part, of a conditional the branch taken.
    """
    match test:
        case Compare():
            yield test, rows
        case Logic("and", operands):
            for operand in operands:
                false = rows & (evaluate(operand, names) == 0)
                yield from _broken_comparisons(operand, names, false)
                rows = rows & ~false
        case Logic("or", (first, *_)):
            yield from _broken_comparisons(first, names, rows)
        case Choose(condition, then, otherwise):
            taken = evaluate(condition, names) != 0
            yield from _broken_comparisons(then, names, rows & taken)
            yield from _broken_comparisons(otherwise, names, rows & ~taken)
        case Unary("not", operand):
            comparison = principal_comparison(operand)
            if comparison is not None:
                yield comparison, rows


def scale_hint(field: Field, value: float) -> str:
    """What an impossible or unusual number may have been meant as: km² for ha, đồng for triệu đồng, a misplaced
    separator.

    "" when no such reading falls into the usual range.
    """
    usual = field.usual
    if usual is None or usual.low is None or usual.high is None or value <= 0:
        return ""
    low, high = usual.numbers
    if field.unit == "ha" and low <= value * 100 <= high:
        return f": km² hay ha? ({format_number(value)} km² = {format_number(round(value * 100, 6))} ha)"
    if field.unit.startswith("triệu đồng"):
        if low <= value / 1e6 <= high:
            return f": đồng hay triệu đồng? (có phải {format_number(round(value / 1e6, 6))} triệu đồng không?)"
        if low <= value / 1e3 <= high or value > 1000:
            return (
                f": đồng, nghìn đồng hay triệu đồng? (có phải {format_number(round(value / 1e3, 6))} triệu đồng không?)"
            )
    for factor in (1000.0, 1 / 1000.0):
        meant = round(value * factor, 6)
        if low <= meant <= high and (field.type != "integer" or meant.is_integer()):
            return f" (có phải {format_number(meant)} không?)"
    return ""
