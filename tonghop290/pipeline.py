"""The hallway: the trip as sentences. It alone knows the order of the rooms; each is opened on first use.

load_form, load_units, write_blank    a form goes out
check → Report                        returns come in, are read, cleaned and judged
annotate, write_narratives, write_summary
"""

from __future__ import annotations

import datetime as dt
import functools
import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tonghop290.messages import finding
from tonghop290.model import STAGES, Dataset, Finding, Form, Office, Submission, Totals, Unit
from tonghop290.report.pdf import PdfError
from tonghop290.results import SCHEMA_VERSION, FileReport, Report, status_of
from tonghop290.text.normalize import match_key, safe_file_name

if TYPE_CHECKING:
    from tonghop290.data.clean import CleanReturn
    from tonghop290.workbook.sources import Source

__all__ = [
    "FileReport",
    "KeptReadings",
    "PdfError",
    "Report",
    "SCHEMA_VERSION",
    "annotate",
    "check",
    "lint_form",
    "load_form",
    "load_office",
    "load_units",
    "unit_file_name",
    "write_blank",
    "write_blanks",
    "verify_document",
    "write_district_narrative",
    "write_findings",
    "write_narratives",
    "write_pdfs",
    "write_summary",
]

SETTINGS_FILE = "tonghop290.toml"


# --- out ----------------------------------------------------------------------------------------------------------


def load_form(name: str | Path = "qd290-10-nam") -> Form:
    """A form by its shipped name, its folder or its ``form.toml``. Errors: FileNotFoundError; FormError with all faults."""
    from tonghop290.forms.load import load_form as load

    return load(name)


def load_units(path: str | Path) -> dict[str, Unit]:
    """The units of ``don_vi.csv`` by code. Errors: OSError; FormError with every bad row."""
    from tonghop290.forms.units import load_units as load

    return load(path)


def load_office(path: str | Path, form: Form) -> Office:
    """The office of a ``tonghop290.toml``, on top of the form's own defaults. Errors: OSError; FormError."""
    from tonghop290.forms.settings import load_office as load

    return load(path, form.office)


def shipped_forms() -> list[tuple[str, str]]:
    """The shipped forms: name and title."""
    from tonghop290.forms.folders import shipped_forms as names

    return [(name, load_form(name).title) for name in names()]


def field_lines(form: Form) -> list[str]:
    """The fields of a form as tab-separated lines: code, id, label, unit, hard range, how it adds up."""
    from tonghop290.text.write import format_date, format_number

    lines = ["Mã\tMã máy\tChỉ tiêu\tĐơn vị tính\tKhoảng cho phép\tCách cộng"]
    for one in form.fields.values():
        limits = ""
        if one.hard is not None:
            low, high = (
                format_date(limit) if isinstance(limit, dt.date) else format_number(limit or 0.0)
                for limit in (one.hard.low, one.hard.high)
            )
            limits = f"{low} – {high}"
        lines.append("\t".join((one.code, one.id, one.label, one.unit, limits, one.total.how)))
    return lines


def lint_form(form: Form, *, template: str | Path | None = None) -> tuple[str, ...]:
    """What is wrong with a form although it loads: its definition, its rules tried out, its workbook held against Excel's limits, and
    the Word templates beside it (or the office's own ``template``).

    Errors: FileNotFoundError for a template that is not there.
    """
    from tonghop290.data.search import rule_facts
    from tonghop290.forms.lint import lint_form as lint
    from tonghop290.report.lint import lint_template, printed_names
    from tonghop290.workbook.limits import excel_faults

    documents = [Path(template)] if template is not None else sorted(form.folder.glob("bao_cao_*.docx"))
    printed = frozenset().union(*(printed_names(one) for one in documents)) if documents and template is None else None
    facts = rule_facts(form)
    return lint(
        form,
        unbreakable=facts.unbreakable,
        unkept=facts.unkept,
        broken_when_blank=facts.broken_when_blank,
        printed=printed,
        documents={one.name: lint_template(one, form) for one in documents},
        workbook=excel_faults(form),
    )


def unit_file_name(unit: Unit, suffix: str) -> str:
    """ "15877 Xã Hoằng Xuân.xlsx": a name for a unit's file, safe on Windows."""
    return safe_file_name(f"{unit.code} {unit.title}".strip()) + suffix


def write_blank(
    form: Form,
    path: str | Path,
    *,
    unit: Unit | None = None,
    office: Office | None = None,
    issue: str = "",
    values: Mapping[str, Any] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    states: Mapping[str, str] | None = None,
) -> Path:
    """The blank workbook of a form, generic or a unit's own; the path of what was written.

    ``values`` (field id → number, date or text), ``states`` and ``tables`` fill it in beforehand. Errors: OSError.
    """
    from tonghop290.workbook.blank import Filling
    from tonghop290.workbook.blank import write_blank as write

    filling = Filling(values=values or {}, states=states or {}, tables=tables or {})
    return write(form, path, unit=unit, office=office, issue=issue, filling=filling)


def write_blanks(
    form: Form, folder: str | Path, units: Mapping[str, Unit], *, office: Office | None = None
) -> list[Path]:
    """One blank workbook per unit, in the order of the units: laid out once, the same bytes as written alone."""
    from tonghop290.workbook.series import BlankSeries

    series = BlankSeries(form, office)
    return [series.write(Path(folder) / unit_file_name(unit, ".xlsx"), unit) for unit in units.values()]


# --- in -----------------------------------------------------------------------------------------------------------


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """While returns are taken in by the thousand and all stay, the collector of garbage looks for it less often."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 50_000) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_seldom_collected()
def check(
    paths: Iterable[str | Path],
    form: Form,
    *,
    units: Mapping[str, Unit] | None = None,
    office: Office | None = None,
    compare: bool = True,
    progress: Callable[[int, str], None] | None = None,
    kept: KeptReadings | None = None,
) -> Report:
    """Read, clean and judge every return under the paths; never raises for bad data.

    ``progress`` is called before each file with its number (from 1) and name. ``compare``: also look for outliers
    against the other communes (R15). ``kept``: what was read of files before; needs ``units``.
    """
    from tonghop290.data.dataset import make_dataset

    given = tuple(Path(one) for one in paths)
    submissions: list[Submission] = []
    cleaned: list[CleanReturn] = []
    modified: dict[str, float] = {}
    for when, one, clean in _read_and_clean(given, form, units, progress, kept):
        submissions.append(one)
        modified[one.path] = when
        if clean is not None:
            cleaned.append(clean)
    dataset = make_dataset(form, cleaned)
    judged: Mapping[str, list[Finding]] = {}
    if cleaned:
        from tonghop290.data.validate import validate

        judged = validate(form, dataset, cleaned)
    current, doubles = _current_returns(submissions, modified)
    counts = set(current)
    outliers = _outliers(dataset, current) if compare and cleaned else {}
    clean_findings = {one.submission.path: one.findings for one in cleaned}
    files = []
    for one in submissions:
        found = [
            *one.findings,
            *doubles.get(one.path, ()),
            *clean_findings.get(one.path, ()),
            *judged.get(one.path, ()),
            *outliers.get(one.path, ()),
        ]
        findings = tuple(_of_unit(each, one.unit) for each in _in_form_order(form, found))
        files.append(
            FileReport(
                path=one.path,
                sha256=one.sha256,
                unit=one.unit,
                status=status_of((each.severity for each in findings), readable=one.readable),
                current=one.path in counts,
                modified=modified[one.path],
                findings=findings,
            )
        )
    return Report(
        form=form,
        units=units,
        office=office or form.office,
        files=tuple(files),
        dataset=dataset,
        current=tuple(current),
        paths=given,
    )


class KeptReadings(Protocol):
    """Where readings of files are kept, as text, by the file's SHA-256, its name and a context that they depend on."""

    def find(self, sha256: str, name: str, context: str) -> str | None:
        """What was kept, or None."""

    def keep(self, sha256: str, name: str, context: str, reading: str) -> None:
        """Keep a reading."""


def _read_and_clean(
    paths: Sequence[Path],
    form: Form,
    units: Mapping[str, Unit] | None,
    progress: Callable[[int, str], None] | None,
    kept: KeptReadings | None,
) -> Iterator[tuple[float, Submission, CleanReturn | None]]:
    """Every file under the paths: its time on disk, its Submission without cells, and its clean values if it is readable."""
    from tonghop290.data.clean import CleanReturn, clean_and_let_go
    from tonghop290.workbook.bulk import read_many
    from tonghop290.workbook.identify import Register
    from tonghop290.workbook.sources import find_sources

    register = Register(units) if units is not None else None
    known, keep = _keeping(form, units, kept) if kept is not None and units is not None else (None, None)
    for source, made in read_many(
        find_sources(paths), form, register, then=clean_and_let_go, known=known, progress=progress
    ):
        if not isinstance(made, CleanReturn):
            yield source.modified, made, None
            continue
        if keep is not None:
            keep(made)
        yield source.modified, made.submission, made


def _keeping(
    form: Form, units: Mapping[str, Unit], kept: KeptReadings
) -> tuple[Callable[[Source], CleanReturn | None], Callable[[CleanReturn], None]]:
    """How a reading is found among the kept ones, and how one is kept that was not there."""
    from tonghop290.data.readings import reading_as_text, reading_context, reading_of_text

    context = reading_context(form, units)
    found: set[str] = set()

    def known(source: Source) -> CleanReturn | None:
        text = kept.find(hashlib.sha256(source.data or b"").hexdigest(), Path(source.path).name, context)
        if text is None:
            return None
        found.add(source.path)
        return reading_of_text(text, source.path, units)

    def keep(clean: CleanReturn) -> None:
        one = clean.submission
        if one.path not in found:
            kept.keep(one.sha256, Path(one.path).name, context, reading_as_text(clean))

    return known, keep


def _in_form_order(form: Form, findings: Sequence[Finding]) -> list[Finding]:
    """About the file first, then cell by cell as the form stands.

    A cell that has an error, or is unusual already, is not called an outlier too: one cell, one cause.
    """
    if not findings:
        return []
    told = {
        one.field
        for one in findings
        if one.stage != "compare" and one.field and (one.severity == "error" or one.stage == "range")
    }
    position = {id: number for number, id in enumerate((*form.fields, *form.tables))}

    def place(one: Finding) -> tuple[int, int]:
        if one.field is None or one.stage in ("file", "structure"):
            return -1, 0
        return position.get(one.field.split(".")[0], len(position)), STAGES.index(one.stage)

    return sorted((one for one in findings if one.stage != "compare" or one.field not in told), key=place)


def _of_unit(one: Finding, unit: Unit | None) -> Finding:
    import dataclasses

    return one if one.unit is not None or unit is None else dataclasses.replace(one, unit=unit)


def _unit_key(unit: Unit) -> str:
    return unit.code or match_key(unit.title)


def _current_returns(
    submissions: Sequence[Submission], modified: Mapping[str, float]
) -> tuple[list[str], dict[str, list[Finding]]]:
    """The newest return of each unit, in the order of reading, and findings for the others.

    Newest: the file's time on disk, then its name. A return of no known unit counts for nobody.
    """
    by_unit: dict[str, list[Submission]] = {}
    for one in submissions:
        if one.readable and one.unit is not None:
            by_unit.setdefault(_unit_key(one.unit), []).append(one)
    findings: dict[str, list[Finding]] = {}
    newest: set[str] = set()
    for own in by_unit.values():
        best = max(own, key=lambda one: (modified[one.path], one.path))
        newest.add(best.path)
        for other in own:
            if other is not best:
                code = "unit-same-file" if other.sha256 == best.sha256 else "unit-twice"
                assert best.unit is not None
                findings[other.path] = [
                    finding(code, file=other.path, unit=best.unit, unit_title=best.unit.title, current=best.path)
                ]
    return [one.path for one in submissions if one.path in newest], findings


def _outliers(dataset: Dataset, current: Sequence[str]) -> dict[str, list[Finding]]:
    from tonghop290.data.compare import compare_units
    from tonghop290.data.dataset import usable

    found: dict[str, list[Finding]] = {}
    for one in compare_units(usable(dataset, current)):
        found.setdefault(one.file, []).append(one)
    return found


# --- back ---------------------------------------------------------------------------------------------------------


def annotate(report: Report, folder: str | Path) -> list[Path]:
    """One marked copy for every readable file with errors or warnings, under the file's own name; the paths written.

    The files are read again, so that a check need not hold them all in memory, and only what was judged is marked.
    Errors: OSError; one for all files that are gone or changed since the check, after the others are written.
    """
    from tonghop290.workbook.answers import Answers
    from tonghop290.workbook.sources import find_sources

    wanted = {
        (file.path, file.sha256): file
        for file in report.files
        if file.status != "unreadable" and any(one.severity != "note" for one in file.findings)
    }
    answers = Answers(report.form, report.office, Path(folder), never=report.paths)
    written = []
    for source in find_sources(report.paths) if wanted else ():
        content = source.data or b""
        file = wanted.pop((source.path, hashlib.sha256(content).hexdigest()), None)
        if file is not None:
            written.append(
                answers.write(
                    file.path,
                    content,
                    file.findings,
                    unit=file.unit,
                    filled=functools.partial(report.as_filled, file.path),
                )
            )
    if wanted:
        raise OSError("Tệp đã thay đổi hoặc không còn sau khi kiểm tra: " + "; ".join(path for path, _ in wanted))
    return written


def write_findings(report: Report, path: str | Path) -> Path:
    """The list of findings as a workbook (``check --format xlsx``)."""
    from tonghop290.report.findings_list import write_findings as write

    files = [
        {"file": file.path, "unit": file.unit.title if file.unit else "", "status": file.status}
        for file in report.files
    ]
    return write(report.findings, Path(path), files=files)


# --- documents ----------------------------------------------------------------------------------------------------


def totals(report: Report) -> Totals:
    """The district's figures over the returns that count."""
    from tonghop290.data.aggregate import add_up

    return add_up(report.usable(), expected=report.expected)


def totals_by_parent(report: Report) -> dict[str, Totals]:
    """The totals of each district (``Unit.parent``) where the units lie in several; {} where in one."""
    from tonghop290.data.aggregate import add_up_groups

    dataset = report.usable()
    registered = Counter(unit.parent for unit in (report.units or {}).values())
    groups: dict[str, list[str]] = {name: [] for name in registered}
    for path in report.current:
        unit = dataset.units[path]
        groups.setdefault(unit.parent if unit is not None else "", []).append(path)
    return (
        add_up_groups(dataset, groups, expected={name: registered[name] for name in groups}) if len(groups) > 1 else {}
    )


def write_narratives(
    report: Report,
    folder: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    pdf: bool = False,
) -> list[Path]:
    """One .docx per unit that has a return that counts; the paths written. ``pdf``: also a PDF beside each (see :func:`write_pdfs`).

    Errors: OSError; ValueError for a bad template; with ``pdf`` PdfError, after every .docx is written.
    """
    from tonghop290.report.docx import write_narratives as write

    office = office or report.office
    paths = {
        path: Path(folder) / unit_file_name(unit, ".docx")
        for path in report.current
        if (unit := report.dataset.units[path]) is not None
    }
    written = write(
        report.usable(),
        paths,
        office=office,
        profile=profile or office.profile,
        template=Path(template) if template else None,
        open_points=report.open_points(),
    )
    if pdf:
        write_pdfs(written)
    return written


def write_district_narrative(
    report: Report,
    path: str | Path,
    *,
    profile: str | None = None,
    template: str | Path | None = None,
    office: Office | None = None,
    pdf: bool = False,
) -> Path:
    """The district's own report over all returns that count. Errors: as :func:`write_narratives`."""
    from tonghop290.report.docx import write_district_narrative as write

    office, open_points = office or report.office, report.open_points()
    written = write(
        report.usable(),
        totals(report),
        Path(path),
        office=office,
        profile=profile or office.profile,
        template=Path(template) if template else None,
        open_points=sum(open_points[one] for one in report.current),
        missing_units=report.missing_units,
    )
    if pdf:
        write_pdfs([written])
    return written


def verify_document(path: str | Path, profile: str = "hd36-2018") -> tuple[str, ...]:
    """What a Word document has otherwise than its format profile, a sentence each; empty when all is right.

    Errors: FileNotFoundError; ValueError (no such profile, not a Word document).
    """
    from tonghop290.report.verify import verify_docx

    return verify_docx(Path(path), profile)


def write_pdfs(documents: Sequence[str | Path]) -> list[Path]:
    """A PDF beside each Word document, printed by LibreOffice. Errors: PdfError (an OSError) with a sentence for the officer."""
    from tonghop290.report.pdf import write_pdfs as write

    return write([Path(one) for one in documents])


@_seldom_collected()
def write_summary(
    report: Report,
    path: str | Path,
    *,
    office: Office | None = None,
    received: Sequence[Mapping[str, str]] | None = None,
    accepted: Sequence[Mapping[str, str]] = (),
    earlier: Totals | None = None,
    earlier_units: Mapping[str, Mapping[str, float]] | None = None,
) -> Path:
    """The district tables (.xlsx).

    ``received``: what came, one row a file {file, unit (code or name), status (as in :class:`FileReport`), when (ISO)}; default: the
    report's own files. ``accepted``: the warnings the office has accepted {unit, label or field, cell, message, reason, by, when (ISO)}, all
    text; a key that is not there is left blank. ``earlier``: the totals of an earlier round to compare with; ``earlier_units``: its figures,
    code or name of a unit → field id → figure. Errors: OSError.
    """
    from tonghop290.report.summary import write_summary as write

    if received is None:
        received = [
            {
                "file": file.path,
                "unit": file.unit.code if file.unit else "",
                "status": file.status,
                "when": dt.datetime.fromtimestamp(file.modified, dt.UTC).date().isoformat() if file.modified else "",
            }
            for file in report.files
        ]
    return write(
        report.usable(),
        totals(report),
        Path(path),
        office=office or report.office,
        findings=report.findings,
        units=report.units,
        received=received,
        accepted=accepted,
        earlier=earlier,
        earlier_units=earlier_units,
        by_parent=totals_by_parent(report),
    )
