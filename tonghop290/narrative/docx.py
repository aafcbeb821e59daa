"""The reports in Word: a template of the office, filled with the figures, in the Party's format.

Written whole or not at all; the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tonghop290.files import write_whole
from tonghop290.model import PROFILE_2018, About, Dataset, Document, Form, Office
from tonghop290.narrative.appendix import keep_appendices
from tonghop290.narrative.controls.figure_tags import TOTAL
from tonghop290.narrative.controls.foot_notes import FootNote
from tonghop290.narrative.controls.memory import APPENDIX_ALONE, Copy
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.profiles import Profile
from tonghop290.narrative.template.prepared import Prepared
from tonghop290.narrative.words.office_words import office_narrative, returns_in_order
from tonghop290.narrative.words.one_return import returns_of
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.told_notes import notes_of_office, notes_of_unit
from tonghop290.narrative.words.unit_words import Narrative, narrative_of

if TYPE_CHECKING:
    from tonghop290.model import Totals, Unit

__all__ = ["UnitPapers", "write_narratives", "write_office_narrative"]


def write_narratives(
    dataset: Dataset,
    paths: Mapping[str, Path],
    template: Path,
    *,
    office: Office,
    title: str,
    profile: str = PROFILE_2018,
    open_points: Mapping[str, int] = MappingProxyType({}),
    document: str = "",
) -> list[Path]:
    """One document of each unit; the template is prepared once. ``paths``: a return's key in ``dataset.frame`` → where
    its report goes; ``open_points``: errors still open, by the same key; ``document``: which of the form's it is.

    Errors: KeyError (no such return), ValueError (no such profile), FileNotFoundError (no such template), FormError (a
    template that cannot be used, every fault).
    """
    papers = UnitPapers(template, dataset.form, office=office, title=title, document=document)
    return papers.write(dataset, paths, profile=profile, open_points=open_points)


class UnitPapers:
    """A template made ready for the documents of units, whenever they are written. Errors: as
    :func:`write_narratives`."""

    def __init__(self, template: Path, form: Form, *, office: Office, title: str, document: str = "") -> None:
        self._form, self._office, self._document = form, office, document
        self._prepared = Prepared(template, form, office, title=title)
        self._book = PhraseBook(form, "unit", self._prepared.printed)

    def write(
        self,
        dataset: Dataset,
        paths: Mapping[str, Path],
        *,
        profile: str = PROFILE_2018,
        open_points: Mapping[str, int] = MappingProxyType({}),
    ) -> list[Path]:
        """One document of each; as :func:`write_narratives`."""
        form, look = self._form, profile_of(profile, self._form.folder)
        returns = returns_of(dataset, paths)
        written = []
        for file, path in paths.items():
            points = open_points.get(file, 0)
            own = narrative_of(returns[file], form, office=self._office, open_points=points, book=self._book)
            notes = notes_of_unit(returns[file], form, dataset.notes, document=self._document)
            copy = _copy("unit", own.unit, self._document, look, own, notes)
            written.append(_write(self._prepared, own, Path(path), look, copy))
        return written


def write_office_narrative(
    dataset: Dataset,
    totals: Totals,
    path: Path,
    template: Path,
    *,
    office: Office,
    title: str,
    document: Document | None = None,
    profile: str = PROFILE_2018,
    open_points: int = 0,
    missing_units: Sequence[Unit] = (),
    appendix_only: bool = False,
) -> Path:
    """A document of the office's own, from the totals of ``dataset`` (one current return a unit); or its appendices
    alone. ``document``: which of the form's it is.

    Errors: as :func:`write_narratives`; ValueError for ``appendix_only`` of a template without appendices.
    """
    form = dataset.form
    look = profile_of(profile, form.folder)
    prepared = Prepared(template, form, office, title=title)
    narrative = office_narrative(
        dataset,
        totals,
        office=office,
        open_points=open_points,
        missing_units=missing_units,
        document=document,
        book=PhraseBook(form, "office", prepared.printed),
    )
    id = "" if document is None else document.id
    notes = notes_of_office(returns_in_order(dataset), form, document=id)
    copy = _copy("office", TOTAL, id + (APPENDIX_ALONE if appendix_only else ""), look, narrative, notes)
    return _write(prepared, narrative, Path(path), look, copy, appendix_only=appendix_only)


def _copy(about: About, unit: str, document: str, look: Profile, own: Narrative, notes: tuple[FootNote, ...]) -> Copy:
    return Copy(
        about=about,
        unit=unit,
        document=document,
        profile=look.id,
        code=own.code,
        notes=notes,
        font=look.font,
    )


def _write(
    prepared: Prepared, narrative: Narrative, path: Path, look: Profile, copy: Copy, *, appendix_only: bool = False
) -> Path:
    if prepared.fills_quickly and not appendix_only:
        return write_whole(path, prepared.fill_and_tidy(narrative.words, narrative.names, look, copy))
    document = None if prepared.fills_quickly else prepared.fill_plainly(narrative.words, narrative.names, copy)
    body = prepared.fill(narrative.words, narrative.names) if document is None else document.element.body
    if appendix_only:
        keep_appendices(body, prepared.name_of)
    prepared.finish(body, look, narrative.names)
    return write_whole(path, prepared.package(body, copy) if document is None else prepared.package_of(document, copy))
