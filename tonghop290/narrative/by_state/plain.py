"""A Word template as plain text: the same tags and words, a paragraph a line, without the file around them."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from tonghop290.model import FormerTag
from tonghop290.narrative.template.opened import bearing_parts, lined, open_template
from tonghop290.narrative.words.phrase_words import names_in
from tonghop290.narrative.words.phrases import environment

__all__ = ["PlainText"]

_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_XML = re.compile(r"<[^>]+>")
_NEVER = {"du_thao": False, "con_lai": "", "con_thieu": "", "luu_y": ""}
"""That it is a draft is no sentence of its figures."""
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|(?<=[^…]…)\s+")


class PlainText:
    """The body of a template, filled without Word, its ``former`` tags read as what they mean. ``paragraphs``: the
    names each of them says."""

    def __init__(self, template: Path, former: Collection[FormerTag] = ()) -> None:
        opened = open_template(template, former)
        parts = _TAG.split(lined(opened, bearing_parts(opened)[0][1]))
        source = "".join(part if _TAG.fullmatch(part) else html.unescape(_XML.sub("", part)) for part in parts)
        jinja = environment()
        jinja.autoescape = False
        self._program = jinja.from_string(source)
        self._seen: dict[str, tuple[str, ...]] = {}
        self.names = names_in(source)
        self.paragraphs = tuple(frozenset(_names_of(line)) for line in source.split("\n") if line.strip())

    def sentences(self, words: Mapping[str, Any]) -> list[str]:
        """What it says with these words, sentence by sentence."""
        lines = str(self._program.render({**words, **_NEVER})).split("\n")
        return [sentence for line in lines for sentence in self._sentences_of(line)]

    def _sentences_of(self, line: str) -> tuple[str, ...]:
        """Most lines are the same in every way of answering."""
        if line not in self._seen:
            whole = " ".join(line.split())
            self._seen[line] = tuple(_SENTENCE_END.split(whole)) if whole else ()
        return self._seen[line]


def _names_of(line: str) -> list[str]:
    """The words a paragraph names in its tags, whole or not (a condition may span paragraphs)."""
    tags = " ".join(tag for tag in _TAG.findall(line))
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", " ", tags)
    return re.findall(r"(?<![.\w])[A-Za-z_]\w*", bare)
