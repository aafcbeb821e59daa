"""How a figure, and every other cell of the summary's tables, looks and is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from tonghop290.excel import day_number
from tonghop290.model import STATE_ESTIMATE, STATE_NOT_APPLICABLE, STATES_WITHOUT_FIGURE, Field, Value
from tonghop290.spreadsheet.write import Book, Sheet, Style
from tonghop290.tables.board import NOT_APPLICABLE_MARK, Figure
from tonghop290.text.format import format_date, format_number

__all__ = [
    "GREY",
    "PALE",
    "cell_number",
    "cell_text",
    "figure_style",
    "grid",
    "header_style",
    "number_format",
    "width_of",
    "write_figure",
    "write_header",
]

GRID: dict[str, object] = {"border": 1, "font_size": 10, "valign": "vcenter"}
GREY, PALE = "#D9D9D9", "#F2F2F2"


def width_of(texts: Sequence[str], *, least: int, most: int = 400) -> int:
    """Pixels for the longest of these texts at 10 points on one line."""
    return min(most, max([least, *(round(len(text) * 6.3) + 10 for text in texts)]))


def number_format(field: Field, *, estimate: bool = False, mark: str = "") -> str:
    """Separators by the reader's locale: 1.234,5 in a Vietnamese one. ``mark``: of a footnote, after the figure."""
    behind = ("*" if estimate else "") + mark
    digits = "#,##0" + ("." + "0" * field.decimals if field.decimals else "")
    return ("dd/mm/yyyy" if field.type == "date" else digits) + (f'"{behind}"' if behind else "")


def cell_number(value: float | dt.date) -> float:
    """A figure as a cell holds it: days as Excel counts them."""
    return day_number(value) if isinstance(value, dt.date) else value


def grid(book: Book, **properties: object) -> Style:
    """A cell of a table: thin borders, 10 points, in the middle of its row."""
    return book.style(**(GRID | properties))


def header_style(book: Book) -> Style:
    return grid(book, bold=True, align="center", text_wrap=True, bg_color=PALE)


def write_header(sheet: Sheet, row: int, labels: Iterable[str], style: Style) -> None:
    """The headings of a table, from the first column on."""
    for column, label in enumerate(labels, 1):
        sheet.text(row, column, label, style)


def figure_style(
    book: Book,
    field: Field,
    *,
    state: str = "",
    faulty: bool = False,
    absent: bool = False,
    bold: bool = False,
    partial: bool = False,
    mark: str = "",
) -> Style:
    """How a figure of this field looks; ``absent``: nothing, because the unit has sent nothing; ``mark``: of the
    footnote it has."""
    key = (field.type, field.decimals, state, faulty, absent, bold, partial, mark)
    return book.style_for(key, lambda: GRID | _figure_properties(field, state, faulty, absent, bold, partial, mark))


def _figure_properties(
    field: Field, state: str, faulty: bool, absent: bool, bold: bool, partial: bool, mark: str
) -> dict[str, object]:
    properties: dict[str, object] = {"bold": True} if bold else {}
    marked = {"num_format": f'@"{mark}"'} if mark else {}
    if absent or faulty:
        properties["bg_color"] = PALE if absent else GREY
    if faulty or partial:
        properties["italic"] = True
    if partial:
        properties["underline"] = 1
    if state in STATES_WITHOUT_FIGURE:
        return {"align": "center", **marked, **properties}
    if field.figure:
        digits = number_format(field, estimate=state == STATE_ESTIMATE, mark=mark)
        return {"align": "right", "num_format": digits, **properties}
    if field.type == "date":
        return {"align": "center", "num_format": number_format(field, mark=mark), "shrink": True, **properties}
    return {"align": "center", "text_wrap": True, **marked, **properties}


def cell_text(value: Value, field: Field) -> str:
    """The value as its cell will look, with the room an asterisk takes (to measure it)."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return format_date(value)
    return value if isinstance(value, str) else format_number(value, field.decimals) + " "


def absent_mark(state: str) -> str:
    """What stands in the place of a figure that a unit says it does not have."""
    return NOT_APPLICABLE_MARK if state == STATE_NOT_APPLICABLE else "…"


def write_figure(
    sheet: Sheet, row: int, column: int, figure: Figure, field: Field, *, source: str, link: str, mark: str = ""
) -> None:
    """One unit's figure: a reference to the sheet of sources, and a link to it; texts as texts, a mark for none.

    ``source`` "": there is no such sheet, and the figure itself is written. ``mark``: of its footnote.
    """
    style = figure_style(sheet.book, field, state=figure.state, faulty=figure.faulty, partial=figure.partial, mark=mark)
    if link:
        sheet.link(row, column, link, style)
    if figure.value is None:
        sheet.text(row, column, absent_mark(figure.state), style)
    elif isinstance(figure.value, str):
        sheet.text(row, column, figure.value, style)
    else:
        number = cell_number(figure.value)
        if source:
            sheet.formula(row, column, source, style, number)
        else:
            sheet.number(row, column, number, style)
