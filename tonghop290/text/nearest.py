"""What somebody meant by a word that nobody knows: the one owner of "ý đồng chí là …?"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Literal

from tonghop290.text.normalize import fold_marks, match_key

__all__ = ["Named", "meant", "nearest", "near_ones", "suggestion"]

_COMPARED = 100_000
"""Letters held against letters for one suggestion: difflib takes 15 ms for them at worst."""
_COMPARED_WITH_PLACES = 1_000_000
"""The same for the names of places, of which a country has thousands: 150 ms at worst."""
_NO_DIFFERENCE = 0.08
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


def near_ones(word: str, known: Iterable[str], *, cutoff: float = 0.8, most: int = 8) -> list[str]:
    """The known words that are like it, the most alike first, as far as one may be taken for the other.

    >>> near_ones("recieve", ["receive", "remind"])
    ['receive']
    """
    known = list(dict.fromkeys(known))
    if len(word) > _LONGEST or len(word) * sum(map(len, known)) > _COMPARED_WITH_PLACES:
        return []
    close = difflib.get_close_matches(word, known, n=most, cutoff=cutoff)
    ratios = {one: difflib.SequenceMatcher(a=one, b=word).ratio() for one in close}
    best = max(ratios.values(), default=0.0)
    return [one for one in close if ratios[one] >= best - _NO_DIFFERENCE]


def meant(word: str) -> str:
    """The end of a fault that names what was meant; "" for nothing."""
    return f"; ý đồng chí là '{word}'?" if word else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """ "; ý đồng chí là 'ho_2009'?" when a known word is close, else ""."""
    return meant(nearest(word, known))


How = Literal["written", "bare", "nearly"]


class Named:
    """``names``: thing → what it may be called."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._names = {thing: tuple(called) for thing, called in names.items()}

    def find(self, name: str) -> tuple[list[str], How]:
        """The things that may be meant, and how they were found: "written" so, "bare" of accents, "nearly" so.

        What is written so goes before what is written so without accents, and that before what is nearly so.

        >>> Named({"1": ["Hoằng Xuân"], "2": ["Hoằng Xuyên"]}).find("hoang xuan")
        (['1'], 'bare')
        """
        key = match_key(name)
        same = [thing for thing, called in self._names.items() if key in map(match_key, called)]
        if same or not key:
            return same, "written"
        bare = fold_marks(name)
        folded = {thing: [fold_marks(one) for one in called] for thing, called in self._names.items()}
        alike = [thing for thing, called in folded.items() if bare in called]
        if alike:
            return alike, "bare"
        near = near_ones(bare, [one for called in folded.values() for one in called])
        alike = [thing for thing, called in folded.items() if any(one in near for one in called)]
        return alike, "nearly"
