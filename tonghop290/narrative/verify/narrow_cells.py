"""Figures in cells of tables that are wider than their cell: they would be taken apart in the middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tonghop290.narrative.profiles import Profile
from tonghop290.narrative.typeset.elements import StyleName, text_of, w
from tonghop290.text.printing.widths import width_of

__all__ = ["narrow_cells"]

_FIGURE = re.compile(r"[-–]?\d[\d.,/]*[*%]?")
_TWIPS, _USUAL_MARGIN = 20, 108
_RAISED = 0.58
"""How large a raised mark is printed, of the size of its text (Word and LibreOffice)."""


def narrow_cells(body: Any, rules: Profile, name_of: StyleName) -> Iterator[str]:
    """A sentence for every figure that does not fit into its cell with the marks of its footnotes."""
    marks = {mark: str(number) for number, mark in enumerate(body.iter(w("footnoteReference")), 1)}
    for table in body.iter(w("tbl")):
        for cell in table.iter(w("tc")):
            told = cell.find(f"{w('tcPr')}/{w('tcW')}")
            if told is None or told.get(w("type")) != "dxa":
                continue
            room = (float(told.get(w("w"), 0)) - _margins(table, cell)) / _TWIPS
            for paragraph in cell.findall(w("p")):
                text, look = text_of(paragraph).strip(), rules.looks.get(name_of(paragraph))
                if look is None or not _FIGURE.fullmatch(text):
                    continue
                mark = "".join(marks[one] for one in paragraph.iter(w("footnoteReference")))
                wide = width_of(text, look.size, bold=look.bold, italic=look.italic)
                raised = width_of(mark, look.size * _RAISED, bold=look.bold, italic=look.italic)
                if wide + raised > room + 0.1:
                    yield f"Bảng: số “{text}” rộng hơn ô, sẽ bị tách làm hai dòng."


def _margins(table: Any, cell: Any) -> float:
    """Those of the cell, else of its table."""
    return sum(_margin(table, cell, side) for side in ("left", "right"))


def _margin(table: Any, cell: Any, side: str) -> float:
    own = cell.find(f"{w('tcPr')}/{w('tcMar')}/{w(side)}")
    found = own if own is not None else table.find(f"{w('tblPr')}/{w('tblCellMar')}/{w(side)}")
    return float(found.get(w("w"), 0)) if found is not None else _USUAL_MARGIN
