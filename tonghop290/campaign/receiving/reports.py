"""The report a unit sends back: kept with its return, its figures held against the workbook's.

Whose it is says what it remembers of its printing, or the code printed on it, not its name. It comes in one mail with
the workbook, or later by itself; while no return of the unit counts, it is a file without figures as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import ARCHIVE
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.companions import as_along, with_companions
from tonghop290.campaign.receiving.comparing import read_again
from tonghop290.campaign.receiving.entering import Taken, keep_along, tell, told_also
from tonghop290.campaign.receiving.incoming import Incoming, Kept
from tonghop290.campaign.receiving.verdicts import Judged, Verdict
from tonghop290.campaign.settings import Round
from tonghop290.model import Finding
from tonghop290.pipeline.arrivals import inner_name
from tonghop290.pipeline.edited_papers.returned_reports import COMPARED, REPORT_KINDS, OwnReturn, ReturnedReports
from tonghop290.pipeline.report import finding_as_dict
from tonghop290.spreadsheet.content import Content

__all__ = ["beside_their_returns", "enter_report", "held_against"]


def beside_their_returns(
    kept: Kept,
    verdicts: Mapping[str, Verdict],
    round: Round,
    ledger: Ledger,
    archive: Archive,
    reports: ReturnedReports,
) -> tuple[list[Incoming], list[tuple[Incoming, Return]]]:
    """What is to be entered, each with what came along with it; a report that came by itself comes along with its
    return where that came as well. And the reports whose return is in already."""
    new = with_companions(kept, verdicts, ledger)
    returns = {unit: came.name for came in new if (unit := _claimed(verdicts.get(came.sha256)))}
    left, later, along = list[Incoming](), list[tuple[Incoming, Return]](), dict[str, list[Incoming]]()
    for came in new:
        unit = _unit_of(came, verdicts, round, archive, reports)
        current = ledger.current_of(unit) if unit else None
        if unit in returns and not came.along:
            along.setdefault(returns[unit], []).append(came)
        elif current is not None:
            later.append((came, current))
        else:
            left.append(came)
    return [_with(came, along.get(came.name, ())) for came in left], later


def _with(came: Incoming, reports: Sequence[Incoming]) -> Incoming:
    return replace(came, along=(*came.along, *map(as_along, reports))) if reports else came


def _unit_of(
    came: Incoming, verdicts: Mapping[str, Verdict], round: Round, archive: Archive, reports: ReturnedReports
) -> str:
    """The code of whose report a file without figures is, or a mail that brings nothing else; "" for none."""
    verdict = verdicts.get(came.sha256)
    if verdict is None or verdict["status"] != "unreadable":
        return ""
    units = {unit for _, report in _reports_in(came, archive) if (unit := reports.unit_of(report, round.form))}
    return next(iter(units & round.units.keys()), "") if len(units) == 1 else ""


def _reports_in(came: Incoming, archive: Archive) -> Iterator[tuple[str, Content]]:
    """What among the files that came may be reports, with their names."""
    if came.kind in REPORT_KINDS:
        yield inner_name(came.name), _content(archive, came.place)
    for one in came.along:
        if one.kind in REPORT_KINDS and one.place is not None and not one.blank:
            yield one.name, _content(archive, one.place)


def _claimed(verdict: Verdict | None) -> str:
    unit = verdict.get("unit") if verdict is not None and verdict["status"] != "unreadable" else None
    return str(unit["code"]) if isinstance(unit, Mapping) else ""


def _content(archive: Archive, place: Path) -> Content:
    return archive.contents.get(place) or Content(place.read_bytes())


def held_against(
    new: Sequence[Incoming],
    verdicts: dict[str, Verdict],
    judged: Mapping[str, Judged],
    round: Round,
    archive: Archive,
    reports: ReturnedReports,
) -> list[Incoming]:
    """What is to be entered. The verdicts on returns, by their hashes, then also tell what the reports that came along
    say otherwise."""
    for came in new:
        if came.along and came.sha256 in judged:
            own = verdicts[came.sha256], judged[came.sha256]
            verdicts[came.sha256] = _held(came, *own, round, archive, reports)
    return [_told_as_compared(came, reports) for came in new]


def _told_as_compared(came: Incoming, reports: ReturnedReports) -> Incoming:
    if not any(one.sha256 in reports.compared for one in came.along):
        return came
    along = (replace(one, kind=COMPARED) if one.sha256 in reports.compared else one for one in came.along)
    return replace(came, along=tuple(along))


def _held(
    came: Incoming, verdict: Verdict, judged: Judged, round: Round, archive: Archive, reports: ReturnedReports
) -> Verdict:
    own = OwnReturn(
        file=came.name,
        unit=_claimed(verdict),
        sha256=came.sha256,
        values=verdict["values"],
        path=judged.path,
        dataset=judged.dataset,
    )
    found = _against(came, own, verdict, round, archive, reports)
    return told_also(verdict, found, round.form.words) if found else verdict


def _against(
    came: Incoming, own: OwnReturn, verdict: Verdict, round: Round, archive: Archive, reports: ReturnedReports
) -> list[Finding]:
    """What the reports among the files that came say otherwise than a return."""
    form = round.editions.judging(verdict)
    papers = _reports_in(came, archive) if own.unit else ()
    return [one for name, report in papers for one in reports.findings(report, name, form, own)]


def enter_report(
    round: Round,
    ledger: Ledger,
    archive: Archive,
    kept: Readings,
    reports: ReturnedReports,
    came: Incoming,
    current: Return,
) -> Taken:
    """A report whose return is in already: kept with it, what it says otherwise told of that."""
    place, found = archive.find(current.sha256), list[Finding]()
    read = read_again(round, archive, kept, {place: current}) if place is not None else {}
    if current.id in read:
        path, _, dataset = read[current.id]
        own = OwnReturn(
            file=current.name,
            unit=current.unit or "",
            sha256=current.sha256,
            values=current.verdict["values"],
            path=path,
            dataset=dataset,
        )
        found = _against(came, own, current.verdict, round, archive, reports)
    with ledger.deed():
        stored = f"{ARCHIVE}/{came.place.parent.name}/{came.place.name}"
        ledger.note_original(came.sha256, place=stored, name=came.name, size=came.size)
        ledger.note_arrival(came.name, came.sha256, holder=came.holder, sender=came.sender)
        keep_along(ledger, came, current.unit)
        ledger.event("along", unit=current.unit, sha256=current.sha256, said=f"{current.name}: {came.name}")
        if found:
            ledger.void_answer(current)
            tell(ledger, current, [finding_as_dict(one.retold(round.form.words)) for one in found])
    return Taken(name=came.name, what="report", of=ledger.return_numbered(current.id))
