"""Copies of the ledger: before and after each writing command, whole or not at all, a small number of them."""

from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import ACTOR, NOON, ONE, TWO, a_return, a_round, dump, issue_all, opened, receive_all
from tonghop290.campaign import folder as folder_module
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.kept_states import Copies
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.ledger.proof import in_memory
from tonghop290.campaign.settings import Round

DAY = dt.timedelta(days=1)


def names(round: Round) -> list[str]:
    return sorted(path.name for path in round.folder.copies.iterdir()) if round.folder.copies.is_dir() else []


def numbers(round: Round) -> list[int]:
    return [int(name.split()[0]) for name in names(round)]


def test_a_command_that_writes_leaves_the_state_before_and_after_it(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    assert names(round) == []
    before = dump(round)
    issue_all(round)
    assert names(round) == ["000001 2020-01-10.sqlite.gz", "000002 2020-01-10.sqlite.gz"]
    after, first = (list(in_memory(data).iterdump()) for _, data in Copies(round.folder).contents())
    assert (first, after) == (before, dump(round))


def test_nothing_is_copied_when_nothing_has_changed(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    issue_all(round)
    kept = names(round)
    issue_all(round)
    receive_all(round)
    for command in ("status", "issue --dry-run", "receive --dry-run", "remind --all --dry-run"):
        run(*command.split(), cwd=round.folder.root)
    assert names(round) == kept


def test_what_was_not_written_is_not_gone_through_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    round = a_round(tmp_path / "r")
    issue_all(round)
    kept: list[int] = []
    monkeypatch.setattr(Copies, "keep", lambda _, data, day: kept.append(len(data)))
    with opened(round):
        pass
    assert kept == []
    with opened(round) as ledger, ledger.deed():
        ledger.event("reminded", said="một")
    assert kept == [round.folder.ledger.stat().st_size]


def test_the_last_five_are_kept_and_one_a_day_for_thirty_days(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    for day in range(40):
        for _ in range(2):
            with opened(round, now=NOON + day * DAY) as ledger, ledger.deed():
                ledger.event("reminded", said=str(day))
    kept = [name.split(".")[0].split() for name in names(round)]
    assert len(kept) == 30 + 2 and len({day for _, day in kept}) == 30
    assert [int(number) for number, _ in kept[-5:]] == list(range(77, 82))
    assert kept[0][1] == (NOON + 10 * DAY).date().isoformat()


def test_a_clock_set_back_makes_no_copy_the_older_one(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    issue_all(round, ONE)
    issue_all(round, TWO, now=NOON - 400 * DAY)
    newest, _ = next(Copies(round.folder).contents())
    assert newest.name == "000003 2018-12-06.sqlite.gz"


def test_a_full_disk_leaves_no_half_copy_and_enters_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    round = a_round(tmp_path / "r")
    a_return(round, ONE)
    before = dump(round)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(folder_module.os, "fsync", full)
    with pytest.raises(RoundError, match="000001 2020-01-10.sqlite.gz"):
        receive_all(round)
    assert (names(round), dump(round)) == ([], before)


def test_a_damaged_copy_is_passed_over(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    issue_all(round)
    newest, first = Copies(round.folder).paths()
    newest.write_bytes(newest.read_bytes()[:-20])
    assert [path for path, _ in Copies(round.folder).contents()] == [first]
    with open_ledger(round.folder.ledger, now=NOON, actor=ACTOR):
        pass
    assert numbers(round) == [1, 2, 3]
