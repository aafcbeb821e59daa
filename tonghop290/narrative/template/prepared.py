"""A Word template made ready once and filled many times.

Opening a template, joining its tags, placing its tone marks and compiling it takes a hundred times longer than filling
it in; all that is done once. Each report renders its body alone; the other members of the package are packed
beforehand.

Templates come from outside: Jinja runs in its sandbox, everything filled in is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from tonghop290.model import Form, FormError, Office
from tonghop290.narrative.controls.as_printed import parted
from tonghop290.narrative.controls.foot_notes import with_foot_notes
from tonghop290.narrative.controls.memory import Copy, MemoryPlace, memory_of
from tonghop290.narrative.controls.printed_paragraphs import PrintedParagraphs
from tonghop290.narrative.controls.whole_package import with_changes, with_memory
from tonghop290.narrative.page import members_of, write_foot
from tonghop290.narrative.paragraphs import TidiedParagraphs
from tonghop290.narrative.profiles import LATER_STYLES, Profile
from tonghop290.narrative.skeleton import drop_unused_styles, is_own, name_document, set_language
from tonghop290.narrative.template.opened import Places, bearing_parts, lined, open_template
from tonghop290.narrative.template.tag_check import broken_tags, lint_template
from tonghop290.narrative.tidy import TEMPLATE_ONLY_STYLES, StyleName, join_runs, style_names, tidy_body, w
from tonghop290.narrative.typeset.binding import binding_of
from tonghop290.narrative.typeset.head import fit_heads
from tonghop290.narrative.typeset.rule_lines import fit_rules, has_open_rules
from tonghop290.narrative.words.phrase_words import names_in
from tonghop290.narrative.words.phrases import environment
from tonghop290.spreadsheet.edit.sealed_package import PackageSeal, sealed
from tonghop290.spreadsheet.zip_out import Member, pack, packed
from tonghop290.text.format import tone_style
from tonghop290.text.places import split_name

__all__ = ["Prepared"]

_BODY, _CORE = "word/document.xml", "docProps/core.xml"
_QUICK = 2
"""How hard to deflate what differs from report to report: a third of the time, a fifth more bytes."""
_TAG = re.compile(r"\{[{%#]")
_TEXT_BREAKS = "\t\n\a\f"
_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"


class Prepared:
    """A template for many reports of one title. Errors: FileNotFoundError; FormError (a template that cannot be used,
    every fault).

    ``name_of``: the names of its paragraphs' styles; ``printed``: the words it names; ``binding``:
    what stays on a line.
    """

    def __init__(self, source: Path, form: Form, office: Office, *, title: str) -> None:
        self._source, self._form, self._office, self._title = source, form, office, title
        self._template = open_template(source, form.paper.former_tags)
        broken = broken_tags(self._template)
        if broken:
            raise FormError(str(source), broken)
        document = self._template.docx
        write_foot(document, office.frozen)
        self.name_of: StyleName = style_names(document.styles.element)
        self.printed = _names_in(self._template)
        self.binding = binding_of(form)
        self._words = "".join(text.text or "" for text in document.element.body.iter(w("t")))
        self._programs: dict[tuple[str, ...], Any] = {}
        self._whole = not _tags_outside_the_body(document)
        self._members: list[Member] = []
        self._tidied: dict[str, TidiedParagraphs] = {}
        self._printed = PrintedParagraphs(form)
        self._seal: Any = None
        self._place: Any = None
        self._core: Any = None
        self._shell: Any = None

    def fill(self, words: Mapping[str, Any], names: Sequence[str]) -> Any:
        """The body with these words, not yet tidied. ``names``: words of the template whose tone marks stay as they
        are."""
        return self._body(self._filled(words, names))

    def fill_and_tidy(self, words: Mapping[str, Any], names: Sequence[str], look: Profile, copy: Copy) -> bytes:
        """The Word file of these words, its body tidied: from paragraphs tidied before, where that gives the same."""
        text = self._filled(words, names)
        if look.id not in self._tidied:
            self._tidied[look.id] = TidiedParagraphs(look, self.name_of, self.binding, self._frame)
        pieces = None
        if not has_open_rules(look):
            pieces = self._tidied[look.id].pieces(text, lambda body: self._fit_heads(body, look, names))
        if pieces is not None:
            return self._packed(pieces, copy)
        body = self._body(text)
        self.finish(body, look, names)
        return self.package(body, copy)

    def finish(self, body: Any, look: Profile, names: Sequence[str]) -> None:
        """Tidy a filled body and fit its lines, in place."""
        tidy_body(body, look, self.name_of, self.binding)
        self._fit_heads(body, look, names)
        fit_rules(body, look, self.name_of)

    def _fit_heads(self, body: Any, look: Profile, names: Sequence[str]) -> None:
        fit_heads(body, look, self.name_of, _with_and_without(self._form, names))

    def _filled(self, words: Mapping[str, Any], names: Sequence[str]) -> str:
        if not self._whole:
            raise ValueError("a template with tags outside of its body is filled by fill_plainly")
        kept = tuple(sorted({name for name in names if name in self._words or name.upper() in self._words}))
        if kept not in self._programs:
            self._programs[kept] = self._compiled(kept)
        program = self._programs[kept]
        try:
            text = program.render(dict(words))
        except _template_errors() as error:  # the template is somebody else's program
            raise self._fault(error, program.environment.source) from error
        text = text.replace("\n<w:p>", "<w:p>").replace("\n<w:p ", "<w:p ")
        for written, meant in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}")):
            text = text.replace(written, meant)
        return str(self._template.resolve_listing(text)) if any(mark in text for mark in _TEXT_BREAKS) else text

    def _body(self, text: str) -> Any:
        try:
            body = self._template.fix_tables(text)
        except (TypeError, AttributeError, ValueError, ArithmeticError) as error:
            said = "có bảng mà số cột không đọc được; đề nghị mở bằng Word, sửa bảng và lưu lại."
            raise FormError(str(self._source), [said]) from error
        self._template.docx_ids_index = 1000
        self._template.fix_docpr_ids(body)
        return body

    def package(self, body: Any, copy: Copy) -> bytes:
        """The Word file around a body."""
        return self._packed(parted(self._around(body).decode()), copy)

    def _frame(self, text: str) -> tuple[Any, str]:
        body = self._body(text)
        return body, self._around(body).decode()

    def _around(self, body: Any) -> bytes:
        """The part of the document around a body."""
        from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

        if not self._members:
            self._pack_the_rest()
        root = deepcopy(self._shell)
        root.replace(root[0], body)
        part: bytes = etree.tostring(root, encoding="UTF-8", standalone=True)
        return part

    def _packed(self, pieces: Sequence[str], copy: Copy) -> bytes:
        from lxml import etree

        self._core.find(_SUBJECT).text = copy.code
        part, figures, sentences = self._printed.named(pieces, copy.unit)
        part, noted = with_foot_notes(part, self._members, copy.notes, copy.font)
        made = {_BODY: part.encode(), _CORE: etree.tostring(self._core, encoding="UTF-8", standalone=True)}
        new = {name: pack(name, content, level=_QUICK) for name, content in made.items()}
        new[self._place.name] = self._place.filled(memory_of(figures, sentences, self._form, copy))
        if noted:
            return packed(sealed(with_changes(self._members, new | noted)))
        return packed(self._seal.sealed(new.get(member.name, member) for member in self._members))

    def _compiled(self, kept: tuple[str, ...]) -> Any:
        """The template's body as a Jinja program, its own words in NFC and in the office's tone-mark style.

        The runs of its tags are joined with the words around them: there is much less to render and to read again.
        """
        body = deepcopy(self._template.docx.element.body)
        for paragraph in body.iter(w("p")):
            join_runs(paragraph)
        _place_tone_marks(body, self._office, kept)
        source = self._template.patch_xml(self._template.xml_to_string(body))
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", source)
        try:
            return environment(marking=True).from_string(source)
        except _template_errors() as error:
            raise self._fault(error, source) from error

    def _pack_the_rest(self) -> None:
        from lxml import etree

        document = self._template.docx
        self._take_leave(document)
        name_document(document, self._title, subject="-", writing=self._form.words.writing)
        members = members_of(document)
        self._place = MemoryPlace(members)
        self._members = self._place.with_place(members)
        self._seal = PackageSeal(self._members)
        self._core = document.core_properties._element
        shell = etree.fromstring(etree.tostring(document.element))
        for child in list(shell[0]):
            shell[0].remove(child)
        self._shell = shell

    @property
    def fills_quickly(self) -> bool:
        """Whether all tags stand in the body, so that nothing else of the package changes."""
        return self._whole

    def fill_plainly(self, words: Mapping[str, Any], names: Sequence[str], copy: Copy) -> Any:
        """The filled document, from the beginning: for templates with tags in headers, footers, notes or properties as
        well."""
        template = open_template(self._source, self._form.paper.former_tags)
        write_foot(template.docx, self._office.frozen)
        self._take_leave(template.docx)
        _place_tone_marks(template.docx.element.body, self._office, names)
        jinja = environment(marking=True)
        try:
            template.render(dict(words), jinja)
        except _template_errors() as error:
            raise self._fault(error, jinja.source) from error
        name_document(template.docx, self._title, subject=copy.code, writing=self._form.words.writing)
        return template.docx

    def package_of(self, document: Any, copy: Copy) -> bytes:
        """The Word file of a document that was filled plainly, its body tidied."""
        return packed(sealed(with_memory(members_of(document), self._form, copy, self._printed)))

    def _take_leave(self, document: Any) -> None:
        """A template of ours loses the styles it has for its writers only, and speaks the form's language."""
        if is_own(document):
            drop_unused_styles(document, kept=LATER_STYLES, never=TEMPLATE_ONLY_STYLES)
            set_language(document, self._form.words.writing)

    def _fault(self, error: Exception, source: str) -> FormError:
        """What lint says of the template; where it says nothing of this place, first why it could not be filled."""
        from tonghop290.narrative.sandbox.jinja import line_of, reason_of

        at, linted = Places(source).at(line_of(error)), lint_template(self._source, self._form)
        told = any(fault.startswith(at) for fault in linted)
        return FormError(str(self._source), linted if told else (f"{at}: {reason_of(error)}.", *linted))


def _with_and_without(form: Form, names: Sequence[str]) -> set[str]:
    """Names without the word of their kind, and with each there is."""
    words = (*form.levels.kind_words, *form.levels.office_words)
    bare = {split_name(name, words)[1] for name in names}
    return bare | {f"{word} {name}" for word in words for name in bare}


def _names_in(template: Any) -> frozenset[str]:
    return frozenset().union(*(names_in(lined(template, root)) for _, root in bearing_parts(template)))


def _template_errors() -> tuple[type[Exception], ...]:
    from jinja2 import TemplateError

    own = (TypeError, AttributeError, ValueError, LookupError, ArithmeticError, RecursionError, MemoryError)
    return (*own, TemplateError)


def _place_tone_marks(body: Any, office: Office, names: Sequence[str]) -> None:
    for text in body.iter(w("t")):
        if text.text:
            text.text = tone_style(unicodedata.normalize("NFC", text.text), office.tone_style, keep=names)


def _tags_outside_the_body(document: Any) -> bool:
    """Whether a header, a footer, a note or a property holds a tag."""
    properties = document.core_properties
    texts = [
        str(getattr(properties, name)) for name in ("author", "comments", "identifier", "language", "subject", "title")
    ]
    for part in document.part.package.iter_parts():
        if (
            "wordprocessingml" in part.content_type
            and part is not document.part
            and ("header" in part.content_type or "footer" in part.content_type or "notes" in part.content_type)
        ):
            texts.append(re.sub(r"<[^>]+>", "", part.blob.decode("utf-8", "replace")))
    return any(_TAG.search(text) for text in texts)
