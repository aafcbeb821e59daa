"""A form is written: begun in Excel, turned from TOML into Excel and back, its faults marked in the author's file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonghop290.file_names import DEFINITION_FILE
from tonghop290.files import write_whole
from tonghop290.model import RESULT_FILE, Form, FormError, Period, Unit
from tonghop290.narrative.papers import templates_beside
from tonghop290.outputs import Guard, destination

if TYPE_CHECKING:
    from tonghop290.data.rehearsal.outcome import Rehearsal
    from tonghop290.pipeline.report import Report

__all__ = [
    "begin_form",
    "is_excel_form",
    "lint_places",
    "mark_faults",
    "preview_form",
    "rehearse",
    "write_as_excel",
    "write_as_toml",
]

_HEAD = ("Biểu mẫu, chuyển từ tệp Excel của người soạn.", "Sửa xong, chạy «tonghop290 form lint» để kiểm tra.")
_BLANK, _TEMPLATE, _PLAIN = "biểu trắng.xlsx", "mẫu báo cáo.docx", "plain"
_EMPTY, _INVENTED = "Thử", "Thử (số liệu bịa, không phải số thật)"
"""The units of a preview.

"""
_BESIDE = (".docx", ".txt")
"""What lies beside a definition and goes with it: the templates."""


def begin_form(path: str | Path, *, overwrite: bool = False) -> Path:
    """An empty form in Excel, with its lists and hints. Errors: OSError."""
    from tonghop290.forms.excel.author_looks import as_bytes
    from tonghop290.forms.excel.write_form import written_book

    path = destination(path, suffixes=(".xlsx",), overwrite=overwrite)
    return write_whole(path, as_bytes(written_book({})))


def write_as_excel(name: str | Path, path: str | Path, *, overwrite: bool = False) -> tuple[Path, int | None]:
    """The definition of a form (a name, a folder, a file) as an author's workbook, its templates beside it, and None.

    Over a workbook in which somebody writes a form only the cells that it says otherwise are changed; how many that
    were. Errors: OSError; FormError.
    """
    from tonghop290.forms.excel.author_looks import as_bytes
    from tonghop290.forms.excel.edit_form import edited, is_authors_book
    from tonghop290.forms.excel.write_form import written_book
    from tonghop290.forms.folders import find_form
    from tonghop290.forms.load import content_of, load_form

    source = find_form(name)
    path = destination(path, suffixes=(".xlsx",), never=[source], overwrite=overwrite)
    if path.is_file() and is_authors_book(path):
        data, changed = edited(path, content_of(source))
        return (write_whole(path, data) if changed else path), changed
    written = write_whole(path, as_bytes(written_book(content_of(source))))
    for beside in _beside(load_form(source), path.parent):
        if not (path.parent / beside.name).exists():
            write_whole(path.parent / beside.name, beside.read_bytes())
    return written, None


def write_as_toml(form: Form, folder: str | Path, *, overwrite: bool = False) -> Path:
    """The definition of a form as ``form.toml`` in a folder, its templates beside it.

    One that is there keeps its comments, and stays as it is where it says the same. Errors: OSError; FormError.
    """
    from tonghop290.forms.load import content_of
    from tonghop290.forms.toml.kept_comments import with_comments
    from tonghop290.forms.toml.toml_written import toml_text

    guard = Guard([form.folder / form.file], overwrite=overwrite)
    place = guard.file(guard.folder(folder) / DEFINITION_FILE, (".toml",))
    place.parent.mkdir(parents=True, exist_ok=True)
    content = content_of(form.folder / form.file)
    text = toml_text(content, _HEAD)
    said, before = _said_there(place)
    if said != content:
        write_whole(place, (with_comments(text, before) if before else text).encode())
    for beside in _beside(form, place.parent):
        write_whole(guard.file(place.parent / beside.name), beside.read_bytes())
    return place


def _beside(form: Form, folder: Path) -> list[Path]:
    """The templates that go with a form to another folder, and their texts."""
    if folder.resolve() == form.folder.resolve():
        return []
    declared = [form.folder / one.template for one in form.paper.documents if one.template]
    found = (one.with_suffix(end) for one in declared or templates_beside(form) for end in _BESIDE)
    return [one for one in found if one.is_file()]


def _said_there(place: Path) -> tuple[dict[str, Any] | None, str]:
    """What a definition says that is there already, and its text; None and "" for none that can be read."""
    from tonghop290.definitions.toml_file import read_toml

    try:
        content, data = read_toml(place)
    except (FileNotFoundError, FormError):
        return None, ""
    return content, data.decode("utf-8-sig").replace("\r\n", "\n")


def is_excel_form(name: str | Path) -> bool:
    """Whether a form of that name is an author's workbook. Errors: FileNotFoundError."""
    from tonghop290.forms.folders import find_form, is_excel

    return is_excel(find_form(name))


def lint_places(form: Form, faults: Iterable[str]) -> tuple[str, ...]:
    """What lint says, by sheet and cell where the form is written in Excel."""
    from tonghop290.forms.excel.fault_marks import located
    from tonghop290.forms.folders import is_excel

    path = form.folder / form.file
    return located(path, faults) if is_excel(path) else tuple(faults)


def mark_faults(path: str | Path, faults: Iterable[str]) -> Path:
    """The faults of a form written into the author's own workbook, as its author asked; what was marked before goes.

    Errors: OSError; FormError.
    """
    from tonghop290.forms.excel.fault_marks import marked

    path = Path(path)
    Guard(overwrite=True).refuse(path, (".xlsx",))
    return write_whole(path, marked(path, faults))


def rehearse(form: Form, source: Path, *, old_form: Form | None = None, report: Report | None = None) -> Rehearsal:
    """The form tried on the figures of a round that is over: a folder of returns (made by ``old_form``, or read by this
    one), its result file, or the ``report`` on what stands there. Nothing is written. Errors: OSError; ValueError with
    a sentence for the officer.
    """
    from tonghop290.data.rehearsal.hits import range_hits, rule_hits
    from tonghop290.data.rehearsal.old_figures import of_dataset, of_result
    from tonghop290.data.rehearsal.outcome import Rehearsal
    from tonghop290.spreadsheet.kind import is_result

    beside = source / RESULT_FILE
    result = beside if beside.is_file() else source
    unread: tuple[str, ...] = ()
    if report is None and result.is_file() and is_result(content := result.read_bytes()):
        old = of_result(content, form)
    else:
        report = report or _of_any_period(source, old_form or form)
        unread = tuple(file.path for file in report.files if file.status == "unreadable")
        if not report.current:
            raise ValueError(f"{source}: không có biểu nào đọc được")
        old = of_dataset(report.dataset, report.current, form)
    then = form if old.period is None else _asked_for(form, old.period)
    return Rehearsal(
        form=form,
        source=str(source),
        units=len(old.names),
        rules=tuple(rule_hits(then, old)),
        ranges=tuple(range_hits(then, old)),
        missing=old.missing,
        changed=old.changed,
        unread=unread,
    )


def _asked_for(form: Form, period: Period) -> Form:
    """The form as it would have been asked for another period."""
    from tonghop290.pipeline.forms import load_form

    return form if period.is_same(form.period) else load_form(form.folder / form.file, period=period)


def _of_any_period(source: Path, form: Form) -> Report:
    """The returns there; where all are of another period than the form's, read as those of that one."""
    from tonghop290.pipeline.arrivals import identity_of
    from tonghop290.pipeline.check import check
    from tonghop290.spreadsheet.content import Content

    report = check([source], form, compare=False)
    others = (file.path for file in report.files if any(one.code == "file-other-period" for one in file.findings))
    path = next((path for path in map(Path, others) if path.is_file()), None)
    if report.current or path is None:
        return report
    period = Period.read(identity_of(Content.read(path), form).period)
    return report if period is None else check([source], _asked_for(form, period), compare=False)


def preview_form(form: Form, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """What the form gives, before anyone drew a template: the blank workbook, the template its own sentences and tables
    make, and two reports: of a return that is still empty, and of one whose figures are invented. Errors: OSError.
    """
    from tonghop290.data.search.sample_figures import sample_figures
    from tonghop290.model import Unit
    from tonghop290.narrative.template.plain_words import plain_template
    from tonghop290.pipeline.check import check
    from tonghop290.pipeline.documents import write_narratives
    from tonghop290.pipeline.issue import write_blank
    from tonghop290.workbook.issue.blank import Filling
    from tonghop290.workbook.issue.blank import write_blank as write_workbook

    guard = Guard([form.folder / form.file], overwrite=overwrite)
    folder = guard.folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    blank = write_blank(form, folder / _BLANK, overwrite=overwrite)
    template = plain_template(form, guard.file(folder / _TEMPLATE, (".docx",)))
    values, tables = sample_figures(form)
    kind, named = form.levels.usual_word, (("00001", _EMPTY), ("00002", _INVENTED))
    units = {code: Unit(code=code, name=name, type=kind) for code, name in named}
    with tempfile.TemporaryDirectory() as work:
        for unit in units.values():
            own = Filling(values=values, tables=tables) if unit.name == _INVENTED else Filling()
            title = {form.unit_field.id: unit.title} if form.unit_field is not None else {}
            filling = replace(own, values={**own.values, **title})
            write_workbook(form, Path(work, f"{unit.code}.xlsx"), unit=unit, filling=filling)
        report = check([work], form, units=units, compare=False)
        written = write_narratives(report, folder, profile=_PLAIN, template=template, overwrite=overwrite)
    return [blank, template, *written]


def sentences_by_state(form: Form, document: str | None = None) -> str:
    """What a unit's report of the form says of each answer in each of its states, as a page in Markdown; of its first
    document, or of the ``document`` with that id.

    Errors: KeyError, whose argument names the documents there are (none: no template prints a unit's report).
    """
    from tonghop290.data.search.in_states import answered_in_ways
    from tonghop290.narrative.by_state.plain import PlainText
    from tonghop290.narrative.by_state.state_page import page_of
    from tonghop290.narrative.by_state.table import rows_of
    from tonghop290.narrative.papers import documents_of
    from tonghop290.narrative.words.one_return import returns_of
    from tonghop290.narrative.words.phrase_words import PhraseBook
    from tonghop290.narrative.words.unit_words import narrative_of
    from tonghop290.pipeline.demo import invented_return

    papers = {one.id: one for one in documents_of(form, "unit") if one.template}
    if not papers or document not in (None, *papers):
        raise KeyError(", ".join(papers))
    paper = papers[document or next(iter(papers))]
    text = PlainText(form.folder / paper.template, form.paper.former_tags)
    unit, book = Unit(code="00001", name="Mẫu", type=form.levels.usual_word), PhraseBook(form, "unit", text.names)
    values, tables = invented_return(unit, form)
    if form.unit_field is not None:
        values = {form.unit_field.id: unit.title, **values}

    def told(ways: Sequence[Mapping[str, tuple[Any, str]]]) -> list[list[str]]:
        dataset = answered_in_ways(form, unit, values, tables, ways)
        returns = returns_of(dataset).values()
        return [text.sentences(narrative_of(one, form, office=form.office, book=book).words) for one in returns]

    return page_of(rows_of(form, text, values, told), f"Câu in ra theo trạng thái: {paper.title}")
