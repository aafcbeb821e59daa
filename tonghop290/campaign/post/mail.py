"""Mails as bytes: drafts any mail program opens ready to send, and the same as they leave."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.settings import MailSettings
from tonghop290.seals import MAIL_HEADER, sealed_mail
from tonghop290.text.normalize import clean_text, without_controls

__all__ = [
    "OWN_MAILS",
    "Letter",
    "answer_subject",
    "as_mail",
    "as_sent",
    "copied_to",
    "on_one_line",
    "recipients",
]

_NOT_SENT = rf"(?im)^(?:From|To|Date|X-Unsent|{MAIL_HEADER}):".encode()
"""The headers of a draft that are written anew, or left out, as it leaves."""
_SUBTYPES = {
    ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "vnd.ms-excel.sheet.macroEnabled.12",
    ".docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "pdf",
}
_ANSWERED = re.compile(r"\A(?:(?:re|tl|trả lời|antw|aw|sv)\s*(?:\[\d{1,3}\])?\s*:\s*)+", re.IGNORECASE)
OWN_MAILS = b"@tonghop290.invalid>"
"""How the Message-ID of what we write ends."""
_LINE = 60
"""Letters of a line of an encoded name."""


class _Wire(EmailPolicy):
    """How a mail is written out: Subject and From by the older :class:`Header`.

    Measured on Python 3.11: where the newer one breaks a Vietnamese line between two encoded words it loses the space
    ("Bút Sơn" becomes "BútSơn" in every mail program); Header encodes the whole text, spaces too.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        addresses: Sequence[Address] = getattr(value, "addresses", ())
        text, rest = str(value), ""
        if name == "From" and len(addresses) == 1:
            text, rest = addresses[0].display_name, f" <{addresses[0].addr_spec}>"
        if name not in ("Subject", "From") or text.isascii():
            return super().fold_binary(name, value)
        words = Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{rest and self.linesep}{rest}{self.linesep}".encode("ascii")


class _Headers(HeaderRegistry):
    """The library makes a class for each header that is set, alike or not: two fifths of a letter's time."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type] = {}

    def __getitem__(self, name: str) -> type:
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


_WIRE = _Wire(linesep="\r\n", header_factory=_Headers())


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail before it is one. ``to``: addresses (none: the officer fills it in); ``cc``: who gets it besides.

    ``answers``: the Message-ID of the mail it answers, ``refs``: what the answer refers to; "" where it answers none.
    """

    to: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[Path, ...] = ()
    cc: tuple[str, ...] = ()
    answers: str = ""
    refs: str = ""


def answer_subject(subject: str) -> str:
    """ "Re: Nộp biểu" of "Nộp biểu" and of "RE: Re: Nộp biểu"."""
    return f"Re: {on_one_line(_ANSWERED.sub('', subject.strip(), count=1))}"


def as_mail(letter: Letter, mail: MailSettings, *, moment: dt.datetime, draft: bool = True) -> bytes:
    """The bytes of a mail (RFC 5322, CRLF); the same letter gives the same bytes.

    ``draft``: with ``X-Unsent: 1`` it opens in a mail program as a letter to be sent.
    """
    message = EmailMessage(policy=_WIRE)
    message["Subject"] = on_one_line(letter.subject)
    if addresses(mail.sender):
        message["From"] = Address(display_name=on_one_line(mail.sender_name), addr_spec=addresses(mail.sender)[0])
    if letter.to:
        message["To"] = [Address(addr_spec=address) for address in letter.to]
    if letter.cc:
        message["Cc"] = [Address(addr_spec=address) for address in letter.cc]
    for name, value in (("In-Reply-To", letter.answers), ("References", letter.refs)):
        if value:
            message[name] = value
    message["Date"] = format_datetime(moment if moment.tzinfo else moment.astimezone())
    parts = [(path.name, path.read_bytes()) for path in letter.attachments]
    written = letter.to, letter.cc, letter.subject, letter.body, letter.answers
    digest = hashlib.sha256(repr(written).encode())
    for name, data in parts:
        digest.update(name.encode() + hashlib.sha256(data).digest())
    message["Message-ID"] = f"<{digest.hexdigest()[:32]}{OWN_MAILS.decode()}"
    if draft:
        message["X-Unsent"] = "1"
    message.set_content(letter.body, cte="base64")
    message.add_alternative(_as_page(letter.body), subtype="html", cte="base64")
    message.set_boundary(f"=_{digest.hexdigest()[:32]}_a=")
    for name, data in parts:
        message.add_attachment(data, maintype="application", subtype=_SUBTYPES[Path(name).suffix], filename=name)
    if parts:
        message.set_boundary(f"=_{digest.hexdigest()[:32]}_=")
    data = _with_old_names(message.as_bytes(), [name for name, _ in parts])
    return sealed_mail(data) if draft else data


def _as_page(text: str) -> str:
    """The text of a letter as a page: its paragraphs and lines, nothing else; every letter of it escaped."""
    paragraphs = (escape(part.strip("\n")).replace("\n", "<br>\n") for part in text.strip().split("\n\n"))
    inner = "\n".join(f"<p>{part}</p>" for part in paragraphs)
    return f'<html><head><meta charset="utf-8"></head><body>\n{inner}\n</body></html>\n'


def _with_old_names(data: bytes, names: Sequence[str]) -> bytes:
    """A mail whose attachments also have ``name=`` in words of RFC 2047, which old mail programs look at."""
    for name in names:
        plain = f"Content-Type: application/{_SUBTYPES[Path(name).suffix]}".encode()
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        told = quoted if name.isascii() else Header(name, "utf-8", maxlinelen=_LINE).encode(linesep="\r\n")
        data = data.replace(plain + b"\r\n", plain + f';\r\n name="{told}"\r\n'.encode("ascii"), 1)
    return data


def recipients(draft: bytes) -> tuple[str, ...]:
    """The addresses a draft goes to."""
    return _addresses_in(draft, "To")


def copied_to(draft: bytes) -> tuple[str, ...]:
    """The addresses that get a draft besides."""
    return _addresses_in(draft, "Cc")


def _addresses_in(draft: bytes, header: str) -> tuple[str, ...]:
    head = _with_wire_lines(draft).partition(b"\r\n\r\n")[0]
    found = re.search(rb"(?im)^%s:(.*\r\n(?:[ \t].*\r\n)*)" % header.encode(), head + b"\r\n")
    return addresses(found[1].decode("ascii", "replace")) if found else ()


def as_sent(draft: bytes, mail: MailSettings, *, to: Sequence[str], moment: dt.datetime) -> bytes:
    """A draft as it leaves: no draft any more, dated now, from the sender and to the addresses that stand now.

    It may have been drafted before these were as they are.
    """
    head, _, body = _with_wire_lines(draft).partition(b"\r\n\r\n")
    kept = re.sub(_NOT_SENT + rb".*\r\n(?:[ \t].*\r\n)*", b"", head + b"\r\n")
    new = EmailMessage(policy=_WIRE)
    new["From"] = Address(display_name=on_one_line(mail.sender_name), addr_spec=addresses(mail.sender)[0])
    new["To"] = [Address(addr_spec=address) for address in to]
    new["Date"] = format_datetime(moment if moment.tzinfo else moment.astimezone())
    return new.as_bytes().removesuffix(b"\r\n") + kept + b"\r\n" + body


def _with_wire_lines(draft: bytes) -> bytes:
    """A draft with the line ends of mails, whatever program a person has saved it with."""
    return re.sub(rb"\r?\n", b"\r\n", draft)


def on_one_line(text: str) -> str:
    """A text as it may stand in a header or in a sentence: clean, on one line, of at most 200 characters."""
    return clean_text(without_controls(text), keep_lines=False, max_length=200)
