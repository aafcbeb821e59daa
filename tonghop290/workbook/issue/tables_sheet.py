"""The sheets ``Biểu chi tiết`` and ``Nội dung``: tables with fixed rows, tables to lengthen, lists of bullets."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tonghop290.model import FIGURE_TYPES, CellRef, Field, Table, Words, below
from tonghop290.spreadsheet.page_breaks import Block
from tonghop290.text.printing.wrapping import column_points, lines_in
from tonghop290.workbook.issue.contents import Contents, heading
from tonghop290.workbook.issue.live import table_check
from tonghop290.workbook.issue.looks import Looks
from tonghop290.workbook.issue.sheets.grounds import colour_table, whole_as_whole
from tonghop290.workbook.issue.sheets.row_heights import SIZE, height_of
from tonghop290.workbook.issue.typing_rules import validation
from tonghop290.workbook.plan import (
    CODE,
    DETAIL_TITLE,
    FIGURE_HEADERS,
    HELP,
    NUMBER,
    ROW_HEADER,
    ROW_LABEL_COLUMN,
    TABLE_END,
    TABLES_HOW_TO,
    TOTAL_LABEL,
    WORDS_TITLE,
    Plan,
    TablePlace,
    end_code,
    page_of,
)

if TYPE_CHECKING:
    from tonghop290.spreadsheet.write import Sheet

__all__ = ["write_tables"]

_CODE_WIDTH, _NUMBER_WIDTH, _LABEL_WIDTH, _WORDS_WIDTH = 7, 5, 40, 112
_FIGURE_WIDTH, _TEXT_WIDTH, _WIDEST = 11, 18, 26
_HEAD_LINES = 3
_LEAST = 20
"""Points of a row, however little stands in it."""
_TITLES = {"detail": DETAIL_TITLE, "words": WORDS_TITLE}

Widths = Mapping[int, float]
"""Sheet column → its width."""

Row = Mapping[str, Any]
"""Column id → value; of a fixed table, also "row" → row id."""


def write_tables(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    """The tables of the form that stand on this sheet."""
    places = [place for place in contents.plan.tables.values() if place.sheet == sheet.name]
    last_column, kind = max(place.last_column for place in places), places[0].table.sheet
    widths = _widths_of(places, kind)
    for column, width in widths.items():
        sheet.width(column, width)
    whole = sum(widths[column] for column in range(1, last_column + 1))
    sheet.merge(1, 1, 1, last_column, contents.say(_TITLES[kind]), looks.title())
    sheet.height(1, height_of(contents.say(_TITLES[kind]), whole, size=15, bold=True) + 2)
    sheet.merge(2, 1, 2, last_column, contents.say(TABLES_HOW_TO), looks.subtitle())
    sheet.height(2, height_of(contents.say(TABLES_HOW_TO), whole))
    if contents.office.notice:
        sheet.merge(3, 1, 3, last_column, contents.office.notice, looks.notice())
    for (name, row), section in contents.plan.section_rows.items():
        if name == sheet.name:
            sheet.merge(row, 1, row, last_column, heading(section), looks.section())
            sheet.height(row, height_of(heading(section), whole, bold=True, indent=1) + 2)
    for place in places:
        rows = _rows(place.table, contents.filling.tables.get(place.table.id))
        _write_head(sheet, looks, place, contents.form.words, widths)
        for index in range(max(place.last_row - place.first_row + 1, 0)):
            values = rows[index] if index < len(rows) else {}
            _write_row(sheet, looks, place, index, values, widths)
        _write_end(sheet, looks, place, rows, contents.form.words)
        _write_check(sheet, looks, place, contents)
        colour_table(sheet, looks, place)
        _rule_columns(sheet, contents.plan, place)
    broken = [(place, place.columns[one.id]) for place in places for one in place.table.columns if one.decimals]
    whole_as_whole(
        sheet, looks, [(row, column) for place, column in broken for row in range(place.first_row, place.end_row + 1)]
    )
    footer = page_of(contents.form.words)
    sheet.form_page(left=0.5, right=0.4, footer=footer, blocks=_blocks(contents.plan, places))


def _blocks(plan: Plan, places: Sequence[TablePlace]) -> list[Block]:
    """The tables, with the section that begins above them and the line below them; the first with the head of the
    sheet."""
    blocks = []
    for place in places:
        first = place.title_row - ((place.sheet, place.title_row - 1) in plan.section_rows)
        blocks.append(Block(1 if place is places[0] else first, place.header_row, place.end_row + 1))
    return blocks


def _rows(table: Table, given: Sequence[Row] | None) -> Sequence[Row]:
    """What stands in a table, from its first row on. Errors: ValueError for more rows than it has."""
    if table.fixed:
        by_id = {row["row"]: row for row in given or ()}
        return [by_id.get(row.id, {}) for row in table.rows]
    rows = table.prefilled if given is None else given
    room = len(table.prefilled) + table.blank_rows
    if len(rows) > room:
        raise ValueError(f"{table.id}: {len(rows)} rows do not fit into {room}")
    return rows


def _write_head(sheet: Sheet, looks: Looks, place: TablePlace, words: Words, widths: Widths) -> None:
    table, row = place.table, place.title_row
    help = f"{HELP}{table.help}" if table.help else ""
    title = below(table.label + help, table.second)
    sheet.merge(row, 2, row, place.last_column, title, looks.make(bold=True, text_wrap=True))
    whole = sum(widths[column] for column in range(2, place.last_column + 1))
    sheet.height(row, height_of(title, whole, bold=True) + 4)
    row = place.header_row
    sheet.text(row, CODE, table.code, looks.code(), even_empty=True)
    sheet.text(row, NUMBER, words.say(FIGURE_HEADERS[NUMBER - 1]), looks.head())
    if table.fixed:
        sheet.text(row, ROW_LABEL_COLUMN, table.number or words.say(ROW_HEADER), looks.head())
    heights: list[float] = [_LEAST]
    for column in table.columns:
        first, label = place.columns[column.id], below(column.label, column.second)
        sheet.merge(row, first, row, first + place.spans[column.id] - 1, label, looks.head())
        heights.append(height_of(label, _width_of(place, column, widths), bold=True))
    sheet.height(row, max(heights))
    if place.total_column:
        sheet.text(row, place.total_column, words.say(TOTAL_LABEL), looks.head())


def _write_row(sheet: Sheet, looks: Looks, place: TablePlace, index: int, values: Row, widths: Widths) -> None:
    table, row = place.table, place.first_row + index
    code = table.rows[index].code if table.fixed else f"{table.code}{index + 1}"
    sheet.text(row, CODE, code, looks.code(), even_empty=True)
    sheet.number(row, NUMBER, index + 1, looks.centred())
    heights = [_LEAST if table.fixed else height_of("\n", 9)]  # free text is rarely one line
    if table.fixed:
        printed = below(table.rows[index].label, table.rows[index].second)
        sheet.text(row, ROW_LABEL_COLUMN, printed, looks.label(), even_empty=True)
        heights.append(height_of(printed, widths[ROW_LABEL_COLUMN], indent=1))
    for column in table.columns:
        _write_cell(sheet, looks, place, row, column, values.get(column.id))
        text = "" if column.figure else str(values.get(column.id) or "")
        heights.append(height_of(text, _width_of(place, column, widths)))
    sheet.height(row, max(heights), grows=max(place.spans.values()) == 1)
    if place.total_column:
        first, last = (place.cell(index + 1, column.id) for column in (table.columns[0], table.columns[-1]))
        numbers = [values.get(column.id) for column in table.columns]
        _write_total(sheet, looks, row, place.total_column, table, first, last, numbers)


def _rule_columns(sheet: Sheet, plan: Plan, place: TablePlace) -> None:
    """A rule a column, over the whole table: a row put in above its end takes part in it."""
    last = place.last_row if place.table.fixed else place.end_row
    for column in place.table.columns:
        if column.type in (*FIGURE_TYPES, "date", "choice"):
            offered = plan.offered(column, place, place.first_row)
            rule = validation(column, plan.form.words, offered, stated=False)
            sheet.typing_rule(place.first_row, place.columns[column.id], rule, last_row=last)


def _width_of(place: TablePlace, column: Field, widths: Widths) -> float:
    first = place.columns[column.id]
    return sum(widths[number] for number in range(first, first + place.spans[column.id]))


def _widths_of(places: Sequence[TablePlace], kind: str) -> Widths:
    """Of a sheet's columns: as wide as the heads of its tables need, on three lines at most; of a sheet of words, the
    first takes what the others leave of the page."""
    last = max(place.last_column for place in places)
    widths: dict[int, float] = dict.fromkeys(range(1, last + 1), _FIGURE_WIDTH)
    widths |= {CODE: _CODE_WIDTH, NUMBER: _NUMBER_WIDTH, ROW_LABEL_COLUMN: _LABEL_WIDTH}
    for place in places:
        for column in place.table.columns:
            number = place.columns[column.id]
            if place.spans[column.id] == 1 and number > ROW_LABEL_COLUMN:
                least = _FIGURE_WIDTH if column.figure or column.type == "date" else _TEXT_WIDTH
                label = below(column.label, column.second)
                fits = (width for width in range(least, _WIDEST) if _fits(label, width))
                widths[number] = max(widths[number], next(fits, _WIDEST))
    if kind == "words":
        others = sum(width for number, width in widths.items() if number > ROW_LABEL_COLUMN)
        widths[ROW_LABEL_COLUMN] = max(_LABEL_WIDTH, _WORDS_WIDTH - others)
    return widths


def _fits(label: str, width: float) -> bool:
    points = column_points(width)
    whole = all(lines_in(word, points, SIZE, bold=True) == 1 for word in label.split())
    return whole and lines_in(label, points, SIZE, bold=True) <= _HEAD_LINES


def _write_cell(sheet: Sheet, looks: Looks, place: TablePlace, row: int, column: Field, value: Any) -> None:
    asked = column if place.table.fixed else dataclasses.replace(column, required=False)
    first, look = place.columns[column.id], looks.input(asked) if column.figure else looks.words(asked)
    if place.spans[column.id] > 1:
        sheet.merge(row, first, row, first + place.spans[column.id] - 1, "", look)
    sheet.value(row, first, value, look)


def _write_end(sheet: Sheet, looks: Looks, place: TablePlace, rows: Sequence[Row], words: Words) -> None:
    """The row by which the reader finds the end of the table: its totals, or a line that says so."""
    table, row = place.table, place.end_row
    sheet.text(row, CODE, end_code(table, words), looks.code())
    if not table.totals:
        pale = looks.make(italic=True, font_size=10, border=1, font_color="#7F7F7F")
        sheet.merge(row, 2, row, place.last_column, words.say(TABLE_END), pale)
        return
    sheet.blank(row, NUMBER, looks.label())
    sheet.text(row, ROW_LABEL_COLUMN, words.say(TOTAL_LABEL), looks.label(bold=True))
    for column in [*place.columns.values(), *([place.total_column] if place.total_column else [])]:
        first, last = (CellRef(place.sheet, number, column) for number in (place.first_row, place.last_row))
        ids = [id for id, number in place.columns.items() if number == column] or list(place.columns)
        _write_total(sheet, looks, row, column, table, first, last, [values.get(id) for values in rows for id in ids])


def _write_total(
    sheet: Sheet,
    looks: Looks,
    row: int,
    column: int,
    table: Table,
    first: CellRef,
    last: CellRef,
    values: Sequence[Any],
) -> None:
    """The sum of a range, nothing where no number stands in it."""
    area = f"{first.a1}:{last.a1}"
    numbers = [value for value in values if isinstance(value, int | float)]
    formula = f'IFERROR(IF(COUNT({area})=0,"",SUM({area})),"")'
    sheet.formula(row, column, formula, looks.fixed(table.columns[0]), sum(numbers) if numbers else "")


def _write_check(sheet: Sheet, looks: Looks, place: TablePlace, contents: Contents) -> None:
    """What the live check says of a table, below it."""
    check = table_check(contents.live, place.table.id)
    if check is not None:
        sheet.formula(place.end_row + 1, 2, check, looks.make(font_size=11, font_color="#C00000"), "")
