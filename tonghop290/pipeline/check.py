"""Returns come in: found, read, cleaned and judged; a Report goes out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tonghop290.messages import finding
from tonghop290.model import STAGES, Dataset, Finding, Form, Office, Submission, Unit
from tonghop290.pipeline.report import FileReport, Report, status_of
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from tonghop290.data.clean import CleanReturn
    from tonghop290.spreadsheet.content import Content
    from tonghop290.workbook.intake.sources import Source

__all__ = ["KeptReadings", "check"]


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
    contents: Mapping[Path, Content] | None = None,
) -> Report:
    """Read, clean and judge every return under the paths; never raises for bad data.

    ``progress`` is called before each file with its number (from 1) and name. ``compare``: also look for outliers
    against the other communes (R15). ``kept``: what was made of files before; needs ``units``. ``contents``: what the
    caller has read of some of the paths already.
    """
    from tonghop290.data.dataset import make_dataset

    given = tuple(Path(one) for one in paths)
    submissions: list[Submission] = []
    cleaned: list[CleanReturn] = []
    modified: dict[str, float] = {}
    for when, one, clean in _read_and_clean(given, form, units, progress, kept, contents):
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
    contents: Mapping[Path, Content] | None,
) -> Iterator[tuple[float, Submission, CleanReturn | None]]:
    """Every file under the paths: its time on disk, its Submission without cells, and its clean values if it is
    readable."""
    from tonghop290.data.clean import CleanReturn, clean_and_let_go
    from tonghop290.workbook.intake.many import read_many
    from tonghop290.workbook.intake.sender import Register
    from tonghop290.workbook.intake.sources import find_sources

    register = Register(units) if units is not None else None
    known, keep = _keeping(form, units, kept) if kept is not None and units is not None else (None, None)
    for source, made in read_many(
        find_sources(paths, contents=contents),
        form,
        register,
        then=clean_and_let_go,
        known=known,
        progress=progress,
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
    from tonghop290.data.reading_cache import reading_as_text, reading_context, reading_of_text

    context = reading_context(form, units)
    found: set[str] = set()

    def known(source: Source) -> CleanReturn | None:
        if source.content is None:
            return None
        text = kept.find(source.content.sha256, Path(source.path).name, context)
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
