"""Exact edits of an XML part: what is not edited keeps its bytes.

A part is walked once with expat, which tells at which byte each tag stands; edits replace byte ranges. Nothing is
parsed into a tree and written back, so extensions, namespaces and odd spellings of other programs survive untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.parsers import expat

from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.xml import MOST_DEPTH, Attributes, guarded_parser
from tonghop290.text.normalize import without_controls

__all__ = ["CannotMark", "Element", "Splice", "Wanted", "attribute", "escape", "find_elements", "retag"]

_TAG = re.compile(rb"<(?:[^\s/>:]+:)?[^\s/>:]+(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_STARTS = re.compile(r"<(/?)(?=[A-Za-z])")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_TEXT = 32_000


Wanted = bool | Literal["alone", "passed"]


class CannotMark(ValueError):
    """A workbook that cannot be edited in place without a risk for what it holds; the text says which part and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Where one element stands. ``name`` is its local name, ``prefix`` its own prefix with the colon ("" for none).

    ``start``: byte of its ``<``; ``inner``: first byte after the start tag; ``close``: byte of ``</``; ``end``: first
    byte after it. An element without content (``<a/>``) has ``inner == close == end`` and ``empty`` True.
    """

    name: str
    prefix: str
    attributes: Attributes
    start: int
    inner: int
    close: int
    end: int
    empty: bool
    path: tuple[str, ...]


def find_elements(data: bytes, part: str, want: Callable[[Sequence[str], Attributes], Wanted]) -> list[Element]:
    """The wanted elements of a part, in the order of their ends. ``want`` gets the local names from the root on.

    Of an element that never stands inside one of its own name it may say "alone" or "passed": it, or not even it, and
    nothing inside it. Then nobody is asked of what is inside: of the rows of a sheet that saves most of the time.

    Attributes are named as expat gives them: the local name, or "namespace local". Errors: CannotMark for a part that
    is not UTF-8, or where such an element does stand inside another; Unreadable for one that is not well-formed.
    """
    _refuse_other_codings(data, part)
    search = _Search(data, part, want)
    try:
        search.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable("file-damaged", part=part, reason="xml", line=error.lineno) from None
    finally:
        search.parser.StartElementHandler = search.parser.EndElementHandler = None
    return search.found


class _Search:
    """The wanted elements of a part, in the making: expat's handlers."""

    __slots__ = ("_data", "_opened", "_part", "_passed", "_path", "_want", "found", "parser")

    def __init__(self, data: bytes, part: str, want: Callable[[Sequence[str], Attributes], Wanted]) -> None:
        self._data, self._part, self._want = data, part, want
        self.found: list[Element] = []
        self._path: list[str] = []
        self._opened: list[tuple[int, Attributes] | None] = []
        self._passed = ""
        self.parser = guarded_parser(part)
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end

    def _start(self, name: str, attributes: Attributes) -> None:
        path = self._path
        if len(path) > MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        path.append(name.rpartition(" ")[2])
        wanted = self._want(path, attributes)
        self._opened.append((self.parser.CurrentByteIndex, attributes) if wanted in (True, "alone") else None)
        if wanted in ("alone", "passed"):
            self._passed = name
            self.parser.StartElementHandler, self.parser.EndElementHandler = None, self._end_of_passed

    def _end_of_passed(self, name: str) -> None:
        if name == self._passed:
            self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
            self._end(name)

    def _end(self, _name: str) -> None:
        if not self._opened:
            raise CannotMark(f"{self._part}: {self._passed} inside itself")
        begin = self._opened.pop()
        if begin is not None:
            at, attributes = begin
            close = self.parser.CurrentByteIndex
            self.found.append(_element(self._data, self._part, tuple(self._path), attributes, at=at, close=close))
        self._path.pop()


def _refuse_other_codings(data: bytes, part: str) -> None:
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise CannotMark(f"{part}: not UTF-8")


def _element(data: bytes, part: str, path: tuple[str, ...], attributes: Attributes, *, at: int, close: int) -> Element:
    """The element that begins at a byte and whose end tag stands at ``close`` (its own beginning where it has none)."""
    tag = _TAG.match(data, at)
    if tag is None:
        raise CannotMark(f"{part}: odd tag at {at}")
    empty = tag[0].endswith(b"/>")
    close = tag.end() if empty else close
    written = re.match(rb"<([^\s/>]+)", tag[0])
    assert written is not None
    before, colon, _ = written[1].decode().rpartition(":")
    return Element(
        name=path[-1],
        prefix=before + colon,
        attributes=attributes,
        start=at,
        inner=tag.end(),
        close=close,
        end=close if empty else data.index(b">", close) + 1,
        empty=empty,
        path=path,
    )


class Splice:
    """Edits of one part, applied together; edits at one place keep the order in which they were made."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._edits: list[tuple[int, int, bytes]] = []
        self._filled: dict[int, tuple[Element, str]] = {}

    def replace(self, start: int, end: int, text: str) -> None:
        self._edits.append((start, end, text.encode()))

    def insert(self, at: int, text: str) -> None:
        self.replace(at, at, text)

    def append_to(self, element: Element, xml: str) -> None:
        """Put XML (written without prefixes) at the end of an element's content."""
        xml = prefixed(xml, element.prefix)
        if element.empty:
            self._filled[element.start] = (element, self._filled.get(element.start, (element, ""))[1] + xml)
        else:
            self.insert(element.close, xml)

    def text(self, start: int, end: int) -> str:
        return self.data[start:end].decode()

    def tag(self, element: Element) -> str:
        """The start tag as written."""
        return self.text(element.start, element.inner)

    def done(self) -> bytes:
        for element, xml in self._filled.values():  # <a/> becomes <a>…</a>
            tag = self.tag(element)
            name = re.match(r"<([^\s/>]+)", tag)
            assert name is not None
            self.replace(element.start, element.inner, f"{tag[:-2].rstrip()}>{xml}</{name[1]}>")
        self._filled.clear()
        pieces, at = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: (edit[0], edit[1])):
            if start < at:
                raise CannotMark("edits overlap")
            pieces += [self.data[at:start], new]
            at = end
        return b"".join([*pieces, self.data[at:]])


def retag(tag: str, **values: str | None) -> str:
    """A start tag with attributes set (None: removed); the others stay as written.

    >>> retag('<c r="A1" s="3"/>', s="12", t=None)
    '<c r="A1" s="12"/>'
    """
    for name, value in values.items():
        pattern = re.compile(rf"\s{name}\s*=\s*(?:\"[^\"]*\"|'[^']*')")
        new = "" if value is None else f' {name}="{attribute(value)}"'
        if pattern.search(tag):
            tag = pattern.sub(new.replace(chr(92), chr(92) * 2), tag, count=1)
        elif new:
            stop = len(tag) - (2 if tag.endswith("/>") else 1)
            tag = tag[:stop].rstrip() + new + tag[stop:]
    return tag


def prefixed(xml: str, prefix: str) -> str:
    """Our own XML with the namespace prefix of the part it goes into. Text in it must be escaped."""
    return _STARTS.sub(rf"<\1{prefix}", xml) if prefix else xml


def escape(text: str) -> str:
    """Text for an element of ST_Xstring: no control characters but line feeds, ``_xHHHH_`` kept literal, cut before
    Excel's limit.

    >>> escape("a < b _x000D_")
    'a &lt; b _x005F_x000D_'
    """
    lines = (without_controls(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    text = _ESCAPED.sub("_x005F_", "\n".join(lines)[:_LONGEST_TEXT])
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Text for an attribute in double quotes."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;")
