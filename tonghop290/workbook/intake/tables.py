"""Reading the tables of a returned workbook: from the header anchor to the end anchor, whatever was inserted.

A table's header row is named by the table's code, by its title above and by its columns' labels; its end by the end
code or the words "Hết bảng". What stands outside the cells of a table is said, never dropped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tonghop290.messages import finding
from tonghop290.model import Cell, Finding, Form, Table, TableRow
from tonghop290.spreadsheet.book import RawCell, RawSheet
from tonghop290.text.normalize import match_key, without_controls
from tonghop290.workbook.intake.around.unowned import Area
from tonghop290.workbook.intake.cells import MergesByRow, as_cell, place_of
from tonghop290.workbook.intake.form_words import titles_of
from tonghop290.workbook.intake.witnesses import Index, Place
from tonghop290.workbook.plan import TABLE_END, end_codes

__all__ = ["TablesReading", "read_tables"]

MOST_ROWS = 1000
_NEAR = 3
_WIDEST_HEAD = 12
_TOLD = frozenset({"table-stray", "table-column-missing", "table-column-twice", "table-uncertain", "table-twice"})
"""What is said of a table whose content is not read in full."""


@dataclass(slots=True, kw_only=True)
class TablesReading:
    """All tables of a book: table id → rows ({column id: cell}), and for fixed tables the ids of those rows."""

    rows: dict[str, tuple[Mapping[str, Cell], ...]] = field(default_factory=dict)
    row_ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    """Where the tables stand, and their copies."""


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One table as one place of the book gives it."""

    rows: list[dict[str, Cell]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def said(self) -> tuple[object, ...]:
        """What must be the same in two copies; () where nothing is filled in."""
        cells = [[(id, cell.kind, cell.text) for id, cell in row.items() if cell.kind != "empty"] for row in self.rows]
        return tuple((id, *own) for id, own in zip(self.ids or [""] * len(cells), cells, strict=True) if own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where one table stands, as far as the layout says: sheet index and row of its header.

    ``columns``: column id → sheet column; ``lacking``: (code of the finding, label) of those not found. ``following``:
    the row the next table begins at, None at the sheet's end. ``end``: the row its end stands on; ``foreign``: another
    table's end stands there.
    """

    sheet: int
    head: int
    columns: Mapping[str, int]
    lacking: tuple[tuple[str, str], ...]
    following: int | None
    end: int | None
    foreign: bool


def read_tables(index: Index, form: Form, *, file: str, merges: MergesByRow) -> TablesReading:
    """The rows of every table; free tables give only rows with something in them. ``merges``: of the index's book."""
    reader = _Reader(index, form, file, merges)
    made = TablesReading()
    for table in form.tables.values():
        reading = reader.read(table)
        made.rows[table.id], made.row_ids[table.id] = tuple(reading.rows), tuple(reading.ids)
        made.findings += reading.findings
        said = any(one.code in _TOLD for one in reading.findings)
        for frame in reader.frames[table.id]:
            columns = frozenset(frame.columns.values())
            last = reader.last_row(frame if not said else replace(frame, end=None))
            made.areas.append(Area(table.id, frame.sheet, frame.head, last, columns, said))
    return made


class _Reader:
    def __init__(self, index: Index, form: Form, file: str, merges: MergesByRow) -> None:
        self.index, self.form, self.file = index, form, file
        self.rows: dict[int, dict[int, dict[int, RawCell]]] = {}
        self.merges = merges
        self.frames = _frames(index, form)

    def read(self, table: Table) -> _Reading:
        frames = self.frames[table.id]
        if not frames:
            return _Reading(findings=[finding("table-missing", file=self.file, label=table.label)])
        readings = [self._read_at(table, frame) for frame in frames]
        if len(readings) == 1:
            return readings[0]
        filled = [reading for reading in readings if reading.said] or readings[:1]
        if len({reading.said for reading in filled}) > 1:
            at = place_of(self.index.book.sheets[frames[0].sheet], frames[0].head, 1)
            return _Reading(findings=[finding("table-twice", file=self.file, sheet=at.sheet, label=table.label)])
        return filled[0]

    def last_row(self, frame: _Frame) -> int:
        """The last row of a table: its end, else the row before the next table, else the sheet's last."""
        if frame.end is not None:
            return frame.end
        below = frame.following - 1 if frame.following is not None else 0
        return below or max(self._by_row(frame.sheet), default=frame.head)

    def _by_row(self, sheet: int) -> dict[int, dict[int, RawCell]]:
        if sheet not in self.rows:
            found: dict[int, dict[int, RawCell]] = defaultdict(dict)
            for (row, column), cell in self.index.book.sheets[sheet].cells.items():
                found[row][column] = cell
            self.rows[sheet] = found
        return self.rows[sheet]

    # --- what it says ---------------------------------------------------------------------------------------------

    def _read_at(self, table: Table, frame: _Frame) -> _Reading:
        """From the row below the header to the row above the end; without an end to where the next table begins, which
        is said."""
        sheet, columns = self.index.book.sheets[frame.sheet], frame.columns
        rows = self._by_row(frame.sheet)
        reading = _Reading(
            findings=[
                finding(code, file=self.file, sheet=self._name(sheet), label=table.label, column=label)
                for code, label in frame.lacking
            ]
        )
        before_next = (frame.following if frame.following is not None else max(rows, default=frame.head) + 1) - 1
        last = before_next if frame.end is None else frame.end - 1
        if table.fixed:
            self._fixed_rows(table, sheet, frame.sheet, frame.head, last, columns, reading)
            return reading
        if frame.end is None and frame.foreign:
            reading.findings.append(
                finding("table-uncertain", file=self.file, sheet=self._name(sheet), label=table.label)
            )
            return reading
        if frame.end is None:
            reading.findings.append(finding("table-open", file=self.file, sheet=self._name(sheet), label=table.label))
        for row in sorted(row for row in rows if frame.head < row <= last):
            cells = {id: self._cell(sheet, frame.sheet, row, at) for id, at in columns.items()}
            if any(cell.kind != "empty" for cell in cells.values()):
                reading.rows.append(cells)
        if len(reading.rows) > MOST_ROWS:
            del reading.rows[MOST_ROWS:]
            reading.findings.append(
                finding(
                    "table-too-long", file=self.file, sheet=self._name(sheet), label=table.label, count=str(MOST_ROWS)
                )
            )
        self._strays(table, sheet, frame.sheet, frame.head, last, before_next, columns, reading)
        return reading

    def _name(self, sheet: RawSheet) -> str:
        return without_controls(sheet.name)

    def _cell(self, sheet: RawSheet, number: int, row: int, column: int) -> Cell:
        raw = sheet.cells.get((row, column))
        merges = self.merges.of(number, row) if raw is not None else ()
        return as_cell(sheet, row, column, raw, date1904=self.index.book.date1904, merges=merges)

    def _fixed_rows(
        self,
        table: Table,
        sheet: RawSheet,
        number: int,
        head: int,
        last: int,
        columns: Mapping[str, int],
        reading: _Reading,
    ) -> None:
        claims = self._claims(table, number, head, last)
        known: set[int] = set()
        for wanted in table.rows:
            claimed = [row for row, ids in claims.items() if wanted.id in ids]
            found = self._row_of(wanted, claims)
            if found is None:
                code = "table-row-uncertain" if claimed else "row-missing"
                label = table.label if claimed else f"{wanted.label}, {table.label}"
                reading.findings.append(
                    finding(code, file=self.file, sheet=self._name(sheet), label=label, row=wanted.label)
                )
                known.update(claimed)
                continue
            known.add(found)
            reading.ids.append(wanted.id)
            reading.rows.append(
                {
                    id: self._cell(sheet, number, found, at)
                    for id, at in columns.items()
                    if not self._merged(table, wanted, number, found, at, reading)
                }
            )
        rows = self._by_row(number)
        for row in sorted(rows):
            if head < row <= last and row not in known:
                self._stray(
                    table, sheet, {at: cell for at, cell in rows[row].items() if at in columns.values()}, reading
                )

    def _claims(self, table: Table, number: int, head: int, last: int) -> dict[int, dict[str, set[str]]]:
        """Row of the sheet → id of a row of the table → the witnesses ("code", "label") that name it there."""
        claims: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for wanted in table.rows:
            for word, places in (
                ("code", _places(self.index.codes, wanted.code)),
                ("label", _places(self.index.labels, wanted.label)),
            ):
                for where, row in places:
                    if where == number and head < row <= last:
                        claims[row][wanted.id].add(word)
        return claims

    def _row_of(self, wanted: TableRow, claims: Mapping[int, Mapping[str, set[str]]]) -> int | None:
        """The one row whose code and label agree; a lone witness counts where no row carries the other one."""
        own = {row: ids[wanted.id] for row, ids in claims.items() if wanted.id in ids}
        alone = [row for row in own if len(claims[row]) == 1]
        full = [row for row in alone if len(own[row]) == 2]
        if full:
            return full[0] if len(full) == 1 else None
        return alone[0] if len(own) == 1 and len(alone) == 1 else None

    def _merged(self, table: Table, wanted: TableRow, number: int, row: int, column: int, reading: _Reading) -> bool:
        if any(
            left <= column <= right and (top, left) != (bottom, right)
            for top, left, bottom, right in self.merges.of(number, row)
        ):
            sheet = self.index.book.sheets[number]
            at = place_of(sheet, row, column)
            reading.findings.append(
                finding("merged-cells", file=self.file, at=at, label=f"{wanted.label}, {table.label}")
            )
            return True
        return False

    # --- what stands outside --------------------------------------------------------------------------------------

    def _strays(
        self,
        table: Table,
        sheet: RawSheet,
        number: int,
        head: int,
        last: int,
        before_next: int,
        columns: Mapping[str, int],
        reading: _Reading,
    ) -> None:
        """Content beside the columns of the body, or below the end, that would be lost: the first such cell is
        named."""
        if not columns:
            return
        rows, first = self._by_row(number), min(columns.values())
        headed = set(rows.get(head, {}))
        for row in sorted(rows):
            if head < row <= last:
                outside = {at: cell for at, cell in rows[row].items() if at not in headed and at > first}
            elif last + 1 < row <= before_next:
                outside = {at: cell for at, cell in rows[row].items() if at in columns.values()}
            else:
                continue
            if self._stray(table, sheet, outside, reading):
                return

    def _stray(self, table: Table, sheet: RawSheet, cells: Mapping[int, RawCell], reading: _Reading) -> bool:
        for _, cell in sorted(cells.items()):
            if cell.text.strip() and cell.formula is None:
                if not any(other.code == "table-stray" for other in reading.findings):
                    reading.findings.append(
                        finding(
                            "table-stray",
                            file=self.file,
                            at=place_of(sheet, cell.row, cell.column),
                            label=table.label,
                            value=cell.text,
                        )
                    )
                return True
        return False


# --- where they stand ---------------------------------------------------------------------------------------------


def _places(where: Mapping[str, list[tuple[int, int, int]]], *texts: str) -> list[Place]:
    return list({(sheet, row): None for text in texts for sheet, row, _ in where.get(match_key(text), ())})


def _frames(index: Index, form: Form) -> dict[str, list[_Frame]]:
    """Table id → where it stands, and its copies."""
    tables = form.tables.values()
    codes = {table.id: _places(index.codes, table.code) for table in tables}
    titles = {table.id: _places(index.labels, *titles_of(table)) for table in tables}
    ends = {table.id: _places(index.codes, *end_codes(table, form.words)) for table in tables}
    heads = {table.id: _heads(index, table, codes, titles[table.id]) for table in tables}
    marks = {place for table in tables for place in (*heads[table.id], *titles[table.id])}
    return {table.id: [_frame(index, table, place, marks, ends) for place in heads[table.id]] for table in tables}


def _heads(index: Index, table: Table, codes: Mapping[str, list[Place]], titles: list[Place]) -> list[Place]:
    """The header rows of a table and its copies: two of code, title above, and column labels agree. ``codes``: table id
    → where its code stands; ``titles``: where this table's title does."""
    coded = set(codes[table.id])
    below_title = {(sheet, row + down) for sheet, row in titles for down in range(1, _NEAR + 1)}
    labelled: dict[Place, set[str]] = defaultdict(set)
    for column in table.columns:
        for place in _places(index.labels, column.label):
            labelled[place].add(column.id)
    others = {place for other, places in codes.items() if other != table.id for place in places}
    all_labels = {place for place, found in labelled.items() if len(found) == len(table.columns) > 1}
    found = {place for place in coded if place in labelled or place in below_title}
    found |= {place for place in all_labels | (below_title & labelled.keys()) if place not in others}
    if not found and len(coded) == 1 and not titles:
        found = coded
    return sorted(found)


def _retyped_head(index: Index, table: Table, place: Place, wanted: str) -> list[int]:
    """Where a column's label stands in other letters of the same words: cells of the header row that fit no other
    column as well."""
    cells, printed = index.book.sheets[place[0]].cells, index.words.printed
    found = []
    for at in range(1, 2 * len(table.columns) + _WIDEST_HEAD):
        cell = cells.get((place[1], at))
        if cell is None or cell.kind not in "sn" or cell.text in printed.texts:
            continue
        fits = [
            id for id, label in printed.heads[table.id].items() if label.difference(cell.text, font=cell.font) is None
        ]
        if fits == [wanted]:
            found.append(at)
    return found


def _frame(
    index: Index, table: Table, place: Place, marks: Collection[Place], ends: Mapping[str, list[Place]]
) -> _Frame:
    """Columns by the labels of the header row, a label that stands twice names none; the end by its code, else by its
    words. ``ends``: table id → where its end code stands."""
    sheet, head = place
    columns: dict[str, int] = {}
    lacking: list[tuple[str, str]] = []
    for column in table.columns:
        found = [at for where, row, at in index.labels.get(match_key(column.label), ()) if (where, row) == place]
        found = found or _retyped_head(index, table, place, column.id)
        if len(found) == 1:
            columns[column.id] = found[0]
        else:
            lacking.append(("table-column-twice" if found else "table-column-missing", column.label))
    following = min((row for where, row in marks if where == sheet and row > head), default=None)

    def below(places: Iterable[Place]) -> set[int]:
        return {
            row for where, row in places if where == sheet and head < row and (following is None or row < following)
        }

    own = below(ends[table.id])
    foreign = below(place for other, places in ends.items() if other != table.id for place in places)
    worded = below(_places(index.labels, *index.words.form.words.known(TABLE_END))) - foreign
    return _Frame(
        sheet=sheet,
        head=head,
        columns=columns,
        lacking=tuple(lacking),
        following=following,
        end=min(own or worded, default=None),
        foreign=bool(foreign),
    )
