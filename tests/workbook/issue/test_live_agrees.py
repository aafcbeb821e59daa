"""One rule, one verdict: what the workbook says while one types is what the check says of the return.

Workbooks are filled with valid, edge, missing and wrong values, recalculated by LibreOffice with a
Vietnamese locale, and compared field by field, table by table and rule by rule, sentences included. Where the two may
differ stands in ``docs/live.md``: what only a reader can take – text where a number or a date belongs, a state typed
otherwise, more decimals than the form takes – is left to the office here (``left_to_office``), never judged.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import tonghop290 as th
from tests.samples.communes import FULL
from tests.samples.forms import shipped_form
from tests.samples.recalculate import ERROR_VALUE, Rows, at, recalculate
from tests.workbook.issue.left_to_office import left_to_office
from tonghop290.data.clean import clean_submission
from tonghop290.data.dataset import judged_frame, make_dataset
from tonghop290.data.evaluate import rule_verdicts
from tonghop290.data.search.rule_search import Ground, find_values
from tonghop290.data.validate import validate
from tonghop290.expressions.tree import columns_of, names_of
from tonghop290.model import LIVE_OPENINGS, CellRef, Field, Finding, Form, Range
from tonghop290.workbook.intake.one import read_submission
from tonghop290.workbook.issue.checks.live_cell import RULES
from tonghop290.workbook.issue.fill import IssuedWorkbook
from tonghop290.workbook.issue.live import KEPT, MISSING, live_rows
from tonghop290.workbook.plan import HIDDEN, STATE, Plan, plan_workbook

WORKBOOKS, CHECKED = int(os.environ.get("TONGHOP290_WORKBOOKS", "40")), 40
"""How many workbooks LibreOffice counts anew: one for each rule and a few at random; 500 in the thorough job."""
TEXTS = (
    "mười",
    "1.234",
    "12 ha",
    "không phát sinh",
    "trên 36",
    "198/221",
    " ",
    "-",
    "1,5",
    "chưa thống kê",
    "=1+1",
    "25/02/2010",
)
STATES = ("Ước tính", "Không có số liệu", "Không có số liệu ", "không rõ")


@dataclass
class Return:
    """One filled workbook: what was typed where, and what the office makes of it."""

    cells: dict[CellRef, Any]
    findings: tuple[Finding, ...] = ()
    lenient: set[str] = field(default_factory=set)
    verdicts: dict[str, float] = field(default_factory=dict)


# --- what is typed ------------------------------------------------------------------------------------------------


def edges(limits: Range | None, step: float) -> list[Any]:
    if limits is None or limits.low is None or limits.high is None:
        return []
    if isinstance(limits.low, dt.date) and isinstance(limits.high, dt.date):
        day = dt.timedelta(days=1)
        return [limits.low - day, limits.low, limits.low + day, limits.high - day, limits.high, limits.high + day]
    assert isinstance(limits.low, float) and isinstance(limits.high, float)
    return [limits.low - step, limits.low, limits.low + step, limits.high - step, limits.high, limits.high + step]


def something(one: Field, numbers: Mapping[str, Any], rng: random.Random) -> Any:
    """A value for a field: at the edges, near the others, absent, or no value at all."""
    kind = rng.random()
    if kind < 0.08:
        return None
    if kind < 0.11:  # and no TRUE: LibreOffice reads it as 1 where the cell has a number or text format
        return ERROR_VALUE
    if one.type == "date":
        days = [
            dt.date(2010, 2, 24),
            dt.date(2010, 2, 25),
            dt.date(2019, 12, 31),
            dt.date(2020, 1, 1),
            dt.date(1999, 5, 6),
            43830.75,
            -5,
            2958466,
        ]
        return (
            rng.choice([*days, *edges(one.hard, 1), "5/6/2010", "tháng 3"])
            if kind < 0.6
            else dt.date(2008, 1, 1) + dt.timedelta(days=rng.randrange(6000))
        )
    if not one.figure:
        return rng.choice((*one.choices, "Khác hẳn", "  ", "x" * 300, 15, 'a "b" & <c>', "=1+1"))
    if kind < 0.25:
        return rng.choice(TEXTS)
    step = 1 if one.type == "integer" else 10.0**-one.decimals
    near = [value for value in numbers.values() if isinstance(value, int | float)] or [7.0]
    value = rng.choice(
        [
            *edges(one.hard, step),
            *edges(one.usual, step),
            *edges(one.usual, step),
            0,
            -1,
            0.5,
            3.99,
            1e9,
            2.0000000001,
            12.345678,
            rng.choice(near),
            rng.choice(near) + rng.choice((-3, -1, 1, 2)),
            rng.choice(near) * rng.choice((0.2, 3, 13, 100)),
            rng.randrange(2, 5000) / 7,
        ]
    )
    return (
        round(float(value))
        if one.type == "integer" and rng.random() < 0.9
        else round(float(value), rng.choice((one.decimals, one.decimals, 7)))
    )


def a_return(plan: Plan, base: Mapping[str, Any], rng: random.Random, *, busy: float) -> Return:
    form, cells = plan.form, dict[CellRef, Any]()
    changed = {one.id for one in form.inputs if rng.random() < busy}
    rule = rng.choice(form.rules)
    aimed = {id for name in names_of(rule.test) for id in operands(form, name) if rng.random() < 0.6}
    for one in form.inputs:
        place, value = plan.fields[one.id], base.get(one.id)
        if one.id in changed:
            value = something(one, base, rng)
        elif one.id in aimed and one.figure and value is not None:
            value = round(value * rng.choice((0, 0.05, 0.5, 0.9, 0.99, 1.002, 1.02, 1.2, 2, 4, 9)), one.decimals) or 0
        elif one.id in aimed and one.type == "date":
            value = value + dt.timedelta(days=rng.choice((-4000, -400, -101, -100, -1, 1, 400, 4000)))
        elif one.id in aimed:
            value = None
        cells[place.value] = value
        if one.figure and rng.random() < (0.3 if one.id in changed else 0.02):
            state = rng.choice(STATES)
            cells[place.at(STATE)] = state
            if state.startswith("Không") and rng.random() < 0.8:
                cells[place.value] = None
    for one in form.derived:
        if rng.random() < 0.3:
            cells[plan.fields[one.id].value] = rng.choice(
                (11.01, 11.05, 73.4, 0, 5, "11,01", None, round(rng.uniform(0, 100), 2))
            )
    for table in plan.tables.values():
        if rng.random() < 0.5:
            fill_table(table, cells, rng)
    return Return(cells)


def for_each_rule(plan: Plan, *, every: int = 1) -> Iterator[Return]:
    """One return that keeps every rule, and for each rule one that breaks it: none is tried on one side only."""
    form, find = plan.form, partial(find_values, ground=Ground(plan.form))
    kept = find(form)
    for rule in (None, *(rule.id for rule in form.rules))[::every]:
        cells = dict[CellRef, Any]()
        for key, value in (find(form, breaking=rule, start=kept) if rule else kept).values.items():
            id = key.removeprefix("typed.")
            if id in form.fields:
                cells[plan.fields[id].value] = value
                continue
            name, row, column = id.split(".")
            table = form.tables[name]
            number = [one.id for one in table.rows].index(row) + 1 if table.fixed else int(row)
            cells |= {
                plan.tables[name].cell(number, one.id): "Nội dung"
                for one in table.columns
                if one.required and not one.figure
            }
            cells[plan.tables[name].cell(number, column)] = value
        yield Return(cells)


def operands(form: Form, name: str) -> tuple[str, ...]:
    """The inputs a name in a rule stands for."""
    one = form.fields.get(name)
    return (
        ()
        if one is None
        else (name,)
        if one.formula is None
        else tuple(id for inner in names_of(one.formula) for id in operands(form, inner))
    )


def fill_table(place: Any, cells: dict[CellRef, Any], rng: random.Random) -> None:
    for row in range(1, place.last_row - place.first_row + 2):
        for column in place.table.columns:
            if column.figure and rng.random() < 0.3:
                wild = [*edges(column.hard, 1), *edges(column.usual, 1), 2.5, "mười", "ba", " ", ERROR_VALUE]
                cells[place.cell(row, column.id)] = (
                    rng.choice(wild)
                    if rng.random() < 0.03
                    else rng.choice((0, 1, 1, 2, 2014, 2019, 2020) if column.unit == "năm" else (0, 1, 1, 2, 3))
                )


# --- what the office says -----------------------------------------------------------------------------------------


def judged(form: Form, paths: list[Path], returns: list[Return]) -> None:
    """Fill in each return's findings and its rules' three-valued verdicts, by the steps of check.

    (Check itself tells no verdict of a rule that is kept.)
    """
    plan = plan_workbook(form)
    cleaned = [clean_submission(form, read_submission(path, form)) for path in paths]
    dataset = make_dataset(form, cleaned)
    found = validate(form, dataset, cleaned)
    frame = judged_frame(form, dataset, cleaned)
    verdicts = rule_verdicts(form.rules, form, frame)
    report = th.check(paths[:CHECKED], form, compare=False)
    for number, one in enumerate(returns):
        submission = cleaned[number].submission
        one.findings = (*cleaned[number].findings, *found[submission.path])
        if number < CHECKED:
            assert Counter(
                replace(item, number="") for item in report.files[number].findings if item.stage != "structure"
            ) == Counter(one.findings)
        one.verdicts = {id: values[number] for id, values in verdicts.items()}
        over_formula = {own.id for own in form.derived if isinstance(one.cells.get(plan.fields[own.id].value), str)}
        one.lenient = {*left_to_office(plan, one.cells), *over_formula}  # text over a formula is the office's to read


def expected_field(one: Return, id: str) -> tuple[str, list[str]]:
    own = [
        found
        for found in one.findings
        if found.field == id and found.stage in ("type", "range") and found.severity != "note"
    ]
    if any(found.code in ("required", "required-text") for found in own):
        return "missing", []
    severities = {found.severity for found in own}
    verdict = "error" if "error" in severities else "warning" if severities else ""
    return verdict, [found.message for found in own if found.severity == verdict]


def plan_numbers(plan: Plan) -> set[str]:
    return {one.id for one in plan.form.inputs if one.figure or one.type == "date"}


SAME_SENTENCE = {
    "below-range",
    "above-range",
    "unusual-low",
    "unusual-high",
    "not-whole",
    "percent-fraction",
    "not-a-choice",
}


def disagreements(form: Form, plan: Plan, one: Return, book: Mapping[str, Rows]) -> Iterator[str]:
    """Every difference between the live checks of a recalculated workbook and what the office says of it."""
    hidden = book[HIDDEN]
    counts: Counter[str] = Counter()
    for live in live_rows(plan):
        verdict, sentence, rules = (at(hidden, live.row, column) for column in (4, 5, RULES))
        counts[verdict] += live.id in form.fields or verdict != KEPT
        if live.id in form.fields:
            if rules and not sentence.endswith(rules):
                yield f"{live.id}: {sentence!r} does not tell what the rules say, {rules!r}"
            sentence = sentence.removesuffix(rules).rstrip()
            wanted, sentences = expected_field(one, live.id)
            if live.id in one.lenient and verdict != "error":  # a number outside its limits is one in any state
                wanted, sentences = "office", []
            text = isinstance(one.cells.get(plan.fields[live.id].value), str)
            codes = {
                found.code
                for found in one.findings
                if found.field == live.id
                and found.message in sentences
                and not (text and live.id in plan_numbers(plan))
            }
            if verdict != wanted:
                yield f"{live.id}: live {verdict!r} {sentence!r}, office {wanted!r} {sentences}"
            elif (
                codes
                and codes <= SAME_SENTENCE
                and sentence != LIVE_OPENINGS["error" if wanted == "error" else "warning"] + " ".join(sentences)
            ):
                yield f"{live.id}: live {sentence!r}, office {sentences}"
            elif (verdict == "missing") != (sentence == MISSING):
                yield f"{live.id}: {verdict!r} {sentence!r}"
        elif live.id in form.tables:
            own = [
                found
                for found in one.findings
                if (found.field or "").startswith(live.id + ".") and found.code != "row-incomplete"
            ]
            severities = {found.severity for found in own} - {"note"}
            wanted = "error" if "error" in severities else "warning" if severities else ""
            if live.id in one.lenient and verdict != "error":
                wanted = "office"
            if verdict != wanted:
                yield f"{live.id}: live {verdict!r}, office {wanted!r}: {[str(found) for found in own]}"
        else:
            severity = next(rule.severity for rule in form.rules if rule.id == live.id)
            yield from rule_disagreements(form, one, live.id, {KEPT: "1", severity: "0"}.get(verdict, ""), sentence)
    yield from status_disagreements(book, counts)
    for name, rows in book.items():
        for number, row in enumerate(rows if name != HIDDEN else (), 1):
            for column, text in enumerate(row, 1):
                if text.startswith(("#", "Err:")) and one.cells.get(CellRef(name, number, column)) is not ERROR_VALUE:
                    yield f"{name}!{column},{number}: {text}"


def status_disagreements(book: Mapping[str, Rows], counts: Counter[str]) -> Iterator[str]:
    """Whether the sentence on ``Hướng dẫn`` counts what the checks say."""
    said = next(text for row in book["Hướng dẫn"] for text in row if re.match(r"Đã điền [0-9]|ĐỦ ĐIỀU KIỆN", text))
    wanted = f". Còn {counts['missing']} ô chưa điền, {counts['error']} lỗi."
    if counts["missing"] + counts["error"] == 0:
        look_again = counts["warning"] + counts["office"]
        wanted = "ĐỦ ĐIỀU KIỆN GỬI." + (f" Còn {look_again} điểm đề nghị xem lại." if look_again else "")
    if not said.endswith(wanted):
        yield f"status: {said!r}, wanted {wanted!r}"


def rule_disagreements(form: Form, one: Return, id: str, usable: str, sentence: str) -> Iterator[str]:
    rule = next(rule for rule in form.rules if rule.id == id)
    names = {*names_of(rule.test), *(column.table for column in columns_of(rule.test))}
    names |= {
        name
        for derived in form.derived
        if derived.id in names and derived.formula is not None
        for name in names_of(derived.formula)
    }
    found = [finding for finding in one.findings if finding.code == f"rule-{id}"]
    if names & one.lenient:
        return
    office = {1.0: "1", 0.0: "0"}.get(one.verdicts[id], "")
    if usable != office:
        yield f"{id}: live {usable!r}, office {office!r} ({rule.label})"
    elif (office == "0") != bool(found):
        yield f"{id}: verdict {office!r} but findings {found}"
    else:
        wanted = [LIVE_OPENINGS[finding.severity] + finding.message for finding in found] or [""]
        message_names = {name for slot in rule.message.slots for name in names_of(slot.expression)}
        if wanted != [sentence] and not message_names & one.lenient:
            yield f"{id}: live {sentence!r}, office {wanted}"


def compare(
    form: Form, base: Mapping[str, Any], count: int, folder: Path, *, seed: int
) -> tuple[list[str], list[Return]]:
    rng = random.Random(seed)
    plan, blank = plan_workbook(form), IssuedWorkbook(th.write_blank(form, folder / "blank.xlsx"))
    returns = list(for_each_rule(plan))
    returns += [
        a_return(plan, base, rng, busy=rng.choice((0.0, 0.03, 0.08, 0.2, 0.6))) for _ in range(count - len(returns))
    ]
    paths = [blank.fill(folder / f"{number:04}.xlsx", one.cells) for number, one in enumerate(returns)]
    judged(form, paths, returns)
    books = recalculate(paths, folder)
    wrong = [
        f"{path.name}: {line}"
        for path, one in zip(paths, returns, strict=True)
        for line in disagreements(form, plan, one, books[path.stem])
    ]
    return wrong, returns


@pytest.mark.libreoffice
def test_the_workbook_and_the_office_give_the_same_verdicts(tmp_path: Path) -> None:
    form = shipped_form().of_kind("")  # as a workbook that is nobody's own has it
    wrong, returns = compare(form, FULL, WORKBOOKS, tmp_path, seed=290)
    assert wrong == []
    seen = {rule.id: {one.verdicts[rule.id] for one in returns} for rule in form.rules}
    assert [id for id, verdicts in seen.items() if not {0.0, 1.0} <= verdicts] == []
