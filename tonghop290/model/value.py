"""A value as the rooms hand it on, out of the frames that keep it."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

Value = float | dt.date | str | None
"""A number, a day or words; None where nothing is known."""


class AsTyped(str):
    """What a sender typed where nothing could be read: it goes into a cell as it stands, whatever is asked there."""

    __slots__ = ()


def known_value(value: Any) -> Value:
    """What a frame holds as a plain value: every number a float, every time its day; None for every way pandas says
    "missing" (None, NaN, NaT, NA), for infinity and for empty text.

    >>> known_value(3), known_value(float("nan")), known_value(dt.datetime(2020, 2, 5, 10)), known_value("")
    (3.0, None, datetime.date(2020, 2, 5), None)
    """
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return value or None
    try:
        if value is None or value != value:
            return None
    except TypeError:  # pandas.NA will not say whether it differs
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Lowest and highest allowed value, both included; None is open. Dates for date fields, numbers otherwise."""

    low: float | dt.date | None = None
    high: float | dt.date | None = None

    @property
    def numbers(self) -> tuple[float, float]:
        """The limits of a figure; an open one is infinite. TypeError for a range of dates."""
        low, high = (-math.inf if self.low is None else self.low), (math.inf if self.high is None else self.high)
        if isinstance(low, dt.date) or isinstance(high, dt.date):
            raise TypeError("a range of dates")
        return low, high

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The limits of a date; an open one is the first or the last there is. TypeError for a range of numbers."""
        low, high = (dt.date.min if self.low is None else self.low), (dt.date.max if self.high is None else self.high)
        if not isinstance(low, dt.date) or not isinstance(high, dt.date):
            raise TypeError("a range of numbers")
        return low, high
