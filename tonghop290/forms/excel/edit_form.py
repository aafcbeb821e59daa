"""A definition written into the workbook its author has: only the cells that it says otherwise are changed.

What is the author's own stays: columns no title of ours names, comments, notes between the rows, other sheets, widths
and looks, and their own way of writing what means the same.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.forms.excel.author_looks import as_bytes, make_room, new_sheet, new_title, put, write_row
from tonghop290.forms.excel.cell_faults import CellFaults
from tonghop290.forms.excel.fault_marks import clear_marks
from tonghop290.forms.excel.read_form import read_book, setting_path
from tonghop290.forms.excel.row_moves import in_new_order
from tonghop290.forms.excel.sheets import Sheet, book_of, open_book, refuse_losses, sheets_of
from tonghop290.forms.excel.titles import (
    COLUMNS,
    ENTRIES,
    FIELDS,
    HEAD,
    LISTS,
    NAMED,
    OTHERS,
    PARAMETERS,
    ROWS,
    RULES,
    SECTION,
    SHEETS,
    TABLES,
    WORDS,
)
from tonghop290.forms.excel.write_form import Rows, rows_of
from tonghop290.model import FormError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["edited", "is_authors_book"]

Key = tuple[Any, ...]
_FREE = (HEAD, PARAMETERS, WORDS, OTHERS)
"""Sheets whose rows may stand in any order: what is new goes below."""


def is_authors_book(path: Path) -> bool:
    """Whether a file is a workbook some sheet of which is one of a form's."""
    try:
        book, _ = open_book(path)
    except (FormError, OSError):
        return False
    return any(sheet.places for sheet in sheets_of(book).values())


def edited(path: Path, content: Mapping[str, Any]) -> tuple[bytes, int]:
    """The author's workbook once it says ``content``, and how many cells were changed for it.

    Errors: OSError; :class:`FormError` where it cannot be read, or cannot be made to say it.
    """
    refuse_losses(path, open_book(path)[1])
    wanted = rows_of(content)
    for anew in (False, True):  # what stands where no writer of ours would put it: every cell of a form anew
        book, _ = open_book(path)
        clear_marks(book)
        changed = _edit(book, wanted, anew=anew)
        data = as_bytes(book)
        back, _, _ = read_book(book_of(path, data))
        if _alike(rows_of(back), wanted):
            return data, changed
    raise FormError(str(path), [f"{path.name}: không sửa được tệp này theo biểu; đề nghị ghi ra một tệp mới"])


def _alike(one: Rows, other: Rows) -> bool:
    return all(
        sorted(map(repr, _said(one[name]))) == sorted(map(repr, _said(other[name])))
        if name in _FREE
        else _said(one[name]) == _said(other[name])
        for name in SHEETS
    )


def _said(rows: Sequence[Mapping[str, Any]]) -> list[list[tuple[str, Any]]]:
    """The rows that say something; an empty setting says nothing."""
    said = filter(_says_something, rows)
    return [sorted((title, _plain(value)) for title, value in row.items() if value is not None) for row in said]


def _plain(value: Any) -> Any:
    """A cell's value for comparison: -0.0 is 0."""
    return value + 0.0 if type(value) in (int, float) else value


def _says_something(row: Mapping[str, Any]) -> bool:
    return "Cài đặt" not in row or row["Giá trị"] is not None


def _stands(there: Any, value: Any) -> bool:
    """Whether a cell holds this value already."""
    there = there.date() if isinstance(there, dt.datetime) else there
    return type(there) is type(value) and bool(there == value)


def _edit(book: Workbook, wanted: Rows, *, anew: bool) -> int:
    content, faults, sheets = read_book(book)
    places, now = _rows_there(content, faults, sheets), rows_of(content)
    changed = 0
    for name in SHEETS:
        old, new = dict(_keyed(name, now[name])), dict(_keyed(name, wanted[name]))
        sheet = sheets.get(name)
        if sheet is not None and sheet.places:
            own = {key: row for key, row in places[name].items() if anew or key in old}
            one = _SheetEdit(book[sheet.title], sheet, own, free=name in _FREE, anew=anew)
            changed += one.edit(old, new)
        elif any(_said(wanted[name])):
            changed += new_sheet(book, name, wanted[name])
    return changed


# --- which row is which -------------------------------------------------------------------------------------------


def _keyed(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """Each row of a sheet as it is written, under what it is about."""
    seen: Counter[Key] = Counter()
    above: Any = None
    for row in rows:
        if name == HEAD:
            above = setting_path(str(row["Cài đặt"])) if row.get("Cài đặt") is not None else above
            key: Key = (above,)
        elif name == LISTS:
            above = row.get("Mã máy", above)
            key = (above, row.get("Lựa chọn"))
        elif name == FIELDS:
            key = ("sections" if row.get("Kiểu") == SECTION else "fields", row["Mã máy"])
        elif name == ROWS:
            key = (row["Bảng"], row.get("Mã máy"))
        else:
            key = (row.get("Bảng") if name == COLUMNS else None, row.get(_id_title(name)))
        seen[key] += 1
        yield (*key, seen[key]), row


def _id_title(name: str) -> str:
    """The column of a sheet that says what a row is about."""
    titles = [column.title for column in SHEETS[name] if not column.key]
    return "Mã máy" if "Mã máy" in titles else titles[0]


def _rows_there(
    content: Mapping[str, Any], faults: CellFaults, sheets: Mapping[str, Sheet]
) -> dict[str, dict[Key, int]]:
    """Sheet → what a row is about → its number in the author's sheet."""
    found: dict[str, dict[Key, int]] = {name: {} for name in SHEETS}
    seen: Counter[tuple[str, Key]] = Counter()
    for name, place, key in _things(content):
        row = faults.row_of(place)
        if row is not None:
            seen[name, key] += 1
            found[name][*key, seen[name, key]] = row
    if HEAD in sheets:
        found[HEAD] = dict(_settings_there(sheets[HEAD]))
    if OTHERS in sheets:
        paths = ((row.number, str(row["Mục"] or "").strip()) for row in sheets[OTHERS].rows)
        found[OTHERS] = {(None, path, 1): number for number, path in paths if path and not path.startswith("#")}
    return found


def _things(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Key]]:
    """Everything that has a row: its sheet, its place in the definition, what the row is about."""
    for part in ("sections", "fields"):
        yield from ((FIELDS, f"{part}.{id}", (part, id)) for id in _named(content, part))
    for id, table in _named(content, "tables").items():
        yield TABLES, f"tables.{id}", (None, id)
        yield from ((COLUMNS, f"tables.{id}.columns.{name}", (id, name)) for name in _named(table, "columns"))
        for key in ("rows", "prefilled"):
            for number, row in enumerate(_listed(table, key), 1):
                yield ROWS, f"tables.{id}.{key}[{number}]", (id, row.get("id") if key == "rows" else None)
    for id, one in _named(content, "lists").items():
        for number, entry in enumerate(_listed(one, "entries"), 1):
            label = entry.get("label") if isinstance(entry, Mapping) else entry
            yield LISTS, f"lists.{id}.entries[{number}]", (id, label)
    by_name = ((RULES, "rules"), (PARAMETERS, "parameters"), (WORDS, "words"), *ENTRIES.items(), *NAMED.items())
    for name, part in by_name:
        yield from ((name, f"{part}.{id}", (None, id)) for id in _named(content, part))


def _named(part: Any, key: str) -> Mapping[str, Any]:
    """What is told apart by names below a key; nothing where a definition says something else there."""
    found = part.get(key) if isinstance(part, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _listed(part: Any, key: str) -> list[Any]:
    found = part.get(key) if isinstance(part, Mapping) else None
    return found if isinstance(found, list) else []


def _settings_there(sheet: Sheet) -> Iterator[tuple[Key, int]]:
    path, count = "", 0
    for row in sheet.rows:
        said = row["Cài đặt"]
        path, count = (setting_path(str(said)), 1) if said is not None else (path, count + 1)
        if path:
            yield (path, count), row.number


# --- one sheet ----------------------------------------------------------------------------------------------------


class _SheetEdit:
    """``own``: what a row is about → its number, for the rows that are ours to change. ``free``: in any order."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet, own: Mapping[Key, int], *, free: bool, anew: bool) -> None:
        self.worksheet, self.sheet, self.own, self.free, self.anew = worksheet, sheet, own, free, anew
        self.places = dict(sheet.places)
        self.gone: set[int] = set()
        self.changed = 0

    def edit(self, now: Mapping[Key, Mapping[str, Any]], wanted: Mapping[Key, Mapping[str, Any]]) -> int:
        """Change what differs between the two; how many cells that were."""
        wanted = {key: row for key, row in wanted.items() if _says_something(row) or key in self.own}
        order, rows = self._order(wanted)
        in_new_order(self.worksheet, self.sheet.head_row + 1, order)
        first = self.sheet.head_row + 1
        for number, (old, key) in enumerate(zip(order, rows, strict=True), first):
            if key is not None and old is None:
                self._write_new(number, wanted[key])
            elif key is not None:
                self._change(number, now.get(key, {}), wanted[key])
            elif old in self.gone:
                self._change(number, dict.fromkeys(self.places, ""), {})
        return self.changed

    def _order(self, wanted: Mapping[Key, Mapping[str, Any]]) -> tuple[list[int | None], list[Key | None]]:
        """The numbers of the rows in their new order, and what each is about (None: the author's own)."""
        about = {row: key for key, row in self.own.items()}
        read = {row.number for row in self.sheet.rows}
        self.gone = {row for row, key in about.items() if key not in wanted}
        self.gone |= {row for row in read - about.keys() if self.anew and not self._is_note(row)}
        last = max((row for row, _ in self.worksheet._cells), default=self.sheet.head_row)
        trails: dict[Key | None, list[int]] = {None: []}
        here: Key | None = None
        for row in range(self.sheet.head_row + 1, last + 1):
            key = about.get(row)
            if key in wanted:
                here, trails[key] = key, []
            elif row not in self.gone or self._holds_own(row):
                trails[here].append(row)
        there = [key for key in trails if key is not None]
        keys = [*there, *(key for key in wanted if key not in trails)] if self.free else list(wanted)
        order: list[int | None] = [*trails[None]]
        rows: list[Key | None] = [None] * len(order)
        for key in keys:
            own = trails.get(key, [])
            order += [self.own[key] if key in trails else None, *own]
            rows += [key, *[None] * len(own)]
        return order, rows

    def _is_note(self, number: int) -> bool:
        """Whether a row is a note that readers pass over: "# …" in its first known cell."""
        cells = next(row.cells for row in self.sheet.rows if row.number == number)
        return str(next(iter(cells.values()))).startswith("#")

    def _holds_own(self, number: int) -> bool:
        known = set(self.places.values())
        return any(
            cell.comment is not None or column not in known and cell.value is not None
            for (row, column), cell in self.worksheet._cells.items()
            if row == number and hasattr(cell, "comment")
        )

    def _change(self, number: int, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        titles = {title for title in self.sheet.columns if self.anew or now.get(title) != wanted.get(title)}
        if titles:
            titles |= wanted.keys() & {"Mã máy"}  # an id may have been proposed from what has changed
        for title in filter(titles.__contains__, self.sheet.columns):
            value, place = wanted.get(title), self.places.get(title)
            if place is None and value is None:
                continue
            cell = self.worksheet.cell(number, place or self._new_column(title))
            if not _stands(cell.value, value):
                put(cell, value)
                self.changed += 1
        make_room(self.worksheet, number, self.sheet.columns, {title: wanted.get(title) for title in titles})

    def _write_new(self, number: int, row: Mapping[str, Any]) -> None:
        for title, value in row.items():
            if value is not None and title not in self.places:
                self._new_column(title)
        write_row(self.worksheet, number, self.sheet.columns, self.places, row)
        self.changed += sum(value is not None for value in row.values())

    def _new_column(self, title: str) -> int:
        """A column for a title that the author has none for, right of everything."""
        used = max((column for (_, column), cell in self.worksheet._cells.items() if cell.value is not None), default=0)
        self.places[title] = used + 1
        new_title(self.worksheet, self.sheet.head_row, used + 1, self.sheet.columns[title])
        return used + 1
