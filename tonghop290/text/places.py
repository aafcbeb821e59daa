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
