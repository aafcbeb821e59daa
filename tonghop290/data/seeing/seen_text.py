"""What is seen of a cell that is not seen as it is stored: covered, struck out, of the ground's colour, raised."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from tonghop290.data.seeing.reading import Problem, Reading, unread
from tonghop290.model import Cell, Field, sayable, told, told_date, told_number
from tonghop290.spreadsheet.seen.look import Run
from tonghop290.spreadsheet.seen.shown import shown_number, shown_text
from tonghop290.text.numbers import read_plain_number
from tonghop290.text.typed_units import is_unit

__all__ = ["as_seen", "stored_text"]

_GROUND = sayable("chữ cùng màu với nền")
_FORMAT = sayable("do định dạng của ô")
_PICTURES = ("wingdings", "webdings")
"""Fonts that show a picture for a digit."""
_ORDINARY = ("", "@")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_GAP = re.compile(r"(?<=[0-9])[ \u00a0]*(?:[\t\n\v\f\r\x85\u2028\u2029]\s*|[ \u00a0]{3,})(?=[-+]?[0-9])")
"""Between two digits: a new line, a tab or a gap too wide for one number."""
_TEN = re.compile(r"(?:.*[^0-9.,])?10")


def as_seen(field: Field, cell: Cell) -> tuple[Cell, tuple[Problem, ...]] | Reading:
    """The cell with the text that is seen of it, and what is to be said of that; or the reading of a cell of which it
    is not known what counts."""
    number = field.figure or field.type == "date"
    look = cell.look
    if cell.unseen == "covered":
        return unread("covered-cell", cell, stored_text(cell), seen=cell.cover.strip() or told("ô trống"))
    if cell.kind == "text" and cell.runs is not None:
        return _by_runs(cell, cell.runs, number=number)
    if look.struck:
        return unread("struck-out" if number else "struck-words", cell, stored_text(cell))
    if look.unseen:
        return _nothing(number, cell, told(_GROUND))
    if look.font.casefold().startswith(_PICTURES):
        return _nothing(number, cell, told("phông ký hiệu {font}", font=look.font))
    if cell.kind == "text":
        return _as_shown(cell, number=number)
    if cell.kind == "number" and not number and not _shown(cell).strip():
        return _nothing(number, cell, told(_FORMAT))
    return cell, ()


def stored_text(cell: Cell) -> str:
    """What a cell stores, as people write it."""
    if cell.kind == "date":
        return told_date(dt.date.fromisoformat(cell.text))
    number = read_plain_number(cell.text) if cell.kind == "number" else None
    return cell.text if number is None else told_number(number)


def _shown(cell: Cell) -> str:
    number = read_plain_number(cell.text)
    return cell.text if number is None or not cell.number_format else shown_number(cell.number_format, number).text


def _nothing(number: bool, cell: Cell, why: str) -> Reading:
    return unread("seen-nothing" if number else "unseen-words", cell, stored_text(cell), why=why)


def _as_shown(cell: Cell, *, number: bool) -> tuple[Cell, tuple[Problem, ...]] | Reading:
    """A text as its number format shows it. In a number, digits far from each other are two numbers."""
    if cell.number_format not in _ORDINARY:
        seen = shown_text(cell.number_format, cell.text)
        if not seen.strip():
            return _nothing(number, cell, told(_FORMAT))
        if seen != cell.text:
            cell = replace(cell, text=seen)
    if number and _GAP.search(cell.text):
        return unread("pair", cell, _GAP.sub(" ⏎ ", cell.text))
    return cell, ()


# --- the runs of a text -------------------------------------------------------------------------------------------


def _by_runs(cell: Cell, runs: Sequence[Run], *, number: bool) -> tuple[Cell, tuple[Problem, ...]] | Reading:
    whole = "".join(map(_written, runs))
    seen = [run for run in runs if not run.struck and not run.unseen]
    rest = "".join(map(_written, seen)).strip()
    struck = "".join(run.text for run in runs if run.struck and run.text.strip()).strip()
    unseen = "".join(run.text for run in runs if run.unseen and not run.struck and run.text.strip()).strip()
    if number:
        if struck:
            facts = {"struck": struck, "seen": rest}
            return unread("struck-part", cell, whole, **facts) if rest else unread("struck-out", cell, whole)
        if unseen:
            return unread("seen-otherwise", cell, whole, seen=rest) if rest else _nothing(number, cell, told(_GROUND))
        return _without_marks(cell, seen, whole)
    problems = (Problem("struck-words", struck),) if struck else ()
    if unseen:
        problems = (*problems, Problem("unseen-words", unseen, (("why", told(_GROUND)),)))
    if problems and not rest:
        return Reading(bad=True, problems=problems)
    seen_so, said = _read_on(replace(cell, text="".join(map(_written, seen)), runs=None), number=number)
    return seen_so, (*problems, *said)


def _read_on(cell: Cell, *, number: bool) -> tuple[Cell, tuple[Problem, ...]]:
    shown = _as_shown(cell, number=number)
    return (cell, shown.problems) if isinstance(shown, Reading) else shown


def _written(run: Run) -> str:
    """A run as it can be written without looks: small digits as such."""
    table = {"super": _RAISED, "sub": _LOWERED}.get(run.raised)
    return run.text if table is None else run.text.translate(table)


def _without_marks(cell: Cell, runs: Sequence[Run], whole: str) -> tuple[Cell, tuple[Problem, ...]] | Reading:
    """A number without the small marks beside it, which count as footnotes; those of a unit (m²) are left with it."""
    kept, marks = "", ""
    for run in runs:
        if run.raised and run.text.strip() and not _is_of_unit(kept, run.text):
            marks += run.text.strip()
        else:
            kept += run.text
    if not marks or not kept.strip():
        return _as_shown(replace(cell, text="".join(run.text for run in runs)), number=True)
    if _TEN.fullmatch(kept.strip()) and marks.strip("+-").isdigit():
        return unread("seen-otherwise", cell, "".join(run.text for run in runs), seen=whole)
    shown = _as_shown(replace(cell, text=kept.strip()), number=True)
    said = Problem("raised-mark", whole, (("mark", marks), ("seen", kept.strip())))
    return shown if isinstance(shown, Reading) else (shown[0], (said, *shown[1]))


def _is_of_unit(before: str, mark: str) -> bool:
    """Whether a small mark belongs to a unit: the 2 of m², or a unit written small."""
    last = before.rstrip()[-1:]
    return last.isalpha() and mark.strip() in ("2", "3") or is_unit(mark.strip())
