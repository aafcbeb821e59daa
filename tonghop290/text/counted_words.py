"""One number followed by words that begin with the field's own unit: "15 chi bộ xóm", "08 thôn bản".

The number is certain where nothing after it changes it: no second number, no word of doubt, no longer word that only
begins like the unit ("12 tổ chức" counts no groups).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tonghop290.text.normalize import clean_text, match_key
from tonghop290.text.numbers import NumberReading, read_number
from tonghop290.text.typed_units import read_unit

__all__ = ["CountedReading", "read_counted"]

_NUMBER_THEN_WORDS = re.compile(r"(?P<number>[0-9][0-9.,' ]*[0-9]|[0-9]) ?(?P<words>[^\W\d_].*)", re.DOTALL)
_ENDED = re.compile(r"(?P<number>[0-9][0-9.,' ]*[0-9]|[0-9]) ?\.")
_WORDS = re.compile(r"[^\W\d_]+[23²³]?")
_BETWEEN = re.compile(r"[ ,.()]*")
_LONGEST = 8

# unit's last word: words that make another word of it
_COMPOUNDS: Mapping[str, frozenset[str]] = MappingProxyType({
    unit: frozenset(words.split())
    for unit, words in {
        "tổ": "chức trưởng phó viên hợp tiên quốc ong yến",
        "đơn": "vị giá nguyên ca thuốc vay hàng",
        "hộ": "khẩu lý tịch chiếu sinh vệ tống",
        "thôn": "trưởng phó đội nữ quê dã",
        "xóm": "trưởng phó giềng",
        "bản": "sao thân vẽ án đồ báo ghi tin trưởng",
        "ấp": "trưởng phó",
        "làng": "xã xóm nghề",
        "cuộc": "sống đời gọi đất",
        "khẩu": "phần hiệu trang súng",
        "người": "nhà ta",
        "công": "chức nhân ty trình an cụ dân tác văn đoàn nghiệp trường viên nghệ nợ",
        "ngày": "tháng lễ hội nghỉ đêm",
        "chi": "hội đoàn",
        "lượt": "xe",
        "phường": "hội",
    }.items()
})  # fmt: skip

_DOUBT = frozenset(
    """
    chưa không ngoài trừ thiếu thừa hơn kém lẻ rưỡi nửa trở đổ ước khoảng dự chừng gần tăng giảm còn mất mỗi từng bình
    trung trăm chục mươi mười vạn nghìn ngàn triệu tỷ tỉ tháng quý tuần năm và hoặc hay cùng với trong đó một hai ba bốn
    tư sáu bảy tám chín tới đến so cộng nhân chia sai đúng nhầm cũ phần nguyên
    """.split()  # noqa: SIM905 (a table to be read)
)
_NARROWER = frozenset(
    """
    nữ nam nghèo cận thoát bị thức mới trẻ già em tuổi tạm chính tật thiểu vắng miễn kết khuyết nhỏ lớn tộc lao giáo
    """.split()  # noqa: SIM905 (a table to be read)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedReading:
    """``number``: how the number before the words is read. ``narrower``: the first word that counts less than the field
    does ("nữ"), "" for none. ``words``: what follows the number, "" for a full stop."""

    number: NumberReading
    words: str = ""
    narrower: str = ""


def read_counted(
    text: str, *, whole: bool, unit: str = "", percent: bool = False, label: str = ""
) -> CountedReading | None:
    """The certain number of a text that :func:`read_number` takes for none; None where it is not certain.

    ``label``: the field's own words, which say nothing new.

    >>> read_counted("15 chi bộ xóm", whole=True, unit="chi bộ").number.value
    15.0
    >>> [read_counted(text, whole=True, unit="tổ") for text in ("12 tổ chức", "12 tổ, thiếu 3", "12 tổ và nhóm")]
    [None, None, None]
    """
    cleaned = clean_text(text, keep_lines=False, max_length=200)
    if found := _ENDED.fullmatch(cleaned):
        number = read_number(found["number"], whole=whole, unit=unit, percent=percent)
        return CountedReading(number=number) if number.outcome == "number" else None
    found = _NUMBER_THEN_WORDS.fullmatch(cleaned)
    if found is None or not unit or percent:
        return None
    words = _WORDS.findall(found["words"])
    if _WORDS.sub("", found["words"]).strip(" ,.()") or not 1 <= len(words) <= _LONGEST:
        return None
    unit_length = _unit_length(words, unit)
    rest = [match_key(word) for word in words[unit_length:]]
    if not unit_length or not rest or _changes(words[unit_length - 1].casefold(), rest):
        return None
    number = read_number(f"{found['number']} {' '.join(words[:unit_length])}", whole=whole, unit=unit)
    if number.outcome != "number":
        return None
    known = set(match_key(label).split())
    narrower = next((word for word in rest if word in _keys(_NARROWER) and word not in known), "")
    return CountedReading(number=number, words=found["words"].strip(), narrower=narrower)


def _unit_length(words: list[str], unit: str) -> int:
    """How many of the first words are the field's own unit: as many as can be; 0 where they are none, or more of them
    are another one."""
    length = 0
    for count in range(1, len(words) + 1):
        outcome = read_unit(" ".join(words[:count]), unit).outcome
        if outcome == "same":
            length = count
        elif outcome in ("mismatch", "refused", "converted"):
            length = 0
    return length


def _changes(last_of_unit: str, rest: list[str]) -> bool:
    """Whether the words after the unit make another word of it, or put the number in doubt."""
    return rest[0] in _keys(_COMPOUNDS.get(last_of_unit, frozenset())) or any(word in _keys(_DOUBT) for word in rest)


@cache
def _keys(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(match_key, words))
