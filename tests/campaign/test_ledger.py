"""The ledger: asked by name, written deed by deed, the only place with SQL."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import tonghop290
from tests.samples.rounds import ACTOR, NOON, ONE, TWO, WRONG, a_return, a_round, dump, issue_all, opened, receive_all
from tonghop290.campaign.ledger.entries import CURRENT, STRANGE, Issue

PACKAGE = Path(tonghop290.__file__).parent


def test_sql_against_the_ledger_stands_in_its_own_folder() -> None:
    statement = re.compile(r'"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN)\b')
    found = {
        path.relative_to(PACKAGE).as_posix()
        for room in ("campaign", "cli", "pipeline")
        for path in (PACKAGE / room).rglob("*.py")
        if statement.search(path.read_text(encoding="utf-8"))
    }
    assert {place.rpartition("/")[0] for place in found} == {"campaign/ledger"}


def test_a_fresh_ledger_knows_nothing(tmp_path: Path) -> None:
    with opened(a_round(tmp_path / "r")) as ledger:
        assert (ledger.issues(), ledger.returns(), ledger.answers(), ledger.arrived()) == ([], [], {}, set())
        assert (ledger.last_issue_of(ONE), ledger.issue("x"), ledger.current_of(ONE), ledger.return_with("x")) == (
            None,
            None,
            None,
            None,
        )
        assert (ledger.setting("form"), ledger.setting("nothing")) == ("bieu", "")
        assert [(event.kind, event.actor) for event in ledger.events()] == [("init", ACTOR)]


def test_the_issues_of_a_unit_are_told_in_their_order(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    issue_all(round, ONE)
    issue_all(round, ONE, again=True)
    issue_all(round, TWO)
    with opened(round) as ledger:
        first, second, other = ledger.issues()
        assert [(issue.unit, issue.number) for issue in (first, second, other)] == [(ONE, 1), (ONE, 2), (TWO, 1)]
        assert (ledger.last_issue_of(ONE), ledger.issue_before(ONE, 2), ledger.issue_before(ONE, 1)) == (
            second,
            first,
            None,
        )
        assert ledger.issue(first.id) == first and ledger.issue_numbers(ONE) == {first.id: 1, second.id: 2}
        assert ledger.issue_counts() == {ONE: 2, TWO: 1}
        assert ledger.units_issued_before_form(round.form.hash) == set()
        assert ledger.units_issued_before_settings("other settings") == {ONE, TWO}


def test_the_returns_of_a_unit_are_told_by_where_they_stand(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    a_return(round, ONE, "a.xlsx", when=1, saved="2020-01-08T03:00:00Z", **WRONG)
    a_return(round, ONE, "b.xlsx", when=2, saved="2020-01-09T03:00:00Z")
    (round.folder.inbox / "ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    receive_all(round)
    with opened(round) as ledger:
        (first, second) = ledger.returns_of(ONE)
        assert (ledger.current_of(ONE), ledger.version_of(ONE, 1), ledger.version_of(ONE, 3)) == (second, first, None)
        light, told = ledger.current()[ONE], ("form", "values")
        assert ledger.returns_standing(CURRENT, STRANGE) == [light]
        assert light == replace(second, verdict={"form": second.verdict["form"]}) != second
        kept = replace(second, verdict={name: second.verdict[name] for name in told})
        assert ledger.current(values=True) == {ONE: kept} and kept.verdict["values"]
        assert (ledger.return_with(first.sha256), ledger.return_numbered(second.id)) == (first, second)
        assert (ledger.next_version(ONE), ledger.returns_to_compare()) == (3, [])
        assert ledger.last_finding(first) == len(ledger.points(first)) > 0
        answer = ledger.answer_to(second)
        assert answer is not None and ledger.answers()[second.id] == answer
        assert (answer.of, answer.workbook) == (second.id, "")
        assert ledger.answer_to(first) is None


def test_a_deed_that_fails_leaves_nothing(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    before = dump(round)
    values = {"made": NOON.isoformat(), "workbook": "", "sha256": "", "draft": "", "form_hash": "", "settings_hash": ""}
    with opened(round) as ledger:
        with pytest.raises(ZeroDivisionError), ledger.deed():
            ledger.note_unit(ONE, "Xã Mẫu 1")
            ledger.note_issue(Issue(id="a", unit=ONE, number=1, **values))
            raise ZeroDivisionError
        assert ledger.issues() == []
    assert dump(round) == before
