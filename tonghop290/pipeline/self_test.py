"""A form tries itself: from its definition alone come a filled workbook without a finding and one mistake of every
kind.

Stands on the hallway: it goes the whole road (blank workbook, filled in, read, cleaned, judged) for any form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.model import CellRef, Field, Finding, Form, Table, Unit
from tonghop290.pipeline.check import check
from tonghop290.pipeline.issue import write_blank

if TYPE_CHECKING:
    from tonghop290.data.search.rule_search import Found
    from tonghop290.workbook.plan import Plan

__all__ = ["SelfTest", "Trial", "self_test"]

_UNIT = Unit(code="00000", name="Tự Kiểm Tra")
_WORDS = "Nội dung thử"
_NO_NUMBER, _NO_DATE, _NO_CHOICE = "mười", "hôm nào", "Không có trong danh sách này"
Expected = tuple[str, str]
"""A code and the place it must be found at ("" for none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One filled workbook. ``code`` and ``cell``: what must be found and where ("" when nothing must be found).

    ``found``: every error and warning that was found, "code place". ``beside``: what must come along with it, because
    no values break this and nothing else. ``ok``: the expected was found, what comes along was, and nothing more.
    """

    name: str
    code: str
    cell: str
    found: tuple[str, ...]
    beside: tuple[str, ...]
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """The trials of a form; ``skipped`` names what could not be tried, and why."""

    form: str
    trials: tuple[Trial, ...]
    skipped: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return all(trial.ok for trial in self.trials)

    @property
    def lines(self) -> tuple[str, ...]:
        """The result as a table, one line a trial, and a sentence at its end."""
        width = max(len(trial.name) for trial in self.trials)
        rows = [f"{'đạt ' if trial.ok else 'SAI '} {trial.name:<{width}}  {_told(trial)}" for trial in self.trials]
        wrong = sum(not trial.ok for trial in self.trials)
        skipped = [f"chưa thử: {reason}" for reason in self.skipped]
        last = (
            f"{self.form}: {len(self.trials)} phép thử, {'tất cả đều đạt' if not wrong else f'{wrong} phép thử sai'}."
        )
        return (*rows, *skipped, last)

    def __str__(self) -> str:
        return "\n".join(self.lines)


def _told(trial: Trial) -> str:
    wanted = f"{trial.code} {trial.cell}".strip() or "không có lỗi"
    if trial.ok:
        return wanted + (f" (cùng với {', '.join(trial.beside)})" if trial.beside else "")
    return f"cần {wanted}, thấy {', '.join(trial.found) or 'không có gì'}"


def self_test(form: Form, folder: str | Path) -> SelfTest:
    """Fill, break and check a form's own workbook in a folder (made when it is not there); the workbooks stay there.

    One trial without a mistake, then one for every rule, both ends of every hard and usual range, a wrong type for
    every field and every required field left empty; then, for each kind of unit that has some of its own, its rules.
    The same form gives the same trials. Errors: OSError.
    """
    from tonghop290.workbook.issue.fill import IssuedWorkbook
    from tonghop290.workbook.plan import plan_workbook

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    trials: list[Trial] = []
    skipped: list[str] = []
    usual = replace(_UNIT, type=form.levels.usual_word).kind
    for kind in dict.fromkeys((usual, *form.kinds)):
        blank = IssuedWorkbook(
            write_blank(form, folder / f"blank{len(trials) or ''}.xlsx", unit=replace(_UNIT, type=kind))
        )
        author = _Author(form.of_kind(kind), plan_workbook(form), "" if kind == usual else kind)
        drafts = list(author.drafts())
        paths = [
            blank.fill(folder / f"{number:03}.xlsx", author.cells(draft))
            for number, draft in enumerate(drafts, len(trials))
        ]
        by_path = {Path(file.path).name: file.findings for file in check(paths, form, compare=False).files}
        trials += [_judged(draft, by_path[path.name]) for path, draft in zip(paths, drafts, strict=True)]
        skipped += author.skipped
    return SelfTest(form=form.id, trials=tuple(trials), skipped=tuple(skipped))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A workbook to fill in: the values of a search, some replaced by what is wrong."""

    name: str
    expected: Expected | None
    beside: tuple[Expected, ...]
    values: Mapping[str, Any]


def _judged(draft: _Draft, findings: tuple[Finding, ...]) -> Trial:
    # who sent a file, and how often, is no matter of the form: all workbooks of a self-test are one unit's
    found = {
        (finding.code, finding.place)
        for finding in findings
        if finding.severity != "note" and not finding.code.startswith("unit-")
    }
    wanted = {*draft.beside, *([draft.expected] if draft.expected else [])}
    code, cell = draft.expected or ("", "")
    return Trial(
        name=draft.name,
        code=code,
        cell=cell,
        found=_listed(found),
        beside=_listed(set(draft.beside)),
        ok=found == wanted,
    )


def _listed(found: set[Expected]) -> tuple[str, ...]:
    return tuple(f"{code} {cell}".strip() for code, cell in sorted(found))


class _Author:
    """Thinks out the trials of a form. ``kind``: try only the rules of that kind of unit ("": everything)."""

    def __init__(self, form: Form, plan: Plan, kind: str) -> None:
        from tonghop290.data.search.rule_search import Ground, find_values

        self.form, self.plan, self.kind = form, plan, kind
        self.find = partial(find_values, ground=Ground(form))
        self.good: Found = self.find(form)
        self.skipped: list[str] = []
        self.named = {field.id for field in form.inputs if field.filled_by == "register"}

    def drafts(self) -> Iterator[_Draft]:
        yield self._draft(f"đúng cả biểu{self._of}", None, self.good)
        yield from self._rules()
        if self.kind:
            return
        for key, field in self._inputs():
            yield from self._hard(key, field)
            yield from self._usual(key, field)
            yield from self._types(key, field)
            if field.required and "." not in key:
                code = "required" if field.figure else "required-text"
                yield self._replaced(f"{key}: để trống", (code, self._place(key)), key, None)

    def _inputs(self) -> Iterator[tuple[str, Field]]:
        """Every input and one cell of every column of figures in a table."""
        yield from ((field.id, field) for field in self.form.inputs)
        for table in self.form.tables.values():
            row = table.rows[0].id if table.fixed else "1"
            yield from ((f"{table.id}.{row}.{column.id}", column) for column in table.columns if column.figure)

    # --- one mistake each -------------------------------------------------------------------------------------------

    def _rules(self) -> Iterator[_Draft]:
        for rule in self.form.rules:
            if self.kind and not rule.kinds:
                continue
            found = self.find(self.form, breaking=rule.id, start=self.good)
            if rule.id not in found.broken:
                self.skipped.append(f"{rule.id} (không tìm được giá trị nào làm sai quy tắc này)")
                continue
            yield self._draft(f"{rule.id}{self._of}: {rule.label}", (f"rule-{rule.id}", self._place(rule.at[0])), found)

    @property
    def _of(self) -> str:
        return f" ({self.kind})" if self.kind else ""

    def _hard(self, key: str, field: Field) -> Iterator[_Draft]:
        step = _step(field)
        if field.hard is not None:
            ends = (
                ("dưới mức thấp nhất", "below-range", _plus(field.hard.low, -step)),
                ("trên mức cao nhất", "above-range", _plus(field.hard.high, step)),
            )
            for name, code, value in ends:
                yield self._replaced(f"{key}: {name}", (code, self._place(key)), key, value)

    def _usual(self, key: str, field: Field) -> Iterator[_Draft]:
        if field.usual is None:
            return
        step = _step(field)
        sides = (
            ("thấp hơn thường gặp", "unusual-low", _plus(field.usual.low, -step)),
            ("cao hơn thường gặp", "unusual-high", _plus(field.usual.high, step)),
        )
        for name, code, value in sides:
            if field.hard is None or field.hard.low <= value <= field.hard.high:
                found = self.find(self.form, pinned={key: value}, start=self.good)
                yield self._draft(f"{key}: {name}", (code, self._place(key)), found)

    def _types(self, key: str, field: Field) -> Iterator[_Draft]:
        from tonghop290.workbook.issue.fill import StoredCell

        place = self._place(key)
        if field.figure:
            yield self._replaced(f"{key}: chữ thay cho số", ("not-a-number", place), key, _NO_NUMBER)
            if field.type == "integer":
                value = self.good.values.get(key, 10)
                yield self._replaced(f"{key}: số lẻ", ("not-whole", place), key, value + 0.5)
        elif field.type == "date":
            yield self._replaced(f"{key}: chữ thay cho ngày", ("not-a-date", place), key, _NO_DATE)
        elif field.type == "choice" and not field.other_allowed:
            yield self._replaced(f"{key}: ngoài danh sách", ("not-a-choice", place), key, _NO_CHOICE)
            yield from self._apart(key, field)
        else:
            yield self._replaced(f"{key}: ô báo lỗi", ("error-cell", place), key, StoredCell('t="e"', "<v>#REF!</v>"))

    def _apart(self, key: str, field: Field) -> Iterator[_Draft]:
        """A choice that belongs to another answer of the one above."""
        above = self.form.above(field)
        others = ((one, of) for one in field.choices for _, of in field.belongs)
        pair = next((both for both in others if both not in field.belongs), None)
        if above is not None and pair is not None:
            values = {**self.good.values, key: pair[0], above.id: pair[1]}
            expected = ("choice-apart", self._place(key))
            yield _Draft(name=f"{key}: không thuộc {above.id}", expected=expected, beside=(), values=values)

    # --- drafts ---------------------------------------------------------------------------------------------------

    def _replaced(self, name: str, expected: Expected, key: str, value: Any) -> _Draft:
        """The good workbook with one cell that cannot be used (so that no rule looks at it)."""
        return _Draft(name=name, expected=expected, beside=(), values={**self.good.values, key: value})

    def _draft(self, name: str, expected: Expected | None, found: Found) -> _Draft:
        beside = [
            (f"rule-{id}", self._place(next(rule for rule in self.form.rules if rule.id == id).at[0]))
            for id in found.broken
        ]
        beside += [(code, self._place(key)) for key in found.unusual for code in self._doubts(key, found.values[key])]
        return _Draft(
            name=name,
            expected=expected,
            beside=tuple(other for other in beside if other != expected),
            values=found.values,
        )

    def _doubts(self, key: str, value: Any) -> Iterator[str]:
        field = self._field(key)
        if field.type == "percent" and 0 < value < 1:
            yield "percent-fraction"
        if field.usual is not None and value < field.usual.low:
            yield "unusual-low"
        if field.usual is not None and value > field.usual.high:
            yield "unusual-high"

    def _field(self, key: str) -> Field:
        if "." not in key:
            return self.form.fields[key]
        table, _, column = key.split(".")
        return self.form.tables[table].column(column)

    # --- cells ----------------------------------------------------------------------------------------------------

    def cells(self, draft: _Draft) -> dict[CellRef, Any]:
        """What is typed where; a row of a table that is used gets the words its row must have."""
        from tonghop290.data.apart import fitting_choice

        cells: dict[CellRef, Any] = {}
        for key, value in draft.values.items():
            if key in self.named and value == self.good.values.get(key):
                continue  # the workbook names its unit already: whose it is decides what kind it is
            cells[self._ref(key)] = value
            if key.count(".") == 2:
                table, row, _ = key.split(".")
                for column in self.form.tables[table].columns:
                    ref = self._ref(f"{table}.{row}.{column.id}")
                    if column.required and ref not in cells:
                        fits = _something(column)
                        if column.choices:
                            fits = fitting_choice(self.form, column, self.form.tables[table])
                        cells[ref] = fits
        return cells

    def _place(self, key: str) -> str:
        return str(self._ref(key))

    def _ref(self, key: str) -> CellRef:
        id = key.removeprefix("typed.")
        if id in self.plan.fields:
            return self.plan.fields[id].value
        table_id, row, column = id.split(".")
        table: Table = self.form.tables[table_id]
        number = [known.id for known in table.rows].index(row) + 1 if table.fixed else int(row)
        return self.plan.tables[table_id].cell(number, column)


def _something(column: Field) -> Any:
    """What may stand in a cell that must not be empty."""
    limits = column.usual or column.hard
    if column.type == "date" or column.figure:
        low = limits.low if limits is not None and limits.low is not None else 1.0
        return low if isinstance(low, dt.date) or not float(low).is_integer() else int(low)
    return _WORDS


def _step(field: Field) -> Any:
    """The least by which a value of a field differs from another."""
    if field.type == "date":
        return dt.timedelta(days=1)
    return 1 if field.type == "integer" else 10.0**-field.decimals


def _plus(limit: Any, step: Any) -> Any:
    value = limit + step
    return value if isinstance(value, dt.date) else round(value, 6)
