"""Read a number a person typed as text, by the kind of field it stands in. Nothing is guessed in silence.

The grammar is strict ASCII after full-width digits are mapped: no NaN, inf, 1e5, 1_000, 0x1F. Every step away from
bare digits leaves a note, every refusal says why, and where two readings are possible both are given and none taken.

Source of the separators: Luật Kế toán 2003, art. 12(2): a dot after thousands, a comma before decimals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from tonghop290.text.answer_words import read_word, split_bound
from tonghop290.text.dates import read_date
from tonghop290.text.format import VIETNAMESE, Writing
from tonghop290.text.normalize import FULL_WIDTH, clean_text
from tonghop290.text.typed_units import YEAR_UNITS, read_unit

Outcome = Literal[
    "number",
    "zero-word",
    "no-data-word",
    "unanswered-word",
    "ambiguous",
    "bound",
    "pair",
    "unit-refused",
    "unit-mismatch",
    "not-a-number",
]

NOTES: Mapping[str, str] = MappingProxyType({
    "separator-vi": "a dot was read as thousands or a comma as decimals, the Vietnamese way",
    "separator-en": "a comma was read as thousands or a dot as decimals, the English way",
    "space-separator": "spaces were read as thousands separators",
    "apostrophe-separator": "apostrophes were read as thousands separators",
    "leading-zero": "zeros in front were dropped (04)",
    "fullwidth-digits": "full-width characters were read as ASCII",
    "unicode-minus": "U+2212 was read as a minus sign",
    "percent-sign": "a percent sign was dropped in a percent field",
    "unit-stripped": "the field's own unit was typed and dropped",
    "unit-converted": "the value was converted into the field's unit (km² → ha, tỷ → triệu)",
    "date-like": "not a number: the text is a date",
    "too-many-digits": "not a number: more than 15 digits, which no number cell holds exactly",
})  # fmt: skip
"""Every code ``NumberReading.notes`` can hold, with its meaning. The codes are stable."""

_MAX_DIGITS = 15  # of an IEEE double, and of Excel
_MAX_LENGTH = 200

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4`", "'"))
_SIGNED = re.compile(
    r"(?P<sign>[-+\u2212\u2013\u2014\u2010\u2011]?)(?P<gap> ?)(?P<digits>[0-9]+(?:[.,' ][0-9]+)*)(?P<rest>.*)",
    re.DOTALL,
)

_PLAIN = re.compile(r"[0-9]+")
_ONE_SEPARATOR = re.compile(r"(?P<head>[0-9]+)(?P<mark>[.,])(?P<tail>[0-9]+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[.,' ])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_GROUPED_DECIMAL = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?:(?P<mark>[.,' "
    r"])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?!(?P=mark))(?P<point>[.,])(?P<tail>[0-9]+)"
)
_GROUP_NOTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {".": ("separator-vi",), ",": ("separator-en",), " ": ("space-separator",), "'": ("apostrophe-separator",)}
)

_POINT_BEFORE_THREE = re.compile(r"(?<![0-9.,'])(?<![0-9] )[0-9]{1,3}\.[0-9]{3}(?![0-9.,']| [0-9])")
_UNIT_DIGIT = re.compile(r"(?<=m)[23²³]")
_A_NUMBER = re.compile(r"[-+\u2212]?[0-9]+(?:[.,'][0-9]+)*")
_JOINS = re.compile(r"[-/+&;*×=:(\u2010-\u2015\u2212]|, |^x$|(?<!\w)(?:và|đến|tới|hoặc|hay|cùng|trong đó)(?!\w)")
_PAIR_START = re.compile(r"[= ]*(?:(?:từ|cả) )?(?=[-+\u2212]?[0-9])")

_END = re.compile(r"(?<=[^\W_])\s*\.?/\.$")
"""How a document of the State ends: "323./."."""
_YEAR = re.compile(r"(?:(?:từ )?năm|year) ([12][0-9]{3})", re.IGNORECASE)
_XML_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading:
    """How a typed text was read as a number.

    ``value``       the number, in the field's unit; 0.0 for a zero in words; None for every other outcome
    ``notes``       codes of ``NOTES``, in the order the steps were taken
    ``candidates``  the readings possible: of an ambiguous text, of the figure behind a bound word, of the members of a
                    pair, of a unit that does not belong but could be converted
    ``word``        the word or unit that decided, in lower case ("trên", "sào", "không phát sinh"); "" where none did
    """

    value: float | None
    outcome: Outcome
    notes: tuple[str, ...] = ()
    candidates: tuple[float, ...] = ()
    word: str = ""


def read_number(
    text: str, *, whole: bool, unit: str = "", percent: bool = False, writing: Writing = VIETNAMESE
) -> NumberReading:
    """Read the text of a cell as a number of a field; never raises.

    ``whole`` is a field of whole numbers, where "1.234" can only be 1234 (a fraction is still returned as such: the
    caller says it is not whole), unless the form writes decimals so: then it is both. ``unit`` is the field's own unit
    as the form prints it. ``percent`` is a field of percentages, 0–100. ``writing``: how the form writes numbers; its
    own way needs no note.

    >>> read_number("10.661 người", whole=True, unit="người").value
    10661.0
    >>> read_number("1.234", whole=False).candidates
    (1234.0, 1.234)
    """
    cleaned = clean_text(text, keep_lines=False, max_length=_MAX_LENGTH)
    wide = cleaned.translate(FULL_WIDTH)
    notes = ("fullwidth-digits",) if wide != cleaned else ()
    ascii_text = _END.sub("", wide)
    said = read_word(ascii_text)
    if said is not None:
        return NumberReading(
            value=0.0 if said == "zero-word" else None, outcome=said, notes=notes, word=ascii_text.casefold()
        )
    if unit in YEAR_UNITS and (year := _YEAR.fullmatch(ascii_text)):
        return NumberReading(value=float(year[1]), outcome="number", notes=(*notes, "unit-stripped"))
    field_unit = "%" if percent else unit
    bound, rest = split_bound(ascii_text)
    reading = _read_amount(rest if bound else ascii_text, whole=whole, unit=field_unit)
    if whole and writing.decimal == "." and reading.outcome == "number":
        reading = _asked_of_whole(reading, ascii_text)
    if writing.decimal == "." and "separator-en" in reading.notes:
        reading = replace(reading, notes=tuple(note for note in reading.notes if note != "separator-en"))
    if bound:
        reading = _as_bound(reading, bound)
    return replace(reading, notes=notes + reading.notes)


def _asked_of_whole(reading: NumberReading, text: str) -> NumberReading:
    """The reading of a whole number whose one mark is the form's own for decimals: "1.234" where 1,234 is written."""
    found = _POINT_BEFORE_THREE.search(text)
    if found is None or reading.value is None or "separator-vi" not in reading.notes:
        return reading
    both = (reading.value, round(reading.value / 1000, 3))
    return NumberReading(value=None, outcome="ambiguous", notes=reading.notes, candidates=both)


def read_plain_number(text: str) -> float | None:
    """Read a number as Office Open XML stores it in ``<v>``; None for anything else, NaN and infinity included."""
    if not _XML_NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _read_amount(text: str, *, whole: bool, unit: str) -> NumberReading:
    """Sign, digits and unit; otherwise a pair, a date or nothing at all."""
    parts = _SIGNED.fullmatch(text.translate(_APOSTROPHES))
    if parts is None:
        return _read_pair(text)
    typed_unit = parts["rest"].strip()
    measure = read_unit(typed_unit, unit)
    if measure.outcome == "unknown" or typed_unit and measure.outcome == "none":
        return _read_pair(text)
    possible, notes = _read_digits(parts["digits"], whole=whole)
    if not possible:
        return _read_pair(text) if not notes else _nothing(*notes)
    possible, sign_note = _with_sign(possible, parts["sign"], spaced=bool(parts["gap"]))
    notes = sign_note + notes
    factor = measure.factor
    values = () if factor is None else tuple(_as_float(number * factor) for number in possible)
    if measure.outcome == "refused":
        return NumberReading(value=None, outcome="unit-refused", notes=notes, word=typed_unit.casefold())
    if measure.outcome == "mismatch":
        return NumberReading(
            value=None, outcome="unit-mismatch", notes=notes, candidates=values, word=typed_unit.casefold()
        )
    notes += {"same": ("unit-stripped",), "percent-sign": ("percent-sign",), "converted": ("unit-converted",)}.get(
        measure.outcome, ()
    )
    if len(values) > 1:
        return NumberReading(value=None, outcome="ambiguous", notes=notes, candidates=values)
    return NumberReading(value=values[0], outcome="number", notes=notes)


def _read_digits(digits: str, *, whole: bool) -> tuple[tuple[Decimal, ...], tuple[str, ...]]:
    """The possible values of digits with separators (none: no number) and the notes of the reading.

    "1.234" and "1,234" are the crux: in a whole field thousands; elsewhere either, unless the head is 0. "1234.567" is
    no less doubtful, a first separator may be missing; only a whole field can take it at its word, and refuse it.
    """
    if sum(c.isdigit() for c in digits) > _MAX_DIGITS:
        return (), ("too-many-digits",)
    zero = ("leading-zero",) if re.match("0[0-9]", digits) else ()
    if _PLAIN.fullmatch(digits):
        return (Decimal(digits),), zero
    if parts := _ONE_SEPARATOR.fullmatch(digits):
        note = ("separator-vi",) if parts["mark"] == "," else ("separator-en",)
        thousands_note = ("separator-vi",) if parts["mark"] == "." else ("separator-en",)
        as_decimal = Decimal(f"{parts['head']}.{parts['tail']}")
        as_thousands = Decimal(parts["head"] + parts["tail"])
        if len(parts["tail"]) != 3 or parts["head"] == "0":
            return (as_decimal,), note + zero
        if zero or not whole:
            return (as_thousands, as_decimal), zero
        return ((as_thousands,), thousands_note) if len(parts["head"]) <= 3 else ((as_decimal,), note)
    if groups := _GROUPED.fullmatch(digits):
        return (Decimal(_only_digits(digits)),), _GROUP_NOTES[groups["mark"]]
    if mixed := _GROUPED_DECIMAL.fullmatch(digits):
        value = Decimal(f"{_only_digits(mixed['whole'])}.{mixed['tail']}")
        if mixed["mark"] in ".,":
            return (value,), _GROUP_NOTES[mixed["mark"]]
        notes = _GROUP_NOTES[mixed["mark"]] + (("separator-vi",) if mixed["point"] == "," else ("separator-en",))
        if len(mixed["tail"]) == 3:
            return (Decimal(_only_digits(digits)), value), _GROUP_NOTES[mixed["mark"]]
        return (value,), notes
    return (), ()


def _with_sign(
    possible: tuple[Decimal, ...], sign: str, *, spaced: bool
) -> tuple[tuple[Decimal, ...], tuple[str, ...]]:
    """A minus that touches its number is a minus; a dash apart from it, or a long one, may be a bullet: both
    readings."""
    if sign in ("", "+"):
        return possible, ()
    if sign in "-\u2212" and not spaced:
        return tuple(-number for number in possible), ("unicode-minus",) if sign == "\u2212" else ()
    return possible + tuple(-number for number in possible), ()


def _as_bound(reading: NumberReading, word: str) -> NumberReading:
    if reading.outcome == "number" and reading.value is not None:
        return replace(reading, value=None, outcome="bound", candidates=(reading.value,), word=word)
    if reading.outcome == "ambiguous":
        return replace(reading, outcome="bound", word=word)
    if reading.outcome == "not-a-number":
        return replace(reading, word=word)
    return reading


def _read_pair(text: str) -> NumberReading:
    """Several numbers in one cell, each joined to the next; a date is named as one."""
    date = read_date(text)
    if date.outcome == "date" and not {"digits-only", "two-digit-year"} & set(date.notes):
        return _nothing("date-like")
    start = _PAIR_START.match(text)
    bare = _UNIT_DIGIT.sub("", text[start.end() :]) if start else ""
    found = list(_A_NUMBER.finditer(bare))
    gaps = [bare[left.end() : right.end()] for left, right in pairwise(found)]
    if not gaps or not all(_JOINS.search(gap) for gap in gaps):
        return _nothing()
    candidates = []
    for number in found:
        possible, _ = _read_digits(number[0].lstrip("+-\u2212"), whole=True)
        candidates += [_as_float(value) for value in possible[:1]]
    return NumberReading(value=None, outcome="pair", candidates=tuple(candidates))


def _nothing(*notes: str) -> NumberReading:
    return NumberReading(value=None, outcome="not-a-number", notes=notes)


def _only_digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _as_float(number: Decimal) -> float:
    return float(number) + 0.0  # -0.0 becomes 0.0
