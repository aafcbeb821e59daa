"""The officer's word: what is accepted, which return counts, and the history of it all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import (
    ACTOR,
    GOOD,
    ONE,
    TWO,
    WRONG,
    a_return,
    a_round,
    answers,
    issue_all,
    opened,
    receive_all,
    standing,
    states,
)
from tonghop290.campaign.decide import accept_points, account, let_count
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.history import KINDS, history_lines
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def test_an_accepted_point_is_closed_as_long_as_the_same_value_stands(round: Round) -> None:
    a_return(round, ONE, saved="2020-01-09T03:00:00Z", dang_vien=4500, dan_so=4000)
    receive_all(round)
    (point,) = standing(round)[0].open_points
    with opened(round) as ledger:
        accept_points(ledger, round.units[ONE], [point.number], "theo báo cáo đã ký")
    assert states(round)[ONE] == "clean"
    closed = standing(round)[0].points[point.number - 1]
    assert closed.accepted == ("Nguyễn Thị Lan", "theo báo cáo đã ký", "2020-01-10T12:00:00+07:00")
    a_return(round, ONE, "2.xlsx", saved="2020-01-10T03:00:00Z", dang_vien=4500, dan_so=4000, chi_bo=14)
    receive_all(round)
    assert states(round)[ONE] == "clean"
    a_return(round, ONE, "3.xlsx", saved="2020-01-11T03:00:00Z", dang_vien=4600, dan_so=4000)
    receive_all(round)
    assert states(round)[ONE] == "errors"


def test_a_second_acceptance_says_so_and_a_person_is_printed_never_an_account(round: Round) -> None:
    a_return(round, ONE, dang_vien=4500, dan_so=4000)
    receive_all(round)
    (point,) = standing(round)[0].open_points
    with opened(round, actor=account("root")) as ledger:
        accept_points(ledger, round.units[ONE], [point.number], "đã ký")
        printed = [check_round(replace(round, officer=name), ledger).accepted[0]["by"] for name in ("Trần Thị B", "")]
    assert printed == ["Trần Thị B", "chưa ghi tên người chấp nhận"]
    out, _ = run("accept", ONE, point.number, "--why", "đã ký", "--who", "Lan", cwd=round.folder.root)
    assert out == "Xã Mẫu 1: các điểm này đã được chấp nhận từ trước.\n"


@pytest.mark.parametrize(
    ("numbers", "why", "sentence"),
    [
        ([1], "", "cần ghi rõ ai chấp nhận"),
        ([9], "đúng", "không có điểm số 9"),
    ],
)
def test_an_acceptance_needs_a_point_and_a_reason(round: Round, numbers: list[int], why: str, sentence: str) -> None:
    a_return(round, ONE, dang_vien=4500, dan_so=4000)
    receive_all(round)
    with opened(round) as ledger, pytest.raises(RoundError, match=sentence):
        accept_points(ledger, round.units[ONE], numbers, why)


def test_the_officer_may_let_a_stale_return_count(round: Round) -> None:
    a_return(round, ONE, "a.xlsx", when=1, saved="2020-01-09T03:00:00Z", **WRONG)
    a_return(round, ONE, "b.xlsx", when=2, saved="2020-01-08T03:00:00Z")
    receive_all(round)
    assert states(round)[ONE] == "errors"
    with opened(round) as ledger:
        let_count(ledger, round.units[ONE], 2, "đồng hồ máy của xã chạy sai")
    assert states(round)[ONE] == "clean"
    receive_all(round)
    assert "20001 Xã Mẫu 1 - lần 2.eml" in answers(round)


def test_every_deed_is_in_the_history(round: Round) -> None:
    issue_all(round, ONE)
    a_return(round, ONE, **GOOD)
    receive_all(round)
    with opened(round) as ledger:
        events = ledger.events()
    assert [event.kind for event in events] == ["init", "issued", "received", "checked", "answered"]
    assert {event.actor for event in events} == {"Nguyễn Thị Lan"}
    assert all(event.form_hash == round.form.hash and len(event.sha256 or "") == 64 for event in events[1:])


def test_the_history_is_told_in_words(round: Round) -> None:
    (issued,) = issue_all(round, ONE)
    a_return(round, ONE, "a.xlsx", dang_vien=4500, dan_so=4000)
    a_return(round, TWO, when=1)
    receive_all(round)
    (point,) = standing(round)[0].open_points
    with opened(round) as ledger:
        accept_points(ledger, round.units[ONE], [point.number], "theo báo cáo đã ký")
        told = list(history_lines(ledger, round, [ONE]))
        kinds = {event.kind for event in ledger.events()}
        everything = list(history_lines(ledger, round))
    form = round.form.hash[:8]
    assert [re.sub("tệp [0-9a-f]{8}", "tệp …", line) for line in told] == [
        f"10/01/2020 12:00  Nguyễn Thị Lan  {what}, biểu mẫu {form})"
        for what in (
            f"phát hành biểu  Xã Mẫu 1 – {issued} (tệp …",
            "nhận tệp  Xã Mẫu 1 – a.xlsx: lần đầu (tệp …",
            "kiểm tra  Xã Mẫu 1 – có lỗi (tệp …",
            "viết trả lời  Xã Mẫu 1 – 1 điểm (tệp …",
            "chấp nhận  Xã Mẫu 1 – Số đảng viên: theo báo cáo đã ký (tệp …",
        )
    ]
    assert everything[0] == "10/01/2020 12:00  Nguyễn Thị Lan  mở đợt  3 đơn vị" and len(everything) == len(told) + 4
    assert kinds <= set(KINDS)


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_question_whose_a_file_is_goes_once_that_is_known(round: Round, by_hand: bool) -> None:
    a_return(round, ONE, "a.xlsx", don_vi="Xã Mẫu 2")
    receive_all(round)
    (asked,) = answers(round)
    draft = round.folder.answers / asked
    if by_hand:
        draft.write_bytes(draft.read_bytes() + b"Th\xc3\xaam m\xe1\xbb\x99t c\xc3\xa2u.\n")
    out, _ = run("assign", "a.xlsx", TWO, "--why", "đã hỏi", "--who", ACTOR, cwd=round.folder.root)
    assert draft.exists() == by_hand and "20002 Xã Mẫu 2 - lần 1.eml" in answers(round)
    assert ("được sửa tay nên được giữ nguyên" in out, "Đã rút" in out) == (by_hand, not by_hand)
    before = answers(round)
    run("assign", "a.xlsx", TWO, "--why", "lại", "--who", ACTOR, cwd=round.folder.root)
    assert answers(round) == before
