"""The sheets ``Biểu chi tiết`` and ``Nội dung``: tables with fixed rows, tables to lengthen, lists of bullets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tonghop290.model import FIGURE_TYPES, CellRef, Field, Table, Words, below
from tonghop290.workbook.issue.contents import Contents, heading
from tonghop290.workbook.issue.live import table_check
from tonghop290.workbook.issue.looks import Looks
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

_WORDS_WIDTH = 112
_WIDTHS = {
    "detail": {1: 9, 2: 5, 3: 40, **dict.fromkeys(range(4, 12), 13)},
    "words": {1: 9, 2: 5, 3: _WORDS_WIDTH},
}
_TITLES = {"detail": DETAIL_TITLE, "words": WORDS_TITLE}

Row = Mapping[str, Any]
"""Column id → value; of a fixed table, also "row" → row id."""


def write_tables(sheet: Sheet, looks: Looks, contents: Contents) -> None:
    """The tables of the form that stand on this sheet."""
    places = [place for place in contents.plan.tables.values() if place.sheet == sheet.name]
    last_column, kind = max(place.last_column for place in places), places[0].table.sheet
    for column, width in _WIDTHS[kind].items():
        sheet.width(column, width)
    sheet.merge(1, 1, 1, last_column, contents.say(_TITLES[kind]), looks.title())
    sheet.merge(2, 1, 2, last_column, contents.say(TABLES_HOW_TO), looks.subtitle())
    if contents.office.notice:
        sheet.merge(3, 1, 3, last_column, contents.office.notice, looks.notice())
    for (name, row), section in contents.plan.section_rows.items():
        if name == sheet.name:
            sheet.merge(row, 1, row, last_column, heading(section), looks.section())
            if section.second:
                sheet.height(row, 36)
    for place in places:
        rows = _rows(place.table, contents.filling.tables.get(place.table.id))
        _write_head(sheet, looks, place, contents.form.words)
        for index in range(max(place.last_row - place.first_row + 1, 0)):
            values = rows[index] if index < len(rows) else {}
            _write_row(sheet, looks, contents.plan, place, index, values)
        _write_end(sheet, looks, place, rows, contents.form.words)
        _write_check(sheet, looks, place, contents)
    broken = [(place, place.columns[one.id]) for place in places for one in place.table.columns if one.decimals]
    sheet.whole_as_whole(
        [(row, column) for place, column in broken for row in range(place.first_row, place.end_row + 1)]
    )
    sheet.form_page(left=0.5, right=0.4, footer=page_of(contents.form.words))


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


def _write_head(sheet: Sheet, looks: Looks, place: TablePlace, words: Words) -> None:
    table, row = place.table, place.title_row
    help = f"{HELP}{table.help}" if table.help else ""
    title = below(table.label + help, table.second)
    sheet.merge(row, 2, row, place.last_column, title, looks.make(bold=True, text_wrap=True))
    sheet.height(row, (34 if table.sheet == "detail" else 22) + 16 * bool(table.second))
    row = place.header_row
    sheet.text(row, CODE, table.code, looks.code(), even_empty=True)
    sheet.text(row, NUMBER, words.say(FIGURE_HEADERS[NUMBER - 1]), looks.head())
    if table.fixed:
        sheet.text(row, ROW_LABEL_COLUMN, table.number or words.say(ROW_HEADER), looks.head())
    for column in table.columns:
        first = place.columns[column.id]
        sheet.merge(
            row, first, row, first + place.spans[column.id] - 1, below(column.label, column.second), looks.head()
        )
    if any(column.second for column in table.columns):
        sheet.height(row, 36)
    if place.total_column:
        sheet.text(row, place.total_column, words.say(TOTAL_LABEL), looks.head())


def _write_row(sheet: Sheet, looks: Looks, plan: Plan, place: TablePlace, index: int, values: Row) -> None:
    table, row = place.table, place.first_row + index
    code = table.rows[index].code if table.fixed else f"{table.code}{index + 1}"
    sheet.text(row, CODE, code, looks.code(), even_empty=True)
    sheet.number(row, NUMBER, index + 1, looks.centred())
    if table.fixed:
        printed = below(table.rows[index].label, table.rows[index].second)
        sheet.text(row, ROW_LABEL_COLUMN, printed, looks.label(), even_empty=True)
    two = table.fixed and bool(table.rows[index].second)
    sheet.height(row, max(_height(place, values), 36 * two))
    for column in table.columns:
        _write_cell(sheet, looks, place, row, column, values.get(column.id))
        if column.type in (*FIGURE_TYPES, "date", "choice"):
            offered = plan.offered(column, place, row)
            sheet.typing_rule(row, place.columns[column.id], validation(column, plan.form.words, offered))
    if place.total_column:
        first, last = (place.cell(index + 1, column.id) for column in (table.columns[0], table.columns[-1]))
        numbers = [values.get(column.id) for column in table.columns]
        _write_total(sheet, looks, row, place.total_column, table, first, last, numbers)


def _height(place: TablePlace, values: Row) -> int:
    """Points for the longest text of a row."""
    width = _WORDS_WIDTH if place.table.sheet == "words" else 60
    texts = [str(values.get(column.id, "") or "") for column in place.table.columns]
    return 18 * max(1 if place.table.sheet == "detail" else 2, int(max(map(len, texts), default=0) / width) + 1)


def _write_cell(sheet: Sheet, looks: Looks, place: TablePlace, row: int, column: Field, value: Any) -> None:
    first, look = place.columns[column.id], looks.input(column) if column.figure else looks.words()
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
