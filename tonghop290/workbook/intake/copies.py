"""Two forms in one file: which of them speaks, where they say the same and where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonghop290.model import STATES_WITHOUT_FIGURE, Cell
from tonghop290.text.normalize import match_key
from tonghop290.workbook.intake.locate import Spot

__all__ = ["Candidate", "Settled", "settle_copies"]

_Group = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A field as one copy of the form gives it."""

    spot: Spot
    value: Cell
    state: Cell | None
    note: Cell | None

    @property
    def said(self) -> tuple[str, ...]:
        """What must be the same in two copies: () where nothing is said."""
        state = match_key(self.state.text) if self.state is not None else ""
        if self.value.kind == "empty" and state not in map(match_key, STATES_WITHOUT_FIGURE):
            return ()
        return (self.value.kind, self.value.text, "%" if "%" in self.value.number_format else "", state)

    @property
    def copy(self) -> _Group:
        """Which copy of the form it belongs to: sheet, header row and value column."""
        return self.spot.sheet, self.spot.header, self.spot.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """``chosen``: field id → the candidate that speaks; ``differing``: fields whose copies contradict each other.

    ``copies``: how many fields stood more than once; ``fuller``: one copy was believed because the others leave empty
    whatever they do not say alike.
    """

    chosen: Mapping[str, Candidate]
    differing: tuple[str, ...]
    copies: int
    fuller: bool


def settle_copies(candidates: Mapping[str, Sequence[Candidate]]) -> Settled:
    """One candidate a field. Copies that differ are believed only where one of them says all and the others nothing."""
    chosen = {id: own[0] for id, own in candidates.items()}
    differing = [
        id for id, own in candidates.items() if len(own) > 1 and len({candidate.said for candidate in own}) > 1
    ]
    copies = sum(len(own) > 1 for own in candidates.values())
    if not differing:
        return Settled(chosen=chosen, differing=(), copies=copies, fuller=False)
    for group in dict.fromkeys(candidate.copy for id in differing for candidate in candidates[id]):
        fullest = {id: own for id in differing for own in reversed(candidates[id]) if own.copy == group}
        if all(id in fullest and _says_all(fullest[id], candidates[id]) for id in differing):
            chosen |= fullest
            return Settled(chosen=chosen, differing=(), copies=copies, fuller=True)
    return Settled(
        chosen={id: candidate for id, candidate in chosen.items() if id not in differing},
        differing=tuple(differing),
        copies=copies,
        fuller=False,
    )


def _says_all(candidate: Candidate, copies: Sequence[Candidate]) -> bool:
    """Whether the others say the same or nothing."""
    return {copy.said for copy in copies} <= {candidate.said, ()}
