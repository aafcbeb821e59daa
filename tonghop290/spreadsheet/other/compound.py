"""The stream of a workbook inside a compound file. Source: [MS-CFB]."""

from __future__ import annotations

import struct

__all__ = ["workbook_stream"]

_FREE = 0xFFFFFFFA
"""From here on an entry of a chain is a mark, no sector."""
_SMALL_STREAM = 4096


def workbook_stream(data: bytes) -> bytes:
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
