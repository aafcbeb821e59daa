"""Names of files as their senders read them, whatever code page the packing program wrote them in.

A mail or an archive often holds a name as bytes of no told code: those of a Vietnamese Windows (1258), of the old
console (437), or UTF-8. The one that gives Vietnamese syllables is believed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tonghop290.text.legacy import decode_tcvn3
from tonghop290.text.syllables import VIETNAMESE_LETTERS, is_syllable

__all__ = ["as_read", "read_name"]

_CODES = ("cp1258", "cp1252", "cp437", "cp850")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = frozenset("–—“”‘’…°º«»•·")
"""Signs beyond ASCII that people do write in names."""


def read_name(raw: bytes, *, otherwise: str = "cp1252") -> str:
    """A name from its bytes; ``otherwise``: the code it is in where it is neither UTF-8 nor Vietnamese in any.

    >>> read_name(b"Xa\\xde Ho\\xe3\\xccng Xu\\xe2n.xlsx")
    'Xã Hoằng Xuân.xlsx'
    """
    try:
        return as_read(raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    found = [_composed(raw.decode(code, "replace")) for code in dict.fromkeys((*_CODES, otherwise))]
    best = _most_vietnamese([*found, _composed(decode_tcvn3(raw.decode("cp1252", "replace")))])
    return best if _strangeness(best)[1] else _composed(raw.decode(otherwise, "replace"))


def as_read(name: str) -> str:
    """A name put together (NFC), and read anew where its program took one code for another ("XÃ£" for "Xã")."""
    composed = _composed(name)
    return composed if composed.isascii() else _most_vietnamese([composed, *_misread(composed)])


def _misread(name: str) -> Iterator[str]:
    """What the name may have been before its UTF-8 was taken for another code."""
    for code in (*_CODES, "latin-1"):
        try:
            yield _composed(name.encode(code).decode("utf-8"))
        except UnicodeError:
            continue


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _most_vietnamese(names: list[str]) -> str:
    """The name with the fewest words that are no Vietnamese; the first of several."""
    return min(names, key=_strangeness)


def _strangeness(name: str) -> tuple[int, int]:
    """How many signs and words are not Vietnamese; and how many words with marks are, below zero: less is better."""
    strange = sum(
        char < " " or char > "\x7f" and char not in VIETNAMESE_LETTERS and char not in _SIGNS and not char.isalpha()
        for char in name
    )
    marked = [word for word in _WORD.findall(name) if not word.isascii()]
    syllables = sum(map(is_syllable, marked))
    return strange + len(marked) - syllables, -syllables
