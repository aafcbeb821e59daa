"""Reports and tables of a round: the newest usable return of each unit, without the points the office has accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.kept_editions import DOUBTS
from tonghop290.campaign.ledger import (
    CURRENT,
    OUTSIDE,
    UNREADABLE,
    Ledger,
    Point,
    Return,
    as_finding,
    finding_key,
    what_stands,
)
from tonghop290.campaign.readings import Readings
from tonghop290.campaign.settings import Round
from tonghop290.model import Unit
from tonghop290.pipeline.documents import write_round_summary
from tonghop290.pipeline.report import Report, finding_as_dict, status_of
from tonghop290.text.normalize import without_controls

__all__ = ["RoundReport", "check_round"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """``report``: of the returns that count. ``used``: those returns, in the order of ``don_vi.csv``; ``accepted`` and
    ``received``: as the summary's tables want them."""

    report: Report
    used: tuple[Return, ...]
    received: tuple[Mapping[str, str], ...]
    accepted: tuple[Mapping[str, str], ...]

    def write_summary(self, path: Path) -> Path:
        """The district tables, with the ledger's own list of what came and what was accepted."""
        return write_round_summary(self.report, path, received=self.received, accepted=self.accepted)


def check_round(round: Round, ledger: Ledger, *, progress: Callable[[int, str], None] | None = None) -> RoundReport:
    """Check the returns that count, together, each by the edition of the form it was judged by. Errors: RoundError.

    Accepted findings are taken out of the report and listed beside it; a value that was accepted although it lies outside its range is
    added up and printed.
    """
    current, archive = ledger.current(), Archive(round.folder)
    used = [current[code] for code in round.units if code in current]
    places: dict[Path, Return] = {}
    for one in used:
        place = archive.find(one.sha256)
        if place is None:
            raise RoundError(
                f"Không tìm thấy bản gốc “{one.name}” trong luu_tru, hoặc tệp đã bị sửa. Đề nghị lấy lại từ bản sao lưu."
            )
        places[place] = one
    points = {one.id: ledger.points(one) for one in used}
    with Readings(round.folder) as kept:
        report = round.editions.check(
            {place: round.editions.judging(one.verdict) for place, one in places.items()},
            units=round.units,
            office=round.office,
            progress=progress,
            accepted={place: _let_stand(points[one.id]) for place, one in places.items()},
            kept=kept,
        )
    by_path = {without_controls(str(path)): one for path, one in places.items()}
    files, accepted = [], []
    for file in report.files:
        own = points[by_path[file.path].id]
        taken = {(point.key, what_stands(point.finding)) for point in own if point.accepted is not None}
        doubts = tuple(
            as_finding(point.finding, file.unit, file.path) for point in own if point.finding["code"] in DOUBTS
        )
        findings = tuple(
            one
            for one in (*doubts, *file.findings)
            if (finding_key(one), what_stands(finding_as_dict(one))) not in taken
        )
        files.append(
            replace(
                file,
                findings=findings,
                status=status_of((one.severity for one in findings), readable=file.status != "unreadable"),
            )
        )
        accepted += [_accepted(point, file.unit) for point in own if point.accepted is not None]
    shown = {by_path[file.path].id: file.path for file in report.files}
    received = tuple(
        {
            "file": shown.get(one.id, one.name),
            "unit": one.unit or one.guess or "",
            "status": "unreadable" if one.standing == UNREADABLE else one.status,
            "when": one.received[:10],
        }
        for one in ledger.returns()
        if one.standing == CURRENT or one.unit is None or one.unit not in current
    )
    return RoundReport(
        report=replace(report, files=tuple(files)), used=tuple(used), received=received, accepted=tuple(accepted)
    )


def _let_stand(points: Sequence[Point]) -> list[str]:
    """The values the office lets stand outside their range."""
    return [
        point.finding["field"] for point in points if point.accepted is not None and point.finding["code"] in OUTSIDE
    ]


def _accepted(point: Point, unit: Unit | None) -> Mapping[str, str]:
    assert point.accepted is not None
    who, why, when = point.accepted
    told = point.finding
    return {
        "unit": unit.title if unit else "",
        "field": told["field"] or "",
        "label": told["label"] or "",
        "message": told["message"],
        "cell": f"{told['sheet']}!{told['cell']}" if told["cell"] else "",
        "by": who,
        "when": when[:10],
        "reason": why,
    }
