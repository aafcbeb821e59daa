"""The new returns held against all that count. What a return costs here does not hang on how many are in already: of
those nothing is read, judged or told again; their figures are taken as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import Return
from tonghop290.campaign.ledger.outcomes import as_finding
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.entering import explained_beside, tell
from tonghop290.campaign.receiving.verdicts import Judged
from tonghop290.campaign.settings import Round
from tonghop290.model import Dataset, Finding
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.check import in_form_order, named
from tonghop290.pipeline.outliers import Held, hold_against, still_to_tell
from tonghop290.pipeline.plugged_in.find_plugins import active_plugins
from tonghop290.pipeline.report import finding_as_dict

__all__ = ["enter_outliers", "read_again"]

_REPEATED = "figures-repeated"


def enter_outliers(
    round: Round,
    ledger: Ledger,
    archive: Archive,
    kept: Readings,
    judged: Mapping[str, Judged] = MappingProxyType({}),
) -> list[tuple[str, ...]]:
    """Hold the new returns against all that count, in one deed: an outlier is often a slip of separators. What units
    have the same figures, of many that do, new ones among them. ``judged``: by their hashes, what was read just now."""
    fresh = {came.sha256 for came in ledger.returns_to_compare()}
    if not fresh:
        return []
    counting = _counting(round, ledger, archive, kept, judged, fresh)
    of_path = {one.held.path: one for one in counting}
    compared = hold_against(
        [one.held for one in counting],
        round.form,
        {path for path, one in of_path.items() if one.own.sha256 in fresh},
        [*{id(one.read): one.read for one in counting if one.read is not None}.values()],
        earlier=ledger.earlier(),
        plugins=active_plugins(),
    )
    with ledger.deed():
        for one in counting:
            found = compared.told.get(one.held.path, ())
            if found and one.own.sha256 in fresh:
                _tell_new(round, ledger, one, found)
            elif found:
                told = [finding_as_dict(said) for said in named(round.form, found, one.held.unit, round.office)]
                if new := _newly_repeated(ledger, one.own, told):
                    tell(ledger, one.own, new)
        ledger.mark_compared()
    return [
        tuple(of_path[path].held.unit.title for path in paths)
        for paths in compared.shared
        if any(of_path[path].own.sha256 in fresh for path in paths)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """A return that counts. ``read``: the dataset that has its places, texts and notes; None where it is compared
    already."""

    own: Return
    held: Held
    read: Dataset | None = None


def _counting(
    round: Round,
    ledger: Ledger,
    archive: Archive,
    kept: Readings,
    judged: Mapping[str, Judged],
    fresh: Container[str],
) -> list[_Counting]:
    """Every return that counts, as the ledger has it; what is new and was not read just now, or is damaged in the
    ledger, as its original says."""
    current = [own for own in ledger.current(values=True).values() if own.unit in round.units]
    unread = {own.id: own for own in current if own.damaged or own.sha256 in fresh and own.sha256 not in judged}
    places = {place: own for own in unread.values() if (place := archive.find(own.sha256)) is not None}
    read = read_again(round, archive, kept, places)
    found = []
    for own in current:
        unit = round.units[own.unit or ""]
        if own.id in read:
            path, values, dataset = read[own.id]
            held = Held(path=path, form=round.form, unit=unit, values=values)
            found.append(_Counting(own=own, held=held, read=dataset))
        elif own.id not in unread:
            now = judged.get(own.sha256) if own.sha256 in fresh else None
            path, form = own.sha256 if now is None else now.path, round.editions.judging(own.verdict)
            held = Held(path=path, form=form, unit=unit, values=own.verdict["values"])
            found.append(_Counting(own=own, held=held, read=now.dataset if now is not None else None))
    return found


def read_again(
    round: Round, archive: Archive, kept: Readings, places: Mapping[Path, Return]
) -> dict[int, tuple[str, Mapping[str, Any], Dataset]]:
    """What these originals say, as the present form sees them: by the return's number its path, values and dataset."""
    if not places:
        return {}
    report = round.editions.check(
        {place: round.editions.judging(own.verdict) for place, own in places.items()},
        units=round.units,
        office=round.office,
        compare=False,
        kept=kept,
        contents=archive.contents,
    )
    values = {file["path"]: file["values"] for file in report.to_dict()["files"]}
    return {
        own.id: (path, values[path], report.dataset)
        for place, own in places.items()
        if (path := shown_path(place)) in report.dataset.hashes
    }


def _tell_new(round: Round, ledger: Ledger, one: _Counting, found: Sequence[Finding]) -> None:
    """Add what was found of a new return, and what stands beside it in ``Ghi chú``."""
    own, dataset = one.own, one.read
    before = [as_finding(told) for _, told in ledger.findings(own)]
    still = in_form_order(round.form, still_to_tell(found, before))
    told = [finding_as_dict(said) for said in named(round.form, still, one.held.unit, round.office)]
    tell(ledger, own, told)
    notes = {
        id: note for id in round.form.fields if dataset and (note := dataset.notes.get((one.held.path, id))) is not None
    }
    for key, said in explained_beside(told, notes).items():
        ledger.add_explanation(own.id, key, said)
        ledger.event("explained", unit=own.unit, sha256=own.sha256, said=f"{key}: {said}")


def _newly_repeated(ledger: Ledger, own: Return, found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What is to be told of a return that was compared before: that another one has its figures now. It is answered
    once more."""
    known = {told["value"] for _, told in ledger.findings(own) if told["code"] == _REPEATED}
    new = [told for told in found if told["code"] == _REPEATED and told["value"] not in known]
    if new:
        ledger.void_answer(own)
    return new
