"""``Biểu đồ``: native charts over the tables, readable in black and white."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tonghop290.model import Field, told
from tonghop290.spreadsheet.write import A4, FONT, Book, Chart, Sheet
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import PALE, cell_number, grid
from tonghop290.tables.pages import write_across
from tonghop290.tables.sheets.by_unit import UnitTable
from tonghop290.tables.sheets.comparison import figure_pairs
from tonghop290.tables.sheets.fixed_tables import Matrix, table_title
from tonghop290.tables.sheets.received import read_day

__all__ = ["write_charts"]

MOST_UNITS = 60
"""With more units than this a bar for each can no longer be read; So sánh has their spread and ranking."""

WIDTH, HEIGHT = 980, 330
ROWS_EACH = 18
LIGHT = {"fill": {"color": "#FFFFFF"}, "border": {"color": "#000000", "width": 0.75}}
DARK = {"fill": {"color": "#595959"}, "border": {"color": "#000000", "width": 0.75}}
WHOLE = (1, 14)
"""The columns a line of text goes over."""

DATA_COLUMN = 20
"""Where the days and numbers of returns stand that the first chart draws."""


def write_charts(
    sheet: Sheet, board: Board, by_unit: UnitTable, matrices: Sequence[Matrix], received: Sequence[Mapping[str, str]]
) -> None:
    """Returns over time; first year and last by unit; contributions by unit; each fixed table's rows. Nothing to draw:
    a sentence."""
    title = board.say("BIỂU ĐỒ") + (f" ({board.coverage})" if board.partial else "")
    write_across(sheet, 1, WHOLE, title, sheet.book.style(bold=True, font_size=14, align="center"))
    charts = [*_over_time(sheet, board, received)]
    if 0 < len(board.senders) <= MOST_UNITS:
        pairs = [(first, last) for first, last in figure_pairs(board) if last.total.how in ("mean", "ratio")]
        charts += [_pair(sheet.book, board, by_unit, first, last) for first, last in pairs]
        charts += [_single(sheet.book, by_unit, field) for field in _contributions(board)]
    charts += [_matrix(sheet.book, board, matrix) for matrix in matrices]
    for number, chart in enumerate(charts):
        sheet.chart(3 + number * ROWS_EACH, 1, chart, width=WIDTH, height=HEIGHT)
    if len(board.senders) > MOST_UNITS:
        row = 3 + len(charts) * ROWS_EACH
        line = told("Có hơn {count} đơn vị nên không vẽ từng đơn vị; xem trang So sánh.", count=MOST_UNITS)
        write_across(sheet, row, WHOLE, line, sheet.book.style(italic=True))
    sheet.page(paper=A4, landscape=False, area=(4 + max(1, len(charts)) * ROWS_EACH, 16))


def _contributions(board: Board) -> list[Field]:
    """The sums drawn by unit: those the form names (``texts.chart_fields``), else amounts measured with decimals."""
    named = board.form.texts.get("chart_fields")
    if named is not None:
        return [board.form.fields[id] for id in named if id in board.form.fields]
    return [field for field in board.fields if field.type == "decimal" and field.total.how == "sum"]


def _chart(book: Book, kind: str, title: str, unit: str) -> Chart:
    chart = book.chart(kind)
    font = {"name": FONT, "size": 10, "bold": False}
    chart.set_title({"name": book.say(title), "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
    chart.set_x_axis({"num_font": font | {"size": 9}, "line": {"color": "#000000"}})
    chart.set_y_axis(
        {
            "name": book.say(unit),
            "name_font": font,
            "num_font": font | {"size": 9},
            "num_format": "#,##0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#BFBFBF", "width": 0.5}},
        }
    )
    chart.set_legend({"position": "bottom", "font": font})
    return chart


def _series(
    sheet: str, first: int, last: int, labels: int, values: int, name: str, look: Mapping[str, Any]
) -> dict[str, Any]:
    ranges = {
        part: [sheet, first - 1, column - 1, last - 1, column - 1]
        for part, column in (("categories", labels), ("values", values))
    }
    return {"name": name, "gap": 60, **ranges, **look}


def _pair(book: Book, board: Board, by_unit: UnitTable, first: Field, last: Field) -> Chart:
    names = board.form.comparison
    before, after = (name[:1].lower() + name[1:] for name in (names.before, names.after))
    label = last.label.replace(after, "").strip()
    title = board.say("{label} {before} và {after}", label=label, before=before, after=after)
    chart = _chart(book, "column", title, last.unit)
    for field, name, look in ((first, names.before, LIGHT), (last, names.after, DARK)):
        chart.add_series(_series(by_unit.sheet, by_unit.first, by_unit.last, 2, by_unit.columns[field.id], name, look))
    return chart


def _single(book: Book, by_unit: UnitTable, field: Field) -> Chart:
    chart = _chart(book, "column", field.label, field.unit)
    chart.add_series(
        _series(by_unit.sheet, by_unit.first, by_unit.last, 2, by_unit.columns[field.id], field.short, DARK)
    )
    chart.set_legend({"none": True})
    return chart


def _matrix(book: Book, board: Board, matrix: Matrix) -> Chart:
    table = next(table for table in board.form.tables.values() if table.fixed)
    chart = _chart(book, "column", table_title(table), table.columns[0].unit)
    series = _series(matrix.sheet, matrix.first, matrix.last, 2, matrix.total_column, board.say("Cộng các năm"), DARK)
    chart.add_series(series | {"data_labels": {"value": True, "font": {"name": FONT, "size": 9}}})
    chart.set_legend({"none": True})
    return chart


def _over_time(sheet: Sheet, board: Board, received: Sequence[Mapping[str, str]]) -> list[Chart]:
    """Units that have sent something, day by day; only where at least two days are known."""
    days = Counter(_first_days(board, received).values())
    if len(days) < 2:
        return []
    _write_days(sheet, days)
    title = told("Số đơn vị đã nộp báo cáo, cộng dồn (phải nộp: {expected})", expected=board.expected)
    chart = _chart(sheet.book, "line", title, told("đơn vị"))
    marker = {"type": "circle", "size": 6, "fill": {"color": "#FFFFFF"}, "border": {"color": "#000000"}}
    look = {"line": {"color": "#000000", "width": 2}, "marker": marker}
    series = _series(sheet.name, 3, 2 + len(days), DATA_COLUMN, DATA_COLUMN + 1, board.say("Đã nộp"), look)
    del series["gap"]
    chart.add_series(series)
    chart.set_x_axis({"date_axis": True, "num_format": "dd/mm", "num_font": {"name": FONT, "size": 9}})
    chart.set_legend({"none": True})
    return [chart]


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
    sheet.widths([*([64] * (DATA_COLUMN - 1)), 90, 190])
    sheet.text(2, DATA_COLUMN, told("Ngày"), header)
    sheet.text(2, DATA_COLUMN + 1, told("Số đơn vị đã nộp (cộng dồn)"), header)
    reached = 0
    for row, day in enumerate(sorted(days), 3):
        reached += days[day]
        sheet.number(row, DATA_COLUMN, cell_number(day), date)
        sheet.number(row, DATA_COLUMN + 1, reached, number)
