"""What an officer is told beside what was asked: conflict copies, a clock set back, originals that are gone."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import NOON, ONE, a_return, a_round, issue_all, opened, receive_all
from tonghop290.campaign.history import history_lines
from tonghop290.campaign.remarks import conflict_copies, lost_originals, remarks_before
from tonghop290.campaign.settings import Round

CONFLICTS = [
    "so_lieu (1).sqlite",
    "so_lieu(1).sqlite",
    "so_lieu 2.sqlite",
    "so_lieu-PC2.sqlite",
    "so_lieu-DESKTOP-7A.sqlite",
    "so_lieu (conflicted copy 2020-01-10 120000).sqlite",
    "so_lieu (Lan's conflicted copy 2020-01-10).sqlite",
    "so_lieu (bản xung đột của Lan 2020-01-10).sqlite",
    "so_lieu (Bản xung đột).sqlite",
    "so_lieu.sync-conflict-20200110-120000-ABCDEFG.sqlite",
    "so_lieu - Copy.sqlite",
    "so_lieu - Bản sao.sqlite",
    "Bản sao của so_lieu.sqlite",
    "SO_LIEU (1).SQLITE",
    "so_lieu.sqlite.bak",
]
OWN = ["so_lieu.sqlite", "so_lieu.sqlite-journal", "so_lieu.sqlite.hong-20200110-120000", "bang_so_lieu.sqlite",
       "so_lieu.json", "Số liệu.xlsx", ".khoa"]  # fmt: skip


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "r")


def test_what_sync_programs_make_of_the_ledger_is_noticed_and_nothing_else(tmp_path: Path) -> None:
    for name in (*CONFLICTS, *OWN):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "so_lieu.sqlite cũ").mkdir()
    assert set(conflict_copies(tmp_path)) == set(CONFLICTS)


@pytest.mark.parametrize(
    "command", ["issue", "receive", "status", "remind --all", "summary . -o x.xlsx", "check .", "repair"]
)
def test_a_conflict_copy_is_named_at_each_command(round: Round, command: str) -> None:
    shutil.copy(round.folder.ledger, round.folder.root / "so_lieu-PC2.sqlite")
    _, err = run(*command.split(), cwd=round.folder.root)
    assert err.startswith("Chú ý: cạnh sổ so_lieu.sqlite có tệp “so_lieu-PC2.sqlite”, giống bản xung đột")


def test_a_clock_set_back_is_told_and_stands_in_the_history(round: Round) -> None:
    issue_all(round, ONE)
    earlier = NOON - dt.timedelta(days=30)
    with opened(round, now=earlier) as ledger:
        assert list(remarks_before(round.folder, ledger)) == [
            "Chú ý: đồng hồ máy đang chỉ 12:00 ngày 11/12/2019, sớm hơn việc cuối cùng đã ghi sổ (12:00 ngày "
            "10/01/2020). Việc làm lần này được ghi kèm chú ý đó. Đề nghị chỉnh lại đồng hồ."
        ]
        assert list(remarks_before(round.folder, None)) == []
        with ledger.deed():
            ledger.event("reminded", unit=ONE, said="a")
            ledger.event("reminded", unit=ONE, said="b")
    with opened(round, now=NOON) as ledger:
        assert list(remarks_before(round.folder, ledger)) == []
        *_, first, second = history_lines(ledger, round)
        remark = " [đồng hồ máy chạy lùi: việc trước ghi lúc 10/01/2020 12:00]"
        assert first == f"11/12/2019 12:00  Nguyễn Thị Lan  viết thư nhắc  Xã Mẫu 1 – a{remark}"
        assert second == "11/12/2019 12:00  Nguyễn Thị Lan  viết thư nhắc  Xã Mẫu 1 – b"
        assert list(history_lines(ledger, round, [ONE]))[-2:] == [first, second]


def test_repair_tells_of_a_clock_set_back_too(round: Round) -> None:
    with opened(round, now=dt.datetime.now(dt.UTC) + dt.timedelta(days=400)) as ledger, ledger.deed():
        ledger.event("reminded", unit=ONE, said="a")
    for command in (["repair", "--dry-run"], ["repair"]):
        assert run(*command, cwd=round.folder.root)[1].startswith("Chú ý: đồng hồ máy đang chỉ ")


def test_another_time_zone_is_no_clock_set_back(round: Round) -> None:
    with opened(round, now=(NOON + dt.timedelta(minutes=1)).astimezone(dt.UTC)) as ledger:
        assert list(remarks_before(round.folder, ledger)) == []


def test_an_original_that_is_gone_is_told_by_its_unit(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    before, err = run("status", cwd=round.folder.root)
    assert err == ""
    with opened(round) as ledger:
        own = ledger.current()[ONE]
        assert list(lost_originals(round, [own])) == []
    shutil.rmtree(round.folder.archive / own.sha256[:16])
    out, err = run("status", cwd=round.folder.root)
    assert out == before and err == (
        "Chú ý: bản gốc không còn trong luu_tru: “20001.xlsx” của Xã Mẫu 1 (lần 1). Đề nghị lấy lại từ bản sao lưu, "
        "hoặc bỏ lại tệp đó vào thu_den rồi chạy: tonghop290 receive\n"
    )
    _, err = run("summary", ".", "-o", "a.xlsx", cwd=round.folder.root, expect=2)
    assert err.startswith("Lỗi: Không tìm thấy bản gốc “20001.xlsx” của Xã Mẫu 1 (lần 1) trong luu_tru")
    run("receive", cwd=round.folder.root)  # it still lies in the letter box
    assert run("status", cwd=round.folder.root) == (before, "")
