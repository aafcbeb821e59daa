"""The clean figures of many returns (made by data/clean) and what they add up to (made by data/aggregate)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tonghop290.model.form import Form
from tonghop290.model.submission import CellRef
from tonghop290.model.unit_and_office import Unit

if TYPE_CHECKING:
    import pandas

TableFormat = Literal["csv", "json", "sqlite", "parquet"]
"""The kinds of files the figures are handed on in to other tools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The clean figures of all readable returns.

    ``frame``: index = path of the return (str, unique, in the order read), one column a field, derived ones included;
    numbers float64 (NaN missing), dates datetime64 (NaT), text str (None). ``states``: same index, columns = figures,
    values "" / "Ước tính" / "Không có số liệu". ``answered``: same shape as ``frame``, True where the sender gave a
    usable value or said there is none. ``tables``: table id → frame with the columns ``file``, ``row`` (fixed rows: its
    id; free: 1, 2, …) and the table's columns. ``places``: (path, field id) and (path, "table.row.column") → CellRef.
    ``texts``: same keys → what was typed. ``notes``: (path, field id) → the sender's note. ``units``: path → Unit or
    None.
    """

    form: Form
    frame: pandas.DataFrame
    states: pandas.DataFrame
    answered: pandas.DataFrame
    tables: Mapping[str, pandas.DataFrame]
    units: Mapping[str, Unit | None]
    hashes: Mapping[str, str]
    places: Mapping[tuple[str, str], CellRef]
    texts: Mapping[tuple[str, str], str]
    notes: Mapping[tuple[str, str], str]

    def __repr__(self) -> str:
        return f"<Dataset of {self.form.id}: {len(self.frame)} returns, {len(self.frame.columns)} fields>"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFailure:
    """What of a frame breaks its schema. ``column``: a field, "table.row.column" or "rule.<id>"; ``row``: of the index,
    None where it is about the whole column; ``value``: what stands there; ``check``: the name of the check ("hard",
    "usual", "choice", "kept", "not_nullable", or one of the caller's own)."""

    column: str
    row: object
    value: object
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTotal:
    """One field over many units.

    ``value``: the total (NaN-free: None when no unit has it). ``top`` and ``bottom``: the two sums a mean or a ratio
    divides (for a sum: top is the sum, bottom the number of units), so totals can be added up again. ``units``: how
    many units it rests on, ``expected``: how many there should be. ``choices``: how many units gave each choice.
    ``estimates``: how many of the units it rests on have estimated it.
    """

    field: str
    how: str
    value: float | dt.date | None
    top: float = 0.0
    bottom: float = 0.0
    units: int = 0
    expected: int = 0
    choices: Mapping[str, int] = dataclasses.field(default_factory=dict)
    estimates: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The district's figures: field id → FieldTotal, and (table, row, column) → FieldTotal for fixed tables.

    ``pairs``: of a figure that is compared with an earlier one, the earlier and itself, both over the units that have
    both. Result files do not tell of estimates, and of pairs only by their rows, so totals are equal without them.
    """

    fields: Mapping[str, FieldTotal]
    cells: Mapping[tuple[str, str, str], FieldTotal]
    units: int
    expected: int
    pairs: Mapping[str, tuple[FieldTotal, FieldTotal]] = dataclasses.field(default_factory=dict, compare=False)

    def __iter__(self) -> Iterator[FieldTotal]:
        return iter(self.fields.values())

    def __repr__(self) -> str:
        return f"<Totals of {self.units} units of {self.expected}: {len(self.fields)} fields, {len(self.cells)} cells>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """What an office below has added up already: a district's ``so_lieu.json``, seen by the province.

    ``unit``: that office ("huyện Hoằng Hóa"). ``unit_words``: what it is made of ("xã, thị trấn"). ``members``: code or
    title of every unit with a return; ``missing``: titles of those without. ``estimated``: the fields some figure of
    which is an estimate. ``words``: free table → its rows {"unit_name": who wrote it, column id: value}.
    """

    path: str
    sha256: str
    unit: Unit
    totals: Totals
    unit_words: str = "đơn vị"
    members: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    estimated: frozenset[str] = frozenset()
    words: Mapping[str, tuple[Mapping[str, Any], ...]] = dataclasses.field(default_factory=dict)
