"""What all letters of a round share: who is spoken to and how, who signs, how points are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tonghop290.campaign.ledger.outcomes import Point, told_lines
from tonghop290.campaign.post.mail import on_one_line
from tonghop290.model import OWN_LANGUAGE, Office, Unit, Words, sayable
from tonghop290.text.normalize import without_controls

__all__ = ["MOST_POINTS", "bulleted", "called", "counted", "framed", "listed", "numbered", "office_name", "until"]

MOST_POINTS = 60
_COMRADE = sayable("đồng chí")


def framed(unit: Unit | None, office: Office, words: Words, *paragraphs: str) -> str:
    """A letter: greeting, these paragraphs (empty ones are left out), whom to ask, who signs."""
    whole = [_greeting(unit, office, words), *filter(None, paragraphs), _closing(unit, office, words)]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(whole))


def _greeting(unit: Unit | None, office: Office, words: Words) -> str:
    if unit is None:
        return words.say("Kính gửi: Đồng chí,")
    contact = words.say(" (đồng chí {name})", name=on_one_line(unit.contact)) if unit.contact else ""
    addressee = office.in_words(office.addressee or "{unit}", unit=unit.full_name)
    return words.say("Kính gửi: {addressee}{contact},", addressee=addressee, contact=contact)


def called(unit: Unit | None, office: Office, words: Words) -> str:
    """What the addressee is called inside a sentence: "Đảng uỷ" of "Đảng uỷ {unit}"; else as the form speaks to people,
    else the word for the unit ("xã")."""
    comrade = words.say(_COMRADE)
    if unit is None:
        return comrade
    short = office.in_words(office.addressee, unit="").strip(" ,")
    speaks_otherwise = comrade != _COMRADE or words.language != OWN_LANGUAGE
    return short or (comrade if speaks_otherwise else on_one_line(unit.type) or comrade)


def _closing(unit: Unit | None, office: Office, words: Words) -> str:
    phone, email = on_one_line(office.phone), on_one_line(office.email)
    reach = ", ".join(filter(None, (phone and words.say("điện thoại {phone}", phone=phone), email)))
    asked = (
        words.say(
            "Có gì chưa rõ, đề nghị {addressee} liên hệ: {reach}.", addressee=called(unit, office, words), reach=reach
        )
        if reach
        else ""
    )
    return f"{asked}\n\n{words.say('Trân trọng.')}\n{office_name(office, words)}\n".lstrip()


def office_name(office: Office, words: Words) -> str:
    """Who writes."""
    named = on_one_line(office.contact) or on_one_line(f"{office.committee} {office.name}")
    return named or words.say("Cơ quan tổng hợp")


def until(office: Office, words: Words, *, days_late: int | None = None) -> str:
    """ " Hạn gửi: chậm nhất là hết ngày 15/01/2020, đã quá 2.510 ngày."; "" without a deadline."""
    if not office.deadline:
        return ""
    late = words.say(", đã quá {days} ngày", days=words.number(days_late)) if days_late else ""
    date = words.date(office.deadline)
    return " " + words.say("Hạn gửi: chậm nhất là hết ngày {date}{late}.", date=date, late=late)


# --- points -------------------------------------------------------------------------------------------------------


def _by_severity(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """Errors and warnings."""
    return (
        [point for point in points if point.severity == "error"],
        [point for point in points if point.severity == "warning"],
    )


def counted(points: Sequence[Point], words: Words) -> str:
    """ "2 điểm phải sửa và 1 điểm đề nghị xem lại"."""
    errors, warnings = _by_severity(points)
    parts = [words.say("{count} điểm phải sửa", count=words.number(len(errors)))] * bool(errors)
    parts += [words.say("{count} điểm đề nghị xem lại", count=words.number(len(warnings)))] * bool(warnings)
    return words.say(" và ").join(parts)


def listed(points: Sequence[Point], words: Words) -> str:
    """The points under their headings."""
    errors, warnings = _by_severity(points)
    parts = []
    if errors:
        parts.append(words.say("CÁC ĐIỂM PHẢI SỬA") + "\n" + numbered(errors, words))
    if warnings:
        heading = words.say("CÁC ĐIỂM ĐỀ NGHỊ XEM LẠI (đúng rồi thì ghi lý do, chưa đúng thì sửa số)")
        parts.append(heading + "\n" + numbered(warnings, words))
    return "\n\n".join(parts)


def numbered(points: Sequence[Point], words: Words) -> str:
    """The points as lines, each under the number it has everywhere; one cause of many cells is one line."""
    every = told_lines(points, words)
    lines = [f"{number}. {without_controls(text)}" for number, text in every[:MOST_POINTS]]
    if len(every) > MOST_POINTS:
        more = len(every) - MOST_POINTS
        lines.append(words.say("… và {count} điểm khác, xem trang “Cần sửa” của tệp kèm theo.", count=more))
    return "\n".join(lines)


def bulleted(points: Sequence[Point], words: Words) -> str:
    """The points as lines without their numbers: where nothing of them can be accepted or explained."""
    return "\n".join(f"- {without_controls(text)}" for _, text in told_lines(points, words)[:MOST_POINTS])
