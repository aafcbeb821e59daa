"""What the officer decides: to accept a finding, or to let another return count. Who, why and when are kept."""

from __future__ import annotations

from collections.abc import Sequence

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, Return
from tonghop290.campaign.ledger.outcomes import Point, what_stands
from tonghop290.model import Unit
from tonghop290.text.normalize import clean_text

__all__ = ["accept_points", "account", "current_return", "let_count", "person"]

_ACCOUNT, _NOBODY = "tài khoản máy ", "chưa ghi tên người chấp nhận"


def account(name: str) -> str:
    """How the ledger calls somebody of whom only the computer's account is known."""
    return f"{_ACCOUNT}{name}"


def person(who: str, officer: str) -> str:
    """Who is printed on a paper that is signed: a person, never an account; ``officer``: of the settings."""
    return (officer or _NOBODY) if who.startswith(_ACCOUNT) else who


def current_return(ledger: Ledger, unit: Unit) -> Return:
    """The return of a unit that counts. Errors: RoundError."""
    own = ledger.current_of(unit.code)
    if own is None:
        raise RoundError(f"{unit.title} chưa có biểu nào dùng được.")
    return own


def accept_points(
    ledger: Ledger, unit: Unit, numbers: Sequence[int], why: str, *, dry_run: bool = False
) -> list[Point]:
    """Accept findings of the return that counts, by their numbers; all in one deed.

    What was accepted before is passed over.

    An acceptance holds for later returns too, as long as the same value stands there. Errors: RoundError.
    """
    why = clean_text(why, keep_lines=False, max_length=1000)
    if not why or not ledger.actor:
        raise RoundError("Chấp nhận một điểm cần ghi rõ ai chấp nhận (--who) và vì sao (--why).")
    own = current_return(ledger, unit)
    points = {point.number: point for point in ledger.points(own) if point.severity != "note"}
    unknown = [str(number) for number in numbers if number not in points]
    if unknown:
        raise RoundError(
            f"{unit.title} (lần {own.version}) không có điểm số {', '.join(unknown)}; "
            f"có: {', '.join(map(str, points)) or 'không điểm nào'}."
        )
    chosen = [points[number] for number in dict.fromkeys(numbers) if points[number].accepted is None]
    if chosen and not dry_run:
        with ledger.deed():
            done: set[tuple[str, str]] = set()
            for point in chosen:
                mark = point.key, what_stands(point.finding)
                if mark not in done:
                    ledger.accept(own, point, why)
                    ledger.event(
                        "accepted",
                        unit=unit.code,
                        sha256=own.sha256,
                        form_hash=own.verdict.get("form"),
                        said=f"{point.key}: {why}",
                    )
                done.add(mark)
    return chosen


def let_count(ledger: Ledger, unit: Unit, version: int, why: str, *, dry_run: bool = False) -> Return:
    """Let an earlier or a stale return of a unit be the one that counts. Errors: RoundError."""
    why = clean_text(why, keep_lines=False, max_length=1000)
    if not why or not ledger.actor:
        raise RoundError("Chọn lại biểu được tính cần ghi rõ ai chọn (--who) và vì sao (--why).")
    chosen = ledger.version_of(unit.code, version)
    if chosen is None:
        raise RoundError(f"{unit.title} không có lần gửi {version}.")
    if chosen.standing != CURRENT and not dry_run:
        with ledger.deed():
            ledger.let_count(chosen)
            ledger.event(
                "chosen",
                unit=unit.code,
                sha256=chosen.sha256,
                form_hash=chosen.verdict.get("form"),
                said=f"lần {version}: {why}",
            )
    return chosen
