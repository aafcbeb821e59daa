"""How far candidates are from the other verdict of a rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from tonghop290.data.evaluate import FrameEnvironment, evaluate
from tonghop290.expressions.tree import Choose, Compare, Logic, Node, Unary

__all__ = ["distance"]


def distance(test: Node, names: FrameEnvironment) -> Any:
    """How far a test is from changing its verdict, roughly: positive where it holds, negative where it does not."""
    match test:
        case Compare(operator, left, right):
            gap = evaluate(left, names) - evaluate(right, names)
            if operator in ("==", "!="):
                apart = np.where(np.abs(gap) < 5e-7, -1.0, np.abs(gap))
                return apart if operator == "!=" else -apart
            return gap if operator in (">", ">=") else -gap
        case Logic(operator, operands):
            distances = np.vstack([distance(operand, names) for operand in operands])
            nearest = distances.min(axis=0) if operator == "and" else distances.max(axis=0)
            return nearest + 1e-3 * distances.mean(axis=0)  # so that a step in one part is seen while another decides
        case Unary("not", operand):
            return -distance(operand, names)
        case Choose(condition, then, otherwise):
            return np.where(evaluate(condition, names) != 0, distance(then, names), distance(otherwise, names))
    truth = evaluate(test, names)
    return np.where(np.isnan(truth), np.nan, np.where(truth != 0, 1.0, -1.0))
