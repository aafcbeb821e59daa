"""How well a round reports: on time, complete, right the first time, rounds to clean; "–" where nothing can be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding
from tonghop290.text.format import format_number

__all__ = ["UNKNOWN", "Measure", "quality"]

UNKNOWN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """``value``: as it is shown; ``told``: of what."""

    name: str
    value: str
    told: str


def quality(round: Round, ledger: Questions, units: Sequence[UnitStanding]) -> list[Measure]:
    """The four figures, over the units of the list."""
    first = _first(round, ledger)
    deadline, came = round.office.deadline, len(first)
    on_time = sum(day <= deadline for day, _ in first.values()) if deadline else 0
    right = sum(wrong == 0 for _, wrong in first.values())
    clean = [standing.rounds for standing in units if standing.state == "clean"]
    usable = sum(standing.current is not None for standing in units)
    mean = format_number(sum(clean) / len(clean), 1) if clean else UNKNOWN
    sent = f"{came} đơn vị đã gửi biểu đọc được" if came else "chưa đơn vị nào gửi biểu đọc được"
    timely = (
        f"biểu đầu tiên đến trong hạn, trong {sent}" if came and deadline else sent if deadline else "chưa ghi hạn gửi"
    )
    return [
        Measure(name="Đúng hạn", value=_share(on_time, came) if deadline else UNKNOWN, told=timely),
        Measure(
            name="Đầy đủ", value=_share(usable, len(units)), told=f"{usable}/{len(units)} đơn vị có biểu được tính"
        ),
        Measure(name="Đúng ngay lần đầu", value=_share(right, came), told=f"biểu đầu tiên không có lỗi, trong {sent}"),
        Measure(
            name="Số lần gửi đến khi đạt",
            value=mean,
            told=f"bình quân của {len(clean)} đơn vị đã đạt" if clean else "chưa đơn vị nào đạt",
        ),
    ]


def _first(round: Round, ledger: Questions) -> Mapping[str, tuple[dt.date, int]]:
    """Unit → the day its first return came, and the errors that one had."""
    wrong = ledger.error_counts()
    found: dict[str, tuple[dt.date, int]] = {}
    for id, unit, received in ledger.first_returns():
        if unit in round.units:
            found[unit] = dt.datetime.fromisoformat(received).date(), wrong.get(id, 0)
    return found


def _share(part: int, whole: int) -> str:
    return f"{format_number(100 * part / whole, 0)}%" if whole else UNKNOWN
