"""A marked cell shows its mark: the workbook's own rule paints a right answer white, and what the office found in it is
more than that rule can see. A marked cell leaves the rule and gets one of its own, which waits until it is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import unescape

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.cell import locate
from tonghop290.spreadsheet.edit.fills import SheetPart
from tonghop290.spreadsheet.edit.splice import Element, attribute, escape, prefixed, retag

__all__ = ["let_marks_show"]

Place = tuple[int, int]
Area = tuple[int, int, int, int]

_RIGHT = re.compile(r'LEFT\((?P<said>\$[A-Z]{1,3}[0-9]+),1\)="✓"|LEN\(TRIM\([A-Z]{1,3}[0-9]+\)\)>0|AND\(IFERROR\(.*\)')
"""The formulas by which a right answer is white (``issue/sheets/grounds.py``), and those written here."""
_UNCHANGED = ",FALSE),"
"""Ends whether a cell has changed (``corrected.changed``)."""


def let_marks_show(sheet: SheetPart, marked: Mapping[Place, str]) -> None:
    """Take these cells of a sheet out of those rules; place → formula text of whether the cell has changed."""
    splice, elements = sheet.splice, sheet.rules
    if not marked or "✓".encode() not in splice.data and b"LEN(TRIM(" not in splice.data:
        return
    blocks = [one for one in elements if len(one.path) == 2]
    number = max((_number(one.attributes.get("priority")) for one in elements), default=0)
    for block in blocks:
        rules = [one for one in elements if one.path[2:] == ("cfRule",) and block.start < one.start < block.end]
        formulas = [one for one in elements if one.path[-1] == "formula" and block.start < one.start < block.end]
        if len(rules) != 1 or len(formulas) != 1:
            continue
        formula = unescape(splice.text(formulas[0].inner, formulas[0].close), {"&quot;": '"', "&apos;": "'"})
        areas = list(_areas(block.attributes.get("sqref", "")))
        inside = [place for place in sorted(marked) if any(_holds(area, place) for area in areas)]
        if not inside or not _RIGHT.fullmatch(formula):
            continue
        right = formula[formula.rindex(_UNCHANGED) + len(_UNCHANGED) : -1] if _UNCHANGED in formula else formula
        own = []
        for row, column in inside:
            number += 1
            there = _moved(right, row - areas[0][0], column - areas[0][1])
            own.append(_rule(row, column, f"AND({marked[row, column]},{there})", rules[0], number))
        left = " ".join(_named(area) for area in _parted(areas, inside))
        if left:
            splice.replace(block.start, block.inner, retag(splice.tag(block), sqref=left))
            splice.insert(block.end, prefixed("".join(own), block.prefix))
        else:
            splice.replace(block.start, block.end, prefixed("".join(own), block.prefix))


def _rule(row: int, column: int, formula: str, like: Element, number: int) -> str:
    return (
        f'<conditionalFormatting sqref="{column_letters(column)}{row}"><cfRule type="expression" '
        f'dxfId="{attribute(like.attributes.get("dxfId", "0"))}" priority="{number}">'
        f"<formula>{escape(formula)}</formula></cfRule></conditionalFormatting>"
    )


def _moved(formula: str, rows: int, columns: int) -> str:
    """A rule over an area's first cell, over one so many rows below it and columns beside it."""

    def there(found: re.Match[str]) -> str:
        row, column = locate(found[2]) or (1, 1)
        return f"{found[1]}{column_letters(column if found[1] else column + columns)}{row + rows}"

    return re.sub(r"(\$?)([A-Z]{1,3}[0-9]+)(?=[,)])", there, formula, count=1)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _areas(sqref: str) -> Iterator[Area]:
    for piece in sqref.split():
        first, _, last = piece.partition(":")
        (row, column), (last_row, last_column) = locate(first) or (0, 0), locate(last or first) or (0, 0)
        yield row, column, last_row, last_column


def _holds(area: Area, place: Place) -> bool:
    return area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]


def _parted(areas: Sequence[Area], out: Sequence[Place]) -> Iterator[Area]:
    """The areas without these cells."""
    waiting = list(areas)
    while waiting:
        area = waiting.pop(0)
        place = next((place for place in out if _holds(area, place)), None)
        if place is None:
            yield area
            continue
        (row, column), (top, left, bottom, right) = place, area
        pieces = (
            (top, left, row - 1, right),
            (row, left, row, column - 1),
            (row, column + 1, row, right),
            (row + 1, left, bottom, right),
        )
        waiting[:0] = [piece for piece in pieces if piece[0] <= piece[2] and piece[1] <= piece[3]]


def _named(area: Area) -> str:
    first, last = (f"{column_letters(column)}{row}" for row, column in (area[:2], area[2:]))
    return first if first == last else f"{first}:{last}"
