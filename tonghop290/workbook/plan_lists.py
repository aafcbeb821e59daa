"""Where lists of choices stand in the workbook: a sheet of their own, a block of columns each, named ranges over them.

A drop-down typed into the rule of a cell ends at 255 characters and is parted at its commas; a named range does not, in
any client since Excel 2007.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tonghop290.model import CellRef, Field, Form, sayable

__all__ = ["FIRST_LIST_ROW", "LISTS", "LIST_NAMES", "ListPlace", "has_lists", "lists_of", "place_of"]

LISTS = sayable("Danh sách", "workbook sheet")
LIST_NAMES = "_ds_"
"""Opens the name of every range on that sheet; no id of a field begins so."""
_NAME_LENGTH = 12
"""Letters of an id in such a name: the formula of a drop-down holds 255 and names it five times."""
TITLE_ROW = 4
FIRST_LIST_ROW = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """One list: ``choices`` from :data:`FIRST_LIST_ROW` down, beside each its code and the answer it belongs to (()
    where there are none). A choice that fits several answers stands once below each."""

    name: str
    title: str
    column: int
    choices: tuple[str, ...]
    codes: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    sheet: str = LISTS

    @property
    def columns(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(name of the range, what stands there), left to right."""
        made = ((f"{self.name}_thuoc", self.parents), (f"{self.name}_ma", self.codes), (self.name, self.choices))
        return tuple((name, cells) for name, cells in made if cells)

    def area(self, name: str) -> tuple[CellRef, CellRef]:
        """The first and the last cell of a range."""
        column = self.column + [own for own, _ in self.columns].index(name)
        last = FIRST_LIST_ROW + len(self.choices) - 1
        return CellRef(self.sheet, FIRST_LIST_ROW, column), CellRef(self.sheet, last, column)

    def drop_down(self, above: str) -> str:
        """What a cell offers, as formula text; ``above``: the cell it depends on. Without a known answer there, all."""
        if not self.parents or not above:
            return self.name
        parents, answer = f"{self.name}_thuoc", f"TRIM({above})"
        many = f"SUMPRODUCT(--({parents}={answer}))"  # no COUNTIF: it takes * and > for more than letters
        return f"IF({many}>0,OFFSET({self.name},MATCH({answer},{parents},0)-1,0,{many},1),{self.name})"


def lists_of(form: Form) -> dict[str, ListPlace]:
    """Key of a field's choices (:func:`_key`) → where they stand, in the order of the form."""
    places: dict[str, ListPlace] = {}
    names: set[str] = set()
    column = 1
    for field in _choosing(form):
        if not field.listed or _key(field) in places:
            continue
        stem = LIST_NAMES + (field.codelist or field.id)[:_NAME_LENGTH].rstrip("_")
        name = next(one for number in range(1, 1000) if (one := stem + f"_{number}" * (number > 1)) not in names)
        names.add(name)
        place = replace(_placed(form, field, name, column), sheet=form.words.say(LISTS))
        places[_key(field)] = place
        column += len(place.columns) + 1
    return places


def has_lists(form: Form) -> bool:
    """Whether its workbook has that sheet."""
    return any(field.listed for field in _choosing(form))


def place_of(field: Field, lists: Mapping[str, ListPlace]) -> ListPlace | None:
    """Where the choices of a field stand; None where its own rule holds them."""
    return lists.get(_key(field)) if field.listed else None


def _key(field: Field) -> str:
    """Fields with the same choices share a block."""
    return repr((field.codelist, field.choices if not field.codelist else (), field.belongs))


def _choosing(form: Form) -> Iterator[Field]:
    yield from form.inputs
    for table in form.tables.values():
        yield from table.columns


def _placed(form: Form, field: Field, name: str, column: int) -> ListPlace:
    listed = form.lists.get(field.codelist)
    title = listed.label if listed is not None else field.label
    if field.belongs:
        choices, parents = zip(*field.belongs, strict=True)
        return ListPlace(name=name, title=title, column=column, choices=choices, parents=parents)
    codes = {entry.label: entry.code for entry in listed.entries} if listed is not None else {}
    coded = tuple(codes.get(choice, "") for choice in field.choices)
    return ListPlace(name=name, title=title, column=column, choices=field.choices, codes=coded if any(coded) else ())
