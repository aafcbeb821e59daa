"""The reports in Word: a template of the office, filled with the figures, in the Party's format.

Written whole or not at all; the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tonghop290.model import PROFILE_2018, About, Dataset, Document, FormError, Office
from tonghop290.narrative.appendix import keep_appendices
from tonghop290.narrative.controls.figure_tags import TOTAL
from tonghop290.narrative.controls.foot_notes import FootNote
from tonghop290.narrative.controls.memory import APPENDIX_ALONE, Copy
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.profiles import Profile
from tonghop290.narrative.shared_work import shared_work
from tonghop290.narrative.template.prepared import Prepared
from tonghop290.narrative.words.office_words import office_narrative, returns_in_order
from tonghop290.narrative.words.one_return import OneReturn, returns_of
from tonghop290.narrative.words.phrase_words import PhraseBook
from tonghop290.narrative.words.told_notes import notes_of_office, notes_of_unit
from tonghop290.narrative.words.unit_words import Narrative, narrative_of
from tonghop290.spreadsheet.child_process import processes_at_once
from tonghop290.written_before import WrittenBefore, key_of

if TYPE_CHECKING:
    from tonghop290.model import Form, Totals, Unit

__all__ = ["SHARED_FROM", "UnitPapers", "papers_printer", "write_narratives", "write_office_narrative"]

SHARED_FROM = 300
"""Documents. To start a process and make the template ready there costs as much as sixty."""


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
    before: WrittenBefore | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Path]:
    """One document of each unit; the template is prepared once. ``paths``: a return's key in ``dataset.frame`` → where
    its report goes; ``open_points``: errors still open, by the same key; ``document``: which of the form's it is;
    ``before``: what lies there, of which what would be the same is left; ``progress``: told of
    each that is written (number, name, how many).

    Errors: KeyError (no such return), ValueError (no such profile), FileNotFoundError (no such template), FormError (a
    template that cannot be used, every fault).
    """
    papers = UnitPapers(template, dataset.form, office=office, title=title, document=document)
    return papers.write(dataset, paths, profile=profile, open_points=open_points, before=before, progress=progress)


class UnitPapers:
    """A template for the documents of units, made ready when the first of them is written. Errors: as
    :func:`write_narratives`."""

    def __init__(self, template: Path, form: Form, *, office: Office, title: str, document: str = "") -> None:
        self._form, self._office, self._document = form, office, document
        self.given = (template, form, office, title, document)
        """What another process makes the same of (:func:`papers_printer`)."""
        self._press = _Press(template, form, office, "unit", title=title, document=document)

    def write(
        self,
        dataset: Dataset,
        paths: Mapping[str, Path],
        *,
        profile: str = PROFILE_2018,
        open_points: Mapping[str, int] = MappingProxyType({}),
        before: WrittenBefore | None = None,
        progress: Callable[[int, int, str], None] | None = None,
        others: int | None = None,
    ) -> list[Path]:
        """One document of each; as :func:`write_narratives`. ``others``: how many other processes share the work; by
        default as many as pay."""
        form, press, returns = self._form, self._press, returns_of(dataset, paths)
        look, before = profile_of(profile, form.folder), before or WrittenBefore()
        notes = {
            file: notes_of_unit(own, form, dataset.notes, document=self._document) for file, own in returns.items()
        }
        points = {file: open_points.get(file, 0) for file in returns}
        keys = {
            file: press.key(look, replace(own, file=""), notes[file], points[file]) for file, own in returns.items()
        }
        new = [file for file, path in paths.items() if not before.leave(Path(path), keys[file])]
        pieces = [(returns[file], points[file], notes[file]) for file in new]
        with closing(self._shared(pieces, profile, _others(len(pieces)) if others is None else others)) as printed:
            for number, file in enumerate(new, 1):
                if progress is not None:
                    progress(number, len(new), str(paths[file]))
                before.write(Path(paths[file]), next(printed), keys[file])
        return [Path(path) for path in paths.values()]

    def printed(self, own: OneReturn, open_points: int, notes: tuple[FootNote, ...], look: Profile) -> bytes:
        """The Word file of one return."""
        press = self._press
        words = narrative_of(own, self._form, office=self._office, open_points=open_points, book=press.book)
        return press.printed(words, words.unit, look, notes)

    def _shared(self, pieces: Sequence[_Piece], profile: str, others: int) -> Generator[bytes, None, None]:
        """The documents in their order, some of them made by other processes."""
        here = partial(self.printed, look=profile_of(profile, self._form.folder))
        if not others:
            yield from (here(*piece) for piece in pieces)
            return
        setup = (*self.given, profile)
        with closing(shared_work(pieces, here, serving=_SERVING, setup=setup, others=others)) as shared:
            for made in shared:
                if isinstance(made, FormError):
                    raise made
                yield made


_Piece = tuple[OneReturn, int, tuple[FootNote, ...]]
_SERVING = "tonghop290.narrative.docx:papers_printer"


def papers_printer() -> Callable[..., bytes | FormError | None]:
    """The handler of a process that shares the work of another: it is given what makes its :class:`UnitPapers` and the
    name of a profile, and then returns."""
    prints: list[Callable[..., bytes]] = []

    def answer(*given: Any) -> bytes | FormError | None:
        if not prints:
            template, form, office, title, document, profile = given
            papers = UnitPapers(template, form, office=office, title=title, document=document)
            prints.append(partial(papers.printed, look=profile_of(profile, form.folder)))
            return None
        try:
            return prints[0](*given)
        except FormError as error:
            return error

    return answer


def _others(count: int) -> int:
    """How many other processes pay for so many documents."""
    return processes_at_once() - 1 if count >= SHARED_FROM else 0


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
    before: WrittenBefore | None = None,
) -> Path:
    """A document of the office's own, from the totals of ``dataset`` (one current return a unit); or its appendices
    alone. ``document``: which of the form's it is; ``before``: as in :func:`write_narratives`.

    Errors: as :func:`write_narratives`; ValueError for ``appendix_only`` of a template without appendices.
    """
    form, path, before = dataset.form, Path(path), before or WrittenBefore()
    id = "" if document is None else document.id
    press, look = _Press(template, form, office, "office", title=title, document=id), profile_of(profile, form.folder)
    returns = returns_in_order(dataset)
    notes = notes_of_office(returns, form, document=id)
    given = [(replace(own, file=""), unit) for own, unit in returns]
    key = press.key(look, given, totals, notes, document, open_points, missing_units, appendix_only)
    if before.leave(path, key):
        return path
    narrative = office_narrative(
        dataset,
        totals,
        office=office,
        open_points=open_points,
        missing_units=missing_units,
        document=document,
        book=press.book,
    )
    before.write(path, press.printed(narrative, TOTAL, look, notes, appendix_only=appendix_only), key)
    return path


class _Press:
    """The documents of one template, which is prepared when the first of them is printed."""

    def __init__(self, template: Path, form: Form, office: Office, about: About, *, title: str, document: str) -> None:
        self._template, self._form, self._office, self._about = template, form, office, about
        self._title, self._document = title, document

    @cached_property
    def _same(self) -> str:
        """The key of what all its documents are made of."""
        there = self._template.is_file()  # what is wrong with one that is not is told when it is opened
        template = hashlib.sha256(self._template.read_bytes()).hexdigest() if there else ""
        return key_of(template, self._form, self._office, self._about, self._title, self._document)

    def key(self, *parts: object) -> str:
        """The key of a document: of what it is made of beside the figures."""
        return key_of(self._same, *parts)

    @cached_property
    def _prepared(self) -> Prepared:
        return Prepared(self._template, self._form, self._office, title=self._title)

    @cached_property
    def book(self) -> PhraseBook:
        return PhraseBook(self._form, self._about, self._prepared.printed)

    def printed(
        self, own: Narrative, unit: str, look: Profile, notes: tuple[FootNote, ...], *, appendix_only: bool = False
    ) -> bytes:
        """The Word file. ``unit``: the code of whose it is."""
        prepared = self._prepared
        copy = Copy(
            about=self._about,
            unit=unit,
            document=self._document + (APPENDIX_ALONE if appendix_only else ""),
            profile=look.id,
            code=own.code,
            notes=notes,
            font=look.font,
        )
        if prepared.fills_quickly and not appendix_only:
            return prepared.fill_and_tidy(own.words, own.names, look, copy)
        document = None if prepared.fills_quickly else prepared.fill_plainly(own.words, own.names, copy)
        body = prepared.fill(own.words, own.names) if document is None else document.element.body
        if appendix_only:
            keep_appendices(body, prepared.name_of)
        prepared.finish(body, look, own.names)
        return prepared.package(body, copy) if document is None else prepared.package_of(document, copy)
