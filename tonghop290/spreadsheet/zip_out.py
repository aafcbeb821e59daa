"""The Word file as a ZIP package: members that never change are packed once, so that a report costs only what differs.

The same members give the same bytes: a fixed order, fixed times, no name of a system. Format: APPNOTE 6.3 of the ZIP file format
(without ZIP64: a report is far below 4 GiB).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["CONTENT_TYPES", "Member", "in_order", "pack", "packed"]

CONTENT_TYPES = "[Content_Types].xml"
_TIME, _DATE = 0, 1 << 5 | 1  # 1 January 1980, midnight
_VERSION, _DEFLATED, _UTF8 = 20, 8, 0x800
_READ_WRITE = 0o600 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One deflated file of a package."""

    name: str
    data: bytes
    size: int
    checksum: int

    def header(self) -> bytes:
        """What local and central headers have in common, from the flags on."""
        name = self.name.encode()
        flags = 0 if name.isascii() else _UTF8
        return struct.pack(
            "<HHHHLLLHH", flags, _DEFLATED, _TIME, _DATE, self.checksum, len(self.data), self.size, len(name), 0
        )


def pack(name: str, content: bytes, *, level: int = zlib.Z_DEFAULT_COMPRESSION) -> Member:
    """Deflate one file. ``level``: 1 the quickest, 9 the smallest."""
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Member(
        name=name, data=engine.compress(content) + engine.flush(), size=len(content), checksum=zlib.crc32(content)
    )


def in_order(names: Iterable[str]) -> list[str]:
    """The content types first, as Office writes them; the others by name."""
    return sorted(names, key=lambda name: (name != CONTENT_TYPES, name))


def packed(members: Iterable[Member]) -> bytes:
    """The package of these members, in this order."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for one in members:
        name, header = one.name.encode(), one.header()
        directory.append(
            struct.pack("<4sBBH", b"PK\x01\x02", _VERSION, 0, _VERSION)
            + header
            + struct.pack("<HHHLL", 0, 0, 0, _READ_WRITE, place)
            + name
        )
        local = struct.pack("<4sH", b"PK\x03\x04", _VERSION) + header + name
        parts += [local, one.data]
        place += len(local) + len(one.data)
    listing = b"".join(directory)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listing), place, 0)
    return b"".join([*parts, listing, end])
