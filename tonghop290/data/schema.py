"""The pandera schema of a form: one frame with all returns, judged in one lazy call.

Measured with pandera 0.35: a failing frame-wide check blames every column, an NA inside one kills it, a value that
cannot be coerced turns its column's checks into one TypeError (``tests/data/test_schema.py`` watches all three). So
nothing is coerced, columns are float64, datetime64[ns] or object, and each rule is a column of its own ("rule.R1":
1 kept, 0 broken, NaN not evaluated) that a parser computes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from tonghop290.data.apart import PAIR, pair_columns
from tonghop290.data.evaluate import FrameEnvironment, rule_verdicts
from tonghop290.model import Field, Form, Range

__all__ = ["HARD", "KEPT", "RULE", "USUAL", "form_schema"]

HARD, USUAL, CHOICE, KEPT, RULE = "hard", "usual", "choice", "kept", "rule."
_FIRST_DAY, _LAST_DAY = dt.date(1678, 1, 1), dt.date(2262, 1, 1)
"""Of those a column of dates can hold."""


def form_schema(form: Form, kinds: Mapping[str, str] | None = None) -> pa.DataFrameSchema:
    """The schema of a form's main frame (see :func:`tonghop290.pipeline.forms.schema`).

    Shapes: one row a return; numbers float64 (NaN missing), dates datetime64[ns], text object or str (None missing).
    Derived fields, "rule.<id>" and "pair.<id>" columns are computed by the schema's parser; tables may stand beside as
    columns named "table.row.column". A required field without a value fails ``not_nullable``; checks are named hard,
    usual, choice, kept. ``kinds``: index → kind of unit, for the ranges and rules of some kinds only; of a kind that
    is not known, what is usual for any is usual, and a rule of some kinds is not evaluated.
    """
    columns: dict[str, pa.Column] = {field.id: _column(field, kinds or {}) for field in form.fields.values()}
    for table in form.tables.values():
        for column in table.columns:
            if column.figure:
                name = rf"^{table.id}\.[^.]+\.{column.id}$"
                columns[name] = pa.Column(
                    float, _range_checks(column, kinds or {}), nullable=True, regex=True, required=False
                )
    for rule in form.rules:
        columns[RULE + rule.id] = pa.Column(float, _check(_kept, KEPT), nullable=True, description=rule.label)

    for field in form.inputs:
        if field.belongs:
            columns[PAIR + field.id] = pa.Column(float, _check(_kept, KEPT), nullable=True)

    def complete(frame: pd.DataFrame) -> pd.DataFrame:
        return with_derived_and_rules(form, frame, kinds or {})

    return pa.DataFrameSchema(
        columns, parsers=pa.Parser(complete), strict=False, coerce=False, name=form.id, description=form.title
    )


def with_derived_and_rules(form: Form, frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frame with its derived fields computed anew and one verdict column a rule; NaN where a rule does not hold."""
    names = FrameEnvironment(form, frame)
    added: dict[str, Any] = {field.id: names.number(field.id) for field in form.derived}
    verdicts = rule_verdicts(form.rules, form, frame)
    for rule in form.rules:
        if rule.kinds:
            verdicts[rule.id][[not rule.holds_for(kinds.get(name, "")) for name in frame.index]] = np.nan
        added[RULE + rule.id] = verdicts[rule.id]
    added |= pair_columns(form, frame)
    kept = frame.drop(columns=[name for name in added if name in frame])
    return pd.concat([kept, pd.DataFrame(added, index=frame.index)], axis=1)


def _column(field: Field, kinds: Mapping[str, str]) -> pa.Column:
    nullable = not field.required or field.derived
    if field.figure:
        return pa.Column(
            float,
            _range_checks(field, kinds),
            nullable=nullable,
            title=field.label,
            description=field.help,
            metadata={"unit": field.unit},
        )
    if field.type == "date":
        return pa.Column(
            "datetime64[ns]", _range_checks(field, kinds), nullable=nullable, title=field.label, description=field.help
        )
    checks = []
    if field.type == "choice" and not field.other_allowed:
        checks.append(_check(_among(field.choices), CHOICE))
    return pa.Column(None, checks, nullable=nullable, title=field.label, description=field.help)


def _range_checks(field: Field, kinds: Mapping[str, str]) -> list[pa.Check]:
    dates = field.type == "date"
    checks = [_check(_between(field.hard, dates), HARD)] if field.hard is not None else []
    usual = field.usual_of("")
    if usual is not None:
        known = {kind: field.usual_of(kind) for kind in set(kinds.values())} if field.usual_for else {}
        limits = {name: known.get(kind, usual) for name, kind in kinds.items()} if known else None
        checks.append(_check(_between(usual, dates) if limits is None else _within_own(limits, usual, dates), USUAL))
    return checks


def _within_own(limits: Mapping[str, Range | None], widest: Range, dates: bool) -> Any:
    """The check of a range that depends on the kind of unit; a kind without a range is not judged."""

    def within(values: pd.Series) -> pd.Series:
        own = [limits.get(name, widest) or Range() for name in values.index]
        ends = np.array([_ends(one, dates) for one in own], dtype=_dtype(dates)).reshape(-1, 2)
        return _inside(values, ends[:, 0], ends[:, 1], dates)

    return within


def _between(limits: Range, dates: bool) -> Any:
    """The check of a range."""
    low, high = np.array(_ends(limits, dates), dtype=_dtype(dates))
    return lambda values: _inside(values, low, high, dates)


def _ends(limits: Range, dates: bool) -> tuple[Any, Any]:
    if not dates:
        return limits.numbers
    first, last = limits.days
    return max(first, _FIRST_DAY), min(last, _LAST_DAY)


def _dtype(dates: bool) -> str:
    return "datetime64[ns]" if dates else "float64"


def _inside(values: pd.Series, low: Any, high: Any, dates: bool) -> pd.Series:
    """Which values lie between two ends. What is no number (no date) passes: the column's type speaks of it, and the
    other rows are judged."""
    if values.dtype != _dtype(dates):
        values = pd.to_datetime(values, errors="coerce") if dates else pd.to_numeric(values, errors="coerce")
    read = values.to_numpy(dtype=_dtype(dates))
    return pd.Series((read >= low) & (read <= high) | pd.isna(read), index=values.index)


def _among(choices: tuple[str, ...]) -> Any:
    return lambda values: values.isin(choices) | values.isna()


def _kept(verdicts: pd.Series) -> Any:
    return np.not_equal(verdicts, 0.0)


def _check(holds: Any, name: str) -> pa.Check:
    """A check that lets pass what is missing; that pandera need not take it out first is a tenth of its time."""
    return pa.Check(holds, name=name, ignore_na=False)
