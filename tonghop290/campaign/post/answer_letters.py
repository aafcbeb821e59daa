"""The letters that answer what came: a return, a workbook of nobody known, a file that gave no form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.ledger.outcomes import Point
from tonghop290.campaign.post.letter_frame import bulleted, called, counted, framed, listed, office_name
from tonghop290.campaign.post.mail import Letter, on_one_line
from tonghop290.model import Office, Unit, Words, sayable

__all__ = ["answer_letter", "report_letter", "strange_letter", "waiting_letter"]

_MARKED = sayable(
    "1. Mở tệp kèm theo (biểu {addressee} đã gửi, có đánh dấu): {marks}; trang “Cần sửa” liệt kê từng điểm.\n"
    "2. {how}\n"
    "3. Lưu lại và gửi trả lời thư này kèm tệp đã sửa."
)
_RED, _AMBER = sayable("ô đỏ là lỗi"), sayable("ô cam là điểm cần xem lại")
_MEND = sayable("Lỗi: sửa ngay tại ô.")
_REVIEW = sayable("Điểm xem lại: số chưa đúng thì sửa; số đúng thì ghi lý do vào cột “Giải trình” của trang “Cần sửa”.")
_RESEND = sayable("Đề nghị {addressee} sửa trong biểu rồi gửi lại.")
_WHOSE = sayable(
    "Đề nghị {addressee} trả lời thư này, cho biết biểu là của đơn vị nào; nếu đã điền nhầm biểu của đơn vị khác thì "
    "đề nghị điền vào biểu của đơn vị mình rồi gửi lại."
)
_NEEDED = sayable(
    "Số liệu chỉ lấy được từ biểu Excel (.xlsx) đã phát hành. Đề nghị {addressee} nhập số liệu vào biểu đó{attached}, "
    "lưu lại và gửi trả lời thư này kèm tệp .xlsx. Bản quét có ký, ảnh, tệp Word gửi kèm thì được giữ cùng biểu, không "
    "thay cho biểu."
)

_RECEIVED = sayable("{office} đã nhận được biểu của {unit} (tệp “{name}”).")
_ENTERED = sayable("{office} đã nhập thay số liệu của {unit} vào biểu (tệp “{name}”).")
_LOOK = sayable("Đề nghị {addressee} đối chiếu số liệu trong biểu kèm theo; chỗ nào chưa đúng thì sửa và gửi lại biểu.")
_REPORT = sayable(
    "{office} gửi kèm báo cáo lập từ số liệu {addressee} đã gửi. Đề nghị {addressee} xem lại, sửa trong Word nếu cần "
    "(chỗ nào còn để trống, có tô nền thì điền), in, ký và gửi về {office}."
)


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
    entered: Path | None = None,
    words: Words | None = None,
) -> Letter:
    """The answer to a return of that ``day``: its open ``points``, and nothing of other units. ``entered``: the
    workbook the office has filled in itself, on the unit's behalf."""
    words = words or Words()
    addressee = called(unit, office, words)
    received = words.say(
        _RECEIVED if entered is None else _ENTERED,
        office=office_name(office, words),
        unit=unit.full_name,
        name=on_one_line(name),
    )
    if not points:
        return _done(unit, office, to, received, entered, words)
    still, thanks = counted(points, words), {"received": received, "addressee": addressee}
    left = words.say("{received} Xin cảm ơn {addressee}. Qua kiểm tra còn {counted}:", counted=still, **thanks)
    how = _how_to_mend(points, addressee, words) if workbook is not None else words.say(_RESEND, addressee=addressee)
    number = words.say(" (lần {version})", version=version) if version > 1 else ""
    return Letter(
        to=to,
        subject=words.say("Biểu số liệu của {unit}: còn {counted}", unit=unit.full_name, counted=still) + number,
        body=framed(unit, office, words, left, listed(points, words), how, _asked_again(office, day, words)),
        attachments=(workbook,) if workbook is not None else (),
    )


def _done(unit: Unit, office: Office, to: tuple[str, ...], received: str, entered: Path | None, words: Words) -> Letter:
    """The letter to a unit of which nothing is asked any more, but to look at what was entered for it."""
    addressee = called(unit, office, words)
    said = words.say(
        "{received} Số liệu đã đầy đủ, hợp lệ. Xin cảm ơn {addressee}.", received=received, addressee=addressee
    )
    look = words.say(_LOOK, addressee=addressee) if entered is not None else ""
    return Letter(
        to=to,
        subject=words.say("Đã nhận biểu số liệu của {unit}: đạt", unit=unit.full_name),
        body=framed(unit, office, words, said, look),
        attachments=(entered,) if entered is not None else (),
    )


def _how_to_mend(points: Sequence[Point], addressee: str, words: Words) -> str:
    """What is done about errors and what about warnings, as far as there are any: an error is never explained."""
    severities = {point.severity for point in points}
    sorts = [sort for sort in ("error", "warning") if sort in severities]
    marks = ", ".join(words.say({"error": _RED, "warning": _AMBER}[sort]) for sort in sorts)
    how = " ".join(words.say({"error": _MEND, "warning": _REVIEW}[sort]) for sort in sorts)
    return f"{words.say('Cách làm:')}\n{words.say(_MARKED, addressee=addressee, marks=marks, how=how)}"


def _asked_again(office: Office, day: dt.date, words: Words) -> str:
    """Until when the corrected workbook is wanted."""
    if not office.deadline:
        return ""
    due = words.date(office.deadline)
    if day > office.deadline:
        return words.say("Hạn gửi (ngày {date}) đã qua, đề nghị gửi lại sớm.", date=due)
    return words.say("Đề nghị gửi lại chậm nhất là hết ngày {date}.", date=due)


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
    unclear = words.say(
        "{office} đã nhận được tệp “{name}” nhưng chưa rõ biểu này là của đơn vị nào, nên chưa tính biểu này và chưa "
        "thay biểu nào đã nhận{ending}",
        office=office_name(office, words),
        name=on_one_line(name),
        ending=":" if points else ".",
    )
    asked = words.say(_WHOSE, addressee=called(unit, office, words))
    return Letter(
        to=to,
        subject=words.say("Tệp “{name}”: đề nghị cho biết của đơn vị nào", name=on_one_line(name)[:80]),
        body=framed(unit, office, words, unclear, bulleted(points, words), asked),
    )


def strange_letter(
    unit: Unit | None,
    office: Office,
    points: Sequence[Point],
    *,
    to: tuple[str, ...],
    name: str,
    needs_workbook: bool = False,
    workbook: Path | None = None,
    words: Words | None = None,
) -> Letter:
    """The answer to a file that gave no form. ``needs_workbook``: there was none in what came; ``workbook``: the one
    that was issued to the unit."""
    words = words or Words()
    said = words.say(
        "{office} đã nhận được tệp “{name}” nhưng chưa dùng được:",
        office=office_name(office, words),
        name=on_one_line(name),
    )
    attached = words.say(" (gửi kèm lại thư này)") if workbook is not None else ""
    needed = words.say(_NEEDED, addressee=called(unit, office, words), attached=attached) if needs_workbook else ""
    return Letter(
        to=to,
        subject=words.say("Tệp “{name}” chưa dùng được", name=on_one_line(name)[:80]),
        body=framed(unit, office, words, said, bulleted(points, words), needed),
        attachments=(workbook,) if workbook is not None else (),
    )


def report_letter(
    unit: Unit, office: Office, *, to: tuple[str, ...], papers: Sequence[Path], words: Words | None = None
) -> Letter:
    """The letter that brings a unit the report its figures gave, to print and to sign."""
    words = words or Words()
    said = words.say(_REPORT, office=office_name(office, words), addressee=called(unit, office, words))
    return Letter(
        to=to,
        subject=words.say("Báo cáo của {unit}: để in, ký", unit=unit.full_name),
        body=framed(unit, office, words, said),
        attachments=tuple(papers),
    )
