"""Another tool that fills workbooks from its own database and takes the answers back by field."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import tonghop290 as th


@dataclass(frozen=True)
class Answer:
    field: str
    label: str
    value: float | None


def filled(form: th.Form, unit: th.Unit, known: Mapping[str, float], guessed: Iterable[str] = ()) -> bytes:
    """A unit's workbook with what the tool knows; errors list all that the form has no place for."""
    stream = io.BytesIO()
    estimate: th.State = "Ước tính"
    th.write_blank(form, stream, unit=unit, values=known, states=dict.fromkeys(guessed, estimate))
    return stream.getvalue()


def taken(form: th.Form, name: str, data: bytes) -> list[Answer]:
    """The figures of a return, or the reason why there are none."""
    report = th.check((name, data), form)
    file: th.FileReport = report.files[0]
    if file.status == "unreadable":
        raise ValueError(file.findings[0].message)
    values: dict[str, float | None] = report.to_dict()["files"][0]["values"]
    return [Answer(id, field.label, values[id]) for id, field in form.fields.items() if field.figure]
