"""Returns that repeat another unit's figures: a neighbour's workbook filled in, or its numbers typed again.

Two returns are alike where all their figures but three are equal, and enough of the equal ones say something: a figure
of one digit, or a round one (100, 2000), is equal by chance. Independent returns never are.

One pass: the figures are parted into four, so that three changes leave one part as it was; only returns that share a
whole part are held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tonghop290.messages import finding
from tonghop290.model import Dataset, Finding, Form, told

__all__ = ["Repeats", "find_repeats"]

MOST_CHANGED = 3
LEAST_TELLING = 8
"""Equal figures of two digits or more that are no chance."""
_PARTS = MOST_CHANGED + 1
_LEAST_IN_PART = 2
_MOST_HELD = 20
"""Of the returns that share a part each is held against so many before it, so that a thousand copies cost no more."""
_MOST_NAMED = 3
MOST_ASKED = 5
"""So many returns with the same figures are asked about; where more have them it is none's slip but an example filled
in beforehand or handed round, and the office is told once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """``asked``: a warning at each return that repeats another one's figures, in the order of the returns; it names the
    other. ``shared``: of figures that more than :data:`MOST_ASKED` returns have, the paths of those returns."""

    asked: tuple[Finding, ...]
    shared: tuple[tuple[str, ...], ...]


def find_repeats(dataset: Dataset) -> Repeats:
    """The returns that repeat another one's figures."""
    values = dataset.frame[_figures(dataset.form)].to_numpy(dtype="float64")
    paths = [str(path) for path in dataset.frame.index]
    alike = _alike(values)
    groups = _groups(alike)
    few = sorted(row for group in groups if len(group) <= MOST_ASKED for row in group)
    return Repeats(
        asked=tuple(_repeat(dataset, paths, row, alike[row]) for row in few),
        shared=tuple(tuple(paths[row] for row in group) for group in groups if len(group) > MOST_ASKED),
    )


def _groups(alike: Mapping[int, Mapping[int, object]]) -> list[list[int]]:
    """The rows that are alike, directly or by way of others; in order."""
    groups, seen = [], set[int]()
    for row in sorted(alike):
        if row not in seen:
            group, still = {row}, [row]
            while still:
                new = alike[still.pop()].keys() - group
                group |= new
                still += new
            seen |= group
            groups.append(sorted(group))
    return groups


def _figures(form: Form) -> list[str]:
    return [field.id for field in form.inputs if field.figure and field.filled_by == "sender"]


def _alike(values: Any) -> dict[int, dict[int, tuple[int, int]]]:
    """Row → the rows with its figures: how many are equal, among how many."""
    found: dict[int, dict[int, tuple[int, int]]] = {}
    given, telling = np.isfinite(values), _telling(values)
    settled = np.where(given, values, -1.0)
    for first, second in _pairs(settled, telling):
        if second in found.get(first, {}):
            continue
        equal = settled[first] == settled[second]
        asked = given[first] | given[second]
        if (~equal).sum() <= MOST_CHANGED and (equal & telling[first]).sum() >= LEAST_TELLING:
            counts = int((equal & asked).sum()), int(asked.sum())
            found.setdefault(first, {})[second] = counts
            found.setdefault(second, {})[first] = counts
    return found


def _pairs(settled: Any, telling: Any) -> Iterator[tuple[int, int]]:
    """Rows that share a whole part of their figures."""
    for part in range(_PARTS):
        columns = slice(part, None, _PARTS)
        enough = telling[:, columns].sum(axis=1) >= _LEAST_IN_PART
        keys = np.ascontiguousarray(settled[:, columns])
        shared: dict[bytes, list[int]] = {}
        for row in map(int, np.flatnonzero(enough)):
            rows = shared.setdefault(keys[row].tobytes(), [])
            yield from ((before, row) for before in rows)
            if len(rows) < _MOST_HELD:
                rows.append(row)


def _telling(values: Any) -> Any:
    """Which figures have two digits or more that are not zeros behind."""
    size = np.abs(np.where(np.isfinite(values), values, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        head = size / 10.0 ** np.floor(np.log10(size))
    return (size > 0) & (np.abs(head - np.round(head)) > 1e-9)


def _repeat(dataset: Dataset, paths: list[str], row: int, others: dict[int, tuple[int, int]]) -> Finding:
    unit = dataset.units.get(paths[row])
    titles = [own.title for other in sorted(others) if (own := dataset.units.get(paths[other])) is not None]
    named = ", ".join(titles[:_MOST_NAMED])
    if len(titles) > _MOST_NAMED:
        named = told("{named} và {count} đơn vị khác", named=named, count=str(len(titles) - _MOST_NAMED))
    equal, asked = others[min(others)]
    return finding(
        "figures-repeated",
        file=paths[row],
        unit=unit,
        value=named,
        equal=str(equal),
        asked=str(asked),
        other=named,
        unit_title=unit.title if unit is not None else told("đơn vị này"),
    )
