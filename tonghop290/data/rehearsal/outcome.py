"""All that a rehearsal has to tell, for people and for programs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tonghop290.data.rehearsal.hits import RangeHits, RuleHits
from tonghop290.model import Form, Range

__all__ = ["Rehearsal"]

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """``missing``, ``changed``: ids the old data do not have, or have with another meaning. ``unread``: files nobody
    could read."""

    form: Form
    source: str
    units: int
    rules: tuple[RuleHits, ...]
    ranges: tuple[RangeHits, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def to_look_at(self) -> tuple[RuleHits | RangeHits, ...]:
        """What more than a quarter of the units would be stopped or warned by."""
        return (*(one for one in self.rules if one.too_many), *(one for one in self.ranges if one.too_many))

    @property
    def exit_code(self) -> int:
        """3 where some file could not be read, else 1 where something is to be looked at again."""
        return 3 if self.unread else int(bool(self.to_look_at))

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema_version": _VERSION,
            "form": {"id": self.form.id, "version": self.form.version, "hash": self.form.hash},
            "source": self.source,
            "units": self.units,
            "rules": [
                {
                    "id": one.rule.id,
                    "severity": one.rule.severity,
                    "judged": one.judged,
                    "hit": one.hit,
                    "not_evaluated": one.unjudged,
                    "units": list(one.units),
                    "too_many": one.too_many,
                }
                for one in self.rules
            ],
            "ranges": [_range_dict(one) for one in self.ranges],
            "missing": list(self.missing),
            "changed": list(self.changed),
            "unreadable": list(self.unread),
        }


def _range_dict(hits: RangeHits) -> dict[str, Any]:
    proposal, left = hits.proposal or (None, None)
    return {
        "place": hits.place,
        "range": _ends(hits.range),
        "stops": hits.stops,
        "judged": hits.judged,
        "below": hits.below,
        "above": hits.above,
        "units": list(hits.units),
        "too_many": hits.too_many,
        "proposal": _ends(proposal) if proposal is not None else None,
        "proposal_hit": left,
    }


def _ends(range: Range) -> list[Any]:
    return [_plain(end) for end in (range.low, range.high)]


def _plain(end: float | dt.date | None) -> Any:
    if isinstance(end, dt.date):
        return end.isoformat()
    return int(end) if end is not None and end.is_integer() else end
