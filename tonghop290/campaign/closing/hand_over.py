"""The index of what is handed over: one page that needs nothing else, to look at and to print."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from tonghop290.campaign.ledger.entries import Event, day_told
from tonghop290.campaign.results import RoundReport
from tonghop290.campaign.settings import Round
from tonghop290.campaign.status_page import SAFE_PAGE
from tonghop290.pipeline.documents import totals
from tonghop290.text.format import format_date, format_number
from tonghop290.text.normalize import without_controls

__all__ = ["HandedOver", "hand_over_page"]

_STYLE = (
    'body{font:16px/1.45 system-ui,"Segoe UI",Arial,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}'
    "h1{font-size:1.3rem}h2{font-size:1.05rem;margin:1.2rem 0 .3rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.25rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#dde7f0}code{font-family:Consolas,monospace;font-size:.85em}.n{white-space:nowrap}"
    "@media print{body{font-size:11pt;max-width:none}tr{break-inside:avoid}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What the index tells. ``deeds``, ``last_link``, ``altered``: of the journal; ``by_office``: the contents the
    office has filled in itself."""

    round: Round
    found: RoundReport
    closed: Event
    files: tuple[Path, ...]
    deeds: int
    last_link: str
    altered: tuple[int, ...]
    by_office: frozenset[str]


def hand_over_page(given: HandedOver, *, folder: Path) -> str:
    """The page; every text escaped, links only to the files beside it."""
    round, closed = given.round, given.closed
    office = without_controls(f"{round.office.committee} {round.office.name}").strip()
    moment = dt.datetime.fromisoformat(closed.at)
    title = f"MỤC LỤC BÀN GIAO – {office}".upper()
    missing = [unit.title for unit in given.found.report.missing_units]
    lines = [
        round.form.of_period(round.form.title),
        f"Mã số liệu: {closed.said} (in ở chân mọi văn bản trong thư mục này; cùng mã là cùng số liệu).",
        f"Người chốt: {closed.actor}, {moment:%H:%M} ngày {format_date(moment.date())}.",
        f"Tính biểu của {len(given.found.used)}/{len(round.units)} đơn vị"
        + (f"; chưa có: {', '.join(missing)}." if missing else "."),
    ]
    parts = (
        _table(("Tệp", "Cỡ (byte)", "SHA-256"), _file_rows(given.files, folder), "Các tệp bàn giao"),
        _table(("Chỉ tiêu", "Cộng", "Số đơn vị"), _total_rows(given), "Số liệu đã chốt"),
        _table(("Đơn vị", "Lần", "Ngày nhận", "Tệp", "Mã băm"), _used_rows(given), "Các biểu được tính"),
        _accepted(given),
        _journal(given),
    )
    told = "".join(f"<p>{escape(without_controls(line))}</p>" for line in lines)
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{SAFE_PAGE}<title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{told}{''.join(parts)}</body></html>\n"
    )


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]], title: str) -> str:
    """``rows``: cells that are HTML already."""
    head = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""


def _file_rows(files: Sequence[Path], folder: Path) -> Iterator[Sequence[str]]:
    for path in files:
        name, data = path.relative_to(folder).as_posix(), path.read_bytes()
        link = f'<a href="{escape(quote(name))}">{escape(name)}</a>'
        yield (
            link,
            f"<span class=n>{format_number(len(data), 0)}</span>",
            f"<code>{hashlib.sha256(data).hexdigest()}</code>",
        )


def _whole(number: str) -> str:
    """A number that is not broken at the end of a line."""
    return f"<span class=n>{number}</span>"


def _total_rows(given: HandedOver) -> Iterator[Sequence[str]]:
    form = given.round.form
    for total in totals(given.found.report):
        field = form.fields.get(total.field)
        if field is None or total.how == "none":
            continue
        if total.choices:
            value = "; ".join(f"{choice}: {count}" for choice, count in total.choices.items())
        elif isinstance(total.value, dt.date):
            value = format_date(total.value)
        elif total.value is not None:
            value = format_number(total.value, field.decimals)
        else:
            value = "–"
        unit = f" {field.unit}" if field.unit and total.value is not None and not total.choices else ""
        yield escape(field.label), escape(value + unit), _whole(f"{total.units}/{total.expected}")


def _used_rows(given: HandedOver) -> Iterator[Sequence[str]]:
    for own in given.found.used:
        by_office = " (cơ quan nhập thay)" if own.sha256 in given.by_office else ""
        title = given.round.units[own.unit or ""].title
        yield (
            escape(title + by_office),
            str(own.version),
            day_told(own.received),
            escape(without_controls(own.name)),
            f"<code>{own.sha256[:16]}</code>",
        )


def _accepted(given: HandedOver) -> str:
    rows = (
        tuple(
            escape(without_controls(said))
            for said in (one["unit"], one["message"], one["by"], day_told(one["when"]), one["reason"])
        )
        for one in given.found.accepted
    )
    return _table(("Đơn vị", "Điểm", "Ai chấp nhận", "Ngày", "Lý do"), rows, "Các điểm được chấp nhận")


def _journal(given: HandedOver) -> str:
    altered = f" KHÔNG NHƯ ĐÃ GHI: dòng {', '.join(map(str, given.altered))}." if given.altered else ""
    return (
        f"<h2>Sổ của đợt</h2><p>Nhật ký có {given.deeds} việc, mỗi việc mang mã băm của việc trước nó; mã của việc "
        f"cuối: <code>{escape(given.last_link)}</code>.{escape(altered)}</p>"
    )
