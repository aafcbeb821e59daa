"""The directory of a zip that some packing program wrote, and its members taken out, each by its method.

A workbook is read by the strict :mod:`tonghop290.spreadsheet.package`; an archive is only a wrapping, so what programs
differ in – code pages of names, LZMA and BZip2, local names unlike those of the directory – is let pass. Sizes are not.
Source: PKWARE APPNOTE 6.3.10 §4.3–4.5; Info-ZIP's Unicode path (0x7075).
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from tonghop290.parcels.code_pages import as_read, read_name
from tonghop290.parcels.inside import Budget
from tonghop290.spreadsheet.package import Unreadable, directory_end

__all__ = ["Entry", "zip_entries"]

_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL_SIZE = 30
_UNICODE_PATH, _WIDE = 0x7075, 0x0001
_ENCRYPTED, _IS_UTF8 = 0x2041, 0x0800
_MOST = 10_000
_STORED, _DEFLATED, _BZIP2, _LZMA, _XZ, _AES = 0, 8, 12, 14, 95, 99
_PIECE = 64 * 1024
_FOLDER = 0x10


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Entry(NamedTuple):
    """One member: sizes in bytes, ``offset`` from the file's first byte."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    is_folder: bool

    @property
    def is_encrypted(self) -> bool:
        return bool(self.flags & _ENCRYPTED) or self.method == _AES

    def read(self, data: bytes, budget: Budget) -> bytes:
        """What the member holds. Errors: Unreadable."""
        if self.is_encrypted:
            raise Unreadable("archive-encrypted")
        budget.refuse(self.size, self.packed)
        head = data[self.offset : self.offset + _LOCAL_SIZE]
        if len(head) < _LOCAL_SIZE or head[:4] != b"PK\3\4":
            raise Unreadable("file-damaged", reason="header")
        start = self.offset + _LOCAL_SIZE + sum(struct.unpack_from("<HH", head, 26))
        packed = data[start : start + self.packed]
        if len(packed) < self.packed:
            raise Unreadable("file-truncated")
        content = packed if self.method == _STORED else self._inflated(packed, budget)
        budget.take(len(content) if self.method == _STORED else 0)
        if zlib.crc32(content) != self.crc:
            raise Unreadable("file-damaged", reason="crc")
        return content

    def _inflated(self, packed: bytes, budget: Budget) -> bytes:
        pieces, size = [], 0
        try:
            inflate, rest = self._inflater(packed)
            while not inflate.eof and (piece := inflate.decompress(rest, _PIECE)):
                rest = inflate.unconsumed_tail if isinstance(inflate, _Deflate) else b""
                size += len(piece)
                budget.take(len(piece), members=0)
                budget.refuse(size, len(packed))
                pieces.append(piece)
        except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, struct.error):
            raise Unreadable("file-damaged", reason="inflate") from None
        return b"".join(pieces)

    def _inflater(self, packed: bytes) -> tuple[_Inflater, bytes]:
        if self.method == _DEFLATED:
            return _Deflate(), packed
        if self.method == _BZIP2:
            return bz2.BZ2Decompressor(), packed
        if self.method == _XZ:
            return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=2**27), packed
        if self.method == _LZMA:
            return _lzma(packed, self.size)
        raise Unreadable("archive-method")


class _Deflate:
    """Deflate, asked as the others are."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def unconsumed_tail(self) -> bytes:
        return self._inflate.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflate.decompress(data, max_length)


def _lzma(packed: bytes, size: int) -> tuple[_Inflater, bytes]:
    """The method of 7-Zip in a zip (APPNOTE §5.8). Its dictionary need not be larger than what comes out."""
    _, length = struct.unpack_from("<HH", packed)
    properties, dictionary = struct.unpack_from("<BI", packed, 4)
    if length < 5 or properties >= 225:
        raise ValueError
    rest, lc = divmod(properties, 9)
    filters = {
        "id": lzma.FILTER_LZMA1,
        "lc": lc,
        "lp": rest % 5,
        "pb": rest // 5,
        "dict_size": max(min(dictionary, size), 4096),
    }
    return lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=[filters]), packed[4 + length :]


def zip_entries(data: bytes) -> list[Entry]:
    """The members of a zip, in the order of its directory. Errors: Unreadable."""
    end = directory_end(data)
    if end is None:
        raise Unreadable("file-truncated")
    if end.disk or end.first_disk:
        raise Unreadable("archive-split")
    if end.shift < 0:
        raise Unreadable("file-truncated")
    if end.entries > _MOST:
        raise Unreadable("file-bomb", members=end.entries)
    entries = list(_entries(data, end.at, end.stop, end.shift))
    if len(entries) < end.entries:
        raise Unreadable("file-damaged", reason="directory")
    return entries


def _entries(data: bytes, at: int, stop: int, shift: int) -> Iterator[Entry]:
    for _ in range(_MOST):
        if at + _ENTRY.size > stop or data[at : at + 4] != b"PK\1\2":
            return
        (_, _, _, flags, method, _, _, crc, packed, size, names, extras, remarks, _, _, outside, offset) = (
            _ENTRY.unpack_from(data, at)
        )
        at += _ENTRY.size
        raw, extra = data[at : at + names], data[at + names : at + names + extras]
        at += names + extras + remarks
        if 0xFFFFFFFF in (packed, size, offset):
            size, packed, offset = _wide(extra, size, packed, offset)
        name = _name(raw, flags, extra)
        is_folder = not size and (name.endswith(("/", "\\")) or bool(outside & _FOLDER))
        yield Entry(name, flags, method, crc, packed, size, offset + shift, is_folder)


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        yield tag, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _wide(extra: bytes, *values: int) -> list[int]:
    """The size, packed size and offset that did not fit in 32 bits."""
    told = next((content for tag, content in _extras(extra) if tag == _WIDE), b"")
    queue = iter([int.from_bytes(told[n : n + 8], "little") for n in range(0, len(told) - 7, 8)])
    return [next(queue, value) if value == 0xFFFFFFFF else value for value in values]


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    """The name as its sender reads it: the Unicode one where it is told of this name, else by its bytes."""
    for tag, content in _extras(extra):
        if tag == _UNICODE_PATH and content[:1] == b"\1" and content[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            return as_read(content[5:].decode("utf-8", "replace"))
    return read_name(raw, otherwise="cp1252" if flags & _IS_UTF8 else "cp437")
