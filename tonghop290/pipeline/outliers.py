"""Units held against each other: whose figures lie far from the others', where nothing else is wrong with them, and
whose are those of another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tonghop290.model import Dataset, Earlier, Finding

__all__ = ["Compared", "find_outliers", "still_to_tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """``told``: by path, what is to be said of a return. ``shared``: the paths of many returns that have the same
    figures, which is told to the office alone."""

    told: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    shared: tuple[tuple[str, ...], ...] = ()


def find_outliers(dataset: Dataset, current: Sequence[str], earlier: Earlier | None = None) -> Compared:
    """The outliers (R15) and whose figures a return repeats, looked for among the returns that count; and what has
    changed much since an ``earlier`` time."""
    from tonghop290.data.compare import changes_since, compare_units
    from tonghop290.data.dataset import usable
    from tonghop290.data.repeats import find_repeats

    if len(current) < 2 and earlier is None:  # nobody to be held against
        return Compared()
    counting, told = usable(dataset, current), dict[str, list[Finding]]()
    for finding in changes_since(counting, earlier) if earlier is not None else ():
        told.setdefault(finding.file, []).append(finding)
    if len(current) < 2:
        return Compared(told=told)
    repeats = find_repeats(counting)
    for finding in (*repeats.asked, *compare_units(counting)):
        told.setdefault(finding.file, []).append(finding)
    return Compared(told=told, shared=repeats.shared)


def still_to_tell(outliers: Iterable[Finding], told: Iterable[Finding]) -> list[Finding]:
    """One cell, one cause: what has an error, or is unusual already, is not called an outlier too."""
    fields = {
        finding.field for finding in told if finding.field and (finding.severity == "error" or finding.stage == "range")
    }
    return [finding for finding in outliers if finding.field not in fields]
