"""A round is closed: what counts now is written into one folder, under a code; what comes later is kept, not counted.

Papers first, then the deed, then a copy of the ledger and the index: a killed command is simply run again.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.closing.hand_over import HandedOver, hand_over_page
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import STALE, Event, Return, day_told
from tonghop290.campaign.receiving.entering import is_older
from tonghop290.campaign.results import RoundReport, check_round, code_of, frozen
from tonghop290.campaign.settings import Round
from tonghop290.pipeline.documents import write_office_documents, write_unit_documents
from tonghop290.pipeline.exports import write_tables
from tonghop290.seals import sealed_page
from tonghop290.text.normalize import clean_text

__all__ = ["Closed", "close_round", "must_be_open", "reopen_round"]

_INDEX, _LEDGER, _TABLES, _REPORTS = "Mục lục.html", "Sổ của đợt.sqlite", "Tổng hợp.xlsx", "bao_cao"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """``folder``: what is to be handed over; ``index``: where to begin; ``again``: it was closed before."""

    folder: Path
    index: Path
    code: str
    reports: int
    used: int
    expected: int
    missing: tuple[str, ...]
    again: bool = False


def must_be_open(ledger: Ledger, what: str) -> None:
    """Errors: RoundError where the round is closed. ``what``: that is not done any more ("phát hành biểu")."""
    closed = ledger.closed()
    if closed is not None:
        raise RoundError(
            f"Đợt đã chốt ngày {day_told(closed.at)} (mã {closed.said}) nên không {what} nữa. Cần sửa thì mở lại đợt: "
            'tonghop290 reopen --why "lý do"'
        )


def close_round(round: Round, ledger: Ledger, *, dry_run: bool = False) -> Closed:
    """Freeze the round. Under the lock. ``dry_run``: only find out. Errors: RoundError; OSError."""
    if not ledger.actor:
        raise RoundError("Chốt đợt cần ghi rõ ai chốt (--who).")
    before = ledger.closed()
    found = check_round(round, ledger)
    if not found.used:
        raise RoundError("Chưa có biểu nào được tính: chưa có gì để chốt.")
    if before is not None and found.remark:
        raise RoundError(found.remark)
    code = code_of(found.report)
    number = ledger.times_closed() + (before is None)
    folder = round.folder.handed_over / f"lan_{number}"
    made = Closed(
        folder=folder,
        index=folder / _INDEX,
        code=code,
        reports=len(found.report.current),
        used=len(found.used),
        expected=len(round.units),
        missing=tuple(unit.title for unit in found.report.missing_units),
        again=before is not None,
    )
    if dry_run or before is not None and made.index.is_file():
        return made
    day = dt.datetime.fromisoformat(before.at if before else ledger.at).date()
    _write_papers(round, found, folder, day, code)
    if before is None:
        with ledger.deed():
            ledger.event("closed", form_hash=round.form.hash, said=code)
    _write_ledger_and_index(round, ledger, found, made)
    return made


def _write_papers(round: Round, found: RoundReport, folder: Path, day: dt.date, code: str) -> None:
    """Reports, tables and figures, each with the code at its foot; nothing says where the round lies on this machine.
    Errors: OSError."""
    from dataclasses import replace

    report = frozen(found.report, day, code)
    write_unit_documents(report, folder / _REPORTS)
    write_office_documents(report, folder)
    replace(found, report=report).write_summary(folder / _TABLES)
    write_tables(report, folder, format="json", below=round.folder.root)
    for beside in folder.rglob(".*"):  # what the writers remember for a next time is nobody's to hand over
        beside.unlink()


def _write_ledger_and_index(round: Round, ledger: Ledger, found: RoundReport, made: Closed) -> None:
    round.folder.put(made.folder / _LEDGER, ledger.serialize())
    closed = ledger.closed()
    assert closed is not None
    page = hand_over_page(
        HandedOver(
            round=round,
            found=found,
            closed=closed,
            files=tuple(_files(made.folder)),
            deeds=len(ledger.events()),
            last_link=ledger.last_link(),
            altered=tuple(sorted(ledger.look_at_the_chain())),
            by_office=frozenset(own.sha256 for own in found.used if ledger.on_behalf(own.sha256) is not None),
        ),
        folder=made.folder,
    )
    round.folder.put(made.index, sealed_page(page).encode())


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names) if name != _INDEX)


def reopen_round(round: Round, ledger: Ledger, why: str, *, dry_run: bool = False) -> tuple[Event, list[Return]]:
    """Open a closed round: what came since counts as if it had come in time. Under the lock. The close that no longer
    holds, and what counts now. Errors: RoundError."""
    why = clean_text(why, keep_lines=False, max_length=1000)
    closed = ledger.closed()
    if closed is None:
        raise RoundError("Đợt chưa chốt, không có gì phải mở lại.")
    if not why or not ledger.actor:
        raise RoundError("Mở lại đợt cần ghi rõ ai mở (--who) và vì sao (--why).")
    after = ledger.late(closed.id)
    late = [own for own in ledger.returns() if own.sha256 in after and own.standing == STALE]
    if dry_run:
        return closed, late
    with ledger.deed():
        ledger.event("reopened", said=f"mã {closed.said}: {why}")
        return closed, list(_counted(ledger, late))


def _counted(ledger: Ledger, late: Iterable[Return]) -> Iterator[Return]:
    """Of the late returns those that count now, in the order in which they came."""
    for own in late:
        current = ledger.current_of(own.unit or "")
        theirs = current is None or ledger.on_behalf(current.sha256) is not None
        if theirs or current is not None and not is_older(ledger, own.saved, own.issue, current):
            ledger.let_count(own)
            ledger.compare_again(own)
            ledger.event("chosen", unit=own.unit, sha256=own.sha256, said=f"lần {own.version}: đến sau khi chốt")
            yield own
