"""The rows and merges of a worksheet in the plain spelling every spreadsheet program uses, taken out by patterns.

A shorter way to what the handlers of ``rows`` and ``sheet`` make of the same bytes, never to anything else: the patterns know
rows, and cells with a formula and a value, as Excel, LibreOffice, WPS and the writing libraries spell them. Where one ``<`` is
not accounted for, or anything calls for a remark, nothing is taken and the handlers read it all. Whether the XML is well-formed
is expat's to say here as there.
"""

from __future__ import annotations

import re
from functools import cache

from tonghop290.workbook.cells import MAX_ROW, RawCell, locate, settle
from tonghop290.workbook.ooxml import UTF8_HEAD, decode_text, is_true, plain_text
from tonghop290.workbook.rows import PLAIN_NUMBER, SheetContext

__all__ = ["ROWS_END", "find_rows", "read_plain_merges", "read_plain_rows"]

ROWS_START, ROWS_END = b"<sheetData>", b"</sheetData>"
_TOKENS = re.compile(
    rb'<(?:c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,8})")?(?: t="([A-Za-z]{1,9})")?'
    rb'(?:/>|>(?:<(f)(?: (?!xmlns|t="[ad])[A-Za-z]{1,9}="[^"<>&]{0,300}")*(?:/>|>([^<]*)(</f>)))?(?:<(v)>([^<]*)</v>)?(</c>))'
    rb'|row r="([1-9][0-9]{0,6})"((?: (?!xmlns)[A-Za-z0-9:]{1,40}="[^"<>&]{0,300}")*)/?>)'
).findall
"""A row's beginning, or a whole cell: column, row, style, type; f, formula, </f>; v, value, </v>; the row's number and the rest of
its tag. Array formulas and data tables, which fill other cells too, are left to the handlers."""
_HIDDEN = re.compile(rb' hidden="([^"]*)"').search
_PLAIN_NUMBER = re.compile(PLAIN_NUMBER.encode()).fullmatch

_MERGES = re.compile(rb'<mergeCells(?: count="[0-9]{1,9}")?>((?:<mergeCell ref="[^"<>&]{0,40}"/>)*)</mergeCells>')
_MERGE = re.compile(rb'ref="([^"]*)"')
_OTHERWISE = {b"<!": None, b"<?": None, b"sheetData": None, b"xmlns": re.compile(rb"\sxmlns\s*="), b"<col": re.compile(rb"<col[\s/>]"),
              b":col": re.compile(rb":col[\s/>]")}
"""What the handlers would see more in than a list of merges: words, and what they must be part of to mean it."""
_NO_STYLE = ("General", "")

Cells = dict[tuple[int, int], RawCell]


def find_rows(content: bytes) -> tuple[int, int] | None:
    """Where the rows of a worksheet part begin and end, if it is UTF-8 and spells their list as usual; else None."""
    if not UTF8_HEAD.match(content):
        return None
    begin = content.find(ROWS_START) + len(ROWS_START)
    end = content.find(ROWS_END, begin)
    return (begin, end) if begin >= len(ROWS_START) and end >= 0 and content.count(b"sheetData", 0, begin) == 1 else None


def read_plain_rows(rows: bytes, context: SheetContext, *, wanted: frozenset[bytes] | None = None) -> tuple[Cells, set[int]] | None:
    """The cells and the hidden rows of what stands between ``<sheetData>`` and its end; None where it is not all plain.

    ``wanted``: keep the cells of these columns (letters) only. The bytes must be well-formed, which is not looked at here.
    """
    if b"\r" in rows:
        return None
    tokens = _TOKENS(rows)
    if not _accounts_for_all(tokens, rows):
        return None
    shared, shared_count, max_text = context.shared, len(context.shared), context.max_text
    styles, style_count, make = context.styles, len(context.styles), tuple.__new__
    cells: Cells = {}
    hidden: set[int] = set()
    row, row_digits, kept, text_left = 0, b"", 0, context.limits.text
    for letters, digits, style, stored_type, has_formula, formula, _, has_value, value, _, new_row, of_row in tokens:
        if not letters:
            row, row_digits = int(new_row), new_row
            if row > MAX_ROW:
                return None
            if b"hidden" in of_row and (found := _HIDDEN(of_row)) and is_true(found[1].decode("latin-1")):
                hidden.add(row)
            continue
        if not has_value and not has_formula or wanted is not None and letters not in wanted:
            continue
        column = _column(letters)
        if digits != row_digits or not column:
            return None
        said = None if not has_formula else decode_text(plain_text(formula)[:max_text]) if formula else ""
        if has_value and stored_type == b"s" and value.isdigit() and len(value) < 10 and int(value) < shared_count:
            kind, shown = "s", shared[int(value)]
        elif has_value and (not stored_type or stored_type == b"n") and _PLAIN_NUMBER(value):
            kind, shown = "n", value.decode("ascii")
        else:
            kind, shown = settle(stored_type.decode("ascii") or None, plain_text(value) if has_value else None, None, shared)
            text_left -= len(shown)
        if not shown and said is None:
            continue
        if kind == "x" or len(shown) > max_text or text_left < 0 or style and int(style) >= style_count > 0:
            return None
        number_format, font = styles[int(style or 0)] if style_count else _NO_STYLE
        kept += 1
        cells[row, column] = make(RawCell, (row, column, kind or "u", shown, number_format, font, said))
    return (cells, hidden) if kept == len(cells) and kept <= context.cells_left else None


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


def _accounts_for_all(tokens: list[tuple[bytes, ...]], rows: bytes) -> bool:
    """Whether every ``<`` of the rows belongs to a token found, or closes a row."""
    if not tokens:
        return b"<" not in rows
    _, _, _, _, formulas, _, formula_ends, values, _, ends, _, _ = zip(*tokens, strict=True)
    inside = len(formulas) - formulas.count(b"") + formula_ends.count(b"</f>") + 2 * values.count(b"v") + ends.count(b"</c>")
    return len(tokens) + inside + rows.count(b"</row>") == rows.count(b"<")


@cache
def _column(letters: bytes) -> int:
    """The number of a column, 0 beyond the last."""
    place = locate(letters.decode("ascii") + "1")
    return place[1] if place is not None else 0
