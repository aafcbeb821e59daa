"""Which return of a unit counts: the newest, by when it was saved; where that does not tell, it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os.path import commonprefix

from tonghop290.messages import ABOUT_THE_SENDER, finding
from tonghop290.model import Finding, Submission, Unit
from tonghop290.text.normalize import match_key, order_key

__all__ = ["in_register_order", "returns_that_count"]


def returns_that_count(submissions: Sequence[Submission]) -> tuple[list[str], dict[str, list[Finding]]]:
    """The paths of the newest return of each unit, in the order of reading; and path → what is to be said of it.

    Newest: by the time a program saved it. Where two were saved at one moment, or one does not say when, the last by
    name that is surely its own counts, and all that may be the newest are asked about: the time of a file on disk is
    that of its copying. A return of no known unit counts for nobody.
    """
    by_unit: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.readable and submission.unit is not None:
            by_unit.setdefault(_key(submission.unit), []).append(submission)
    findings: dict[str, list[Finding]] = {}
    newest: set[str] = set()
    for own in by_unit.values():
        last = max(submission.saved for submission in own)
        perhaps = [submission for submission in own if submission.saved in ("", last)]
        best = max(perhaps, key=lambda submission: (_is_undoubted(submission), order_key(submission.path)))
        newest.add(best.path)
        different = {submission.sha256: submission for submission in perhaps} | {best.sha256: best}
        findings |= {other.path: [_does_not_count(other, best, different)] for other in own if other is not best}
        if len(different) > 1:
            findings[best.path] = [_not_told(best, best, different)]
    return [submission.path for submission in submissions if submission.path in newest], findings


def in_register_order(
    paths: Iterable[str], units: Mapping[str, Unit | None], register: Mapping[str, Unit] | None
) -> tuple[str, ...]:
    """Returns as their units stand in the register, whatever their files are called; those it does not name, and all
    where there is none, by code and name. ``units``: path → its unit."""
    places = {code: number for number, code in enumerate(register or ())}

    def place(path: str) -> tuple[int, str, tuple[tuple[int, str], ...], str]:
        unit = units.get(path)
        code, name = ("", "") if unit is None else (unit.code, unit.name)
        return places.get(code, len(places)), code, order_key(name), path

    return tuple(sorted(paths, key=place))


def _does_not_count(other: Submission, best: Submission, different: dict[str, Submission]) -> Finding:
    assert best.unit is not None
    if other.sha256 != best.sha256 and other.sha256 in different:
        return _not_told(other, best, different)
    code = "unit-same-file" if other.sha256 == best.sha256 else "unit-twice"
    current = _beside(best.path, other.path)
    return finding(code, file=other.path, unit=best.unit, unit_title=best.unit.title, current=current)


def _not_told(about: Submission, best: Submission, different: dict[str, Submission]) -> Finding:
    assert best.unit is not None
    return finding(
        "unit-same-time",
        file=about.path,
        unit=best.unit,
        unit_title=best.unit.title,
        count=str(len(different)),
        current=_beside(best.path, about.path),
    )


def _beside(path: str, other: str) -> str:
    """A path as it is told beside another: without the folders both lie in."""
    folders = [one.split("/")[:-1] for one in (path, other)]
    return "/".join(path.split("/")[len(commonprefix(folders)) :])


def _is_undoubted(submission: Submission) -> bool:
    """Whether nothing says that it is another unit's: of two copies of a file the one under its unit's name counts."""
    return not any(told.code in ABOUT_THE_SENDER for told in submission.findings)


def _key(unit: Unit) -> str:
    return unit.code or match_key(unit.title)
