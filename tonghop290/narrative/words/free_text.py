"""A sender's free text, fitted to stand inside a sentence: in one line, without what the sentence itself says.

What is dropped is a mark (a bullet, a quotation mark doubled, a full stop at the end) or a word the form or its levels
know: what stands around the answer in the sentence (``drops``), a title before a person's name, the post behind it.
Where nothing else would be left, the text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from tonghop290.model import Field, Form
from tonghop290.text.bullets import LEADING_MARK
from tonghop290.text.format import tone_style
from tonghop290.text.normalize import clean_text, match_key

__all__ = ["fitted_answer", "in_one_line", "person_name", "unframed"]

_OPEN, _CLOSE = "“«‘", "”»’"
_DOUBLED = re.compile(r"([“”\"„‟])(?:\s*[“”\"„‟])+")
_AROUND = " \t.,;:-–—·"
_MOST_KEPT = 2_048
"""Answers: most are given by many units."""
_PERSONS = ("signer", "preparer")
_SIGNED = ("đã ký", "ký", "ký tên", "đã ký tên", "đã ký và đóng dấu")
_POST = re.compile(r"\s*(?:[-–—,;:(]|\s{2,})\s*")


def fitted_answer(field: Field, text: str, form: Form | None = None) -> str:
    """The answer to a field, or what stands in a column (without ``form``), as it is printed."""
    if form is not None and field.role in _PERSONS:
        return person_name(text, form.levels.titles, _posts(form))
    plain = in_one_line(text)
    if field.type == "long text" or field.role:
        return plain
    bare = unframed(plain, field.drops, field.drops_after)
    if field.type != "choice":
        return bare[:1].upper() + bare[1:] if plain[:1].isupper() else bare
    listed = {match_key(choice): choice for choice in field.choices}
    return listed.get(match_key(bare), plain)


@lru_cache(maxsize=_MOST_KEPT)
def in_one_line(text: str) -> str:
    """Several lines or points of one cell as one, with semicolons between; every quotation mark once.

    >>> in_one_line("- Trồng hoa;\\n- ““5 không 3 sạch””")
    'Trồng hoa; “5 không 3 sạch”'
    """
    lines = (LEADING_MARK.sub("", line).strip() for line in clean_text(text).split("\n"))
    said = [line for line in lines if line]
    joined = "; ".join(line.rstrip(" ,;") for line in said[:-1]) + ("; " if len(said) > 1 else "") + "".join(said[-1:])
    return _DOUBLED.sub(r"\1", joined)


def unframed(text: str, before: Collection[str], behind: Collection[str] = ()) -> str:
    """The text without these words at its beginning and its end, however often, nor the marks around it.

    >>> unframed("Nằm ở phía Tây huyện.", ["nằm ở", "phía"], ["của huyện", "huyện"])
    'Tây'
    """
    return _unframed(text, tuple(before), tuple(behind))


@lru_cache(maxsize=_MOST_KEPT)
def _unframed(text: str, before: tuple[str, ...], behind: tuple[str, ...]) -> str:
    bare = text.strip(_AROUND)
    while True:
        shorter = _without(bare, before, behind)
        if shorter in (bare, ""):
            return bare or text.strip()
        bare = shorter


def _without(text: str, before: tuple[str, ...], behind: tuple[str, ...]) -> str:
    plain = _key(text)
    for length, key in _longest_first(before):
        if plain.startswith(key) and _ends_word(plain, length):
            return text[length:].strip(_AROUND)
    for length, key in _longest_first(behind):
        if plain.endswith(key) and not plain[: len(plain) - length][-1:].isalnum():
            return text[: len(text) - length].strip(_AROUND)
    return text


def _ends_word(text: str, place: int) -> bool:
    return place >= len(text) or not text[place].isalnum()


@lru_cache(maxsize=512)
def _longest_first(words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """How long each word is, and what it is compared by."""
    return tuple((len(word), _key(word)) for word in sorted(words, key=len, reverse=True))


def _key(text: str) -> str:
    """To compare with: small letters, tone marks in one place; as long as the text itself."""
    key = tone_style(text, "uy_moi").lower()
    return key if len(key) == len(text) else text.lower()


def person_name(text: str, titles: Collection[str], posts: Iterable[str] = ()) -> str:
    """A person's name alone: without titles or ``posts`` before it, and one of these or "(đã ký)" behind it; of
    capitals alone, or of small letters alone, as names are written.

    >>> person_name("Đ/c ThS. TRẦN VĂN A - Bí thư", ["đ/c", "ThS"], ["Bí thư"])
    'Trần Văn A'
    """
    posts = tuple(posts)
    name = unframed(in_one_line(text), (*titles, *posts))
    known = _keys((*posts, *_SIGNED))
    for mark in _POST.finditer(name):
        behind = name[mark.end() :].strip(" ).")
        if mark.start() and match_key(behind) in known:
            name = name[: mark.start()].strip(_AROUND)
            break
    letters = [letter for letter in name if letter.isalpha()]
    if letters and (all(map(str.isupper, letters)) and len(letters) > 2 or all(map(str.islower, letters))):
        name = re.sub(r"[^\W\d_]+", lambda word: word[0][:1].upper() + word[0][1:].lower(), name)
    return name


@lru_cache(maxsize=16)
def _keys(posts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(match_key, posts))


def _posts(form: Form) -> Iterable[str]:
    for field in form.fields.values():
        if field.role == "signer title":
            yield from field.choices
            yield from (written for written, _ in field.spellings)
