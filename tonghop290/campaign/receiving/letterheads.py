"""Who a file came from by mail: the mail's own head, and the heads of the mails that were forwarded in it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from tonghop290.campaign.post.mail import addresses
from tonghop290.text.normalize import clean_text

__all__ = ["Letterhead", "letterheads"]

_QUOTED = re.compile(r"^[>*\s]*(?:From|Từ|Người gửi|Reply-To)\*?\s*:\s*(.{3,300})$", re.IGNORECASE | re.MULTILINE)
_MOST_TEXT, _MOST_QUOTED, _MOST_DEPTH = 20_000, 8, 24


@dataclass(frozen=True, slots=True)
class Letterhead:
    """One mail's head. ``addresses``: where an answer goes first; ``names``: as its writer is called; "" subjects are
    kept."""

    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    subject: str = ""


def letterheads(data: bytes, sha256: str) -> tuple[Letterhead, ...]:
    """The heads of the mails a file lies in, the innermost first, then who is quoted in their text.

    ``sha256``: of the file; one that lies deeper (in an archive) has the head of the outermost mail.
    """
    for policy in (email.policy.default, email.policy.compat32):
        try:
            message = email.message_from_bytes(data, policy=policy)
            return tuple(_heads(message, sha256))
        except (
            LookupError,
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
        ):  # headers it stumbles over
            continue
    return ()


def _heads(message: Message, sha256: str) -> Iterator[Letterhead]:
    chain = _chain(message, sha256, 0) or [message]
    yield from map(_head, reversed(chain))
    for one in reversed(chain):
        yield from _quoted(one)


def _chain(part: Message, sha256: str, depth: int) -> list[Message] | None:
    """The mails from the outermost to the one that holds a file; None where it is in none."""
    own = [part] if part.get("From") is not None else []
    inner = part.get_payload()
    if isinstance(inner, list):
        for one in inner if depth < _MOST_DEPTH else ():
            found = _chain(one, sha256, depth + 1) if isinstance(one, Message) else None
            if found is not None:
                return [*own, *found]
        return None
    content = part.get_payload(decode=True)
    held = isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == sha256
    return own if held else None


def _head(message: Message) -> Letterhead:
    said = [str(message.get(name, "")) for name in ("Reply-To", "From")]
    return Letterhead(
        tuple(dict.fromkeys(address for one in said for address in addresses(one))),
        tuple(name for name in (clean_text(name, keep_lines=False) for name, _ in getaddresses(said)) if name),
        clean_text(str(message.get("Subject", "")), keep_lines=False, max_length=300),
    )


def _quoted(message: Message) -> Iterator[Letterhead]:
    """Who is named as the writer of what was forwarded in the text of a mail."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.get_filename():
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace")[:_MOST_TEXT] if isinstance(content, bytes) else ""
            for found in [*_QUOTED.finditer(text)][:_MOST_QUOTED]:
                named = tuple(
                    clean_text(name, keep_lines=False) for name, _ in getaddresses([found[1].strip()]) if name
                )
                yield Letterhead(addresses(found[1]), named)
            return
