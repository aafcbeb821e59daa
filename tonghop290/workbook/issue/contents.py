"""What goes into one workbook: a form, whose it is, and what already stands in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tonghop290.model import (
    FITTED_IN_WORKBOOKS,
    STATES_WITHOUT_FIGURE,
    Carried,
    Field,
    Form,
    Office,
    Rule,
    Section,
    Table,
    Unit,
    below,
    refit,
)
from tonghop290.workbook.issue.live import LiveRow, live_rows
from tonghop290.workbook.plan import EARLIER_HEADERS, Plan, period_line, plan_workbook

__all__ = ["Contents", "Filling", "contents_of", "given_values", "heading"]


_SPARE_ROWS = 2
"""Empty rows of a table that had to be made longer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What already stands in the workbook: field id → number, text or date; states and notes by field id; tables by id.

    A table's rows are {column id: value}; of a fixed table, also {"row": row id}. A table that is not named keeps the
    form's own sentences. ``carried``: the answers of an earlier edition that are taken over beside these, and what is
    left of them.
    """

    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    states: Mapping[str, str] = dataclasses.field(default_factory=dict)
    notes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = dataclasses.field(default_factory=dict)
    carried: Carried | None = None
    before: Mapping[str, float] | None = None
    """What the unit answered an earlier time, by field id, to stand beside its figures; None: nothing stands there."""
    before_period: str = ""

    @classmethod
    def of(cls, carried: Carried) -> Filling:
        """A workbook that holds the answers of an earlier edition."""
        return cls(
            values=carried.values, states=carried.states, notes=carried.notes, tables=carried.tables, carried=carried
        )

    def typed_by_sender(self, id: str) -> bool:
        """Whether it is the sender's own answer, and stays open whoever usually fills it in."""
        return self.carried is not None and id in self.carried.values


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
    kind: str = ""
    """Of the unit, "" where that is not known."""

    def say(self, text: str, /, **facts: object) -> str:
        """A text in the words of the form."""
        return self.form.words.say(text, **facts)

    @property
    def title(self) -> str:
        return str(self.form.texts.get("workbook_title", self.form.title))

    @property
    def subtitle(self) -> str:
        own = str(self.form.texts.get("subtitle", ""))
        return own if own or self.form.of_period(self.title) == self.title else period_line(self.form)

    def is_answered(self, field: Field) -> bool:
        return self.values.get(field.id) not in (None, "") or self.filling.states.get(field.id) in STATES_WITHOUT_FIGURE

    def is_missing(self, field: Field) -> bool:
        return field.required and not self.is_answered(field)


def contents_of(
    form: Form, unit: Unit | None, office: Office, issue: str, filling: Filling, kind: str | None = None
) -> Contents:
    """Everything the sheets of a workbook are written from. ``kind``: of the unit, where it is not the unit's own."""
    kind = kind if kind is not None else unit.kind if unit is not None else ""
    form = _called_there(form.of_kind(kind), kind, office)
    if filling.carried is not None:
        form = _with_room(form, filling.tables)
    plan = plan_workbook(form, beside=0 if filling.before is None else len(EARLIER_HEADERS))
    values = given_values(form, unit, office) | dict(filling.values)
    return Contents(
        form=form,
        plan=plan,
        live=live_rows(plan),
        unit=unit,
        office=office,
        issue=issue,
        filling=filling,
        values=values,
        kind=kind,
    )


def _called_there(form: Form, kind: str, office: Office) -> Form:
    """The form, what is read of it in the words of that kind of unit and of the office's level."""
    tier = form.levels.of(form.office_of(office)).word
    words = form.levels.in_workbooks(kind, tier)
    fits = tuple(fit for fit in form.paper.fits if fit.in_workbook)
    meant = {fit.id: words[fit.in_workbook] for fit in fits}
    if not any(meant.values()):
        return form
    fields: dict[str, Field] = {}
    for id, field in form.fields.items():
        texts: dict[str, Any] = {key: refit(getattr(field, key), fits, meant) for key in FITTED_IN_WORKBOOKS}
        fields[id] = dataclasses.replace(field, **texts)
    fitted = partial(refit, fits=fits, meant=meant)
    return dataclasses.replace(
        form,
        fields=fields,
        sections=tuple(dataclasses.replace(one, title=fitted(one.title)) for one in form.sections),
        tables={id: _table_there(table, fitted) for id, table in form.tables.items()},
        rules=tuple(_rule_there(rule, fitted) for rule in form.rules),
        terms={fitted(term): fitted(meaning) for term, meaning in form.terms.items()},
    )


def _table_there(table: Table, fitted: Callable[[str], str]) -> Table:
    rows = tuple({id: fitted(text) for id, text in row.items()} for row in table.prefilled)
    return dataclasses.replace(table, label=fitted(table.label), prefilled=rows)


def _rule_there(rule: Rule, fitted: Callable[[str], str]) -> Rule:
    parts = tuple(fitted(part) if isinstance(part, str) else part for part in rule.message.parts)
    message = dataclasses.replace(rule.message, parts=parts)
    return dataclasses.replace(rule, label=fitted(rule.label), fix=fitted(rule.fix), message=message)


def given_values(form: Form, unit: Unit | None, office: Office) -> dict[str, Any]:
    """What the register and the office fill in beforehand, by field id."""
    values: dict[str, Any] = {}
    for field in form.inputs:
        if field.filled_by == "register" and unit is not None:
            values[field.id] = unit.title
        elif field.office and office.setting(field.office):
            values[field.id] = office.setting(field.office)
    return values


def _with_room(form: Form, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Form:
    """The form, its free tables long enough for these rows and some more."""
    longer = {
        id: dataclasses.replace(table, blank_rows=len(tables[id]) - len(table.prefilled) + _SPARE_ROWS)
        for id, table in form.tables.items()
        if not table.fixed and len(tables.get(id, ())) > len(table.prefilled) + table.blank_rows
    }
    return dataclasses.replace(form, tables={**form.tables, **longer}) if longer else form


def heading(section: Section) -> str:
    """ "II. Kết quả": a section's number and title on one line."""
    return below(". ".join(filter(None, (section.number, section.title))), section.second)
