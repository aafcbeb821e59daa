"""A single cell: where it stands and what its stored text means."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from tonghop290.spreadsheet.seen.look import Look, Run
from tonghop290.spreadsheet.xml import decode_text

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
    r"|T?[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?"
)
_BOOLEANS = {"1": "1", "0": "0", "true": "1", "false": "0", "TRUE": "1", "FALSE": "0"}
_SPACE = " \t\r\n"

Range = tuple[int, int, int, int]


class RawCell(NamedTuple):
    """What one cell holds, as stored. Rows and columns count from 1.

    A named tuple, not a dataclass: making one is a third of reading a cell. `kind` is

    - "n" number, `text` its digits as stored (strict ASCII, finite; the caller converts);
    - "s" text, runs joined and `_xHHHH_` undone, otherwise as stored, cut at the cap;
    - "b" boolean, `text` "1" or "0";
    - "e" error value, `text` such as "#REF!";
    - "d" ISO 8601 date or time;
    - "u" formula whose result was never stored, `text` "";
    - "x" something that is not what its type says (NaN as a number, a shared string that does not
      exist), `text` as stored.

    `formula` is None for a typed value, "" where the formula stands in another cell (shared, array). `runs` are those
    of its text, where any is struck out, raised or unseen otherwise than `look` says of the whole, else None.
    """

    row: int
    column: int
    kind: str
    text: str
    look: Look
    formula: str | None
    runs: tuple[Run, ...] | None = None

    @property
    def number_format(self) -> str:
        return self.look.number_format

    @property
    def font(self) -> str:
        return self.look.font


class Dropped(NamedTuple):
    """A value that stands nowhere: its reference as written ("E3;", "-1"), cut, and what was stored there."""

    reference: str
    text: str


def locate(reference: str) -> tuple[int, int] | None:
    """The (row, column) of an A1 reference, dollars allowed; None if it is none or lies outside the sheet.

    >>> locate("$E$12"), locate("XFE1")
    ((12, 5), None)
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


def locate_range(reference: str) -> Range | None:
    """The (first row, first column, last row, last column) of "A1:B2" or "A1", in order whatever its direction."""
    first, _, last = reference.partition(":")
    begin, other = locate(first), locate(last or first)
    if begin is None or other is None:
        return None
    return min(begin[0], other[0]), min(begin[1], other[1]), max(begin[0], other[0]), max(begin[1], other[1])


def is_number(text: str) -> bool:
    """Whether the text is a number Excel can hold: ASCII, no NaN, no infinity, no `1_000`."""
    return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))


def settle(stored_type: str | None, value: str | None, inline: str | None, shared: tuple[str, ...]) -> tuple[str, str]:
    """The (kind, text) of what a cell stores; ("", "") where it stores nothing.

    `stored_type` is the `t` attribute, `value` the text of `<v>` and `inline` that of `<is>`, None where
    there is none.
    """
    if stored_type in ("inlineStr", "str") or (stored_type is None and value is None):
        text = decode_text((value if inline is None else inline) or "")
        # A formula giving "" stores an empty <v> with t="str"; anywhere else nothing is stored.
        return ("s", text) if text or (stored_type == "str" and value is not None) else ("", "")
    trimmed = (value or "").strip(_SPACE)
    if not trimmed:
        return "", ""
    match stored_type:
        case None | "n" if is_number(trimmed):
            return "n", trimmed
        case "s" if trimmed.isascii() and trimmed.isdigit() and len(trimmed) <= 9 and int(trimmed) < len(shared):
            return "s", shared[int(trimmed)]
        case "b" if trimmed in _BOOLEANS:
            return "b", _BOOLEANS[trimmed]
        case "e":
            return "e", trimmed
        case "d" if _DATE.fullmatch(trimmed):
            return "d", trimmed
    return "x", value or ""
