"""``Biểu 3`` …: the tables with fixed rows, units down, the table's rows and columns across, and the district's own
table below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tonghop290.model import Field, FieldTotal, Table, TableRow, known_value, told
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import GREY, PALE, figure_style, grid, header_style, width_of
from tonghop290.tables.pages import finish_paper, plan_pages, write_across, write_heading
from tonghop290.tables.senders import Sender
from tonghop290.tables.sources.source_list import link_to_file

__all__ = ["Matrix", "fixed_tables", "table_title", "write_fixed_table"]

LEFT = 2
HEAD = 7
"""The first row of the header."""

MOST_FILE_LINKS = 10_000
"""With more figures than this only Tình hình nộp links to the files: tens of thousands of outside links make a workbook
slow to open."""

HEIGHT = 15.0
"""Points of a row."""


Key = tuple[str, str]
"""Row and column of the form's table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Where the office's own table stands (for charts): its rows' labels, and a column of figures to draw.

    ``label``: what the figures are ("2014 – 2019" of a sum over columns, the label of a column).
    """

    table: Table
    sheet: str
    first: int
    last: int
    column: int
    label: str
    field: Field
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SumColumn:
    """A column of sums over figures that count the same thing. ``figures``: the columns of the form's table."""

    column: int
    label: str
    figures: tuple[Field, ...]


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
    of the first unit and the last, and the columns of sums."""

    table: Table
    figures: tuple[Field, ...]
    columns: Mapping[Key, int]
    first: int
    last: int
    sums: tuple[SumColumn, ...]

    @property
    def keys(self) -> list[tuple[str, Field]]:
        return [(row.id, field) for row in self.table.rows for field in self.figures]

    def parts(self, figures: Sequence[Field]) -> list[Key]:
        """All cells of these columns of the form's table."""
        return [(row.id, field.id) for row in self.table.rows for field in figures]

    def over(self, row: int, figures: Sequence[Field]) -> str:
        """The cells of these columns of the form's table in a row of the sheet, as short as it can be said."""
        columns = sorted(self.columns[key] for key in self.parts(figures))
        if columns[-1] - columns[0] == len(columns) - 1 and len(columns) > 1:
            return f"{a1(row, columns[0])}:{a1(row, columns[-1])}"
        return ",".join(a1(row, column) for column in columns)


def summed(table: Table) -> list[tuple[Field, ...]]:
    """The figures that add up, those of one unit of measure together; none where the form says that sums over the rows
    of this table mean nothing."""
    groups: dict[str, list[Field]] = {}
    for column in table.columns:
        if column.figure and column.total.how == "sum":
            groups.setdefault(column.id if table.columns_apart else column.unit, []).append(column)
    return [tuple(group) for group in groups.values()] if table.totals else []


def write_fixed_table(sheet: Sheet, board: Board, table: Table, targets: Mapping[str, str]) -> list[Matrix]:
    """The whole sheet. ``targets``: path → the link to that return ("" where it is no file of its own)."""
    layout = _layout(board, table)
    names = width_of([sender.name for sender in board.senders], least=150, most=230)
    figure_width = max(34, 220 // len(layout.figures))
    widths = [34, names, *([figure_width] * len(layout.columns)), *([54] * len(layout.sums))]
    plan = plan_pages(widths, left=LEFT)
    sheet.widths(widths)
    values = _values(board, layout)
    rests = _rests(board, layout, values)
    title = f"{sheet.name.upper()}. {table_title(table).upper()}"
    head = write_heading(sheet, board, title, plan, rests=rests)
    assert head == HEAD
    _header(sheet, layout, head)
    linked = targets if len(values) * len(layout.columns) <= MOST_FILE_LINKS else {}
    for row, sender in enumerate(board.senders, layout.first):
        _unit_row(sheet, row, board, layout, sender, values.get(sender.path or "", {}), linked)
    _total_rows(sheet, board, layout)
    matrices, last = _matrix(sheet, board, layout, rests or board.coverage)
    sheet.freeze(layout.first, LEFT + 1)
    whole = max(layout.first, layout.last - 1)
    finish_paper(sheet, board, plan, last, (), header=(head, head + 1), left=LEFT, whole_from=whole)
    return matrices


def _layout(board: Board, table: Table) -> _Layout:
    figures = tuple(column for column in table.columns if column.figure)
    keys = [(row.id, column.id) for row in table.rows for column in figures]
    groups = summed(table)
    sums = [
        SumColumn(
            column=LEFT + len(keys) + number,
            label=_sum_label(board, table, groups, group),
            figures=group,
        )
        for number, group in enumerate(groups, 1)
    ]
    return _Layout(
        table=table,
        figures=figures,
        columns={key: column for column, key in enumerate(keys, LEFT + 1)},
        first=HEAD + 2,
        last=HEAD + 1 + max(1, len(board.senders)),
        sums=tuple(sums),
    )


def _sum_label(board: Board, table: Table, groups: Sequence[object], group: Sequence[Field]) -> str:
    if len(groups) == 1:
        return board.say("Cộng")
    return f"{board.say('Cộng')} ({group[0].label if table.columns_apart else group[0].unit})"


def _rests(board: Board, layout: _Layout, values: Mapping[str, Mapping[Key, float]]) -> str:
    """ "24/36 xã" where fewer units have filled in this table than have reported; "" otherwise."""
    cells = [board.totals.cells[layout.table.id, row, field.id] for row, field in layout.keys]
    units = max((cell.units for cell in cells), default=0) if board.results else len(values)
    reported = board.totals.units if board.results else len(board.returned)
    return f"{units}/{board.expected_members} {board.member_words}" if units < reported else ""


def _header(sheet: Sheet, layout: _Layout, head: int) -> None:
    style, figures = header_style(sheet.book), layout.figures
    sheet.merge(head, 1, head + 1, 1, told("STT"), style)
    sheet.merge(head, 2, head + 1, 2, told("Đơn vị"), style)
    for order, row in enumerate(layout.table.rows):
        start = LEFT + 1 + order * len(figures)
        write_across(sheet, head, (start, start + len(figures) - 1), row.label, style)
        for column, field in enumerate(figures, start):
            sheet.text(head + 1, column, field.label, grid(sheet.book, align="center", font_size=9))
    for total in layout.sums:
        sheet.merge(head, total.column, head + 1, total.column, total.label, style)
    sheet.height(head, 30)
    sheet.height(head + 1, HEIGHT)


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
    sheet.height(row, HEIGHT)
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
    for total in layout.sums:
        own = [values[key] for key in layout.parts(total.figures) if key in values]
        _write_sum(sheet, row, total.column, layout.over(row, total.figures), own, total.figures)


def _total_rows(sheet: Sheet, board: Board, layout: _Layout) -> None:
    """The totals below the units, and below those on how many units each rests."""
    row = layout.last + 1
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE, text_wrap=True)
    italic = grid(sheet.book, italic=True, align="center", text_wrap=True)
    write_across(sheet, row, (1, 2), told("TỔNG CỘNG"), bold)
    write_across(sheet, row + 1, (1, 2), told("Số đơn vị có số liệu (nếu chưa đủ)"), italic)
    sheet.height(row + 1, 30)
    for row_id, field in layout.keys:
        column, total = layout.columns[row_id, field.id], board.totals.cells[layout.table.id, row_id, field.id]
        over = f"{a1(layout.first, column)}:{a1(layout.last, column)}"
        if field.total.how == "sum":
            _write_sum(sheet, row, column, over, _totals(board, layout, [row_id], [field]), (field,))
        else:
            _write_other_total(sheet, row, column, total, field)
        _write_coverage(sheet, row + 1, column, board, total, over)
    rows = [table_row.id for table_row in layout.table.rows]
    for summed_up in layout.sums:
        numbers = _totals(board, layout, rows, summed_up.figures)
        _write_sum(sheet, row, summed_up.column, layout.over(row, summed_up.figures), numbers, summed_up.figures)
        sheet.blank(row + 1, summed_up.column, grid(sheet.book))
    sheet.height(row, HEIGHT)


def _write_other_total(sheet: Sheet, row: int, column: int, total: FieldTotal, field: Field) -> None:
    """A mean or a ratio as the library has counted it; nothing where the form adds nothing up."""
    style = figure_style(sheet.book, field, bold=True)
    if isinstance(total.value, float) and field.total.how != "none":
        sheet.number(row, column, total.value, style)
    else:
        sheet.blank(row, column, style)


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


def _write_sum(
    sheet: Sheet, row: int, column: int, over: str, values: Iterable[float], figures: Sequence[Field]
) -> None:
    """A sum of figures, with as many decimals as any of them has."""
    numbers, finest = list(values), max(figures, key=lambda field: field.decimals)
    style = figure_style(sheet.book, finest, bold=True)
    sheet.formula(row, column, f'IF(COUNT({over})=0,"",SUM({over}))', style, sum(numbers) if numbers else "")


# --- the district's own table -------------------------------------------------------------------------------------


def _matrix(sheet: Sheet, board: Board, layout: _Layout, rests: str) -> tuple[list[Matrix], int]:
    """Rows down, columns across, from the row of totals; where its figures stand, and its last row."""
    row, groups = layout.last + 5, [group for group in summed(layout.table) if len(group) > 1]
    last_column = LEFT + len(layout.figures) + len(groups)
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE)
    write_across(sheet, row - 1, (1, last_column), f"{board.whole.upper()} ({rests})", sheet.book.style(bold=True))
    write_across(sheet, row, (1, 2), "", bold)
    for column, field in enumerate(layout.figures, LEFT + 1):
        sheet.text(row, column, field.label, bold)
    across = dict(enumerate(groups, LEFT + len(layout.figures) + 1))
    for column in across:
        sheet.text(row, column, told("Cộng"), bold)
    for number, table_row in enumerate(layout.table.rows, 1):
        _matrix_row(sheet, row + number, number, board, layout, table_row, across)
    for line in range(row - 1, row + len(layout.table.rows) + 2):
        sheet.height(line, HEIGHT)
    last = row + len(layout.table.rows)
    if summed(layout.table):
        _matrix_end(sheet, board, layout, row + 1, last, across)
    return _matrices(sheet, board, layout, row + 1, last, across), last + bool(summed(layout.table))


def _matrix_row(
    sheet: Sheet,
    row: int,
    number: int,
    board: Board,
    layout: _Layout,
    table_row: TableRow,
    across: Mapping[int, tuple[Field, ...]],
) -> None:
    sheet.text(row, 1, str(number), grid(sheet.book, align="center"))
    sheet.text(row, 2, table_row.label, grid(sheet.book, text_wrap=True))
    places = {field.id: column for column, field in enumerate(layout.figures, LEFT + 1)}
    for field in layout.figures:
        source = a1(layout.last + 1, layout.columns[table_row.id, field.id])
        value = board.totals.cells[layout.table.id, table_row.id, field.id].value
        style = figure_style(sheet.book, field)
        sheet.formula(row, places[field.id], source, style, value if isinstance(value, float) else "")
    for column, group in across.items():
        over = ",".join(a1(row, places[field.id]) for field in group)
        _write_sum(sheet, row, column, over, _totals(board, layout, [table_row.id], group), group)


def _matrix_end(
    sheet: Sheet, board: Board, layout: _Layout, first: int, last: int, across: Mapping[int, tuple[Field, ...]]
) -> None:
    """The sums below the rows, where they mean something."""
    bold = grid(sheet.book, bold=True, align="center", bg_color=PALE)
    write_across(sheet, last + 1, (1, 2), told("Cộng"), bold)
    adding = {field.id for group in summed(layout.table) for field in group}
    columns = {column: (field,) for column, field in enumerate(layout.figures, LEFT + 1)} | dict(across)
    rows = [row.id for row in layout.table.rows]
    for column, group in columns.items():
        over = f"{a1(first, column)}:{a1(last, column)}"
        if group[0].id in adding:
            _write_sum(sheet, last + 1, column, over, _totals(board, layout, rows, group), group)
        else:
            sheet.blank(last + 1, column, bold)


def _matrices(
    sheet: Sheet, board: Board, layout: _Layout, first: int, last: int, across: Mapping[int, tuple[Field, ...]]
) -> list[Matrix]:
    """What can be drawn: each column of sums, or each figure that is in none."""
    inside = {field.id for group in across.values() for field in group}
    shown = [(column, (field,)) for column, field in enumerate(layout.figures, LEFT + 1) if field.id not in inside]
    return [
        Matrix(
            table=layout.table,
            sheet=sheet.name,
            first=first,
            last=last,
            column=column,
            label=group[0].label if len(group) == 1 else f"{group[0].label} – {group[-1].label}",
            field=max(group, key=lambda field: field.decimals),
            values=tuple(sum(_totals(board, layout, [row.id], group)) for row in layout.table.rows),
        )
        for column, group in [*shown, *across.items()]
    ]
