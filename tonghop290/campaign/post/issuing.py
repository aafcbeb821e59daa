"""Issuing: a workbook and a ready draft mail for each unit, with an issue id inside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.in_turn import in_groups
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Issue
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.answers_before import answers_before
from tonghop290.campaign.post.letters import issue_letter
from tonghop290.campaign.post.mail import Letter, as_mail, recipients
from tonghop290.campaign.settings import Round
from tonghop290.model import Carried, Earlier, Unit
from tonghop290.outputs import place_beside, place_told
from tonghop290.pipeline.callers.progress import Progress
from tonghop290.pipeline.editions import carried_lines
from tonghop290.pipeline.issue import unit_file_name, workbook_series

__all__ = ["Issued", "issue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One unit's workbook and draft, as they stand in the folder.

    ``is_new``: made now; ``is_redrafted``: only the draft, for its address had changed. ``addressed``: the unit has
    an address. ``carried``: what the workbook holds of the unit's return of an earlier edition of the form.
    """

    unit: Unit
    id: str
    number: int
    workbook: Path
    draft: Path
    is_new: bool
    addressed: bool
    is_redrafted: bool = False
    carried: Carried | None = None


def issue(
    round: Round,
    ledger: Ledger,
    units: Sequence[Unit],
    *,
    again: bool = False,
    earlier: Earlier | None = None,
    now: dt.datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Iterator[Issued]:
    """A workbook and a draft for each unit that has none, or whose files have gone; a new draft for a new address.

    ``again``: both for each, under a new number; the earlier id stays valid. What a unit has answered on an earlier
    edition of the form stands in its workbook already. ``earlier``: what the units answered an earlier time, to stand
    beside their figures from now on, and to be held against them. Under the lock. A unit's files come first and its
    line in the ledger last, so a killed command is simply run again. Errors: RoundError; OSError.
    """
    if not dry_run:
        round.editions.keep()
        if earlier is not None and earlier != ledger.earlier():
            with ledger.deed():
                ledger.note_earlier(earlier)
                ledger.event("earlier", said=earlier.period)
    write = None if dry_run else workbook_series(round.form, round.office, earlier or ledger.earlier())
    numbers = {unit.code: _number(round, ledger.last_issue_of(unit.code), again=again) for unit in units}
    carried = answers_before(round, ledger, [unit for unit in units if numbers[unit.code]])
    say = progress or (lambda *_: None)
    for group in in_groups(enumerate(units, 1)):
        made = []
        for count, unit in group:
            say(count, len(units), unit.title)
            number, last = numbers[unit.code], ledger.last_issue_of(unit.code)
            if number or last is None:
                made.append(_issue_one(round, ledger, unit, number, now, write, carried.get(unit.code)))
            else:
                made.append(_as_it_stands(round, ledger, unit, last, now, dry_run=dry_run))
        if not dry_run:
            _enter_new(round, ledger, [one for one in made if one.is_new])
        yield from made


def _number(round: Round, last: Issue | None, *, again: bool) -> int:
    """The number a unit's workbook is made under now; 0 where it has one, whose files are there."""
    if last is None:
        return 1
    whole = all((round.folder.root / place).is_file() for place in (last.workbook, last.draft))
    return 0 if whole and not again else last.number + again  # files that have gone are made again under their number


def _as_it_stands(round: Round, ledger: Ledger, unit: Unit, last: Issue, now: dt.datetime, *, dry_run: bool) -> Issued:
    """What was issued before; its draft is written anew when the address in the list of units is another now.

    A draft that a person has changed stays the one that is sent; the new one goes beside it, once.
    """
    workbook, draft = round.folder.root / last.workbook, round.folder.root / last.draft
    to = addresses(unit.email)
    changed = bool(to) and recipients(draft.read_bytes()) != to
    if changed and (place := place_beside(draft)) != draft and place.exists():
        changed = recipients(place.read_bytes()) != to
    if changed and not dry_run:
        own = [unit] if last.form_hash == round.form.hash else []
        carried = answers_before(round, ledger, own, until=last.made).get(unit.code)
        data = as_mail(_letter(round, ledger, unit, last.number, workbook, carried), round.mail, moment=now)
        round.folder.put_beside(draft, data)
        sha256 = hashlib.sha256(data).hexdigest()
        with ledger.deed():
            ledger.event("redrafted", unit=unit.code, sha256=sha256, form_hash=last.form_hash, said=", ".join(to))
    return Issued(
        unit=unit,
        id=last.id,
        number=last.number,
        workbook=workbook,
        draft=draft,
        is_new=False,
        addressed=bool(to),
        is_redrafted=changed,
    )


def _letter(round: Round, ledger: Ledger, unit: Unit, number: int, workbook: Path, carried: Carried | None) -> Letter:
    before = ledger.issue_before(unit.code, number)
    return issue_letter(
        unit,
        round.office,
        workbook,
        form_title=round.form.of_period(str(round.form.texts.get("workbook_title", round.form.title))),
        again=number > 1,
        changed=before is not None and before.form_hash != round.form.hash,
        carried=carried_lines(carried, round.form.words) if carried is not None else (),
        words=round.form.words,
    )


def _issue_one(
    round: Round,
    ledger: Ledger,
    unit: Unit,
    number: int,
    now: dt.datetime,
    write: Callable[[Path, Unit, str, Carried | None], Path] | None,
    carried: Carried | None,
) -> Issued:
    """Issue to one unit; without ``write`` only say what would be."""
    id = _issue_id(ledger, unit, number)
    again = round.form.words.say(" (lần {version})", version=number) if number > 1 else ""
    workbook, draft = (
        round.folder.issued / unit_file_name(unit, again + suffix, round.form) for suffix in (".xlsx", ".eml")
    )
    if write is not None:
        workbook = place_told(workbook)
        with round.folder.draft(workbook) as place:
            write(place, unit, id, carried)
    letter = _letter(round, ledger, unit, number, workbook, carried)
    if write is not None:
        draft = round.folder.put_beside(draft, as_mail(letter, round.mail, moment=now), lasting=False)
    return Issued(
        unit=unit,
        id=id,
        number=number,
        workbook=workbook,
        draft=draft,
        is_new=True,
        addressed=bool(letter.to),
        carried=carried,
    )


def _issue_id(ledger: Ledger, unit: Unit, number: int) -> str:
    """Round, unit, number, and a few digits that tell a mistyped one."""
    mark = ledger.setting("round")
    check = hashlib.sha256(f"{mark}|{unit.code}|{number}".encode()).hexdigest()[:6]
    return f"{mark}-{unit.code}-{number}-{check}"


def _enter_new(round: Round, ledger: Ledger, made: Sequence[Issued]) -> None:
    """What was made, once the disk has it."""
    round.folder.make_last([one.draft for one in made])
    with ledger.together():
        for one in made:
            _enter(round, ledger, one.unit, one.id, one.number, one.workbook, one.draft)


def _enter(round: Round, ledger: Ledger, unit: Unit, id: str, number: int, workbook: Path, draft: Path) -> None:
    made = Issue(
        id=id,
        unit=unit.code,
        number=number,
        made=ledger.at,
        workbook=round.folder.relative(workbook),
        sha256=hashlib.sha256(workbook.read_bytes()).hexdigest(),
        draft=round.folder.relative(draft),
        form_hash=round.form.hash,
        settings_hash=round.hash,
    )
    with ledger.deed():
        ledger.note_unit(unit.code, unit.title)
        ledger.note_issue(made)
        ledger.event("issued", unit=unit.code, sha256=made.sha256, form_hash=made.form_hash, said=id)
