"""Which choice a text means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from tonghop290.model import Field
from tonghop290.text.normalize import match_key

__all__ = ["choice_called"]


def choice_called(field: Field, text: str) -> tuple[str, bool]:
    """The choice a text means, "" for none; and whether it is another way of writing it (or its code)."""
    key = match_key(text)
    choice = _by_label(field.choices).get(key, "")
    return (choice, False) if choice else (_by_spelling(field.spellings).get(key, ""), True)


@lru_cache(maxsize=256)
def _by_label(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {match_key(choice): choice for choice in reversed(choices)}


@lru_cache(maxsize=256)
def _by_spelling(spellings: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """A code of digits is known without the zeros that a cell of numbers loses, too."""
    meant = {match_key(spelling): choice for spelling, choice in reversed(spellings)}
    bare = Counter(key.lstrip("0") for key in meant if key.isdecimal())
    lost = {short: meant[key] for key in meant if key.isdecimal() and bare[short := key.lstrip("0")] == 1}
    return {key: choice for key, choice in lost.items() if key} | meant
