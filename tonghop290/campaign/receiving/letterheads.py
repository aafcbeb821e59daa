"""Who a file came from by mail: the mail's own head, and the heads of the mails that were forwarded in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from typing import TYPE_CHECKING

from tonghop290.campaign.ledger.entries import Thread
from tonghop290.campaign.post.addresses import addresses
from tonghop290.text.normalize import clean_text

if TYPE_CHECKING:
    from tonghop290.parcels.inside import MailHead

__all__ = ["Letterhead", "letterheads", "thread_of"]

_QUOTED = re.compile(r"^[>*\s]*(?:From|Từ|Người gửi|Reply-To)\*?\s*:\s*(.{3,300})$", re.IGNORECASE | re.MULTILINE)
_MOST_QUOTED = 8
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Letterhead:
    """One mail's head. ``addresses``: where an answer goes first; ``names``: as its writer is called; "" subjects are
    kept."""

    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    subject: str = ""


def letterheads(heads: Sequence[MailHead]) -> tuple[Letterhead, ...]:
    """The heads of the mails a file lies in, the innermost first, then who is quoted in their text.

    ``heads``: as the mails lie in each other, the outermost first.
    """
    own = [_head(head) for head in reversed(heads)]
    return (*own, *(quoted for head in reversed(heads) for quoted in _quoted(head)))


def thread_of(heads: Sequence[MailHead], ours: Callable[[str], bool]) -> Thread | None:
    """The mail an answer is an answer to: the one that came, or, where our own office has sent it on, the one in it.

    ``heads``: the outermost first. What its headers hold that no header of an answer may is left out.
    """
    for head in heads:
        writers = _writers(head)
        if writers and not any(map(ours, writers)):
            own = _MESSAGE_ID.findall(head.get("message-id"))[:1]
            before = _MESSAGE_ID.findall(head.get("references")) or _MESSAGE_ID.findall(head.get("in-reply-to"))[:1]
            return Thread(
                message="".join(own),
                refs=" ".join([*before[-_MOST_REFERENCES:], *own]),
                subject=_subject(head),
                writer=writers[0],
            )
    return None


def _writers(head: MailHead) -> tuple[str, ...]:
    """The addresses an answer goes to."""
    said = [head.get(name) for name in ("reply-to", "from")]
    return tuple(dict.fromkeys(address for one in said for address in addresses(one)))


def _subject(head: MailHead) -> str:
    return clean_text(head.get("subject"), keep_lines=False, max_length=300)


def _head(head: MailHead) -> Letterhead:
    said = [head.get(name) for name in ("reply-to", "from")]
    return Letterhead(
        _writers(head),
        tuple(name for name in (clean_text(name, keep_lines=False) for name, _ in getaddresses(said)) if name),
        _subject(head),
    )


def _quoted(head: MailHead) -> Iterator[Letterhead]:
    """Who is named as the writer of what was forwarded in the text of a mail."""
    for found in [*_QUOTED.finditer(head.text)][:_MOST_QUOTED]:
        named = tuple(clean_text(name, keep_lines=False) for name, _ in getaddresses([found[1].strip()]) if name)
        yield Letterhead(addresses(found[1]), named)
