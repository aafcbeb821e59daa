"""One workbook laid out once, a copy for each unit: only the parts that name the unit are written anew.

The bytes are those :func:`tonghop290.workbook.issue.blank.write_blank` writes for the unit alone.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tonghop290.files import write_whole
from tonghop290.model import Form, Office, Unit
from tonghop290.workbook.issue.blank import Filling, write_blank

__all__ = ["BlankSeries"]

# Private-use characters stand for what differs; no form or office may hold them.
_TYPE, _NAME, _CODE, _ISSUE = "\ue290", "\ue291", "\ue292", "\ue293"
_TITLE = f"{_TYPE} {_NAME}"
_MARKS = tuple(mark.encode() for mark in (_TYPE, _NAME, _CODE, _ISSUE))

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s4B4H3I5H2I"), struct.Struct("<4s4H2IH")
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Part:
    """One member of the package: its directory entry as XlsxWriter wrote it, its deflated bytes, and its text when it
    differs by unit."""

    name: bytes
    entry: tuple[int, ...]
    packed: bytes
    text: bytes | None


class BlankSeries:
    """The workbooks of one form, office and filling (blank when there is none), one after the other."""

    def __init__(self, form: Form, office: Office | None = None, *, filling: Filling | None = None) -> None:
        self.form, self.office, self.filling = form, office, filling
        self._laid_out: dict[bool, tuple[_Part, ...]] = {}

    def _parts(self, with_issue: bool) -> tuple[_Part, ...]:
        """The workbook of a unit of marks, laid out on first use (without an issue id it is another workbook)."""
        if with_issue not in self._laid_out:
            self._laid_out[with_issue] = self._lay_out(_ISSUE if with_issue else "")
        return self._laid_out[with_issue]

    def _lay_out(self, issue: str) -> tuple[_Part, ...]:
        with tempfile.TemporaryDirectory() as folder:
            unit = Unit(code=_CODE, name=_NAME, type=_TYPE)
            data = write_blank(
                self.form, Path(folder) / "mau.xlsx", unit=unit, office=self.office, issue=issue, filling=self.filling
            ).read_bytes()
        return tuple(_members(data))

    def write(self, path: str | Path, unit: Unit, *, issue: str = "") -> Path:
        """Write a unit's workbook, whole or not at all. Errors: OSError."""
        return write_whole(path, self.bytes_for(unit, issue=issue))

    def bytes_for(self, unit: Unit, *, issue: str = "") -> bytes:
        """The bytes of a unit's workbook."""
        words = {_TITLE: unit.title, _CODE: unit.code, _ISSUE: issue}
        parts = self._parts(bool(issue))
        written, directory = bytearray(), bytearray()
        for part in parts:
            packed, entry = part.packed, list(part.entry)
            if part.text is not None:
                text = _filled(part.text, words)
                packed = _deflate(text)
                entry[7:10] = [zlib.crc32(text), len(packed), len(text)]
            offset = len(written)
            made_by, system, needs, _, flags, method, time, date, crc, size, full = *entry[:3], 0, *entry[3:10]
            written += (
                _LOCAL.pack(b"PK\3\4", needs, flags, method, time, date, crc, size, full, len(part.name), 0)
                + part.name
                + packed
            )
            directory += (
                _CENTRAL.pack(
                    b"PK\1\2",
                    made_by,
                    system,
                    needs,
                    0,
                    flags,
                    method,
                    time,
                    date,
                    crc,
                    size,
                    full,
                    len(part.name),
                    0,
                    0,
                    0,
                    entry[10],
                    entry[11],
                    offset,
                )
                + part.name
            )
        end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), len(written), 0)
        return bytes(written + directory + end)


def _filled(text: bytes, words: Mapping[str, str]) -> bytes:
    for mark, word in words.items():
        text = text.replace(mark.encode(), escape(word).encode())
    return text


def _deflate(text: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


def _members(data: bytes) -> list[_Part]:
    """The members of a package XlsxWriter wrote (no comments, no extra fields, sizes in the headers)."""
    *_, count, _, start, _ = _END.unpack(data[-_END.size :])
    parts, at = [], start
    for _ in range(count):
        (
            _,
            made_by,
            system,
            needs,
            _,
            flags,
            method,
            time,
            date,
            crc,
            size,
            full,
            name_length,
            extra,
            comment,
            _,
            internal,
            external,
            offset,
        ) = _CENTRAL.unpack_from(data, at)
        assert not extra and not comment, "a package with extra fields"
        name = data[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
        at += _CENTRAL.size + name_length
        local = _LOCAL.unpack_from(data, offset)
        begin = offset + _LOCAL.size + local[9] + local[10]
        packed = data[begin : begin + size]
        text = zlib.decompress(packed, -zlib.MAX_WBITS) if method == 8 else packed
        differs = any(mark in text for mark in _MARKS)
        parts.append(
            _Part(
                name,
                (made_by, system, needs, flags, method, time, date, crc, size, full, internal, external),
                packed,
                text if differs else None,
            )
        )
    return parts
