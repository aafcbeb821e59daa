"""The period a form reports on: from its first day to its last, with what it is called and what comes before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tonghop290.text.periods import PeriodKind, month_end, period_kind, period_name, read_period, whole_months

__all__ = ["PERIOD_DAYS", "Period"]

PERIOD_DAYS = ("ky_tu_ngay", "ky_den_ngay", "ky_truoc_tu_ngay", "ky_truoc_den_ngay")
"""What conditions call the first and the last day of the period, and those of the period before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """``first``, ``last``: its days, both included. ``called``: its own name ("năm học 2025 – 2026"); "": by its
    days."""

    first: dt.date
    last: dt.date
    called: str = ""

    @classmethod
    def of_years(cls, first: int, last: int) -> Period:
        return cls(first=dt.date(first, 1, 1), last=dt.date(last, 12, 31))

    @classmethod
    def read(cls, text: str) -> Period | None:
        """The period of a name ("quý III/2026"), or of a :attr:`mark`; None for what is none."""
        days = read_period(text)
        return None if days is None else cls(first=days[0], last=days[1])

    @property
    def kind(self) -> PeriodKind:
        return period_kind(self.first, self.last)

    @property
    def is_span(self) -> bool:
        """Whether it goes over several whole years: a form that looks back, and is asked once."""
        return self.kind == "span"

    @property
    def name(self) -> str:
        """ "quý III năm 2026", "tháng 9/2026", "giai đoạn 2009 – 2019": as it stands inside a sentence."""
        return self.named()

    def named(self, say: Callable[[str], str] = str) -> str:
        """Its name. ``say``: gives the patterns of another language (see ``text.periods``)."""
        return self.called or period_name(self.first, self.last, say)

    @property
    def mark(self) -> str:
        """Its days for machines: "2026-07-01/2026-09-30"."""
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def is_same(self, other: Period) -> bool:
        """Whether both are the same days, whatever they are called."""
        return (self.first, self.last) == (other.first, other.last)

    @property
    def days(self) -> dict[str, dt.date]:
        """Its days by what conditions call them (:data:`PERIOD_DAYS`)."""
        ends = (self, self.before or self)
        return dict(zip(PERIOD_DAYS, (day for one in ends for day in (one.first, one.last)), strict=True))

    @property
    def before(self) -> Period | None:
        """The period just as long that ends the day before this one begins; None before the year 1."""
        months = whole_months(self.first, self.last)
        return self._shifted(-months) if months else self._moved(self.first - self.last - dt.timedelta(days=1))

    @property
    def after(self) -> Period | None:
        """The period just as long that begins the day after this one ends."""
        months = whole_months(self.first, self.last)
        return self._shifted(months) if months else self._moved(self.last - self.first + dt.timedelta(days=1))

    @property
    def year_before(self) -> Period | None:
        """The same days of the year before ("cùng kỳ năm trước"); of 29/02, the day before it."""
        return self._shifted(-12)

    def _moved(self, by: dt.timedelta) -> Period | None:
        try:
            return Period(first=self.first + by, last=self.last + by)
        except OverflowError:
            return None

    def _shifted(self, months: int) -> Period | None:
        """So many months later; a last day of a month stays one."""
        ends_month = self.last == month_end(self.last.year, self.last.month)
        try:
            first, last = (_month_of(day, months) for day in (self.first, self.last))
            first_day = min(self.first.day, month_end(*first).day)
            last_day = month_end(*last).day if ends_month else min(self.last.day, month_end(*last).day)
            return Period(first=dt.date(*first, first_day), last=dt.date(*last, last_day))
        except ValueError:  # before the year 1, after the year 9999
            return None


def _month_of(day: dt.date, months: int) -> tuple[int, int]:
    """Year and month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
