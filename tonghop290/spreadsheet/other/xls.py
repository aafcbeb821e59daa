"""How the cells of an .xls look, which calamine does not tell: what a stored number stands for (3,99 or 3,99 %),
whether it is a day, what is struck out, raised, hidden.

Source: [MS-XLS] 2.4 (records of BIFF8). A file that is not as it says has no looks here: calamine alone then says what
it holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tonghop290.spreadsheet.other.compound import workbook_stream
from tonghop290.spreadsheet.other.sheet_looks import SheetLooks
from tonghop290.spreadsheet.other.xls_strings import LongRecord, rich_strings
from tonghop290.spreadsheet.seen.colours import indexed_colour
from tonghop290.spreadsheet.seen.look import UNKNOWN, Look, Raised
from tonghop290.spreadsheet.seen.runs import Spans, runs_of
from tonghop290.spreadsheet.seen.styles import BUILT_IN

__all__ = ["RAISED", "TWIPS", "builtin_format", "unpacked", "xls_looks"]

RAISED: dict[int, Raised] = {1: "super", 2: "sub"}
TWIPS = 20
"""Of a point: how the binary formats store the height of a font."""

_BOF, _EOF, _SHEET, _FORMAT, _FONT, _XF, _PALETTE, _STRINGS, _CONTINUE = (
    0x809, 0x0A, 0x85, 0x41E, 0x31, 0xE0, 0x92, 0xFC, 0x3C,
)  # fmt: skip
_NUMBER, _RK, _MULTIPLE_RK, _FORMULA, _SHARED, _TEXT, _RICH_TEXT, _TRUTH = (
    0x203, 0x27E, 0xBD, 0x06, 0xFD, 0x204, 0xD6, 0x205,
)  # fmt: skip
_ROW, _ROWS, _COLUMNS, _WINDOW, _MERGES = 0x208, 0x225, 0x7D, 0x23E, 0xE5
_BIFF8 = 0x0600
_FIRST_OWN_COLOUR, _SOLID, _FILL = 8, 1, 4
_ABSENT_FONT = 4
"""The number that no font of a workbook has."""


def builtin_format(number: int) -> str:
    """The code of a format that is not written into the file; "" for dates and times, which differ by language
    (ECMA-376 §18.8.30).

    >>> builtin_format(10), builtin_format(14), builtin_format(3)
    ('0.00%', '', '#,##0')
    """
    if 14 <= number <= 22 or 27 <= number <= 36 or 45 <= number <= 47 or 50 <= number <= 58 or 67 <= number <= 81:
        return ""
    return BUILT_IN.get(number, "General")


def xls_looks(data: bytes, *, most: int) -> dict[str, SheetLooks]:
    """How the first ``most`` cells of a workbook in BIFF8 look, by sheet; empty for anything else."""
    try:
        return _looks(workbook_stream(data), most)
    except (struct.error, IndexError):
        return {}


@dataclass(slots=True)
class _Book:
    """What the records of the whole workbook say of its cells."""

    codes: dict[int, str] = field(default_factory=dict)
    fonts: list[Look] = field(default_factory=list)
    palette: dict[int, str] = field(default_factory=dict)
    styles: list[bytes] = field(default_factory=list)
    strings: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    sheets: list[tuple[str, int]] = field(default_factory=list)

    def font(self, number: int) -> Look:
        number -= number > _ABSENT_FONT
        return self.fonts[number] if number < len(self.fonts) else UNKNOWN

    def colour(self, number: int) -> str:
        return self.palette.get(number) or indexed_colour(number)

    def looks(self) -> list[Look]:
        """By cell style."""
        return [self._look(style) for style in self.styles]

    def spans(self, string: int) -> Spans:
        return tuple(
            (text, None if font < 0 else self._coloured(self.font(font))) for text, font in self.strings[string]
        )

    def _look(self, style: bytes) -> Look:
        font, number, flags, align = struct.unpack_from("<HHHB", style)
        borders, colours = struct.unpack_from("<IH", style, 14)
        return replace(
            self._coloured(self.font(font)),
            number_format=self.codes.get(number) or builtin_format(number),
            ground=self.colour(colours & 0x7F) if borders >> 26 == _SOLID else "",
            repeated=align & 7 == _FILL,
            quoted=bool(flags & 8),
        )

    def _coloured(self, font: Look) -> Look:
        """A font whose colour is still the number of one."""
        return replace(font, colour=self.colour(int(font.colour))) if font.colour else font


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its own end; parts inside it (charts) are left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _read_book(stream: bytes) -> _Book | None:
    """None for what is no BIFF8."""
    book = _Book()
    strings: LongRecord | None = None
    for kind, record in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", record)[0] != _BIFF8:
            return None
        if kind == _FORMAT:
            number, length, wide = struct.unpack_from("<HHB", record)
            book.codes[number] = _text(record[5:], length, wide)
        elif kind == _FONT:
            height, flags, colour, _, raised = struct.unpack_from("<HHHHH", record)
            name = _text(record[16:], record[14], record[15])
            look = Look("", name, bool(flags & 8), RAISED.get(raised, ""), str(colour), size=height / TWIPS)
            book.fonts.append(look)
        elif kind == _PALETTE:
            for place in range(struct.unpack_from("<H", record)[0]):
                book.palette[_FIRST_OWN_COLOUR + place] = record[2 + 4 * place : 5 + 4 * place].hex().upper()
        elif kind == _XF:
            book.styles.append(record)
        elif kind == _SHEET:
            start, _, _, length, wide = struct.unpack_from("<IBBBB", record)
            book.sheets.append((_text(record[8:], length, wide), start))
        elif kind == _STRINGS:
            strings = [record]
        elif kind == _CONTINUE and strings is not None:
            strings.append(record)
        if kind not in (_STRINGS, _CONTINUE) and strings is not None:
            book.strings, strings = rich_strings(strings), None
    return book


def _looks(stream: bytes, most: int) -> dict[str, SheetLooks]:
    book = _read_book(stream)
    if book is None:
        return {}
    looks = book.looks()
    found: dict[str, SheetLooks] = {}
    for name, start in book.sheets:
        found[name] = own = SheetLooks()
        for kind, record in _records(stream, start):
            if kind in (_ROW, _ROWS, _COLUMNS, _WINDOW, _MERGES):
                _about_sheet(own, kind, record)
            for row, column, style, number in _cells(kind, record):
                if most <= 0:
                    return found
                most -= 1
                place = row + 1, column + 1
                look = own.looks[place] = looks[style]
                if number is not None:
                    own.numbers[place] = (number, look.number_format)
                    if kind == _FORMULA:
                        own.formulas.add(place)
                if kind == _SHARED and (string := struct.unpack_from("<I", record, 6)[0]) in book.strings:
                    runs = runs_of(book.spans(string), look)
                    own.runs |= {} if runs is None else {place: runs}
    return found


def _about_sheet(own: SheetLooks, kind: int, record: bytes) -> None:
    """What a record says of rows, columns or the sheet."""
    if kind == _ROW:
        row, _, _, height, _, _, flags = struct.unpack_from("<HHHHHHH", record)
        if flags & 0x20 or height & 0x7FFF < 20:
            own.hidden_rows.add(row + 1)
    elif kind == _COLUMNS:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", record)
        if flags & 1 or width < 256:
            own.hidden_columns.update(range(first + 1, last + 2))
    elif kind == _WINDOW:
        own.zeros_hidden = not struct.unpack_from("<H", record)[0] & 0x10
    elif kind == _MERGES:
        for at in range(2, len(record) - 7, 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", record, at)
            own.merges.append((top + 1, left + 1, bottom + 1, right + 1))


def _text(data: bytes, length: int, wide: int) -> str:
    return data[: length * 2].decode("utf-16-le", "replace") if wide & 1 else data[:length].decode("latin-1")


def _cells(kind: int, record: bytes) -> Iterator[tuple[int, int, int, float | None]]:
    """Row, column, style and number of the cells of a record, None where no number stands."""
    # a formula with these two bytes has a text, a truth value or an error as its result
    if kind == _NUMBER or kind == _FORMULA and record[12:14] != b"\xff\xff":
        yield struct.unpack_from("<HHHd", record)
    elif kind == _RK:
        row, column, style, packed = struct.unpack_from("<HHHI", record)
        yield row, column, style, unpacked(packed)
    elif kind == _MULTIPLE_RK:
        row, column = struct.unpack_from("<HH", record)
        for place, at in enumerate(range(4, len(record) - 7, 6)):
            style, packed = struct.unpack_from("<HI", record, at)
            yield row, column + place, style, unpacked(packed)
    elif kind in (_FORMULA, _SHARED, _TEXT, _RICH_TEXT, _TRUTH):
        yield (*struct.unpack_from("<HHH", record), None)


def unpacked(packed: int) -> float:
    """An RkNumber ([MS-XLS] 2.5.217): 30 bits of a float or an integer, perhaps a hundred times too large."""
    if packed & 2:
        value = float((packed ^ 0x80000000) - 0x80000000 >> 2)
    else:
        value = float(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0])
    return value / 100 if packed & 1 else value
