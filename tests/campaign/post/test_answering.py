"""An answer is a real reply in its thread; answers, reports and reminders leave one by one, and only when asked."""

from __future__ import annotations

import email
import email.policy
import io
import re
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.campaign.post.test_post import Office, serving
from tests.campaign.test_commands import run
from tests.samples.rounds import (
    DOUBTFUL,
    NOON,
    ONE,
    SETTINGS,
    TODAY,
    TWO,
    WRONG,
    a_return,
    a_round,
    answers,
    body,
    mail,
    opened,
    receive_all,
    return_bytes,
)
from tonghop290.campaign.ledger.outcomes import Point
from tonghop290.campaign.post.mail import Letter, answer_subject, as_mail
from tonghop290.campaign.post.short_texts import MOST_LETTERS, short_text
from tonghop290.campaign.settings import MailSettings, Round
from tonghop290.campaign.standing import UnitStanding
from tonghop290.cli.exits import EXIT_STOPPED
from tonghop290.model import Office as Body
from tonghop290.model import Unit, Words

ID, EARLIER = "<abc.1@mau.example>", "<xyz.0@mau.example>"


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt")


def came(
    round: Round, sender: str, files: dict[str, bytes], *, subject: str = "Nộp biểu", id: str = ID, name: str = "t.eml"
) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = sender, subject, id
    message["References"] = EARLIER
    message.set_content("Kính gửi")
    for file, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    (round.folder.inbox / name).write_bytes(message.as_bytes())


def draft(round: Round, name: str) -> bytes:
    return (round.folder.answers / name).read_bytes()


def test_an_answer_is_a_reply_in_the_thread_of_its_mail(round: Round) -> None:
    came(round, "Chị Hoa <hoa@thu.example>", {"a.xlsx": return_bytes(round, ONE, **WRONG)}, subject="RE: Re: Nộp biểu")
    receive_all(round)
    answer = mail(round.folder.answers / "20001 Xã Mẫu 1 - lần 1.eml")
    assert [answer[name] for name in ("To", "Subject", "In-Reply-To", "References")] == [
        "hoa@thu.example",
        "Re: Nộp biểu",
        ID,
        f"{EARLIER} {ID}",
    ]
    assert [part.get_content_type() for part in answer.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    (attached,) = answer.iter_attachments()
    assert attached.get_filename() == attached.get_param("name") == "20001 Xã Mẫu 1 - lần 1.xlsx"


def test_the_name_for_old_programs_is_in_encoded_words(round: Round) -> None:
    came(round, "Hoa <hoa@thu.example>", {"a.xlsx": return_bytes(round, ONE, **WRONG)})
    receive_all(round)
    assert re.search(rb'sheet;\r\n name="=\?utf-8\?b\?[^"]+\?="\r\n', draft(round, "20001 Xã Mẫu 1 - lần 1.eml"))


def test_who_hands_a_neighbours_mail_on_gets_the_answer_too(round: Round) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"], inner["Message-ID"] = "Xã 2 <xa2@mau.example>", "Biểu", "<inner@mau.example>"
    inner.set_content("x")
    inner.add_attachment(return_bytes(round, TWO), maintype="application", subtype="x", filename="b.xlsx")
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Message-ID"] = "Xã 1 <xa1@mau.example>", "Fwd: Biểu", ID
    outer.set_content("gửi giúp xã 2")
    outer.add_attachment(inner)
    (round.folder.inbox / "t.eml").write_bytes(outer.as_bytes())
    receive_all(round)
    answer = mail(round.folder.answers / "20002 Xã Mẫu 2 - lần 1.eml")
    assert [answer[name] for name in ("To", "Cc", "Subject", "In-Reply-To")] == [
        "xa2@mau.example",
        "xa1@mau.example",
        "Re: Fwd: Biểu",
        ID,
    ]


def test_a_mail_our_own_office_sent_on_is_answered_to_who_wrote_it(round: Round) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"], inner["Message-ID"] = "Xã 2 <xa2@mau.example>", "Biểu", "<inner@mau.example>"
    inner.add_attachment(return_bytes(round, TWO), maintype="application", subtype="x", filename="b.xlsx")
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Message-ID"] = "danvan@mau.example", "Fwd: Biểu", ID
    outer.add_attachment(inner)
    (round.folder.inbox / "t.eml").write_bytes(outer.as_bytes())
    receive_all(round)
    answer = mail(round.folder.answers / "20002 Xã Mẫu 2 - lần 1.eml")
    assert [answer[name] for name in ("To", "Cc", "Subject", "In-Reply-To")] == [
        "xa2@mau.example",
        None,
        "Re: Biểu",
        "<inner@mau.example>",
    ]


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Nộp biểu", "Re: Nộp biểu"),
        ("re:RE: Re[2]: Nộp", "Re: Nộp"),
        ("TL: Trả lời: Nộp", "Re: Nộp"),
        ("Fwd: Re: Nộp", "Re: Fwd: Re: Nộp"),
        ("Rescue", "Re: Rescue"),
        ("a\r\nBcc: la@example.com", "Re: a Bcc: la@example.com"),
    ],
)
def test_re_stands_once(subject: str, answer: str) -> None:
    assert answer_subject(subject) == answer


HOSTILE = st.text(st.sampled_from("aĐ\r\n\t\0\x0b\x85\u2028\u202e<>@:;,\"'\\=?*% "), max_size=40).map(
    lambda text: f"{text}\r\nBcc: la@example.com\r\n\r\n{text}"
)
KNOWN = {
    "x-tonghop290", "subject", "from", "to", "date", "message-id", "x-unsent", "mime-version", "content-type",
    "content-transfer-encoding", "content-disposition", "cc", "in-reply-to", "references",
}  # fmt: skip


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_name_and_no_subject_makes_a_header(subject: str, sender: str, said: str) -> None:
    letter = Letter(to=("xa@mau.example",), subject=answer_subject(subject), body=said, answers=ID, refs=ID)
    data = as_mail(letter, MailSettings(sender="a@mau.example", sender_name=sender), moment=NOON)
    for reader in (email.policy.default, email.policy.compat32):
        message = email.message_from_bytes(data, policy=reader)
        assert {name.lower() for name in message} <= KNOWN and message["Bcc"] is None
        assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    page = email.message_from_bytes(data, policy=email.policy.default).get_body(("html",))  # type: ignore[attr-defined]
    assert set(re.findall(r"<(/?[a-z]+)", page.get_content())) <= {
        *("html", "/html", "head", "/head", "meta", "body", "/body", "p", "/p", "br")
    }


@pytest.mark.parametrize("hostile", ["<a@b>\r\nBcc: la@example.com", "<a b>", "<" + "x" * 400 + "@b>", "không"])
def test_what_is_no_message_id_is_not_answered(round: Round, hostile: str) -> None:
    data = (
        f"From: Xã 1 <xa1@mau.example>\r\nSubject: Nộp\r\nMessage-ID: {hostile}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Transfer-Encoding: base64\r\n'
        'Content-Disposition: attachment; filename="a.pdf"\r\n\r\nJVBERi0xLjcK\r\n--x--\r\n'
    )
    (round.folder.inbox / "t.eml").write_bytes(data.encode())
    receive_all(round)
    (name,) = answers(round)
    answer = mail(round.folder.answers / name)
    assert answer["Bcc"] is None and str(answer["In-Reply-To"]) in ("None", "<a@b>")


# --- sending ------------------------------------------------------------------------------------------------------


def set_up(root: Path, port: int) -> Round:
    return a_round(root, settings=SETTINGS + f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n')


def test_answers_and_reminders_leave_once_after_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(refuse={"xa2@mau.example": "550 5.1.1 no such user"})
    with serving(office) as settings:
        round = set_up(tmp_path / "r", settings.port)
        root = round.folder.root
        came(round, "Xã 1 <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE, **WRONG)})
        a_return(round, TWO, **DOUBTFUL)
        receive_all(round)
        out, _ = run("answer", "--send", "--dry-run", cwd=root)
        assert out.splitlines()[0] == "Sẽ gửi 2 thư:" and office.taken == []
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        out, _ = run("answer", "--send", cwd=root, expect=EXIT_STOPPED)
        assert "  Xã Mẫu 1 <xa1@mau.example>: Re: Nộp biểu [20001 Xã Mẫu 1 - lần 1.xlsx]" in out.splitlines()
        assert office.taken == []
        out, _ = run("answer", "--send", "--yes", cwd=root, expect=1)
        assert "Đã gửi: Xã Mẫu 1 <xa1@mau.example>" in out and "BỊ TỪ CHỐI: Xã Mẫu 2" in out
        office.refuse.clear()
        assert run("answer", "--send", "--yes", cwd=root)[0].count("Đã gửi: ") == 1
        assert "Không có thư nào phải gửi." in run("answer", "--send", "--yes", cwd=root)[0]
        run("remind", "--all", "--send", "--yes", cwd=root)
        run("remind", "--all", "--send", "--yes", cwd=root)
        assert [address for address, _ in office.taken] == [
            *("xa1@mau.example", "xa2@mau.example"),
            *("xa1@mau.example", "xa2@mau.example", "xa3@mau.example"),
        ]
        sent = email.message_from_bytes(office.taken[0][1], policy=email.policy.default)
        assert (sent["In-Reply-To"], sent["X-Unsent"]) == (ID, None)
        with opened(round) as ledger:
            assert [event.kind for event in ledger.events()].count("sent") == 5


def test_an_answer_that_is_written_anew_is_sent_anew(tmp_path: Path) -> None:
    office = Office()
    with serving(office) as settings:
        round = set_up(tmp_path / "r", settings.port)
        root = round.folder.root
        a_return(round, ONE, **WRONG)
        receive_all(round)
        run("answer", "--send", "--yes", cwd=root)
        a_return(round, ONE, "b.xlsx", saved="2020-01-09T03:00:00Z", **DOUBTFUL)
        receive_all(round)
        run("answer", "--send", "--yes", cwd=root)
    subjects = [str(email.message_from_bytes(data, policy=email.policy.default)["Subject"]) for _, data in office.taken]
    assert [subject.partition(": ")[2] for subject in subjects] == [
        "còn 1 điểm phải sửa",
        "còn 1 điểm đề nghị xem lại (lần 2)",
    ]


# --- without a mail server ----------------------------------------------------------------------------------------


def test_a_unit_that_is_done_gets_its_report_to_sign_once(round: Round) -> None:
    a_return(round, ONE)
    a_return(round, TWO, **WRONG)
    receive_all(round)
    out, _ = run("answer", "--no-pdf", cwd=round.folder.root)
    assert out.splitlines()[0] == "Đã lập báo cáo: Xã Mẫu 1 (20001 Xã Mẫu 1 - lần 1 - báo cáo.eml)"
    made = mail(round.folder.answers / "20001 Xã Mẫu 1 - lần 1 - báo cáo.eml")
    assert made["Subject"] == "Báo cáo của xã Mẫu 1: để in, ký"
    assert [part.get_filename() for part in made.iter_attachments()] == ["20001 Xã Mẫu 1 - lần 1 - báo cáo.docx"]
    assert "in, ký và gửi về Ban Dân vận Huyện uỷ Mẫu" in body(
        round.folder.answers / "20001 Xã Mẫu 1 - lần 1 - báo cáo.eml"
    )
    assert "Đã lập báo cáo" not in run("answer", "--no-pdf", cwd=round.folder.root)[0]


def test_letters_as_a_list_to_merge_and_texts_to_copy(round: Round, tmp_path: Path) -> None:
    came(round, "Xã 1 <xa1@mau.example>", {"a.xlsx": return_bytes(round, ONE, **WRONG)}, subject="=1+1")
    receive_all(round)
    out, _ = run("answer", "--no-reports", "--list", str(tmp_path / "ra"), cwd=round.folder.root)
    assert "Đã ghi danh sách 1 thư vào" in out
    run("answer", "--no-reports", "--list", str(tmp_path / "ra"), cwd=round.folder.root)  # as often as one likes
    sheet = openpyxl.load_workbook(tmp_path / "ra" / "danh_sach_thu.xlsx").active
    assert sheet is not None
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    told = dict(zip(head, row, strict=True))
    assert [told[name] for name in ("Mã", "Địa chỉ thư", "Tiêu đề")] == [ONE, "xa1@mau.example", "Re: =1+1"]
    assert str(told["Nội dung"]).startswith("Kính gửi: xã Mẫu 1,")
    assert Path(str(told["Tệp kèm"])).read_bytes().startswith(b"PK")
    assert told["Tin nhắn"] == (
        "Ban Dân vận Huyện uỷ Mẫu đã nhận biểu số liệu của xã Mẫu 1, còn 1 điểm phải sửa: Số chi bộ. Chi tiết ở thư "
        "trả lời. Hạn gửi: chậm nhất là hết ngày 15/01/2020. Điện thoại: 0237 000 000."
    )
    assert f"<p>{told['Tin nhắn']}</p>" in (tmp_path / "ra" / "tin_nhan.html").read_text(encoding="utf-8")


@given(st.text(max_size=900), st.text(max_size=300), st.integers(0, 3))
def test_a_short_text_is_short_and_names_deadline_and_telephone(name: str, contact: str, points: int) -> None:
    office = Body(contact=contact, phone="0237 000 000", deadline=TODAY)
    text = short_text(standing_of(Unit(code="1", name=name, type="xã"), points), office, Words())
    assert len(text) <= MOST_LETTERS and "\n" not in text
    assert text.endswith("Hạn gửi: chậm nhất là hết ngày 10/01/2020. Điện thoại: 0237 000 000.")


OTHERWISE = "Uỷ ban nhân dân Đảng uỷ xã và điểm khác xem thư trả lời"
"""What a message may say where it has more to tell, or less."""


@given(st.lists(st.sampled_from(["Ban", "85,5", "triệu", "đồng/người/năm", "12.345", "Dân"]), min_size=1, max_size=90))
def test_a_short_text_is_cut_between_words_and_figures_only(words: list[str]) -> None:
    label = " ".join(words)
    office = Body(contact=label, phone="0237 000 000", deadline=TODAY)
    told = standing_of(Unit(code="1", name=label, type="xã"), 1, label=label)
    text = short_text(told, office, Words())
    bare = standing_of(Unit(code="1", name="", type="xã"), 1, label="")
    empty = short_text(bare, replace(office, contact=""), Words())
    known = {*words, *_plain(f"{empty} {OTHERWISE}")}
    assert [word for word in _plain(text) if word not in known and not re.fullmatch(r"\d\d?", word)] == []


def _plain(text: str) -> list[str]:
    return [word.strip(".,;:…()") for word in text.split() if word.strip(".,;:…()")]


def standing_of(unit: Unit, points: int, *, label: str = "Một chỉ tiêu có tên rất dài " * 8) -> UnitStanding:
    open_points = tuple(
        Point(number=n, key=str(n), severity="error", finding={"label": f"{n} {label}", "message": "x"})
        for n in range(points * 20)
    )
    return UnitStanding(
        unit=unit, state="errors" if points else "not_sent", current=None, points=open_points, rounds=1, stale=0,
        unusable=0, days_late=None, issues=1, post="",
    )  # fmt: skip
