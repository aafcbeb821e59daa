"""Names of communes: the unit word and the name proper."""

from __future__ import annotations

__all__ = ["UNIT_TYPES", "split_unit_name"]

UNIT_TYPES = ("thị trấn", "phường", "đặc khu", "xã")


def split_unit_name(name: str) -> tuple[str, str]:
    """ "Thị trấn Bút Sơn" → ("thị trấn", "Bút Sơn"); without a unit word the type is "".

    >>> split_unit_name("Xã Hoằng Xuân")
    ('xã', 'Hoằng Xuân')
    """
    folded = name.casefold()
    for word in UNIT_TYPES:
        if folded.startswith(word + " "):
            return word, name[len(word) :].strip()
    return "", name.strip()


UNIT_WORDS = ("thị trấn", "phường", "đặc khu", "xã")


ABOVE_WORDS = ("thành phố", "thị xã", "huyện", "quận", "tỉnh")


def split_name(name: str, words: tuple[str, ...] = UNIT_WORDS) -> tuple[str, str]:
    """("xã", "Hoằng Xuân") of "Xã Hoằng Xuân"; the word is "" when there is none."""
    folded = name.casefold()
    for word in words:
        if folded.startswith(word + " "):
            return word, name[len(word) :].strip()
    return "", name.strip()
