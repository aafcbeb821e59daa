"""The form that is damaged, and what is known of one damage."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

FIGURES_PART = "xl/worksheets/sheet2.xml"
READ = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    FIGURES_PART,
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/sheet5.xml",
)
Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged form. ``blank``: fields whose cell is gone or empty, which is no finding of reading."""

    name: str
    make: Callable[[], bytes]
    may: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A filled form as its bytes and its parts, and where its values stand."""

    data: bytes
    parts: Parts
    rows: Mapping[str, int]
    values: Mapping[str, Any]

    @property
    def sheet(self) -> str:
        return self.parts[FIGURES_PART].decode()

    def with_part(self, name: str, content: bytes | str) -> Callable[[], bytes]:
        stored = content.encode() if isinstance(content, str) else content
        return lambda: stored_package({**self.parts, name: stored})

    def with_sheet(self, pattern: str, new: str, *, count: int = 1) -> Callable[[], bytes]:
        xml, found = re.subn(pattern, lambda _: new, self.sheet, count=count)
        assert found, pattern
        return self.with_part(FIGURES_PART, xml)


def stored_package(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
