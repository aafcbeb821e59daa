"""Finding a form's fields in a returned workbook by agreeing witnesses.

A field's row is named by its code (a cell of its own), by the defined name, and by its label; the value's column by the
header row above. What people do to rows, columns, sheets and names moves some witnesses and not others: two that agree
are believed, a lone one too when nothing contradicts it, and a contradiction is a finding, never a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tonghop290.model import Field, Form
from tonghop290.text.normalize import clean_text, match_key
from tonghop290.workbook.layout import FIGURE_HEADERS, NOTE, STATE, VALUE
from tonghop290.workbook.xlsx import RawBook, RawSheet, parse_reference

__all__ = ["Index", "Located", "index_book", "locate_field"]

Place = tuple[int, int]
"""(sheet index, row)"""


@dataclass(slots=True)
class Header:
    """A header row of ``Số liệu``: which columns hold value, state and note."""

    row: int
    value: int
    state: int | None
    note: int | None


@dataclass(slots=True)
class Index:
    """Where every text of interest stands, made in one walk over the cells."""

    book: RawBook
    codes: Mapping[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    labels: Mapping[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    names: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    headers: Mapping[int, list[Header]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a field was found. ``others``: further rows that claim to be it. ``moved``: the defined name says otherwise."""

    place: Place | None
    value_column: int = 0
    header: Header | None = None
    found_by: tuple[str, ...] = ()
    others: tuple[Place, ...] = ()
    disputed: tuple[Place, ...] = ()
    moved: bool = False


def index_book(book: RawBook, form: Form) -> Index:
    """Collect the witnesses of a whole book."""
    wanted_codes = {one.code for one in form.fields.values()}
    for table in form.tables.values():
        wanted_codes |= {table.code, table.code + "-hết", *(row.code for row in table.rows)}
    wanted_codes = {match_key(code) for code in wanted_codes}
    wanted_labels = {match_key(label) for one in form.fields.values() for label in _labels_of(one)}
    wanted_labels |= {match_key(table.label) for table in form.tables.values()}
    for table in form.tables.values():
        wanted_labels |= {match_key(row.label) for row in table.rows} | {match_key(column.label) for column in table.columns}
    header_keys = {match_key(FIGURE_HEADERS[column - 1]): column for column in (VALUE, STATE, NOTE)}
    codes: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    labels: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    headers: dict[int, list[Header]] = {}
    keys: dict[str, str] = {}
    for number, sheet in enumerate(book.sheets):
        header_cells: dict[int, dict[int, int]] = defaultdict(dict)
        if sheet.name.startswith("_"):
            continue
        for (row, column), cell in sheet.cells.items():
            if cell.kind != "s" or len(cell.text) > 300:
                if cell.kind == "n" and cell.text in wanted_labels:
                    labels[cell.text].append((number, row, column))
                continue
            key = keys.get(cell.text)
            if key is None:
                key = keys[cell.text] = match_key(clean_text(cell.text, keep_lines=False))
            if key in wanted_codes:
                codes[key].append((number, row, column))
            if key in wanted_labels:
                labels[key].append((number, row, column))
            if key in header_keys:
                header_cells[row].setdefault(header_keys[key], column)
        headers[number] = [
            Header(row, found[VALUE], found.get(STATE), found.get(NOTE))
            for row, found in sorted(header_cells.items()) if VALUE in found and len(found) > 1
        ]
    sheet_numbers = {match_key(sheet.name): number for number, sheet in reversed(list(enumerate(book.sheets)))}
    names: dict[str, tuple[int, int, int]] = {}
    for name, target in book.names.items():
        if name.lower() in form.fields and (place := parse_reference(target)) is not None:
            number = sheet_numbers.get(match_key(place[0]))
            if number is not None:
                names[name.lower()] = (number, place[1], place[2])
    return Index(book=book, codes=dict(codes), labels=dict(labels), names=names, headers=headers)


def _labels_of(one: Field) -> tuple[str, ...]:
    return (one.label, one.label + " (không bắt buộc)")


def _header_above(headers: Iterable[Header], row: int) -> Header | None:
    above = [header for header in headers if header.row < row]
    return above[-1] if above else None


def locate_field(index: Index, one: Field) -> Located:
    """The row and columns of a field, and how sure that is."""
    by_code = [(sheet, row) for sheet, row, _ in index.codes.get(match_key(one.code), ())]
    by_label = [(sheet, row) for label in _labels_of(one) for sheet, row, _ in index.labels.get(match_key(label), ())]
    name = index.names.get(one.id)
    by_name = [(name[0], name[1])] if name else []
    witnesses: dict[Place, list[str]] = defaultdict(list)
    for witness, places in (("code", by_code), ("name", by_name), ("label", by_label)):
        for place in dict.fromkeys(places):
            witnesses[place].append(witness)
    if not witnesses:
        return Located(place=None)
    strength = {place: (len(found), "code" in found, "name" in found) for place, found in witnesses.items()}
    ranked = sorted(witnesses, key=lambda place: (-strength[place][0], place))
    best = ranked[0]
    full = [place for place in ranked if {"code", "label"} <= set(witnesses[place])]
    if full and best not in full:
        best = full[0]
    if len(full) > 1:
        best = next((place for place in full if "name" in witnesses[place]), full[0])
    rivals = [place for place in ranked if place != best and place not in full]
    # A lone defined name that points elsewhere has stayed behind when rows were sorted or pasted: code and label win.
    left_behind = [place for place in rivals if witnesses[place] == ["name"]]
    disputed = [place for place in rivals if place not in left_behind]
    if len(witnesses[best]) == 1 and left_behind:
        disputed += left_behind
    header = _header_above(index.headers.get(best[0], ()), best[1])
    column = header.value if header else name[2] if name and (name[0], name[1]) == best else 0
    if not column:
        column = _column_from_code(index, one, best)
    return Located(
        place=best, value_column=column, header=header, found_by=tuple(witnesses[best]), others=tuple(place for place in full if place != best),
        disputed=tuple(disputed) if len(witnesses[best]) < 2 else (), moved=bool(left_behind) and len(witnesses[best]) > 1,
    )


def _column_from_code(index: Index, one: Field, place: Place) -> int:
    """Without a header row: as far right of the code as the form was laid out."""
    for sheet, row, column in index.codes.get(match_key(one.code), ()):
        if (sheet, row) == place:
            return column + VALUE - 1
    return 0


def column_of_header(sheet: RawSheet, row: int, label: str) -> int | None:
    """The column whose cell in a header row says ``label``."""
    wanted = match_key(label)
    for (cell_row, column), cell in sheet.cells.items():
        if cell_row == row and match_key(clean_text(cell.text, keep_lines=False)) == wanted:
            return column
    return None
