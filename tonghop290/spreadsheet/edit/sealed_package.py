"""The seal of a package of ours: a custom property, which Word, Excel and LibreOffice keep when a person saves.

Properties a template of the office brings stay. Source: ECMA-376 part 1, 22.3 (custom file properties), part 2
(content types and relationships).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

from tonghop290.seals import NAME, Kind, property_of, property_value
from tonghop290.spreadsheet.zip_out import CONTENT_TYPES, SMALLEST, UNIX, Member, Origin, pack, packed

__all__ = ["PackageSeal", "appended", "sealed", "sealed_file", "stored_members"]

_ROOT, _PART = "_rels/.rels", "docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""Of properties a user has named."""
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="{_VALUES}">'
    "</Properties>"
)
_OWN = re.compile(rf'<(?:\w+:)?property\b[^>]*\bname="{NAME}".*?</(?:\w+:)?property>', re.DOTALL)
_END = re.compile(r"</((?:\w+:)?)Properties>\s*$")


class PackageSeal:
    """A package made ready to be sealed, again and again where only some members differ."""

    def __init__(self, members: Iterable[Member], kind: Kind = "own") -> None:
        self._kind = kind
        self._level = SMALLEST if kind == "form" else zlib.Z_DEFAULT_COMPRESSION  # as its members are packed
        texts = {member.name: member for member in members}
        relations = _text(texts[_ROOT])
        known = property_of(relations)
        there = known in texts
        self._part = known if known is not None and there else _PART
        self._changed: dict[str, Member] = {}
        if not there:
            types = _text(texts[CONTENT_TYPES])
            self._change(CONTENT_TYPES, _with_type(types))
            self._change(_ROOT, _with_relation(relations))
        frame = _OWN.sub("", _text(texts[self._part])) if there else _EMPTY
        self._frame = frame if _END.search(frame) else _EMPTY

    def _change(self, name: str, text: str) -> None:
        self._changed[name] = pack(name, text.encode(), level=self._level)

    def sealed(self, members: Iterable[Member]) -> list[Member]:
        """These members and the seal over them; ``members``: of the package this was made for, some with other
        data."""
        kept = [self._changed.get(member.name, member) for member in members if member.name != self._part]
        value = property_value(self._kind, ((member.name, member.checksum, member.size) for member in kept))
        return [*kept, pack(self._part, self._with_value(value).encode(), level=self._level)]

    def _with_value(self, value: str) -> str:
        end = _END.search(self._frame)
        assert end is not None
        number = 1 + max((int(found) for found in re.findall(r'\bpid="(\d{1,9})"', self._frame)), default=1)
        own = (
            f'<{end[1]}property fmtid="{_FORMAT_ID}" pid="{number}" name="{NAME}">'
            f'<vt:lpwstr xmlns:vt="{_VALUES}">{value}</vt:lpwstr></{end[1]}property>'
        )
        return self._frame[: end.start()] + own + self._frame[end.start() :]


def sealed(members: Sequence[Member], kind: Kind = "own") -> list[Member]:
    """The members of a package and the seal over them."""
    return PackageSeal(members, kind).sealed(members)


def sealed_file(data: bytes, kind: Kind = "own", *, members: Sequence[Member] = ()) -> bytes:
    """A package another library has written, sealed; its members stay as they are deflated, or are these.

    The library says on which system it ran; here all systems say the same: the same figures give the same bytes.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        first = package.infolist()[0]
    origin = Origin(system=UNIX.system, day=dt.date(*first.date_time[:3]), attributes=first.external_attr)
    return packed(sealed(members or stored_members(data), kind), origin)


def stored_members(data: bytes) -> list[Member]:
    """The members of a package as they are deflated."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [_as_stored(data, info) for info in package.infolist()]


def _as_stored(data: bytes, info: zipfile.ZipInfo) -> Member:
    name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    begin = info.header_offset + 30 + name + extra
    return Member(
        name=info.filename, data=data[begin : begin + info.compress_size], size=info.file_size, checksum=info.CRC
    )


def _text(member: Member) -> str:
    return zlib.decompress(member.data, -15).decode("utf-8-sig")


def _with_type(types: str) -> str:
    if f'PartName="/{_PART}"' in types:
        return types
    return appended(types, "Types", f'Override PartName="/{_PART}" ContentType="{_TYPE}"')


def _with_relation(relations: str) -> str:
    number = 1
    while f'Id="rId{number}"' in relations:
        number += 1
    return appended(relations, "Relationships", f'Relationship Id="rId{number}" Type="{_RELATION}" Target="{_PART}"')


def appended(xml: str, root: str, tag: str) -> str:
    """With one more empty element at the end of the root, under the root's own prefix."""
    return re.sub(rf"</((?:\w+:)?){root}>(?=\s*$)", lambda end: f"<{end[1]}{tag}/>{end[0]}", xml)
