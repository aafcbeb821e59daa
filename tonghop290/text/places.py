"""Names of places: the word before a name, and the name proper."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["split_name"]


def split_name(name: str, words: Iterable[str]) -> tuple[str, str]:
    """The word of ``words`` before the name, and the name proper; the word is "" when there is none.

    >>> split_name("Thị trấn Bút Sơn", ["xã", "thị trấn"]), split_name("Hoằng Xuân", ["xã"])
    (('thị trấn', 'Bút Sơn'), ('', 'Hoằng Xuân'))
    """
    folded = name.casefold()
    for word in words:
        if folded.startswith(word.casefold() + " "):
            return word, name[len(word) :].strip()
    return "", name.strip()
