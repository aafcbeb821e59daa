"""The lines of the summary's tables: who should report, by what name, and with which return."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tonghop290.model import Dataset, ResultFile, Unit

__all__ = ["Sender", "senders_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One line of the tables: a unit that should report, with its return (``path``) or without (None)."""

    name: str
    path: str | None = None
    unit: Unit | None = None
    detail: str = ""
    """What its figures rest on, for an office that has added up: "(34/36 xã)"."""
    label: str = ""
    """Its name in Biểu 2 and wherever Excel looks it up there: with "(34/36)" while something is missing."""


def senders_of(
    dataset: Dataset, register: Mapping[str, Unit], file_names: Mapping[str, str], results: Mapping[str, ResultFile]
) -> tuple[Sender, ...]:
    """The register in its order, then returns it does not name; where they lie in several districts, district by
    district.

    ``file_names``: path → the name of a return whose unit nobody knows. ``results``: as in :class:`Board`.
    """
    placed = _registered(dataset, register)
    used = {sender.path for sender in placed}
    others = [
        Sender(name=unit.title if unit is not None else file_names[path], path=path, unit=unit)
        for path, unit in ((path, dataset.units.get(path)) for path in file_names if path not in used)
    ]
    every = [*placed, *others]
    parents = {parent: number for number, parent in enumerate(dict.fromkeys(_parent(sender) for sender in every))}
    in_order = sorted(every, key=lambda sender: parents[_parent(sender)])
    return tuple(_with_detail(sender, results) for sender in _told_apart(in_order))


def _registered(dataset: Dataset, register: Mapping[str, Unit]) -> list[Sender]:
    by_code: dict[str, str] = {}
    for path in map(str, dataset.frame.index):
        unit = dataset.units.get(path)
        if unit is not None:
            by_code.setdefault(unit.code, path)
    return [Sender(name=unit.title, path=by_code.get(code), unit=unit) for code, unit in register.items()]


def _parent(sender: Sender) -> str:
    return sender.unit.parent if sender.unit is not None else ""


def _told_apart(senders: Sequence[Sender]) -> list[Sender]:
    """Communes of one name in two districts carry their district: "Xã Tân Tiến (huyện A)"."""
    count = Counter(sender.name for sender in senders)
    return [_with_district(sender) if count[sender.name] > 1 else sender for sender in senders]


def _with_district(sender: Sender) -> Sender:
    parent = _parent(sender)
    return replace(sender, name=f"{sender.name} ({parent[:1].lower()}{parent[1:]})") if parent else sender


def _with_detail(sender: Sender, results: Mapping[str, ResultFile]) -> Sender:
    result = results.get(sender.path or "")
    if result is None:
        return replace(sender, label=sender.name)
    rests = f"{result.totals.units}/{result.totals.expected}"
    whole = result.totals.units >= result.totals.expected
    return replace(
        sender,
        detail=f"({rests} {result.unit_words})",
        label=sender.name if whole else f"{sender.name} ({rests})",
    )
