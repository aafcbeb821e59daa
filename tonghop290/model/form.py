"""A form definition: Form › Section › Field | Table, and the rules between fields.

Percents are 0–100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from tonghop290.excel import MESSAGE_LENGTH
from tonghop290.expressions.message import Message
from tonghop290.expressions.tree import Node
from tonghop290.file_names import DEFINITION_FILE
from tonghop290.model.codelists import Codelist
from tonghop290.model.levels import PLAIN, Levels, settled
from tonghop290.model.paper import Paper
from tonghop290.model.period import PERIOD_DAYS, Period
from tonghop290.model.printed_words import Words
from tonghop290.model.severity import Severity
from tonghop290.model.submission import STATE_NO_DATA, STATE_NOT_APPLICABLE, STATES
from tonghop290.model.unit_and_office import Office
from tonghop290.model.value import Range
from tonghop290.text.typed_units import YEAR_UNITS

FieldType = Literal["integer", "decimal", "percent", "date", "choice", "text", "long text"]
AddUp = Literal["sum", "mean", "ratio", "count", "latest", "none"]

FIGURE_TYPES = ("integer", "decimal", "percent")


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
    usual_for: tuple[tuple[str, Range], ...] = ()
    """(kind of unit, its usual range): for a unit of that kind ("phường") it takes the place of ``usual``."""
    choices: tuple[str, ...] = ()
    codelist: str = ""
    """The list by name its choices stand in; "" where they are its own."""
    depends_on: str = ""
    """The field (of a column: the column beside it, or a field) whose answer says which choices there are."""
    belongs: tuple[tuple[str, str], ...] = ()
    """(A choice, the answer of ``depends_on`` it belongs to), every pair there may be; () where it depends on none."""
    other_allowed: bool = False
    spellings: tuple[tuple[str, str], ...] = ()
    """(Another way people write a choice, the choice): it is read as that choice, with a note."""
    default: str = ""
    filled_by: Literal["sender", "office", "register"] = "sender"
    office: str = ""
    """The setting of the office that fills this field in beforehand ("figures_date"), the form's own ones among them;
    "" for none."""
    role: Literal["", "signer", "signer title", "preparer"] = ""
    """What it is to the report: who signs a unit's own, as what, and who has prepared the figures."""
    total: Total = field(default_factory=Total)
    formula: Node | None = None
    not_applicable: bool = False
    """Whether a sender may say "Không áp dụng": some units have nothing that it could count."""
    no_data: bool = True
    """Whether a sender may say "Không có số liệu": False for what nobody could sign not to know."""
    compared: bool = True
    """Whether it is held against the other units' (False for what differs from unit to unit by its nature)."""
    counted: bool = False
    """A count of things or people: printed 01…09 below ten in prose."""
    compared_with: str = ""
    """The figure that stands before it in the table of pairs (the same of an earlier year, a plan); "" for none."""
    change_usual: float = 0.0
    """By how much it may change from one period to the next before it is asked about: per cent of what it was, points
    of a percent; 0: it is not asked."""
    sentence: str = ""
    """What it brings to a report without a template: ``{id}`` is a figure of the return; "" for nothing."""
    labels: tuple[tuple[str, str], ...] = ()
    helps: tuple[tuple[str, str], ...] = ()
    """(Language, what the label or the help is there)."""
    second: str = ""
    """The label in the form's second language, printed below it."""
    blank_number: str = ""
    """The blank of the report template this field fills ("B05"); several are joined with a comma."""
    called: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    """What the label and the unit are in workbooks of other kinds of units and levels (``Fit.in_workbook``)."""
    drops: tuple[str, ...] = ()
    drops_after: tuple[str, ...] = ()
    """Words of the sentence it is printed in, which people write too: at the beginning and the end of the answer."""
    since: str = ""
    """The version of the form that asked it first (``model.answered_before``); "" for one asked from the beginning."""

    def usual_of(self, kind: str) -> Range | None:
        """The usual range for a kind of unit; for one that is not known ("") whatever is usual for any."""
        if kind:
            return dict(self.usual_for).get(kind, self.usual)
        ranges = [one for one in (self.usual, *(range for _, range in self.usual_for)) if one is not None]
        if len(ranges) < 2:
            return ranges[0] if ranges else None
        lows, highs = zip(*(one.days if self.type == "date" else one.numbers for one in ranges), strict=True)
        return Range(low=min(lows), high=max(highs))

    @property
    def states(self) -> tuple[str, ...]:
        """What a sender can say of it in the column beside it; () for what is no figure."""
        if not self.figure or self.derived:
            return ()
        allowed = {STATE_NO_DATA: self.no_data, STATE_NOT_APPLICABLE: self.not_applicable}
        return tuple(state for state in STATES if allowed.get(state, True))

    @property
    def listed(self) -> bool:
        """Whether its choices stand on a sheet of their own: a list by name, or more than Excel takes in one cell."""
        commas = any("," in choice for choice in self.choices)
        return bool(self.codelist) or commas or len(",".join(self.choices)) > MESSAGE_LENGTH

    @property
    def derived(self) -> bool:
        return self.formula is not None

    @property
    def is_year(self) -> bool:
        """A year, written without a mark between thousands."""
        return self.unit in YEAR_UNITS

    @property
    def is_share(self) -> bool:
        """In per cent of a whole."""
        return self.type == "percent"

    @property
    def may_be_zero(self) -> bool:
        """A number that can be 0: none of what it counts."""
        return self.figure and (self.hard is None or self.hard.numbers[0] <= 0 <= self.hard.numbers[1])

    @property
    def figure(self) -> bool:
        """A number that has a state (final, estimate, no data) beside it."""
        return self.type in FIGURE_TYPES


def below(text: str, second: str) -> str:
    """A text with its second language on a line below it."""
    return f"{text}\n{second}" if second else text


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row whose label is printed (tables with fixed rows)."""

    id: str
    code: str
    label: str
    labels: tuple[tuple[str, str], ...] = ()
    second: str = ""


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
    formerly: tuple[tuple[str, str], ...] = ()
    """(What a pre-filled sentence was in an earlier edition of the form, what it is now): it is read as that one."""
    labels: tuple[tuple[str, str], ...] = ()
    helps: tuple[tuple[str, str], ...] = ()
    second: str = ""
    called: tuple[str, ...] = ()
    """What the label is in workbooks of other kinds of units and levels, as a field's."""
    totals: bool = False
    """A total row and a total column of live formulas are shown (fixed rows only)."""
    columns_apart: bool = False
    """The columns count the same at different times or places, and do not add up across a row."""

    @property
    def fixed(self) -> bool:
        return bool(self.rows)

    @property
    def adds_across(self) -> bool:
        """Whether the figures of a row have a sum: all of one unit of measure, and not apart."""
        units = {column.unit for column in self.columns if column.figure}
        return self.totals and not self.columns_apart and len(units) == 1

    def column(self, id: str) -> Field:
        return next(column for column in self.columns if column.id == id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the form, in the order of the report. ``items`` are ids of fields and tables in form order."""

    id: str
    number: str
    title: str
    items: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    second: str = ""
    called: tuple[str, ...] = ()
    """What the title is in workbooks of other kinds of units and levels."""


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
    kinds: tuple[str, ...] = ()
    """The kinds of units it holds for ("xã", "phường"); () for all. A unit of no known kind is not judged by it."""

    def holds_for(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the columns of the table of pairs are called ("Năm 2009", "Năm 2019"; "Kế hoạch", "Thực hiện")."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form definition. ``folder`` holds the Word templates beside it, and the definition under the name
    ``file``; ``hash`` is of the definition's bytes (of one in Excel: of its TOML)."""

    id: str
    title: str
    version: str
    period: Period
    comparison: Comparison
    sections: tuple[Section, ...]
    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    rules: tuple[Rule, ...]
    parameters: Mapping[str, float]
    texts: Mapping[str, Any]
    office: Office
    folder: Path
    hash: str
    levels: Levels = PLAIN
    file: str = DEFINITION_FILE
    words: Words = field(default_factory=Words)
    lists: Mapping[str, Codelist] = field(default_factory=dict)
    """Choices by name, in the order of the definition."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Words that people ask about → what they mean here."""
    paper: Paper = field(default_factory=Paper)

    def __repr__(self) -> str:
        return (
            f"<Form {self.id} {self.version}: {len(self.fields)} fields, {len(self.tables)} tables, "
            f"{len(self.rules)} rules>"
        )

    @property
    def first_year(self) -> int:
        """The year the period begins in."""
        return self.period.first.year

    @property
    def last_year(self) -> int:
        """The year the period ends in."""
        return self.period.last.year

    def of_period(self, title: str) -> str:
        """A title with the period it is of, unless it names it itself or the form looks back on many years."""
        name = self.named()
        return title if self.period.is_span or name.casefold() in title.casefold() else f"{title}, {name}"

    def named(self, period: Period | None = None) -> str:
        """What a period, its own or another, is called in the words of the form."""
        return (period or self.period).named(self.words.say)

    def office_of(self, office: Office) -> Office:
        """An office as this form's papers name it: at the form's own level where it says none, and what its level
        says."""
        return settled(office if office.level else replace(office, level=self.office.level), self.levels)

    @property
    def unit_field(self) -> Field | None:
        """The field that says which unit it is, None where the form asks for none."""
        return next((one for one in self.fields.values() if one.filled_by == "register"), None)

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields somebody types, in form order."""
        return tuple(field for field in self.fields.values() if not field.derived)

    @property
    def pairs(self) -> tuple[tuple[Field, Field], ...]:
        """The figures held against one another: the one before and the one after, in form order of the latter."""
        compared = (field for field in self.fields.values() if field.compared_with)
        return tuple((self.fields[field.compared_with], field) for field in compared)

    @property
    def derived(self) -> tuple[Field, ...]:
        """The computed figures, in form order (each depends only on fields and earlier derived ones)."""
        return tuple(field for field in self.fields.values() if field.derived)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of units it has ranges or rules of their own for, in its order; () where all are alike."""
        columns = (column for table in self.tables.values() for column in table.columns)
        ranged = (kind for field in (*self.fields.values(), *columns) for kind, _ in field.usual_for)
        return tuple(dict.fromkeys((*ranged, *(kind for rule in self.rules for kind in rule.kinds))))

    def of_kind(self, kind: str) -> Form:
        """The form as a unit of that kind is judged by it; "": as one is of which nothing is known."""
        if not self.kinds:
            return self
        tables = {
            id: replace(table, columns=tuple(_of_kind(column, kind) for column in table.columns))
            for id, table in self.tables.items()
        }
        return replace(
            self,
            fields={id: _of_kind(field, kind) for id, field in self.fields.items()},
            tables=tables,
            rules=tuple(rule for rule in self.rules if rule.holds_for(kind)),
        )

    def above(self, field: Field, table: Table | None = None) -> Field | None:
        """What the choices of a field (or of a column of ``table``) depend on; None for those that do not."""
        beside = {column.id: column for column in table.columns} if table is not None else {}
        return beside.get(field.depends_on) or self.fields.get(field.depends_on)

    def is_date(self, id: str) -> bool:
        """Whether a name in an expression stands for a day: a date field, an end of the period."""
        return self.fields[id].type == "date" if id in self.fields else id in PERIOD_DAYS

    def code_of(self, id: str) -> str:
        """What a name in an expression is printed as: the code of a field or a table, a parameter's own name."""
        thing = self.fields.get(id) or self.tables.get(id)
        return thing.code if thing is not None and not set("[]") & set(thing.code) else id

    def column_label(self, table: str, id: str) -> str:
        """What a table's column is printed as in an expression: its label, where it is the only one."""
        labels = [column.label for column in self.tables[table].columns]
        label = self.tables[table].column(id).label
        return id if labels.count(label) > 1 or set('[]"') & set(label) else label


def _of_kind(field: Field, kind: str) -> Field:
    return replace(field, usual=field.usual_of(kind), usual_for=()) if field.usual_for else field
