"""Returns come in: each is kept, known for what it is, entered once, and answered."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import os
import re
import unicodedata
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from tests.samples.rounds import (
    DOUBTFUL,
    GOOD,
    NOON,
    WRONG,
    a_return,
    a_round,
    dump,
    issue_all,
    opened,
    receive_all,
    return_bytes,
    standing,
    states,
    tree,
    what,
)
from tonghop290.campaign.decide import accept_points, let_count
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.history import KINDS, history_lines
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.receiving.receive import receive
from tonghop290.campaign.settings import Round, load_round

ONE, TWO, THREE = "20001", "20002", "20003"
LATER = NOON + dt.timedelta(days=2)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt 1")


def answers(round: Round) -> list[str]:
    return sorted(path.name for path in round.folder.answers.iterdir())


def originals(round: Round) -> list[Path]:
    return sorted(
        path for path in round.folder.archive.rglob("*") if path.is_file() and round.folder.forms not in path.parents
    )


def mail(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(path: Path) -> str:
    part = mail(path).get_body()
    assert part is not None
    return str(part.get_content())


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
        ("c sửa.xlsx", "correction", "clean"),
        ("d biểu cũ.xlsx", "stale", "warnings"),
        ("e.xlsx", "first", "clean"),
        ("f lưu trước.xlsx", "stale", "clean"),
        ("g lưu sau.xlsx", "correction", "clean"),
        ("h ảnh.xlsx", "unreadable", "unreadable"),
    ]
    assert states(round) == {ONE: "clean", TWO: "clean", THREE: "not_sent"}
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
    for path in list(round.folder.inbox.iterdir()):
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


# --- mails, archives, names ---------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def a_mail(sender: str, files: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "Nộp biểu"
    message.set_content("Kính gửi")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_archives_and_mails_are_opened_and_kept(round: Round) -> None:
    inner = zipped({"thư mục/b.xlsx": return_bytes(round, TWO)})
    (round.folder.inbox / "thư.eml").write_bytes(
        a_mail("Xã 1 <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE, **WRONG), "nén.zip": inner})
    )
    assert sorted(name for name, *_ in what(receive_all(round))) == [
        "thư.eml › a.xlsx",
        "thư.eml › nén.zip › thư mục/b.xlsx",
    ]
    assert sorted(path.name for path in originals(round)) == ["a.xlsx", "b.xlsx", "thư.eml"]
    with opened(round) as ledger:
        assert [one.sender for one in ledger.returns_of(ONE)] == ["xa1@mau.example"]


HOSTILE = [
    "../../../thoat.xlsx",
    "/etc/thoat.xlsx",
    "C:\\Windows\\thoat.xlsx",
    "..\\..\\thoat.xlsx",
    "con.xlsx",
    "a:b?.xlsx",
    "x" * 300 + ".xlsx",
    "\u202excod.xlsx",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("carrier", ["zip", "eml"])
def test_no_name_writes_outside_the_folder(round: Round, name: str, carrier: str) -> None:
    data = {name: return_bytes(round, ONE, **WRONG)}
    (round.folder.inbox / f"goi.{carrier}").write_bytes(
        zipped(data) if carrier == "zip" else a_mail("kẻ lạ <la@example.com>", data)
    )
    outside = set(round.folder.root.parent.rglob("*")) - set(round.folder.root.rglob("*"))
    receive_all(round)
    assert set(round.folder.root.parent.rglob("*")) - set(round.folder.root.rglob("*")) == outside
    kept = originals(round)
    assert all(
        path.parent.parent == round.folder.archive and len(path.name) <= 120 and not set(path.name) & set('<>:"/\\|?*')
        for path in kept
    )
    assert {path.name.partition(".")[0].casefold() for path in kept}.isdisjoint({"con", "nul", "aux", "prn"})


NAMES = [
    unicodedata.normalize("NFC", "Xã Hoà Bình – số liệu (sửa).xlsx"),
    unicodedata.normalize("NFD", "Xã Hoà Bình – số liệu (sửa).xlsx"),
    "ă" * 100 + ".xlsx",
    "Biểu  mẫu  .xlsx",
    "tên có 'nháy' và %20 & #.xlsx",
    "không đuôi",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_through(round: Round, name: str) -> None:
    a_return(round, ONE, name, **WRONG)
    assert [(kind, status) for _, kind, status in what(receive_all(round))] == [("first", "errors")]
    assert what(receive_all(round)) == []
    assert answers(round) == ["20001 Xã Mẫu 1 - lần 1.eml", "20001 Xã Mẫu 1 - lần 1.xlsx"]


def test_a_name_of_200_letters_in_an_archive_comes_through(round: Round) -> None:
    (round.folder.inbox / "a.zip").write_bytes(zipped({"Đ" * 200 + ".xlsx": return_bytes(round, ONE)}))
    assert [kind for _, kind, _ in what(receive_all(round))] == ["first"]


def test_the_same_name_in_nfc_and_nfd_is_one_arrival(round: Round) -> None:
    for form in ("NFC", "NFD"):
        a_return(round, ONE, unicodedata.normalize(form, "Hoà.xlsx"))  # type: ignore[arg-type]
    assert [kind for _, kind, _ in what(receive_all(round))] == ["first"]


def test_what_is_damaged_inside_an_archive_is_kept_and_said(round: Round) -> None:
    data = bytearray(zipped({"a.xlsx": return_bytes(round, ONE), "b.xlsx": return_bytes(round, TWO)}))
    data[200:260] = bytes(60)
    (round.folder.inbox / "hỏng.zip").write_bytes(data)
    kinds = {name: kind for name, kind, _ in what(receive_all(round))}
    assert kinds == {"hỏng.zip › a.xlsx": "unreadable", "hỏng.zip › b.xlsx": "first"}
    assert "hỏng.zip" in [path.name for path in originals(round)]


@pytest.mark.skipif(os.name != "posix", reason="names that are no Unicode exist on POSIX only")
def test_a_name_that_is_no_unicode_comes_through(round: Round) -> None:
    path = a_return(round, ONE, **WRONG)
    os.rename(path, os.path.join(os.fsencode(round.folder.inbox), b"x\xff\x1b[31m.xlsx"))
    assert what(receive_all(round)) == [("x[31m.xlsx", "first", "errors")]
    assert what(receive_all(round)) == []


def test_an_empty_or_missing_letter_box_is_no_trouble(round: Round) -> None:
    assert what(receive_all(round)) == []
    round.folder.inbox.rmdir()
    assert what(receive_all(round)) == []


def test_system_files_are_passed_over(round: Round) -> None:
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", "Thumbs.db", "a.xlsx.part", "._a.xlsx"):
        (round.folder.inbox / name).write_bytes(b"x")
    assert what(receive_all(round)) == []


# --- whose is it --------------------------------------------------------------------------------------------------


def test_another_units_file_counts_for_nobody_and_is_answered(round: Round) -> None:
    a_return(round, ONE, "a.xlsx", don_vi="Xã Mẫu 2")
    assert what(receive_all(round)) == [("a.xlsx", "strange", "errors")]
    assert states(round) == {ONE: "unusable", TWO: "not_sent", THREE: "not_sent"}
    (draft,) = answers(round)
    assert draft.startswith("20001 Xã Mẫu 1 - không dùng được")
    assert "có phải đã dùng nhầm biểu của đơn vị khác không?" in body(round.folder.answers / draft)


def test_an_unreadable_file_is_answered_to_whom_its_mail_came_from(round: Round) -> None:
    (round.folder.inbox / "t.eml").write_bytes(
        a_mail("Văn phòng <XA2@mau.example>", {"báo cáo.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(60)})
    )
    receive_all(round)
    (draft,) = answers(round)
    assert mail(round.folder.answers / draft)["To"] == "xa2@mau.example"
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


# --- the answer, and explanations ---------------------------------------------------------------------------------


def test_the_answer_lists_this_units_points_and_no_others(round: Round) -> None:
    a_return(round, ONE, **WRONG)
    a_return(round, TWO, **DOUBTFUL)
    receive_all(round)
    letter = body(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")
    assert "Số liệu!E" in letter and "“mười hai” không phải là số" in letter
    assert "25.000" not in letter and "Mẫu 2" not in letter
    message = mail(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")
    assert (message["To"], message["X-Unsent"]) == ("xa1@mau.example", "1")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "20001 Xã Mẫu 1 - lần 1.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(attached.get_payload(decode=True)))  # type: ignore[arg-type]
    assert book.sheetnames[0] == "Cần sửa"


def test_nobody_is_asked_to_send_before_a_day_that_is_past(round: Round) -> None:
    a_return(round, ONE, **WRONG)
    receive_all(round)
    a_return(round, TWO, **WRONG)
    receive_all(round, now=NOON + dt.timedelta(days=6))
    said = [
        next(line for line in body(round.folder.answers / f"{name} - lần 1.eml").splitlines() if "15/01/2020" in line)
        for name in ("20001 Xã Mẫu 1", "20002 Xã Mẫu 2")
    ]
    assert said == [
        "Đề nghị gửi lại trước hết ngày 15/01/2020.",
        "Hạn gửi (ngày 15/01/2020) đã qua, đề nghị gửi lại sớm.",
    ]


def test_a_clean_return_is_thanked_for(round: Round) -> None:
    a_return(round, ONE)
    receive_all(round)
    assert answers(round) == ["20001 Xã Mẫu 1 - lần 1.eml"]
    assert "Số liệu đã đầy đủ, hợp lệ." in body(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")


def explain(path: Path, target: Path, text: str) -> None:
    """Type into every open ``Giải trình`` of a marked workbook, as a sender would."""
    book = openpyxl.load_workbook(path)
    sheet = book["Cần sửa"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Giải trình")
    for row in range(header.row + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value and "|" in str(sheet.cell(row, 1).value):
            sheet.cell(row, header.column).value = text
    book.save(target)  # says it was saved today, years after the day of this round: a clock nobody believes


def test_an_explained_warning_is_answered_and_an_error_is_not(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    a_return(round, TWO, **WRONG)
    receive_all(round)
    assert states(round) == {ONE: "waiting", TWO: "errors", THREE: "not_sent"}
    for code, name in ((ONE, "20001 Xã Mẫu 1"), (TWO, "20002 Xã Mẫu 2")):
        explain(
            round.folder.answers / f"{name} - lần 1.xlsx",
            round.folder.inbox / f"{code} trả lời.xlsx",
            "Xã mới sáp nhập",
        )
    receive_all(round, now=LATER)
    assert states(round) == {ONE: "clean", TWO: "errors", THREE: "not_sent"}
    first = standing(round)[0]
    assert [(point.severity, point.explained) for point in first.points if point.severity == "warning"] == [
        ("warning", "Xã mới sáp nhập")
    ]


def test_an_explanation_holds_as_long_as_the_same_value_stands(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    receive_all(round)
    explain(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.xlsx", round.folder.inbox / "2.xlsx", "Xã mới sáp nhập")
    receive_all(round)
    a_return(round, ONE, "3.xlsx", **(DOUBTFUL | {"chi_bo": 13}))
    receive_all(round)
    assert states(round)[ONE] == "clean"
    a_return(round, ONE, "4.xlsx", **(DOUBTFUL | {"dan_so": 26000}))
    receive_all(round)
    assert states(round)[ONE] == "waiting"


def test_words_that_stayed_in_their_box_explain_no_other_number(round: Round) -> None:
    a_return(round, ONE, **DOUBTFUL)
    receive_all(round)
    answer = round.folder.answers / "20001 Xã Mẫu 1 - lần 1.xlsx"
    explain(answer, round.folder.inbox / "2.xlsx", "Xã mới sáp nhập")
    receive_all(round)
    assert states(round)[ONE] == "clean"
    for number, (text, state) in enumerate(
        (
            ("Xã mới sáp nhập", "waiting"),
            ("Xã mới sáp nhập", "waiting"),
            ("Đã kiểm tra lại, đúng 250 người hơn", "clean"),
        ),
        3,
    ):
        place = round.folder.inbox / f"{number}.xlsx"
        explain(answer, place, text)
        book = openpyxl.load_workbook(place)
        (cell,) = [cell for row in book["Số liệu"].iter_rows() for cell in row if cell.value == DOUBTFUL["dan_so"]]
        cell.value, book.properties.title = 25_250, place.name  # each a file of its own
        book.save(place)
        receive_all(round)
        assert states(round)[ONE] == state, number


# --- the officer's word -------------------------------------------------------------------------------------------


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
