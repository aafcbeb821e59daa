"""What reviewers left in a template: tracked changes, accepted before anything is printed, and balloons, left out.

Source: ECMA-376 part 1, 17.13.5 (revisions), 17.13.4 (comments).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tonghop290.narrative.typeset.elements import w

__all__ = ["accept_revisions", "left_by_reviewers", "reviewed"]

_P, _PPR, _TR, _TC, _R = (w(name) for name in ("p", "pPr", "tr", "tc", "r"))
_GONE = tuple(w(name) for name in ("del", "moveFrom"))
_KEPT = tuple(w(name) for name in ("ins", "moveTo"))
_RECORDS = tuple(
    w(name)
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange",
        "tcPrChange", "numberingChange", "cellIns", "cellMerge", "cellDel",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart",
        "customXmlMoveToRangeEnd",
    )
)  # fmt: skip
"""What only says that something was otherwise, or where a change begins."""
_BALLOON = tuple(w(name) for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"))
_OF_REVIEW = ("comments", "commentsextended", "commentsids", "commentsextensible", "people")
"""Kinds of relations whose parts hold balloons and who wrote them."""


def left_by_reviewers(root: Any) -> Iterator[tuple[Any, str]]:
    """The paragraphs of a part with what reviewers left in them: "sửa đổi" or "nhận xét", with its author."""
    told: set[tuple[int, str]] = set()
    for paragraph in root.iter(_P):
        row = next(paragraph.iterancestors(_TR), None)
        places = [paragraph, *([row.find(w("trPr"))] if row is not None and row.find(w("trPr")) is not None else [])]
        for one in (one for place in places for one in place.iter(*_GONE, *_KEPT, *_RECORDS, *_BALLOON)):
            if next(one.iterancestors(_P), paragraph) is not paragraph:
                continue
            author = one.get(w("author"), "")
            what = "nhận xét" if one.tag in _BALLOON else f"sửa đổi{f' của {author}' if author else ''}"
            if (id(paragraph), what) not in told:
                told.add((id(paragraph), what))
                yield paragraph, what


def accept_revisions(root: Any) -> None:
    """Make a part what it is once every change in it is accepted, and take out the balloons; in place."""
    for mark in [one for one in root.iter(*_GONE, *_KEPT) if one.getparent().tag == w("trPr")]:
        row = mark.getparent().getparent()
        _take_out(row if mark.tag in _GONE and row.tag == _TR else mark)
    for cell in [one.getparent().getparent() for one in root.iter(w("cellDel"))]:
        if cell.tag == _TC and cell.getparent() is not None:
            _take_out(cell)
    joined = [one for one in root.iter(*_GONE) if one.getparent().tag == w("rPr") and _of_the_mark(one)]
    for mark in joined:
        paragraph = next(mark.iterancestors(_P), None)
        _take_out(mark)
        if paragraph is not None:
            _join_with_next(paragraph)
    for mark in [one for one in root.iter(*_KEPT) if one.getparent().tag == w("rPr")]:
        _take_out(mark)
    for gone in list(root.iter(*_GONE, *_RECORDS)):
        _take_out(gone)
    for kept in list(root.iter(*_KEPT)):
        _unwrap(kept)
    for balloon in list(root.iter(*_BALLOON)):
        run = balloon.getparent()
        _take_out(balloon)
        if run is not None and run.tag == _R and all(child.tag == w("rPr") for child in run):
            _take_out(run)


def reviewed(document: Any) -> None:
    """Take reviewers' parts out of a package, and the order to track changes."""
    for part in [document.part, *document.part.package.iter_parts()]:
        for id, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2].lower() in _OF_REVIEW:
                del part.rels[id]
    for order in list(document.settings.element.iter(w("trackRevisions"))):
        _take_out(order)


def _of_the_mark(element: Any) -> bool:
    """Whether it is said of the end of a paragraph."""
    return element.getparent().getparent() is not None and element.getparent().getparent().tag == _PPR


def _join_with_next(paragraph: Any) -> None:
    """The end of a paragraph is gone: what it holds begins the next one."""
    following = paragraph.getnext()
    if following is None or following.tag != _P:
        return
    place = 1 if following.find(_PPR) is not None else 0
    for child in [child for child in paragraph if child.tag != _PPR]:
        following.insert(place, child)
        place += 1
    _take_out(paragraph)


def _take_out(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)
