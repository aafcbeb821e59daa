"""A cell read by us, and where we cannot read its text, by the cleaning readings of plug-ins; what they do is said."""

from __future__ import annotations

import datetime as dt

from tonghop290.data.read_cell import Problem, Reading, as_text, read_value, whole_or_not
from tonghop290.data.seeing.reading import unread
from tonghop290.model import Cell, Field, Words, told
from tonghop290.plugged import Plugin, Read, Readings
from tonghop290.text.dates import FIRST_YEAR, LAST_YEAR

__all__ = ["read_value_also"]

_NOT_UNDERSTOOD = frozenset({"not-a-number", "not-a-date", "not-a-choice"})
"""What is said of a text that is no value as it stands; nothing else is put before a plug-in."""


def read_value_also(
    field: Field, cell: Cell, *, date1904: bool = False, words: Words | None = None, readings: Readings | None = None
) -> Reading:
    """As :func:`read_value`; a text that it does not understand is put before ``readings``.

    Two that read it differently are no reading: the cell is asked for. Errors: PluginError.
    """
    reading = read_value(field, cell, date1904=date1904, words=words)
    if not readings or not reading.bad or cell.kind != "text":
        return reading
    typed = next((one.value for one in reading.problems if one.code in _NOT_UNDERSTOOD), None)
    found = readings.read(field, typed) if typed is not None else []
    if typed is None or not found:
        return reading
    first, read = found[0]
    differing = next(((other, also) for other, also in found[1:] if also.value != read.value), None)
    if differing is not None:
        return _differing(cell, typed, (first, read), differing)
    kept = tuple(one for one in reading.problems if one.code not in _NOT_UNDERSTOOD)
    return _taken(field, cell, read, (*kept, _said(typed, first, read)))


def _said(typed: str, plugin: Plugin, read: Read) -> Problem:
    why = f" ({read.why})" if read.why else ""
    return Problem("read-by-plugin", typed, (("read", _told(read)), ("why", why), ("by", plugin.told)))


def _differing(cell: Cell, typed: str, one: tuple[Plugin, Read], other: tuple[Plugin, Read]) -> Reading:
    (first, read), (second, also) = one, other
    return unread(
        "plugins-differ", cell, typed, first=_told(read), by=first.told, second=_told(also), other=second.told
    )


def _taken(field: Field, cell: Cell, read: Read, said: tuple[Problem, ...]) -> Reading:
    value = read.value
    if isinstance(value, dt.date):
        possible = FIRST_YEAR <= value.year <= LAST_YEAR
        return Reading(value, problems=said) if possible else unread("not-a-date", cell, _told(read))
    return Reading(value, problems=said) if isinstance(value, str) else whole_or_not(field, cell, float(value), said)


def _told(read: Read) -> str:
    value = read.value
    if isinstance(value, str):
        return told("“{text}”", text=value)
    return as_text(value if isinstance(value, dt.date) else float(value))
