"""Words people write where a number or a date should stand: nothing happened, no figures, not answered, about."""

from __future__ import annotations

import re
from typing import Literal

from tonghop290.text.typed_units import is_unit

WordOutcome = Literal["zero-word", "no-data-word", "unanswered-word"]

_NO = r"(?:không|ko)"
_NO_DATA = re.compile(
    rf"(?:(?:{_NO}|0|chưa)(?: (?:có|được|còn|nắm|nắm được))* "
    r"(?:số liệu|dữ liệu|thống kê|theo dõi|lưu|tổng hợp|cập nhật|nắm|xác định|rõ|biết|điều tra|rà soát|thu thập|ghi "
    r"chép)"
    r"(?: .*)?|(?:mất|thất lạc) (?:số liệu|sổ sách|sổ|tài liệu)|n/a)"
)
_ZERO = re.compile(rf"(?:(?:{_NO}|0|chưa)(?: có)? phát sinh|(?:{_NO}|0) có|{_NO})(?P<what> .+?)?(?: nào| gì)?")
_DASH = re.compile(r"[-–—−‐‑]")
_DOTS = re.compile(r"[?？.…_*|/\\: ()]*|x{1,5}|[-–—−‐‑_ ]{2,}")
_DOTS_AND_UNIT = re.compile(r"(?:[…?]|[._]{2,})[.…?_ ]*(?P<unit>.+)")
_COUNTED = frozenset(
    {"trường hợp", "đơn khiếu nại", "đơn tố cáo", "đơn thư khiếu nại", "đơn thư tố cáo", "hộ nghèo", "hộ cận nghèo"}
)
_OTHER_NUMBER = re.compile(r"(?!(?:19|20)[0-9]{2}(?![0-9]))(?<![0-9])[0-9]")

_BOUND_BEFORE = (
    "ước tính", "ước đạt", "ước khoảng", "ước chừng", "ước", "dự kiến", "dự ước", "tạm tính", "trên", "dưới",
    "gần bằng", "gần", "khoảng chừng", "khoảng", "hơn", "tầm khoảng", "tầm", "chừng", "độ", "cỡ", "xấp xỉ",
    "tối thiểu", "tối đa", "ít nhất", "nhiều nhất", "không quá", "không dưới", "chưa đến",
    "chưa tới", "chưa đầy", "quá", "đến", "tới",
    ">=", "<=", "≥", "≤", "⩾", "⩽", "~", "≈", "≃", "∼", ">", "<", "±", "+/-",
)  # fmt: skip
_BOUND_AFTER = ("ước tính", "ước đạt", "ước", "dự kiến", "tạm tính", "trở lên", "trở xuống", "gần đúng", "+")
_BEFORE = re.compile(
    r"(?:đạt )?(?P<word>"
    + "|".join(re.escape(w) + (r"(?!\w)" if w[-1].isalpha() else "") for w in _BOUND_BEFORE)
    + r")[ :]*"
)
_AFTER = re.compile(
    r"(?P<rest>.*[^ (,;-])[ (,;-]*(?P<word>"
    + "|".join((r"(?<![\w])" if w[0].isalpha() else "") + re.escape(w) for w in _BOUND_AFTER)
    + r")[ )]*"
)


def read_word(cleaned: str) -> WordOutcome | None:
    """What a cleaned text without a number says: a zero in words, no figures kept, or no answer; None for anything
    else."""
    text = cleaned.casefold()
    if _DOTS.fullmatch(text):
        return "unanswered-word"
    dotted = _DOTS_AND_UNIT.fullmatch(text)
    if dotted and is_unit(dotted["unit"]):
        return "unanswered-word"
    text = text.strip(" .;,!()\"'")
    if _DASH.fullmatch(text):
        return "zero-word"
    if _NO_DATA.fullmatch(text) and not _OTHER_NUMBER.search(text.removeprefix("0")):
        return "no-data-word"
    zero = _ZERO.fullmatch(text)
    if zero and (zero["what"] is None or _is_counted(zero["what"].strip())):
        return "zero-word"
    return None


def split_bound(cleaned: str) -> tuple[str, str]:
    """Part a bound or estimate word from what it bounds: "gần 650 hộ" → ("gần", "650 hộ"); ("", text) without one."""
    text = cleaned.casefold()
    word = ""
    while found := _BEFORE.match(text):
        word = word or found["word"]
        text = text[found.end() :]
    if found := _AFTER.fullmatch(text):
        word = word or found["word"]
        text = found["rest"]
    return word, text.strip()


def _is_counted(what: str) -> bool:
    return what in _COUNTED or is_unit(what)
