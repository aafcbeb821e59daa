"""A stored number or day beside what its number format shows of it: the same, or asked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from tonghop290.data.seeing.reading import Problem, Reading, unread
from tonghop290.data.seeing.seen_text import stored_text
from tonghop290.excel import date_to_excel_serial
from tonghop290.model import Cell, Field, told
from tonghop290.spreadsheet.seen.format_code import sections_of
from tonghop290.spreadsheet.seen.look import same_to_the_eye
from tonghop290.spreadsheet.seen.shown import Shown, shown_number
from tonghop290.spreadsheet.seen.ways_of_writing import ENGLISH, VIETNAMESE
from tonghop290.text.counted_words import read_counted
from tonghop290.text.normalize import clean_text
from tonghop290.text.numbers import read_number, read_plain_number
from tonghop290.text.typed_units import read_unit

__all__ = ["number_as_text", "with_the_number_seen", "with_the_day_seen"]

_TOO_ROUGH = 0.1
"""A display that leaves out more than this part of a number hides it."""
_PLAIN = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?(?:#,##)?0(?:\.([0#]+))?(?:_\)|_-)?")
_GLUED_BEFORE = re.compile(r"(?:(?:[0-9]|(?<!\w)[.,])[\s.,'’]*|[.,])$")
"""A digit, or marks that may make a fraction of what follows: "+,1", ".,1"."""
_GLUED_AFTER = re.compile(r"^[\s.,'’]*[0-9]")
_MISSHAPEN = re.compile(r"(?<=[0-9])\.(?=[0-9])(?![0-9]{3}(?![0-9]))|E[+-]?[0-9]*,")
"""A point in a number that parts no three digits, or a broken power: 10 as "0.0010", 1 as "1E+00,0"."""
_BRACKETS = ("(", ")")
_UNGROUPED = VIETNAMESE._replace(group="")
_THREE_ZEROS, _THOUSANDTH = re.compile(r"\.000(?![0#?])"), Decimal("0.001")
_WHOLE_DAY = frozenset("ymd")


def with_the_number_seen(field: Field, cell: Cell, reading: Reading) -> Reading:
    """The reading of a stored number of a figure, where the number seen is the same; otherwise asked."""
    code, stored = cell.number_format, read_plain_number(cell.text)
    value = reading.value
    if not code or stored is None or not isinstance(value, float):
        return reading
    if cell.unseen == "zero":  # told once for its sheet
        return reading
    if cell.look.repeated:
        once = shown_number(code, stored).text.strip()
        return unread("seen-otherwise", cell, stored_text(cell), seen=f"{once}{once}…")
    decimals = _plain_decimals(code)
    if decimals is not None:
        return (
            reading if _is_near(round(value, decimals), value) else _rounded(cell, reading, shown_number(code, stored))
        )
    shown = shown_number(code, stored)
    if shown.colour and cell.look.known and same_to_the_eye(shown.colour, cell.look.ground):
        return unread("seen-nothing", cell, stored_text(cell), why=told("chữ cùng màu với nền"))
    if not shown.text.strip() and value:
        return unread("seen-nothing", cell, stored_text(cell), why=told("do định dạng của ô"))
    unit = "%" if field.type == "percent" else field.unit
    seen = _number_seen(shown, unit, whole=field.type == "integer")
    if _looks_like_thousands(code, stored, shown) and not _is_read_so(field, code, stored, value):
        seen = None
    if seen is not None and abs(seen[0] - value) <= seen[1] / 2 + abs(value) * 1e-12:
        return reading if _is_near(seen[0], value) else _rounded(cell, reading, shown)
    if value == 0 and not any(map(str.isalnum, shown.text)):
        return _also(reading, Problem("zero-unseen", "0"))
    return unread("seen-otherwise", cell, stored_text(cell), seen=shown.text.strip())


@lru_cache(maxsize=1_000)
def _plain_decimals(code: str) -> int | None:
    """The decimals of a format that shows a number and nothing else; None for any other."""
    if code.casefold() == "general" or code == "@":
        return 9
    plain = _PLAIN.fullmatch(code)
    return None if plain is None or plain[1] == "000" else len(plain[1] or "")


def _looks_like_thousands(code: str, stored: float, shown: Shown) -> bool:
    """Whether three decimals are shown that the number has not: 15 as "15,000", on an English computer "15.000"."""
    return shown.step == _THOUSANDTH and bool(_THREE_ZEROS.search(code)) and round(stored, 2) == stored


def _is_read_so(field: Field, code: str, stored: float, value: float) -> bool:
    """Whether the form reads what is shown as this number, on a Vietnamese computer and on an English one."""
    texts = [shown_number(code, stored, ways=ways).text for ways in (VIETNAMESE, ENGLISH)]
    whole, percent = field.type == "integer", field.type == "percent"
    read = [read_number(text, whole=whole, unit=field.unit, percent=percent).value for text in texts]
    return all(one is not None and abs(one - value) <= abs(value) * 1e-12 for one in read)


def _is_near(seen: float, value: float) -> bool:
    return abs(seen - value) <= _TOO_ROUGH * abs(value)


def _rounded(cell: Cell, reading: Reading, shown: Shown) -> Reading:
    return _also(reading, Problem("seen-rounded", stored_text(cell), (("seen", shown.text.strip()),)))


def _also(reading: Reading, problem: Problem) -> Reading:
    return replace(reading, problems=(*reading.problems, problem))


def _number_seen(shown: Shown, unit: str, *, whole: bool) -> tuple[float, float] | None:
    """The number that a text stands for in a field, with the worth of its last digit; None if not sure."""
    before, after = shown.before.strip(), shown.after.strip()
    if shown.number is not None and _MISSHAPEN.search(shown.text):
        return None
    if shown.number is not None and not _GLUED_BEFORE.search(shown.before) and not _GLUED_AFTER.match(shown.after):
        sign = 1
        if before.startswith("(") and after.endswith(")"):
            sign, before, after = -1, before[1:], after[:-1]
        if before.strip()[:1] in ("-", "+", "−"):
            sign, before = -sign if before.strip()[0] != "+" else sign, before.strip()[1:]
        words = f"{before} {after}".strip()
        measure = read_unit(words, unit)
        if measure.outcome == "unknown" and read_counted(f"1 {words}", whole=True, unit=unit) is not None:
            return float(sign * shown.number), float(shown.step)  # they begin with the field's own unit
        if measure.factor is None or measure.outcome in ("mismatch", "refused", "unknown"):
            return None
        return float(sign * shown.number * measure.factor), float(shown.step * measure.factor)
    read = read_number(shown.text, whole=whole, unit="" if unit == "%" else unit, percent=unit == "%")
    return None if read.value is None else (read.value, 0.0)  # "1.655" may be either: it is asked


# --- days and words -----------------------------------------------------------------------------------------------


def with_the_day_seen(field: Field, cell: Cell, reading: Reading) -> Reading:
    """The reading of a stored day, where the whole of it is seen; otherwise asked."""
    code = cell.number_format
    if cell.kind != "date" or not code or reading.value is None:
        return reading
    parts, digits = _day_of(code)
    if not parts or parts >= _WHOLE_DAY and not digits:  # no parts: a file that marks days as such
        return reading
    day = dt.date.fromisoformat(cell.text)
    shown = shown_number(code, date_to_excel_serial(day)).text.strip() if day.year >= 1900 else stored_text(cell)
    said = "date-in-words" if field.type != "date" else "seen-otherwise" if digits else "date-in-part"
    return unread(said, cell, stored_text(cell), seen=shown)


@lru_cache(maxsize=1_000)
def _day_of(code: str) -> tuple[frozenset[str], bool]:
    """The parts of a day that a format shows, and whether it shows digits of its own among them."""
    section = sections_of(code)[0]
    digits = any(token.kind == "literal" and any(map(str.isdigit, token.text)) for token in section.tokens)
    return shown_number(code, 40_334.0).parts, digits


def number_as_text(cell: Cell) -> str:
    """A stored number as the text that is seen, without thousands separators ("0912 345 678"); large ones in full."""
    number = read_plain_number(cell.text)
    if number is None:
        return cell.text
    if cell.number_format.casefold() in ("", "general", "@"):
        return repr(int(number)) if number.is_integer() and abs(number) < 1e15 else cell.text
    return clean_text(shown_number(cell.number_format, number, ways=_UNGROUPED).text)
