"""Finding a form's fields in a returned workbook by agreeing witnesses.

A field's row is named by its code (a cell of its own), by its label, by the defined name of its value cell and by the
formula of its live check; the value's column by the header row above and by the defined name. What people do to rows,
columns, sheets and names moves some witnesses and not others:

- code and label on one row are believed; where the defined name stands elsewhere, whole rows were sorted or only their
  words: the live check, which moves with the row, must say which;
- a row that carries the code or the label of another field is never read for this one;
- a lone witness is believed only while nothing speaks against it, on a sheet whose other witnesses agree;
- further rows that qualify are copies of the form: their values must be the same.

A contradiction is a finding, never a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any

from tonghop290.model import STATES, Field, Form
from tonghop290.spreadsheet.book import RawBook, parse_reference
from tonghop290.text.normalize import match_key
from tonghop290.workbook.intake.form_words import FormWords, Role, labels_of
from tonghop290.workbook.intake.sender import identity_sheet
from tonghop290.workbook.plan import NOTE, STATE, VALUE

__all__ = ["Block", "Index", "Located", "Place", "Spot", "index_book", "locate_field", "locate_fields"]

Place = tuple[int, int]
"""(sheet index, row)"""

Cell3 = tuple[int, int, int]
"""(sheet index, row, column)"""

_MOST_LAYOUTS, _LARGEST_LAYOUT = 100, 100_000
"""How many layouts are remembered, and up to how many words and characters of each: those of a form are a twentieth of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Part of a header row of ``Số liệu``: one value column (0: its heading is gone), and the state and note columns with it."""

    row: int
    value: int
    state: int | None = None
    note: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place a field's value may stand at: sheet index, row and the columns of value, state and note."""

    sheet: int
    row: int
    value: int
    state: int | None = None
    note: int | None = None
    header: int = 0


@dataclass(slots=True, kw_only=True)
class Index:
    """Where every text of interest stands, made in one walk over the cells. All but ``book`` is the same for every book laid out alike.

    ``codes`` and ``labels`` by match key; ``row_fields``: the fields whose code or label stands on a row; ``checks``: the
    field a row's live check belongs to; ``names``: field id → cell; ``blocks``: sheet index → header blocks by row.
    """

    book: RawBook
    words: FormWords
    codes: Mapping[str, list[Cell3]]
    labels: Mapping[str, list[Cell3]]
    names: Mapping[str, Cell3]
    row_fields: Mapping[Place, set[str]]
    checks: Mapping[Place, str]
    blocks: Mapping[int, list[Block]]
    identity: int | None = None
    stale_names: set[int] = field(default_factory=set)
    """Sheets on which some defined name was left behind by its row."""
    disturbed: set[int] = field(default_factory=set)
    """Sheets on which codes and labels of different fields stand on one row."""
    located: dict[str, Located] = field(default_factory=dict)
    """Where the fields were found, once that was settled by the layout alone."""
    tables: dict[str, Any] = field(default_factory=dict)
    """What :mod:`read_tables` found out about where the tables stand."""
    looked: bool = False
    """Whether what a cell holds had a say in where a field of this book was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a field was found.

    ``spots``: the place and its copies, the believed one first; empty when nothing is believed. ``trouble``: "missing" (no
    witness), "uncertain" (witnesses contradict each other at ``places``) or "column" (the value's column is not known).
    ``moved``: the defined name stands elsewhere, and the live check agrees that the row moved as a whole.
    """

    spots: tuple[Spot, ...] = ()
    found_by: tuple[str, ...] = ()
    trouble: str = ""
    places: tuple[Place, ...] = ()
    moved: bool = False


def index_book(book: RawBook, form: Form, words: FormWords | None = None) -> Index:
    """Collect the witnesses of a whole book. The sheet of identity is left out.

    ``words``: of this form, made before; it remembers the layouts met, for most returns are laid out alike.
    """
    words = words or FormWords(form)
    found: list[tuple[int, int, int, str, Role]] = []
    live: list[tuple[Place, str]] = []
    identity = identity_sheet(book)
    of_text, of_number = words.role, words.role_of_number
    for number, sheet in enumerate(book.sheets):
        if number == identity:
            continue
        for row, column, kind, text, _, _, formula in sheet.cells.values():
            if kind == "s":
                role = of_text(text)
            elif kind == "n":
                role = of_number(text)
            else:
                role = None
            if formula and kind in "su":
                live.append(((number, row), formula))
            if role is not None:
                found.append((number, row, column, kind, role))
    ids = (
        {}
        if identity is None
        else {row: cell.text.strip() for (row, column), cell in book.sheets[identity].cells.items() if column == 1}
    )
    layout = (
        identity,
        tuple(sheet.name for sheet in book.sheets),
        tuple(book.names.items()),
        tuple(ids.items()),
        tuple(live),
        tuple(found),
    )
    known = words.layouts.get(layout)
    if known is not None:
        return replace(known, book=book)
    index = _index(book, form, words, identity, ids, live, found)
    if (
        len(found)
        + sum(map(len, chain(ids.values(), book.names, book.names.values(), (formula for _, formula in live))))
        <= _LARGEST_LAYOUT
    ):
        if len(words.layouts) >= _MOST_LAYOUTS:
            words.layouts.clear()
        words.layouts[layout] = replace(index, book=RawBook(sheets=()))
    return index


def _index(
    book: RawBook,
    form: Form,
    words: FormWords,
    identity: int | None,
    ids: Mapping[int, str],
    live: Sequence[tuple[Place, str]],
    found: Sequence[tuple[int, int, int, str, Role]],
) -> Index:
    codes: dict[str, list[Cell3]] = defaultdict(list)
    labels: dict[str, list[Cell3]] = defaultdict(list)
    row_fields: dict[Place, set[str]] = defaultdict(set)
    headers: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    for number, row, column, kind, role in found:
        if role.code:
            codes[role.key].append((number, row, column))
        if role.label:
            labels[role.key].append((number, row, column))
        if role.fields:
            row_fields[number, row].update(role.fields)
        if role.header and kind == "s":
            headers[number, row].append((column, role.header))
    blocks: dict[int, list[Block]] = defaultdict(list)
    for (number, row), roles in sorted(headers.items()):
        blocks[number] += _blocks(row, sorted(roles))
    index = Index(
        book=book,
        words=words,
        codes=dict(codes),
        labels=dict(labels),
        names=_names(book, form),
        row_fields=dict(row_fields),
        checks=_checks(book, form, identity, ids, live),
        blocks=dict(blocks),
        identity=identity,
    )
    for id, (number, row, _) in index.names.items():
        if index.row_fields.get((number, row), {id}) - {id}:
            index.stale_names.add(number)
    index.disturbed.update(sheet for (sheet, _), fields in index.row_fields.items() if len(fields) > 1)
    return index


def _blocks(row: int, found: list[tuple[int, int]]) -> list[Block]:
    """The blocks of one header row from its (column, role) cells; a lone "Số liệu" without company is no header."""
    if len({role for _, role in found}) < 2:
        return []
    starts = [column for column, role in found if role == VALUE]
    if len(starts) < 2:
        own = {role: column for column, role in reversed(found)}
        return [Block(row=row, value=own.get(VALUE, 0), state=own.get(STATE), note=own.get(NOTE))]
    made = []
    for start, stop in zip(starts, [*starts[1:], 10**6], strict=True):
        own = {role: column for column, role in reversed(found) if start < column < stop}
        made.append(Block(row=row, value=start, state=own.get(STATE), note=own.get(NOTE)))
    return made


def _names(book: RawBook, form: Form) -> dict[str, Cell3]:
    """The cells the form's defined names point at; what points at a range, another book or #REF! is no witness."""
    numbers: dict[str, int] = {}
    for number, sheet in enumerate(book.sheets):
        numbers.setdefault(match_key(sheet.name), number)
    names: dict[str, Cell3] = {}
    for name, target in book.names.items():
        if name.lower() in form.fields and (place := _reference(target)) is not None:
            number = numbers.get(match_key(place[0]))
            if number is not None:
                names[name.lower()] = (number, place[1], place[2])
    return names


_reference = lru_cache(maxsize=4096)(parse_reference)


def _checks(
    book: RawBook,
    form: Form,
    identity: int | None,
    ids: Mapping[int, str],
    live: Sequence[tuple[Place, str]],
) -> dict[Place, str]:
    """The field each live check belongs to: its formula names a row of the sheet of identity, and that row names the field.

    ``ids``: the words of that sheet's first column; ``live``: the formulas whose result is text, by their rows. A row with several of
    them that disagree names nobody.
    """
    if identity is None:
        return {}
    ids = {row: id for row, id in ids.items() if id in form.fields}
    name = re.escape(book.sheets[identity].name.replace("'", "''"))
    pattern = re.compile(rf"(?:'{name}'|(?<![\w'.]){name})!\$?[A-Z]{{1,3}}\$?([0-9]{{1,7}})", re.IGNORECASE)
    found: dict[Place, set[str]] = defaultdict(set)
    for place, formula in live:
        if match := pattern.search(formula):
            found[place].add(ids.get(int(match[1]), ""))
    return {place: next(iter(own)) for place, own in found.items() if len(own) == 1 and own != {""}}


# --- one field ----------------------------------------------------------------------------------------------------


def locate_fields(index: Index, form: Form) -> Mapping[str, Located]:
    """Every field of the form with its row and columns, and how sure that is."""
    if index.located:
        return index.located
    located = {one.id: locate_field(index, one) for one in form.fields.values()}
    if not index.looked:
        index.located.update(located)
    return located


def locate_field(index: Index, one: Field) -> Located:
    """The row and columns of a field, and how sure that is."""
    words = index.words
    by_code = {(sheet, row) for sheet, row, _ in index.codes.get(words.code_keys[one.id], ())}
    by_label = {
        (sheet, row)
        for key in words.label_keys[one.id]
        if key not in words.shared_labels
        for sheet, row, _ in index.labels.get(key, ())
    }
    name = index.names.get(one.id)
    by_name = {name[:2]} if name else set()
    if not by_code | by_label | by_name:
        return Located(trouble="missing")
    clean = {place for place in by_code | by_label if index.row_fields.get(place, set()) <= {one.id}}
    full = clean & by_code & by_label
    chosen = full or _partial(clean & by_code, clean & by_label)
    if full and by_name and not by_name & full:
        # A row under the defined name that nothing else speaks for, on another sheet, may be a second copy of the form.
        chosen = full | {place for place in by_name if _may_be_copy(index, one, place, full)}
    places = tuple(sorted(by_code | by_label))
    if not chosen:
        if by_code | by_label:
            return Located(trouble="uncertain", places=places)
        return _by_name_alone(index, one)
    moved = bool(by_name) and not by_name & chosen
    if moved and not full and not index.row_fields.get(next(iter(by_name)), set()):
        return Located(trouble="uncertain", places=(*places, *by_name))
    checks = {index.checks[place] for place in chosen if place in index.checks}
    lone = [
        place
        for place in chosen
        if (place in by_code) + (place in by_label) + (place in by_name) + (place in index.checks) < 2
    ]
    if (
        checks - {one.id}
        or moved
        and not checks
        or any(sheet in index.disturbed | index.stale_names for sheet, _ in lone)
    ):
        return Located(trouble="uncertain", places=places)
    ordered = sorted(chosen, key=lambda place: (place not in by_name, place not in full, place))
    witnesses = tuple(
        word for word, own in (("code", by_code), ("name", by_name), ("label", by_label)) if ordered[0] in own
    )
    spots: list[Spot] = []
    for place in ordered:
        own_spots = _spots(index, one, place)
        if not own_spots and (place == ordered[0] or place in full and _holds_number(index, place)):
            return Located(trouble="column", places=(place,))
        spots += own_spots
    beside = (
        {spot.value for spot in spots if (spot.sheet, spot.row) == name[:2]} if name and name[:2] in chosen else set()
    )
    if name and beside and name[2] not in beside and not _holds_no_answer(index, one, name):
        return Located(trouble="column", places=(name[:2],))
    return Located(spots=tuple(spots), found_by=witnesses, moved=moved)


def _holds_no_answer(index: Index, one: Field, at: Cell3) -> bool:
    """Whether a cell is empty or holds what the form itself prints: a name left behind there speaks for no other column."""
    index.looked = True
    cell = index.book.sheets[at[0]].cells.get((at[1], at[2]))
    return (
        cell is None
        or cell.kind == "s"
        and match_key(cell.text) in {"", *map(match_key, (one.code, one.number, one.unit, *labels_of(one), *STATES))}
    )


def _may_be_copy(index: Index, one: Field, place: Place, full: set[Place]) -> bool:
    claimed = index.row_fields.get(place, set())
    return claimed == {one.id} or not claimed and place[0] not in {sheet for sheet, _ in full}


def _holds_number(index: Index, place: Place) -> bool:
    index.looked = True
    cells = index.book.sheets[place[0]].cells
    return any((cell := cells.get((place[1], column))) is not None and cell.kind == "n" for column in range(1, 60))


def _partial(coded: set[Place], labelled: set[Place]) -> set[Place]:
    """Rows with a code or a label, no row with both: believed where only one kind of witness speaks, on one row a sheet."""
    if coded and labelled:
        return set()
    found = coded or labelled
    sheets = [sheet for sheet, _ in found]
    return found if len(sheets) == len(set(sheets)) else set()


def _by_name_alone(index: Index, one: Field) -> Located:
    """A defined name without code or label: believed where the other names of its sheet still stand by their rows."""
    sheet, row, column = index.names[one.id]
    if index.row_fields.get((sheet, row)) or index.checks.get((sheet, row), one.id) != one.id:
        return Located(trouble="missing")
    if sheet in index.stale_names | index.disturbed:
        return Located(trouble="uncertain", places=((sheet, row),))
    spots = [spot for spot in _spots(index, one, (sheet, row)) if spot.value == column]
    return (
        Located(spots=tuple(spots), found_by=("name",)) if spots else Located(trouble="column", places=((sheet, row),))
    )


def _spots(index: Index, one: Field, place: Place) -> list[Spot]:
    """The cells a row may hold the field's value in: one for every value column of the header row above."""
    sheet, row = place
    above = [block for block in index.blocks.get(sheet, ()) if block.row < row]
    name = index.names.get(one.id)
    named = name[2] if name and name[:2] == place else 0
    nearest = [block for block in above if block.row == above[-1].row]
    if not nearest or not nearest[0].value:
        beside = nearest[0] if nearest else Block(row=0, value=0)
        column = named or _common_column(index, sheet)
        nearest = [replace(beside, value=column)] if column else []
    spots = [
        Spot(sheet=sheet, row=row, value=block.value, state=block.state, note=block.note, header=block.row)
        for block in nearest
    ]
    return [spot for spot in spots if named == spot.value or _right_of_its_words(index, one, spot)]


def _right_of_its_words(index: Index, one: Field, spot: Spot) -> bool:
    """Whether the row's code and its label stand left of the value column, as laid out (a copy pasted aside may not)."""
    for keys, cells in (
        ((index.words.code_keys[one.id],), index.codes),
        (index.words.label_keys[one.id], index.labels),
    ):
        columns = [
            column
            for key in keys
            for sheet, row, column in cells.get(key, ())
            if (sheet, row) == (spot.sheet, spot.row)
        ]
        if spot.value in columns or columns and min(columns) > spot.value:
            return False
    return True


def _common_column(index: Index, sheet: int) -> int:
    """Without a header row: the one column all defined names of the sheet point to; 0 when they differ or are gone."""
    columns = {column for where, _, column in index.names.values() if where == sheet}
    return next(iter(columns)) if len(columns) == 1 else 0
