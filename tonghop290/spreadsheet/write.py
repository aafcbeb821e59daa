"""The only door to XlsxWriter: a workbook whose every call is checked, and sheets whose rows and columns count from 1.

XlsxWriter tells some faults by a warning, others by a negative number nobody looks at, others not at all. Here what it
would only warn of is refused before it is asked, and its numbers are looked at: both are a :class:`Refused`, and the
process's filters of warnings stay what they are. Text is always written as text: what begins with ``= + - @`` stays
what was typed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

# XlsxWriter carries annotations but no py.typed: for a type checker it is untyped.
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]

from tonghop290.excel import column_letters
from tonghop290.files import write_whole
from tonghop290.seals import Kind
from tonghop290.spreadsheet.chart import Chart
from tonghop290.spreadsheet.edit.sealed_package import sealed_file, stored_members
from tonghop290.spreadsheet.refusals import Refused, done
from tonghop290.spreadsheet.writing.asked import Asked
from tonghop290.spreadsheet.writing.lean import lean_members
from tonghop290.spreadsheet.writing.on_paper import A3, A4, FONT, PRINTABLE, Paper
from tonghop290.spreadsheet.writing.open_ranges import open_areas
from tonghop290.spreadsheet.writing.plain_sheet import PlainSheet
from tonghop290.spreadsheet.writing.properties import BY_US, Made, with_language
from tonghop290.spreadsheet.writing.shared_formulas import Formulas, sharing

__all__ = [
    "A3",
    "A4",
    "FONT",
    "PRINTABLE",
    "Book",
    "Chart",
    "Made",
    "Refused",
    "Sheet",
    "Style",
    "a1",
    "book_into",
    "open_book",
]

Style: TypeAlias = Format
TEXT_LIMIT = 32_000
"""Excel holds 32,767 characters in a cell."""
LINK_LIMIT = 65_000
"""Excel holds 65,530 links in a sheet."""


def a1(row: int, column: int, *, fixed: bool = False) -> str:
    """ "E12", or "$E$12" when fixed."""
    letters = column_letters(column)
    return f"${letters}${row}" if fixed else f"{letters}{row}"


@contextmanager
def open_book(
    path: Path,
    *,
    title: str,
    notice: str = "",
    own_font: bool = True,
    private: bool = False,
    say: Callable[[str], str] = str,
    by: Made = BY_US,
) -> Iterator[Book]:
    """A workbook that appears at ``path`` whole when the block ends, and not at all when it fails.

    ``notice`` is printed at the head of every page; ``own_font`` as for :func:`book_into`. ``private``: for the user
    alone. ``say``, ``by``: as for :class:`Book`. Errors: OSError; Refused.
    """
    made = io.BytesIO()  # on a full disk XlsxWriter itself ends in errors that nobody can catch
    with book_into(made, title=title, notice=notice, own_font=own_font, say=say, by=by) as book:
        yield book
    write_whole(path, made.getvalue(), private=private)


@contextmanager
def book_into(
    made: BinaryIO,
    *,
    title: str,
    notice: str = "",
    own_font: bool = True,
    kind: Kind = "own",
    say: Callable[[str], str] = str,
    by: Made = BY_US,
) -> Iterator[Book]:
    """A workbook whose bytes are in ``made`` when the block ends.

    ``own_font``: cells nobody formats and styles that name no font are in :data:`FONT` 11, else in Excel's own.
    ``kind``: what its seal says; a form is packed as small as it goes. Errors: Refused.
    """
    bare = io.BytesIO()
    book = Book(bare, title=title, notice=notice, own_font=own_font, say=say, by=by)
    yield book
    book.close()
    package = bare.getvalue()
    members = lean_members(package) if kind == "form" else stored_members(package)
    made.write(sealed_file(package, kind, members=with_language(members, by.language)))


class Book:
    """A workbook being written. ``say``: gives what is printed of a text that is no plain ``str``; ``by``: who makes
    it."""

    def __init__(
        self,
        made: BinaryIO,
        *,
        title: str,
        notice: str = "",
        own_font: bool = True,
        say: Callable[[str], str] = str,
        by: Made = BY_US,
    ) -> None:
        self.say = say
        self.notice, self.foot = notice.replace("&", "&&"), ""
        self.xlsx = xlsxwriter.Workbook(
            made,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": FONT, "font_size": 11} if own_font else {},
            },
        )
        self.xlsx.set_properties({"title": title, "author": by.by or "tonghop290", "created": by.moment})
        self._styles: dict[Hashable, Style] = {}
        self._charts: list[Chart] = []

    def sheet(self, name: str) -> Sheet:
        return Sheet(self, name)

    def style(self, **properties: Any) -> Style:
        """The format with these XlsxWriter properties, made once."""
        return self.style_for(frozenset(properties.items()), lambda: properties)

    def style_for(self, key: Hashable, properties: Callable[[], Mapping[str, Any]]) -> Style:
        """The format with the properties that ``key`` decides about, thought out once: figures ask by the hundred
        thousand."""
        if key not in self._styles:
            self._styles[key] = self.xlsx.add_format(properties())
        return self._styles[key]

    def name(self, name: str, reference: str) -> None:
        """Give a range (``'Số liệu'!$E$12``) a name of the whole workbook."""
        done(self.xlsx.define_name(name, "=" + reference))

    def chart(self, kind: str) -> Chart:
        """An empty chart: "bar", "column", "line"."""
        xlsx = self.xlsx.add_chart({"type": kind})
        if xlsx is None:
            raise Refused(f"no such chart: {kind}")
        self._charts.append(Chart(xlsx))
        return self._charts[-1]

    def close(self) -> None:
        sheets = self.xlsx.worksheets()
        names = {sheet.get_name() for sheet in sheets}
        unknown = {name for chart in self._charts for name in chart.sheets} - names
        if unknown:
            raise Refused(f"a chart over sheets that are not there: {', '.join(sorted(unknown))}")
        if sheets[self.xlsx.worksheet_meta.activesheet].hidden:
            raise Refused("the sheet that opens first is hidden")
        self.xlsx.close()


class Sheet(Paper):
    """A sheet being written; rows and columns from 1."""

    book: Book

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name, self.links = book, book.say(name), 0
        self.heights, self.wide = {}, {}
        self.xlsx = book.xlsx.add_worksheet(self.name, worksheet_class=PlainSheet)
        self.asked = Asked(self.xlsx)

    @property
    def quoted(self) -> str:
        return "'" + self.name.replace("'", "''") + "'"

    def place(self, row: int, column: int) -> str:
        """A fixed reference from another sheet: ``'Nguồn số liệu'!$C$12``."""
        return f"{self.quoted}!{a1(row, column, fixed=True)}"

    def text(self, row: int, column: int, text: str, style: Style | None = None, *, even_empty: bool = False) -> None:
        """``even_empty``: the empty text is written as a text, else the cell stays blank."""
        if not text and not even_empty:
            self.blank(row, column, style)
            return
        if type(text) is not str:
            text = self.book.say(text)
        kept = text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "…"
        done(self.xlsx.write_string(row - 1, column - 1, kept, style))

    def number(self, row: int, column: int, value: float, style: Style | None) -> None:
        # what write_number calls once it has looked for "A1"
        done(self.xlsx._write_number(row - 1, column - 1, value, style))

    def date(self, row: int, column: int, value: dt.date, style: Style) -> None:
        done(self.xlsx.write_datetime(row - 1, column - 1, value, style))

    def formula(self, row: int, column: int, formula: str, style: Style | None, value: float | str) -> None:
        """A live formula (without ``=``) with the result Excel shows before it has counted."""
        if not formula:
            raise Refused(f"{self.name}!{a1(row, column)}: an empty formula")
        done(self.xlsx.write_formula(row - 1, column - 1, "=" + formula, style, value))

    def formulas(self, formulas: Formulas, *, same_for_all: str = "") -> None:
        """Unformatted; what they say alike of a row each is written once, but of the cell ``same_for_all`` ("$B$8")."""
        for row, column, formula, result in sharing(formulas, same_for_all=same_for_all):
            if isinstance(formula, str):
                done(self.xlsx.write_formula(row - 1, column - 1, "=" + formula, None, result))
            else:
                self.xlsx.write_shared(row - 1, column - 1, formula)

    def blank(self, row: int, column: int, style: Style | None) -> None:
        done(self.xlsx.write_blank(row - 1, column - 1, None, style))

    def value(self, row: int, column: int, value: str | float | dt.date | None, style: Style) -> None:
        """A number, a date or a text as what it is; None and "" leave the cell blank."""
        if value is None or value == "":
            self.blank(row, column, style)
        elif isinstance(value, dt.date):
            self.date(row, column, value, style)
        elif isinstance(value, int | float):
            self.number(row, column, value, style)
        else:
            self.text(row, column, str(value), style)

    def link(self, row: int, column: int, target: str, style: Style, tip: str = "") -> None:
        """Make the cell a link (write its content afterwards). Past Excel's limit of links the cell stays without
        one."""
        if self.links < LINK_LIMIT:
            self.links += 1
            done(self.xlsx.write_url(row - 1, column - 1, target, style, "x", self.book.say(tip) or None))

    def merge(self, row: int, column: int, last_row: int, last_column: int, text: str, style: Style) -> None:
        """One text over a block of cells (a block of one cell is just that cell)."""
        if (row, column) == (last_row, last_column):
            self.text(row, column, text, style)
            return
        done(self.xlsx.merge_range(row - 1, column - 1, last_row - 1, last_column - 1, "", style))
        self.text(row, column, text, style)

    def widths(self, pixels: Sequence[int]) -> None:
        for column, width in enumerate(pixels):
            done(self.xlsx.set_column_pixels(column, column, width))

    def width(self, column: int, letters: float, style: Style | None = None, *, last_column: int = 0) -> None:
        """The width of a column (up to ``last_column``) in digits of the default font, and how its cells nobody writes
        look."""
        self.wide |= dict.fromkeys(range(column, (last_column or column) + 1), int(letters * 7 + 5) * 0.75)
        done(self.xlsx.set_column(column - 1, (last_column or column) - 1, letters, style))

    def height(self, row: int, points: float, *, grows: bool = False) -> None:
        """``grows``: the row is fitted anew when something longer is typed into it."""
        self.heights[row] = points
        self.xlsx.growing |= {row} if grows else set()
        done(self.xlsx.set_row(row - 1, points))

    def hide_row(self, row: int) -> None:
        """Hidden, on the screen and on paper, until the reader clears the filter."""
        done(self.xlsx.set_row(row - 1, self.heights.get(row), None, {"hidden": True}))

    def choices(self, row: int, column: int, source: str, prompt: str) -> None:
        """A list to choose from (``source``: a range of this sheet); anything else is refused, nothing is allowed."""
        rule = {"validate": "list", "source": "=" + source, "input_message": self.book.say(prompt)}
        self.typing_rule(row, column, rule)

    def typing_rule(self, row: int, column: int, options: Mapping[str, Any], *, last_row: int = 0) -> None:
        """What may be typed into a cell (down to ``last_row``): options of XlsxWriter's ``data_validation``."""
        self.asked.ask(row, column, options, last_row=last_row)

    def select(self, row: int, column: int) -> None:
        self.xlsx.set_selection(row - 1, column - 1, row - 1, column - 1)

    def colour_beginning(self, area: tuple[int, int, int, int], text: str, style: Style) -> None:
        """Colour the cells of an area whose text begins so."""
        self._colour(area, {"type": "text", "criteria": "begins with", "value": text, "format": style})

    def colour_where(self, area: tuple[int, int, int, int], formula: str, style: Style, *, also: str = "") -> None:
        """Where a formula over the area's first cell is true. ``also``: areas that count instead ("E6 E8")."""
        options = {"type": "formula", "criteria": "=" + formula, "format": style, "multi_range": also}
        self._colour(area, {key: option for key, option in options.items() if option})

    def _colour(self, area: tuple[int, int, int, int], options: Mapping[str, Any]) -> None:
        done(self.xlsx.conditional_format(*(number - 1 for number in area), dict(options)))

    def protect(self) -> None:
        """Lock what is locked, without a password; sizes may be changed, columns hidden and rows inserted. What is open
        now stays open, cut or pasted over."""
        self.xlsx.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})
        areas = open_areas(self.xlsx.table)
        if areas:
            done(self.xlsx.unprotect_range(areas))

    def open_first(self) -> None:
        """The workbook opens on this sheet."""
        self.xlsx.activate()

    def hide_wholly(self) -> None:
        """Nobody sees the sheet, nor its name in Excel's list of hidden ones."""
        self.xlsx.very_hidden()

    def hide(self, column: int, last_column: int) -> None:
        done(self.xlsx.set_column(column - 1, last_column - 1, None, None, {"hidden": True}))

    def chart(self, row: int, column: int, chart: Chart, *, width: int, height: int, told: str) -> None:
        """Put a chart with its corner in this cell; pixels. ``told``: what it shows, for who cannot see it."""
        chart.xlsx.set_size({"width": width, "height": height})
        done(self.xlsx.insert_chart(row - 1, column - 1, chart.xlsx, {"description": self.book.say(told)}))

    def freeze(self, row: int, column: int) -> None:
        """Everything above ``row`` and left of ``column`` stays in sight."""
        self.xlsx.freeze_panes(row - 1, column - 1)

    def filter(self, row: int, column: int, last_row: int, last_column: int, only: str = "") -> None:
        """``only``: the one text the filter of the last column lets through; the caller hides the other rows."""
        done(self.xlsx.autofilter(row - 1, column - 1, last_row - 1, last_column - 1))
        if only:
            self.xlsx.filter_column_list(last_column - 1, [self.book.say(only)])
