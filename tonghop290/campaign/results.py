"""Reports and tables of a round: the newest usable return of each unit, without the points the office has accepted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.decide import person
from tonghop290.campaign.kept_editions import DOUBTS
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, UNREADABLE, Event, Return, day_told
from tonghop290.campaign.ledger.outcomes import Point, as_finding, let_stand, what_stands
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.settings import Round
from tonghop290.model import FieldTotal, Unit, sayable
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.callers.progress import Progress
from tonghop290.pipeline.documents import totals, write_round_summary
from tonghop290.pipeline.report import FileReport, Report, finding_as_dict, status_of
from tonghop290.text.format import format_date
from tonghop290.text.normalize import without_controls

__all__ = ["RoundReport", "assigned_senders", "check_round", "code_of", "frozen", "used_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """``report``: of the returns that count. ``used``: those returns, in the order of ``don_vi.csv``; ``accepted`` and
    ``received``: as the summary's tables want them. ``remark``: that the figures are not those the round was closed
    with, "" where they are, or it is open."""

    report: Report
    used: tuple[Return, ...]
    received: tuple[Mapping[str, str], ...]
    accepted: tuple[Mapping[str, str], ...]
    remark: str = ""

    def write_summary(self, path: Path) -> Path:
        """The district tables, with the ledger's own list of what came and what was accepted."""
        return write_round_summary(self.report, path, received=self.received, accepted=self.accepted)


def check_round(round: Round, ledger: Ledger, *, progress: Progress | None = None) -> RoundReport:
    """Check the returns that count, together, each by the edition of the form it was judged by. Errors: RoundError.

    Accepted findings are taken out of the report and listed beside it; a value that was accepted although it lies
    outside its range is added up and printed.
    """
    current = ledger.current()
    used = tuple(current[code] for code in round.units if code in current)
    archive = Archive(round.folder)
    places = archive.places_of(round, used)
    points = {own.id: ledger.points(own) for own in used}
    with Readings(round.folder, ledger.readings_key) as kept:
        report = round.editions.check(
            {place: round.editions.judging(own.verdict) for place, own in places.items()},
            units=round.units,
            office=round.office,
            progress=progress,
            accepted={place: let_stand(points[own.id]) for place, own in places.items()},
            kept=kept,
            contents=archive.contents,
            senders=assigned_senders(round, ledger, places),
            earlier=ledger.earlier(),
        )
    report, remark = _as_closed(report, ledger.closed())
    by_path = {shown_path(path): own for path, own in places.items()}
    points_of = {file.path: points[by_path[file.path].id] for file in report.files}
    return RoundReport(
        report=replace(report, files=tuple(_without_accepted(file, points_of[file.path]) for file in report.files)),
        used=used,
        received=_received(ledger, {by_path[file.path].id: file.path for file in report.files}),
        accepted=tuple(
            _accepted(point, file.unit, round.officer)
            for file in report.files
            for point in points_of[file.path]
            if point.accepted is not None
        ),
        remark=remark,
    )


def assigned_senders(round: Round, ledger: Ledger, places: Mapping[Path, Return]) -> dict[Path, Unit]:
    """Whose files are that the officer gave to their units."""
    given = {event.sha256: event.unit for event in ledger.assignments().values()}
    return {
        place: unit
        for place, own in places.items()
        if own.unit is not None
        and given.get(own.sha256) == own.unit
        and (unit := round.units.get(own.unit)) is not None
    }


_FROZEN = sayable("Số liệu chốt ngày {day}, mã {code}")


def code_of(report: Report) -> str:
    """ "7B3C-91E4": the same totals over the same units have the same code, other ones another."""
    added = totals(report)
    told = [
        [report.form.hash, added.units, added.expected, sorted(report.units or ())],
        sorted(unit.code for path in report.current if (unit := report.dataset.units[path]) is not None),
        [_told(total) for total in (*added, *added.cells.values())],
    ]
    code = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:8].upper()
    return f"{code[:4]}-{code[4:]}"


def _told(total: FieldTotal) -> list[str]:
    return [total.field, repr(total.value), str(total.units), *(f"{one}: {of}" for one, of in total.choices.items())]


def frozen(report: Report, day: dt.date, code: str) -> Report:
    """A report whose papers say at their foot of which day their figures are, under which code."""
    line = report.form.words.say(_FROZEN, day=format_date(day, writing=report.form.words.writing), code=code)
    return replace(report, office=replace(report.office, frozen=line))


def _as_closed(report: Report, closed: Event | None) -> tuple[Report, str]:
    """With the code of the closed round, where the figures are still those it was closed with; else why not."""
    if closed is None:
        return report, ""
    day, code, own = dt.datetime.fromisoformat(closed.at).date(), closed.said, code_of(report)
    if own == code:
        return frozen(report, day, code), ""
    return report, (
        f"Chú ý: đợt đã chốt ngày {format_date(day)} với mã {code}, nhưng số liệu tính lại bây giờ có mã {own} (danh "
        "sách đơn vị hoặc biểu mẫu đã đổi). Văn bản ghi ra không mang mã đã chốt."
    )


def _without_accepted(file: FileReport, points: Sequence[Point]) -> FileReport:
    """A file without the findings the office has accepted, and with what the ledger doubts of it."""
    accepted = {(point.key, what_stands(point.finding)) for point in points if point.accepted is not None}
    doubts = (as_finding(point.finding, file.unit, file.path) for point in points if point.finding["code"] in DOUBTS)
    findings = tuple(
        found for found in (*doubts, *file.findings) if (found.key, what_stands(finding_as_dict(found))) not in accepted
    )
    status = status_of((found.severity for found in findings), readable=file.status != "unreadable")
    return replace(file, findings=findings, status=status)


def _received(ledger: Ledger, paths: Mapping[int, str]) -> tuple[Mapping[str, str], ...]:
    """What came, as the summary lists it: the returns that count, and those of units of which none counts.

    ``paths``: number of a return that is used → its path in the report.
    """
    came = ledger.returns()
    usable = {own.unit for own in came if own.standing == CURRENT}
    return tuple(
        {
            "file": paths.get(own.id, own.name),
            "unit": own.unit or own.guess or "",
            "status": "unreadable" if own.standing == UNREADABLE else own.status,
            "when": own.received[:10],
        }
        for own in came
        if own.standing == CURRENT or own.unit is None or own.unit not in usable
    )


def used_lines(round: Round, found: RoundReport, *, all_of_them: bool = False) -> Iterator[str]:
    """Which returns count, for the screen: in one line, or each of them."""
    old = sum(round.editions.judging(own.verdict).hash != round.form.hash for own in found.used)
    which = f", {old} trên biểu mẫu cũ" if old else ""
    rest = ":" if all_of_them else " (xem từng biểu: thêm --used)."
    yield f"Dùng biểu mới nhất dùng được của {len(found.used)}/{len(round.units)} đơn vị{which}{rest}"
    for own in found.used if all_of_them else ():
        day = day_told(own.received)
        edition = round.editions.judging(own.verdict)
        former = f", biểu mẫu cũ (phiên bản {edition.version})" if edition.hash != round.form.hash else ""
        title = round.units[own.unit or ""].title
        yield without_controls(f"    {title}: lần {own.version}, nhận ngày {day}, tệp “{own.name}”{former}")


def _accepted(point: Point, unit: Unit | None, officer: str) -> Mapping[str, str]:
    assert point.accepted is not None
    who, why, when = point.accepted
    told = point.finding
    return {
        "unit": unit.title if unit else "",
        "field": told["field"] or "",
        "label": told["label"] or "",
        "message": told["message"],
        "cell": f"{told['sheet']}!{told['cell']}" if told["cell"] else "",
        "by": person(who, officer),
        "when": when[:10],
        "reason": why,
    }
