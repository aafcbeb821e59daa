"""Sending through a real server: refusals in the middle, broken lines, encrypted ones, and never twice."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.campaign.test_commands import run
from tests.campaign.test_drafts import issued, parsed
from tests.samples.paths import GOLDEN
from tests.samples.rounds import (
    NOON,
    SETTINGS,
    a_round,
    dump,
    opened,
    some_units,
)
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.post.issuing import issue
from tonghop290.campaign.post.sending import outgoing_issues, send_drafts
from tonghop290.campaign.settings import PASSWORD_VARIABLE, MailSettings, Round, choose_units

CERTIFICATE = GOLDEN / "smtp" / "localhost.pem"
PASSWORD = "mat-khau-bia"


# --- sending ------------------------------------------------------------------------------------------------------


@dataclass
class Office:
    """A mail server that keeps what it takes.

    ``refuse``: address → its reply; ``drop_after``: breaks off after so many mails.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    drop_after: int | None = None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[tuple[str, bool]] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        if self.drop_after is not None and len(self.taken) >= self.drop_after:
            transport: Any = server.transport
            transport.abort()
            return "421 closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = data.password.decode() == PASSWORD
        transport: Any = server.transport
        self.logins.append(
            (data.login.decode(), session.ssl is not None or transport.get_extra_info("ssl_object") is not None)
        )
        return AuthResult(success=good, handled=good)


class AnyPort(Controller):
    """aiosmtpd's controller on a port the system chooses; ``ssl_context``: every byte is encrypted from the first."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(office: Office, *, security: str = "none") -> Iterator[MailSettings]:
    """The server on a free port of this machine, and the settings to reach it."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    # aiosmtpd 1.4 knows only STARTTLS as encrypted: it would refuse every password on a line encrypted from the start
    kinds: dict[str, dict[str, Any]] = {
        "none": {},
        "starttls": {"tls_context": tls, "require_starttls": True},
        "ssl": {"ssl_context": tls, "auth_require_tls": False},
    }
    options = kinds[security] | (
        {"auth_required": security == "starttls", "authenticator": office.authenticate} if security != "none" else {}
    )
    controller = AnyPort(office, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        mail = MailSettings(sender="danvan@mau.example", host="127.0.0.1", port=controller.port, security="none")
        yield replace(mail, security=security, user="danvan") if security != "none" else mail
    finally:
        controller.stop()


def send(
    round: Round,
    mail: MailSettings,
    *,
    password: str = "",
    context: ssl.SSLContext | None = None,
    dry_run: bool = False,
) -> list[tuple[str, str]]:
    """Issue and send everything: unit and what became of its mail."""
    with opened(round) as ledger:
        issues = list(issue(round, ledger, choose_units(round, []), now=NOON))
        return [
            (one.unit.code, one.state)
            for one in send_drafts(
                ledger, outgoing_issues(issues), mail, password=password, context=context, dry_run=dry_run
            )
        ]


def posted(round: Round) -> dict[str, str]:
    with opened(round) as ledger:
        return ledger.last_post()


def test_a_refusal_in_the_middle_stops_nobody_else_and_is_tried_again(tmp_path: Path) -> None:
    round, office = a_round(tmp_path / "r", count=4), Office(refuse={"xa2@mau.example": "550 5.1.1 no such user"})
    with serving(office) as mail:
        assert send(round, mail) == [("20001", "sent"), ("20002", "refused"), ("20003", "sent"), ("20004", "sent")]
        with opened(round) as ledger:
            mails = [post for issue in ledger.issues() if (post := ledger.post_of(issue.id)) is not None]
            said = [post.said for post in mails if post.state == "refused"]
        assert said == ["xa2@mau.example: 550 5.1.1 no such user"]
        office.refuse.clear()
        assert send(round, mail) == [("20001", "before"), ("20002", "sent"), ("20003", "before"), ("20004", "before")]
    assert [address for address, _ in office.taken] == [f"xa{number}@mau.example" for number in (1, 3, 4, 2)]
    message = parsed(office.taken[0][1])
    assert message["X-Unsent"] is None and message["To"] == "xa1@mau.example"
    assert [part.get_filename() for part in message.iter_attachments()] == ["20001 Xã Mẫu 1.xlsx"]


def test_what_was_drafted_before_there_was_a_sender_leaves_with_one(tmp_path: Path) -> None:
    without = SETTINGS.replace('email = "danvan@mau.example"\n', "")
    round, office = a_round(tmp_path / "r", count=1, settings=without), Office()
    draft = issued(round)[0].read_bytes()
    assert parsed(draft)["From"] is None
    with serving(office) as mail, opened(round, now=NOON + dt.timedelta(days=3)) as ledger:
        issues = list(issue(round, ledger, choose_units(round, []), now=NOON))
        assert [
            one.state
            for one in send_drafts(ledger, outgoing_issues(issues), replace(mail, sender_name="Ban Dân vận Huyện uỷ"))
        ] == ["sent"]
    ((_, data),) = office.taken
    sent, before = parsed(data), parsed(draft)
    assert (str(sent["From"]), str(sent["Date"]), sent["X-Unsent"]) == (
        "Ban Dân vận Huyện uỷ <danvan@mau.example>",
        "Mon, 13 Jan 2020 12:00:00 +0700",
        None,
    )
    assert [(key, sent[key]) for key in ("To", "Subject", "Message-ID")] == [
        (key, before[key]) for key in ("To", "Subject", "Message-ID")
    ]
    assert data.partition(b"\r\n\r\n")[2].rstrip() == draft.partition(b"\r\n\r\n")[2].rstrip()


def test_a_server_that_breaks_off_is_taken_up_where_it_was(tmp_path: Path) -> None:
    round, office = a_round(tmp_path / "r", count=4), Office(drop_after=2)
    with serving(office) as mail:
        with pytest.raises(RoundError, match="ngắt kết nối khi đang gửi cho Xã Mẫu 3"):
            send(round, mail)
        assert posted(round) == {"20001": "sent", "20002": "sent", "20003": "sending"}
        office.drop_after = None
        assert send(round, mail) == [("20001", "before"), ("20002", "before"), ("20003", "sent"), ("20004", "sent")]
    assert [address for address, _ in office.taken] == [f"xa{number}@mau.example" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_the_password_travels_encrypted_only(tmp_path: Path, security: str) -> None:
    round, office = a_round(tmp_path / "r", count=1), Office()
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    with serving(office, security=security) as mail:
        with pytest.raises(RoundError, match="chứng chỉ của máy chủ không hợp lệ"):
            send(round, mail, password=PASSWORD)
        assert office.logins == []
        with pytest.raises(RoundError, match="không nhận tên hoặc mật khẩu của danvan"):
            send(round, mail, password="sai", context=trusting)
        with pytest.raises(RoundError, match="Mật khẩu thư có chữ có dấu"):
            send(round, mail, password="mật khẩu", context=trusting)
        assert send(round, mail, password=PASSWORD, context=trusting) == [("20001", "sent")]
    assert set(office.logins) == {("danvan", True)}
    assert [address for address, _ in office.taken] == ["xa1@mau.example"]
    assert PASSWORD not in "".join(dump(round))


def test_a_refusal_in_the_middle_of_an_encrypted_line_stops_nobody_else(tmp_path: Path) -> None:
    round, office = a_round(tmp_path / "r", count=3), Office(refuse={"xa2@mau.example": "550 5.1.1 no such user"})
    with serving(office, security="ssl") as mail:
        assert send(round, mail, password=PASSWORD, context=ssl.create_default_context(cafile=str(CERTIFICATE))) == [
            ("20001", "sent"),
            ("20002", "refused"),
            ("20003", "sent"),
        ]
    assert office.logins == [("danvan", True)]


@pytest.mark.parametrize(("server", "client"), [("none", "ssl"), ("none", "starttls")])
def test_the_wrong_kind_of_line_is_said_and_no_password_sent(tmp_path: Path, server: str, client: str) -> None:
    round, office = a_round(tmp_path / "r", count=1), Office()
    with (
        serving(office, security=server) as mail,
        pytest.raises(RoundError, match="Không kết nối an toàn được với máy chủ thư 127.0.0.1"),
    ):
        send(
            round,
            replace(mail, security=client, user="danvan"),
            password=PASSWORD,
            context=ssl.create_default_context(cafile=str(CERTIFICATE)),
        )
    assert (office.logins, office.taken, posted(round)) == ([], [], {})


def test_nothing_leaves_in_a_rehearsal_or_without_a_server(tmp_path: Path) -> None:
    round, office = a_round(tmp_path / "r", count=2), Office()
    with serving(office) as mail:
        assert send(round, mail, dry_run=True) == [("20001", "sent"), ("20002", "sent")]
        assert (office.taken, posted(round)) == ([], {})
    with pytest.raises(RoundError, match="Không kết nối an toàn được"):
        send(round, mail)
    with pytest.raises(RoundError, match="Chưa có máy chủ thư"):
        send(round, MailSettings(sender="danvan@mau.example"))


def test_a_unit_without_an_address_is_named(tmp_path: Path) -> None:
    units = [replace(unit, email="") if unit.code == "20001" else unit for unit in some_units(2)]
    round, office = a_round(tmp_path / "r", units=units), Office()
    with serving(office) as mail:
        assert send(round, mail) == [("20001", "no-address"), ("20002", "sent")]


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_the_officer_sends_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    office = Office(refuse={"xa2@mau.example": "550 5.1.1 no such user"})
    with serving(office, security=security) as mail:
        settings = (
            SETTINGS + f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "{security}"\nuser = "danvan"\n'
        )
        root = a_round(tmp_path / "r", settings=settings).folder.root
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))  # the certificates this machine trusts
        monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
        out, _ = run("issue", "--send", "--dry-run", cwd=root)
        assert out.splitlines()[-3:] == [f"Sẽ gửi: Xã Mẫu {number} <xa{number}@mau.example>" for number in (1, 2, 3)]
        assert (office.logins, office.taken) == ([], [])
        out, _ = run("issue", "--send", cwd=root, expect=1)
        assert out.splitlines()[1:] == [
            "Đã gửi: Xã Mẫu 1 <xa1@mau.example>",
            "BỊ TỪ CHỐI: Xã Mẫu 2 <xa2@mau.example> – xa2@mau.example: 550 5.1.1 no such user",
            "Đã gửi: Xã Mẫu 3 <xa3@mau.example>",
            "1 thư bị từ chối. Đề nghị kiểm tra địa chỉ trong danh sách đơn vị rồi chạy lại lệnh này.",
        ]
        office.refuse.clear()
        assert "Đã gửi: Xã Mẫu 2 <xa2@mau.example>" in run("issue", "--send", cwd=root)[0]
        assert [address for address, _ in office.taken] == [f"xa{number}@mau.example" for number in (1, 3, 2)]
        assert "Xã Mẫu 2" in run("status", cwd=root)[0]
        assert [line.split("  ")[2] for line in run("status", "20002", "--history", cwd=root)[0].splitlines()] == [
            "phát hành biểu",
            "thư bị từ chối",
            "gửi thư",
        ]
        assert not [path for path in root.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]
