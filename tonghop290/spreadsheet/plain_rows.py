"""The rows and merges of a worksheet in the plain spelling every spreadsheet program uses, taken out by patterns.

A shorter way to what the handlers of ``rows`` and ``sheet`` make of the same bytes, never to anything else: the patterns know
rows, and cells with a formula and a value, as Excel, LibreOffice, WPS and the writing libraries spell them. Where one ``<`` is
not accounted for, or anything calls for a remark, nothing is taken and the handlers read it all. Whether the XML is well-formed
is expat's to say here as there, where it is not beyond doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from tonghop290.spreadsheet.cell import MAX_ROW, RawCell, locate, settle
from tonghop290.spreadsheet.rows import NO_LOOK, PLAIN_NUMBER, SheetContext
from tonghop290.spreadsheet.sound import root_attributes, sound_attributes, sound_text
from tonghop290.spreadsheet.xml import MAIN_NAMESPACES, UTF8_HEAD, decode_text, is_true, undone

__all__ = ["PlainRows", "ROWS_END", "find_rows", "read_plain_merges", "read_plain_rows", "read_plain_words"]

ROWS_START, ROWS_END = b"<sheetData>", b"</sheetData>"
_TOKENS = re.compile(
    r'<(?:c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,8})")?(?: t="([A-Za-z]{1,9})")?'
    r'(?:/>|>(?:<f((?: (?!xmlns|t="[ad])[A-Za-z]{1,9}="[^"<>&]{0,300}")*)(?:/>|>([^<]*)</f>))?(?:<v>([^<]*)</v>)?</c>)'
    r'|row r="([1-9][0-9]{0,6})"((?: (?!xmlns)[A-Za-z0-9:]{1,40}="[^"<>&]{0,300}")*)(/?)>)'
).split
_STEP = 11
"""A row's beginning, or a whole cell: column, row, style, type, the attributes of its formula, formula, value; the row's number, its
other attributes, and whether it ends there. So many pieces each, with what stands before it. Array formulas and data tables, which
fill other cells too, are left to the handlers."""
_ROW_END, _SPACE = "</row>", " \n\t"
_WORDS = re.compile(
    rb'<c r="([AB])([1-9][0-9]{0,6})"(?: s="[0-9]{1,9}")?(?: t="([a-z]{1,9})")?(/>|>(?:<v>([0-9]{1,9})</v>)?</c>)?'
).findall
"""A cell of the first two columns: column, row, type, its end (nothing where it is not plain) and its value."""
_HIDDEN = re.compile(' hidden="([^"]*)"').search
_PLAIN_NUMBER = re.compile(PLAIN_NUMBER).fullmatch

_MERGES = re.compile(rb'<mergeCells(?: count="[0-9]{1,9}")?>((?:<mergeCell ref="[^"<>&]{0,40}"/>)*)</mergeCells>')
_MERGE = re.compile(rb'ref="([^"]*)"')
_OTHERWISE = {
    b"<!": None,
    b"<?": None,
    b"sheetData": None,
    b"xmlns": re.compile(rb"\sxmlns\s*="),
    b"<col": re.compile(rb"<col[\s/>]"),
    b":col": re.compile(rb":col[\s/>]"),
}
"""What the handlers would see more in than a list of merges: words, and what they must be part of to mean it."""

Cells = dict[tuple[int, int], RawCell]


def find_rows(content: bytes) -> tuple[int, int] | None:
    """Where the rows of a worksheet part begin and end, if it is UTF-8 and spells their list as usual; else None."""
    if not UTF8_HEAD.match(content):
        return None
    begin = content.find(ROWS_START) + len(ROWS_START)
    end = content.find(ROWS_END, begin)
    return (
        (begin, end) if begin >= len(ROWS_START) and end >= 0 and content.count(b"sheetData", 0, begin) == 1 else None
    )


class PlainRows(NamedTuple):
    """``sound``: the rows are well-formed beyond doubt; otherwise expat must look at them too."""

    cells: Cells
    hidden: set[int]
    sound: bool


def read_plain_rows(rows: bytes, context: SheetContext, head: bytes = b"") -> PlainRows | None:
    """What stands between ``<sheetData>`` and its end; None where it is not all plain. ``head``: what the part begins with."""
    try:
        parts = _TOKENS(rows.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    if b"\r" in rows or not {"", _ROW_END}.issuperset(one.strip(_SPACE) for one in set(parts[::_STEP])):
        return None
    shared, texts, looks, max_text, make = context.shared, context.texts, context.looks, context.max_text, tuple.__new__
    cells: Cells = {}
    hidden: set[int] = set()
    row, row_digits, kept, text_left = 0, "", 0, context.limits.text
    groups = [parts[number::_STEP] for number in range(1, _STEP - 1)]
    for letters, digits, style, stored_type, of_formula, formula, value, new_row, of_row in zip(*groups, strict=True):
        if letters is None:
            row, row_digits = int(new_row), new_row
            if row > MAX_ROW:
                return None
            if "hidden" in of_row and (found := _HIDDEN(of_row)) and is_true(found[1]):
                hidden.add(row)
            continue
        if value is None and of_formula is None:
            continue
        column = _column(letters)
        if digits != row_digits or not column:
            return None
        said = None
        if of_formula is not None:
            said = decode_text(undone(formula)[:max_text]) if formula else ""
        shown = texts.get(value) if stored_type == "s" else None
        if shown is not None:
            kind = "s"
        elif value is not None and (stored_type is None or stored_type == "n") and _PLAIN_NUMBER(value):
            kind, shown = "n", value
        else:
            kind, shown = settle(stored_type, None if value is None else undone(value), None, shared)
            text_left -= len(shown)
            if not shown and said is None:
                continue
            if kind == "x" or len(shown) > max_text or text_left < 0:
                return None
        look = looks.get(style or "0")
        if look is None:
            if style and looks:
                return None
            look = NO_LOOK
        kept += 1
        cells[row, column] = make(RawCell, (row, column, kind or "u", shown, *look, said))
    if kept != len(cells) or kept > context.cells_left:
        return None
    tags = {*groups[4], *groups[8]} - {None}
    sound = sound_text(rows) and sound_attributes(tags, head) and _closed(parts)
    return PlainRows(cells, hidden, sound)


@cache
def _column(letters: str) -> int:
    """The number of a column, 0 beyond the last."""
    place = locate(letters + "1")
    return place[1] if place is not None else 0


def _closed(parts: Sequence[str | None]) -> bool:
    """Whether every row with cells ends where the next one begins, the last at the end, and nothing else ends a row."""
    before, empty = parts[::_STEP], parts[10::_STEP]
    begun = [place for place, one in enumerate(empty) if one is not None]
    full = [not empty[place] for place in begun]
    ended = [before[place] == _ROW_END for place in (*begun[1:], -1)]
    return full == ended[: len(full)] and sum(full) == before.count(_ROW_END)


def read_plain_words(content: bytes, context: SheetContext) -> Cells | None:
    """The texts and whole numbers of the first two columns of a worksheet part; None where they are not all plain.

    For a sheet of which only these are of interest: nothing else is looked at, neither whether the part is well-formed nor
    for comments, which no spreadsheet program writes. That it came whole is shown by its checksum.
    """
    if (root_attributes(content) or {}).get("xmlns") not in MAIN_NAMESPACES:
        return None
    shared, make = context.shared, tuple.__new__
    cells: Cells = {}
    for letter, digits, stored_type, ended, value in _WORDS(content):
        row, column = int(digits), 1 if letter == b"A" else 2
        if (
            not ended
            or row > MAX_ROW
            or stored_type not in (b"", b"n", b"s")
            or value
            and stored_type == b"s"
            and int(value) >= len(shared)
        ):
            return None
        if value and (shown := shared[int(value)] if stored_type == b"s" else value.decode("ascii")):
            if (row, column) in cells or len(shown) > context.max_text:
                return None
            cells[row, column] = make(
                RawCell, (row, column, "s" if stored_type == b"s" else "n", shown, *NO_LOOK, None)
            )
    return cells if 0 < len(cells) <= context.cells_left else None


def read_plain_merges(rest: bytes) -> list[str] | None:
    """The references of the merges in what follows the rows; None where that is not plain, or holds more than the handlers may miss."""
    if any(word in rest and (meant is None or meant.search(rest)) for word, meant in _OTHERWISE.items()):
        return None
    merges: list[str] = []
    if b"mergeCell" in rest:
        lists = _MERGES.findall(rest)
        merges = [one.decode("utf-8", "replace") for found in lists for one in _MERGE.findall(found)]
        if rest.count(b"mergeCell") != 2 * len(lists) + len(merges):
            return None
    return merges
