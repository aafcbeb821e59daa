"""What comes next in a round, said by one owner: on the screen after every command, on the page, by the starters."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tonghop290.campaign.desk.starters import Step, starter_of
from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding, strangers
from tonghop290.model import DESK_FILE, OFFICE_SHEET, SETTINGS_FILE, UNITS_FILE, UNITS_SHEET
from tonghop290.pipeline.arrivals import outer_name
from tonghop290.text.format import format_date

__all__ = ["TABLES", "NextStep", "has_tables", "next_step"]

TABLES = "Tổng hợp.xlsx"
"""The office's tables among the results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """``what``: a sentence without its end; ``command``: the words of the command; ``starter``: the file to
    double-click, "" where there is none. ``makes_tables``: it is the making of the tables, after which others come."""

    what: str
    command: str = ""
    starter: str = ""
    makes_tables: bool = False

    @property
    def line(self) -> str:
        """ "Việc tiếp theo: phát biểu cho 36 đơn vị – bấm đúp “1 Phát biểu.cmd” (lệnh: tonghop290 issue)."."""
        command = f"tonghop290 {self.command}" if self.command else ""
        if self.starter:
            how = f" – bấm đúp “{self.starter}”" + (f" (lệnh: {command})" if command else "")
        else:
            how = f": {command}" if command else ""
        return f"Việc tiếp theo: {self.what}{how}" + ("" if how and not self.starter else ".")


def next_step(
    round: Round, ledger: Questions, units: Sequence[UnitStanding], today: dt.date, *, made: bool = False
) -> NextStep:
    """The one thing to do now, the most urgent first. ``units``: all of the round; ``made``: the tables are there, or
    will be."""
    what, command, step = next(_steps(round, ledger, units, today, made=made or has_tables(round)))
    starter = starter_of(round.folder, step) if step else ""
    return NextStep(what=what, command=command, starter=starter, makes_tables=step == "report")


def has_tables(round: Round) -> bool:
    """Whether the round's tables have been made."""
    return (round.folder.results / TABLES).is_file()


def _steps(
    round: Round, ledger: Questions, units: Sequence[UnitStanding], today: dt.date, *, made: bool
) -> Iterator[tuple[str, str, Step | None]]:
    counts = Counter(standing.state for standing in units)
    closed = ledger.closed()
    if closed is not None:
        place = round.folder.handed_over.name
        yield f"bàn giao thư mục {place}/lan_{ledger.times_closed()} (mở trước: Mục lục.html)", "", None
    bare = sum(not standing.issues for standing in units)
    if bare:
        first = "" if bare < len(units) else _to_fill_in(round)
        head = f"{first}; rồi " if first else ""
        yield f"{head}phát biểu cho {bare} đơn vị", "issue", "issue"
    new = _not_received(round, ledger)
    if new:
        yield f"nhận {new} tệp mới trong {round.folder.inbox.name}", "receive", "receive"
    strange = len(strangers(round, ledger))
    if strange:
        yield f"giao {strange} tệp chưa rõ của đơn vị nào cho đơn vị của nó", 'assign "TỆP" ĐƠN_VỊ --why "lý do"', None
    left = len(units) - counts["clean"]
    if left:
        yield _wait_or_remind(round, ledger, left, today)
    if not made:
        yield "mọi đơn vị đã đạt, lập báo cáo và biểu tổng hợp", f'summary . -o "ket_qua/{TABLES}"', "report"
    yield "xem lại báo cáo, biểu tổng hợp trong ket_qua rồi chốt đợt", "close", "close"


def _to_fill_in(round: Round) -> str:
    """What the office has still to write before anything goes out, and where; "" where nothing is missing."""
    one = round.folder.settings != round.folder.toml
    settings, units = (
        (f"{DESK_FILE}, trang {OFFICE_SHEET}", f"trang {UNITS_SHEET}") if one else (SETTINGS_FILE, UNITS_FILE)
    )
    office = round.office
    unsaid = [name for name, said in (("số công văn", office.letter_number), ("hạn gửi", office.deadline)) if not said]
    bare = sum(not unit.email for unit in round.units.values())
    parts = [f"ghi {', '.join(unsaid)} vào {settings}"] if unsaid else []
    if bare:
        whose = "các đơn vị" if bare == len(round.units) > 1 else f"{bare} đơn vị còn thiếu"
        parts.append(f"ghi thư điện tử của {whose} vào {units}")
    return "; ".join(parts)


def _wait_or_remind(round: Round, ledger: Questions, left: int, today: dt.date) -> tuple[str, str, Step | None]:
    deadline = round.office.deadline
    if deadline is None or today <= deadline:
        until = f"hạn gửi ngày {format_date(deadline)}" if deadline else "chưa ghi hạn gửi"
        place = round.folder.answers.name if ledger.has_answered() else round.folder.issued.name
        waits = f"gửi các thư chưa gửi trong {place}, chờ {left} đơn vị chưa xong ({until})"
        return f"{waits}; có biểu mới thì bỏ vào {round.folder.inbox.name} rồi nhận", "receive", "receive"
    reminded = ledger.letters_written("reminded")
    if reminded and reminded[-1].at[:10] >= today.isoformat():
        where = round.folder.relative(round.folder.reminders)
        return f"gửi các thư nhắc trong {where}, chờ {left} đơn vị chưa xong", "receive", "receive"
    return f"nhắc {left} đơn vị quá hạn chưa xong", "remind", "remind"


def _not_received(round: Round, ledger: Questions) -> int:
    """How many files lie in the letter box under names nothing came by, as far as names tell."""
    known = {outer_name(name) for name, _ in ledger.arrived()}
    told = {event.said.partition(":")[0] for event in ledger.letters_written("untaken")}
    return sum(name not in known and name not in told for name in _names(round))


def _names(round: Round) -> Iterator[str]:
    inbox = round.folder.inbox
    for _, _, names in os.walk(inbox):
        yield from (name for name in names if not name.startswith(("~$", ".", "Thumbs.db", "desktop.ini")))
