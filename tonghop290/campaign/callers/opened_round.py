"""The round of a folder and its ledger, opened for one deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tonghop290.campaign.desk.after_step import put_page
from tonghop290.campaign.desk.next_step import next_step
from tonghop290.campaign.folder import find_round
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.lock import locked
from tonghop290.campaign.ledger.opening import open_ledger
from tonghop290.campaign.remarks import remarks_after, remarks_before
from tonghop290.campaign.settings import Round, load_round
from tonghop290.campaign.standing import standings

__all__ = ["opened", "renew_page"]


@contextmanager
def opened(
    folder: Path, *, now: dt.datetime, actor: str, named: bool, read_only: bool, say: Callable[[str], None]
) -> Iterator[tuple[Round, Ledger]]:
    """The round and its ledger; under the lock, or as a scratch copy that forgets everything.

    ``actor``: who does it, where ``named`` whatever the settings say; ``say``: is told what is to be known beside.
    Errors: RoundError; FormError; OSError.
    """
    with ExitStack() as stack:
        place = find_round(folder)
        if not read_only:
            stack.enter_context(locked(place, say=say))
        ledger = stack.enter_context(open_ledger(place.ledger, now=now, actor=actor, scratch=read_only))
        round = load_round(place)
        if not named and round.officer:
            ledger.actor = round.officer
        for line in remarks_before(place, None if read_only else ledger):
            say(line)
        yield round, ledger
        for line in remarks_after(round, ledger):
            say(line)


def renew_page(round: Round, ledger: Ledger, today: dt.date) -> None:
    """The page of the round, as it stands now. Errors: RoundError when the disk is full."""
    units = standings(round, ledger, today=today)
    put_page(round, ledger, units, today, next_step(round, ledger, units, today))
