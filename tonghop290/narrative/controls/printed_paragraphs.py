"""What documents just made print, paragraph by paragraph: each text is read once, in whatever document it stands.

Its controls get their tags, titles and numbers, and what was printed is written down. Works on the text of the part as
it is written: its elements bear Word's usual prefix.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from xml.sax.saxutils import escape

from tonghop290.model import Form
from tonghop290.narrative.controls.as_printed import SLOT, PrintedFigure, sentence_key, split_sentences, with_slots
from tonghop290.narrative.controls.content_controls import UNNAMED
from tonghop290.narrative.controls.figure_tags import Naming
from tonghop290.narrative.controls.marks import NAME_LETTERS, decoded, unmarked

__all__ = ["PrintedParagraphs"]

_NEW = re.compile(f'<w:alias w:val="({NAME_LETTERS}+)"/><w:tag w:val="{NAME_LETTERS}+"/><w:id w:val="{UNNAMED}"/>')
_TAKEN = re.compile(r'<w:id w:val="(-?[0-9]+)"/>')
_FIRST_ID = 290_000_000
_IN_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph, or what stands between two. ``around``: its text around the tags and numbers of its new controls;
    ``controls``: the name of each, its state and its title; ``taken``: the numbers of its other ones; ``figures``:
    which of the controls each is, and what it prints; ``sentences``: each with slots for its figures, its key where it
    has none, and those."""

    around: tuple[str, ...]
    controls: tuple[tuple[str, str, str], ...]
    taken: frozenset[int]
    figures: tuple[tuple[int, str], ...]
    sentences: tuple[tuple[str, str, tuple[int, ...]], ...]


class PrintedParagraphs:
    """Of the documents of one form."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._title = lru_cache(maxsize=_MOST_KEPT)(Naming(form, "").title)
        self._read = lru_cache(maxsize=_MOST_KEPT)(self._made)

    def named(self, pieces: Sequence[str], unit: str) -> tuple[str, tuple[PrintedFigure, ...], frozenset[str]]:
        """The part with every new control called by its name, its figures in their order, the keys of its sentences.

        ``pieces``: as :func:`as_printed.parted` has them; ``unit``: whose document it is (``figure_tags``)."""
        naming = Naming(self._form, unit)
        read = [self._read(piece, bool(number % 2)) for number, piece in enumerate(pieces)]
        ids = _free_ids(frozenset[int]().union(*(one.taken for one in read)))
        made: list[str] = []
        figures: list[PrintedFigure] = []
        keys = set[str]()
        for paragraph in read:
            called = [(next(ids), naming.tag(name)) for name, _, _ in paragraph.controls]
            made.append(paragraph.around[0])
            for (id, tag), after in zip(called, paragraph.around[1:], strict=True):
                made += (f'<w:tag w:val={_quoted(tag)}/><w:id w:val="{id}"/>', after)
            own = [_figure(*called[number], paragraph.controls[number], text) for number, text in paragraph.figures]
            for sentence, key, slots in paragraph.sentences:
                keys.add(key or (key := sentence_key(sentence, own)))
                figures += [replace(own[slot], sentence=key) for slot in slots]
        return "".join(made), tuple(figures), frozenset(keys)

    def _made(self, text: str, whole: bool) -> _Paragraph:
        """``whole``: it is a paragraph."""
        before, *pieces = _NEW.split(text)
        controls = [(name, state, self._title(name)) for name, _, state in map(_parted_name, pieces[::2])]
        taken = frozenset(map(int, _TAKEN.findall(text)))
        first = max(taken, default=0) + 1
        numbers = count(first)
        numbered = _NEW.sub(lambda _: f'<w:alias w:val=""/><w:tag w:val=""/><w:id w:val="{next(numbers)}"/>', text)
        states = {first + number: state for number, (_, state, _) in enumerate(controls)}
        told, own = with_slots(numbered, states) if whole else ("", [])
        heads = [f"<w:alias w:val={_quoted(title)}/>" for _, _, title in controls]
        around = (piece + head for piece, head in zip((before, *pieces[1::2]), (*heads, ""), strict=True))
        return _Paragraph(
            around=tuple(map(unmarked, around)),
            controls=tuple(controls),
            taken=taken,
            figures=tuple((one.id - first, one.text) for one in own),
            sentences=tuple(map(_sentence, split_sentences(told))),
        )


def _parted_name(letters: str) -> tuple[str, str, str]:
    return decoded(letters).partition("?")


def _sentence(text: str) -> tuple[str, str, tuple[int, ...]]:
    slots = tuple(int(slot) for slot in SLOT.findall(text))
    return text, "" if slots else sentence_key(text), slots


def _free_ids(taken: Collection[int]) -> Iterator[int]:
    return (id for id in count(_FIRST_ID) if id not in taken)


def _figure(id: int, tag: str, control: tuple[str, str, str], text: str) -> PrintedFigure:
    _, state, title = control
    return PrintedFigure(id=id, tag=tag, title=title, text=text, state=state, sentence="")


def _quoted(text: str) -> str:
    return f'"{escape(text, _IN_QUOTES)}"'
