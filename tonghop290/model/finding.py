"""One thing to tell the sender of a return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tonghop290.model.severity import Severity
from tonghop290.model.unit_and_office import Unit

Stage = Literal["file", "structure", "type", "range", "rule", "compare"]

STAGES: tuple[Stage, ...] = ("file", "structure", "type", "range", "rule", "compare")
_KEY_MARK = "|"


def finding_key(code: str, field: str | None) -> str:
    """ "code|field": the same point in the next return, wherever its row has moved. Several points may share a key."""
    return f"{code}{_KEY_MARK}{field or ''}"


def split_key(key: str) -> tuple[str, str]:
    """The code and the field ("" for none) of a key."""
    code, _, field = key.partition(_KEY_MARK)
    return code, field


def is_key(text: str) -> bool:
    """Whether a text may be a key of a finding."""
    return _KEY_MARK in text


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
    def key(self) -> str:
        """:func:`finding_key` of this finding."""
        return finding_key(self.code, self.field)

    @property
    def place(self) -> str:
        """ "Số liệu!E12", the sheet alone, or "" when the finding is about the whole file."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or ""

    def __str__(self) -> str:
        sentence = f"{self.place}: {self.message}" if self.place else self.message
        return f"{sentence} {self.fix}".rstrip()
