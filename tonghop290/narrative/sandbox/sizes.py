"""How large a value is or would become: looked at before it is made.

Opens Jinja: to be imported inside of functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice
from types import GeneratorType
from typing import Any

from jinja2.exceptions import TemplateRuntimeError

__all__ = ["OF_FILTERS", "OF_TEXTS", "TooMuch", "check_operation", "held", "size_of"]

LARGEST, LONGEST_NUMBER, WIDEST = 1_000_000, 4_096, 1_000
"""Characters of one value, those of lists together; bits of a whole number; columns a text is set in."""
_ENTRY = 8
"""How many characters an entry of a list counts for."""
_PLACES_OF_FORMAT = re.compile(r"%(?:\([^)]*\))?[^a-zA-Z%]*")


class TooMuch(TemplateRuntimeError):
    """A template computes more than any report needs; the message says what, in Vietnamese."""


def size_of(value: Any) -> int:
    """Characters and entries of a value, those of lists in lists included, as often as they would be printed."""
    if isinstance(value, int):
        return _fitting(value.bit_length(), LONGEST_NUMBER) >> 6
    total, left = 0, [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, list | tuple | set | frozenset | dict):
            total += _ENTRY * (1 + len(one))
            _fitting(total)
            left += (*one, *one.values()) if isinstance(one, dict) else one
        else:
            total += 1
        _fitting(total)
    return total


def _fitting(size: int, most: int = LARGEST) -> int:
    if size > most:
        raise TooMuch(
            f"kết quả quá lớn (hơn {most} ký tự)" if most != LONGEST_NUMBER else "số quá lớn (hơn 1200 chữ số)"
        )
    return size


def check_operation(operator: str, left: Any, right: Any) -> None:
    numbers = isinstance(left, int) and isinstance(right, int)
    if operator == "*" and numbers:
        _fitting(left.bit_length() + right.bit_length(), LONGEST_NUMBER)
    elif operator == "*":
        for many, times in ((left, right), (right, left)):
            if isinstance(many, str | list | tuple) and isinstance(times, int):
                _fitting(size_of(many) * max(times, 0))
    elif operator == "**" and numbers:
        _fitting(left.bit_length() * abs(right), LONGEST_NUMBER)
    elif operator == "%" and isinstance(left, str):
        _check_format(left)


def held(value: Any) -> Any:
    """What is made one by one while it is used, held whole."""
    return list(islice(value, LARGEST + 1)) if isinstance(value, GeneratorType) else value


def _check_format(text: str, *_: Any, **__: Any) -> None:
    """``%-20s`` is a place, ``%999999999d`` and ``%*d`` are none."""
    for place in _PLACES_OF_FORMAT.findall(str(text)):
        if "*" in place or any(int(digits[-5:]) > WIDEST or len(digits) > 5 for digits in re.findall(r"\d+", place)):
            raise TooMuch(f"chỗ in quá rộng ({place[:20]}), nhiều nhất {WIDEST} ký tự")


def _check_replace(text: Any, old: Any = "", new: Any = "", *_: Any, **__: Any) -> None:
    text, old, new = str(text), str(old), str(new)
    _fitting(len(text) + (text.count(old) if old else len(text) + 1) * len(new))


def _check_join(parts: Any, d: Any = "", *_: Any, **__: Any) -> None:
    _fitting(size_of(parts) + (len(parts) if hasattr(parts, "__len__") else 1) * len(str(d)))


def _check_width(value: Any, *widths: Any, **named: Any) -> None:
    """Text set in a width, lists cut to a number, figures rounded to so many places."""
    for one in (*widths, *named.values()):
        _fitting(one if isinstance(one, int) else len(one) if isinstance(one, str) else 0, WIDEST)
    if isinstance(value, str):
        _fitting((1 + value.count("\n")) * WIDEST + len(value))


def _check_sum(_: Any, attribute: Any = None, start: Any = 0) -> None:
    if not isinstance(start, int | float):
        raise TooMuch("sum chỉ cộng số")


OF_FILTERS: Mapping[str, Callable[..., None]] = {
    "format": _check_format, "replace": _check_replace, "join": _check_join, "center": _check_width,
    "indent": _check_width, "batch": _check_width, "slice": _check_width, "round": _check_width, "sum": _check_sum,
}  # fmt: skip
OF_TEXTS: Mapping[str, Callable[..., None]] = {
    "replace": _check_replace,
    "join": lambda separator, parts: _check_join(parts, separator),
}
