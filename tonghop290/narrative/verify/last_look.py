"""The last look at a printed report: letters Vietnamese does not have, formulas, tags, words of the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category, name, normalize

from tonghop290.model import OWN_LANGUAGE
from tonghop290.narrative.verify.written_parts import every_text
from tonghop290.text.syllables import VIETNAMESE_LETTERS

__all__ = ["foreign_letters", "look_over", "quoted_start", "strange_words"]

_TAGS, _WORDS = ("{{", "}}", "{%", "%}", "<NA>"), ("None", "nan", "NaT")
_BROKEN = re.compile("|".join([*map(re.escape, _TAGS), *(rf"\b{word}\b" for word in _WORDS)]))
_SIGNS_OF_A_SHEET = ("=", "#", "_xl", "DISPIMG", "Err:")
"""One of them is in whatever the next finds."""
_OF_A_SHEET = re.compile(
    r"=[@+-]?[A-Z][A-Z0-9.]+\(|\bDISPIMG\(|_xl(?:fn|ws|pm|udf|l)\.|"
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|BLOCKED!|FIELD!|ERROR!)|Err:[0-9]{3}"
)
_QUOTED = 60
_MODIFIERS = "\u02bc"  # the apostrophe of H\u02bcĐrông
_INVISIBLE = "\u00ad"  # a hyphen that shows only where a line breaks there
_LATIN = ("en", "fr", "de", "es", "pt", "it", "nl", "id", "ms", "tl", "sv", "da", "fi", "pl", "cs", "hu", "ro", "tr")
"""Languages that are written in Latin letters."""


def look_over(path: Path, language: str = OWN_LANGUAGE) -> tuple[str, ...]:
    """What does not belong into a printed report, a sentence for each paragraph; empty when all is right."""
    found = (words for _, text in every_text(path) for words in strange_words(text, language))
    return tuple(dict.fromkeys(found))


def strange_words(text: str, language: str = OWN_LANGUAGE) -> Iterator[str]:
    """What one paragraph holds that no report should, with the paragraph's beginning or the place."""
    if any(mark in text for mark in (*_TAGS, *_WORDS)) and _BROKEN.search(text):
        yield f"Còn thẻ hoặc chữ của máy: {quoted_start(text)}"
    if any(sign in text for sign in _SIGNS_OF_A_SHEET) and (found := _OF_A_SHEET.search(text)):
        yield f"Còn công thức hoặc lỗi của bảng tính: {_quoted_at(text, found.start())}"
    letters = foreign_letters(text, language)
    if letters:
        place = min(text.find(letter) for letter in letters if letter in text)
        named = ", ".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in letters)
        said = "Có chữ tiếng Việt không có" if language == OWN_LANGUAGE else "Có chữ lạ"
        yield f"{said} ({named}): {_quoted_at(text, place)}"


def foreign_letters(text: str, language: str = OWN_LANGUAGE) -> tuple[str, ...]:
    """The letters, digits and marks of a text that its language is not written with, each once.

    Of Vietnamese the letters are known; a language of Latin letters may have any of them, another any letter at all.
    What is left over by a bad conversion belongs to none.

    >>> foreign_letters("Hoằng Lƣu, 5 m²"), foreign_letters("Đảng uỷ xã H'Đrông"), foreign_letters("Tо", "en")
    (('ƣ',), (), ('о',))
    """
    composed = normalize("NFC", text)
    strange = {sign for sign in set(composed) - VIETNAMESE_LETTERS if not sign.isascii()}
    kept = {sign for sign in strange if _left_over(sign) or sign.isalpha() and not _written_in(sign, language)}
    return tuple(sorted(kept, key=composed.find)) if kept else ()


def _left_over(sign: str) -> bool:
    """A mark without its letter, a sign of nobody's, a digit or a space that only looks like one."""
    kind = category(sign)
    return kind in ("Mn", "Co", "Cn", "Nd", "Nl", "Cf", "Cs") and sign not in _INVISIBLE or sign in "\ufffc\ufffd"


def _written_in(sign: str, language: str) -> bool:
    if sign in _MODIFIERS:
        return True
    if language == OWN_LANGUAGE:
        return False
    return language not in _LATIN or name(sign, "").startswith("LATIN") and normalize("NFKC", sign) == sign


def quoted_start(text: str) -> str:
    """The beginning of a paragraph, in quotation marks."""
    text = text.strip()
    return f"“{text[: _QUOTED - 3]}…”" if len(text) > _QUOTED else f"“{text}”"


def _quoted_at(text: str, place: int) -> str:
    """What stands around a place, in quotation marks."""
    start = max(0, place - _QUOTED // 2)
    return ("“…" + quoted_start(text[start:])[1:]) if start else quoted_start(text)
