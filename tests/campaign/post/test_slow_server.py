"""A mail server that dribbles, stalls or never stops talking does not hold the command; the next run takes it up."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.campaign.post.test_post import CERTIFICATE, Office, opened, posted, send, serving
from tests.samples.rounds import NOON, a_round
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.post.conversation import Patience
from tonghop290.campaign.post.issuing import issue
from tonghop290.campaign.post.sending import outgoing_issues, send_drafts
from tonghop290.campaign.settings import MailSettings, Round, choose_units

SHORT = Patience(connection=0.4, reply=0.4, mail=0.6, rate=10**9, leaving=0.2)
NOTHING = "Chưa gửi thư nào trong lần này."
GOES_ON = "đề nghị chạy lại lệnh này, chương trình sẽ gửi tiếp từ đây."


class Slow:
    """Speaks as a mail server does up to the word ``until``; then it sends a byte at a time, or lines without end."""

    def __init__(self, until: str, *, endless: bool = False, pause: float = 0.05) -> None:
        self.until, self.endless, self.pause = until, endless, pause
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            line, _ = self.listener.accept()
            with line, line.makefile("rb") as said:
                self._answer(line, "hello", b"220 mau.example ready\r\n")
                in_mail = False
                for command in said:
                    verb = command[:4].decode("ascii", "replace").strip().lower()
                    word = "." if command == b".\r\n" else "" if in_mail else verb
                    if word:
                        in_mail = word == "data"
                        self._answer(line, word, b"354 go on\r\n" if in_mail else b"250 fine\r\n")

    def _answer(self, line: socket.socket, word: str, reply: bytes) -> None:
        if word != self.until:
            line.sendall(reply)
            return
        while self.endless and not self.over.is_set():
            line.sendall(b"250-and more\r\n" * 100)
        for byte in reply * 1000:
            if self.over.wait(self.pause):
                return
            line.sendall(bytes([byte]) if byte not in b"\r\n" else b"-")


@contextmanager
def slow(until: str, *, endless: bool = False) -> Iterator[MailSettings]:
    server = Slow(until, endless=endless)
    try:
        yield MailSettings(sender="danvan@mau.example", host="127.0.0.1", port=server.port, security="none")
    finally:
        server.over.set()
        server.listener.close()
        server.thread.join(5)


def send_with(round: Round, mail: MailSettings, context: ssl.SSLContext | None = None) -> list[str]:
    with opened(round) as ledger:
        issues = list(issue(round, ledger, choose_units(round, []), now=NOON))
        return [
            one.state for one in send_drafts(ledger, outgoing_issues(issues), mail, patience=SHORT, context=context)
        ]


@pytest.mark.parametrize(
    ("until", "said", "state"),
    [
        ("hello", f"(máy chủ trả lời quá chậm, quá 0 giây). {NOTHING}", {}),
        ("ehlo", "Xã Mẫu 1 (máy chủ trả lời quá chậm, quá 0 giây). Các thư trước đã ghi sổ; ", {"20001": "sending"}),
        ("mail", f"(máy chủ trả lời quá chậm, quá 0 giây). Các thư trước đã ghi sổ; {GOES_ON}", {"20001": "sending"}),
        ("rcpt", "(máy chủ trả lời quá chậm, quá 0 giây)", {"20001": "sending"}),
        ("data", "(máy chủ trả lời quá chậm, quá 0 giây)", {"20001": "sending"}),
        (".", "(máy chủ trả lời quá chậm, quá 0 giây)", {"20001": "sending"}),
    ],
)
def test_a_server_that_dribbles_does_not_hold_the_command(
    tmp_path: Path, until: str, said: str, state: dict[str, str]
) -> None:
    round = a_round(tmp_path / "r", count=2)
    began = time.monotonic()
    with slow(until) as mail, pytest.raises(RoundError) as caught:
        send_with(round, mail)
    assert said in str(caught.value) and time.monotonic() - began < 10
    assert posted(round) == state
    office = Office()
    with serving(office) as mail:
        assert send(round, mail) == [("20001", "sent"), ("20002", "sent")]


def test_a_server_that_never_ends_its_reply_is_left(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=1)
    with slow("rcpt", endless=True) as mail, pytest.raises(RoundError, match="không dứt"):
        send_with(round, mail)


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_an_encrypted_line_that_is_never_agreed_upon_is_left(tmp_path: Path, security: str) -> None:
    round = a_round(tmp_path / "r", count=1)
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    with slow("hello") as mail:
        encrypted = MailSettings(sender=mail.sender, host=mail.host, port=mail.port, security=security, user="a")
        with pytest.raises(RoundError, match="Không kết nối an toàn được"):
            send_with(round, encrypted, context)
    assert posted(round) == {}


def test_a_server_that_will_not_part_has_taken_the_mails_all_the_same(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    with slow("quit") as mail:
        assert send_with(round, mail) == ["sent", "sent"]
    assert posted(round) == {"20001": "sent", "20002": "sent"}


def test_a_large_mail_has_the_time_it_needs() -> None:
    patience = Patience()
    assert patience.of_mail(20 * 2**20) > 30 * 60 > patience.of_mail(10_000)
