"""Sixty mails as a district gets them: threads, forwarded ones, scans beside, twice the same, three in one, signed,
Outlook, nothing but a scan, thanks, somebody nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from tests.parcels.compound import a_msg
from tests.samples.rounds import WRONG, return_bytes
from tonghop290.campaign.settings import Round

PDF = b"%PDF-1.7\n" + bytes(500)
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Mailed:
    """One mail. ``units``: whose returns that count it brings; ``answers``: how many answers its thread gets."""

    id: str
    data: bytes
    units: tuple[str, ...] = ()
    answers: int = 1


class Post:
    """Writes mails to a round, one after the other."""

    def __init__(self, round: Round) -> None:
        self.round, self.units, self.count = round, list(round.units), 0

    def mail(
        self, code: str, files: dict[str, bytes], *, subject: str = "Nộp biểu", sender: str = "", before: str = ""
    ) -> EmailMessage:
        self.count += 1
        message = EmailMessage()
        message["From"] = sender or f"Xã <{self.round.units[code].email}>"
        message["Subject"], message["Message-ID"] = subject, f"<{self.count}@mau.example>"
        message["Date"] = f"Fri, 10 Jan 2020 08:{self.count:02}:00 +0700"
        if before:
            message["In-Reply-To"] = message["References"] = before
        message.set_content("Kính gửi Ban Dân vận.")
        for name, data in files.items():
            sub = XLSX if name.endswith(".xlsx") else "pdf" if name.endswith(".pdf") else "octet-stream"
            message.add_attachment(data, maintype="application", subtype=sub, filename=name)
        return message

    def book(self, code: str, **values: Any) -> dict[str, bytes]:
        return {f"{code}.xlsx": return_bytes(self.round, code, **values)}

    def sixty(self) -> Iterator[Mailed]:
        yield from self._with_scans(self.units[:20])
        yield from self._threads(self.units[20:24])
        yield from self._forwarded(self.units[24:30])
        yield from self._twice(self.units[30:33])
        yield from self._three_in_one(self.units[33:39])
        yield from self._signed(self.units[39:43])
        yield from self._outlook(self.units[43:46])
        yield from self._without(self.units[46:52])
        while self.count < 60:
            code = self.units[self.count % 20]
            yield self._made(self.mail(code, {f"bản ký {self.count}.pdf": PDF + b"%d" % self.count}), answers=0)

    def _made(self, message: EmailMessage, *units: str, answers: int = 1) -> Mailed:
        return Mailed(str(message["Message-ID"]), message.as_bytes(), units, answers)

    def _with_scans(self, codes: list[str]) -> Iterator[Mailed]:
        for number, code in enumerate(codes):
            values = WRONG if number % 4 == 1 else {}
            files = {**self.book(code, **values), f"{code} ký.pdf": PDF + code.encode()}
            yield self._made(self.mail(code, files), code)

    def _threads(self, codes: list[str]) -> Iterator[Mailed]:
        for code in codes:
            first = self.mail(code, self.book(code, saved="2020-01-08T03:00:00Z", **WRONG))
            yield self._made(first, answers=0)  # what it brought counts no more when answers are written
            again = self.book(code, saved="2020-01-09T03:00:00Z")
            yield self._made(self.mail(code, again, subject="Re: Nộp biểu", before=str(first["Message-ID"])), code)

    def _forwarded(self, codes: list[str]) -> Iterator[Mailed]:
        for own, other in zip(codes[::2], codes[1::2], strict=True):
            inner = self.mail(other, self.book(other))
            self.count -= 1
            inner.replace_header("Message-ID", f"<inner.{other}@mau.example>")
            outer = self.mail(own, {}, subject="Fwd: Nộp biểu")
            outer.add_attachment(inner)
            yield self._made(outer, other)
            quoted = self.mail(own, self.book(own), subject="Chuyển tiếp: biểu")
            yield self._made(quoted, own)

    def _twice(self, codes: list[str]) -> Iterator[Mailed]:
        for code in codes:
            once = self.mail(code, self.book(code))
            yield self._made(once, code)
            self.count += 1
            yield Mailed(str(once["Message-ID"]), b"Received: by relay\n" + once.as_bytes(), (code,), 1)

    def _three_in_one(self, codes: list[str]) -> Iterator[Mailed]:
        for some in (codes[:3], codes[3:]):
            files = {name: data for code in some for name, data in self.book(code).items()}
            yield self._made(self.mail(some[0], files, sender="Cụm <cum@mau.example>"), *some, answers=3)

    def _signed(self, codes: list[str]) -> Iterator[Mailed]:
        for code in codes:
            message = self.mail(code, self.book(code))
            message.add_attachment(
                b"0\x80\x06\x09", maintype="application", subtype="pkcs7-signature", filename="smime.p7s"
            )
            yield self._made(message, code)

    def _outlook(self, codes: list[str]) -> Iterator[Mailed]:
        for code in codes:
            sender = ("Xã", self.round.units[code].email)
            inner = a_msg(self.book(code), sender=sender)
            yield self._made(self.mail(code, {"Nộp biểu.msg": inner}), code)

    def _without(self, codes: list[str]) -> Iterator[Mailed]:
        for code in codes[:3]:
            yield self._made(self.mail(code, {f"{code}.pdf": PDF + code.encode()}))
        for number, code in enumerate(codes[3:5]):
            book = self.book(code, don_vi="Xã Không Có", dan_so=5000 + number)
            yield self._made(
                self.mail(code, {"bieu.xlsx": book[f"{code}.xlsx"]}, sender=f"La <la{number}@example.com>")
            )
        yield self._made(self.mail(codes[5], {}, sender="Quảng cáo <qc@example.com>"), answers=0)
