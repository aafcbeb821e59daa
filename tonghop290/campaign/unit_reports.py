"""A unit that is done gets its report: a draft with the Word file (and PDF, with LibreOffice), to print and sign."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tonghop290.campaign.ledger.deeds import Ledger
from tonghop290.campaign.post.answer_letters import report_letter
from tonghop290.campaign.post.answering import put_answer, reply_to
from tonghop290.campaign.post.outgoing import REPORTED
from tonghop290.campaign.results import check_round
from tonghop290.campaign.settings import Round
from tonghop290.campaign.standing import UnitStanding
from tonghop290.pipeline.documents import PdfError, write_narratives, write_pdfs
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.pipeline.report import Report
from tonghop290.text.normalize import safe_file_name

__all__ = ["report_to_units", "units_to_report"]


def units_to_report(round: Round, ledger: Ledger, units: Sequence[UnitStanding]) -> list[UnitStanding]:
    """Of these units the ones that are done, and whose return that counts has got no report yet."""
    written = {event.said for event in ledger.letters_written(REPORTED)}
    return [
        standing
        for standing in units
        if standing.state == "clean" and not (_place(round, standing) in written and _draft(round, standing).is_file())
    ]


def _draft(round: Round, standing: UnitStanding) -> Path:
    assert standing.current is not None
    ending = round.form.words.say(" - lần {version} - báo cáo", version=standing.current.version)
    return round.folder.answers / unit_file_name(standing.unit, f"{ending}.eml")


def _place(round: Round, standing: UnitStanding) -> str:
    return round.folder.relative(_draft(round, standing))


def report_to_units(
    round: Round, ledger: Ledger, units: Sequence[UnitStanding], *, pdf: bool = True
) -> Iterator[tuple[UnitStanding, Path]]:
    """A draft with its report for each of these units; where it lies. Under the lock.

    Files first, then their line in the ledger. ``pdf``: also as PDF, where LibreOffice is. Errors: RoundError; OSError.
    """
    if not units:
        return
    found = check_round(round, ledger)
    paths = {own.sha256: file.path for own, file in zip(found.used, found.report.files, strict=True)}
    wanted = {paths[standing.current.sha256]: standing for standing in units if standing.current is not None}
    with tempfile.TemporaryDirectory() as beside:
        papers = _papers(found.report, wanted, Path(beside))
        if pdf:
            with suppress(PdfError):  # without LibreOffice the Word file is the whole report
                write_pdfs([paper for own in papers.values() for paper in own])
        for path, standing in wanted.items():
            yield standing, _report_to(round, ledger, standing, papers[path])


def _papers(report: Report, wanted: Mapping[str, UnitStanding], folder: Path) -> dict[str, list[Path]]:
    """The documents of each of these returns. Every template is prepared once for all of them; only units of one name,
    whose files may be named alike, have theirs made alone."""
    names = Counter(map(_file_name, wanted.values()))
    together = [path for path, standing in wanted.items() if names[_file_name(standing)] == 1]
    alone = [[path] for path, standing in wanted.items() if names[_file_name(standing)] > 1]
    papers: dict[str, list[Path]] = {}
    for number, paths in enumerate([together, *alone] if together else alone):
        written = write_narratives(dataclasses.replace(report, current=tuple(paths)), folder / str(number))
        papers |= {path: written[place :: len(paths)] for place, path in enumerate(paths)}
    return papers


def _file_name(standing: UnitStanding) -> str:
    return safe_file_name(standing.unit.title).casefold()


def _report_to(round: Round, ledger: Ledger, standing: UnitStanding, papers: Sequence[Path]) -> Path:
    unit, own, draft = standing.unit, standing.current, _draft(round, standing)
    assert own is not None
    attached = []
    for number, paper in enumerate(papers, 1):
        named = draft.with_suffix("").name + (f" {number}" if len(papers) > 1 else "")
        for printed in (paper, paper.with_suffix(".pdf")):
            if printed.is_file():
                attached.append(round.folder.put_beside(draft.with_name(named + printed.suffix), printed.read_bytes()))
    letter = report_letter(unit, round.office, to=reply_to(round, own, unit), papers=attached, words=round.form.words)
    draft = put_answer(round, ledger, draft, letter, own, lasting=True)
    sha256 = hashlib.sha256(draft.read_bytes()).hexdigest()
    with ledger.deed():
        ledger.event(
            REPORTED,
            unit=unit.code,
            sha256=sha256,
            form_hash=round.editions.judging(own.verdict).hash,
            said=round.folder.relative(draft),
        )
    return draft
