"""The words of a sheet of which nothing else is of interest, taken from its bytes by a pattern.

The hidden sheet of a form holds twenty times more formulas than words; reading it tag by tag costs a third of reading a
return.
"""

from __future__ import annotations

import re

from tonghop290.spreadsheet.cell import MAX_ROW, RawCell
from tonghop290.spreadsheet.package import Package
from tonghop290.spreadsheet.rows import SheetContext
from tonghop290.spreadsheet.seen.look import ORDINARY
from tonghop290.spreadsheet.xml import MAIN_NAMESPACES

__all__ = ["read_words"]

_TYPES = {b"": "n", b"n": "n", b"s": "s", b"str": "s"}
_LARGEST = 4 * 2**20
_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?"""
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["']utf-8["'])?(?: standalone=["'](?:yes|no)["'])?\s*\?>)?"""
    rb"""\s*<(?-i:worksheet)((?:\s+[A-Za-z0-9:]+="[^"<>]*")*)\s*>""",
    re.IGNORECASE,
).match
"""How a worksheet part in UTF-8 begins, whose bytes may be looked at as they stand."""
_NAMESPACE = re.compile(rb'\sxmlns="([^"]*)"').search
_WORDS = re.compile(
    rb'<c r="([AB])([1-9][0-9]{0,6})"(?: s="[0-9]{1,9}")?(?: t="([a-z]{1,9})")?'
    rb"(/>|>(<f[^<>]*>[^<>]*</f>)?(<v>[^<>&]{0,9}</v>)?</c>)?"
).findall
"""A cell of the first two columns: column, row, type, its end (nothing where it is not plain), its formula and its
value, both with their tags."""


def read_words(package: Package, part: str, context: SheetContext) -> dict[tuple[int, int], RawCell] | None:
    """The texts and whole numbers of the first two columns of a worksheet part; None where they are not all plain.

    Nothing else is looked at, neither whether the part is well-formed nor for comments, which no spreadsheet program
    writes. That it came whole is shown by its checksum. Errors: Unreadable.
    """
    if package.size(part) > _LARGEST:
        return None
    content = b"".join(package.pieces(part))
    root = _ROOT(content)
    namespace = _NAMESPACE(root[1]) if root is not None else None
    if namespace is None or namespace[1].decode("latin-1") not in MAIN_NAMESPACES:
        return None
    cells: dict[tuple[int, int], RawCell] = {}
    for letter, digits, stored_type, ended, formula, value in _WORDS(content):
        row, column = int(digits), 1 if letter == b"A" else 2
        if not ended or row > MAX_ROW or stored_type not in _TYPES:
            return None
        text = _text(stored_type, value[3:-4], context.shared)
        if text is None or len(text) > context.max_text or (row, column) in cells:
            return None
        if text or formula:
            kind = "u" if not text and (stored_type != b"str" or not value) else _TYPES[stored_type]
            cells[row, column] = RawCell(row, column, kind, text, ORDINARY, "" if formula else None)
    return cells if 0 < len(cells) <= context.cells_left else None


def _text(stored_type: bytes, value: bytes, shared: tuple[str, ...]) -> str | None:
    """What a cell says, "" for nothing; None where it points at no shared text or is not plain."""
    if stored_type == b"str":
        return value.decode("utf-8", "replace") if value.isascii() and b"_x" not in value else None
    if value and not value.isdigit():
        return None
    if stored_type != b"s" or not value:
        return value.decode("ascii")
    return shared[int(value)] if int(value) < len(shared) else None
