"""Rows and columns that are hidden, by hand or by a filter, shown again; all else of a worksheet part stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tonghop290.spreadsheet.edit.splice import Splice, Wanted, find_elements, retag
from tonghop290.spreadsheet.rows import is_flat
from tonghop290.spreadsheet.xml import Attributes

__all__ = ["shown"]

_HEIGHT = "16.5"
"""Points of a row whose own height was none."""


def shown(data: bytes, part: str, rows: Collection[int], columns: Collection[int] = ()) -> bytes:
    """The part with these rows and columns in sight. A filter stays set: it hides them again only when somebody applies
    it anew. Of columns that are said in one piece, all are shown."""
    if not rows and not columns:
        return data

    def want(path: Sequence[str], attributes: Attributes) -> Wanted:
        return "alone" if list(path[1:]) in (["sheetData", "row"], ["cols", "col"]) else False

    splice, number = Splice(data), 0
    for element in find_elements(data, part, want):
        said = element.attributes
        if element.name == "row":
            number = int(said.get("r", number + 1))
            size, wanted = "ht", number in rows
        else:
            ends = int(said.get("min", 0)), int(said.get("max", 0))
            size, wanted = "width", any(ends[0] <= column <= ends[1] for column in columns)
        if wanted:
            tag = retag(splice.tag(element), hidden=None)
            if is_flat(said.get(size)):
                tag = retag(tag, **({"ht": _HEIGHT} if size == "ht" else {"width": None, "customWidth": None}))
            splice.replace(element.start, element.inner, tag)
    return splice.done()
