"""What the commands print: a Report as lines of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tonghop290.model import SEVERITY_HEADS, STATUS_HEADS, Field, Finding, Range, as_one, gathered, in_told_order
from tonghop290.pipeline.one_verdict import IS_RESULT
from tonghop290.pipeline.report import FileReport, Report
from tonghop290.text.format import format_date, format_number
from tonghop290.text.normalize import without_controls

if TYPE_CHECKING:
    from tonghop290.data.rehearsal.hits import RangeHits
    from tonghop290.data.rehearsal.outcome import Rehearsal

__all__ = ["finding_line", "rehearsal_lines", "report_lines", "same_figures_line"]

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
    packages = dict.fromkeys((plugin.package, plugin.version) for plugin in report.plugins)
    for package, version in packages:
        ids = [one.id for one in report.plugins if (one.package, one.version) == (package, version)]
        yield f"Phần bổ sung đang dùng: {', '.join(ids)} (gói {package} {version})."


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
    if any(one.code == IS_RESULT for one in file.findings):
        return f"[KHÔNG PHẢI BIỂU] {without_controls(file.path)}"
    who = f"{file.unit.code} {file.unit.title}".strip() if file.unit else "chưa rõ đơn vị"
    return f"[{STATUS_HEADS[file.status]}] {without_controls(file.path)} – {who}"


def finding_line(finding: Finding) -> str:
    """One finding on one line, safe for a terminal."""
    return without_controls(str(finding)).replace("\n", " ")


# --- a rehearsal --------------------------------------------------------------------------------------------------


def rehearsal_lines(rehearsal: Rehearsal) -> Iterator[str]:
    """What a form would have said of last round's figures: rules, ranges, then what could not be tried."""
    form = rehearsal.form
    yield f"Thử biểu “{form.title}” (phiên bản {form.version}) trên số liệu của {rehearsal.units} đơn vị."
    for path in rehearsal.unread:
        yield f"Không đọc được: {without_controls(path)}"
    yield ""
    yield "QUY TẮC"
    for hits in rehearsal.rules:
        missing = f", {hits.unjudged} đơn vị thiếu số nên không xét" if hits.unjudged else ""
        yield f"  {hits.rule.id} {hits.rule.label}: {_hit(hits.hit, hits.judged)}{missing}{_such_as(hits.units)}"
        if hits.too_many:
            yield "      Đề nghị xem lại quy tắc này: quá một phần tư số đơn vị mắc."
    yield ""
    yield "KHOẢNG GIÁ TRỊ"
    quiet = [one for one in rehearsal.ranges if one.judged and not one.hit]
    for one in rehearsal.ranges:
        if one.hit:
            yield from _range_lines(one)
    yield f"  {len(quiet)} khoảng khác: không đơn vị nào ở ngoài."
    untried = [one.place for one in rehearsal.ranges if not one.judged]
    for head, ids in (
        ("Khoảng chưa có số liệu để xét", untried),
        ("Số liệu cũ không có, không thử được", rehearsal.missing),
        ("Số liệu cũ khác kiểu hoặc đơn vị tính, không dùng", rehearsal.changed),
    ):
        if ids:
            yield ""
            yield f"{head} ({len(ids)}): {', '.join(ids)}"
    yield ""
    count = len(rehearsal.to_look_at)
    yield (
        f"{count} quy tắc, khoảng giá trị cần xem lại."
        if count
        else "Không có quy tắc, khoảng giá trị nào cần xem lại."
    )


def _range_lines(hits: RangeHits) -> Iterator[str]:
    what = "ngoài khoảng được nhận" if hits.stops else "ngoài mức thường gặp"
    kept = _between(hits.range, hits.field)
    yield f"  {hits.place} ({hits.field.short}; {kept}): {_hit(hits.hit, hits.judged, what)}{_such_as(hits.units)}"
    if hits.too_many:
        how = "chặn" if hits.stops else "nhắc"
        yield f"      Đề nghị xem lại: quá một phần tư số đơn vị bị {how}.{_proposed(hits)}"


def _hit(hit: int, judged: int, what: str = "sai") -> str:
    if not judged:
        return "chưa có số liệu để xét"
    return f"xét {judged}, {what} {hit}" + (f" ({format_number(100 * hit / judged, 0)}%)" if hit else "")


def _such_as(units: Sequence[str]) -> str:
    return f"; ví dụ {', '.join(map(without_controls, units))}" if units else ""


def _between(range: Range, field: Field) -> str:
    """ "từ 1.200 đến 1.500"; a year without its point."""
    ends = [
        format_date(end) if isinstance(end, dt.date) else format_number(end or 0.0) for end in (range.low, range.high)
    ]
    return f"từ {' đến '.join(end.replace('.', '') if field.unit == 'năm' else end for end in ends)}"


def _proposed(hits: RangeHits) -> str:
    if hits.proposal is None:
        return ""
    range, left = hits.proposal
    return f" Theo số liệu này nên {_between(range, hits.field)} (còn {left} đơn vị ở ngoài)."
