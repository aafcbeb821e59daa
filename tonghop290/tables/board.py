"""Everything the summary's sheets show, taken once out of the figures as plain values."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import PurePath
from typing import Any, NamedTuple

from tonghop290.model import (
    STATE_ESTIMATE,
    STATE_NO_DATA,
    CellRef,
    Dataset,
    Field,
    Finding,
    Form,
    Office,
    ResultFile,
    Section,
    Totals,
    Unit,
)
from tonghop290.spreadsheet.write import a1
from tonghop290.text.places import join_words

__all__ = ["Board", "Figure", "Sender", "Value", "plain", "set_up_board"]

Value = float | dt.date | str | None


_SAID = frozenset({STATE_ESTIMATE, STATE_NO_DATA})

MOST_UNITS = 1_000
"""A province has up to 700. With more, what has a column for every unit or a row for every figure is left out of the workbook."""


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


class Figure(NamedTuple):
    """One answer: what it says, its state, what was typed and where. ``value`` None only where the state is "no data".

    ``faulty``: an error found at it is still there; ``partial``: a total that rests on fewer units than it should. A named tuple, for
    a country has half a million of them.
    """

    value: Value
    state: str = ""
    typed: str = ""
    ref: CellRef | None = None
    note: str = ""
    faulty: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Lines, columns and figures of the district's tables.

    ``senders``: all that should report, in the order of the register, then returns of units it does not name. ``fields``: the
    indicators shown, in form order. ``figures``: (path, field id) → answer; what was not answered is absent. ``results``: path → what an
    office below has added up, when the senders are such offices.
    """

    dataset: Dataset
    totals: Totals
    office: Office
    senders: tuple[Sender, ...]
    sections: tuple[tuple[Section, tuple[Field, ...]], ...]
    figures: Mapping[tuple[str, str], Figure]
    findings: tuple[Finding, ...]
    file_names: Mapping[str, str]
    results: Mapping[str, ResultFile] = dataclass_field(default_factory=dict)

    @property
    def form(self) -> Form:
        return self.dataset.form

    @property
    def large(self) -> bool:
        """Whether there are more units than a workbook with a column for each, and a row for each of their figures, can show."""
        return len(self.senders) > MOST_UNITS and not self.results

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
        """How many senders there should be."""
        return len(self.senders) if self.results else max(self.totals.expected, len(self.senders))

    def expected_of(self, field: Field) -> int:
        """How many units (of the offices below, where those have added up) the total of a field should rest on."""
        return self.totals.fields[field.id].expected if self.results else self.expected

    @property
    def partial(self) -> bool:
        return len(self.returned) < self.expected or bool(self.results) and self.totals.units < self.totals.expected

    @property
    def unit_words(self) -> str:
        """ "xã", or "xã, thị trấn" where the register has both; "đơn vị" where nothing is known."""
        return _words_of({sender.unit.type for sender in self.senders if sender.unit is not None and sender.unit.type})

    @property
    def member_words(self) -> str:
        """What the units are called that all totals rest on in the end: "xã, thị trấn", also where districts are the senders."""
        if not self.results:
            return self.unit_words
        return _words_of({word for one in self.results.values() for word in one.unit_words.split(", ")} - {"đơn vị"})

    @property
    def coverage(self) -> str:
        """ "14/17 xã, thị trấn"; over districts "412/430 xã", and "11/12 huyện; …" while one is missing."""
        own = f"{len(self.returned)}/{self.expected} {self.unit_words}"
        if not self.results:
            return own
        members = f"{self.totals.units}/{self.totals.expected} {self.member_words}"
        return f"{own}; {members}" if self.absent else members

    @property
    def whole(self) -> str:
        """ "Toàn huyện", "Toàn tỉnh"."""
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
    dataset: Dataset,
    totals: Totals,
    *,
    office: Office,
    findings: Sequence[Finding] = (),
    units: Mapping[str, Unit] | None = None,
    results: Mapping[str, ResultFile] | None = None,
) -> Board:
    """The board of these figures. ``units``: the register; without it, only what was returned is expected. ``results``: see Board."""
    paths = [str(path) for path in dataset.frame.index]
    names = _file_names(paths)
    senders = tuple(
        _with_detail(sender, results or {}) for sender in _told_apart(_senders(paths, dataset, units or {}, names))
    )
    return Board(
        dataset=dataset,
        totals=totals,
        office=office,
        senders=senders,
        sections=_sections(dataset.form),
        figures=_figures(dataset, paths, findings, results or {}),
        findings=tuple(findings),
        file_names=names,
        results=results or {},
    )


def _words_of(types: set[str]) -> str:
    return join_words(types) or "đơn vị"


def _with_detail(sender: Sender, results: Mapping[str, ResultFile]) -> Sender:
    one = results.get(sender.path or "")
    if one is None:
        return replace(sender, label=sender.name)
    rests = f"{one.totals.units}/{one.totals.expected}"
    return replace(
        sender,
        detail=f"({rests} {one.unit_words})",
        label=f"{sender.name} ({rests})" if one.totals.units < one.totals.expected else sender.name,
    )


def _told_apart(senders: Sequence[Sender]) -> tuple[Sender, ...]:
    """Communes of one name in two districts carry their district: "Xã Tân Tiến (huyện A)"."""
    count = Counter(sender.name for sender in senders)
    return tuple(
        replace(sender, name=f"{sender.name} ({sender.unit.parent[:1].lower()}{sender.unit.parent[1:]})")
        if count[sender.name] > 1 and sender.unit is not None and sender.unit.parent
        else sender
        for sender in senders
    )


def _sections(form: Form) -> tuple[tuple[Section, tuple[Field, ...]], ...]:
    """The indicators of the tables: figures, and whatever adds up somehow. Names, telephone numbers and references do not."""
    shown = {field.id: field for field in form.fields.values() if field.figure or field.total.how != "none"}
    parts = ((section, tuple(shown[id] for id in section.items if id in shown)) for section in form.sections)
    return tuple((section, fields) for section, fields in parts if fields)


def _senders(
    paths: Sequence[str], dataset: Dataset, register: Mapping[str, Unit], names: Mapping[str, str]
) -> tuple[Sender, ...]:
    """The register in its order, then returns it does not name; where they lie in several districts, district by district."""
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
    every = [*placed.values(), *others]
    parents = {parent: number for number, parent in enumerate(dict.fromkeys(_parent(sender) for sender in every))}
    return tuple(sorted(every, key=lambda sender: parents[_parent(sender)]))


def _parent(sender: Sender) -> str:
    return sender.unit.parent if sender.unit is not None else ""


def _figures(
    dataset: Dataset,
    paths: Sequence[str],
    findings: Iterable[Finding],
    results: Mapping[str, ResultFile],
) -> dict[tuple[str, str], Figure]:
    faulty = {(finding.file, finding.field) for finding in findings if finding.severity == "error"}
    told = len(paths) <= MOST_UNITS or bool(
        results
    )  # of more units the workbook does not tell where a figure comes from
    texts, places, notes = (dataset.texts, dataset.places, dataset.notes) if told else ({}, {}, {})
    figures: dict[tuple[str, str], Figure] = {}
    for field in dataset.form.fields.values():
        id = field.id
        states = dataset.states[id].tolist() if id in dataset.states else [""] * len(paths)
        for path, value, state in zip(paths, _plain_column(dataset.frame[id]), states, strict=True):
            if value is None and state != STATE_NO_DATA:
                continue
            key = (path, id)
            partial = (
                path in results
                and (one := results[path].totals.fields[id]).units < one.expected
                and field.total.how != "count"
            )
            figures[key] = Figure(
                value,
                state if state in _SAID else "",
                texts.get(key, ""),
                places.get(key),
                notes.get(key, ""),
                key in faulty,
                partial,
            )
    return figures


def _plain_column(column: Any) -> list[Value]:
    """The values of a column as :func:`plain` gives them."""
    if column.dtype.kind != "f":
        return [plain(value) for value in column.tolist()]
    return [value if math.isfinite(value) else None for value in column.tolist()]


def _file_names(paths: Sequence[str]) -> dict[str, str]:
    """Each path as a reader sees it: the file's name alone, with its folders only where two would look alike."""
    tails = {path: PurePath(path).name for path in paths}
    alike = (
        {name for name in tails.values() if list(tails.values()).count(name) > 1}
        if len(set(tails.values())) < len(tails)
        else set()
    )
    return {path: path if name in alike else name for path, name in tails.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ByUnit:
    """Where the figures stand in Biểu 2."""

    sheet: str
    first: int
    last: int
    columns: dict[str, int]

    def over(self, id: str) -> str:
        column = self.columns[id]
        return f"'{self.sheet}'!{a1(self.first, column, fixed=True)}:{a1(self.last, column, fixed=True)}"

    def part(self, id: str, first: int, last: int) -> str:
        """The figures of some senders: places from 0, both included."""
        column = self.columns[id]
        return (
            f"'{self.sheet}'!{a1(self.first + first, column, fixed=True)}:{a1(self.first + last, column, fixed=True)}"
        )

    @property
    def names(self) -> str:
        return f"'{self.sheet}'!$B${self.first}:$B${self.last}"

    def total(self, id: str) -> str:
        return f"'{self.sheet}'!{a1(self.last + 1, self.columns[id], fixed=True)}"
