"""Word templates of the reports: built from a readable text beside them, and checked for tags that cannot work.

The text (``bao_cao_xa.txt``) has one paragraph a line:

    ## a remark                       not part of the template
    [Trích yếu] tổng kết …            a paragraph in that style of the profile; without a name: "Nội dung"
    - …                               a paragraph in the style "Gạch đầu dòng"
    [trái | Dấu sao] *                a paragraph in the left (phải: right) column of a table without borders
    [bảng 11 47 37] TT | Tên | …      a table with these column widths in mm; its first row is the header, repeated on
                                      every page
    [bảng] {{ … }} | {{ … }} | …      the next row; a cell that begins with "^" is centred,
                                      with ">" set right, with "=" set right and bold (a total)
    [ngang] [dọc]                     from here on the pages are landscape, portrait again
    ngày~25/02/2010                   "~" outside of tags: a space at which no line breaks (Word: Ctrl+Shift+Space)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonghop290.model import PROFILE_2018
from tonghop290.narrative.page import add_styles, empty_document, new_section, save_whole, set_page
from tonghop290.narrative.profile_file import profile_of
from tonghop290.narrative.profiles import TAG_STYLE, Profile, Rule
from tonghop290.narrative.template.tag_check import lint_template
from tonghop290.text.format import VIETNAMESE, Writing
from tonghop290.text.printing.widths import width_of

__all__ = ["build_template", "lint_template", "read_source"]

CONDITION_STYLE = "Thẻ điều kiện"
_LINE = re.compile(r"\[(?P<where>[^\]|]+?)(?:\s*\|\s*(?P<style>[^\]]+?))?\]\s?(?P<text>.*)")
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_SIDES = {"trái": "left", "phải": "right"}
_TWIPS = 1440 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph or table row of the source. ``where``: "body", "left", "right", "table" or "page"."""

    number: int
    where: str
    style: str
    text: str
    widths: tuple[float, ...] = ()


def read_source(source: Path) -> Iterator[Line]:
    """The lines of a readable template, without remarks and empty lines."""
    for number, raw in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        text = _with_hard_spaces(raw.rstrip())
        if not text or text.startswith("##"):
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            style = "Gạch đầu dòng" if text.startswith("- ") else "Nội dung"
            yield Line(number=number, where="body", style=style, text=text)
            continue
        where, style, rest = found["where"].strip(), (found["style"] or "").strip(), found["text"]
        if where in _SIDES:
            yield Line(number=number, where=_SIDES[where], style=style, text=rest)
        elif where.split()[0] == "bảng":
            yield Line(number=number, where="table", style="", text=rest, widths=tuple(map(float, where.split()[1:])))
        elif where in ("ngang", "dọc"):
            yield Line(number=number, where="page", style=where, text="")
        else:
            yield Line(number=number, where="body", style=where, text=rest)


def _with_hard_spaces(text: str) -> str:
    return "".join(part if _TAG.fullmatch(part) else part.replace("~", "\u00a0") for part in _TAG.split(text))


def build_template(
    source: Path,
    path: Path,
    *,
    profile: str = PROFILE_2018,
    folder: Path | None = None,
    writing: Writing = VIETNAMESE,
) -> Path:
    """Make the Word template of a readable text. The same text gives the same bytes.

    ``folder``: of a form with profiles of its own; ``writing``: how its language writes. Errors: ValueError for a style
    the profile does not have, with the line; ProfileError.
    """
    look = profile_of(profile, folder)
    document = empty_document(f"Mẫu báo cáo ({look.source})", look.font, writing)
    add_styles(document, look)
    _add_tag_styles(document)
    set_page(document, look)
    for block in _blocks(list(read_source(source))):
        try:
            _add_block(document, block, look)
        except KeyError as error:
            raise ValueError(f"{source.name}, dòng {block[0].number}: không có kiểu {error}") from None
    return save_whole(document, path)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines, those of one table together."""
    block: list[Line] = []
    for line in lines:
        kind = _kind(line)
        if block and (kind != _kind(block[0]) or kind == "body" or kind == "table" and line.widths):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _kind(line: Line) -> str:
    return "columns" if line.where in ("left", "right") else line.where


def _add_block(document: Any, block: list[Line], profile: Profile) -> None:
    kind = _kind(block[0])
    if kind == "columns":
        _add_columns(document, block, profile)
    elif kind == "table":
        _add_table(document, block)
    elif kind == "page":
        new_section(document, profile, landscape=block[0].style == "ngang")
    else:
        paragraph = document.add_paragraph(style=_style(document, block[0].style))
        rule = profile.rule(block[0].style)
        if rule is not None:
            _draw_rule(paragraph, profile.text_width, _rule_length(rule, profile))
        _fill(paragraph, block[0].text)


def _add_columns(document: Any, block: list[Line], profile: Profile) -> None:
    from docx.oxml import OxmlElement

    head = any(profile.rule(line.style) for line in block)
    widths = profile.head if head else profile.signature
    table = _bare_table(document, 1, widths, borders=False)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, where, width in zip(table.rows[0].cells, ("left", "right"), widths, strict=True):
        lines = [line for line in block if line.where == where]
        for index, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.style = _style(document, line.style or "Normal")
            rule = profile.rule(line.style)
            if rule is not None:
                _draw_rule(paragraph, width, _rule_length(rule, profile))
            _fill(paragraph, line.text)


def _rule_length(rule: Rule, profile: Profile) -> float:
    """How long a rule is drawn, points: as its words, where they are known, else as the profile says."""
    under = profile.looks[rule.under]
    return rule.length / 25.4 * 72 if rule.length else width_of(under.text, under.size, bold=True)


def _draw_rule(paragraph: Any, width: float, length: float) -> None:
    """A top border between equal indents, ``length`` points long in a column ``width`` millimetres wide."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt

    indent = (width / 25.4 * 72 - length) / 2
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(round(indent * 20) / 20)
    properties = paragraph._p.get_or_add_pPr()
    border = parse_xml(f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>')
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _add_table(document: Any, block: list[Line]) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.oxml import OxmlElement

    widths = block[0].widths
    table = _bare_table(document, len(block), widths, borders=True)
    for index, (row, line) in enumerate(zip(table.rows, block, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if index == 0:
            properties.append(OxmlElement("w:tblHeader"))
        texts = [text.strip() for text in _split_cells(line.text)]
        for cell, text in zip(row.cells, texts + [""] * (len(widths) - len(texts)), strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            style = {"^": "Ô bảng giữa", ">": "Ô bảng số", "=": "Ô bảng tổng"}.get(text[:1], "Ô bảng")
            cell.paragraphs[0].style = _style(document, "Đầu bảng" if index == 0 else style)
            _fill(cell.paragraphs[0], text.lstrip("^>= "))


def _split_cells(text: str) -> list[str]:
    """The cells of a row: split at bars outside of tags."""
    parts = _TAG.split(text)
    cells = [""]
    for part in parts:
        if _TAG.fullmatch(part):
            cells[-1] += part
        else:
            first, *more = part.split("|")
            cells[-1] += first
            cells += more
    return cells


def _bare_table(document: Any, rows: int, widths: Sequence[float], *, borders: bool) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    kind, margin = ("single", 60) if borders else ("nil", 0)
    sides = "".join(
        f'<w:{side} w:val="{kind}" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("left", "right"))
    properties = table._tbl.tblPr
    for old in properties.findall(properties.tag.replace("tblPr", "tblStyle")) + properties.findall(
        properties.tag.replace("tblPr", "tblW")
    ):
        properties.remove(old)
    properties.insert(0, parse_xml(f'<w:tblW {nsdecls("w")} w:w="{round(sum(widths) * _TWIPS)}" w:type="dxa"/>'))
    layout = properties.find(properties.tag.replace("tblPr", "tblLayout"))
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>"))
    layout.addnext(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    look = properties.find(properties.tag.replace("tblPr", "tblLook"))
    if look is not None:
        properties.remove(look)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _fill(paragraph: Any, text: str) -> None:
    """The text in runs; every tag is a run of its own, coloured, so that it can be seen and is never broken."""
    whole_paragraph_tag = text.startswith(("{%p", "{%tr"))
    for part in _TAG.split(text):
        if part:
            run = paragraph.add_run(part)
            if _TAG.fullmatch(part):
                run.style = paragraph.part.document.styles[CONDITION_STYLE if part.startswith("{%") else TAG_STYLE]
    if whole_paragraph_tag:
        paragraph.paragraph_format.first_line_indent = 0


def _style(document: Any, name: str) -> Any:
    for style in document.styles:
        if style.name == name:
            return style
    raise KeyError(name)


def _add_tag_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    for name, id, colour in (
        (TAG_STYLE, "TheMau", RGBColor(0x00, 0x70, 0xC0)),
        (CONDITION_STYLE, "TheDieuKien", RGBColor(0x80, 0x80, 0x80)),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style._element.set(style._element.tag.rpartition("}")[0] + "}styleId", id)
        style.font.color.rgb = colour
        style.quick_style = True


if __name__ == "__main__":
    import sys

    for folder in sys.argv[1:]:
        for source in sorted(Path(folder).glob("bao_cao_*.txt")):
            print(build_template(source, source.with_suffix(".docx")))
