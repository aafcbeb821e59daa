"""The answers to many returns: a marked copy each, under the sender's own file name, in one folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tonghop290.files import INSIDE, write_whole
from tonghop290.model import CellRef, Finding, Form, Office, Table, Unit, Words
from tonghop290.outputs import Guard
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.edit.acting import ActingParts
from tonghop290.spreadsheet.package import Unreadable
from tonghop290.text.normalize import safe_file_name
from tonghop290.workbook.answer.explanations import read_explanations
from tonghop290.workbook.answer.marked import CannotMark, marked_copy
from tonghop290.workbook.intake.left_behind import left_behind
from tonghop290.workbook.intake.one import read_submission
from tonghop290.workbook.issue.blank import Filling, blank_bytes
from tonghop290.workbook.plan import Plan, plan_workbook
from tonghop290.written_before import key_of

__all__ = ["Answers", "with_notes", "write_fresh"]

_LONGEST_STEM = 110


class Answers:
    """Writes into one folder; every file gets a name of its own, and none of ``never`` is written over. A marked copy
    that would be made of the same again is left as it is (:class:`WrittenBefore`)."""

    def __init__(
        self, form: Form, office: Office, folder: Path, *, never: Iterable[Path] = (), overwrite: bool = False
    ) -> None:
        never = tuple(never)
        self._guard = Guard(never, overwrite=overwrite)
        self.form, self.office, self.folder = form, office, self._guard.folder(folder)
        self._never = [path.resolve() for path in never]
        self._taken: set[str] = set()

    @cached_property
    def _same(self) -> str:
        """The key of what all copies are made of."""
        return key_of(self.form, self.office)

    @property
    def left(self) -> Set[Path]:
        """The copies that were there to the byte."""
        return self._guard.before.left

    def keep(self) -> None:
        """Keep what the copies were made of for the next time."""
        self._guard.before.keep()

    def write(
        self,
        return_name: str,
        content: Content,
        findings: Sequence[Finding],
        *,
        unit: Unit | None,
        filled: Callable[[], Mapping[str, Any]],
    ) -> Path:
        """Write one answer; its path. ``return_name``: how the return is named to people ("thu.zip › a.xlsx").

        A file that cannot be marked is answered with a fresh form of ours; ``filled`` gives what stands in it.
        Explanations the sender has written stay in their boxes. Errors: OSError.
        """
        path, before = self._name(return_name), self._guard.before
        key = key_of(self._same, content.sha256, unit, [replace(finding, file="") for finding in findings])
        if before.leave(path, key):
            return path
        try:
            copy = marked_copy(content, findings, form=self.form, unit=unit, explanations="own")
        except (CannotMark, Unreadable) as why:
            key = key_of(key, why)  # it is also made of what was read of the return: nobody asks for that key
            issue = read_submission(return_name, self.form, content=content).issue
            copy = _fresh_copy(
                with_notes(findings, why, self.form.words),
                form=self.form,
                office=self.office,
                unit=unit,
                issue=issue,
                filled=filled(),
                explanations=read_explanations(content, self.form.words),
            )
        before.write(path, copy, key, private=True)
        return path

    def _name(self, return_name: str) -> Path:
        inner = re.split(r"[\\/]", return_name.rpartition(INSIDE)[2])[-1]
        stem = safe_file_name(re.sub(r"\.[A-Za-z]{3,4}$", "", inner))[:_LONGEST_STEM].rstrip(" .") or "phan hoi"
        for number in range(1, 100_000):
            name = safe_file_name(stem + (f" ({number})" if number > 1 else "") + ".xlsx")
            path = self.folder / name
            resolved = path.resolve()
            if name.casefold() not in self._taken and not any(
                resolved == never or path.exists() and never in resolved.parents for never in self._never
            ):
                break
        given = self._guard.file(path)
        self._taken |= {name.casefold(), given.name.casefold()}
        return given


def with_notes(findings: Sequence[Finding], why: Exception, words: Words) -> Sequence[Finding]:
    """The findings, and what stays behind where the return could not be marked for that reason."""
    acts = why.acts if isinstance(why, ActingParts) else frozenset()
    notes = left_behind(acts, "", said={finding.code for finding in findings})
    return [*findings, *(note.retold(words) for note in notes)]


def write_fresh(
    path: Path,
    findings: Sequence[Finding],
    *,
    form: Form,
    office: Office | None = None,
    unit: Unit | None = None,
    issue: str = "",
    filled: Mapping[str, Any],
    explanations: Mapping[str, str] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> Path:
    """A new form with a return's values, marked: for files that cannot be marked themselves. Errors: OSError.

    Everything else: see :func:`_fresh_copy`.
    """
    copy = _fresh_copy(
        findings,
        form=form,
        office=office,
        unit=unit,
        issue=issue,
        filled=filled,
        explanations=explanations,
        numbers=numbers,
    )
    return write_whole(path, copy, private=True)


def _fresh_copy(
    findings: Sequence[Finding],
    *,
    form: Form,
    office: Office | None,
    unit: Unit | None,
    issue: str,
    filled: Mapping[str, Any],
    explanations: Mapping[str, str] | None,
    numbers: Mapping[str, int] | None = None,
) -> bytes:
    """A new form with a return's values, marked.

    ``filled``: values, states and notes by field id, tables by table id (see :class:`Filling`). The findings are moved
    to the cells of the new form. Rows of a free table that do not fit are put into its last row, line by line.
    """
    plan = plan_workbook(form)
    tables = {id: _fitting(form.tables[id], rows) for id, rows in filled.get("tables", {}).items()}
    filling = Filling(
        values=filled.get("values", {}), states=filled.get("states", {}), notes=filled.get("notes", {}), tables=tables
    )
    blank = Content(blank_bytes(form, unit=unit, office=office, issue=issue, filling=filling))
    moved = [_moved(finding, plan) for finding in findings]
    return marked_copy(blank, moved, form=form, unit=unit, explanations=explanations, numbers=numbers)


def _fitting(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    room = len(table.prefilled) + table.blank_rows
    if table.fixed or len(rows) <= room:
        return rows
    last = dict(rows[room - 1])
    for column in table.columns:
        if not column.figure:
            last[column.id] = "\n".join(str(row[column.id]) for row in rows[room - 1 :] if row.get(column.id))
    return [*rows[: room - 1], last]


def _moved(finding: Finding, plan: Plan) -> Finding:
    """A finding about a cell of the return, about the same cell of a new form."""
    at = _place(finding.field, plan) if finding.field and finding.cell else None
    return replace(finding, sheet=at.sheet if at else None, cell=at.a1 if at else None)


def _place(field: str, plan: Plan) -> CellRef | None:
    if field in plan.fields:
        return plan.fields[field].value
    id, _, rest = field.partition(".")
    row, _, column = rest.rpartition(".")
    place = plan.tables.get(id)
    if place is None or column not in place.columns:
        return None
    if place.table.fixed:
        number = next((number for number, known in enumerate(place.table.rows, 1) if known.id == row), 0)
    else:
        number = min(int(row), place.last_row - place.first_row + 1) if row.isdigit() else 0
    return place.cell(number, column) if number else None
