"""One mail or archive, one verdict: what came beside a return is told of with it, and is no file of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from tonghop290.files import INSIDE
from tonghop290.messages import finding
from tonghop290.model import Finding, Words
from tonghop290.pipeline.report import FileReport, status_of
from tonghop290.text.normalize import match_key

if TYPE_CHECKING:
    from tonghop290.workbook.intake.sources import Beside, Source

__all__ = ["IS_BESIDE", "IS_RESULT", "TELLS_ALL", "beside_findings", "one_verdict"]

IS_BESIDE = frozenset({"file-not-workbook", "file-not-our-form", "file-other-form"})
"""What is said of a file that is no return of this form: beside one it only came along."""
IS_RESULT = "file-is-result"
"""What is said of the totals of an office below: nobody's return, and no bad one."""
TELLS_ALL = "parcel-no-return"
"""What is said of a mail or archive that holds no return at all: it names everything in it."""


class _Named(Protocol):
    """What came along, as far as it is told of."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def unopened(self) -> bool: ...


def one_verdict(sources: Sequence[Source], files: Sequence[FileReport], words: Words) -> tuple[FileReport, ...]:
    """The files without those that only came along; with each return, what came along with it, in the words of a form.
    In the same order."""
    parcels: dict[str, list[int]] = {}
    for number, source in enumerate(sources):
        if source.parcel:
            parcels.setdefault(source.parcel, []).append(number)
    told: dict[int, list[Finding]] = {}
    gone: set[int] = set()
    for numbers in parcels.values():
        returns = [number for number in numbers if files[number].status != "unreadable"]
        along = [number for number in numbers if returns and _came_along(files[number])]
        gone.update(along)
        mains = returns or [number for number in numbers if not _tells_all(files[number])]
        beside = [
            *(one for number in numbers for one in sources[number].beside),
            *(_as_beside(sources[n]) for n in along),
        ]
        if mains and beside:
            told |= _told(mains, files, beside)
    return tuple(
        _with(file, [one.retold(words) for one in told.get(number, ())])
        for number, file in enumerate(files)
        if number not in gone
    )


def _came_along(file: FileReport) -> bool:
    return file.status == "unreadable" and any(found.code in IS_BESIDE for found in file.findings)


def _tells_all(file: FileReport) -> bool:
    """Whether what it says is of the whole mail or archive already."""
    return any(found.code == TELLS_ALL for found in file.findings)


def _as_beside(source: Source) -> Beside:
    from tonghop290.workbook.intake.sources import Beside

    return Beside(path=source.path, name=source.name or PurePath(source.path).name, kind=source.kind)


def _told(mains: Sequence[int], files: Sequence[FileReport], beside: Sequence[Beside]) -> dict[int, list[Finding]]:
    """Of each return what is to be said: a file that is named like it came with it, any other with the first."""
    stems = {_stem(files[number].path): number for number in reversed(mains)}
    own: dict[int, list[Beside]] = {}
    for one in beside:
        own.setdefault(stems.get(_stem(one.name), mains[0]), []).append(one)
    return {number: list(beside_findings(files[number].path, came)) for number, came in own.items()}


def _stem(path: str) -> str:
    return match_key(PurePath(path.rpartition(INSIDE)[2]).stem)


def beside_findings(path: str, beside: Iterable[_Named]) -> Iterator[Finding]:
    """The note on what came with the return of this path, and the question about what could not be opened."""
    from tonghop290.workbook.intake.refused import listed

    sorts: Mapping[bool, list[tuple[str, str]]] = {False: [], True: []}
    for one in beside:
        sorts[one.unopened].append((one.name, one.kind))
    for unopened, code in ((True, "beside-unopened"), (False, "beside")):
        if sorts[unopened]:
            names = listed(sorts[unopened])
            yield finding(code, file=path, value=names, places=names)


def _with(file: FileReport, told: Sequence[Finding]) -> FileReport:
    if not told:
        return file
    findings = (*(dataclasses.replace(one, unit=file.unit) for one in told), *file.findings)
    status = status_of((one.severity for one in findings), readable=file.status != "unreadable")
    return dataclasses.replace(file, findings=findings, status=status)
