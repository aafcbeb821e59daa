"""A document just made, written down: its controls named, what they print remembered in the package."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

from tonghop290.model import Form
from tonghop290.narrative.controls.as_printed import parted
from tonghop290.narrative.controls.content_controls import make_controls
from tonghop290.narrative.controls.foot_notes import with_foot_notes
from tonghop290.narrative.controls.marks import ANY_MARK
from tonghop290.narrative.controls.memory import Copy, MemoryPlace, memory_of
from tonghop290.narrative.controls.printed_paragraphs import PrintedParagraphs
from tonghop290.spreadsheet.zip_out import Member, pack

__all__ = ["with_changes", "with_memory"]

_BODY = "word/document.xml"
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)[0-9]*\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def with_memory(members: Iterable[Member], form: Form, copy: Copy, paragraphs: PrintedParagraphs) -> list[Member]:
    """The members of a package, the figures of its headers and notes in controls too, and what it remembers."""
    own = list(members)
    place = MemoryPlace(own)
    made: dict[str, Member] = {}
    for member in own:
        if _BESIDE.fullmatch(member.name) and ANY_MARK.search(_text(member)):
            part, *_ = paragraphs.named(parted(_controlled(member)), copy.unit)
            made[member.name] = pack(member.name, part.encode())
    whole = with_changes(place.with_place(own), made)
    for member in [one for one in whole if one.name == _BODY]:
        part, figures, sentences = paragraphs.named(parted(_text(member)), copy.unit)
        part, noted = with_foot_notes(part, whole, copy.notes, copy.font)
        memory = place.filled(memory_of(figures, sentences, form, copy))
        whole = with_changes(whole, {_BODY: pack(_BODY, part.encode()), place.name: memory} | noted)
    return whole


def with_changes(members: Iterable[Member], changed: Mapping[str, Member]) -> list[Member]:
    """The members, some of them changed, and those that come new."""
    own = list(members)
    new = [member for name, member in changed.items() if name not in {one.name for one in own}]
    return [*(changed.get(member.name, member) for member in own), *new]


def _controlled(member: Member) -> str:
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    root = etree.fromstring(_text(member).encode())
    for paragraph in list(root.iter(f"{_W}p")):
        make_controls(paragraph)
    part: bytes = etree.tostring(root, encoding="UTF-8", standalone=True)
    return part.decode()


def _text(member: Member) -> str:
    return zlib.decompress(member.data, -15).decode("utf-8-sig")
