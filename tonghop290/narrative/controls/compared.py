"""The figures of a report of ours that came back, held against those of a return."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tonghop290.model import Form
from tonghop290.narrative.controls.as_printed import PrintedFigure
from tonghop290.narrative.controls.edited import Edited, plain
from tonghop290.narrative.controls.figure_tags import figure_name
from tonghop290.narrative.controls.refresh import records_of
from tonghop290.text.format import as_told

__all__ = ["Difference", "difference_of", "differences_from", "number_in"]

_NUMBER = re.compile(r"-?[0-9]+(?:[.,\u00a0 ][0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``field``: its id, "" for a figure made of several; ``text``: what the report says, in its ``paragraph``-th
    paragraph, on this ``page`` of a PDF (0: unknown); ``expected``: what the return says."""

    field: str
    title: str
    text: str
    expected: str
    paragraph: int = 0
    page: int = 0


def differences_from(edited: Edited, form: Form, values: Mapping[str, Any], code: str) -> Iterator[Difference]:
    """What a report says otherwise than a return. ``values``: of the return, by field id; ``code``: of its copy.

    A figure of a field is held against the field's value; what is made of figures, against what was printed, as long
    as that was from this very return; nothing is said of the rest, of words that stand for a figure, of what is gone.
    """
    memory = edited.memory
    assert memory is not None
    records = records_of(edited, memory)
    for control in edited.controls:
        record = records.get(control.at)
        if record is not None:
            found = difference_of(control.text, record, form, values, printed_from_it=memory.code == code)
            if found is not None:
                yield replace(found, paragraph=control.number)


def difference_of(
    said: str, record: PrintedFigure, form: Form, values: Mapping[str, Any], *, printed_from_it: bool
) -> Difference | None:
    """What a report ``said`` for a figure otherwise than the return; None for the same, and for no number."""
    name, text = figure_name(record.tag), plain(said)
    number, field, value = number_in(text, form), form.fields.get(name), values.get(name)
    if number is None:
        return None
    expected, differs = record.text, printed_from_it and text != plain(record.text)
    if field is not None and isinstance(value, int | float):
        told = as_told(float(value), field.decimals, share=field.is_share)
        expected = form.words.number(told)
        differs = number != told
    if not differs:
        return None
    id = name if field is not None else ""
    return Difference(field=id, title=record.title, text=text, expected=expected)


def number_in(text: str, form: Form) -> float | None:
    """The one number of a text ("khoảng 10.661"); None where there is none, or more."""
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    writing = form.words.writing
    digits = found[0].replace("\u00a0", "").replace(" ", "").replace(writing.thousands, "")
    try:
        return float(digits.replace(writing.decimal, "."))
    except ValueError:
        return None
