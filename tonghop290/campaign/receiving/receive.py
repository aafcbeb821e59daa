"""Receiving: everything in the letter box is kept first, then read and judged, then entered, then answered.

The order of effects makes a kill harmless at any moment: originals are stored by content (again is the same), all
effects of one file are one transaction, and answers are made from the ledger. So what is run again ends where an
undisturbed run ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundFolder
from tonghop290.campaign.in_turn import Telling, in_groups, untold
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.comparing import enter_outliers
from tonghop290.campaign.receiving.entering import Taken, enter
from tonghop290.campaign.receiving.incoming import Incoming, keep_new
from tonghop290.campaign.receiving.reports import beside_their_returns, enter_report, held_against
from tonghop290.campaign.receiving.verdicts import Verdict, verdicts_of
from tonghop290.campaign.receiving.whose import Witnesses
from tonghop290.campaign.settings import Round
from tonghop290.pipeline.edited_papers.returned_reports import ReturnedReports

__all__ = ["Received", "compare_new", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What one run took in.

    ``troubles``: files that cannot even be read from the disk (name, why), told once; ``told``: how many more of them
    an earlier run has told of. ``archive``: the originals, with what was read of them. ``shared``: the units of many
    returns that have the same figures, group by group. ``belonging``: the numbers of those that ask for nothing: their
    unit's return is in. ``results``: of what is the totals of an office below.
    """

    taken: list[Taken]
    troubles: list[tuple[str, str]]
    archive: Archive
    told: int = 0
    shared: Sequence[tuple[str, ...]] = ()
    belonging: frozenset[int] = frozenset()
    results: frozenset[int] = frozenset()

    @property
    def exit_code(self) -> int:
        """0 all new files clean or with warnings only, 1 errors, 3 a file that could not be read or is of nobody."""
        unclear = [taken for taken in self.taken if taken.what in ("strange", "unreadable")]
        if self.troubles or any(taken.of.id not in self.belonging for taken in unclear):
            return 3
        wrong = any(taken.of.status == "errors" for taken in self.taken if taken.what in ("first", "correction"))
        return 1 if wrong else 0


def compare_new(round: Round, ledger: Ledger, archive: Archive) -> None:
    """Hold what was given to a unit since against all that count. Under the lock. Errors: RoundError; OSError."""
    with Readings(round.folder, ledger.readings_key) as kept:
        enter_outliers(round, ledger, archive, kept)


def receive(
    round: Round,
    ledger: Ledger,
    *,
    only: str = "",
    dry_run: bool = False,
    telling: Telling = untold,
) -> Received:
    """Take in everything new in the letter box; answers are made by :mod:`answering` afterwards. Under the lock.

    ``only``: the one file of this name below the letter box.
    ``dry_run``: the ledger must be a scratch copy; nothing is written into the folder. Errors: RoundError; OSError.
    """
    with tempfile.TemporaryDirectory() if dry_run else nullcontext("") as beside:
        archive = Archive(RoundFolder(Path(beside)), behind=round.folder) if dry_run else Archive(round.folder)
        if not dry_run:
            round.editions.keep()
        with (
            Readings(round.folder, ledger.readings_key, write=not dry_run) as kept,
            ReturnedReports(round.office) as reports,
        ):
            kept_new = keep_new(round, ledger, archive, kept, only=only, telling=telling)
            unjudged = {came.sha256: came for came in kept_new.new if ledger.return_with(came.sha256) is None}
            judged = verdicts_of(round, unjudged, archive, telling, kept)
            verdicts = {sha256: one.verdict for sha256, one in judged.items()}
            read = kept_new.read({sha256: one.identity for sha256, one in judged.items()})
            new, later = beside_their_returns(read, verdicts, round, ledger, archive, reports)
            new = held_against(new, verdicts, judged, round, archive, reports)
            witnesses = Witnesses(round, ledger, new, verdicts)
            taken = [enter_report(round, ledger, archive, kept, reports, *one) for one in later]
            taken += _entered(ledger, new, verdicts, witnesses)
            shared = enter_outliers(round, ledger, archive, kept, judged)
        return _told(ledger, archive, taken, kept_new.troubles, shared)


def _told(
    ledger: Ledger,
    archive: Archive,
    taken: list[Taken],
    troubles: Sequence[tuple[str, str]],
    shared: Sequence[tuple[str, ...]],
) -> Received:
    """What the officer hears of it: a trouble once."""
    new = _told_once(ledger, troubles)
    return Received(
        taken=taken,
        troubles=new,
        archive=archive,
        told=len(troubles) - len(new),
        shared=shared,
        belonging=frozenset(one.of.id for one in taken if ledger.asks_for_nothing(one.of)),
        results=frozenset(one.of.id for one in taken if one.what == "unreadable" and ledger.is_result(one.of)),
    )


def _entered(
    ledger: Ledger, new: Sequence[Incoming], verdicts: Mapping[str, Verdict], witnesses: Witnesses
) -> Iterator[Taken]:
    """All of them, many in one go."""
    for group in in_groups(new):
        with ledger.together():
            made = [enter(ledger, came, verdicts.get(came.sha256), witnesses) for came in group]
        yield from made


def _told_once(ledger: Ledger, troubles: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those nobody was told of before, noted as told."""
    new = [trouble for trouble in troubles if not ledger.was_told(": ".join(trouble))]
    if new:
        with ledger.deed():
            for trouble in new:
                ledger.event("untaken", said=": ".join(trouble))
    return new
