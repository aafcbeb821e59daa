"""The verdict on each content that came, by the edition of the form it was filled in under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tonghop290.campaign.archive import Archive
from tonghop290.campaign.ledger.readings import Readings
from tonghop290.campaign.receiving.incoming import Incoming
from tonghop290.campaign.settings import Round
from tonghop290.messages import finding
from tonghop290.model import Form, Words
from tonghop290.pipeline.check import check
from tonghop290.pipeline.editions import carried_over
from tonghop290.pipeline.report import finding_as_dict, status_of
from tonghop290.text.normalize import without_controls

__all__ = ["Verdict", "verdicts_of"]

Verdict = Mapping[str, Any]
"""The object of one file in ``check --format json``, under "form" the hash of the edition it was judged by, and under
"notes" what stands in ``Ghi chú`` by field id."""

_OWN_ORDER = ("unit-twice", "unit-same-file", "unit-same-time")
"""What ``check`` says of several files of a unit; the ledger knows it better."""


def verdicts_of(
    round: Round,
    new: Mapping[str, Incoming],
    archive: Archive,
    progress: Callable[[int, str], None] | None,
    kept: Readings,
) -> dict[str, Verdict]:
    """The verdict on each content, by its hash.

    It depends on nothing but the content, the form and the editions of it that are kept. Values are those of the own
    edition; the findings also tell what the present one cannot take of them.
    """
    by_edition: dict[str, tuple[Form, dict[str, Incoming]]] = {}
    for sha256, came in new.items():
        form = round.editions.find(came.identity.form_hash) or round.form
        by_edition.setdefault(form.hash, (form, {}))[1][sha256] = came
    verdicts: dict[str, Verdict] = {}
    for form, members in by_edition.values():
        by_place = _check(round, form, members, archive, progress, kept)
        for sha256, came in members.items():
            verdicts[sha256] = {**_verdict(round, came, by_place), "form": form.hash}
    return verdicts


def _check(
    round: Round,
    form: Form,
    members: Mapping[str, Incoming],
    archive: Archive,
    progress: Callable[[int, str], None] | None,
    kept: Readings,
) -> dict[str, Verdict]:
    """What ``check`` says of these contents under their own edition, by path; findings also of the present one."""
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
    told = {
        file.path: [finding_as_dict(found) for found in file.findings]
        for file in carried_over(report, round.form).files
    }
    notes: dict[str, dict[str, str]] = {}
    for (path, id), note in report.dataset.notes.items():
        notes.setdefault(path, {})[id] = note
    return {
        file["path"]: {**file, "findings": told[file["path"]], "notes": notes.get(file["path"], {})}
        for file in report.to_dict()["files"]
    }


def _verdict(round: Round, came: Incoming, by_place: Mapping[str, Verdict]) -> Verdict:
    file = by_place.get(without_controls(str(came.place))) or _of_archive(by_place, came, round.form.words)
    findings = [told for told in file["findings"] if told["code"] not in _OWN_ORDER]
    readable = file["status"] != "unreadable"
    doubt = round.editions.doubt(came.identity) if readable else None
    if doubt is not None:
        said = finding(doubt, file=came.name, current=round.form.version)
        findings.insert(0, finding_as_dict(said.retold(round.form.words)))
    status = status_of((told["severity"] for told in findings), readable=readable)
    return {**file, "path": came.name, "findings": findings, "status": status}


def _of_archive(by_place: Mapping[str, Verdict], came: Incoming, words: Words) -> Verdict:
    """The verdict on an archive kept whole: something in it is damaged, or it lies deeper than archives are opened."""
    inside = [file for path, file in by_place.items() if path.startswith(without_controls(str(came.place)))]
    damaged = next((file["findings"] for file in inside if file["status"] == "unreadable"), None)
    deep = finding("archive-deep", file=came.name).retold(words)
    findings = damaged if damaged is not None else [finding_as_dict(deep)]
    return {**inside[0], "unit": None, "status": "unreadable", "findings": findings}
