"""A list of choices by name: what many fields choose from, with codes, other spellings and other languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Codelist", "Entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One choice. ``parent``: the choice of another field it belongs to, as the author wrote it; "": fits any."""

    label: str
    code: str = ""
    spellings: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    """(language, what it is called there)."""
    parent: str = ""

    @property
    def others(self) -> Iterator[str]:
        """Whatever else it may be written as."""
        yield from filter(None, (self.code, *self.spellings, *(label for _, label in self.labels)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Codelist:
    """``label``: what people call the list."""

    id: str
    label: str
    entries: tuple[Entry, ...]
