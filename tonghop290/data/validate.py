"""Judging: one pandera call for all returns, then findings for what is wrong and nothing else.

One cell, one cause: a cell that could not be read has its finding already and is not "missing" too; a value outside its
hard range is not unusual as well, and takes no part in rules.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tonghop290.data.apart import PAIR, apart_finding, pairs_in_tables
from tonghop290.data.clean import CleanReturn
from tonghop290.data.dataset import judged_frame
from tonghop290.data.evaluate import FrameEnvironment
from tonghop290.data.read_cell import swap_hint
from tonghop290.data.schema import GIVEN, HARD, RULE, USUAL, failed_checks
from tonghop290.data.sentences import expected_value, rule_sentence
from tonghop290.expressions.tree import Call, names_of, walk
from tonghop290.messages import finding, scale_hint, unit_beside
from tonghop290.model import (
    STATES_WITHOUT_FIGURE,
    CellRef,
    Dataset,
    Field,
    Finding,
    Form,
    Range,
    Rule,
    sayable,
    told,
    told_date,
    told_number,
)
from tonghop290.text.format import as_told

__all__ = ["validate"]

_KNOWN = sayable("Đề nghị ghi số (ước tính thì ghi số và chọn “Ước tính”).")
_KNOWN_FROM_ZERO = sayable("Đề nghị ghi số (không có thì ghi 0; ước tính thì ghi số và chọn “Ước tính”).")
_RANGE_CODES = {
    (True, True): "below-range",
    (True, False): "above-range",
    (False, True): "unusual-low",
    (False, False): "unusual-high",
}
"""(hard, below) → code."""


def validate(form: Form, dataset: Dataset, returns: Sequence[CleanReturn]) -> dict[str, list[Finding]]:
    """Path → findings of the stages type (required), range and rule, in form order.

    Imports pandera and calls it once, however many returns there are.
    """
    findings: dict[str, list[Finding]] = {item.submission.path: [] for item in returns}
    if not returns:
        return findings
    frame = judged_frame(form, dataset, returns)
    kinds = {path: unit.kind if (unit := dataset.units.get(path)) else "" for path in map(str, frame.index)}
    failures = failed_checks(form, frame, kinds if form.kinds else {})
    judge = _Judge(form, dataset, {item.submission.path: item for item in returns}, frame, failures)
    for (path, column), checks in failures.items():
        made = judge.finding(path, column, checks)
        if made is not None:
            findings[path].append(made)
    for item in returns:
        findings[item.submission.path] += pairs_in_tables(form, item)
        findings[item.submission.path] += _typed_over(form, item, frame)
    order = {id: number for number, id in enumerate([*form.fields, *(RULE + rule.id for rule in form.rules)])}

    def place(made: Finding) -> int:
        key = RULE + made.code.removeprefix("rule-") if made.code.startswith("rule-") else made.field or ""
        return order.get(key, len(order))

    for own in findings.values():
        own.sort(key=place)
    return findings


def _typed_over(form: Form, item: CleanReturn, frame: pd.DataFrame) -> Iterator[Finding]:
    """Of derived cells over whose formula a number was typed: what differs from the figure that is printed, where no
    rule of the form speaks of it. Who rounded or cut off decimals typed the same."""
    for id, typed in item.typed.items():
        reckoned: Any = frame.at[item.submission.path, id]
        value = float(reckoned)
        decimals = len(repr(typed).partition(".")[2].rstrip("0"))
        if np.isnan(value) or abs(typed - value) < 10**-decimals or any(_speaks_of(rule, id) for rule in form.rules):
            continue
        field = form.fields[id]
        printed = as_told(value, field.decimals, share=field.is_share)
        yield finding(
            "typed-over",
            file=item.submission.path,
            unit=item.submission.unit,
            at=item.places.get(id),
            field=id,
            label=field.short,
            value=told_number(typed),
            expected=printed,
            reckoned=told_number(printed),
        )


def _speaks_of(rule: Rule, id: str) -> bool:
    calls = (node for node in walk(rule.test) if isinstance(node, Call) and node.function == "typed")
    return any(id in names_of(call) for call in calls)


class _Judge:
    """Turns a failed check into a finding, or into nothing where the cause is known already."""

    def __init__(
        self,
        form: Form,
        dataset: Dataset,
        returns: dict[str, CleanReturn],
        frame: pd.DataFrame,
        failures: dict[tuple[str, str], set[str]],
    ) -> None:
        self.form, self.dataset, self.returns, self.frame = form, dataset, returns, frame
        self.rules = {RULE + rule.id: rule for rule in form.rules}
        self._sentences: dict[str, dict[str, tuple[str, Any, Any, Any]]] = {}
        self._broken: dict[str, list[str]] = {}
        for path, column in failures:
            if column in self.rules:
                self._broken.setdefault(column, []).append(path)

    def finding(self, path: str, column: str, checks: set[str]) -> Finding | None:
        item = self.returns[path]
        if item.blank:
            return None
        if column in self.rules:
            return self._rule(item, self.rules[column], column)
        if column.startswith(PAIR):
            return apart_finding(item, self.form, column.removeprefix(PAIR))
        if "." in column:
            table_id, row, column_id = column.split(".")
            field = self.form.tables[table_id].column(column_id)
            return self._range(item, field, column, checks)
        field = self.form.fields[column]
        if GIVEN in checks:
            return self._required(item, field)
        return self._range(item, field, column, checks)

    def _required(self, item: CleanReturn, field: Field) -> Finding | None:
        if field.id in item.bad or item.states.get(field.id) in STATES_WITHOUT_FIGURE:
            return None
        made = finding(
            "required" if field.figure else "required-text",
            file=item.submission.path,
            unit=item.submission.unit,
            at=item.places.get(field.id),
            field=field.id,
            label=field.short,
        )
        known = told(_KNOWN_FROM_ZERO if field.may_be_zero else _KNOWN)
        return made if field.no_data else dataclasses.replace(made, fix=known)

    def _range(self, item: CleanReturn, field: Field, column: str, checks: set[str]) -> Finding:
        value: Any = self.frame.at[item.submission.path, column]
        hard = HARD in checks
        unit = item.submission.unit
        usual = field.usual_of(unit.kind if unit is not None else "")
        limits = field.hard if hard else usual
        assert limits is not None and (hard or USUAL in checks), (column, checks)
        said = (
            _date_outside(value.date(), limits)
            if field.type == "date"
            else _number_outside(field, value, limits, usual)
        )
        code = _RANGE_CODES[hard, said.below]
        limit = {"limit": said.low if said.below else said.high} if hard else {"low": said.low, "high": said.high}
        label = (
            field.short if "." not in column else told("{row}{label}", row=self._row_label(column), label=field.short)
        )
        made = finding(
            code,
            file=item.submission.path,
            unit=item.submission.unit,
            at=item.places.get(column),
            field=column,
            label=label,
            value=said.value,
            facts={"hint": said.hint, **limit},
        )
        typed = item.texts.get(column)
        return made if typed is None else dataclasses.replace(made, value=typed)

    def _row_label(self, column: str) -> str:
        """What stands before the label of a table's column: its row."""
        table_id, row, _ = column.split(".")
        table = self.form.tables[table_id]
        if not table.fixed:
            return told("{table}, dòng {row}: ", table=table.label.split(" (")[0], row=row)
        return f"{next(line.label for line in table.rows if line.id == row)}, "

    def _rule(self, item: CleanReturn, rule: Rule, column: str) -> Finding:
        if column not in self._sentences:
            paths = self._broken[column]
            part = self.frame.loc[paths]
            names = FrameEnvironment(self.form, part, zero_for_missing=rule.missing == "zero")
            sentences = rule_sentence(rule, self.form, names)
            values = expected_value(rule, self.form, names)
            self._sentences[column] = {
                path: (sentences[number], *(column_values[number] for column_values in values))
                for number, path in enumerate(paths)
            }
        path = item.submission.path
        sentence, value, expected, difference = self._sentences[column][path]
        where: CellRef | None = item.places.get(rule.at[0])
        return Finding(
            code=f"rule-{rule.id}",
            severity=rule.severity,
            stage="rule",
            message=sentence,
            fix=rule.fix,
            file=path,
            unit=item.submission.unit,
            field=rule.at[0],
            label=self.form.fields[rule.at[0]].short,
            sheet=where.sheet if where else None,
            cell=where.a1 if where else None,
            value=value,
            expected=expected,
            difference=difference,
        )


class _Outside(NamedTuple):
    """A value beside the range it lies outside of, as texts."""

    below: bool
    value: str
    low: str
    high: str
    hint: str


def _date_outside(day: dt.date, limits: Range) -> _Outside:
    low, high = limits.days
    return _Outside(day < low, told_date(day), told_date(low), told_date(high), swap_hint(day))


def _number_outside(field: Field, value: float, limits: Range, usual: Range | None) -> _Outside:
    low, high = limits.numbers
    as_text = _year if field.is_year else told_number
    beside = "" if field.is_year else unit_beside(value, field)
    unit = f" {beside}" if beside else ""
    hint = scale_hint(field, float(value), usual)
    return _Outside(
        value < low, told("{value}{unit}", value=as_text(value), unit=unit), as_text(low), as_text(high), hint
    )


def _year(value: float) -> str:
    """A year has no separator of thousands."""
    return str(int(value)) if float(value).is_integer() else told_number(float(value))
