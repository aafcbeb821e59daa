"""``Biểu đồ``: native charts over the tables, readable in black and white: bars from the highest down, each with its
value."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tonghop290.model import Field, told
from tonghop290.spreadsheet.write import A4, FONT, Book, Chart, Sheet
from tonghop290.tables.board import Board
from tonghop290.tables.charts.bars import Bars, matrix_bars, unit_bars
from tonghop290.tables.figure_cells import PALE, cell_number, grid, number_format
from tonghop290.tables.pages import write_across
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.comparison import figure_pairs, rests_on_both
from tonghop290.tables.sheets.fixed_tables import Matrix, table_title
from tonghop290.tables.sheets.received import read_day

__all__ = ["write_charts"]

MOST_UNITS = 60
"""With more units than this a bar for each can no longer be read; So sánh has their spread and ranking."""

WIDTH, LINE_HEIGHT = 940, 330
BAR_HEIGHT, AROUND = 17, 96
"""Pixels of a bar, and of the title and the legend with what is around them."""

ROW_PIXELS, PAGE_ROWS, SCALE = 20, 69, 70
"""Of the sheet: pixels of a row, rows of a printed page, and the scale it prints at."""

LIGHT = {"fill": {"color": "#FFFFFF"}, "border": {"color": "#000000", "width": 0.75}}
DARK = {"fill": {"color": "#595959"}, "border": {"color": "#000000", "width": 0.75}}
WHOLE = (1, 15)
"""The columns a line of text goes over."""

DATA_COLUMN = 20
"""Where the figures stand that the charts draw: days and numbers of returns, then block by block the sorted bars."""


class Drawing(NamedTuple):
    """A chart, how high it is drawn (pixels), and what it shows in words."""

    chart: Chart
    height: int
    words: str


def write_charts(
    sheet: Sheet, board: Board, by_unit: UnitTable, matrices: Sequence[Matrix], received: Sequence[Mapping[str, str]]
) -> None:
    """Returns over time; first year and last by unit; the sums the form names by unit; each fixed table's rows. Nothing
    to draw: a sentence."""
    title = board.say("BIỂU ĐỒ") + (f" ({board.coverage})" if board.partial else "")
    write_across(sheet, 1, WHOLE, title, sheet.book.style(bold=True, font_size=14, align="center"))
    sheet.widths([64] * (DATA_COLUMN - 1))
    drawings, column = _over_time(sheet, board, received), DATA_COLUMN + 3
    many = len(board.senders) > MOST_UNITS
    wanted = [] if many else [*_pairs(board), *((field,) for field in _contributions(board))]
    for fields in wanted:
        bars = unit_bars(sheet, column, board, by_unit, fields)
        if bars.names:
            drawings.append(_unit_chart(sheet.book, board, fields, bars))
            column = bars.next_column
    for matrix in matrices:
        bars = matrix_bars(sheet, column, matrix)
        drawings.append(_matrix_chart(sheet.book, board, matrix, bars))
        column = bars.next_column
    row, breaks = _place(sheet, drawings)
    if many or not drawings:
        line = told("Có hơn {count} đơn vị nên không vẽ từng đơn vị; xem trang So sánh.", count=MOST_UNITS)
        line = line if many else told("Chưa có số liệu để vẽ biểu đồ.")
        write_across(sheet, row, WHOLE, line, sheet.book.style(italic=True))
        row += 1
    sheet.page(paper=A4, landscape=False, area=(row, WHOLE[1]), scale=SCALE, row_breaks=breaks)


def _place(sheet: Sheet, drawings: Sequence[Drawing]) -> tuple[int, list[int]]:
    """Put the charts under each other, none over the end of a page; the next free row, and after which rows pages
    end."""
    row, page_from = 3, 1
    breaks: list[int] = []
    for drawing in drawings:
        rows = math.ceil(drawing.height / ROW_PIXELS) + 1
        if row + rows > page_from + PAGE_ROWS and row > page_from:
            breaks.append(row - 1)
            page_from = row
        sheet.chart(row, 1, drawing.chart, width=WIDTH, height=drawing.height, told=drawing.words)
        row += rows
    return row, breaks


def _pairs(board: Board) -> list[tuple[Field, ...]]:
    """What is drawn twice, then and now; only now where the two of an office below rest on different units."""
    pairs = [pair for pair in figure_pairs(board) if pair[1].total.how in ("mean", "ratio")]
    below = [result.totals for result in board.results.values()]
    return [pair if all(rests_on_both(totals, *pair) for totals in below) else pair[1:] for pair in pairs]


def _contributions(board: Board) -> list[Field]:
    """The sums drawn by unit: those the form names (``texts.chart_fields``), else amounts measured with decimals."""
    named = board.form.texts.get("chart_fields")
    if named is not None:
        return [board.form.fields[id] for id in named if id in board.form.fields]
    return [field for field in board.fields if field.type == "decimal" and field.total.how == "sum"]


def _unit_chart(book: Book, board: Board, fields: Sequence[Field], bars: Bars) -> Drawing:
    """A bar for each unit, or two: then and now."""
    names = board.form.comparison
    title, last = fields[-1].label, fields[-1]
    looks: list[tuple[str, Mapping[str, Any]]] = [(last.short, DARK)]
    if len(fields) > 1:
        before, after = (name[:1].lower() + name[1:] for name in (names.before, names.after))
        label = last.label.replace(after, "").strip()
        title = board.say("{label} {before} và {after}", label=label, before=before, after=after)
        looks = [(names.before, LIGHT), (names.after, DARK)]
    missing = len(bars.names) < board.expected
    coverage = f"{len(bars.names)}/{board.expected} {board.unit_words}" if missing else ""
    return _bar_chart(book, board, _titled(title, last.unit, coverage), bars, looks, last)


def _matrix_chart(book: Book, board: Board, matrix: Matrix, bars: Bars) -> Drawing:
    title = table_title(matrix.table)
    label = board.say("{title}: cộng {columns}", title=title, columns=matrix.label)
    label = label if len(matrix.table.columns) > 1 else title
    return _bar_chart(book, board, _titled(label, matrix.field.unit, ""), bars, [(matrix.label, DARK)], matrix.field)


def _titled(title: str, unit: str, coverage: str) -> str:
    """A title with the unit of measure, and on how many units the chart rests where some are missing."""
    facts = "; ".join(part for part in (unit, coverage) if part)
    return f"{title} ({facts})" if facts else title


def _bar_chart(
    book: Book, board: Board, title: str, bars: Bars, looks: Sequence[tuple[str, Mapping[str, Any]]], field: Field
) -> Drawing:
    chart, font = _chart(book, "bar", title), {"name": FONT, "size": 9}
    labels = {"value": True, "font": font, "num_format": number_format(field)}
    for column, (name, look) in zip(bars.columns, looks, strict=True):
        chart.add_series({"name": name, "gap": 40, "data_labels": labels, **bars.ranges(column), **look})
    # XlsxWriter calls the axis below a chart x, also where it is the one of the values
    lowest = min((value for values in bars.values for value in values), default=0.0)
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, **({"min": 0} if lowest >= 0 else {})})
    chart.set_y_axis({"num_font": font, "line": {"color": "#000000"}, "reverse": True, "interval_unit": 1})
    chart.set_legend({"position": "bottom", "font": font} if len(looks) > 1 else {"none": True})
    height = min(AROUND + len(bars.names) * BAR_HEIGHT * len(looks), (PAGE_ROWS - 3) * ROW_PIXELS)
    return Drawing(chart, height, _in_words(board, title, bars, field))


def _in_words(board: Board, title: str, bars: Bars, field: Field) -> str:
    """What the chart shows, for who cannot see it: the highest and the lowest."""
    values = bars.values[-1]
    high, low = (board.form.words.number(round(value, field.decimals)) for value in (values[0], values[-1]))
    return board.say(
        "Biểu đồ thanh ngang: {title}. Cao nhất: {first} ({high}); thấp nhất: {last} ({low}).",
        title=title,
        first=bars.names[0],
        high=high,
        last=bars.names[-1],
        low=low,
    )


def _chart(book: Book, kind: str, title: str) -> Chart:
    chart = book.chart(kind)
    chart.set_title({"name": book.say(title), "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
    return chart


# --- returns over time --------------------------------------------------------------------------------------------


def _over_time(sheet: Sheet, board: Board, received: Sequence[Mapping[str, str]]) -> list[Drawing]:
    """Units that have sent something, day by day; only where at least two days are known."""
    days = Counter(_first_days(board, received).values())
    if len(days) < 2:
        return []
    _write_days(sheet, days)
    title = board.say("Số đơn vị đã nộp báo cáo, cộng dồn (phải nộp: {expected})", expected=board.expected)
    chart, font = _chart(sheet.book, "line", title), {"name": FONT, "size": 9}
    marker = {"type": "circle", "size": 6, "fill": {"color": "#FFFFFF"}, "border": {"color": "#000000"}}
    ranges = {
        part: [sheet.name, 2, column - 1, 1 + len(days), column - 1]
        for part, column in (("categories", DATA_COLUMN), ("values", DATA_COLUMN + 1))
    }
    line = {"line": {"color": "#000000", "width": 2}, "marker": marker, "data_labels": {"value": True, "font": font}}
    chart.add_series({"name": board.say("Đã nộp"), **ranges, **line})
    chart.set_x_axis({"date_axis": True, "num_format": "dd/mm", "num_font": font})
    gridlines = {"visible": True, "line": {"color": "#BFBFBF", "width": 0.5}}
    chart.set_y_axis({"num_font": font, "num_format": "#,##0", "min": 0, "major_gridlines": gridlines})
    chart.set_legend({"none": True})
    reached = board.say(
        "Biểu đồ đường: {title}. Đến {day}: {count} đơn vị.",
        title=title,
        day=board.form.words.date(max(days)),
        count=sum(days.values()),
    )
    return [Drawing(chart, LINE_HEIGHT, reached)]


def _first_days(board: Board, received: Sequence[Mapping[str, str]]) -> dict[str, dt.date]:
    """Of each unit that has sent something, the first day."""
    known = {
        key.casefold(): sender
        for sender in board.senders
        if sender.unit is not None
        for key in (sender.unit.code, sender.unit.title, sender.unit.full_name)
    }
    first_day: dict[str, dt.date] = {}
    for line in received:
        sender, day = known.get(line.get("unit", "").casefold()), read_day(line.get("when", ""))
        if sender is not None and day is not None:
            first_day[sender.name] = min(day, first_day.get(sender.name, day))
    return first_day


def _write_days(sheet: Sheet, days: Mapping[dt.date, int]) -> None:
    """Beside the charts: each day, and how many units had sent something by then."""
    header = grid(sheet.book, bold=True, bg_color=PALE)
    date, number = grid(sheet.book, num_format="dd/mm/yyyy"), grid(sheet.book)
    sheet.text(2, DATA_COLUMN, told("Ngày"), header)
    sheet.text(2, DATA_COLUMN + 1, told("Số đơn vị đã nộp (cộng dồn)"), header)
    reached = 0
    for row, day in enumerate(sorted(days), 3):
        reached += days[day]
        sheet.number(row, DATA_COLUMN, cell_number(day), date)
        sheet.number(row, DATA_COLUMN + 1, reached, number)
