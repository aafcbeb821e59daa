"""The law of comments: each has its own cell, an author and a box; boxes have numbers of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.law.law_parts import Fault, Node, Parts, number_of

__all__ = ["note_faults", "shape_numbers"]

_LONGEST = 32_767
_SHAPE = re.compile(r"<(?:\w+:)?shape\b[^>]*?\bid\s*=\s*[\"']([^\"']+)[\"']")
_PLACE = re.compile(r"<(?:\w+:)?Row>\s*(\d+)\s*</(?:\w+:)?Row>\s*<(?:\w+:)?Column>\s*(\d+)\s*<")


def note_faults(parts: Parts, sheet: str, root: Node) -> Iterator[Fault]:
    part = parts.related(sheet, "comments")
    notes = parts.tree(part)
    if notes is None:
        return
    drawing = root.first("legacyDrawing")
    if drawing is None:
        yield Fault("comments without boxes", sheet)
        return
    authors, places = len(notes.inside("authors")), []
    for node in notes.inside("commentList"):
        places.append(node.get("ref"))
        number = number_of(node.get("authorId", "0"))
        if number is None or number >= authors:
            yield Fault("comment of nobody", part, node.get("ref"))
        if sum(len(one.text) for one in node.walk()) > _LONGEST:
            yield Fault("comment too long", part, node.get("ref"))
    for place, count in Counter(places).items():
        if count > 1:
            yield Fault("comment twice", part, place)
    target = {one.id: one.target for one in parts.relations(sheet)}.get(drawing.get("r:id"), "")
    if target in parts:
        yield from _boxes(parts.read(target).decode("utf-8", "replace"), target, places)


def _boxes(drawing: str, part: str, places: list[str]) -> Iterator[Fault]:
    boxes = {(int(row) + 1, int(column) + 1) for row, column in _PLACE.findall(drawing)}
    for place in places:
        if locate(place) not in boxes:
            yield Fault("comment without a box", part, place)
    for id, count in Counter(_SHAPE.findall(drawing)).items():
        if count > 1:
            yield Fault("box twice", part, id)


def shape_numbers(parts: Parts, sheet: str) -> list[str]:
    """The ids of the boxes in a sheet's drawing of comments."""
    drawing = parts.related(sheet, "vmlDrawing")
    return _SHAPE.findall(parts.read(drawing).decode("utf-8", "replace")) if drawing else []
