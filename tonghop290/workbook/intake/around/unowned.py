"""Figures and lines of a return that no field and no table owns: told, so that nothing is passed over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from tonghop290.messages import finding
from tonghop290.model import Finding, Form, told, told_list
from tonghop290.spreadsheet.book import RawCell, RawSheet
from tonghop290.text.normalize import fold_marks, match_key, without_controls
from tonghop290.text.numbers import read_number
from tonghop290.text.periods import periods_in
from tonghop290.text.wording import years_in
from tonghop290.workbook.intake.around.beside_earlier import EarlierColumns
from tonghop290.workbook.intake.around.note_words import figures_in, without_dates
from tonghop290.workbook.intake.around.row_words import unit_in
from tonghop290.workbook.intake.cells import place_of
from tonghop290.workbook.intake.locate import Located, Spot
from tonghop290.workbook.intake.printed import Printed
from tonghop290.workbook.intake.witnesses import Cell3, Index
from tonghop290.workbook.plan import FIGURE_HEADERS

__all__ = ["Area", "Unowned"]

_MOST_PLACES = 5
_LONGEST_LINE = 120
_TITLE = 1
"""Rows above a table in which its title may stand."""
_PERIOD = re.compile(r"so lieu|\bnam\b|giai doan|\bky\b|\bquy\b|thang|thoi diem|tinh den")
_A_PART = re.compile(
    "|".join(
        map(match_key, ("luỹ kế", "cộng dồn", "chỉ tính", "riêng nữ", "6 tháng", "quý i", "từ đầu năm", "kế hoạch năm"))
    )
)
_COUNTING = frozenset({"tt", "stt", "cộng", "tổng", "tổng cộng"})


class Area(NamedTuple):
    """The rows of a table, or of a copy of it, from its header to its end; ``columns``: those that are read; ``said``:
    what stands outside its cells has been told."""

    table: str
    sheet: int
    first: int
    last: int
    columns: frozenset[int]
    said: bool


class Unowned:
    """What one return holds beside the form. ``areas``: where its tables stand."""

    def __init__(
        self, index: Index, form: Form, located: Mapping[str, Located], areas: Collection[Area], file: str
    ) -> None:
        self._index, self._form, self._file = index, form, file
        self._printed: Printed = index.words.printed
        self._areas = {(area.sheet, row): area for area in areas for row in range(area.first, area.last + 1)}
        self._passed = {area: area.columns | _counting(index, area) for area in areas}
        self._located = located
        self._spots = [spot for where in located.values() for spot in where.spots]
        self._rows = {(spot.sheet, spot.row): spot for spot in self._spots}
        self._owned = {
            (spot.sheet, spot.row, column)
            for spot in self._spots
            for column in (spot.value, spot.state, spot.note)
            if column is not None
        }
        self._form_sheets = {spot.sheet for spot in self._spots} | {area.sheet for area in areas}
        self._heads = {spot.sheet: spot.header for spot in reversed(self._spots)}
        self._beside = EarlierColumns(index, self._heads, form)
        self._years = frozenset({form.first_year, form.last_year, form.last_year + 1})
        self._guides: dict[int, bool] = {}

    def findings(self, used_sheets: Collection[str]) -> Iterator[Finding]:
        """One finding with the places of all figures nobody reads, and one for each line that speaks of another unit
        or year. ``used_sheets``: those that formulas of the values fetch from."""
        figures: list[Cell3] = []
        yield from self._sheet_names()
        for place in self._index.unknown:
            if place in self._owned or self._beside.owns(place, self._rows.get(place[:2])):
                continue
            area = self._areas.get(place[:2])
            if area is not None and (area.said or place[2] in self._passed[area]):
                continue
            sheet = self._index.book.sheets[place[0]]
            cell = sheet.cells[place[1], place[2]]
            if self._is_figure(place, cell):
                if place[0] in self._form_sheets or match_key(sheet.name) not in used_sheets:
                    figures.append(place)
            elif place[0] in self._form_sheets and self._says_otherwise(place, cell):
                yield finding("line-differs", file=self._file, at=place_of(sheet, *place[1:]), value=cell.text)
        if figures:
            first = figures[0]
            at = place_of(self._index.book.sheets[first[0]], *first[1:])
            yield finding("figures-unread", file=self._file, at=at, facts={"places": self._listed(figures)})

    # --- figures --------------------------------------------------------------------------------------------------

    def _is_figure(self, place: Cell3, cell: RawCell) -> bool:
        number, row, column = place
        if self._is_guide(number):
            return cell.kind == "n" and self._has_words_of_its_own(place)
        if cell.kind == "s" and not self._text_is_figure(place, cell):
            return False
        if (number, row) in self._areas:
            return True
        spot = self._rows.get((number, row))
        if spot is None:
            return not self._is_told(place, cell)
        if cell.kind == "s" and column < spot.value:  # its words are looked at as such
            return False
        counts = self._is_own_number(number, row, cell) or self._counts_its_row(place, cell)
        return column != self._check_column(spot) and not counts

    def _text_is_figure(self, place: Cell3, cell: RawCell) -> bool:
        if not any(c.isdigit() for c in cell.text) or len(cell.text) > _LONGEST_LINE:
            return False
        if read_number(cell.text, whole=False).outcome in ("number", "bound", "unit-mismatch", "ambiguous", "pair"):
            return True
        number, row, _ = place
        spot = self._rows.get((number, row))
        if spot is not None:
            return place[2] > self._check_column(spot) and bool(figures_in(cell.text))
        inside = row > self._heads.get(number, row) and (number, row) not in self._index.row_fields
        return inside and bool(figures_in(cell.text))

    def _is_told(self, place: Cell3, cell: RawCell) -> bool:
        """Whether a figure on a row nothing is read from belongs to a field that is not believed, which has been told,
        or says what was read from the field's own row. Words of the form on a list of the sender's own hide nothing."""
        ids = self._index.row_fields.get(place[:2], set())
        if not all(self._located[id].spots for id in ids):
            return True
        sheets = self._index.book.sheets
        spots = [spot for id in ids for spot in self._located[id].spots]
        read = [sheets[spot.sheet].cells.get((spot.row, spot.value)) for spot in spots]
        said = {_plain(one.text) for one in read if one is not None}
        return _plain(cell.text) in said or self._counts_its_row(place, cell)

    @staticmethod
    def _check_column(spot: Spot) -> int:
        """The column of the live check: the one behind value, state and note."""
        return max(spot.value, spot.state or 0, spot.note or 0) + 1

    def _is_own_number(self, number: int, row: int, cell: RawCell) -> bool:
        """Whether a number is the row's own in the form, typed as one."""
        ids = self._index.row_fields.get((number, row), ())
        return any(_plain(cell.text) == self._form.fields[id].number for id in ids)

    def _counts_its_row(self, place: Cell3, cell: RawCell) -> bool:
        """Whether a number is the row's own in the form, left of the words that name it."""
        number, row, column = place
        cells = self._index.book.sheets[number].cells
        named = max((at for at in range(1, column + 3) if self._names_a_field(cells.get((row, at)))), default=0)
        if named <= column or not self._index.row_fields.get((number, row)):
            return False
        return _plain(cell.text) in self._printed.numbers  # an earlier edition had the row at another place

    def _names_a_field(self, cell: RawCell | None) -> bool:
        role = self._index.words.role(cell.text) if cell is not None and cell.kind == "s" else None
        return role is not None and bool(role.fields)

    def _has_words_of_its_own(self, place: Cell3) -> bool:
        """Whether words that are not the form's stand left of a number. The counts of the form's own table stand beside
        its words, and a program that does not know the formula of the sentence below leaves 0 there."""
        sheet, keys = self._index.book.sheets[place[0]], self._printed.keys
        cells = (sheet.cells.get((place[1], column)) for column in range(1, place[2]))
        texts = [match_key(cell.text) for cell in cells if cell is not None and cell.kind == "s"]
        return bool(texts) and keys.isdisjoint(texts)

    def _is_guide(self, number: int) -> bool:
        if number not in self._guides:
            said: frozenset[str] = frozenset()
            if number not in self._form_sheets:
                cells = self._index.book.sheets[number].cells.values()
                said = self._printed.guide_texts.intersection([cell.text for cell in cells])
            self._guides[number] = len(said) > 2
        return self._guides[number]

    # --- lines ----------------------------------------------------------------------------------------------------

    def _sheet_names(self) -> Iterator[Finding]:
        """The names of the form's sheets that speak of another year or unit."""
        for number in sorted(self._form_sheets):
            name = self._index.book.sheets[number].name
            if _another_year(f"năm {name}", self._years) or _unit_in(name):
                shown = without_controls(name)
                yield finding("sheet-name-differs", file=self._file, sheet=shown, value=shown)

    def _says_otherwise(self, place: Cell3, cell: RawCell) -> bool:
        """Whether a line of the sender's own speaks of a unit for all, of another year than the form's, or of a part
        of what the form asks for. What stands on several sheets is the office's."""
        if (place[0], place[1]) in self._rows or self._is_guide(place[0]) or len(cell.text) > _LONGEST_LINE:
            return False
        near_a_table = any((place[0], place[1] + down) in self._areas for down in range(_TITLE + 1))
        if near_a_table or self._is_heading_row(place):  # a title is looked at with its table
            return False
        if cell.kind != "s":
            return False
        said = _unit_in(cell.text) or self._another_period(cell.text)
        return bool(said) and not self._is_on_other_sheets(place, cell.text)

    def _another_period(self, text: str) -> bool:
        """Whether a line speaks of another year than the form's, or of a part of what it asks for. Of a form for a part
        of a year: of another such part."""
        own = self._form.period
        named = frozenset() if own.is_span else _periods_in(text)
        if named:
            return (own.first, own.last) not in named
        return _another_year(text, self._years) or _A_PART.search(match_key(text)) is not None

    def _is_on_other_sheets(self, place: Cell3, text: str) -> bool:
        sheets = self._index.book.sheets
        others = (other for other in self._index.unknown if other[0] != place[0])
        return any(sheets[other[0]].cells[other[1:]].text == text for other in others)

    def _is_heading_row(self, place: Cell3) -> bool:
        cells = self._index.book.sheets[place[0]].cells
        row = (cells.get((place[1], column)) for column in range(1, 2 * len(FIGURE_HEADERS)))
        return sum(cell is not None and cell.text in self._printed.header_texts for cell in row) > 1

    # --- how they are listed --------------------------------------------------------------------------------------

    def _listed(self, figures: list[Cell3]) -> str:
        by_sheet: dict[int, list[Cell3]] = {}
        for place in figures:
            by_sheet.setdefault(place[0], []).append(place)
        shown: list[str] = []
        for number, places in by_sheet.items():
            sheet = self._index.book.sheets[number]
            if number not in self._form_sheets and len(places) > 1:
                name = without_controls(sheet.name)
                shown.append(told("trang “{sheet}” ({count} ô)", sheet=name, count=str(len(places))))
            else:
                shown += [self._described(sheet, place) for place in places]
        more = len(shown) - _MOST_PLACES
        listed = told_list("; ", shown[:_MOST_PLACES])
        return told("{listed}; và {more} chỗ khác", listed=listed, more=str(more)) if more > 0 else listed

    def _described(self, sheet: RawSheet, place: Cell3) -> str:
        _, row, column = place
        left = (sheet.cells.get((row, at)) for at in range(column - 1, 0, -1))
        words = next((cell.text for cell in left if cell is not None and cell.kind == "s" and len(cell.text) > 1), "")
        label = f"{words.strip()[:40]}: " if words else ""
        said = without_controls(f"{label}{sheet.cells[row, column].text.strip()[:40]}")
        return f"{place_of(sheet, row, column)} “{said}”"


def _plain(text: str) -> str:
    """A stored number as it is typed."""
    return text.strip().removesuffix(".0")


_unit_in = lru_cache(maxsize=4096)(unit_in)
"""Remembered, for most returns have the same lines."""


_periods_in = lru_cache(maxsize=4096)(periods_in)


@lru_cache(maxsize=4096)
def _another_year(text: str, known: frozenset[int]) -> bool:
    """Whether a line speaks of a period that is none of the form's."""
    years = years_in(without_dates(text)) - known
    return bool(years) and _PERIOD.search(fold_marks(text)) is not None


def _counting(index: Index, area: Area) -> frozenset[int]:
    """The columns of a table that count its rows or add them up: their heading is "TT" or "Cộng"."""
    cells = index.book.sheets[area.sheet].cells
    heads = {column: cells.get((area.first, column)) for column in range(1, max(area.columns, default=0) + 3)}
    known = index.words.printed.counting | _COUNTING
    return frozenset(column for column, head in heads.items() if head is not None and match_key(head.text) in known)
