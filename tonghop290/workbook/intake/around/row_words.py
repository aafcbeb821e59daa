"""The words of each field's own row and column, held against the form's: label, unit of measure, year, heading.

A row whose texts are the form's own, letter for letter, is passed over at once; only what differs is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tonghop290.messages import finding
from tonghop290.model import Field, Finding, Form, told, told_number
from tonghop290.spreadsheet.book import RawCell, RawSheet
from tonghop290.text.measures import OtherUnit, is_measure, other_unit
from tonghop290.text.normalize import match_key
from tonghop290.text.numbers import read_number, read_plain_number
from tonghop290.text.wording import Difference, Wording, years_in
from tonghop290.workbook.intake.cells import place_of
from tonghop290.workbook.intake.locate import Located, Spot
from tonghop290.workbook.intake.printed import Printed
from tonghop290.workbook.intake.witnesses import Index
from tonghop290.workbook.plan import CHECK, LABEL, UNIT, VALUE

__all__ = ["RowWords", "unit_in", "without_unit"]

_MOST_REWORDED = 8
_WIDEST = CHECK + 6
_IN_BRACKETS = re.compile(r"\(([^()]{1,40})\)")
_ANNOUNCED = re.compile(
    r"[,;–-]?\s*\b(?:đvt|đv tính|đơn vị(?: tính)?)\s*[:=]?\s*(?P<unit>[^,;()]{1,40})$", re.IGNORECASE
)
_BEHIND = re.compile(r"\s*(?:,|[-–/]\s)\s*(?P<unit>[^,;()]{1,40})$")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where labels, units and checks stand on a sheet, as its own rows tell."""

    label: int
    unit: int


class RowWords:
    """Reads the words of one return. ``edition``: False where the workbook is of another edition of the form, whose
    labels may have been worded otherwise."""

    def __init__(
        self, index: Index, form: Form, located: Mapping[str, Located], file: str, *, same_edition: bool = True
    ) -> None:
        self._index, self._form, self._located, self._file = index, form, located, file
        self._printed: Printed = index.words.printed
        self._same_edition = same_edition
        self._columns: dict[int, _Columns] = {}

    def findings(self) -> Iterator[Finding]:
        """What the rows and the headings say otherwise than the form does."""
        headings: dict[tuple[int, int], Spot] = {}
        found: list[Finding] = []
        for field in self._form.inputs:
            where = self._located[field.id]
            if not where.spots:
                continue
            spot = where.spots[0]
            headings.setdefault((spot.sheet, spot.header), spot)
            odd = self._odd_cells(field, spot)
            if odd:
                found += self._about_row(field, spot, odd)
        reworded = [one for one in found if one.code == "label-differs"]
        if len(reworded) > _MOST_REWORDED:
            found = [one for one in found if one.code != "label-differs"]
            yield self._all_reworded(reworded)
        yield from found
        for spot in headings.values():
            yield from self._about_heading(spot)

    def _all_reworded(self, reworded: list[Finding]) -> Finding:
        """Labels reworded all over are one cause."""
        first = reworded[0]
        label = self._form.fields[first.field or ""].label
        facts = {"printed": label, "count": str(len(reworded))}
        place = self._located[first.field or ""].spots[0]
        at = place_of(self._sheet(place), place.row, place.value)
        return finding("labels-differ", file=self._file, at=at, value=str(first.value), facts=facts)

    def _odd_cells(self, field: Field, spot: Spot) -> list[RawCell]:
        """The typed texts of a row that are none of the form's, but for what stands in the columns that are read."""
        own, cells, row = self._printed.of_field[field.id], self._index.book.sheets[spot.sheet].cells, spot.row
        odd = []
        for column in range(1, spot.value if spot.value >= VALUE else CHECK):
            cell = cells.get((row, column))
            if cell is None or cell.text in own or cell.kind != "s" or column in (spot.value, spot.state, spot.note):
                continue
            if cell.formula is not None and column > spot.value:  # the live check
                continue
            if match_key(cell.text) not in self._printed.keys_of_field[field.id] | {""}:
                odd.append(cell)
        return odd

    # --- rows -----------------------------------------------------------------------------------------------------

    def _about_row(self, field: Field, spot: Spot, odd: list[RawCell]) -> Iterator[Finding]:
        columns = self._columns_of(spot.sheet)
        for cell in odd:
            if self._is_merged_with_value(spot, cell.column):  # what stands there is the value
                continue
            if cell.column == columns.unit and cell.column != columns.label:
                yield from self._about_unit(field, spot, cell, cell.text)
            elif cell.column == columns.label:
                yield from self._about_label(field, spot, cell)
            elif cell.column < columns.label and cell.text in self._printed.numbers:
                continue  # an earlier edition had the row at another place
            elif cell.column < spot.value:
                yield from self._about_more(field, spot, cell)

    def _is_merged_with_value(self, spot: Spot, column: int) -> bool:
        first, last = sorted((column, spot.value))
        return any(
            top <= spot.row <= bottom and left <= first and last <= right
            for top, left, bottom, right in self._sheet(spot).merges
        )

    def _about_unit(self, field: Field, spot: Spot, cell: RawCell, unit: str) -> Iterator[Finding]:
        if not field.figure or not field.unit or self._is_one_with_value(spot, cell):
            return
        other = other_unit(field.unit, unit)
        if other is not None:
            yield self._unit_finding(field, spot, cell, unit, other)

    def _is_one_with_value(self, spot: Spot, cell: RawCell) -> bool:
        """Whether a cell is merged with the value's: then it is the answer, and read as such."""
        return any(
            top <= spot.row <= bottom and left <= cell.column <= right and left <= spot.value <= right
            for top, left, bottom, right in self._sheet(spot).merges
        )

    def _unit_finding(self, field: Field, spot: Spot, cell: RawCell, unit: str, other: OtherUnit) -> Finding:
        facts = {"printed": field.unit, "where": place_of(self._sheet(spot), cell.row, cell.column).a1}
        value = self._number(field, spot)
        code = "unit-differs"
        if other.factor is not None and value is not None:
            code, converted = "unit-converts", round(value * float(other.factor), 6)
            facts |= {
                "typed": told_number(value),
                "converted": told("{value} {unit}", value=told_number(converted), unit=field.unit),
            }
        return self._tell(code, field, spot, unit, facts)

    def _about_label(self, field: Field, spot: Spot, cell: RawCell) -> Iterator[Finding]:
        text = cell.text
        unit = unit_in(text, field.label) if field.figure and field.unit else ""
        if unit:
            text = without_unit(text, field.label)
            yield from self._about_unit(field, spot, cell, unit)
        wording = self._printed.labels[field.id]
        difference = wording.difference(text, font=cell.font)
        facts = {"printed": field.label, "where": place_of(self._sheet(spot), cell.row, cell.column).a1}
        nearer = self._nearer(field, wording, text, cell.font)
        if difference is not None and difference.kind == "year":
            yield self._tell("label-year", field, spot, cell.text, {**facts, "words": ", ".join(difference.words)})
        elif nearer is not None:
            yield self._tell("label-other", field, spot, cell.text, {**facts, "other": nearer.label})
        elif difference is not None and (self._same_edition or difference.narrows):
            yield self._tell("label-differs", field, spot, cell.text, facts)

    def _nearer(self, field: Field, wording: Wording, text: str, font: str) -> Field | None:
        """Another field whose label these words are nearer to."""
        distance = wording.distance(text, font=font)
        if not distance:
            return None
        labels = self._printed.labels
        others = sorted((labels[id].distance(text, font=font), id) for id in labels if id != field.id)
        nearer = (id for away, id in others if away < distance and labels[id].difference(text, font=font) is None)
        nearest = next(nearer, None)
        return self._form.fields[nearest] if nearest is not None else None

    def _about_more(self, field: Field, spot: Spot, cell: RawCell) -> Iterator[Finding]:
        """A text beside the label that the form does not have: asked where it names a unit, a year or a group."""
        label = self._printed.labels[field.id]
        if field.unit and field.figure and is_measure(cell.text):
            yield from self._about_unit(field, spot, cell, cell.text)
        elif years_in(cell.text) - label.years or (more := Difference.of(cell.text)) is not None and more.narrows:
            facts = {"printed": field.label, "where": place_of(self._sheet(spot), cell.row, cell.column).a1}
            yield self._tell("label-differs", field, spot, cell.text, facts)

    def _number(self, field: Field, spot: Spot) -> float | None:
        cell = self._sheet(spot).cells.get((spot.row, spot.value))
        if cell is None:
            return None
        if cell.kind == "n":
            return read_plain_number(cell.text)
        return read_number(cell.text, whole=field.type == "integer").value if cell.kind == "s" else None

    # --- headings -------------------------------------------------------------------------------------------------

    def _about_heading(self, spot: Spot) -> Iterator[Finding]:
        """The cells of the heading row over label, unit and value."""
        sheet = self._sheet(spot)
        row = spot.header or self._heading_row(spot)
        if all(cell.text in self._printed.texts for cell in _row_of(sheet, row)):
            return
        columns = self._columns_of(spot.sheet)
        for column, number in ((columns.label, LABEL), (columns.unit, UNIT), (spot.value, VALUE)):
            cell = sheet.cells.get((row, column))
            if not row or cell is None or cell.kind != "s" or match_key(cell.text) in self._printed.keys:
                continue
            text, unit = cell.text, unit_in(cell.text)
            difference = self._printed.headers[number - 1].difference(without_unit(text) if unit else text)
            if difference is not None and difference.words == (str(self._form.last_year),):
                difference = None
            if unit or difference is not None:
                yield finding(
                    "heading-differs",
                    file=self._file,
                    at=place_of(sheet, row, column),
                    value=cell.text,
                    printed=self._printed.headers[number - 1].forms[0],
                )

    def _heading_row(self, spot: Spot) -> int:
        """Where no heading is known by its words: the nearest row above the first field with a text over the value."""
        rows = [
            spots[0].row for where in self._located.values() if (spots := where.spots) and spots[0][0] == spot.sheet
        ]
        cells, first = self._sheet(spot).cells, min(rows)
        return next((row for row in range(first - 1, max(0, first - 6), -1) if (row, spot.value) in cells), 0)

    # --- where ----------------------------------------------------------------------------------------------------

    def _columns_of(self, sheet: int) -> _Columns:
        if sheet not in self._columns:
            labels: Counter[int] = Counter()
            units: Counter[int] = Counter()
            cells = self._index.book.sheets[sheet].cells
            for field in self._form.fields.values():
                spots = [spot for spot in self._located[field.id].spots if spot.sheet == sheet]
                for column in range(1, _WIDEST) if spots else ():
                    cell = cells.get((spots[0].row, column))
                    if cell is not None and cell.kind == "s" and column != spots[0].value:
                        labels[column] += cell.text.startswith(field.label)
                        units[column] += bool(field.unit) and cell.text == field.unit
            self._columns[sheet] = _Columns(_most(labels, LABEL), _most(units, UNIT))
        return self._columns[sheet]

    def _sheet(self, spot: Spot) -> RawSheet:
        return self._index.book.sheets[spot.sheet]

    def _tell(self, code: str, field: Field, spot: Spot, value: str, facts: Mapping[str, str]) -> Finding:
        at = place_of(self._sheet(spot), spot.row, spot.value)
        return finding(code, file=self._file, at=at, field=field.id, label=field.short, value=value, facts=facts)


def _row_of(sheet: RawSheet, row: int) -> Iterator[RawCell]:
    """The cells of a heading row, as far as the form's own go."""
    return (cell for column in range(1, _WIDEST) if (cell := sheet.cells.get((row, column))) is not None)


def _most(found: Counter[int], usual: int) -> int:
    column, count = max(found.items(), key=lambda item: (item[1], item[0] == usual), default=(usual, 0))
    return column if count else usual


def unit_in(text: str, label: str = "") -> str:
    """The unit of measure a text carries: "(km²)", "ĐVT: nghìn người", ", triệu đồng"; "" for none. ``label``: what
    stands there in the form, whose own words are no unit."""
    candidates = [*_IN_BRACKETS.findall(text)]
    candidates += [found["unit"] for pattern in (_ANNOUNCED, _BEHIND) if (found := pattern.search(text.strip()))]
    return next((candidate for candidate in candidates if _is_added(candidate, label)), "")


def _is_added(candidate: str, label: str) -> bool:
    return is_measure(candidate) and match_key(candidate) not in match_key(label)


def without_unit(text: str, label: str = "") -> str:
    """The label without the unit that :func:`unit_in` finds in it."""
    bare = _IN_BRACKETS.sub(lambda found: "" if _is_added(found[1], label) else found[0], text).strip()
    for pattern in (_ANNOUNCED, _BEHIND):
        found = pattern.search(bare)
        if found and _is_added(found["unit"], label):
            bare = bare[: found.start()]
    return bare
