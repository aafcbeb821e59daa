"""Returns come in: found, read, cleaned and judged; a Report goes out."""

from __future__ import annotations

import dataclasses
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tonghop290.messages import ABOUT_THE_SENDER
from tonghop290.model import STAGES, Dataset, Earlier, Finding, Form, Office, Submission, Unit, refit, told_fitted
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.arrivals import identity_in
from tonghop290.pipeline.callers.given import Sources, all_given
from tonghop290.pipeline.callers.progress import Progress, Tally, must_take_three
from tonghop290.pipeline.counted import in_register_order, returns_that_count
from tonghop290.pipeline.one_verdict import one_verdict
from tonghop290.pipeline.outliers import Compared, find_outliers, still_to_tell
from tonghop290.pipeline.plugged_in.find_plugins import able_to_read, kinds_known, settled
from tonghop290.pipeline.report import FileReport, Report, status_of
from tonghop290.plugged import Plugin

if TYPE_CHECKING:
    from tonghop290.data.clean import CleanReturn
    from tonghop290.spreadsheet.content import Content
    from tonghop290.workbook.intake.sources import Held, Source

_log = logging.getLogger("tonghop290.pipeline")

__all__ = ["KeptReadings", "check", "in_form_order", "named"]


def check(
    sources: Sources,
    form: Form,
    *,
    units: Mapping[str, Unit] | None = None,
    office: Office | None = None,
    compare: bool = True,
    progress: Progress | None = None,
    kept: KeptReadings | None = None,
    contents: Mapping[Path, Content] | None = None,
    senders: Mapping[Path, Unit] | None = None,
    earlier: Earlier | None = None,
    plugins: Sequence[Plugin] | None = None,
) -> Report:
    """Read, clean and judge every return of the sources; never raises for bad data. Errors: TypeError; PluginError.

    ``sources``: one or many paths (folders are searched), names with their bytes, open binary files, uploads; a string
    is one path. ``progress``: told of each file. ``compare``: also look for outliers against the others (R15).
    ``kept``: what was made of files before; needs ``units``. ``contents``: what was read of paths already.
    ``senders``: whose files surely are. ``earlier``: earlier answers. ``plugins``: in place of all that are active.
    """
    must_take_three(progress)
    given, plugins = tuple(all_given(sources)), settled(plugins)
    known, keep = _keeping(form, units, kept, plugins) if kept is not None and units is not None else (None, None)
    came = [*_read_and_clean(given, form, units, progress, known, contents, plugins)]
    read = _of_senders(came, senders or {})
    held_against = partial(find_outliers, earlier=earlier, plugins=plugins) if compare else None
    report = _report_on(form, read, units, office, held_against)
    for *_, clean in came:
        if keep is not None and clean is not None:
            keep(clean)
    _log_what_was_done(report)
    return dataclasses.replace(report, given=given, plugins=plugins)


def _report_on(
    form: Form,
    read: Sequence[tuple[Source, Submission, CleanReturn | None]],
    units: Mapping[str, Unit] | None,
    office: Office | None,
    held_against: Callable[[Dataset, Sequence[str]], Compared] | None,
) -> Report:
    """What is to be said of all that was read. ``held_against``: finds what is said of them beside each other."""
    from tonghop290.data.dataset import make_dataset

    submissions, cleaned = [one for _, one, _ in read], [clean for *_, clean in read if clean is not None]
    dataset = make_dataset(form, cleaned)
    current, doubles = returns_that_count(submissions)
    compared = held_against(dataset, current) if held_against is not None else Compared()
    told = _file_reports(form, read, _by_path(doubles, _judged(form, dataset, cleaned)), compared, current, office)
    return Report(
        form=form,
        units=units,
        office=office or form.office,
        files=one_verdict([source for source, _, _ in read], told, form.words),
        dataset=dataset,
        current=in_register_order(current, dataset.units, units),
        shared=compared.shared,
        identities={one.path: identity_in(one) for one in submissions},
    )


def _log_what_was_done(report: Report) -> None:
    """Files by their state at INFO, each by its name at DEBUG; never what stands in one."""
    states = ", ".join(f"{count} {status}" for status, count in Counter(one.status for one in report.files).items())
    _log.info("check: %d files (%s), %d findings", len(report.files), states, len(report.findings))
    for file in report.files:
        _log.debug("check: %s is %s, %d findings", file.path, file.status, len(file.findings))


def _of_senders(
    read: Iterable[tuple[Source, Submission, CleanReturn | None]], senders: Mapping[Path, Unit]
) -> list[tuple[Source, Submission, CleanReturn | None]]:
    """What was read, these files of these units, whatever they say of it themselves."""
    known = {shown_path(path): unit for path, unit in senders.items()}
    found = []
    for source, submission, clean in read:
        unit = known.get(submission.path)
        if unit is not None and submission.readable:
            said = tuple(told for told in submission.findings if told.code not in ABOUT_THE_SENDER)
            submission = dataclasses.replace(submission, unit=unit, findings=said)
            if clean is not None:
                judged = clean.judged if clean.submission.unit == unit else None
                clean = dataclasses.replace(clean, submission=submission, judged=judged)
        found.append((source, submission, clean))
    return found


class KeptReadings(Protocol):
    """Where readings of files are kept, as text, by the file's SHA-256, its name and a context that they depend on."""

    def find(self, sha256: str, name: str, context: str) -> str | None:
        """What was kept, or None."""

    def keep(self, sha256: str, name: str, context: str, reading: str) -> None:
        """Keep a reading."""


def _read_and_clean(
    given: Sequence[Path | Held],
    form: Form,
    units: Mapping[str, Unit] | None,
    progress: Progress | None,
    known: Callable[[Source], CleanReturn | None] | None,
    contents: Mapping[Path, Content] | None,
    plugins: Sequence[Plugin],
) -> Iterator[tuple[Source, Submission, CleanReturn | None]]:
    """Every file of what is given: where it came from, its Submission without cells, and its clean values if it is
    readable."""
    from tonghop290.data.clean import CleanReturn
    from tonghop290.workbook.intake.sources import find_sources

    able_to_read(plugins)
    tally = Tally(given) if progress is not None else None
    sources = find_sources(given, contents=contents, known=kinds_known(plugins))
    say = partial(_told, progress, tally) if progress is not None and tally is not None else None
    how = (form, units, plugins)
    for source, made in _known_or_read(sources if tally is None else tally.of(sources), known, say, how):
        if not isinstance(made, CleanReturn):
            yield source, made, None
            continue
        yield source, made.submission, made


def _known_or_read(
    sources: Iterable[Source],
    known: Callable[[Source], CleanReturn | None] | None,
    say: Callable[[int, str], None] | None,
    how: tuple[Form, Mapping[str, Unit] | None, Sequence[Plugin]],
) -> Iterator[tuple[Source, CleanReturn | Submission]]:
    """Every source with what is known of it, from the first on that nothing is known of by the reader, which is loaded
    only then. ``say``: told the number and name of each."""
    waiting = iter(sources)
    for number, source in enumerate(waiting, 1):
        made = known(source) if known is not None and source.trouble is None else None
        if made is None:
            told = partial(_later, say, number - 1) if say is not None else None
            yield from _read(chain((source,), waiting), known, told, *how)
            return
        if say is not None:
            say(number, source.path)
        yield source.let_go(), made


def _later(say: Callable[[int, str], None], before: int, number: int, name: str) -> None:
    say(before + number, name)


def _read(
    sources: Iterable[Source],
    known: Callable[[Source], CleanReturn | None] | None,
    progress: Callable[[int, str], None] | None,
    form: Form,
    units: Mapping[str, Unit] | None,
    plugins: Sequence[Plugin],
) -> Iterator[tuple[Source, CleanReturn | Submission]]:
    from tonghop290.data.clean import clean_and_let_go
    from tonghop290.workbook.intake.many import read_many
    from tonghop290.workbook.intake.names.unit_names import Register

    yield from read_many(
        sources,
        form,
        Register(units, form.levels) if units is not None else None,
        then=partial(clean_and_let_go, plugins=plugins) if plugins else clean_and_let_go,
        known=known,
        progress=progress,
        meanwhile=_load_the_judges,
        plugins=plugins,
    )


def _told(progress: Progress, tally: Tally, number: int, name: str) -> None:
    progress(number, tally.total, name)


def _keeping(
    form: Form, units: Mapping[str, Unit], kept: KeptReadings, plugins: Sequence[Plugin]
) -> tuple[Callable[[Source], CleanReturn | None], Callable[[CleanReturn], None]]:
    """How a reading is found among the kept ones, and how one is kept that was not there."""
    from tonghop290.data.reading_cache import reading_as_text, reading_context, reading_of_text

    context = reading_context(form, units, [plugin.told for plugin in plugins])
    found: dict[str, bool] = {}  # whether it was judged

    def known(source: Source) -> CleanReturn | None:
        if source.content is None:
            return None
        text = kept.find(source.content.sha256, Path(source.path).name, context)
        if text is None:
            return None
        clean = reading_of_text(text, source.path, units)
        found[source.path] = clean.judged is not None
        return clean

    def keep(clean: CleanReturn) -> None:
        submission = clean.submission
        if found.get(submission.path) == (clean.judged is not None):
            return
        kept.keep(submission.sha256, Path(submission.path).name, context, reading_as_text(clean))

    return known, keep


def _load_the_judges() -> None:
    """pandas and pandera, which take as long as other processes to start."""
    import tonghop290.data.validate  # noqa: F401 - loaded for what follows


def _judged(form: Form, dataset: Dataset, cleaned: Sequence[CleanReturn]) -> dict[str, list[Finding]]:
    """Path → what was found in cleaning, and what breaks a range or a rule. Imports pandera only where there is
    something to judge that was not judged before."""
    new = [clean for clean in cleaned if clean.judged is None]
    if new:
        from tonghop290.data.dataset import make_dataset
        from tonghop290.data.validate import validate

        found = validate(form, dataset if len(new) == len(cleaned) else make_dataset(form, new), new)
        for clean in new:
            clean.judged = found[clean.submission.path]
    return {clean.submission.path: [*clean.findings, *(clean.judged or ())] for clean in cleaned}


def _by_path(*parts: Mapping[str, Sequence[Finding]]) -> dict[str, list[Finding]]:
    """The findings of all parts, one part after the other, by path."""
    joined: dict[str, list[Finding]] = {}
    for part in parts:
        for path, findings in part.items():
            joined.setdefault(path, []).extend(findings)
    return joined


def _file_reports(
    form: Form,
    read: Iterable[tuple[Source, Submission, CleanReturn | None]],
    found: Mapping[str, Sequence[Finding]],
    compared: Compared,
    current: Collection[str],
    office: Office | None,
) -> list[FileReport]:
    """What is to be said of each file. ``found``: by path, beside what was found when it was read."""
    counting = set(current)
    return [_file_report(form, made, found, compared, counting, source.modified, office) for source, made, _ in read]


def _file_report(
    form: Form,
    submission: Submission,
    found: Mapping[str, Sequence[Finding]],
    compared: Compared,
    current: Collection[str],
    modified: float,
    office: Office | None,
) -> FileReport:
    path = submission.path
    told = [*submission.findings, *found.get(path, ())]
    told = in_form_order(form, [*told, *still_to_tell(compared.told.get(path, ()), told)])
    return FileReport(
        path=path,
        sha256=submission.sha256,
        unit=submission.unit,
        status=status_of((finding.severity for finding in told), readable=submission.readable),
        current=path in current,
        modified=modified,
        findings=named(form, told, submission.unit, office),
    )


def in_form_order(form: Form, findings: Sequence[Finding]) -> list[Finding]:
    """About the file first, then cell by cell as the form stands."""
    if not findings:
        return []
    position = {id: number for number, id in enumerate((*form.fields, *form.tables))}

    def place(finding: Finding) -> tuple[int, int]:
        if finding.field is None or finding.stage in ("file", "structure"):
            return -1, 0
        return position.get(finding.field.split(".")[0], len(position)), STAGES.index(finding.stage)

    return sorted(findings, key=place)


def named(
    form: Form, findings: Sequence[Finding], unit: Unit | None, office: Office | None = None
) -> tuple[Finding, ...]:
    """What was found of one return, with its unit and the numbers its indicators have on the form, in the words of the
    form and of that unit."""
    about = any(finding.field for finding in findings)
    fitted = _fitting(form, unit, office or form.office) if about else None
    return tuple(_named(form, finding, unit, fitted if finding.field else None) for finding in findings)


def _named(form: Form, finding: Finding, unit: Unit | None, fitted: Callable[[str], str] | None) -> Finding:
    field = form.fields.get(finding.field or "")
    number = field.number if field is not None else ""
    if fitted is not None:
        finding = _fitted(finding, fitted)
    return dataclasses.replace(finding.retold(form.words), unit=finding.unit or unit, number=number)


_OF_THE_FORM = ("label", "unit", "above", "table", "row", "base")
"""What sentences about a cell call that which the form says; all else is the sender's."""


def _fitting(form: Form, unit: Unit | None, office: Office) -> Callable[[str], str] | None:
    """The words of the form as the workbook of a unit says them; None where it says them as they are."""
    fits = [fit for fit in form.paper.fits if fit.in_workbook]
    if not fits:
        return None
    words = form.levels.in_workbooks(unit.kind if unit is not None else "", form.levels.of(form.office_of(office)).word)
    return partial(refit, fits=fits, meant={fit.id: words[fit.in_workbook] for fit in fits})


def _fitted(finding: Finding, fitted: Callable[[str], str]) -> Finding:
    """The label, what a rule says, and what the form calls it in other sentences."""
    ruled = finding.code.startswith("rule-")
    message, fix = (
        fitted(text) if ruled else told_fitted(text, fitted, _OF_THE_FORM) for text in (finding.message, finding.fix)
    )
    label = finding.label and _label(finding.label, fitted)
    if (message, fix, label) == (finding.message, finding.fix, finding.label):
        return finding
    return dataclasses.replace(finding, message=message, fix=fix, label=label)


def _label(label: str, fitted: Callable[[str], str]) -> str:
    return fitted(label) if type(label) is str else told_fitted(label, fitted, _OF_THE_FORM)
