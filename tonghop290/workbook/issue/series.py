"""One workbook laid out once for each kind of unit, a copy for each unit: only the parts that name it are written anew.

The bytes are those :func:`tonghop290.workbook.issue.blank.write_blank` writes for the unit alone.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tonghop290.files import write_whole
from tonghop290.model import Form, Office, Unit
from tonghop290.spreadsheet.edit.sealed_package import PackageSeal
from tonghop290.spreadsheet.zip_out import SMALLEST, Member, Origin, pack, packed
from tonghop290.workbook.issue.blank import Filling, blank_bytes

__all__ = ["BlankSeries"]

# Private-use characters stand for what differs; no form or office may hold them.
_TYPE, _NAME, _CODE, _ISSUE = "\ue290", "\ue291", "\ue292", "\ue293"
_TITLE = f"{_TYPE} {_NAME}"
_MARKS = tuple(mark.encode() for mark in (_TYPE, _NAME, _CODE, _ISSUE))


@dataclass(frozen=True, slots=True, kw_only=True)
class _LaidOut:
    """The workbook of a unit of marks: each part packed, or as its text where that names the unit. ``origin``: as
    XlsxWriter writes it."""

    parts: tuple[Member | tuple[str, bytes], ...]
    seal: PackageSeal
    origin: Origin


class BlankSeries:
    """The workbooks of one form, office and filling (blank when there is none), one after the other."""

    def __init__(self, form: Form, office: Office | None = None, *, filling: Filling | None = None) -> None:
        self.form, self.office, self.filling = form, office, filling
        self._laid_out: dict[tuple[bool, str], _LaidOut] = {}

    def write(self, path: str | Path, unit: Unit, *, issue: str = "") -> Path:
        """Write a unit's workbook, whole or not at all. Errors: OSError."""
        return write_whole(path, self.bytes_for(unit, issue=issue))

    def bytes_for(self, unit: Unit, *, issue: str = "") -> bytes:
        """The bytes of a unit's workbook."""
        with_issue = bool(issue)  # without an issue id it is another workbook
        alike = with_issue, unit.kind  # its ranges, rules and words may be of its kind
        if alike not in self._laid_out:
            self._laid_out[alike] = self._lay_out(_ISSUE if with_issue else "", unit.kind)
        laid_out = self._laid_out[alike]
        words = {_TITLE: unit.title, _CODE: unit.code, _ISSUE: issue}
        members = (
            part if isinstance(part, Member) else pack(part[0], _filled(part[1], words), level=SMALLEST)
            for part in laid_out.parts
        )
        return packed(laid_out.seal.sealed(members), laid_out.origin)

    def _lay_out(self, issue: str, kind: str) -> _LaidOut:
        unit = Unit(code=_CODE, name=_NAME, type=_TYPE)
        data = blank_bytes(self.form, unit=unit, office=self.office, issue=issue, filling=self.filling, kind=kind)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            texts = [(name, package.read(name)) for name in package.namelist()]
            first = package.infolist()[0]
        members = [pack(name, text, level=SMALLEST) for name, text in texts]
        named = [any(mark in text for mark in _MARKS) for _, text in texts]
        parts = (text if has else member for member, text, has in zip(members, texts, named, strict=True))
        seal = PackageSeal(members, "form")
        origin = Origin(system=first.create_system, day=dt.date(*first.date_time[:3]), attributes=first.external_attr)
        return _LaidOut(parts=tuple(parts), seal=seal, origin=origin)


def _filled(text: bytes, words: Mapping[str, str]) -> bytes:
    for mark, word in words.items():
        text = text.replace(mark.encode(), escape(word).encode())
    return text
