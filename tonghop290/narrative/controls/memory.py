"""What a document remembers of how it was printed: a custom XML part, which Word and LibreOffice keep.

Whose it is, of which form, which figure stood in which control, and a key for every sentence. Source: ISO/IEC 29500-1,
15.2.5 and 15.2.6 (custom XML parts and their properties).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from tonghop290.model import About, Form
from tonghop290.narrative.controls.as_printed import PrintedFigure
from tonghop290.narrative.controls.foot_notes import FootNote
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.sealed_package import appended
from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.zip_out import CONTENT_TYPES, Member, pack

__all__ = ["APPENDIX_ALONE", "Copy", "Memory", "MemoryPlace", "memory_in", "memory_of", "read_memory", "written_again"]

_NAMESPACE = "urn:tonghop290:printed"
_GUID = "{8F0B2C4E-2900-4D15-9C3A-290290290290}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DATA_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT_RELATIONS = "word/_rels/document.xml.rels"
_ITEM = re.compile(r"customXml/item([0-9]+)\.xml")
_LARGEST = 1 << 24
APPENDIX_ALONE = "#phu-luc"
"""What the id of a document goes on with where only its appendices were printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """``unit``: the code of the unit, "tong" for the office's own; ``document``: which of the form's; ``code``: of the
    copy; ``sentences``: the keys of all."""

    form: str
    period: str
    about: About
    unit: str
    document: str
    profile: str
    code: str
    figures: tuple[PrintedFigure, ...]
    sentences: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Which copy of which document is made: as :class:`Memory` has it; ``notes``: what is told at the foot of its
    pages, in this ``font``."""

    about: About
    unit: str
    document: str
    profile: str
    code: str
    notes: tuple[FootNote, ...] = ()
    font: str = "Times New Roman"


def memory_of(figures: tuple[PrintedFigure, ...], sentences: frozenset[str], form: Form, copy: Copy) -> Memory:
    """What there is to remember of a document just made. ``sentences``: their keys."""
    return Memory(
        form=form.id,
        period=form.period.mark,
        about=copy.about,
        unit=copy.unit,
        document=copy.document,
        profile=copy.profile,
        code=copy.code,
        figures=figures,
        sentences=sentences,
    )


def written_again(memory: Memory, texts: dict[int, str]) -> bytes:
    """The part of a document whose figures say something else now, id → text."""
    figures = tuple(replace(one, text=texts.get(one.id, one.text)) for one in memory.figures)
    return _written(replace(memory, figures=figures))


_SAID = ("form", "period", "about", "unit", "document", "profile", "code")


def _written(memory: Memory) -> bytes:
    said = " ".join(f"{name}={quoteattr(getattr(memory, name))}" for name in _SAID)
    figures = "".join(
        f'<figure id="{one.id}" tag={quoteattr(one.tag)} title={quoteattr(one.title)} text={quoteattr(one.text)}'
        + (f" state={quoteattr(one.state)}" if one.state else "")
        + f' in="{one.sentence}"/>'
        for one in memory.figures
    )
    keys = " ".join(sorted(memory.sentences))
    xml = f'{_HEAD}<printed xmlns="{_NAMESPACE}" {said}>{figures}<sentences>{keys}</sentences></printed>'
    return xml.encode("utf-8", "replace")


def _read(data: bytes) -> Memory | None:
    if _NAMESPACE.encode() not in data[:4096] and _NAMESPACE.encode("utf-16-le") not in data[:8192]:
        return None
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None
    try:
        root = ElementTree.fromstring(data)
        figures = tuple(
            PrintedFigure(
                id=int(one.get("id", "")),
                tag=one.get("tag", ""),
                title=one.get("title", ""),
                text=one.get("text", ""),
                state=one.get("state", ""),
                sentence=one.get("in", ""),
            )
            for one in root.iter(f"{{{_NAMESPACE}}}figure")
        )
    except (ElementTree.ParseError, expat.ExpatError, ValueError):
        return None
    said = {name: root.get(name, "") for name in _SAID if name != "about"}
    about: About = "office" if root.get("about") == "office" else "unit"
    keys = root.findtext(f"{{{_NAMESPACE}}}sentences", "")
    return Memory(**said, about=about, figures=figures, sentences=frozenset(keys.split()))


def read_memory(package: Package) -> tuple[str, Memory] | None:
    """The part of a document that remembers, and what; None for a document that is none of ours. Errors: Unreadable."""
    for name in package.names:
        if _ITEM.fullmatch(name) and package.size(name) <= _LARGEST:
            found = _read(package.read(name))
            if found is not None:
                return name, found
    return None


def memory_in(source: Path | bytes) -> Memory | None:
    """The same of a file; None also for what cannot be opened. Errors: OSError."""
    try:
        found = read_memory(Content.of(source if isinstance(source, bytes) else source.read_bytes()).open())
    except Unreadable:
        return None
    return found[1] if found is not None else None


class MemoryPlace:
    """Where the documents of one template remember: the parts that are the same in all of them, made once."""

    def __init__(self, members: Sequence[Member]) -> None:
        numbers = {int(found[1]) for member in members if (found := _ITEM.fullmatch(member.name))}
        number = max(numbers, default=0) + 1
        self.name = f"customXml/item{number}.xml"
        self._properties = f"customXml/itemProps{number}.xml"
        self._relations = f"customXml/_rels/item{number}.xml.rels"

    def with_place(self, members: Iterable[Member]) -> list[Member]:
        """The members and those around the place, which is still empty."""
        made = [
            self._changed(member) if member.name in (CONTENT_TYPES, _DOCUMENT_RELATIONS) else member
            for member in members
        ]
        properties = (
            f'{_HEAD}<ds:datastoreItem ds:itemID="{_GUID}" xmlns:ds="{_DATA_STORE}"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )
        target = self._properties.rpartition("/")[2]
        relations = (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/customXmlProps" Target="{target}"/></Relationships>'
        )
        own = {self.name: "", self._properties: properties, self._relations: relations}
        return [*made, *(pack(name, text.encode()) for name, text in own.items())]

    def filled(self, memory: Memory) -> Member:
        """The part itself."""
        return pack(self.name, _written(memory))

    def _changed(self, member: Member) -> Member:
        text = zlib.decompress(member.data, -15).decode("utf-8-sig")
        if member.name == CONTENT_TYPES:
            new = f'Override PartName="/{self._properties}" ContentType="{_PROPERTIES_TYPE}"'
            text = appended(text, "Types", new)
            if not re.search(r'Extension="xml"', text, re.IGNORECASE):
                text = appended(text, "Types", f'Override PartName="/{self.name}" ContentType="application/xml"')
            return pack(member.name, text.encode())
        number = 1
        while f'Id="rId{number}"' in text:
            number += 1
        new = f'Relationship Id="rId{number}" Type="{_RELATIONS}/customXml" Target="../{self.name}"'
        return pack(member.name, appended(text, "Relationships", new).encode())
