"""The pandera schema of a form: one frame with all returns, judged in one lazy call.

Measured with pandera 0.35: a failing frame-wide check blames every column, an NA inside one kills it, a value that
cannot be coerced turns its column's checks into one TypeError (``tests/data/test_schema.py`` watches all three). So
nothing is coerced, columns are float64, datetime64[ns] or object, and each rule is a column of its own ("rule.R1":
1 kept, 0 broken, NaN not evaluated) that a parser computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from tonghop290.data.apart import PAIR, pair_columns
from tonghop290.data.evaluate import FrameEnvironment, rule_verdict
from tonghop290.model import Field, Form, Range

__all__ = ["HARD", "KEPT", "RULE", "USUAL", "form_schema"]

HARD, USUAL, CHOICE, KEPT, RULE = "hard", "usual", "choice", "kept", "rule."


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
        columns[RULE + rule.id] = pa.Column(float, pa.Check(_kept, name=KEPT), nullable=True, description=rule.label)

    for field in form.inputs:
        if field.belongs:
            columns[PAIR + field.id] = pa.Column(float, pa.Check(_kept, name=KEPT), nullable=True)

    def complete(frame: pd.DataFrame) -> pd.DataFrame:
        return with_derived_and_rules(form, frame, kinds or {})

    return pa.DataFrameSchema(
        columns, parsers=pa.Parser(complete), strict=False, coerce=False, name=form.id, description=form.title
    )


def with_derived_and_rules(form: Form, frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frame with its derived fields computed anew and one verdict column a rule; NaN where a rule does not hold."""
    names = FrameEnvironment(form, frame)
    added: dict[str, Any] = {field.id: names.number(field.id) for field in form.derived}
    for rule in form.rules:
        verdict = rule_verdict(rule, form, frame)
        if rule.kinds:
            verdict[[not rule.holds_for(kinds.get(name, "")) for name in frame.index]] = np.nan
        added[RULE + rule.id] = verdict
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
        checks.append(pa.Check(_among(field.choices), name=CHOICE))
    return pa.Column(None, checks, nullable=nullable, title=field.label, description=field.help)


def _range_checks(field: Field, kinds: Mapping[str, str]) -> list[pa.Check]:
    dates = field.type == "date"
    checks = [pa.Check(_between(field.hard, dates), name=HARD)] if field.hard is not None else []
    usual = field.usual_of("")
    if usual is not None:
        known = {kind: field.usual_of(kind) for kind in set(kinds.values())} if field.usual_for else {}
        limits = {name: known.get(kind, usual) for name, kind in kinds.items()} if known else None
        checks.append(
            pa.Check(_between(usual, dates) if limits is None else _within_own(limits, usual, dates), name=USUAL)
        )
    return checks


def _within_own(limits: Mapping[str, Range | None], widest: Range, dates: bool) -> Any:
    """The check of a range that depends on the kind of unit; a kind without a range is not judged."""

    def within(values: pd.Series) -> Any:
        own = [limits.get(name, widest) or Range() for name in values.index]
        read = pd.to_datetime(values, errors="coerce") if dates else pd.to_numeric(values, errors="coerce")
        ends = [tuple(map(pd.Timestamp, one.days)) if dates else one.numbers for one in own]
        lows, highs = (pd.Series([end[side] for end in ends], index=values.index, dtype=read.dtype) for side in (0, 1))
        return read.between(lows, highs) | read.isna()

    return within


def _between(limits: Range, dates: bool) -> Any:
    """The check of a range. What is no number (no date) passes: the column's type speaks of it, and the other rows are
    judged."""
    if dates:
        first, last = map(pd.Timestamp, limits.days)

        def days(values: pd.Series) -> Any:
            read = pd.to_datetime(values, errors="coerce")
            return read.between(first, last) | read.isna()

        return days

    low, high = limits.numbers

    def numbers(values: pd.Series) -> Any:
        read = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64")
        return pd.Series((read >= low) & (read <= high) | np.isnan(read), index=values.index)

    return numbers


def _among(choices: tuple[str, ...]) -> Any:
    return lambda values: values.isin(choices)


def _kept(verdicts: pd.Series) -> Any:
    return np.not_equal(verdicts, 0.0)
