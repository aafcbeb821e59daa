"""Values that keep every rule of a form, or break one of them: found by search, the same ones at each call.

A hill climb over the rules' distances. All changes of one value that could help, among them the roots of every
comparison the value stands in, are judged at once as the rows of one array; the best is taken. Dates are Excel day
numbers, texts 1 (there) or NaN (not there). A rule is judged anew only where a value it rests on has changed.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tonghop290.data.apart import fitting_choice
from tonghop290.data.evaluate import evaluate
from tonghop290.data.search.candidates import Candidates, Moves, Values
from tonghop290.data.search.chains import chains
from tonghop290.data.search.distance import distance
from tonghop290.data.search.ground import Ground
from tonghop290.data.search.rule_variables import (
    WIDEST,
    Variable,
    number_of,
)
from tonghop290.excel import day_of_number
from tonghop290.expressions.tree import Compare, walk
from tonghop290.model import Form, Rule

__all__ = ["Found", "Ground", "RuleFacts", "find_values", "rule_facts"]

_ROUNDS, _FRUITLESS, _DETOURS = 60, 2, 14
_UNJUDGED = 0.3
_BEGINNINGS = {"middle": (0, False), "filled": (6, True), "empty": (6, False), "full": (40, True)}
"""Where a search begins → how many rows of the tables it knows, and whether they are filled in at first: one row is not
enough for a sum, nor six for a large one; of filled rows none is emptied again."""
_MOST_WORK = 2_000_000
"""Steps of work (see :class:`Ground`) after which :func:`rule_facts` tries no further rule: ten seconds or so. The
shipped form takes 143,000."""
_SAMPLE_TEXT = "Nội dung thử"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search came to. ``values``: field id, "table.row.column" or "typed.<derived id>" → number, date or text
    (absent: empty).

    ``broken`` and ``unjudged``: ids of the rules that are broken, or not evaluated; ``unusual``: ids of the values
    outside their usual range.
    """

    values: Mapping[str, Any]
    broken: tuple[str, ...]
    unjudged: tuple[str, ...]
    unusual: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What no reading of the definition tells: rules that no value was found to break, rules a blank form breaks, and
    whether values were found that keep all rules. ``untried``: rules left out, for trying them is too much work."""

    unbreakable: tuple[str, ...] = ()
    broken_when_blank: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()


def find_values(
    form: Form,
    *,
    breaking: str | None = None,
    pinned: Mapping[str, float | dt.date] | None = None,
    start: Found | None = None,
    ground: Ground | None = None,
) -> Found:
    """Values of a form in their usual ranges that keep all rules, or break the one named and as little else as can be.

    ``pinned`` values stay as they are, inside their hard ranges or not; ``start``: where to begin, ``ground``: that of
    the form, used again (both save time).
    """
    ground = (ground or Ground(form)).with_cells(pinned or {})
    tries = _tries(ground, breaking, {key: number_of(value) for key, value in (pinned or {}).items()}, start)

    def cost(found: Found) -> tuple[bool, int, int]:
        wrong = len(found.broken) + len(found.unusual)
        return breaking is not None and breaking not in found.broken, wrong, len(found.unjudged)

    return min(tries, key=cost)


def _tries(ground: Ground, breaking: str | None, pinned: Values, start: Found | None) -> list[Found]:
    """What searches from one beginning after the other come to, until one is all that is sought."""
    tries: list[Found] = []
    for begin in ("start", *_BEGINNINGS) if start is not None else _BEGINNINGS:
        rows, filled = _BEGINNINGS.get(begin, (0, False))
        if rows and (any(breaking in found.broken for found in tries) or not ground.widen(rows)):
            break
        search = _Search(ground, breaking, pinned)
        if begin == "start" and start is not None:
            search.begin(start)
        elif filled:
            search.fill()
        search.climb()
        tries.append(search.found())
        judged = breaking is not None or start is not None or not tries[-1].unjudged
        if judged and tries[-1].broken == (() if breaking is None else (breaking,)):
            break
    return tries


def rule_facts(form: Form, *, most_work: int = _MOST_WORK) -> RuleFacts:
    """Try every rule: is there a value that breaks it, does a blank form break it, can all be kept at once?"""
    ground = Ground(form, most_work=most_work)
    tries = _tries(ground, None, {}, None)
    kept = min(tries, key=lambda found: len(found.broken) + len(found.unjudged))
    is_whole = not ground.spent
    unbreakable: list[str] = []
    untried: list[str] = []
    for rule in form.rules:
        found = kept if ground.spent else find_values(form, breaking=rule.id, start=kept, ground=ground)
        if rule.id not in found.broken:
            (untried if ground.spent else unbreakable).append(rule.id)
    blank = _Search(ground, None, {})
    blank.values = dict.fromkeys(blank.values, math.nan)
    return RuleFacts(
        unbreakable=tuple(unbreakable),
        unkept=kept.broken + kept.unjudged if is_whole else (),
        broken_when_blank=tuple(id for id, verdict in blank.verdicts().items() if verdict == 0),
        untried=tuple(untried),
    )


# --- the climb ----------------------------------------------------------------------------------------------------


class _Search:
    """One climb: the values it stands at."""

    def __init__(self, ground: Ground, breaking: str | None, pinned: Mapping[str, float]) -> None:
        self.ground, self.form, self.variables = ground, ground.form, ground.variables
        self.breaking, self.pinned = breaking, pinned
        self.values: Values = {key: variable.start for key, variable in self.variables.items()} | dict(pinned)
        self.random = random.Random(0)
        self.filled = False

    def verdicts(self) -> dict[str, float]:
        """Rule id → 1 kept, 0 broken, NaN not evaluated, where it stands."""
        here = Moves(self.values, [{}])
        return {rule.id: self._alone(rule, here)[1] for rule in self.form.rules}

    def _names(self, rule: Rule, columns: Moves) -> Candidates:
        return Candidates(self.form, columns, zero_for_missing=rule.missing == "zero")

    def _cost(self, changes: list[Values]) -> Any:
        """How far every candidate (where it stands, changed so) is from what is sought; 0 is it."""
        if not changes:
            return np.array([np.inf])
        here, moves = Moves(self.values, [{}]), Moves(self.values, changes)
        cost = np.zeros(len(changes))
        self.ground.work += len(self.form.rules)
        for rule in self.form.rules:
            cost = cost + (
                self._alone(rule, here)[0]
                if moves.changed.isdisjoint(self.ground.inputs[rule.id])
                else self._rule_cost(rule, moves)[0]
            )
        for key, variable in self.variables.items():
            counted = variable.field.figure or variable.field.type == "date"
            if counted and (key in moves.changed or self._unusual(self.values[key], variable)):
                cost = cost + self._usual_cost(variable, moves[key])
        return cost

    def _alone(self, rule: Rule, here: Moves) -> tuple[float, float]:
        """Cost and verdict of a rule where the search stands; remembered, most do not change from move to move."""
        at, inputs = here.start, self.ground.inputs[rule.id]
        key = (rule.id, rule.id == self.breaking, *(None if math.isnan(at[id]) else at[id] for id in inputs))
        if key not in self.ground.known:
            cost, verdict = self._rule_cost(rule, here)
            self.ground.known[key] = float(cost[0]), float(verdict[0])
        return self.ground.known[key]

    def _rule_cost(self, rule: Rule, columns: Moves) -> tuple[Any, Any]:
        """Cost and verdict of a rule for every candidate."""
        self.ground.judge(rule, 2 * len(columns.changes))
        names = self._names(rule, columns)
        verdict = evaluate(rule.test, names).astype("float64")
        if rule.id != self.breaking and (verdict == 1).all():
            return np.zeros(len(verdict)), verdict
        away = 1 + np.log1p(np.nan_to_num(np.abs(distance(rule.test, names)), nan=WIDEST))
        if rule.id == self.breaking:
            return 1000 * np.where(np.isnan(verdict), 50, np.where(verdict == 0, 0, away)), verdict
        weight = 3 if rule.severity == "error" else 2
        return weight * np.where(verdict == 0, away, 0) + _UNJUDGED * np.isnan(verdict), verdict

    def _usual_cost(self, variable: Variable, values: Any) -> Any:
        away = np.fmax(variable.usual[0] - values, values - variable.usual[1])
        cost = np.where(away > 1e-9, 1 + 0.1 * np.log1p(np.where(away > 1e-9, away, 0) / variable.step), 0)
        if variable.field.type == "percent" and not variable.field.derived:
            cost = cost + ((values > 0) & (values < 1))
        return cost

    def begin(self, start: Found) -> None:
        """Begin at these values instead of the middle of the usual ranges."""
        for key in self.variables:
            if key not in self.pinned:
                value = start.values.get(key, math.nan)
                self.values[key] = number_of(value) if isinstance(value, int | float | dt.date) else 1.0

    def fill(self) -> None:
        """Begin with tables filled in, and empty nothing: a sum over empty cells judges nothing, and one cell alone
        makes it wrong."""
        self.filled = True
        for key, variable in self.variables.items():
            if key not in self.pinned and key.count(".") == 2:
                self.values[key] = variable.typed

    def climb(self) -> None:
        """Better values, until nothing is wrong or no change helps."""
        best, fruitless = float(self._cost([{}])[0]), 0
        for _ in range(_ROUNDS):
            if best == 0 or fruitless == _FRUITLESS or self.ground.spent:
                return
            at = self.values
            moves = list(self._moves(fruitless))
            costs = self._cost(moves)
            if costs.min() < best - 1e-9:
                self.values, best, fruitless = at | moves[int(np.argmin(costs))], float(costs.min()), 0
                continue
            for chosen in np.argsort(costs, kind="stable")[: min(_DETOURS, len(moves))]:  # one step back, two ahead
                self.values = at | moves[int(chosen)]
                further = [] if self.ground.spent else list(self._moves(0))
                ahead = self._cost(further)
                if ahead.min() < best - 1e-9:
                    self.values |= further[int(np.argmin(ahead))]
                    best, fruitless = float(ahead.min()), 0
                    break
            else:
                self.values, fruitless = at, fruitless + 1

    def _moves(self, fruitless: int) -> Iterator[Values]:
        """Candidates: every single change that may help; after a round without gain also changes of several values at
        once."""
        now = Moves(self.values, [{}])
        hot_rules = [
            rule for rule in self.form.rules if self._alone(rule, now)[1] != (0 if rule.id == self.breaking else 1)
        ]
        inputs = (key for rule in hot_rules for key in self.ground.inputs[rule.id])
        hot = list(dict.fromkeys(key for key in inputs if key not in self.pinned))
        hot += [
            key
            for key, variable in self.variables.items()
            if key not in hot and key not in self.pinned and self._unusual(self.values[key], variable)
        ]
        choices = {key: self._choices(key, hot_rules, now) for key in hot}
        for key, values in choices.items():
            for value in values:
                yield {key: value}
        if fruitless and hot:
            others = [rule for rule in self.form.rules if rule.id != self.breaking and rule not in hot_rules]
            wanted = [rule for rule in hot_rules if rule.id != self.breaking]
            yield from chains(self.ground, self.values, [*wanted, *others], choices, self.pinned)
            for _ in range(150 * fruitless):
                changed = self.random.sample(hot, min(len(hot), self.random.randint(2, 4)))
                yield {key: self.random.choice(choices[key]) for key in changed if choices[key]}

    def _unusual(self, value: float, variable: Variable) -> bool:
        return (
            not variable.usual[0] <= value <= variable.usual[1]
            and not math.isnan(value)
            or variable.field.type == "percent"
            and 0 < value < 1
        )

    def _choices(self, key: str, rules: Collection[Rule], now: Moves) -> list[float]:
        variable, value = self.variables[key], self.values[key]
        low, high = variable.usual
        values = [variable.low, high, low, variable.high, low + (high - low) * 0.1, (low + high) / 2]
        if not math.isnan(value):
            values += [value * factor for factor in (0.1, 0.5, 0.9, 1.1, 2, 10)]
            roots = [value, *self._roots(key, rules, now)]
            values += [
                root + variable.step * steps for root in roots for steps in (0, 1, -1, 2, -2, 5, -5, 20, -20, 50, -50)
            ]
        fitted = dict.fromkeys(variable.fitted(each) for each in values if math.isfinite(each))
        return [each for each in fitted if each != value] + (
            [math.nan] if variable.optional and not self.filled and not math.isnan(value) else []
        )

    def _roots(self, key: str, rules: Collection[Rule], now: Moves) -> Iterator[float]:
        """Where the two sides of a comparison would meet if only this value changed (by the secant)."""
        variable, value = self.variables[key], self.values[key]
        moved = Moves(now.start, [{key: value + variable.step}])
        for rule in rules:
            if key not in self.ground.inputs[rule.id]:
                continue
            for node in walk(rule.test):
                if isinstance(node, Compare):
                    self.ground.judge(rule, 2)
                    gaps = [
                        float((evaluate(node.left, names) - evaluate(node.right, names))[0])
                        for names in (self._names(rule, now), self._names(rule, moved))
                    ]
                    if math.isfinite(gaps[0]) and math.isfinite(gaps[1]) and abs(gaps[1] - gaps[0]) > 1e-12:
                        yield value - gaps[0] * variable.step / (gaps[1] - gaps[0])

    # --- the result -----------------------------------------------------------------------------------------------

    def found(self) -> Found:
        """Where the climb has come to."""
        verdicts = self.verdicts()
        values = {
            key: self._as_typed(variable, self.values[key])
            for key, variable in self.variables.items()
            if not math.isnan(self.values[key])
        }
        ranged = {
            key: variable
            for key, variable in self.variables.items()
            if variable.field.usual is not None or variable.field.type == "percent"
        }
        return Found(
            values=values,
            broken=tuple(id for id, verdict in verdicts.items() if verdict == 0),
            unjudged=tuple(id for id, verdict in verdicts.items() if math.isnan(verdict)),
            unusual=tuple(
                key
                for key, variable in ranged.items()
                if self._unusual(self.values[key], variable) and not key.startswith("typed.")
            ),
        )

    def _as_typed(self, variable: Variable, value: float) -> Any:
        field = variable.field
        if field.type == "date":
            return day_of_number(value)
        if not field.figure:
            return fitting_choice(self.form, field) if field.choices else _SAMPLE_TEXT
        return int(value) if float(value).is_integer() else value
