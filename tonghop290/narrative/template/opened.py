"""A Word template opened: its parts that may hold tags, and the places a person finds them at."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tonghop290.model import FormError, FormerTag
from tonghop290.narrative.template.package_check import ATTACHED_TEMPLATE, checked_package
from tonghop290.narrative.template.revisions import accept_revisions, left_by_reviewers, reviewed
from tonghop290.narrative.typeset.elements import text_of, texts_of

__all__ = ["Places", "bearing_parts", "lined", "open_template", "review_notes", "stories", "unfilled_tags"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLES = {"header": "Đầu trang", "footer": "Chân trang", "footnotes": "Chú thích"}
_ANY_TAG = re.compile(r"\{\{|\}\}|\{%|%\}")
_WHOLE_TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}%]*%\}")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""What copying leaves in a tag and nobody sees."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_PROPERTIES = ("core-properties", "document.main")
_STORIES = {**_TITLES, "endnotes": "Chú thích cuối"}
_ROOTS = (("<w:hdr", "Đầu trang, đoạn"), ("<w:ftr", "Chân trang, đoạn"), ("<w:footnotes", "Chú thích, đoạn"))


def open_template(path: Path, former: Collection[FormerTag] = ()) -> Any:
    """The Word template, without its link to another template; tags of earlier editions are read as those of today.

    Errors: FileNotFoundError; OSError; FormError for what is not a Word file, or acts or fetches something by itself.
    """
    import zipfile

    from docx.opc.exceptions import OpcError
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it has no stubs
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    if not path.is_file():
        raise FileNotFoundError(f"Không tìm thấy mẫu báo cáo {path}.")
    template = DocxTemplate(io.BytesIO(checked_package(path)))
    template.patch_xml = _reads_as_today(template.patch_xml, former)
    try:
        template.init_docx()
        template.docx.element.body  # noqa: B018 - a workbook or a presentation opens, but has no body
        _reach_all(template.docx)
    except (OpcError, ValueError, KeyError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError):
        raise FormError(
            str(path),
            [f"{path.name} không phải là văn bản Word (.docx); mẫu cần lưu bằng Word, kiểu Word Document (.docx)."],
        ) from None
    _detach(template.docx)
    _accept(template.docx)
    _give_grids(template.docx)
    return template


def _reads_as_today(as_written: Callable[[str], str], former: Collection[FormerTag]) -> Callable[[str], str]:
    """What makes the source of a part's XML, with the tags of today in the place of former ones."""
    present = [(re.compile(r"\s*".join(map(re.escape, _TOKEN.findall(tag.was)))), tag.becomes) for tag in former]

    def of_today(xml: str) -> str:
        source = _WHOLE_TAG.sub(lambda tag: _UNSEEN.sub("", tag[0]), as_written(xml))
        for written, becomes in present:
            source = becomes.join(written.split(source))
        return source

    return of_today


def _accept(document: Any) -> None:
    """Every tracked change accepted, every balloon left out, in all parts that print."""
    from docx.oxml import parse_xml
    from lxml import etree

    accept_revisions(document.element)
    for part in document.part.package.iter_parts():
        if part is document.part or part.content_type.rpartition(".")[2].removesuffix("+xml") not in _STORIES:
            continue
        if hasattr(part, "element"):
            accept_revisions(part.element)
            continue
        root = parse_xml(part.blob)
        if next(left_by_reviewers(root), None) is not None:
            accept_revisions(root)
            part._blob = etree.tostring(root, encoding="UTF-8", standalone=True)
    reviewed(document)


def review_notes(path: Path) -> tuple[str, ...]:
    """What reviewers left in a template, with its paragraphs: it is printed as accepted, without their balloons."""
    from docx import Document

    try:
        document = Document(io.BytesIO(checked_package(path)))
    except (FormError, ValueError, KeyError, OSError):
        return ()
    notes = []
    for title, root in stories(document):
        number = {paragraph: place for place, paragraph in enumerate(root.iter(_W + "p"), 1)}
        for paragraph, what in left_by_reviewers(root):
            at = place(f"{title}, đoạn" if title else "Đoạn", number[paragraph], text_of(paragraph))
            if what == "nhận xét":
                notes.append(f"{at}: có nhận xét của người góp ý; báo cáo không in nhận xét")
            else:
                notes.append(f"{at}: có {what} chưa chấp nhận; báo cáo in chữ như đã chấp nhận")
    return tuple(dict.fromkeys(notes))


def stories(document: Any) -> list[tuple[str, Any]]:
    """The parts that print paragraphs, each with its title ("" for the body) and its root."""
    from docx.oxml import parse_xml

    found = [("", document.element.body)]
    for part in document.part.package.iter_parts():
        kind = part.content_type.rpartition(".")[2].removesuffix("+xml")
        if "wordprocessingml" in part.content_type and kind in _STORIES and part is not document.part:
            found.append((_STORIES[kind], parse_xml(part.blob)))
    return found


def _reach_all(document: Any) -> None:
    """Reach what is used later: python-docx looks at a part only when asked, and raises then if it is none."""
    document.styles.element.get_by_id("")
    document.core_properties.author  # noqa: B018 - raises when the part holds something else
    for section in document.sections:
        for reference in section._sectPr.iter(f"{_W}headerReference", f"{_W}footerReference"):
            document.part.related_parts[reference.rId].element  # noqa: B018 - raises when there is no such part
        section.orientation, section.page_width, section.left_margin  # noqa: B018 - raise when they are no numbers


def _detach(document: Any) -> None:
    """Drop the link to another template that Word writes (opening a report must not ask a server for it), and the
    template's own thumbnail."""
    for id, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[id]
    for part in document.part.package.iter_parts():
        for id, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2].lower() == ATTACHED_TEMPLATE.lower():
                del part.rels[id]
                for name in ("attachedTemplate", "linkStyles") if hasattr(part, "element") else ():
                    for found in list(part.element.iter(_W + name)):
                        found.getparent().remove(found)


def _give_grids(document: Any) -> None:
    """A table without its grid gets an empty one, as Word gives it: docxtpl counts its columns there."""
    from docx.oxml import OxmlElement

    for table in document.element.body.iter(_W + "tbl"):
        if table.find(_W + "tblGrid") is None:
            properties = table.find(_W + "tblPr")
            table.insert(0 if properties is None else table.index(properties) + 1, OxmlElement("w:tblGrid"))


def bearing_parts(template: Any) -> list[tuple[str, Any]]:
    """The parts that may hold tags, each with its title ("" for the body) and its XML root."""
    from docx.oxml import parse_xml

    document = template.docx
    parts = [("", document.element.body)]
    for part in document.part.package.iter_parts():
        kind = part.content_type.rpartition(".")[2].removesuffix("+xml")
        if "wordprocessingml" in part.content_type and kind in _TITLES:
            parts.append((_TITLES[kind], parse_xml(part.blob)))
    return parts


def lined(template: Any, root: Any) -> str:
    """A part's XML as Jinja reads it, a paragraph a line."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(template.xml_to_string(root)))


def unfilled_tags(template: Any) -> list[str]:
    """Tags in parts that are not filled (notes at the end, charts, drawings, properties), where they would print as
    they are."""
    filled = {"", *_TITLES}
    faults = []
    for part in template.docx.part.package.iter_parts():
        kind = part.content_type.rpartition(".")[2].removesuffix("+xml")
        if kind in filled or not part.content_type.endswith("xml") or part is template.docx.part:
            continue
        title = _STORIES.get(kind) or str(part.partname).lstrip("/")
        for number, text in enumerate(texts_of(part.blob), 1):
            if _ANY_TAG.search(text) and kind not in _PROPERTIES:
                faults.append(f"{place(f'{title}, đoạn', number, text)}: thẻ ở phần này không được điền; đề nghị bỏ.")
    return faults


class Places:
    """Line numbers of a patched source as paragraphs a person can find."""

    def __init__(self, source: str) -> None:
        self.title = next((title for root, title in _ROOTS if root in source[:2000]), "Đoạn")
        self.lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", line)).strip() for line in source.split("\n")]

    def at(self, line: int | None) -> str:
        number = min(max((line or 1) - 1, 0), len(self.lines) - 1)
        return place(self.title, number, self.lines[number])


def place(title: str, number: int, text: str) -> str:
    """ "Đoạn 12 “Dân số {{ dan_so }} người”", cut to a line."""
    return f"{title} {number} “{text[:57]}…”" if len(text) > 60 else f"{title} {number} “{text}”"
