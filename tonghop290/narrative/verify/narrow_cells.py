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


def narrow_cells(body: Any, rules: Profile, name_of: StyleName) -> Iterator[str]:
    """A sentence for every figure that does not fit into its cell."""
    for table in body.iter(w("tbl")):
        margins = sum(_margin(table, side) for side in ("left", "right"))
        for cell in table.iter(w("tc")):
            told = cell.find(f"{w('tcPr')}/{w('tcW')}")
            if told is None or told.get(w("type")) != "dxa":
                continue
            room = (float(told.get(w("w"), 0)) - margins) / _TWIPS
            for paragraph in cell.findall(w("p")):
                text, look = text_of(paragraph).strip(), rules.looks.get(name_of(paragraph))
                if look is None or not _FIGURE.fullmatch(text):
                    continue
                if width_of(text, look.size, bold=look.bold, italic=look.italic) > room + 0.1:
                    yield f"Bảng: số “{text}” rộng hơn ô, sẽ bị tách làm hai dòng."


def _margin(table: Any, side: str) -> float:
    found = table.find(f"{w('tblPr')}/{w('tblCellMar')}/{w(side)}")
    return float(found.get(w("w"), 0)) if found is not None else _USUAL_MARGIN
