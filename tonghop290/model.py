"""The values that pass between the rooms: frozen, few, named in the field's words.

    Form › Section › Field | Table, Rule      the definition (from forms/)
    Unit, Office                              who reports, and to whom
    CellRef, Cell, Submission                 a returned workbook: read, not judged (from workbook/read)
    Dataset                                   typed frames and, beside each value, where it stood (from data/clean)
    Finding                                   one thing to tell the sender
    Totals                                    the district's figures (from data/aggregate)

Rows and columns count from 1, as in Excel. Percents are 0–100. Standard library only; pandas is named for typing alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tonghop290.excel import column_letters
from tonghop290.expressions.tree import Message, Node

if TYPE_CHECKING:
    import pandas

Severity = Literal["error", "warning", "note"]
Stage = Literal["file", "structure", "type", "range", "rule", "compare"]
FieldType = Literal["integer", "decimal", "percent", "date", "choice", "text", "long text"]
CellKind = Literal["number", "text", "date", "bool", "error", "uncalculated", "empty"]
AddUp = Literal["sum", "mean", "ratio", "count", "latest", "none"]

STAGES: tuple[Stage, ...] = ("file", "structure", "type", "range", "rule", "compare")
FIGURE_TYPES = ("integer", "decimal", "percent")
STATE_FINAL = ""
STATE_ESTIMATE = "Ước tính"
STATE_NO_DATA = "Không có số liệu"
STATES = (STATE_ESTIMATE, STATE_NO_DATA)


class FormError(ValueError):
    """A form definition with faults: all of them, each with its place (``fields.dan_so.usual: …``)."""

    def __init__(self, source: str, faults: Iterable[str]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(
            f"{source}: {len(self.faults)} lỗi trong định nghĩa biểu mẫu\n"
            + "\n".join(f"  {fault}" for fault in self.faults)
        )


# --- the form -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Lowest and highest allowed value, both included; None is open. Dates for date fields, numbers otherwise."""

    low: float | dt.date | None = None
    high: float | dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How a field adds up over units.

    sum: Σ. mean: Σ(value × weight) / Σ weight over units that have both. ratio: scale × Σ numerator / Σ denominator over
    units that have both. count: how many units have it (choices: how many of each). latest: the latest date. none.
    """

    how: AddUp = "none"
    weight: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One blank of the form (or, with a ``formula``, one derived figure that nobody types; or one column of a table)."""

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
    """A table with fixed rows (``rows`` given) or free rows (``rows`` empty; ``prefilled`` and ``blank_rows`` are shown).

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
class Office:
    """The collecting office and what it prints on every workbook and report; all of it is data, never code.

    ``level``: "huyện" or "tỉnh" … ; ``name``: "Hoằng Hóa"; ``committee``: "Huyện uỷ"; ``party_body``: "Đảng bộ huyện
    Hoằng Hóa" (the line above the commune's own name); ``letter_symbol``: "CV/HU".
    """

    level: str = "huyện"
    name: str = ""
    committee: str = "Huyện uỷ"
    party_body: str = ""
    parent_body: str = ""
    """What stands above ``party_body`` in the office's own report: "Đảng bộ tỉnh Thanh Hóa"."""
    letter_symbol: str = "CV/HU"
    report_symbol: str = "BC/HU"
    letter_number: str = ""
    letter_date: dt.date | None = None
    deadline: dt.date | None = None
    figures_date: dt.date | None = None
    report_year: int | None = None
    allowance_resolution: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    place: str = ""
    signer: str = ""
    signer_title: str = "BÍ THƯ"
    profile: str = "hd36-2018"
    tone_style: str = "giu_nguyen"
    hamlet_word: str = ""
    """What a commune is made of in the reports: "thôn", "xóm", "bản", "ấp" … ("": "thôn")."""
    quarter_word: str = ""
    """The same of a phường or thị trấn: "tổ dân phố", "khu phố" … ("": "tổ dân phố")."""
    person_names: str = ""
    """Units named after a person that the form's own list lacks, parted by commas: the unit word stands before them in the
    place line."""
    notice: str = ""
    """A line printed on every workbook, report and table, such as "SỐ LIỆU MINH HOẠ"."""


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
        return tuple(one for one in self.fields.values() if not one.derived)

    @property
    def derived(self) -> tuple[Field, ...]:
        """The computed figures, in form order (each depends only on fields and earlier derived ones)."""
        return tuple(one for one in self.fields.values() if one.derived)

    def is_date(self, id: str) -> bool:
        """Whether a name in an expression is a date field."""
        return id in self.fields and self.fields[id].type == "date"


# --- units --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A commune of the register. ``name`` is without the unit word ("Hoằng Xuân"), ``type`` is it ("xã")."""

    code: str
    name: str
    type: str = "xã"
    parent: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""

    @property
    def full_name(self) -> str:
        """ "xã Hoằng Xuân", "thị trấn Bút Sơn": as it stands inside a sentence."""
        return f"{self.type} {self.name}".strip()

    @property
    def title(self) -> str:
        """ "Xã Hoằng Xuân": as it stands in a list."""
        full = self.full_name
        return full[:1].upper() + full[1:]


# --- a returned workbook ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """A place the sender can see: sheet name, row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.a1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stood in one cell. ``text``: digits as stored for numbers, ISO date for dates, the error's name for errors."""

    ref: CellRef
    kind: CellKind = "empty"
    text: str = ""
    number_format: str = "General"
    font: str = ""
    formula: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A returned workbook, read and not judged.

    ``cells``, ``states``, ``notes``: field id → cell (a field whose row was not found is absent). ``tables``: table id →
    rows, each {column id: cell}; for fixed tables also ``row_ids``. ``found_by``: field id → the witnesses that agreed
    ("code", "name", "label"). ``unit_claims``: witness → what it said ("hidden": "15877", "name": "Xã Hoằng Xuân", "file": …).
    ``findings``: of the stages file and structure. ``readable`` is False when the file gave no form at all.
    """

    path: str
    sha256: str = ""
    readable: bool = True
    form_id: str = ""
    form_version: str = ""
    issue: str = ""
    date1904: bool = False
    unit: Unit | None = None
    unit_claims: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    states: Mapping[str, Cell] = field(default_factory=dict)
    notes: Mapping[str, Cell] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Cell], ...]] = field(default_factory=dict)
    row_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    found_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def without_cells(self) -> Submission:
        """What is to be known of a return when its cells have been read."""
        return replace(self, cells={}, states={}, notes={}, tables={}, row_ids={}, found_by={})


# --- findings -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to tell the sender: place – what stands there – what was expected – what to do.

    ``value`` as typed; ``expected`` and ``difference`` for rules that compare. ``field`` and ``code`` are for programs;
    ``label``, ``message`` and ``fix`` are what a person reads. ``file`` is the path of the return.
    """

    code: str
    severity: Severity
    stage: Stage
    message: str
    fix: str = ""
    file: str = ""
    unit: Unit | None = None
    field: str | None = None
    label: str | None = None
    sheet: str | None = None
    cell: str | None = None
    value: str | float | None = None
    expected: str | float | None = None
    difference: float | None = None

    @property
    def place(self) -> str:
        """ "Số liệu!E12", the sheet alone, or "" when the finding is about the whole file."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or ""

    def __str__(self) -> str:
        sentence = f"{self.place}: {self.message}" if self.place else self.message
        return f"{sentence} {self.fix}".rstrip()


# --- figures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The clean figures of all readable returns.

    ``frame``: index = path of the return (str, unique, in the order read), one column a field, derived ones included;
    numbers float64 (NaN missing), dates datetime64 (NaT), text str (None). ``states``: same index, columns = figures,
    values "" / "Ước tính" / "Không có số liệu". ``answered``: same shape as ``frame``, True where the sender gave a usable
    value or said there is none. ``tables``: table id → frame with the columns ``file``, ``row`` (fixed rows: its id; free:
    1, 2, …) and the table's columns. ``places``: (path, field id) and (path, "table.row.column") → CellRef.
    ``texts``: same keys → what was typed. ``notes``: (path, field id) → the sender's note. ``units``: path → Unit or None.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTotal:
    """One field over many units.

    ``value``: the total (NaN-free: None when no unit has it). ``top`` and ``bottom``: the two sums a mean or a ratio
    divides (for a sum: top is the sum, bottom the number of units), so totals can be added up again. ``units``: how many
    units it rests on, ``expected``: how many there should be. ``choices``: how many units gave each choice.
    """

    field: str
    how: str
    value: float | dt.date | None
    top: float = 0.0
    bottom: float = 0.0
    units: int = 0
    expected: int = 0
    choices: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The district's figures: field id → FieldTotal, and (table, row, column) → FieldTotal for fixed tables."""

    fields: Mapping[str, FieldTotal]
    cells: Mapping[tuple[str, str, str], FieldTotal]
    units: int
    expected: int

    def __iter__(self) -> Iterator[FieldTotal]:
        return iter(self.fields.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """What an office below has added up already: a district's ``so_lieu.json``, seen by the province.

    ``unit``: that office ("huyện Hoằng Hóa"). ``unit_words``: what it is made of ("xã, thị trấn"). ``members``: code or title of every
    unit with a return; ``missing``: titles of those without. ``estimated``: the fields some figure of which is an estimate.
    ``words``: free table → its rows {"unit_name": who wrote it, column id: value}.
    """

    path: str
    sha256: str
    unit: Unit
    totals: Totals
    unit_words: str = "đơn vị"
    members: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    estimated: frozenset[str] = frozenset()
    words: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
