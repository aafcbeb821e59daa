"""Texts that stand outside the cells: the shared strings and the comments."""

from __future__ import annotations

from collections.abc import Callable

from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.seen.runs import RichText, Spans
from tonghop290.spreadsheet.xml import MOST_DEPTH, Attributes, decode_text, feed, guarded_parser

_Keep = Callable[[Attributes, str, Spans | None], None]


def read_shared_strings(package: Package, part: str, *, max_text: int) -> tuple[tuple[str, ...], dict[int, Spans]]:
    """The shared strings in their order, each with its runs joined, phonetic guides left out, escapes undone;
    and the spans of those of which a run states its look, by their index.

    A text longer than `max_text` keeps one character more than allowed, so that the cell showing it can say so.
    """
    limits = package.limits
    found: list[str] = []
    rich: dict[int, Spans] = {}
    total = 0

    def keep(_attributes: Attributes, text: str, spans: Spans | None) -> None:
        nonlocal total
        if spans is not None:
            rich[len(found)] = spans
        found.append(text)
        total += len(text)
        if total > limits.text or len(found) > limits.cells:
            raise Unreadable("file-too-large", part=part)

    _read_items(package, part, "si", keep, max_text=max_text)
    return tuple(found), rich


def read_comments(package: Package, part: str, *, max_text: int) -> dict[str, str]:
    """The comments (notes) by the reference of their cell, runs joined; a cell's first comment is kept."""
    found: dict[str, str] = {}
    total = 0

    def keep(attributes: Attributes, text: str, _spans: Spans | None) -> None:
        nonlocal total
        found.setdefault(attributes.get("ref", ""), text[:max_text])
        total += len(text)
        if total > package.limits.text:
            raise Unreadable("file-too-large", part=part)

    _read_items(package, part, "comment", keep, max_text=max_text)
    return found


def read_threads(package: Package, part: str, *, max_text: int) -> dict[str, str]:
    """The threaded comments by the reference of their cell, a line each. Source: [MS-XLSX] 2.6.205."""
    found: dict[str, list[str]] = {}
    left = package.limits.text

    def keep(attributes: Attributes, text: str, _spans: Spans | None) -> None:
        nonlocal left
        found.setdefault(attributes.get("ref", ""), []).append(text)
        left -= len(text)
        if left < 0:
            raise Unreadable("file-too-large", part=part)

    _read_items(package, part, "threadedComment", keep, max_text=max_text, text="text")
    return {reference: "\n".join(texts)[:max_text] for reference, texts in found.items()}


def _read_items(package: Package, part: str, item: str, keep: _Keep, *, max_text: int, text: str = "t") -> None:
    """Give `keep` the attributes, the text and the spans of every `item` element: its `t` elements outside `rPh`,
    joined. `text`: how those elements are called."""
    reader = _ItemReader(part, item, keep, max_text, text)
    parser = guarded_parser(part)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.buffer.append
    feed(parser, package.pieces(part), part=part, limits=package.limits, after_piece=reader.trim)


class _ItemReader:
    """The handlers of a part that lists texts, each with or without runs."""

    __slots__ = (
        "_attributes",
        "_depth",
        "_in_text",
        "_item",
        "_item_tag",
        "_keep",
        "_longest",
        "_most",
        "_part",
        "_phonetic",
        "_phonetic_tag",
        "_pieces",
        "_rich",
        "_text",
        "_text_tag",
        "buffer",
    )

    def __init__(self, part: str, item: str, keep: _Keep, max_text: int, text: str) -> None:
        self.buffer: list[str] = []
        self._part, self._item, self._text, self._keep = part, item, text, keep
        self._most, self._longest = max_text + 1, max_text * 7 + 7
        self._rich = RichText()
        self._pieces = self._rich.pieces
        self._attributes: Attributes = {}
        self._depth = self._phonetic = 0
        self._in_text = False
        self._text_tag = self._item_tag = self._phonetic_tag = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        if self._in_text:
            raise Unreadable("file-damaged", part=self._part, reason="nested-text")
        if tag == self._text_tag:
            self._in_text = True
            self.buffer.clear()
        elif tag == self._item_tag:
            self._attributes = attributes
        elif tag == self._phonetic_tag:
            self._phonetic += 1
        elif self._depth == 1:
            namespace = tag[: len(tag) - len(tag.rpartition(" ")[2])]
            self._text_tag, self._phonetic_tag = namespace + self._text, namespace + "rPh"
            self._item_tag = namespace + self._item
        else:
            self._rich.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == self._text_tag:
            self._in_text = False
            if not self._phonetic:
                piece = self.buffer[0] if len(self.buffer) == 1 else "".join(self.buffer)
                if self._rich.own is None:
                    self._pieces.append(piece)
                else:
                    self._rich.add(piece)
        elif tag == self._item_tag:
            if len(self._pieces) == 1 and self._rich.own is None and not self._rich.looks:  # nearly all
                text, spans = self._pieces.pop(), None
            else:
                text, spans = self._rich.take()
            if len(text) > self._most or "_x" in text:
                text = decode_text(text[: self._longest])[: self._most]
            self._keep(self._attributes, text, spans)
        elif tag == self._phonetic_tag:
            self._phonetic -= 1

    def trim(self) -> None:
        """A text far past the cap is dropped while it comes in, not after."""
        if len(self.buffer) > 16:
            kept = "".join(self.buffer)[: self._longest]
            self.buffer.clear()
            self.buffer.append(kept)
