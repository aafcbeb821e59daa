"""How a sheet being written is cut into printed pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.spreadsheet.refusals import Refused

__all__ = ["print_at", "rows_on_pages"]

SCALES = range(10, 401)
"""Per cent at which Excel prints."""

DEFAULT_HEIGHT = 15.0
"""Points of a row nobody has given a height."""


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
