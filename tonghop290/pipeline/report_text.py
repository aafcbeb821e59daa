"""What the commands print: a Report as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tonghop290.model import SEVERITY_HEADS, STATUS_HEADS, Finding, as_one, gathered, in_told_order
from tonghop290.pipeline.report import FileReport, Report
from tonghop290.text.normalize import without_controls

__all__ = ["finding_line", "report_lines", "same_figures_line"]

MANY_RETURNS, SHARE = 5, 3
"""So many returns, and a third of all: what they share may be the form's own fault."""
_MOST_NAMED = 5


def report_lines(report: Report, *, notes: bool) -> Iterator[str]:
    """The report as an officer reads it: file by file, the most important first, then the sums, then who is missing."""
    for file in report.files:
        yield _file_line(file)
        told = in_told_order(one for one in file.findings if notes or one.severity != "note")
        for group in gathered(told):
            yield f"    {SEVERITY_HEADS[group[0].severity]:<8} {finding_line(as_one(group))}"
    yield ""
    yield from _shared_lines(report)
    yield _sums_line(report, notes=notes)
    if report.units is not None:
        missing = report.missing_units
        counts = report.counts()
        yield f"Đã có số liệu của {counts['units']}/{counts['units_expected']} đơn vị."
        if missing:
            yield f"Chưa có ({len(missing)}): {', '.join(unit.title for unit in missing)}."


def _shared_lines(report: Report) -> Iterator[str]:
    """What so many returns share that the form itself may be at fault: told to the office, not only to each sender."""
    for paths in report.shared:
        yield same_figures_line([unit.title for path in paths if (unit := report.dataset.units[path]) is not None])
    read = [file for file in report.files if file.status != "unreadable"]
    shared: dict[str, list[Finding]] = {}
    for file in read:
        for key, finding in {one.key: one for one in file.findings if one.severity != "note" and one.field}.items():
            shared.setdefault(key, []).append(finding)
    for same in shared.values():
        if len(same) >= MANY_RETURNS and len(same) * SHARE >= len(read):
            yield without_controls(
                f"Có thể do chính biểu mẫu: {len(same)}/{len(read)} biểu cùng mắc một điểm, ví dụ: {same[0]} "
                "Nơi tổng hợp nên xem lại chỉ tiêu này trong biểu mẫu."
            )


def same_figures_line(titles: Sequence[str]) -> str:
    """That many units have the same figures."""
    named = ", ".join(titles[:_MOST_NAMED]) + ", …" * (len(titles) > _MOST_NAMED)
    return without_controls(
        f"{len(titles)} đơn vị gửi biểu có số liệu giống hệt nhau ({named}): có thể số liệu đã được điền sẵn hoặc chép "
        "từ một biểu mẫu chung. Nơi tổng hợp nên xem lại các biểu này."
    )


def _sums_line(report: Report, *, notes: bool) -> str:
    counts = report.counts()
    hidden = (
        f", {counts['note_findings']} ghi chú (thêm --notes để xem)" if counts["note_findings"] and not notes else ""
    )
    return (
        f"Cộng: {counts['files']} tệp – {counts['clean']} đạt, {counts['warnings']} cần xem lại, "
        f"{counts['errors']} có lỗi, {counts['unreadable']} không đọc được. "
        f"{counts['error_findings']} lỗi, {counts['warning_findings']} điểm cần xem lại{hidden}."
    )


def _file_line(file: FileReport) -> str:
    who = f"{file.unit.code} {file.unit.title}".strip() if file.unit else "chưa rõ đơn vị"
    return f"[{STATUS_HEADS[file.status]}] {without_controls(file.path)} – {who}"


def finding_line(finding: Finding) -> str:
    """One finding on one line, safe for a terminal."""
    return without_controls(str(finding)).replace("\n", " ")
