"""Finding a form's fields in a returned workbook by agreeing witnesses (:mod:`witnesses`).

What people do to rows, columns, sheets and names moves some witnesses and not others:

- code and label on one row are believed; where the defined name stands elsewhere, whole rows were sorted or only their
  words: the live check, which moves with the row, must say which;
- a row that carries the code or the label of another field is never read for this one;
- a lone witness is believed only while nothing speaks against it, on a sheet whose other witnesses agree;
- further rows that qualify are copies of the form: their values must be the same.

A contradiction is a finding, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from tonghop290.model import STATES, Field, Form
from tonghop290.text.normalize import match_key
from tonghop290.workbook.intake.form_words import labels_of
from tonghop290.workbook.intake.witnesses import Block, Cell3, Index, Place

__all__ = ["Located", "Spot", "locate_field", "locate_fields"]


class Spot(NamedTuple):
    """One place a field's value may stand at: sheet index, row and the columns of value, state and note."""

    sheet: int
    row: int
    value: int
    state: int | None = None
    note: int | None = None
    header: int = 0


class Located(NamedTuple):
    """Where a field was found.

    ``spots``: the place and its copies, the believed one first; empty when nothing is believed. ``trouble``: "missing"
    (no witness), "uncertain" (witnesses contradict each other at ``places``) or "column" (the value's column is not
    known). ``moved``: the defined name stands elsewhere, and the live check agrees that the row moved as a whole.
    """

    spots: tuple[Spot, ...] = ()
    found_by: tuple[str, ...] = ()
    trouble: str = ""
    places: tuple[Place, ...] = ()
    moved: bool = False


def locate_fields(index: Index, form: Form) -> Mapping[str, Located]:
    """Every field of the form with its row and columns, and how sure that is."""
    return {field.id: locate_field(index, field) for field in form.fields.values()}


def locate_field(index: Index, field: Field) -> Located:
    """The row and columns of a field, and how sure that is."""
    said = what_is_said(index, field)
    return agreed(index, field, said) or weighed(index, field, said)


def weighed(index: Index, field: Field, said: Said) -> Located:
    """What the witnesses of a field say together."""
    if not said.coded | said.labelled | said.named:
        return Located(trouble="missing")
    full, chosen = _believed(index, field, said)
    places = tuple(sorted(said.coded | said.labelled))
    if not chosen:
        return Located(trouble="uncertain", places=places) if places else _by_name_alone(index, field)
    moved = bool(said.named) and not said.named & chosen
    if moved and not full and not index.row_fields.get(next(iter(said.named)), set()):
        return Located(trouble="uncertain", places=(*places, *said.named))
    if _is_contradicted(index, field, said, chosen, moved=moved):
        return Located(trouble="uncertain", places=places)
    ordered = sorted(chosen, key=lambda place: (place not in said.named, place not in full, place))
    spots: list[Spot] = []
    for place in ordered:
        own_spots = _spots(index, field, place)
        if not own_spots and (place == ordered[0] or place in full and _holds_number(index, place)):
            return Located(trouble="column", places=(place,))
        spots += own_spots
    name = index.names.get(field.id)
    if name is not None and name[:2] in chosen and _speaks_for_another_column(index, field, name, spots):
        return Located(trouble="column", places=(name[:2],))
    return Located(spots=tuple(spots), found_by=said.of(ordered[0]), moved=moved)


class Said(NamedTuple):
    """The rows the witnesses of one field point at, each by its own kind."""

    coded: set[Place]
    labelled: set[Place]
    named: set[Place]

    def of(self, place: Place) -> tuple[str, ...]:
        """The witnesses that point at a row."""
        kinds = (("code", self.coded), ("name", self.named), ("label", self.labelled))
        return tuple(kind for kind, places in kinds if place in places)


def what_is_said(index: Index, field: Field) -> Said:
    words, name = index.words, index.names.get(field.id)
    return Said(
        coded={(sheet, row) for sheet, row, _ in index.codes.get(words.code_keys[field.id], ())},
        labelled={(sheet, row) for key in words.own_labels[field.id] for sheet, row, _ in index.labels.get(key, ())},
        named={name[:2]} if name else set(),
    )


def agreed(index: Index, field: Field, said: Said) -> Located | None:
    """What nearly all fields are: code, label and name point at one row, its live check too, and nothing speaks for
    another field or column. Weighing them says the same in twice the time."""
    if len(said.named) != 1 or not said.coded == said.labelled == said.named:
        return None
    place, own = next(iter(said.named)), {field.id}
    if not index.row_fields[place] <= own or index.checks.get(place, field.id) != field.id:
        return None
    spots = _spots(index, field, place)
    column = index.names[field.id][2]
    found = Located(spots=tuple(spots), found_by=said.of(place))
    return found if any(spot.value == column for spot in spots) else None


def _believed(index: Index, field: Field, said: Said) -> tuple[set[Place], set[Place]]:
    """The rows with code and label, and all that are believed: those, or by one kind of witness where only that one
    speaks."""
    clean = {place for place in said.coded | said.labelled if index.row_fields.get(place, set()) <= {field.id}}
    full = clean & said.coded & said.labelled
    chosen = full or _partial(clean & said.coded, clean & said.labelled)
    if full and said.named and not said.named & full:
        # A row under the defined name that nothing else speaks for, on another sheet, may be a second copy of the form.
        chosen = full | {place for place in said.named if _may_be_copy(index, field, place, full)}
    return full, chosen


def _is_contradicted(index: Index, field: Field, said: Said, chosen: set[Place], *, moved: bool) -> bool:
    """Whether the live checks of the rows speak for another field, or for none where the name stands elsewhere; and
    whether a row has a lone witness on a sheet whose other witnesses contradict each other."""
    checks = {index.checks[place] for place in chosen if place in index.checks}
    if checks - {field.id} or moved and not checks:
        return True
    lone = [place for place in chosen if len(said.of(place)) + (place in index.checks) < 2]
    return any(sheet in index.disturbed | index.stale_names for sheet, _ in lone)


def _speaks_for_another_column(index: Index, field: Field, name: Cell3, spots: list[Spot]) -> bool:
    """Whether the defined name points beside the value columns of its row, at a cell that may hold an answer."""
    beside = {spot.value for spot in spots if (spot.sheet, spot.row) == name[:2]}
    return bool(beside) and name[2] not in beside and not _holds_no_answer(index, field, name)


def _holds_no_answer(index: Index, field: Field, at: Cell3) -> bool:
    """Whether a cell is empty or holds what the form itself prints: a name left behind there speaks for no other
    column."""
    cell, words = index.book.sheets[at[0]].cells.get((at[1], at[2])), index.words.form.words
    states = (word for state in STATES for word in words.known(state))
    return (
        cell is None
        or cell.kind == "s"
        and match_key(cell.text)
        in {
            "",
            *map(match_key, (field.code, field.number, field.unit, *field.measured, *labels_of(field, words), *states)),
        }
    )


def _may_be_copy(index: Index, field: Field, place: Place, full: set[Place]) -> bool:
    claimed = index.row_fields.get(place, set())
    return claimed == {field.id} or not claimed and place[0] not in {sheet for sheet, _ in full}


def _holds_number(index: Index, place: Place) -> bool:
    cells = index.book.sheets[place[0]].cells
    return any((cell := cells.get((place[1], column))) is not None and cell.kind == "n" for column in range(1, 60))


def _partial(coded: set[Place], labelled: set[Place]) -> set[Place]:
    """Rows with a code or a label, no row with both: believed where only one kind of witness speaks, on one row a
    sheet."""
    if coded and labelled:
        return set()
    found = coded or labelled
    sheets = [sheet for sheet, _ in found]
    return found if len(sheets) == len(set(sheets)) else set()


def _by_name_alone(index: Index, field: Field) -> Located:
    """A defined name without code or label: believed where the other names of its sheet still stand by their rows."""
    sheet, row, column = index.names[field.id]
    if index.row_fields.get((sheet, row)) or index.checks.get((sheet, row), field.id) != field.id:
        return Located(trouble="missing")
    if sheet in index.stale_names | index.disturbed:
        return Located(trouble="uncertain", places=((sheet, row),))
    spots = [spot for spot in _spots(index, field, (sheet, row)) if spot.value == column]
    return (
        Located(spots=tuple(spots), found_by=("name",)) if spots else Located(trouble="column", places=((sheet, row),))
    )


def _spots(index: Index, field: Field, place: Place) -> list[Spot]:
    """The cells a row may hold the field's value in: one for every value column of the header row above."""
    sheet, row = place
    blocks = index.blocks.get(sheet, ())
    header = max((block.row for block in blocks if block.row < row), default=0)
    name = index.names.get(field.id)
    named = name[2] if name and name[:2] == place else 0
    nearest = [block for block in blocks if block.row == header]
    if not nearest or not nearest[0].value:
        beside = nearest[0] if nearest else Block(row=0, value=0)
        column = named or _common_column(index, sheet)
        nearest = [replace(beside, value=column)] if column else []
    spots = [
        Spot(sheet=sheet, row=row, value=block.value, state=block.state, note=block.note, header=block.row)
        for block in nearest
    ]
    return [spot for spot in spots if named == spot.value or _right_of_its_words(index, field, spot)]


def _right_of_its_words(index: Index, field: Field, spot: Spot) -> bool:
    """Whether the row's code and its label stand left of the value column, as laid out (a copy pasted aside may
    not)."""
    coded = index.codes.get(index.words.code_keys[field.id], ())
    labelled = (cell for key in index.words.label_keys[field.id] for cell in index.labels.get(key, ()))
    for cells in (coded, labelled):
        columns = [column for sheet, row, column in cells if row == spot.row and sheet == spot.sheet]
        if spot.value in columns or columns and min(columns) > spot.value:
            return False
    return True


def _common_column(index: Index, sheet: int) -> int:
    """Without a header row: the one column all defined names of the sheet point to; 0 when they differ or are gone."""
    columns = {column for where, _, column in index.names.values() if where == sheet}
    return next(iter(columns)) if len(columns) == 1 else 0
