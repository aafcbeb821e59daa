"""The last look at a printed report: letters Vietnamese does not have, formulas, tags, words of the machine."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from unicodedata import category, normalize

from tonghop290.text.syllables import VIETNAMESE_LETTERS

__all__ = ["look_over", "other_texts", "quoted_start", "strange_words"]

_BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|\bNaT\b|<NA>")
_OF_A_SHEET = re.compile(
    r"=[@+-]?[A-Z][A-Z0-9.]+\(|\bDISPIMG\(|_xl(?:fn|ws|pm|udf|l)\.|"
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|BLOCKED!|FIELD!|ERROR!)|Err:[0-9]{3}"
)
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br|cr|noBreakHyphen)/>")
_SIGNS = {"noBreakHyphen": "-"}
_BODY = "word/document.xml"
_OTHER_TEXT = re.compile(r"word/(?:header|footer|footnotes|endnotes)[0-9]*\.xml")
_QUOTED = 60
_MODIFIERS = "\u02bc"  # the apostrophe of H\u02bcĐrông


def look_over(path: Path) -> tuple[str, ...]:
    """What does not belong into a printed report, a sentence for each paragraph; empty when all is right."""
    with zipfile.ZipFile(path) as package:
        body = _paragraphs(package.read(_BODY))
    found = (words for text in (*body, *other_texts(path)) for words in strange_words(text))
    return tuple(dict.fromkeys(found))


def other_texts(path: Path) -> tuple[str, ...]:
    """The paragraphs of a report's headers, footers and notes."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if _OTHER_TEXT.fullmatch(name)]
        return tuple(text for name in parts for text in _paragraphs(package.read(name)))


def strange_words(text: str) -> Iterator[str]:
    """What one paragraph holds that no report should, with the paragraph's beginning or the place."""
    if _BROKEN.search(text):
        yield f"Còn thẻ hoặc chữ của máy: {quoted_start(text)}"
    if found := _OF_A_SHEET.search(text):
        yield f"Còn công thức hoặc lỗi của bảng tính: {_quoted_at(text, found.start())}"
    letters = foreign_letters(text)
    if letters:
        place = min(text.find(letter) for letter in letters if letter in text)
        named = ", ".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in letters)
        yield f"Có chữ tiếng Việt không có ({named}): {_quoted_at(text, place)}"


def foreign_letters(text: str) -> tuple[str, ...]:
    """The letters and marks of a text that Vietnamese is not written with, each once.

    >>> foreign_letters("Hoằng Lƣu, 5 m²"), foreign_letters("Đảng uỷ xã H'Đrông")
    (('ƣ',), ())
    """
    strange = set(normalize("NFC", text)) - VIETNAMESE_LETTERS
    if not strange:
        return ()
    kept = {
        sign
        for sign in strange
        if sign.isalpha() and sign not in _MODIFIERS or category(sign) in ("Mn", "Co", "Cn") or sign in "\ufffc\ufffd"
    }
    return tuple(sorted(kept, key=text.find)) if kept else ()


def quoted_start(text: str) -> str:
    """The beginning of a paragraph, in quotation marks."""
    text = text.strip()
    return f"“{text[: _QUOTED - 3]}…”" if len(text) > _QUOTED else f"“{text}”"


def _quoted_at(text: str, place: int) -> str:
    """What stands around a place, in quotation marks."""
    start = max(0, place - _QUOTED // 2)
    return ("“…" + quoted_start(text[start:])[1:]) if start else quoted_start(text)


def _paragraphs(part: bytes) -> list[str]:
    return [
        unescape(
            "".join(
                found[1] if found[2] is None else _SIGNS.get(found[2], " ") for found in _TEXT.finditer(paragraph[0])
            )
        )
        for paragraph in _PARAGRAPH.finditer(part.decode("utf-8", "replace"))
    ]
