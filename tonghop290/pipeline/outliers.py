"""Units held against each other: whose figures lie far from the others', where nothing else is wrong with them, and
whose are those of another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tonghop290.model import Dataset, Finding

__all__ = ["find_outliers", "still_to_tell"]


def find_outliers(dataset: Dataset, current: Sequence[str]) -> dict[str, list[Finding]]:
    """Path → its outliers (R15) and whose figures it repeats, looked for among the returns that count; {} when there is
    nothing to tell."""
    from tonghop290.data.compare import compare_units
    from tonghop290.data.dataset import usable
    from tonghop290.data.repeats import find_repeats

    outliers: dict[str, list[Finding]] = {}
    if current:
        counting = usable(dataset, current)
        for finding in (*find_repeats(counting), *compare_units(counting)):
            outliers.setdefault(finding.file, []).append(finding)
    return outliers


def still_to_tell(outliers: Iterable[Finding], told: Iterable[Finding]) -> list[Finding]:
    """One cell, one cause: what has an error, or is unusual already, is not called an outlier too."""
    fields = {
        finding.field for finding in told if finding.field and (finding.severity == "error" or finding.stage == "range")
    }
    return [finding for finding in outliers if finding.field not in fields]
