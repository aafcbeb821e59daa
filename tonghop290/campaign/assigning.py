"""The officer gives a file to its unit, or takes it back: who, why and when are kept."""

from __future__ import annotations

from dataclasses import dataclass

from tonghop290.campaign.folder import RoundError
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, STALE, STRANGE, SUPERSEDED, UNREADABLE, Return
from tonghop290.campaign.receiving.entering import is_older
from tonghop290.messages import ABOUT_THE_SENDER
from tonghop290.model import Unit
from tonghop290.pipeline.arrivals import inner_name
from tonghop290.text.normalize import clean_text, match_key, without_controls

__all__ = ["NOBODY", "Assigned", "assign", "find_file"]

NOBODY = "-"
"""What stands for a unit where a file is taken back to wait."""
_LEAST_HASH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """``of``: the return as it stands now; ``before``: the unit it was of; ``restored``: what counts for that one
    again. ``done``: False where it was the unit's already."""

    of: Return
    before: str | None = None
    restored: Return | None = None
    done: bool = True


def find_file(ledger: Ledger, name: str) -> Return:
    """The return a file became: by its name, as people know it, or by the first digits of its hash; of several of one
    name the one that waits. Errors: RoundError."""
    key = match_key(name)
    hashes = {sha256 for known, sha256 in ledger.arrived() if key in (match_key(known), match_key(inner_name(known)))}
    found = [
        own
        for own in ledger.returns()
        if own.sha256 in hashes or len(name) >= _LEAST_HASH and own.sha256.startswith(name.casefold())
    ]
    waiting = [own for own in found if own.unit is None]
    chosen = waiting or found
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise RoundError(
            f"Không có tệp nào tên “{without_controls(name)}” trong các tệp đã nhận. Đề nghị xem tên bằng lệnh: "
            "tonghop290 status"
        )
    several = "; ".join(f"{without_controls(own.name)} ({own.sha256[:8]})" for own in chosen)
    raise RoundError(f"Có {len(chosen)} tệp tên “{without_controls(name)}”: {several}. Đề nghị ghi mã trong ngoặc.")


def assign(ledger: Ledger, came: Return, unit: Unit | None, why: str, *, dry_run: bool = False) -> Assigned:
    """Give a file to a unit, or (None) let it wait again; all in one deed. Errors: RoundError.

    It then counts as if it had come from that unit: not where it is older than what is in already. The unit it was of
    has the return again that it replaced. What was said of its sender is settled by the officer's word.
    """
    why = clean_text(why, keep_lines=False, max_length=1000)
    if not why or not ledger.actor:
        raise RoundError("Giao tệp cho đơn vị cần ghi rõ ai giao (--who) và vì sao (--why).")
    if came.damaged:
        raise RoundError(f"Dòng ghi tệp “{came.name}” trong sổ bị hỏng. Đề nghị chạy: tonghop290 repair")
    code = unit.code if unit is not None else None
    given = came.guess if came.standing == UNREADABLE else came.unit
    settled = code is None or ledger.was_assigned(came, code)
    if given == code and settled:
        return Assigned(of=came, done=False)
    if dry_run:
        return Assigned(of=came, before=came.unit)
    with ledger.deed():
        return _given(ledger, came, code, given, why)


def _given(ledger: Ledger, came: Return, code: str | None, before: str | None, why: str) -> Assigned:
    about = {"sha256": came.sha256, "form_hash": came.verdict.get("form")}
    restored = None
    if came.unit != code or came.standing == UNREADABLE:
        ledger.withdraw(came)
        restored = _restored(ledger, came)
        _stand(ledger, came, code)
    if before is not None and before != code:
        ledger.event("withdrawn", unit=before, said=f"{came.name}: {why}", **about)
    ledger.event("assigned", unit=code, said=f"{came.name}: {why}", **about)
    own = ledger.return_numbered(came.id)
    if own.unit is not None:
        for point in ledger.points(own):
            if point.open and point.finding["code"] in ABOUT_THE_SENDER:
                ledger.accept(own, point, why)
    return Assigned(of=own, before=before if before != code else None, restored=restored)


def _restored(ledger: Ledger, came: Return) -> Return | None:
    """What counts again for the unit a file is taken from: what it had replaced, else the last one."""
    if came.unit is None or came.standing != CURRENT:
        return None
    others = [own for own in ledger.returns_of(came.unit) if own.standing == SUPERSEDED]
    chosen = next((own for own in others if own.id == came.supersedes), others[-1] if others else None)
    if chosen is not None:
        ledger.let_count(chosen)
    return chosen


def _stand(ledger: Ledger, came: Return, code: str | None) -> None:
    """Where a file stands that is of this unit now; of no unit, it waits."""
    if came.standing == UNREADABLE:
        ledger.place(came, unit=None, guess=code, standing=UNREADABLE)
    elif code is None:
        ledger.place(came, unit=None, guess=came.unit, standing=STRANGE)
    else:
        current = ledger.current_of(code)
        if current is not None and is_older(ledger, came.saved, came.issue, current):
            ledger.place(came, unit=code, guess=None, standing=STALE)
            return
        if current is not None:
            ledger.supersede(current)
        ledger.place(came, unit=code, guess=None, standing=CURRENT, supersedes=current)
