"""Whose a file is: every witness weighed; where they disagree it waits, replaces nothing, and its sender is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.campaign.test_commands import run
from tests.samples.rounds import (
    ACTOR,
    FORM,
    ONE,
    THREE,
    TWO,
    WRONG,
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
    some_units,
    standing,
    states,
    what,
    zipped,
)
from tonghop290.campaign.assigning import Assigned, assign, find_file
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.history import history_lines
from tonghop290.campaign.post.answering import answer_all
from tonghop290.campaign.remarks import remarks_after
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round, load_round
from tonghop290.campaign.standing import strangers
from tonghop290.campaign.status_page import status_lines, unit_lines


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def written(
    sender: str, subject: str = "Nộp biểu", files: dict[str, bytes] | None = None, *, reply: str = "", text: str = "Gửi"
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    if reply:
        message["Reply-To"] = reply
    message.set_content(text)
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def forwarded(sender: str, inner: EmailMessage, subject: str = "Fwd: Nộp biểu") -> EmailMessage:
    message = written(sender, subject)
    message.add_attachment(inner)
    return message


def post(round: Round, message: EmailMessage, name: str = "t.eml") -> None:
    (round.folder.inbox / name).write_bytes(message.as_bytes())


X, Y, Z = "xa1@mau.example", "xa2@mau.example", "xa3@mau.example"
PRIVATE, OFFICE = "Lan <lan@thu.example>", "Ban Dân vận <danvan@mau.example>"
Mail = Callable[[bytes], EmailMessage]

# How the workbook of Xã Mẫu 2 came → whether it counts for it, and whom a question goes to.
CASES: dict[str, tuple[Mail, bool, str]] = {
    "from its own address": (lambda data: written(Y, files={"a.xlsx": data}), True, ""),
    "from an address nobody knows": (lambda data: written(PRIVATE, files={"a.xlsx": data}), True, ""),
    "sent on by the office": (lambda data: written(OFFICE, files={"a.xlsx": data}), True, ""),
    "sent on by the office, the unit's mail in it": (
        lambda data: forwarded(OFFICE, written(Y, files={"a.xlsx": data})),
        True,
        "",
    ),
    "sent on by an officer, the unit's mail in it": (
        lambda data: forwarded(PRIVATE, written(f"Xã Mẫu 2 <{Y}>", files={"a.xlsx": data})),
        True,
        "",
    ),
    "sent on by the neighbour, the unit's mail in it": (
        lambda data: forwarded(X, written(Y, files={"a.xlsx": data})),
        True,
        "",
    ),
    "sent on by the neighbour, the unit quoted": (
        lambda data: written(X, files={"a.xlsx": data}, text=f"---- Forwarded ----\nFrom: Xã Mẫu 2 <{Y}>\nGửi"),
        True,
        "",
    ),
    "the neighbour says for whom": (lambda data: written(X, "Gửi giúp xã Mẫu 2", {"a.xlsx": data}), True, ""),
    "a name without any unit": (lambda data: written(PRIVATE, files={"bieu moi (2).xlsx": data}), True, ""),
    "the neighbour's address": (lambda data: written(X, files={"a.xlsx": data}), False, X),
    "the neighbour's address, in capitals": (lambda data: written(X.upper(), files={"a.xlsx": data}), False, X.upper()),
    "the neighbour's address, the unit's own file": (
        lambda data: written(X, files={"20002 Xã Mẫu 2.xlsx": data}),
        False,
        X,
    ),
    "the neighbour answers the unit's letter": (
        lambda data: written(X, "Re: Biểu số liệu của xã Mẫu 2 (hạn 15/01/2020)", {"a.xlsx": data}),
        False,
        X,
    ),
    "answers go to the neighbour": (lambda data: written(PRIVATE, files={"a.xlsx": data}, reply=X), False, X),
    "the neighbour's name": (
        lambda data: written("UBND xã Mẫu 1 <ubnd@thu.example>", files={"a.xlsx": data}),
        False,
        "ubnd@thu.example",
    ),
    "the neighbour's mail, sent on by the office": (
        lambda data: forwarded(OFFICE, written(X, files={"a.xlsx": data})),
        False,
        X,
    ),
    "the neighbour's mail, an archive in it": (
        lambda data: written(X, files={"a.zip": zipped({"a.xlsx": data})}),
        False,
        X,
    ),
    "a subject of another unit": (
        lambda data: written(PRIVATE, "Biểu 290 của xã Mẫu 3", {"a.xlsx": data}),
        False,
        "lan@thu.example",
    ),
    "named for another unit": (lambda data: written(Y, files={"Xa Mau 3.xlsx": data}), False, Y),
    "named for another unit, from an address nobody knows": (
        lambda data: written(PRIVATE, files={"20003.xlsx": data}),
        False,
        "lan@thu.example",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_where_the_witnesses_disagree_a_file_waits_and_its_sender_is_asked(round: Round, case: str) -> None:
    make, counts, asked = CASES[case]
    a_return(round, TWO, "20002.xlsx", dan_so=5000)
    receive_all(round)
    before = standing(round)[1].current
    post(round, make(return_bytes(round, TWO, dan_so=5100)))
    (taken,) = receive_all(round).taken
    (letter,) = [name for name in answers(round) if name not in ("20002 Xã Mẫu 2 - lần 1.eml",)]
    if counts:
        assert (taken.what, taken.of.unit) == ("correction", TWO)
        assert letter == "20002 Xã Mẫu 2 - lần 2.eml"
        return
    assert (taken.what, taken.of.unit, taken.of.standing) == ("strange", None, "strange")
    assert standing(round)[1].current == before
    assert states(round)[TWO] == "clean"
    assert mail(round.folder.answers / letter)["To"] == asked
    said = body(round.folder.answers / letter)
    assert "chưa rõ biểu này là của đơn vị nào" in said and "chưa thay biểu nào" in said
    assert said.count("\n- ") == 1


def test_a_letter_asks_for_that_point_alone(round: Round) -> None:
    post(round, written(X, files={"a.xlsx": return_bytes(round, TWO, **WRONG)}))
    receive_all(round)
    (letter,) = answers(round)
    assert body(round.folder.answers / letter).splitlines()[2:6] == [
        "Ban Dân vận Huyện uỷ Mẫu đã nhận được tệp “a.xlsx” nhưng chưa rõ biểu này là của đơn vị nào, nên chưa tính "
        "biểu này và chưa thay biểu nào đã nhận:",
        "",
        "- Biểu ghi là của Xã Mẫu 2 nhưng thư gửi đến là của Xã Mẫu 1 (xa1@mau.example). Đề nghị cho biết biểu này là "
        "của đơn vị nào: có phải đã điền nhầm biểu của đơn vị khác, hay gửi giúp đơn vị đó?",
        "",
    ]
    assert body(round.folder.answers / letter).startswith("Kính gửi: xã Mẫu 1,")
    assert states(round) == {ONE: "unusable", TWO: "not_sent", THREE: "not_sent"}


def test_one_mail_that_brings_the_workbooks_of_a_cluster_is_no_disagreement(round: Round) -> None:
    files = {f"{code}.xlsx": return_bytes(round, code, dan_so=5000 + number) for number, code in enumerate(round.units)}
    post(round, written(X, "Xã Mẫu 1 gửi biểu của cụm", files))
    assert [(taken.what, taken.of.unit) for taken in receive_all(round).taken] == [
        ("first", code) for code in round.units
    ]


def test_two_workbooks_of_one_neighbour_are_no_cluster(round: Round) -> None:
    post(round, written(X, files={f"{n}.xlsx": return_bytes(round, TWO, dan_so=5000 + n) for n in (1, 2)}))
    assert [taken.what for taken in receive_all(round).taken] == ["strange", "strange"]


def test_a_name_alone_says_whose_a_picture_is(round: Round) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(60)
    (round.folder.inbox / "Xa Mau 3.pdf").write_bytes(picture)
    post(round, written(PRIVATE, files={"bao cao xã Mẫu 2.png.xlsx": picture + b"2"}))
    post(round, written(X, files={"20003.xlsx": picture + b"3"}), "u.eml")
    receive_all(round)
    assert states(round) == {ONE: "not_sent", TWO: "unusable", THREE: "unusable"}
    assert sorted(str(mail(round.folder.answers / name)["To"]) for name in answers(round)) == ["lan@thu.example", X, Z]


FIGURES = "".join(
    f"""[fields.so_{n}]
label = "Chỉ tiêu {n}"
type = "integer"
unit = "người"
"""
    for n in range(12)
)


@pytest.fixture
def larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round of a form with twelve figures more."""
    monkeypatch.setattr("tests.samples.rounds.FORM", FORM.replace("[rules.R1]", FIGURES + "[rules.R1]"))
    return a_round(tmp_path / "lớn")


def figures(first: int, **changed: int) -> dict[str, int]:
    return {f"so_{n}": first + 37 * n for n in range(12)} | changed


def test_half_of_a_returns_figures_changed_at_once_wait(larger: Round) -> None:
    a_return(larger, TWO, "a.xlsx", **figures(123))
    receive_all(larger)
    a_return(larger, TWO, "b.xlsx", when=1, **(figures(123, so_1=777, so_2=778)))
    assert what(receive_all(larger)) == [("b.xlsx", "correction", "clean")]
    post(larger, written(Y, files={"c.xlsx": return_bytes(larger, TWO, dan_so=8123, dang_vien=456, **figures(4567))}))
    receive_all(larger)
    assert counting(larger) == {TWO: "b.xlsx"}
    (letter,) = [name for name in answers(larger) if "chưa rõ" in name]
    assert "14 trong 15 số liệu khác với biểu đã nhận của đơn vị (lần 2)" in body(larger.folder.answers / letter)
    assert str(mail(larger.folder.answers / letter)["To"]) == Y
    give(larger, "t.eml › c.xlsx", TWO, "đơn vị rà soát lại cả biểu")
    assert (counting(larger), states(larger)[TWO]) == ({TWO: "t.eml › c.xlsx"}, "clean")


def test_a_neighbours_figures_are_asked_at_both(larger: Round) -> None:
    a_return(larger, ONE, "a.xlsx", **figures(123))
    a_return(larger, THREE, "c.xlsx", when=1, dan_so=7011, **figures(5123))
    receive_all(larger)
    assert states(larger) == {ONE: "clean", TWO: "not_sent", THREE: "clean"}
    a_return(larger, TWO, "b.xlsx", when=2, **(figures(123, so_1=777)))
    receive_all(larger)
    assert states(larger) == {ONE: "waiting", TWO: "waiting", THREE: "clean"}
    first, second = (body(larger.folder.answers / f"2000{n} Xã Mẫu {n} - lần 1.eml") for n in (1, 2))
    assert "Có 14 trong 15 số liệu của Xã Mẫu 1 giống hệt số liệu của Xã Mẫu 2." in first
    assert "Có 14 trong 15 số liệu của Xã Mẫu 2 giống hệt số liệu của Xã Mẫu 1." in second
    before = dump(larger)
    receive_all(larger)
    assert dump(larger) == before


def test_what_many_units_share_is_told_to_the_office_alone(larger: Round) -> None:
    more = a_round(larger.folder.root.parent / "nhiều", count=6)
    for number, code in enumerate(more.units):
        a_return(more, code, when=number, **figures(123))
    assert "\n6 đơn vị gửi biểu có số liệu giống hệt nhau (Xã Mẫu 1, " in run("receive", cwd=more.folder.root)[0]
    assert set(states(more).values()) == {"clean"}


def test_a_list_that_lost_its_zeros_is_said_and_loses_no_unit(tmp_path: Path) -> None:
    """``don_vi.csv`` opened and saved in Excel after the forms went out, and again after a return came in."""
    units = [replace(unit, code=f"000{15 + n}", phone="0900000000") for n, unit in enumerate(some_units(2))]
    given = a_round(tmp_path / "r", units=units)
    issued = issue_all(given)
    a_return(given, "00016", issue=issued[1])
    receive_all(given)
    text = given.folder.units.read_text(encoding="utf-8-sig")
    for whole in ("00015", "00016", "0900000000"):
        text = text.replace(whole, whole.lstrip("0"))
    given.folder.units.write_text(text.replace(",", ";"), encoding="utf-8-sig")
    round = load_round(given.folder)
    a_return(given, "00015", issue=issued[0])
    assert [(taken.what, taken.of.unit, taken.foreign) for taken in receive_all(round).taken] == [
        ("first", "00015", False)
    ]
    assert states(round) == {"00015": "clean", "00016": "clean"}
    assert [(one.issues, one.unit.phone) for one in standing(round)] == [(1, "0900000000")] * 2
    with opened(round) as ledger:
        (said,) = remarks_after(round, ledger)
    assert said.startswith("Chú ý: don_vi.csv đã mất các số 0 ở đầu mã của 2 đơn vị (ví dụ 00015 thành 15)")


SAME = "2020-01-08T03:00:00Z"


@pytest.mark.parametrize("times", [(SAME, SAME), ("", ""), ("", SAME)])
@pytest.mark.parametrize("copied", [1, -1])
def test_of_two_returns_saved_at_one_moment_it_is_asked_which_counts(
    round: Round, times: tuple[str, str], copied: int
) -> None:
    for number, when in enumerate(times):
        a_return(round, ONE, f"biểu {9 + number}.xlsx", saved=when, when=5 + copied * number, dan_so=5000 + number)
    receive_all(round)
    assert (counting(round), states(round)[ONE]) == ({ONE: "biểu 10.xlsx"}, "waiting")
    (letter,) = [name for name in answers(round) if name.endswith(".eml") and mail(round.folder.answers / name)["To"]]
    assert (
        "Xã Mẫu 1 gửi 2 biểu khác nhau mà không rõ biểu nào mới hơn (lưu cùng một lúc, hoặc tệp không ghi lúc lưu); "
        "tạm tính tệp biểu 10.xlsx. Đề nghị cho biết biểu nào là biểu đúng."
    ) in body(round.folder.answers / letter)
    before = dump(round)
    receive_all(round)
    assert dump(round) == before


def test_what_corrects_an_answered_return_is_no_such_doubt(round: Round) -> None:
    a_return(round, ONE, "b.xlsx", **WRONG)
    receive_all(round)
    a_return(round, ONE, "a.xlsx", when=-1)
    assert what(receive_all(round)) == [("a.xlsx", "correction", "clean")]


# --- the officer's word -------------------------------------------------------------------------------------------


def give(round: Round, file: str, unit: str | None, why: str = "đã hỏi", *, actor: str = ACTOR) -> Assigned:
    with opened(round, actor=actor) as ledger:
        given = assign(ledger, find_file(ledger, file), round.units[unit] if unit else None, why)
        list(answer_all(round, ledger))
    return given


def counting(round: Round) -> dict[str, str]:
    return {one.unit.code: one.current.name for one in standing(round) if one.current is not None}


def test_a_file_is_given_to_its_unit_and_its_trace_is_kept(round: Round) -> None:
    a_return(round, ONE, "a.xlsx", don_vi="Xã Mẫu 2")
    receive_all(round)
    assert counting(round) == {}
    give(round, "a.xlsx", TWO)
    assert (counting(round), states(round)) == ({TWO: "a.xlsx"}, {ONE: "not_sent", TWO: "clean", THREE: "not_sent"})
    assert "20002 Xã Mẫu 2 - lần 1.eml" in answers(round)
    assert list(unit_lines(standing(round)[1]))[1] == (
        "Biểu được tính: lần 1, nhận ngày 10/01/2020, tệp “a.xlsx” (Nguyễn Thị Lan giao ngày 10/01/2020: đã hỏi)."
    )
    with opened(round) as ledger:
        assert any("giao tệp cho đơn vị  Xã Mẫu 2 – a.xlsx: đã hỏi" in line for line in history_lines(ledger, round))
        found = check_round(round, ledger)
    (path,) = found.report.current
    unit = found.report.dataset.units[path]
    assert unit is not None and unit.code == TWO
    assert [one.code for file in found.report.files for one in file.findings] == []
    assert [(one["unit"], one["by"], one["reason"]) for one in found.accepted] == [("Xã Mẫu 2", ACTOR, "đã hỏi")]


def test_what_is_given_again_changes_nothing_and_another_word_overrules(round: Round) -> None:
    a_return(round, TWO, "b.xlsx", dan_so=5000)
    receive_all(round)
    a_return(round, ONE, "a.xlsx", don_vi="Xã Mẫu 2", when=1)
    receive_all(round)
    assert give(round, "a.xlsx", TWO).done
    before = dump(round)
    assert not give(round, "a.xlsx", TWO, "lại").done and dump(round) == before
    assert counting(round) == {TWO: "a.xlsx"}
    given = give(round, "a.xlsx", THREE, "nhầm")
    assert (given.before, given.restored.name if given.restored else "") == (TWO, "b.xlsx")
    assert counting(round) == {TWO: "b.xlsx", THREE: "a.xlsx"}
    give(round, "a.xlsx", None, "chưa chắc")
    assert counting(round) == {TWO: "b.xlsx"}
    with opened(round) as ledger:
        assert [one.name for one in strangers(round, ledger)] == ["a.xlsx"]


def test_a_file_that_cannot_be_read_is_given_to_the_unit_that_is_asked_for_it_again(round: Round) -> None:
    (round.folder.inbox / "quét.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    receive_all(round)
    assert states(round)[TWO] == "not_sent"
    give(round, "quét.pdf", TWO)
    assert states(round)[TWO] == "unusable"
    assert str(mail(round.folder.answers / answers(round)[0])["To"]) == Y


def test_an_officer_is_told_what_cannot_be_given(round: Round) -> None:
    a_return(round, ONE, "a.xlsx", don_vi="Xã Mẫu 2")
    a_return(round, ONE, "b/a.xlsx", don_vi="Xã Mẫu 3", when=1)
    receive_all(round)
    with pytest.raises(RoundError, match="Không có tệp nào tên “c.xlsx”"):
        give(round, "c.xlsx", TWO)
    with pytest.raises(RoundError, match="Có 2 tệp tên “a.xlsx”"):
        give(round, "a.xlsx", TWO)
    with pytest.raises(RoundError, match="vì sao"):
        give(round, "b/a.xlsx", TWO, " ")
    with opened(round) as ledger:
        waiting = strangers(round, ledger)
        lines = list(status_lines(round, standing(round), waiting, dt.date(2020, 1, 10)))
    assert lines[-1] == 'Giao tệp cho đơn vị của nó: tonghop290 assign "TỆP" ĐƠN_VỊ --why "lý do"'
    give(round, waiting[0].sha256[:8], TWO)
    assert counting(round) == {TWO: waiting[0].name}
