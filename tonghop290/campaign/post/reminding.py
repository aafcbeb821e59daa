"""Reminding: drafts for the units that are late or have points open."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.post.letters import reminder_letter
from tonghop290.campaign.post.mail import as_mail
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding, standings
from tonghop290.model import Unit
from tonghop290.pipeline.issue import unit_file_name

__all__ = ["Reminded", "remind", "to_remind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """One reminder. ``is_new``: made now (one a unit and day)."""

    of: UnitStanding
    draft: Path
    is_new: bool


def to_remind(
    round: Round, ledger: Ledger, units: Sequence[Unit], *, today: dt.date, named: bool = False
) -> list[UnitStanding]:
    """Of these units the ones that are late; all of them when they were ``named``, late or not."""
    codes = {unit.code for unit in units}
    return [
        standing
        for standing in standings(round, ledger, today=today)
        if standing.unit.code in codes and (named or standing.days_late)
    ]


def remind(
    round: Round, ledger: Ledger, units: Sequence[UnitStanding], *, now: dt.datetime, dry_run: bool = False
) -> Iterator[Reminded]:
    """A draft for each of these units that is not done, with the workbook it should work on. Under the lock.

    Errors: RoundError; OSError.
    """
    for standing in units:
        if standing.state == "clean":
            continue
        draft = round.folder.reminders / f"{now.date().isoformat()} {unit_file_name(standing.unit, '.eml')}"
        done = ledger.was_reminded(round.folder.relative(draft))
        if not dry_run and not (done and draft.exists()):
            data = _reminder(round, ledger, standing, now)
            draft = round.folder.put_beside(draft, data)
            if not done:
                _enter(round, ledger, standing, draft, data)
        yield Reminded(of=standing, draft=draft, is_new=not done)


def _reminder(round: Round, ledger: Ledger, standing: UnitStanding, now: dt.datetime) -> bytes:
    letter = reminder_letter(
        standing.unit,
        round.office,
        state=standing.state,
        days_late=standing.days_late,
        points=standing.open_points,
        workbook=_workbook(round, ledger, standing),
        words=round.form.words,
    )
    return as_mail(letter, round.mail, moment=now)


def _workbook(round: Round, ledger: Ledger, standing: UnitStanding) -> Path | None:
    """The marked workbook of the last answer, else the issued one."""
    answer = ledger.answer_to(standing.current) if standing.current is not None else None
    issued = ledger.last_issue_of(standing.unit.code)
    for sent in (answer, issued):
        if sent is not None and sent.workbook and (round.folder.root / sent.workbook).is_file():
            return round.folder.root / sent.workbook
    return None


def _enter(round: Round, ledger: Ledger, standing: UnitStanding, draft: Path, data: bytes) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    with ledger.deed():
        ledger.event("reminded", unit=standing.unit.code, sha256=sha256, said=round.folder.relative(draft))
