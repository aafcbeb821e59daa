"""The round's letters: polite office Vietnamese."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.ledger.outcomes import Point, told_lines
from tonghop290.campaign.post.mail import Letter, addresses, on_one_line
from tonghop290.model import Office, Unit
from tonghop290.pipeline.editions import CARRIED_SHEET
from tonghop290.text.format import format_date
from tonghop290.text.normalize import without_controls

__all__ = ["answer_letter", "issue_letter", "reminder_letter", "strange_letter", "waiting_letter"]

_MOST_POINTS = 60
_RENEWED = (
    "\nBiểu này thay cho biểu đã gửi lần trước. "
    "Nếu đồng chí đã điền biểu lần trước thì vẫn gửi biểu đó, không phải điền lại.\n"
)
_CHANGED = (
    "\nBiểu này thay cho biểu đã gửi lần trước và có thay đổi về nội dung, đề nghị đồng chí điền biểu này. "
    "Biểu lần trước nếu đã gửi thì vẫn được nhận; nội dung còn thiếu so với biểu này đề nghị bổ sung.\n"
)
_CARRIED = (
    "\nBiểu này thay cho biểu đồng chí đã gửi và có thay đổi về nội dung. Số liệu đã gửi được chuyển sang biểu này; đề "
    "nghị đồng chí xem lại, điền các ô còn trống rồi gửi biểu này. Trang “{sheet}” của biểu ghi đủ các mục sau:\n"
)
_HOW_TO_FILL = (
    "1. Lưu tệp kèm theo về máy, mở bằng Excel (hoặc WPS, LibreOffice). "
    "Nếu có dòng “Protected View”, bấm “Enable Editing”.\n"
    "2. Đọc trang “Hướng dẫn”, sau đó nhập vào các ô màu vàng. "
    "Không phát sinh thì ghi 0; không có số liệu thì chọn “Không có số liệu” ở cột Trạng thái.\n"
    "3. Cột “Kiểm tra” báo ngay chỗ còn thiếu, còn sai. Trang “Hướng dẫn” cho biết còn bao nhiêu ô chưa điền.\n"
    "4. Lưu lại dạng .xlsx và gửi trả lời thư này kèm tệp. Đề nghị không đổi sang .doc, .pdf hoặc chụp ảnh."
)
_HOW_TO_MEND = (
    "Cách làm:\n"
    "1. Mở tệp kèm theo (biểu của đồng chí, đã đánh dấu): ô đỏ là lỗi, ô cam là điểm cần xem lại; "
    "trang “Cần sửa” liệt kê từng điểm.\n"
    "2. Lỗi: sửa ngay tại ô. "
    "Điểm xem lại: nếu số đúng thì ghi lý do vào cột “Giải trình” của trang “Cần sửa”.\n"
    "3. Lưu lại và gửi trả lời thư này kèm tệp đã sửa."
)
_WHOSE = (
    "Đề nghị đồng chí trả lời thư này, cho biết biểu là của đơn vị nào; nếu đã điền nhầm biểu của đơn vị khác thì đề "
    "nghị điền vào biểu của đơn vị mình rồi gửi lại."
)
_HOW_TO_RESEND = "Đề nghị đồng chí sửa trong biểu rồi gửi lại."


def issue_letter(
    unit: Unit,
    office: Office,
    workbook: Path,
    *,
    form_title: str,
    again: bool,
    changed: bool = False,
    carried: Sequence[str] = (),
) -> Letter:
    """The letter that brings a unit its workbook.

    ``again``: it had one before; ``changed``: that was of an earlier edition of the form; ``carried``: what the
    workbook holds of the return the unit has sent on such a one, a line each.
    """
    deadline = f"\nHạn gửi: trước hết ngày {format_date(office.deadline)}." if office.deadline else ""
    figures = f"\nSố liệu tính đến ngày {format_date(office.figures_date)}." if office.figures_date else ""
    renewed = (_CHANGED if changed else _RENEWED) if again else ""
    if carried:
        renewed = _CARRIED.format(sheet=CARRIED_SHEET) + _taken_over(carried)
    body = f"""{_greeting(unit, office)}

{_basis(office)} xin gửi kèm biểu số liệu “{form_title}” của {unit.full_name}.
{renewed}{deadline}{figures}

Cách điền:
{_HOW_TO_FILL}

{_closing(office)}"""
    until = f" (hạn {format_date(office.deadline)})" if office.deadline else ""
    subject = f"Biểu số liệu của {unit.full_name}{until}"
    return Letter(to=addresses(unit.email), subject=subject, body=_tidy(body), attachments=(workbook,))


def _taken_over(lines: Sequence[str]) -> str:
    """What the new workbook holds of the old one, and what it does not, a line each."""
    more = [f"… và {len(lines) - _MOST_POINTS} mục khác"] if len(lines) > _MOST_POINTS else []
    return "".join(f"- {on_one_line(line)}\n" for line in (*lines[:_MOST_POINTS], *more))


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
    """The answer to a return of that ``day``: its open ``points``, and nothing of other units."""
    received = f"{_office_name(office)} đã nhận được biểu của {unit.full_name} (tệp “{on_one_line(name)}”)."
    if not points:
        said = f"{received} Số liệu đã đầy đủ, hợp lệ. Xin cảm ơn đồng chí."
        body = f"{_greeting(unit, office)}\n\n{said}\n\n{_closing(office)}"
        return Letter(to=to, subject=f"Đã nhận biểu số liệu của {unit.full_name}: đạt", body=_tidy(body))
    counted = _counted(points)
    body = f"""{_greeting(unit, office)}

{received} Xin cảm ơn đồng chí. Qua kiểm tra còn {counted}:

{_listed(points)}

{_HOW_TO_MEND if workbook is not None else _HOW_TO_RESEND}{_asked_again(office, day)}

{_closing(office)}"""
    subject = f"Biểu số liệu của {unit.full_name}: còn {counted}" + (f" (lần {version})" if version > 1 else "")
    return Letter(to=to, subject=subject, body=_tidy(body), attachments=(workbook,) if workbook is not None else ())


def _by_severity(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """Errors and warnings."""
    return (
        [point for point in points if point.severity == "error"],
        [point for point in points if point.severity == "warning"],
    )


def _counted(points: Sequence[Point]) -> str:
    """ "2 điểm phải sửa và 1 điểm đề nghị xem lại"."""
    errors, warnings = _by_severity(points)
    return " và ".join(
        [f"{len(errors)} điểm phải sửa"] * bool(errors) + [f"{len(warnings)} điểm đề nghị xem lại"] * bool(warnings)
    )


def _listed(points: Sequence[Point]) -> str:
    """The points under their headings."""
    errors, warnings = _by_severity(points)
    parts = []
    if errors:
        parts.append("CÁC ĐIỂM PHẢI SỬA\n" + _numbered(errors))
    if warnings:
        heading = "CÁC ĐIỂM ĐỀ NGHỊ XEM LẠI (đúng rồi thì ghi lý do, chưa đúng thì sửa số)\n"
        parts.append(heading + _numbered(warnings))
    return "\n\n".join(parts)


def _asked_again(office: Office, day: dt.date) -> str:
    """Until when the corrected workbook is wanted."""
    if not office.deadline:
        return ""
    if day > office.deadline:
        return f"\n\nHạn gửi (ngày {format_date(office.deadline)}) đã qua, đề nghị gửi lại sớm."
    return f"\n\nĐề nghị gửi lại trước hết ngày {format_date(office.deadline)}."


def waiting_letter(
    unit: Unit | None, office: Office, points: Sequence[Point], *, to: tuple[str, ...], name: str
) -> Letter:
    """The question whose a workbook is, to who sent it; ``points``: what speaks for one unit and for another."""
    reasons = ":\n\n" + _numbered(points) + "\n\n" if points else ". "
    body = f"""{_greeting(unit, office)}

{_office_name(office)} đã nhận được tệp “{on_one_line(name)}” nhưng chưa rõ biểu này là của đơn vị nào, nên chưa tính \
biểu này và chưa thay biểu nào đã nhận{reasons}{_WHOSE}

{_closing(office)}"""
    return Letter(to=to, subject=f"Tệp “{on_one_line(name)[:80]}”: đề nghị cho biết của đơn vị nào", body=_tidy(body))


def strange_letter(
    unit: Unit | None, office: Office, points: Sequence[Point], *, to: tuple[str, ...], name: str
) -> Letter:
    """The answer to a file that gave no form."""
    body = f"""{_greeting(unit, office)}

{_office_name(office)} đã nhận được tệp “{on_one_line(name)}” nhưng chưa dùng được:

{_numbered(points)}

{_closing(office)}"""
    return Letter(to=to, subject=f"Tệp “{on_one_line(name)[:80]}” chưa dùng được", body=_tidy(body))


def reminder_letter(
    unit: Unit, office: Office, *, state: str, days_late: int | None, points: Sequence[Point], workbook: Path | None
) -> Letter:
    """A reminder. ``state``: "not_sent" or what is still open; ``days_late``: None without a deadline."""
    deadline = ""
    if office.deadline:
        late = f", đã quá {days_late} ngày" if days_late is not None and days_late > 0 else ""
        deadline = f" Hạn gửi là ngày {format_date(office.deadline)}{late}."
    who = _office_name(office)
    if state == "not_sent":
        ask = (
            f"{who} chưa nhận được biểu số liệu của {unit.full_name}.{deadline} "
            "Đề nghị đồng chí điền biểu kèm theo và gửi về sớm."
        )
    elif not points:
        ask = f"{who} chưa dùng được tệp {unit.full_name} đã gửi.{deadline} Đề nghị đồng chí gửi lại biểu kèm theo."
    else:
        ask = (
            f"{who} đã nhận biểu của {unit.full_name} nhưng còn {len(points)} điểm chưa xong.{deadline}\n\n"
            f"{_numbered(points)}\n\n"
            "Đề nghị đồng chí sửa (hoặc giải trình) trong tệp kèm theo và gửi lại sớm."
        )
    note = "Nếu đồng chí vừa gửi thì xin bỏ qua thư này."
    body = f"{_greeting(unit, office)}\n\n{ask}\n\n{note}\n\n{_closing(office)}"
    attached = (workbook,) if workbook is not None else ()
    return Letter(
        to=addresses(unit.email),
        subject=f"Nhắc gửi biểu số liệu của {unit.full_name}",
        body=_tidy(body),
        attachments=attached,
    )


def _numbered(points: Sequence[Point]) -> str:
    """The points as lines, each under the number it has everywhere; one cause of many cells is one line."""
    told = told_lines(points)
    lines = [f"{number}. {without_controls(text)}" for number, text in told[:_MOST_POINTS]]
    if len(told) > _MOST_POINTS:
        lines.append(f"… và {len(told) - _MOST_POINTS} điểm khác, xem trang “Cần sửa” của tệp kèm theo.")
    return "\n".join(lines)


def _greeting(unit: Unit | None, office: Office) -> str:
    if unit is None:
        return "Kính gửi: Đồng chí,"
    contact = f" (đồng chí {on_one_line(unit.contact)})" if unit.contact else ""
    return f"Kính gửi: {office.in_words(office.addressee or '{unit}', unit=unit.full_name)}{contact},"


def _basis(office: Office) -> str:
    if not office.letter_number:
        return _office_name(office)
    dated = f", ngày {format_date(office.letter_date)}" if office.letter_date else ""
    return f"Thực hiện Công văn số {office.letter_name}{dated}, {_office_name(office)}"


def _office_name(office: Office) -> str:
    return on_one_line(office.contact) or on_one_line(f"{office.committee} {office.name}") or "Cơ quan tổng hợp"


def _closing(office: Office) -> str:
    phone, email = on_one_line(office.phone), on_one_line(office.email)
    reach = ", ".join(filter(None, (phone and f"điện thoại {phone}", email)))
    asked = f"Có gì chưa rõ, đề nghị đồng chí liên hệ: {reach}.\n\n" if reach else ""
    return f"{asked}Trân trọng.\n{_office_name(office)}\n"


def _tidy(body: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", body)
