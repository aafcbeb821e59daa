"""``Nguồn số liệu`` of a province over its districts' results: one row a total of a district, with the sums behind it.

The totals of the tables stay live: a mean or a ratio divides the two sums that stand here for each district, so nothing
is averaged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.model import Field, FieldTotal, Form, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import cell_number, figure_style
from tonghop290.tables.sources.source_list import (
    FIRST_ROW,
    HASH_DIGITS,
    SOURCES,
    VALUE,
    Sources,
    finish_sources,
    write_source_heading,
)
from tonghop290.tables.total_formulas import Cells, derived_formula

__all__ = ["ResultSources", "place_results", "write_result_sources"]

TOP, BOTTOM, UNITS, EXPECTED, FILE, HASH = 6, 7, 8, 9, 10, 11
DIVIDED = ("mean", "ratio")
HOW = {
    "sum": told("tổng"),
    "mean": told("bình quân gia quyền"),
    "ratio": told("tỷ lệ của hai tổng"),
    "count": told("đếm"),
    "latest": told("muộn nhất"),
    "none": told("tính lại"),
}
HOW_TO_READ = told(
    "Mỗi dòng một số liệu đã cộng của đơn vị cấp dưới. Bình quân và tỷ lệ tính từ tử số và mẫu số, không tính từ "
    "các bình quân, tỷ lệ; bấm vào giá trị để về Biểu 2, bấm vào tên tệp để mở tệp kết quả."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSources(Sources):
    """As :class:`Sources`, for totals of totals. ``last_rows``: field id → the last row of its block (one row a result
    file)."""

    last_rows: Mapping[str, int]

    def total(self, form: Form, field: Field, over: Cells, total_of: Cells) -> str | None:
        match field.total.how:
            case "mean" | "ratio":
                scale = _scale(field)
                bottom = f"SUM({self._block(field.id, BOTTOM)})"
                return f'IF({bottom}=0,"",{scale}SUM({self._block(field.id, TOP)})/{bottom})'
            case "count":
                return f"SUM({over(field.id)})"
        return Sources.total(self, form, field, over, total_of)

    def counted(self, form: Form, field: Field, over: Cells) -> str:
        return f"SUM({self._block(field.id, UNITS)})"

    def link_to_parts(self, form: Form, field: Field) -> str:
        return f"internal:'{self.sheet}'!{a1(self.first_rows[field.id], VALUE)}" if field.id in self.first_rows else ""

    def _block(self, id: str, column: int) -> str:
        return (
            f"'{self.sheet}'!{a1(self.first_rows[id], column, fixed=True)}:{a1(self.last_rows[id], column, fixed=True)}"
        )


def place_results(board: Board) -> ResultSources:
    """A block of rows a field, a row a result file, also where it has no figure."""
    paths = [sender.path or "" for sender in board.returned]
    rows = {
        (path, field.id): FIRST_ROW + order * len(paths) + line
        for order, field in enumerate(board.fields)
        for line, path in enumerate(paths)
    }
    first = {field.id: rows[paths[0], field.id] for field in board.fields} if paths else {}
    last = {id: row + len(paths) - 1 for id, row in first.items()}
    return ResultSources(rows=rows, first_rows=first, last_rows=last, sheet=board.say(SOURCES))


def write_result_sources(
    sheet: Sheet, board: Board, sources: ResultSources, targets: Mapping[str, str], back: Mapping[tuple[str, str], str]
) -> None:
    """``targets``: path → the link to that file. ``back``: figure → the link to its cell in Biểu 2."""
    columns = _columns(board.member_words)
    write_source_heading(sheet, columns, HOW_TO_READ, wrapped=True)
    fields = {field.id: field for field in board.fields}
    names = {sender.path: sender.name for sender in board.returned}
    text = sheet.book.style(font_size=10)
    for (path, id), row in sources.rows.items():
        sheet.text(row, 1, fields[id].short, text)
        sheet.text(row, 2, names[path], text)
        _write_value(sheet, row, board, fields[id], path, sources, back.get((path, id), ""))
        _write_parts(sheet, row, board, fields[id], path)
        _write_file(sheet, row, board, path, targets.get(path, ""))
    finish_sources(sheet, max(sources.rows.values(), default=FIRST_ROW - 1), len(columns))


def _columns(words: str) -> tuple[tuple[str, int], ...]:
    return (
        (told("Chỉ tiêu"), 220),
        (told("Đơn vị"), 160),
        (told("Giá trị"), 96),
        (told("Đơn vị tính"), 100),
        (told("Cách cộng"), 130),
        (told("Tử số (tổng)"), 120),
        (told("Mẫu số"), 110),
        (told("Số {words} có số liệu", words=words), 96),
        (told("Số {words} phải nộp", words=words), 96),
        (told("Tệp kết quả"), 220),
        (told("Mã băm"), 100),
    )


def _write_value(
    sheet: Sheet, row: int, board: Board, field: Field, path: str, sources: ResultSources, back: str
) -> None:
    total = board.results[path].totals.fields[field.id]
    figure = board.figures.get((path, field.id))
    state, partial = (figure.state, figure.partial) if figure is not None else ("", False)
    style = figure_style(sheet.book, field, state=state, partial=partial)
    if back and figure is not None:
        sheet.link(row, VALUE, back, style)
    if total.value is None:
        sheet.blank(row, VALUE, style)
        return
    formula = None if isinstance(total.value, dt.date) else _formula(row, board, field, total, path, sources)
    if formula is None:
        sheet.number(row, VALUE, cell_number(total.value), style)
    else:
        sheet.formula(row, VALUE, formula, style, cell_number(total.value))


def _write_parts(sheet: Sheet, row: int, board: Board, field: Field, path: str) -> None:
    """How the figure was added up, from which sums, and over how many units."""
    book, total = sheet.book, board.results[path].totals.fields[field.id]
    text, count = book.style(font_size=10), book.style(font_size=10, align="center", num_format="#,##0")
    sheet.text(row, 4, field.unit if field.total.how != "count" else board.member_words, text)
    sheet.text(row, 5, HOW[total.how], text)
    if total.how in DIVIDED:
        digits = book.style(font_size=10, num_format="#,##0.######")
        sheet.number(row, TOP, total.top, digits)
        sheet.number(row, BOTTOM, total.bottom, digits)
    sheet.number(row, UNITS, total.units, count)
    sheet.number(row, EXPECTED, total.expected, count)


def _write_file(sheet: Sheet, row: int, board: Board, path: str, target: str) -> None:
    text = sheet.book.style(font_size=10)
    if target:
        sheet.link(row, FILE, target, text)
    sheet.text(row, FILE, board.file_names[path], text)
    sheet.text(row, HASH, board.results[path].sha256[:HASH_DIGITS], sheet.book.style(font_size=9))


def _formula(row: int, board: Board, field: Field, total: FieldTotal, path: str, sources: ResultSources) -> str | None:
    """How a district's figure follows from what stands in its row or in others; None for what was added up."""
    if total.how in DIVIDED:
        top, bottom = a1(row, TOP), a1(row, BOTTOM)
        return f'IF({bottom}=0,"",{_scale(field)}{top}/{bottom})'
    if total.how != "none":
        return None
    return derived_formula(
        board.form, field, lambda id: a1(sources.rows[path, id], VALUE) if (path, id) in sources.rows else "NA()"
    )


def _scale(field: Field) -> str:
    return "" if field.total.how == "mean" or field.total.scale == 1 else f"{field.total.scale:g}*"
