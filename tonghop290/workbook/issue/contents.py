"""What goes into one workbook: a form, whose it is, and what already stands in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.model import STATES_WITHOUT_FIGURE, Field, Form, Office, Section, Unit
from tonghop290.workbook.issue.live import LiveRow, live_rows
from tonghop290.workbook.plan import Plan, plan_workbook

__all__ = ["Contents", "Filling", "contents_of", "heading"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What already stands in the workbook: field id → number, text or date; states and notes by field id; tables by id.

    A table's rows are {column id: value}; of a fixed table, also {"row": row id}. A table that is not named keeps the
    form's own sentences.
    """

    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    states: Mapping[str, str] = dataclasses.field(default_factory=dict)
    notes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One workbook before it is written. ``values``: those of the filling, the unit's name and what the office fills
    in."""

    form: Form
    plan: Plan
    live: tuple[LiveRow, ...]
    unit: Unit | None
    office: Office
    issue: str
    filling: Filling
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.form.texts.get("workbook_title", self.form.title))

    @property
    def subtitle(self) -> str:
        return str(self.form.texts.get("subtitle", ""))

    def is_answered(self, field: Field) -> bool:
        return self.values.get(field.id) not in (None, "") or self.filling.states.get(field.id) in STATES_WITHOUT_FIGURE

    def is_missing(self, field: Field) -> bool:
        return field.required and not self.is_answered(field)


def contents_of(
    form: Form, unit: Unit | None, office: Office, issue: str, filling: Filling, kind: str | None = None
) -> Contents:
    """Everything the sheets of a workbook are written from. ``kind``: of the unit, where it is not the unit's own."""
    form = form.of_kind(kind if kind is not None else unit.kind if unit is not None else "")
    plan = plan_workbook(form)
    values = dict(filling.values)
    for field in form.inputs:
        if field.filled_by == "register" and unit is not None:
            values.setdefault(field.id, unit.title)
        if field.office and getattr(office, field.office):
            values.setdefault(field.id, getattr(office, field.office))
    return Contents(
        form=form,
        plan=plan,
        live=live_rows(plan),
        unit=unit,
        office=office,
        issue=issue,
        filling=filling,
        values=values,
    )


def heading(section: Section) -> str:
    """ "II. Kết quả": a section's number and title on one line."""
    return ". ".join(filter(None, (section.number, section.title)))
