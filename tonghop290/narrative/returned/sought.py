"""What is looked for on paper: the sentences of a report as it would be printed, its figures told apart.

A row of a table is one sentence. Letters are compared squashed (:mod:`squashed`), and matched one after the other, so
that no text, whoever wrote it, makes it run long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tonghop290.model import Form
from tonghop290.narrative.controls.as_printed import SENTENCE_END, SLOT, PrintedFigure, with_slots
from tonghop290.narrative.controls.compared import number_in
from tonghop290.narrative.controls.edited import Edited
from tonghop290.narrative.returned.squashed import Squashed, squash
from tonghop290.spreadsheet.content import Content

__all__ = ["Figure", "Passage", "Place", "passages_of", "places_of"]

_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_ROW = re.compile(r"<w:tr[ >].*?</w:tr>|<w:p[ >].*?</w:p>", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*")
_WORDS_BEFORE = 12
"""Letters that may stand where only a number was ("khoảng")."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a passage: ``words``: what was printed, squashed; ``number``: whether that is a number;
    ``unsigned``: a hyphen before it is none of its own."""

    record: PrintedFigure
    words: str
    number: bool
    unsigned: bool


Passage = tuple[str | Figure, ...]
"""Letters and figures in turn, as they are read."""
Place = tuple[int, str]
"""Where a figure was found, and what stands there."""


def passages_of(document: Content, form: Form) -> Iterator[list[Passage]]:
    """Of a document just made the sentences of each paragraph, or row, that has figures."""
    made = Edited(document)
    assert made.memory is not None
    states = {one.id: one.state for one in made.memory.figures}
    for piece in _ROW.finditer(made.data.decode()):
        if piece[0].startswith("<w:tr"):
            cells = [_passage(*with_slots(one[0], states), form) for one in _PARAGRAPH.finditer(piece[0])]
            whole = _joined(part for cell in cells for part in cell)
            own = [whole]
        else:
            text, figures = with_slots(piece[0], states)
            own = [_passage(sentence, figures, form) for sentence in SENTENCE_END.split(text)]
        if any(isinstance(part, Figure) for passage in own for part in passage):
            yield own


def _passage(text: str, figures: Sequence[PrintedFigure], form: Form) -> Passage:
    pieces = SLOT.split(text)
    parts: list[str | Figure] = []
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            parts.append(squash(piece))
        else:
            record, before = figures[int(piece)], pieces[number - 1]
            known = number_in(record.text, form) is not None
            parts.append(Figure(record, squash(record.text), known, before.endswith(("-", "\u2011", "\u2013"))))
    return _joined(parts)


def _joined(parts: Iterator[str | Figure] | Sequence[str | Figure]) -> Passage:
    """Letters beside letters as one."""
    joined: list[str | Figure] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return tuple(joined)


def places_of(passage: Passage, text: Squashed, *, grouped: bool, words_before: bool = True) -> list[list[Place]]:
    """Everywhere a passage stands: each time the places of its figures. ``grouped``: a space may stand between
    thousands; ``words_before``: a few words may stand before a number that had none."""
    found, end = [], -1
    for at in _starts(passage, text):
        walked = _walk(passage, text, at, grouped, words_before) if at >= end else None
        if walked is not None:
            places, end = walked
            found.append(places)
    return found


def _starts(passage: Passage, text: Squashed) -> Iterator[int]:
    first = passage[0]
    if isinstance(first, str):
        at = text.letters.find(first)
        while at >= 0:
            yield at
            at = text.letters.find(first, at + 1)
        return
    for number in _NUMBER.finditer(text.letters):
        yield number.start()
        yield from (at for at in range(number.start() + 1, number.end()) if at in text.gaps)


def _walk(
    passage: Passage, text: Squashed, at: int, grouped: bool, words_before: bool
) -> tuple[list[Place], int] | None:
    places: list[Place] = []
    for number, part in enumerate(passage):
        if isinstance(part, str):
            if not text.letters.startswith(part, at):
                return None
            at += len(part)
            continue
        after = passage[number + 1] if number + 1 < len(passage) else ""
        after = after if isinstance(after, str) else ""
        words = words_before and bool(after) or part.number and not part.words[:1].isdigit()
        found = next(
            (
                (begin, end, said)
                for begin, end, said in _said(part, text, at, grouped, words and number > 0)
                if text.letters.startswith(after, end)
            ),
            None,
        )
        if found is None:
            return None
        places.append((found[0], found[2]))
        at = found[1]
    return places, at


def _said(figure: Figure, text: Squashed, at: int, grouped: bool, words_before: bool) -> Iterator[tuple[int, int, str]]:
    """What may stand there for a figure, the likeliest first: begin, end, text."""
    if figure.words and not figure.number and text.letters.startswith(figure.words, at):
        yield at, at + len(figure.words), figure.record.text
    found = _NUMBER.search(text.letters, at, at + _WORDS_BEFORE + 40)
    if found is None or found.start() > at and not (words_before and found.start() <= at + _WORDS_BEFORE):
        return
    begin = found.start()
    gaps = [at for at in range(begin + 1, found.end()) if at in text.gaps]
    for end in (*(_ungrouped(text, gaps) if grouped else gaps)[:1], found.end()):
        said = text.letters[begin:end].rstrip(".,")
        yield begin, begin + len(said), said.lstrip("-") if figure.unsigned else said


def _ungrouped(text: Squashed, gaps: Sequence[int]) -> list[int]:
    """The spaces that do not stand between thousands."""
    letters = text.letters
    return [
        at for at in gaps if not (letters[at - 1].isdigit() and re.match(r"[0-9]{3}(?![0-9])", letters[at : at + 4]))
    ]
