"""What each rule and each range of a form would have said of the figures of a round that is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tonghop290.data.evaluate import rule_verdicts
from tonghop290.data.rehearsal.old_figures import OldFigures
from tonghop290.data.rehearsal.proposals import proposed_range
from tonghop290.data.schema import with_derived_and_rules
from tonghop290.model import Field, Form, Range, Rule

__all__ = ["MUCH", "RangeHits", "RuleHits", "range_hits", "rule_hits"]

MUCH = 0.25
"""More than this share of the units: the author is to look at it again."""
_FEW = 4
"""Of fewer units no share is told."""
_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHits:
    """``judged`` units, of which ``hit`` break the rule; of the ``unjudged`` something is missing."""

    rule: Rule
    judged: int
    hit: int
    unjudged: int
    units: tuple[str, ...]

    @property
    def too_many(self) -> bool:
        return too_many(self.hit, self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeHits:
    """``place``: of the range in the definition ("fields.dan_so.usual"); ``stops``: it is the hard one. ``proposal``: a
    range that fits the data, and how many units would still lie outside."""

    place: str
    field: Field
    range: Range
    stops: bool
    judged: int
    below: int
    above: int
    units: tuple[str, ...]
    proposal: tuple[Range, int] | None = None

    @property
    def hit(self) -> int:
        return self.below + self.above

    @property
    def too_many(self) -> bool:
        return too_many(self.hit, self.judged)


def too_many(hit: int, judged: int) -> bool:
    return judged >= _FEW and hit > MUCH * judged


def rule_hits(form: Form, old: OldFigures) -> list[RuleHits]:
    """Rule by rule, of the units it holds for. A value outside its hard range takes no part, as in the check."""
    made, verdicts = [], rule_verdicts(form.rules, form, old.frame)
    for rule in form.rules:
        verdict = verdicts[rule.id]
        holds = np.array([rule.holds_for(kind) for kind in old.kinds], dtype=bool)
        broken = (verdict == 0) & holds
        unjudged = int((np.isnan(verdict) & holds).sum())
        made.append(
            RuleHits(
                rule=rule,
                judged=int(holds.sum()) - unjudged,
                hit=int(broken.sum()),
                unjudged=unjudged,
                units=_named(old, broken),
            )
        )
    return made


def range_hits(form: Form, old: OldFigures) -> list[RangeHits]:
    """Range by range, in form order; those of tables unit by unit, whichever row it is."""
    frame = with_derived_and_rules(form, old.frame, {})
    keys = [str(key) for key in frame]
    made: list[RangeHits] = []
    for field in form.fields.values():
        made += _of_field(f"fields.{field.id}", field, frame[[field.id]], old)
    for table in form.tables.values():
        for column in table.columns:
            own = [key for key in keys if key.startswith(f"{table.id}.") and key.endswith(f".{column.id}")]
            made += _of_field(f"tables.{table.id}.columns.{column.id}", column, frame[own], old)
    return made


def _of_field(place: str, field: Field, values: pd.DataFrame, old: OldFigures) -> Iterator[RangeHits]:
    everyone = np.ones(len(old.names), dtype=bool)
    if field.hard is not None:
        yield _of_range(f"{place}.hard", field, field.hard, values, everyone, old, stops=True)
    kinds = np.array(old.kinds, dtype=object)
    named = {kind for kind, _ in field.usual_for}
    if field.usual is not None:
        others = np.array([kind not in named for kind in old.kinds], dtype=bool)
        yield _of_range(f"{place}.usual", field, field.usual, values, others, old)
    for kind, range in field.usual_for:
        yield _of_range(f'{place}.usual_for."{kind}"', field, range, values, kinds == kind, old)


def _of_range(
    place: str, field: Field, range: Range, values: pd.DataFrame, whose: Any, old: OldFigures, *, stops: bool = False
) -> RangeHits:
    low, high = _ends(field, range)
    whole = values[whose]
    if not stops and field.hard is not None:  # what is impossible is not unusual as well
        least, most = _ends(field, field.hard)
        whole = whole.where((whole >= least) & (whole <= most))
    below, above = (whole < low).any(axis=1), (whole > high).any(axis=1)
    outside = np.zeros(len(old.names), dtype=bool)
    outside[np.flatnonzero(whose)] = (below | above).to_numpy()
    hits = RangeHits(
        place=place,
        field=field,
        range=range,
        stops=stops,
        judged=int(whole.notna().any(axis=1).sum()),
        below=int(below.sum()),
        above=int((above & ~below).sum()),
        units=_named(old, outside),
    )
    if not hits.too_many:
        return hits
    proposal = proposed_range(field, [_plain(one) for one in whole.to_numpy().ravel() if not pd.isna(one)], stops=stops)
    if proposal is None or proposal == range:
        return hits
    low, high = _ends(field, proposal)
    left = int(((whole < low) | (whole > high)).any(axis=1).sum())
    return RangeHits(**{name: getattr(hits, name) for name in RangeHits.__slots__} | {"proposal": (proposal, left)})


def _ends(field: Field, range: Range) -> tuple[Any, Any]:
    return tuple(map(pd.Timestamp, range.days)) if field.type == "date" else range.numbers  # type: ignore[return-value]


def _plain(value: Any) -> float | dt.date:
    return float(value) if isinstance(value, int | float) else pd.Timestamp(value).date()


def _named(old: OldFigures, chosen: Any) -> tuple[str, ...]:
    return tuple(np.array(old.names, dtype=object)[chosen][:_EXAMPLES])
