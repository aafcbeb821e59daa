"""What is written over the cells: the texts of boxes and shapes, by the cell under the middle of each.

Source: ECMA-376 part 1 §20.5.2 (anchors of drawings), §21.1.2 (texts of shapes). Left out: what shows another cell
(`textlink`), hidden shapes, and what stands in for something newer (`mc:Fallback`).
"""

from __future__ import annotations

from tonghop290.excel import column_letters
from tonghop290.spreadsheet.package import Package, Unreadable
from tonghop290.spreadsheet.xml import MOST_DEPTH, Attributes, feed, guarded_parser, is_true

__all__ = ["read_text_boxes"]

_ANCHORS = ("twoCellAnchor", "oneCellAnchor")
_COUNTED, _WRITTEN = ("col", "row"), "t"


def read_text_boxes(package: Package, part: str, *, max_text: int) -> dict[str, str]:
    """The texts of a drawing by the reference of the cell they lie over; several over one cell, a line each. Raises
    `Unreadable`."""
    reader = _DrawingReader(part, max_text, package.limits.text)
    parser = guarded_parser(part)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.add
    feed(parser, package.pieces(part, most=package.limits.small), part=part, limits=package.limits)
    return {reference: "\n".join(texts)[:max_text] for reference, texts in reader.found.items()}


class _DrawingReader:
    """The handlers of a drawing part: one anchor is in the making at a time."""

    def __init__(self, part: str, max_text: int, text_left: int) -> None:
        self.found: dict[str, list[str]] = {}
        self._part, self._max_text, self._left = part, max_text, text_left
        self._path: list[str] = []
        self._counts: dict[str, list[int]] = {name: [] for name in _COUNTED}
        self._texts: list[str] = []
        self._buffer: list[str] = []
        self._passed_over = 0  # how deep the element stands that is not read, 0 where all is

    def start(self, tag: str, attributes: Attributes) -> None:
        name = tag.rpartition(" ")[2]
        self._path.append(name)
        if len(self._path) > MOST_DEPTH:
            raise Unreadable("file-bomb", part=self._part)
        if self._passed_over:
            return
        if name in _ANCHORS:
            self._texts.clear()
            for counted in self._counts.values():
                counted.clear()
        elif name == "Fallback" or name == "sp" and attributes.get("textlink"):
            self._passed_over = len(self._path)
        elif name == "cNvPr" and is_true(attributes.get("hidden")) and len(self._path) > 2:
            self._passed_over = len(self._path) - 2  # of the shape, whose properties these are
        elif name == _WRITTEN or name in _COUNTED:
            self._buffer.clear()
        elif name == "p" and self._texts:
            self._texts.append("\n")

    def add(self, text: str) -> None:
        if not self._passed_over and self._path[-1] in (_WRITTEN, *_COUNTED):
            self._buffer.append(text)

    def end(self, _tag: str) -> None:
        name = self._path.pop()
        if self._passed_over:
            if len(self._path) < self._passed_over:
                self._passed_over = 0
            return
        if name == _WRITTEN:
            text = "".join(self._buffer)
            self._left -= len(text)
            if self._left < 0:
                raise Unreadable("file-too-large", part=self._part)
            self._texts.append(text)
        elif name in _COUNTED:
            said = "".join(self._buffer).strip()
            if said.isascii() and said.isdigit() and len(said) < 9:
                self._counts[name].append(int(said))
        elif name in _ANCHORS:
            self._keep()

    def _keep(self) -> None:
        text = "".join(self._texts).strip()
        columns, rows = self._counts["col"][:2], self._counts["row"][:2]
        if not text or not columns or not rows:
            return
        column, row = sum(columns) // len(columns) + 1, sum(rows) // len(rows) + 1
        self.found.setdefault(f"{column_letters(column)}{row}", []).append(text)
