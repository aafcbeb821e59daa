"""What the office prints of a report: narratives, tables, lists, each with the totals it needs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tonghop290.model import About, Dataset, Document, Form, Office, Totals
from tonghop290.narrative.papers import documents_of, output_name, profile_of_document, template_of
from tonghop290.narrative.pdf import PdfError
from tonghop290.outputs import Guard, destination
from tonghop290.pipeline.callers.progress import Progress, must_take_three
from tonghop290.pipeline.callers.to_stream import file_or_stream, folder_or_stream, log_written
from tonghop290.pipeline.printed_papers.look_over import (
    Papers,
    look_over_document,
    look_over_documents,
    measure_pages,
    template_notes,
    verify_document,
    verify_documents,
)
from tonghop290.pipeline.report import Report

__all__ = [
    "PdfError",
    "Papers",
    "look_over_document",
    "look_over_documents",
    "measure_pages",
    "template_notes",
    "totals",
    "totals_by_parent",
    "totals_of",
    "verify_document",
    "verify_documents",
    "write_district_narrative",
    "write_findings",
    "write_mailing_list",
    "write_narratives",
    "write_office_documents",
    "write_pdfs",
    "write_round_summary",
    "write_status_book",
    "write_summary",
    "write_unit_documents",
]


@file_or_stream(".xlsx")
def write_findings(report: Report, path: str | Path, *, overwrite: bool = False) -> Path:
    """The list of findings as a workbook (``check --format xlsx``). Errors: OSError."""
    from tonghop290.tables.findings_list import write_findings as write

    path = destination(path, suffixes=(".xlsx",), never=report.paths, overwrite=overwrite)
    files = [
        {"file": file.path, "unit": file.unit.title if file.unit else "", "status": file.status}
        for file in report.files
    ]
    return write(report.findings, path, files=files, words=report.form.words)


def totals(report: Report) -> Totals:
    """The district's figures over the returns that count."""
    return totals_of(report.usable(), report)


def totals_of(usable: Dataset, report: Report) -> Totals:
    """The same, for who holds the usable figures of the report already."""
    from tonghop290.data.aggregate import add_up

    return add_up(usable, expected=report.expected)


def totals_by_parent(usable: Dataset, report: Report) -> dict[str, Totals]:
    """The totals of each district (``Unit.parent``) where the units lie in several; {} where in one.

    ``usable``: the usable figures of the report.
    """
    from tonghop290.data.aggregate import add_up_groups

    registered = Counter(unit.parent for unit in (report.units or {}).values())
    groups: dict[str, list[str]] = {name: [] for name in registered}
    for path in report.current:
        unit = usable.units[path]
        groups.setdefault(unit.parent if unit is not None else "", []).append(path)
    return (
        add_up_groups(usable, groups, expected={name: registered[name] for name in groups}) if len(groups) > 1 else {}
    )


@folder_or_stream
def write_narratives(
    report: Report,
    folder: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    pdf: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """The documents of each unit that has a return that counts (.docx); the paths written. ``pdf``: also a PDF beside
    each (see :func:`write_pdfs`). ``progress``: told of each document that is written.

    ``template``: the office's own, for the first of the form's documents. ``overwrite``: also over files that are not
    ours. A report that a person has changed is left; the new one goes beside it. Errors: OSError
    (:class:`OutputRefused` before anything is written); ValueError for a bad template; with ``pdf`` PdfError, after
    every .docx is written.
    """
    must_take_three(progress)
    written = write_unit_documents(
        report, folder, profile=profile, template=template, office=office, overwrite=overwrite, progress=progress
    )
    if pdf:
        write_pdfs([*written], overwrite=overwrite)
    return [*written]


def write_unit_documents(
    report: Report,
    folder: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Papers:
    """As :func:`write_narratives`: each path → the format profile it follows. ``progress``: told of each that is
    written."""
    from tonghop290.narrative.docx import write_narratives as write

    form = report.form
    office = form.office_of(office or report.office)
    guard = Guard((*report.paths, template), overwrite=overwrite)
    folder = guard.folder(folder)
    documents = _asked(form, "unit", template)
    places = [_places(report, guard, folder, one, documents) for one in documents]
    written = Papers()
    usable, open_points = report.usable(), report.open_points()
    for document, paths in zip(documents, places, strict=True):
        look = profile_of_document(document, profile, office, template)
        with template_of(document, form, Path(template) if template else None) as source:
            made = write(
                usable,
                paths,
                source,
                office=office,
                title=document.title,
                document=document.id,
                profile=look,
                open_points=open_points,
                before=guard.before,
                progress=progress,
            )
        written.add(made, look, guard)
    guard.before.keep()
    return written


def _places(
    report: Report, guard: Guard, folder: Path, document: Document, documents: Sequence[Document]
) -> dict[str, Path]:
    """Where a document of each unit goes: a return that counts → its path."""
    units = {path: unit for path in report.current if (unit := report.dataset.units[path]) is not None}
    names = {path: output_name(document, documents, report.form, unit) for path, unit in units.items()}
    return {path: guard.file(folder / name, (".docx",)) for path, name in names.items()}


@file_or_stream(".docx")
def write_district_narrative(
    report: Report,
    path: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    pdf: bool = False,
    overwrite: bool = False,
) -> Path:
    """The office's own report over all returns that count: the first of its documents. Errors: as
    :func:`write_narratives`; ValueError where no return counts."""
    guard = Guard((*report.paths, template), overwrite=overwrite)
    path = guard.file(path, (".docx",))
    office = report.form.office_of(office or report.office)
    documents = _asked(report.form, "office", template)
    if not documents:
        raise FileNotFoundError("Biểu không có văn bản của cơ quan tổng hợp (mục documents).")
    if not report.current:
        raise ValueError("Chưa có biểu nào của các đơn vị dùng được: chưa viết được báo cáo chung.")
    [written] = _write_of_office(report, {documents[0]: path}, office, profile, template, guard)
    if pdf:
        write_pdfs([written], overwrite=overwrite)
    return written


@folder_or_stream
def write_office_documents(
    report: Report,
    folder: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    overwrite: bool = False,
) -> Papers:
    """All documents of the office; each path → the format profile it follows; none where no return counts.
    Errors: as :func:`write_narratives`."""
    guard = Guard((*report.paths, template), overwrite=overwrite)
    office = report.form.office_of(office or report.office)
    folder = guard.folder(folder)
    documents = _asked(report.form, "office", template)
    places = [guard.file(folder / output_name(one, documents, report.form), (".docx",)) for one in documents]
    written = _write_of_office(report, dict(zip(documents, places, strict=True)), office, profile, template, guard)
    guard.before.keep()
    return written


def _asked(form: Form, about: About, template: str | Path | None) -> tuple[Document, ...]:
    """The form's documents; for the office's own ``template`` the first of them, or one where the form prints none."""
    documents = documents_of(form, about)
    if template is None:
        return documents
    return documents[:1] or (Document(id="bao_cao", title=form.title, about=about),)


def _write_of_office(
    report: Report,
    places: Mapping[Document, Path],
    office: Office,
    profile: str | None,
    template: str | Path | None,
    guard: Guard,
) -> Papers:
    """Documents of the office at their places, their figures added up once; each path → its format profile."""
    from tonghop290.narrative.docx import write_office_narrative as write

    if not places or not report.current:
        return Papers()
    open_points, usable = report.open_points(), report.usable()
    added, still_open = totals_of(usable, report), sum(open_points[path] for path in report.current)
    written = Papers()
    for document, path in places.items():
        look = profile_of_document(document, profile, office, template)
        with template_of(document, report.form, Path(template) if template else None) as source:
            made = write(
                usable,
                added,
                path,
                source,
                office=office,
                title=document.title,
                document=document,
                profile=look,
                open_points=still_open,
                missing_units=report.missing_units,
                before=guard.before,
            )
        written.add([made], look, guard)
    return written


def write_pdfs(documents: Sequence[str | Path], *, overwrite: bool = False) -> list[Path]:
    """A PDF beside each Word document, printed by LibreOffice. Errors: PdfError (an OSError) with a sentence for the
    officer."""
    from tonghop290.narrative.pdf import write_pdfs as write

    guard = Guard(documents, overwrite=overwrite)
    paths = [Path(document) for document in documents]
    made = write(paths, places={path: guard.file(path.with_suffix(".pdf"), (".pdf",)) for path in paths})
    log_written("write_pdfs", made)
    return made


@file_or_stream(".xlsx")
def write_summary(
    report: Report,
    path: str | Path,
    *,
    office: Office | None = None,
    received: Sequence[Mapping[str, str]] | None = None,
    accepted: Sequence[Mapping[str, str]] = (),
    earlier: Totals | None = None,
    earlier_units: Mapping[str, Mapping[str, float]] | None = None,
    overwrite: bool = False,
) -> Path:
    """The district tables (.xlsx).

    ``received``: what came, one row a file {file, unit (code or name), status (as in :class:`FileReport`), when (ISO)};
    default: the report's own files. ``accepted``: the warnings the office has accepted {unit, label or field, cell,
    message, reason, by, when (ISO)}, all text; a key that is not there is left blank. ``earlier``: the totals of an
    earlier round to compare with; ``earlier_units``: its figures, code or name of a unit → field id → figure. Errors:
    OSError.
    """
    from tonghop290.tables.summary import write_summary as write

    path = destination(path, suffixes=(".xlsx",), never=report.paths, overwrite=overwrite)
    usable = report.usable()
    return write(
        usable,
        totals_of(usable, report),
        path,
        office=report.form.office_of(office or report.office),
        findings=report.findings,
        units=report.units,
        received=_received(report) if received is None else received,
        accepted=accepted,
        earlier=earlier,
        earlier_units=earlier_units,
        by_parent=totals_by_parent(usable, report),
    )


def _received(report: Report) -> list[dict[str, str]]:
    """What came, by the report's own files: one row a file."""
    return [
        {
            "file": file.path,
            "unit": file.unit.code if file.unit else "",
            "status": file.status,
            "when": dt.datetime.fromtimestamp(file.modified, dt.UTC).date().isoformat() if file.modified else "",
        }
        for file in report.files
    ]


def write_round_summary(
    report: Report,
    path: Path,
    *,
    received: Sequence[Mapping[str, str]],
    accepted: Sequence[Mapping[str, str]],
) -> Path:
    """The district tables of a round: who has sent what by its ledger, and what the office has accepted."""
    return write_summary(report, path, received=received, accepted=accepted)


def write_mailing_list(
    path: Path, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str | int]], *, overwrite: bool = False
) -> Path:
    """Letters as a list to merge or to copy. ``columns``: heading and width in pixels. Errors: OSError."""
    from tonghop290.tables.mailing_list import write_mailing_list as write

    return write(destination(path, suffixes=(".xlsx",), overwrite=overwrite), columns, rows)


def write_status_book(
    path: Path,
    heading: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str | int]],
    last: str,
    *,
    overwrite: bool = False,
) -> Path:
    """The state of a round as a workbook. ``columns``: heading and width in pixels. Errors: OSError."""
    from tonghop290.tables.status_list import write_status_book as write

    path = destination(path, suffixes=(".xlsx",), overwrite=overwrite)
    return write(path, heading, columns, rows, last)
