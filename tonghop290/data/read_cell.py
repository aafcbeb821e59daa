"""One cell, one field: what the cell says, and what has to be said about it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from functools import lru_cache
from typing import Any

from tonghop290.data.seeing.reading import Problem, Reading
from tonghop290.data.seeing.reading import unread as _bad
from tonghop290.data.seeing.reasons import MEANT, because
from tonghop290.data.seeing.seen_number import with_the_day_seen, with_the_number_seen
from tonghop290.data.seeing.seen_text import as_seen
from tonghop290.data.slips.certain import certain_number
from tonghop290.data.slips.choice_called import choice_called
from tonghop290.data.slips.decimals import as_shown, asked_of_decimals, asked_of_typed, meant_thousands, only_possible
from tonghop290.data.slips.machine_dates import number_meant, stored_date_asked
from tonghop290.data.slips.not_words import errors_inside, left_over, of_google_sheets, without_apostrophe
from tonghop290.data.slips.typed_words import (
    DIGITS_LOST,
    digits_lost,
    is_phone,
    letters_told,
    number_as_words,
    phone_of,
    plain_digits,
    says_none,
)
from tonghop290.excel import excel_serial_to_date, is_date_format, is_percent_format
from tonghop290.messages import choices_of
from tonghop290.model import STATE_NO_DATA, Cell, Field, Range, Words, told, told_date, told_number
from tonghop290.text.dates import FIRST_YEAR, LAST_YEAR, read_date, swapped_day_month
from tonghop290.text.format import format_date
from tonghop290.text.legacy import decode_tcvn3, decode_vni, legacy_encoding, looks_misconverted
from tonghop290.text.normalize import clean_text
from tonghop290.text.numbers import NumberReading, read_number, read_plain_number

__all__ = ["Problem", "Reading", "as_text", "read_value", "read_words", "truth_shown", "whole_or_not"]

TEXT_LIMIT = 5000
_KEPT = 1000
OBJECT_MARK = "\ufffc"
"""Stands in a text where a picture or an object stood."""
UNKNOWN_FORMAT = ""
"""The number format of a cell whose file kind does not tell it (.xls, .ods)."""
_QUIET_NOTES = {"leading-zero"}
"""Notes that need no word to the sender when they stand alone."""


def read_value(field: Field, cell: Cell, *, date1904: bool = False, words: Words | None = None) -> Reading:
    """Read a cell by the type of its field; never raises for bad data. ``date1904``: how the workbook counts days;
    ``words``: of the form, whose language writes numbers and days its own way."""
    if cell.kind == "empty":
        return Reading()
    refused = left_over(cell) or _refused(cell)
    if refused is not None:
        return refused
    looked_at = as_seen(field, cell)
    if isinstance(looked_at, Reading):
        return looked_at
    cell, said_of_it = looked_at
    cell, apostrophe = without_apostrophe(cell)
    reading = _read(field, cell, date1904, words or Words())
    if said := (*said_of_it, *apostrophe):
        reading = dataclasses.replace(reading, problems=(*said, *reading.problems))
    return _with_formula(cell, reading)


def _read(field: Field, cell: Cell, date1904: bool, words: Words) -> Reading:
    if field.figure:
        return with_the_number_seen(field, cell, _figure(field, cell, words))
    if field.type == "date":
        reading = _date(cell, date1904, words)
    else:
        reading = _choice(field, cell) if field.type == "choice" else _text(field, cell)
    return with_the_day_seen(field, cell, reading)


def _with_formula(cell: Cell, reading: Reading) -> Reading:
    """The reading, with a word on the formula whose result it is."""
    if cell.formula is None or reading.value is None:
        return reading
    facts = (("formula", "=" + cell.formula if cell.formula else told("công thức")), ("read", as_text(reading.value)))
    code = "read-web" if of_google_sheets(cell.formula) else "read-link" if _fetches(cell.formula) else "read-formula"
    said = Problem(code, cell.text, facts)
    return Reading(reading.value, reading.bad, reading.no_data, (*reading.problems, said))


def _fetches(formula: str) -> bool:
    """Whether a formula takes its result from another workbook, a program or the web."""
    if not formula:
        return False
    from tonghop290.spreadsheet.edit.acting import acting_formulas

    return not acting_formulas([formula]).isdisjoint(("references", "programs"))


def _refused(cell: Cell) -> Reading | None:
    if cell.kind == "error":
        return _bad("error-cell" if cell.text.startswith("#") else "broken-cell", cell)
    if cell.kind == "uncalculated":
        return _bad("uncalculated", cell, "=" + (cell.formula or ""))
    if cell.kind == "bool":
        return _bad("bool-cell", cell, truth_shown(cell))
    return None


def truth_shown(cell: Cell) -> str:
    """What a cell of a truth value shows, also one drawn as a box to tick."""
    return "TRUE" if cell.text == "1" else "FALSE"


def as_text(value: Any) -> str:
    """A value as it is told."""
    if isinstance(value, dt.date):
        return told_date(value)
    return told_number(value) if isinstance(value, float) else str(value)


# --- numbers ------------------------------------------------------------------------------------------------------


def _figure(field: Field, cell: Cell, words: Words) -> Reading:
    if cell.kind == "date":
        day = told_date(dt.date.fromisoformat(cell.text))
        return _bad("date-in-number", cell, day, hint=number_meant(field, cell))
    return _stored_number(field, cell) if cell.kind == "number" else _typed_number(field, cell, words)


def _stored_number(field: Field, cell: Cell) -> Reading:
    stored = read_plain_number(cell.text)
    if stored is None:
        return _bad("not-a-number", cell)
    value = as_shown(stored)
    problems: tuple[Problem, ...] = ()
    if is_date_format(cell.number_format) and not value.is_integer():
        return _bad("date-in-number", cell, told_number(value), hint="")  # a time of day, or a date with one
    if is_percent_format(cell.number_format):
        if math.isinf(value * 100):
            return _bad("not-a-number", cell)
        typed = told("{number}%", number=told_number(round(value * 100, 6)))
        if field.type != "percent":
            return _bad("percent-format", cell, typed, measure=field.unit or told("số"))
        value = round(value * 100, 10)
        problems = (Problem("read-as", typed, (("read", told_number(value)), ("why", because(["percent-format"])))),)
    elif field.type == "percent" and (0 < value < 1 or value == 1 and cell.number_format == UNKNOWN_FORMAT):
        problems = (Problem("percent-fraction", told_number(value), (("hint", told_number(round(value * 100, 6))),)),)
    if field.type == "integer" or problems:
        return whole_or_not(field, cell, value, problems)
    taken, asked = asked_of_decimals(field, value, cell.formula)
    return Reading(value if taken else None, not taken, problems=(asked,) if asked else ())


def whole_or_not(field: Field, cell: Cell, value: float, problems: tuple[Problem, ...]) -> Reading:
    """A number as the field takes it; where that counts, a whole one."""
    if field.type != "integer":
        return Reading(value, problems=problems)
    thousand = meant_thousands(field, value, cell.formula)
    nearest = float(round(value))
    if abs(value - nearest) < 1e-9 * max(1.0, abs(value)):
        if thousand is not None:
            return _bad("number-misread", cell, told_number(value), hint=told_number(thousand))
        return Reading(nearest, problems=problems)
    hint = "" if thousand is None else told(MEANT, number=told_number(thousand))
    return _bad("not-whole", cell, told_number(value), measure=field.unit or told("số nguyên"), hint=hint)


_OUTCOME_CODES = {
    "ambiguous": "ambiguous-number",
    "bound": "bound-word",
    "pair": "pair",
    "unit-refused": "unit-refused",
    "unit-mismatch": "unit-mismatch",
    "not-a-number": "not-a-number",
}


def _typed_number(field: Field, cell: Cell, words: Words) -> Reading:
    text = clean_text(cell.text, keep_lines=False)
    reading = _in_words_of(words, text) or read_number(
        text,
        whole=field.type == "integer",
        unit=field.unit,
        percent=field.type == "percent",
        writing=words.writing,
    )
    if reading.outcome == "unanswered-word":
        return _unanswered(text or (OBJECT_MARK if OBJECT_MARK in cell.text else ""))
    if reading.outcome == "no-data-word":
        return Reading(
            no_data=True,
            problems=(Problem("read-as", text, (("read", told("“{state}”", state=told(STATE_NO_DATA))), ("why", ""))),),
        )
    if reading.value is None:
        return _certain(field, cell, text, reading) or _unread_number(field, cell, text, reading)
    why = because(reading.notes if reading.outcome != "zero-word" else ["zero-word"])
    quiet = not reading.notes or set(reading.notes) <= _QUIET_NOTES
    said: tuple[Problem, ...] = ()
    if not quiet or reading.outcome == "zero-word":
        said = (Problem("read-as", text, (("read", told_number(reading.value)), ("why", why))),)
    if field.type == "percent" and 0 < reading.value < 1 and "percent-sign" not in reading.notes:
        said = (
            *said,
            Problem(
                "percent-fraction",
                told_number(reading.value),
                (("hint", told_number(round(reading.value * 100, 6))),),
            ),
        )
    elif field.type != "integer":
        said = (*said, *asked_of_typed(field, reading.value))
    return whole_or_not(field, cell, reading.value, said)


def _in_words_of(words: Words, text: str) -> NumberReading | None:
    """What the form's language calls nothing or no data; None for any other text."""
    outcome = words.answer(text)
    if outcome == "zero-word":
        return NumberReading(value=0.0, outcome=outcome, word=text.casefold())
    return NumberReading(value=None, outcome=outcome, word=text.casefold()) if outcome == "no-data-word" else None


def _certain(field: Field, cell: Cell, text: str, reading: NumberReading) -> Reading | None:
    """The number of a text that only looks doubtful: the field's range leaves one reading, or words follow its own
    unit."""
    if reading.outcome == "ambiguous":
        only = only_possible(field, reading.candidates)
        if only is None:
            return None
        other = next(value for value in reading.candidates if value != only)
        facts = (("read", told_number(only)), ("other", told_number(other)))
        return whole_or_not(field, cell, only, (Problem("read-by-range", text, facts),))
    counted = certain_number(field, text) if reading.outcome == "not-a-number" and not reading.notes else None
    return None if counted is None else whole_or_not(field, cell, counted[0], (counted[1],))


def _unanswered(text: str) -> Reading:
    """ "…" and "?" are no answer; said, so that nobody wonders where they went."""
    return Reading(problems=(Problem("read-as", text, (("read", told("chưa trả lời")), ("why", ""))),) if text else ())


def _unread_number(field: Field, cell: Cell, text: str, reading: NumberReading) -> Reading:
    code = _OUTCOME_CODES[reading.outcome]
    facts = {"measure": field.unit or told("số"), "word": reading.word, "hint": _meant(field, reading)}
    if code == "ambiguous-number":
        facts["first"], facts["second"] = (told_number(candidate) for candidate in reading.candidates[:2])
    if code == "not-a-number" and "date-like" in reading.notes:
        code = "date-in-number"
    facts.setdefault("hint", "")
    return _bad(code, cell, text, **facts)


def _meant(field: Field, reading: NumberReading) -> str:
    """ " (có phải 33,5 không?)" for a figure of another unit that the field could hold in its own."""
    low, high = (field.hard or Range()).numbers
    meant = [round(one, 6) for one in reading.candidates if low <= one <= high] if len(reading.candidates) == 1 else []
    return told(MEANT, number=told_number(meant[0])) if meant else ""


# --- dates --------------------------------------------------------------------------------------------------------


def _date(cell: Cell, date1904: bool, words: Words) -> Reading:
    if cell.kind == "date":
        return _stored_date(cell, date1904)
    text = clean_text(cell.text, keep_lines=False)
    if cell.kind == "number":
        return _date_from_number(cell, text, date1904)
    reading = read_date(text, writing=words.writing)
    if reading.outcome == "unanswered-word":
        return _unanswered(text)
    if reading.outcome == "month-only":
        return _bad("month-only", cell, text)
    if reading.outcome == "ambiguous":
        return _bad(
            "ambiguous-date",
            cell,
            text,
            first=told_date(reading.candidates[0]),
            second=told_date(reading.candidates[1]),
        )
    if reading.value is None:
        return _bad("not-a-date", cell, text)
    why = because(reading.notes)
    said = (Problem("read-as", text, (("read", told_date(reading.value)), ("why", why))),) if why else ()
    return Reading(reading.value, problems=said)


def _stored_date(cell: Cell, date1904: bool) -> Reading:
    """A date of the spreadsheet's own; half a date, and one whose day and month may have changed places, are asked."""
    day = dt.date.fromisoformat(cell.text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return _bad("not-a-date", cell, told_date(day))
    taken, asked = stored_date_asked(day, cell.number_format, date1904=date1904)
    return Reading(day if taken else None, not taken, problems=(asked,) if asked else ())


def _date_from_number(cell: Cell, text: str, date1904: bool) -> Reading:
    """A number in a date field: digits typed without separators, or a serial number whose cell lost its date format."""
    number = read_plain_number(text)
    value = read_date(text).value if text.isdigit() and len(text) == 8 else None
    why = "digits-only"
    if value is None and number is not None and 30_000 <= number + 1462 * date1904 < 60_000:
        value, why = excel_serial_to_date(number, date1904=date1904), "serial"
    if value is None:
        return _bad("not-a-date", cell, text)
    return Reading(value, problems=(Problem("read-as", text, (("read", told_date(value)), ("why", because([why])))),))


def swap_hint(value: dt.date) -> str:
    """ " (có phải 05/02/2010 không?)" when day and month can change places, else ""."""
    swapped = swapped_day_month(value)
    return told(MEANT, number=told_date(swapped)) if swapped is not None else ""


# --- words --------------------------------------------------------------------------------------------------------


def _words(cell: Cell) -> tuple[str, tuple[Problem, ...]]:
    """A cell's text: decoded where it is in an old code, NFC, without what cannot be seen."""
    if cell.kind == "number":
        return number_as_words(cell)
    if cell.kind == "date":
        day = dt.date.fromisoformat(cell.text)
        return format_date(day), (Problem("day-in-words", told_date(day)),)
    return _text_of(cell.text, cell.font) if len(cell.text) <= _KEPT else _text_of.__wrapped__(cell.text, cell.font)


@lru_cache(maxsize=4096)
def _text_of(raw: str, font: str) -> tuple[str, tuple[Problem, ...]]:
    """What :func:`_words` makes of a typed text. Many communes send the same one: the form's own sentences, left as
    they were."""
    problems: list[Problem] = []
    typed = raw
    encoding = legacy_encoding(raw, font)
    if encoding is not None:
        raw = decode_vni(raw) if encoding == "vni" else decode_tcvn3(raw, capitals=encoding == "tcvn3-capitals")
        problems.append(
            Problem("legacy-text", typed, (("encoding", "VNI" if encoding == "vni" else "TCVN3"), ("read", raw)))
        )
    text = clean_text(raw)
    if encoding is None:
        problems += (*letters_told(raw), *errors_inside(text))
        if looks_misconverted(text) or "\ufffd" in text:
            problems.append(Problem("misconverted-text", text))
    if len(text) > TEXT_LIMIT:
        problems.append(Problem("text-too-long", text, (("length", told_number(len(text))),)))
    return text, tuple(problems)


def read_words(cell: Cell) -> str:
    """The text of a cell beside a value, such as a note: decoded and clean."""
    return _words(cell)[0] if cell.kind in ("text", "number", "date") else ""


def _text(field: Field, cell: Cell) -> Reading:
    text, problems = _words(cell)
    if any(problem.code == DIGITS_LOST for problem in problems):
        return Reading(bad=True, problems=problems)
    if field.type == "text":
        text, wide = plain_digits(text)
        problems = (*problems, *wide)
    none = says_none(field, text)
    if none is not None:
        return dataclasses.replace(none, problems=(*problems, *none.problems))
    if digits_lost(field, text):
        return _bad("digits-lost", cell, text)
    if is_phone(field):
        text, asked = phone_of(text, stored=cell.kind == "number")
        problems = (*problems, *asked)
    return Reading(text or None, problems=problems)


def _choice(field: Field, cell: Cell) -> Reading:
    text, problems = _words(cell)
    if not text:
        return Reading()
    choice, otherwise = choice_called(field, text)
    if choice and otherwise:
        facts = (("read", f"“{choice}”"), ("why", told(" (cách ghi khác)")))
        return Reading(choice, problems=(*problems, Problem("read-as", text, facts)))
    if choice:
        return Reading(choice, problems=problems)
    if field.other_allowed:
        return Reading(text, problems=(*problems, Problem("other-choice", text)))
    return _bad("not-a-choice", cell, text, choices=choices_of(field))
