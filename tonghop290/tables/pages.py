"""How the wide tables lie on paper, and what they share: the heading, and the foot of footnotes and signatures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from tonghop290.model import sayable, told
from tonghop290.spreadsheet.page_breaks import DEFAULT_HEIGHT, rows_on_pages
from tonghop290.spreadsheet.write import A3, A4, PRINTABLE, Sheet, Style
from tonghop290.tables.board import Board
from tonghop290.tables.notes import attached_to, coverage_line, issuer, place_and_date

__all__ = [
    "PagePlan",
    "finish_paper",
    "plan_pages",
    "print_wide",
    "write_across",
    "write_heading",
    "write_lines",
]

_RESTS = sayable(" Biểu này dựa trên số liệu của {rests}.")

SMALLEST = {A4: 0.75, A3: 0.65}
"""Below this scale a table goes to the next larger paper, then to several pages side by side."""

ROOM = {A4: 527.0, A3: 774.0}
"""Points between the margins of :meth:`Sheet.page`, landscape."""

KEPT = 3
"""So many rows of a table stay with its notes and signatures, so that no page has these alone."""

SAFETY = 0.94
"""Programs and printers make columns a few per cent wider than Excel says; a page must not lose its last column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlan:
    """``scale`` 0: fit to one page wide. ``breaks``: a page ends after these columns (from 1).

    Titles and footnotes stand over the columns ``first`` … ``last`` of page 1: never over columns repeated on other
    pages, where they would appear again, cut off.
    """

    paper: int
    scale: int
    breaks: tuple[int, ...]
    first: int
    last: int
    widths: tuple[int, ...]

    @property
    def percent(self) -> int:
        """The scale, also where the page is fitted to the width."""
        return self.scale or min(100, int(PRINTABLE[self.paper] * SAFETY * 100 / sum(self.widths)))

    @property
    def span(self) -> int:
        """Pixels from ``first`` to ``last``."""
        return sum(self.widths[self.first - 1 : self.last])


def plan_pages(widths: Sequence[int], *, left: int) -> PagePlan:
    """The smallest paper and the fewest pages on which a table stays readable; ``left`` columns are repeated on every
    page.

    ``widths`` in pixels. Pages side by side get about as many columns each, so that none has just one.
    """
    for paper in (A4, A3):
        if sum(widths) * SMALLEST[paper] <= PRINTABLE[paper]:
            return PagePlan(paper=paper, scale=0, breaks=(), first=1, last=len(widths), widths=tuple(widths))
    for pages in range(2, len(widths) + 2):
        breaks = _even_breaks(widths, left, pages)
        bounds = [left, *breaks, len(widths)]
        widest = sum(widths[:left]) + max(sum(widths[start:end]) for start, end in pairwise(bounds))
        scale = min(100, int(PRINTABLE[A3] * SAFETY * 100 / widest))
        if scale >= SMALLEST[A3] * 100:
            break
    return PagePlan(
        paper=A3,
        scale=scale,
        breaks=breaks,
        first=left + 1,
        last=breaks[0] if breaks else len(widths),
        widths=tuple(widths),
    )


def _even_breaks(widths: Sequence[int], left: int, pages: int) -> tuple[int, ...]:
    """After which columns so many pages end, when they share the columns evenly by width."""
    others = widths[left:]
    share = sum(others) / pages
    ends = {left + sum(1 for reached in accumulate(others) if reached <= share * page + 1) for page in range(1, pages)}
    return tuple(sorted(end for end in ends if left < end < len(widths)))


def write_across(sheet: Sheet, row: int, columns: tuple[int, int], text: str, style: Style) -> None:
    """One text over the cells of a row, from the first of these columns to the last."""
    sheet.merge(row, columns[0], row, columns[1], text, style)


def write_heading(
    sheet: Sheet, board: Board, title: str, plan: PagePlan, *, inside: bool = False, rests: str = ""
) -> int:
    """Issuer, title, what it belongs to and how complete it is; gives the first row of the table.

    ``inside``: a sheet the office keeps, which belongs to no report. ``rests``: on how many units this table rests,
    where that is not what the others rest on ("24/36 xã").
    """
    book, first, last = sheet.book, plan.first, plan.last
    last_of_issuer = first - 1 if first > 1 else min(last, 5)
    write_across(sheet, 1, (1, last_of_issuer), issuer(board.office), book.style(bold=True, font_size=12))
    partial = f" ({rests or board.coverage})" if board.partial or rests else ""
    middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
    attached = "" if inside else attached_to(board.office, board.form.words)
    covered = coverage_line(board) + (board.say(_RESTS, rests=rests) if rests else "")
    lines = (
        (board.form.words.retell(title) + partial, 19, book.style(bold=True, font_size=14, **middle)),
        (board.form.of_period(board.form.title), 17, book.style(bold=True, font_size=12, **middle)),
        (attached, 17, book.style(italic=True, font_size=12, **middle)),
        (covered, 16, book.style(bold=board.partial, italic=True, font_size=11, **middle)),
    )
    for row, (line, height, style) in enumerate(lines, 2):
        if not line:
            sheet.height(row, 3)
            continue
        write_across(sheet, row, (first, last), line, style)
        wide = sum(height * (0.62 if letter.isupper() else 0.4) for letter in line)
        sheet.height(row, height * math.ceil(wide / plan.span) + 2)
    row = len(lines) + 2
    if board.office.notice:
        red = book.style(bold=True, font_color="#C00000", font_size=11, **middle)
        write_across(sheet, row, (first, last), board.office.notice, red)
    sheet.height(row, 18 if board.office.notice else 6)
    return row + 1


def write_lines(sheet: Sheet, row: int, lines: Sequence[str], plan: PagePlan) -> int:
    """Footnotes under a table, each over the whole width of the first page; gives the next row."""
    for number, line in enumerate(lines):
        heading = number == 0
        style = sheet.book.style(font_size=10, italic=not heading, bold=heading, text_wrap=True, valign="top")
        write_across(sheet, row, (plan.first, plan.last), line, style)
        sheet.height(row, 14 * max(1, math.ceil(len(line) * 5.4 / plan.span)))
        row += 1
    return row


def finish_paper(
    sheet: Sheet,
    board: Board,
    plan: PagePlan,
    last: int,
    notes: Sequence[str],
    *,
    header: tuple[int, int],
    left: int,
    whole_from: int = 0,
) -> None:
    """The foot of a table that leaves the house, and how it prints: notes and signatures on one page, with the last
    rows of the table.

    ``last``: the last row of the table; ``whole_from``: from which row it had best not be cut. ``header``, ``left``: as
    for :func:`print_wide`.
    """
    row = write_lines(sheet, last + 2, notes, plan) if notes else last + 1
    end = _write_signatures(sheet, board, row + 1, plan)
    starts = [*([whole_from] if whole_from else []), max(header[1] + 1, last - KEPT + 1), max(last + 1, row - 2)]
    kept, scale = _kept(sheet, plan, starts, end, header)
    if kept:
        plan = replace(plan, scale=scale)
    print_wide(sheet, plan, header=header, left=left, row_breaks=(kept - 1,) if kept else ())


def _kept(sheet: Sheet, plan: PagePlan, starts: Sequence[int], end: int, header: tuple[int, int]) -> tuple[int, int]:
    """The row a page has to begin with so that no page has only the foot, and the scale for it; (0, 0) where the pages
    fall well by themselves.

    ``starts``: the rows it may be, the best one first: one from which all the rest fits on a page.
    """
    paper = ROOM[plan.paper]
    for own in (paper, paper * SAFETY):  # printers differ by a few per cent
        pages = rows_on_pages(sheet.heights, end, room=own * 100 / plan.percent, header=header)
        if pages[starts[0]] != pages[end]:
            break
    else:
        return 0, 0
    for start in starts:
        scale = int(paper * SAFETY * 100 / (_points(sheet, start, end) + _points(sheet, *header)))
        if scale >= min(SMALLEST[plan.paper] * 100, plan.percent):
            return start, min(scale, plan.percent)
    return starts[-1], plan.percent


def _points(sheet: Sheet, first: int, last: int) -> float:
    return sum(sheet.heights.get(row, DEFAULT_HEIGHT) for row in range(first, last + 1))


def _write_signatures(sheet: Sheet, board: Board, row: int, plan: PagePlan) -> int:
    """Who made the table (left), who signs it (right) with place and date above."""
    book, first, last = sheet.book, plan.first, plan.last
    first_right = last
    while first_right > first + 1 and sum(plan.widths[first_right - 1 : last]) < 300:
        first_right -= 1
    last_left = first
    while last_left < first_right - 1 and sum(plan.widths[first - 1 : last_left]) < 250:
        last_left += 1
    bold, plain, italic = (
        book.style(font_size=13, align="center", **extra) for extra in ({"bold": True}, {}, {"italic": True})
    )
    left, right = (first, last_left), (first_right, last)
    write_across(sheet, row, right, place_and_date(board.office, board.form.words), italic)
    write_across(sheet, row + 1, left, told("NGƯỜI LẬP BIỂU"), bold)
    write_across(sheet, row + 1, right, board.office.authority, bold)
    write_across(sheet, row + 2, right, board.office.signer_title, plain)
    if board.office.signer:
        write_across(sheet, row + 7, right, board.office.signer, bold)
    for offset in range(3):
        sheet.height(row + offset, 17)
    return row + 7


def print_wide(
    sheet: Sheet, plan: PagePlan, *, header: tuple[int, int], left: int, row_breaks: Sequence[int] = ()
) -> None:
    """Print a wide table as planned: the rows of its header and its first columns on every page. ``row_breaks``: as for
    :meth:`Sheet.page`."""
    sheet.page(paper=plan.paper, header=header, left=left, scale=plan.scale, breaks=plan.breaks, row_breaks=row_breaks)
