"""What the units behind a total are: who has it, who has not, who is highest and lowest, and their names in a sentence.

At most five names stand in a sentence, the others are counted; a whole list belongs into an appendix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tonghop290.model import Words as Said
from tonghop290.model import sayable
from tonghop290.narrative.controls.marks import wrap
from tonghop290.text.format import VIETNAMESE, format_count

__all__ = ["MOST_NAMES", "OverUnits", "count_of", "joined", "ranked", "some_names"]

MOST_NAMES = 5
BEST = 3
_AND, _OTHERS = sayable("{first} và {last}"), sayable("{names} và {count} đơn vị khác")
_WITH_FIGURE, _SOME_OF = sayable("{unit} ({figure})"), sayable("{count}/{all} {units}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OverUnits:
    """One field over the units that reported.

    ``figures``: name → its figure as it is printed and the number behind it, of those that have one (a text: 1.0);
    ``lacking``: the names of those whose figure is 0, or who left the text empty; ``kinds`` and ``scope``: what the
    units are called, and how all that reported are ("14 xã có báo cáo").
    """

    said: Said
    figures: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    lacking: Sequence[str] = ()
    kinds: str = ""
    scope: str = ""

    @property
    def having(self) -> list[str]:
        return [name for name, (_, number) in self.figures.items() if number]

    def best(self, *, lowest: bool = False) -> str:
        """The up to three highest (lowest) with their figures, "" where nobody stands out."""
        told = ranked({name: number for name, (_, number) in self.figures.items()}, lowest=lowest)
        return joined(
            [self.said.say(_WITH_FIGURE, unit=name, figure=self.figures[name][0]) for name in told], self.said
        )

    def where(self, reported: int, name: str = "") -> str:
        """All that reported by their name, or "12/14 xã", marked as figures of that ``name``; "" for none."""
        have = len(self.having)
        if not have or have >= reported:
            return self.scope if have else ""
        count, all = count_of(have, self.said), count_of(reported, self.said)
        if name:
            count, all = wrap(count, f"{name}.don_vi_co|dem"), wrap(all, f"{name}.so_bao_cao")
        return self.said.say(_SOME_OF, count=count, all=all, units=self.kinds)

    def who_chose(self, answer: str) -> OverUnits:
        """Those that gave this answer as having it, those that gave another as lacking it."""
        chose = {name: figure for name, figure in self.figures.items() if figure[0] == answer}
        return replace(self, figures=chose, lacking=[name for name in self.figures if name not in chose])


def ranked(figures: Mapping[str, float], *, lowest: bool = False) -> list[str]:
    """The up to three with the highest (lowest) figures, highest (lowest) first.

    Only who stands out: never a unit that has the same figure as one left out, and never one that is among the highest
    and the lowest; where all are equal, nobody.
    """
    order = sorted(figures, key=lambda name: figures[name], reverse=not lowest)
    for most in range(min(BEST, len(order) // 2), 0, -1):
        if figures[order[most - 1]] != figures[order[most]]:
            return order[:most]
    return []


def some_names(names: Sequence[str], said: Said) -> str:
    """All names, or the first five and how many more there are."""
    if len(names) <= MOST_NAMES:
        return joined(names, said)
    told = ", ".join(names[:MOST_NAMES])
    return said.say(_OTHERS, names=told, count=count_of(len(names) - MOST_NAMES, said))


def joined(parts: Sequence[str], said: Said) -> str:
    """ "a, b và c"."""
    if len(parts) < 2:
        return "".join(parts)
    return said.say(_AND, first=", ".join(parts[:-1]), last=parts[-1])


def count_of(count: float, said: Said) -> str:
    """A count in prose: "04", as a Party document writes it; in another language as any number."""
    return format_count(count) if said.writing == VIETNAMESE else said.number(count)
