"""A mail box read over IMAP: encrypted, read-only (EXAMINE, BODY.PEEK), within limits of time and size.

The standard library's client is asked for five commands. What a server says is believed as far as it is needed: numbers
of mails, their sizes, their bytes. Sources: RFC 3501, RFC 2595.
"""

from __future__ import annotations

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tonghop290.campaign.fetching.folder_names import folder_bytes, folder_name
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.post.conversation import Patience, Timed
from tonghop290.campaign.settings import InboxSettings
from tonghop290.text.normalize import match_key, without_controls

__all__ = ["MOST_MAIL", "Mailbox", "open_mailbox"]

MOST_MAIL = 64 * 2**20
"""Bytes of one mail; of larger ones it is said that they are."""
_MOST_SAID = 16 * 2**20
"""Bytes a server may say in one go besides the mail."""
_NUMBERS_AT_ONCE = 200
_LISTED = re.compile(rb'\(([^)]*)\) +(?:"((?:\\.|[^"\\])*)"|NIL) +(.*)', re.DOTALL | re.IGNORECASE)
_UID, _SIZE = re.compile(rb"\bUID (\d{1,10})\b"), re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")
_QUOTED_BODY = re.compile(rb'BODY\[\] "((?:\\.|[^"\\])*)"', re.DOTALL)
_FAULTS = (OSError, imaplib.IMAP4.error)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Client(Timed, imaplib.IMAP4):
    """The client, with a limit for what a server may say and how long it may take."""

    def __init__(self, settings: InboxSettings, context: ssl.SSLContext, patience: Patience) -> None:
        self._context = context if settings.security == "ssl" else None
        self.left = _MOST_SAID
        Timed.__init__(self, patience)
        try:
            with self.within(patience.connection):
                imaplib.IMAP4.__init__(self, settings.host, settings.port, timeout=patience.reply)
        except _FAULTS:
            self.drop()
            raise

    def _create_socket(self, timeout: float | None) -> Any:
        made = super()._create_socket(timeout)  # type: ignore[misc]  # where the encryption comes in
        self.watch(made)
        return self._context.wrap_socket(made, server_hostname=self.host) if self._context is not None else made

    def read(self, size: int) -> bytes:
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise OSError("máy chủ gửi nhiều dữ liệu hơn đã báo")

    def drop(self) -> None:
        """Let go of the line, whatever it does."""
        with suppress(*_FAULTS, AttributeError):  # a line that never came about
            self.shutdown()
        self.unwatch()


class Mailbox:
    """One folder of a mail box, opened read-only. ``validity``: since when its numbers count (UIDVALIDITY), 0 where a
    server does not say."""

    def __init__(self, client: _Client, settings: InboxSettings) -> None:
        self._client, self._settings = client, settings
        self.validity = self._examine()

    def numbers(self, since: dt.date) -> list[int]:
        """The mails that came on that day or later, the oldest first."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        with self._asking():
            said = self._done(self._client.uid("SEARCH", "SINCE", day))
        return sorted({int(one) for line in said if isinstance(line, bytes) for one in line.split() if one.isdigit()})

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        """Bytes of each of these mails, as far as they are still there."""
        found: dict[int, int] = {}
        asked = list(numbers)
        for first in range(0, len(asked), _NUMBERS_AT_ONCE):
            some = ",".join(map(str, asked[first : first + _NUMBERS_AT_ONCE]))
            with self._asking():
                said = self._done(self._client.uid("FETCH", some, "(UID RFC822.SIZE)"))
            for line in (part for whole in said for part in (whole if isinstance(whole, tuple) else (whole,)) if part):
                number, size = _UID.search(line), _SIZE.search(line)
                if number is not None and size is not None:
                    found[int(number[1])] = int(size[1])
        return {number: found[number] for number in asked if number in found}

    def mail(self, number: int, size: int) -> bytes | None:
        """The bytes of a mail; None where it has gone. It is not marked as read."""
        with self._asking(room=max(size, 0) + MOST_MAIL // 8, seconds=self._client.patience.of_mail(size)):
            said = self._done(self._client.uid("FETCH", str(number), "(UID BODY.PEEK[])"))
        for place, part in enumerate(said):
            after = said[place + 1] if place + 1 < len(said) else b""
            if isinstance(part, tuple) and len(part) == 2 and b"BODY[]" in part[0].upper():
                told = _UID.search(part[0]) or (_UID.search(after) if isinstance(after, bytes) else None)
                if told is None or int(told[1]) == number:
                    return bytes(part[1])
            elif isinstance(part, bytes) and (quoted := _QUOTED_BODY.search(part)) is not None:
                return re.sub(rb'\\(["\\])', rb"\1", quoted[1])
        return None

    def _examine(self) -> int:
        """Open the folder by its name, or by the one in the server's list that reads like it."""
        for raw in self._spelled():
            with self._asking():
                state, said = self._client.select(_quoted(raw), readonly=True)  # type: ignore[arg-type]  # bytes do too
            if state == "OK":
                break
        else:
            known = ", ".join(sorted({without_controls(name) for name, _ in self._listed()})[:20])
            raise RoundError(
                f"Không có thư mục “{without_controls(self._settings.folder)}” trong hộp thư {self._settings.user}. "
                f"Đề nghị ghi lại mục inbox.folder; hộp thư có: {known or 'không thư mục nào đọc được'}."
            )
        validity = self._client.response("UIDVALIDITY")[1]
        last = validity[-1] if validity else None
        return int(last) if isinstance(last, bytes) and last.isdigit() else 0

    def _spelled(self) -> Iterator[bytes]:
        """How the folder's name may be written, the likeliest first."""
        name = without_controls(self._settings.folder).strip() or "INBOX"
        yield folder_bytes(name)
        yield from (raw for shown, raw in self._listed() if match_key(shown) == match_key(name))

    def _listed(self) -> list[tuple[str, bytes]]:
        """The folders there are: as people read them, their levels parted by "/", and as the server writes them."""
        with self._asking():
            said = self._done(self._client.list())
        found = []
        for one in said:
            head, name = (one[0], one[1]) if isinstance(one, tuple) else (one or b"", None)
            parts = _LISTED.match(head)
            if parts is None:
                continue
            raw = name if name is not None else _unquoted(parts[3])
            mark = folder_name(re.sub(rb"\\(.)", rb"\1", parts[2] or b""))
            shown = folder_name(raw)
            found.append((shown.replace(mark, "/") if mark else shown, raw))
        return found

    @contextmanager
    def _asking(self, *, room: int = 0, seconds: float = 0) -> Iterator[None]:
        """One question: its answer within a time and a size. Errors: RoundError with what went wrong."""
        client = self._client
        client.left = _MOST_SAID + room
        try:
            with client.within(seconds or client.patience.reply):
                yield
        except _FAULTS as error:
            raise RoundError(
                f"Máy chủ thư {self._settings.host} ngắt kết nối hoặc trả lời sai khi đang lấy thư ({_said(error)}). "
                "Các thư đã lấy được ghi sổ; đề nghị chạy lại lệnh này, chương trình sẽ lấy tiếp từ đây."
            ) from error

    def _done(self, answer: tuple[str, list[Any]]) -> list[Any]:
        state, said = answer
        if state != "OK":
            raise imaplib.IMAP4.error(f"{state} {said!r}"[:200])
        return said


@contextmanager
def open_mailbox(
    settings: InboxSettings,
    password: str,
    *,
    context: ssl.SSLContext | None = None,
    patience: Patience | None = None,
) -> Iterator[Mailbox]:
    """The folder of the settings, read-only. The password never travels without encryption, and is kept nowhere.

    Errors: RoundError when the server cannot be reached, is not who it says, knows the user not, or breaks off.
    """
    encrypted = context or ssl.create_default_context()
    nothing = "Chưa lấy thư nào trong lần này."
    client: _Client | None = None
    try:
        client = _Client(settings, encrypted, patience or Patience())
        with client.within(client.patience.connection):
            if settings.security != "ssl":
                client.starttls(encrypted)
        _log_in(client, settings, password)
    except _FAULTS as error:
        if client is not None:
            client.drop()
        refused = isinstance(error, _Refused)
        told = (
            f"Máy chủ thư {settings.host} không nhận tên hoặc mật khẩu của {settings.user}"
            if refused
            else f"Không kết nối an toàn được với máy chủ thư {settings.host}:{settings.port}"
        )
        raise RoundError(f"{told} ({_said(error)}). {nothing}") from error
    try:
        yield Mailbox(client, settings)
    finally:
        with suppress(*_FAULTS), client.within(client.patience.leaving):
            client.logout()
        client.drop()


class _Refused(imaplib.IMAP4.error):
    """The server does not know the user, or the password."""


def _log_in(client: _Client, settings: InboxSettings, password: str) -> None:
    with client.within(client.patience.connection):
        try:
            if "AUTH=PLAIN" in client.capabilities:
                plain = f"\0{settings.user}\0{password}".encode()
                client.authenticate("PLAIN", lambda _: plain)
            elif f"{settings.user}{password}".isascii() and "LOGINDISABLED" not in client.capabilities:
                client.login(settings.user, password)
            else:
                raise _Refused("máy chủ không có cách đăng nhập dùng được")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise error if isinstance(error, _Refused) else _Refused(*error.args) from None


def _quoted(raw: bytes) -> bytes:
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _unquoted(raw: bytes) -> bytes:
    raw = raw.strip()
    return re.sub(rb"\\(.)", rb"\1", raw[1:-1]) if raw[:1] == b'"' and raw[-1:] == b'"' else raw


def _said(error: Exception) -> str:
    """What a server or the system said, on one line."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"chứng chỉ của máy chủ không hợp lệ: {error.verify_message}"
    words = error.args[0] if error.args else ""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(error)
    return without_controls(text)[:200]
