"""The sentences of broken rules, with the numbers of each return in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tonghop290.data.evaluate import FrameEnvironment, evaluate
from tonghop290.excel import day_of_number
from tonghop290.expressions.kinds import kind_of
from tonghop290.expressions.message import AS_YEAR, Slot
from tonghop290.expressions.tree import Choose, Compare, Logic, Node, Unary, comparison_sides, principal_comparison
from tonghop290.model import Form, Rule

__all__ = ["expected_value", "rule_sentence"]

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
        return form.words.date(day_of_number(value))
    if slot.decimals == AS_YEAR:
        return str(int(value))
    if slot.decimals is not None:
        return form.words.number(float(value), slot.decimals)
    text, mark = form.words.number(float(value), _MOST_DECIMALS), form.words.writing.decimal
    return text.rstrip("0").rstrip(mark) if mark in text else text


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
