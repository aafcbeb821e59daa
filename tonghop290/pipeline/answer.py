"""Returns go back marked: the copies of a check, and the answer of a round."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.model import Finding, Form, Office, Unit
from tonghop290.pipeline.check import check
from tonghop290.pipeline.report import Report

if TYPE_CHECKING:
    from tonghop290.spreadsheet.content import Content


def annotate(report: Report, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """One marked copy for every readable file with errors or warnings, under the file's own name; the paths written.

    The files are read again, so that a check need not hold them all in memory, and only what was judged is marked.
    Errors: OSError; one for all files that are gone or changed since the check, after the others are written.
    """
    from tonghop290.workbook.answer.answers import Answers
    from tonghop290.workbook.intake.sources import find_sources

    wanted = {
        (file.path, file.sha256): file
        for file in report.files
        if file.status != "unreadable" and any(told.severity != "note" for told in file.findings)
    }
    answers = Answers(report.form, report.office, Path(folder), never=report.paths, overwrite=overwrite)
    written = []
    for source in find_sources(report.paths) if wanted else ():
        content = source.content
        file = wanted.pop((source.path, content.sha256), None) if content is not None else None
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
    if wanted:
        raise OSError("Tệp đã thay đổi hoặc không còn sau khi kiểm tra: " + "; ".join(path for path, _ in wanted))
    return written


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
) -> Path:
    """The sender's workbook with its points marked; for what cannot be marked, a fresh one with their values.

    ``numbers``: key → the number its point has in the letter.
    ``content``: what ``source`` holds, where it has been read already. Errors: OSError.
    """
    from tonghop290.spreadsheet.package import Unreadable
    from tonghop290.workbook.answer.answers import with_notes, write_fresh
    from tonghop290.workbook.answer.marked import CannotMark, write_marked

    try:
        return write_marked(
            content or source, path, findings, form=form, unit=unit, explanations=explanations, numbers=numbers
        )
    except (CannotMark, Unreadable) as why:
        contents = {source: content} if content is not None else None
        report = check([source], form, units={unit.code: unit}, office=office, compare=False, contents=contents)
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
