"""Everything the summary's sheets show, taken once out of the figures as plain values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from tonghop290.expressions.tree import names_of
from tonghop290.model import (
    STATE_ESTIMATE,
    STATES_WITHOUT_FIGURE,
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
    Value,
    known_value,
    parts_of,
    sayable,
)
from tonghop290.tables.senders import Sender, senders_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Board", "Figure", "set_up_board"]

NOT_APPLICABLE_MARK = "x"
"""Stands in the tables for "Không áp dụng", as in official statistics."""

NO_WORD = sayable("đơn vị")
"""What units are called of whose kind nothing is known."""

_STATES_TOLD = frozenset({STATE_ESTIMATE, *STATES_WITHOUT_FIGURE})

MOST_UNITS = 1_000
"""A province has up to 700. With more, what has a column for every unit or a row for every figure is left out of the
workbook."""


class Figure(NamedTuple):
    """One answer: what it says, its state, what was typed and where. ``value`` None only where the state says so.

    ``faulty``: an error found at it is still there; ``partial``: a total that rests on fewer units than it should. A
    named tuple, for a country has half a million of them.
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

    ``senders``: all that should report, in the order of the register, then returns of units it does not name.
    ``fields``: the indicators shown, in form order. ``figures``: (path, field id) → answer; what was not answered is
    absent. ``results``: path → what an office below has added up, when the senders are such offices. ``estimated``: the
    fields whose total holds an estimate.
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
    estimated: frozenset[str] = frozenset()

    @property
    def form(self) -> Form:
        return self.dataset.form

    def say(self, text: str, /, **facts: object) -> str:
        """A text in the words of the form."""
        return self.form.words.say(text, **facts)

    @property
    def large(self) -> bool:
        """Whether there are more units than a workbook with a column for each, and a row for each of their figures,
        can show."""
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

    @property
    def expected_members(self) -> int:
        """How many units should stand behind every total in the end, also where districts are the senders."""
        return self.totals.expected if self.results else self.expected

    def expected_of(self, field: Field) -> int:
        """How many units (of the offices below, where those have added up) the total of a field should rest on."""
        total = self.totals.fields[field.id]
        return total.expected if self.results else self.expected - (self.totals.expected - total.expected)

    @property
    def partial(self) -> bool:
        return len(self.returned) < self.expected or bool(self.results) and self.totals.units < self.totals.expected

    @property
    def unit_words(self) -> str:
        """ "xã", or "xã, thị trấn" where the register has both; "đơn vị" where nothing is known."""
        types = {sender.unit.type for sender in self.senders if sender.unit is not None and sender.unit.type}
        return ", ".join(self.form.levels.in_order(types)) or self.say(NO_WORD)

    @property
    def member_words(self) -> str:
        """What the units are called that all totals rest on in the end: "xã, thị trấn", also where districts are the
        senders."""
        if not self.results:
            return self.unit_words
        words = {word for result in self.results.values() for word in result.unit_words.split(", ")}
        known = words - set(self.form.words.known(NO_WORD))
        return ", ".join(self.form.levels.in_order(known)) or self.say(NO_WORD)

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
        """ "Toàn huyện", "Toàn tỉnh"; "Tổng cộng" of an office whose level has no word."""
        word = self.form.levels.of(self.office).word
        return self.say("Toàn {level}", level=word) if word else self.say("Tổng cộng")

    def figure(self, sender: Sender, field: Field) -> Figure | None:
        return None if sender.path is None else self.figures.get((sender.path, field.id))

    def numbers(self, field: Field) -> list[float | None]:
        """The figures of a field, sender by sender; None where there is none, or where it is a day or words."""
        figures = [self.figure(sender, field) for sender in self.senders]
        return [figure.value if figure is not None and isinstance(figure.value, float) else None for figure in figures]

    def states(self) -> set[str]:
        return {figure.state for figure in self.figures.values()}


def set_up_board(
    dataset: Dataset,
    totals: Totals,
    *,
    office: Office,
    findings: Sequence[Finding] = (),
    units: Mapping[str, Unit] | None = None,
    results: Mapping[str, ResultFile] | None = None,
) -> Board:
    """The board of these figures. ``units``: the register; without it, only what was returned is expected.
    ``results``: see Board."""
    paths = [str(path) for path in dataset.frame.index]
    names, figures = _file_names(paths), _figures(dataset, paths, findings, results or {})
    return Board(
        dataset=dataset,
        totals=totals,
        office=office,
        senders=senders_of(dataset, units or {}, names, results or {}),
        sections=_sections(dataset.form),
        figures=figures,
        findings=tuple(findings),
        file_names=names,
        results=results or {},
        estimated=_estimated(dataset.form, figures),
    )


def _estimated(form: Form, figures: Mapping[tuple[str, str], Figure]) -> frozenset[str]:
    """The fields into whose total some unit's estimate enters, as itself or as a part of it."""
    own = {id for (_, id), figure in figures.items() if figure.state == STATE_ESTIMATE}
    return frozenset(id for id in form.fields if not own.isdisjoint((id, *parts_of(form, id))))


def _sections(form: Form) -> tuple[tuple[Section, tuple[Field, ...]], ...]:
    """The indicators of the tables: figures, and whatever adds up somehow. Names, telephone numbers and references do
    not."""
    told = {field.id: field for field in form.fields.values() if field.figure or field.total.how != "none"}
    parts = ((section, tuple(told[id] for id in section.items if id in told)) for section in form.sections)
    return tuple((section, fields) for section, fields in parts if fields)


def _figures(
    dataset: Dataset, paths: Sequence[str], findings: Iterable[Finding], results: Mapping[str, ResultFile]
) -> dict[tuple[str, str], Figure]:
    faulty = {(finding.file, finding.field) for finding in findings if finding.severity == "error"}
    # of more units the workbook does not tell where a figure comes from
    sourced = len(paths) <= MOST_UNITS or bool(results)
    texts, places, notes = (dataset.texts, dataset.places, dataset.notes) if sourced else ({}, {}, {})
    figures: dict[tuple[str, str], Figure] = {}
    for field in dataset.form.fields.values():
        id, partial = field.id, _partial_in(results, field)
        states = dataset.states[id].tolist() if id in dataset.states else _derived_states(dataset, field, len(paths))
        for path, value, state in zip(paths, _known_column(dataset.frame[id]), states, strict=True):
            if value is None and state not in STATES_WITHOUT_FIGURE:
                continue
            key = (path, id)
            figures[key] = Figure(
                value,
                state if state in _STATES_TOLD else "",
                texts.get(key, ""),
                places.get(key),
                notes.get(key, ""),
                key in faulty,
                path in partial,
            )
    return figures


def _derived_states(dataset: Dataset, field: Field, count: int) -> list[str]:
    """A figure made of an estimate is one; what is not derived has no state."""
    parts = [part for part in names_of(field.formula) if part in dataset.states] if field.formula is not None else []
    columns = [dataset.states[part].tolist() for part in parts]
    lines = zip(*columns, strict=True) if columns else [()] * count
    return [STATE_ESTIMATE if STATE_ESTIMATE in line else "" for line in lines]


def _partial_in(results: Mapping[str, ResultFile], field: Field) -> frozenset[str]:
    """The result files whose total of a field rests on fewer units than it should."""
    if field.total.how == "count":
        return frozenset()
    totals = {path: result.totals.fields.get(field.id) for path, result in results.items()}
    return frozenset(path for path, total in totals.items() if total is not None and total.units < total.expected)


def _known_column(column: pd.Series) -> list[Value]:
    """The values of a column as :func:`known_value` gives them."""
    if column.dtype.kind != "f":
        return [known_value(value) for value in column.tolist()]
    return [value if math.isfinite(value) else None for value in column.tolist()]


def _file_names(paths: Sequence[str]) -> dict[str, str]:
    """Each path as a reader sees it: the file's name alone, with its folders only where two would look alike."""
    tails = {path: PurePath(path).name for path in paths}
    count = Counter(tails.values())
    return {path: path if count[name] > 1 else name for path, name in tails.items()}
