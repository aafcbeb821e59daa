"""The only door to XlsxWriter: a workbook whose every call is checked, and sheets whose rows and columns count from 1.

XlsxWriter tells some faults by a warning and others by a negative number nobody looks at; here both are exceptions. Text is always
written as text: what begins with ``= + - @`` stays what was typed.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from tonghop290.excel import column_letters
from tonghop290.files import whole_file

__all__ = ["Book", "Sheet", "Style", "a1", "open_book"]

Style: TypeAlias = Format
CREATED = dt.datetime(2020, 1, 1)
"""A fixed date of creation: the same figures give the same bytes."""

FONT = "Times New Roman"
TEXT_LIMIT = 32_000
"""Excel holds 32,767 characters in a cell."""

LINK_LIMIT = 65_000
"""Excel holds 65,530 links in a sheet."""

A3, A4 = 8, 9
PRINTABLE = {A4: 1047, A3: 1512}
"""Pixels (96 to the inch) between 10 mm margins, landscape."""


def a1(row: int, column: int, *, fixed: bool = False) -> str:
    """ "E12", or "$E$12" when fixed."""
    letters = column_letters(column)
    return f"${letters}${row}" if fixed else f"{letters}{row}"


@contextmanager
def open_book(path: Path, *, title: str, notice: str = "") -> Iterator[Book]:
    """A workbook that appears at ``path`` whole when the block ends, and not at all when it fails.

    ``notice`` is printed at the head of every page.
    """
    with whole_file(path) as draft, warnings.catch_warnings():
        warnings.simplefilter("error")
        book = Book(draft, title=title, notice=notice)
        yield book
        book.close()


class PlainSheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet, its bytes sooner where ours need less than it can do.

    It looks through every formula for the 29 functions newer than Excel 2010; ours have none, and there are 60,000. It makes a list
    of attributes for every cell; ours all have a format and no other attribute, and a country has 900,000.
    """

    def _prepare_formula(self, formula: str, *_: Any, **__: Any) -> str:
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__.__name__
        if not cell.format or kind not in ("Number", "String", "Blank"):
            super()._write_cell(row, col, cell)
            return
        begin = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind == "Number":
            self.fh.write(f"{begin}><v>{cell.number:.16G}</v></c>")
        elif kind == "String":
            self.fh.write(f'{begin} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{begin}/>")


class Book:
    """A workbook being written."""

    def __init__(self, path: Path, *, title: str, notice: str = "") -> None:
        self.notice = notice.replace("&", "&&")
        self.xlsx = xlsxwriter.Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": FONT, "font_size": 11},
            },
        )
        self.xlsx.set_properties({"title": title, "created": CREATED})
        self._styles: dict[frozenset[tuple[str, Any]], Style] = {}
        self.figure_styles: dict[Hashable, Style] = {}
        """Those of figures, by what decides about them: they are asked for by the hundred thousand."""

    def sheet(self, name: str) -> Sheet:
        return Sheet(self, name)

    def style(self, **properties: Any) -> Style:
        """The format with these XlsxWriter properties, made once."""
        key = frozenset(properties.items())
        if key not in self._styles:
            self._styles[key] = self.xlsx.add_format(properties)
        return self._styles[key]

    def chart(self, type: str, subtype: str = "") -> Any:
        return self.xlsx.add_chart({"type": type, "subtype": subtype} if subtype else {"type": type})

    def close(self) -> None:
        self.xlsx.close()


class Sheet:
    """A sheet being written; rows and columns from 1."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name, self.links = book, name, 0
        self.xlsx = book.xlsx.add_worksheet(name, worksheet_class=PlainSheet)

    @property
    def quoted(self) -> str:
        return "'" + self.name.replace("'", "''") + "'"

    def place(self, row: int, column: int) -> str:
        """A fixed reference from another sheet: ``'Nguồn số liệu'!$C$12``."""
        return f"{self.quoted}!{a1(row, column, fixed=True)}"

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        if not text:
            self.blank(row, column, style)
            return
        shown = text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "…"
        _done(self.xlsx.write_string(row - 1, column - 1, shown, style))

    def number(self, row: int, column: int, value: float, style: Style) -> None:
        _done(
            self.xlsx._write_number(row - 1, column - 1, value, style)
        )  # what write_number calls once it has looked for "A1"

    def date(self, row: int, column: int, value: dt.date, style: Style) -> None:
        _done(self.xlsx.write_datetime(row - 1, column - 1, value, style))

    def formula(self, row: int, column: int, formula: str, style: Style, value: float | str) -> None:
        """A live formula (without ``=``) with the result Excel shows before it has counted."""
        _done(self.xlsx.write_formula(row - 1, column - 1, "=" + formula, style, value))

    def blank(self, row: int, column: int, style: Style) -> None:
        _done(self.xlsx.write_blank(row - 1, column - 1, None, style))

    def link(self, row: int, column: int, target: str, style: Style, tip: str = "") -> None:
        """Make the cell a link (write its content afterwards). Past Excel's limit of links the cell stays without one."""
        if self.links < LINK_LIMIT:
            self.links += 1
            _done(self.xlsx.write_url(row - 1, column - 1, target, style, "x", tip or None))

    def merge(self, row: int, column: int, last_row: int, last_column: int, text: str, style: Style) -> None:
        """One text over a block of cells (a block of one cell is just that cell)."""
        if (row, column) == (last_row, last_column):
            self.text(row, column, text, style)
            return
        _done(self.xlsx.merge_range(row - 1, column - 1, last_row - 1, last_column - 1, "", style))
        self.text(row, column, text, style)

    def widths(self, pixels: Sequence[int]) -> None:
        for column, width in enumerate(pixels):
            _done(self.xlsx.set_column_pixels(column, column, width))

    def height(self, row: int, points: float) -> None:
        _done(self.xlsx.set_row(row - 1, points))

    def choices(self, row: int, column: int, source: str, prompt: str) -> None:
        """A list to choose from (``source``: a range of this sheet); anything else is refused, nothing is allowed."""
        if len(prompt) > 255:
            raise ValueError("Excel allows 255 characters in a prompt")
        _done(
            self.xlsx.data_validation(
                row - 1,
                column - 1,
                row - 1,
                column - 1,
                {"validate": "list", "source": "=" + source, "input_message": prompt},
            )
        )

    def hide(self, column: int, last_column: int) -> None:
        _done(self.xlsx.set_column(column - 1, last_column - 1, None, None, {"hidden": True}))

    def chart(self, row: int, column: int, chart: Any, *, width: int, height: int) -> None:
        """Put a chart with its corner in this cell; pixels."""
        chart.set_size({"width": width, "height": height})
        _done(self.xlsx.insert_chart(row - 1, column - 1, chart))

    def freeze(self, row: int, column: int) -> None:
        """Everything above ``row`` and left of ``column`` stays in sight."""
        self.xlsx.freeze_panes(row - 1, column - 1)

    def filter(self, row: int, column: int, last_row: int, last_column: int) -> None:
        _done(self.xlsx.autofilter(row - 1, column - 1, last_row - 1, last_column - 1))

    def page(
        self,
        *,
        paper: int = A4,
        landscape: bool = True,
        header: tuple[int, int] | None = None,
        left: int = 0,
        scale: int = 0,
        breaks: Sequence[int] = (),
        gridlines: bool = False,
        area: tuple[int, int] | None = None,
    ) -> None:
        """How it prints: one page wide (``scale`` 0) or at a scale with breaks after the columns given; the header rows and the
        first ``left`` columns are repeated; the page number stands at the top, as in Party documents. ``gridlines``: Excel's own,
        on the screen and on paper. ``area``: print only down to this row and right to this column."""
        sheet = self.xlsx
        (sheet.set_landscape if landscape else sheet.set_portrait)()
        sheet.set_paper(paper)
        sheet.set_margins(left=0.394, right=0.394, top=0.55, bottom=0.394)
        notice = f'&L&"{FONT},Bold"&9{self.book.notice}' if self.book.notice else ""
        sheet.set_header(f'{notice}&C&"{FONT},Regular"&11&P', {"margin": 0.25})
        if scale:
            sheet.set_print_scale(scale)
            sheet.set_v_pagebreaks(list(breaks))
            sheet.print_across()
        else:
            sheet.fit_to_pages(1, 0)
        if header:
            _done(sheet.repeat_rows(header[0] - 1, header[1] - 1))
        if left:
            _done(sheet.repeat_columns(0, left - 1))
        if area:
            _done(sheet.print_area(0, 0, area[0] - 1, area[1] - 1))
        sheet.center_horizontally()
        sheet.hide_gridlines(0 if gridlines else 2)


def _done(code: Any) -> None:
    if isinstance(code, int) and code < 0:
        raise RuntimeError(f"XlsxWriter refused with code {code}")
