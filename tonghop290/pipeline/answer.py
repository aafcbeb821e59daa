"""Returns go back marked: the copies of a check, and the answer of a round."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.files import no_place
from tonghop290.model import Finding, Form, Office, Unit
from tonghop290.pipeline.callers.to_stream import folder_or_stream
from tonghop290.pipeline.check import check
from tonghop290.pipeline.plugged_in.find_plugins import kinds_known
from tonghop290.pipeline.report import FileReport, Report
from tonghop290.spreadsheet.package import Unreadable

if TYPE_CHECKING:
    from tonghop290.plugged import Plugin
    from tonghop290.spreadsheet.content import Content
    from tonghop290.workbook.answer.answers import Answers


@folder_or_stream
def annotate(report: Report, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """One marked copy for every readable file with errors or warnings, under the file's own name; the paths written.

    The files are read again, so that a check need not hold them all in memory, and only what was judged is marked. A
    copy that would be the same is left as it is. Errors: OSError; one for all files that are gone or changed since the
    check, after the others are written.
    """
    return write_copies(report, folder, overwrite=overwrite)[0]


def write_copies(report: Report, folder: str | Path, *, overwrite: bool = False) -> tuple[list[Path], int]:
    """As :func:`annotate`; also how many of them were there to the byte."""
    from tonghop290.workbook.answer.answers import Answers

    wanted = [
        file
        for file in report.files
        if file.status != "unreadable" and any(told.severity != "note" for told in file.findings)
    ]
    answers = Answers(report.form, report.office, Path(folder), never=report.paths, overwrite=overwrite)
    written, gone = _marked(report, wanted, answers)
    answers.keep()
    if gone:
        raise OSError("Tệp đã thay đổi hoặc không còn sau khi kiểm tra: " + "; ".join(gone))
    return written, len(answers.left)


def annotated(report: Report, file: FileReport | str) -> bytes:
    """The marked copy of one readable file, as bytes: what :func:`annotate` writes, no folder needed.

    ``file``: one of ``report.files``, or its ``path``. A file without a point gives its copy with none.
    Errors: KeyError for no file of the report; ValueError for one that could not be read; OSError where it is gone or
    has changed since the check.
    """
    from tonghop290.workbook.answer.answers import Answers

    path = file if isinstance(file, str) else file.path
    found = next((one for one in report.files if one.path == path), None)
    if found is None:
        raise KeyError(path)
    if found.status == "unreadable":
        raise ValueError(f"{path}: không đọc được, không có bản đánh dấu.")
    with no_place() as folder:
        written, gone = _marked(report, [found], Answers(report.form, report.office, folder))
        if gone:
            raise OSError(f"Tệp đã thay đổi hoặc không còn sau khi kiểm tra: {path}")
        return written[0].read_bytes()


def _marked(report: Report, wanted: Sequence[FileReport], answers: Answers) -> tuple[list[Path], list[str]]:
    """The marked copies of these files of the report, and the paths of those that are gone or not as they were."""
    from tonghop290.workbook.intake.sources import find_sources

    left = {(file.path, file.sha256): file for file in wanted}
    written = []
    for source in find_sources(report.given, known=kinds_known(report.plugins)) if left else ():
        content = source.content
        file = left.pop((source.path, content.sha256), None) if content is not None else None
        if content is not None and file is not None:
            written.append(
                answers.write(
                    file.path,
                    content,
                    file.findings,
                    unit=file.unit,
                    filled=functools.partial(report.as_filled, file.path),
                )
            )
        if not left:
            break
    return written, [path for path, _ in left]


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
    numbers: Mapping[str, int] | None = None,
    content: Content | None = None,
    plugins: Sequence[Plugin] | None = None,
) -> Path:
    """The sender's workbook with its points marked; for what cannot be marked, a fresh one with their values.

    ``numbers``: key → the number its point has in the letter. ``content``: what ``source`` holds, where it has been
    read already. ``plugins``: in place of all that are active. Errors: OSError; PluginError.
    """
    from tonghop290.workbook.answer.answers import with_notes, write_fresh
    from tonghop290.workbook.answer.marked import CannotMark, write_marked

    try:
        return write_marked(
            content or source, path, findings, form=form, unit=unit, explanations=explanations, numbers=numbers
        )
    except (CannotMark, Unreadable) as why:
        alone = functools.partial(check, [source], form, office=office, compare=False, plugins=plugins)
        report = alone(units={unit.code: unit}, contents={source: content} if content is not None else None)
        return write_fresh(
            path,
            with_notes(findings, why, report.form.words),
            form=form,
            office=office,
            unit=unit,
            issue=issue,
            filled=report.as_filled(report.files[0].path),
            explanations=explanations,
            numbers=numbers,
        )
