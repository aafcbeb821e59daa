"""The state of a round in words: lines for the screen, rows for a workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tonghop290.campaign.ledger.entries import Return, day_told
from tonghop290.campaign.ledger.outcomes import Point, told_lines
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import STATES, UnitStanding
from tonghop290.messages.on_settings import settings_left
from tonghop290.model import SEVERITY_HEADS
from tonghop290.pipeline.documents import write_status_book
from tonghop290.text.format import format_date
from tonghop290.text.normalize import without_controls

__all__ = ["SAFE_PAGE", "counted", "detail_of", "heading_of", "status_lines", "unit_lines", "write_status_workbook"]

_POST = {"": "", "sending": "đang gửi dở", "sent": "đã gửi thư", "refused": "thư bị từ chối"}
_COLUMNS = (
    ("STT", 40),
    ("Mã", 60),
    ("Đơn vị", 190),
    ("Tình trạng", 150),
    ("Lỗi", 48),
    ("Chờ giải trình", 66),
    ("Đã giải trình", 66),
    ("Đã chấp nhận", 66),
    ("Số lần gửi", 56),
    ("Ngày nhận", 86),
    ("Trễ (ngày)", 56),
    ("Biểu được tính", 260),
    ("Thư phát hành", 110),
)


def heading_of(round: Round, today: dt.date) -> list[str]:
    """Whose round it is; its deadline and the day; the office's notice."""
    office = round.office
    deadline = f"Hạn gửi: ngày {format_date(office.deadline)}. " if office.deadline else ""
    lines = [
        f"TÌNH HÌNH GỬI BIỂU – {without_controls(f'{office.committee} {office.name}').strip().upper()}",
        f"{deadline}Tính đến ngày {format_date(today)}.",
    ]
    return [*lines, without_controls(office.notice)] if office.notice else lines


def counted(units: Sequence[UnitStanding]) -> str:
    """ "Cộng 36 đơn vị – chưa gửi: 2; còn lỗi: 7; đạt: 27."."""
    counts = Counter(standing.state for standing in units)
    return (
        f"Cộng {len(units)} đơn vị – "
        + "; ".join(f"{words}: {counts[state]}" for state, words in STATES.items() if counts[state])
        + "."
    )


def detail_of(standing: UnitStanding) -> str:
    """ "2 lỗi, 1 điểm chờ giải trình, trễ 3 ngày, gửi 2 lần"."""
    parts = [
        f"{standing.errors} lỗi" if standing.errors else "",
        f"{standing.warnings} điểm chờ giải trình" if standing.warnings else "",
        f"trễ {standing.days_late} ngày" if standing.days_late else "",
        f"gửi {standing.rounds} lần" if standing.rounds > 1 else "",
        _remarks(standing),
    ]
    return ", ".join(filter(None, parts))


def _remarks(standing: UnitStanding) -> str:
    """What has no column of its own on the page."""
    parts = [
        f"{standing.explained} điểm đã giải trình" if standing.explained else "",
        f"{standing.accepted} điểm được chấp nhận" if standing.accepted else "",
        f"{standing.stale} tệp cũ không tính" if standing.stale else "",
        f"{standing.late} biểu đến sau khi chốt, không tính" if standing.late else "",
        f"{standing.unusable} tệp không dùng được" if standing.unusable else "",
        f"biểu mẫu cũ (phiên bản {without_controls(standing.edition)})" if standing.edition else "",
        "cơ quan nhập thay" if standing.on_behalf else "",
        "chưa phát hành biểu" if not standing.issues else "",
        _POST[standing.post] if standing.post in ("sending", "refused") else "",
    ]
    return ", ".join(filter(None, parts))


def _file(standing: UnitStanding) -> str:
    if standing.current is None:
        return ""
    return without_controls(
        standing.current.name + (f" (biểu mẫu cũ, phiên bản {standing.edition})" if standing.edition else "")
    )


def _day(came: Return | None) -> str:
    return day_told(came.received) if came is not None else ""


# --- the screen ---------------------------------------------------------------------------------------------------


def status_lines(
    round: Round, units: Sequence[UnitStanding], strange: Sequence[Return], today: dt.date
) -> Iterator[str]:
    """What an officer reads on the screen: unit by unit, then the sums, then files of nobody."""
    yield from heading_of(round, today)
    yield ""
    for standing in units:
        yield _line(standing)
    yield ""
    yield counted(units)
    yield from settings_left(round.office, round.form.levels, round.folder.settings.name)
    if strange:
        yield (
            f"Tệp chưa rõ của đơn vị nào ({len(strange)}): "
            + "; ".join(without_controls(came.name) for came in strange)
            + "."
        )
        yield 'Giao tệp cho đơn vị của nó: tonghop290 assign "TỆP" ĐƠN_VỊ --why "lý do"'


def _line(standing: UnitStanding) -> str:
    detail = detail_of(standing)
    line = f"[{STATES[standing.state].upper()}] {standing.unit.code} {standing.unit.title}"
    return f"{line} – {detail}" if detail else line


def unit_lines(standing: UnitStanding) -> Iterator[str]:
    """One unit in full: its return, and every point with its number."""
    yield _line(standing)
    current = standing.current
    if current is None:
        return
    file = without_controls(current.name)
    given = f" ({without_controls(standing.assigned)})" if standing.assigned else ""
    yield f"Biểu được tính: lần {current.version}, nhận ngày {_day(current)}, tệp “{file}”{given}."
    told = (point for point in standing.points if point.severity != "note")
    for (severity, became), points in groupby(told, key=lambda point: (point.severity, _became(point))):
        for number, text in told_lines(tuple(points)):
            yield without_controls(f"  {number}. {SEVERITY_HEADS[severity]} {text}{became}")


def _became(point: Point) -> str:
    """What was said of a point, behind it on its line."""
    if point.accepted is not None:
        who, why, when = point.accepted
        return f"  → {who} chấp nhận ngày {format_date(dt.date.fromisoformat(when[:10]))}: {why}"
    return f"  → giải trình: {point.explained}" if point.explained else ""


# --- the files -----------------------------------------------------------------------------------------------------


def write_status_workbook(
    path: Path, round: Round, units: Sequence[UnitStanding], today: dt.date, *, overwrite: bool = False
) -> Path:
    """The state of every unit as .xlsx. Errors: OSError."""
    rows: list[list[str | int]] = [
        [
            number,
            standing.unit.code,
            standing.unit.title,
            STATES[standing.state],
            standing.errors,
            standing.warnings,
            standing.explained,
            standing.accepted,
            standing.rounds,
            _day(standing.current),
            "" if standing.days_late is None else standing.days_late,
            _file(standing),
            _POST[standing.post],
        ]
        for number, standing in enumerate(units, 1)
    ]
    return write_status_book(path, heading_of(round, today), _COLUMNS, rows, counted(units), overwrite=overwrite)


SAFE_PAGE = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    """<meta name="referrer" content="no-referrer">"""
)
"""What a page says that loads nothing and runs nothing."""
