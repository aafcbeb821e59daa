"""Vietnamese in the codes before Unicode: TCVN3 (ABC fonts, .VnTime) and VNI-Windows (VNI-Times).

Such text sits in a workbook as Latin-1 letters that only the right font shows as Vietnamese ("Uû ban nh©n d©n").
Decode it before ``clean_text``, which would take TCVN3's "ư" (U+00AD) for a soft hyphen. Numbers are never at risk.

Source: TCVN 5712:1993 (VN3); the VNI-Windows code table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from tonghop290.text.syllables import is_syllable

LegacyCode = Literal["tcvn3", "tcvn3-capitals", "vni"]

TCVN3: Mapping[str, str] = MappingProxyType(
    dict(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True))
    | dict(zip("¨©ª«¬\u00ad®", "ăâêôơưđ", strict=True))
    | dict(zip("µ¸¶·¹»¾¼½ÆÇÊÈÉË", "àáảãạằắẳẵặầấẩẫậ", strict=True))
    | dict(zip("ÌÐÎÏÑÒÕÓÔÖ", "èéẻẽẹềếểễệ", strict=True))
    | dict(zip("×ÝØÜÞ", "ìíỉĩị", strict=True))
    | dict(zip("ßãáâäåèæçéêíëìî", "òóỏõọồốổỗộờớởỡợ", strict=True))
    | dict(zip("ïóñòôõøö÷ù", "ùúủũụừứửữự", strict=True))
    | dict(zip("úýûüþ", "ỳýỷỹỵ", strict=True))
)
"""TCVN3 code (as a Latin-1 character) → Vietnamese letter. Capitals with a tone have no code of their own: the fonts
whose names end in H show the small letters as capitals."""

_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX = dict(zip("âàáåãä", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True))
_VNI_BREVE = dict(zip("êèéúüë", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True))
_VNI_SINGLE: Mapping[str, str] = MappingProxyType(
    dict(zip("ñôöìíæóòî", "đơưìíỉĩịỵ", strict=True)) | dict(zip("ÑÔÖÌÍÆÓÒÎ", "ĐƠƯÌÍỈĨỊỴ", strict=True))
)
_VNI_PAIR = re.compile(
    r"(?P<circumflex>[aeo][âàáåãä])|(?P<breve>a[êèéúüë])|(?P<tone>[aeouyôö][øùûõï])|(?P<single>[ñôöìíæóòî])",
    re.IGNORECASE,
)

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_UNICODE_ONLY = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
# A TCVN3 word holds letters and the signs that stand for letters.
_TCVN3_WORD = re.compile(r"[A-Za-z¡-ÿ]+")
_SIGN_IN_WORD = re.compile(
    r"(?<=[A-Za-zÀ-ÿ])[¨©ª«¬\u00ad®µ¶·¸¹»¼½¾×÷¡-§]|[¨©ª«¬\u00ad®µ¶·¸»¼½¾×÷¡-§](?=[A-Za-zÀ-ÿ])|(?<=[a-z])[À-ÖØ-Þ]"
)
_BEYOND_LATIN1 = re.compile(r"[^\W\x00-\xff]")

# What Unicode text becomes when it is "converted" as if it were VNI: ô → ơ, ó → ĩ, ò → ị.
_MISCONVERTED = str.maketrans("ơĩịƠĨỊ", "ôóòÔÓÒ")
# What the bytes of UTF-8 become when each is read as a letter of Latin-1 or Windows-1252: ã → Ã£, ằ → áº±, ư → Æ°, đ →
# Ä‘.
_BYTES_AS_LETTERS = re.compile("áº|Ã[\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf]|Æ[°¡¯]|Ä")
_LEFT_ALONE = re.compile("[ôóòÔÓÒ]")
_TELLING = frozenset({
    "công", "không", "nông", "thông", "đông", "sông", "xông", "có", "phòng", "dòng",
    "lòng", "vòng", "bóng", "đóng", "góp", "còn", "gióng",
})  # fmt: skip
_TELLING_WRONG = frozenset({"thơn", "xĩm", "nhĩm"})  # spelled as syllables can be, but no words of office prose


def decode_tcvn3(text: str, *, capitals: bool = False) -> str:
    """TCVN3 text as Unicode (NFC); ``capitals`` for the fonts that show small letters as capitals (.VnTimeH)."""
    decoded = "".join(TCVN3.get(c, c) for c in unicodedata.normalize("NFC", text))
    return decoded.upper() if capitals else decoded


def decode_vni(text: str) -> str:
    """VNI-Windows text as Unicode (NFC). Letters stand before their marks: "Uyû ban nhaân daân" → "Uỷ ban nhân dân"."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, unicodedata.normalize("NFC", text)))


def legacy_encoding(text: str, font: str = "") -> LegacyCode | None:
    """The code a cell's text is in, by the name of its font first, then by its characters; None for Unicode.

    Careful on both ways: text that is Vietnamese as it stands is not decoded whatever its font, and without a font
    every word must become a Vietnamese syllable and, for TCVN3, some word hold a sign no language has there.
    """
    named = _code_of_font(font)
    if _UNICODE_ONLY.search(text):
        return None
    if named:
        return named if text.isascii() or not _is_vietnamese(text) else None
    if text.isascii() or _BEYOND_LATIN1.search(text) or _is_vietnamese(text):
        return None
    if _SIGN_IN_WORD.search(text):
        return "tcvn3" if _becomes_vietnamese(text, decode_tcvn3, _TCVN3_WORD, shortest=3) else None
    return "vni" if _becomes_vietnamese(text, decode_vni, _WORD, shortest=4) else None


def looks_misconverted(text: str) -> bool:
    """Whether Unicode text went through a converter it did not need: "cơng tác", "cĩ", "phịng"; or its bytes were taken
    for letters: "XÃ£".

    Sure signs only: a well-known word, or two different ones, that no Vietnamese syllable can be and that become one
    when the letters are put back. A text that still has an ô, ó or ò was not converted (Kông Lơng Khơng is a commune).

    >>> looks_misconverted("Thá»‹ tráº¥n"), looks_misconverted("Thị trấn «Lá»")
    (True, False)
    """
    text = unicodedata.normalize("NFC", text)
    if _BYTES_AS_LETTERS.search(text) or "á»" in text and "«" not in text:
        return True
    if _LEFT_ALONE.search(text):
        return False
    wrong = set()
    for word in _WORD.findall(text):
        mended = word.translate(_MISCONVERTED).casefold()
        if word.casefold() in _TELLING_WRONG:
            return True
        if mended != word.casefold() and not is_syllable(word) and is_syllable(mended):
            if mended in _TELLING:
                return True
            wrong.add(mended)
    return len(wrong) > 1


def _vni_letter(found: re.Match[str]) -> str:
    pair = found[0]
    if found["single"]:
        return _VNI_SINGLE[pair]
    base, mark = _VNI_SINGLE.get(pair[0], pair[0]), pair[1].lower()
    if found["circumflex"]:
        return unicodedata.normalize("NFC", base + "\u0302" + _VNI_CIRCUMFLEX[mark])
    if found["breve"]:
        return unicodedata.normalize("NFC", base + "\u0306" + _VNI_BREVE[mark])
    return unicodedata.normalize("NFC", base + _VNI_TONES[mark])


def _code_of_font(font: str) -> LegacyCode | None:
    name = font.strip().lstrip("@")
    if name.lower().startswith(".vn"):
        return "tcvn3-capitals" if name.endswith("H") or name.lower() in (".vntimeh", ".vnarialh") else "tcvn3"
    return "vni" if re.match(r"vni[-_ ]", name, re.IGNORECASE) else None


def _is_vietnamese(text: str) -> bool:
    """Whether the text can stand as it is: no sign inside a word, and every word with marks is a syllable."""
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return not _SIGN_IN_WORD.search(text) and all(is_syllable(word, tone_in_place=True) for word in words)


def _becomes_vietnamese(text: str, decode: Callable[[str], str], word: re.Pattern[str], *, shortest: int) -> bool:
    """Whether decoding makes a syllable of every word it touches, few other words are foreign, and it touches enough:
    one word of the ``shortest`` length, two of a letter less, or one of those among other Vietnamese words."""
    touched, others, foreign = 0.0, 0, 0
    for found in word.findall(text):
        decoded = decode(found)
        if decoded == found:
            others += 1
            foreign += not (is_syllable(found) or found.isupper())
        elif not is_syllable(decoded):
            return False
        else:
            touched += (0.25, 0.5, 1)[min(max(len(found) - shortest + 2, 0), 2)]
    among_others = 0.5 if others and not foreign else 0
    return touched + among_others >= 1 and foreign * 4 <= others
