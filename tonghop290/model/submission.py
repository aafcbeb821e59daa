"""A returned workbook: read, not judged (made by workbook/intake). Rows and columns count from 1, as in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tonghop290.excel import column_letters
from tonghop290.model.finding import Finding
from tonghop290.model.printed_words import sayable
from tonghop290.model.unit_and_office import Unit
from tonghop290.spreadsheet.seen.look import ORDINARY, Look, Run

CellKind = Literal["number", "text", "date", "bool", "error", "uncalculated", "empty"]
Unseen = Literal["", "covered", "sheet", "row", "column", "zero"]
"""Why a cell is not seen by who opens its workbook; "" if it is."""

State = Literal["", "Ước tính", "Không có số liệu", "Không áp dụng"]
"""What a sender says of a figure; a form may print it in words of its own."""
STATE_FINAL: State = ""
STATE_ESTIMATE = sayable("Ước tính", "state")
STATE_NO_DATA = sayable("Không có số liệu", "state")
STATE_NOT_APPLICABLE = sayable("Không áp dụng", "state")
"""There is nothing such a figure could count at this unit; only where the form allows it to be said."""
STATES = (STATE_ESTIMATE, STATE_NO_DATA, STATE_NOT_APPLICABLE)
"""What a sender can say of a figure in the column beside it."""
STATES_WITHOUT_FIGURE = (STATE_NO_DATA, STATE_NOT_APPLICABLE)
"""Answers that leave the cell of the figure empty."""


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
    """What stood in one cell. ``text``: digits as stored for numbers, ISO date for dates, the error's name for
    errors.

    ``look`` is that of the whole cell, ``runs`` those of its text where any looks otherwise. ``unseen``: the whole cell
    is covered by a merge, or its sheet, row or column is hidden or of no height or width, or it holds a 0 on a sheet
    that shows none. ``cover``: the text of the cell that covers it.
    """

    ref: CellRef
    kind: CellKind = "empty"
    text: str = ""
    look: Look = ORDINARY
    formula: str | None = None
    runs: tuple[Run, ...] | None = None
    unseen: Unseen = ""
    cover: str = ""

    @property
    def number_format(self) -> str:
        return self.look.number_format

    @property
    def font(self) -> str:
        return self.look.font


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A returned workbook, read and not judged.

    ``cells``, ``states``, ``notes``: field id → cell (a field whose row was not found is absent). ``tables``: table id
    → rows, each {column id: cell}; for fixed tables also ``row_ids``. ``found_by``: field id → the witnesses that
    agreed ("code", "name", "label"). ``unit_claims``: witness → what it said ("hidden": "15877", "name": "Xã Hoằng
    Xuân", "file": …). ``saved``: ISO time in UTC at which a program last saved it, "" where that is not known.
    ``findings``: of the stages file and structure. ``readable`` is False when the file gave no form at all.
    ``hidden``: what the workbook says of itself on its hidden sheet; ``explained``: what its sender wrote beside the
    points of an answer that came back, "code|field" → text.
    """

    path: str
    sha256: str = ""
    readable: bool = True
    form_id: str = ""
    form_version: str = ""
    issue: str = ""
    date1904: bool = False
    saved: str = ""
    unit: Unit | None = None
    unit_claims: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    states: Mapping[str, Cell] = field(default_factory=dict)
    notes: Mapping[str, Cell] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Cell], ...]] = field(default_factory=dict)
    row_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    found_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    explained: Mapping[str, str] = field(default_factory=dict)

    def without_cells(self) -> Submission:
        """What is to be known of a return when its cells have been read."""
        return replace(self, cells={}, states={}, notes={}, tables={}, row_ids={}, found_by={})
