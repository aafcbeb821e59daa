"""How large a value is or would become: looked at before it is made.

Opens Jinja: to be imported inside of functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import GeneratorType
from typing import Any

from jinja2.exceptions import TemplateRuntimeError

__all__ = ["Scales", "TooMuch"]

LARGEST, LONGEST_NUMBER, WIDEST = 1_000_000, 4_096, 1_000
"""Characters of one value, those of lists together; bits of a whole number; columns a text is set in."""
_ENTRY, _MORE = 8, 2_000
"""How many characters an entry of a list counts for; how many more a value may have for each entry of what is given."""
_PLACES_OF_FORMAT = re.compile(r"%(?:\([^)]*\))?[^a-zA-Z%]*")


class TooMuch(TemplateRuntimeError):
    """A template computes more than any report needs; the message says what, in Vietnamese."""


class Scales:
    """Measures what a template makes, against a limit that grows with what it was given.

    ``given``: the lists handed to it, which are as long as they are: only what is made of them is limited.
    """

    def __init__(self, given: Iterable[Any] = ()) -> None:
        self.given = {id(one): one for one in given if isinstance(one, list | tuple)}
        self.entries = sum(map(len, self.given.values()))
        self.most = LARGEST + self.entries * _MORE
        self.of_filters: Mapping[str, Callable[..., None]] = {
            "format": _check_format,
            "replace": self._check_replace,
            "join": self._check_join,
            "center": self._check_width,
            "indent": self._check_width,
            "batch": self._check_width,
            "slice": self._check_width,
            "round": self._check_width,
            "sum": _check_sum,
        }

    def size_of(self, value: Any) -> int:
        """Characters and entries of a value, those of lists in lists included, as often as they would be printed."""
        if isinstance(value, int):
            return _short(value.bit_length()) >> 6
        if id(value) in self.given:
            return _ENTRY * len(value)
        total, left = 0, [value]
        while left:
            one = left.pop()
            if isinstance(one, str):
                total += len(one)
            elif isinstance(one, list | tuple | set | frozenset | dict):
                total += _ENTRY * (1 + len(one))
                self.fitting(total)
                left += (*one, *one.values()) if isinstance(one, dict) else one
            else:
                total += 1
            self.fitting(total)
        return total

    def fitting(self, size: int) -> int:
        """The size. Errors: TooMuch for one that no value may have."""
        if size > self.most:
            raise TooMuch("kết quả quá lớn")
        return size

    def held(self, value: Any) -> Any:
        """What is made one by one while it is used, held whole."""
        return list(islice(value, self.most)) if isinstance(value, GeneratorType) else value

    def check_operation(self, operator: str, left: Any, right: Any) -> None:
        """The result of ``+ * % **`` is neither too long nor too large."""
        numbers = isinstance(left, int) and isinstance(right, int)
        if operator == "*" and numbers:
            _short(left.bit_length() + right.bit_length())
        elif operator == "*":
            for many, times in ((left, right), (right, left)):
                if isinstance(many, str | list | tuple) and isinstance(times, int):
                    self.fitting(self.size_of(many) * max(times, 0))
        elif operator == "**" and numbers:
            _short(left.bit_length() * abs(right))
        elif operator == "%" and isinstance(left, str):
            _check_format(left)

    def check_method(self, text: str, name: str, *operands: Any, **named: Any) -> None:
        """The result of a text's own method is not too long."""
        if name == "replace":
            self._check_replace(text, *operands, **named)
        elif name == "join" and operands:
            self._check_join(operands[0], text)

    def _check_replace(self, text: Any, old: Any = "", new: Any = "", *_: Any, **__: Any) -> None:
        text, old, new = str(text), str(old), str(new)
        self.fitting(len(text) + (text.count(old) if old else len(text) + 1) * len(new))

    def _check_join(self, parts: Any, d: Any = "", *_: Any, **__: Any) -> None:
        self.fitting(self.size_of(parts) + (len(parts) if hasattr(parts, "__len__") else 1) * len(str(d)))

    def _check_width(self, value: Any, *widths: Any, **named: Any) -> None:
        """Text set in a width, lists cut to a number, figures rounded to so many places."""
        for one in (*widths, *named.values()):
            if (one if isinstance(one, int) else len(one) if isinstance(one, str) else 0) > WIDEST:
                raise TooMuch(f"số quá lớn, nhiều nhất {WIDEST}")
        if isinstance(value, str):
            self.fitting((1 + value.count("\n")) * WIDEST + len(value))


def _short(bits: int) -> int:
    if bits > LONGEST_NUMBER:
        raise TooMuch("số quá lớn (hơn 1200 chữ số)")
    return bits


def _check_format(text: str, *_: Any, **__: Any) -> None:
    """``%-20s`` is a place, ``%999999999d`` and ``%*d`` are none."""
    for place in _PLACES_OF_FORMAT.findall(str(text)):
        if "*" in place or any(int(digits[-5:]) > WIDEST or len(digits) > 5 for digits in re.findall(r"\d+", place)):
            raise TooMuch(f"chỗ in quá rộng ({place[:20]}), nhiều nhất {WIDEST} ký tự")


def _check_sum(_: Any, attribute: Any = None, start: Any = 0) -> None:
    if not isinstance(start, int | float):
        raise TooMuch("sum chỉ cộng số")
