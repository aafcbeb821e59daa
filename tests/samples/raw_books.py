"""A workbook as the reader stores it, changed as people change workbooks in Excel: whatever moves, moves along."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.book import RawBook, parse_reference, read_book
from tonghop290.spreadsheet.cell import RawCell
from tonghop290.spreadsheet.seen.look import ORDINARY
from tonghop290.spreadsheet.sheet import RawSheet

Cells = dict[tuple[int, int], RawCell]


@dataclass
class Page:
    """One sheet, to be changed in place."""

    name: str
    state: str
    cells: Cells
    merges: list[tuple[int, int, int, int]]

    def put(self, row: int, column: int, text: str, kind: str = "s") -> None:
        old = self.cells.get((row, column))
        look = old.look if old else ORDINARY
        self.cells[row, column] = RawCell(row, column, kind, text, look, None)

    def clear(self, row: int, column: int) -> None:
        self.cells.pop((row, column), None)

    def rows_of(self, column: int, texts: set[str]) -> list[int]:
        return sorted(row for (row, at), cell in self.cells.items() if at == column and cell.text in texts)


@dataclass
class Desk:
    """A book on the desk: pages, and where each defined name points (None: #REF!)."""

    pages: list[Page]
    names: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, book: RawBook) -> Desk:
        pages = [Page(one.name, one.state, dict(one.cells), list(one.merges)) for one in book.sheets]
        return cls(pages, {name: parse_reference(target) for name, target in book.names.items()})

    @classmethod
    def open(cls, path: Path) -> Desk:
        return cls.of(read_book(path.read_bytes()))

    def page(self, name: str) -> Page:
        return next(one for one in self.pages if one.name == name)

    def book(self) -> RawBook:
        names = {}
        for name, place in self.names.items():
            names[name] = "#REF!" if place is None else f"'{place[0]}'!${column_letters(place[2])}${place[1]}"
        sheets = tuple(
            RawSheet(name=one.name, state=one.state, cells=dict(one.cells), merges=tuple(one.merges))
            for one in self.pages
        )
        return RawBook(sheets=sheets, names=names)

    # --- what Excel does ------------------------------------------------------------------------------------------

    def _move(self, page: Page, change: object, *, by_row: bool) -> None:
        """Give every cell, merge and name of a page the row (or column) that ``change`` says; None is deleted."""
        axis = 0 if by_row else 1
        cells: Cells = {}
        for place, cell in page.cells.items():
            to = change(place[axis])  # type: ignore[operator]
            if to is not None:
                at = (to, place[1]) if by_row else (place[0], to)
                cells[at] = cell._replace(row=at[0], column=at[1])
        page.cells = cells
        merges = []
        for merge in page.merges:
            first, last = change(merge[axis]), change(merge[axis + 2])  # type: ignore[operator]
            if first is not None and last is not None and first <= last:
                moved = list(merge)
                moved[axis], moved[axis + 2] = first, last
                merges.append((moved[0], moved[1], moved[2], moved[3]))
        page.merges = merges
        for name, place in self.names.items():
            if place is not None and place[0] == page.name:
                to = change(place[1 + axis])  # type: ignore[operator]
                self.names[name] = (
                    None if to is None else (place[0], to, place[2]) if by_row else (place[0], place[1], to)
                )

    def insert_rows(self, page: Page, before: int, count: int) -> None:
        self._move(page, lambda row: row + count if row >= before else row, by_row=True)

    def delete_row(self, page: Page, row: int) -> None:
        self._move(page, lambda at: None if at == row else at - (at > row), by_row=True)

    def insert_columns(self, page: Page, before: int, count: int) -> None:
        self._move(page, lambda column: column + count if column >= before else column, by_row=False)

    def delete_column(self, page: Page, column: int) -> None:
        self._move(page, lambda at: None if at == column else at - (at > column), by_row=False)

    def move_column(self, page: Page, source: int, target: int) -> None:
        """Cut a column and insert it before another one; merged cells in its way are taken apart, as Excel demands."""
        first, last = sorted((source, target))
        page.merges = [one for one in page.merges if one[1] == one[3] or one[3] < first or last < one[1]]
        order = [column for column in range(1, 60) if column != source]
        order.insert(order.index(target) if target in order else target - 1, source)
        place = {column: number for number, column in enumerate(order, 1)}
        self._move(page, lambda column: place.get(column, column), by_row=False)

    def reorder_rows(self, page: Page, rows: list[int], columns: set[int]) -> None:
        """Sort: the cells of these columns come to stand in the given order of rows; names and merges stay."""
        slots = sorted(rows)
        moved = {
            (slot, column): page.cells.get((row, column))
            for slot, row in zip(slots, rows, strict=True)
            for column in columns
        }
        for place, cell in moved.items():
            page.cells.pop(place, None)
            if cell is not None:
                page.cells[place] = cell._replace(row=place[0])

    def rename(self, page: Page, name: str) -> None:
        for id, place in self.names.items():
            if place is not None and place[0] == page.name:
                self.names[id] = (name, *place[1:])
        for other in self.pages:
            for at, cell in other.cells.items():
                if cell.formula and page.name in cell.formula:
                    other.cells[at] = cell._replace(
                        formula=cell.formula.replace(f"'{page.name}'", page.name).replace(page.name, f"'{name}'")
                    )
        page.name = name

    def delete_page(self, page: Page) -> None:
        self.pages.remove(page)
        for id, place in self.names.items():
            if place is not None and place[0] == page.name:
                self.names[id] = None
        for other in self.pages:
            for at, cell in other.cells.items():
                if cell.formula and page.name in cell.formula:
                    other.cells[at] = cell._replace(
                        formula=cell.formula.replace(f"'{page.name}'", "#REF").replace(page.name, "#REF")
                    )

    def duplicate(self, page: Page, name: str) -> Page:
        copy = Page(name, page.state, dict(page.cells), list(page.merges))
        self.pages.insert(self.pages.index(page) + 1, copy)
        return copy

    def merge(self, page: Page, area: tuple[int, int, int, int]) -> None:
        """Merge cells: only the first keeps its value."""
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    page.clear(row, column)
        page.merges.append(area)

    def paste_values(self, page: Page) -> None:
        """Copy all, paste special, values: formulas and formats are gone."""
        for at, cell in page.cells.items():
            page.cells[at] = RawCell(*at, cell.kind, cell.text, ORDINARY, None)
