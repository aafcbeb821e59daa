"""What the units noted beside their figures, as numbered footnotes of the tables: a raised mark in the number format of
the cell, so that the figure stays a number, and the texts below the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tonghop290.model import Field, told
from tonghop290.tables.board import Board
from tonghop290.tables.senders import Sender
from tonghop290.text.normalize import as_sentence

__all__ = ["NO_REMARKS", "Remarks", "remarks_of"]

MOST_NUMBERED = 80
"""So many footnotes have a number of their own: Excel takes about 200 number formats in a workbook, and each mark is
one. The others share :data:`OTHERS` and are told by unit and figure."""

OTHERS = "⁺"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Remarks:
    """``of``: (path, field id) → the mark of a figure; ``lines``: the texts, in the order of their marks."""

    of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


NO_REMARKS = Remarks()


def remarks_of(board: Board) -> Remarks:
    """The notes of the units in the order of the form, then of the register; units that say the same of the same figure
    share one. None in the tables of a whole country, and where the form prints none."""
    papers = [one for one in board.form.paper.documents if one.about == "office"]
    if board.large or papers and all(paper.without_notes for paper in papers):
        return NO_REMARKS
    groups: dict[tuple[str, str], list[Sender]] = {}
    for shown, sender, text in _notes(board):
        groups.setdefault((shown.id, text), []).append(sender)
    of: dict[tuple[str, str], str] = {}
    lines = []
    for number, ((id, text), senders) in enumerate(groups.items(), 1):
        mark = f"⁽{str(number).translate(_RAISED)}⁾" if number <= MOST_NUMBERED else OTHERS
        of |= {(sender.path or "", id): mark for sender in senders}
        who, short = ", ".join(sender.name for sender in senders), board.form.fields[id].short
        what = f"{short[:1].lower()}{short[1:]}"
        lines.append(told("{mark} {who}, {what}: {note}", mark=mark, who=who, what=what, note=text))
    return Remarks(of, tuple(lines))


def _notes(board: Board) -> Iterator[tuple[Field, Sender, str]]:
    notes = board.dataset.notes
    for shown in board.fields if notes else ():
        for sender in board.returned:
            text = as_sentence(notes.get((sender.path or "", shown.id), ""))
            if text:
                yield shown, sender, text
