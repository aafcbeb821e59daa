"""What is ready to leave: every letter of a round that was drafted, and what became of it so far."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, STRANGE, UNREADABLE
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.mail import copied_to, on_one_line, recipients
from tonghop290.campaign.settings import Round
from tonghop290.model import Unit

__all__ = ["REMINDED", "REPORTED", "Outgoing", "answers_to_send", "letters_to_send"]

REMINDED, REPORTED = "reminded", "reported"
"""Kinds of events that are letters: ``said`` is the draft, ``sha256`` its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One letter. ``id``: of the issue it brings (``is_issue``), else the hash of its draft as it was written, so that
    a letter that is written anew is another one. ``title``: of whom it is for."""

    unit: Unit | None
    title: str
    draft: Path
    id: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    is_issue: bool = False

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who gets it; nobody where it is addressed to nobody."""
        return tuple(dict.fromkeys((*self.to, *self.cc))) if self.to else ()

    def posted(self, ledger: Ledger) -> str:
        """What became of it: "", "sending", "sent", "refused"."""
        before = ledger.post_of(self.id) if self.is_issue else ledger.letter_post(self.id)
        return before.state if before is not None else ""

    def note(self, ledger: Ledger, state: str, to: tuple[str, ...], said: str = "") -> None:
        """Note in the ledger what has become of it."""
        note = ledger.note_post if self.is_issue else ledger.note_letter
        with ledger.deed():
            note(self.id, state, to=", ".join(to), said=said)
            if state != "sending":
                reply = f" ({said})" if said else ""
                about = self.id if self.is_issue else self.draft.name
                code = self.unit.code if self.unit is not None else None
                ledger.event(state, unit=code, said=f"{about} → {', '.join(to)}{reply}")

    def read(self) -> EmailMessage:
        """The draft as it lies there, whoever has changed it."""
        found = email.message_from_bytes(self.draft.read_bytes(), policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found


def answers_to_send(round: Round, ledger: Ledger) -> list[Outgoing]:
    """The answers whose drafts lie in their folder, in the order of receipt; of a return that counts no more none."""
    given = ledger.answers()
    standing = [own for own in ledger.returns_standing(CURRENT, STRANGE, UNREADABLE) if own.id in given]
    return _of_drafts(round, ((own.unit or own.guess, given[own.id].draft, given[own.id].sha256) for own in standing))


def letters_to_send(round: Round, ledger: Ledger, kind: str) -> list[Outgoing]:
    """The letters of a kind whose drafts lie in their folder."""
    last = {event.said: event for event in ledger.letters_written(kind)}
    return _of_drafts(round, ((event.unit, place, event.sha256 or "") for place, event in last.items()))


def _of_drafts(round: Round, drafts: Iterable[tuple[str | None, str, str]]) -> list[Outgoing]:
    """Letters of these: unit, place, hash as they were written."""
    found = []
    for code, place, sha256 in drafts:
        draft, unit = round.folder.root / place, round.units.get(code or "")
        if draft.is_file():
            data = draft.read_bytes()
            to = recipients(data)
            title = unit.title if unit is not None else ", ".join(addresses(" ".join(to))) or on_one_line(draft.stem)
            found.append(Outgoing(unit=unit, title=title, draft=draft, id=sha256, to=to, cc=copied_to(data)))
    return found
