"""The state of a round in words: lines for the screen, rows for a workbook, one page that needs nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.ledger.outcomes import Point, told_lines
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import STATES, UnitStanding
from tonghop290.files import write_whole
from tonghop290.messages.on_settings import settings_left
from tonghop290.model import SEVERITY_HEADS
from tonghop290.outputs import destination
from tonghop290.pipeline.documents import write_status_book
from tonghop290.seals import sealed_page
from tonghop290.text.format import format_date
from tonghop290.text.normalize import without_controls

__all__ = ["SAFE_PAGE", "status_lines", "status_page", "unit_lines", "write_status", "write_status_workbook"]

_COLOURS = {"not_sent": "#6b7280", "unusable": "#9a3412", "errors": "#b91c1c", "waiting": "#a16207", "clean": "#166534"}
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


def _heading(round: Round, today: dt.date) -> list[str]:
    office = round.office
    deadline = f"Hạn gửi: ngày {format_date(office.deadline)}. " if office.deadline else ""
    lines = [
        f"TÌNH HÌNH GỬI BIỂU – {without_controls(f'{office.committee} {office.name}').strip().upper()}",
        f"{deadline}Tính đến ngày {format_date(today)}.",
    ]
    return [*lines, without_controls(office.notice)] if office.notice else lines


def _counted(units: Sequence[UnitStanding]) -> str:
    counts = Counter(standing.state for standing in units)
    return (
        f"Cộng {len(units)} đơn vị – "
        + "; ".join(f"{words}: {counts[state]}" for state, words in STATES.items() if counts[state])
        + "."
    )


def _detail(standing: UnitStanding) -> str:
    """ "2 lỗi, 1 điểm chờ giải trình, trễ 3 ngày, gửi 2 lần"."""
    parts = [
        f"{standing.errors} lỗi" * bool(standing.errors),
        f"{standing.warnings} điểm chờ giải trình" * bool(standing.warnings),
        f"trễ {standing.days_late} ngày" * bool(standing.days_late),
        f"gửi {standing.rounds} lần" * (standing.rounds > 1),
        _remarks(standing),
    ]
    return ", ".join(filter(None, parts))


def _remarks(standing: UnitStanding) -> str:
    """What has no column of its own on the page."""
    parts = [
        f"{standing.explained} điểm đã giải trình" * bool(standing.explained),
        f"{standing.accepted} điểm được chấp nhận" * bool(standing.accepted),
        f"{standing.stale} tệp cũ không tính" * bool(standing.stale),
        f"{standing.late} biểu đến sau khi chốt, không tính" * bool(standing.late),
        f"{standing.unusable} tệp không dùng được" * bool(standing.unusable),
        f"biểu mẫu cũ (phiên bản {without_controls(standing.edition)})" * bool(standing.edition),
        "cơ quan nhập thay" * standing.on_behalf,
        "chưa phát hành biểu" * (not standing.issues),
        _POST[standing.post] * (standing.post in ("sending", "refused")),
    ]
    return ", ".join(filter(None, parts))


def _file(standing: UnitStanding) -> str:
    if standing.current is None:
        return ""
    return without_controls(
        standing.current.name + (f" (biểu mẫu cũ, phiên bản {standing.edition})" if standing.edition else "")
    )


def _day(came: Return | None) -> str:
    return format_date(dt.datetime.fromisoformat(came.received).date()) if came is not None else ""


# --- the screen ---------------------------------------------------------------------------------------------------


def status_lines(
    round: Round, units: Sequence[UnitStanding], strange: Sequence[Return], today: dt.date
) -> Iterator[str]:
    """What an officer reads on the screen: unit by unit, then the sums, then files of nobody."""
    yield from _heading(round, today)
    yield ""
    for standing in units:
        yield _line(standing)
    yield ""
    yield _counted(units)
    yield from settings_left(round.office, round.form.levels, round.folder.settings.name)
    if strange:
        yield (
            f"Tệp chưa rõ của đơn vị nào ({len(strange)}): "
            + "; ".join(without_controls(came.name) for came in strange)
            + "."
        )
        yield 'Giao tệp cho đơn vị của nó: tonghop290 assign "TỆP" ĐƠN_VỊ --why "lý do"'


def _line(standing: UnitStanding) -> str:
    detail = _detail(standing)
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
        return f"  → {who} chấp nhận ngày {when[:10]}: {why}"
    return f"  → giải trình: {point.explained}" if point.explained else ""


# --- the files -----------------------------------------------------------------------------------------------------


def write_status(
    path: Path,
    round: Round,
    units: Sequence[UnitStanding],
    strange: Sequence[Return],
    today: dt.date,
    *,
    overwrite: bool = False,
) -> Path:
    """The state of the round as a workbook (.xlsx) or as a page for a browser (any other name). Errors: OSError."""
    if path.suffix.casefold() == ".xlsx":
        return write_status_workbook(path, round, units, today, overwrite=overwrite)
    path = destination(path, suffixes=(".html",), overwrite=overwrite)
    return write_whole(path, sealed_page(status_page(round, units, strange, today)).encode(), private=True)


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
    return write_status_book(path, _heading(round, today), _COLUMNS, rows, _counted(units), overwrite=overwrite)


# --- the page -----------------------------------------------------------------------------------------------------


SAFE_PAGE = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    """<meta name="referrer" content="no-referrer">"""
)
"""What a page says that loads nothing and runs nothing."""


def status_page(round: Round, units: Sequence[UnitStanding], strange: Sequence[Return], today: dt.date) -> str:
    """One HTML page: no script, no network, every text escaped; lines become cards on a narrow screen."""
    heading = _heading(round, today)
    counts = Counter(standing.state for standing in units)
    tiles = "".join(_tile(_COLOURS[state], counts[state], words) for state, words in STATES.items())
    rows = "".join(_row(number, standing) for number, standing in enumerate(units, 1))
    lost = "".join(f"<li>{escape(without_controls(came.name))} (nhận ngày {_day(came)})</li>" for came in strange)
    lost = f"<h2>Tệp chưa rõ của đơn vị nào</h2><ul>{lost}</ul>" if lost else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in heading[1:])
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{SAFE_PAGE}
<title>{escape(heading[0])}</title><style>{_STYLE}</style></head><body>
<h1>{escape(heading[0])}</h1>{lines}
<ul class="tiles">{tiles}</ul>
<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
<p><b>{escape(_counted(units))}</b></p>{lost}
</body></html>
"""


def _tile(colour: str, count: int, words: str) -> str:
    return f'<li style="border-color:{colour}"><b style="color:{colour}">{count}</b> {escape(words)}</li>'


_HEADS = ("STT", "Đơn vị", "Tình trạng", "Lỗi", "Chờ giải trình", "Số lần gửi", "Ngày nhận", "Trễ (ngày)", "Ghi chú")


def _row(number: int, standing: UnitStanding) -> str:
    state = f'<span style="background:{_COLOURS[standing.state]}">{escape(STATES[standing.state])}</span>'
    points = "".join(
        f"<li>{number}. {escape(without_controls(text))}</li>" for number, text in told_lines(standing.open_points)
    )
    points = (
        f"<details><summary>{len(standing.open_points)} điểm còn mở</summary><ul>{points}</ul></details>"
        if points
        else ""
    )
    note = escape(_remarks(standing)) + points
    note = f"<div>{note}</div>" if note else ""
    cells = (
        str(number),
        f"{escape(standing.unit.title)} <small>{escape(standing.unit.code)}</small>",
        state,
        *(str(count or "") for count in (standing.errors, standing.warnings, standing.rounds)),
        _day(standing.current),
        str(standing.days_late or ""),
        note,
    )
    return (
        "<tr>"
        + "".join(f'<td data-label="{escape(head)}">{cell}</td>' for head, cell in zip(_HEADS, cells, strict=True))
        + "</tr>"
    )


_STYLE = (
    "\n"
    'body{font:16px/1.45 system-ui,"Segoe UI",Roboto,Arial,sans-serif;margin:1rem auto;max-width:72rem;'
    "padding:0 1rem;color:#111;background:#fff}\n"
    "h1{font-size:1.3rem;margin:.2rem 0}p{margin:.3rem 0}small{color:#555}\n"
    ".tiles{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0}.tiles li{border:2px solid;"
    "border-radius:.5rem;padding:.3rem .7rem}.tiles b{font-size:1.4rem}\n"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.35rem .5rem;"
    "text-align:left;vertical-align:top}thead th{background:#dde7f0;position:sticky;top:0}\n"
    "td{white-space:nowrap}td:nth-child(2),td:last-child{white-space:normal;overflow-wrap:anywhere}"
    "td span{color:#fff;border-radius:.3rem;padding:.1rem .45rem;white-space:nowrap}\n"
    "@media (max-width:44rem){thead{display:none}table,tbody,tr,td{display:block;width:auto}"
    "tr{border:1px solid #999;border-radius:.5rem;margin:.6rem 0;padding:.3rem}\n"
    "td{border:0;padding:.15rem .4rem;display:flex;gap:.6rem}td:empty,td:first-child{display:none}"
    "td:nth-child(2){font-weight:bold}td:nth-child(2)::before{font-weight:normal}"
    "td::before{content:attr(data-label);flex:0 0 7.5rem;color:#555}}\n"
    "@media print{thead th{position:static}details{display:none}}\n"
)
