"""A text of several runs: pieces that look each in their own way, as `<si>` and `<is>` list them (ECMA-376 §18.4)."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from tonghop290.spreadsheet.seen.look import ORDINARY, Look, Raised, Run
from tonghop290.spreadsheet.seen.styles import read_font
from tonghop290.spreadsheet.xml import Attributes, decode_text

__all__ = ["RichText", "Spans", "runs_of"]

Spans = tuple[tuple[str, Look | None], ...]
"""The pieces of a text as stored, each with the look it states for itself; None: it looks as its cell does."""


_SMALL = 0.7
"""Of the largest size in the text: Word and Excel draw raised marks at two thirds."""


class RichText:
    """A text in the making: its pieces, and by index the look of each that states one; `own` is that of the next."""

    __slots__ = ("looks", "own", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.looks: dict[int, Look] = {}
        self.own: Look | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element of the text that is none of its pieces."""
        local = tag.rpartition(" ")[2]
        if local == "r":
            self.own = None
        elif local == "rPr":
            self.own = ORDINARY
        elif self.own is not None:
            self.own = read_font(local, attributes, self.own)

    def add(self, piece: str) -> None:
        if self.own is not None:
            self.looks[len(self.pieces)] = self.own
            self.own = None
        self.pieces.append(piece)

    def take(self) -> tuple[str, Spans | None]:
        """The text that has come together, and its spans where any states a look; the next one may begin."""
        pieces, looks = self.pieces, self.looks
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        spans = tuple((piece, looks.get(place)) for place, piece in enumerate(pieces)) if looks else None
        pieces.clear()
        looks.clear()
        self.own = None
        return text, spans


def runs_of(spans: Spans, look: Look) -> tuple[Run, ...] | None:
    """The runs in a cell of this look, neighbours that look alike joined; None where none differs from the cell."""
    looks = [(piece, look if own is None else replace(own, ground=look.ground)) for piece, own in spans if piece]
    small = _SMALL * max((own.size for _, own in looks), default=0.0)
    found = [_run(piece, own, small) for piece, own in looks]
    if all(run == _run(run.text, look) for run in found):
        return None
    alike = groupby(found, key=lambda run: replace(run, text=""))
    return tuple(replace(run, text=decode_text("".join(one.text for one in same))) for run, same in alike)


def _run(text: str, look: Look, small: float = 0.0) -> Run:
    raised: Raised = "small" if not look.raised and 0 < look.size <= small else look.raised
    return Run(text, look.struck, raised, look.unseen)
