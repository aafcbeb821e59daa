"""The hallway's side door: what a collection round asks the rooms about one return at a time.

arrivals                          what lies in the letter box: files, and the files inside archives and mails
identity_of                       what a workbook says of itself, and what its sender explained in it
answer_suffix, write_answer_book  the sender's workbook, marked; or a fresh one with their values
check_editions                    returns of several editions of a form, each judged by its own, seen by the present one
workbook_series                   blank workbooks of many units
write_round_summary, write_status_book, registers_folder
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tonghop290 import pipeline
from tonghop290.model import Finding, Form, Office, Unit
from tonghop290.results import FileReport, Report, status_of
from tonghop290.text.normalize import clean_text, without_controls

__all__ = [
    "Arrival",
    "Identity",
    "answer_suffix",
    "arrivals",
    "carried_over",
    "check_editions",
    "identity_of",
    "registers_folder",
    "workbook_series",
    "write_answer_book",
    "write_round_summary",
    "write_status_book",
]

_INSIDE = " › "
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>\s*([^<\s]{10,35})\s*<")
_CREATED = re.compile(rb"<(?:\w+:)?created\b[^>]*>\s*([^<\s]{10,35})\s*<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One file that came. ``name``: as people know it ("thu.zip › a.xlsx"), below the letter box; ``file_name``: its last part.

    ``data`` is None, and ``trouble`` says why, when it cannot be read at all. ``holder``: the content of the mail or archive it
    came in. ``modified``: seconds since 1970 of the file on disk.
    """

    name: str
    file_name: str
    data: bytes | None
    trouble: str = ""
    holder: bytes | None = None
    modified: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a workbook says of itself; "" and None where it does not.

    ``saved``: when a program last saved it (UTC). ``explained``: what its sender typed into ``Giải trình`` of an answer that came
    back, "code|field" → text.
    """

    unit: str = ""
    issue: str = ""
    version: str = ""
    form_hash: str = ""
    saved: dt.datetime | None = None
    explained: Mapping[str, str] = field(default_factory=dict)


def arrivals(folder: Path) -> Iterator[Arrival]:
    """Everything in a folder, folders in the order of their names; lock files and half-finished downloads are passed over."""
    from tonghop290.workbook.package import Unreadable, read_file
    from tonghop290.workbook.read import unreadable
    from tonghop290.workbook.sources import find_sources

    for path in _files(folder):
        top = without_controls(path.relative_to(folder).as_posix())
        shown = without_controls(str(path))
        try:
            holder = read_file(path)
        except Unreadable as error:
            yield Arrival(
                name=clean_text(top, keep_lines=False),
                file_name=path.name,
                data=None,
                trouble=str(unreadable(top, error).findings[0]),
            )
            continue
        for source in find_sources([path]):
            name = clean_text(top + source.path.removeprefix(shown), keep_lines=False)
            if (
                source.path == shown or source.data is None
            ):  # of what is damaged inside an archive, the archive is all there is to keep
                yield Arrival(name=name, file_name=path.name, data=holder, modified=source.modified)
            else:
                yield Arrival(
                    name=name, file_name=_last(name), data=source.data, holder=holder, modified=source.modified
                )


def _last(name: str) -> str:
    return re.split(r"[/\\]", name.rpartition(_INSIDE)[2])[-1]


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder by name; a folder that cannot be opened is listed itself, so that reading it says why."""
    from tonghop290.workbook.sources import is_skipped

    try:
        entries = sorted(folder.iterdir(), key=lambda one: one.name)
    except FileNotFoundError:
        return
    except PermissionError:
        yield folder
        return
    for entry in entries:
        if is_skipped(entry.name):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files(entry)
        else:
            yield entry


def identity_of(data: bytes, form: Form) -> Identity:
    """What the hidden sheet and the document properties of a workbook say; an empty Identity for anything else.

    The time of saving is None where it is the moment of creation: then no program has saved it since it was issued.
    """
    from tonghop290.workbook.feedback import is_to_fix
    from tonghop290.workbook.identify import hidden_identity
    from tonghop290.workbook.kinds import sniff
    from tonghop290.workbook.other_kinds import OTHER_KINDS
    from tonghop290.workbook.package import Unreadable, open_package
    from tonghop290.workbook.read import RETURN_LIMITS
    from tonghop290.workbook.worker import read_apart
    from tonghop290.workbook.xlsx import read_book

    kind = sniff(data[:8192], data)
    if kind in OTHER_KINDS:
        try:
            said = hidden_identity(read_apart(data, kind))
        except Unreadable:
            said = {}
        return _identity(said, None, _explanations(data))
    try:
        book = read_book(data, limits=RETURN_LIMITS)
        said = hidden_identity(book)
        package = open_package(data)
        core = package.read("docProps/core.xml") if "docProps/core.xml" in package else b""
    except Unreadable:
        return Identity()
    saved, created = _moment(_MODIFIED.search(core[:65536])), _moment(_CREATED.search(core[:65536]))
    return _identity(
        said,
        None if saved == created else saved,
        _explanations(data) if any(is_to_fix(sheet) for sheet in book.sheets) else {},
    )


def _identity(said: Mapping[str, str], saved: dt.datetime | None, explained: Mapping[str, str]) -> Identity:
    return Identity(
        unit=said.get("unit", ""),
        issue=said.get("issue", ""),
        version=said.get("version", ""),
        form_hash=said.get("hash", ""),
        saved=saved,
        explained=explained,
    )


def _moment(found: re.Match[bytes] | None) -> dt.datetime | None:
    if found is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(found[1].decode("ascii"))
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC, microsecond=0).astimezone(dt.UTC)


def _explanations(data: bytes) -> dict[str, str]:
    from tonghop290.workbook.feedback import read_explanations

    return {key: text for key, said in read_explanations(data).items() if (text := clean_text(said, max_length=2000))}


# --- editions of a form -------------------------------------------------------------------------------------------


def check_editions(
    places: Mapping[Path, Form],
    form: Form,
    *,
    units: Mapping[str, Unit],
    office: Office,
    compare: bool = True,
    accepted: Mapping[Path, Collection[str]] | None = None,
    progress: Callable[[int, str], None] | None = None,
    kept: pipeline.KeptReadings | None = None,
) -> Report:
    """Check each file by the edition of the form it was filled in under, and give all of them as ``form`` sees them, in the order of ``places``.

    ``accepted``: the values (field id or "table.row.column") the office lets stand outside their range. Findings are those of the own
    edition, and what could not be carried over; outliers are looked for among all. ``kept``: as in :func:`pipeline.check`.
    """
    editions = {own.hash: own for own in places.values()} or {form.hash: form}
    reports = []
    for own in editions.values():
        paths = [path for path, edition in places.items() if edition.hash == own.hash]
        report = pipeline.check(
            paths,
            own,
            units=units,
            office=office,
            compare=compare and list(editions) == [form.hash],
            progress=progress,
            kept=kept,
        )
        shown = {without_controls(str(path)): path for path in paths}
        let_stand = frozenset((name, id) for name, path in shown.items() for id in (accepted or {}).get(path, ()))
        reports.append(carried_over(replace(report, accepted=let_stand), form))
    if len(reports) == 1 and list(editions) == [form.hash]:
        return reports[0]
    order = {without_controls(str(path)): number for number, path in enumerate(places)}
    return _joined(reports, order, compare=compare)


def carried_over(report: Report, form: Form) -> Report:
    """The same returns as another edition of their form sees them; unchanged where it is the same one."""
    if report.form.hash == form.hash:
        return report
    from tonghop290.data.editions import carry_over

    dataset, said = carry_over(report.dataset, form, accepted=report.accepted)
    files = tuple(_with(file, first=said.get(file.path, ())) for file in report.files)
    return replace(report, form=form, dataset=dataset, files=files)


def _with(file: FileReport, *, first: Sequence[Finding] = (), last: Sequence[Finding] = ()) -> FileReport:
    """A file with more findings, before and behind its own."""
    findings = tuple(
        replace(one, unit=file.unit) if one.unit is None else one for one in (*first, *file.findings, *last)
    )
    return replace(
        file,
        findings=findings,
        status=status_of((one.severity for one in findings), readable=file.status != "unreadable"),
    )


def _untold(file: FileReport, outliers: Sequence[Finding]) -> list[Finding]:
    """One cell, one cause: what has an error, or is unusual already, is not called an outlier too."""
    told = {one.field for one in file.findings if one.field and (one.severity == "error" or one.stage == "range")}
    return [one for one in outliers if one.field not in told]


def _joined(reports: Sequence[Report], order: Mapping[str, int], *, compare: bool) -> Report:
    from tonghop290.data.compare import compare_units
    from tonghop290.data.dataset import usable
    from tonghop290.data.editions import join_datasets

    dataset = join_datasets([report.dataset for report in reports])
    current = tuple(
        sorted((path for report in reports for path in report.current), key=lambda path: order.get(path, len(order)))
    )
    outliers: dict[str, list[Finding]] = {}
    for one in compare_units(usable(dataset, current)) if compare and current else ():
        outliers.setdefault(one.file, []).append(one)
    files = sorted(
        (file for report in reports for file in report.files), key=lambda file: order.get(file.path, len(order))
    )
    return replace(
        reports[0],
        dataset=dataset,
        current=current,
        files=tuple(_with(file, last=_untold(file, outliers.get(file.path, ()))) for file in files),
        paths=tuple(path for report in reports for path in report.paths),
        accepted=frozenset().union(*(report.accepted for report in reports)),
    )


# --- back again ---------------------------------------------------------------------------------------------------


def answer_suffix(source: Path) -> str:
    """ ".xlsm" for a workbook with macros that can be marked (Excel refuses it under another name), else ".xlsx"."""
    from tonghop290.workbook.feedback import can_mark
    from tonghop290.workbook.kinds import sniff

    content = source.read_bytes()
    return ".xlsm" if sniff(content[:8192], content) == "zip-xlsm" and can_mark(content) else ".xlsx"


def write_answer_book(
    source: Path,
    path: Path,
    findings: Sequence[Finding],
    form: Form,
    *,
    unit: Unit,
    office: Office,
    issue: str = "",
    explanations: Mapping[str, str] | None = None,
) -> Path:
    """The sender's workbook with its points marked; for a kind that cannot be marked, a fresh one with their values.

    Errors: OSError.
    """
    from tonghop290.workbook.answers import write_fresh
    from tonghop290.workbook.feedback import CannotMark, write_marked
    from tonghop290.workbook.package import Unreadable

    try:
        return write_marked(source, path, findings, form=form, unit=unit, explanations=explanations)
    except (CannotMark, Unreadable):
        report = pipeline.check([source], form, units={unit.code: unit}, office=office, compare=False)
        return write_fresh(
            path,
            findings,
            form=form,
            office=office,
            unit=unit,
            issue=issue,
            filled=report.as_filled(report.files[0].path),
            explanations=explanations,
        )


def write_round_summary(
    report: Report,
    path: Path,
    *,
    received: Sequence[Mapping[str, str]],
    accepted: Sequence[Mapping[str, str]],
) -> Path:
    """The district tables of a round: who has sent what by its ledger, and what the office has accepted."""
    return pipeline.write_summary(report, path, received=received, accepted=accepted)


def write_status_book(
    path: Path,
    heading: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str | int]],
    last: str,
) -> Path:
    """The state of a round as a workbook. ``columns``: heading and width in pixels."""
    from tonghop290.report.status_book import write_status_book as write

    return write(path, heading, columns, rows, last)


def workbook_series(form: Form, office: Office) -> Callable[[Path, Unit, str], Path]:
    """What writes the blank workbooks of many units (path, unit, issue id), laid out once. Errors of the call: OSError."""
    from tonghop290.workbook.series import BlankSeries

    series = BlankSeries(form, office)
    return lambda path, unit, issue: series.write(path, unit, issue=issue)


def registers_folder() -> Path:
    """Where the shipped registers of communes lie. Errors: FileNotFoundError."""
    from tonghop290.forms.folders import shipped_folder

    return shipped_folder() / "registers"
