"""Why a value was read as it was, and what it may have been meant as: in words that a form may say otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from tonghop290.model import sayable, told, told_list

__all__ = ["MEANT", "because"]

MEANT = sayable(" (có phải {number} không?)")
_WHY = {
    "separator-vi": sayable("viết theo kiểu Việt Nam"),
    "separator-en": sayable("viết theo kiểu Anh – Mỹ"),
    "space-separator": sayable("bỏ dấu cách"),
    "apostrophe-separator": sayable("bỏ dấu nháy"),
    "fullwidth-digits": sayable("chữ số rộng"),
    "unicode-minus": sayable("dấu âm"),
    "percent-sign": sayable("bỏ dấu %"),
    "unit-stripped": sayable("bỏ đơn vị tính"),
    "unit-converted": sayable("đã đổi đơn vị tính"),
    "leading-zero": sayable("bỏ số 0 ở đầu"),
    "two-digit-year": sayable("năm có hai chữ số"),
    "month-first": sayable("tháng đứng trước ngày"),
    "year-first": sayable("năm đứng trước"),
    "digits-only": sayable("ngày viết liền"),
    "time-dropped": sayable("bỏ phần giờ"),
    "percent-format": sayable("ô có định dạng phần trăm"),
    "serial": sayable("ô mất định dạng ngày"),
    "zero-word": sayable("không phát sinh"),
}


def because(notes: Iterable[str]) -> str:
    """ " (viết theo kiểu Anh – Mỹ; bỏ đơn vị tính)"; "" where nothing needs to be said."""
    why = [told(_WHY[note]) for note in notes if note in _WHY]
    return told(" ({why})", why=told_list("; ", why)) if why else ""
