"""What of a return does not travel back in its answer, said in notes."""

from __future__ import annotations

from collections.abc import Collection

from tonghop290.messages import finding
from tonghop290.model import Finding
from tonghop290.spreadsheet.book import RawBook
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.acting import Acts, acting_formulas, acting_relations
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["acts_of", "left_behind"]

_CODES: dict[Acts, str] = {"links": "left-links", "references": "left-references", "programs": "left-programs"}


def acts_of(content: Content, book: RawBook) -> frozenset[Acts]:
    """What acts in a workbook, as far as its relations, the cells that were read and its names tell."""
    formulas = [cell.formula for sheet in book.sheets for cell in sheet.cells.values() if cell.formula]
    try:
        found = acting_relations(content.open())
    except Unreadable:
        found = frozenset({"programs"})
    if content.kind == "zip-xlsm":
        found |= {"programs"}
    return found | acting_formulas([*formulas, *book.names.values()])


def left_behind(acts: Collection[Acts], path: str, *, said: Collection[str] = ()) -> tuple[Finding, ...]:
    """The notes on them. ``said``: codes that have been told already."""
    return tuple(finding(code, file=path) for act, code in _CODES.items() if act in acts and code not in said)
