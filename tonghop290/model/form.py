"""A form definition: Form › Section › Field | Table, and the rules between fields.

``FormError`` tells all the faults of one at once. Percents are 0–100.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tonghop290.expressions.message import Message
from tonghop290.expressions.tree import Node
from tonghop290.model.severity import Severity
from tonghop290.model.unit_and_office import Office
from tonghop290.text.normalize import without_controls

FieldType = Literal["integer", "decimal", "percent", "date", "choice", "text", "long text"]
AddUp = Literal["sum", "mean", "ratio", "count", "latest", "none"]

FIGURE_TYPES = ("integer", "decimal", "percent")


class FormError(ValueError):
    """A form definition with faults: all of them, each with its place (``fields.dan_so.usual: …``)."""

    def __init__(self, source: str, faults: Iterable[str]) -> None:
        self.source = source
        self.faults = tuple(
            without_controls(fault) for fault in faults
        )  # they are printed; a definition holds anything
        super().__init__(
            f"{source}: {len(self.faults)} lỗi trong định nghĩa biểu mẫu\n"
            + "\n".join(f"  {fault}" for fault in self.faults)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Lowest and highest allowed value, both included; None is open. Dates for date fields, numbers otherwise."""

    low: float | dt.date | None = None
    high: float | dt.date | None = None

    @property
    def numbers(self) -> tuple[float, float]:
        """The limits of a figure; an open one is infinite. TypeError for a range of dates."""
        low, high = (-math.inf if self.low is None else self.low), (math.inf if self.high is None else self.high)
        if isinstance(low, dt.date) or isinstance(high, dt.date):
            raise TypeError("a range of dates")
        return low, high

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The limits of a date; an open one is the first or the last there is. TypeError for a range of numbers."""
        low, high = (dt.date.min if self.low is None else self.low), (dt.date.max if self.high is None else self.high)
        if not isinstance(low, dt.date) or not isinstance(high, dt.date):
            raise TypeError("a range of numbers")
        return low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How a field adds up over units.

    sum: Σ. mean: Σ(value × weight) / Σ weight over units that have both. ratio: scale × Σ numerator / Σ denominator
    over units that have both. count: how many units have it (choices: how many of each). latest: the latest date. none.
    """

    how: AddUp = "none"
    weight: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One blank of the form (or, with a ``formula``, one derived figure that nobody types; or one column of a
    table)."""

    id: str
    code: str = ""
    number: str = ""
    label: str
    short: str
    help: str = ""
    unit: str = ""
    type: FieldType
    section: str = ""
    decimals: int = 0
    required: bool = False
    hard: Range | None = None
    usual: Range | None = None
    choices: tuple[str, ...] = ()
    other_allowed: bool = False
    default: str = ""
    filled_by: Literal["sender", "office", "register"] = "sender"
    office: str = ""
    """The setting of the office that fills this field in beforehand ("figures_date"); "" for none."""
    total: Total = field(default_factory=Total)
    formula: Node | None = None
    counted: bool = False
    """A count of things or people: printed 01…09 below ten in prose."""
    blank_number: str = ""
    """The blank of the report template this field fills ("B05"); several are joined with a comma."""

    @property
    def derived(self) -> bool:
        return self.formula is not None

    @property
    def figure(self) -> bool:
        """A number that has a state (final, estimate, no data) beside it."""
        return self.type in FIGURE_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row whose label is printed (tables with fixed rows)."""

    id: str
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with fixed rows (``rows`` given) or free rows (``rows`` empty; ``prefilled`` and ``blank_rows`` are
    shown).

    A one-column free table is a list of bullets (``thuan_loi`` …).
    """

    id: str
    code: str
    number: str = ""
    label: str
    help: str = ""
    section: str
    sheet: Literal["detail", "words"]
    columns: tuple[Field, ...]
    rows: tuple[TableRow, ...] = ()
    blank_rows: int = 0
    prefilled: tuple[Mapping[str, str], ...] = ()
    totals: bool = False
    """A total row and a total column of live formulas are shown (fixed rows only)."""

    @property
    def fixed(self) -> bool:
        return bool(self.rows)

    def column(self, id: str) -> Field:
        return next(column for column in self.columns if column.id == id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the form, in the order of the report. ``items`` are ids of fields and tables in form order."""

    id: str
    number: str
    title: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A test between fields of one return.

    ``test`` must be true; ``at`` are the fields whose cells the finding points to, the first one carries it.
    ``missing``: "skip" (a missing operand: not evaluated) or "zero" (a missing figure counts as 0).
    """

    id: str
    label: str
    test: Node
    severity: Severity
    message: Message
    fix: str
    at: tuple[str, ...]
    missing: Literal["skip", "zero"] = "skip"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form definition. ``folder`` holds the Word templates beside it; ``hash`` is of the definition's bytes."""

    id: str
    title: str
    version: str
    first_year: int
    last_year: int
    sections: tuple[Section, ...]
    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    rules: tuple[Rule, ...]
    parameters: Mapping[str, float]
    texts: Mapping[str, Any]
    office: Office
    folder: Path
    hash: str

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields somebody types, in form order."""
        return tuple(field for field in self.fields.values() if not field.derived)

    @property
    def derived(self) -> tuple[Field, ...]:
        """The computed figures, in form order (each depends only on fields and earlier derived ones)."""
        return tuple(field for field in self.fields.values() if field.derived)

    def is_date(self, id: str) -> bool:
        """Whether a name in an expression is a date field."""
        return id in self.fields and self.fields[id].type == "date"
