"""Issuing: a workbook and a ready draft mail for each unit, with an issue id inside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Row

from tonghop290.campaign.folder import LEDGER, RoundError, RoundFolder
from tonghop290.campaign.ledger import Ledger, open_ledger
from tonghop290.campaign.post.letters import Letter, addresses, as_mail, issue_letter, recipients
from tonghop290.campaign.register import units_csv
from tonghop290.campaign.settings import Round, settings_text
from tonghop290.model import Unit
from tonghop290.pipeline.issue import unit_file_name, workbook_series
from tonghop290.text.normalize import match_key

__all__ = ["Issued", "choose_units", "init_round", "issue"]


def init_round(
    root: Path,
    units: Sequence[Unit],
    *,
    form: str,
    place: str,
    level: str,
    now: dt.datetime,
    actor: str,
    dry_run: bool = False,
) -> list[str]:
    """Make the folder of a round: settings, units, empty places, an empty ledger; the names of what was made.

    What is there already stays as it is. Errors: RoundError when there is a round already; OSError.
    """
    folder = RoundFolder(root)
    if folder.ledger.exists():
        raise RoundError(f"Thư mục {root} đã có một đợt thu thập ({LEDGER}).")
    wanted = {
        folder.settings: settings_text(form=form, place=place, level=level).encode(),
        folder.units: units_csv(units),
    }
    made = [path.name for path in wanted if not path.exists()]
    if dry_run:
        return [*made, LEDGER]
    root.mkdir(parents=True, exist_ok=True)
    folder.make()
    for path, data in wanted.items():
        if not path.exists():
            folder.put(path, data)
    with (
        folder.draft(folder.ledger) as draft,
        open_ledger(draft, now=now, actor=actor, make=True) as ledger,
        ledger.deed(),
    ):
        mark = hashlib.sha256(f"{now.isoformat()}|{place}|{form}|{len(units)}".encode()).hexdigest()[:6]
        for key, value in (("round", mark), ("form", form), ("made", ledger.at)):
            ledger.insert("settings", key=key, value=value)
        ledger.event("init", said=f"{len(units)} đơn vị")
    folder.sweep()
    return [*made, LEDGER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One unit's workbook and draft, as they stand in the folder. ``is_new``: made now; ``is_redrafted``: only the draft, for its address had changed."""

    unit: Unit
    id: str
    number: int
    workbook: Path
    draft: Path
    is_new: bool
    addressed: bool
    is_redrafted: bool = False


def choose_units(round: Round, names: Sequence[str]) -> list[Unit]:
    """Units by code or name; all of them when none is named. Errors: RoundError."""
    if not names:
        return list(round.units.values())
    chosen = []
    for name in names:
        key = match_key(name)
        found = [unit for unit in round.units.values() if name == unit.code] or [
            unit for unit in round.units.values() if key in (match_key(unit.title), match_key(unit.name))
        ]
        if len(found) != 1:
            several = f" Có {len(found)} đơn vị cùng tên: {', '.join(unit.code for unit in found)}." if found else ""
            raise RoundError(f"Không có đúng một đơn vị “{name}” trong don_vi.csv.{several} Đề nghị ghi mã đơn vị.")
        chosen.append(found[0])
    return chosen


def issue(
    round: Round, ledger: Ledger, units: Sequence[Unit], *, again: bool = False, now: dt.datetime, dry_run: bool = False
) -> Iterator[Issued]:
    """A workbook and a draft for each unit that has none, or whose files have gone, and a new draft where the address has changed (``again``: for each, a new number; the earlier id stays valid).

    Under the lock. A unit's files come first and its line in the ledger last, so a killed command is simply run again.
    Errors: RoundError; OSError.
    """
    if not dry_run:
        round.editions.keep()
    write = workbook_series(round.form, round.office)
    for unit in units:
        last = ledger.one("SELECT * FROM issues WHERE unit = ? ORDER BY number DESC LIMIT 1", unit.code)
        number = last["number"] if last is not None else 0
        places = [round.folder.root / last[part] for part in ("workbook", "draft")] if last is not None else []
        if last is not None and not again and all(place.is_file() for place in places):
            yield _as_it_stands(round, ledger, unit, last, now, dry_run=dry_run)
        else:
            number += again or last is None  # files that have gone are made again under their number
            yield _issue_one(round, ledger, unit, number, now, None if dry_run else write)


def _as_it_stands(round: Round, ledger: Ledger, unit: Unit, last: Row, now: dt.datetime, *, dry_run: bool) -> Issued:
    """What was issued before; its draft is written anew when the address in ``don_vi.csv`` is another now."""
    workbook, draft = (round.folder.root / last[part] for part in ("workbook", "draft"))
    to = addresses(unit.email)
    changed = bool(to) and recipients(draft.read_bytes()) != to
    if changed and not dry_run:
        data = as_mail(_letter(round, ledger, unit, last["number"], workbook), round.mail, moment=now)
        round.folder.put(draft, data)
        with ledger.deed():
            ledger.event(
                "redrafted",
                unit=unit.code,
                sha256=hashlib.sha256(data).hexdigest(),
                form_hash=last["form_hash"],
                said=", ".join(to),
            )
    return Issued(
        unit=unit,
        id=last["id"],
        number=last["number"],
        workbook=workbook,
        draft=draft,
        is_new=False,
        addressed=bool(to),
        is_redrafted=changed,
    )


def _letter(round: Round, ledger: Ledger, unit: Unit, number: int, workbook: Path) -> Letter:
    before = ledger.one(
        "SELECT form_hash FROM issues WHERE unit = ? AND number < ? ORDER BY number DESC LIMIT 1", unit.code, number
    )
    return issue_letter(
        unit,
        round.office,
        workbook,
        form_title=str(round.form.texts.get("workbook_title", round.form.title)),
        again=number > 1,
        changed=before is not None and before["form_hash"] != round.form.hash,
    )


def _issue_one(
    round: Round,
    ledger: Ledger,
    unit: Unit,
    number: int,
    now: dt.datetime,
    write: Callable[[Path, Unit, str], Path] | None,
) -> Issued:
    """Issue to one unit; without ``write`` only say what would be."""
    check = hashlib.sha256(f"{ledger.setting('round')}|{unit.code}|{number}".encode()).hexdigest()[:6]
    id = f"{ledger.setting('round')}-{unit.code}-{number}-{check}"
    again = f" (lần {number})" if number > 1 else ""
    folder = round.folder
    workbook, draft = (folder.issued / unit_file_name(unit, again + suffix) for suffix in (".xlsx", ".eml"))
    letter = _letter(round, ledger, unit, number, workbook)
    made = Issued(
        unit=unit, id=id, number=number, workbook=workbook, draft=draft, is_new=True, addressed=bool(letter.to)
    )
    if write is None:
        return made
    with folder.draft(workbook) as place:
        write(place, unit, id)
    folder.put(draft, as_mail(letter, round.mail, moment=now))
    sha256 = hashlib.sha256(workbook.read_bytes()).hexdigest()
    with ledger.deed():
        ledger.change(
            "INSERT INTO units VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET title = excluded.title",
            unit.code,
            unit.title,
        )
        ledger.change(
            "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET made = excluded.made, sha256 = excluded.sha256, "
            "form_hash = excluded.form_hash, settings_hash = excluded.settings_hash",
            id,
            unit.code,
            number,
            ledger.at,
            folder.relative(workbook),
            sha256,
            folder.relative(draft),
            round.form.hash,
            round.hash,
        )
        ledger.event("issued", unit=unit.code, sha256=sha256, form_hash=round.form.hash, said=id)
    return made
