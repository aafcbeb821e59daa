"""The body of a report put together from paragraphs that were tidied before.

Of the ninety paragraphs of a commune's report all but a dozen read as in the report before. So what a template renders
is taken apart at its paragraphs: each is tidied once, by its text, and so is the frame around them (tables, sections).
What is put together is, byte for byte, what tidying the whole body gives; where something hangs on more than one
paragraph, nothing is put together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tonghop290.narrative.controls.as_printed import parted
from tonghop290.narrative.profiles import DATE_STYLE, SIGNATURE_STYLES, Look, Profile
from tonghop290.narrative.tidy import (
    StyleName,
    end_recipient,
    is_note,
    is_recipient,
    kept_rows,
    note_place,
    tidy_paragraph,
)
from tonghop290.narrative.typeset.binding import Binding
from tonghop290.narrative.typeset.elements import text_of, w
from tonghop290.narrative.typeset.endings import WITH_SIGNATURE, before_signature, ending_of, keep_with_next
from tonghop290.narrative.typeset.head import Line, told_widths, two_columns

__all__ = ["TidiedParagraphs"]

_BARE, _LOOKS, _END = "<w:p>", "<w:p ", "</w:p>"
_BODY = re.compile(r"<w:body[^>]*>")
_EMPTY, _CLOSE, _SECTION = "<w:p/>", "</w:body>", "<w:sectPr"
_CLOSED = re.compile("<w:p( [^<>]*)?/>")
_TABLE, _TABLE_LOOKS, _TABLE_END = "<w:tbl>", "<w:tbl ", "</w:tbl>"
_HANGS_TOGETHER = ("docPr", "<w:txbxContent", "AlternateContent", "<!--", "<![CDATA[", "<?")
"""What concerns several paragraphs, or holds paragraphs inside of one: numbered pictures, text boxes."""
_MOST_KEPT, _MOST_FRAMES = 5_000, 100
_KEPT = "kept with the next"
_P, _TC, _TBL = w("p"), w("tc"), w("tbl")


@dataclass(slots=True)
class _Paragraph:
    """A tidied paragraph as text. ``recipient``: it ends with a mark that depends on where it stands in the list;
    ``note``: it is one below a table; ``line``: of one in a cell what it prints, ``style`` its style; ``says``:
    whether it prints anything; ``changed``: the same with an end, or kept with the next one."""

    text: str
    recipient: bool = False
    note: bool = False
    line: Line | None = None
    style: str = ""
    says: bool = False
    changed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands around the paragraphs. ``in_cell``: whether each stands in a cell of a table. ``tables``: of those
    with a repeated header the place of the paragraph behind (-1: none), and which paragraphs are kept with the next if
    it is a note, and if not. ``columns``: of the tables outside. ``ending``: as :func:`ending_of` has it."""

    around: list[str]
    in_cell: list[bool]
    tables: list[_Kept]
    columns: list[_Columns]
    ending: tuple[list[int], list[int]]


_Kept = tuple[int, frozenset[int], frozenset[int]]
"""Of a table with a repeated header: see :class:`_Frame`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """``cells``: of a table of one row and two cells the paragraphs of each and its width; ``before``: the paragraphs
    before it, from the last one back."""

    cells: list[tuple[list[int], float]]
    before: list[int]


class _HangsTogether(Exception):
    """What concerns several paragraphs stands in one."""


def _refuse_what_hangs_together(text: str) -> None:
    if any(mark in text for mark in _HANGS_TOGETHER):
        raise _HangsTogether


def _parted(text: str) -> tuple[list[str], list[str]] | None:
    """What stands around the paragraphs of a body, and the paragraphs; None where one stands inside of another."""
    around, paragraphs = [], []
    *pieces, last = _CLOSED.sub(r"<w:p\1></w:p>", text).split(_END)
    for piece in pieces:
        start = piece.rfind(_BARE)
        start = max(start, piece.rfind(_LOOKS, start + 1))
        if start < 0 or piece.find(_BARE, 0, start) >= 0 or piece.find(_LOOKS, 0, start) >= 0:
            return None
        around.append(piece[:start])
        paragraphs.append(piece[start:] + _END)
    return None if _BARE in last or _LOOKS in last else ([*around, last], paragraphs)


def _kept(table: Any, places: Mapping[Any, int]) -> _Kept:
    """``places``: the paragraphs of the body, counted from 0."""
    behind = note_place(table)
    if_noted, if_not = (
        frozenset(places[paragraph] for row in kept_rows(table, noted=noted) for paragraph in row.iter(_P))
        for noted in (True, False)
    )
    return (-1 if behind is None else places[behind], if_noted, if_not)


def _columns(table: Any, places: Mapping[Any, int]) -> _Columns:
    cells = two_columns(table) or (table,)
    widths = (told_widths(cells) if len(cells) == 2 else None) or [math.inf] * len(cells)
    return _Columns(
        cells=[([places[one] for one in cell.iter(_P)], width) for cell, width in zip(cells, widths, strict=True)],
        before=[places[paragraph] for paragraph in before_signature(table)],
    )


def _alone(pieces: list[str], inside: list[int]) -> tuple[int, int, int, int] | None:
    """Where the table begins and ends that these paragraphs stand in: the number of the piece, the place in it. None
    where another table begins or ends there too."""
    first, last = 2 * min(inside), 2 * max(inside) + 2
    around = pieces[first : last + 1 : 2]
    if [text.count(_TABLE) + text.count(_TABLE_LOOKS) for text in around] != [1, *(0 for _ in around[1:])]:
        return None
    if pieces[last].count(_TABLE_END) != 1:
        return None
    start = max(pieces[first].find(_TABLE), pieces[first].find(_TABLE_LOOKS))
    return first, start, last, pieces[last].index(_TABLE_END) + len(_TABLE_END)


def _too_wide(paragraphs: list[_Paragraph], columns: list[tuple[list[int], float]]) -> bool:
    """Whether a line of a head is wider than its column."""
    lines = ((paragraphs[number].line, width) for numbers, width in columns for number in numbers)
    return any(line is not None and line.width > width for line, width in lines)


def _with_signature(paragraphs: list[_Paragraph], before: list[int]) -> set[int]:
    """The paragraphs kept with the signature behind them."""
    kept: set[int] = set()
    there = [number for number in before if paragraphs[number].text]
    for number in there:
        if _SECTION in paragraphs[number].text:
            break
        kept.add(number)
        if sum(paragraphs[one].says for one in kept) == WITH_SIGNATURE:
            break
    return kept


def _at_the_end(paragraphs: list[_Paragraph], last: list[int], rows: list[int]) -> set[int]:
    """The paragraphs kept with the last line of what nobody signs."""
    there = [number for number in last if paragraphs[number].text]
    section = next((place for place, number in enumerate(there) if _SECTION in paragraphs[number].text), None)
    there, rows = there[:section], rows if section is None else []
    said = [place for place, number in enumerate(there) if paragraphs[number].says]
    whole = len(said) > WITH_SIGNATURE
    kept = there[1 : said[WITH_SIGNATURE] + 1 if whole else None]
    return {*kept} if whole else {*kept, *rows}


class TidiedParagraphs:
    """Of one template and one look. ``frame_of``: a body without content in its paragraphs → that body, and the whole
    part around it."""

    def __init__(
        self, look: Profile, name_of: StyleName, binding: Binding, frame_of: Callable[[str], tuple[Any, str]]
    ) -> None:
        self._look, self._name_of, self._binding, self._frame_of = look, name_of, binding, frame_of
        self._frame = lru_cache(maxsize=_MOST_FRAMES)(self._made_frame)
        self._tidied = lru_cache(maxsize=_MOST_KEPT)(self._made_paragraph)
        self._opening = ""

    def pieces(self, text: str, fit: Callable[[Any], None]) -> list[str] | None:
        """The whole part of a rendered body: what stands before its first paragraph, the paragraph, and so on in turn;
        None where only the body as a whole can be tidied. ``fit``: fits the heads of a body."""
        opening = _BODY.match(text)
        if opening is None:
            return None
        if opening[0] != self._opening:
            self._tidied.cache_clear()
            self._opening = opening[0]
        parted = _parted(text)
        if parted is None:
            return None
        around, paragraphs = parted
        try:
            frame = self._frame(_EMPTY.join(around))
            if len(frame.in_cell) != len(paragraphs):
                return None
            places = zip(paragraphs, frame.in_cell, strict=True)
            return self._put_together(frame, [self._tidied(paragraph, in_cell) for paragraph, in_cell in places], fit)
        except (_HangsTogether, SyntaxError):  # lxml's: no XML, of which the body as a whole saves what it can
            return None

    def _put_together(
        self, frame: _Frame, paragraphs: list[_Paragraph], fit: Callable[[Any], None]
    ) -> list[str] | None:
        last = max((number for number, paragraph in enumerate(paragraphs) if paragraph.recipient), default=-1)
        kept, signed = set[int](), False
        for behind, if_noted, else_ in frame.tables:
            if behind >= 0 and not paragraphs[behind].text:  # it goes, and who knows what follows the table then
                return None
            kept |= if_noted if behind >= 0 and paragraphs[behind].note else else_
        for columns in frame.columns:
            inside = [paragraphs[number] for numbers, _ in columns.cells for number in numbers]
            if any(one.style in SIGNATURE_STYLES for one in inside):
                signed, kept = True, kept | _with_signature(paragraphs, columns.before)
        kept |= set() if signed else _at_the_end(paragraphs, *frame.ending)
        if any(paragraphs[number].recipient for number in kept):
            return None
        made = self._ended(frame, paragraphs, last, kept)
        for columns in reversed(frame.columns):
            places = [number for numbers, _ in columns.cells for number in numbers]
            dated = any(paragraphs[number].style == DATE_STYLE for number in places)
            if dated and _too_wide(paragraphs, columns.cells) and not self._fitted(made, places, fit):
                return None
        return made

    def _ended(self, frame: _Frame, paragraphs: list[_Paragraph], last: int, kept: set[int]) -> list[str]:
        """The pieces, each paragraph as it ends. ``last``: of the recipients; ``kept``: with the next."""
        made = [frame.around[0]]
        for number, (paragraph, after) in enumerate(zip(paragraphs, frame.around[1:], strict=True)):
            if paragraph.recipient:
                end = "." if number == last else self._look.recipient_separator
                made.append(self._changed(paragraph, end, end_recipient))
            elif number in kept:
                made.append(self._changed(paragraph, _KEPT, lambda element, _: keep_with_next(element)))
            else:
                made.append(paragraph.text)
            made.append(after)
        return made

    def _fitted(self, made: list[str], inside: list[int], fit: Callable[[Any], None]) -> bool:
        """Fit the head that these paragraphs stand in, in place; whether that can be done alone."""
        place = _alone(made, inside)
        if place is None:
            return False
        first, start, last, end = place
        body = self._parsed("".join((made[first][start:], *made[first + 1 : last], made[last][:end])))
        fit(body)
        before, *between, after = parted(self._written(body))
        made[first : last + 1] = [made[first][:start] + before, *between, after + made[last][end:]]
        return True

    def _made_frame(self, text: str) -> _Frame:
        _refuse_what_hangs_together(text)
        body, part = self._frame_of(text)
        places = {paragraph: number for number, paragraph in enumerate(body.iter(_P))}
        last, rows = ending_of(body)
        return _Frame(
            around=part.split(_EMPTY),
            in_cell=[paragraph.getparent().tag == _TC for paragraph in places],
            tables=[_kept(table, places) for table in body.iter(_TBL) if kept_rows(table, noted=True)],
            columns=[_columns(table, places) for table in body.findall(_TBL)],
            ending=([places[one] for one in last], [places[one] for one in rows]),
        )

    def _made_paragraph(self, text: str, in_cell: bool) -> _Paragraph:
        _refuse_what_hangs_together(text)
        body = self._parsed(text)
        paragraph = body[0]
        if not tidy_paragraph(paragraph, self._name_of, self._binding, in_cell=in_cell):
            return _Paragraph("")
        recipient, note = is_recipient(paragraph, self._name_of), is_note(paragraph, self._name_of)
        style, text = self._name_of(paragraph), text_of(paragraph)
        line = Line(text=text, look=self._look.looks.get(style) or Look()) if in_cell else None
        return _Paragraph(self._written(body), recipient, note, line, style, bool(text.strip()))

    def _changed(self, paragraph: _Paragraph, how: str, change: Callable[[Any, str], None]) -> str:
        if how not in paragraph.changed:
            body = self._parsed(paragraph.text)
            change(body[0], how)
            paragraph.changed[how] = self._written(body)
        return paragraph.changed[how]

    def _parsed(self, text: str) -> Any:
        from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

        return etree.fromstring(self._opening + text + _CLOSE)

    def _written(self, body: Any) -> str:
        from lxml import etree

        text: str = etree.tostring(body, encoding="unicode")
        return text[text.index(">") + 1 : -len(_CLOSE)]
