"""A commune that sends only a scan: one letter, and the office may fill in its workbook for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.campaign.receiving.test_companions import PDF, came
from tests.campaign.test_commands import run
from tests.samples.rounds import (
    GOOD,
    NOON,
    ONE,
    TWO,
    WRONG,
    a_mail,
    a_return,
    a_round,
    answers,
    body,
    issue_all,
    mail,
    opened,
    receive_all,
    return_bytes,
    standing,
    states,
    what,
)
from tonghop290.campaign.settings import Round
from tonghop290.spreadsheet.edit.parts import Rewriting

CORE = "docProps/core.xml"


@pytest.fixture
def round(tmp_path: Path) -> Round:
    round = a_round(tmp_path / "đợt")
    issue_all(round)
    return round


def filled(round: Round, tmp_path: Path, code: str = ONE, **values: object) -> Path:
    path = tmp_path / "nhập.xlsx"
    path.write_bytes(return_bytes(round, code, **values))
    return path


def test_only_a_scan_is_one_letter_that_says_what_is_needed_and_brings_the_workbook(round: Round) -> None:
    came(round, "1.eml", "Xã 1 <xa1@mau.example>", {"ký.pdf": PDF})
    got = receive_all(round)
    assert (states(round)[ONE], got.exit_code) == ("unusable", 3)
    (name,) = answers(round)
    letter = mail(round.folder.answers / name)
    assert [part.get_filename() for part in letter.iter_attachments()] == ["20001 Xã Mẫu 1.xlsx"]
    assert "Đề nghị xã nhập số liệu vào biểu đó (gửi kèm lại thư này)" in body(round.folder.answers / name)
    assert "[ĐÃ GỬI, CHƯA DÙNG ĐƯỢC] 20001 Xã Mẫu 1" in run("status", cwd=round.folder.root)[0]


def test_a_scan_and_a_word_of_thanks_after_the_return_ask_for_nothing(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    came(round, "2.eml", "Xã 1 <xa1@mau.example>", {"ký.pdf": PDF})
    (round.folder.inbox / "3.eml").write_bytes(a_mail("Xã 1 <xa1@mau.example>", {}))
    out, _ = run("receive", cwd=round.folder.root)
    assert out.count("gửi thêm sau biểu đã nhận, giữ lại, không phải trả lời") == 2
    assert answers(round) == ["20001 Xã Mẫu 1 - lần 1.eml"]


def test_a_mail_without_a_file_of_nobody_known_is_told_and_not_answered(round: Round) -> None:
    (round.folder.inbox / "3.eml").write_bytes(a_mail("Quảng cáo <la@example.com>", {}))
    assert (receive_all(round).exit_code, answers(round)) == (3, [])


def test_the_office_fills_in_the_workbook_on_behalf(round: Round, tmp_path: Path) -> None:
    came(round, "1.eml", "Xã 1 <xa1@mau.example>", {"ký.pdf": PDF})
    receive_all(round)
    why = ("--why", "theo bản quét có ký ngày 05/01/2020", "--who", "Lan")
    path = filled(round, tmp_path)
    out, _ = run("enter", ONE, path, *why, cwd=round.folder.root)
    assert out.splitlines()[0].startswith("Nhập thay Xã Mẫu 1 – nhap_thay/20001 Xã Mẫu 1 ")
    own = standing(round)[0]
    assert own.on_behalf and own.state == "clean"
    assert own.assigned.startswith("Lan nhập thay ngày") and own.assigned.endswith(
        "theo bản quét có ký ngày 05/01/2020"
    )
    assert "cơ quan nhập thay" in run("status", cwd=round.folder.root)[0]
    assert "nhập thay đơn vị" in run("status", ONE, "--history", cwd=round.folder.root)[0]
    letter = round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml"
    assert "đã nhập thay số liệu của xã Mẫu 1 vào biểu" in body(letter) and "đối chiếu" in body(letter)
    assert mail(letter)["To"] == "xa1@mau.example" and len(list(mail(letter).iter_attachments())) == 1
    out, _ = run("enter", ONE, path, *why, cwd=round.folder.root)
    assert "đã nhập thay từ trước" in out or "giống hệt" in out
    assert what(receive_all(round)) == []


@pytest.mark.parametrize(
    ("sender", "said"),
    [("Lan <danvan@mau.example>", True), ("Ai đó <la@example.com>", True), ("Xã 1 <xa1@mau.example>", False)],
    ids=["the office", "nobody known", "the unit"],
)
def test_receive_says_which_road_is_meant_and_the_other_stays_open(
    round: Round, tmp_path: Path, sender: str, said: bool
) -> None:
    (round.folder.inbox / "1.eml").write_bytes(a_mail(sender, {"a.xlsx": return_bytes(round, ONE)}))
    out, _ = run("receive", cwd=round.folder.root)
    told = [line for line in out.splitlines() if "nhập thay" in line]
    sentence = (
        "1 biểu đến từ địa chỉ của cơ quan hay không có trong danh sách (Xã Mẫu 1): tính là biểu do đơn vị tự gửi. "
        "Biểu nào cơ quan điền giúp thì ghi là nhập thay: chuyển tệp vào thu_den/nhap_thay rồi nhận lại, hoặc: "
        'tonghop290 enter ĐƠN_VỊ TỆP --why "theo tài liệu nào"'
    )
    assert told == [sentence] * said
    why = ("--why", "bản quét", "--who", "Lan")
    out, _ = run("enter", ONE, filled(round, tmp_path), *why, cwd=round.folder.root)
    assert out.splitlines()[0].endswith("không tính lại; biểu đó được ghi là cơ quan nhập thay")
    assert standing(round)[0].on_behalf and len(answers(round)) == 1
    assert "đã nhập thay số liệu của xã Mẫu 1 vào biểu" in body(round.folder.answers / answers(round)[0])
    assert run("receive", cwd=round.folder.root)[0].count("nhập thay") == 0


def saved_by(data: bytes, name: str) -> bytes:
    book = Rewriting(data)
    core = re.sub(rb"<cp:lastModifiedBy>.*?</cp:lastModifiedBy>|<cp:lastModifiedBy/>", b"", book.read(CORE))
    told = f"<cp:lastModifiedBy>{name}</cp:lastModifiedBy></cp:coreProperties>"
    book.write(CORE, core.replace(b"</cp:coreProperties>", told.encode()))
    return book.done()


@pytest.mark.parametrize(
    ("officer", "sender", "said"),
    [("Lan Nguyễn", "LAN NGUYỄN", True), ("Lan Nguyễn", "Hà", False), ("Admin", "Admin", False)],
)
def test_a_loose_workbook_saved_as_the_officer_saves_is_asked_about_and_laid_down_is_the_offices(
    tmp_path: Path, officer: str, sender: str, said: bool
) -> None:
    run("init", "đợt", "--district", "hoang hoa", "--form", "school-return", cwd=tmp_path)
    root = tmp_path / "đợt"
    (root / "Đợt.xlsx").write_bytes(saved_by((root / "Đợt.xlsx").read_bytes(), officer))
    run("issue", "Hoằng Xuân", cwd=root)
    (blank,) = (root / "phat_hanh").glob("*.xlsx")
    (root / "thu_den/tệp rời.xlsx").write_bytes(saved_by(blank.read_bytes(), sender))
    told = [line for line in run("receive", cwd=root, expect=1)[0].splitlines() if "nhập thay" in line]
    asked = (
        "1 biểu được lưu lần cuối dưới tên “Lan Nguyễn”, như Đợt.xlsx (Xã Hoằng Xuân): tính là biểu do đơn vị tự gửi. "
        "Biểu nào cơ quan điền giúp thì ghi là nhập thay: chuyển tệp vào thu_den/nhap_thay rồi nhận lại, hoặc: "
        'tonghop290 enter ĐƠN_VỊ TỆP --why "theo tài liệu nào"'
    )
    assert told == [asked] * said
    (root / "thu_den/tệp rời.xlsx").rename(root / "thu_den/nhap_thay/bất kỳ.xlsx")
    out, _ = run("receive", cwd=root)
    assert "Xã Hoằng Xuân: biểu trong thu_den/nhap_thay là cơ quan nhập thay." in out.splitlines()
    assert "cơ quan nhập thay" in run("status", "Hoằng Xuân", cwd=root)[0].splitlines()[0]
    assert "nhập thay" not in run("receive", cwd=root)[0]


def test_the_units_own_workbook_takes_its_place_whenever_it_was_saved(round: Round, tmp_path: Path) -> None:
    run("enter", ONE, filled(round, tmp_path), "--why", "báo qua điện thoại", "--who", "Lan", cwd=round.folder.root)
    a_return(round, ONE, saved="2019-01-01T00:00:00Z", dan_so=7000, dang_vien=400, chi_bo=20)
    assert [kind for _, kind, _ in what(receive_all(round, now=NOON))] == ["correction"]
    own = standing(round)[0]
    assert not own.on_behalf and own.current is not None and own.current.name == "20001.xlsx"


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("no reason", lambda round, place: filled(round, place), "cần ghi rõ ai nhập (--who) và vì sao (--why)"),
        (
            "another unit's",
            lambda round, place: filled(round, place, TWO),
            "là biểu của Xã Mẫu 2, không phải của Xã Mẫu 1",
        ),
        ("no form", lambda round, place: _scan(place), "không phải là biểu đọc được"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and len(value) < 20 else "",
)
def test_what_is_not_the_units_workbook_is_refused(
    round: Round, tmp_path: Path, name: str, make: object, sentence: str
) -> None:
    why = () if name == "no reason" else ("--why", "x")
    path = make(round, tmp_path)  # type: ignore[operator]
    assert sentence in run("enter", ONE, path, *why, "--who", "Lan", cwd=round.folder.root, expect=2)[1]
    with opened(round) as ledger:
        assert ledger.returns() == []


def _scan(place: Path) -> Path:
    path = place / "ký.pdf"
    path.write_bytes(PDF)
    return path


def test_errors_of_what_was_entered_are_told_as_of_any_return(round: Round, tmp_path: Path) -> None:
    path = filled(round, tmp_path, **{**GOOD, **WRONG})
    run("enter", ONE, path, "--why", "bản quét", "--who", "Lan", cwd=round.folder.root, expect=1)
    assert states(round)[ONE] == "errors"
