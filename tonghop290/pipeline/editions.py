"""Returns of several editions of a form: each is judged by its own and seen by the present one, and its answers are
carried into a workbook of the present one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.model import Carried, Earlier, Finding, Form, Office, Unit, Words, sayable
from tonghop290.outputs import Guard
from tonghop290.parcels.leftovers import shown_path
from tonghop290.pipeline.arrivals import identity_of, inner_name
from tonghop290.pipeline.callers.progress import Progress
from tonghop290.pipeline.check import KeptReadings, check, named
from tonghop290.pipeline.issue import unit_file_name
from tonghop290.pipeline.outliers import Compared, find_outliers, still_to_tell
from tonghop290.pipeline.report import FileReport, Report, status_of
from tonghop290.text.normalize import without_controls
from tonghop290.workbook.plan import CARRIED

if TYPE_CHECKING:
    from tonghop290.spreadsheet.content import Content

__all__ = [
    "CARRIED_SHEET",
    "OtherEdition",
    "carried_answers",
    "carried_lines",
    "carried_over",
    "check_editions",
    "write_carried",
]

CARRIED_SHEET = CARRIED
"""The sheet that lists it all."""
_HEADS = {
    "changed": sayable("Cần điền lại"),
    "new": sayable("Hỏi thêm"),
    "gone": sayable("Không còn trong biểu mới"),
    "explained": sayable("Giải trình đã ghi"),
}
_SHOWN = 60
"""Letters of an answer on one line."""


def check_editions(
    places: Mapping[Path, Form],
    form: Form,
    *,
    units: Mapping[str, Unit],
    office: Office,
    compare: bool = True,
    accepted: Mapping[Path, Collection[str]] | None = None,
    progress: Progress | None = None,
    kept: KeptReadings | None = None,
    contents: Mapping[Path, Content] | None = None,
    senders: Mapping[Path, Unit] | None = None,
    earlier: Earlier | None = None,
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
            earlier=earlier,
        )
        reports.append(carried_over(replace(report, accepted=_let_stand(paths, accepted or {})), form))
    if len(reports) == 1 and list(editions) == [form.hash]:
        return reports[0]
    order = {shown_path(path): number for number, path in enumerate(places)}
    return _joined(reports, order, compare=compare, earlier=earlier)


def _let_stand(paths: Iterable[Path], accepted: Mapping[Path, Collection[str]]) -> frozenset[tuple[str, str]]:
    """What is accepted of these files, as reports name them."""
    return frozenset((shown_path(path), id) for path in paths for id in accepted.get(path, ()))


def carried_over(report: Report, form: Form) -> Report:
    """The same returns as another edition of their form sees them; unchanged where it is the same one."""
    if report.form.hash == form.hash:
        return report
    from tonghop290.data.editions.carry_over import carry_over

    dataset, said = carry_over(report.dataset, form, accepted=report.accepted)
    files = tuple(
        _with(file, first=named(form, said.get(file.path, ()), file.unit, report.office)) for file in report.files
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


def _joined(reports: Sequence[Report], order: Mapping[str, int], *, compare: bool, earlier: Earlier | None) -> Report:
    from tonghop290.data.editions.carry_over import join_datasets

    dataset = join_datasets([report.dataset for report in reports])
    current = tuple(
        sorted((path for report in reports for path in report.current), key=lambda path: order.get(path, len(order)))
    )
    compared = find_outliers(dataset, current, earlier, plugins=reports[0].plugins) if compare else Compared()
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
                last=named(
                    dataset.form,
                    still_to_tell(compared.told.get(file.path, ()), file.findings),
                    file.unit,
                    reports[0].office,
                ),
            )
            for file in files
        ),
        given=tuple(given for report in reports for given in report.given),
        shared=compared.shared,
        accepted=frozenset().union(*(report.accepted for report in reports)),
        identities={path: said for report in reports for path, said in report.identities.items()},
    )


# --- answers carried into a workbook of the present edition ---------------------------------------------------------


class OtherEdition(ValueError):
    """A return was made of another edition than the one it was to be read by; its text names the file."""


def carried_answers(
    report: Report,
    path: str,
    form: Form,
    *,
    name: str,
    unit: Unit | None,
    office: Office,
    accepted: Collection[tuple[str, str]] = (),
    explained: Mapping[str, str],
) -> Carried:
    """The answers of one return of ``report``, which is of its own edition, for a workbook of ``form``.

    ``name``: of the file, as people know it. ``accepted``: as in :func:`carry_answers`. ``explained``: what a finding
    said → what its sender wrote beside it.
    """
    from tonghop290.data.editions.carried_answers import carry_answers
    from tonghop290.workbook.issue.contents import given_values

    given = given_values(form, unit, office)
    findings = next(file.findings for file in report.files if file.path == path)
    return carry_answers(
        report.dataset,
        path,
        form,
        name=name,
        given=frozenset(id for id in given if form.fields[id].filled_by != "sender"),
        accepted=accepted,
        findings=findings,
        explained=list(explained.items()),
    )


def write_carried(
    paths: Sequence[Path],
    old: Form,
    form: Form,
    folder: Path,
    *,
    units: Mapping[str, Unit] | None = None,
    office: Office | None = None,
    overwrite: bool = False,
) -> list[tuple[Path | None, FileReport, Carried | None]]:
    """For each return of the edition ``old`` a workbook of ``form`` with its answers; None and None for a file that
    holds none or is not the one of its unit that counts. The returns stay what they are.

    Errors: OSError; OtherEdition before anything is written.
    """
    from tonghop290.workbook.intake.sources import find_sources

    office = office or form.office
    report = check(paths, old, units=units, compare=False)
    found = ((without_controls(source.path), source.content) for source in find_sources(paths))
    contents = {path: content for path, content in found if content is not None and path in report.dataset.hashes}
    explained = {path: _explained(path, content, old) for path, content in contents.items()}
    guard = Guard(paths, overwrite=overwrite)
    folder = guard.folder(folder)
    taken: set[str] = set()
    made: list[tuple[Path | None, FileReport, Carried | None]] = []
    for file in report.files:
        if file.path not in report.current:
            made.append((None, file, None))
            continue
        name = inner_name(file.path.replace("\\", "/"))
        own = file.unit if file.unit is not None and file.unit.code else None
        asked = {found.key: found.message for found in file.findings}
        said = {asked[key]: text for key, text in explained.get(file.path, {}).items() if key in asked}
        carried = carried_answers(report, file.path, form, name=name, unit=own, office=office, explained=said)
        stem = unit_file_name(own, "") if own else Path(name).stem
        place = folder / next(free for free in _names(stem) if free.casefold() not in taken)
        taken.add(place.name.casefold())
        made.append((_written(form, guard.file(place, (".xlsx",)), own, office, carried), file, carried))
    return made


def _names(stem: str) -> Iterator[str]:
    """ "a.xlsx", "a (2).xlsx" …"""
    yield f"{stem}.xlsx"
    yield from (f"{stem} ({number}).xlsx" for number in count(2))


def _written(form: Form, place: Path, unit: Unit | None, office: Office, carried: Carried) -> Path:
    from tonghop290.workbook.issue.blank import Filling, write_blank

    return write_blank(form, place, unit=unit, office=office, filling=Filling.of(carried))


def _explained(path: str, content: Content, old: Form) -> Mapping[str, str]:
    """What the sender of a return explained. Errors: OtherEdition."""
    said = identity_of(content, old)
    if said.form_hash and not old.hash.startswith(said.form_hash):
        raise OtherEdition(
            f"“{Path(path).name}” làm trên một bản khác của biểu mẫu (phiên bản {said.version}). "
            "Đề nghị nêu đúng bản đó bằng --old-form."
        )
    return said.explained


def carried_lines(carried: Carried, words: Words | None = None) -> list[str]:
    """What was taken over and what was not, a line each, for the screen and, in the ``words`` of the form, the
    letter."""
    words = words or Words()
    count, version = str(carried.kept), carried.version
    lines = [words.say("Giữ nguyên {count} ô của biểu cũ (phiên bản {version}).", count=count, version=version)]
    for kind, head in _HEADS.items():
        for one in carried.left:
            if one.kind == kind:
                said = words.say(", biểu cũ ghi “{said}”", said=_shortened(words.retell(one.said))) if one.said else ""
                why = f" ({words.retell(one.why)})" if one.why else ""
                lines.append(f"{words.say(head)}: {one.label}{said}{why}")
    return lines


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + "…"
