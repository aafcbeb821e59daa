"""Everything the summary's sheets show, taken once out of the figures as plain values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from tonghop290.model import STATE_ESTIMATE, STATE_NO_DATA, CellRef, Dataset, Field, Finding, Form, Office, Section, Totals, Unit

__all__ = ["Board", "Figure", "Sender", "Value", "plain", "set_up_board"]

Value = float | dt.date | str | None

UNIT_WORDS = ("xã", "phường", "thị trấn", "đặc khu")
"""In the order in which offices name them: "17 xã, thị trấn"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One line of the tables: a unit that should report, with its return (``path``) or without (None)."""

    name: str
    path: str | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One answer: what it says, its state, what was typed and where. ``value`` None only where the state is "no data"."""

    value: Value
    state: str = ""
    typed: str = ""
    ref: CellRef | None = None
    note: str = ""
    faulty: bool = False
    """An error found at this figure is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Lines, columns and figures of the district's tables.

    ``senders``: all that should report, in the order of the register, then returns of units it does not name. ``fields``: the
    indicators shown, in form order. ``figures``: (path, field id) → answer; what was not answered is absent.
    """

    dataset: Dataset
    totals: Totals
    office: Office
    senders: tuple[Sender, ...]
    sections: tuple[tuple[Section, tuple[Field, ...]], ...]
    figures: Mapping[tuple[str, str], Figure]
    findings: tuple[Finding, ...]
    file_names: Mapping[str, str]

    @property
    def form(self) -> Form:
        return self.dataset.form

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for _, fields in self.sections for field in fields)

    @property
    def returned(self) -> tuple[Sender, ...]:
        return tuple(sender for sender in self.senders if sender.path is not None)

    @property
    def absent(self) -> tuple[Sender, ...]:
        return tuple(sender for sender in self.senders if sender.path is None)

    @property
    def expected(self) -> int:
        return max(self.totals.expected, len(self.senders))

    @property
    def partial(self) -> bool:
        return len(self.returned) < self.expected

    @property
    def unit_words(self) -> str:
        """"xã", or "xã, thị trấn" where the register has both; "đơn vị" where nothing is known."""
        types = {sender.unit.type for sender in self.senders if sender.unit is not None and sender.unit.type}
        known = [word for word in UNIT_WORDS if word in types]
        return ", ".join(known + sorted(types - set(known))) or "đơn vị"

    @property
    def coverage(self) -> str:
        """"14/17 xã, thị trấn"."""
        return f"{len(self.returned)}/{self.expected} {self.unit_words}"

    @property
    def whole(self) -> str:
        """"Toàn huyện", "Toàn tỉnh"."""
        return f"Toàn {self.office.level}"

    def figure(self, sender: Sender, field: Field) -> Figure | None:
        return None if sender.path is None else self.figures.get((sender.path, field.id))

    def states(self) -> set[str]:
        return {figure.state for figure in self.figures.values()}


def plain(value: Any) -> Value:
    """A value out of a frame: NaN, NaT, NA, infinity and "" are None; dates are dates; numbers are floats."""
    try:
        if value is None or value != value:
            return None
    except TypeError:  # pandas.NA will not say whether it differs
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        return value or None
    number = float(value)
    return number if math.isfinite(number) else None


def set_up_board(
    dataset: Dataset, totals: Totals, *, office: Office, findings: Sequence[Finding] = (), units: Mapping[str, Unit] | None = None,
) -> Board:
    """The board of these figures. ``units``: the register; without it, only what was returned is expected."""
    paths = [str(path) for path in dataset.frame.index]
    names = _file_names(paths)
    return Board(
        dataset=dataset, totals=totals, office=office, senders=_senders(paths, dataset, units or {}, names), sections=_sections(dataset.form),
        figures=_figures(dataset, paths, findings), findings=tuple(findings), file_names=names,
    )


def _sections(form: Form) -> tuple[tuple[Section, tuple[Field, ...]], ...]:
    """The indicators of the tables: figures, and whatever adds up somehow. Names, telephone numbers and references do not."""
    shown = {field.id: field for field in form.fields.values() if field.figure or field.total.how != "none"}
    parts = ((section, tuple(shown[id] for id in section.items if id in shown)) for section in form.sections)
    return tuple((section, fields) for section, fields in parts if fields)


def _senders(paths: Sequence[str], dataset: Dataset, register: Mapping[str, Unit], names: Mapping[str, str]) -> tuple[Sender, ...]:
    by_code: dict[str, str] = {}
    for path in paths:
        unit = dataset.units.get(path)
        if unit is not None:
            by_code.setdefault(unit.code, path)
    placed = {code: Sender(name=unit.title, path=by_code.get(code), unit=unit) for code, unit in register.items()}
    used = {sender.path for sender in placed.values()}
    others = []
    for path in paths:
        if path not in used:
            unit = dataset.units.get(path)
            others.append(Sender(name=unit.title if unit is not None else names[path], path=path, unit=unit))
    return (*placed.values(), *others)


def _figures(dataset: Dataset, paths: Sequence[str], findings: Iterable[Finding]) -> dict[tuple[str, str], Figure]:
    faulty = {(finding.file, finding.field) for finding in findings if finding.severity == "error"}
    figures: dict[tuple[str, str], Figure] = {}
    for field in dataset.form.fields.values():
        values = dataset.frame[field.id].tolist()
        states = dataset.states[field.id].tolist() if field.id in dataset.states else [""] * len(paths)
        for path, raw, state in zip(paths, values, states, strict=True):
            value = plain(raw)
            if value is None and state != STATE_NO_DATA:
                continue
            key = (path, field.id)
            figures[key] = Figure(
                value=value, state=state if state in (STATE_ESTIMATE, STATE_NO_DATA) else "", typed=dataset.texts.get(key, ""),
                ref=dataset.places.get(key), note=dataset.notes.get(key, ""), faulty=key in faulty,
            )
    return figures


def _file_names(paths: Sequence[str]) -> dict[str, str]:
    """Each path as a reader sees it: the file's name alone, with its folders only where two would look alike."""
    tails = {path: PurePath(path).name for path in paths}
    alike = {name for name in tails.values() if list(tails.values()).count(name) > 1} if len(set(tails.values())) < len(tails) else set()
    return {path: path if name in alike else name for path, name in tails.items()}
