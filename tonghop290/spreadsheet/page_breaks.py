"""How a sheet being written is cut into printed pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tonghop290.spreadsheet.refusals import Refused

__all__ = ["Block", "TOP_INCHES", "ends_of_pages", "print_at", "room_of_page", "rows_on_pages"]

SCALES = range(10, 401)
"""Per cent at which Excel prints."""

DEFAULT_HEIGHT = 15.0
"""Points of a row nobody has given a height."""

_NEAR = 0.97
"""Of a page's width and height: programs measure letters and columns a little differently."""
_AFTER_HEADING, _AT_THE_END = 2, 4
"""Rows that stay with what heads them, and those at the end of a block that stay together."""
_FULL = 0.85
"""Of a page: as full as that, it ends with a block rather than inside the next."""


A4_INCHES, TOP_INCHES = (8.27, 11.69), 0.6
"""A page of a sheet to fill in, upright, and what stays free above and below."""


class Block(NamedTuple):
    """Rows that belong together: what heads them, ``first`` to ``headed``, and the rest down to ``last``."""

    first: int
    headed: int
    last: int

    def may_end_page(self, row: int) -> bool:
        """Whether a page may end with that row of it: never between a heading and its rows, nor before a last one."""
        return not self.first <= row < self.last or self.headed + _AFTER_HEADING <= row <= self.last - _AT_THE_END


def print_at(xlsx: Any, scale: int, breaks: Sequence[int], row_breaks: Sequence[int]) -> None:
    """One page wide (``scale`` 0), or at a scale, pages ending after these columns and rows. Errors: Refused."""
    if not scale:
        xlsx.fit_to_pages(1, 0)
        return
    if scale not in SCALES:
        raise Refused(f"Excel prints at no scale of {scale} %")
    xlsx.set_print_scale(scale)
    xlsx.set_v_pagebreaks(list(breaks))
    if row_breaks:
        xlsx.set_h_pagebreaks(list(row_breaks))
    xlsx.print_across()


def rows_on_pages(
    heights: Mapping[int, float], last: int, *, room: float, header: tuple[int, int] | None = None
) -> list[int]:
    """On which page each row prints (place 0 is row 0, which there is not), as programs fill them: row by row.

    ``heights``: points of the rows that have one of their own. ``room``: points of a page. ``header``: the rows that
    are repeated on every page after their own.
    """
    pages, page, reached = [0], 1, 0.0
    again = sum(heights.get(row, DEFAULT_HEIGHT) for row in range(header[0], header[1] + 1)) if header else 0.0
    for row in range(1, last + 1):
        height = heights.get(row, DEFAULT_HEIGHT)
        if reached + height > room and reached:
            page, reached = page + 1, again if header and row > header[1] else 0.0
        reached += height
        pages.append(page)
    return pages


def room_of_page(width: float, landscape: bool, sides: float) -> float:
    """Points of rows on an A4 page that is as wide as ``width`` points of columns; ``sides``: inches left and right."""
    wide, tall = A4_INCHES[::-1] if landscape else A4_INCHES
    return 72 * (tall - 2 * TOP_INCHES) * max(1.0, width / 72 / (wide - sides))


def ends_of_pages(heights: Mapping[int, float], blocks: Sequence[Block], *, room: float, header: int = 0) -> list[int]:
    """The rows with which pages end, so that no heading stands alone at a foot and no row alone on a page; without
    blocks every program may part them as it does.

    ``heights``, ``room``: as for :func:`rows_on_pages`; ``header``: the row that is repeated on later pages.
    """
    ends: list[int] = []
    last = max((block.last for block in blocks), default=0)
    again = heights.get(header, DEFAULT_HEIGHT) if header else 0.0
    while True:
        start, reached, full = (ends[-1] if ends else 0) + 1, again if ends else 0.0, 0
        for row in range(start, last + 1):
            reached += heights.get(row, DEFAULT_HEIGHT)
            if reached > room * _NEAR and row > start:
                break
            full = full if reached < room * _FULL else full or row
        else:
            return ends
        allowed = [end for end in range(start, row) if all(block.may_end_page(end) for block in blocks)]
        between = [end for end in allowed if full and end >= full and not any(_inside(one, end) for one in blocks)]
        ends.append((between or allowed or [row - 1])[-1])


def _inside(block: Block, row: int) -> bool:
    return block.first <= row < block.last
