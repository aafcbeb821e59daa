"""Documents that were printed are looked at: what differs from their profile, what no report should say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tonghop290.model import PROFILE_2018, Form
from tonghop290.outputs import Guard
from tonghop290.pipeline.report import Report
from tonghop290.written_before import WrittenBefore

if TYPE_CHECKING:
    from tonghop290.narrative.verify.rendered import Measured

__all__ = [
    "Papers",
    "look_over_document",
    "look_over_documents",
    "measure_pages",
    "template_notes",
    "verify_document",
    "verify_documents",
]


class Papers(dict[Path, str]):
    """Each document's path → the format profile it follows. ``left``: those that were there, the same to the byte."""

    def __init__(self) -> None:
        super().__init__()
        self.left: set[Path] = set()

    def add(self, paths: Iterable[Path], look: str, guard: Guard) -> None:
        """Documents of one format that were written, or left."""
        self.update(dict.fromkeys(paths, look))
        self.left |= guard.before.left & self.keys()


def template_notes(template: str | Path) -> tuple[str, ...]:
    """What of a Word template does not go into the reports although the template is used: a sentence each."""
    from tonghop290.narrative.template.opened import review_notes
    from tonghop290.narrative.template.package_check import package_notes

    path = Path(template)
    return tuple(f"{path.name}: {note}." for note in (*package_notes(path), *review_notes(path)))


def look_over_documents(paths: Iterable[Path], form: Form) -> dict[Path, tuple[str, ...]]:
    """The same of many that were just written; of those nobody has touched since it was said before it is known."""
    before, found = WrittenBefore(), {}
    for path in paths:
        said = before.said_of(path)
        if said is None:
            said = look_over_document(path, form)
            before.note_said(path, said)
        found[path] = said
    before.keep()
    return found


def look_over_document(path: str | Path, form: Form | None = None) -> tuple[str, ...]:
    """What does not belong into a printed report: letters its language does not have, formulas, tags; a sentence for
    each paragraph, in whatever part of the file it stands."""
    from tonghop290.model import OWN_LANGUAGE
    from tonghop290.narrative.verify.last_look import look_over

    return look_over(Path(path), form.words.language if form is not None else OWN_LANGUAGE)


def verify_document(path: str | Path, profile: str = PROFILE_2018, *, form: Form | None = None) -> tuple[str, ...]:
    """What a Word document has otherwise than its format profile, a sentence each; empty when all is right.

    ``form``: one that may bring profiles of its own. Errors: FileNotFoundError; ValueError (no such profile, not a Word
    document).
    """
    from tonghop290.narrative.verify.differences import verify_docx

    return verify_docx(Path(path), profile, form.folder if form is not None else None, form)


def verify_documents(
    paths: Sequence[Path], profile: str, form: Form, report: Report | None = None
) -> dict[Path, tuple[str, ...]]:
    """The documents that differ from their profile, which is read once, or among each other and from the tables of
    ``report``. Errors: as :func:`verify_document`."""
    from tonghop290.narrative.profile_file import profile_of
    from tonghop290.narrative.verify.differences import differences

    rules, sums = profile_of(profile, form.folder), _sums(report) if report is not None else {}
    return {path: found for path in paths if (found := differences(path, rules, form, sums))}


def _sums(report: Report) -> dict[str, float]:
    """What the figures of the tables add up to: field id → its sum."""
    from tonghop290.data.aggregate import add_up

    totals = add_up(report.usable(), expected=report.expected)
    values = {id: total.value for id, total in totals.fields.items()}
    return {id: float(value) for id, value in values.items() if isinstance(value, int | float)}


def measure_pages(paths: Sequence[Path], form: Form) -> Measured:
    """The documents printed by LibreOffice, where it is installed, and looked at on the page."""
    from tonghop290.narrative.typeset.binding import binding_of
    from tonghop290.narrative.verify.rendered import measure_pages as measure

    return measure(paths, binding_of(form))
