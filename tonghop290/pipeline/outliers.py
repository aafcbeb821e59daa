"""Units held against each other: whose figures lie far from the others', where nothing else is wrong with them, and
whose are those of another one."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tonghop290.model import Dataset, Earlier, Finding, Form, Unit
from tonghop290.pipeline.plugged_in.dataset_checks import findings_of_plugins
from tonghop290.plugged import Plugin

__all__ = ["Compared", "Held", "find_outliers", "hold_against", "still_to_tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """``told``: by path, what is to be said of a return. ``shared``: the paths of many returns that have the same
    figures, which is told to the office alone."""

    told: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    shared: tuple[tuple[str, ...], ...] = ()


def find_outliers(
    dataset: Dataset,
    current: Sequence[str],
    earlier: Earlier | None = None,
    *,
    only: Collection[str] | None = None,
    plugins: Sequence[Plugin] = (),
) -> Compared:
    """The outliers (R15) and whose figures a return repeats, looked for among the returns that count; and what has
    changed much since an ``earlier`` time. ``only``: the returns that are told of, all of them of repeated figures.
    ``plugins``: whose checks are asked too. Errors: PluginError."""
    from tonghop290.data.compare import changes_since, compare_units
    from tonghop290.data.dataset import usable
    from tonghop290.data.repeats import find_repeats

    checks = [one for one in plugins if one.kind == "check"] if current else []
    if len(current) < 2 and earlier is None and not checks:  # nobody to be held against
        return Compared()
    counting, told = usable(dataset, current), dict[str, list[Finding]]()
    for finding in findings_of_plugins(dataset.form, lambda: usable(dataset, current), checks):
        if only is None or finding.file in only:
            told.setdefault(finding.file, []).append(finding)
    for finding in changes_since(counting, earlier, only) if earlier is not None else ():
        told.setdefault(finding.file, []).append(finding)
    if len(current) < 2:
        return Compared(told=told)
    repeats = find_repeats(counting)
    for finding in (*repeats.asked, *compare_units(counting, only)):
        told.setdefault(finding.file, []).append(finding)
    return Compared(told=told, shared=repeats.shared)


def still_to_tell(outliers: Iterable[Finding], told: Iterable[Finding]) -> list[Finding]:
    """One cell, one cause: what has an error, or is unusual already, is not called an outlier too."""
    fields = {
        finding.field for finding in told if finding.field and (finding.severity == "error" or finding.stage == "range")
    }
    return [finding for finding in outliers if finding.field not in fields]


# --- new returns held against what is kept of the others -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is kept of a return that counts. ``path``: how it is called; ``form``: the edition it was judged by;
    ``values``: by field id, as ``check --format json`` writes them."""

    path: str
    form: Form
    unit: Unit
    values: Mapping[str, Any]


def hold_against(
    counting: Sequence[Held],
    form: Form,
    new: Collection[str],
    read: Sequence[Dataset],
    *,
    earlier: Earlier | None = None,
    plugins: Sequence[Plugin] = (),
) -> Compared:
    """What is to be said of the returns in ``new`` (paths) among all that count, as ``form`` sees them; of repeated
    figures also what is to be said of the others. ``read``: where the places and typed texts of the new ones are."""
    if not counting:
        return Compared()
    from tonghop290.data.dataset import dataset_of_values
    from tonghop290.data.editions.carry_over import join_datasets, seen_by

    by_edition: dict[str, list[Held]] = {}
    for one in counting:
        by_edition.setdefault(one.form.hash, []).append(one)
    datasets = [
        seen_by(dataset_of_values(own[0].form, [(one.path, one.unit, one.values) for one in own]), form)
        for own in by_edition.values()
    ]
    joined = join_datasets(datasets) if len(datasets) > 1 else datasets[0]
    dataset = replace(joined, places=_any_of([own.places for own in read]), texts=_any_of([own.texts for own in read]))
    return find_outliers(dataset, [one.path for one in counting], earlier, only=new, plugins=plugins)


def _any_of(several: Sequence[Mapping[Any, Any]]) -> Mapping[Any, Any]:
    return ChainMap(*(cast(dict[Any, Any], own) for own in several))  # it is only asked
