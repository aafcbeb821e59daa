"""The only writer of ZIP packages: members that never change are packed once, so that a file costs only what differs.

The same members give the same bytes: a fixed order, one time for all. Format: APPNOTE 6.3 of the ZIP file format
(without ZIP64: a document is far below 4 GiB).
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["CONTENT_TYPES", "SMALLEST", "UNIX", "Member", "Origin", "in_order", "pack", "packed"]

CONTENT_TYPES = "[Content_Types].xml"
_TIME, _EPOCH = 0, dt.date(1980, 1, 1)
_VERSION, _DEFLATED, _UTF8 = 20, 8, 0x800
_READ_WRITE = 0o600 << 16
SMALLEST = 9
"""The level of zlib that works its hardest."""
_MANY_KINDS = 40_000
"""Bytes of a part that holds texts of many kinds: with little memory (4, not 9) zlib begins new tables of codes more
often, which fits them (measured: 2 % less)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What every file of a package says of itself: the system it comes from (0: MS-DOS), its day (midnight, from 1980
    on) and its attributes (upper half: permissions)."""

    system: int = 0
    day: dt.date = _EPOCH
    attributes: int = _READ_WRITE


UNIX = Origin(system=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One deflated file of a package."""

    name: str
    data: bytes
    size: int
    checksum: int

    def header(self, day: dt.date) -> bytes:
        """What local and central headers have in common, from the flags on."""
        name = self.name.encode()
        flags = 0 if name.isascii() else _UTF8
        date = day.year - _EPOCH.year << 9 | day.month << 5 | day.day
        return struct.pack(
            "<HHHHLLLHH", flags, _DEFLATED, _TIME, date, self.checksum, len(self.data), self.size, len(name), 0
        )


def pack(name: str, content: bytes, *, level: int = zlib.Z_DEFAULT_COMPRESSION) -> Member:
    """Deflate one file. ``level``: 1 the quickest, :data:`SMALLEST` the smallest."""
    memory = 8 if level != SMALLEST else 4 if len(content) > _MANY_KINDS else 9
    engine = zlib.compressobj(level, zlib.DEFLATED, -15, memory)
    return Member(
        name=name, data=engine.compress(content) + engine.flush(), size=len(content), checksum=zlib.crc32(content)
    )


def in_order(names: Iterable[str]) -> list[str]:
    """The content types first, as Office writes them; the others by name."""
    return sorted(names, key=lambda name: (name != CONTENT_TYPES, name))


def packed(members: Iterable[Member], origin: Origin | None = None) -> bytes:
    """The package of these members, in this order."""
    origin = origin or Origin()
    parts: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for member in members:
        name, header = member.name.encode(), member.header(origin.day)
        directory.append(
            struct.pack("<4sBBH", b"PK\x01\x02", _VERSION, origin.system, _VERSION)
            + header
            + struct.pack("<HHHLL", 0, 0, 0, origin.attributes, place)
            + name
        )
        local = struct.pack("<4sH", b"PK\x03\x04", _VERSION) + header + name
        parts += [local, member.data]
        place += len(local) + len(member.data)
    listing = b"".join(directory)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listing), place, 0)
    return b"".join([*parts, listing, end])
