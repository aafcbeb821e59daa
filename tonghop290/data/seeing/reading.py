"""What is read of one cell, and what has to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tonghop290.model import Cell

__all__ = ["Problem", "Reading", "unread"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in the making: a code of the catalogue, the value as typed, and the facts of its sentence."""

    code: str
    value: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``value``: float, date, str or None. ``bad``: the cell holds something that could not be read."""

    value: Any = None
    bad: bool = False
    no_data: bool = False
    problems: tuple[Problem, ...] = ()


def unread(code: str, cell: Cell, value: str | None = None, **facts: str) -> Reading:
    """The reading of a cell that could not be read, with its one problem; ``value``: where it is not the cell's own
    text."""
    return Reading(bad=True, problems=(Problem(code, cell.text if value is None else value, tuple(facts.items())),))
