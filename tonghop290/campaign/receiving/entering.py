"""Entering: all effects of one file on the ledger, in one deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tonghop290.campaign.folder import ARCHIVE
from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.ledger.entries import CURRENT, STALE, STRANGE, UNREADABLE, Return
from tonghop290.campaign.receiving.incoming import Incoming
from tonghop290.campaign.receiving.verdicts import Verdict
from tonghop290.campaign.receiving.whose import Witnesses
from tonghop290.messages import finding
from tonghop290.model import Finding, Words, finding_key
from tonghop290.pipeline.arrivals import inner_name
from tonghop290.pipeline.one_verdict import TELLS_ALL, beside_findings
from tonghop290.pipeline.report import finding_as_dict, status_of
from tonghop290.text.normalize import order_key

__all__ = [
    "OF_THE_ROUND",
    "Taken",
    "as_kept",
    "enter",
    "explained_beside",
    "is_older",
    "keep_along",
    "tell",
    "told_also",
]

OF_THE_ROUND = (
    "unit-mail",
    "unit-subject",
    "unit-changed",
    "unit-same-time",
    "beside",
    "beside-unopened",
    "report-figure",
    "report-figure-page",
    "report-figure-lost",
)
"""Findings that rest on how a file came and on what came before it, which its content alone cannot tell again."""
_EXPLAINED_BESIDE = ("range", "rule", "compare")
"""Of these stages is what a note beside the figure can explain."""
_FIGURES = ("values", "states", "tables")
_KEPT_OF_VERDICT = ("form", "unit", *_FIGURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One new file and what it was. ``what``: "first", "correction", "stale", "late", "identical", "strange",
    "unreadable", "report".

    ``of``: the return it became, that it is identical with, or that it is the report of. ``along``: the names of what
    came with it.
    ``foreign``: the issue id in it is none of this round's, or another unit's.
    """

    name: str
    what: str
    of: Return
    foreign: bool = False
    along: tuple[str, ...] = ()


def enter(ledger: Ledger, came: Incoming, verdict: Verdict | None, witnesses: Witnesses) -> Taken:
    """All effects of one file on the ledger, in one deed.

    ``verdict``: None where the ledger has this content already. ``witnesses``: of this run, who weigh whose it is.
    """
    came = replace(came, sender=witnesses.sender(came))
    with ledger.deed():
        place = f"{ARCHIVE}/{came.place.parent.name}/{came.place.name}"
        ledger.note_original(came.sha256, place=place, name=came.name, size=came.size)
        ledger.note_arrival(came.name, came.sha256, holder=came.holder, sender=came.sender)
        before = ledger.return_with(came.sha256)
        if before is not None:
            keep_along(ledger, came, before.unit)
            ledger.event("identical", unit=before.unit, sha256=came.sha256, said=came.name)
            return Taken(name=came.name, what="identical", of=before, along=_names(came))
        assert verdict is not None
        return _enter_return(ledger, came, verdict, witnesses)


def _enter_return(ledger: Ledger, came: Incoming, verdict: Verdict, witnesses: Witnesses) -> Taken:
    whose = witnesses.weigh(came, verdict)
    beside = [] if any(told["code"] == TELLS_ALL for told in verdict["findings"]) else came.along
    doubts, unit = [*whose.doubts, *beside_findings(came.name, beside)], whose.unit
    verdict = told_also(verdict, doubts, witnesses.round.form.words)
    current = ledger.current_of(unit) if unit else None
    standing, what = _standing(ledger, came, verdict, unit, current)
    if current is not None and what in ("correction", "stale") and _cannot_tell(ledger, came, verdict, current):
        standing, what, verdict = _by_name(ledger, came, verdict, current, witnesses)
    superseded = current if standing == CURRENT else None
    if superseded is not None:
        ledger.supersede(superseded)
    id = ledger.add_return(
        _as_it_came(ledger, came)
        | {
            "unit": unit,
            "guess": whose.guess,
            "version": ledger.next_version(unit) if unit else None,
            "status": verdict["status"],
            "standing": standing,
            "supersedes": superseded.id if superseded is not None else None,
        },
        as_kept(verdict),
    )
    if came.thread is not None:
        ledger.note_thread(id, came.thread)
    ledger.add_findings(id, verdict["findings"])
    _note_explanations(ledger, id, unit, came, verdict)
    about = {"unit": unit or whose.guess, "sha256": came.sha256}
    keep_along(ledger, came, about["unit"])
    ledger.event("received", **about, form_hash=verdict["form"], said=f"{came.name}: {what}")
    if what == "late":
        ledger.event("late", **about, said=came.name)
    foreign = _is_foreign(ledger, came, unit)
    if foreign:
        ledger.event("foreign", **about, said=came.identity.issue)
    ledger.event("checked", **about, form_hash=verdict["form"], said=verdict["status"])
    return Taken(name=came.name, what=what, of=ledger.return_numbered(id), foreign=foreign, along=_names(came))


def _as_it_came(ledger: Ledger, came: Incoming) -> dict[str, Any]:
    """Of the row of a return what is known before it is judged."""
    return {
        "sha256": came.sha256,
        "name": came.name,
        "sender": came.sender,
        "issue": came.identity.issue,
        "form_version": came.identity.version,
        "form_hash": came.identity.form_hash,
        "saved": _saved(ledger, came),
    }


def _note_explanations(ledger: Ledger, id: int, unit: str | None, came: Incoming, verdict: Verdict) -> None:
    """What its sender says of its points, beside the figures and in the answer that came back."""
    for key, said in {**explained_beside(verdict["findings"], verdict["notes"]), **came.identity.explained}.items():
        ledger.add_explanation(id, key, said)
        ledger.event("explained", unit=unit, sha256=came.sha256, said=f"{key}: {said}")


def _names(came: Incoming) -> tuple[str, ...]:
    return tuple(one.name for one in came.along)


def keep_along(ledger: Ledger, came: Incoming, unit: str | None) -> None:
    """What came along with it: it is kept, and known when it comes again."""
    for one in came.along:
        if one.place is not None:
            place = f"{ARCHIVE}/{one.place.parent.name}/{one.place.name}"
            ledger.note_original(one.sha256, place=place, name=one.path, size=one.size)
            ledger.note_along(one.path, one.sha256, holder=came.holder, sender=came.sender)
    if came.along:
        names = ", ".join(one.name for one in came.along)
        ledger.event("along", unit=unit, sha256=came.sha256, said=f"{came.name}: {names}")


def explained_beside(findings: Sequence[Mapping[str, Any]], notes: Mapping[str, str]) -> dict[str, str]:
    """Key → what stands in ``Ghi chú`` beside a figure that is only unusual: it counts as much as ``Giải trình``."""
    return {
        finding_key(told["code"], told["field"]): notes[told["field"]]
        for told in findings
        if told["severity"] == "warning" and told["stage"] in _EXPLAINED_BESIDE and told["field"] in notes
    }


def as_kept(verdict: Verdict) -> Verdict:
    """What the ledger keeps of a verdict, beside its findings."""
    return {key: verdict[key] for key in _KEPT_OF_VERDICT}


def _standing(
    ledger: Ledger, came: Incoming, verdict: Verdict, unit: str | None, current: Return | None
) -> tuple[str, str]:
    """Where a return stands, and what it is called."""
    if verdict["status"] == "unreadable":
        return UNREADABLE, "unreadable"
    if unit is None:
        return STRANGE, "strange"
    if ledger.closed() is not None:
        return STALE, "late"
    if current is None:
        return CURRENT, "first"
    if ledger.on_behalf(came.sha256) or ledger.on_behalf(current.sha256):
        return CURRENT, "correction"  # what the office has filled in counts until the unit sends its own
    older = is_older(ledger, _saved(ledger, came), came.identity.issue, current)
    return (STALE, "stale") if older else (CURRENT, "correction")


def _cannot_tell(ledger: Ledger, came: Incoming, verdict: Verdict, current: Return) -> bool:
    """Whether nothing says which of two returns that differ is the newer one: they were saved at one moment; or that is
    unknown, they are of one issue, and none was answered before the other came. Two editions always differ."""
    kept = as_kept(verdict)
    if ledger.on_behalf(came.sha256) or ledger.on_behalf(current.sha256):
        return False
    if current.damaged or all(current.verdict.get(part) == kept[part] for part in ("form", *_FIGURES)):
        return False
    saved = _saved(ledger, came)
    if saved is not None and current.saved is not None:
        return saved == current.saved
    numbers = ledger.issue_numbers(current.unit or "")
    own, other = numbers.get(came.identity.issue), numbers.get(current.issue)
    return (own is None or other is None or own == other) and ledger.answer_to(current) is None


def _by_name(
    ledger: Ledger, came: Incoming, verdict: Verdict, current: Return, witnesses: Witnesses
) -> tuple[str, str, Verdict]:
    """Of two returns of which nothing says which is newer the one on the present form counts, else the last by name,
    and is asked about: neither the time of a copy nor the order of receipt decides. Where the new one stands, what it
    is called, and its verdict."""
    title, present, words = witnesses.title(current), witnesses.round.form.hash, witnesses.round.form.words
    own, other = verdict["form"] == present, current.verdict.get("form") == present
    if (own, order_key(came.name)) > (other, order_key(current.name)):
        return CURRENT, "correction", told_also(verdict, [_not_told(title, current.name, came.name)], words)
    ledger.void_answer(current)
    tell(ledger, current, [finding_as_dict(_not_told(title, came.name, current.name).retold(words))])
    return STALE, "stale", verdict


def _not_told(title: str, other: str, counts: str) -> Finding:
    """That it is not known which of two returns is the newer one; ``value``: the other one."""
    return finding("unit-same-time", file=counts, value=other, unit_title=title, count="2", current=inner_name(counts))


def tell(ledger: Ledger, own: Return, found: Sequence[Mapping[str, Any]]) -> None:
    """Add what was found of a return later."""
    ledger.add_findings(own.id, found, first=ledger.last_finding(own) + 1)
    if own.status == "clean":
        ledger.mark_doubtful(own)


def is_older(ledger: Ledger, saved: str | None, issue: str, current: Return) -> bool:
    """Whether what was saved then, of that issue, is older than the one in already: saved earlier, or, where that is
    unknown, of an earlier issue."""
    if saved is not None and current.saved is not None:
        return saved < current.saved
    numbers: Mapping[str, int] = ledger.issue_numbers(current.unit or "")
    own, other = numbers.get(issue), numbers.get(current.issue)
    return own is not None and other is not None and own < other


def _saved(ledger: Ledger, came: Incoming) -> str | None:
    """When it was saved, as far as that can be: a clock that is days ahead of ours says nothing."""
    saved = came.identity.saved
    latest = dt.datetime.fromisoformat(ledger.at) + dt.timedelta(days=1)
    return saved.isoformat() if saved is not None and saved <= latest else None


def _is_foreign(ledger: Ledger, came: Incoming, unit: str | None) -> bool:
    """Whether a workbook was issued in another round, or to another unit than the one it now speaks for."""
    if not came.identity.issue:
        return False
    issued = ledger.issue(came.identity.issue)
    return issued is None or unit is not None and issued.unit != unit


def told_also(verdict: Verdict, doubts: Sequence[Finding], words: Words) -> Verdict:
    """A verdict that also tells what speaks against the unit its workbook names."""
    findings = [*(finding_as_dict(doubt.retold(words)) for doubt in doubts), *verdict["findings"]]
    status = status_of((told["severity"] for told in findings), readable=verdict["status"] != "unreadable")
    return {**verdict, "findings": findings, "status": status}
