"""What units have answered on an earlier edition of the form, for their workbook of the present one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import UNREADABLE, Return
from tonghop290.campaign.ledger.outcomes import let_stand
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.settings import Round
from tonghop290.model import Carried, Unit
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.check import check
from tonghop290.pipeline.editions import carried_answers

__all__ = ["answers_before"]


def answers_before(round: Round, ledger: Ledger, units: Sequence[Unit], *, until: str = "") -> dict[str, Carried]:
    """For each unit whose return was made on an earlier edition of the form, what of it the present one takes over.

    Of a unit it is the return that counts, else the last one that could be read; with ``until`` the last one that had
    come by then (an ISO time). Errors: RoundError for an original
    that is gone; OSError.
    """
    last = {unit.code: own for unit in units if (own := _last_return(ledger, unit.code, until)) is not None}
    older = [own for own in last.values() if round.editions.judging(own.verdict).hash != round.form.hash]
    archive = Archive(round.folder)
    by_edition: dict[str, dict[Path, Return]] = defaultdict(dict)
    for place, own in archive.places_of(round, older).items():
        by_edition[round.editions.judging(own.verdict).hash][place] = own
    found: dict[str, Carried] = {}
    for hash, places in by_edition.items():
        found |= _of_edition(round, ledger, archive, hash, places)
    return found


def _last_return(ledger: Ledger, unit: str, until: str) -> Return | None:
    came = [own for own in ledger.returns_of(unit) if own.standing != UNREADABLE and own.status != "unreadable"]
    if until:
        moment = dt.datetime.fromisoformat(until)
        came = [own for own in came if dt.datetime.fromisoformat(own.received) <= moment]
    counts = ledger.current_of(unit)
    return counts if counts is not None and not until else came[-1] if came else None


def _of_edition(
    round: Round, ledger: Ledger, archive: Archive, hash: str, places: dict[Path, Return]
) -> dict[str, Carried]:
    """The answers of the returns that were judged by one edition, by unit."""
    edition = round.editions.find(hash) or round.form
    with Readings(round.folder, ledger.readings_key) as kept:
        report = check(list(places), edition, units=round.units, compare=False, kept=kept, contents=archive.contents)
    names = {shown_path(place): own for place, own in places.items()}
    found = {}
    for path in report.dataset.hashes:
        own, points = names[path], ledger.points(names[path])
        unit = round.units[own.unit or ""]
        accepted = frozenset((path, id) for id in let_stand(points))
        found[unit.code] = carried_answers(
            report,
            path,
            round.form,
            name=own.name,
            unit=unit,
            office=round.office,
            accepted=accepted,
            explained={point.finding["message"]: point.explained for point in points if point.explained},
        )
    return found
