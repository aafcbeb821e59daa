"""Which documents a form prints, from which template each, and under which name: declared, or found beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tonghop290.model import About, Document, Form, Office, Unit, sayable
from tonghop290.text.nearest import suggestion
from tonghop290.text.normalize import safe_file_name

__all__ = [
    "documents_of",
    "missing_template",
    "office_document_names",
    "output_name",
    "profile_of_document",
    "template_of",
    "templates_beside",
]

_FOUND = "bao_cao_*.docx"
"""The names of templates of a form that declares no document."""
_PLAIN = "plain"
_ENDING = ".docx"


def documents_of(form: Form, about: About) -> tuple[Document, ...]:
    """The documents of each unit, or of the office: those the form declares, else those whose templates lie beside it,
    else a plain one."""
    declared = form.paper.documents or _found(form)
    return tuple(one for one in declared if one.about == about) or (
        () if form.paper.documents else (_named(form, "bao_cao", about, template=""),)
    )


def _found(form: Form) -> tuple[Document, ...]:
    from tonghop290.narrative.template.tag_check import about_of

    paths = templates_beside(form)
    return tuple(_named(form, path.stem, about_of(path, form), template=path.name) for path in paths)


def templates_beside(form: Form) -> list[Path]:
    """The templates found by their names."""
    return [path for path in sorted(form.folder.glob(_FOUND)) if path.is_file()]


def _named(form: Form, id: str, about: About, *, template: str) -> Document:
    in_capitals = form.title[1:2].isupper()
    title = form.words.say(_TITLE, title=form.title if in_capitals else f"{form.title[:1].lower()}{form.title[1:]}")
    return Document(id=id, title=title, about=about, template=template, output=form.words.say(_USUAL[about]))


_USUAL: dict[About, str] = {"unit": "{unit}", "office": sayable("Báo cáo tổng hợp")}
_TITLE = sayable("Báo cáo {title}")


def output_name(document: Document, documents: Sequence[Document], form: Form, unit: Unit | None = None) -> str:
    """The name of its file; of several whose names nobody has told apart, each with its own id.

    A unit's says the period of the ``form``, unless that is one of many years.
    """
    pattern = document.output or (form.words.say(_USUAL[document.about]) if len(documents) == 1 else "")
    if not pattern:
        pattern = "{unit} - {title}" if document.about == "unit" else "{title}"
    elif [one for one in documents if one is not document and one.output == document.output]:
        pattern += f" - {document.id}" if document is not documents[0] else ""
    of = "" if form.period.is_span else form.named().replace("/", "-")
    slots = {"title": document.title, "period": of}
    if unit is not None:
        pattern += ", {period}" if of and "{period}" not in pattern else ""
        slots |= {"unit": f"{unit.code} {unit.title}", "code": unit.code, "name": unit.title}
    for name, word in slots.items():
        pattern = pattern.replace("{" + name + "}", word)
    return safe_file_name(" ".join(pattern.split())) + _ENDING


def office_document_names(form: Form) -> tuple[str, ...]:
    """The names of the files of the office's documents."""
    documents = documents_of(form, "office")
    return tuple(output_name(one, documents, form) for one in documents)


def profile_of_document(document: Document, asked: str | None, office: Office, own: object = None) -> str:
    """The format it follows: the one asked for, its own, the office's; of a plain one with no ``own`` template none."""
    return asked or document.profile or (document.template or own is not None) and office.profile or _PLAIN


def missing_template(document: Document, form: Form) -> str:
    """What is wrong with the place of its template, "" for nothing."""
    if not document.template or (form.folder / document.template).is_file():
        return ""
    known = sorted(path.name for path in form.folder.glob(f"*{_ENDING}") if not path.name.startswith("~"))
    told = suggestion(document.template, known)
    return f"documents.{document.id}.template: không có tệp {document.template} cạnh biểu{told}"


@contextmanager
def template_of(document: Document, form: Form, own: Path | None = None) -> Iterator[Path]:
    """Its Word template: the office's ``own``, the form's, or a plain one made for the while."""
    from tonghop290.narrative.template.plain_words import plain_template

    if own is not None or document.template:
        yield own if own is not None else form.folder / document.template
        return
    with TemporaryDirectory() as folder:
        yield plain_template(form, Path(folder, "mau.docx"), document.about, document.table_fields)
