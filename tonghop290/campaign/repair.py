"""Repairing: a damaged ledger from its newest good copy, damaged rows and what came since from the originals.

Originals the ledger does not know go back into the letter box before the copy takes its place, so that a killed
repair is simply run again; ``receive`` then takes them in as it takes everything.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import LEDGER, RoundFolder
from tonghop290.campaign.history import event_lines
from tonghop290.campaign.in_turn import untold
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Event, Return
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.ledger.restoring import Restoring
from tonghop290.campaign.receiving.comparing import enter_outliers
from tonghop290.campaign.receiving.entering import OF_THE_ROUND, as_kept
from tonghop290.campaign.receiving.incoming import Incoming
from tonghop290.campaign.receiving.verdicts import verdicts_of
from tonghop290.campaign.remarks import remarks_before, returns_named
from tonghop290.campaign.settings import Round, load_round
from tonghop290.outputs import free_place
from tonghop290.pipeline.arrivals import Arrival, Identity, arrivals
from tonghop290.spreadsheet.content import Content
from tonghop290.text.normalize import without_controls

__all__ = ["Repaired", "repair", "repaired_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was wrong, and what was done.

    ``why``: of a damaged ledger, "" for a whole one. ``copy``: what took its place; ``aside``: where it lies now;
    ``lost``: what it says was done after the copy. ``put_back``: originals that lie in the letter box again.
    ``mended``: returns whose rows were written anew; ``unmended``: those whose original is gone. ``remarks``: what
    every other command says before it begins.
    """

    why: str = ""
    copy: Path | None = None
    aside: Path | None = None
    lost: tuple[Event, ...] = ()
    put_back: tuple[str, ...] = ()
    mended: tuple[Return, ...] = ()
    unmended: tuple[Return, ...] = ()
    remarks: tuple[str, ...] = ()


def repair(folder: RoundFolder, *, now: dt.datetime, actor: str, dry_run: bool = False) -> Repaired:
    """Put the ledger of a round right. Under the lock. ``dry_run``: only find out.

    Errors: RoundError when no copy is good, another program holds the ledger, or the disk is full; OSError.
    """
    restoring = Restoring(folder, now=now, actor=actor)
    lost = tuple(restoring.lost())
    with restoring.believed() as ledger:
        remarks = tuple(remarks_before(folder, ledger))
        damaged = _damaged(ledger)
        put_back = tuple(_put_back(folder, ledger.known_contents(), dry_run=dry_run))
    aside = restoring.restore() if restoring.why and not dry_run else None
    archive = Archive(folder)
    places = {own.id: place for own in damaged if (place := archive.find(own.sha256)) is not None}
    mended = tuple(own for own in damaged if own.id in places)
    if mended and not dry_run:
        with open_ledger(folder.ledger, now=now, actor=actor) as ledger:
            _mend(load_round(folder), ledger, archive, {own.sha256: (own, places[own.id]) for own in mended})
    return Repaired(
        why=restoring.why,
        copy=restoring.copy,
        aside=aside,
        lost=lost,
        put_back=put_back,
        mended=mended,
        unmended=tuple(own for own in damaged if own.id not in places),
        remarks=remarks,
    )


def _damaged(ledger: Ledger) -> list[Return]:
    """The returns with a row that is not what we wrote."""
    return [own for own in ledger.returns() if own.damaged or ledger.damaged_findings(own)]


def _mend(round: Round, ledger: Ledger, archive: Archive, rows: dict[str, tuple[Return, Path]]) -> None:
    """Judge these returns again, from their originals: the verdict depends on nothing else."""
    new = {sha256: _as_it_came(archive, own, place) for sha256, (own, place) in rows.items()}
    with Readings(round.folder, ledger.readings_key) as kept:
        judged = verdicts_of(round, new, archive, untold, kept)
        with ledger.deed():
            for sha256, (own, _) in rows.items():
                verdict = judged[sha256].verdict
                weighed = [told for _, told in ledger.findings(own) if told["code"] in OF_THE_ROUND]
                ledger.mend_return(own, as_kept(verdict), [*weighed, *verdict["findings"]])
                ledger.event("mended", unit=own.unit or own.guess, sha256=sha256, said=own.name)
        enter_outliers(round, ledger, archive, kept, judged)


def _as_it_came(archive: Archive, own: Return, place: Path) -> Incoming:
    content = archive.contents.get(place) or Content.read(place)
    return Incoming(
        name=own.name,
        sha256=own.sha256,
        place=place,
        size=len(content.data),
        holder=None,
        sender=own.sender,
        modified=0.0,
        identity=Identity(),
    )


def _put_back(folder: RoundFolder, known: set[str], *, dry_run: bool) -> Iterator[str]:
    """Copy every original the ledger does not know into the letter box, unless it lies there or comes inside another
    one; their names there.
    """
    there = {found.sha256 for came in arrivals(folder.inbox) for found in _contents(came) if found}
    unknown: dict[str, Path] = {}
    inside: set[str] = set()
    for place in sorted(folder.archive.glob("*/*")):
        if not place.is_file() or folder.forms in place.parents:
            continue
        content = Content.read(place)
        if content.sha256 in known | there or content.sha256[:16] != place.parent.name:
            continue
        unknown[content.sha256] = place
        inside |= {found.sha256 for came in arrivals(place.parent) for found in _contents(came) if found} - {
            content.sha256
        }
    for sha256, place in unknown.items():
        if sha256 not in inside:
            target = free_place(folder.inbox / place.name)
            if not dry_run:
                folder.put(target, place.read_bytes())
                os.utime(target, (place.stat().st_mtime,) * 2)
            yield target.name


def _contents(came: Arrival) -> list[Content | None]:
    """What came, what it came in, and what came along."""
    return [came.content, came.holder, *(one.content for one in came.beside)]


def repaired_lines(round: Round, done: Repaired, *, dry_run: bool = False) -> Iterator[str]:
    """What was wrong, what was done, what was lost, what to run next; for the screen."""
    will = "Sẽ" if dry_run else "Đã"
    if not (done.why or done.put_back or done.mended or done.unmended):
        yield f"Sổ {LEDGER} không hỏng; không có gì phải sửa."
        return
    if done.copy is not None:
        yield f"Sổ {LEDGER} bị hỏng: {done.why}."
        yield f"{will} lấy lại sổ từ bản sao {done.copy.parent.name}/{done.copy.name}."
    if done.aside is not None:
        yield f"Sổ hỏng được giữ lại với tên {done.aside.name}; không còn dùng nữa thì xoá được."
    if done.mended:
        which = returns_named(round, done.mended)
        yield f"{will} ghi lại từ bản gốc {len(done.mended)} dòng bị hỏng, của biểu {which}."
    if done.unmended:
        yield (
            f"Chưa ghi lại được {len(done.unmended)} dòng bị hỏng vì bản gốc không còn, của biểu "
            f"{returns_named(round, done.unmended)}. Đề nghị lấy lại tệp đó vào {round.folder.inbox.name}, chạy "
            "tonghop290 receive rồi chạy lại lệnh này."
        )
    if done.put_back:
        yield f"{will} chép lại vào {round.folder.inbox.name} {len(done.put_back)} bản gốc mà sổ chưa có:"
        yield from (without_controls(f"    {name}") for name in done.put_back)
    if done.lost:
        yield f"Sổ hỏng còn ghi {len(done.lost)} việc làm sau bản sao đó:"
        yield from (f"    {line}" for line in event_lines(done.lost, round))
    elif done.copy is not None:
        yield "Không thấy việc nào làm sau bản sao đó."
    if done.copy is not None or done.put_back:
        yield (
            "Việc tiếp theo: tonghop290 receive (nhận lại những biểu sổ chưa có; không biểu nào tính hai lần), "
            "rồi tonghop290 status để xem lại; việc đã chấp nhận hoặc thư đã gửi sau bản sao thì ghi, gửi lại nếu cần."
        )
