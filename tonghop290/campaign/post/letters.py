"""The round's mails: polite office Vietnamese, as drafts any mail program opens ready to send."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tonghop290.campaign.ledger import Point
from tonghop290.campaign.settings import MailSettings
from tonghop290.model import Office, Unit
from tonghop290.text.format import format_date
from tonghop290.text.normalize import clean_text, without_controls

__all__ = [
    "Letter",
    "addresses",
    "answer_letter",
    "as_mail",
    "as_sent",
    "issue_letter",
    "recipients",
    "reminder_letter",
    "strange_letter",
]

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"']+@[^\s@<>()\[\],;:\\\"']+\.[^\s@<>()\[\],;:\\\"']+")
_MOST_POINTS = 60
_SUBTYPES = {
    ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "vnd.ms-excel.sheet.macroEnabled.12",
}


class _Wire(EmailPolicy):
    """How a mail is written out: Subject and From by the older :class:`Header`.

    Measured on Python 3.11: where the newer one breaks a Vietnamese line between two encoded words it loses the space ("Bút Sơn"
    becomes "BútSơn" in every mail program); Header encodes the whole text, spaces too.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        addresses = getattr(value, "addresses", ())
        text, rest = (
            (addresses[0].display_name, f" <{addresses[0].addr_spec}>")
            if name == "From" and len(addresses) == 1
            else (str(value), "")
        )
        if name not in ("Subject", "From") or text.isascii():
            return super().fold_binary(name, value)
        return f"{name}: {Header(text, 'utf-8', header_name=name).encode(linesep=self.linesep)}{rest and self.linesep}{rest}{self.linesep}".encode(
            "ascii"
        )


_WIRE = _Wire(linesep="\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail before it is one. ``to``: addresses (none: the officer fills it in)."""

    to: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[Path, ...] = ()


def addresses(text: str) -> tuple[str, ...]:
    """The mail addresses in a cell of ``don_vi.csv`` or in a From header; what is none is passed over."""
    found = (one for one in _ADDRESS.findall(text) if one.isascii())
    return tuple(dict.fromkeys(found))


def as_mail(letter: Letter, mail: MailSettings, *, moment: dt.datetime, draft: bool = True) -> bytes:
    """The bytes of a mail (RFC 5322, CRLF); the same letter gives the same bytes.

    ``draft``: with ``X-Unsent: 1`` it opens in a mail program as a letter to be sent.
    """
    message = EmailMessage(policy=_WIRE)
    message["Subject"] = _line(letter.subject)
    if addresses(mail.sender):
        message["From"] = Address(display_name=_line(mail.sender_name), addr_spec=addresses(mail.sender)[0])
    if letter.to:
        message["To"] = [Address(addr_spec=one) for one in letter.to]
    message["Date"] = format_datetime(moment if moment.tzinfo else moment.astimezone())
    parts = [(path.name, path.read_bytes()) for path in letter.attachments]
    digest = hashlib.sha256(repr((letter.to, letter.subject, letter.body)).encode())
    for name, data in parts:
        digest.update(name.encode() + hashlib.sha256(data).digest())
    message["Message-ID"] = f"<{digest.hexdigest()[:32]}@tonghop290.invalid>"
    if draft:
        message["X-Unsent"] = "1"
    message.set_content(letter.body, cte="base64")
    for name, data in parts:
        message.add_attachment(data, maintype="application", subtype=_SUBTYPES[Path(name).suffix], filename=name)
    if parts:
        message.set_boundary(f"=_{digest.hexdigest()[:32]}_=")
    return message.as_bytes()


def recipients(draft: bytes) -> tuple[str, ...]:
    """The addresses a draft goes to."""
    found = re.search(rb"(?im)^To:(.*\r\n(?:[ \t].*\r\n)*)", draft.partition(b"\r\n\r\n")[0] + b"\r\n")
    return addresses(found[1].decode("ascii", "replace")) if found else ()


def as_sent(draft: bytes, mail: MailSettings, *, to: Sequence[str], moment: dt.datetime) -> bytes:
    """A draft as it leaves: from the sender and to the addresses that stand now (it may have been drafted before), dated now, no draft any more."""
    head, _, body = draft.partition(b"\r\n\r\n")
    kept = re.sub(rb"(?im)^(?:From|To|Date|X-Unsent):.*\r\n(?:[ \t].*\r\n)*", b"", head + b"\r\n")
    new = EmailMessage(policy=_WIRE)
    new["From"] = Address(display_name=_line(mail.sender_name), addr_spec=addresses(mail.sender)[0])
    new["To"] = [Address(addr_spec=one) for one in to]
    new["Date"] = format_datetime(moment if moment.tzinfo else moment.astimezone())
    return new.as_bytes().removesuffix(b"\r\n") + kept + b"\r\n" + body


def _line(text: str) -> str:
    return clean_text(without_controls(text), keep_lines=False, max_length=200)


# --- the letters --------------------------------------------------------------------------------------------------


def issue_letter(
    unit: Unit, office: Office, workbook: Path, *, form_title: str, again: bool, changed: bool = False
) -> Letter:
    """The letter that brings a unit its workbook. ``again``: it had one before; ``changed``: of an earlier edition of the form."""
    deadline = f"\nHạn gửi: trước hết ngày {format_date(office.deadline)}." if office.deadline else ""
    figures = f"\nSố liệu tính đến ngày {format_date(office.figures_date)}." if office.figures_date else ""
    renewed = (
        "\nBiểu này thay cho biểu đã gửi lần trước. Nếu đồng chí đã điền biểu lần trước thì vẫn gửi biểu đó, không phải điền lại.\n"
        if again
        else ""
    )
    if again and changed:
        renewed = (
            "\nBiểu này thay cho biểu đã gửi lần trước và có thay đổi về nội dung, đề nghị đồng chí điền biểu này. "
            "Biểu lần trước nếu đã gửi thì vẫn được nhận; nội dung còn thiếu so với biểu này đề nghị bổ sung.\n"
        )
    body = f"""{_greeting(unit)}

{_basis(office)} xin gửi kèm biểu số liệu “{form_title}” của {unit.full_name}.
{renewed}{deadline}{figures}

Cách điền:
1. Lưu tệp kèm theo về máy, mở bằng Excel (hoặc WPS, LibreOffice). Nếu có dòng “Protected View”, bấm “Enable Editing”.
2. Đọc trang “Hướng dẫn”, sau đó nhập vào các ô màu vàng. Không phát sinh thì ghi 0; không có số liệu thì chọn “Không có số liệu” ở cột Trạng thái.
3. Cột “Kiểm tra” báo ngay chỗ còn thiếu, còn sai. Trang “Hướng dẫn” cho biết còn bao nhiêu ô chưa điền.
4. Lưu lại dạng .xlsx và gửi trả lời thư này kèm tệp. Đề nghị không đổi sang .doc, .pdf hoặc chụp ảnh.

{_closing(office)}"""
    subject = f"Biểu số liệu của {unit.full_name}" + (
        f" (hạn {format_date(office.deadline)})" if office.deadline else ""
    )
    return Letter(to=addresses(unit.email), subject=subject, body=_tidy(body), attachments=(workbook,))


def answer_letter(
    unit: Unit,
    office: Office,
    points: Sequence[Point],
    *,
    to: tuple[str, ...],
    workbook: Path | None,
    version: int,
    name: str,
    day: dt.date,
) -> Letter:
    """The answer to a return of that ``day``: its open points, and nothing of other units. ``points``: the open ones."""
    errors, warnings = (
        [one for one in points if one.severity == "error"],
        [one for one in points if one.severity == "warning"],
    )
    received = f"{_office_name(office)} đã nhận được biểu của {unit.full_name} (tệp “{_line(name)}”)."
    if not points:
        body = f"{_greeting(unit)}\n\n{received} Số liệu đã đầy đủ, hợp lệ. Xin cảm ơn đồng chí.\n\n{_closing(office)}"
        return Letter(to=to, subject=f"Đã nhận biểu số liệu của {unit.full_name}: đạt", body=_tidy(body))
    counted = " và ".join(
        [f"{len(errors)} điểm phải sửa"] * bool(errors) + [f"{len(warnings)} điểm đề nghị xem lại"] * bool(warnings)
    )
    listed = []
    if errors:
        listed.append("CÁC ĐIỂM PHẢI SỬA\n" + _numbered(errors, 1))
    if warnings:
        listed.append(
            "CÁC ĐIỂM ĐỀ NGHỊ XEM LẠI (đúng rồi thì ghi lý do, chưa đúng thì sửa số)\n"
            + _numbered(warnings, len(errors) + 1)
        )
    how = (
        """Cách làm:
1. Mở tệp kèm theo (biểu của đồng chí, đã đánh dấu): ô đỏ là lỗi, ô cam là điểm cần xem lại; trang “Cần sửa” liệt kê từng điểm.
2. Lỗi: sửa ngay tại ô. Điểm xem lại: nếu số đúng thì ghi lý do vào cột “Giải trình” của trang “Cần sửa”.
3. Lưu lại và gửi trả lời thư này kèm tệp đã sửa."""
        if workbook is not None
        else "Đề nghị đồng chí sửa trong biểu rồi gửi lại."
    )
    deadline = ""
    if office.deadline:
        late = day > office.deadline
        deadline = (
            f"\n\nHạn gửi (ngày {format_date(office.deadline)}) đã qua, đề nghị gửi lại sớm."
            if late
            else f"\n\nĐề nghị gửi lại trước hết ngày {format_date(office.deadline)}."
        )
    parts = "\n\n".join(listed)
    body = f"""{_greeting(unit)}

{received} Xin cảm ơn đồng chí. Qua kiểm tra còn {counted}:

{parts}

{how}{deadline}

{_closing(office)}"""
    subject = f"Biểu số liệu của {unit.full_name}: còn {counted}" + (f" (lần {version})" if version > 1 else "")
    return Letter(to=to, subject=subject, body=_tidy(body), attachments=(workbook,) if workbook is not None else ())


def strange_letter(
    unit: Unit | None, office: Office, points: Sequence[Point], *, to: tuple[str, ...], name: str
) -> Letter:
    """The answer to a file that gave no form, or that nobody knows the sender of."""
    body = f"""{_greeting(unit)}

{_office_name(office)} đã nhận được tệp “{_line(name)}” nhưng chưa dùng được:

{_numbered(points, 1)}

{_closing(office)}"""
    return Letter(to=to, subject=f"Tệp “{_line(name)[:80]}” chưa dùng được", body=_tidy(body))


def reminder_letter(
    unit: Unit, office: Office, *, state: str, days_late: int | None, points: Sequence[Point], workbook: Path | None
) -> Letter:
    """A reminder. ``state``: "not_sent" or what is still open; ``days_late``: None without a deadline, below 0 before it."""
    deadline = ""
    if office.deadline:
        late = f", đã quá {days_late} ngày" if days_late is not None and days_late > 0 else ""
        deadline = f" Hạn gửi là ngày {format_date(office.deadline)}{late}."
    who = _office_name(office)
    if state == "not_sent":
        ask = f"{who} chưa nhận được biểu số liệu của {unit.full_name}.{deadline} Đề nghị đồng chí điền biểu kèm theo và gửi về sớm."
    elif not points:
        ask = f"{who} chưa dùng được tệp {unit.full_name} đã gửi.{deadline} Đề nghị đồng chí gửi lại biểu kèm theo."
    else:
        ask = (
            f"{who} đã nhận biểu của {unit.full_name} nhưng còn {len(points)} điểm chưa xong.{deadline}\n\n{_numbered(points, 1)}\n\n"
            "Đề nghị đồng chí sửa (hoặc giải trình) trong tệp kèm theo và gửi lại sớm."
        )
    note = "Nếu đồng chí vừa gửi thì xin bỏ qua thư này."
    body = f"{_greeting(unit)}\n\n{ask}\n\n{note}\n\n{_closing(office)}"
    attached = (workbook,) if workbook is not None else ()
    return Letter(
        to=addresses(unit.email),
        subject=f"Nhắc gửi biểu số liệu của {unit.full_name}",
        body=_tidy(body),
        attachments=attached,
    )


def _numbered(points: Sequence[Point], first: int) -> str:
    lines = [f"{number}. {without_controls(point.text)}" for number, point in enumerate(points[:_MOST_POINTS], first)]
    if len(points) > _MOST_POINTS:
        lines.append(f"… và {len(points) - _MOST_POINTS} điểm khác, xem trang “Cần sửa” của tệp kèm theo.")
    return "\n".join(lines)


def _greeting(unit: Unit | None) -> str:
    if unit is None:
        return "Kính gửi: Đồng chí,"
    return f"Kính gửi: Đảng uỷ {unit.full_name}" + (f" (đồng chí {_line(unit.contact)})" if unit.contact else "") + ","


def _basis(office: Office) -> str:
    if not office.letter_number:
        return _office_name(office)
    dated = f", ngày {format_date(office.letter_date)}" if office.letter_date else ""
    return f"Thực hiện Công văn số {office.letter_number}-{office.letter_symbol}{dated}, {_office_name(office)}"


def _office_name(office: Office) -> str:
    return _line(office.contact) or _line(f"{office.committee} {office.name}") or "Cơ quan tổng hợp"


def _closing(office: Office) -> str:
    reach = ", ".join(
        part for part in (_line(office.phone) and f"điện thoại {_line(office.phone)}", _line(office.email)) if part
    )
    asked = f"Có gì chưa rõ, đề nghị đồng chí liên hệ: {reach}.\n\n" if reach else ""
    return f"{asked}Trân trọng.\n{_office_name(office)}\n"


def _tidy(body: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", body)
