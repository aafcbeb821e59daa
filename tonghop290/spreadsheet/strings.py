"""Texts that stand outside the cells: the shared strings and the comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.sound import sound_text
from tonghop290.spreadsheet.xml import UTF8_HEAD, Attributes, decode_text, feed, guarded_parser, to_the_end, undone

_MOST_DEPTH = 200
_PLAIN_HEAD = re.compile(rb'<sst(?: [A-Za-z:]{1,40}="[^"<>]{0,300}")*>')
_PLAIN_ITEM = re.compile('<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_PLAIN_END = b"</sst>"


def read_shared_strings(package: Package, part: str, *, max_text: int) -> tuple[str, ...]:
    """The shared strings in their order, each with its runs joined, phonetic guides left out, escapes undone.

    A text longer than `max_text` keeps one character more than allowed, so that the cell showing it can say so.
    """
    limits = package.limits
    if package.size(part) <= limits.whole:
        content = b"".join(package.pieces(part))
        plain = _plain_strings(content)
        if plain is not None and len(content) <= limits.text and len(plain[1]) <= limits.cells:
            head, texts = plain
            left = head + _PLAIN_END if sound_text(content) else content
            feed(guarded_parser(part), to_the_end(left, limits), part=part, limits=limits)
            return tuple(
                decode_text(undone(text)[: max_text * 7 + 7])[: max_text + 1]
                if "&" in text or "_x" in text or len(text) > max_text
                else text
                for text in texts
            )
        pieces = to_the_end(content, limits)
    else:
        pieces = package.pieces(part)
    found: list[str] = []
    total = 0

    def keep(_attributes: Attributes, text: str) -> None:
        nonlocal total
        found.append(text)
        total += len(text)
        if total > limits.text or len(found) > limits.cells:
            raise Unreadable("file-too-large", part=part)

    _read_items(package, part, pieces, "si", keep, max_text=max_text)
    return tuple(found)


def _plain_strings(content: bytes) -> tuple[bytes, list[str]] | None:
    """How the part begins, and the texts as they are written, where it holds nothing but unformatted ones in UTF-8; None for any other.

    Every ``<`` must be accounted for: then expat could give nothing else.
    """
    start = UTF8_HEAD.match(content)
    head = _PLAIN_HEAD.match(content, start.end()) if start else None
    if (
        head is None
        or not content.rstrip().endswith(_PLAIN_END)
        or content.find(b"\r", head.end(), -len(_PLAIN_END)) >= 0
    ):
        return None
    try:
        texts: list[str] = _PLAIN_ITEM.findall(content[head.end() :].decode("utf-8"))
    except UnicodeDecodeError:
        return None
    return (content[: head.end()], texts) if content.count(b"<", head.end()) == 4 * len(texts) + 1 else None


def read_comments(package: Package, part: str, *, max_text: int) -> dict[str, str]:
    """The comments (notes) by the reference of their cell, runs joined; a cell's first comment is kept."""
    found: dict[str, str] = {}
    total = 0

    def keep(attributes: Attributes, text: str) -> None:
        nonlocal total
        found.setdefault(attributes.get("ref", ""), text[:max_text])
        total += len(text)
        if total > package.limits.text:
            raise Unreadable("file-too-large", part=part)

    _read_items(package, part, package.pieces(part), "comment", keep, max_text=max_text)
    return found


def _read_items(
    package: Package,
    part: str,
    pieces: Iterable[bytes],
    item: str,
    keep: Callable[[Attributes, str], None],
    *,
    max_text: int,
) -> None:
    """Give `keep` the attributes and the text of every `item` element: its `t` elements outside `rPh`, joined."""
    parser = guarded_parser(part)
    buffer: list[str] = []
    runs: list[str] = []
    attributes: Attributes = {}
    depth = phonetic = 0
    names: tuple[str, str, str] = ("", "", "")

    def start(name: str, given: Attributes) -> None:
        nonlocal attributes, depth, phonetic, names
        depth += 1
        if depth > _MOST_DEPTH:
            raise Unreadable("file-bomb", part=part)
        if depth == 1:
            namespace = name[: len(name) - len(name.rpartition(" ")[2])]
            names = (namespace + "t", namespace + item, namespace + "rPh")
        elif name == names[0]:
            buffer.clear()
        elif name == names[1]:
            attributes = given
            runs.clear()
        elif name == names[2]:
            phonetic += 1

    def end(name: str) -> None:
        nonlocal depth, phonetic
        depth -= 1
        if name == names[0]:
            if not phonetic:
                runs.append("".join(buffer))
        elif name == names[1]:
            text = runs[0] if len(runs) == 1 else "".join(runs)
            keep(attributes, decode_text(text[: max_text * 7 + 7])[: max_text + 1])
        elif name == names[2]:
            phonetic -= 1

    def trim() -> None:
        # A text far past the cap is dropped while it comes in, not after.
        if len(buffer) > 16:
            kept = "".join(buffer)[: max_text * 7 + 7]
            buffer.clear()
            buffer.append(kept)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = buffer.append
    feed(parser, pieces, part=part, limits=package.limits, after_piece=trim)
