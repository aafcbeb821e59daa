"""How the cells of an .xlsb look, which calamine does not tell. Source: [MS-XLSB] 2.1.4 (records), 2.4 (the records
named below).

A file that is not as this says has no looks here: calamine alone then says what it holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from tonghop290.spreadsheet.other.sheet_looks import SheetLooks
from tonghop290.spreadsheet.other.xls import RAISED, TWIPS, builtin_format, unpacked
from tonghop290.spreadsheet.other.xls_strings import cut_where_runs_begin
from tonghop290.spreadsheet.package import Package
from tonghop290.spreadsheet.seen.colours import rgb
from tonghop290.spreadsheet.seen.look import UNKNOWN, Look
from tonghop290.spreadsheet.seen.runs import Spans, runs_of
from tonghop290.spreadsheet.xml import read_relations

__all__ = ["xlsb_looks"]

_WORKBOOK = "xl/workbook.bin"
_ROW, _PACKED, _REAL, _TEXT, _SHARED, _FORMULA = 0, 2, 5, 6, 7, 9
_OTHER_CELLS = (3, 4, _TEXT, _SHARED, 8, 10, 11)
_STRING, _FONT, _FORMAT, _FILL, _XF, _COLUMNS, _VIEW, _MERGE = 19, 43, 44, 45, 47, 60, 137, 176
_SHEET, _FONTS, _FONTS_END, _XFS, _XFS_END = 156, 611, 612, 617, 618
_SOLID, _FILLED = 1, 4


def xlsb_looks(package: Package) -> dict[str, SheetLooks]:
    """How the first ``package.limits.cells`` cells look, by sheet; empty for what is not as it should be. Errors:
    Unreadable."""
    if _WORKBOOK not in package:
        return {}
    try:
        return _looks(package, package.limits.cells)
    except (struct.error, IndexError):
        return {}


def _looks(package: Package, most: int) -> dict[str, SheetLooks]:
    relations = read_relations(package, _WORKBOOK)
    parts = {relation.kind: relation.target for relation in relations.values() if relation.target in package}
    styles = _Styles(_whole(package, parts["styles"]) if "styles" in parts else b"")
    strings = _rich_strings(_whole(package, parts["sharedStrings"])) if "sharedStrings" in parts else {}
    found: dict[str, SheetLooks] = {}
    for kind, record in _records(_whole(package, _WORKBOOK)):
        if kind != _SHEET:
            continue
        id, end = _text(record, 8)
        name, _ = _text(record, end)
        part = relations[id].target if id in relations else ""
        found[name] = own = SheetLooks()
        if part not in package or relations[id].kind != "worksheet":
            continue
        if not _read_sheet(own, _whole(package, part), styles, strings, most):
            return found
        most -= len(own.looks)
    return found


def _whole(package: Package, part: str) -> bytes:
    return b"".join(package.pieces(part))


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind, at = _varying(part, at, 2)
        length, at = _varying(part, at, 4)
        yield kind, part[at : at + length]
        at += length


def _varying(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in pieces of seven bits, the lowest first, and where it ends."""
    number = 0
    for place in range(most):
        piece = part[at + place]
        number |= (piece & 0x7F) << 7 * place
        if piece < 0x80:
            return number, at + place + 1
    return number, at + most


def _text(record: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * int(struct.unpack_from("<I", record, at)[0])
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


class _Styles:
    """Looks by cell style, and fonts by number."""

    def __init__(self, part: bytes) -> None:
        self.fonts: list[Look] = []
        self.looks: list[Look] = []
        codes: dict[int, str] = {}
        grounds: list[str] = []
        inside: set[int] = set()
        for kind, record in _records(part):
            if kind in (_FONTS, _XFS):
                inside.add(kind)
            elif kind in (_FONTS_END, _XFS_END):
                inside.discard(kind - 1)
            elif kind == _FORMAT:
                codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
            elif kind == _FONT and _FONTS in inside:
                self.fonts.append(_font(record))
            elif kind == _FILL:
                grounds.append(_colour(record, 4) if struct.unpack_from("<I", record)[0] == _SOLID else "")
            elif kind == _XF and _XFS in inside:
                _, number, font, fill = struct.unpack_from("<HHHH", record)
                flags = struct.unpack_from("<H", record, 12)[0] if len(record) > 13 else 0
                look = replace(
                    self.fonts[font] if font < len(self.fonts) else UNKNOWN,
                    number_format=codes.get(number) or builtin_format(number),
                    ground=grounds[fill] if fill < len(grounds) else "",
                    repeated=flags & 7 == _FILLED,
                    quoted=bool(flags >> 15),
                )
                self.looks.append(look)

    def look(self, style: int) -> Look:
        return self.looks[style] if self.looks else UNKNOWN


def _font(record: bytes) -> Look:
    height, flags, _, raised = struct.unpack_from("<HHHH", record)
    name, colour = _text(record, 21)[0], _colour(record, 12)
    return Look("", name, bool(flags & 8), RAISED.get(raised, ""), colour, size=height / TWIPS)


def _colour(record: bytes, at: int) -> str:
    kind, index, tint = struct.unpack_from("<BBh", record, at)
    red, green, blue = struct.unpack_from("<BBB", record, at + 4)
    named = {1: "indexed", 3: "theme"}.get(kind >> 1)
    colour = {named: str(index)} if named else {"rgb": f"{red:02X}{green:02X}{blue:02X}"} if kind >> 1 == 2 else {}
    return rgb({**colour, "tint": str(max(tint, -32767) / 32767)})


def _rich_strings(part: bytes) -> dict[int, list[tuple[str, int]]]:
    """Number of each text that has runs → its pieces, each with the number of its font (-1: the cell's own)."""
    found: dict[int, list[tuple[str, int]]] = {}
    for number, record in enumerate(record for kind, record in _records(part) if kind == _STRING):
        if record[0] & 1:
            text, end = _text(record, 1)
            (count,) = struct.unpack_from("<I", record, end)
            runs = [struct.unpack_from("<HH", record, end + 4 + 4 * at) for at in range(min(count, len(record)))]
            found[number] = cut_where_runs_begin(text, runs)
    return found


def _read_sheet(
    own: SheetLooks, sheet: bytes, styles: _Styles, strings: dict[int, list[tuple[str, int]]], most: int
) -> bool:
    """Fill in what a sheet says of its looks; False where it has more cells than ``most``."""
    row = 0
    for kind, record in _records(sheet):
        if kind == _ROW:
            row = struct.unpack_from("<I", record)[0]
            if len(record) > 11 and (record[11] & 0x10 or struct.unpack_from("<H", record, 8)[0] < 20):
                own.hidden_rows.add(row + 1)
        elif kind in (_PACKED, _REAL, _FORMULA, *_OTHER_CELLS):
            if len(own.looks) >= most:
                return False
            column, style = struct.unpack_from("<II", record)
            place = row + 1, column + 1
            look = own.looks[place] = styles.look(style & 0xFFFFFF)
            if kind not in _OTHER_CELLS:
                number = unpacked(*struct.unpack_from("<I", record, 8)) if kind == _PACKED else _real(record)
                own.numbers[place] = (number, look.number_format)
            if kind == _SHARED and (string := struct.unpack_from("<I", record, 8)[0]) in strings:
                runs = runs_of(_spans(strings[string], styles), look)
                own.runs |= {} if runs is None else {place: runs}
        elif kind in (_COLUMNS, _VIEW, _MERGE):
            _about_sheet(own, kind, record)
    return True


def _real(record: bytes) -> float:
    return float(struct.unpack_from("<d", record, 8)[0])


def _spans(pieces: list[tuple[str, int]], styles: _Styles) -> Spans:
    fonts = styles.fonts
    return tuple((text, fonts[font] if 0 <= font < len(fonts) else None) for text, font in pieces)


def _about_sheet(own: SheetLooks, kind: int, record: bytes) -> None:
    """What a record says of columns or the sheet."""
    if kind == _COLUMNS:
        first, last, width, _, flags = struct.unpack_from("<IIIIH", record)
        if flags & 1 or width < 256:
            own.hidden_columns.update(range(first + 1, min(last, 16_383) + 2))
    elif kind == _VIEW:
        own.zeros_hidden = not struct.unpack_from("<H", record)[0] & 0x10
    elif kind == _MERGE:
        top, bottom, left, right = struct.unpack_from("<IIII", record)
        own.merges.append((top + 1, left + 1, bottom + 1, right + 1))
