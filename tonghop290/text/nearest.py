"""What somebody meant by a word that nobody knows: the one owner of "ý đồng chí là …?"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["meant", "nearest", "suggestion"]

_COMPARED = 100_000
"""Letters held against letters for one suggestion: difflib takes 15 ms for them at worst."""
_LONGEST = 200


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The known word that is most like it, "" where none is; ``cutoff``: how alike, from 0 to 1.

    >>> nearest("ho_209", ["ho_2009", "dan_so"]), nearest("x", ["dan_so"])
    ('ho_2009', '')
    """
    known = list(known)
    worth = len(word) <= _LONGEST and len(word) * sum(map(len, known)) <= _COMPARED
    close = difflib.get_close_matches(word, known, n=1, cutoff=cutoff) if worth else []
    return close[0] if close else ""


def meant(word: str) -> str:
    """The end of a fault that names what was meant; "" for nothing."""
    return f"; ý đồng chí là '{word}'?" if word else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """ "; ý đồng chí là 'ho_2009'?" when a known word is close, else ""."""
    return meant(nearest(word, known))
