"""Mails from a real server: each once, nothing changed in the box, nothing without encryption, the password nowhere."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.campaign.fetching.dovecot import CERTIFICATE, MISSING, PASSWORD, Dovecot, serving, trusting
from tests.campaign.test_commands import run
from tests.samples.rounds import (
    ONE,
    SETTINGS,
    a_mail,
    a_round,
    answers,
    dump,
    mail,
    opened,
    receive_all,
    return_bytes,
    tree,
    what,
)
from tonghop290.campaign.fetching.fetch import fetch_mails
from tonghop290.campaign.fetching.folder_names import folder_bytes
from tonghop290.campaign.fetching.mailbox import open_mailbox
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.settings import INBOX_PASSWORD_VARIABLE, InboxSettings, Round

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with serving() as dovecot:
        yield dovecot


@pytest.fixture
def box(server: Dovecot) -> Iterator[Dovecot]:
    """An empty mail box."""
    yield server
    for path in sorted(server.mail.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return a_round(tmp_path / "đợt")


def fetch(round: Round, settings: InboxSettings, context: ssl.SSLContext | None = None) -> list[str]:
    with opened(round) as ledger, open_mailbox(settings, PASSWORD, context=context or trusting()) as box:
        return [one.what for one in fetch_mails(round, ledger, box)]


def a_letter(subject: str, id: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "Xã 1 <xa1@mau.example>", subject, id
    message["Date"] = "Fri, 10 Jan 2020 08:00:00 +0700"
    message.set_content("Kính gửi")
    message.add_attachment(data, maintype="application", subtype="x", filename="a.xlsx")
    return message.as_bytes()


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_mail_is_fetched_received_and_answered_in_its_thread(box: Dovecot, round: Round, security: str) -> None:
    box.deliver(a_letter("Nộp biểu", "<1@mau.example>", return_bytes(round, ONE)))
    assert fetch(round, box.settings(security=security)) == ["taken"]
    assert [path.name[:36] for path in round.folder.fetched.iterdir()] == ["2020-01-10 xa1@mau.example Nộp biểu "]
    assert [kind for _, kind, _ in what(receive_all(round))] == ["first"]
    assert mail(round.folder.answers / answers(round)[0])["In-Reply-To"] == "<1@mau.example>"
    assert box.unread() == 1
    assert fetch(round, box.settings(security=security)) == []


def test_the_same_mail_in_another_folder_or_with_new_numbers_is_taken_once(box: Dovecot, round: Round) -> None:
    data = a_letter("Nộp biểu", "<1@mau.example>", b"PK")
    box.deliver(data)
    box.deliver(b"Received: from elsewhere\r\n" + data)
    box.deliver(data.replace(b"UEs=", b"UEw="))  # the same Message-ID, another content
    assert fetch(round, box.settings()) == ["taken", "known", "taken"]
    box.deliver(data, "Khac")
    assert fetch(round, box.settings(folder="Khac")) == ["known"]
    for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache", "dovecot-uidvalidity"):
        (box.mail / name).unlink(missing_ok=True)  # the numbers begin anew
    (box.mail / "dovecot-uidlist").write_text("3 V1234 N1 G0123456789abcdef0123456789abcdef\n")
    assert fetch(round, box.settings()) == ["known", "known", "known"]
    assert len(list(round.folder.fetched.iterdir())) == 2


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        (folder_bytes("Biểu 290 & công văn").decode(), "Biểu 290 & công văn"),
        (folder_bytes("Biểu 290").decode(), "biểu 290"),
        ("Cong viec.So lieu", "Cong viec/So lieu"),
    ],
)
def test_a_folder_is_found_as_people_write_its_name(box: Dovecot, round: Round, raw: str, written: str) -> None:
    box.deliver(a_letter("Nộp", "<1@mau.example>", b"PK"), raw)
    assert fetch(round, box.settings(folder=written)) == ["taken"]


def test_a_folder_that_is_not_there_is_told_with_those_that_are(box: Dovecot, round: Round) -> None:
    box.deliver(a_letter("Nộp", "<1@mau.example>", b"PK"), folder_bytes("Biểu mẫu").decode())
    with pytest.raises(RoundError, match="Không có thư mục “Bieu”.*hộp thư có: Biểu mẫu, INBOX"):
        fetch(round, box.settings(folder="Bieu"))


def test_our_own_mails_are_no_returns(box: Dovecot, round: Round) -> None:
    box.deliver(a_letter("Biểu số liệu", "<0123@tonghop290.invalid>", return_bytes(round, ONE)))
    assert (fetch(round, box.settings()), fetch(round, box.settings())) == (["own"], [])
    assert not round.folder.fetched.exists()


def test_a_server_nobody_vouches_for_hears_no_password(box: Dovecot, round: Round) -> None:
    with pytest.raises(RoundError, match="chứng chỉ của máy chủ không hợp lệ"):
        fetch(round, box.settings(), ssl.create_default_context())
    with (
        opened(round),
        pytest.raises(RoundError, match="không nhận tên hoặc mật khẩu của danvan"),
        open_mailbox(box.settings(), "sai", context=trusting()),
    ):
        pass


def test_the_officer_fetches_from_the_command_line(
    box: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = f'[inbox]\nhost = "127.0.0.1"\nport = {box.port}\nuser = "danvan"\n'
    round = a_round(tmp_path / "r", settings=SETTINGS + inbox)
    root = round.folder.root
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setenv(INBOX_PASSWORD_VARIABLE, PASSWORD)
    for number in range(3):
        box.deliver(a_letter(f"Nộp {number}", f"<{number}@mau.example>", b"PK%d" % number))
    before = tree(root), dump(round)
    assert run("fetch", "--dry-run", cwd=root)[0] == "Sẽ lấy 3 thư mới.\n"
    assert (tree(root), dump(round)) == before
    assert run("fetch", cwd=root)[0].splitlines() == [
        *(f"Đã lấy: Xã 1 <xa1@mau.example> – Nộp {number}" for number in range(3)),
        "Đã lấy 3 thư mới.",
    ]
    assert run("fetch", cwd=root)[0] == "Đã lấy 0 thư mới.\n"
    assert "lấy thư về" in run("status", "--history", cwd=root)[0]
    said = PASSWORD.encode()
    assert not [path for path in root.rglob("*") if path.is_file() and said in path.read_bytes()]


def test_a_mail_that_is_no_mail_at_all_is_kept_and_told(box: Dovecot, round: Round) -> None:
    for data in (b"\x00\xff\xfe rubbish", b"no header\r\n\r\nbody", a_mail("Xã 1 <xa1@mau.example>", {})):
        box.deliver(data)
    assert fetch(round, box.settings()) == ["taken"] * 3
    assert len(what(receive_all(round))) == 3


def test_the_server_is_dovecot() -> None:
    from tests.campaign.fetching.dovecot import PROGRAM

    assert PROGRAM is not None
    assert subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout.startswith("2.")
