"""``Biểu 3`` …: the tables with fixed rows, units down, the table's rows and columns across, and the district's own table below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.model import Field, Table
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board, plain
from tonghop290.tables.pages import (
    GREY,
    PALE,
    figure_style,
    grid,
    plan_pages,
    width_of,
    write_heading,
    write_signatures,
)
from tonghop290.tables.sheets.source_list import MOST_FILE_LINKS, link_to_file

__all__ = ["Matrix", "fixed_tables", "write_detail"]

LEFT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Where the district's own table stands (for charts): its rows' labels and totals."""

    sheet: str
    first: int
    last: int
    total_column: int


def fixed_tables(board: Board) -> list[Table]:
    """The tables with printed rows that at least one unit used."""
    return [
        table
        for table in board.form.tables.values()
        if table.fixed and table.id in board.dataset.tables and len(board.dataset.tables[table.id])
    ]


def write_detail(sheet: Sheet, board: Board, table: Table, targets: Mapping[str, str]) -> Matrix:
    """``targets``: path → the link to that return ("" where it is no file of its own)."""
    figures = [column for column in table.columns if column.figure]
    keys = [(row.id, column) for row in table.rows for column in figures]
    widths = [
        34,
        width_of([sender.name for sender in board.senders], least=150, most=230),
        *([max(34, 220 // len(figures))] * len(keys)),
        54,
    ]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    title = table.label.removesuffix("(không bắt buộc)").strip().upper()
    head = write_heading(sheet, board, f"{sheet.name.upper()}. {title}", plan)
    _header(sheet, table, figures, head, len(widths))
    first, last = head + 2, head + 1 + max(1, len(board.senders))
    values = _values(board, table, figures)
    cells = {key: LEFT + 1 + order for order, key in enumerate((row, column.id) for row, column in keys)}
    linked = len(values) * len(keys) <= MOST_FILE_LINKS
    for row, sender in enumerate(board.senders, first):
        absent = {} if sender.path else {"italic": True, "bg_color": GREY}
        sheet.number(row, 1, row - first + 1, grid(sheet.book, align="center", **absent))
        sheet.text(row, 2, sender.name, grid(sheet.book, **absent))
        own = values.get(sender.path or "", {})
        for row_id, column in keys:
            style, value = figure_style(sheet.book, column, absent=sender.path is None), own.get((row_id, column.id))
            if value is None:
                sheet.blank(row, cells[row_id, column.id], style)
                continue
            if linked:
                ref = board.dataset.places.get((sender.path or "", f"{table.id}.{row_id}.{column.id}"))
                if target := link_to_file(targets.get(sender.path or "", ""), ref):
                    sheet.link(row, cells[row_id, column.id], target, style)
            sheet.number(row, cells[row_id, column.id], value, style)
        _sum(sheet, row, len(widths), f"{a1(row, LEFT + 1)}:{a1(row, len(widths) - 1)}", list(own.values()), figures[0])
    _totals(sheet, board, table, keys, cells, first, last)
    matrix = _matrix(sheet, board, table, figures, cells, last)
    write_signatures(sheet, board, matrix.last + 3, plan)
    sheet.freeze(first, LEFT + 1)
    sheet.page(paper=plan.paper, header=(head, head + 1), left=LEFT, scale=plan.scale, breaks=plan.breaks)
    return matrix


def _header(sheet: Sheet, table: Table, figures: list[Field], head: int, last: int) -> None:
    style = grid(sheet.book, bold=True, align="center", text_wrap=True, bg_color=PALE)
    sheet.merge(head, 1, head + 1, 1, "STT", style)
    sheet.merge(head, 2, head + 1, 2, "Đơn vị", style)
    for order, row in enumerate(table.rows):
        start = LEFT + 1 + order * len(figures)
        sheet.merge(head, start, head, start + len(figures) - 1, row.label, style)
        for column, field in enumerate(figures, start):
            sheet.text(head + 1, column, field.label, grid(sheet.book, align="center", font_size=9))
    sheet.merge(head, last, head + 1, last, "Cộng", style)
    sheet.height(head, 30)


def _values(board: Board, table: Table, figures: list[Field]) -> dict[str, dict[tuple[str, str], float]]:
    frame = board.dataset.tables[table.id]
    columns = [frame[column.id].tolist() for column in figures]
    values: dict[str, dict[tuple[str, str], float]] = {}
    for path, row, *numbers in zip(frame["file"].tolist(), frame["row"].tolist(), *columns, strict=True):
        for column, number in zip(figures, map(plain, numbers), strict=True):
            if isinstance(number, float):
                values.setdefault(path, {})[row, column.id] = number
    return values


def _totals(
    sheet: Sheet,
    board: Board,
    table: Table,
    keys: list[tuple[str, Field]],
    cells: Mapping[tuple[str, str], int],
    first: int,
    last: int,
) -> None:
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE, text_wrap=True)
    sheet.merge(last + 1, 1, last + 1, 2, "TỔNG CỘNG", bold)
    sheet.merge(
        last + 2,
        1,
        last + 2,
        2,
        "Số đơn vị có số liệu (nếu chưa đủ)",
        grid(sheet.book, italic=True, align="center", text_wrap=True),
    )
    sheet.height(last + 2, 30)
    small = grid(sheet.book, italic=True, align="center", font_size=8, shrink=True)
    values: list[float] = []
    for row_id, column in keys:
        place, total = cells[row_id, column.id], board.totals.cells[table.id, row_id, column.id]
        over = f"{a1(first, place)}:{a1(last, place)}"
        values += [total.value] if isinstance(total.value, float) else []
        _sum(sheet, last + 1, place, over, [total.value] if isinstance(total.value, float) else [], column)
        if board.results:
            sheet.text(
                last + 2, place, f"{total.units}/{total.expected}" if total.units < total.expected else "", small
            )
            continue
        sheet.formula(
            last + 2,
            place,
            f'IF(COUNT({over})<{board.expected},COUNT({over})&"/{board.expected}","")',
            small,
            f"{total.units}/{board.expected}" if total.units < board.expected else "",
        )
    end = LEFT + 1 + len(keys)
    _sum(sheet, last + 1, end, f"{a1(last + 1, LEFT + 1)}:{a1(last + 1, end - 1)}", values, keys[0][1])
    sheet.blank(last + 2, end, grid(sheet.book))


def _sum(sheet: Sheet, row: int, column: int, over: str, values: list[float], field: Field) -> None:
    sheet.formula(
        row,
        column,
        f'IF(COUNT({over})=0,"",SUM({over}))',
        figure_style(sheet.book, field, bold=True),
        sum(values) if values else "",
    )


def _matrix(
    sheet: Sheet, board: Board, table: Table, figures: list[Field], cells: Mapping[tuple[str, str], int], last: int
) -> Matrix:
    """The district's table: rows down, columns across, from the row of totals."""
    row, width = last + 5, len(figures)
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE)
    sheet.merge(
        row - 1, 1, row - 1, 2 + width + 1, f"{board.whole.upper()} ({board.coverage})", sheet.book.style(bold=True)
    )
    sheet.merge(row, 1, row, 2, "", bold)
    for column, field in enumerate(figures, LEFT + 1):
        sheet.text(row, column, field.label, bold)
    total_column = LEFT + 1 + width
    sheet.text(row, total_column, "Cộng", bold)
    for line, one in enumerate(table.rows, row + 1):
        sheet.text(line, 1, str(line - row), grid(sheet.book, align="center"))
        sheet.text(line, 2, one.label, grid(sheet.book, text_wrap=True))
        values = [board.totals.cells[table.id, one.id, field.id].value for field in figures]
        for column, (field, value) in enumerate(zip(figures, values, strict=True), LEFT + 1):
            source = a1(last + 1, cells[one.id, field.id])
            sheet.formula(
                line, column, source, figure_style(sheet.book, field), value if isinstance(value, float) else ""
            )
        _sum(
            sheet,
            line,
            total_column,
            f"{a1(line, LEFT + 1)}:{a1(line, LEFT + width)}",
            [value for value in values if isinstance(value, float)],
            figures[0],
        )
    end = row + len(table.rows) + 1
    sheet.merge(end, 1, end, 2, "Cộng", bold)
    for column in range(LEFT + 1, total_column + 1):
        fields = figures if column == total_column else [figures[column - LEFT - 1]]
        totals = [board.totals.cells[table.id, one.id, field.id].value for one in table.rows for field in fields]
        _sum(
            sheet,
            end,
            column,
            f"{a1(row + 1, column)}:{a1(end - 1, column)}",
            [value for value in totals if isinstance(value, float)],
            figures[0],
        )
    return Matrix(sheet=sheet.name, first=row + 1, last=end - 1, total_column=total_column)
