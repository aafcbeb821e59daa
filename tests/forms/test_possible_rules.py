"""Lint and self-test look for values by one search: what can be kept and broken is found, what cannot is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.forms import drawn
from tonghop290.data.search.rule_search import rule_facts
from tonghop290.pipeline.forms import lint_form
from tonghop290.pipeline.self_test import self_test

GROUND = """
[fields.girls]
type = "integer"
hard = [0, 2000]
usual = [50, 300]
[fields.boys]
type = "integer"
hard = [0, 2000]
[fields.pupils]
type = "integer"
hard = [0, 4000]
[fields.passed]
type = "integer"
hard = [0, 4000]
[fields.rate]
type = "percent"
decimals = 2
hard = [0, 100]
[fields.area]
type = "decimal"
decimals = 1
hard = [1, 500]
[fields.begun]
type = "date"
hard = [2015-01-01, 2020-12-31]
[fields.ended]
type = "date"
hard = [2015-01-01, 2020-12-31]
[fields.kind]
type = "choice"
choices = ["Công lập", "Tư thục"]
[fields.name]
type = "text"
[fields.share]
type = "percent"
decimals = 2
unit = "%"
formula = "passed / pupils * 100"
[tables.grades]
sheet = "detail"
blank_rows = 8
[tables.grades.columns]
pupils = { label = "Pupils", type = "integer", hard = [0, 200] }
passed = { label = "Passed", type = "integer", hard = [0, 200] }
[tables.years]
sheet = "detail"
rows = [{ id = "a", code = "Y1", label = "A" }, { id = "b", code = "Y2", label = "B" }]
[tables.years.columns]
y_1 = { label = "Năm 1", type = "integer", hard = [0, 900] }
y_2 = { label = "Năm 2", type = "integer", hard = [0, 900] }
"""
POSSIBLE = [
    "girls + boys == sum(grades.pupils)",
    "sum(grades.passed) <= sum(grades.pupils)",
    "abs(rate - passed / pupils * 100) <= 0.01",
    "sum(years.y_1) + sum(years.y_2) == pupils",
    "count(grades) == 3 + 0 * girls",
    "ended - begun >= 365",
    "year(ended) == year(begun) + 2",
    "blank(begun) == blank(ended)",
    "passed == 0 if pupils == 0 else passed <= pupils",
    "(girls > boys and area > 10) or pupils == girls + 1",
    "area * 10 == girls",
    "share >= 50 or passed == 0",
    "max(girls, boys) - min(girls, boys) <= 5",
    "girls == 2 * boys and boys == 3 * passed",
    "sum(grades.pupils) == 1500 + 0 * girls",
]
IMPOSSIBLE = [
    "girls > 2000",
    "girls + boys < 0",
    "ended < begun and begun < ended",
    "year(begun) == 2030",
    "girls == boys and girls == boys + 1",
    "sum(grades.pupils) > 1700 and sum(grades.pupils) < 1600",
    "girls * 2 == 2 * boys + 1",
    "sum(years.y_1) > 1801 + girls",
    "girls < 0 if boys >= 0 else girls < -1",
    "min(girls, boys) > max(girls, boys)",
]
"""What no return can keep."""
ALWAYS = [
    "girls >= 0",
    "girls + boys <= 4000",
    "rate <= 100",
    "begun < ended or begun >= ended",
    "abs(girls - boys) >= 0",
    "year(begun) >= 2015",
    "sum(years.y_1) <= 1800 + girls",
    "max(girls, boys) >= min(girls, boys)",
    "girls == boys or girls != boys",
    "girls * 2 != 2 * boys + 1",
]
"""What no return can break."""


def ruled(test: str, id: str = "R") -> str:
    named = next(
        name for name in ("girls", "boys", "rate", "pupils", "passed", "begun", "area", "share") if name in test
    )
    return f'[rules.{id}]\ntest = "{test}"\nmessage = "Chưa đúng."\nat = ["{named}"]\n'


@pytest.mark.parametrize("test", POSSIBLE)
def test_what_can_be_kept_and_broken_is(test: str, tmp_path: Path) -> None:
    facts = rule_facts(drawn(GROUND + ruled(test), tmp_path))
    assert (facts.unkept, facts.unbreakable, facts.untried) == ((), (), ())


@pytest.mark.parametrize("test", IMPOSSIBLE)
def test_what_cannot_be_kept_is_told(test: str, tmp_path: Path) -> None:
    assert rule_facts(drawn(GROUND + ruled(test), tmp_path)).unkept == ("R",)


@pytest.mark.parametrize("test", ALWAYS)
def test_what_cannot_be_broken_is_told(test: str, tmp_path: Path) -> None:
    assert rule_facts(drawn(GROUND + ruled(test), tmp_path)).unbreakable == ("R",)


def test_lint_and_self_test_are_of_one_mind(tmp_path: Path) -> None:
    """What lint finds no fault with, self-test tries without leaving anything out; three rules that hang together."""
    fields = "".join(f'[fields.{id}]\ntype = "integer"\nhard = [0, 2000]\n' for id in ("girls", "boys", "passed"))
    table = '[tables.grades]\nsheet = "detail"\nblank_rows = 8\n[tables.grades.columns]\n'
    column = 'pupils = { label = "Pupils", type = "integer", hard = [0, 200] }\n'
    rules = (
        ruled(test, f"R{n}")
        for n, test in enumerate(
            ("girls + boys == sum(grades.pupils)", "girls == 2 * boys and boys == 3 * passed", "boys + passed >= 60")
        )
    )
    form = drawn(fields + table + column + "".join(rules), tmp_path / "form")
    assert [fault for fault in lint_form(form) if "giá trị" in fault] == []
    result = self_test(form, tmp_path / "tries")
    assert (result.skipped, [trial for trial in result.trials if not trial.ok]) == ((), [])
