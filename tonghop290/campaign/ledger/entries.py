"""The rows of the ledger, as values.

Times are ISO text with their offset, as they were given; contents are named by SHA-256; places are relative to the
round's folder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tonghop290.text.format import format_date

__all__ = [
    "CURRENT",
    "STALE",
    "STRANGE",
    "SUPERSEDED",
    "UNREADABLE",
    "Answer",
    "Event",
    "Issue",
    "Posted",
    "Return",
    "Thread",
    "day_told",
]

CURRENT, SUPERSEDED, STALE, STRANGE, UNREADABLE = "current", "superseded", "stale", "strange", "unreadable"
"""Where a return stands: it counts; an earlier one; older than what was in already; of nobody known; no form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A workbook that went out. ``number``: the unit's first, second …; ``draft``: the mail it goes with.

    ``form_hash`` and ``settings_hash``: the edition of the form and the settings it was made of.
    """

    id: str
    unit: str
    number: int
    made: str
    workbook: str
    sha256: str
    draft: str
    form_hash: str
    settings_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of a mail. ``issue``: the id of the issue it brings, or the hash of another letter's draft.

    ``state``: "sending", "sent", "refused"; ``said``: the server's own words.
    """

    issue: str
    state: str
    recipient: str
    at: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A workbook that came.

    ``version``: the unit's first, second …; ``verdict``: of its object of ``check --format json`` the values, states
    and tables, and under "form" the hash of the edition it was judged by (``form_hash`` is what the workbook says).

    ``unit`` is a code, None when nobody knows; ``guess`` is then whose it may be. ``saved``: ISO time in UTC, or None.
    ``compared``: 1 once it was held against the other returns. ``damaged``: the ledger's row of it cannot be believed;
    its verdict then tells the edition alone.
    """

    id: int
    sha256: str
    name: str
    unit: str | None
    guess: str | None
    sender: str
    version: int | None
    issue: str
    form_version: str
    form_hash: str
    saved: str | None
    status: str
    standing: str
    supersedes: int | None
    received: str
    compared: int
    verdict: Mapping[str, Any] = field(repr=False)
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What went back for a return.

    ``of``: the number of the return; ``workbook``: "" where there was nothing to mark.
    """

    of: int
    at: str
    workbook: str
    draft: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The mail that brought a return, as far as an answer has to name it. ``message``: its Message-ID; ``refs``: what
    it refers to itself; ``writer``: the address of who sent it."""

    message: str
    refs: str
    subject: str
    writer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that was done: when, by whom, what, to which unit, with which content and edition of the form."""

    id: int
    at: str
    actor: str
    kind: str
    unit: str | None
    sha256: str | None
    form_hash: str | None
    said: str


def day_told(at: str) -> str:
    """The day of a moment of the ledger, as people write it."""
    return format_date(dt.datetime.fromisoformat(at).date())
