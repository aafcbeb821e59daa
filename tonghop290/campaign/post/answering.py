"""Answering: the sender's own workbook marked and a polite reply, made from the ledger, each time the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import ARCHIVE, RoundError
from tonghop290.campaign.in_turn import Telling, in_groups, told_of, untold
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, STRANGE, UNREADABLE, Answer, Return
from tonghop290.campaign.ledger.outcomes import NO_WORKBOOK, Point, as_finding
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.post.answer_letters import answer_letter, strange_letter, waiting_letter
from tonghop290.campaign.post.mail import Letter, answer_subject, as_mail
from tonghop290.campaign.settings import Round
from tonghop290.messages import ABOUT_THE_SENDER
from tonghop290.model import Unit
from tonghop290.outputs import place_told
from tonghop290.pipeline.answer import write_answer_book
from tonghop290.pipeline.arrivals import inner_name
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.pipeline.plugged_in.find_plugins import active_plugins
from tonghop290.seals import AS_WRITTEN, state_of
from tonghop290.text.normalize import safe_file_name

__all__ = ["Answered", "answer_all", "put_answer", "reply_to", "take_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer. ``workbook`` is None where there is nothing to mark; ``open_points``: how many it lists."""

    of: Return
    unit: Unit | None
    draft: Path
    workbook: Path | None
    open_points: int


def answer_all(
    round: Round,
    ledger: Ledger,
    archive: Archive | None = None,
    telling: Telling = untold,
) -> Iterator[Answered]:
    """An answer for every return that counts (or that nobody can use) and has none yet, or whose files have gone.

    Under the lock. Files first, then their line in the ledger; an answer that was given is not changed by what is
    accepted later. ``archive``: the originals, where some have been read already; ``telling``: of each
    return. Errors: RoundError; OSError.
    """
    archive = archive or Archive(round.folder)
    answers = ledger.answers()
    returns = ledger.returns_standing(CURRENT, STRANGE, UNREADABLE)
    asked = [came for came in returns if (given := answers.get(came.id)) is None or not _is_there(round, given)]
    for group in in_groups(told_of(asked, telling("Viết trả lời", len(asked)))):
        made = [answered for came in group if (answered := _answer(round, ledger, archive, came)) is not None]
        round.folder.make_last([answered.draft for answered in made])
        with ledger.together():
            for answered in made:
                if answered.of.id not in answers:
                    _enter(round, ledger, answered)
        yield from made


def _answer(round: Round, ledger: Ledger, archive: Archive, came: Return) -> Answered | None:
    """The answer to a return, of which the ledger does not tell yet; None where there is nothing to say."""
    unit = round.units.get(came.unit or came.guess or "")
    if came.standing == STRANGE:
        return _answer_to_waiting(round, ledger, came)
    if came.standing == UNREADABLE:
        asks = not (ledger.asks_for_nothing(came) or _is_nobodys_word(ledger, came))
        return _answer_to_unreadable(round, ledger, came, unit) if asks else None
    return _answer_to_unit(round, ledger, archive, came, unit) if unit is not None else None


def take_back(round: Round, given: Answer) -> tuple[list[Path], list[Path]]:
    """Take away the files of an answer that holds no more; what a person has changed is left. What was taken, what was
    left. Whether a draft has gone out from a mail program nobody can tell."""
    places = [round.folder.root / place for place in (given.draft, given.workbook) if place]
    there = [path for path in places if path.parent == round.folder.answers and path.is_file()]
    taken = [path for path in there if state_of(path) in AS_WRITTEN]
    for path in taken:
        path.unlink()
    return taken, [path for path in there if path not in taken]


def _is_there(round: Round, given: Answer) -> bool:
    """Whether the files of an answer still lie where they were put."""
    root = str(round.folder.root)  # of a whole country's files: no Path for each
    return all(os.path.isfile(os.path.join(root, place)) for place in (given.draft, given.workbook) if place)


def _answer_to_waiting(round: Round, ledger: Ledger, came: Return) -> Answered:
    """A question to who sent a workbook that may be of one unit or of another; never to the unit that it names."""
    points = [point for point in ledger.points(came) if point.finding["code"] in ABOUT_THE_SENDER and point.open]
    unit = next((unit for unit in _writers(round, came) if unit.code == came.guess), None)
    to = reply_to(round, came, None)
    letter = waiting_letter(unit, round.office, points, to=to, name=inner_name(came.name), words=round.form.words)
    whose = f"{unit.code} {unit.title}" if unit is not None else "Chưa rõ đơn vị"
    draft = round.folder.answers / (safe_file_name(f"{whose} - chưa rõ của ai {came.sha256[:8]}") + ".eml")
    draft = put_answer(round, ledger, draft, letter, came)
    return Answered(of=came, unit=unit, draft=draft, workbook=None, open_points=len(points))


def reply_to(round: Round, came: Return, unit: Unit | None) -> tuple[str, ...]:
    """Who an answer goes to: who sent it, else the unit's own address; never the office itself."""
    sender = tuple(address for address in addresses(came.sender) if not round.is_ours(address))
    return sender or (addresses(unit.email) if unit is not None else ())


def _is_nobodys_word(ledger: Ledger, came: Return) -> bool:
    """Whether it is a mail without a file of somebody who is no unit: an advertisement is not asked for a workbook."""
    return came.guess is None and {told["code"] for _, told in ledger.findings(came)} == {"mail-empty"}


def _writers(round: Round, came: Return) -> list[Unit]:
    """The units whose address a return came from."""
    sender = {address.casefold() for address in addresses(came.sender)}
    return [
        unit
        for unit in round.units.values()
        if not sender.isdisjoint(address.casefold() for address in addresses(unit.email))
    ]


def _answer_to_unreadable(round: Round, ledger: Ledger, came: Return, unit: Unit | None) -> Answered:
    """A reply to what gave no form; ``unit``: whose it may be."""
    points = ledger.points(came)
    still_open = [point for point in points if point.open]
    needs = all(point.finding["code"] in NO_WORKBOOK for point in still_open)
    issued = ledger.last_issue_of(unit.code) if unit is not None and needs else None
    blank = round.folder.root / issued.workbook if issued is not None else None
    letter = strange_letter(
        unit,
        round.office,
        still_open,
        to=reply_to(round, came, unit),
        name=inner_name(came.name),
        needs_workbook=needs,
        workbook=blank if blank is not None and blank.is_file() else None,
        words=round.form.words,
    )
    whose = f"{unit.code} {unit.title}" if unit is not None else "Chưa rõ đơn vị"
    draft = round.folder.answers / (safe_file_name(f"{whose} - không dùng được {came.sha256[:8]}") + ".eml")
    draft = put_answer(round, ledger, draft, letter, came)
    return Answered(of=came, unit=unit, draft=draft, workbook=None, open_points=len(still_open))


def _answer_to_unit(round: Round, ledger: Ledger, archive: Archive, came: Return, unit: Unit) -> Answered:
    """A reply to a unit, with its workbook marked where points are open."""
    points = ledger.points(came)
    still_open = [point for point in points if point.open]
    again = round.form.words.say(" - lần {version}", version=came.version)
    draft = round.folder.answers / unit_file_name(unit, f"{again}.eml")
    workbook = _mark(round, archive, came, unit, points, draft) if still_open else None
    by_us = ledger.on_behalf(came.sha256) is not None
    letter = answer_letter(
        unit,
        round.office,
        still_open,
        entered=_entered(round, archive, came) if by_us else None,
        to=reply_to(round, came, unit),
        words=round.form.words,
        workbook=workbook,
        version=came.version or 1,
        name=inner_name(came.name),
        day=dt.datetime.fromisoformat(came.received).date(),
    )
    draft = put_answer(round, ledger, draft, letter, came)
    return Answered(of=came, unit=unit, draft=draft, workbook=workbook, open_points=len(still_open))


def _entered(round: Round, archive: Archive, came: Return) -> Path | None:
    """What the office has filled in, as a file: of one that came in a mail, the copy that was entered."""
    place = archive.find(came.sha256)
    if place is None or place.is_file():
        return place
    return next(iter(sorted(round.folder.entered.glob(f"* {came.sha256[:8]}.*"))), None)


def _mark(round: Round, archive: Archive, came: Return, unit: Unit, points: Sequence[Point], draft: Path) -> Path:
    """The sender's workbook, marked, beside the draft; its place."""
    source = archive.find(came.sha256)
    if source is None:
        raise RoundError(
            f"Không tìm thấy bản gốc của {unit.title} (lần {came.version}) trong {ARCHIVE}, hoặc tệp đã bị sửa. "
            "Đề nghị lấy lại từ bản sao lưu."
        )
    content = archive.contents.get(source)
    workbook = place_told(draft.with_suffix(".xlsx"))
    told = [
        as_finding(point.finding, unit, came.name, round.form.words)
        for point in points
        if point.open or point.severity == "note"
    ]
    with round.folder.draft(workbook) as place:
        write_answer_book(
            source,
            place,
            told,
            round.editions.judging(came.verdict),
            unit=unit,
            office=round.office,
            issue=came.issue,
            explanations={point.key: point.explained for point in points if point.explained},
            numbers={point.key: point.number for point in reversed(points)},
            content=content,
            plugins=active_plugins(),
        )
    return workbook


def put_answer(
    round: Round, ledger: Ledger, draft: Path, letter: Letter, came: Return, *, lasting: bool = False
) -> Path:
    """Where the draft lies now. Of a mail that is known it is an answer in its thread, and whoever sent that one gets
    it too."""
    moment, thread = dt.datetime.fromisoformat(came.received), ledger.thread_of(came)
    if thread is not None:
        known = {address.casefold() for address in letter.to}
        writer = addresses(thread.writer)
        letter = replace(
            letter,
            subject=answer_subject(thread.subject or letter.subject),
            cc=tuple(address for address in writer if address.casefold() not in known),
            answers=thread.message,
            refs=thread.refs,
        )
    return round.folder.put_beside(draft, as_mail(letter, round.mail, moment=moment), lasting=lasting)


def _enter(round: Round, ledger: Ledger, answered: Answered) -> None:
    folder, unit = round.folder, answered.unit
    answer = Answer(
        of=answered.of.id,
        at=ledger.at,
        workbook=folder.relative(answered.workbook) if answered.workbook else "",
        draft=folder.relative(answered.draft),
        sha256=hashlib.sha256(answered.draft.read_bytes()).hexdigest(),
    )
    with ledger.deed():
        ledger.note_answer(answer)
        ledger.event(
            "answered",
            unit=unit.code if unit else None,
            sha256=answer.sha256,
            form_hash=round.editions.judging(answered.of.verdict).hash,
            said=f"{answered.open_points} điểm",
        )
