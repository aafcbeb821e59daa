"""The pandera schema of a form, and the same checks over all values of a round in one column.

The schema has a column a field: what others validate their frames with. pandera spends 2 ms on each column however few
rows it has, so what the program judges stands in one column of values, each beside its own limits
(:func:`failed_checks`); both are made of the same :class:`_Limits`, and a test holds their verdicts equal.

Measured with pandera 0.35: a failing frame-wide check blames every column, an NA inside one kills it, a value that
cannot be coerced turns its column's checks into one TypeError (``tests/data/test_schema.py`` watches all three). So
nothing is coerced, columns are float64, datetime64[ns] or object, and each rule is a column of its own ("rule.R1":
1 kept, 0 broken, NaN not evaluated) that a parser computes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from tonghop290.data.apart import PAIR, pair_columns
from tonghop290.data.evaluate import FrameEnvironment, rule_verdicts
from tonghop290.model import Field, Form, Range, SchemaFailure

__all__ = ["GIVEN", "HARD", "KEPT", "RULE", "USUAL", "failed_checks", "form_schema", "schema_failures"]

HARD, USUAL, CHOICE, KEPT, RULE = "hard", "usual", "choice", "kept", "rule."
GIVEN = "not_nullable"
"""pandera's own name of the check that a value is there."""
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


def schema_failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> tuple[SchemaFailure, ...]:
    """All that breaks a schema, in pandera's order (see :func:`tonghop290.pipeline.forms.schema_failures`)."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases[["column", "index", "failure_case", "check"]]
        return tuple(
            SchemaFailure(
                column=str(column), row=None if row is None or row != row else row, value=value, check=str(check)
            )
            for column, row, value, check in cases.itertuples(index=False)
        )
    return ()


def failed_checks(form: Form, frame: pd.DataFrame, kinds: Mapping[str, str]) -> dict[tuple[Any, str], set[str]]:
    """(index, column) → names of the checks of :func:`form_schema` that fail there, in the order of the columns.

    Shapes as there, of the types named there (the frame is our own); one lazy call of pandera.
    """
    stack = _Stack(form, with_derived_and_rules(form, frame, kinds), kinds)
    failed: dict[tuple[Any, str], set[str]] = {}
    for one in sorted(schema_failures(stack.schema(), stack.frame()), key=_row_of):
        failed.setdefault(stack.place(_row_of(one)), set()).add(one.check)
    return failed


def _row_of(failure: SchemaFailure) -> int:
    row: Any = failure.row
    if row is None:
        raise AssertionError(f"the frame does not fit its own schema: {failure}")
    return int(row)


class _Stack:
    """The values of a frame under each other, column after column, each beside its own limits."""

    def __init__(self, form: Form, frame: pd.DataFrame, kinds: Mapping[str, str]) -> None:
        self._frame, self._kinds = frame, kinds
        self._names: list[str] = []
        self._parts: dict[str, list[Any]] = {name: [] for name in ("value", GIVEN, CHOICE, KEPT)}
        self._ends: dict[str, tuple[list[Any], list[Any]]] = {HARD: ([], []), USUAL: ([], [])}
        figures = {(table.id, column.id): column for table in form.tables.values() for column in table.columns}
        for field in form.fields.values():
            self._add(field.id, field, required=field.required and not field.derived)
        for name in frame.columns:
            table, _, rest = name.partition(".")
            column = figures.get((table, rest.rpartition(".")[2]))
            if column is not None and column.figure:
                self._add(name, column)
        for name in [RULE + rule.id for rule in form.rules] + [name for name in frame.columns if name.startswith(PAIR)]:
            self._add(name)

    def _add(self, name: str, field: Field | None = None, *, required: bool = False) -> None:
        values, rows = self._frame[name], len(self._frame)
        dates = field is not None and field.type == "date"
        numbers = field is not None and (field.figure or dates)
        limits = _limits(field, self._kinds) if field is not None and numbers else {}
        among = field is not None and field.type == "choice" and not field.other_allowed
        self._names.append(name)
        self._parts["value"].append(_numbers(values.to_numpy(_dtype(dates))) if numbers else np.full(rows, np.nan))
        self._parts[GIVEN].append(values.notna() if required else np.full(rows, True))
        self._parts[CHOICE].append(
            _among(field.choices)(values) if field is not None and among else np.full(rows, True)
        )
        self._parts[KEPT].append(np.full(rows, True) if field is not None else _kept(values))
        for check, ends in self._ends.items():
            own = limits[check].ends(values.index) if check in limits else (-np.inf, np.inf)
            for side, end in zip(ends, own, strict=True):
                side.append(np.broadcast_to(_numbers(np.asarray(end)), rows))

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame({name: np.concatenate(parts) for name, parts in self._parts.items()})

    def schema(self) -> pa.DataFrameSchema:
        ends = {check: [np.concatenate(side) for side in sides] for check, sides in self._ends.items()}
        inside = [
            _check(lambda values, low=low, high=high: _inside(values, low, high, False), check)
            for check, (low, high) in ends.items()
        ]
        columns = {"value": pa.Column(float, inside, nullable=True)}
        columns |= {check: pa.Column(bool, _check(lambda held: held, check)) for check in (GIVEN, CHOICE, KEPT)}
        return pa.DataFrameSchema(columns)

    def place(self, row: int) -> tuple[Any, str]:
        """The index and the column that a row of the stack comes from."""
        column, line = divmod(row, len(self._frame))
        return self._frame.index[line], self._names[column]


def _numbers(values: Any) -> Any:
    """Numbers as they are, moments as the number that stands for them; NaN for none."""
    if values.dtype.kind != "M":
        return values.astype("float64")
    return np.where(np.isnat(values), np.nan, values.astype("datetime64[ns]").astype("int64").astype("float64"))


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
    return [_check(limits, name) for name, limits in _limits(field, kinds).items()]


def _limits(field: Field, kinds: Mapping[str, str]) -> dict[str, _Limits]:
    """Name of a check → the ends that it holds values of this field against."""
    dates = field.type == "date"
    checks = {HARD: _Limits(field.hard, dates)} if field.hard is not None else {}
    usual = field.usual_of("")
    if usual is not None:
        known = {kind: field.usual_of(kind) for kind in set(kinds.values())} if field.usual_for else {}
        own = {name: known.get(kind, usual) for name, kind in kinds.items()} if known else None
        checks[USUAL] = _Limits(usual, dates, own)
    return checks


@dataclass(frozen=True, slots=True)
class _Limits:
    """A range as a check; ``own``: index → the range of that kind of unit (a kind without one is not judged)."""

    widest: Range
    dates: bool
    own: Mapping[str, Range | None] | None = None

    def __call__(self, values: pd.Series) -> pd.Series:
        return _inside(values, *self.ends(values.index), self.dates)

    def ends(self, index: pd.Index) -> tuple[Any, Any]:
        """Lower and upper end: of all rows, or one a row."""
        if self.own is None:
            low, high = np.array(_ends(self.widest, self.dates), dtype=_dtype(self.dates))
            return low, high
        own = [self.own.get(name, self.widest) or Range() for name in index]
        ends = np.array([_ends(one, self.dates) for one in own], dtype=_dtype(self.dates)).reshape(-1, 2)
        return ends[:, 0], ends[:, 1]


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
