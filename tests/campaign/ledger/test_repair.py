"""A damaged ledger comes back from its newest good copy, damaged rows and what came since from the originals."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import (
    ACTOR,
    DOUBTFUL,
    NOON,
    ONE,
    THREE,
    TWO,
    WRONG,
    a_mail,
    a_return,
    a_round,
    dump,
    issue_all,
    opened,
    receive_all,
    return_bytes,
    states,
    tree,
)  # fmt: skip
from tonghop290.campaign.folder import RoundError, find_round
from tonghop290.campaign.ledger.kept_states import Copies
from tonghop290.campaign.repair import Repaired, repair, repaired_lines
from tonghop290.campaign.settings import Round, load_round

PAGE = 4096
CURRENT = {ONE: "errors", TWO: "waiting", THREE: "clean"}


@pytest.fixture
def round(received: Path, tmp_path: Path) -> Round:
    """A copy of that round, to be damaged."""
    shutil.copytree(received, tmp_path / "r")
    return load_round(find_round(tmp_path / "r"))


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three units: one wrong, one doubtful, one whose return came in a mail."""
    one = a_round(tmp_path_factory.mktemp("received") / "r")
    issue_all(one)
    a_return(one, ONE, when=1, **WRONG)
    receive_all(one)
    a_return(one, TWO, when=2, **DOUBTFUL)
    (one.folder.inbox / "thư.eml").write_bytes(a_mail("xa3@mau.example", {"biểu.xlsx": return_bytes(one, THREE)}))
    receive_all(one)
    return one.folder.root


def spoil(round: Round) -> bytes:
    """A page overwritten by nothing; the bytes of the damaged ledger."""
    data = round.folder.ledger.read_bytes()
    damaged = data[: PAGE * 3] + bytes(PAGE) + data[PAGE * 4 :]
    round.folder.ledger.write_bytes(damaged)
    return damaged


def forget(round: Round, copies: int) -> None:
    """Throw the newest copies away."""
    for path in Copies(round.folder).paths()[:copies]:
        path.unlink()


def mended(round: Round, *, dry_run: bool = False) -> Repaired:
    return repair(find_round(round.folder.root, to_repair=True), now=NOON, actor=ACTOR, dry_run=dry_run)


def without_events(lines: list[str]) -> list[str]:
    """Without the journal and its links."""
    return [line for line in lines if not line.startswith(('INSERT INTO "events"', 'INSERT INTO "chain"'))]


def test_a_whole_ledger_is_left_as_it_is(round: Round) -> None:
    before = dump(round), tree(round.folder)
    assert list(repaired_lines(round, mended(round))) == ["Sổ so_lieu.sqlite không hỏng; không có gì phải sửa."]
    assert (dump(round), tree(round.folder)) == before


def test_what_the_last_command_left_comes_back_whole(round: Round) -> None:
    before = dump(round)
    damaged = spoil(round)
    done = mended(round)
    assert done.aside is not None and done.aside.name == "so_lieu.sqlite.hong-20200110-120000"
    assert done.aside.read_bytes() == damaged
    assert (done.lost, done.put_back) == ((), ())
    assert without_events(dump(round)) == without_events(before) and len(dump(round)) == len(before) + 2
    assert (states(round), receive_all(round).taken) == (CURRENT, [])


def test_what_came_after_the_copy_is_taken_in_again_and_counted_once(round: Round) -> None:
    before = without_events(dump(round))
    for path in [path for path in round.folder.inbox.iterdir() if path.is_file()]:
        path.unlink()
    forget(round, 1)  # the newest now knows of the first return only
    spoil(round)
    done = mended(round)
    assert sorted(done.put_back) == ["20002.xlsx", "thư.eml"]
    assert states(round)[TWO] == "not_sent"
    assert [one.what for one in receive_all(round).taken] == ["first", "first"]
    assert states(round) == CURRENT
    assert sorted(without_events(dump(round))) == sorted(before)
    assert (mended(round), receive_all(round).taken) == (Repaired(), [])


def test_it_is_said_what_was_lost_and_what_to_run_next(round: Round) -> None:
    forget(round, 1)
    run("accept", ONE, "1", "--why", "đã ký", "--who", "Lan", cwd=round.folder.root)
    forget(round, 2)
    data = round.folder.ledger.read_bytes()
    with closing(sqlite3.connect(round.folder.ledger)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'returns'").fetchone()
    round.folder.ledger.write_bytes(data[: PAGE * (page - 1)] + bytes(PAGE) + data[PAGE * page :])
    out, _ = run("repair", "--dry-run", cwd=round.folder.root, whole=True)
    lines = out.splitlines()
    assert lines[0] == "Sổ so_lieu.sqlite bị hỏng: có trang không đọc được."
    assert lines[1].startswith("Sẽ lấy lại sổ từ bản sao .so_luu/00000") and lines[1].endswith(".sqlite.gz.")
    assert lines[2].startswith("Sổ hỏng còn ghi ") and "chấp nhận  Xã Mẫu 1" in out and "đã ký" in out
    assert lines[-1].startswith("Việc tiếp theo: tonghop290 receive")
    assert run("status", cwd=round.folder.root, expect=2)[0] == ""
    run("repair", cwd=round.folder.root)
    assert "sửa sổ hỏng" in run("status", "--history", cwd=round.folder.root)[0]


def test_a_rehearsal_changes_nothing(round: Round) -> None:
    spoil(round)
    forget(round, 1)
    before = tree(round.folder), round.folder.ledger.read_bytes()
    mended(round, dry_run=True)
    assert (tree(round.folder), round.folder.ledger.read_bytes()) == before


def test_a_ledger_that_is_gone_is_told_by_every_command_and_comes_back(round: Round) -> None:
    before = states(round)
    round.folder.ledger.unlink()
    for command in ("status", "receive", "issue", "summary . -o x.xlsx", "check ."):
        out, err = run(*command.split(), cwd=round.folder.root, expect=2)
        assert (out, err.count("\n")) == ("", 1) and "không còn sổ so_lieu.sqlite của đợt" in err
    _, err = run("init", ".", "--district", "Huyện Hoằng Hóa", cwd=round.folder.root, expect=2)
    assert "tonghop290 repair" in err and not round.folder.ledger.exists()
    assert mended(round).why == "không còn tệp"
    assert states(round) == before


@pytest.mark.parametrize(
    "harm",
    [lambda path: path.write_bytes(b"PK"), lambda path: path.write_bytes(path.read_bytes()[:-9]), Path.unlink],
    ids=["no gzip", "half", "gone"],
)
def test_the_newest_good_copy_is_taken_not_the_newest(round: Round, harm: Callable[[Path], object]) -> None:
    newest, second, *_ = Copies(round.folder).paths()
    harm(newest)
    spoil(round)
    assert mended(round).copy == second


def test_without_a_good_copy_the_ways_left_are_told(round: Round) -> None:
    damaged = spoil(round)
    forget(round, 99)
    with pytest.raises(RoundError, match="trong .so_luu không có bản sao nào dùng được") as error:
        mended(round)
    assert "tonghop290 init" in str(error.value) and round.folder.ledger.read_bytes() == damaged


def test_the_journal_of_a_lost_ledger_never_meets_the_copy(round: Round) -> None:
    round.folder.ledger.unlink()
    journal = round.folder.ledger.with_name("so_lieu.sqlite-journal")
    journal.write_bytes(b"journal of another state")
    mended(round)
    assert not journal.exists()
    aside = round.folder.root / "so_lieu.sqlite.hong-20200110-120000-journal"
    assert aside.read_bytes() == b"journal of another state"
    assert states(round) == CURRENT


def test_a_later_versions_ledger_is_not_repaired_away(round: Round) -> None:
    with closing(sqlite3.connect(round.folder.ledger)) as database:
        database.execute("PRAGMA user_version = 2")
    with pytest.raises(RoundError, match="phiên bản mới hơn"):
        mended(round)


# --- damaged rows -------------------------------------------------------------------------------------------------

ROWS = {
    "no JSON": "UPDATE returns SET verdict = 'x' || substr(verdict, 9) WHERE unit = '20001'",
    "half": "UPDATE returns SET verdict = substr(verdict, 1, length(verdict) / 2) WHERE unit = '20001'",
    "a list": "UPDATE returns SET verdict = '[]' WHERE unit = '20001'",
    "empty": "UPDATE returns SET verdict = '' WHERE unit = '20001'",
    "without values": "UPDATE returns SET verdict = json_remove(verdict, '$.values') WHERE unit = '20001'",
    "values that are none": "UPDATE returns SET verdict = json_set(verdict, '$.values', 7) WHERE unit = '20001'",
    "without its edition": "UPDATE returns SET verdict = json_remove(verdict, '$.form') WHERE unit = '20001'",
    "no text": "UPDATE returns SET verdict = CAST(x'7bff00fe' AS TEXT) WHERE unit = '20001'",
    "deep": f"UPDATE returns SET verdict = '{'[' * 100_000}' WHERE unit = '20001'",
    "a finding": "UPDATE findings SET finding = 'x' WHERE return = 1 AND number = 1",
    "a finding without its code": "UPDATE findings SET finding = json_remove(finding, '$.code') WHERE return = 1",
}


@pytest.mark.parametrize("row", ROWS)
def test_a_damaged_row_is_told_by_its_unit_and_the_others_go_on(round: Round, row: str) -> None:
    before, (shown, _) = dump(round), run("status", cwd=round.folder.root)
    with closing(sqlite3.connect(round.folder.ledger, isolation_level=None)) as database:
        database.execute(ROWS[row])
    told = (
        "Chú ý: trong sổ có 1 dòng bị hỏng, của biểu “20001.xlsx” của Xã Mẫu 1 (lần 1). Các đơn vị khác không ảnh "
        "hưởng. Đề nghị chạy: tonghop290 repair (ghi lại từ bản gốc).\n"
    )
    out, err = run("status", cwd=round.folder.root)
    assert (out, err) == (shown, told)
    assert told in run("summary", ".", "-o", "a.xlsx", cwd=round.folder.root)[1]
    assert told in run("check", ".", cwd=round.folder.root, expect=1)[1]
    assert run("status", TWO, cwd=round.folder.root)[0].startswith("[CHỜ GIẢI TRÌNH] 20002 Xã Mẫu 2")
    out, _ = run("repair", "--who", ACTOR, cwd=round.folder.root)
    assert out == "Đã ghi lại từ bản gốc 1 dòng bị hỏng, của biểu “20001.xlsx” của Xã Mẫu 1 (lần 1).\n"
    assert sorted(without_events(dump(round))) == sorted(without_events(before))
    assert run("status", cwd=round.folder.root) == (shown, "")


def test_a_damaged_return_is_not_compared(round: Round) -> None:
    a_return(round, ONE, "sửa.xlsx", when=9)
    receive_all(round)
    with closing(sqlite3.connect(round.folder.ledger, isolation_level=None)) as database:
        database.execute(ROWS["half"])
    _, err = run("diff", ONE, cwd=round.folder.root, expect=2)
    assert err.startswith("Lỗi: Dòng ghi lần gửi 1 của Xã Mẫu 1 trong sổ bị hỏng nên chưa so sánh được.")


def test_a_damaged_row_whose_original_is_gone_is_told(round: Round) -> None:
    with closing(sqlite3.connect(round.folder.ledger, isolation_level=None)) as database:
        database.execute(ROWS["no JSON"])
        (place,) = database.execute("SELECT place FROM originals JOIN returns USING (sha256) WHERE id = 1").fetchone()
    (round.folder.root / place).unlink()
    out, _ = run("repair", cwd=round.folder.root)
    assert out.startswith("Chưa ghi lại được 1 dòng bị hỏng vì bản gốc không còn, của biểu “20001.xlsx” của Xã Mẫu 1")
    receive_all(round)  # it still lies in the letter box
    assert run("repair", cwd=round.folder.root)[0].startswith("Đã ghi lại từ bản gốc 1 dòng")


def test_the_dump_of_a_fresh_ledger_has_its_key(round: Round) -> None:
    with opened(round) as ledger:
        assert len(ledger.readings_key) == 32
