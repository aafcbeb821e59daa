"""How wide a text is printed: the advance widths of Times New Roman, in 1/2048 em.

Taken from Liberation Serif 2.1, which is made to the widths of Times New Roman (© Google, Red Hat; SIL Open Font
License 1.1; only the numbers of its hmtx table are kept here), by ``scripts/dev/write_widths.py``. A letter with marks
is as wide as its base letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

__all__ = ["base_of", "letters_of", "width_of"]

_EM, _USUAL = 2048, 1024


def _by_letter(letters: Mapping[int, str]) -> Mapping[str, int]:
    return MappingProxyType({letter: width for width, same in letters.items() for letter in same})


_ADVANCES: Mapping[str, Mapping[str, int]] = MappingProxyType({
    'Regular': _by_letter({
        369: "'",
        410: '|',
        512: ',. \xa0',
        569: 'ijlt/:;\\',
        614: '²³',
        682: 'frI!()-[]`‘’',
        717: '•',
        797: 'sJ',
        819: '°',
        836: '"',
        909: 'acez?“”',
        961: '^',
        983: '{}',
        1024: '0123456789bdghknopquvxy#$*_đ–§«»',
        1083: 'ơ',
        1108: '~',
        1110: 'ư',
        1139: 'FPS',
        1155: '+<=>×',
        1251: 'ELTZ',
        1366: 'BCR',
        1479: 'wADGHKNOQUVXYĐƠ',
        1589: 'Ư',
        1593: 'm&',
        1706: '%',
        1821: 'M',
        1886: '@',
        1933: 'W',
        2048: '…—‰',
    }),
    'Bold': _by_letter({
        451: '|',
        512: ',. \xa0',
        569: "il'/\\",
        614: '²³',
        682: 'fjt!()-:;[]`‘’',
        717: '•',
        797: 'sI',
        807: '{}',
        819: '°',
        909: 'cerz',
        1024: '0123456789agovxyJ#$*?_–“”§«»',
        1065: '~',
        1134: 'ơ',
        1137: '"',
        1139: 'bdhknpquSđ',
        1167: '+<=>×',
        1190: '^',
        1229: 'ư',
        1251: 'FP',
        1366: 'BELTZ',
        1479: 'wACDNRUVXYĐ',
        1593: 'GHKOQƠ',
        1630: 'Ư',
        1706: 'm&',
        1905: '@',
        1933: 'M',
        2048: 'W%…—‰',
    }),
    'Italic': _by_letter({
        438: "'",
        512: ',. \xa0',
        563: '|',
        569: 'fijlt/\\',
        614: '²³',
        682: 'I!()-:;`‘’',
        717: '•',
        797: 'rsz[]',
        819: '{}°',
        860: '"',
        864: '^',
        909: 'cekvxyJ',
        1024: '0123456789abdghnopquS#$*?_đ–§«»',
        1093: 'ơ',
        1108: '~',
        1117: 'ư',
        1139: 'LTYZ“”',
        1251: 'ABEFPRVX',
        1366: 'wCKN',
        1382: '+<=>×',
        1479: 'mDGHOQUĐƠ',
        1544: 'Ư',
        1593: '&',
        1706: 'MW%',
        1821: '…—',
        1884: '@',
        2048: '‰',
    }),
    'BoldItalic': _by_letter({
        451: '|',
        512: ',. \xa0',
        569: "ijlt'/\\",
        614: '²³',
        682: 'f()-:;[]`‘’',
        713: '{}',
        717: '•',
        797: 'rszI!',
        819: '°',
        909: 'cevy',
        1024: '0123456789abdgkopqxJ#$*?_đ–“”§«»',
        1099: 'ơ',
        1137: '"',
        1139: 'hnuS',
        1167: '+<=>^~×',
        1227: 'ư',
        1251: 'LPTYZ',
        1366: 'wABCEFKRVX',
        1479: 'DGNOQUĐƠ',
        1587: 'Ư',
        1593: 'mH&',
        1704: '@',
        1706: '%',
        1821: 'MW',
        2048: '…—‰',
    }),
})  # fmt: skip
"""Of each cut the width of its letters; those of one width together."""


def letters_of(bold: bool, italic: bool) -> Mapping[str, int]:
    """The widths of one cut."""
    return _ADVANCES[("BoldItalic" if italic else "Bold") if bold else "Italic" if italic else "Regular"]


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The printed width of a line of text in Times New Roman, in points.

    >>> round(width_of("ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True), 1)
    206.7
    """
    letters = letters_of(bold, italic)
    composed = unicodedata.normalize("NFC", text)
    return sum(letters.get(letter) or letters.get(base_of(letter), _USUAL) for letter in composed) * size / _EM


def base_of(letter: str) -> str:
    """The letter without its marks; those of ơ and ư belong to it.

    >>> base_of("ợ"), base_of("Ấ"), base_of("đ"), base_of("\\u2011")
    ('ơ', 'A', 'đ', '-')
    """
    if letter == "\u2011":
        return "-"
    plain = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", plain[:2]) if plain[1:2] == "\u031b" else plain[0]
