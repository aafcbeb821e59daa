"""The round's letters: polite office Vietnamese."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.ledger.outcomes import Point, told_lines
from tonghop290.campaign.post.mail import Letter, addresses, on_one_line
from tonghop290.model import Office, Unit, Words, sayable
from tonghop290.pipeline.editions import CARRIED_SHEET
from tonghop290.text.normalize import without_controls

__all__ = ["answer_letter", "issue_letter", "reminder_letter", "strange_letter", "waiting_letter"]

_MOST_POINTS = 60
_RENEWED = sayable(
    "\nBiểu này thay cho biểu đã gửi lần trước. "
    "Nếu đồng chí đã điền biểu lần trước thì vẫn gửi biểu đó, không phải điền lại.\n"
)
_CHANGED = sayable(
    "\nBiểu này thay cho biểu đã gửi lần trước và có thay đổi về nội dung, đề nghị đồng chí điền biểu này. "
    "Biểu lần trước nếu đã gửi thì vẫn được nhận; nội dung còn thiếu so với biểu này đề nghị bổ sung.\n"
)
_CARRIED = sayable(
    "\nBiểu này thay cho biểu đồng chí đã gửi và có thay đổi về nội dung. Số liệu đã gửi được chuyển sang biểu này; đề "
    "nghị đồng chí xem lại, điền các ô còn trống rồi gửi biểu này. Trang “{sheet}” của biểu ghi đủ các mục sau:\n"
)
_HOW_TO_FILL = sayable(
    "1. Lưu tệp kèm theo về máy, mở bằng Excel (hoặc WPS, LibreOffice). "
    "Nếu có dòng “Protected View”, bấm “Enable Editing”.\n"
    "2. Đọc trang “Hướng dẫn”, sau đó nhập vào các ô màu vàng. "
    "Không phát sinh thì ghi 0; không có số liệu thì chọn “Không có số liệu” ở cột Trạng thái.\n"
    "3. Cột “Kiểm tra” báo ngay chỗ còn thiếu, còn sai. Trang “Hướng dẫn” cho biết còn bao nhiêu ô chưa điền.\n"
    "4. Lưu lại dạng .xlsx và gửi trả lời thư này kèm tệp. Đề nghị không đổi sang .doc, .pdf hoặc chụp ảnh."
)
_HOW_TO_MEND = sayable(
    "Cách làm:\n"
    "1. Mở tệp kèm theo (biểu của đồng chí, đã đánh dấu): ô đỏ là lỗi, ô cam là điểm cần xem lại; "
    "trang “Cần sửa” liệt kê từng điểm.\n"
    "2. Lỗi: sửa ngay tại ô. "
    "Điểm xem lại: nếu số đúng thì ghi lý do vào cột “Giải trình” của trang “Cần sửa”.\n"
    "3. Lưu lại và gửi trả lời thư này kèm tệp đã sửa."
)
_WHOSE = sayable(
    "Đề nghị đồng chí trả lời thư này, cho biết biểu là của đơn vị nào; nếu đã điền nhầm biểu của đơn vị khác thì đề "
    "nghị điền vào biểu của đơn vị mình rồi gửi lại."
)
_NOT_SENT = sayable(
    "{office} chưa nhận được biểu số liệu của {unit}.{deadline} Đề nghị đồng chí điền biểu kèm theo và gửi về sớm."
)
_NOT_USED = sayable("{office} chưa dùng được tệp {unit} đã gửi.{deadline} Đề nghị đồng chí gửi lại biểu kèm theo.")
_STILL_OPEN = sayable(
    "{office} đã nhận biểu của {unit} nhưng còn {count} điểm chưa xong.{deadline}\n\n{points}\n\n"
    "Đề nghị đồng chí sửa (hoặc giải trình) trong tệp kèm theo và gửi lại sớm."
)
_HOW_TO_RESEND = sayable("Đề nghị đồng chí sửa trong biểu rồi gửi lại.")


def issue_letter(
    unit: Unit,
    office: Office,
    workbook: Path,
    *,
    form_title: str,
    again: bool,
    changed: bool = False,
    carried: Sequence[str] = (),
    words: Words | None = None,
) -> Letter:
    """The letter that brings a unit its workbook.

    ``again``: it had one before; ``changed``: that was of an earlier edition of the form; ``carried``: what the
    workbook holds of the return the unit has sent on such a one, a line each.
    """
    words, due, of = words or Words(), office.deadline, office.figures_date
    deadline = "\n" + words.say("Hạn gửi: trước hết ngày {date}.", date=words.date(due)) if due else ""
    figures = "\n" + words.say("Số liệu tính đến ngày {date}.", date=words.date(of)) if of else ""
    renewed = words.say(_CHANGED if changed else _RENEWED) if again else ""
    if carried:
        renewed = words.say(_CARRIED, sheet=words.say(CARRIED_SHEET)) + _taken_over(carried, words)
    sent = words.say(
        "{office} xin gửi kèm biểu số liệu “{title}” của {unit}.",
        office=_basis(office, words),
        title=form_title,
        unit=unit.full_name,
    )
    body = f"""{_greeting(unit, office, words)}

{sent}
{renewed}{deadline}{figures}

{words.say("Cách điền:")}
{words.say(_HOW_TO_FILL)}

{_closing(office, words)}"""
    until = words.say(" (hạn {date})", date=words.date(due)) if due else ""
    subject = words.say("Biểu số liệu của {unit}{until}", unit=unit.full_name, until=until)
    return Letter(to=addresses(unit.email), subject=subject, body=_tidy(body), attachments=(workbook,))


def _taken_over(lines: Sequence[str], words: Words) -> str:
    """What the new workbook holds of the old one, and what it does not, a line each."""
    more = [words.say("… và {count} mục khác", count=len(lines) - _MOST_POINTS)] if len(lines) > _MOST_POINTS else []
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
    words: Words | None = None,
) -> Letter:
    """The answer to a return of that ``day``: its open ``points``, and nothing of other units."""
    words = words or Words()
    received = words.say(
        "{office} đã nhận được biểu của {unit} (tệp “{name}”).",
        office=_office_name(office, words),
        unit=unit.full_name,
        name=on_one_line(name),
    )
    if not points:
        said = words.say("{received} Số liệu đã đầy đủ, hợp lệ. Xin cảm ơn đồng chí.", received=received)
        body = f"{_greeting(unit, office, words)}\n\n{said}\n\n{_closing(office, words)}"
        subject = words.say("Đã nhận biểu số liệu của {unit}: đạt", unit=unit.full_name)
        return Letter(to=to, subject=subject, body=_tidy(body))
    counted = _counted(points, words)
    left = words.say("{received} Xin cảm ơn đồng chí. Qua kiểm tra còn {counted}:", received=received, counted=counted)
    body = f"""{_greeting(unit, office, words)}

{left}

{_listed(points, words)}

{words.say(_HOW_TO_MEND if workbook is not None else _HOW_TO_RESEND)}{_asked_again(office, day, words)}

{_closing(office, words)}"""
    number = words.say(" (lần {version})", version=version) if version > 1 else ""
    subject = words.say("Biểu số liệu của {unit}: còn {counted}", unit=unit.full_name, counted=counted) + number
    return Letter(to=to, subject=subject, body=_tidy(body), attachments=(workbook,) if workbook is not None else ())


def _by_severity(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """Errors and warnings."""
    return (
        [point for point in points if point.severity == "error"],
        [point for point in points if point.severity == "warning"],
    )


def _counted(points: Sequence[Point], words: Words) -> str:
    """ "2 điểm phải sửa và 1 điểm đề nghị xem lại"."""
    errors, warnings = _by_severity(points)
    parts = [words.say("{count} điểm phải sửa", count=len(errors))] * bool(errors)
    parts += [words.say("{count} điểm đề nghị xem lại", count=len(warnings))] * bool(warnings)
    return words.say(" và ").join(parts)


def _listed(points: Sequence[Point], words: Words) -> str:
    """The points under their headings."""
    errors, warnings = _by_severity(points)
    parts = []
    if errors:
        parts.append(words.say("CÁC ĐIỂM PHẢI SỬA") + "\n" + _numbered(errors, words))
    if warnings:
        heading = words.say("CÁC ĐIỂM ĐỀ NGHỊ XEM LẠI (đúng rồi thì ghi lý do, chưa đúng thì sửa số)")
        parts.append(heading + "\n" + _numbered(warnings, words))
    return "\n\n".join(parts)


def _asked_again(office: Office, day: dt.date, words: Words) -> str:
    """Until when the corrected workbook is wanted."""
    if not office.deadline:
        return ""
    due = words.date(office.deadline)
    if day > office.deadline:
        return "\n\n" + words.say("Hạn gửi (ngày {date}) đã qua, đề nghị gửi lại sớm.", date=due)
    return "\n\n" + words.say("Đề nghị gửi lại trước hết ngày {date}.", date=due)


def waiting_letter(
    unit: Unit | None,
    office: Office,
    points: Sequence[Point],
    *,
    to: tuple[str, ...],
    name: str,
    words: Words | None = None,
) -> Letter:
    """The question whose a workbook is, to who sent it; ``points``: what speaks for one unit and for another."""
    words = words or Words()
    reasons = ":\n\n" + _numbered(points, words) + "\n\n" if points else ". "
    unclear = words.say(
        "{office} đã nhận được tệp “{name}” nhưng chưa rõ biểu này là của đơn vị nào, nên chưa tính biểu này và chưa "
        "thay biểu nào đã nhận",
        office=_office_name(office, words),
        name=on_one_line(name),
    )
    body = f"""{_greeting(unit, office, words)}

{unclear}{reasons}{words.say(_WHOSE)}

{_closing(office, words)}"""
    subject = words.say("Tệp “{name}”: đề nghị cho biết của đơn vị nào", name=on_one_line(name)[:80])
    return Letter(to=to, subject=subject, body=_tidy(body))


def strange_letter(
    unit: Unit | None,
    office: Office,
    points: Sequence[Point],
    *,
    to: tuple[str, ...],
    name: str,
    words: Words | None = None,
) -> Letter:
    """The answer to a file that gave no form."""
    words = words or Words()
    facts = {"office": _office_name(office, words), "name": on_one_line(name)}
    body = f"""{_greeting(unit, office, words)}

{words.say("{office} đã nhận được tệp “{name}” nhưng chưa dùng được:", **facts)}

{_numbered(points, words)}

{_closing(office, words)}"""
    subject = words.say("Tệp “{name}” chưa dùng được", name=on_one_line(name)[:80])
    return Letter(to=to, subject=subject, body=_tidy(body))


def reminder_letter(
    unit: Unit,
    office: Office,
    *,
    state: str,
    days_late: int | None,
    points: Sequence[Point],
    workbook: Path | None,
    words: Words | None = None,
) -> Letter:
    """A reminder. ``state``: "not_sent" or what is still open; ``days_late``: None without a deadline."""
    words, deadline = words or Words(), ""
    if office.deadline:
        late = words.say(", đã quá {days} ngày", days=days_late) if days_late is not None and days_late > 0 else ""
        deadline = " " + words.say("Hạn gửi là ngày {date}{late}.", date=words.date(office.deadline), late=late)
    facts = {"office": _office_name(office, words), "unit": unit.full_name, "deadline": deadline}
    if state == "not_sent":
        ask = words.say(_NOT_SENT, **facts)
    elif not points:
        ask = words.say(_NOT_USED, **facts)
    else:
        ask = words.say(_STILL_OPEN, count=len(points), points=_numbered(points, words), **facts)
    note = words.say("Nếu đồng chí vừa gửi thì xin bỏ qua thư này.")
    body = f"{_greeting(unit, office, words)}\n\n{ask}\n\n{note}\n\n{_closing(office, words)}"
    attached = (workbook,) if workbook is not None else ()
    return Letter(
        to=addresses(unit.email),
        subject=words.say("Nhắc gửi biểu số liệu của {unit}", unit=unit.full_name),
        body=_tidy(body),
        attachments=attached,
    )


def _numbered(points: Sequence[Point], words: Words) -> str:
    """The points as lines, each under the number it has everywhere; one cause of many cells is one line."""
    every = told_lines(points, words)
    lines = [f"{number}. {without_controls(text)}" for number, text in every[:_MOST_POINTS]]
    if len(every) > _MOST_POINTS:
        more = len(every) - _MOST_POINTS
        lines.append(words.say("… và {count} điểm khác, xem trang “Cần sửa” của tệp kèm theo.", count=more))
    return "\n".join(lines)


def _greeting(unit: Unit | None, office: Office, words: Words) -> str:
    if unit is None:
        return words.say("Kính gửi: Đồng chí,")
    contact = words.say(" (đồng chí {name})", name=on_one_line(unit.contact)) if unit.contact else ""
    addressee = office.in_words(office.addressee or "{unit}", unit=unit.full_name)
    return words.say("Kính gửi: {addressee}{contact},", addressee=addressee, contact=contact)


def _basis(office: Office, words: Words) -> str:
    name = _office_name(office, words)
    if not office.letter_number:
        return name
    dated = words.say(", ngày {date}", date=words.date(office.letter_date)) if office.letter_date else ""
    return words.say(
        "Thực hiện Công văn số {letter}{dated}, {office}", letter=office.letter_name, dated=dated, office=name
    )


def _office_name(office: Office, words: Words) -> str:
    named = on_one_line(office.contact) or on_one_line(f"{office.committee} {office.name}")
    return named or words.say("Cơ quan tổng hợp")


def _closing(office: Office, words: Words) -> str:
    phone, email = on_one_line(office.phone), on_one_line(office.email)
    reach = ", ".join(filter(None, (phone and words.say("điện thoại {phone}", phone=phone), email)))
    asked = words.say("Có gì chưa rõ, đề nghị đồng chí liên hệ: {reach}.", reach=reach) + "\n\n" if reach else ""
    return f"{asked}{words.say('Trân trọng.')}\n{_office_name(office, words)}\n"


def _tidy(body: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", body)
