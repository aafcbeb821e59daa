"""The witnesses for where a form's fields stand in a returned workbook, gathered in one walk over its cells.

A field's row is named by its code (a cell of its own), by its label, by the defined name of its value cell and by the
formula of its live check; the value's column by the header row above and by the defined name. What they say together is
weighed in :mod:`locate`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tonghop290.model import Form
from tonghop290.spreadsheet.book import RawBook, parse_reference
from tonghop290.text.normalize import match_key
from tonghop290.workbook.intake.form_words import FormWords
from tonghop290.workbook.intake.sender import hidden_identity, identity_sheet
from tonghop290.workbook.plan import NOTE, STATE, VALUE

__all__ = ["Block", "Cell3", "Index", "Place", "index_book"]

Place = tuple[int, int]
"""(sheet index, row)"""

Cell3 = tuple[int, int, int]
"""(sheet index, row, column)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Part of a header row of ``Số liệu``: one value column (0: its heading is gone), and the state and note columns
    with it."""

    row: int
    value: int
    state: int | None = None
    note: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Where every text of interest stands, made in one walk over the cells.

    ``codes`` and ``labels`` by match key; ``row_fields``: the fields whose code or label stands on a row; ``checks``:
    the field a row's live check belongs to; ``names``: field id → cell; ``blocks``: sheet index → header blocks by row.
    """

    book: RawBook
    words: FormWords
    codes: Mapping[str, list[Cell3]]
    labels: Mapping[str, list[Cell3]]
    names: Mapping[str, Cell3]
    row_fields: Mapping[Place, set[str]]
    checks: Mapping[Place, str]
    blocks: Mapping[int, list[Block]]
    unknown: tuple[Cell3, ...] = ()
    """The typed texts that are not the form's own, and the numbers."""
    identity: int | None = None
    stale_names: frozenset[int] = frozenset()
    """Sheets on which some defined name was left behind by its row."""
    disturbed: frozenset[int] = frozenset()
    """Sheets on which codes and labels of different fields stand on one row."""


def index_book(book: RawBook, form: Form, words: FormWords | None = None) -> Index:
    """Collect the witnesses of a whole book. The sheet of identity is left out. ``words``: of this form, made
    before."""
    words = words or FormWords(form)
    identity = identity_sheet(book)
    gathered = _gather(book, words, identity)
    row_fields, names = gathered.row_fields, _names(book, form)
    return Index(
        book=book,
        words=words,
        codes=dict(gathered.codes),
        labels=dict(gathered.labels),
        names=names,
        row_fields=dict(row_fields),
        checks=_checks(book, words, identity, gathered.formulas),
        blocks=_header_blocks(gathered.headers),
        unknown=tuple(gathered.unknown),
        identity=identity,
        stale_names=frozenset(
            number for id, (number, row, _) in names.items() if row_fields.get((number, row), {id}) - {id}
        ),
        disturbed=frozenset(sheet for (sheet, _), fields in row_fields.items() if len(fields) > 1),
    )


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What one walk over the cells gives. ``codes``, ``labels``, ``row_fields``: as in :class:`Index`; ``headers``: row
    → (column, the column of ``Số liệu`` it heads); ``formulas``: those whose result is text, with their rows."""

    codes: dict[str, list[Cell3]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, list[Cell3]] = field(default_factory=lambda: defaultdict(list))
    row_fields: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    headers: dict[Place, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    formulas: list[tuple[Place, str]] = field(default_factory=list)
    unknown: list[Cell3] = field(default_factory=list)


def _gather(book: RawBook, words: FormWords, identity: int | None) -> _Gathered:
    gathered = _Gathered()
    of_text, of_number, of_printed = words.role, words.role_of_number, words.of_printed
    for number, sheet in enumerate(book.sheets):
        if number == identity:
            continue
        for row, column, kind, text, _, formula, _ in sheet.cells.values():
            printed = kind == "s" and text in of_printed
            if printed:
                role = of_printed[text]
            else:
                role = of_text(text) if kind == "s" else of_number(text) if kind == "n" else None
            if formula and kind in "su":
                gathered.formulas.append(((number, row), formula))
            if role is None:
                if formula is None and not printed and kind in "ns":
                    gathered.unknown.append((number, row, column))
                continue
            if role.code:
                gathered.codes[role.key].append((number, row, column))
            if role.label:
                gathered.labels[role.key].append((number, row, column))
            if role.fields:
                gathered.row_fields[number, row].update(role.fields)
            if role.header and kind == "s":
                gathered.headers[number, row].append((column, role.header))
    return gathered


def _header_blocks(headers: Mapping[Place, list[tuple[int, int]]]) -> dict[int, list[Block]]:
    blocks: dict[int, list[Block]] = defaultdict(list)
    for (number, row), roles in sorted(headers.items()):
        blocks[number] += _blocks(row, sorted(roles))
    return dict(blocks)


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
        if name.lower() in form.fields and (place := parse_reference(target)) is not None:
            named = numbers.get(match_key(place[0]))
            if named is not None:
                names[name.lower()] = (named, place[1], place[2])
    return names


def _checks(
    book: RawBook, words: FormWords, identity: int | None, formulas: Iterable[tuple[Place, str]]
) -> dict[Place, str]:
    """The field each live check belongs to: its formula names a row of the sheet of identity, which is the row its
    field was issued on (before 0.2 that row names the field in its first column). A row with several that disagree
    names nobody, as does a workbook that was not made of this very definition.
    """
    if identity is None:
        return {}
    sheet = book.sheets[identity]
    ids = {
        row: id
        for (row, column), cell in sheet.cells.items()
        if column == 1 and (id := cell.text.strip()) in words.form.fields
    }
    if not ids and _is_of(book, words.form):
        ids = words.issued_rows
    quoted = re.escape(sheet.name.replace("'", "''"))
    named = re.compile(rf"(?:'{quoted}'|(?<![\w'.]){quoted})!\$?[A-Z]{{1,3}}\$?([0-9]{{1,7}})", re.IGNORECASE).findall
    found: dict[Place, set[str]] = defaultdict(set)
    for place, formula in formulas:
        rows = {*map(int, named(formula))}
        found[place] |= {ids[row] for row in rows & ids.keys()} or ({""} if rows else set())
    return {place: next(iter(own)) for place, own in found.items() if len(own) == 1 and own != {""}}


def _is_of(book: RawBook, form: Form) -> bool:
    """Whether the workbook says that it was made of this very definition."""
    said = hidden_identity(book).get("hash", "")
    return said != "" and form.hash.startswith(said)
