"""What was answered before: an earlier time, and in an earlier edition of a form – what it could not yet ask, and the
answers of its returns as the present one takes them over (made by data/editions)."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tonghop290.model.form import Field, Form
from tonghop290.model.unit_and_office import Unit

__all__ = ["Carried", "Earlier", "NotCarried", "came_later", "not_yet_asked", "version_key"]


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


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared: "1.10" comes after "1.9"."""
    return tuple(map(int, re.findall(r"[0-9]+", version)))


def came_later(form: Form, version: str) -> tuple[Field, ...]:
    """The inputs that a workbook of that version does not have; () for one of the form's own version."""
    key = version_key(version)
    return tuple(field for field in form.inputs if field.since and key < version_key(field.since))


def not_yet_asked(form: Form, version: str | None, missing: Collection[str]) -> tuple[Field, ...]:
    """Of the inputs a workbook has no place for (their ids): those it was never asked, because it is older.

    ``version``: what it says of itself; of one that says nothing, all that came with a version must be missing.
    """
    if not missing:
        return ()
    if version is not None:
        return tuple(field for field in came_later(form, version) if field.id in missing)
    there = {field.since for field in form.inputs if field.id not in missing}
    return tuple(field for field in form.inputs if field.since and field.since not in there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """``figures``: code (or title) of a unit → field id → figure, of the fields that mean what they meant then.

    ``period``: what the period was called; "" where that is not known, or is the one of now.
    """

    figures: Mapping[str, Mapping[str, float]] = dataclasses.field(default_factory=dict)
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
