"""The body of a report put together from paragraphs that were tidied before.

Of the ninety paragraphs of a commune's report all but a dozen read as in the report before. So what a template renders is taken
apart at its paragraphs: each is tidied once, by its text, and so is the frame around them (tables, sections). What is put together
is, byte for byte, what tidying the whole body gives; where something hangs on more than one paragraph, nothing is put together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tonghop290.report.profiles import Profile
from tonghop290.report.tidy import StyleName, end_recipient, is_recipient, tidy_paragraph, w

__all__ = ["TidiedParagraphs"]

_PARAGRAPHS = re.compile(r"(<w:p(?:/>|[ >].*?</w:p>))", re.DOTALL)
_BODY = re.compile(r"<w:body[^>]*>")
_EMPTY, _CLOSE = "<w:p/>", "</w:body>"
_HANGS_TOGETHER = ("<w:tblHeader", "docPr", "<w:txbxContent", "AlternateContent", "<!--", "<![CDATA[", "<?")
"""What concerns several paragraphs, or holds paragraphs inside of one: rows kept together, numbered pictures, text boxes."""
_MOST_KEPT = 5_000
_P, _TC = w("p"), w("tc")


class _Paragraph:
    """A tidied paragraph as bytes. ``recipient``: it ends with a mark that depends on where it stands in the list."""

    __slots__ = ("data", "ended", "recipient")

    def __init__(self, data: str, recipient: bool) -> None:
        self.data, self.recipient = data, recipient
        self.ended: dict[str, str] = {}


class TidiedParagraphs:
    """Of one template and one look. ``frame_of``: a body without content in its paragraphs → the whole part around it, as text."""

    def __init__(self, look: Profile, name_of: StyleName, frame_of: Callable[[str], tuple[Any, str]]) -> None:
        self._look, self._name_of, self._frame_of = look, name_of, frame_of
        self._frames: dict[str, tuple[list[str], list[bool]]] = {}
        self._known: dict[tuple[str, bool], _Paragraph] = {}
        self._opening = ""

    def part(self, text: str) -> str | None:
        """The whole part of a rendered body; None where only the body as a whole can be tidied."""
        opening = _BODY.match(text)
        if opening is None or any(one in text for one in _HANGS_TOGETHER):
            return None
        if opening[0] != self._opening:
            self._known.clear()
            self._opening = opening[0]
        pieces = _PARAGRAPHS.split(text)
        paragraphs = pieces[1::2]
        if any("<w:p " in one or "<w:p>" in one or _EMPTY in one for one in (paragraph[4:] for paragraph in paragraphs)):
            return None
        frame = _EMPTY.join(pieces[::2])
        if frame not in self._frames:
            if len(self._frames) >= 100:
                self._frames.clear()
            self._frames[frame] = self._framed(frame)
        around, in_cell = self._frames[frame]
        if len(in_cell) != len(paragraphs):
            return None
        try:
            return self._put_together(around, [self._tidied(one, inside) for one, inside in zip(paragraphs, in_cell, strict=True)])
        except SyntaxError:  # lxml's: no XML, of which the body as a whole saves what it can
            return None

    def _put_together(self, around: list[str], paragraphs: list[_Paragraph]) -> str:
        last = max((number for number, one in enumerate(paragraphs) if one.recipient), default=-1)
        made = [around[0]]
        for number, (one, after) in enumerate(zip(paragraphs, around[1:], strict=True)):
            made.append(self._ended(one, "." if number == last else self._look.recipient_separator) if one.recipient else one.data)
            made.append(after)
        return "".join(made)

    def _framed(self, frame: str) -> tuple[list[str], list[bool]]:
        """What stands around the paragraphs, and whether each stands in a cell of a table."""
        body, part = self._frame_of(frame)
        return part.split(_EMPTY), [paragraph.getparent().tag == _TC for paragraph in body.iter(_P)]

    def _tidied(self, text: str, in_cell: bool) -> _Paragraph:
        key = text, in_cell
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            body = self._parsed(text)
            paragraph = body[0]
            stays = tidy_paragraph(paragraph, self._name_of, in_cell=in_cell)
            made = _Paragraph(self._written(body) if stays else "", stays and is_recipient(paragraph, self._name_of))
            self._known[key] = made
        return self._known[key]

    def _ended(self, one: _Paragraph, mark: str) -> str:
        if mark not in one.ended:
            body = self._parsed(one.data)
            end_recipient(body[0], mark)
            one.ended[mark] = self._written(body)
        return one.ended[mark]

    def _parsed(self, text: str) -> Any:
        from lxml import etree

        return etree.fromstring(self._opening + text + _CLOSE)

    def _written(self, body: Any) -> str:
        from lxml import etree

        text: str = etree.tostring(body, encoding="unicode")
        return text[text.index(">") + 1 : -len(_CLOSE)]
