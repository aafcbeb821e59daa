"""Reading the tables of a returned workbook: from the header anchor to the end anchor, whatever was inserted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tonghop290.messages import finding
from tonghop290.model import Cell, CellRef, Finding, Form, Table
from tonghop290.text.normalize import clean_text, match_key
from tonghop290.workbook.cells_read import as_cell
from tonghop290.workbook.layout import end_code
from tonghop290.workbook.locate import Index
from tonghop290.workbook.xlsx import RawCell, RawSheet

__all__ = ["TableReading", "read_table"]

_MOST_OPEN_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    rows: tuple[Mapping[str, Cell], ...] = ()
    row_ids: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_table(index: Index, form: Form, table: Table, *, file: str, date1904: bool) -> TableReading:
    """The rows of one table; free tables give only rows with something in them."""
    anchors = index.codes.get(match_key(table.code), [])
    anchor = anchors[0] if anchors else _header_by_labels(index, table)
    if anchor is None:
        return TableReading(findings=(finding("table-missing", file=file, label=table.label),))
    number, header_row, _ = anchor
    sheet = index.book.sheets[number]
    rows: dict[int, dict[int, RawCell]] = defaultdict(dict)
    for (row, column), cell in sheet.cells.items():
        if row >= header_row:
            rows[row][column] = cell
    columns: dict[str, int] = {}
    for column in table.columns:
        wanted = match_key(column.label)
        found = [at for at, cell in sorted(rows[header_row].items()) if match_key(clean_text(cell.text, keep_lines=False)) == wanted]
        if found:
            columns[column.id] = found[0]
    problems = [finding("table-column-missing", file=file, sheet=sheet.name, label=table.label, column=column.label)
                for column in table.columns if column.id not in columns]
    ends = [row for where, row, _ in index.codes.get(match_key(end_code(table)), ()) if where == number and row > header_row]
    if table.fixed:
        return _fixed_rows(index, table, sheet, number, rows, columns, problems, header_row, ends, file=file, date1904=date1904)
    if ends:
        last = min(ends) - 1
    else:
        last = _open_end(index, form, table, number, header_row, max(rows, default=header_row))
        problems.append(finding("table-open", file=file, sheet=sheet.name, label=table.label))
    found_rows = []
    for row in range(header_row + 1, min(last, header_row + _MOST_OPEN_ROWS) + 1):
        cells = {id: as_cell(sheet, row, at, rows[row].get(at), date1904=date1904) for id, at in columns.items()}
        if any(cell.kind != "empty" and cell.text.strip() for cell in cells.values()):
            found_rows.append(cells)
    return TableReading(rows=tuple(found_rows), findings=tuple(problems))


def _fixed_rows(
    index: Index, table: Table, sheet: RawSheet, number: int, rows: Mapping[int, Mapping[int, RawCell]], columns: Mapping[str, int],
    problems: list[Finding], header_row: int, ends: list[int], *, file: str, date1904: bool,
) -> TableReading:
    last = min(ends) if ends else header_row + _MOST_OPEN_ROWS
    found_rows, ids = [], []
    for one in table.rows:
        places = [row for where, row, _ in index.codes.get(match_key(one.code), ()) if where == number and header_row < row <= last]
        if not places:
            places = [row for where, row, _ in index.labels.get(match_key(one.label), ()) if where == number and header_row < row <= last]
        if not places:
            problems.append(finding("row-missing", file=file, sheet=sheet.name, label=f"{one.label}, {table.label}"))
            continue
        row = places[0]
        found_rows.append({id: as_cell(sheet, row, at, rows.get(row, {}).get(at), date1904=date1904) for id, at in columns.items()})
        ids.append(one.id)
    return TableReading(rows=tuple(found_rows), row_ids=tuple(ids), findings=tuple(problems))


def _header_by_labels(index: Index, table: Table) -> tuple[int, int, int] | None:
    """Without its code: the row below the table's own title that carries all its column labels."""
    titles = index.labels.get(match_key(table.label), [])
    wanted = [match_key(column.label) for column in table.columns]
    rows: dict[tuple[int, int], set[str]] = defaultdict(set)
    for label in wanted:
        for number, row, _ in index.labels.get(label, ()):
            rows[number, row].add(label)
    for number, row in sorted(rows):
        if rows[number, row] >= set(wanted) and len(wanted) > 1:
            return number, row, 1
        if any(where == number and 0 < row - title <= 3 for where, title, _ in titles):
            return number, row, 1
    return None


def _open_end(index: Index, form: Form, table: Table, number: int, header_row: int, last: int) -> int:
    """Without the end anchor: up to the next table's header on the same sheet, or the last row with content."""
    below = [row for other in form.tables.values() if other.id != table.id
             for where, row, _ in index.codes.get(match_key(other.code), ()) if where == number and row > header_row]
    return min([row - 2 for row in below] + [last])
