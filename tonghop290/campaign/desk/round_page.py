"""The page of the round: who stands where, what each still owes, what comes next. One file that loads and runs nothing.

The filter is radio buttons and style alone. Of a large round the tiles stand in groups, and a group outside the screen
is neither styled nor laid out before it is scrolled to, so that three thousand units open as quickly as three.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from tonghop290.campaign.desk.next_step import NextStep
from tonghop290.campaign.desk.quality import Measure
from tonghop290.campaign.ledger.entries import Return, day_told
from tonghop290.campaign.ledger.outcomes import told_lines
from tonghop290.campaign.post.addresses import addresses
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import STATES, UnitStanding
from tonghop290.campaign.status_page import SAFE_PAGE, detail_of, heading_of
from tonghop290.messages.on_settings import settings_left
from tonghop290.text.normalize import without_controls

__all__ = ["NAME", "PageContent", "round_page"]

NAME = "Tình hình.html"
_COLOURS = {"not_sent": "#4b5563", "unusable": "#9a3412", "errors": "#b91c1c", "waiting": "#854d0e", "clean": "#166534"}
_SHORT = {"not_sent": "n", "unusable": "u", "errors": "e", "waiting": "w", "clean": "c"}
"""State → the class of its tiles."""
_FEW, _GROUP = 180, 60
"""So many tiles stand as they are; the tiles of a group (full rows whether it has 1, 2, 3, 4, 5 or 6 columns)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What the page tells. ``strange``: files of nobody known; ``closed``: of which day and under which code its
    figures are frozen, "" while it is open."""

    round: Round
    units: Sequence[UnitStanding]
    strange: Sequence[Return]
    today: dt.date
    measures: Sequence[Measure]
    next_step: NextStep | None = None
    closed: str = ""


def round_page(given: PageContent) -> str:
    """The page; every text escaped."""
    title, *lines = heading_of(given.round, given.today)
    counts = Counter(standing.state for standing in given.units)
    told = [*lines, *filter(None, (_days_left(given), given.closed))]
    parts = (
        f"<h1>{escape(title)}</h1>",
        *(f"<p>{escape(line)}</p>" for line in told),
        f"<p class=next>{escape(given.next_step.line)}</p>" if given.next_step else "",
        _progress(counts, len(given.units)),
        _filter(counts, len(given.units)),
        *_tiles(given.units),
        _to_sign(given, counts),
        _quality(given.measures),
    )
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{SAFE_PAGE}'
        f"<title>{escape(title)}</title><style>{_style()}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _days_left(given: PageContent) -> str:
    deadline = given.round.office.deadline
    if deadline is None:
        return ""
    days = (deadline - given.today).days
    return (
        f"Còn {days} ngày đến hạn." if days > 0 else "Hôm nay là hạn gửi." if not days else f"Đã quá hạn {-days} ngày."
    )


def _progress(counts: Counter[str], whole: int) -> str:
    if not whole:
        return ""
    bars = "".join(
        f'<i class={_SHORT[state]} style="width:{100 * counts[state] / whole:.4g}%"></i>'
        for state in reversed([*STATES])
        if counts[state]
    )
    done = counts["clean"]
    return (
        f'<div class=bar role=img aria-label="{done}/{whole} đơn vị đạt">{bars}</div><p>Đạt {done}/{whole} đơn vị.</p>'
    )


def _filter(counts: Counter[str], whole: int) -> str:
    """One button for all and one for each state; the boxes stand before the tiles they hide."""
    buttons = [("a", "tất cả", whole), *((_SHORT[state], words, counts[state]) for state, words in STATES.items())]
    boxes = "".join(f"<input type=radio name=f id=f-{key}{' checked' if key == 'a' else ''}>" for key, _, _ in buttons)
    labels = "".join(
        f"<label for=f-{key} class={key}><b>{count}</b> {escape(words)}</label>" for key, words, count in buttons
    )
    return f"{boxes}<nav>{labels}</nav>"


def _tiles(units: Sequence[UnitStanding]) -> Iterator[str]:
    """The tiles of all, in groups where they are many; a group bears the classes of its tiles."""
    made = [_tile(number, standing) for number, standing in enumerate(units, 1)]
    if len(made) <= _FEW:
        yield from ('<main class="units">', *made, "</main>")
        return
    yield "<main>"
    for start in range(0, len(made), _GROUP):
        group = slice(start, start + _GROUP)
        states = sorted({_SHORT[one.state] for one in units[group]})
        yield f'<div class="units g {" ".join(f"g-{state}" for state in states)}">'
        yield from (*made[group], "</div>")
    yield "</main>"


def _tile(place: int, standing: UnitStanding) -> str:
    unit, points, owes = standing.unit, standing.open_points, ""
    if points:
        told = "".join(f"<li>{number}. {escape(without_controls(text))}</li>" for number, text in told_lines(points))
        owes = f"<details><summary>Còn {len(points)} điểm</summary><ul>{told}</ul></details>"
    detail = escape(detail_of(standing))
    return (
        f"<article class={_SHORT[standing.state]}><h2>{place}. {escape(without_controls(unit.title))} "
        f"<small>{escape(without_controls(unit.code))}</small></h2>"
        f"<p><b>{escape(STATES[standing.state])}</b>{' – ' * bool(detail)}{detail}</p>"
        f"{owes}{_links(standing)}</article>"
    )


def _links(standing: UnitStanding) -> str:
    unit = standing.unit
    links = [escape(without_controls(unit.contact))] if unit.contact else []
    phones = re.split("[;,/]| - ", without_controls(unit.phone)) if unit.phone else ()
    for phone in filter(None, map(str.strip, phones)):
        number = "".join(letter for letter in phone if letter in "+0123456789")
        links.append(f'<a href="tel:{number}">{escape(phone)}</a>' if number else escape(phone))
    links += [f'<a href="mailto:{quote(one, safe="@")}">{escape(one)}</a>' for one in addresses(unit.email)]
    return f"<p class=to>{' · '.join(links)}</p>" if links else ""


def _to_sign(given: PageContent, counts: Counter[str]) -> str:
    """What is missing before the office's own report can be signed."""
    items = [*_missing(given, counts)]
    said = "".join(f"<li>{escape(without_controls(item))}</li>" for item in items)
    return (
        f"<section><h2>Còn thiếu để ký báo cáo</h2>{f'<ul>{said}</ul>' if said else '<p>Không thiếu gì.</p>'}</section>"
    )


def _missing(given: PageContent, counts: Counter[str]) -> Iterator[str]:
    round = given.round
    for state in ("not_sent", "unusable", "errors", "waiting"):
        if counts[state]:
            yield f"{counts[state]} đơn vị {STATES[state]}."
    yield from settings_left(round.office, round.form.levels, round.folder.settings.name)
    for came in given.strange:
        day = day_told(came.received)
        yield f"Tệp chưa rõ của đơn vị nào: “{came.name}”, nhận ngày {day}."


def _quality(measures: Sequence[Measure]) -> str:
    cells = "".join(
        f"<div><dt>{escape(one.name)}</dt><dd><b>{escape(one.value)}</b><small>{escape(one.told)}</small></dd></div>"
        for one in measures
    )
    return f"<section><h2>Chất lượng gửi báo cáo</h2><dl>{cells}</dl></section>"


def _style() -> str:
    shown = "".join(
        f"#f-{key}:checked~main article:not(.{key}),#f-{key}:checked~main .g:not(.g-{key}){{display:none}}"
        f"#f-{key}:checked~nav .{key}{{outline-width:3px}}"
        for key in _SHORT.values()
    )
    colours = "".join(f".{_SHORT[state]}{{--c:{colour}}}" for state, colour in _COLOURS.items())
    return (
        'body{font:16px/1.45 system-ui,"Segoe UI",Roboto,Arial,sans-serif;margin:1rem auto;max-width:76rem;'
        "padding:0 1rem;color:#111;background:#fff}h1{font-size:1.3rem;margin:.2rem 0}h2{font-size:1rem;margin:0}"
        "p{margin:.3rem 0}small{color:#555;font-weight:normal}a{color:#1d4ed8}.a{--c:#111}"
        + colours
        + shown
        + ".next{border-left:.4rem solid #1d4ed8;background:#eef4ff;padding:.5rem .7rem;font-weight:600}"
        ".bar{display:flex;height:1.1rem;border-radius:.5rem;overflow:hidden;background:#ddd}"
        ".bar i{background:var(--c)}"
        "input[name=f]{position:absolute;opacity:0}nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:.6rem 0}"
        "nav label{outline:1px solid var(--c);border-radius:.5rem;padding:.3rem .7rem;cursor:pointer;color:var(--c)}"
        "nav b{font-size:1.3rem}#f-a:checked~nav .a{outline-width:3px}"
        "input[name=f]:focus-visible~nav{outline:2px dashed #1d4ed8;outline-offset:4px}"
        ".units{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:.6rem;"
        "align-items:start}article{border:1px solid #bbb;border-left:.4rem solid var(--c);border-radius:.4rem;"
        "padding:.4rem .6rem;overflow-wrap:anywhere}"
        ".g{content-visibility:auto;contain-intrinsic-size:auto 100rem;margin-bottom:.6rem}"
        "article p>b{color:var(--c)}.to{font-size:.9rem}"
        "details ul{margin:.2rem 0;padding:0;list-style:none;font-size:.95rem}"
        "section{border-top:1px solid #bbb;margin-top:1rem;padding-top:.6rem}"
        "dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));gap:.6rem;margin:.4rem 0}"
        "dt{font-weight:600}dd{margin:0}dd b{font-size:1.5rem;display:block}dd small{display:block}"
        "@media print{body{font-size:10pt;max-width:none;margin:0}nav,.next{break-inside:avoid}"
        "details::details-content{content-visibility:visible;block-size:auto}"
        ".g{content-visibility:visible}article{break-inside:avoid}.units{grid-template-columns:1fr 1fr}"
        "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
    )
