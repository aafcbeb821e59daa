"""Footnotes of Word behind the figures of a document just made: a mark after the control of each figure that has one,
and the part with the texts.

A figure that is printed several times has its mark where it stands first. Format: ISO/IEC 29500-1, 17.11 (footnotes);
the two separators and the place in the settings are what Word 2010 itself writes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape

from tonghop290.narrative.controls.figure_tags import figure_name
from tonghop290.spreadsheet.edit.sealed_package import appended
from tonghop290.spreadsheet.zip_out import CONTENT_TYPES, Member, pack

__all__ = ["FootNote", "mark_figures", "with_foot_notes"]

_PART, _SETTINGS, _RELATIONS = "word/footnotes.xml", "word/settings.xml", "word/_rels/document.xml.rels"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TAG_OR_END = re.compile(r'<w:sdt>|<w:tag w:val="([^"]*)"/>|</w:sdt>|<w:txbxContent>|</w:txbxContent>')
_LOOK = re.compile(r"<w:sdtContent><w:r(?: [^>]*)?><w:rPr>(.*?)</w:rPr>", re.DOTALL)
_NOT_OF_A_MARK = re.compile(r"<w:(?:vertAlign|highlight|position)\b[^>]*/>")
_AFTER_ALIGNMENT = re.compile(r"<w:(?:rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)\b")
_CELL = re.compile(r"(<w:tc><w:tcPr><w:tcW\b[^>]*/>)(?:<w:vAlign\b[^>]*/>)?</w:tcPr>")
"""A cell with nothing of its own before its margins."""
_NARROW_MARGINS = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tcMar>'
_END = "</w:footnotes>"
_RELATED = re.compile(r"<Relationship\b[^>]*>")
_NOTE_ID = re.compile(r'<w:footnote\b[^>]*\bw:id="(-?[0-9]+)"')
_AFTER_NOTES = re.compile(r"<w:(?:endnotePr|compat|docVars|rsids)\b|<m:mathPr\b|</w:settings>")
_LINES = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:left="0" w:firstLine="0"/>'
_STYLES = "word/styles.xml"
_REFERENCE, _TEXT = ("footnote reference", "FootnoteReference"), ("footnote text", "FootnoteText")
"""What Word calls its styles of notes, and the ids of ours where there are none."""

_SIZE = 20
"""Half points: 10. No source says what notes of a Party document are set in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FootNote:
    """``names``: what the figure is called in the document (``figure_tags``); the first of them that is printed gets
    the mark."""

    names: tuple[str, ...]
    text: str


def mark_figures(part: str, notes: Sequence[FootNote], first_id: int, font: str) -> tuple[str, list[str]]:
    """The part with a mark behind each figure that has a note, and the texts in the order of their numbers, which begin
    with ``first_id``."""
    if not notes:
        return part, []
    ends = _ends(part)
    places = {}
    for note in notes:
        name = next((name for name in note.names if name in ends), "")
        if name:
            places[ends[name]] = (name, note.text)
    pieces, texts, at = [], list[str](), 0
    for (start, end), (name, text) in sorted(places.items()):
        narrow = "." in name  # of a row of a table: there is no room for brackets
        pieces += [
            _with_room(part[at:end], start - at) if narrow else part[at:end],
            _mark(part[start:end], first_id + len(texts), "" if narrow else font),
        ]
        texts.append(text)
        at = end
    return "".join([*pieces, part[at:]]), texts


def _with_room(text: str, until: int) -> str:
    """The same, the cell its figure stands in (the last that opens before ``until``) almost without margins: there the
    mark stands beside the figure, not below it."""
    cell = text.rfind("<w:tc>", 0, until)
    found = _CELL.match(text, cell) if cell >= 0 else None
    if found is None or "</w:tc>" in text[cell:until] or "<w:tcMar>" in found[0]:
        return text
    return text[: found.end(1)] + _NARROW_MARGINS + text[found.end(1) :]


def _ends(part: str) -> dict[str, tuple[int, int]]:
    """Name of a figure → where its first control begins and ends. None in a box of text, where Word has no notes."""
    found: dict[str, tuple[int, int]] = {}
    open_controls: list[tuple[int, str]] = []
    boxes = 0
    for piece in _TAG_OR_END.finditer(part):
        if piece[0] == "<w:sdt>":
            open_controls.append((piece.start(), ""))
        elif piece[1] is not None:
            if open_controls:
                name = figure_name(unescape(piece[1])).partition("|")[0]
                open_controls[-1] = (open_controls[-1][0], name)
        elif piece[0] == "</w:sdt>":
            if open_controls:
                start, name = open_controls.pop()
                if name and not boxes:
                    found.setdefault(name, (start, piece.end()))
        else:
            boxes += 1 if piece[0] == "<w:txbxContent>" else -1
    return found


def _mark(control: str, id: int, font: str) -> str:
    """A raised number in brackets, so that 33 with a note is not 33², with the look of the figure before it. ``font``:
    of the brackets, "" for none; they are symbols, which are no words of the text around them."""
    look = _LOOK.search(control)
    own = _NOT_OF_A_MARK.sub("", look[1]) if look else ""
    after = _AFTER_ALIGNMENT.search(own)
    at = after.start() if after else len(own)
    raised = f'{own[:at]}<w:vertAlign w:val="superscript"/>{own[at:]}'
    inside = [f'<w:footnoteReference w:id="{id}"/>']
    if font:
        inside = [_symbol("(", font), *inside, _symbol(")", font)]
    return "".join(f"<w:r><w:rPr>{raised}</w:rPr>{one}</w:r>" for one in inside)


def _symbol(letter: str, font: str) -> str:
    return f'<w:sym w:font="{font}" w:char="{ord(letter):04X}"/>'


def with_foot_notes(
    part: str, members: Sequence[Member], notes: Sequence[FootNote], font: str
) -> tuple[str, dict[str, Member]]:
    """The document with its marks, and the members that change or come new; none of either where no figure has a
    note."""
    if not notes:
        return part, {}
    known = {member.name: member for member in members}
    name = _part_of(_text(known[_RELATIONS]))
    there = _text(known[name]) if name in known else ""
    if there and _END not in there:  # under another prefix than Word's: it cannot be added to
        return part, {}
    first = max((int(id) for id in _NOTE_ID.findall(there)), default=0) + 1
    marked, texts = mark_figures(part, notes, max(first, 1), font)
    if not texts:
        return part, {}
    styles = _text(known[_STYLES]) if _STYLES in known else ""
    ids = [_style_id(styles, *named) for named in (_REFERENCE, _TEXT)]
    written = "".join(_note(number, text, font, ids) for number, text in enumerate(texts, max(first, 1)))
    changed = {name: there.replace(_END, f"{written}{_END}") if there else _new_part(written)}
    if not there:
        changed |= dict(_around(known))
    if styles and _with_styles(styles) != styles:
        changed[_STYLES] = _with_styles(styles)
    return marked, {name: pack(name, text.encode()) for name, text in changed.items()}


def _part_of(relations: str) -> str:
    """Where the notes of the document stand; where ours will, if it has none."""
    for found in _RELATED.findall(relations):
        target = re.search(r'Target="([^"]+)"', found)
        if f'Type="{_RELATION}"' in found and target:
            return target[1][1:] if target[1].startswith("/") else f"word/{target[1]}"
    return _PART


def _note(id: int, text: str, font: str, styles: Sequence[str]) -> str:
    """``styles``: the ids of the styles of the mark and of the text."""
    look = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/><w:b w:val="0"/><w:i w:val="0"/>'
    size = f'<w:sz w:val="{_SIZE}"/><w:szCs w:val="{_SIZE}"/>'
    raised = f'<w:rStyle w:val="{styles[0]}"/>{look}{size}<w:vertAlign w:val="superscript"/>'
    mark = f"<w:r><w:rPr>{raised}</w:rPr><w:footnoteRef/></w:r>"
    words = f'<w:r><w:rPr>{look}{size}</w:rPr><w:t xml:space="preserve"> {escape(text)}</w:t></w:r>'
    about = f'<w:pPr><w:pStyle w:val="{styles[1]}"/>{_LINES}<w:jc w:val="both"/></w:pPr>'
    return f'<w:footnote w:id="{id}"><w:p>{about}{mark}{words}</w:p></w:footnote>'


def _style_id(styles: str, name: str, own: str) -> str:
    """The id of Word's style of that name; ours where the document has none."""
    found = re.search(rf'<w:style [^>]*w:styleId="([^"]*)"[^>]*>\s*<w:name w:val="{name}"/>', styles)
    return found[1] if found else own


def _with_styles(styles: str) -> str:
    size = f'<w:sz w:val="{_SIZE}"/><w:szCs w:val="{_SIZE}"/>'
    raised = '<w:vertAlign w:val="superscript"/>'
    for kind, (name, id), look in (("character", _REFERENCE, raised), ("paragraph", _TEXT, size)):
        if _style_id(styles, name, "") == "":
            style = f'<w:style w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>{look}</w:rPr></w:style>'
            styles = styles.replace("</w:styles>", f"{style}</w:styles>")
    return styles


def _new_part(notes: str) -> str:
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{id}"><w:p><w:pPr>{_LINES}</w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, id in (("separator", -1), ("continuationSeparator", 0))
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:footnotes xmlns:w="{_W}">{rules}{notes}</w:footnotes>'


def _around(known: Mapping[str, Member]) -> Iterator[tuple[str, str]]:
    """What tells Word of a new part: its type, its relation, the separators in the settings."""
    override = f'Override PartName="/{_PART}" ContentType="{_TYPE}"'
    yield CONTENT_TYPES, appended(_text(known[CONTENT_TYPES]), "Types", override)
    relations, number = _text(known[_RELATIONS]), 1
    while f'Id="rId{number}"' in relations:
        number += 1
    relation = f'Relationship Id="rId{number}" Type="{_RELATION}" Target="footnotes.xml"'
    yield _RELATIONS, appended(relations, "Relationships", relation)
    settings = _text(known[_SETTINGS]) if _SETTINGS in known else ""
    after = _AFTER_NOTES.search(settings)
    if after and "<w:footnotePr" not in settings:
        rules = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        yield _SETTINGS, settings[: after.start()] + rules + settings[after.start() :]


def _text(member: Member) -> str:
    return zlib.decompress(member.data, -15).decode("utf-8-sig")
