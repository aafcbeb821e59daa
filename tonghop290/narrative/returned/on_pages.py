"""The figures of a report that came back as PDF, held against those of its return.

Looked for is each sentence the return would print; where it was reworded, the words close to a figure. What stands
there more or less often than it should is not taken for a figure: it is told as not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tonghop290.model import Form
from tonghop290.narrative.controls.as_printed import PrintedFigure
from tonghop290.narrative.controls.compared import Difference, difference_of
from tonghop290.narrative.controls.figure_tags import figure_name
from tonghop290.narrative.returned.sought import Figure, Passage, Place, passages_of, places_of
from tonghop290.narrative.returned.squashed import Squashed, squashed
from tonghop290.spreadsheet.content import Content

__all__ = ["OnPages", "held_against_pages"]

_FEWEST = 6
"""Letters by which a sentence is known again."""
_AROUND, _ONE_SIDED = 24, 16
"""Letters beside a figure by which it is known again, from both sides and from one."""


@dataclass(slots=True)
class OnPages:
    """``differences``: with their pages; ``lost``: figures that were not found; ``found``: how many were."""

    differences: list[Difference] = field(default_factory=list)
    lost: list[PrintedFigure] = field(default_factory=list)
    found: int = 0


def held_against_pages(
    letters: Iterable[tuple[int, str]], expected: Content, form: Form, values: Mapping[str, Any]
) -> OnPages:
    """What a PDF says otherwise than a return. ``letters``: page and text, as they are read; ``expected``: the report
    of the return, just made; ``values``: of the return, by field id."""
    text, held = squashed(letters), OnPages()
    groups = list(passages_of(expected, form))
    search = _Search(text, groups, grouped=not form.words.writing.thousands.strip())
    for figure, place in search.all():
        wanted = figure.number or isinstance(values.get(figure_name(figure.record.tag)), int | float)
        if place is None:
            held.lost += [figure.record] if wanted else []
            continue
        held.found += wanted
        found = difference_of(place[1], figure.record, form, values, printed_from_it=True)
        if found is not None:
            held.differences.append(replace(found, page=text.page(place[0])))
    return held


class _Search:
    def __init__(self, text: Squashed, groups: Sequence[Sequence[Passage]], *, grouped: bool) -> None:
        self._text, self._groups, self._grouped = text, groups, grouped
        self._printed = squashed((1, _read(passage)) for group in groups for passage in group)
        self._places: dict[tuple[str, ...], list[list[Place]]] = {}
        self._how_often: dict[tuple[str, ...], int] = {}
        for group in groups:
            for passage in group:
                self._how_often[_key(passage)] = self._how_often.get(_key(passage), 0) + 1

    def all(self) -> Iterator[tuple[Figure, Place | None]]:
        """Every figure with its place, None for one that was not found."""
        for group in self._groups:
            whole = tuple(part for passage in group for part in passage)
            at = 0
            for passage in group:
                places = self._whole(passage)
                for part in passage:
                    if isinstance(part, Figure):
                        yield part, places.pop(0) if places else self._close_to(whole, at)
                    at += 1

    def _whole(self, passage: Passage) -> list[Place]:
        """The figures of a sentence that stands there as often as it should; of several alike one after the other."""
        key = _key(passage)
        if len("".join(key)) < _FEWEST:
            return []
        if key not in self._places:
            found = places_of(passage, self._text, grouped=self._grouped)
            self._places[key] = found if len(found) == self._how_often[key] else []
        return list(self._places[key].pop(0)) if self._places[key] else []

    def _close_to(self, whole: Passage, at: int) -> Place | None:
        figure = whole[at]
        before, after = _tail(whole[:at], _AROUND), _head(whole[at + 1 :], _AROUND)
        left, right = _tail(whole[:at], _ONE_SIDED), _head(whole[at + 1 :], _ONE_SIDED)
        for around, number, least, words in (
            ((*before, figure, *after), len(before), _FEWEST, True),
            ((*left, figure), len(left), _ONE_SIDED, False),
            ((figure, *right), 0, _ONE_SIDED, False),
        ):
            if sum(len(part) for part in around if isinstance(part, str)) >= least:
                place = self._only(around, sum(isinstance(part, Figure) for part in around[:number]), words)
                if place is not None:
                    return place
        return None

    def _only(self, around: Passage, which: int, words_before: bool) -> Place | None:
        """The place of a figure among what stands once in the text, and once in what would be printed."""
        for text in (self._printed, self._text):
            found = places_of(around, text, grouped=self._grouped, words_before=words_before)
            if len(found) != 1:
                return None
        return found[0][which]


def _key(passage: Passage) -> tuple[str, ...]:
    return tuple(part if isinstance(part, str) else "" for part in passage)


def _read(passage: Passage) -> str:
    return " ".join(part if isinstance(part, str) else part.record.text for part in passage)


def _tail(parts: Passage, most: int) -> Passage:
    """What stands last, as far as so many letters."""
    kept: list[str | Figure] = []
    for part in reversed(parts):
        if most <= 0:
            break
        kept.append(part[-most:] if isinstance(part, str) else part)
        most -= len(part) if isinstance(part, str) else 0
    return _from_letters(tuple(reversed(kept)))


def _from_letters(parts: Passage) -> Passage:
    return parts[1:] if parts and isinstance(parts[0], Figure) else parts


def _head(parts: Passage, most: int) -> Passage:
    """What stands first, as far as so many letters."""
    kept: list[str | Figure] = []
    for part in parts:
        if most <= 0:
            break
        kept.append(part[:most] if isinstance(part, str) else part)
        most -= len(part) if isinstance(part, str) else 0
    return tuple(kept[:-1] if kept and isinstance(kept[-1], Figure) else kept)
