"""Invisible marks around the figures of a text that is being made: where each begins, where it ends, and its name.

A name stands between the marks in letters no one writes with (a private plane of Unicode, allowed in XML), so that what
is done to the text – capitals, spaces, joining – does nothing to it. What is printed bears no mark any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["ANY_MARK", "BLANK_STATE", "IN_TEXT", "NAME_LETTERS", "decoded", "spans", "unmarked", "wrap"]

_START, _MIDDLE, _END = "\U0010fffb", "\U0010fffc", "\U0010fffd"
_PLANE = 0xF0000
_MOST_NAMES = 4_096
NAME_LETTERS = "[\U000f0001-\U000ffffd]"
_OPEN = f"{_START}({NAME_LETTERS}+){_MIDDLE}"
_SPAN = re.compile(f"{_OPEN}([^{_START}{_MIDDLE}{_END}]*){_END}")
ANY_MARK = re.compile(f"{_OPEN}|[{_START}{_MIDDLE}{_END}]")
"""One mark: the beginning with its name (group 1), or the end, or a piece of what is none any more."""
IN_TEXT = f"(?:{_START}{NAME_LETTERS}+{_MIDDLE}|{_END})"
"""What may stand between the letters of a text that is being made, to be allowed for in patterns."""


BLANK_STATE = "blank"
"""How the name of a figure goes on that nobody has answered: a blank stands for the number, in the same sentence."""


def wrap(text: str, name: str) -> str:
    """The text as the figure of that name; as it is where it is empty, or holds figures already."""
    if not text or not name or _START in text:
        return text
    return f"{_START}{_letters(name)}{_MIDDLE}{text}{_END}"


@lru_cache(maxsize=_MOST_NAMES)
def _letters(name: str) -> str:
    return "".join(chr(_PLANE + ord(letter)) for letter in name if 0 < ord(letter) < 0xFFFE)


@lru_cache(maxsize=_MOST_NAMES)
def decoded(name: str) -> str:
    """A name as it was given, from the letters it stands in."""
    return "".join(chr(ord(letter) - _PLANE) for letter in name)


def unmarked(text: str) -> str:
    """The text without its marks, as it is read."""
    return ANY_MARK.sub("", text) if _START in text or _END in text or _MIDDLE in text else text


def spans(text: str) -> Iterator[tuple[str, str]]:
    """The figures of a text: name, what stands there."""
    for found in _SPAN.finditer(text):
        yield decoded(found[1]), found[2]
