"""One thing to tell the sender of a return."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

from tonghop290.model.printed_words import Words
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
    number: str = ""
    """Of the indicator on the form ("16"); "" where the finding is about none."""
    value: str | float | None = None
    expected: str | float | None = None
    difference: float | None = None
    words: Words = dataclasses.field(default_factory=Words, repr=False, compare=False)
    """In which it is told."""

    def retold(self, words: Words) -> Finding:
        """The same in the words of a form."""
        if not words:
            return self
        value, expected = (words.retell(one) if isinstance(one, str) else one for one in (self.value, self.expected))
        return dataclasses.replace(
            self,
            message=words.retell(self.message),
            fix=words.retell(self.fix),
            label=self.label and words.retell(self.label),
            value=value,
            expected=expected,
            words=words,
        )

    @property
    def key(self) -> str:
        """:func:`finding_key` of this finding."""
        return finding_key(self.code, self.field)

    @property
    def place(self) -> str:
        """ "Số liệu!E12", the sheet alone, or "" when the finding is about the whole file."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or ""

    @property
    def named(self) -> str:
        """ "Chỉ tiêu 16 – Chi bộ nông thôn (trang “Số liệu”, ô E23)": what a person looks for; "" for a whole file."""
        return _head(self, self.label or "")

    def __str__(self) -> str:
        """The sentence and what to do, with the name and the place of the indicator, said once."""
        label, message = self.label or "", self.message
        if (
            label
            and message[: len(label)].casefold() == label.casefold()
            and message[len(label) : len(label) + 1] in " :"
        ):
            sentence = self.named + message[len(label) :]
        else:
            head = _head(self, "" if label and label in message else label)
            sentence = f"{head}: {message}" if head else message
        return f"{sentence} {self.fix}".rstrip()


def _head(finding: Finding, label: str) -> str:
    words = finding.words
    numbered = finding.number and words.say("Chỉ tiêu {number}", number=finding.number)
    name = " – ".join(filter(None, (numbered, label)))
    place = ", ".join(words.where(finding.sheet or "", finding.cell or ""))
    if not name:
        return place[:1].upper() + place[1:]
    return f"{name} ({place})" if place else name
