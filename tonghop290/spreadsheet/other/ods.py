"""What calamine does not take or tell of an .ods: tables written with indents, and how cells look.

Source: OpenDocument 1.3 part 3, §9.1 (tables hold elements only), §19.385 (office:value-type), §19.675 and 19.677
(repeated cells and rows).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tonghop290.spreadsheet.cell import MAX_COLUMN
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.other.ods_styles import TABLE, TEXT, Styles, local_names
from tonghop290.spreadsheet.other.sheet_looks import SheetLooks
from tonghop290.spreadsheet.package import Limits, Package
from tonghop290.spreadsheet.seen.runs import runs_of
from tonghop290.spreadsheet.xml import Attributes, feed, guarded_parser
from tonghop290.spreadsheet.zip_out import pack, packed

__all__ = ["ods_looks", "without_indents"]

_CONTENT = "content.xml"
_SETTINGS = "settings.xml"
_ANNOTATION = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 annotation"
_LONGEST_NOTE = 32_767
_NO_ZEROS = re.compile(rb"""name=["']ShowZeroValues["'][^<>]*>\s*false""")
"""What LibreOffice writes of the sheet last looked at, and takes for all."""
_INDENT = re.compile(rb">[ \t\r\n]+(?=</?table:)")
_CHARACTERS = ((b"<text:line-break/>", b"&#10;"), (b"<text:tab/>", b"&#9;"))
_NUMBERS = ("percentage", "float", "currency")


def without_indents(source: Content, *, limits: Limits) -> bytes:
    """The package with the spaces between the tags of its tables left out, where a program wrote any (Gnumeric does):
    calamine 0.9.1 refuses them, "expecting table-cell, found text"; and with line breaks and tabs inside its texts as
    characters: calamine leaves them out and takes "1⏎650" for 1650. Errors: Unreadable.
    """
    package = source.open(limits)
    if _CONTENT not in package:
        return source.data
    content = b"".join(package.pieces(_CONTENT))
    plain = _INDENT.sub(b">", content)
    for element, character in _CHARACTERS:
        plain = plain.replace(element, character)
    if plain == content:
        return source.data
    return packed(
        pack(name, plain if name.casefold() == _CONTENT else b"".join(package.pieces(name)), level=1)
        for name in package.names
    )


def ods_looks(package: Package) -> dict[str, SheetLooks]:
    """How the first ``package.limits.cells`` cells that hold something look, by sheet. Errors: Unreadable."""
    if _CONTENT not in package:
        return {}
    styles = Styles()
    reading = _Tables(styles, package.limits.cells)
    for part in ("styles.xml", _CONTENT):
        if part in package:
            parser = guarded_parser(part)
            parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
            parser.CharacterDataHandler = reading.text.append
            feed(parser, package.pieces(part), part=part, limits=package.limits)
    if _SETTINGS in package and _NO_ZEROS.search(package.read(_SETTINGS)) is not None:
        for own in reading.found.values():
            own.zeros_hidden = True
    return reading.found


class _Tables:
    """The cells of each table; a table inside a table (in a picture, in a cell) is none of the sheets."""

    def __init__(self, styles: Styles, most: int) -> None:
        self.found: dict[str, SheetLooks] = {}
        self.text: list[str] = []
        self._styles = styles
        self._own = SheetLooks()
        self._left, self._depth = most, 0
        self._row = self._column = self._rows = 0
        self._hidden = False
        self._defaults: list[tuple[int, str]] = []  # last column of a style, and the style
        self._cell: dict[str, str] | None = None
        self._spans: list[str] = []
        self._pieces: list[tuple[str, str]] = []  # style of the span, text
        self._note: list[str] | None = None  # the paragraphs of an annotation

    def start(self, name: str, given: Attributes) -> None:
        if self._note is not None:
            if name == TEXT + "p":
                self.text.clear()
        elif name == _ANNOTATION and self._cell is not None:
            self._take_text()
            self._note = []
        elif name == TEXT + "span" and self._cell is not None:
            self._take_text()
            self._spans.append(local_names(given).get("style-name", ""))
        elif name.startswith(TABLE):
            self._start_table(name.removeprefix(TABLE), local_names(given))
        elif self._cell is None:
            self.text.clear()
            self._styles.start(name, given)

    def end(self, name: str) -> None:
        if self._note is not None:
            self._end_in_note(name)
        elif name == TABLE + "table":
            self._depth -= 1
        elif self._depth == 1 and name in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            if self._cell is not None:
                self._take_text()
                self._keep(self._cell)
            self._cell = None
        elif self._cell is None:
            self._styles.end(name, "".join(self.text))
        elif name == TEXT + "span" and self._spans:
            self._take_text()
            self._spans.pop()

    def _end_in_note(self, name: str) -> None:
        """The text of an annotation is none of its cell's; who wrote it and when is left out."""
        assert self._note is not None
        if name == TEXT + "p":
            self._note.append("".join(self.text))
        elif name == _ANNOTATION:
            if self._cell is not None and self._left > 0:
                self._left -= 1
                self._own.comments.setdefault(
                    (self._row, int(self._cell["from"])), "\n".join(self._note)[:_LONGEST_NOTE]
                )
            self._note = None
            self.text.clear()

    def _start_table(self, what: str, own: dict[str, str]) -> None:
        if what == "table":
            self._depth += 1
            if self._depth == 1:
                self._own = self.found.setdefault(own.get("name", ""), SheetLooks())
                self._row, self._rows, self._column, self._defaults = 1, 0, 1, []
        elif self._depth != 1:
            return
        elif what == "table-column":
            self._begin_columns(own)
        elif what == "table-row":
            self._begin_rows(own)
        elif what in ("table-cell", "covered-table-cell"):
            self._begin_cell(own)

    def _begin_columns(self, own: Mapping[str, str]) -> None:
        first = self._defaults[-1][0] + 1 if self._defaults else 1
        last = first + _count(own.get("number-columns-repeated")) - 1
        self._defaults.append((last, own.get("default-cell-style-name", "")))
        if self._is_hidden("table-column", own):
            self._own.hidden_columns.update(range(first, min(last, MAX_COLUMN) + 1))

    def _begin_rows(self, own: Mapping[str, str]) -> None:
        self._row += self._rows
        self._rows, self._column = _count(own.get("number-rows-repeated")), 1
        self._hidden = self._is_hidden("table-row", own)

    def _is_hidden(self, family: str, own: Mapping[str, str]) -> bool:
        hidden = own.get("visibility", "visible") != "visible"
        return hidden or self._styles.is_flat(family, own.get("style-name", ""))

    def _begin_cell(self, own: dict[str, str]) -> None:
        self.text.clear()
        self._spans, self._pieces, self._cell = [], [], own
        wide, high = _count(own.get("number-columns-spanned")), _count(own.get("number-rows-spanned"))
        if wide > 1 or high > 1:
            self._own.merges.append((self._row, self._column, self._row + high - 1, self._column + wide - 1))
        self._cell["from"] = str(self._column)
        self._column += _count(own.get("number-columns-repeated"))

    def _take_text(self) -> None:
        text = "".join(self.text)
        self.text.clear()
        if text:
            self._pieces.append((self._spans[-1] if self._spans else "", text))

    def _keep(self, own: Mapping[str, str]) -> None:
        """The look of a cell that holds something, wherever it is repeated."""
        kind, first = own.get("value-type", ""), int(own["from"])
        if not kind:
            return
        columns = range(first, self._column)
        style = own.get("style-name") or next((style for last, style in self._defaults if first <= last), "")
        look = self._styles.look(style)
        spans = tuple((text, self._styles.span(style, look) if style else None) for style, text in self._pieces)
        runs = runs_of(spans, look) if kind == "string" else None
        number = _number(own.get("value", "")) if kind in _NUMBERS else None
        for row in range(self._row, self._row + self._rows):
            if self._left < len(columns):
                self._left = 0
                return
            self._left -= len(columns)
            if self._hidden:
                self._own.hidden_rows.add(row)
            for column in columns:
                self._own.looks[row, column] = look
                if runs is not None:
                    self._own.runs[row, column] = runs
                if number is not None:
                    code = "0%" if kind == "percentage" and "%" not in look.number_format else look.number_format
                    self._own.numbers[row, column] = (number, code)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _count(text: str | None) -> int:
    """How often a row or cell is repeated: at least once, never past the edge of a sheet."""
    return (
        min(int(text), 2**20)
        if text is not None and text.isascii() and text.isdigit() and len(text) < 9 and int(text)
        else 1
    )
