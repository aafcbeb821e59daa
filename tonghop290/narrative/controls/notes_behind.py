"""The footnotes right behind the figures of a document, whoever saved it: what is told of each figure at the foot."""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape

from tonghop290.narrative.controls.edited import Control, Edited
from tonghop290.spreadsheet.edit.splice import CannotMark, Element, find_elements
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.spreadsheet.xml import read_relations

__all__ = ["notes_behind"]

_WORDS = re.compile(rb"<(?:\w+:)?t[ >]")
_KIND = "footnotes"


def notes_behind(edited: Edited) -> dict[str, tuple[Control, str]]:
    """Tag of a figure → where it stands, and the text of the first note right behind one of that tag."""
    try:
        texts = _texts(edited)
        marks = find_elements(edited.data, edited.part, lambda path, _: path[-1] == "footnoteReference")
    except (Unreadable, CannotMark):
        return {}
    controls = sorted((one for one in edited.controls if one.words), key=lambda one: one.at)
    found: dict[str, tuple[Control, str]] = {}
    for mark in sorted(marks, key=lambda one: one.start):
        number = bisect_right(controls, mark.start, key=lambda one: one.at) - 1
        text = texts.get(_id(mark), "")
        if number >= 0 and text and not _WORDS.search(edited.data[controls[number].words[-1].end : mark.start]):
            found.setdefault(controls[number].tag, (controls[number], text))
    return found


def _texts(edited: Edited) -> dict[str, str]:
    """The id of a note → its text."""
    package = edited.content.open()
    related = (one.target for one in read_relations(package, edited.part).values() if one.kind == _KIND)
    part = next((target for target in related if target in package), "")
    data = package.read(part) if part else b""
    elements = find_elements(data, part, lambda path, _: path[-1] in ("footnote", "t")) if data else []
    words = [one for one in elements if one.name == "t" and not one.empty]
    return {
        _id(note): " ".join("".join(_text(data, one) for one in words if note.start < one.start < note.end).split())
        for note in elements
        if note.name == "footnote"
    }


def _text(data: bytes, one: Element) -> str:
    return unescape(data[one.inner : one.close].decode("utf-8", "replace"))


def _id(one: Element) -> str:
    return next((value for name, value in one.attributes.items() if name.rpartition(" ")[2] == "id"), "")
