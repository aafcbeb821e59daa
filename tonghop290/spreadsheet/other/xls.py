"""The number formats of an .xls, which calamine does not tell: what a stored number stands for (3,99 or 3,99 %), and
whether it is a day.

Sources: [MS-CFB] (the compound file), [MS-XLS] 2.4 (records of BIFF8). Only numbers are looked at. A file that is not
as these say has no formats here: calamine alone then says what it holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["NumberFormats", "builtin_format", "unpacked", "xls_formats"]

NumberFormats = dict[str, dict[tuple[int, int], tuple[float, str]]]
"""Sheet name → (row, column), from 1 → the number as stored, its format code ("": not known)."""

_FREE = 0xFFFFFFFA
"""From here on an entry of a chain is a mark, no sector."""
_BOF, _EOF, _SHEET, _FORMAT, _XF, _NUMBER, _RK, _MULTIPLE_RK, _FORMULA = (
    0x809,
    0x0A,
    0x85,
    0x41E,
    0xE0,
    0x203,
    0x27E,
    0xBD,
    0x06,
)
_BIFF8 = 0x0600
_SMALL_STREAM = 4096


def builtin_format(number: int) -> str:
    """The code of a format that is not written into the file; "" for dates and times, which differ by language
    (ECMA-376 §18.8.30).

    >>> builtin_format(10), builtin_format(14), builtin_format(3)
    ('0.00%', '', 'General')
    """
    if 14 <= number <= 22 or 27 <= number <= 36 or 45 <= number <= 47 or 50 <= number <= 58 or 67 <= number <= 81:
        return ""
    return {9: "0%", 10: "0.00%"}.get(number, "General")


def xls_formats(data: bytes, *, most: int) -> NumberFormats:
    """Every stored number of the first ``most`` of a workbook in BIFF8, with its format; empty for anything else."""
    try:
        return _formats(_workbook_stream(data), most)
    except (struct.error, IndexError):
        return {}


# --- the compound file --------------------------------------------------------------------------------------------


def _workbook_stream(data: bytes) -> bytes:
    """The stream ``Workbook``; b"" where there is none or it is too small to hold a form."""
    shift, table_count, directory_start = struct.unpack_from("<H", data, 30)[0], *struct.unpack_from("<I I", data, 44)
    if shift not in (9, 12):
        return b""
    table = _sector_table(data, shift, table_count)
    directory = _chain(data, table, directory_start, shift)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name.casefold() == "workbook" and directory[at + 66] == 2:
            start, size = struct.unpack_from("<II", directory, at + 116)
            return _chain(data, table, start, shift)[:size] if size >= _SMALL_STREAM else b""
    return b""


def _sector_table(data: bytes, shift: int, count: int) -> list[int]:
    """Which sector follows each: from the sectors the header lists, and those a chain of lists goes on with."""
    per_sector = 1 << shift >> 2
    listed = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) >> shift):
        if more >= _FREE:
            break
        found = struct.unpack_from(f"<{per_sector}I", data, more + 1 << shift)
        listed += found[:-1]
        more = found[-1]
    table: list[int] = []
    for sector in listed[:count]:
        if sector < _FREE:
            table += struct.unpack_from(f"<{per_sector}I", data, sector + 1 << shift)
    return table


def _chain(data: bytes, table: list[int], start: int, shift: int) -> bytes:
    pieces: list[bytes] = []
    for _ in range(len(table)):  # a chain that bites its tail ends here
        if start >= _FREE:
            break
        pieces.append(data[start + 1 << shift : start + 2 << shift])
        start = table[start]
    return b"".join(pieces)


# --- the records --------------------------------------------------------------------------------------------------


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


def _formats(stream: bytes, most: int) -> NumberFormats:
    written: dict[int, str] = {}
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    for kind, record in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", record)[0] != _BIFF8:
            return {}
        if kind == _FORMAT:
            number, length, wide = struct.unpack_from("<HHB", record)
            written[number] = _text(record[5:], length, wide)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        elif kind == _SHEET:
            start, _, _, length, wide = struct.unpack_from("<IBBBB", record)
            sheets.append((_text(record[8:], length, wide), start))
    codes = [written.get(number) or builtin_format(number) for number in styles]
    found: NumberFormats = {}
    for name, start in sheets:
        found[name] = own = {}
        for row, column, style, number in _numbers(stream, start):
            if most <= 0:
                return found
            most -= 1
            own[row + 1, column + 1] = (number, codes[style])
    return found


def _text(data: bytes, length: int, wide: int) -> str:
    return data[: length * 2].decode("utf-16-le", "replace") if wide & 1 else data[:length].decode("latin-1")


def _numbers(stream: bytes, start: int) -> Iterator[tuple[int, int, int, float]]:
    for kind, record in _records(stream, start):
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


def unpacked(packed: int) -> float:
    """An RkNumber ([MS-XLS] 2.5.217): 30 bits of a float or an integer, perhaps a hundred times too large."""
    if packed & 2:
        value = float((packed ^ 0x80000000) - 0x80000000 >> 2)
    else:
        value = float(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0])
    return value / 100 if packed & 1 else value
