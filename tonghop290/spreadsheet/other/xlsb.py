"""The number formats of an .xlsb, which calamine does not tell. Source: [MS-XLSB] 2.1.4 (records), 2.4 (the records
named below).

Only numbers are looked at. A file that is not as this says has no formats here: calamine alone then says what it holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tonghop290.spreadsheet.other.xls import NumberFormats, builtin_format, unpacked
from tonghop290.spreadsheet.package import Package
from tonghop290.spreadsheet.xml import read_relations

__all__ = ["xlsb_formats"]

_WORKBOOK = "xl/workbook.bin"
_ROW, _PACKED, _REAL, _FORMULA = 0, 2, 5, 9
_FORMAT, _XF, _SHEET, _XFS, _XFS_END = 44, 47, 156, 617, 618


def xlsb_formats(package: Package) -> NumberFormats:
    """Every stored number of the first ``package.limits.cells``, with its format; empty for what is not as it should
    be. Errors: Unreadable."""
    if _WORKBOOK not in package:
        return {}
    try:
        return _formats(package, package.limits.cells)
    except (struct.error, IndexError):
        return {}


def _formats(package: Package, most: int) -> NumberFormats:
    relations = read_relations(package, _WORKBOOK)
    styles = next((relation.target for relation in relations.values() if relation.kind == "styles"), "")
    codes = _codes(_whole(package, styles)) if styles in package else []
    found: NumberFormats = {}
    for kind, record in _records(_whole(package, _WORKBOOK)):
        if kind != _SHEET:
            continue
        id, end = _text(record, 8)
        name, _ = _text(record, end)
        part = relations[id].target if id in relations else ""
        found[name] = own = {}
        if part not in package or relations[id].kind != "worksheet":
            continue
        for row, column, style, number in _numbers(_whole(package, part)):
            if most <= 0:
                return found
            most -= 1
            own[row + 1, column + 1] = (number, codes[style] if codes else "")
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


def _codes(styles: bytes) -> list[str]:
    """The format codes by cell style."""
    written: dict[int, str] = {}
    numbers: list[int] = []
    of_cells = False
    for kind, record in _records(styles):
        if kind == _FORMAT:
            written[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif kind in (_XFS, _XFS_END):
            of_cells = kind == _XFS
        elif kind == _XF and of_cells:
            numbers.append(struct.unpack_from("<H", record, 2)[0])
    return [written.get(number) or builtin_format(number) for number in numbers]


def _numbers(sheet: bytes) -> Iterator[tuple[int, int, int, float]]:
    row = 0
    for kind, record in _records(sheet):
        if kind == _ROW:
            row = struct.unpack_from("<I", record)[0]
        elif kind in (_PACKED, _REAL, _FORMULA):
            column, style = struct.unpack_from("<II", record)
            value = (
                unpacked(struct.unpack_from("<I", record, 8)[0])
                if kind == _PACKED
                else struct.unpack_from("<d", record, 8)[0]
            )
            yield row, column, style & 0xFFFFFF, value
