"""Fetching: each mail of the folder once, into the letter box, where it is received as if dropped there by hand.

A mail's file comes first and its line in the ledger last, and its name is made of its content: what was killed between
is fetched again into the same place.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from tonghop290.campaign.fetching.mailbox import MOST_MAIL, Mailbox
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.mail import OWN_MAILS
from tonghop290.campaign.settings import InboxSettings, Round
from tonghop290.parcels.headers import Head, read_head, words
from tonghop290.text.normalize import clean_text, safe_file_name

__all__ = ["Fetched", "fetch_mails"]

_EARLIER = dt.timedelta(days=1)
"""A server's day may be another one than ours."""
_MESSAGE_ID = re.compile(rb"<[^<>\s]{3,250}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One mail that is new in the folder. ``what``: "taken", "known" (came another way already), "own" (the office sent
    it itself), "too-large", "gone". ``place``: of its file in the round, "" where there is none."""

    what: str
    sender: str = ""
    subject: str = ""
    place: str = ""
    size: int = 0


def fetch_mails(round: Round, ledger: Ledger, box: Mailbox, *, dry_run: bool = False) -> Iterator[Fetched]:
    """Take every mail that came since the round was opened and was not taken yet. Under the lock.

    ``dry_run``: only say which, by their sizes. Errors: RoundError with what went wrong; OSError.
    """
    named = _named(round.inbox)
    first = ledger.events()[:1]
    since = (dt.datetime.fromisoformat(first[0].at if first else ledger.at) - _EARLIER).date()
    there = ledger.fetched(named, box.validity)
    new = [number for number in box.numbers(since) if number not in there]
    for number, size in box.sizes(new).items():
        if size > MOST_MAIL:
            told = f"{named} {number}: thư {size / 2**20:.0f} MB, quá lớn"
            if not ledger.was_told(told):
                if not dry_run:
                    with ledger.deed():
                        ledger.event("untaken", said=told)
                yield Fetched(what="too-large", size=size)
        elif dry_run:
            yield Fetched(what="taken", size=size)
        else:
            data = box.mail(number, size)
            yield _take(round, ledger, data, (named, box.validity, number)) if data else Fetched(what="gone")


def _named(inbox: InboxSettings) -> str:
    """The folder as the ledger knows it."""
    return f"{inbox.user}@{inbox.host}/{inbox.folder}"


def _take(round: Round, ledger: Ledger, data: bytes, number: tuple[str, int, int]) -> Fetched:
    head = read_head(data)
    sender = clean_text(words(head.raw("from")), keep_lines=False, max_length=200)
    subject = clean_text(words(head.raw("subject")), keep_lines=False, max_length=200)
    mail = _told_apart(data, head)
    known = ledger.fetched_mails().get(mail)
    if OWN_MAILS in head.raw("message-id"):
        what, place = "own", ""
    elif known is not None:
        what, place = "known", known
    else:
        path = round.folder.fetched / _file_name(data, head, sender, subject)
        what, place = "taken", round.folder.relative(round.folder.put(path, data))
    with ledger.deed():
        box, validity, uid = number
        ledger.note_fetched(box, validity, uid, mail=mail, place=place)
        sha256 = hashlib.sha256(data).hexdigest()
        ledger.event(
            "fetched", sha256=sha256, said=f"{sender}: {subject} ({_WHAT[what]})" if what != "taken" else place
        )
    return Fetched(what=what, sender=sender, subject=subject, place=place, size=len(data))


_WHAT = {"own": "thư của cơ quan, không lấy", "known": "đã lấy từ trước"}


def _told_apart(data: bytes, head: Head) -> str:
    """What tells a mail from others, whatever way it came: its Message-ID and what it says; without one all of it."""
    said = _MESSAGE_ID.search(head.raw("message-id"))
    if said is None:
        return hashlib.sha256(data).hexdigest()
    body = re.sub(rb"\r\n?", b"\n", data[head.body :]).strip()
    return f"{said[0].decode('ascii', 'replace')} {hashlib.sha256(body).hexdigest()}"


def _file_name(data: bytes, head: Head, sender: str, subject: str) -> str:
    """ "2020-01-10 xa1@mau.example Nộp biểu 0f3a9c1d.eml"."""
    writer = next(iter(addresses(sender)), sender)[:60]
    mark = hashlib.sha256(data).hexdigest()[:8]
    parts = [_day(head), writer, subject[:50].strip(), mark]
    return safe_file_name(" ".join(filter(None, parts))) + ".eml"


def _day(head: Head) -> str:
    try:
        return parsedate_to_datetime(words(head.raw("date"))).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
