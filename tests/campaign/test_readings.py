"""What was read of an original is kept: the same report without a second reading, never one that does not belong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.samples.communes import FULL, a_unit
from tests.samples.forms import shipped_form
from tests.samples.rounds import ACTOR, DOUBTFUL, GOOD, NOON, WRONG, a_return, a_round, receive_all, tree
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.receive import receive
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.data import validate as judging
from tonghop290.data.clean import clean_and_let_go
from tonghop290.data.reading_cache import reading_as_text, reading_context, reading_of_text
from tonghop290.pipeline.check import check
from tonghop290.pipeline.report import Report
from tonghop290.workbook.intake import many
from tonghop290.workbook.intake.names.unit_names import Register
from tonghop290.workbook.intake.one import read_submission
from tonghop290.workbook.issue.blank import Filling, write_blank
from tonghop290.workbook.issue.contents import given_values


@pytest.fixture
def round(tmp_path: Path) -> Round:
    one = a_round(tmp_path, count=4)
    for code, values in zip(one.units, (GOOD, WRONG, DOUBTFUL), strict=False):
        a_return(one, code, **values)
    receive_all(one)
    return one


def report(round: Round) -> Report:
    with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
        return check_round(load_round(round.folder), ledger).report


def shown(round: Round) -> dict[str, Any]:
    return report(round).to_dict()


def readings(round: Round) -> dict[str, dict[str, Any]]:
    """SHA-256 → the reading kept."""
    with closing(sqlite3.connect(round.folder.readings)) as database:
        return {sha256: json.loads(text) for sha256, text in database.execute("SELECT sha256, reading FROM readings")}


def change(round: Round, how: Callable[[dict[str, Any]], None], *, key: bytes | None = None) -> None:
    """Change every reading that is kept, and seal it with this key; without one with that of the round."""
    if key is None:
        with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
            key = ledger.readings_key
    with closing(sqlite3.connect(round.folder.readings)) as database:
        kept = database.execute("SELECT sha256, name, context, reading FROM readings").fetchall()
    with Readings(round.folder, key) as writing:
        for sha256, name, context, text in kept:
            one = json.loads(text)
            how(one)
            writing.keep(sha256, name, context, json.dumps(one))


def exchanged(round: Round) -> None:
    """The reading of one original under the hash of another, its seal with it."""
    with closing(sqlite3.connect(round.folder.readings, isolation_level=None)) as database:
        (first, name), (second, other) = database.execute("SELECT sha256, name FROM readings LIMIT 2").fetchall()
        database.execute("DELETE FROM readings WHERE sha256 = ?", (second,))
        database.execute("UPDATE readings SET sha256 = ?, name = ? WHERE sha256 = ?", (second, other, first))
        assert name != other


def plant(one: dict[str, Any]) -> None:
    """A figure no sender wrote, by which a reading that was taken up is known again."""
    one["values"]["dan_so"] = 7654.0


def planted(round: Round) -> int:
    return sum(file["values"]["dan_so"] == 7654 for file in shown(round)["files"])


def test_a_report_from_kept_readings_is_the_one_from_the_files(round: Round) -> None:
    assert len(readings(round)) == 3
    kept = shown(round)
    round.folder.readings.unlink()
    assert kept == shown(round)
    assert [file["status"] for file in kept["files"]] == ["clean", "errors", "warnings"]


def test_what_was_read_once_is_not_read_again(round: Round) -> None:
    change(round, plant)
    assert planted(round) == 3


def test_receiving_one_more_return_reads_that_one_only(round: Round) -> None:
    change(round, plant)
    a_return(round, list(round.units)[3], **GOOD)
    receive_all(round)
    assert sorted(one["values"]["dan_so"] for one in readings(round).values()) == [6000, 7654, 7654, 7654]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda round: change(round, plant, key=b"another round's"),
        exchanged,
        lambda round: (
            change(round, plant),
            (round.folder.units).write_text(
                round.folder.units.read_text(encoding="utf-8-sig").replace("xã", "phường"), encoding="utf-8"
            ),
        ),
        lambda round: round.folder.readings.write_bytes(b"not a database " * 100),
        lambda round: round.folder.readings.write_bytes(round.folder.readings.read_bytes()[:5000]),
        lambda round: round.folder.readings.unlink(),
    ],
    ids=["another key", "of another original", "another register", "no database", "half a database", "gone"],
)
def test_a_reading_that_does_not_belong_is_never_taken_up(round: Round, spoil: Callable[[Round], None]) -> None:
    spoil(round)
    assert planted(round) == 0
    assert [file["values"]["dan_so"] for file in shown(round)["files"]] == [6000, 6000, 25000]


def test_a_form_that_was_changed_takes_up_the_readings_of_its_earlier_edition_only(round: Round) -> None:
    """Which edition a return is judged by does not change; what is read by another one is another reading."""
    change(round, plant)
    form = round.form.folder / "form.toml"
    form.write_text(form.read_text(encoding="utf-8") + "\n# khác\n", encoding="utf-8")
    assert planted(round) == 3
    changed = load_round(round.folder).form
    assert changed.hash != round.form.hash and reading_context(changed, round.units) != reading_context(
        round.form, round.units
    )


def test_a_locked_or_damaged_file_of_readings_stops_nothing(round: Round) -> None:
    before = shown(round)
    with closing(sqlite3.connect(round.folder.readings, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert shown(round) == before
    round.folder.readings.write_bytes(b"x" * 10_000)
    assert shown(round) == shown(round) == before
    assert len(readings(round)) == 3  # thrown away and made anew


def test_a_rehearsal_keeps_no_reading(tmp_path: Path) -> None:
    one = a_round(tmp_path)
    a_return(one, next(iter(one.units)), **GOOD)
    before = tree(one.folder)
    with open_ledger(one.folder.ledger, now=NOON, actor=ACTOR, scratch=True) as ledger:
        assert len(receive(one, ledger, dry_run=True).taken) == 1
    assert tree(one.folder) == before and not one.folder.readings.exists()


def test_every_reading_comes_back_from_its_text_as_it_was(tmp_path: Path) -> None:
    form, unit = shipped_form(), a_unit()
    units = {unit.code: unit, "15880": a_unit("15880", "Hoằng Giang")}
    texts = [
        FULL,
        {**FULL, "dan_so": "10.661 người", "tiep_dan": "trên 300", "chi_bo": None},
        {**FULL, "quyet_dinh_ngay": "tháng 3 năm 2010", "huong": "Uû ban nh©n d©n"},
        {},
    ]
    for number, values in enumerate(texts):
        filled = {id: value for id, value in values.items() if value is not None}
        path = write_blank(
            form,
            tmp_path / f"Hoằng Giang {number}.xlsx",
            unit=unit,
            filling=Filling(
                values=filled,
                states={"giam_sat": "Ước tính"} if number else {},
                tables={"mo_hinh": [{"ten": "Hố rác", "nam": 2015}], "thuan_loi": [{"noi_dung": "- Thuận  lợi;"}]},
            ),
        )
        clean = clean_and_let_go(form, read_submission(str(path), form, register=Register(units, form.levels)))
        again = reading_of_text(reading_as_text(clean), str(path), units)
        assert again == clean
        assert clean.findings or clean.submission.findings


WARDS = {"15877": "Hoằng Xuân", "15880": "Hoằng Giang"}


class InMemory(dict[tuple[str, str, str], str]):
    """Kept readings of one program."""

    def find(self, *key: str) -> str | None:
        return self.get(key)

    def keep(self, sha256: str, name: str, context: str, reading: str) -> None:
        self[sha256, name, context] = reading


def test_what_was_judged_once_says_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the words of that unit too: a ward is not told of its commune."""
    form, units = shipped_form(), {code: a_unit(code, name, "phường") for code, name in WARDS.items()}
    given = given_values(form, next(iter(units.values())), form.office)
    for code, values in zip(units, ({"dan_so": "6.000 người ạ", "chi_bo": 2, "thon": "mười ạ"}, {}), strict=True):
        texts = {id: value for id, value in FULL.items() if value is not None and id not in given} | values
        write_blank(form, tmp_path / f"{code}.xlsx", unit=units[code], filling=Filling(values=texts))
    kept = InMemory()
    first = check(tmp_path, form, units=units, kept=kept)
    monkeypatch.setattr(judging, "validate", lambda *_: pytest.fail("judged again"))
    monkeypatch.setattr(many, "read_many", lambda *_, **__: pytest.fail("the reader was loaded"))
    again = check(tmp_path, form, units=units, kept=kept)
    assert again.to_dict() == first.to_dict()
    said = [found.message for found in first.findings]
    assert any("Tổ dân phố" in text for text in said) and len({found.stage for found in first.findings}) > 2
    senders = {tmp_path / f"{code}.xlsx": unit for code, unit in units.items()}
    assert check(tmp_path, form, units=units, kept=kept, senders=senders).to_dict() == first.to_dict()
