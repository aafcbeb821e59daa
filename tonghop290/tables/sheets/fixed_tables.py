"""``Biểu 3`` …: the tables with fixed rows, units down, the table's rows and columns across, and the district's own
table below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tonghop290.model import Field, FieldTotal, Table, TableRow, known_value, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import GREY, PALE, figure_style, grid, header_style, width_of
from tonghop290.tables.pages import plan_pages, print_wide, write_across, write_heading, write_signatures
from tonghop290.tables.senders import Sender
from tonghop290.tables.sheets.source_list import MOST_FILE_LINKS, link_to_file

__all__ = ["Matrix", "fixed_tables", "table_title", "write_fixed_table"]

LEFT = 2


Key = tuple[str, str]
"""Row and column of the form's table."""


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


def table_title(table: Table) -> str:
    """What the table is called, without the remark that it may be left empty."""
    return table.label.removesuffix("(không bắt buộc)").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where a table stands: its figures (of the form), by row and column of the form the columns of the sheet, the rows
    of the first unit and the last."""

    table: Table
    figures: tuple[Field, ...]
    columns: Mapping[Key, int]
    first: int
    last: int

    @property
    def keys(self) -> list[tuple[str, Field]]:
        return [(row.id, field) for row in self.table.rows for field in self.figures]

    @property
    def sum_column(self) -> int:
        return LEFT + len(self.columns) + 1


def write_fixed_table(sheet: Sheet, board: Board, table: Table, targets: Mapping[str, str]) -> Matrix:
    """The whole sheet. ``targets``: path → the link to that return ("" where it is no file of its own)."""
    figures = tuple(column for column in table.columns if column.figure)
    keys = [(row.id, column.id) for row in table.rows for column in figures]
    names = width_of([sender.name for sender in board.senders], least=150, most=230)
    widths = [34, names, *([max(34, 220 // len(figures))] * len(keys)), 54]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    head = write_heading(sheet, board, f"{sheet.name.upper()}. {table_title(table).upper()}", plan)
    layout = _Layout(
        table=table,
        figures=figures,
        columns={key: column for column, key in enumerate(keys, LEFT + 1)},
        first=head + 2,
        last=head + 1 + max(1, len(board.senders)),
    )
    _header(sheet, layout, head)
    values = _values(board, layout)
    linked = targets if len(values) * len(keys) <= MOST_FILE_LINKS else {}
    for row, sender in enumerate(board.senders, layout.first):
        _unit_row(sheet, row, board, layout, sender, values.get(sender.path or "", {}), linked)
    _total_rows(sheet, board, layout)
    matrix = _matrix(sheet, board, layout)
    write_signatures(sheet, board, matrix.last + 3, plan)
    sheet.freeze(layout.first, LEFT + 1)
    print_wide(sheet, plan, header=(head, head + 1), left=LEFT)
    return matrix


def _header(sheet: Sheet, layout: _Layout, head: int) -> None:
    style, figures, last = header_style(sheet.book), layout.figures, layout.sum_column
    sheet.merge(head, 1, head + 1, 1, told("STT"), style)
    sheet.merge(head, 2, head + 1, 2, told("Đơn vị"), style)
    for order, row in enumerate(layout.table.rows):
        start = LEFT + 1 + order * len(figures)
        write_across(sheet, head, (start, start + len(figures) - 1), row.label, style)
        for column, field in enumerate(figures, start):
            sheet.text(head + 1, column, field.label, grid(sheet.book, align="center", font_size=9))
    sheet.merge(head, last, head + 1, last, told("Cộng"), style)
    sheet.height(head, 30)


def _values(board: Board, layout: _Layout) -> dict[str, dict[Key, float]]:
    """Path → what that unit wrote."""
    frame = board.dataset.tables[layout.table.id]
    columns = [frame[column.id].tolist() for column in layout.figures]
    values: dict[str, dict[Key, float]] = {}
    for path, row, *cells in zip(frame["file"].tolist(), frame["row"].tolist(), *columns, strict=True):
        for column, number in zip(layout.figures, map(known_value, cells), strict=True):
            if isinstance(number, float):
                values.setdefault(path, {})[row, column.id] = number
    return values


def _unit_row(
    sheet: Sheet,
    row: int,
    board: Board,
    layout: _Layout,
    sender: Sender,
    values: Mapping[Key, float],
    targets: Mapping[str, str],
) -> None:
    path, places = sender.path or "", board.dataset.places
    absent = {} if sender.path else {"italic": True, "bg_color": GREY}
    sheet.number(row, 1, row - layout.first + 1, grid(sheet.book, align="center", **absent))
    sheet.text(row, 2, sender.name, grid(sheet.book, **absent))
    for row_id, field in layout.keys:
        style, value = figure_style(sheet.book, field, absent=sender.path is None), values.get((row_id, field.id))
        column = layout.columns[row_id, field.id]
        if value is None:
            sheet.blank(row, column, style)
            continue
        ref = places.get((path, f"{layout.table.id}.{row_id}.{field.id}"))
        if target := link_to_file(targets.get(path, ""), ref):
            sheet.link(row, column, target, style)
        sheet.number(row, column, value, style)
    over = f"{a1(row, LEFT + 1)}:{a1(row, layout.sum_column - 1)}"
    _write_sum(sheet, row, layout.sum_column, over, values.values(), layout.figures[0])


def _total_rows(sheet: Sheet, board: Board, layout: _Layout) -> None:
    """The totals below the units, and below those on how many units each rests."""
    row = layout.last + 1
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE, text_wrap=True)
    italic = grid(sheet.book, italic=True, align="center", text_wrap=True)
    write_across(sheet, row, (1, 2), told("TỔNG CỘNG"), bold)
    write_across(sheet, row + 1, (1, 2), told("Số đơn vị có số liệu (nếu chưa đủ)"), italic)
    sheet.height(row + 1, 30)
    sums: list[float] = []
    for row_id, field in layout.keys:
        column, numbers = layout.columns[row_id, field.id], _totals(board, layout, [row_id], [field])
        over = f"{a1(layout.first, column)}:{a1(layout.last, column)}"
        sums += numbers
        _write_sum(sheet, row, column, over, numbers, field)
        _write_coverage(sheet, row + 1, column, board, board.totals.cells[layout.table.id, row_id, field.id], over)
    over = f"{a1(row, LEFT + 1)}:{a1(row, layout.sum_column - 1)}"
    _write_sum(sheet, row, layout.sum_column, over, sums, layout.figures[0])
    sheet.blank(row + 1, layout.sum_column, grid(sheet.book))


def _write_coverage(sheet: Sheet, row: int, column: int, board: Board, total: FieldTotal, over: str) -> None:
    """ "14/17" below a total that rests on fewer units; of districts' results as they say it themselves."""
    small = grid(sheet.book, italic=True, align="center", font_size=8, shrink=True)
    expected = total.expected if board.results else board.expected
    rests = f"{total.units}/{expected}" if total.units < expected else ""
    if board.results:
        sheet.text(row, column, rests, small)
    else:
        sheet.formula(row, column, f'IF(COUNT({over})<{expected},COUNT({over})&"/{expected}","")', small, rests)


def _totals(board: Board, layout: _Layout, rows: Sequence[str], figures: Sequence[Field]) -> list[float]:
    """The district's numbers in these rows and columns of the form's table."""
    values = [board.totals.cells[layout.table.id, row, field.id].value for row in rows for field in figures]
    return [value for value in values if isinstance(value, float)]


def _write_sum(sheet: Sheet, row: int, column: int, over: str, values: Iterable[float], field: Field) -> None:
    numbers, style = list(values), figure_style(sheet.book, field, bold=True)
    sheet.formula(row, column, f'IF(COUNT({over})=0,"",SUM({over}))', style, sum(numbers) if numbers else "")


# --- the district's own table -------------------------------------------------------------------------------------


def _matrix(sheet: Sheet, board: Board, layout: _Layout) -> Matrix:
    """Rows down, columns across, from the row of totals."""
    row, last_column = layout.last + 5, LEFT + len(layout.figures) + 1
    title = f"{board.whole.upper()} ({board.coverage})"
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE)
    write_across(sheet, row - 1, (1, last_column), title, sheet.book.style(bold=True))
    write_across(sheet, row, (1, 2), "", bold)
    for column, field in enumerate(layout.figures, LEFT + 1):
        sheet.text(row, column, field.label, bold)
    sheet.text(row, last_column, told("Cộng"), bold)
    for number, table_row in enumerate(layout.table.rows, 1):
        _matrix_row(sheet, row + number, number, board, layout, table_row)
    end = row + len(layout.table.rows) + 1
    write_across(sheet, end, (1, 2), told("Cộng"), bold)
    rows = [table_row.id for table_row in layout.table.rows]
    for column in range(LEFT + 1, last_column + 1):
        figures = layout.figures if column == last_column else layout.figures[column - LEFT - 1 : column - LEFT]
        over = f"{a1(row + 1, column)}:{a1(end - 1, column)}"
        _write_sum(sheet, end, column, over, _totals(board, layout, rows, figures), layout.figures[0])
    return Matrix(sheet=sheet.name, first=row + 1, last=end - 1, total_column=last_column)


def _matrix_row(sheet: Sheet, row: int, number: int, board: Board, layout: _Layout, table_row: TableRow) -> None:
    sheet.text(row, 1, str(number), grid(sheet.book, align="center"))
    sheet.text(row, 2, table_row.label, grid(sheet.book, text_wrap=True))
    for column, field in enumerate(layout.figures, LEFT + 1):
        source = a1(layout.last + 1, layout.columns[table_row.id, field.id])
        value = board.totals.cells[layout.table.id, table_row.id, field.id].value
        style = figure_style(sheet.book, field)
        sheet.formula(row, column, source, style, value if isinstance(value, float) else "")
    width = len(layout.figures)
    over, numbers = (
        f"{a1(row, LEFT + 1)}:{a1(row, LEFT + width)}",
        _totals(board, layout, [table_row.id], layout.figures),
    )
    _write_sum(sheet, row, LEFT + width + 1, over, numbers, layout.figures[0])
