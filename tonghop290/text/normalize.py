"""Clean, compare and name: what every piece of text passes through once.

Text in a legacy code (TCVN3, VNI) must be decoded (``text.legacy``) *before* it is cleaned: TCVN3 keeps the
letter "ư" at U+00AD and "é" at U+00D0, and both mean something else here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tonghop290.text.look_alikes import LOOK_ALIKES, mend_letters
from tonghop290.text.syllables import TONE_MARKS

# Everything outside plain ASCII, the Latin letters Vietnamese is written with and their combining marks is looked at
# one by one.
_UNUSUAL = re.compile("[^\n -~\u00c0-\u024f\u0300-\u0333\u1e00-\u1eff]")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(" {2,}")
_SPACES_AT_BREAK = re.compile(" *\n *")

# Letters and marks that show nothing: Hangul fillers and the Braille blank are read as spaces, joiners and selectors
# dropped.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_EMPTY_MARKS = re.compile("[\u034f\ufffc\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})

# What of printable text is not left as it is; a break of lines or any space but the plain one is not printable.
_TO_CLEAN = re.compile(
    f"^ |  | $|[{LOOK_ALIKES}{''.join(sorted(_BLANK_LETTERS))}\ufffc\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)

_DASHES = re.compile(" *[-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d] *")
_KINDS_OF_QUOTES = dict.fromkeys("‘’‛ʼʹ′´`＇", "'") | dict.fromkeys("“”„‟«»＂", '"')
_QUOTES = re.compile(f"[{''.join(_KINDS_OF_QUOTES)}]")

_VOWELS_WITH_MARKS = re.compile("(?:[aeiouy][\u0300-\u036f]*)+")
_A_TONE = re.compile(f"[{TONE_MARKS}]")

_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_DEVICE_NAMES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *\.| *$)", re.IGNORECASE)
_MAX_NAME = 120
_MAX_NAME_BYTES = 240
_EMPTY_NAME = "khong-ten"


FULL_WIDTH = {
    c: c - 0xFEE0
    for c in (*range(0xFF10, 0xFF1A), 0xFF0C, 0xFF0E, 0xFF0D, 0xFF0B, 0xFF05, 0xFF0F, 0xFF1C, 0xFF1E, 0xFF1F, 0xFF5E)
}
"""Full-width forms of digits, marks and signs (U+FF..) → their usual ones."""


def clean_text(raw: str, *, keep_lines: bool = True, max_length: int | None = None) -> str:
    """The text as a person reads it: NFC, plain spaces, nothing invisible, letters that only look Vietnamese (ƣ, Ð) put
    right.

    Line breaks of every kind become ``\\n`` (a space when ``keep_lines`` is false); tabs and all Unicode spaces become
    a space; runs of spaces collapse; every line and the whole are stripped. ``max_length`` counts characters and never
    separates a letter from its mark. Cleaning twice changes nothing.
    """
    text = raw
    if raw and not _is_clean(raw):
        text = _cleaned(raw, keep_lines=keep_lines)
    if max_length is not None and len(text) > max_length:
        text = _cut(text, max_length).rstrip(" \n")
    return text


def _is_clean(text: str) -> bool:
    """Whether cleaning would change nothing: the usual case, told in a tenth of the time."""
    return text.isprintable() and not _TO_CLEAN.search(text) and unicodedata.is_normalized("NFC", text)


def _cleaned(raw: str, *, keep_lines: bool) -> str:
    text = _LINE_BREAKS.sub("\n", raw)
    text = _UNUSUAL.sub(lambda found: _usual_form(found[0]), text)
    text = _EMPTY_MARKS.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = mend_letters(_SPACES.sub(" ", text))
    text = _SPACES_AT_BREAK.sub("\n", text)
    if not keep_lines:
        text = _SPACES.sub(" ", text.replace("\n", " "))
    return text.strip(" \n")


def as_sentence(raw: str) -> str:
    """A note as it stands below a table: one line, a capital in front unless a sign stands there, a mark at its end.

    >>> as_sentence("  không lưu sổ\\ntrước 2012 "), as_sentence("")
    ('Không lưu sổ trước 2012.', '')
    """
    text = clean_text(raw, keep_lines=False)
    if not text:
        return ""
    ended = text if text.endswith((".", "!", "?", "…")) else text.rstrip(" ;,:") + "."
    return ended[:1].upper() + ended[1:]


@lru_cache(maxsize=20_000)
def match_key(text: str) -> str:
    """A key under which two spellings of one name are equal: for communes, headings, sheet names.

    Without regard to case, NFC or NFD, Ð or Đ, kind and spacing of dashes, kind of apostrophe, spaces, invisible
    characters and the place of the tone mark (hoà = hòa, uỷ = ủy) – but hoa ≠ hòa.

    >>> match_key("Đảng  uỷ xã HOÀ – Bình") == match_key("đảng ủy xã Hòa - bình")
    True
    """
    text = clean_text(text, keep_lines=False)
    text = _QUOTES.sub(lambda found: _KINDS_OF_QUOTES[found[0]], _DASHES.sub("-", text))
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    text = _VOWELS_WITH_MARKS.sub(lambda found: _tone_last(found[0]), text)
    # Casefolding can bring forth what cleaning removes (U+0345 becomes a letter, "ẞ" two): a last NFC settles the key.
    return unicodedata.normalize("NFC", text).strip()


def order_key(name: str) -> tuple[tuple[int, str], ...]:
    """A key that puts names in the order people count them in: "lần 2" before "lần 10", a name before its copies.

    >>> sorted(["a 10.xlsx", "a 2.xlsx", "a.xlsx"], key=order_key)
    ['a.xlsx', 'a 2.xlsx', 'a 10.xlsx']
    """
    parts = re.split(r"([0-9]+)", fold_marks(name.rpartition(".")[0] or name))
    return tuple((int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts))


@lru_cache(maxsize=20_000)
def fold_marks(text: str) -> str:
    """Lower case without any diacritics, for file names and loose suggestions: "Đảng uỷ" → "dang uy"."""
    decomposed = unicodedata.normalize("NFD", clean_text(text, keep_lines=False).casefold())
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))


def without_controls(text: str) -> str:
    """The text safe to print in a terminal or a log: no escape, control or direction characters, one line."""
    if text.isprintable():  # nothing to take out: then every character is of a category that is kept
        return text
    return "".join(" " if c in "\t\n\r\u2028\u2029" else c for c in text if c in "\t\n\r" or _is_printable(c))


def safe_file_name(name: str) -> str:
    """A file name Windows and Linux both accept: NFC, at most 120 characters, never empty.

    A short extension survives the cut. Names of devices (CON, NUL, COM1 …) get an underscore in front.
    """
    name = clean_text(name, keep_lines=False)
    name = _FORBIDDEN_IN_NAMES.sub("_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or not 1 <= len(extension) <= 10 or " " in extension:
        stem, dot, extension = name, "", ""
    device = "_" if _DEVICE_NAMES.match(name) else ""
    room = len(device) + len(dot) + len(extension)
    room_bytes = _MAX_NAME_BYTES - len((device + dot + extension).encode())
    stem = _cut(stem, _MAX_NAME - room).encode()[:room_bytes].decode(errors="ignore").rstrip(" .")
    name = device + stem + dot + extension
    return name.strip(" .") or _EMPTY_NAME


def _usual_form(char: str) -> str:
    if char in "\t\xa0" or char in _BLANK_LETTERS:
        return " "
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    return "" if category in _DROPPED_CATEGORIES or _is_noncharacter(char) else char


def _is_printable(char: str) -> bool:
    return (
        char in "\u2028\u2029" or unicodedata.category(char) not in _DROPPED_CATEGORIES and not _is_noncharacter(char)
    )


def _is_noncharacter(char: str) -> bool:
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


def _cut(text: str, length: int) -> str:
    length = max(length, 0)
    if length >= len(text):
        return text
    while length and unicodedata.combining(text[length]):
        length -= 1
    return text[:length]


@lru_cache(maxsize=1_000)
def _tone_last(cluster: str) -> str:
    tones = _A_TONE.findall(cluster)
    if not tones:
        return cluster
    return unicodedata.normalize("NFD", _A_TONE.sub("", cluster) + "".join(sorted(set(tones))))
