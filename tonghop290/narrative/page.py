"""A Word document from nothing: styles of a profile, page, page number, and how it is saved (whole or not at all)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tonghop290.files import write_whole
from tonghop290.narrative.profiles import PAGE_NUMBER_STYLE, Look, Profile
from tonghop290.narrative.skeleton import bare_document, name_document
from tonghop290.spreadsheet.zip_out import Member, in_order, pack, packed
from tonghop290.text.format import VIETNAMESE, Writing
from tonghop290.text.normalize import fold_marks


def empty_document(title: str, font: str, writing: Writing = VIETNAMESE) -> Any:
    """A document without anything of another program's."""
    document = bare_document(font, writing)
    name_document(document, title, writing=writing)
    return document


def add_styles(document: Any, profile: Profile) -> None:
    """One named paragraph style for every component of the profile."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    normal = document.styles["Normal"]
    normal.font.name, normal.paragraph_format.space_after = profile.font, 0
    for name, look in profile.looks.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style._element.set(qn("w:styleId"), "".join(word.capitalize() for word in fold_marks(name).split()))
        style.base_style, style.quick_style = normal, True
        _apply(style, look, profile.font)


def set_page(document: Any, profile: Profile) -> None:
    """A4 portrait, the profile's margins, and the page number centred at the top from page 2 on."""
    section = document.sections[0]
    _set_size(section, profile, landscape=False)
    section.different_first_page_header_footer = True
    header = section.header
    header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    number = header.paragraphs[0]
    number.style = document.styles[PAGE_NUMBER_STYLE]
    section.first_page_header.paragraphs[0].style = document.styles[PAGE_NUMBER_STYLE]
    _add_page_field(number)
    for part in (header, section.first_page_header):
        _without_other_names(part._element)


def write_foot(document: Any, line: str) -> None:
    """A small line at the foot of every page, below what the template has there; nothing where it is empty."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for number, section in enumerate(document.sections if line else ()):
        feet = [section.footer]
        feet += [section.first_page_footer] if section.different_first_page_header_footer else []
        feet += [section.even_page_footer] if document.settings.odd_and_even_pages_header_footer else []
        for foot in feet:
            if number and foot.is_linked_to_previous:
                continue
            fresh = foot.is_linked_to_previous
            foot.is_linked_to_previous = False
            empty = fresh or not any(paragraph.text for paragraph in foot.paragraphs)
            paragraph = foot.paragraphs[0] if empty and foot.paragraphs else foot.add_paragraph()
            paragraph.style = document.styles["Normal"]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(line)
            run.font.size, run.italic = Pt(8), True
            if fresh:
                _without_other_names(foot._element)


def _without_other_names(root: Any) -> None:
    """Without the names of other programs' extensions that python-docx's empty header declares."""
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    for name in [name for name in root.attrib if name.endswith("}Ignorable")]:
        del root.attrib[name]
    etree.cleanup_namespaces(root)


def new_section(document: Any, profile: Profile, *, landscape: bool) -> None:
    """Start a new page; wide tables lie across it."""
    from docx.enum.section import WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    _set_size(section, profile, landscape=landscape)


def save_whole(document: Any, path: Path) -> Path:
    """Write the file whole or not at all; members in a fixed order with fixed times."""
    return write_whole(Path(path), packed(members_of(document)))


def members_of(document: Any) -> list[Member]:
    """The members of a document's package, packed, in their order.

    As python-docx saves them, but for its ZIP, which bears the clock's date and takes none before 1980 or after 2107.
    """
    from docx.opc.pkgwriter import PackageWriter

    writer: Any = PackageWriter
    package, written = document.part.package, _Written()
    for part in package.parts:
        part.before_marshal()
    writer._write_content_types_stream(written, package.parts)
    writer._write_pkg_rels(written, package.rels)
    writer._write_parts(written, package.parts)
    return [pack(name, written.parts[name]) for name in in_order(written.parts)]


class _Written:
    """What python-docx's writer takes for a package being written."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def write(self, name: Any, content: bytes) -> None:
        self.parts[name.membername] = content


def _apply(style: Any, look: Look, font: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm, Pt

    style.font.name, style.font.size = font, Pt(look.size)
    style.font.bold, style.font.italic = look.bold, look.italic
    style.font.underline = look.underline or None
    form = style.paragraph_format
    form.alignment = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    }[look.align]
    form.first_line_indent = Mm(look.indent) if look.indent else None
    if look.side:
        form.left_indent = form.right_indent = Mm(look.side)
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    if look.line is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    form.keep_with_next = look.keep_next or None
    form.page_break_before = look.new_page or None
    form.widow_control = True
    if look.outline is not None:
        properties = style._element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{look.outline}"/>'))


def _set_size(section: Any, profile: Profile, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(profile.top), Mm(profile.bottom)
    section.left_margin, section.right_margin = Mm(profile.left), Mm(profile.right)
    section.header_distance = section.footer_distance = Mm(profile.page_number_top)
    section.gutter = 0


def _add_page_field(paragraph: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))
