"""What the units answered an earlier time, to stand beside what they answer now."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tonghop290.model.unit_and_office import Unit

__all__ = ["Earlier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """``figures``: code (or title) of a unit → field id → figure, of the fields that mean what they meant then.

    ``period``: what the period was called; "" where that is not known, or is the one of now.
    """

    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    period: str = ""

    def of(self, unit: Unit | None) -> Mapping[str, float]:
        """The figures of a unit; {} of one that is not known."""
        if unit is None:
            return {}
        return self.figures.get(unit.code) or self.figures.get(unit.title) or {}

    def as_text(self) -> str:
        """To be kept, and read again by :meth:`of_text`."""
        said = {"period": self.period, "figures": {unit: dict(own) for unit, own in self.figures.items()}}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def of_text(cls, text: str) -> Earlier | None:
        """None for what :meth:`as_text` has not written."""
        try:
            said = json.loads(text)
            figures = {str(unit): _figures(own) for unit, own in said["figures"].items()}
            return cls(period=str(said["period"]), figures=figures)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def _figures(own: Mapping[str, Any]) -> dict[str, float]:
    figures = {str(id): float(value) for id, value in own.items()}
    if not all(map(math.isfinite, figures.values())):
        raise ValueError("not finite")
    return figures
