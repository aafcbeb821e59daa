"""What a template may do to a text: a document's number with its symbol, a name to stand inside a sentence."""

from __future__ import annotations

from tonghop290.narrative.controls.told import BLANK

__all__ = ["bo_dau", "gon", "hoa_dau", "ky_hieu", "thuong_dau", "trong_ngoac"]

_QUOTES = '“”„‟"«»'
_BEFORE_NAMES = frozenset(
    """
    phía hướng giáp ở tại thuộc của với cùng các những một nhiều mỗi có được đã do vì từ trong trên dưới trồng mở lắp
    """.split()  # noqa: SIM905 (a list to be read)
)
"""Words that begin a sentence before a name and belong to none."""


def ky_hieu(number: str, symbol: str) -> str:
    """The number of a document with its symbol: ("5", "QĐ/ĐU") → "05-QĐ/ĐU"; a symbol that was typed stays as it is."""
    number = bo_dau(number, "Quyết định số", "Quyết định", "QĐ số", "số") or BLANK
    if any(c.isalpha() for c in number):
        return number
    number = number.strip(" -/")
    return f"{number.zfill(2) if number.isdigit() else number}-{symbol}"


def bo_dau(text: str, *beginnings: str) -> str:
    """The text without the first of these words at its beginning ("Nghị quyết số 99/…" → "99/…")."""
    text = str(text).strip()
    for beginning in beginnings:
        if text.casefold().startswith(beginning.casefold() + " "):
            return text[len(beginning) :].strip(" :")
    return text


def gon(text: str) -> str:
    """A text to stand inside a sentence: without the marks and spaces around it."""
    return str(text).strip(" .,;")


def trong_ngoac(text: str) -> str:
    """A name in quotation marks, once: not where some stand in it already."""
    text = str(text)
    bare = text.strip(_QUOTES + " .,;")
    if not bare or any(mark in bare for mark in _QUOTES):
        return text
    return f"“{bare}”"


def thuong_dau(text: str) -> str:
    """The text with a small letter in front, unless its first word is in capitals or part of a name."""
    text = str(text)
    first, _, rest = text.partition(" ")
    if not first or len(first) > 1 and not first[1:].islower():
        return text
    name = rest[:1].isupper() and first.lower() not in _BEFORE_NAMES
    return text if name else f"{first[0].lower()}{first[1:]}{' ' if rest else ''}{rest}"


def hoa_dau(text: str) -> str:
    """The text with a capital in front."""
    return f"{str(text)[:1].upper()}{str(text)[1:]}"
