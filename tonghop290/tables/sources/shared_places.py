"""``Nguồn số liệu`` of a large round: a row an indicator, with the cell its figures were read from, and a row only for
a figure of which there is more to tell. The files stand in ``Tình hình nộp``, one a unit."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tonghop290.model import CellRef, Field, Form, sayable, told, told_number
from tonghop290.spreadsheet.write import Sheet, a1
from tonghop290.tables.board import Board, Figure
from tonghop290.tables.figure_cells import PALE, grid, write_figure
from tonghop290.tables.notes import expression_words
from tonghop290.tables.sources.source_list import (
    COLUMNS,
    FIRST_ROW,
    HASH_DIGITS,
    VALUE,
    Sources,
    finish_sources,
    write_source_heading,
)
from tonghop290.text.format import format_date, format_number

__all__ = ["MOST_FIGURES", "SharedPlaces", "place_shared", "write_shared_places"]

MOST_FIGURES = 6_000
"""With more (of 110 units) no figure has a row, a formula and links of its own: with them LibreOffice takes more than
1.5 s of its own to open the workbook (2.2 s of 168 units, 10 s and 3 MB of 700), two thirds of it for the links."""

HOW_TO_READ = sayable(
    "{count} số liệu, không ghi từng số một dòng. Muốn biết một số ở Biểu 1, Biểu 2 lấy từ đâu: bấm số thứ tự, số "
    "cột của đơn vị để tới tên tệp của đơn vị ở trang {received} (tệp để riêng thì bấm là mở); bấm số thứ tự, số "
    "cột hoặc số cộng của chỉ tiêu để tới trang này, xem trang và ô của chỉ tiêu. Đơn vị nào ghi ở ô khác, ghi khác "
    "số đã in, có trạng thái hoặc ghi chú thì có dòng riêng ngay dưới; các đơn vị khác đều ghi ở ô của dòng đầu. "
    "Biểu 1 và Biểu 2 chứa số đã đọc, chỉ các số cộng là công thức: sửa một số ở biểu này thì biểu kia không đổi "
    "theo."
)
LINES = 4
"""Of that text, over the width of the sheet."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)

STATE, TYPED, NOTE, FILE, PLACE, CELL, HASH = range(5, 12)


class Block(NamedTuple):
    """The rows of an indicator: the first, the cell most of its figures stand in, how many have nothing else to tell,
    and the returns that have."""

    row: int
    place: CellRef | None
    alike: int
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPlaces(Sources):
    """Where each figure was read, by indicator and unit. ``blocks``: by field id; ``received``, ``first_unit``: the
    sheet with a line for every unit of the board, and its first line."""

    blocks: Mapping[str, Block]
    received: str
    first_unit: int

    def value_of(self, path: str, id: str) -> str:
        return ""

    def link_to(self, path: str, id: str) -> str:
        return ""

    def link_to_parts(self, form: Form, field: Field) -> str:
        return self.link_to_field(field.id)

    def tip(self) -> str:
        return told("Xem ô đã đọc các số cộng thành")

    def link_to_field(self, id: str) -> str:
        return f"internal:'{self.sheet}'!{a1(self.blocks[id].row, 1)}" if id in self.blocks else ""

    def link_to_unit(self, line: int) -> str:
        return f"internal:'{self.received}'!{a1(self.first_unit + line, 3)}"


def place_shared(board: Board, sheet: str, received: str, first_unit: int) -> SharedPlaces:
    """The rows of ``sheet``, indicator by indicator, then in the order of the units."""
    blocks: dict[str, Block] = {}
    rows: dict[tuple[str, str], int] = {}
    row = FIRST_ROW
    for field in board.fields:
        paths = [sender.path for sender in board.returned if sender.path and (sender.path, field.id) in board.figures]
        if not paths:
            continue
        figures = {path: board.figures[path, field.id] for path in paths}
        place = Counter(figure.ref for figure in figures.values()).most_common(1)[0][0]
        apart = tuple(path for path in paths if figures[path].ref != place or _more_to_tell(figures[path], field))
        blocks[field.id] = Block(row, place, len(paths) - len(apart), apart)
        rows |= {(path, field.id): line for line, path in enumerate(apart, row + 1)}
        row += 1 + len(apart)
    return SharedPlaces(
        rows=rows,
        first_rows={id: block.row for id, block in blocks.items()},
        sheet=sheet,
        blocks=blocks,
        received=received,
        first_unit=first_unit,
    )


def _more_to_tell(figure: Figure, field: Field) -> bool:
    """Whether something stood in the return that the tables do not show as it stood there."""
    if figure.state or figure.note:
        return True
    value, typed = figure.value, figure.typed.strip()
    if not typed or value is None:
        return bool(typed)
    if isinstance(value, dt.date):
        return typed != format_date(value)
    if isinstance(value, str):
        return typed != value
    if _PLAIN_NUMBER.fullmatch(typed) and f"{float(typed):.15g}" == f"{value:.15g}":  # as far as Excel counts
        return False
    return typed != format_number(value, field.decimals)


def write_shared_places(sheet: Sheet, board: Board, sources: SharedPlaces) -> None:
    count = told_number(sum(block.alike + len(block.apart) for block in sources.blocks.values()))
    said = told(HOW_TO_READ, count=count, received=sources.received)
    write_source_heading(sheet, COLUMNS, said, wrapped=False, lines=LINES)
    fields = {field.id: field for field in board.fields}
    names = {sender.path: sender.name for sender in board.returned}
    for id, block in sources.blocks.items():
        _write_shared(sheet, board, fields[id], block, sources)
        for row, path in enumerate(block.apart, block.row + 1):
            _write_apart(sheet, row, board, fields[id], path, names[path])
    last = max((block.row + len(block.apart) for block in sources.blocks.values()), default=FIRST_ROW - 1)
    finish_sources(sheet, last, len(COLUMNS))


def _write_shared(sheet: Sheet, board: Board, field: Field, block: Block, sources: SharedPlaces) -> None:
    """The line of all units that have none of their own."""
    look = {"border": 0, "bold": True, "bg_color": PALE}
    text, centre = grid(sheet.book, **look), grid(sheet.book, align="center", **look)
    row, count = block.row, told_number(block.alike)
    units = told("{count} đơn vị khác", count=count) if block.apart else told("{count} đơn vị", count=count)
    for column in range(1, len(COLUMNS) + 1):
        sheet.blank(row, column, text)
    sheet.text(row, 1, field.short, text)
    sheet.text(row, 2, units, text)
    sheet.text(row, VALUE + 1, field.unit, text)
    if field.formula is not None:
        sheet.text(row, TYPED, told("(máy tính)"), text)
        sheet.text(row, NOTE, expression_words(field.formula, lambda id: board.form.fields[id].short), text)
        return
    sheet.link(row, FILE, sources.link_to_unit(0), text)
    sheet.text(row, FILE, told("xem {received}", received=sources.received), text)
    if block.place is not None:
        sheet.text(row, PLACE, block.place.sheet, centre)
        sheet.text(row, CELL, block.place.a1, centre)


def _write_apart(sheet: Sheet, row: int, board: Board, field: Field, path: str, name: str) -> None:
    """The line of one figure."""
    book, figure = sheet.book, board.figures[path, field.id]
    text, centre = book.style(font_size=10), book.style(font_size=10, align="center")
    sheet.text(row, 1, field.short, text)
    sheet.text(row, 2, name, text)
    write_figure(sheet, row, VALUE, figure, field, source="", link="")
    typed = told("(máy tính)") if field.derived else figure.typed
    told_of_it = {4: field.unit, STATE: board.say(figure.state), TYPED: typed, NOTE: figure.note}
    for column, words in (told_of_it | {FILE: board.file_names[path]}).items():
        if words:
            sheet.text(row, column, words, text)
    if figure.ref is not None:
        sheet.text(row, PLACE, figure.ref.sheet, centre)
        sheet.text(row, CELL, figure.ref.a1, centre)
    sheet.text(row, HASH, board.dataset.hashes.get(path, "")[:HASH_DIGITS], book.style(font_size=9))
