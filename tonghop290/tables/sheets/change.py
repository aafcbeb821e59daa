"""A figure then and now, in two cells: more or less, and how much of it in per cent, live.

The difference is that of the two figures as they are printed, so that who subtracts one from the other finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tonghop290.spreadsheet.write import Sheet, Style
from tonghop290.text.format import rounded

__all__ = ["Change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``then``, ``now``: the cells; ``before``, ``after``: what they hold, None for nothing; ``decimals``: how many are
    printed."""

    then: str
    now: str
    before: float | None
    after: float | None
    decimals: int

    @property
    def known(self) -> bool:
        return self.before is not None and self.after is not None

    def write_more(self, sheet: Sheet, row: int, column: int, style: Style) -> None:
        """The difference, empty while one of the two is."""
        more: float | str = ""
        if self.before is not None and self.after is not None:
            more = rounded(rounded(self.after, self.decimals) - rounded(self.before, self.decimals), self.decimals)
        parts = f"ROUND({self.now},{self.decimals})-ROUND({self.then},{self.decimals})"
        sheet.formula(row, column, f'IF({self._one_is_empty},"",{parts})', style, more)

    def write_percent(self, sheet: Sheet, row: int, column: int, style: Style) -> None:
        """The difference in per cent of what was, empty as well where that was 0."""
        percent = f'IF({self.then}=0,"",({self.now}-{self.then})/ABS({self.then})*100)'
        grown = (self.after - self.before) / abs(self.before) * 100 if self.before and self.after is not None else ""
        sheet.formula(row, column, f'IF({self._one_is_empty},"",{percent})', style, grown)

    @property
    def _one_is_empty(self) -> str:
        return f"COUNT({self.then},{self.now})<2"
