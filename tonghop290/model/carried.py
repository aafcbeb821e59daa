"""The answers of a return of an earlier edition, as the present one takes them over (made by data/editions)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Carried", "NotCarried"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCarried:
    """One thing the sender must look at.

    ``kind``: "changed" (asked otherwise now, or not usable: to fill in again), "gone" (no longer asked), "new" (not
    asked before), "explained" (what the sender wrote beside a warning). ``id``: the field or table of the present form,
    "" where it has none. ``said``: what stood there, as people write it; ``why``: a sentence without its full stop.
    """

    kind: Literal["changed", "gone", "new", "explained"]
    id: str = ""
    label: str
    said: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What is taken over: values, states and notes by field id, rows by table id as a workbook is filled with them.

    ``kept``: how many answers that is; ``left``: everything else. ``name`` and ``version``: the file, and the edition
    it was made of.
    """

    name: str
    version: str
    kept: int
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    states: Mapping[str, str] = dataclasses.field(default_factory=dict)
    notes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = dataclasses.field(default_factory=dict)
    left: tuple[NotCarried, ...] = ()

    def of_kind(self, kind: str) -> tuple[NotCarried, ...]:
        """What is left of one kind, in the form's order."""
        return tuple(one for one in self.left if one.kind == kind)
