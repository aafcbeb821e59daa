"""A document of ours after hands: where its controls stand, to the byte, and what stands in them now.

Word, LibreOffice and WPS write the part anew; nothing is asked of it but what the standard says of a control.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from tonghop290.narrative.controls.memory import Memory, read_memory
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.splice import CannotMark, Element, find_elements
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.xml import read_relations

__all__ = ["Control", "Edited", "NotOurs", "mark_of", "plain"]

_VALUES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_GONE = ("del", "moveFrom")
_WANTED = frozenset({"sdt", "tag", "id", "alias", "t", "r", "p", "noBreakHyphen", "tab", "br", "highlight"})


class NotOurs(ValueError):
    """Nothing a figure can be written into; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control. ``paragraph``: the text around it, the ``number``-th of the document (from 1); ``words``: where its
    text stands, in the order it is read; ``runs``: the runs around those; ``grounds``: what colours behind it;
    ``mark``: of who wrote it last; ``at``: its first byte."""

    id: int | None
    tag: str
    title: str
    text: str
    words: tuple[Element, ...]
    runs: tuple[Element, ...]
    grounds: tuple[Element, ...]
    mark: str
    paragraph: str
    number: int
    at: int


@dataclass(slots=True)
class Edited:
    """A Word file. Errors: NotOurs."""

    content: Content
    part: str = ""
    data: bytes = b""
    memory: Memory | None = None
    memory_part: str = ""
    controls: tuple[Control, ...] = ()
    paragraphs: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        try:
            package = self.content.open()
            roots = read_relations(package, "")
            main = (root.target for root in roots.values() if root.kind == "officeDocument" and root.target in package)
            self.part = next(main, "word/document.xml")
            found = read_memory(package)
            if self.part not in package or self.content.package_kind() != "zip-docx":
                raise NotOurs("không phải là văn bản Word (.docx)")
            self.data = package.read(self.part)
            if found is not None:
                self.memory_part, self.memory = found
            self._read()
        except (Unreadable, CannotMark) as error:
            raise NotOurs("không đọc được, hoặc không phải là văn bản Word (.docx)") from error

    @property
    def is_signed(self) -> bool:
        """Whether a digital signature lies over it, which any change would break."""
        return any(name.casefold().startswith("_xmlsignatures/") for name in self.content.open().names)

    def _read(self) -> None:
        elements = find_elements(self.data, self.part, lambda path, _: path[-1] in _WANTED)
        elements.sort(key=lambda element: (element.start, -element.end))
        paragraphs = [one for one in elements if one.name == "p"]
        texts = [_text_of(self.data, _inside(elements, one)) for one in paragraphs]
        self.paragraphs = tuple(texts)
        self.controls = tuple(
            self._control(one, _inside(elements, one), paragraphs) for one in elements if one.name == "sdt"
        )

    def _control(self, sdt: Element, inside: Sequence[Element], paragraphs: Sequence[Element]) -> Control:
        depth = len(sdt.path)
        said = {one.name: _value(one) for one in inside if one.path[depth:-1] == ("sdtPr",)}
        words = tuple(one for one in inside if one.name in _SIGNS and _is_read(one, depth))
        around = [number for number, one in enumerate(paragraphs) if one.start < sdt.start < one.end]
        number = around[-1] if around else next((n for n, one in enumerate(paragraphs) if one.start > sdt.start), 0)
        runs = tuple(
            one for one in inside if one.name == "r" and any(one.start < word.start < one.end for word in words)
        )
        return Control(
            id=int(said["id"]) if said.get("id", "").lstrip("-").isdigit() else None,
            tag=said.get("tag", ""),
            title=said.get("alias", ""),
            text=_text_of(self.data, words),
            words=words,
            runs=runs,
            grounds=tuple(one for one in inside if one.name == "highlight" and _is_read(one, depth)),
            mark=_attribute(runs[0], "rsidR") if runs else "",
            paragraph=self.paragraphs[number] if self.paragraphs else "",
            number=number + 1,
            at=sdt.start,
        )


_SIGNS = {"t": "", "noBreakHyphen": "-", "tab": "\t", "br": "\n"}


def _is_read(one: Element, depth: int) -> bool:
    """Whether it is printed, and belongs to no control or text box inside."""
    below = one.path[depth:]
    return not {*_GONE, "sdt", "txbxContent"} & {*below} and "sdtPr" not in below


def _inside(elements: Sequence[Element], around: Element) -> list[Element]:
    from bisect import bisect_right

    first = bisect_right(elements, around.start, key=lambda one: one.start)
    last = bisect_right(elements, around.end - 1, key=lambda one: one.start)
    return list(elements[first:last])


def _text_of(data: bytes, elements: Sequence[Element]) -> str:
    from html import unescape

    return "".join(
        unescape(data[one.inner : one.close].decode("utf-8", "replace")) if one.name == "t" else _SIGNS[one.name]
        for one in elements
        if one.name in _SIGNS and not {*_GONE, "tabs", "rPr", "pPr"} & {*one.path}
    )


def _attribute(one: Element, name: str) -> str:
    return next((one.attributes[key] for space in _VALUES if (key := f"{space} {name}") in one.attributes), "")


def _value(one: Element) -> str:
    return _attribute(one, "val")


def plain(text: str) -> str:
    """A text as it is compared: spaces and hyphens of any kind are one."""
    return " ".join(text.replace("\u00a0", " ").replace("\u2011", "-").split())


def mark_of(tag: str, text: str) -> str:
    """What a run was marked with (``w:rsidR``, the editing session it is from) when an earlier version of this program
    wrote a figure anew: who types over it brings another session, so that the two can be told apart."""
    digest = hashlib.blake2b(f"{tag}\0{plain(text)}".encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
    return f"00{digest.upper()}"
