"""The last pass over a document that is made: its controls get their tags, titles and numbers, and what was printed is
written down.

Works on the text of the part as it is written: its elements bear Word's usual prefix.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from xml.sax.saxutils import quoteattr

from tonghop290.narrative.controls.content_controls import UNNAMED
from tonghop290.narrative.controls.figure_tags import Naming
from tonghop290.narrative.controls.marks import BLANK_STATE, NAME_LETTERS, decoded

__all__ = [
    "SENTENCE_END",
    "SLOT",
    "Printed",
    "PrintedFigure",
    "name_controls",
    "sentence_key",
    "sentences_in",
    "with_slots",
]

_NEW = re.compile(f'<w:alias w:val="({NAME_LETTERS}+)"/><w:tag w:val="{NAME_LETTERS}+"/><w:id w:val="{UNNAMED}"/>')
_TAKEN = re.compile(r'<w:id w:val="(-?[0-9]+)"/>')
_FIRST_ID = 290_000_000
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_PIECE = re.compile(
    r'<w:alias w:val="(?P<title>[^"]*)"/><w:tag w:val="(?P<tag>[^"]*)"/><w:id w:val="(?P<id>[0-9]+)"/>|'
    r"(?P<end></w:sdt>)|<w:t(?: [^>]*)?>(?P<text>[^<]*)</w:t>|<w:(?P<sign>tab|br|noBreakHyphen)/>"
)
SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=\S)")
SLOT = re.compile("\ue000([0-9]+)\ue001")
"""Where a figure stands in a text, and the how-manieth of its figures it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFigure:
    """One control as it was printed. ``state``: "" for a number, else why there is none; ``sentence``: the key of the
    sentence it stands in, which is the same whatever the numbers in it are."""

    id: int
    tag: str
    title: str
    text: str
    state: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What stands in a document: its figures in their order, and every sentence, key → text."""

    figures: tuple[PrintedFigure, ...]
    sentences: dict[str, str]


def name_controls(part: str, naming: Naming) -> tuple[str, dict[int, str]]:
    """The part with every new control called by its name; id → the state of the figure."""
    taken = {int(id) for id in _TAKEN.findall(part)}
    states: dict[int, str] = {}

    def named(found: re.Match[str]) -> str:
        name, _, state = decoded(found[1]).partition("?")
        id = _FIRST_ID + len(states)
        while id in taken:
            id += 1
        taken.add(id)
        states[id] = state
        title, tag = quoteattr(naming.title(name)), quoteattr(naming.tag(name))
        return f'<w:alias w:val={title}/><w:tag w:val={tag}/><w:id w:val="{id}"/>'

    return _NEW.sub(named, part), states


def sentences_in(part: str, states: dict[int, str]) -> Printed:
    """What a part that was just made prints. ``states``: of its figures, by their ids."""
    figures: list[PrintedFigure] = []
    sentences: dict[str, str] = {}
    for paragraph in _PARAGRAPH.finditer(part):
        text, own = with_slots(paragraph[0], states)
        for sentence in SENTENCE_END.split(text.strip()):
            if sentence:
                key = sentence_key(sentence, own)
                sentences[key] = _read(sentence, own)
                figures += [replace(own[int(slot[1])], sentence=key) for slot in SLOT.finditer(sentence)]
    return Printed(figures=tuple(figures), sentences=sentences)


def with_slots(paragraph: str, states: dict[int, str]) -> tuple[str, list[PrintedFigure]]:
    """The text of a paragraph of ours with a slot for each figure, and the figures. ``states``: of all, by ids."""
    pieces: list[str] = []
    own: list[PrintedFigure] = []
    inside: list[str] | None = None
    begun: dict[str, str] = {}
    for found in _PIECE.finditer(paragraph):
        if found["id"]:
            if int(found["id"]) in states:
                begun, inside = {name: unescape(found[name]) for name in ("title", "tag", "id")}, []
        elif found["end"]:
            if inside is not None:
                pieces.append(f"\ue000{len(own)}\ue001")
                own.append(_figure(begun, "".join(inside), states))
            inside = None
        else:
            sign = "-" if found["sign"] == "noBreakHyphen" else " "
            (pieces if inside is None else inside).append(sign if found["text"] is None else unescape(found["text"]))
    return "".join(pieces), own


def _figure(begun: Mapping[str, str], text: str, states: Mapping[int, str]) -> PrintedFigure:
    id = int(begun["id"])
    return PrintedFigure(id=id, tag=begun["tag"], title=begun["title"], text=text, state=states[id], sentence="")


def sentence_key(sentence: str, own: Sequence[PrintedFigure] = ()) -> str:
    """The same for two sentences that differ in nothing but their numbers."""

    def called(slot: re.Match[str]) -> str:
        figure = own[int(slot[1])]
        words = figure.text if figure.state not in ("", BLANK_STATE) else ""
        return f"\ue000{figure.tag}\ue001{words}"

    text = " ".join(SLOT.sub(called, sentence).replace("\u00a0", " ").split())
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _read(sentence: str, own: Sequence[PrintedFigure]) -> str:
    """A sentence as it is read."""
    return SLOT.sub(lambda slot: own[int(slot[1])].text, sentence)
