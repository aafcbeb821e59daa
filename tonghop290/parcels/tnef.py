"""What Outlook packs into ``winmail.dat`` for other programs: the attached files. Source: [MS-OXTNEF]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tonghop290.parcels.code_pages import as_read, read_name
from tonghop290.parcels.inside import Inside
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["tnef_parts"]

_START, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME, _DISPLAY_NAME, _OBJECT = 0x3707, 0x3001, 0x3701
_FIXED = {0x0002: 2, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 2, 0x0014: 8, 0x0040: 8}
"""Types of MAPI properties of one length; bytes."""
_CLASS_ID, _MANY = 0x0048, 0x1000
_VARIABLE = (0x000D, 0x001E, 0x001F, 0x0102)
_MOST_VALUES = 10_000


@dataclass(slots=True)
class _File:
    name: str = ""
    long_name: str = ""
    data: bytes = b""


def tnef_parts(data: bytes) -> Iterator[Inside]:
    """The files in it; a mail in it is its own ``winmail.dat``. Errors: Unreadable."""
    files: list[_File] = []
    for id, value in _attributes(data):
        if id == _START:
            files.append(_File())
        elif files and id == _TITLE:
            files[-1].name = read_name(value.rstrip(b"\0"))
        elif files and id == _DATA:
            files[-1].data = value
        elif files and id == _PROPERTIES:
            _add_properties(files[-1], value)
    for file in files:
        yield Inside(name=file.long_name or file.name, data=file.data)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each attribute; what is cut off at the end is left out."""
    at = 6
    while at + 9 <= len(data):
        _, id, size = struct.unpack_from("<BII", data, at)
        if at + 9 + size > len(data):
            if id == _DATA:
                raise Unreadable("file-truncated")
            return
        yield id, data[at + 9 : at + 9 + size]
        at += 11 + size


def _add_properties(file: _File, value: bytes) -> None:
    try:
        for id, kind, content in _properties(value):
            if id in (_LONG_NAME, _DISPLAY_NAME) and (id == _LONG_NAME or not file.long_name):
                file.long_name = _text(kind, content)
            elif id == _OBJECT and not file.data:
                file.data = content[16:] if kind == 0x000D else content  # behind the class of the object
    except struct.error:
        return


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, type and content of each MAPI property. Errors: struct.error, where they break off."""
    (count,) = struct.unpack_from("<I", value)
    at = 4
    for _ in range(min(count, _MOST_VALUES)):
        kind, id = struct.unpack_from("<HH", value, at)
        at += 4
        if id >= 0x8000:  # it has a name of its own
            (named_by,) = struct.unpack_from("<I", value, at + 16)
            (length,) = struct.unpack_from("<I", value, at + 20)
            at += 24 + (_padded(length) if named_by == 1 else 0)
        single = kind & ~_MANY
        counted = kind & _MANY or single in _VARIABLE
        (values,) = struct.unpack_from("<I", value, at) if counted else (1,)
        at += 4 if counted else 0
        for _ in range(min(values, _MOST_VALUES)):
            if single in _VARIABLE:
                (size,) = struct.unpack_from("<I", value, at)
                at += 4
            else:
                size = 16 if single == _CLASS_ID else _FIXED.get(single, 4)
            yield id, single, value[at : at + size]
            at += _padded(size)


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _text(kind: int, content: bytes) -> str:
    if kind == 0x001F:
        return as_read(content.decode("utf-16-le", "replace").rstrip("\0"))
    return read_name(content.rstrip(b"\0"))
