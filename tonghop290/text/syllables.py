"""What a Vietnamese syllable can look like: onset, rhyme, tone. Enough to tell Vietnamese from text decoded wrongly.

Source: the orthography of the national script; rhymes as listed in Vietnamese dictionaries, loan spellings left out.
"""

from __future__ import annotations

import unicodedata

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
"""The five Vietnamese tone marks as combining characters: huyền, sắc, ngã, hỏi, nặng."""

VIETNAMESE_LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for vowel in "aăâeêioôơuưy"
    for letter in (vowel, vowel.upper())
    for tone in ("", *TONE_MARKS)
) | frozenset("bcdđfghjklmnpqrstvwxzBCDĐFGHJKLMNPQRSTVWXZ")
"""All letters Vietnamese is printed with, composed, and the four that only foreign words have."""

_ONSETS = frozenset("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()) | {""}  # noqa: SIM905

_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt
    âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et
    ê êch êm ên ênh êp êt êu
    i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot ooc oong
    oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt ôông
    ơ ơi ơm ơn ơp ơt
    u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt
    uân uâng uât uây uê uêch uên uênh uêt uêu uơ uy uya uych uyên uyêt uynh uyt uyu uyn uyp
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905 (a table to be read)
)
_AFTER_QU = frozenset("aăâeêiyơô")
_FRONT = frozenset("eêiy")
_Y_ALONE = frozenset({"", "h", "k", "l", "m", "s", "t", "v", "đ", "x"})
_SHARP_TONES = frozenset({"\u0301", "\u0323"})  # the only tones before a final c, ch, p, t


def is_syllable(word: str, *, tone_in_place: bool = False) -> bool:
    """Whether a word is spelled as one Vietnamese syllable, in any case.

    The tone mark may stand on any vowel, as typists put it; ``tone_in_place`` wants it where either school puts it.

    >>> [is_syllable(w) for w in ("công", "cơng", "Phòng", "phịng", "có", "cĩ")]
    [True, False, True, False, True, False]
    """
    bare, tones, toned = _split_tone(word)
    if len(tones) > 1:
        return False
    for length in (3, 2, 1, 0):
        onset, rhyme = bare[:length], bare[length:]
        spelled = len(onset) == length and onset in _ONSETS and _fits(onset, rhyme, tones)
        if spelled and (not tone_in_place or not tones or toned - length in _places(rhyme)):
            return True
    return False


def _split_tone(word: str) -> tuple[str, str, int]:
    """The letters without tone marks, the tone marks, and the index of the letter that carries the last of them."""
    bare, tones, toned = "", "", -1
    for letter in unicodedata.normalize("NFC", word.casefold()):
        marks = unicodedata.normalize("NFD", letter)
        found = "".join(c for c in marks if c in TONE_MARKS)
        if found:
            tones, toned = tones + found, len(bare)
        bare += unicodedata.normalize("NFC", "".join(c for c in marks if c not in TONE_MARKS))
    return bare, tones, toned


def _places(rhyme: str) -> tuple[int, ...]:
    """Where a tone mark may stand in a rhyme, counted from its start (-1: on the i of gì)."""
    vowels = len(rhyme) - len(rhyme.lstrip("aăâeêioôơuưy"))
    shaped = [i for i, letter in enumerate(rhyme) if letter in "ăâêôơư"]
    if shaped or vowels == 0:
        return (shaped[-1] if rhyme[:2] != "ưu" else 0,) if shaped else (-1,)
    if vowels == 1:
        return (0,)
    if vowels == 3 or vowels < len(rhyme):
        return (1,)
    return (0, 1) if rhyme in ("oa", "oe", "uy") else (0,)


def _fits(onset: str, rhyme: str, tones: str) -> bool:
    if onset == "gi" and rhyme in ("", "n", "êng", "êt", "êc"):  # gì, gìn, giếng: the i does for two
        return True
    known = rhyme in _RHYMES or onset == "qu" and f"u{rhyme}" in _RHYMES  # quỳnh: the u does for two
    if not rhyme or not known or rhyme.endswith(("c", "ch", "p", "t")) and tones not in _SHARP_TONES:
        return False
    if onset == "qu":
        return rhyme[0] in _AFTER_QU and rhyme != "ô"
    if rhyme.startswith("y"):
        return onset == "" if len(rhyme) > 1 else onset in _Y_ALONE
    front = rhyme[0] in _FRONT
    if onset in ("c", "g", "ng"):
        return not front or onset == "g" and rhyme[0] == "i"
    if onset in ("k", "gh", "ngh"):
        return front
    return not (onset == "" and rhyme.startswith("iê"))
