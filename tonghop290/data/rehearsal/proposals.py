"""A range that fits the figures there were: from their quantiles, in figures a person would write."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np

from tonghop290.model import Field, Range

__all__ = ["proposed_range"]

_INNER, _FEW = (0.05, 0.95), 10
"""What is usual lies between these quantiles; of few figures between the least and the greatest."""
_DIGITS = 2


def proposed_range(field: Field, values: Sequence[float | dt.date], *, stops: bool) -> Range | None:
    """``stops``: it is to hold every value there was. None where nothing can be said.

    >>> from tonghop290.model import Field
    >>> dan_so = Field(id="dan_so", label="Dân số", short="Dân số", type="integer", hard=Range(low=1.0, high=50_000.0))
    >>> proposed_range(dan_so, [1234.0, 2345.0, 8765.0], stops=False)
    Range(low=1200.0, high=8800.0)
    """
    if not values:
        return None
    ends = (0.0, 1.0) if stops or len(values) < _FEW else _INNER
    if field.type == "date":
        days = [value.toordinal() for value in values if isinstance(value, dt.date)]
        first, last = (dt.date.fromordinal(int(np.quantile(days, end))) for end in ends)
        return Range(low=first.replace(month=1, day=1), high=last.replace(month=12, day=31))
    numbers = [value for value in values if isinstance(value, float)]
    low, high = (float(np.quantile(numbers, end)) for end in ends)
    least, most = (-math.inf, math.inf) if stops or field.hard is None else field.hard.numbers
    if field.type == "percent":
        least, most = max(least, 0.0 if low >= 0 else -math.inf), min(most, 100.0 if high <= 100 else math.inf)
    return Range(low=max(_rounded(field, low, up=False), least), high=min(_rounded(field, high, up=True), most))


def _rounded(field: Field, value: float, *, up: bool) -> float:
    """Outwards, to two figures: 1234 is 1200 below and 1300 above; as fine as the field is, and no finer."""
    if value == 0:
        return 0.0
    least = 1.0 if field.type == "integer" else 10.0**-field.decimals
    step = max(10.0 ** (math.floor(math.log10(abs(value))) - _DIGITS + 1), least)
    steps = value / step
    whole = math.ceil(round(steps, 9)) if up else math.floor(round(steps, 9))
    return round(whole * step, 6)
