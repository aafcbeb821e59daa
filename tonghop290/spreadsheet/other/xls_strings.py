"""The shared texts of an .xls that have runs. Source: [MS-XLS] 2.4.265 (SST), 2.5.293 (XLUnicodeRichExtendedString)."""

from __future__ import annotations

import struct

__all__ = ["LongRecord", "cut_where_runs_begin", "rich_strings"]

LongRecord = list[bytes]
"""A record with those that continue it."""

_WIDE, _EXTENDED, _RICH = 1, 4, 8


def rich_strings(record: LongRecord) -> dict[int, list[tuple[str, int]]]:
    """Number of each text that has runs → its pieces, each with the number of its font (-1: the cell's own). None of a
    list that is not as it should be."""
    try:
        return _rich_strings(_Pieces(record))
    except (struct.error, IndexError):
        return {}


def _rich_strings(reading: _Pieces) -> dict[int, list[tuple[str, int]]]:
    _, count = struct.unpack("<II", reading.take(8))
    found: dict[int, list[tuple[str, int]]] = {}
    for number in range(count):
        length, flags = struct.unpack("<HB", reading.take(3))
        run_count = struct.unpack("<H", reading.take(2))[0] if flags & _RICH else 0
        extension = struct.unpack("<I", reading.take(4))[0] if flags & _EXTENDED else 0
        text = reading.text(length, flags)
        runs = [struct.unpack("<HH", reading.take(4)) for _ in range(run_count)]
        reading.take(extension)
        if runs:
            found[number] = cut_where_runs_begin(text, runs)
    return found


def cut_where_runs_begin(text: str, runs: list[tuple[int, int]]) -> list[tuple[str, int]]:
    """The text cut where its runs begin."""
    begins = [(0, -1), *runs, (len(text), -1)]
    return [(text[at:end], font) for (at, font), (end, _) in zip(begins, begins[1:], strict=False) if at < end]


class _Pieces:
    """The bytes of a long record one after the other; a text that is cut goes on with a byte that tells its width."""

    def __init__(self, record: LongRecord) -> None:
        self._record = record
        self._piece = self._at = 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            taken += self._some(count - len(taken))
        return taken

    def text(self, length: int, flags: int) -> str:
        pieces: list[str] = []
        while length:
            if self._at >= len(self._record[self._piece]):
                self._next()
                (flags,) = self._some(1)
            width = 1 + (flags & _WIDE)
            raw = self._some(length * width)
            pieces.append(raw.decode("utf-16-le" if flags & _WIDE else "latin-1", "replace"))
            length -= max(len(raw) // width, 1)
        return "".join(pieces)

    def _some(self, most: int) -> bytes:
        """As much as this piece still has, at least a byte. Errors: IndexError, where nothing is left."""
        if self._at >= len(self._record[self._piece]):
            self._next()
        some = self._record[self._piece][self._at : self._at + most]
        self._at += len(some)
        return some

    def _next(self) -> None:
        self._piece, self._at = self._piece + 1, 0
