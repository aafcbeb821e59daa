"""Returns of several editions of a form: each is judged by its own and seen by the present one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tonghop290.model import Finding, Form, Office, Unit
from tonghop290.pipeline.check import KeptReadings, check, named
from tonghop290.pipeline.outliers import Compared, find_outliers, still_to_tell
from tonghop290.pipeline.report import FileReport, Report, status_of
from tonghop290.spreadsheet.content import Content
from tonghop290.text.normalize import without_controls


def check_editions(
    places: Mapping[Path, Form],
    form: Form,
    *,
    units: Mapping[str, Unit],
    office: Office,
    compare: bool = True,
    accepted: Mapping[Path, Collection[str]] | None = None,
    progress: Callable[[int, str], None] | None = None,
    kept: KeptReadings | None = None,
    contents: Mapping[Path, Content] | None = None,
    senders: Mapping[Path, Unit] | None = None,
) -> Report:
    """Check each file by the edition of the form it was filled in under, and give all, in their order, as ``form`` sees
    them. Findings are of the own edition, and of what is not carried over; outliers are looked for among all.

    ``accepted``: the values (field id or "table.row.column") let stand outside their range. Others: as in ``check``.
    """
    editions = {own.hash: own for own in places.values()} or {form.hash: form}
    reports = []
    for own in editions.values():
        paths = [path for path, edition in places.items() if edition.hash == own.hash]
        report = check(
            paths,
            own,
            units=units,
            office=office,
            compare=compare and list(editions) == [form.hash],
            progress=progress,
            kept=kept,
            contents=contents,
            senders=senders,
        )
        names = {without_controls(str(path)): path for path in paths}
        let_stand = frozenset((name, id) for name, path in names.items() for id in (accepted or {}).get(path, ()))
        reports.append(carried_over(replace(report, accepted=let_stand), form))
    if len(reports) == 1 and list(editions) == [form.hash]:
        return reports[0]
    order = {without_controls(str(path)): number for number, path in enumerate(places)}
    return _joined(reports, order, compare=compare)


def carried_over(report: Report, form: Form) -> Report:
    """The same returns as another edition of their form sees them; unchanged where it is the same one."""
    if report.form.hash == form.hash:
        return report
    from tonghop290.data.editions.carry_over import carry_over

    dataset, said = carry_over(report.dataset, form, accepted=report.accepted)
    files = tuple(
        _with(file, first=[named(form, one, file.unit) for one in said.get(file.path, ())]) for file in report.files
    )
    return replace(report, form=form, dataset=dataset, files=files)


def _with(file: FileReport, *, first: Sequence[Finding] = (), last: Sequence[Finding] = ()) -> FileReport:
    """A file with more findings, before and behind its own."""
    findings = (*first, *file.findings, *last)
    return replace(
        file,
        findings=findings,
        status=status_of((finding.severity for finding in findings), readable=file.status != "unreadable"),
    )


def _joined(reports: Sequence[Report], order: Mapping[str, int], *, compare: bool) -> Report:
    from tonghop290.data.editions.carry_over import join_datasets

    dataset = join_datasets([report.dataset for report in reports])
    current = tuple(
        sorted((path for report in reports for path in report.current), key=lambda path: order.get(path, len(order)))
    )
    compared = find_outliers(dataset, current) if compare else Compared()
    files = sorted(
        (file for report in reports for file in report.files), key=lambda file: order.get(file.path, len(order))
    )
    return replace(
        reports[0],
        dataset=dataset,
        current=current,
        files=tuple(
            _with(
                file,
                last=[
                    named(dataset.form, one, file.unit)
                    for one in still_to_tell(compared.told.get(file.path, ()), file.findings)
                ],
            )
            for file in files
        ),
        paths=tuple(path for report in reports for path in report.paths),
        shared=compared.shared,
        accepted=frozenset().union(*(report.accepted for report in reports)),
    )
