"""The last hand on a rendered document: what only the template needed goes, what belongs together is joined, what is
missing is marked, and rows of tables stay together. Works on the XML of the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from tonghop290.narrative.controls.content_controls import make_controls
from tonghop290.narrative.profiles import BODY_STYLES, RECIPIENT_STYLE, Profile
from tonghop290.narrative.typeset.binding import Binding, bind
from tonghop290.narrative.typeset.elements import StyleName, w
from tonghop290.narrative.typeset.endings import keep_signatures, keep_with_next
from tonghop290.narrative.words.phrases import BLANK

__all__ = [
    "TEMPLATE_ONLY_STYLES",
    "StyleName",
    "end_recipient",
    "is_note",
    "is_recipient",
    "join_runs",
    "keep_with_next",
    "kept_rows",
    "note_place",
    "style_names",
    "tidy_body",
    "tidy_paragraph",
    "w",
]

TEMPLATE_ONLY_STYLES = ("TheMau", "TheDieuKien")
_NOTE_STYLE = "Ghi chú bảng"
_AFTER_HIGHLIGHT = (
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
)
_KEPT_LAST_ROWS = 3
_BLANKS = re.compile(f"({BLANK}+)")


_P, _R, _T, _TC, _TR, _TBL, _RPR, _PPR, _LINK = (
    w(name) for name in ("p", "r", "t", "tc", "tr", "tbl", "rPr", "pPr", "hyperlink")
)
_VAL, _STYLE_OF_RUN, _STYLE = w("val"), w("rStyle"), w("pStyle")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_AS_TEXT: Mapping[str, str] = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}


def style_names(styles: Any) -> StyleName:
    """How paragraphs of a document are named whose ``w:styles`` element this is."""
    every = styles.findall(w("style"))
    names = {style.get(w("styleId")): _style_name(style) for style in every}
    defaults = (style for style in every if style.get(w("type")) == "paragraph" and style.get(w("default")) == "1")
    default = next(map(_style_name, defaults), "Normal")

    def name_of(paragraph: Any) -> str:
        properties = paragraph.find(_PPR)
        style = properties.find(_STYLE) if properties is not None else None
        return names.get(style.get(_VAL), default) if style is not None else default

    return name_of


def _style_name(style: Any) -> str:
    name = style.find(w("name"))
    return str(name.get(_VAL)) if name is not None else ""


def tidy_body(body: Any, profile: Profile, name_of: StyleName, binding: Binding) -> None:
    """Tidy every paragraph and table of a rendered body, in place."""
    recipients = []
    for paragraph in list(body.iter(_P)):
        if not tidy_paragraph(paragraph, name_of, binding, in_cell=paragraph.getparent().tag == _TC):
            paragraph.getparent().remove(paragraph)
        elif is_recipient(paragraph, name_of):
            recipients.append(paragraph)
    for line in recipients:
        end_recipient(line, "." if line is recipients[-1] else profile.recipient_separator)
    for table in body.iter(_TBL):
        _keep_last_rows(table, name_of)
    keep_signatures(body, name_of)


def tidy_paragraph(paragraph: Any, name_of: StyleName, binding: Binding, *, in_cell: bool) -> bool:
    """Tidy one paragraph, in place; whether it stays. ``in_cell``: it stands in a cell of a table, which must hold
    one."""
    join_runs(paragraph)
    if name_of(paragraph) in BODY_STYLES:
        _single_spaces(paragraph)
        if not in_cell and not _text(paragraph).strip():
            return False
    _highlight_blanks(paragraph)
    make_controls(paragraph)
    bind(paragraph, binding, in_cell=in_cell)
    return True


def is_recipient(paragraph: Any, name_of: StyleName) -> bool:
    """Whether a tidied paragraph is a line of the list of recipients with something in it."""
    return name_of(paragraph) == RECIPIENT_STYLE and next(paragraph.iter(_R), None) is not None


def end_recipient(line: Any, mark: str) -> None:
    """Recipients end with the profile's mark, the last one with a full stop."""
    for text in list(line.iter(_R))[-1].findall(_T)[-1:]:
        text.text = (text.text or "").rstrip(" ,;.") + mark
        text.set(_SPACE, "preserve")


# --- runs ---------------------------------------------------------------------------------------------------------


def _drop_tag_looks(paragraph: Any) -> None:
    for style in list(paragraph.iter(_STYLE_OF_RUN)):
        if style.get(_VAL) in TEMPLATE_ONLY_STYLES:
            style.getparent().remove(style)
    for properties in list(paragraph.iter(_RPR)):
        if len(properties) == 0:
            properties.getparent().remove(properties)


def join_runs(paragraph: Any) -> None:
    """Neighbouring runs of one look become one; runs without text go. The looks of tags are nobody's."""
    from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

    _drop_tag_looks(paragraph)
    last, last_look = None, b""
    for run in list(paragraph.findall(_R)):
        content = [child for child in run if child.tag != _RPR]
        plain = all(child.tag == _T for child in content)
        text = "".join(child.text or "" for child in content) if plain else ""
        if plain and not text:
            paragraph.remove(run)
            continue
        properties = run.find(_RPR)
        look = etree.tostring(properties, with_tail=False) if properties is not None else b""
        if plain and last is not None and look == last_look and last.getnext() is run:
            target = last.findall(_T)[-1]
            target.text = (target.text or "") + text
            paragraph.remove(run)
            continue
        if plain:
            content[0].text = text
            content[0].set(_SPACE, "preserve")
            for extra in content[1:]:
                run.remove(extra)
        last, last_look = (run, look) if plain else (None, b"")


def _runs(paragraph: Any) -> Iterator[Any]:
    for child in paragraph:
        if child.tag == _R:
            yield child
        elif child.tag == _LINK:
            yield from child.findall(_R)


def _run_text(run: Any) -> str:
    return "".join((child.text or "") if child.tag == _T else _AS_TEXT.get(child.tag, "") for child in run)


def _text(paragraph: Any) -> str:
    return "".join(_run_text(run) for run in _runs(paragraph))


def _single_spaces(paragraph: Any) -> None:
    """No double space inside, none at the ends (sentences that were left out leave some)."""
    before = " "
    texts = [text for run in paragraph.findall(_R) for text in run.findall(_T)]
    for text in texts:
        kept = re.sub(" {2,}", " ", text.text or "")
        text.text = kept[1:] if before.endswith(" ") and kept.startswith(" ") else kept
        before = text.text or before
    if texts:
        texts[-1].text = (texts[-1].text or "").rstrip(" ")


def _highlight_blanks(paragraph: Any) -> None:
    """Every …… in a run of its own, with a yellow ground; a run that holds more than text (a tab, a break) is marked
    whole."""
    for run in paragraph.findall(_R):
        content = [child for child in run if child.tag != _RPR]
        if not any(child.tag == _T and BLANK in (child.text or "") for child in content):
            continue
        if any(child.tag != _T for child in content):
            _colour(run, True)
            continue
        previous = run
        pieces = [part for part in _BLANKS.split("".join(child.text or "" for child in content)) if part]
        for index, part in enumerate(pieces):
            piece = run if index == 0 else deepcopy(run)
            _set_text(piece, part)
            _colour(piece, part.startswith(BLANK))
            if index:
                previous.addnext(piece)
            previous = piece


def _set_text(run: Any, text: str) -> None:
    first, *others = run.findall(_T)
    for other in others:
        run.remove(other)
    first.text = text
    first.set(_SPACE, "preserve")


def _colour(run: Any, yellow: bool) -> None:
    properties = run.find(_RPR)
    old = properties.find(w("highlight")) if properties is not None else None
    if old is not None:
        properties.remove(old)
    if yellow:
        if properties is None:
            properties = run.makeelement(_RPR)
            run.insert(0, properties)
        mark = properties.makeelement(w("highlight"), {_VAL: "yellow"})
        after = next((child for child in properties if child.tag in [w(name) for name in _AFTER_HIGHLIGHT]), None)
        properties.append(mark) if after is None else after.addprevious(mark)


# --- lists and tables ---------------------------------------------------------------------------------------------


def _keep_last_rows(table: Any, name_of: StyleName) -> None:
    """The last rows of a table with a repeated header go to the next page together, with the note below it."""
    note = note_place(table)
    for row in kept_rows(table, noted=note is not None and is_note(note, name_of)):
        for paragraph in row.iter(_P):
            keep_with_next(paragraph)


def kept_rows(table: Any, *, noted: bool) -> list[Any]:
    """The rows of a table that are kept with what follows: none where no header is repeated."""
    rows: list[Any] = table.findall(_TR)
    if not rows or next(rows[0].iter(w("tblHeader")), None) is None:
        return []
    return rows[-_KEPT_LAST_ROWS:] if noted else rows[-_KEPT_LAST_ROWS:-1]


def note_place(table: Any) -> Any:
    """The paragraph right behind a table, where its note stands; None where another thing follows."""
    after = table.getnext()
    return after if after is not None and after.tag == _P else None


def is_note(paragraph: Any, name_of: StyleName) -> bool:
    """Whether a paragraph is the note below a table."""
    return name_of(paragraph) == _NOTE_STYLE
