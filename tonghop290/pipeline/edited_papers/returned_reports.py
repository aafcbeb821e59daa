"""Reports of units that came back – edited, signed, printed, saved by whatever program – held against their returns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from tonghop290.messages import clip_value, finding
from tonghop290.model import CellRef, Dataset, Finding, Form, Office, told, told_list
from tonghop290.narrative.papers import documents_of, profile_of_document, template_of
from tonghop290.parcels.pdf_pages import pdf_pages
from tonghop290.spreadsheet.content import Content
from tonghop290.spreadsheet.package import Unreadable

if TYPE_CHECKING:
    from tonghop290.narrative.controls.compared import Difference
    from tonghop290.narrative.docx import UnitPapers
    from tonghop290.narrative.returned.on_pages import OnPages
    from tonghop290.narrative.returned.pdf_text import Letters, PdfReader, PdfText

__all__ = ["COMPARED", "REPORT_KINDS", "OwnReturn", "ReturnedReports", "is_blank"]

REPORT_KINDS = ("zip-docx", "pdf", "pdf-text")
"""The kinds of files that may be a report of a unit."""
COMPARED = "pdf-report"
"""The kind of a PDF whose figures were held against a return."""
_WORD = "zip-docx"
_CODE = re.compile(r"(?<![0-9A-Z])([0-9A-Z]+)-([0-9A-F]{8})(?![0-9A-Z])")
_MOST_LISTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReturn:
    """A return that reports are held against. ``file``: its name; ``unit``: the code of its unit; ``path``: its own in
    the ``dataset`` that has its places; ``values``: by field id."""

    file: str
    unit: str
    sha256: str
    values: Mapping[str, Any]
    path: str
    dataset: Dataset

    @property
    def places(self) -> dict[str, CellRef]:
        """Field id → the cell its figure stands in."""
        cells = ((id, self.dataset.places.get((self.path, id))) for id in self.dataset.form.fields)
        return {id: cell for id, cell in cells if cell is not None}


class ReturnedReports:
    """The reports of one run: a PDF is read once, a template made ready once."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._running = ExitStack()
        self._pdfs: PdfReader | None = None
        self._texts: dict[str, PdfText] = {}
        self._papers: dict[tuple[str, str], UnitPapers] = {}
        self.compared: set[str] = set()
        """The hashes of the PDFs that were held against a return."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def unit_of(self, content: Content, form: Form) -> str:
        """The code of whose report a file is, by what a Word file of ours remembers, by the code in its properties, or
        printed on a PDF; "" for what is no report of a unit, of this form and period, and for what does not say."""
        from tonghop290.narrative.controls.memory import memory_in

        if content.kind == "pdf":
            return next(self._codes(content), "")
        if content.kind != _WORD:
            return ""
        memory = memory_in(content.data)
        if memory is None:
            return next(_codes_in(_subject_of(content)), "")
        ours = memory.about == "unit" and memory.form == form.id and memory.period == form.period.mark
        return memory.unit if ours else ""

    def findings(self, content: Content, name: str, form: Form, own: OwnReturn) -> Iterator[Finding]:
        """Each figure of a report that differs from its return; of a PDF also those that were not found. ``name``: of
        the report."""
        claimed = self.unit_of(content, form)
        if content.kind == "pdf" and claimed in ("", own.unit):
            yield from self._of_pdf(content, name, form, own)
        elif content.kind == _WORD and claimed == own.unit:
            yield from _of_word(content, name, form, own)

    def _codes(self, content: Content) -> Iterator[str]:
        """The codes of units a PDF names: in its properties, as drafts do also on paper."""
        read = self._read(content)
        yield from _codes_in(read.subject)
        for _, text in read.letters:
            yield from _codes_in(text)

    def _read(self, content: Content) -> PdfText:
        """What a PDF says; nothing for a scan, and for one that cannot be read."""
        from tonghop290.narrative.returned.pdf_text import PdfReader, PdfText, may_hold_letters

        if content.sha256 not in self._texts:
            text = PdfText()
            if pdf_pages(content.data) == "text" and may_hold_letters(content):
                self._pdfs = self._pdfs or self._running.enter_context(PdfReader())
                with suppress(Unreadable):
                    text = self._pdfs.read(content)
            self._texts[content.sha256] = text
        return self._texts[content.sha256]

    def _of_pdf(self, content: Content, name: str, form: Form, own: OwnReturn) -> Iterator[Finding]:
        letters = self._read(content).letters
        held = self._best(letters, form, own) if letters else None
        if held is None or not held.found or (held.found < len(held.lost) and not next(self._codes(content), "")):
            return
        self.compared.add(content.sha256)
        for one in held.differences:
            yield _difference("report-figure-page", name, form, own, one)
        if held.lost:
            named = [
                told("“{title}” ({figure})", title=clip_value(one.title), figure=one.text)
                for one in held.lost[:_MOST_LISTED]
            ]
            rest, listed = len(held.lost) - _MOST_LISTED, told_list(", ", named)
            listed = told("{first} và {count} số khác", first=listed, count=str(rest)) if rest > 0 else listed
            yield finding("report-figure-lost", file=own.file, value=listed, report=name, places=listed)

    def _best(self, letters: Letters, form: Form, own: OwnReturn) -> OnPages | None:
        """Of the documents of the form the one it is."""
        from tonghop290.narrative.returned.on_pages import held_against_pages

        held = [held_against_pages(letters, expected, form, own.values) for expected in self._expected(form, own)]
        return max(held, key=lambda one: one.found, default=None)

    def _expected(self, form: Form, own: OwnReturn) -> Iterator[Content]:
        """What is printed of a return, each of the form's documents."""
        from tonghop290.data.dataset import usable
        from tonghop290.narrative.docx import UnitPapers

        office, known = form.office_of(self._office), usable(own.dataset, [own.path])
        for document in documents_of(form, "unit"):
            with template_of(document, form) as template, TemporaryDirectory(prefix="tonghop290-") as folder:
                key = form.hash, document.id
                if key not in self._papers:
                    self._papers[key] = UnitPapers(
                        template, form, office=office, title=document.title, document=document.id
                    )
                place, look = Path(folder, "a.docx"), profile_of_document(document, None, office)
                self._papers[key].write(known, {own.path: place}, profile=look)
                yield Content(place.read_bytes())


def is_blank(content: Content, kind: str) -> bool:
    """Whether it is a PDF no letter of which can be read. ``kind``: what it came with a return as."""
    from tonghop290.narrative.returned.pdf_text import may_hold_letters

    return kind in ("pdf", "pdf-scan") or kind == "pdf-text" and not may_hold_letters(content)


def _codes_in(text: str) -> Iterator[str]:
    return (code[1] for code in _CODE.finditer(text.upper()))


def _subject_of(content: Content) -> str:
    try:
        return content.subject()
    except Unreadable:
        return ""


def _of_word(content: Content, name: str, form: Form, own: OwnReturn) -> Iterator[Finding]:
    from tonghop290.narrative.controls.compared import differences_from
    from tonghop290.narrative.controls.edited import Edited, NotOurs

    try:
        edited = Edited(content)
    except NotOurs:
        return
    if edited.memory is None:
        return
    for one in differences_from(edited, form, own.values, f"{own.unit}-{own.sha256[:8]}".upper()):
        yield _difference("report-figure", name, form, own, one)


def _difference(code: str, report: str, form: Form, own: OwnReturn, one: Difference) -> Finding:
    return finding(
        code,
        file=own.file,
        at=own.places.get(one.field),
        field=one.field or None,
        label=form.fields[one.field].label if one.field else one.title,
        value=one.text,
        expected=one.expected,
        report=report,
        title=one.title,
        figure=one.expected,
        paragraph=str(one.paragraph),
        page=str(one.page),
    )
