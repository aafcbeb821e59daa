"""Reminding: drafts for the units that are late or have points open."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.ledger import Ledger
from tonghop290.campaign.post.letters import as_mail, reminder_letter
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding
from tonghop290.pipeline.issue import unit_file_name

__all__ = ["Reminded", "remind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """One reminder. ``is_new``: made now (one a unit and day)."""

    of: UnitStanding
    draft: Path
    is_new: bool


def remind(
    round: Round, ledger: Ledger, units: Sequence[UnitStanding], *, now: dt.datetime, dry_run: bool = False
) -> Iterator[Reminded]:
    """A draft for each of these units that is not done, with the workbook it should work on. Under the lock. Errors: RoundError; OSError."""
    for one in units:
        if one.state == "clean":
            continue
        draft = round.folder.reminders / f"{now.date().isoformat()} {unit_file_name(one.unit, '.eml')}"
        done = (
            ledger.one("SELECT id FROM events WHERE kind = 'reminded' AND said = ?", round.folder.relative(draft))
            is not None
        )
        if (done and draft.exists()) or dry_run:
            yield Reminded(of=one, draft=draft, is_new=not done)
            continue
        letter = reminder_letter(
            one.unit,
            round.office,
            state=one.state,
            days_late=one.days_late,
            points=one.open_points,
            workbook=_workbook(round, ledger, one),
        )
        data = as_mail(letter, round.mail, moment=now)
        round.folder.put(draft, data)
        if not done:
            with ledger.deed():
                ledger.event(
                    "reminded",
                    unit=one.unit.code,
                    sha256=hashlib.sha256(data).hexdigest(),
                    said=round.folder.relative(draft),
                )
        yield Reminded(of=one, draft=draft, is_new=not done)


def _workbook(round: Round, ledger: Ledger, one: UnitStanding) -> Path | None:
    """The marked workbook of the last answer, else the issued one."""
    answer = (
        ledger.one("SELECT workbook FROM answers WHERE return = ?", one.current.id) if one.current is not None else None
    )
    issued = ledger.one("SELECT workbook FROM issues WHERE unit = ? ORDER BY number DESC LIMIT 1", one.unit.code)
    for row in (answer, issued):
        if row is not None and row["workbook"] and (round.folder.root / row["workbook"]).is_file():
            return round.folder.root / str(row["workbook"])
    return None
