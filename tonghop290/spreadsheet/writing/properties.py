"""What a workbook of ours says of itself: who made it, when, in which language."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tonghop290.spreadsheet.zip_out import Member, pack
from tonghop290.version import RELEASED

__all__ = ["BY_US", "Made", "with_language"]

_CORE = "docProps/core.xml"
_END = re.compile(rb"(?=<dcterms:created)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """``by``: the office; "" is the program. ``on``: a day that is the same whenever the same workbook is made again;
    without one, that of the program's version. ``language``: a tag ("vi-VN")."""

    by: str = ""
    on: dt.date | None = None
    language: str = "vi-VN"

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.combine(self.on or RELEASED, dt.time())


BY_US = Made()


def with_language(members: Sequence[Member], language: str) -> list[Member]:
    """The members of a package of XlsxWriter's, which knows no language."""
    tag = f"<dc:language>{escape(language)}</dc:language>".encode()
    return [
        pack(_CORE, _END.sub(tag, zlib.decompress(member.data, -15), count=1)) if member.name == _CORE else member
        for member in members
    ]
