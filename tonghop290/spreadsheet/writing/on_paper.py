"""How a sheet that is being written prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tonghop290.excel import PAGE_TEXT_LENGTH
from tonghop290.spreadsheet.page_breaks import TOP_INCHES, Block, ends_of_pages, print_at, room_of_page
from tonghop290.spreadsheet.refusals import done, fitting

__all__ = ["A3", "A4", "FONT", "PRINTABLE", "Paper"]

FONT = "Times New Roman"
A3, A4 = 8, 9
PRINTABLE = {A4: 1047, A3: 1512}
"""Pixels (96 to the inch) between 10 mm margins, landscape."""


class Marked(Protocol):
    """What stands at the head and the foot of every page of a table."""

    notice: str
    foot: str


class Paper:
    """``heights``: points of the rows that have a height of their own, ``wide``: of the columns that have a width."""

    book: Marked
    xlsx: Any
    heights: dict[int, float]
    wide: dict[int, float]

    def page(
        self,
        *,
        paper: int = A4,
        landscape: bool = True,
        header: tuple[int, int] | None = None,
        left: int = 0,
        scale: int = 0,
        breaks: Sequence[int] = (),
        row_breaks: Sequence[int] = (),
        gridlines: bool = False,
        area: tuple[int, int] | None = None,
    ) -> None:
        """How it prints: one page wide (``scale`` 0) or at a scale with breaks after the columns given; the header rows
        and the first ``left`` columns are repeated; the page number stands at the top, as in Party documents.
        ``row_breaks``: a page ends after these rows (Excel heeds them only at a ``scale``). ``gridlines``: Excel's own,
        on the screen and on paper. ``area``: print only down to this row and right to this column."""
        sheet = self.xlsx
        self._paper(paper, landscape, left=0.394, right=0.394, top=0.55, bottom=0.394)
        notice = f'&L&"{FONT},Bold"&9{self.book.notice}' if self.book.notice else ""
        head = fitting(f'{notice}&C&"{FONT},Regular"&11&P', PAGE_TEXT_LENGTH, "header")
        sheet.set_header(head, {"margin": 0.25})
        if self.book.foot:
            sheet.set_footer(fitting(f'&R&"{FONT},Italic"&8{self.book.foot}', PAGE_TEXT_LENGTH, "footer"))
        print_at(sheet, scale, breaks, row_breaks)
        if header:
            done(sheet.repeat_rows(header[0] - 1, header[1] - 1))
        if left:
            done(sheet.repeat_columns(0, left - 1))
        if area:
            done(sheet.print_area(0, 0, area[0] - 1, area[1] - 1))
        sheet.center_horizontally()
        sheet.hide_gridlines(0 if gridlines else 2)

    def form_page(
        self,
        *,
        landscape: bool = True,
        left: float,
        right: float,
        pages_tall: int = 0,
        header_row: int = 0,
        area: tuple[int, int] | None = None,
        footer: str = "",
        blocks: Sequence[Block] = (),
    ) -> None:
        """How a sheet to fill in or to work through prints: A4, one page wide, as many pages tall as it takes (0) or so
        many; margins in inches; name of the sheet and ``footer`` at the foot; ``header_row`` is repeated. ``area``: as
        :meth:`page`. ``blocks``: what no page may part badly."""
        self._paper(A4, landscape, left=left, right=right, top=TOP_INCHES, bottom=TOP_INCHES)
        room = room_of_page(sum(self.wide.values()), landscape, left + right)
        self.xlsx.set_h_pagebreaks(ends_of_pages(self.heights, blocks, room=room, header=header_row))
        self.xlsx.fit_to_pages(1, pages_tall)
        if header_row:
            done(self.xlsx.repeat_rows(header_row - 1))
        if area:
            done(self.xlsx.print_area(0, 0, area[0] - 1, area[1] - 1))
        if footer:
            self.xlsx.set_footer(f'&C&"{FONT}"&10&A – {footer}')

    def _paper(self, paper: int, landscape: bool, **margins: float) -> None:
        (self.xlsx.set_landscape if landscape else self.xlsx.set_portrait)()
        self.xlsx.set_paper(paper)
        self.xlsx.set_margins(**margins)

    def hide_gridlines(self) -> None:
        """On the screen and on paper."""
        self.xlsx.hide_gridlines(2)
