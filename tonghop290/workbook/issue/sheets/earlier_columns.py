"""Beside each figure of ``Số liệu``: what it was an earlier time, and by how much it has changed since, live.

Both are locked and nobody's answer; the very hidden sheet says which figures stand there, so that a reader knows them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tonghop290.model import CellRef, Field
from tonghop290.workbook.issue.contents import Contents
from tonghop290.workbook.issue.formulas import reference
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.plan import BEFORE_ROW, CHANGE, EARLIER, EARLIER_HEADERS, HEADER_ROW, VALUE

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["WIDTH", "before_as_text", "note_before", "write_earlier_heads", "write_earlier_row"]

WIDTH = 14
_HEAD_HEIGHT = 50


def write_earlier_heads(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    """The headings; the first one names the period."""
    say = contents.form.words.say
    period = f"\n({contents.filling.before_period})" if contents.filling.before_period else ""
    for column, head, more in zip((EARLIER, CHANGE), EARLIER_HEADERS, (period, ""), strict=True):
        sheet.width(column, WIDTH)
        sheet.text(HEADER_ROW, column, say(head) + more, looks.head())
    if period:
        sheet.height(HEADER_ROW, _HEAD_HEIGHT)


def write_earlier_row(sheet: Sheet, looks: Looks, contents: Contents, field: Field, row: int) -> None:
    """A figure's two cells; empty where nothing is known, and beside what is no figure."""
    then = (contents.filling.before or {}).get(field.id) if field.figure else None
    if then is None:
        for column in (EARLIER, CHANGE):
            sheet.blank(row, column, looks.fixed(field))
        return
    sheet.value(row, EARLIER, int(then) if then.is_integer() else then, looks.fixed(field))
    now = contents.values.get(field.id)
    changed = now - then if isinstance(now, int | float) else ""
    value, before = (reference(CellRef(sheet.name, row, column)) for column in (VALUE, EARLIER))
    formula = f'IF(COUNT({value},{before})<2,"",{value}-{before})'
    sheet.formula(row, CHANGE, formula, looks.change(field), changed)


def note_before(sheet: Sheet, contents: Contents) -> None:
    """What stands in the column, on the very hidden sheet."""
    if contents.filling.before is not None:
        sheet.text(BEFORE_ROW, 1, "before")
        sheet.text(BEFORE_ROW, 2, before_as_text(contents))


def before_as_text(contents: Contents) -> str:
    figures = {id: value for id, value in (contents.filling.before or {}).items() if id in contents.form.fields}
    return json.dumps(figures, separators=(",", ":"))
