"""A finding of a return and what has become of it: open, explained by the sender, accepted by the officer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tonghop290.model import Finding, Severity, Unit, Words, as_one, gathered, in_told_order, numbers_of

__all__ = ["NO_WORKBOOK", "OUTSIDE", "Point", "as_finding", "let_stand", "numbered", "told_lines", "what_stands"]

OUTSIDE = ("below-range", "above-range", "form-range")
"""Findings about a value outside its range: it is not added up until it is corrected, or accepted."""

NO_WORKBOOK = frozenset({"file-not-workbook", "parcel-no-return", "mail-empty"})
"""What is said of a scan, a picture, a mail without a file: nothing in it could have been a return."""
_NOT_TAKEN = ("form-lacks", "form-meaning", "form-choice", "form-period")
"""Findings about what a return on an earlier edition of the form does not give the present one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One finding of a return and what has become of it. ``finding``: its object of ``check --format json``.
    ``number``: of the point, the same wherever people read it (see :func:`numbered`).

    ``explained``: what the sender said of a warning; ``accepted``: (who, why, when) of the officer.
    """

    number: int
    key: str
    severity: Severity
    finding: Mapping[str, Any]
    explained: str = ""
    accepted: tuple[str, str, str] | None = None

    @property
    def open(self) -> bool:
        """Errors stay open until corrected or accepted, warnings also until explained; notes are never open."""
        return self.severity in ("error", "warning") and self.accepted is None and not self.explained

    @property
    def still_missing(self) -> bool:
        """Whether accepting it brings no figure: the cell holds none that can be read, or that the form can take."""
        unread = self.severity == "error" and self.finding["stage"] in ("structure", "type")
        return self.finding["code"] in _NOT_TAKEN or unread

    @property
    def text(self) -> str:
        """Place, message, what to do, as the sender reads it."""
        return str(as_finding(self.finding))


def as_finding(
    finding: Mapping[str, Any], unit: Unit | None = None, file: str = "", words: Words | None = None
) -> Finding:
    """A Finding again, of its JSON object."""
    return Finding(**finding, unit=unit, file=file, words=words or Words())


def what_stands(finding: Mapping[str, Any]) -> str:
    """What an acceptance or an explanation holds for: it ends when something else stands in the cell.

    What a rule expects is part of it (another cell of the rule has changed); the middle of the other units is not: it
    moves with every return.
    """
    expected = None if finding["stage"] == "compare" else finding["expected"]
    return json.dumps([finding["value"], expected], ensure_ascii=False)


def numbered(points: Sequence[Point]) -> list[Point]:
    """All points of a return in the order they are told in, numbered through: the most important is the first."""
    findings = [as_finding(point.finding) for point in points]
    by_id = {id(finding): point for finding, point in zip(findings, points, strict=True)}
    return [replace(by_id[id(one)], number=number) for number, one in enumerate(in_told_order(findings), 1)]


def told_lines(points: Sequence[Point], words: Words | None = None) -> list[tuple[str, str]]:
    """Number (or numbers) and sentence of each line, in the order given; one cause of many cells is one line."""
    findings = [as_finding(point.finding, words=words) for point in points]
    number = {id(finding): point.number for finding, point in zip(findings, points, strict=True)}
    return [(numbers_of([number[id(one)] for one in group]), str(as_one(group))) for group in gathered(findings)]


def let_stand(points: Sequence[Point]) -> list[str]:
    """The values the office lets stand outside their range."""
    return [
        point.finding["field"] for point in points if point.accepted is not None and point.finding["code"] in OUTSIDE
    ]
