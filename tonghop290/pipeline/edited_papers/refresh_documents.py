"""Documents that people have worked on, with the figures of today (``report --refresh``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tonghop290.files import write_whole
from tonghop290.model import Document, Office
from tonghop290.narrative.papers import documents_of, template_of
from tonghop290.outputs import Guard
from tonghop290.pipeline.report import Report
from tonghop290.seals import state_of
from tonghop290.spreadsheet.content import Content

if TYPE_CHECKING:
    from tonghop290.narrative.controls.memory import Memory
    from tonghop290.narrative.controls.refresh import Refreshed
    from tonghop290.narrative.docx import UnitPapers

__all__ = ["refresh_documents"]

_NOT_OURS = "không có ô số do chương trình ghi; không cập nhật được"
_OTHER_FORM = "là văn bản của biểu khác, hoặc của kỳ khác; không cập nhật"
_NO_RETURN = "chưa có biểu được tính của đơn vị này; không cập nhật"
_NO_DOCUMENT = "biểu không còn văn bản này (mục documents); không cập nhật"


def refresh_documents(
    report: Report,
    paths: Iterable[str | Path],
    *,
    template: str | Path | None = None,
    office_template: str | Path | None = None,
    office: Office | None = None,
) -> Iterator[tuple[Path, Refreshed | str]]:
    """Every Word file of these files and folders with what was done to it, or a sentence: why not.

    Files are changed where they lie, only inside the controls of their figures. ``template``: the office's own, of the
    units' documents; ``office_template``: of its own. Errors: OSError (:class:`OutputRefused` for inputs, and for what
    a round keeps).
    """
    from tonghop290.narrative.controls.memory import memory_in

    guard = Guard((*report.paths, template, office_template))
    work = _Work(report, {"unit": template, "office": office_template}, office)
    for path in _files(paths):
        guard.edited(path)
        memory = memory_in(path)
        yield path, _NOT_OURS if memory is None else work.refresh(path, memory)


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*.docx")) if one.is_file() and not one.name.startswith("~$"))
        else:
            yield path


class _Work:
    def __init__(self, report: Report, templates: Mapping[str, str | Path | None], office: Office | None) -> None:
        self._report, self._form = report, report.form
        self._templates = {about: Path(path) if path else None for about, path in templates.items()}
        self._office = report.form.office_of(office or report.office)
        self._papers: dict[str, UnitPapers] = {}
        """The templates of units' documents, each made ready once."""
        self._usable, self._open_points = report.usable(), report.open_points()
        self._units = {
            unit.code or unit.name: path for path in report.current if (unit := report.dataset.units[path]) is not None
        }

    def refresh(self, path: Path, memory: Memory) -> Refreshed | str:
        from tonghop290.narrative.controls.edited import NotOurs
        from tonghop290.narrative.controls.refresh import Fresh, refreshed

        if memory.form != self._form.id or memory.period != self._form.period.mark:
            return _OTHER_FORM
        document = self._document(memory)
        if document is None:
            return _NO_DOCUMENT
        if memory.about == "unit" and memory.unit not in self._units:
            return _NO_RETURN
        with TemporaryDirectory(prefix="tonghop290-") as folder:
            new = self._printed(document, memory, Path(folder, "a.docx"))
            fresh = Fresh.of(Content(new.read_bytes()))
        try:
            outcome = refreshed(Content(path.read_bytes()), fresh, seal=state_of(path) == "own")
        except NotOurs as error:
            return f"{error}; không cập nhật"
        if outcome.data is not None:
            write_whole(path, outcome.data)
        return outcome

    def _document(self, memory: Memory) -> Document | None:
        documents: Sequence[Document] = documents_of(self._form, memory.about)
        if self._templates[memory.about] is not None:
            documents = documents[:1] or (Document(id="bao_cao", title=self._form.title, about=memory.about),)
        id = memory.document.partition("#")[0]
        return next((one for one in documents if one.id == id), documents[0] if not id and documents else None)

    def _printed(self, document: Document, memory: Memory, path: Path) -> Path:
        """The document as it would be printed now."""
        from tonghop290.narrative import docx
        from tonghop290.narrative.controls.memory import APPENDIX_ALONE
        from tonghop290.pipeline.documents import totals_of

        with template_of(document, self._form, self._templates[memory.about]) as source:
            if memory.about == "unit":
                if document.id not in self._papers:
                    self._papers[document.id] = docx.UnitPapers(
                        source, self._form, office=self._office, title=document.title, document=document.id
                    )
                papers, file = self._papers[document.id], self._units[memory.unit]
                places, open_points = {file: path}, self._open_points
                return papers.write(self._usable, places, profile=memory.profile, open_points=open_points)[0]
            return docx.write_office_narrative(
                self._usable,
                totals_of(self._usable, self._report),
                path,
                source,
                office=self._office,
                title=document.title,
                document=document,
                profile=memory.profile,
                open_points=sum(self._open_points[file] for file in self._report.current),
                missing_units=self._report.missing_units,
                appendix_only=memory.document.endswith(APPENDIX_ALONE),
            )
