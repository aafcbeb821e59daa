"""How the wide tables lie on paper, and the blocks they share: heading, footnotes, signatures, cells."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from tonghop290.excel import day_number
from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, Field
from tonghop290.spreadsheet.write import A3, A4, PRINTABLE, Book, Sheet, Style
from tonghop290.tables.board import Board, Figure, Value
from tonghop290.tables.notes import attached_to, coverage_line, issuer, place_and_date
from tonghop290.text.format import format_date, format_number

__all__ = [
    "PagePlan",
    "figure_style",
    "grid",
    "number_format",
    "plan_pages",
    "serial",
    "shown",
    "width_of",
    "write_figure",
    "write_heading",
    "write_lines",
    "write_signatures",
]

SMALLEST = {A4: 0.75, A3: 0.65}
"""Below this scale a table goes to the next larger paper, then to several pages side by side."""

SAFETY = 0.94
"""Programs and printers make columns a few per cent wider than Excel says; a page must not lose its last column."""

GRID: dict[str, object] = {"border": 1, "font_size": 10, "valign": "vcenter"}
GREY = "#D9D9D9"
PALE = "#F2F2F2"


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


def width_of(texts: Sequence[str], *, least: int, most: int = 400) -> int:
    """Pixels for the longest of these texts at 10 points on one line."""
    return min(most, max([least, *(round(len(text) * 6.3) + 10 for text in texts)]))


# --- cells --------------------------------------------------------------------------------------------------------


def number_format(field: Field, *, estimate: bool = False) -> str:
    """Separators by the reader's locale: 1.234,5 in a Vietnamese one."""
    if field.type == "date":
        return "dd/mm/yyyy"
    digits = "#,##0" + ("." + "0" * field.decimals if field.decimals else "")
    return digits + '"*"' if estimate else digits


def serial(value: dt.date) -> float:
    return day_number(value)


def grid(book: Book, **properties: object) -> Style:
    """A cell of a table: thin borders, 10 points, in the middle of its row."""
    return book.style(**(GRID | properties))


def figure_style(
    book: Book,
    field: Field,
    *,
    state: str = "",
    faulty: bool = False,
    absent: bool = False,
    bold: bool = False,
    partial: bool = False,
) -> Style:
    """How a figure of this field looks; ``absent``: nothing, because the unit has sent nothing."""
    key = (field.type, field.decimals, state, faulty, absent, bold, partial)
    return book.style_for(key, lambda: GRID | _figure_properties(field, state, faulty, absent, bold, partial))


def _figure_properties(
    field: Field, state: str, faulty: bool, absent: bool, bold: bool, partial: bool
) -> dict[str, object]:
    properties: dict[str, object] = {"bold": True} if bold else {}
    if absent or faulty:
        properties["bg_color"] = PALE if absent else GREY
    if faulty or partial:
        properties["italic"] = True
    if partial:
        properties["underline"] = 1
    if state == STATE_NO_DATA:
        return {"align": "center", **properties}
    if field.figure:
        return {"align": "right", "num_format": number_format(field, estimate=state == STATE_ESTIMATE), **properties}
    if field.type == "date":
        return {"align": "center", "num_format": number_format(field), "shrink": True, **properties}
    return {"align": "center", "text_wrap": True, **properties}


def shown(value: Value, field: Field) -> str:
    """The value as the cell will show it (to measure it)."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return format_date(value)
    return value if isinstance(value, str) else format_number(value, field.decimals) + " "


def write_figure(sheet: Sheet, row: int, column: int, figure: Figure, field: Field, *, source: str, link: str) -> None:
    """One unit's figure: a reference to the sheet of sources, and a link to it; texts as texts, "…" for no data.

    ``source`` "": there is no such sheet, and the figure itself is written.
    """
    style = figure_style(sheet.book, field, state=figure.state, faulty=figure.faulty, partial=figure.partial)
    if link:
        sheet.link(row, column, link, style)
    if figure.value is None:
        sheet.text(row, column, "…", style)
    elif isinstance(figure.value, str):
        sheet.text(row, column, figure.value, style)
    else:
        number = serial(figure.value) if isinstance(figure.value, dt.date) else figure.value
        if source:
            sheet.formula(row, column, source, style, number)
        else:
            sheet.number(row, column, number, style)


# --- blocks -------------------------------------------------------------------------------------------------------


def write_heading(sheet: Sheet, board: Board, title: str, plan: PagePlan) -> int:
    """Issuer, title, what it belongs to and how complete it is; gives the first row of the table."""
    book, first, last = sheet.book, plan.first, plan.last
    sheet.merge(
        1, 1, 1, first - 1 if first > 1 else min(last, 5), issuer(board.office), book.style(bold=True, font_size=12)
    )
    partial = f" ({board.coverage})" if board.partial else ""
    middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
    lines = (
        (title + partial, 19, book.style(bold=True, font_size=14, **middle)),
        (board.form.title, 17, book.style(bold=True, font_size=12, **middle)),
        (attached_to(board.office), 17, book.style(italic=True, font_size=12, **middle)),
        (coverage_line(board), 16, book.style(bold=board.partial, italic=True, font_size=11, **middle)),
    )
    for row, (line, height, style) in enumerate(lines, 2):
        sheet.merge(row, first, row, last, line, style)
        wide = sum(height * (0.62 if letter.isupper() else 0.4) for letter in line)
        sheet.height(row, height * math.ceil(wide / plan.span) + 2)
    if board.office.notice:
        sheet.merge(
            len(lines) + 2,
            first,
            len(lines) + 2,
            last,
            board.office.notice,
            book.style(bold=True, font_color="#C00000", font_size=11, **middle),
        )
    sheet.height(len(lines) + 2, 18 if board.office.notice else 6)
    return len(lines) + 3


def write_lines(sheet: Sheet, row: int, lines: Sequence[str], plan: PagePlan) -> int:
    """Footnotes under a table, each over the whole width of the first page; gives the next row."""
    for number, line in enumerate(lines):
        heading = number == 0
        style = sheet.book.style(font_size=10, italic=not heading, bold=heading, text_wrap=True, valign="top")
        sheet.merge(row, plan.first, row, plan.last, line, style)
        sheet.height(row, 14 * max(1, math.ceil(len(line) * 5.4 / plan.span)))
        row += 1
    return row


def write_signatures(sheet: Sheet, board: Board, row: int, plan: PagePlan) -> int:
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
    sheet.merge(row, first_right, row, last, place_and_date(board.office), italic)
    sheet.merge(row + 1, first, row + 1, last_left, "NGƯỜI LẬP BIỂU", bold)
    sheet.merge(row + 1, first_right, row + 1, last, "T/M BAN THƯỜNG VỤ", bold)
    sheet.merge(row + 2, first_right, row + 2, last, board.office.signer_title, plain)
    if board.office.signer:
        sheet.merge(row + 7, first_right, row + 7, last, board.office.signer, bold)
    for offset in range(3):
        sheet.height(row + offset, 17)
    return row + 8
