"""On how many lines a text stands in a column, and how high the row must be. Spreadsheet programs fit a row to its text
only while it is typed, and never to merged cells or to what a formula gives."""

from __future__ import annotations

from tonghop290.text.printing.widths import width_of

__all__ = ["column_points", "lines_in", "row_height"]

_DIGIT, _EDGE = 7, 5
"""Pixels: of a digit in a workbook's usual font (Calibri 11), and of a column besides its digits."""
_POINTS = 0.75
_INDENT = 9 * _POINTS
_ROOM = 0.96
"""Of a column: programs lay out for a printer, each a little otherwise."""
_LINE, _ABOUT = 1.315, 2.0
"""Of a line of text: its height by the size of its letters; around all of them, points."""


def column_points(letters: float, indent: int = 0) -> float:
    """The points of a column that text may fill; ``letters``: its width as spreadsheets count."""
    return (int(letters * _DIGIT) * _POINTS - indent * _INDENT) * _ROOM


def lines_in(text: str, points: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes, broken at its spaces; a word that is too long is broken too.

    >>> lines_in("Tổng số đảng viên của đảng bộ", 100, 12), lines_in("", 100, 12), lines_in("a\\nb", 100, 12)
    (2, 1, 2)
    """
    return sum(_lines(part, points, size, bold=bold) for part in text.split("\n"))


def _lines(text: str, points: float, size: float, *, bold: bool) -> int:
    count, used, space = 1, 0.0, width_of(" ", size, bold=bold)
    for word in text.split(" "):
        width = width_of(word, size, bold=bold)
        if used and used + space + width > points:
            count, used = count + 1, width
        else:
            used += width + (space if used else 0)
        if used > points:
            count += int(used / points)
            used %= points
    return count


def row_height(lines: int, size: float) -> float:
    """Points of a row with so many lines of that size.

    >>> row_height(1, 12), row_height(3, 10)
    (17.8, 41.4)
    """
    return round(lines * size * _LINE + _ABOUT, 1)
