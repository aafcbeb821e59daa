"""The one way anything leaves the machine: drafts, one by one, through the office's own mail server."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.conversation import EncryptedServer, Patience, Server
from tonghop290.campaign.post.issuing import Issued
from tonghop290.campaign.post.mail import as_sent
from tonghop290.campaign.post.outgoing import Outgoing
from tonghop290.campaign.settings import MailSettings
from tonghop290.messages.on_settings import setting_named
from tonghop290.model import Unit
from tonghop290.text.normalize import without_controls

__all__ = ["Sent", "send_drafts", "outgoing_issues"]

_GOING_AWAY = 421


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one mail. ``state``: "sent", "refused", "no-address", "before" (sent by an earlier run).
    ``title``: of whom it is for."""

    unit: Unit | None
    title: str
    state: str
    recipients: tuple[str, ...] = ()
    said: str = ""


def outgoing_issues(issues: Sequence[Issued]) -> list[Outgoing]:
    """Each issue as a letter to the address its unit has now."""
    return [
        Outgoing(
            unit=issued.unit,
            title=issued.unit.title,
            draft=issued.draft,
            id=issued.id,
            to=addresses(issued.unit.email),
            is_issue=True,
        )
        for issued in issues
    ]


def send_drafts(
    ledger: Ledger,
    letters: Sequence[Outgoing],
    mail: MailSettings,
    *,
    password: str = "",
    dry_run: bool = False,
    context: ssl.SSLContext | None = None,
    patience: Patience | None = None,
) -> Iterator[Sent]:
    """Send each letter that was not sent yet; what was refused is tried again.

    Each result is in the ledger before the next mail. A refusal of one address goes on to the next; a server that does
    not answer, or not within ``patience``, ends the run, and the next one takes it up.
    Errors: RoundError when the server cannot be reached, knows the user not, or breaks off; OSError.
    """
    if not mail.host or not addresses(mail.sender):
        raise RoundError(
            f"Chưa có máy chủ thư ({setting_named('mail.host', mail.file)}) hoặc địa chỉ người gửi "
            f"({setting_named('mail.sender', mail.file)}, {setting_named('office.email', mail.file)}) trong "
            f"{mail.file}."
        )
    server: Server | None = None
    try:
        for letter in letters:
            to = letter.recipients
            if letter.posted(ledger) == "sent":
                yield _became(letter, "before", to)
            elif not to:
                yield _became(letter, "no-address")
            elif dry_run:
                yield _became(letter, "sent", to)
            else:
                server = server or _connect(mail, password, context, patience or Patience())
                yield _send_one(ledger, server, letter, mail)
    finally:
        if server is not None:
            _leave(server)


def _connect(mail: MailSettings, password: str, context: ssl.SSLContext | None, patience: Patience) -> Server:
    """A server that is ready to take mail. The password never travels without encryption."""
    nothing = "Chưa gửi thư nào trong lần này."
    if not password.isascii():
        raise RoundError(f"Mật khẩu thư có chữ có dấu, máy chủ thư không nhận được. {nothing}")
    server: Server | None = None
    try:
        if mail.security == "ssl":
            encrypted = context or ssl.create_default_context()
            server = EncryptedServer(mail.host, mail.port, patience, context=encrypted)
        else:
            server = Server(mail.host, mail.port, patience)
        with server.within(patience.connection):
            if mail.security == "starttls":
                server.starttls(context=context or ssl.create_default_context())
            if mail.user and mail.security != "none":
                server.login(mail.user, password)
        return server
    except OSError as error:  # smtplib's own are of this kind too
        if server is not None:
            server.close()
        if isinstance(error, smtplib.SMTPAuthenticationError):
            raise RoundError(
                f"Máy chủ thư {mail.host} không nhận tên hoặc mật khẩu của {mail.user} ({_said(error)}). {nothing}"
            ) from error
        raise RoundError(
            f"Không kết nối an toàn được với máy chủ thư {mail.host}:{mail.port} ({_said(error)}). {nothing}"
        ) from error


def _became(letter: Outgoing, state: str, to: tuple[str, ...] = (), said: str = "") -> Sent:
    return Sent(unit=letter.unit, title=letter.title, state=state, recipients=to, said=said)


def _send_one(ledger: Ledger, server: Server, letter: Outgoing, mail: MailSettings) -> Sent:
    to, moment = letter.recipients, dt.datetime.fromisoformat(ledger.at)
    data = as_sent(letter.draft.read_bytes(), mail, to=letter.to, moment=moment)
    letter.note(ledger, "sending", to)
    try:
        with server.within(server.patience.of_mail(len(data))):
            refused = server.sendmail(addresses(mail.sender)[0], list(to), data)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        if getattr(error, "smtp_code", 0) == _GOING_AWAY:
            raise _broken_off(letter, error) from error
        said = _said(error)
        letter.note(ledger, "refused", to, said)
        return _became(letter, "refused", to, said)
    except OSError as error:
        raise _broken_off(letter, error) from error
    said = "; ".join(f"{address}: {_reply(reply)}" for address, reply in refused.items())
    letter.note(ledger, "sent", tuple(address for address in to if address not in refused), said)
    return _became(letter, "sent", to, said)


def _broken_off(letter: Outgoing, error: Exception) -> RoundError:
    return RoundError(
        f"Máy chủ thư ngắt kết nối khi đang gửi cho {letter.title} ({_said(error)}). Các thư trước đã ghi sổ; "
        "đề nghị chạy lại lệnh này, chương trình sẽ gửi tiếp từ đây."
    )


def _said(error: Exception) -> str:
    """What a server or the system said, on one line."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return "; ".join(f"{address}: {_reply(reply)}" for address, reply in error.recipients.items())
        case smtplib.SMTPResponseException():
            return _reply((error.smtp_code, error.smtp_error))
        case ssl.SSLCertVerificationError():
            return f"chứng chỉ của máy chủ không hợp lệ: {error.verify_message}"
        case _:
            return without_controls(str(error))[:200]


def _reply(reply: tuple[int, bytes | str]) -> str:
    code, text = reply
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return without_controls(f"{code} {words}")[:200]


def _leave(server: Server) -> None:
    try:
        with server.within(server.patience.leaving):
            server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
