"""Names in the head of a Party document: the unit, the body above it, the place before the date."""

from __future__ import annotations

from tonghop290.model import Office, Unit
from tonghop290.report.phrases import BLANK
from tonghop290.text.normalize import match_key

UNIT_WORDS = ("thị trấn", "phường", "đặc khu", "xã")
ABOVE_WORDS = ("thành phố", "thị xã", "huyện", "quận", "tỉnh")

PERSONS = frozenset(
    match_key(name)
    for name in (
        "An Dương Vương", "Bà Triệu", "Bạch Đằng Giang", "Bùi Thị Xuân", "Cao Thắng", "Chu Văn An", "Duy Tân", "Đinh Công Tráng", "Đinh Tiên Hoàng",
        "Hai Bà Trưng", "Hàm Nghi", "Hoàng Diệu", "Hoàng Hoa Thám", "Hoàng Văn Thụ", "Hùng Vương", "Lê Bình", "Lê Đại Hành",
        "Lê Hồng Phong", "Lê Lai", "Lê Lợi", "Lê Mao", "Lê Thánh Tôn", "Lê Thánh Tông", "Lý Thái Tổ", "Lý Thường Kiệt", "Minh Khai", "Ngô Mây",
        "Ngô Quyền", "Nguyễn An Ninh", "Nguyễn Bỉnh Khiêm", "Nguyễn Cư Trinh", "Nguyễn Du", "Nguyễn Huệ", "Nguyễn Nghiêm", "Nguyễn Phúc",
        "Nguyễn Thái Bình", "Nguyễn Thái Học", "Nguyễn Thị Minh Khai", "Nguyễn Trãi", "Nguyễn Trung Trực", "Nguyễn Úy", "Nguyễn Văn Cừ",
        "Phạm Đình Hổ", "Phạm Hồng Thái", "Phạm Ngũ Lão", "Phan Bội Châu", "Phan Chu Trinh", "Phan Đình Phùng", "Quang Trung",
        "Tô Hiệu", "Tôn Đức Thắng", "Trần Hưng Đạo", "Trần Nguyên Hãn", "Trần Phú", "Trần Quang Diệu", "Trần Quang Khải", "Trần Quốc Toản",
        "Trần Quý Cáp", "Trần Tế Xương", "Trần Văn Thời", "Trưng Vương", "Trương Định", "Trường Chinh", "Võ Thị Sáu", "Vũ Thị Thục",
    )
)  # fmt: skip
"""Names of persons that wards and communes bear; before such a name the unit word stands in the place line."""


def split_name(name: str, words: tuple[str, ...] = UNIT_WORDS) -> tuple[str, str]:
    """("xã", "Hoằng Xuân") of "Xã Hoằng Xuân"; the word is "" when there is none."""
    folded = name.casefold()
    for word in words:
        if folded.startswith(word + " "):
            return word, name[len(word):].strip()
    return "", name.strip()


def unit_of(unit: Unit | None, typed: str | None) -> Unit:
    """The unit of the register, or, for a return that belongs to none, what was typed on it."""
    if unit is not None:
        return unit
    word, name = split_name(typed or "")
    return Unit(code="", name=name, type=word or "xã")


def above_line(office: Office, unit: Unit) -> str:
    """The line of the body above, in capitals: "ĐẢNG BỘ HUYỆN HOẰNG HÓA"."""
    if office.party_body:
        return office.party_body.upper()
    if office.name:
        return f"Đảng bộ {office.level} {split_name(office.name, ABOVE_WORDS)[1]}".upper()
    return f"Đảng bộ {unit.parent or f'{office.level} {BLANK}'}".upper()


def place_name(unit: Unit, office: Office) -> str:
    """The place before the date: the bare name; with its unit word when it is a person's name, one syllable, a number
    or the same as the unit above. Source: Hướng dẫn 36-HD/VPTW.

    >>> place_name(Unit(code="1", name="7", type="phường"), Office())
    'Phường 7'
    """
    if not unit.name:
        return BLANK
    above = {match_key(split_name(name, ABOVE_WORDS)[1]) for name in (unit.parent, office.name) if name}
    alone = len(unit.name.split()) == 1 or any(c.isdigit() for c in unit.name)
    if alone or match_key(unit.name) in PERSONS or match_key(unit.name) in above:
        return unit.title
    return unit.name
