"""Which return of a unit counts: the newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tonghop290.messages import finding
from tonghop290.model import Finding, Submission, Unit
from tonghop290.text.normalize import match_key

__all__ = ["returns_that_count"]


def returns_that_count(
    submissions: Sequence[Submission], modified: Mapping[str, float]
) -> tuple[list[str], dict[str, list[Finding]]]:
    """The paths of the newest return of each unit, in the order of reading; and path → findings for the others.

    ``modified``: path → the file's time on disk. Newest: by that time, then by name. A return of no known unit counts
    for nobody.
    """
    by_unit: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.readable and submission.unit is not None:
            by_unit.setdefault(_key(submission.unit), []).append(submission)
    findings: dict[str, list[Finding]] = {}
    newest: set[str] = set()
    for own in by_unit.values():
        best = max(own, key=lambda submission: (modified[submission.path], submission.path))
        newest.add(best.path)
        findings |= {other.path: [_does_not_count(other, best)] for other in own if other is not best}
    return [submission.path for submission in submissions if submission.path in newest], findings


def _does_not_count(other: Submission, best: Submission) -> Finding:
    assert best.unit is not None
    code = "unit-same-file" if other.sha256 == best.sha256 else "unit-twice"
    return finding(code, file=other.path, unit=best.unit, unit_title=best.unit.title, current=best.path)


def _key(unit: Unit) -> str:
    return unit.code or match_key(unit.title)
