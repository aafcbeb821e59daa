"""Letters that only look like Vietnamese ones: of PDFs made with old fonts (ƣ), of other alphabets, of fancy type.

The one table of them, for reading what is typed and for comparing names. What is no letter of any name in the registers
is always put right; what other languages write too (ǎ, ĭ, а of Cyrillic) only where the word becomes a Vietnamese
syllable, or mixes two alphabets.
"""

from __future__ import annotations

import re
import unicodedata

from tonghop290.text.syllables import TONE_MARKS, is_syllable

__all__ = ["LOOK_ALIKES", "mend_letters", "mended_words"]

_ALWAYS = dict(zip("ƣƢƉɖƌɑɡÐð", "ưƯĐđđagĐđ", strict=True))
_UNSAID = str.maketrans("Ðð", "Đđ")
"""The letter of Iceland looks so much like ours that nobody need be told."""
_IN_SYLLABLES = dict(zip("ǎǍȃȂȇȆȏȎĭĬŭŬŏŎĕĔǐǏǔǓǒǑěĚɗƊ₫", "ăĂâÂêÊôÔĩĨũŨõÕẽẼĩĨũŨõÕẽẼđĐđ", strict=True))
_CYRILLIC = dict(zip("аеорсухіјѕһԁАВЕКМНОРСТХІЈЅУѴԌ", "aeopcyxijshdABEKMHOPCTXIJSYVG", strict=True))
_GREEK = dict(zip("οανικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavikuABEZHIKMNOPTYX", strict=True))
_PLAIN_SELVES = "\uff21-\uff3a\uff41-\uff5a\ufb00-\ufb06\u2160-\u217f\U0001d400-\U0001d7cb"
"""Wide letters, ligatures, Roman numbers of one character, the letters of formulas."""
_MARKS = "\u0300-\u036f"
_SHAPES = "\u0302\u0306\u031b"
_HORN = str.maketrans("\u0313\u0315", "\u031b\u031b")  # commas above a letter, where a horn is meant
_BEARERS = "ǸǹŃńÑñṄṅŅņṆṇḾḿṂṃǴǵḤḥṬṭĆćṔṕ"
"""Consonants with a mark that belongs to the vowel before them."""

LOOK_ALIKES = "".join({**_ALWAYS, **_IN_SYLLABLES, **_CYRILLIC, **_GREEK}) + _PLAIN_SELVES + _MARKS + _BEARERS
"""All of them, to stand between the brackets of a regular expression."""

_ANY = re.compile(f"[{LOOK_ALIKES}]")
_PLAIN = re.compile(f"[{_PLAIN_SELVES}]")
_WORD = re.compile(f"[^\\W\\d_](?:[^\\W\\d_]| ?[{_MARKS}])*|₫(?=[^\\W\\d_])[^\\W\\d_]+")
_SPACED = re.compile(f"[^\\s](?:[^\\s]| [{_MARKS}])*")
_LOOSE = re.compile(f" (?=[{_MARKS}])")
_CLUSTER = re.compile(f"[{_MARKS}]{{2,}}")
_LATE_TONE = re.compile(
    f"(?<=[aeiouy{_SHAPES}])(?P<coda>[cghmnpt]{{1,2}})(?P<tone>[{TONE_MARKS}])(?=[gh]?$)", re.IGNORECASE
)
_ALWAYS_KEYS = str.maketrans(_ALWAYS)
_OTHER_ALPHABETS = str.maketrans(_CYRILLIC | _GREEK)
_IN_SYLLABLES_KEYS = str.maketrans(_IN_SYLLABLES | _CYRILLIC | _GREEK)


def mend_letters(text: str) -> str:
    """The text (NFC, single spaces) with the letters it shows. Doing it twice changes nothing.

    >>> mend_letters("Xã Hoằng Lƣu"), mend_letters("nǎm"), mend_letters("Москва"), mend_letters("Viê ̣t")
    ('Xã Hoằng Lưu', 'năm', 'Москва', 'Việt')
    """
    if not _ANY.search(text):
        return text
    text = _PLAIN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFC", text.translate(_ALWAYS_KEYS))
    return _WORD.sub(lambda found: _mended(found[0]), text)


def mended_words(text: str) -> dict[str, str]:
    """The words of a text whose letters are put right: as typed → as read. What nobody could see is left out.

    >>> mended_words("Nguyễn Văn Lƣơng"), mended_words("Ðinh")
    ({'Lƣơng': 'Lương'}, {})
    """
    if not _ANY.search(text):
        return {}
    words = dict.fromkeys(_SPACED.findall(unicodedata.normalize("NFC", text).translate(_UNSAID)))
    return {word: read for word in words if (read := mend_letters(word)) != word}


def _mended(word: str) -> str:
    """One word, its letters those of a syllable where that makes it one; otherwise of one alphabet where it mixes
    two."""
    if not _ANY.search(word):
        return word
    marks = unicodedata.normalize("NFD", _LOOSE.sub("", word.translate(_IN_SYLLABLES_KEYS))).translate(_HORN)
    marks = _LATE_TONE.sub(r"\g<tone>\g<coda>", _CLUSTER.sub(lambda found: _in_order(found[0]), marks))
    read = unicodedata.normalize("NFC", marks)
    greek = all(letter in _GREEK for letter in word)  # a word of Greek letters only is Greek
    if is_syllable(read) and not greek:
        return read
    latin = unicodedata.normalize("NFC", word.translate(_OTHER_ALPHABETS))
    mixed = any("LATIN" in unicodedata.name(letter, "") for letter in word)
    return latin if mixed and all(_is_latin(letter) for letter in latin) else word


def _in_order(marks: str) -> str:
    """What shapes a letter before its tone, each mark once."""
    return "".join(sorted(dict.fromkeys(marks), key=lambda mark: mark not in _SHAPES))


def _is_latin(letter: str) -> bool:
    return not letter.isalpha() or "LATIN" in unicodedata.name(letter, "")
