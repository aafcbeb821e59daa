"""Who stands where: each unit's state, what is open, how late it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, STALE, STRANGE, UNREADABLE, Event, Return, day_told
from tonghop290.campaign.ledger.outcomes import Point
from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.settings import Round
from tonghop290.model import Unit

__all__ = ["ENTERED", "STATES", "UnitStanding", "standings", "strangers"]

ENTERED = "entered"
"""The kind of event by which the office fills in a workbook on a unit's behalf."""
STATES: Mapping[str, str] = {
    "not_sent": "chưa gửi",
    "unusable": "đã gửi, chưa dùng được",
    "errors": "còn lỗi",
    "waiting": "chờ giải trình",
    "clean": "đạt",
}
"""State → as it is shown, from the worst to the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """One unit.

    ``current``: the return that counts; ``rounds``: how many returns came, identical ones not counted again. ``late``:
    returns that came when the round was closed.
    ``days_late``: days past the deadline until the return that counts came, or until today while the unit is not
    clean; 0 in time; None without a deadline. ``post``: what became of the mail: "", "sending", "sent", "refused".
    ``assigned``: who gave the return that counts to the unit, or (``on_behalf``) filled it in for it, when and why, ""
    where it came from there.
    ``edition``: the version of the form the return was judged by where that is not the present edition, else "".
    """

    unit: Unit
    state: str
    current: Return | None
    points: tuple[Point, ...]
    rounds: int
    stale: int
    unusable: int
    late: int = 0
    days_late: int | None
    issues: int
    post: str
    edition: str = ""
    assigned: str = ""
    on_behalf: bool = False

    @property
    def errors(self) -> int:
        return sum(point.open for point in self.points if point.severity == "error")

    @property
    def warnings(self) -> int:
        return sum(point.open for point in self.points if point.severity == "warning")

    @property
    def explained(self) -> int:
        return sum(bool(point.explained) and point.accepted is None for point in self.points)

    @property
    def accepted(self) -> int:
        return sum(point.accepted is not None for point in self.points)

    @property
    def open_points(self) -> tuple[Point, ...]:
        """Errors first."""
        return tuple(
            sorted((point for point in self.points if point.open), key=lambda point: point.severity != "error")
        )


def standings(round: Round, ledger: Ledger, *, today: dt.date) -> list[UnitStanding]:
    """Every unit of ``don_vi.csv``, in its order."""
    returns = ledger.returns()
    current = {own.unit or "": own for own in returns if own.standing == CURRENT}
    came, stale, unusable, late = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    after = ledger.late()
    for given in returns:
        if given.unit:
            came[given.unit] += 1
            (late if given.sha256 in after else stale)[given.unit] += given.standing == STALE
        elif given.guess and given.standing in (STRANGE, UNREADABLE):
            unusable[given.guess] += not ledger.is_result(given)
    issues, post, assignments = ledger.issue_counts(), ledger.last_post(), ledger.assignments()
    found, on_behalf, told = [], ledger.all_on_behalf(), ledger.with_findings()
    for unit in round.units.values():
        own = current.get(unit.code)
        points = tuple(ledger.points(own)) if own is not None and own.id in told else ()
        state = _state(own, points, unusable[unit.code])
        entered = on_behalf.get(own.sha256) if own is not None else None
        found.append(
            UnitStanding(
                unit=unit,
                state=state,
                current=own,
                points=points,
                rounds=came[unit.code],
                stale=stale[unit.code],
                unusable=unusable[unit.code],
                late=late[unit.code],
                days_late=_days_late(round.office.deadline, own if state == "clean" else None, today),
                issues=issues[unit.code],
                post=post.get(unit.code, ""),
                assigned=_assigned(entered or (assignments.get(own.sha256) if own is not None else None), unit),
                on_behalf=entered is not None,
                edition=round.editions.version_judging(own.verdict) if own is not None else "",
            )
        )
    return found


def _assigned(given: Event | None, unit: Unit) -> str:
    """ "Lan giao ngày 10/01/2020: lý do", "Lan nhập thay ngày 10/01/2020: lý do"."""
    if given is None or given.unit != unit.code:
        return ""
    day = day_told(given.at)
    done = "nhập thay" if given.kind == ENTERED else "giao"
    return f"{given.actor} {done} ngày {day}: {given.said.rpartition(': ')[2]}"


def _state(own: Return | None, points: Sequence[Point], unusable: int) -> str:
    if own is None:
        return "unusable" if unusable else "not_sent"
    severities = {point.severity for point in points if point.open}
    return "errors" if "error" in severities else "waiting" if "warning" in severities else "clean"


def _days_late(deadline: dt.date | None, done: Return | None, today: dt.date) -> int | None:
    if deadline is None:
        return None
    day = dt.datetime.fromisoformat(done.received).date() if done is not None else today
    return max((day - deadline).days, 0)


def strangers(round: Round, ledger: Questions) -> list[Return]:
    """The returns that belong to no unit of ``don_vi.csv``, and those that wait until it is clear whose they are."""
    counted = (CURRENT,) if ledger.units_that_count() - round.units.keys() else ()
    return [
        came
        for came in ledger.returns_standing(STRANGE, UNREADABLE, *counted)
        if came.standing == STRANGE or (came.unit or came.guess) not in round.units and not ledger.is_result(came)
    ]
