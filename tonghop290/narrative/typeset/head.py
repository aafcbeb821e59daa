"""The two columns at the head of a document fitted to what stands in them: the body's name left, place and date right.

Where a line is wider than its column, the columns move; where both cannot have theirs, the body's name takes two
lines, broken before the name proper, or three; the date's line breaks last of all, behind the place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tonghop290.narrative.profiles import DATE_STYLE, Look, Profile
from tonghop290.narrative.typeset.elements import HARD_SPACE, StyleName, runs_of, text_of, w
from tonghop290.text.printing.widths import width_of

__all__ = ["Line", "columns_of", "fit_heads", "line_of", "told_widths", "two_columns"]

_TWIPS = 20
_SLACK = 4.0
"""Points a line is given beyond its width: programs round, and draw some pairs of letters apart."""
_P, _TBL, _TC, _TR, _T = (w(name) for name in ("p", "tbl", "tc", "tr", "t"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a head as it is printed. ``breaks``: the ways it may break, the best first; each the numbers of the
    spaces it breaks at."""

    text: str
    look: Look
    breaks: tuple[tuple[int, ...], ...] = ()

    @property
    def width(self) -> float:
        return self._width(self.text)

    @property
    def broken(self) -> float:
        """The least width of its widest piece where it breaks."""
        return min(map(self.broken_at, self.breaks), default=self.width)

    def broken_at(self, places: tuple[int, ...]) -> float:
        """The width of the widest piece where it breaks there."""
        starts, ends = (-1, *places), (*places, len(self.text))
        return max(self._width(self.text[start + 1 : end]) for start, end in zip(starts, ends, strict=True))

    def best_break(self, width: float) -> tuple[int, ...]:
        """Where it breaks in a column of that width; () where nothing helps."""
        return next((places for places in self.breaks if self.broken_at(places) <= width), ())

    def _width(self, text: str) -> float:
        return width_of(text.strip(), self.look.size, bold=self.look.bold, italic=self.look.italic)


def line_of(text: str, style: str, profile: Profile, names: Collection[str]) -> Line:
    """``names``: names proper, before which a line breaks; another breaks where its pieces are of one length."""
    look = profile.looks.get(style) or Look()
    if style == DATE_STYLE:
        comma = text.rfind(", ")
        return Line(text=text, look=look, breaks=((comma + 1,),) if comma > 0 else ())
    fixed = look.text or look.pattern or profile.rule(style) is not None
    return Line(text=text, look=look, breaks=() if fixed else _before_the_name(text, look, names))


def _before_the_name(text: str, look: Look, names: Collection[str]) -> tuple[tuple[int, ...], ...]:
    line = text.rstrip().casefold()
    ends = sorted(len(line) - len(name) - 1 for name in names if name and line.endswith(" " + name.casefold()))
    if ends:
        every = tuple(dict.fromkeys(ends))
        return (*((end,) for end in reversed(every)), every, *_in_the_name(text, look, every))
    whole = Line(text=text, look=look)
    return tuple(sorted(((number,) for number, sign in enumerate(text) if sign == " "), key=whole.broken_at))


def _in_the_name(text: str, look: Look, ends: Sequence[int]) -> list[tuple[int, ...]]:
    """A name too long for its column also breaks itself, best behind a hyphen, else where it is halved. ``ends``: of
    what stands before it, with the word of its kind and without."""
    start = ends[-1]
    spaces = [at for at in range(start + 1, len(text)) if text[at] == " " and text[at + 1 : at + 2] != "-"]
    after_hyphen = [at for at in spaces if text[at - 1] == "-"]
    name = Line(text=text[start + 1 :], look=look)
    halved = sorted(after_hyphen or spaces, key=lambda at: name.broken_at((at - start - 1,)))
    before = dict.fromkeys(((start,), (ends[0],), tuple(ends)))
    return [(*places, at) for at in halved[:1] for places in before]


def columns_of(columns: tuple[float, float], left: Sequence[Line], right: Sequence[Line]) -> tuple[float, float]:
    """The widths of the columns, points; a line wider than its own breaks there."""
    total = sum(columns)
    whole = [max((line.width for line in lines), default=0.0) for lines in (left, right)]
    broken = [max((line.broken for line in lines), default=0.0) for lines in (left, right)]
    if whole[0] <= columns[0] and whole[1] <= columns[1]:
        return columns
    needs = ((whole[0], whole[1]), (broken[0], whole[1]))
    for_left, for_right = next((pair for pair in needs if sum(pair) + 2 * _SLACK <= total), (broken[0], broken[1]))
    room = total - for_right - _SLACK
    width = max(min(columns[0], room), for_left + _SLACK)
    named = (line.broken_at(line.breaks[0]) for line in left if line.breaks)
    width = max([width, *(need + _SLACK for need in (*(line.width for line in left), *named) if need + _SLACK <= room)])
    return width, total - width


def two_columns(table: Any) -> tuple[Any, Any] | None:
    """The two cells of a table of one row; None for another table."""
    rows = table.findall(_TR)
    cells = rows[0].findall(_TC) if len(rows) == 1 else []
    return (cells[0], cells[1]) if len(cells) == 2 else None


def fit_heads(body: Any, profile: Profile, name_of: StyleName, names: Collection[str]) -> None:
    """Fit every head of a filled body, in place."""
    for table in body.findall(_TBL):
        cells = two_columns(table)
        if cells is not None and any(name_of(paragraph) == DATE_STYLE for paragraph in table.iter(_P)):
            _fit(table, cells, profile, name_of, names)


def _fit(table: Any, cells: tuple[Any, Any], profile: Profile, name_of: StyleName, names: Collection[str]) -> None:
    widths = told_widths(cells)
    if widths is None:
        return
    paragraphs = [[one for one in cell.iter(_P) if text_of(one).strip()] for cell in cells]
    lines = [[line_of(text_of(one), name_of(one), profile, names) for one in column] for column in paragraphs]
    made = columns_of(widths, *lines)
    if made != widths:
        _set_widths(table, cells, widths, made)
    for column, column_lines, width in zip(paragraphs, lines, made, strict=True):
        for paragraph, line in zip(column, column_lines, strict=True):
            if line.width > width and (at := line.best_break(width)):
                _hold_but_at(paragraph, at)


def told_widths(cells: Sequence[Any]) -> tuple[float, float] | None:
    """The widths two cells say they have, points; None where they say none."""
    told = [cell.find(f"{w('tcPr')}/{w('tcW')}") for cell in cells]
    try:
        first, second = (float(one.get(w("w"))) / _TWIPS for one in told)
    except (AttributeError, TypeError, ValueError):
        return None
    return first, second


def _set_widths(table: Any, cells: tuple[Any, Any], before: tuple[float, float], made: tuple[float, float]) -> None:
    """The columns made wider and narrower; lines drawn in them keep their length and stay in the middle."""
    columns = table.findall(f"{w('tblGrid')}/{w('gridCol')}")
    for number, (cell, old, new) in enumerate(zip(cells, before, made, strict=True)):
        cell.find(f"{w('tcPr')}/{w('tcW')}").set(w("w"), str(round(new * _TWIPS)))
        if number < len(columns):
            columns[number].set(w("w"), str(round(new * _TWIPS)))
        for paragraph in cell.iter(_P):
            indent = paragraph.find(f"{w('pPr')}/{w('ind')}")
            for side in ("left", "right") if paragraph.find(f"{w('pPr')}/{w('pBdr')}") is not None else ():
                if indent is not None and indent.get(w(side)) is not None:
                    indent.set(w(side), str(max(0, round(float(indent.get(w(side))) + (new - old) / 2 * _TWIPS))))


def _hold_but_at(paragraph: Any, places: tuple[int, ...]) -> None:
    """No space breaks the line but those."""
    start = 0
    for text in (text for run in runs_of(paragraph) for text in run.findall(_T)):
        signs = text.text or ""
        text.text = "".join(
            HARD_SPACE if sign == " " and start + number not in places else sign for number, sign in enumerate(signs)
        )
        start += len(signs)
