"""Receiving: everything in the letter box is kept first, then read and judged, then entered, then answered.

The order of effects makes a kill harmless at any moment: originals are stored by content (again is the same), all effects of one
file are one transaction, and answers are made from the ledger. So what is run again ends where an undisturbed run ends.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.folder import RoundFolder
from tonghop290.campaign.ledger import CURRENT, STALE, STRANGE, SUPERSEDED, UNREADABLE, Ledger, Return
from tonghop290.campaign.post.letters import addresses
from tonghop290.campaign.readings import Readings
from tonghop290.campaign.settings import Round
from tonghop290.messages import finding
from tonghop290.pipeline.arrivals import Identity, arrivals, identity_of
from tonghop290.pipeline.check import check
from tonghop290.pipeline.editions import carried_over
from tonghop290.pipeline.report import finding_as_dict, status_of
from tonghop290.text.normalize import without_controls

__all__ = ["Received", "Taken", "receive"]

_OWN_ORDER = ("unit-twice", "unit-same-file")
"""What ``check`` says of several files of a unit; the ledger knows it better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One new file and what it was. ``what``: "first", "correction", "stale", "identical", "strange", "unreadable".

    ``of``: the return it became, or that it is identical with. ``foreign``: the issue id in it is none of this round's, or another unit's.
    """

    name: str
    what: str
    of: Return
    foreign: bool = False


@dataclass(slots=True, kw_only=True)
class Received:
    """What one run took in. ``troubles``: files that cannot even be read from the disk (name, why); they are not in the ledger."""

    taken: list[Taken] = field(default_factory=list)
    troubles: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """A file that is not in the ledger under this name: stored, not yet entered."""

    name: str
    sha256: str
    place: Path
    size: int
    holder: str | None
    sender: str
    modified: float
    identity: Identity

    @property
    def order(self) -> tuple[float, str, str]:
        """The order of receipt: the file's time on disk, then when it was saved, then its name."""
        return self.modified, self.identity.saved.isoformat() if self.identity.saved else "", self.name


def receive(
    round: Round, ledger: Ledger, *, dry_run: bool = False, progress: Callable[[int, str], None] | None = None
) -> Received:
    """Take in everything new in ``thu_den``; answers are made by :mod:`answer` afterwards. Under the lock.

    ``dry_run``: the ledger must be a scratch copy; nothing is written into the folder. Errors: RoundError; OSError.
    """
    with tempfile.TemporaryDirectory() if dry_run else nullcontext("") as beside:
        archive = Archive(RoundFolder(Path(beside)), behind=round.folder) if dry_run else Archive(round.folder)
        if not dry_run:
            round.editions.keep()
        received = Received()
        new = _store_new(round, ledger, archive, received)
        with Readings(round.folder, write=not dry_run) as kept:
            verdicts = _check(
                round, {one.sha256: one for one in new if not ledger.returns("sha256 = ?", one.sha256)}, progress, kept
            )
            for one in new:
                received.taken.append(_enter(round, ledger, one, verdicts.get(one.sha256)))
            _compare(round, ledger, archive, kept)
        return received


# --- first: keep --------------------------------------------------------------------------------------------------


def _store_new(round: Round, ledger: Ledger, archive: Archive, received: Received) -> list[_New]:
    known = {(row["name"], row["sha256"]) for row in ledger.rows("SELECT name, sha256 FROM arrivals")}
    new: dict[tuple[str, str], _New] = {}
    for one in arrivals(round.folder.inbox):
        if one.content is None:
            received.troubles.append((one.name, one.trouble))
            continue
        holder = archive.store(one.holder.data, _outer(one.name))[0] if one.holder is not None else None
        sha256, place = archive.store(one.content.data, one.file_name)
        key = one.name, sha256
        if key not in known and key not in new:
            sender = _sender((one.holder or one.content).data, one.name)
            new[key] = _New(
                name=one.name,
                sha256=sha256,
                place=place,
                size=len(one.content.data),
                holder=holder,
                sender=sender,
                modified=one.modified,
                identity=identity_of(one.content, round.form),
            )
    return sorted(new.values(), key=lambda one: one.order)


def _outer(name: str) -> str:
    return name.partition(" › ")[0].rpartition("/")[2]


def _sender(data: bytes, name: str) -> str:
    """The address a mail came from, "" for what is no mail."""
    if not _outer(name).casefold().endswith(".eml"):
        return ""
    import email
    import email.policy

    try:
        said = str(email.message_from_bytes(data, policy=email.policy.default).get("From", ""))
    except (ValueError, LookupError, IndexError, AttributeError):  # the email package stumbles over some broken headers
        return ""
    return next(iter(addresses(said)), "")


# --- then: judge --------------------------------------------------------------------------------------------------


def _check(
    round: Round, new: Mapping[str, _New], progress: Callable[[int, str], None] | None, kept: Readings
) -> dict[str, dict[str, Any]]:
    """The verdict on each content: its object of ``check --format json``, and under "form" the edition it was judged by.

    It depends on nothing but the content, the form and the editions of it that are kept. Values are those of the own edition; the
    findings also tell what the present one cannot take of them.
    """
    by_edition: dict[str, list[str]] = {}
    for sha256, one in new.items():
        by_edition.setdefault((round.editions.find(one.identity.form_hash) or round.form).hash, []).append(sha256)
    verdicts = {}
    for hash, members in by_edition.items():
        form = round.editions.find(hash) or round.form
        report = check(
            [new[sha256].place for sha256 in members],
            form,
            units=round.units,
            office=round.office,
            compare=False,
            progress=progress,
            kept=kept,
        )
        seen = {
            file.path: [finding_as_dict(one) for one in file.findings]
            for file in carried_over(report, round.form).files
        }
        by_place = {file["path"]: {**file, "findings": seen[file["path"]]} for file in report.to_dict()["files"]}
        for sha256 in members:
            verdicts[sha256] = {**_verdict(round, new[sha256], by_place), "form": form.hash}
    return verdicts


def _verdict(round: Round, one: _New, by_place: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    file = by_place.get(without_controls(str(one.place))) or _of_archive(by_place, one)
    findings = [each for each in file["findings"] if each["code"] not in _OWN_ORDER]
    doubt = round.editions.doubt(one.identity) if file["status"] != "unreadable" else None
    if doubt is not None:
        findings.insert(0, finding_as_dict(finding(doubt, file=one.name, current=round.form.version)))
    status = status_of((each["severity"] for each in findings), readable=file["status"] != "unreadable")
    return {**file, "path": one.name, "findings": findings, "status": status}


def _of_archive(by_place: Mapping[str, dict[str, Any]], one: _New) -> dict[str, Any]:
    """The verdict on an archive that is kept whole: something in it is damaged, or it lies deeper than archives are opened."""
    inside = [file for path, file in by_place.items() if path.startswith(without_controls(str(one.place)))]
    damaged = next((file for file in inside if file["status"] == "unreadable"), None)
    return {
        **inside[0],
        "unit": None,
        "status": "unreadable",
        "findings": damaged["findings"]
        if damaged is not None
        else [
            {
                "code": "file-not-workbook",
                "severity": "error",
                "stage": "file",
                "field": None,
                "label": None,
                "sheet": None,
                "cell": None,
                "value": None,
                "expected": None,
                "difference": None,
                "message": "Tệp nén lồng trong tệp nén quá nhiều lớp nên không mở.",
                "fix": "Đề nghị gửi thẳng tệp biểu mẫu .xlsx.",
            }
        ],
    }


# --- then: enter --------------------------------------------------------------------------------------------------


def _enter(round: Round, ledger: Ledger, one: _New, verdict: dict[str, Any] | None) -> Taken:
    """All effects of one file on the ledger, in one deed."""
    with ledger.deed():
        place = f"luu_tru/{one.place.parent.name}/{one.place.name}"
        ledger.change(
            "INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?, ?)", one.sha256, place, one.name, one.size, ledger.at
        )
        ledger.insert(
            "arrivals", name=one.name, sha256=one.sha256, holder=one.holder, sender=one.sender, arrived=ledger.at
        )
        before = ledger.returns("sha256 = ?", one.sha256)
        if before:
            ledger.event("identical", unit=before[0].unit, sha256=one.sha256, said=one.name)
            return Taken(name=one.name, what="identical", of=before[0])
        assert verdict is not None
        unit = verdict["unit"]["code"] if verdict["unit"] else None
        current = next(iter(ledger.returns("standing = 'current' AND unit = ?", unit)), None) if unit else None
        standing, what = _standing(ledger, one, verdict, unit, current)
        if standing == CURRENT and current is not None:
            ledger.change("UPDATE returns SET standing = ? WHERE id = ?", SUPERSEDED, current.id)
        version = ledger.rows("SELECT count(*) FROM returns WHERE unit = ?", unit)[0][0] + 1 if unit else None
        guess = None if unit else _guess(round, one)
        id = ledger.insert(
            "returns",
            sha256=one.sha256,
            name=one.name,
            unit=unit,
            guess=guess,
            sender=one.sender,
            version=version,
            issue=one.identity.issue,
            form_version=one.identity.version,
            form_hash=one.identity.form_hash,
            saved=_saved(ledger, one),
            status=verdict["status"],
            standing=standing,
            supersedes=current.id if standing == CURRENT and current is not None else None,
            received=ledger.at,
            compared=0,
            verdict=json.dumps(
                {key: verdict[key] for key in ("form", "values", "states", "tables")}, ensure_ascii=False
            ),
        )
        _add_findings(ledger, id, verdict["findings"])
        for key, said in one.identity.explained.items():
            ledger.insert("explanations", key=key, said=said, **{"return": id})
            ledger.event("explained", unit=unit, sha256=one.sha256, said=f"{key}: {said}")
        ledger.event(
            "received", unit=unit or guess, sha256=one.sha256, form_hash=verdict["form"], said=f"{one.name}: {what}"
        )
        foreign = _is_foreign(ledger, one, unit)
        if foreign:
            ledger.event("foreign", unit=unit or guess, sha256=one.sha256, said=one.identity.issue)
        ledger.event(
            "checked", unit=unit or guess, sha256=one.sha256, form_hash=verdict["form"], said=verdict["status"]
        )
        return Taken(name=one.name, what=what, of=ledger.returns("id = ?", id)[0], foreign=foreign)


def _standing(
    ledger: Ledger, one: _New, verdict: Mapping[str, Any], unit: str | None, current: Return | None
) -> tuple[str, str]:
    if verdict["status"] == "unreadable":
        return UNREADABLE, "unreadable"
    if unit is None:
        return STRANGE, "strange"
    if current is None:
        return CURRENT, "first"
    return (STALE, "stale") if _is_older(ledger, one, current) else (CURRENT, "correction")


def _is_older(ledger: Ledger, one: _New, current: Return) -> bool:
    """Whether a return is older than the one in already: saved earlier, or, where that is unknown, made of an earlier issue."""
    saved = _saved(ledger, one)
    if saved is not None and current.saved is not None:
        return saved < current.saved
    numbers = {
        row["id"]: row["number"] for row in ledger.rows("SELECT id, number FROM issues WHERE unit = ?", current.unit)
    }
    own, other = numbers.get(one.identity.issue), numbers.get(current.issue)
    return own is not None and other is not None and own < other


def _saved(ledger: Ledger, one: _New) -> str | None:
    """When it was saved, as far as that can be: a clock that is days ahead of ours says nothing."""
    saved = one.identity.saved
    latest = dt.datetime.fromisoformat(ledger.at) + dt.timedelta(days=1)
    return saved.isoformat() if saved is not None and saved <= latest else None


def _is_foreign(ledger: Ledger, one: _New, unit: str | None) -> bool:
    """Whether a workbook was issued in another round, or to another unit than the one it now speaks for."""
    issued = ledger.one("SELECT unit FROM issues WHERE id = ?", one.identity.issue)
    return bool(one.identity.issue) and (issued is None or unit is not None and issued["unit"] != unit)


def _guess(round: Round, one: _New) -> str | None:
    """Whose a file of nobody may be, for the answer only: whom its mail came from, whose workbook it was, whose code its name begins with."""
    for unit in round.units.values():
        if one.sender and one.sender.casefold() in (address.casefold() for address in addresses(unit.email)):
            return unit.code
    if one.identity.unit in round.units:
        return one.identity.unit
    name = one.name.rpartition(" › ")[2].rpartition("/")[2]
    return next((code for code in round.units if len(code) >= 4 and name.startswith(code)), None)


def _add_findings(ledger: Ledger, id: int, findings: Sequence[Mapping[str, Any]], first: int = 1) -> None:
    for number, one in enumerate(findings, first):
        ledger.insert(
            "findings",
            number=number,
            key=f"{one['code']}|{one['field'] or ''}",
            severity=one["severity"],
            finding=json.dumps(one, ensure_ascii=False),
            **{"return": id},
        )


# --- and look across ----------------------------------------------------------------------------------------------


def _compare(round: Round, ledger: Ledger, archive: Archive, kept: Readings) -> None:
    """Hold the new returns against all that count (an outlier is often a slip of separators); all of them in one deed."""
    fresh = {one.sha256: one for one in ledger.returns("compared = 0")}
    if not fresh:
        return
    places = {
        place: round.editions.judging(one.verdict)
        for one in ledger.current().values()
        if (place := archive.find(one.sha256)) is not None
    }
    report = round.editions.check(places, units=round.units, office=round.office, kept=kept)
    with ledger.deed():
        for file in report.to_dict()["files"]:
            one = fresh.get(file["sha256"])
            found = [each for each in file["findings"] if each["stage"] == "compare"]
            if one is not None and one.standing == CURRENT and found:
                count = ledger.rows("SELECT count(*) FROM findings WHERE return = ?", one.id)[0][0]
                _add_findings(ledger, one.id, found, count + 1)
                if one.status == "clean":
                    ledger.change("UPDATE returns SET status = 'warnings' WHERE id = ?", one.id)
        ledger.change("UPDATE returns SET compared = 1 WHERE compared = 0")
