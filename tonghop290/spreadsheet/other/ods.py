"""What calamine does not take or tell of an .ods: tables written with indents, and which numbers are percents.

Source: OpenDocument 1.3 part 3, §9.1 (tables hold elements only), §19.385 (office:value-type), §19.675 and 19.677
(repeated cells and rows).
"""

from __future__ import annotations

import re

from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.xls import NumberFormats
from tonghop290.spreadsheet.package import Limits, Package
from tonghop290.spreadsheet.xml import feed, guarded_parser
from tonghop290.spreadsheet.zip_out import pack, packed

__all__ = ["ods_formats", "without_indents"]

_CONTENT = "content.xml"
_INDENT = re.compile(rb">[ \t\r\n]+(?=</?table:)")
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_FORMAT = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0 "
_PERCENT = _FORMAT + "percentage-style"
_NUMBERS = ("percentage", "float")


def without_indents(source: Content, *, limits: Limits) -> bytes:
    """The package with the spaces between the tags of its tables left out, where a program wrote any (Gnumeric does):
    calamine 0.9.1 refuses them, "expecting table-cell, found text". Errors: Unreadable.
    """
    package = source.open(limits)
    if _CONTENT not in package:
        return source.data
    content = b"".join(package.pieces(_CONTENT))
    plain = _INDENT.sub(b">", content)
    if plain == content:
        return source.data
    return packed(
        pack(name, plain if name.casefold() == _CONTENT else b"".join(package.pieces(name)), level=1)
        for name in package.names
    )


def ods_formats(package: Package) -> NumberFormats:
    """Every percent of the first ``package.limits.cells`` numbers, with "0%": by its type as LibreOffice writes it, or
    by its own style as Gnumeric does. Of other numbers nothing is known, a style may stand elsewhere. Errors:
    Unreadable.
    """
    if _CONTENT not in package:
        return {}
    reading = _Tables(package.limits.cells)
    for part in ("styles.xml", _CONTENT):
        if part in package:
            parser = guarded_parser(part)
            parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
            feed(parser, package.pieces(part), part=part, limits=package.limits)
    return reading.found


class _Tables:
    """Where each number of each table stands; a table inside a table (in a picture, in a cell) is none of the
    sheets."""

    def __init__(self, most: int) -> None:
        self.found: NumberFormats = {}
        self._own: dict[tuple[int, int], tuple[float, str]] = {}
        self._left, self._depth = most, 0
        self._percent_codes: set[str] = set()
        self._percent_styles: set[str] = set()
        self._row = self._column = self._rows = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.startswith(_FORMAT) and _STYLE + "name" in attributes:  # the later of two of one name counts
            (self._percent_codes.add if name == _PERCENT else self._percent_codes.discard)(attributes[_STYLE + "name"])
        elif name == _STYLE + "style" and attributes.get(_STYLE + "data-style-name") in self._percent_codes:
            self._percent_styles.add(attributes.get(_STYLE + "name", ""))
        if not name.startswith(_TABLE):
            return
        what = name.removeprefix(_TABLE)
        if what == "table":
            self._depth += 1
            if self._depth == 1:
                self._own = self.found.setdefault(attributes.get(_TABLE + "name", ""), {})
                self._row, self._rows = 1, 0
        elif self._depth != 1:
            return
        elif what == "table-row":
            self._row += self._rows
            self._rows, self._column = _count(attributes.get(_TABLE + "number-rows-repeated")), 1
        elif what in ("table-cell", "covered-table-cell"):
            count = _count(attributes.get(_TABLE + "number-columns-repeated"))
            kind = attributes.get(_OFFICE + "value-type", "")
            if kind in _NUMBERS and (
                kind == "percentage" or attributes.get(_TABLE + "style-name") in self._percent_styles
            ):
                self._keep(count, attributes.get(_OFFICE + "value", ""))
            self._column += count

    def end(self, name: str) -> None:
        if name == _TABLE + "table":
            self._depth -= 1

    def _keep(self, count: int, value: str) -> None:
        try:
            number = float(value)
        except ValueError:
            return
        for row in range(self._row, self._row + self._rows):
            if self._left < count:
                self._left = 0
                return
            self._left -= count
            self._own.update({(row, column): (number, "0%") for column in range(self._column, self._column + count)})


def _count(text: str | None) -> int:
    """How often a row or cell is repeated: at least once, never past the edge of a sheet."""
    return (
        min(int(text), 2**20)
        if text is not None and text.isascii() and text.isdigit() and len(text) < 9 and int(text)
        else 1
    )
