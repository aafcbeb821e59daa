"""``Nguồn số liệu``: one row a figure, with the file, sheet and cell it was read from; the tables refer to it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonghop290.files import is_of_no_place
from tonghop290.model import CellRef, Field, Form, parts_of, sayable, told
from tonghop290.spreadsheet.write import A4, Sheet, a1
from tonghop290.tables.board import Board, Figure
from tonghop290.tables.figure_cells import PALE, absent_mark, cell_number, figure_style, grid, write_header
from tonghop290.tables.pages import write_across
from tonghop290.tables.total_formulas import Cells, counted_formula, derived_formula, total_formula

__all__ = [
    "SOURCES",
    "NoSources",
    "Sources",
    "file_target",
    "link_to_file",
    "finish_sources",
    "place_sources",
    "write_source_heading",
    "write_sources",
]

SOURCES = sayable("Nguồn số liệu", "summary sheet")
FIRST_ROW = 5
HASH_DIGITS = 12
VALUE = 3

HOW_TO_READ = told(
    "Mỗi dòng một số liệu đã đọc được. Các biểu lấy số từ cột “Giá trị”; bấm vào giá trị để về Biểu 2, "
    "bấm vào tên tệp để mở đúng ô trong tệp của đơn vị."
)
COLUMNS = (
    (told("Chỉ tiêu"), 220),
    (told("Đơn vị"), 160),
    (told("Giá trị"), 96),
    (told("Đơn vị tính"), 100),
    (told("Trạng thái"), 90),
    (told("Như đã ghi"), 120),
    (told("Ghi chú"), 140),
    (told("Tệp"), 200),
    (told("Trang"), 80),
    (told("Ô"), 50),
    (told("Mã băm"), 100),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where each figure stands in the sheet: (path, field id) → row, in the order of the indicators, then of the
    units."""

    rows: Mapping[tuple[str, str], int]
    first_rows: Mapping[str, int]
    sheet: str = SOURCES
    """Its name, as the form says it."""

    def value_of(self, path: str, id: str) -> str:
        return f"'{self.sheet}'!{a1(self.rows[path, id], VALUE, fixed=True)}"

    def link_to(self, path: str, id: str) -> str:
        return f"internal:'{self.sheet}'!{a1(self.rows[path, id], VALUE)}"

    def tip(self) -> str:
        """What :meth:`link_to_parts` leads to."""
        return told("Xem các số cộng thành")

    def link_to_field(self, id: str) -> str:
        """Where to read of all figures of a field at once; "" where each leads to its own row."""
        return ""

    def link_to_unit(self, line: int) -> str:
        """Where the file of a sender is told (its place from 0); "" where each figure leads there."""
        return ""

    def link_to_parts(self, form: Form, field: Field) -> str:
        """To the first of the figures a total is made of; "" when there are none."""
        first = next((self.first_rows[part] for part in parts_of(form, field.id) if part in self.first_rows), None)
        return "" if first is None else f"internal:'{self.sheet}'!{a1(first, VALUE)}"

    def total(self, form: Form, field: Field, over: Cells, total_of: Cells) -> str | None:
        """The formula of a field's total (see :func:`total_formula`)."""
        return total_formula(form, field, over, total_of)

    def counted(self, form: Form, field: Field, over: Cells) -> str:
        """How many units the total rests on."""
        return counted_formula(form, field, over)


class NoSources(Sources):
    """Of a workbook without that sheet."""

    def __init__(self) -> None:
        super().__init__(rows={}, first_rows={})

    def value_of(self, path: str, id: str) -> str:
        return ""

    def link_to(self, path: str, id: str) -> str:
        return ""


def place_sources(board: Board) -> Sources:
    """A row for every figure there is, field by field."""
    rows: dict[tuple[str, str], int] = {}
    first_rows: dict[str, int] = {}
    row = FIRST_ROW
    for field in board.fields:
        for sender in board.returned:
            key = (sender.path or "", field.id)
            if key in board.figures:
                rows[key] = row
                first_rows.setdefault(field.id, row)
                row += 1
    return Sources(rows=rows, first_rows=first_rows, sheet=board.say(SOURCES))


def write_sources(
    sheet: Sheet, board: Board, sources: Sources, targets: Mapping[str, str], back: Mapping[tuple[str, str], str]
) -> None:
    """``targets``: path → the link to that return. ``back``: figure → the link to its cell in Biểu 2."""
    write_source_heading(sheet, COLUMNS, HOW_TO_READ, wrapped=False)
    fields = {field.id: field for field in board.fields}
    names = {sender.path: sender.name for sender in board.returned}
    text = sheet.book.style(font_size=10)
    for (path, id), row in sources.rows.items():
        field, figure = fields[id], board.figures[path, id]
        sheet.text(row, 1, field.short, text)
        sheet.text(row, 2, names[path], text)
        _write_value(sheet, row, board, figure, field, path, sources, back.get((path, id), ""))
        _write_origin(sheet, row, board, figure, field, path, targets.get(path, ""))
    finish_sources(sheet, max(sources.rows.values(), default=FIRST_ROW - 1), len(COLUMNS))


def write_source_heading(
    sheet: Sheet, columns: Sequence[tuple[str, int]], how_to_read: str, *, wrapped: bool, lines: int = 1
) -> None:
    """Title, some ``lines`` for the reader, and the headings of these columns, on two lines if ``wrapped``."""
    book, across = sheet.book, (1, len(columns))
    sheet.widths([width for _, width in columns])
    write_across(sheet, 1, across, told("NGUỒN SỐ LIỆU"), book.style(bold=True, font_size=14, align="center"))
    look = {"text_wrap": True, "valign": "top"} if lines > 1 else {"align": "center"}
    write_across(sheet, 2, across, how_to_read, book.style(italic=True, **look))
    if lines > 1:
        sheet.height(2, 15 * lines)
    wrap = {"text_wrap": True} if wrapped else {}
    header = grid(book, bold=True, align="center", bg_color=PALE, **wrap)
    write_header(sheet, FIRST_ROW - 1, (label for label, _ in columns), header)
    if wrapped:
        sheet.height(FIRST_ROW - 1, 30)


def finish_sources(sheet: Sheet, last: int, columns: int) -> None:
    """The filter down to the ``last`` row, what stays in sight, and how the sheet prints."""
    if last >= FIRST_ROW:
        sheet.filter(FIRST_ROW - 1, 1, last, columns)
    sheet.freeze(FIRST_ROW, 3)
    sheet.page(paper=A4, header=(FIRST_ROW - 1, FIRST_ROW - 1), gridlines=True)


def _write_value(
    sheet: Sheet, row: int, board: Board, figure: Figure, field: Field, path: str, sources: Sources, back: str
) -> None:
    style = figure_style(sheet.book, field, state=figure.state, faulty=figure.faulty)
    if back:
        sheet.link(row, VALUE, back, style)
    value = figure.value
    if value is None:
        sheet.text(row, VALUE, absent_mark(figure.state), style)
    elif isinstance(value, str):
        sheet.text(row, VALUE, value, style)
    else:
        formula = None
        if field.derived and isinstance(value, float):
            cells = {id: a1(sources.rows[path, id], VALUE) for id in board.form.fields if (path, id) in sources.rows}
            formula = derived_formula(board.form, field, lambda id: cells.get(id, "NA()"))
        if formula is None:
            sheet.number(row, VALUE, cell_number(value), style)
        else:
            sheet.formula(row, VALUE, formula, style, cell_number(value))


def _write_origin(sheet: Sheet, row: int, board: Board, figure: Figure, field: Field, path: str, target: str) -> None:
    """Unit, state, what was typed and noted, and the file, sheet and cell."""
    book = sheet.book
    text, centre = book.style(font_size=10), book.style(font_size=10, align="center")
    typed = told("(máy tính)") if field.derived else figure.typed
    for column, words in enumerate((field.unit, board.say(figure.state), typed, figure.note), 4):
        if words:
            sheet.text(row, column, words, text)
    if target:
        sheet.link(row, 8, link_to_file(target, figure.ref), text)
    sheet.text(row, 8, board.file_names[path], text)
    if figure.ref is not None:
        sheet.text(row, 9, figure.ref.sheet, centre)
        sheet.text(row, 10, figure.ref.a1, centre)
    sheet.text(row, 11, board.dataset.hashes.get(path, "")[:HASH_DIGITS], book.style(font_size=9))


def link_to_file(target: str, ref: CellRef | None) -> str:
    """A link to a return, at its cell where one is known; "" without a target."""
    return f"{target}#'{ref.sheet}'!{ref.a1}" if target and ref is not None else target


def file_target(path: str, beside: Path) -> str:
    """A link to the return, relative to the summary at ``beside``; "" when it is no file of its own (inside a zip or a
    mail), or the summary lies nowhere."""
    if is_of_no_place(beside) or not Path(path).is_file():
        return ""
    try:
        return "external:" + os.path.relpath(path, beside.parent).replace("\\", "/")
    except ValueError:  # another drive
        return "external:" + str(Path(path).resolve())
