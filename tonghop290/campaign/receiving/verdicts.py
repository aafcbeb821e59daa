"""The verdict on each content that came, by the edition of the form it was filled in under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.in_turn import Telling
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.incoming import Incoming
from tonghop290.campaign.settings import Round
from tonghop290.messages import finding
from tonghop290.model import Dataset, Form, Words
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.arrivals import Identity
from tonghop290.pipeline.check import check
from tonghop290.pipeline.editions import carried_over
from tonghop290.pipeline.report import finding_as_dict, status_of

__all__ = ["Judged", "Verdict", "verdicts_of"]

Verdict = Mapping[str, Any]
"""The object of one file in ``check --format json``, under "form" the hash of the edition it was judged by, and under
"notes" what stands in ``Ghi chú`` by field id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A content that was read: its ``verdict``, and what the workbook says of itself. ``dataset``: it was judged in,
    under ``path``, with its places and typed texts."""

    verdict: Verdict
    identity: Identity
    dataset: Dataset
    path: str


_OWN_ORDER = ("unit-twice", "unit-same-file", "unit-same-time")
"""What ``check`` says of several files of a unit; the ledger knows it better."""


def verdicts_of(
    round: Round,
    new: Mapping[str, Incoming],
    archive: Archive,
    telling: Telling,
    kept: Readings,
) -> dict[str, Judged]:
    """The verdict on each content, by its hash.

    It depends on nothing but the content, the form and the editions of it that are kept. Values are those of the own
    edition; the findings also tell what the present one cannot take of them. Only reading tells the edition: each is
    read as one of the present form, those of another are read once more.
    """
    judged = _check(round, round.form, new, archive, telling, kept) if new else {}
    by_edition: dict[str, tuple[Form, dict[str, Incoming]]] = {}
    for sha256, came in new.items():
        form = round.editions.find(judged[sha256].identity.form_hash) or round.form
        if form.hash != round.form.hash:
            by_edition.setdefault(form.hash, (form, {}))[1][sha256] = came
    for form, members in by_edition.values():
        judged |= _check(round, form, members, archive, telling, kept)
    return judged


def _check(
    round: Round,
    form: Form,
    members: Mapping[str, Incoming],
    archive: Archive,
    telling: Telling,
    kept: Readings,
) -> dict[str, Judged]:
    """What ``check`` says of these contents under this edition, by their hashes; findings also of the present one."""
    progress = telling("Đọc, kiểm tra", len(members))
    report = check(
        [came.place for came in members.values()],
        form,
        units=round.units,
        office=round.office,
        compare=False,
        progress=progress,
        kept=kept,
        contents=archive.contents,
    )
    if progress is not None:
        progress.cleared()
    told = {
        file.path: [finding_as_dict(found) for found in file.findings]
        for file in carried_over(report, round.form).files
    }
    notes: dict[str, dict[str, str]] = {}
    for (path, id), note in report.dataset.notes.items():
        notes.setdefault(path, {})[id] = note
    by_place = {
        file["path"]: {**file, "findings": told[file["path"]], "notes": notes.get(file["path"], {})}
        for file in report.to_dict()["files"]
    }
    judged = {}
    for sha256, came in members.items():
        path = shown_path(came.place)
        identity = report.identities.get(path, Identity())
        verdict = {**_verdict(round, came, identity, by_place), "form": form.hash}
        judged[sha256] = Judged(verdict=verdict, identity=identity, dataset=report.dataset, path=path)
    return judged


def _verdict(round: Round, came: Incoming, identity: Identity, by_place: Mapping[str, Verdict]) -> Verdict:
    file = by_place.get(shown_path(came.place)) or _of_archive(by_place, came, round.form.words)
    findings = [told for told in file["findings"] if told["code"] not in _OWN_ORDER]
    readable = file["status"] != "unreadable"
    doubt = round.editions.doubt(identity) if readable else None
    if doubt is not None:
        said = finding(doubt, file=came.name, current=round.form.version)
        findings.insert(0, finding_as_dict(said.retold(round.form.words)))
    status = status_of((told["severity"] for told in findings), readable=readable)
    return {**file, "path": came.name, "findings": findings, "status": status}


def _of_archive(by_place: Mapping[str, Verdict], came: Incoming, words: Words) -> Verdict:
    """The verdict on an archive kept whole: something in it is damaged, or it lies deeper than archives are opened."""
    inside = [file for path, file in by_place.items() if path.startswith(shown_path(came.place))]
    damaged = next((file["findings"] for file in inside if file["status"] == "unreadable"), None)
    deep = finding("archive-deep", file=came.name).retold(words)
    findings = damaged if damaged is not None else [finding_as_dict(deep)]
    return {**inside[0], "unit": None, "status": "unreadable", "findings": findings}
