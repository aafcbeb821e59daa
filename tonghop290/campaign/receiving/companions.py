"""One mail, one verdict: what came with a return is entered with it, and is no return of its own.

What is decided depends on nothing but what lies in the mail and what each file in it is, so that a run that was killed
ends as an undisturbed one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import UNREADABLE
from tonghop290.campaign.receiving.incoming import Along, Incoming, Kept, Parcel
from tonghop290.campaign.receiving.verdicts import Verdict
from tonghop290.pipeline.arrivals import inner_name
from tonghop290.pipeline.one_verdict import IS_BESIDE
from tonghop290.text.normalize import match_key

__all__ = ["as_along", "with_companions"]

_Key = tuple[str, str]


def with_companions(kept: Kept, verdicts: Mapping[str, Verdict], ledger: Ledger) -> list[Incoming]:
    """What is to be entered, each with what came along with it, in the order of receipt."""
    new = {(came.name, came.sha256): came for came in kept.new}
    for parcel in kept.parcels.values():
        returns = [key for key in parcel.members if _is_return(key, verdicts, ledger)]
        gone = [key for key in parcel.members if returns and key in new and _came_along(key, verdicts)]
        along = [*parcel.along, *(as_along(new.pop(key)) for key in gone)]
        mains = returns or [key for key in parcel.members if key in new]
        for key, own in _shared(mains, along, parcel).items():
            if key in new:
                new[key] = replace(new[key], along=own)
    return sorted(new.values(), key=lambda came: came.order)


def _is_return(key: _Key, verdicts: Mapping[str, Verdict], ledger: Ledger) -> bool:
    verdict = verdicts.get(key[1])
    if verdict is not None:
        return bool(verdict["status"] != "unreadable")
    known = ledger.return_with(key[1])
    return known is not None and known.standing != UNREADABLE


def _came_along(key: _Key, verdicts: Mapping[str, Verdict]) -> bool:
    verdict = verdicts.get(key[1])
    return verdict is not None and any(told["code"] in IS_BESIDE for told in verdict["findings"])


def as_along(came: Incoming) -> Along:
    """A file that could have been a return, as one that only came along."""
    return Along(
        path=came.name,
        name=inner_name(came.name),
        kind=came.kind,
        sha256=came.sha256,
        place=came.place,
        size=came.size,
    )


def _shared(mains: Sequence[_Key], along: Sequence[Along], parcel: Parcel) -> dict[_Key, tuple[Along, ...]]:
    """What came along with which return: a file that is named like it, any other with the first."""
    if not mains:
        return {}
    stems = {match_key(PurePath(inner_name(key[0])).stem): key for key in reversed(mains)}
    shared: dict[_Key, tuple[Along, ...]] = {}
    for one in along:
        key = stems.get(match_key(PurePath(one.name).stem), mains[0])
        shared[key] = (*shared.get(key, ()), one)
    return shared
