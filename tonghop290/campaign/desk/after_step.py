"""After every step of a round: its page is written anew, and what comes next is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.desk.next_step import NextStep, next_step
from tonghop290.campaign.desk.quality import quality
from tonghop290.campaign.desk.round_page import NAME, PageContent, round_page
from tonghop290.campaign.ledger.entries import day_told
from tonghop290.campaign.ledger.questions import Questions
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding, strangers
from tonghop290.files import write_whole
from tonghop290.outputs import destination
from tonghop290.seals import sealed_page

__all__ = ["page_of", "put_page", "write_page"]


def put_page(round: Round, ledger: Questions, units: Sequence[UnitStanding], today: dt.date, step: NextStep) -> Path:
    """Write the page into the folder of the round; its place. Errors: RoundError when the disk is full."""
    page = page_of(round, ledger, units, today, step)
    return round.folder.put(round.folder.root / NAME, page.encode(), lasting=False)


def write_page(
    path: Path, round: Round, ledger: Questions, units: Sequence[UnitStanding], today: dt.date, *, overwrite: bool
) -> Path:
    """Write the page elsewhere. Errors: OSError."""
    path = destination(path, suffixes=(".html",), overwrite=overwrite)
    page = page_of(round, ledger, units, today, next_step(round, ledger, units, today))
    return write_whole(path, page.encode(), private=True)


def page_of(
    round: Round, ledger: Questions, units: Sequence[UnitStanding], today: dt.date, step: NextStep | None = None
) -> str:
    """The page, sealed."""
    closed = ledger.closed()
    day = day_told(closed.at) if closed is not None else ""
    content = PageContent(
        round=round,
        units=units,
        strange=strangers(round, ledger),
        today=today,
        measures=quality(round, ledger, units),
        next_step=step,
        closed=f"Đợt đã chốt ngày {day}, mã số liệu {closed.said}." if closed is not None else "",
    )
    return sealed_page(round_page(content))
