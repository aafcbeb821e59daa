"""Answering: the sender's own workbook marked, and a polite reply, both made from the ledger and made again the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger import CURRENT, STRANGE, UNREADABLE, Ledger, Return, as_finding
from tonghop290.campaign.post.letters import addresses, answer_letter, as_mail, strange_letter
from tonghop290.campaign.settings import Round
from tonghop290.model import Unit
from tonghop290.pipeline.answer import answer_suffix, write_answer_book
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.text.normalize import safe_file_name

__all__ = ["Answered", "answer_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer. ``workbook`` is None where there is nothing to mark; ``open_points``: how many it lists."""

    of: Return
    unit: Unit | None
    draft: Path
    workbook: Path | None
    open_points: int


def answer_all(round: Round, ledger: Ledger) -> Iterator[Answered]:
    """An answer for every return that counts (or that nobody can use) and has none yet, or whose files have gone. Under the lock.

    Files first, then their line in the ledger; an answer that was given is not changed by what is accepted later.
    Errors: RoundError; OSError.
    """
    archive = Archive(round.folder)
    given = {row["return"]: row for row in ledger.rows("SELECT * FROM answers")}
    for one in ledger.returns("standing IN (?, ?, ?)", CURRENT, STRANGE, UNREADABLE):
        row = given.get(one.id)
        there = row is not None and all(
            (round.folder.root / place).is_file() for place in (row["draft"], row["workbook"]) if place
        )
        unit = round.units.get(one.unit or one.guess or "")
        if there or one.standing == CURRENT and unit is None:
            continue
        answered = _answer(round, ledger, archive, one, unit)
        if row is None:
            _enter(round, ledger, answered)
        yield answered


def _answer(round: Round, ledger: Ledger, archive: Archive, one: Return, unit: Unit | None) -> Answered:
    points = ledger.points(one)
    still_open = [point for point in points if point.open]
    moment = dt.datetime.fromisoformat(one.received)
    folder, workbook = round.folder, None
    if one.standing != CURRENT or unit is None:
        to = addresses(unit.email) if unit is not None else ()
        letter = strange_letter(
            unit, round.office, still_open, to=to or addresses(one.sender), name=_file_name(one.name)
        )
        whose = f"{unit.code} {unit.title}" if unit is not None else "Chưa rõ đơn vị"
        draft = folder.answers / (safe_file_name(f"{whose} - không dùng được {one.sha256[:8]}") + ".eml")
        folder.put(draft, as_mail(letter, round.mail, moment=moment))
        return Answered(of=one, unit=unit, draft=draft, workbook=None, open_points=len(still_open))
    draft = folder.answers / unit_file_name(unit, f" - lần {one.version}.eml")
    if still_open:
        source = archive.find(one.sha256)
        if source is None:
            raise RoundError(
                f"Không tìm thấy bản gốc của {unit.title} (lần {one.version}) trong luu_tru, hoặc tệp đã bị sửa. Đề nghị lấy lại từ bản sao lưu."
            )
        form = round.editions.judging(one.verdict)
        workbook = draft.with_suffix(answer_suffix(source))
        told = [as_finding(point.finding, unit, one.name) for point in points if point.open or point.severity == "note"]
        explained = {point.key: point.explained for point in points if point.explained}
        with folder.draft(workbook) as place:
            write_answer_book(
                source, place, told, form, unit=unit, office=round.office, issue=one.issue, explanations=explained
            )
    letter = answer_letter(
        unit,
        round.office,
        still_open,
        to=addresses(unit.email) or addresses(one.sender),
        workbook=workbook,
        version=one.version or 1,
        name=_file_name(one.name),
        day=moment.date(),
    )
    folder.put(draft, as_mail(letter, round.mail, moment=moment))
    return Answered(of=one, unit=unit, draft=draft, workbook=workbook, open_points=len(still_open))


def _file_name(name: str) -> str:
    return name.rpartition(" › ")[2].rpartition("/")[2]


def _enter(round: Round, ledger: Ledger, answered: Answered) -> None:
    folder, unit = round.folder, answered.unit
    sha256 = hashlib.sha256(answered.draft.read_bytes()).hexdigest()
    with ledger.deed():
        ledger.insert(
            "answers",
            at=ledger.at,
            workbook=folder.relative(answered.workbook) if answered.workbook else "",
            draft=folder.relative(answered.draft),
            sha256=sha256,
            **{"return": answered.of.id},
        )
        ledger.event(
            "answered",
            unit=unit.code if unit else None,
            sha256=sha256,
            form_hash=round.editions.judging(answered.of.verdict).hash,
            said=f"{answered.open_points} điểm",
        )
