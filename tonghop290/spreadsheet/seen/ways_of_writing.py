"""How a computer's language writes numbers and dates."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ENGLISH", "VIETNAMESE", "Ways"]


class Ways(NamedTuple):
    """The marks between digits, and the names of months and days (from January, from Monday), short and long."""

    point: str
    group: str
    months: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]


_WEEK = ("hai", "ba", "tư", "năm", "sáu", "bảy")
VIETNAMESE = Ways(
    ",",
    ".",
    tuple((f"Thg{number}", f"Tháng {number}") for number in range(1, 13)),
    (*((f"T{number}", f"Thứ {name}") for number, name in enumerate(_WEEK, 2)), ("CN", "Chủ nhật")),
)
ENGLISH = Ways(
    ".",
    ",",
    tuple(
        (name[:3], name)
        for name in (
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        )
    ),
    tuple(
        (name[:3], name) for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    ),
)  # fmt: skip
