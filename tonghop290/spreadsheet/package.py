"""A file taken in once, and a zip package opened with suspicion.

Nothing here knows about spreadsheets. A package is read from bytes in memory, its directory is checked
before anything is inflated, and a part is inflated piece by piece, only when asked for, never past the
size its directory entry declares. Source: PKWARE APPNOTE 6.3.10 §4.3-4.5; ECMA-376 part 2 (part names
are compared without regard to case).
"""

from __future__ import annotations

import errno
import itertools
import os
import stat
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

PIECE = 64 * 1024
LARGEST_FILE = 50 * 2**20
"""Bytes of one file; what is larger is not read."""

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


class Unreadable(Exception):
    """A file that gives no values at all.

    `code` is stable ("file-truncated", …) and is what messages are chosen by; `details` hold the facts a
    message may show (the real kind, the part, a size in bytes), never a sentence.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code, details)
        self.code = code
        self.details: dict[str, str | int] = details

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in self.details.items())
        return f"{self.code} ({facts})" if facts else self.code

    def __reduce__(self) -> tuple[Callable[[], Unreadable], tuple[()]]:
        return partial(Unreadable, self.code, **self.details), ()  # it travels to other processes and back


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a sender may ask of us. Sizes in bytes unless told otherwise.

    `ratio` is inflated to deflated size and only counts for parts over `ratio_from`: deflate reaches
    1,032, a sheet of a million equal rows about 30. `text` is characters over the whole workbook,
    `cells` are cells that hold something, `token` is one tag, attribute or comment of XML, `small` is the
    largest part that lists things (relations, styles, the workbook part); sheets and strings may be larger.
    `seconds` is the processor time all parts together may take from opening the package on, looked at between pieces:
    millions of empty tags are small, and slow. On a busy machine a file takes longer, and is refused no sooner.
    """

    members: int = 10_000
    inflated: int = 512 * 2**20
    ratio: int = 200
    ratio_from: int = 2**20
    cells: int = 2_000_000
    text: int = 64 * 2**20
    token: int = 8 * 2**20
    small: int = 32 * 2**20
    sheets: int = 2_000
    seconds: float | None = None


class Member(NamedTuple):
    """One entry of the package's directory: `name` as written, offsets from the file's first byte."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Directory(NamedTuple):
    """What a package says of its parts: `members` by :func:`part_key`.

    `odd_names`: names that leave the package (`..`, a drive letter) or hold control characters; they can never be found
    as parts. `entries` is how many there are in all, `size` what they inflate to together (bytes).
    """

    members: dict[str, Member]
    odd_names: tuple[str, ...]
    entries: int
    size: int


def read_file(path: Path, *, max_bytes: int = LARGEST_FILE) -> bytes:
    """The whole content of a regular file, read once; raises `Unreadable` for anything else.

    A link to a regular file is followed, a link to a device is not read.
    """
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            raise Unreadable("file-is-folder")
        # Not blocking: opening a pipe would otherwise wait for a writer for ever.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(path, flags), "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("file-not-regular")
            if found.st_size > max_bytes:
                raise Unreadable("file-too-large", size=found.st_size, limit=max_bytes)
            data = stream.read(found.st_size + 1)
            if len(data) > found.st_size:  # it grew, or its size is not told
                data += stream.read(max_bytes + 1 - len(data))
    except FileNotFoundError:
        raise Unreadable("file-missing") from None
    except PermissionError:
        raise Unreadable("file-no-permission") from None
    except OSError as error:
        raise Unreadable("file-unreachable", reason=errno.errorcode.get(error.errno or 0, "")) from None
    except ValueError:  # a NUL in the name
        raise Unreadable("file-missing") from None
    if len(data) > max_bytes:
        raise Unreadable("file-too-large", size=len(data), limit=max_bytes)
    return data


class Package:
    """An opened zip package. Parts are found without regard to case or slash direction."""

    def __init__(self, data: bytes, directory: Directory, limits: Limits) -> None:
        self._data = data
        self._members = directory.members
        self._left = limits.inflated
        self._until = None if limits.seconds is None else time.process_time() + limits.seconds
        self.limits = limits
        self.odd_names = directory.odd_names

    @property
    def names(self) -> tuple[str, ...]:
        """The part names as the package writes them, in its order."""
        return tuple(member.name for member in self._members.values())

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._members

    def size(self, name: str) -> int:
        """The inflated size a part declares (bytes), which :meth:`pieces` holds it to; 0 for one that is not there."""
        member = self._members.get(part_key(name))
        return member.size if member is not None else 0

    def pieces(self, name: str, *, most: int | None = None) -> Iterator[bytes]:
        """The part's inflated bytes in pieces of about `PIECE`; a part larger than `most` is refused.

        The size and the CRC are judged at the end, so a caller must read to the end before believing
        anything. Raises `Unreadable`, also for a part that is not there.
        """
        member = self._members.get(part_key(name))
        if member is None:
            raise Unreadable("file-damaged", part=name, reason="part-missing")
        limits = self.limits
        if most is not None and member.size > most:
            raise Unreadable("file-too-large", part=member.name, size=member.size, limit=most)
        if member.size > limits.ratio_from and member.size > limits.ratio * max(member.packed, 1):
            raise Unreadable("file-bomb", part=member.name, size=member.size)
        raw = memoryview(self._data)[_content_start(self._data, member) :][: member.packed]
        if member.method == 0:
            source = _stored(raw)
        elif member.method == 8:
            source = _inflated(raw, member.name)
        else:
            raise Unreadable("file-damaged", part=member.name, reason="compression")
        size = crc = 0
        for piece in source:
            size += len(piece)
            self._left -= len(piece)
            if size > member.size:
                raise Unreadable("file-damaged", part=member.name, reason="size")
            if self._left < 0:
                raise Unreadable("file-bomb", part=member.name, size=limits.inflated)
            if self._until is not None and time.process_time() > self._until:
                raise Unreadable("file-timeout", part=member.name)
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != member.size:
            raise Unreadable("file-damaged", part=member.name, reason="size")
        if crc != member.crc:
            raise Unreadable("file-damaged", part=member.name, reason="crc")

    def read(self, name: str) -> bytes:
        """The whole of a small part."""
        return b"".join(self.pieces(name, most=self.limits.small))


def open_package(data: bytes, *, limits: Limits | None = None) -> Package:
    """Check the directory of a zip package and open it; nothing is inflated yet. Raises `Unreadable`."""
    limits = limits or Limits()
    return open_directory(data, read_directory(data, most=limits.members), limits=limits)


def open_directory(data: bytes, directory: Directory, *, limits: Limits | None = None) -> Package:
    """A package whose directory has been read already, under limits of its own. Raises `Unreadable` where it goes
    beyond them."""
    limits = limits or Limits()
    if directory.entries > limits.members:
        raise Unreadable("file-bomb", members=directory.entries)
    if directory.size > limits.inflated:
        raise Unreadable("file-bomb", size=directory.size)
    return Package(data, directory, limits)


def read_directory(data: bytes, *, most: int = 10_000) -> Directory:
    """The directory of a zip package of at most so many entries, checked. Raises `Unreadable`."""
    members: dict[str, Member] = {}
    odd: list[str] = []
    entries = _entries(data, most)
    _refuse_overlap(entries)
    for member in entries:
        if member.name.endswith(("/", "\\")) and not member.size:
            continue
        key = part_key(member.name)
        if not key or ".." in key.split("/") or ":" in key or not key.isprintable():
            odd.append(member.name)
        elif key in members:
            raise Unreadable("file-duplicate-members", part=member.name)
        else:
            members[key] = member
    return Directory(members, tuple(odd), len(entries), sum(member.size for member in entries))


def part_key(name: str) -> str:
    """What two spellings of one part name have in common.

    >>> part_key("/XL\\\\Workbook.xml")
    'xl/workbook.xml'
    """
    return name.replace("\\", "/").lstrip("/").lower()


def _stored(raw: memoryview) -> Iterator[bytes]:
    for start in range(0, len(raw), PIECE):
        yield bytes(raw[start : start + PIECE])


def _inflated(raw: memoryview, name: str) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(raw), PIECE):
            pending: bytes | memoryview = raw[start : start + PIECE]
            while pending and not inflate.eof:
                piece = inflate.decompress(pending, PIECE)
                pending = inflate.unconsumed_tail
                if piece:
                    yield piece
            # A full piece may leave output waiting inside with no input left: the next call brings it.
        while not inflate.eof:
            piece = inflate.decompress(b"", PIECE)
            if not piece:
                break
            yield piece
    except zlib.error:
        raise Unreadable("file-damaged", part=name, reason="deflate") from None
    if not inflate.eof:
        raise Unreadable("file-damaged", part=name, reason="deflate")


def _content_start(data: bytes, member: Member) -> int:
    """Where the member's bytes begin; its local header must tell the same name as the directory."""
    header = data[member.offset : member.offset + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
        raise Unreadable("file-damaged", part=member.name, reason="header")
    flags: int
    name_length: int
    extra_length: int
    _, _, flags, _, _, _, _, _, _, name_length, extra_length = _LOCAL.unpack(header)
    start = member.offset + _LOCAL.size
    name = _text(data[start : start + name_length], flags)
    if part_key(name) != part_key(member.name):
        raise Unreadable("file-damaged", part=member.name, reason="header")
    start += name_length + extra_length
    if start + member.packed > len(data):
        raise Unreadable("file-truncated", part=member.name)
    return start


class DirectoryEnd(NamedTuple):
    """Where the directory of a zip begins (``at``) and ends (``stop``), how many entries it tells of; ``shift``: bytes
    put before the zip, as mail gateways do (below 0: its beginning is gone); ``disk``, ``first_disk``: of several."""

    at: int
    stop: int
    entries: int
    shift: int
    disk: int
    first_disk: int


def directory_end(data: bytes, *, tail: int | None = None) -> DirectoryEnd | None:
    """The end of a zip's directory, as far as ``tail`` bytes from its own end; None where there is none.

    Errors: Unreadable where what it says of itself is not there.
    """
    end = data.rfind(b"PK\5\6", 0 if tail is None else max(0, len(data) - tail))
    if end < 0 or end + _END.size > len(data):
        return None
    _, disk, first_disk, _, count, length, offset, _ = _END.unpack_from(data, end)
    stop = end
    locator = end - _LOCATOR_64.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\6\7":
        stop = locator - _END_64.size
        if stop < 0 or data[stop : stop + 4] != b"PK\6\6":
            raise Unreadable("file-damaged", reason="directory")
        _, _, _, _, disk, first_disk, _, count, length, offset = _END_64.unpack_from(data, stop)
    shift = stop - length - offset
    return DirectoryEnd(offset + shift, stop, count, shift, disk, first_disk)


def _entries(data: bytes, most: int) -> list[Member]:
    end = directory_end(data, tail=65_557)
    if end is None:
        raise Unreadable("file-truncated" if data[:2] == b"PK" else "file-not-workbook")
    if end.disk or end.shift < 0:
        raise Unreadable("file-truncated" if end.shift < 0 else "file-damaged", reason="directory")
    if end.entries > most:
        raise Unreadable("file-bomb", members=end.entries)
    members: list[Member] = []
    at = end.at
    for _ in range(end.entries):
        member, at = _entry(data, at, end.stop, end.shift)
        members.append(member)
    if at != end.stop:  # entries the count does not speak of
        raise Unreadable("file-damaged", reason="directory")
    return members


def _entry(data: bytes, at: int, stop: int, shift: int) -> tuple[Member, int]:
    if at + _ENTRY.size > stop or data[at : at + 4] != b"PK\1\2":
        raise Unreadable("file-damaged", reason="directory")
    (_, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, remark_length, disk, _, _, offset) = (
        _ENTRY.unpack_from(data, at)
    )
    at += _ENTRY.size
    name = _text(data[at : at + name_length], flags)
    extra = data[at + name_length : at + name_length + extra_length]
    if 0xFFFFFFFF in (packed, size, offset):
        size, packed, offset = _wide(extra, size, packed, offset)
    if flags & 0x2041:  # encrypted, strongly encrypted, masked directory
        raise Unreadable("file-encrypted", part=name)
    at += name_length + extra_length + remark_length
    if at > stop or disk not in (0, 0xFFFF):
        raise Unreadable("file-damaged", reason="directory")
    return Member(name=name, method=method, crc=crc, packed=packed, size=size, offset=offset + shift), at


def _wide(extra: bytes, *values: int) -> list[int]:
    """The size, packed size and offset that did not fit in 32 bits (zip64 extra field 0x0001)."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1:
            wide = [int.from_bytes(extra[at + 4 :][:length][n : n + 8], "little") for n in range(0, length, 8)]
            queue = iter(wide)
            return [next(queue, value) if value == 0xFFFFFFFF else value for value in values]
        at += 4 + length
    return list(values)


def _text(name: bytes, flags: int) -> str:
    """A member's name: UTF-8 where bit 11 says so or where it reads as such, the zip default otherwise."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _refuse_overlap(members: list[Member]) -> None:
    """Members sharing bytes make a bomb that no ratio shows."""
    ordered = sorted(members, key=lambda member: member.offset)
    for member, following in itertools.pairwise(ordered):
        if member.offset + _LOCAL.size + member.packed > following.offset:
            raise Unreadable("file-bomb", part=following.name)
