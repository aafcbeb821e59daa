"""Texts that stand outside the cells: the shared strings and the comments."""

from __future__ import annotations

from collections.abc import Callable

from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.xml import MOST_DEPTH, Attributes, decode_text, feed, guarded_parser


def read_shared_strings(package: Package, part: str, *, max_text: int) -> tuple[str, ...]:
    """The shared strings in their order, each with its runs joined, phonetic guides left out, escapes undone.

    A text longer than `max_text` keeps one character more than allowed, so that the cell showing it can say so.
    """
    limits = package.limits
    found: list[str] = []
    total = 0

    def keep(_attributes: Attributes, text: str) -> None:
        nonlocal total
        found.append(text)
        total += len(text)
        if total > limits.text or len(found) > limits.cells:
            raise Unreadable("file-too-large", part=part)

    _read_items(package, part, "si", keep, max_text=max_text)
    return tuple(found)


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

    _read_items(package, part, "comment", keep, max_text=max_text)
    return found


def _read_items(
    package: Package,
    part: str,
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
        if depth > MOST_DEPTH:
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
    feed(parser, package.pieces(part), part=part, limits=package.limits, after_piece=trim)
