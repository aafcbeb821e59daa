"""What a template may do to a text: a document's number with its symbol, a name to stand inside a sentence."""

from __future__ import annotations

from tonghop290.narrative.controls.told import BLANK

__all__ = ["bo_dau", "gon", "hoa_dau", "ky_hieu", "thuong_dau", "trong_ngoac"]


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
    """A name in quotation marks, unless it stands in some already."""
    text = str(text)
    return text if text.startswith(("“", '"')) else f"“{text}”"


def thuong_dau(text: str) -> str:
    """The text with a small letter in front, unless its first word is in capitals."""
    text = str(text)
    first, _, rest = text.partition(" ")
    if not first or len(first) > 1 and first.isupper():
        return text
    return f"{first[0].lower()}{first[1:]}{' ' if rest else ''}{rest}"


def hoa_dau(text: str) -> str:
    """The text with a capital in front."""
    return f"{str(text)[:1].upper()}{str(text)[1:]}"
