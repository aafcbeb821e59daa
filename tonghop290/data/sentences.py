"""The sentences of broken rules, with the numbers of each return in them; and hints about mistaken units."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tonghop290.data.evaluate import FrameEnvironment, evaluate
from tonghop290.expressions import AS_YEAR, EXCEL_EPOCH, Date, Name, Node, Slot, principal_comparison
from tonghop290.model import Field, Form, Rule
from tonghop290.text.write import format_date, format_number

__all__ = ["expected_value", "rule_sentence", "scale_hint"]

_SHOWN_DECIMALS = 2


def rule_sentence(rule: Rule, form: Form, names: FrameEnvironment) -> list[str]:
    """One sentence a row of the environment's frame."""
    columns = [[part] * len(names.frame) if isinstance(part, str) else _slot(part, form, names) for part in rule.message.parts]
    return ["".join(pieces) for pieces in zip(*columns, strict=True)]


def _slot(slot: Slot, form: Form, names: FrameEnvironment) -> list[str]:
    return [_shown(value, slot, form) for value in evaluate(slot.expression, names)]


def _shown(value: float, slot: Slot, form: Form) -> str:
    if np.isnan(value):
        return "…"
    if _is_date(slot.expression, form):
        return format_date(_date(value))
    if slot.decimals == AS_YEAR:
        return str(int(value))
    if slot.decimals is not None:
        return format_number(float(value), slot.decimals)
    return format_number(round(float(value), _SHOWN_DECIMALS))


def _is_date(node: Node, form: Form) -> bool:
    return isinstance(node, Date) or isinstance(node, Name) and node.id in form.fields and form.fields[node.id].type == "date"


def _date(serial: float) -> dt.date:
    return EXCEL_EPOCH + dt.timedelta(days=int(serial))


def expected_value(rule: Rule, form: Form, names: FrameEnvironment) -> tuple[list[Any], list[Any], list[Any]]:
    """Value, expected and difference of a rule's comparison, one each a row; None where the rule compares nothing.

    Dates are ISO text and their difference is in days.
    """
    sides = principal_comparison(rule.test)
    if sides is None:
        nothing: list[Any] = [None] * len(names.frame)
        return nothing, nothing, nothing
    left, right = (evaluate(side, names) for side in sides)
    dates = any(_is_date(side, form) for side in sides)

    def plain(value: float) -> Any:
        if np.isnan(value):
            return None
        return _date(value).isoformat() if dates else round(float(value), 6)

    differences = [None if np.isnan(gap) else round(float(gap), 6) for gap in left - right]
    return [plain(one) for one in left], [plain(one) for one in right], differences


def scale_hint(field: Field, value: float) -> str:
    """What an impossible or unusual number may have been meant as: km² for ha, đồng for triệu đồng, a misplaced separator.

    "" when no such reading falls into the usual range.
    """
    usual = field.usual
    if usual is None or usual.low is None or usual.high is None or value <= 0:
        return ""
    low, high = float(usual.low), float(usual.high)  # type: ignore[arg-type]
    if field.unit == "ha" and low <= value * 100 <= high:
        return f": km² hay ha? ({format_number(value)} km² = {format_number(round(value * 100, 6))} ha)"
    if field.unit.startswith("triệu đồng"):
        if low <= value / 1e6 <= high:
            return f": đồng hay triệu đồng? (có phải {format_number(round(value / 1e6, 6))} triệu đồng không?)"
        if low <= value / 1e3 <= high or value > 1000:
            return f": đồng, nghìn đồng hay triệu đồng? (có phải {format_number(round(value / 1e3, 6))} triệu đồng không?)"
    for factor in (1000.0, 1 / 1000.0):
        meant = round(value * factor, 6)
        if low <= meant <= high and (field.type != "integer" or meant.is_integer()):
            return f" (có phải {format_number(meant)} không?)"
    return ""
