"""The letters a round sends out by itself: with the workbook, and when it does not come back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.ledger.outcomes import Point
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.letter_frame import (
    MOST_POINTS,
    called,
    counted,
    framed,
    listed,
    office_name,
    until,
)
from tonghop290.campaign.post.mail import Letter, on_one_line
from tonghop290.model import Office, Unit, Words, sayable
from tonghop290.pipeline.editions import CARRIED_SHEET

__all__ = ["issue_letter", "reminder_letter"]

_RENEWED = sayable(
    "Biểu này thay cho biểu đã gửi lần trước. "
    "Nếu {addressee} đã điền biểu lần trước thì vẫn gửi biểu đó, không phải điền lại."
)
_CHANGED = sayable(
    "Biểu này thay cho biểu đã gửi lần trước và có thay đổi về nội dung, đề nghị {addressee} điền biểu này. "
    "Biểu lần trước nếu đã gửi thì vẫn được nhận; nội dung còn thiếu so với biểu này đề nghị bổ sung."
)
_CARRIED = sayable(
    "Biểu này thay cho biểu {addressee} đã gửi và có thay đổi về nội dung. Số liệu đã gửi được chuyển sang biểu này; "
    "đề nghị {addressee} xem lại, điền các ô còn trống rồi gửi biểu này. Trang “{sheet}” của biểu ghi đủ các mục sau:"
)
_HOW_TO_FILL = sayable(
    "1. Lưu tệp kèm theo về máy, mở bằng Excel (hoặc WPS, LibreOffice). "
    "Nếu có dòng “Protected View”, bấm “Enable Editing”.\n"
    "2. Đọc trang “Hướng dẫn”, sau đó nhập vào các ô màu vàng. "
    "Không phát sinh thì ghi 0; không có số liệu thì chọn “Không có số liệu” ở cột Trạng thái.\n"
    "3. Cột “Kiểm tra” báo ngay chỗ còn thiếu, còn sai. Trang “Hướng dẫn” cho biết còn bao nhiêu ô chưa điền.\n"
    "4. Lưu lại dạng .xlsx và gửi trả lời thư này kèm tệp. Đề nghị không đổi sang .doc, .pdf hoặc chụp ảnh."
)
_NOT_SENT = sayable(
    "{office} chưa nhận được biểu số liệu của {unit}.{deadline} Đề nghị {addressee} điền biểu kèm theo và gửi về sớm."
)
_NOT_USED = sayable(
    "{office} chưa dùng được tệp {unit} đã gửi.{deadline} Đề nghị {addressee} điền biểu kèm theo (tệp Excel) và gửi "
    "lại sớm."
)
_STILL_OPEN = sayable("{office} đã nhận biểu của {unit} nhưng còn {counted}.{deadline}")
_TO_MEND = sayable("Đề nghị {addressee} sửa trong tệp kèm theo và gửi lại sớm.")
_TO_REVIEW = sayable(
    "Đề nghị {addressee} xem lại trong tệp kèm theo (số chưa đúng thì sửa, số đúng thì ghi lý do vào cột “Giải trình”) "
    "và gửi lại sớm."
)
_TO_DO_BOTH = sayable(
    "Đề nghị {addressee} sửa các điểm phải sửa, xem lại các điểm còn lại (số chưa đúng thì sửa, số đúng thì ghi lý do "
    "vào cột “Giải trình”) trong tệp kèm theo và gửi lại sớm."
)


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
    addressee = called(unit, office, words)
    figures = words.say("Số liệu tính đến ngày {date}.", date=words.date(of)) if of else ""
    renewed = words.say(_CHANGED if changed else _RENEWED, addressee=addressee) if again else ""
    if carried:
        said = words.say(_CARRIED, sheet=words.say(CARRIED_SHEET), addressee=addressee)
        renewed = f"{said}\n{_taken_over(carried, words)}"
    sent = words.say(
        "{office} xin gửi kèm biểu số liệu “{title}” của {unit}.",
        office=_basis(office, words),
        title=form_title,
        unit=unit.full_name,
    )
    when = "\n".join(filter(None, (until(office, words).strip(), figures)))
    how = f"{words.say('Cách điền:')}\n{words.say(_HOW_TO_FILL)}"
    limit = words.say(" (hạn {date})", date=words.date(due)) if due else ""
    return Letter(
        to=addresses(unit.email),
        subject=words.say("Biểu số liệu của {unit}{until}", unit=unit.full_name, until=limit),
        body=framed(unit, office, words, sent, renewed, when, how),
        attachments=(workbook,),
    )


def _taken_over(lines: Sequence[str], words: Words) -> str:
    """What the new workbook holds of the old one, and what it does not, a line each."""
    more = [words.say("… và {count} mục khác", count=len(lines) - MOST_POINTS)] if len(lines) > MOST_POINTS else []
    return "\n".join(f"- {on_one_line(line)}" for line in (*lines[:MOST_POINTS], *more))


def _basis(office: Office, words: Words) -> str:
    name = office_name(office, words)
    if not office.letter_number:
        return name
    dated = words.say(", ngày {date}", date=words.date(office.letter_date)) if office.letter_date else ""
    issuer = words.say(" của {committee}", committee=on_one_line(office.committee)) if office.committee else ""
    return words.say(
        "Thực hiện Công văn số {letter}{dated}{issuer}, {office}",
        letter=office.letter_name,
        dated=dated,
        issuer=issuer,
        office=name,
    )


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
    words = words or Words()
    facts = {
        "office": office_name(office, words),
        "unit": unit.full_name,
        "deadline": until(office, words, days_late=days_late),
    }
    addressee = called(unit, office, words)
    if state == "not_sent":
        asked = [words.say(_NOT_SENT, addressee=addressee, **facts)]
    elif not points:
        asked = [words.say(_NOT_USED, addressee=addressee, **facts)]
    else:
        left = words.say(_STILL_OPEN, counted=counted(points, words), **facts)
        asked = [left, listed(points, words), words.say(_to_do(points), addressee=addressee)]
    note = words.say("Nếu {addressee} vừa gửi thì xin bỏ qua thư này.", addressee=addressee)
    return Letter(
        to=addresses(unit.email),
        subject=words.say("Nhắc gửi biểu số liệu của {unit}", unit=unit.full_name),
        body=framed(unit, office, words, *asked, note),
        attachments=(workbook,) if workbook is not None else (),
    )


def _to_do(points: Sequence[Point]) -> str:
    """An error is corrected and never explained."""
    severities = {point.severity for point in points}
    return _TO_DO_BOTH if len(severities) > 1 else _TO_MEND if "error" in severities else _TO_REVIEW
