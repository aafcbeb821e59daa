"""Reports and tables of a round: the newest usable return of each unit, without the points the office has accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tonghop290 import pipeline, returns
from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger import CURRENT, UNREADABLE, Ledger, Return
from tonghop290.campaign.settings import Round
from tonghop290.results import Report
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
        return returns.write_round_summary(self.report, path, received=self.received, accepted=self.accepted)


def check_round(round: Round, ledger: Ledger, *, progress: Callable[[int, str], None] | None = None) -> RoundReport:
    """Check the returns that count, together. Accepted findings are taken out of the report and listed beside it. Errors: RoundError."""
    current, archive = ledger.current(), Archive(round.folder)
    used = [current[code] for code in round.units if code in current]
    places: dict[str, Return] = {}
    for one in used:
        place = archive.find(one.sha256)
        if place is None:
            raise RoundError(f"Không tìm thấy bản gốc “{one.name}” trong luu_tru, hoặc tệp đã bị sửa. Đề nghị lấy lại từ bản sao lưu.")
        places[str(place)] = one
    report = pipeline.check(list(places), round.form, units=round.units, office=round.office, progress=progress)
    by_path = {without_controls(path): one for path, one in places.items()}
    accepted: list[Mapping[str, str]] = []
    files = []
    for file in report.files:
        points = [point for point in ledger.points(by_path[file.path]) if point.accepted is not None]
        taken = {(point.key, point.finding["value"], point.finding["expected"]) for point in points}
        files.append(replace(file, findings=tuple(
            one for one in file.findings if (f"{one.code}|{one.field or ''}", one.value, one.expected) not in taken)))
        for point in points:
            assert point.accepted is not None and file.unit is not None
            who, why, when = point.accepted
            told = point.finding
            accepted.append({
                "unit": file.unit.title, "field": told["field"] or "", "label": told["label"] or "", "message": told["message"],
                "cell": f"{told['sheet']}!{told['cell']}" if told["cell"] else "", "by": who, "when": when[:10], "reason": why})
    shown = {by_path[file.path].id: file.path for file in report.files}
    received = tuple(
        {"file": shown.get(one.id, one.name), "unit": one.unit or one.guess or "", "status": "unreadable" if one.standing == UNREADABLE else one.status,
         "when": one.received[:10]}
        for one in ledger.returns() if one.standing == CURRENT or one.unit is None or one.unit not in current)
    return RoundReport(report=replace(report, files=tuple(files)), used=tuple(used), received=received, accepted=tuple(accepted))


