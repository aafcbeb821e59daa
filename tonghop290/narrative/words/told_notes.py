"""What is told at the foot of the pages: what a unit noted beside its figures, and which figures are estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tonghop290.expressions.tree import names_of
from tonghop290.model import STATE_ESTIMATE, Field, Form, Unit, parts_of, sayable
from tonghop290.narrative.controls.foot_notes import FootNote
from tonghop290.narrative.words.one_return import OneReturn
from tonghop290.narrative.words.over_units import some_names
from tonghop290.text.normalize import as_sentence

__all__ = ["notes_of_office", "notes_of_unit"]

_ESTIMATE, _OF_ESTIMATES = sayable("Số liệu ước tính."), sayable("Tính từ số liệu ước tính.")
_TOTAL = sayable("Trong đó có số liệu ước tính của {names}.")

Notes = Mapping[tuple[str, str], str]
"""(Path of the return, field id) → the sender's note."""


def notes_of_unit(own: OneReturn, form: Form, notes: Notes, *, document: str = "") -> tuple[FootNote, ...]:
    """Of the figures of one return, in form order; none where the form's document says so."""
    if _silent(form, document):
        return ()
    found = []
    for field in form.fields.values():
        if field.figure:
            estimate = form.words.say(_OF_ESTIMATES if field.derived else _ESTIMATE) if _estimated(own, field) else ""
            text = " ".join(filter(None, (estimate, as_sentence(notes.get((own.file, field.id), "")))))
            found += [FootNote(names=(field.id,), text=text)] if text else []
    return tuple(found)


def notes_of_office(
    returns: Sequence[tuple[OneReturn, Unit]], form: Form, *, document: str = ""
) -> tuple[FootNote, ...]:
    """Of the totals an estimate enters into: whose it is. (What units noted stands in their own reports and in the
    tables.)"""
    if _silent(form, document):
        return ()
    found = []
    for field in form.fields.values():
        units = [unit for own, unit in returns if field.figure and _enters(own, form, field)]
        if units:
            text = form.words.say(_TOTAL, names=some_names([unit.full_name for unit in units], form.words))
            found.append(FootNote(names=(field.id, f"cong.{field.id}"), text=text))
    return tuple(found)


def _silent(form: Form, document: str) -> bool:
    return any(one.without_notes for one in form.paper.documents if one.id == document)


def _estimated(own: OneReturn, field: Field) -> bool:
    """Whether the figure of a unit is an estimate, or made of one."""
    parts = names_of(field.formula) if field.formula is not None else (field.id,)
    return own.values[field.id] is not None and STATE_ESTIMATE in {own.states.get(part, "") for part in parts}


def _enters(own: OneReturn, form: Form, field: Field) -> bool:
    """Whether an estimate of this unit enters into the total of a field."""
    parts = parts_of(form, field.id)
    known = all(own.values.get(part) is not None for part in parts)
    return known and STATE_ESTIMATE in {own.states.get(part, "") for part in parts}
