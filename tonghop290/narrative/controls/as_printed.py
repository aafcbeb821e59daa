"""What was printed, as the text of a part tells it: its sentences, each with slots for its figures, and their keys.

Works on the text of the part as it is written: its elements bear Word's usual prefix.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from tonghop290.narrative.controls.marks import BLANK_STATE

__all__ = [
    "SENTENCE_END",
    "SLOT",
    "PrintedFigure",
    "parted",
    "sentence_key",
    "sentences_in",
    "split_sentences",
    "with_slots",
]

_PARAGRAPH = re.compile(r"(<w:p[ >].*?</w:p>)", re.DOTALL)
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


def parted(part: str) -> list[str]:
    """A part of a document taken apart: what stands before its first paragraph, the paragraph, and so on in turn."""
    return _PARAGRAPH.split(part)


def sentences_in(part: str, states: Mapping[int, str]) -> dict[str, str]:
    """The sentences of a part of ours, key → text. ``states``: of its figures, by their ids."""
    sentences: dict[str, str] = {}
    for paragraph in parted(part)[1::2]:
        text, own = with_slots(paragraph, states)
        for sentence in split_sentences(text):
            sentences[sentence_key(sentence, own)] = _read(sentence, own)
    return sentences


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]


def with_slots(paragraph: str, states: Mapping[int, str]) -> tuple[str, list[PrintedFigure]]:
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
