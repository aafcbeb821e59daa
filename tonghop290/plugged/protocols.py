"""What a plug-in must offer, and the frozen values it takes and gives."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from tonghop290.model import Dataset, Field, Form, Severity

__all__ = ["CellValue", "CleaningReading", "DatasetCheck", "FileKind", "Point", "Read", "Sheet"]

CellValue: TypeAlias = str | float | int | bool | dt.date | None
"""What a cell of a file holds: a text is read as one that was typed, a number as one that was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a file. ``cells``: (row, column), both from 1 → what stands there; what is empty is left out.

    Fields are found in it as in a workbook: by their codes, labels and the headings of the form.
    """

    name: str
    cells: Mapping[tuple[int, int], CellValue] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a text means. ``value``: a number for figures, a date for dates, one of its choices for a choice; ``why``:
    in a few words, as the sender is told ("số viết bằng chữ")."""

    value: float | int | dt.date | str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to say of a return. ``path``: of the return, as in ``dataset.frame.index``; ``field``: an id of the
    form or "table.row.column", whose cell is then named, or None for the whole file."""

    path: str
    message: str
    fix: str = ""
    severity: Severity = "warning"
    field: str | None = None


@runtime_checkable
class FileKind(Protocol):
    """A kind of file a return may come in (``file.NAME``). Asked of what is neither a workbook nor a mail."""

    @property
    def label(self) -> str:
        """What people call such a file, in Vietnamese ("bảng kê .tsv")."""

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file is of this kind. ``name``: its own, without folders; ``head``: its first 4,096 bytes."""

    def read(self, data: bytes) -> Sequence[Sheet]:
        """The sheets of a file, read in a process of its own (20 s, 280 MB). Errors: ValueError for a file that is
        damaged, which is told to its sender; anything else is the plug-in's own fault."""


@runtime_checkable
class CleaningReading(Protocol):
    """What a typed text means (``reading.NAME``). Asked only where we cannot read it as a number, a date or a choice;
    it never replaces what we read. May be called in another process."""

    def read(self, field: Field, typed: str) -> Read | None:
        """What ``typed`` means for this field or column, or None where it is not for this reading to say."""


@runtime_checkable
class DatasetCheck(Protocol):
    """What is to be said of returns beside each other (``check.NAME``), after they were cleaned and judged.

    Asked where ``check`` compares, of the returns that count: one a unit, without values that are impossible. In a
    round a new return is told of it when it is received. One cell, one cause: a point about a cell that has an error
    already is not told.
    """

    def check(self, form: Form, dataset: Dataset) -> Iterable[Point]:
        """The points. ``dataset``: made for this check alone."""
