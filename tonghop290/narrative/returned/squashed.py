"""A text as it is compared with one on paper: without spaces and hyphens, its letters of one kind; where spaces stood,
and on which page, is remembered."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Squashed", "squash", "squashed"]

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-") | {0xAD: None}
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»"), '"') | dict.fromkeys(map(ord, "‘’‚‛"), "'")
_ALIKE = _HYPHENS | _QUOTES
_HYPHEN = re.compile(r"(?<!\s)-|-(?![0-9])")
"""One that is not the sign of a number."""


def _alike(text: str) -> str:
    """Ligatures, hyphens, quotation marks and capitals as one; hyphens go, but for the signs of numbers."""
    plain = unicodedata.normalize("NFKC", text).translate(_ALIKE).lower()
    return _HYPHEN.sub("", f" {plain}")


def squash(text: str) -> str:
    """The letters of a text."""
    return "".join(_alike(text).split())


@dataclass(frozen=True, slots=True)
class Squashed:
    """``letters``; ``gaps``: where in them a space stood; ``begins``, ``pages``: where pages begin, and which."""

    letters: str
    gaps: frozenset[int]
    begins: tuple[int, ...]
    pages: tuple[int, ...]

    def page(self, at: int) -> int:
        """The page a letter stands on."""
        number = bisect_right(self.begins, at)
        return self.pages[number - 1] if number else 0


def squashed(pieces: Iterable[tuple[int, str]]) -> Squashed:
    """``pieces``: page and text, in the order they are read."""
    letters: list[str] = []
    gaps: set[int] = set()
    begins: list[int] = []
    pages: list[int] = []
    length = 0
    for page, text in pieces:
        begins.append(length)
        pages.append(page)
        for word in _alike(text).split():
            gaps.add(length)
            letters.append(word)
            length += len(word)
    return Squashed("".join(letters), frozenset(gaps), tuple(begins), tuple(pages))
