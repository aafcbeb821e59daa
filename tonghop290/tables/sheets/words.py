"""``Nội dung`` and ``Mô hình``: what the communes wrote, in one sheet each, to be filtered and read."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tonghop290.model import Field, Table, Value, known_value, told, told_number
from tonghop290.spreadsheet.write import A4, Sheet
from tonghop290.tables.board import Board
from tonghop290.tables.figure_cells import PALE, grid, number_format, write_header
from tonghop290.tables.pages import write_across
from tonghop290.tables.senders import Sender
from tonghop290.tables.sheets.fixed_tables import table_title
from tonghop290.text.format import format_date, format_number
from tonghop290.text.normalize import match_key

__all__ = ["free_tables", "write_models", "write_words"]

TEMPLATE_SENTENCE, OWN_SENTENCE = told("câu mẫu"), told("viết riêng")
SHARES: Mapping[str, int] = {"long text": 3, "text": 2}
"""How much wider than a number a column of words is."""
HEADER_ROW = 4
MOST_REPEATED = 2_500
"""Sentences left as printed; with more (of 200 units) each is told once, with the number of its units. A row a unit, of
700 units 9,100 that the filter hides, is a quarter of the workbook."""


def free_tables(board: Board, *, bullets: bool) -> list[Table]:
    """The tables whose rows the units write themselves: lists of one column (bullets), or several."""
    return [table for table in board.form.tables.values() if not table.fixed and (len(table.columns) == 1) == bullets]


def _rows_of(board: Board, table: Table) -> Iterator[tuple[Sender, list[Value]]]:
    """The rows of a table that say something, unit by unit in the order of the register."""
    frame = board.dataset.tables.get(table.id)
    if frame is None:
        return
    by_path: dict[str, list[tuple[Value, list[Value]]]] = {}
    columns = [frame[column.id].tolist() for column in table.columns]
    writers = frame["unit_name"].tolist() if "unit_name" in frame else [None] * len(frame)
    for path, writer, *values in zip(frame["file"].tolist(), writers, *columns, strict=True):
        row = [known_value(value) for value in values]
        if any(value is not None for value in row):
            by_path.setdefault(path, []).append((known_value(writer), row))
    for sender in board.returned:
        for writer, row in by_path.get(sender.path or "", []):
            yield (replace(sender, name=f"{writer} ({sender.name})") if writer else sender), row


def write_words(sheet: Sheet, board: Board, tables: Sequence[Table]) -> None:
    """One row a sentence; those left as the form printed them are marked and hidden by the filter, so that what is new
    is what one reads and prints."""
    rows: list[Row] = []
    for table in tables:
        printed = {match_key(text) for row in table.prefilled for text in row.values()}
        for sender, (value,) in _rows_of(board, table):
            text = in_words(value)
            whose = TEMPLATE_SENTENCE if match_key(text) in printed else OWN_SENTENCE
            rows.append((sender.name, table.label, text, whose))
    columns = [
        _Column(told("Đơn vị"), 150),
        _Column(told("Mục"), 150),
        _Column(told("Nội dung"), 620),
        _Column(told("So với mẫu"), 90),
    ]
    own = [row for row in rows if row[-1] == OWN_SENTENCE]
    said = _said(board, rows)
    repeated = len(rows) - len(own)
    if repeated > MOST_REPEATED:
        rows = _each_once(rows)
        said = told(
            "{own} dòng đơn vị viết riêng, trong {said} Câu giữ nguyên của mẫu ghi một lần kèm số đơn vị, đã ẩn: "
            "bỏ lọc ở cột cuối để xem.",
            own=told_number(len(own)),
            said=said,
        )
    elif repeated:
        said = told(
            "{own} dòng đơn vị viết riêng, trong {said} Câu giữ nguyên của mẫu đã ẩn: bỏ lọc ở cột cuối để xem.",
            own=told_number(len(own)),
            said=said,
        )
    _write(sheet, told("NỘI DUNG CÁC ĐƠN VỊ BÁO CÁO"), said, columns, rows)
    last = HEADER_ROW + len(rows)
    if repeated:
        for line, row in enumerate(rows, HEADER_ROW + 1):
            if row[-1] == TEMPLATE_SENTENCE:
                sheet.hide_row(line)
        sheet.filter(HEADER_ROW, 1, last, len(columns) + 1, only=OWN_SENTENCE)


def _each_once(rows: Sequence[Row]) -> list[Row]:
    """The units' own sentences as they are; of those left as printed each once, with the number of units."""
    units: dict[tuple[Value, str], set[Value]] = {}
    for unit, part, text, whose in rows:
        if whose == TEMPLATE_SENTENCE:
            units.setdefault((part, match_key(in_words(text))), set()).add(unit)
    folded: list[Row] = []
    for row in rows:
        if row[-1] == TEMPLATE_SENTENCE:
            same = units.pop((row[1], match_key(in_words(row[2]))), None)
            if same is None:
                continue
            row = (told("{count} đơn vị", count=told_number(len(same))), *row[1:])
        folded.append(row)
    return folded


def write_models(sheet: Sheet, board: Board, table: Table) -> None:
    """A table the units fill freely, all units under each other; its figures are numbers."""
    rows = [(sender.name, *values) for sender, values in _rows_of(board, table)]
    shares = [SHARES.get(column.type, 1) for column in table.columns]
    share = 860 // sum(shares)
    columns = [_Column(column.label, share * own, column) for column, own in zip(table.columns, shares, strict=True)]
    _write(sheet, table_title(table).upper(), _said(board, rows), [_Column(told("Đơn vị"), 150), *columns], rows)


def in_words(value: Value) -> str:
    """A value in words; years and other small whole numbers without separators."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10_000 else format_number(value)
    return format_date(value) if isinstance(value, dt.date) else value


Row = tuple[Value, ...]


class _Column(NamedTuple):
    """The heading and the width (pixels) of a column; of figures also what they are."""

    label: str
    width: int
    field: Field | None = None


def _said(board: Board, rows: Sequence[Row]) -> str:
    units = f"{len({row[0] for row in rows})}/{board.expected_members} {board.member_words}"
    if not rows:
        return told("Chưa đơn vị nào ghi.")
    return told("{count} dòng của {units}, ghi nguyên văn.", count=len(rows), units=units)


def _write(sheet: Sheet, title: str, said: str, columns: Sequence[_Column], rows: Sequence[Row]) -> None:
    """A whole sheet of rows; the first cell of each is the unit."""
    book, widths = sheet.book, [40, *(column.width for column in columns)]
    last = len(widths)
    sheet.widths(widths)
    write_across(sheet, 1, (1, last), title, book.style(bold=True, font_size=14, align="center"))
    write_across(sheet, 2, (1, last), said, book.style(italic=True, align="center"))
    header = grid(book, bold=True, align="center", bg_color=PALE)
    write_header(sheet, HEADER_ROW, (told("STT"), *(column.label for column in columns)), header)
    number = grid(book, align="center", valign="top")
    counts = Counter[Value]()
    for line, row in enumerate(rows, HEADER_ROW + 1):
        counts[row[-1] == TEMPLATE_SENTENCE] += 1
        sheet.number(line, 1, counts[row[-1] == TEMPLATE_SENTENCE], number)
        for place, (column, value) in enumerate(zip(columns, row, strict=True), 2):
            _write_cell(sheet, line, place, column, value)
        words = map(in_words, row)
        highest = max(_lines(text, column.width) for text, column in zip(words, columns, strict=True))
        sheet.height(line, 4 + 13.5 * highest)
    if rows:
        sheet.filter(HEADER_ROW, 1, HEADER_ROW + len(rows), last)
    sheet.freeze(HEADER_ROW + 1, 3)
    sheet.page(paper=A4, header=(HEADER_ROW, HEADER_ROW))


def _write_cell(sheet: Sheet, row: int, place: int, column: _Column, value: Value) -> None:
    """A figure as a number, all of a column with the same decimals; everything else as text."""
    field = column.field
    if isinstance(value, float) and field is not None and field.figure:
        digits = "0" if field.is_year else number_format(field)
        align = "center" if field.is_year else "right"
        sheet.number(row, place, value, grid(sheet.book, num_format=digits, align=align, valign="top"))
    else:
        sheet.text(row, place, in_words(value), grid(sheet.book, text_wrap=True, valign="top"))


def _lines(words: str, width: int) -> int:
    """How many lines words take in a column; more than 25 are not shown."""
    return min(25, sum(max(1, math.ceil(len(line) * 5.4 / (width - 10))) for line in words.split("\n")))
