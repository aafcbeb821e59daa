"""What an opener finds in a mail or an archive, and what all of them together may spend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tonghop290.spreadsheet.package import Unreadable

__all__ = ["Budget", "Inside", "MailHead", "MOST_DEPTH", "MOST_ONE"]

MOST_DEPTH = 8
"""Mails and archives in each other: a forwarded mail in a mail, in it winmail.dat, in it a zip."""
MOST_ONE = 50 * 2**20
"""Bytes of one file."""
_MOST_MEMBERS = 5_000
_MOST_INSIDE = 256 * 2**20
_RATIO, _RATIO_FROM = 200, 2**20
"""How much more than its packed bytes a file may be, from which size on it counts: as for workbooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHead:
    """Of one mail the headers people know, decoded (names in small letters), and the beginning of its text."""

    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    def get(self, name: str) -> str:
        """What a header says, "" where there is none."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """One file in a mail or an archive. ``name``: as its sender reads it, "" for none; it is a hint and never a path.

    ``coded``: ``data`` in Base64 as it stands in a mail, where that is known. ``trouble``: why its content could not be
    taken out. ``of_text``: a picture the text of a mail shows. ``is_mail``: its holder says it is one; ``kind``: what
    it is, where its holder knows it. ``heads``: of the mails it lies in, within its holder, the outermost first.
    """

    name: str = ""
    data: bytes = b""
    coded: bytes = b""
    trouble: Unreadable | None = None
    of_text: bool = False
    is_mail: bool = False
    kind: str = ""
    heads: tuple[MailHead, ...] = ()


class Budget:
    """Members and bytes that everything packed in one file may cost together. Errors: Unreadable."""

    def __init__(self) -> None:
        self.members, self.bytes = _MOST_MEMBERS, _MOST_INSIDE

    def take(self, size: int, *, members: int = 1) -> None:
        """Spend so many bytes; ``members``: 0 for more of a member that was begun."""
        self.members, self.bytes = self.members - members, self.bytes - size
        if self.is_spent:
            raise Unreadable("file-bomb")

    @property
    def is_spent(self) -> bool:
        return self.members < 0 or self.bytes < 0

    @staticmethod
    def refuse(size: int, packed: int) -> None:
        """Refuse one file for its size, or for what it grows to."""
        if size > MOST_ONE:
            raise Unreadable("file-too-large", size=size, limit=MOST_ONE)
        if size > _RATIO_FROM and size > _RATIO * max(packed, 1):
            raise Unreadable("file-bomb", size=size)
