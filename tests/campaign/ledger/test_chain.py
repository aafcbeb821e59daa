"""The journal is a chain: whatever other hands do to a row of it shows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import a_return, a_round, issue_all, opened, receive_all
from tonghop290.campaign.ledger.proof import changes
from tonghop290.campaign.settings import Round


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The ledger of a round of seven deeds."""
    round = a_round(tmp_path_factory.mktemp("chain") / "r")
    issue_all(round)
    a_return(round, "20001")
    receive_all(round)
    return round.folder.ledger.read_bytes()


def with_ledger(folder: Path, data: bytes) -> Round:
    round = a_round(folder / "r")
    round.folder.ledger.write_bytes(data)
    return round


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE events SET actor = 'Hoa' WHERE id = 3", {3}),
        ("UPDATE events SET said = said || '.' WHERE id = 7", {7}),
        ("UPDATE events SET at = '2020-01-10T12:00:01+07:00' WHERE id IN (2, 3)", {2, 3}),
        ("UPDATE events SET unit = NULL WHERE id = 2", {2}),
        ("DELETE FROM events WHERE id = 4", {4}),
        ("INSERT INTO events SELECT 8, at, actor, kind, unit, sha256, form_hash, said FROM events WHERE id = 2", {8}),
        ("UPDATE chain SET link = 'x' WHERE event = 5", {5, 6}),
    ],
)
def test_whatever_is_done_to_a_deed_shows(statement: str, shown: set[int], used: bytes, tmp_path: Path) -> None:
    round = with_ledger(tmp_path, used)
    sql(round.folder.ledger, statement)
    root = round.folder.root
    out, err = run("status", "--history", cwd=root)
    assert f"Chú ý: {len(shown)} dòng nhật ký của sổ so_lieu.sqlite không còn như chương trình đã ghi" in err
    assert all(f"[DÒNG {id} KHÔNG NHƯ ĐÃ GHI]" in out or "Nhật ký thiếu dòng đã ghi: 4" in out for id in shown)
    run("remind", "--all", cwd=root)  # a command that writes notes it, once, and every later one still says it
    run("remind", "--all", cwd=root)
    with opened(round) as ledger:
        assert ledger.altered == shown
        assert [event.kind for event in ledger.events()].count("altered") == 1
        assert ledger.look_at_the_chain() == shown


def test_an_untouched_journal_and_one_of_an_earlier_version_show_nothing(used: bytes, tmp_path: Path) -> None:
    round = with_ledger(tmp_path, used)
    with opened(round) as ledger:
        assert ledger.look_at_the_chain() == frozenset()
    sql(round.folder.ledger, "DROP TABLE chain")
    out, err = run("status", "--history", cwd=round.folder.root)
    assert "KHÔNG NHƯ" not in out and "nhật ký" not in err
    with opened(round) as ledger:
        assert ledger.look_at_the_chain() == frozenset()
    sql(round.folder.ledger, "UPDATE events SET said = 'khác' WHERE id = 1")
    with opened(round) as ledger:
        assert ledger.altered == {1}


def test_a_long_journal_of_an_earlier_version_is_chained_at_once(used: bytes, tmp_path: Path) -> None:
    """In one transaction: each of them would wait for the disk."""
    round = with_ledger(tmp_path, used)
    more = "INSERT INTO events SELECT id + 7, at, actor, kind, unit, sha256, form_hash, said FROM events WHERE id <= 7"
    sql(round.folder.ledger, more, "DROP TABLE chain")
    before = transactions(round.folder.ledger)
    with opened(round) as ledger:
        assert ledger.look_at_the_chain() == frozenset()
    assert transactions(round.folder.ledger) - before < 7


def transactions(ledger: Path) -> int:
    """What SQLite counts up with every transaction."""
    return int.from_bytes(changes(ledger.read_bytes()) or b"")
