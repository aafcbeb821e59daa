"""Reports of units that came back – edited, signed, saved by whatever program – held against their returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tonghop290.messages import finding
from tonghop290.model import CellRef, Finding, Form
from tonghop290.spreadsheet.content import Content

__all__ = ["report_findings", "unit_of_report"]

_KIND = "zip-docx"


def unit_of_report(content: Content, form: Form) -> str:
    """The code of whose report a Word file is, by what it remembers; "" for what is no report of a unit, of this form
    and period."""
    from tonghop290.narrative.controls.memory import memory_in

    memory = memory_in(content.data) if content.kind == _KIND else None
    if memory is None or memory.about != "unit" or memory.form != form.id:
        return ""
    return memory.unit if memory.period == form.period.mark else ""


def report_findings(
    content: Content,
    name: str,
    form: Form,
    *,
    file: str,
    unit: str,
    sha256: str,
    values: Mapping[str, Any],
    places: Mapping[str, CellRef],
) -> Iterator[Finding]:
    """Each figure of a report that differs from its return. ``name``: of the report; ``file``, ``sha256``, ``values``:
    of the return of ``unit`` (its code); ``places``: field id → the cell it stands in."""
    from tonghop290.narrative.controls.compared import differences_from
    from tonghop290.narrative.controls.edited import Edited, NotOurs

    try:
        edited = Edited(content)
    except NotOurs:
        return
    for one in differences_from(edited, form, values, f"{unit}-{sha256[:8]}".upper()):
        yield finding(
            "report-figure",
            file=file,
            at=places.get(one.field),
            field=one.field or None,
            label=form.fields[one.field].label if one.field else one.title,
            value=one.text,
            expected=one.expected,
            report=name,
            paragraph=str(one.paragraph),
            title=one.title,
            figure=one.expected,
        )
