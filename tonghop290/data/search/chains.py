"""Moves of several values that hang together: one moves, and each condition that no longer holds moves another.

A climb that changes one value at a time cannot cross what two equalities forbid (``a = 2b and b = 3c``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tonghop290.data.evaluate import evaluate
from tonghop290.data.search.candidates import Candidates, Moves, Values
from tonghop290.data.search.distance import distance
from tonghop290.data.search.ground import Ground
from tonghop290.data.search.rule_variables import Variable
from tonghop290.expressions.tree import Compare, Logic, Node, walk
from tonghop290.model import Rule

__all__ = ["chains"]

_STARTS, _LONGEST = 6, 12
"""Values of each variable that a chain begins with; values it moves at most."""


def chains(
    ground: Ground, at: Values, rules: Sequence[Rule], choices: Mapping[str, Sequence[float]], pinned: Mapping[str, Any]
) -> Iterator[Values]:
    """Candidates around ``at`` in which these rules hold as far as can be. ``choices``: what the first value to move
    could become; ``pinned`` values stay."""
    conditions = [
        _Condition(part, rule, tuple(ground.behind(part))) for rule in rules for part in _conjuncts(rule.test)
    ]
    for key, values in choices.items():
        starts = [*[one for one in values if not math.isnan(one)][:_STARTS], *_round_values(ground.variables[key])]
        for value in dict.fromkeys(starts):
            if ground.spent:
                return
            moved = _chain(ground, at, {key: value}, conditions, pinned)
            if len(moved) > 1:
                yield moved


@dataclass(frozen=True, slots=True)
class _Condition:
    """A part of a rule that must hold alone; ``keys``: the values it rests on."""

    test: Node
    rule: Rule
    keys: tuple[str, ...]


def _round_values(variable: Variable) -> list[float]:
    """Values that halves, thirds, quarters, fifths are whole of."""
    low, high = variable.usual
    unit = 60 * variable.step
    first = max(math.ceil(low / unit), 1)
    return [unit * number for number in range(first, min(first + _STARTS, math.floor(high / unit) + 1))]


def _conjuncts(test: Node) -> Iterator[Node]:
    if isinstance(test, Logic) and test.operator == "and":
        for operand in test.operands:
            yield from _conjuncts(operand)
    else:
        yield test


def _chain(
    ground: Ground, at: Values, moved: Values, conditions: Sequence[_Condition], pinned: Mapping[str, Any]
) -> Values:
    """What has moved once every condition that can be met by one more value is met."""
    left = list(conditions)
    while len(moved) < _LONGEST:
        touched = next((one for one in left if not moved.keys().isdisjoint(one.keys)), None)
        if touched is None:
            break
        further, met = _follower(ground, at, moved, touched, pinned)
        moved = moved | further
        if met or not further:
            left.remove(touched)
    return moved


def _follower(
    ground: Ground, at: Values, moved: Values, condition: _Condition, pinned: Mapping[str, Any]
) -> tuple[Values, bool]:
    """The first other value that can meet the condition, or bring it nearest, and what it becomes ({} where it holds,
    or none can); whether the condition is met then."""
    free = [key for key in condition.keys if key not in moved and key not in pinned]
    steps = {key: ground.variables[key].step for key in free}
    begin = {key: ground.variables[key].typed if math.isnan(at[key]) else at[key] for key in free}
    ground.work += 2 * (1 + len(free))
    held = _judged(ground, at, [moved], condition)[0]
    if held == 1 or not free:
        return {}, held == 1
    tries = [moved, *({**moved, key: begin[key] + steps[key]} for key in free)]
    names = _names(ground, at, tries, condition)
    found: list[Values] = []
    for node in walk(condition.test):
        if isinstance(node, Compare):
            gaps = evaluate(node.left, names) - evaluate(node.right, names)
            for key, there in zip(free, gaps[1:], strict=True):
                change = float(there - gaps[0])
                if math.isfinite(change) and abs(change) > 1e-12:
                    root = begin[key] - float(gaps[0]) * steps[key] / change
                    fitted = [ground.variables[key].fitted(root + steps[key] * away) for away in (0, -1, 1)]
                    found += [{key: value} for value in dict.fromkeys(fitted)]
    if not found:
        return {}, False
    tries = [moved, *(moved | one for one in found)]
    verdicts = _judged(ground, at, tries, condition)[1:]
    if (verdicts == 1).any():
        return found[int(np.argmax(verdicts == 1))], True
    away = np.nan_to_num(distance(condition.test, _names(ground, at, tries, condition)), nan=-np.inf)
    best = int(np.argmax(away[1:]))
    return (found[best], False) if away[1 + best] > away[0] + 1e-9 else ({}, False)


def _judged(ground: Ground, at: Values, tries: Sequence[Values], condition: _Condition) -> Any:
    return evaluate(condition.test, _names(ground, at, tries, condition)).astype("float64")


def _names(ground: Ground, at: Values, tries: Sequence[Values], condition: _Condition) -> Candidates:
    return Candidates(ground.form, Moves(at, tries), zero_for_missing=condition.rule.missing == "zero")
