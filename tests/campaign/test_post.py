"""Mails: drafts any program opens, and sending through a real server with a refusal in the middle."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import example, given
from hypothesis import strategies as st

from tests.campaign.test_commands import run
from tests.samples.paths import GOLDEN
from tests.samples.rounds import (
    NOON,
    SETTINGS,
    a_round,
    dump,
    opened,
    some_units,
    tree,
)
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.issuing import choose_units, issue
from tonghop290.campaign.post.letters import Letter, addresses, as_mail
from tonghop290.campaign.post.sending import PASSWORD_VARIABLE, send_issues
from tonghop290.campaign.register import units_csv
from tonghop290.campaign.settings import MailSettings, Round
from tonghop290.model import Unit

CERTIFICATE = GOLDEN / "smtp" / "localhost.pem"
PASSWORD = "mat-khau-bia"


# --- drafts -------------------------------------------------------------------------------------------------------


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage) and not message.defects
    return message


def issued(round: Round, *names: str, again: bool = False) -> list[Path]:
    with opened(round) as ledger:
        return [one.draft for one in issue(round, ledger, choose_units(round, names), again=again, now=NOON)]


def test_an_issue_draft_opens_ready_to_send(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r")
    data = issued(round, "Xã Mẫu 2")[0].read_bytes()
    message = parsed(data)
    assert [(key, message[key]) for key in ("X-Unsent", "To", "From", "Subject")] == [
        ("X-Unsent", "1"),
        ("To", "xa2@mau.example"),
        ("From", "Ban Dân vận Huyện uỷ Mẫu <danvan@mau.example>"),
        ("Subject", "Biểu số liệu của xã Mẫu 2 (hạn 15/01/2020)"),
    ]
    assert b"filename*" in data and b"\r\n" in data and b"\n" not in data.replace(b"\r\n", b"")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "20002 Xã Mẫu 2.xlsx"
    assert attached.get_payload(decode=True) == (round.folder.issued / "20002 Xã Mẫu 2.xlsx").read_bytes()
    text = message.get_body()
    assert text is not None
    for said in (
        "Kính gửi: Đảng uỷ xã Mẫu 2,",
        "Thực hiện Công văn số 345-CV/HU, ngày 10/12/2019",
        "Hạn gửi: trước hết ngày 15/01/2020.",
        "điện thoại 0237 000 000",
    ):
        assert said in text.get_content()


def test_the_same_issue_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = a_round(tmp_path / "a"), a_round(tmp_path / "b")
    issued(one), issued(two)
    assert tree(one.folder) == tree(two.folder)
    assert dump(one) == dump(two)


def test_issuing_again_keeps_what_was_issued(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    issued(round)
    before = tree(round.folder)
    issued(round)
    assert tree(round.folder) == before
    (draft,) = issued(round, "20001", again=True)
    assert draft.name == "20001 Xã Mẫu 1 (lần 2).eml"
    assert tree(round.folder).items() >= before.items()
    with opened(round) as ledger:
        ids = [row["id"] for row in ledger.rows("SELECT id FROM issues ORDER BY unit, number")]
    assert len(set(ids)) == 3 and [id.split("-")[1:3] for id in ids] == [["20001", "1"], ["20001", "2"], ["20002", "1"]]


def test_an_address_written_down_later_is_put_into_the_draft(tmp_path: Path) -> None:
    root = a_round(tmp_path / "r", units=[replace(unit, email="") for unit in some_units(2)]).folder.root
    run("issue", cwd=root)
    before = tree(root)
    units = root / "don_vi.csv"
    units.write_bytes(
        units_csv(
            [
                replace(one, email="xa1@mau.example; vp1@mau.example")
                if one.code == "20001"
                else replace(one, email="")
                for one in some_units(2)
            ]
        )
    )
    out, _ = run("issue", "--dry-run", cwd=root)
    assert "Sẽ ghi lại địa chỉ trong 1 thư nháp theo don_vi.csv." in out and tree(root) == before | {
        "don_vi.csv": tree(root)["don_vi.csv"]
    }
    assert "Đã ghi lại địa chỉ trong 1 thư nháp theo don_vi.csv." in run("issue", cwd=root)[0]
    assert {name for name, hash in tree(root).items() if before.get(name) != hash} == {
        "don_vi.csv",
        "phat_hanh/20001 Xã Mẫu 1.eml",
    }
    assert parsed((root / "phat_hanh" / "20001 Xã Mẫu 1.eml").read_bytes())["To"] == "xa1@mau.example, vp1@mau.example"
    assert "lại địa chỉ" not in run("issue", cwd=root)[0]


def test_issued_files_that_have_gone_are_made_again_under_their_id(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    issued(round)
    before = tree(round.folder)
    (round.folder.issued / "20001 Xã Mẫu 1.xlsx").unlink()
    (round.folder.issued / "20002 Xã Mẫu 2.eml").unlink()
    issued(round)
    assert tree(round.folder) == before
    with opened(round) as ledger:
        assert [(row["unit"], row["number"]) for row in ledger.rows("SELECT * FROM issues ORDER BY unit")] == [
            ("20001", 1),
            ("20002", 1),
        ]


def test_a_rehearsed_issue_writes_nothing(tmp_path: Path) -> None:
    round = a_round(tmp_path / "r", count=2)
    before = tree(round.folder), dump(round)
    with opened(round) as ledger:
        assert [one.is_new for one in issue(round, ledger, choose_units(round, []), now=NOON, dry_run=True)] == [
            True,
            True,
        ]
    assert (tree(round.folder), dump(round)) == before


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("xa1@mau.example", ("xa1@mau.example",)),
        ("A <a@mau.example>; b@mau.example", ("a@mau.example", "b@mau.example")),
        ("", ()),
        ("chưa có", ()),
        ("a@mau.example\nBcc: la@example.com", ("a@mau.example", "la@example.com")),
        ("xã@mau.example", ()),
        ("a@b", ()),
    ],
)
def test_only_addresses_are_taken_for_addresses(typed: str, found: tuple[str, ...]) -> None:
    assert addresses(typed) == found


def test_no_header_can_be_smuggled_in(tmp_path: Path) -> None:
    unit = Unit(code="1", name="Mẫu\r\nBcc: la@example.com", email="xa@mau.example", contact="A\nB")
    letter = Letter(to=addresses(unit.email), subject=f"Biểu của {unit.title}", body="x")
    message = parsed(
        as_mail(letter, MailSettings(sender="a@mau.example", sender_name="B\r\nBcc: c@example.com"), moment=NOON)
    )
    assert message["Bcc"] is None
    assert message["Subject"] == "Biểu của Xã Mẫu Bcc: la@example.com"


WORDS = st.lists(
    st.sampled_from(
        [
            "Biểu",
            "số",
            "liệu",
            "của",
            "thị",
            "trấn",
            "Bút",
            "Sơn",
            "xã",
            "Hoằng",
            "Quỳ",
            "(hạn",
            "20/11/2026)",
            "Đảng",
            "uỷ",
            "a",
            "“x”",
            "–",
        ]
    ),
    min_size=1,
    max_size=30,
)


@given(WORDS, WORDS, WORDS)
@example(["Biểu", "số", "liệu", "của", "thị", "trấn", "Bút", "Sơn", "(hạn", "20/11/2026)"], ["Ban"], ["a"])
def test_no_space_of_a_heading_is_lost_on_the_way(subject: list[str], sender: list[str], file: list[str]) -> None:
    title, name = " ".join(subject), " ".join(sender)
    with tempfile.TemporaryDirectory() as folder:
        attached = Path(folder) / (" ".join(file).replace("/", "-")[:100] + ".xlsx")
        attached.write_bytes(b"x")
        letter = Letter(to=("xa@mau.example",), subject=title, body="x", attachments=(attached,))
        data = as_mail(letter, MailSettings(sender="a@mau.example", sender_name=name), moment=NOON)
    message = parsed(data)
    assert all(
        len(line) <= 78
        for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line.startswith((b"Subject", b"From", b" "))
    )
    older = email.message_from_bytes(data)  # Python 3.11's newer reader puts a space into a long name of a sender
    assert (str(message["Subject"]), str(make_header(decode_header(older["Subject"])))) == (title, title)
    encoded, address = parseaddr(older["From"])
    assert (str(make_header(decode_header(encoded))), address) == (name, "a@mau.example")
    assert [part.get_filename() for part in message.iter_attachments()] == [attached.name]


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
            for one in send_issues(ledger, issues, mail, password=password, context=context, dry_run=dry_run)
        ]


def posted(round: Round) -> dict[str, str]:
    with opened(round) as ledger:
        return {
            row["unit"]: row["state"]
            for row in ledger.rows("SELECT i.unit, p.state FROM post p JOIN issues i ON i.id = p.issue")
        }


def test_a_refusal_in_the_middle_stops_nobody_else_and_is_tried_again(tmp_path: Path) -> None:
    round, office = a_round(tmp_path / "r", count=4), Office(refuse={"xa2@mau.example": "550 5.1.1 no such user"})
    with serving(office) as mail:
        assert send(round, mail) == [("20001", "sent"), ("20002", "refused"), ("20003", "sent"), ("20004", "sent")]
        with opened(round) as ledger:
            said = [row["said"] for row in ledger.rows("SELECT said FROM post WHERE state = 'refused'")]
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
            one.state for one in send_issues(ledger, issues, replace(mail, sender_name="Ban Dân vận Huyện uỷ"))
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
            "1 thư bị từ chối. Đề nghị kiểm tra địa chỉ trong don_vi.csv rồi chạy lại lệnh này.",
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
