"""Names of places: the words for communes and for what stands above them, their order, and the name proper."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["ABOVE_WORDS", "COMMUNE_WORDS", "SHORT_WORDS", "TOWN_WORDS", "join_words", "split_name"]

COMMUNE_WORDS = ("xã", "phường", "thị trấn", "đặc khu")
ABOVE_WORDS = ("huyện", "quận", "thị xã", "thành phố", "tỉnh")
"""Both in the order in which offices name them: "17 xã, thị trấn"."""
TOWN_WORDS = ("phường", "thị trấn")
SHORT_WORDS = {"tt": "thị trấn", "t.t": "thị trấn", "p": "phường", "x": "xã", "đk": "đặc khu", "đ.k": "đặc khu"}
"""How people shorten the words for communes, without the last full stop."""


def split_name(name: str, words: Iterable[str] = COMMUNE_WORDS) -> tuple[str, str]:
    """The word and the name proper; the word is "" when there is none.

    >>> split_name("Thị trấn Bút Sơn"), split_name("Hoằng Xuân")
    (('thị trấn', 'Bút Sơn'), ('', 'Hoằng Xuân'))
    """
    folded = name.casefold()
    for word in words:
        if folded.startswith(word + " "):
            return word, name[len(word) :].strip()
    return "", name.strip()


def join_words(words: Iterable[str]) -> str:
    """What an area is made of, each word once, in the offices' order; words of another kind by name at the end.

    >>> join_words(["thị trấn", "xã", "xã"])
    'xã, thị trấn'
    """
    said = set(words)
    known = [word for word in (*COMMUNE_WORDS, *ABOVE_WORDS) if word in said]
    return ", ".join([*known, *sorted(said - set(known))])
