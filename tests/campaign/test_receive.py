"""Returns come in: each is kept, known for what it is, entered once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.pipeline.test_looked_at_once import Looks
from tests.samples.rounds import (
    DOUBTFUL,
    GOOD,
    NOON,
    ONE,
    THREE,
    TWO,
    WRONG,
    a_mail,
    a_return,
    a_round,
    answers,
    body,
    dump,
    issue_all,
    mail,
    opened,
    receive_all,
    return_bytes,
    standing,
    states,
    tree,
    what,
    zipped,
)
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.receiving.receive import receive
from tonghop290.campaign.settings import Round, load_round

LATER = NOON + dt.timedelta(days=2)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def test_each_file_is_known_for_what_it_is(round: Round) -> None:
    first, second = issue_all(round)[0], issue_all(round, ONE, again=True)[0]
    a_return(round, ONE, "a lần 1.xlsx", when=1, issue=second, **WRONG)
    a_return(round, ONE, "b chép lại.xlsx", when=2, issue=second, **WRONG)
    a_return(round, ONE, "c sửa.xlsx", when=3, issue=second)
    a_return(round, ONE, "d biểu cũ.xlsx", when=4, issue=first, **DOUBTFUL)
    a_return(round, TWO, "e.xlsx", when=5, saved="2020-01-09T03:00:00Z")
    a_return(round, TWO, "f lưu trước.xlsx", when=6, saved="2020-01-08T03:00:00Z", chi_bo=13)
    a_return(round, TWO, "g lưu sau.xlsx", when=7, saved="2020-01-09T05:00:00Z", chi_bo=14)
    (round.folder.inbox / "h ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    assert what(receive_all(round)) == [
        ("a lần 1.xlsx", "first", "errors"),
        ("b chép lại.xlsx", "identical", "errors"),
        ("c sửa.xlsx", "correction", "warnings"),  # neither says when it was saved: asked
        ("d biểu cũ.xlsx", "stale", "warnings"),
        ("e.xlsx", "first", "clean"),
        ("f lưu trước.xlsx", "stale", "clean"),
        ("g lưu sau.xlsx", "correction", "clean"),
        ("h ảnh.xlsx", "unreadable", "unreadable"),
    ]
    assert states(round) == {ONE: "waiting", TWO: "clean", THREE: "not_sent"}
    with opened(round) as ledger:
        assert [(one.name, one.standing, one.version, one.supersedes) for one in ledger.returns()] == [
            ("a lần 1.xlsx", "superseded", 1, None),
            ("c sửa.xlsx", "current", 2, 1),
            ("d biểu cũ.xlsx", "stale", 3, None),
            ("e.xlsx", "superseded", 1, None),
            ("f lưu trước.xlsx", "stale", 2, None),
            ("g lưu sau.xlsx", "current", 3, 4),
            ("h ảnh.xlsx", "unreadable", None, None),
        ]


def test_every_original_is_kept_as_it_came(round: Round) -> None:
    sent = {path.name: path.read_bytes() for path in (a_return(round, ONE), a_return(round, TWO, **WRONG))}
    receive_all(round)
    for path in filter(Path.is_file, list(round.folder.inbox.iterdir())):
        path.unlink()
    receive_all(round)
    assert {path.name: path.read_bytes() for path in round.folder.archive.rglob("*.xlsx")} == sent
    assert states(round)[ONE] == "clean"


def test_receiving_again_changes_nothing(round: Round) -> None:
    a_return(round, ONE, **WRONG)
    a_return(round, TWO)
    receive_all(round)
    before = tree(round.folder), dump(round)
    again = receive_all(round, now=LATER)
    assert (again.taken, tree(round.folder), dump(round)) == ([], *before)


def test_a_rehearsal_says_the_same_and_writes_nothing(round: Round) -> None:
    a_return(round, ONE, **WRONG)
    (round.folder.inbox / "thư.zip").write_bytes(zipped({"b.xlsx": return_bytes(round, TWO)}))
    before = tree(round.folder), dump(round)
    with open_ledger(round.folder.ledger, now=NOON, actor="x", scratch=True) as ledger:
        rehearsed = what(receive(round, ledger, dry_run=True))
    assert (tree(round.folder), dump(round)) == before
    assert sorted(rehearsed) == sorted(what(receive_all(round)))


def test_a_return_of_a_commune_that_sent_before_is_compared_with_all_that_count(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=8)
    for number, code in enumerate(round.units):
        a_return(round, code, dan_so=6000 + 10 * number if code != ONE else 95000, dang_vien=300 + number, when=number)
    receive_all(round)
    (own,) = [one for one in standing(round) if one.unit.code == ONE]
    assert sorted(point.finding["stage"] for point in own.points if point.severity != "note") in (
        ["range"],
        ["compare"],
        ["compare", "range"],
    )


# --- whose is it --------------------------------------------------------------------------------------------------


def test_another_units_file_counts_for_nobody_and_is_answered(round: Round) -> None:
    a_return(round, ONE, "a.xlsx", don_vi="Xã Mẫu 2")
    assert what(receive_all(round)) == [("a.xlsx", "strange", "errors")]
    assert states(round) == {ONE: "unusable", TWO: "not_sent", THREE: "not_sent"}
    (draft,) = answers(round)
    assert draft.startswith("Chưa rõ đơn vị - chưa rõ của ai")
    assert mail(round.folder.answers / draft)["To"] is None  # nobody knows who sent it: the officer fills it in
    assert "có phải đã dùng nhầm biểu của đơn vị khác không?" in body(round.folder.answers / draft)


def test_an_unreadable_file_is_answered_to_whom_its_mail_came_from(round: Round) -> None:
    (round.folder.inbox / "t.eml").write_bytes(
        a_mail("Văn phòng <XA2@mau.example>", {"báo cáo.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(60)})
    )
    receive_all(round)
    (draft,) = answers(round)
    assert mail(round.folder.answers / draft)["To"] == "XA2@mau.example"
    assert "ảnh PNG" in body(round.folder.answers / draft)


def test_an_old_form_version_is_said(round: Round) -> None:
    path = round.form.folder / "form.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('version = "1"', 'version = "0"'), encoding="utf-8")
    a_return(load_round(round.folder), ONE)
    path.write_text(path.read_text(encoding="utf-8").replace('version = "0"', 'version = "1"'), encoding="utf-8")
    receive_all(load_round(round.folder))
    (own,) = [one for one in standing(round) if one.unit.code == ONE]
    assert [point.text for point in own.open_points] == [
        "Biểu mẫu là phiên bản 0, phiên bản hiện hành là 1. Đề nghị dùng biểu mẫu mới nhất cho lần gửi sau."
    ]
    with opened(round) as ledger:
        assert [one.form_version for one in ledger.returns()] == ["0"]


def test_a_workbook_of_another_round_or_unit_is_noticed(round: Round) -> None:
    issued = issue_all(round)
    a_return(round, ONE, when=1, issue=issued[0])
    a_return(round, TWO, when=2, issue=issued[0])
    a_return(round, THREE, when=3, issue="khac-20003-1-abcdef")
    assert [(one.of.unit, one.foreign) for one in receive_all(round).taken] == [
        (ONE, False),
        (TWO, True),
        (THREE, True),
    ]


# --- every byte looked at once ------------------------------------------------------------------------------------


def test_a_run_reads_hashes_and_opens_each_file_once(round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the letter box to the answer: kept, judged, compared with the others, marked."""
    codes = (ONE, TWO, THREE)
    for number, (code, values) in enumerate(zip(codes, (GOOD, WRONG, DOUBTFUL), strict=True)):
        a_return(round, code, when=number, **values)
    files = {path.name: path.read_bytes() for path in sorted(round.folder.inbox.glob("*.*"))}
    looks = Looks(files, monkeypatch)
    assert [answered[2] for answered in what(receive_all(round))] == ["clean", "errors", "warnings"]
    assert looks.of(files) == [(1, 1, 1)] * 3
