"""A mailbox that is larger than what is read at once: mail by mail, so that one mail is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tonghop290.parcels.inside import MOST_ONE
from tonghop290.parcels.mime import next_mail
from tonghop290.spreadsheet.package import Unreadable

__all__ = ["is_box", "mails_of_large_box"]

_AT_ONCE = 4 * 2**20
_BEGINNING = 1_024
"""Bytes within which the line between two mails, and the header after it, can be told."""


def is_box(path: Path) -> bool:
    """Whether a file begins as a mailbox does."""
    try:
        with open(path, "rb") as stream:
            return next_mail(stream.read(_BEGINNING).lstrip(b"\r\n"), 0) == 0
    except OSError:
        return False


def mails_of_large_box(path: Path) -> Iterator[bytes | Unreadable]:
    """The mails of a mailbox, one after the other; one that is too large is told and passed over. Errors: OSError."""
    with open(path, "rb") as stream:
        held, seen, too_large = b"", 1, False
        while piece := stream.read(_AT_ONCE):
            held += piece
            while 0 <= (at := next_mail(held, seen)) < len(held) - _BEGINNING:
                yield Unreadable("file-too-large", limit=MOST_ONE) if too_large else held[:at]
                held, seen, too_large = held[at:], 1, False
            seen = max(1, len(held) - 2 * _BEGINNING)
            if len(held) > MOST_ONE:
                held, seen, too_large = held[-2 * _BEGINNING :], 1, True
        yield from _last(held, too_large)


def _last(held: bytes, too_large: bool) -> Iterator[bytes | Unreadable]:
    """The mails in what is left at the end of the file."""
    at = 0
    while (after := next_mail(held, at + 1)) >= 0:
        yield Unreadable("file-too-large", limit=MOST_ONE) if too_large else held[at:after]
        at, too_large = after, False
    if too_large:
        yield Unreadable("file-too-large", limit=MOST_ONE)
    elif held[at:].strip():
        yield held[at:]
